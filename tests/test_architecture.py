"""The shape of the code: who may import whom, one test file per source file, small files, said sentences."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PRODUCT = ("rules", "proxy_addon", "ext_api")
PACKAGES = (*PRODUCT, "demo")
CEILING = 400

FORBIDDEN = {
    "rules": {"proxy_addon", "ext_api", "demo", "tests", "mitmproxy", "flask"},
    "proxy_addon": {"ext_api", "demo", "tests", "flask"},
    "ext_api": {"proxy_addon", "demo", "tests", "mitmproxy"},
    "demo": {"tests"},
}
"""What a package never imports. The demo stands outside: it may start the proxy, nobody may need the demo."""

PURE = {"orjson", "yaml", "tldextract", "jsonschema", "brotli", "zstandard", "rules"}
"""All that `rules` imports beside the standard library: decoders and checkers."""

WITHOUT_OWN_TEST = {
    "rules/model.py": "nouns without behaviour; every other test uses them",
    "ext_api/importing/entries.py": "nouns without behaviour; every other test of importing uses them",
    "rules/bounds.py": "numbers; each is tested where it binds, and docs/rules.md is compared with it",
}
"""Source files that need no test file of their own, each with its reason."""

PLATFORMS = re.compile("facebook|instagram|threads(?!afe)|tiktok|youtube|twitter", re.IGNORECASE)
"""Platforms are data: their names belong into YAML, tests, the demo and documents."""


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository, whether committed yet or not, without what git ignores."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [path for name in sorted(set(listed.split("\0"))) if name and (path := ROOT / name).is_file()]


def ours(*patterns: str) -> list[str]:
    """Their names from the root, as ids of test cases."""
    return [path.relative_to(ROOT).as_posix() for path in tracked(*patterns)]


SOURCES = ours(*(f"{package}/*.py" for package in PACKAGES))
TESTS = ours("tests/*.py")
SCRIPTS = [name for name in ours("*.js") if not name.startswith(("tests/", "node_modules/"))]
RULES = [name for name in SOURCES if name.startswith("rules/")]


# Each test looks at all files and names those that are wrong: a case per file is two thousand cases, which
# every worker would have to collect.


def text(name: str) -> str:
    """What is in a file."""
    return (ROOT / name).read_text("utf-8")


@cache
def imported(name: str) -> frozenset[str]:
    """The top-level packages a file imports, at its head or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(text(name))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative import"
            found.add((node.module or "").partition(".")[0])
    return frozenset(found)


def test_imports_point_one_way() -> None:
    """`rules` knows nobody; the proxy and the service know `rules`, not each other; nobody knows the demo."""
    wrong = {name: FORBIDDEN[name.partition("/")[0]] & imported(name) for name in SOURCES}
    assert {name: packages for name, packages in wrong.items() if packages} == {}


def test_rules_need_little() -> None:
    """`rules` imports the standard library, a few decoders and itself: bytes in, verdicts out."""
    outside = {"socket", "ssl", "http", "asyncio", "subprocess", "multiprocessing"}
    wrong = {name: imported(name) - (sys.stdlib_module_names - outside) - PURE for name in RULES}
    assert {name: packages for name, packages in wrong.items() if packages} == {}


def test_every_source_file_has_its_test_file() -> None:
    """`rules/foo.py` is tested by `tests/rules/test_foo.py`; the demo is tested by what it is made for."""
    missing, needless = [], []
    for path in (Path(name) for name in SOURCES if name.startswith(PRODUCT)):
        if path.name in ("__init__.py", "__main__.py"):
            continue
        mirror = Path("tests") / path.parent / f"test_{path.name}"
        if path.as_posix() not in WITHOUT_OWN_TEST and not (ROOT / mirror).exists():
            missing.append(mirror)
        if path.as_posix() in WITHOUT_OWN_TEST and (ROOT / mirror).exists():
            needless.append(path)
    assert missing == []
    assert needless == [], "they have a test file now: take them off the list"


def test_exceptions_exist() -> None:
    """The list of exceptions names only files that are there."""
    assert set(WITHOUT_OWN_TEST) <= set(SOURCES)


def test_code_names_no_platform() -> None:
    """No code of the product names a platform: what a platform does is data."""
    code = (name for name in (*SOURCES, *SCRIPTS) if not name.startswith("demo/"))
    assert [
        f"{name}: {line}" for name in code for line in text(name).splitlines() if PLATFORMS.search(line)
    ] == []


def test_files_stay_small() -> None:
    """No file is longer than one can keep in mind."""
    lengths = {name: len(text(name).splitlines()) for name in (*SOURCES, *TESTS, *SCRIPTS)}
    assert {name: lines for name, lines in lengths.items() if lines > CEILING} == {}


def test_every_test_says_what_is_true() -> None:
    """Every test has a docstring, in which a reader finds what it proves."""
    silent = [
        f"{name}: {node.name}"
        for name in TESTS
        for node in ast.walk(ast.parse(text(name)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_the_lists_are_not_empty() -> None:
    """The tests above look at something."""
    assert {name.partition("/")[0] for name in SOURCES} >= {"rules", "proxy_addon", "demo"}
    assert TESTS
    assert SCRIPTS

"""The shape of the code: who may import whom, one test file per source file, small files, said sentences."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

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


def imported(name: str) -> Iterator[str]:
    """The top-level packages a file imports, at its head or inside a function."""
    for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative import"
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("name", SOURCES)
def test_imports_point_one_way(name: str) -> None:
    """`rules` knows nobody; the proxy and the service know `rules`, not each other; nobody knows the demo."""
    package = name.partition("/")[0]
    assert not FORBIDDEN[package] & set(imported(name))


@pytest.mark.parametrize("name", [name for name in SOURCES if name.startswith("rules/")])
def test_rules_need_little(name: str) -> None:
    """`rules` imports the standard library, a few decoders and itself: bytes in, verdicts out."""
    found = set(imported(name))
    assert not found & {"socket", "ssl", "http", "asyncio", "subprocess", "multiprocessing"}
    assert not found - PURE - sys.stdlib_module_names


@pytest.mark.parametrize("name", [name for name in SOURCES if name.startswith(PRODUCT)])
def test_every_source_file_has_its_test_file(name: str) -> None:
    """`rules/foo.py` is tested by `tests/rules/test_foo.py`; the demo is tested by what it is made for."""
    path = Path(name)
    if path.name in ("__init__.py", "__main__.py"):
        return
    mirror = Path("tests") / path.parent / f"test_{path.name}"
    if name in WITHOUT_OWN_TEST:
        assert not (ROOT / mirror).exists(), "has a test file now: take it off the list"
    else:
        assert (ROOT / mirror).exists(), f"{mirror} is missing"


def test_exceptions_exist() -> None:
    """The list of exceptions names only files that are there."""
    assert set(WITHOUT_OWN_TEST) <= set(SOURCES)


@pytest.mark.parametrize("name", [name for name in (*SOURCES, *SCRIPTS) if not name.startswith("demo/")])
def test_code_names_no_platform(name: str) -> None:
    """No code of the product names a platform: what a platform does is data."""
    text = (ROOT / name).read_text("utf-8")
    assert not [line for line in text.splitlines() if PLATFORMS.search(line)]


@pytest.mark.parametrize("name", [*SOURCES, *TESTS, *SCRIPTS])
def test_files_stay_small(name: str) -> None:
    """No file is longer than one can keep in mind."""
    assert len((ROOT / name).read_text("utf-8").splitlines()) <= CEILING


@pytest.mark.parametrize("name", TESTS)
def test_every_test_says_what_is_true(name: str) -> None:
    """Every test has a docstring, in which a reader finds what it proves."""
    tree = ast.parse((ROOT / name).read_text("utf-8"))
    silent = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert not silent


def test_the_lists_are_not_empty() -> None:
    """The tests above look at something."""
    assert {name.partition("/")[0] for name in SOURCES} >= {"rules", "proxy_addon", "demo"}
    assert TESTS
    assert SCRIPTS

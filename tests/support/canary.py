"""Marks that must never be found again, and the search for them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus


def disguises(mark: str) -> Iterator[bytes]:
    """A mark as it is, and as URLs, hex and base64 would carry it, wherever it begins in what was encoded."""
    raw = mark.encode()
    yield from {raw, raw.upper(), raw.hex().encode(), mark.encode("utf-16-le")}
    yield from {make(mark, safe=safe).encode() for make in (quote, quote_plus) for safe in ("", "/")}
    for before in range(3):
        encoded = b64encode(b"\0" * before + raw)
        # What its neighbours have a part in says nothing about the mark.
        start, end = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
        yield encoded[start:end]
        yield encoded[start:end].replace(b"+", b"-").replace(b"/", b"_")


def found(folders: Iterable[Path], marks: Iterable[str]) -> list[str]:
    """Which marks are in which files below ``folders``, by name or by content."""
    needles = {needle: mark for mark in marks for needle in disguises(mark)}
    hits = []
    for path in (one for folder in folders for one in folder.rglob("*")):
        content = bytes(path) + (path.read_bytes() if path.is_file() else b"")
        hits += [f"{mark} in {path.name}" for needle, mark in needles.items() if needle in content]
    return hits

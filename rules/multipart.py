"""Multipart forms as pages send them: fields by name, files left out.

Only what browsers write is read: a Content-Transfer-Encoding, which none of them sends, is not undone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.urlencoded import MAX_FIELDS, Field, together

_BOUNDARY: Final = re.compile(r';[ \t]*boundary=(?:"([^"]*)"|([^; \t]+))', re.IGNORECASE | re.ASCII)
_BLANK_LINE: Final = re.compile(r"\r?\n\r?\n")
_DISPOSITION: Final = re.compile(r"\ncontent-disposition:([^\r\n]*)", re.IGNORECASE | re.ASCII)
_JSON: Final = re.compile(
    r"\ncontent-type:[ \t]*application/(?:[^; \t\r\n]*\+)?json\b", re.IGNORECASE | re.ASCII
)
_PARAMETER: Final = re.compile(
    r';[ \t]*([^=; \t"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^; \t]*))', re.DOTALL
)


def multipart(body: bytes, kind: str) -> dict[str, Field]:
    """The fields of a multipart body of the content type ``kind``; none where there are too many parts.

    A part with a file name is left out, unless it is JSON: so pages send a Blob of it.
    """
    found = _BOUNDARY.search(kind)
    if found is None:
        return {}
    boundary = found[2] if found[1] is None else found[1]
    line = re.compile(rf"(?:^|\r?\n)--{re.escape(boundary)}(--)?[ \t]*(?=\r?\n|\Z)")
    [_, *pieces] = line.split(body.decode("latin-1"), MAX_FIELDS + 1)
    count = next((n for n, end in enumerate(pieces[::2]) if end), len(pieces) // 2)
    return together(_fields(pieces[1 : 2 * count : 2])) if count <= MAX_FIELDS else {}


def _fields(parts: list[str]) -> Iterator[tuple[str, str]]:
    """Names and values of those parts that are fields."""
    for part in parts:
        blank = _BLANK_LINE.search(part)
        name = _name(part[: blank.start()]) if blank else None
        if blank and name is not None:
            yield name, _text(part[blank.end() :])


def _name(head: str) -> str | None:
    """The name of a part, by its headers; None where it has none, or is a file."""
    disposition = _DISPOSITION.search(head)
    if disposition is None:
        return None
    named: dict[str, str] = {}
    for name, quoted, bare in _PARAMETER.findall(disposition[1]):
        named.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", quoted) or bare)
    file = ("filename" in named or "filename*" in named) and not _JSON.search(head)
    return None if file or "name" not in named else _text(named["name"])


def _text(latin: str) -> str:
    """Bytes that stand for a text each by a character, as that text."""
    return latin.encode("latin-1").decode("utf-8", "replace")

"""XML is read as a stream; documents that unfold are refused."""

from __future__ import annotations

import io

import pytest

from ext_api.importing import xmlread
from ext_api.importing.sheets import BadFile


class Names:
    """Notes what it sees."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A name with its attributes."""
        self.seen.append(f"+{name}{attributes or ''}")

    def end(self, name: str) -> None:
        """A name."""
        self.seen.append(f"-{name}")

    def text(self, data: str) -> None:
        """A text."""
        self.seen.append(data)

    def taken(self) -> list[str]:
        """All since the last call."""
        seen, self.seen = self.seen, []
        return seen


def test_elements_and_texts_without_namespaces() -> None:
    """Names are local; texts come in one piece."""
    found = list(xmlread.walk(io.BytesIO(b"<a:b xmlns:a='x' c='1'>d &amp; e</a:b>"), Names()))
    assert found == ["+b{'xmlns:a': 'x', 'c': '1'}", "d & e", "-b"]


BAD = {
    "entities that unfold": b'<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><a>&y;</a>',
    "a document type from elsewhere": b'<!DOCTYPE a SYSTEM "http://contoh.example/a.dtd"><a/>',
    "cut off": b"<a><b>",
    "no XML": b"platform,handle",
    "nothing": b"",
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_refused(name: str) -> None:
    """A document with a document type, or none at all, is told as a broken file."""
    with pytest.raises(BadFile) as told:
        list(xmlread.walk(io.BytesIO(BAD[name]), Names()))
    assert told.value.key == "broken"

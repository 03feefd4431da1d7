"""Puts one script at the top of an HTML document while it streams by, and changes nothing else but one thing:
a policy in a `<meta>` that would keep the script from talking to us gets the address it needs.

The script stands right behind `<head>`, so before any script and any policy of the page's own. What is held
back is one unfinished tag or comment at most.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Final

from proxy_addon.page.markup import RAW, Kind, RawText, Token, attributes, quoted, token

LOOK_AHEAD: Final = 65_536
"""Bytes of one unfinished tag or comment; a document that goes on longer is left as it is."""

_BOM: Final = b"\xef\xbb\xbf"
_HEAD_TAGS: Final = RAW | {b"head", b"html", b"base", b"basefont", b"bgsound", b"link", b"meta"}
_CLOSES_HEAD: Final = frozenset({b"body", b"html", b"br"})
_OPENS_HEAD: Final = _CLOSES_HEAD | {b"head"}
_UNFIT: Final = (b"</script", b"<!--", b"\0", b"\r")


class _Phase(Enum):
    START = "nothing but perhaps a byte order mark was seen"
    SEEK = "looking for the place of the script"
    WATCH = "looking for policies in the rest of the head"
    DONE = "all that follows goes by"


def fit(script: bytes) -> bytes:
    """The script itself, if it can stand inline in every document: to be asked once, not for every page.

    Raises ValueError unless the script is ASCII, without carriage returns, `<!--` and `</script`: else a
    document's charset or its parser could change it, and with it its hash.
    """
    lower = script.lower()
    if not script.isascii() or any(unfit in lower for unfit in _UNFIT):
        raise ValueError("a script with bytes that can't stand inline in every document")
    return script


def element(script: bytes, nonce: str | None) -> bytes:
    """The inline script element that runs a ``script`` that is ``fit`` for it."""
    attribute = b' nonce="' + nonce.encode("ascii") + b'"' if nonce else b""
    return b"<script" + attribute + b">" + script + b"</script>"


class Injector:
    """Takes a document in pieces and gives it back with ``inserted`` in it, piece by piece.

    ``amend`` turns a policy found in a `<meta>` into one that lets us be. Without ``charset_known`` the
    script stands behind the `<meta charset>` instead, where the head starts with one: browsers look for
    that in the first bytes only. ``injected`` says whether the script is in.
    """

    def __init__(self, inserted: bytes, amend: Callable[[str], str], charset_known: bool = True) -> None:
        self._inserted = inserted
        self._amend = amend
        self._charset_known = charset_known
        self._phase = _Phase.START
        self._held = b""
        self._raw: RawText | None = None
        self.injected = False

    def feed(self, data: bytes) -> bytes:
        """What can go on, now that ``data`` has come; never raises."""
        if self._phase is _Phase.DONE:
            return data
        unfinished = len(self._held) > 3 and self._raw is None
        self._held += data
        if unfinished and b">" not in data and len(self._held) <= LOOK_AHEAD:
            return b""  # a tag or comment only ends with that byte
        if self._phase is not _Phase.START:
            return self._advance(0)
        return self._advance(self._begin()) if len(self._held) > 3 else b""

    def flush(self) -> bytes:
        """What is held back, now that the document ends; should it go on after all, the rest just passes."""
        held, self._held = self._held, b""
        if held:
            self._phase = _Phase.DONE
        return held

    def _begin(self) -> int:
        """Where the markup begins; documents of two bytes a character are left alone."""
        marked = self._held.startswith(_BOM)
        wide = self._held.startswith((b"\xfe\xff", b"\xff\xfe")) or b"\0" in self._held[:4]
        self._charset_known |= marked
        self._phase = _Phase.DONE if wide else _Phase.SEEK
        return len(_BOM) if marked else 0

    def _advance(self, at: int) -> bytes:
        """Read on from ``at`` as far as the held bytes go, and let go of what is read."""
        data, done = self._held, 0
        out: list[bytes] = []
        while self._phase is not _Phase.DONE:
            at, found = self._next(data, at)
            if found is None:
                break
            for where, length, new in self._edits(data, at, found):
                out += [data[done:where], new]
                done = where + length
            at = found.end
        if self._phase is _Phase.DONE or len(data) - at > LOOK_AHEAD:
            self._phase, at = _Phase.DONE, len(data)
        self._held = data[at:]
        return b"".join([*out, data[done:at]])

    def _next(self, data: bytes, at: int) -> tuple[int, Token | None]:
        """The next token and where it starts, past the text of a script or its like."""
        if self._raw:
            at, ended = self._raw.find(data, at)
            if not ended:
                return at, None
            self._raw = None
        return at, token(data, at)

    def _edits(self, data: bytes, at: int, found: Token) -> list[tuple[int, int, bytes]]:
        """What the token at ``at`` makes us change, as (where, bytes to drop, bytes to put there)."""
        edits = []
        if self._phase is _Phase.SEEK:
            place = self._place(data, at, found)
            if place is not None:
                edits.append((place, 0, self._inserted))
                self.injected = True
                self._phase = _Phase.WATCH
        if self._phase is _Phase.WATCH:
            edits += self._watch(data, at, found)
        if found.kind is Kind.START and found.name in RAW and self._phase is not _Phase.DONE:
            self._raw = RawText(found.name)
        return edits

    def _place(self, data: bytes, at: int, found: Token) -> int | None:
        """Where the script goes: behind this token, before it, or (None) not here."""
        name = found.name
        match found.kind:
            case Kind.BLANK | Kind.COMMENT:
                return None
            case Kind.END:
                return at if name in _OPENS_HEAD else None
            case Kind.START if name == b"html":
                return None
            case Kind.START if name == b"head":
                return found.end if self._charset_known else None
            case Kind.START if name == b"title" and not self._charset_known:
                return None
            case Kind.START if name == b"meta" and not self._charset_known:
                return self._behind_charset(data, at, found)
        return at

    def _behind_charset(self, data: bytes, at: int, found: Token) -> int | None:
        """The place next to a `<meta>`: before a policy, behind a charset, else not yet."""
        meta = attributes(data, at, found.end)
        equiv = meta["http-equiv"].value.lower() if "http-equiv" in meta else ""
        if equiv == "content-security-policy":
            return at
        return found.end if "charset" in meta or equiv == "content-type" else None

    def _watch(self, data: bytes, at: int, found: Token) -> list[tuple[int, int, bytes]]:
        """The amendment of a policy. What can't stand in a head ends the watch: policies count there only."""
        name = found.name
        match found.kind:
            case Kind.START if name == b"meta":
                return self._amendment(data, at, found)
            case Kind.START if name not in _HEAD_TAGS:
                self._phase = _Phase.DONE
            case Kind.END if name in _CLOSES_HEAD:
                self._phase = _Phase.DONE
            case Kind.TEXT:
                self._phase = _Phase.DONE
        return []

    def _amendment(self, data: bytes, at: int, found: Token) -> list[tuple[int, int, bytes]]:
        meta = attributes(data, at, found.end)
        if "content" not in meta or "http-equiv" not in meta:
            return []
        content = meta["content"]
        if meta["http-equiv"].value.lower() != "content-security-policy":
            return []
        amended = self._amend(content.value)
        if amended == content.value:
            return []
        return [(content.start, content.end - content.start, quoted(amended))]

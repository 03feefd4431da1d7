"""HAR files as browsers export them, read tolerantly: one exchange an entry, whatever is missing.

Format: http://www.softwareishard.com/blog/har-12-spec/. Bodies may be base64; ``params`` stand in for a
form's text.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from rules.bounds import MAX_RESPONSE_BODY
from rules.findings import BadData, Finding, shown
from rules.inflate import decoded
from rules.model import Request, Response

_ESCAPED: Final = re.compile(r"(?:[A-Za-z0-9_.~*+-]|%[0-9A-Fa-f]{2})*")
"""What is percent-encoded already: Chrome's ``params`` are, and other browsers' are not."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One entry: what was sent, and what came back (None where the HAR has no body)."""

    request: Request
    response: Response | None


def read(path: Path) -> Iterator[Exchange]:
    """The entries of a HAR, in order. Raises BadData where the file is none."""
    name = shown(path)
    try:
        har = json.loads(path.read_bytes().decode("utf-8-sig"))
        entries = har["log"]["entries"]
    except OSError as error:
        raise BadData([Finding(name, 0, "", f"cannot be read: {error.strerror}")]) from None
    except json.JSONDecodeError as error:
        raise BadData([Finding(name, error.lineno, "", f"is not JSON: {error.msg}")]) from None
    except UnicodeDecodeError:
        raise BadData(
            [Finding(name, 0, "", "is not UTF-8 text; a compressed file must be unpacked")]
        ) from None
    except (RecursionError, KeyError, TypeError):
        raise BadData(
            [Finding(name, 0, "log.entries", "expected a HAR: an object with log.entries")]
        ) from None
    if not isinstance(entries, list):
        raise BadData([Finding(name, 0, "log.entries", "expected a list")])
    return (exchange(entry) for entry in entries)


def exchange(entry: Any) -> Exchange:
    """One entry as request and response; fields that are missing or of a wrong type count as empty."""
    sent = _mapping(entry, "request")
    headers, posted = _headers(sent), _mapping(sent, "postData")
    body = _posted(posted)
    if not _packed(body):  # many write down what was in it, and leave the header
        headers.pop("content-encoding", None)
    if (kind := _text(posted, "mimeType")).startswith("multipart/"):
        headers.setdefault("content-type", kind)  # without its boundary the form can't be read
    method = _text(sent, "method").upper() or "GET"
    request = Request(method=method, url=_text(sent, "url"), headers=headers, body=body)
    back = _mapping(entry, "response")
    content = _mapping(back, "content")
    body = _body(content)
    coding = _headers(back).get("content-encoding", "")
    if coding and _packed(body):
        body = decoded(body, coding, MAX_RESPONSE_BODY) or body
    if not body:
        return Exchange(request, None)
    status = back.get("status")
    kind = _text(content, "mimeType") or _headers(back).get("content-type", "")
    return Exchange(request, Response(request, status if isinstance(status, int) else 0, kind, body))


def _mapping(of: Any, key: str) -> Mapping[str, Any]:
    value = of.get(key) if isinstance(of, dict) else None
    return value if isinstance(value, dict) else {}


def _text(of: Mapping[str, Any], key: str) -> str:
    value = of.get(key)
    return value if isinstance(value, str) else ""


def _pairs(of: Mapping[str, Any], key: str) -> list[tuple[str, str]]:
    listed = of.get(key)
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    return [(_text(row, "name"), _text(row, "value")) for row in rows]


def _headers(of: Mapping[str, Any]) -> dict[str, str]:
    """Headers by lower-case name; HTTP/2's pseudo-headers are left out, repeated ones joined."""
    headers: dict[str, str] = {}
    for name, value in _pairs(of, "headers"):
        key = name.lower()
        if key and not key.startswith(":"):
            glue = "; " if key == "cookie" else ", "
            headers[key] = f"{headers[key]}{glue}{value}" if key in headers else value
    if "cookie" not in headers and (cookies := _pairs(of, "cookies")):
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies)
    return headers


def _posted(data: Mapping[str, Any]) -> bytes:
    text = _text(data, "text")
    if text.startswith("\x1f\x8b") and all(ord(char) < 0x100 for char in text):
        return text.encode("latin-1")  # Chrome writes bytes that are no UTF-8 so
    if text:
        return _decoded(text, _text(data, "encoding"))
    params = _pairs(data, "params")
    if any("%" in value for _, value in params) and all(_ESCAPED.fullmatch(n + v) for n, v in params):
        return "&".join(f"{name}={value}" for name, value in params).encode()
    return urlencode(params).encode() if params else b""


def _packed(body: bytes) -> bool:
    """Whether a body may be compressed: text, which is what a recorder makes of it, is not."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return not body


def _body(content: Mapping[str, Any]) -> bytes:
    return _decoded(_text(content, "text"), _text(content, "encoding"))


def _decoded(text: str, encoding: str) -> bytes:
    if encoding.lower() == "base64":
        try:
            return base64.b64decode(text)
        except (binascii.Error, ValueError):
            return b""
    return text.encode("utf-8", "surrogatepass")

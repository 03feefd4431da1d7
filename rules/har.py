"""HAR files as browsers export them, read tolerantly: one exchange an entry, whatever is missing.

Format: http://www.softwareishard.com/blog/har-12-spec/. Bodies may be base64; ``params`` stand in for a
form's text.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from rules.findings import BadData, Finding, shown
from rules.model import Request, Response


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
    request = Request(
        method=_text(sent, "method").upper() or "GET",
        url=_text(sent, "url"),
        headers=_headers(sent),
        body=_posted(_mapping(sent, "postData")),
    )
    back = _mapping(entry, "response")
    content = _mapping(back, "content")
    body = _body(content)
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
    if text:
        return _decoded(text, _text(data, "encoding"))
    params = _pairs(data, "params")
    return urlencode(params).encode() if params else b""


def _body(content: Mapping[str, Any]) -> bytes:
    return _decoded(_text(content, "text"), _text(content, "encoding"))


def _decoded(text: str, encoding: str) -> bytes:
    if encoding.lower() == "base64":
        try:
            return base64.b64decode(text)
        except (binascii.Error, ValueError):
            return b""
    return text.encode("utf-8", "surrogatepass")

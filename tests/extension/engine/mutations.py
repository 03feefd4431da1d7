"""Requests and responses of vectors, changed a little at random: what two engines must see alike."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from rules.model import Request, Response

VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    -0.0,
    1.0,
    1.5,
    2**53 + 1,
    2**63 - 1,
    2**64 - 1,
    2**64,
    -(2**63),
    10**25,
    "",
    " ",
    "0",
    "5",
    "@",
    "@contoh",
    "@@Contoh",
    "Contoh.Calon",
    "İstanbul",
    "ΑΣ",
    "😀" * 3,
    "\ud800",
    "a\x00b",
    "\ufeff",
    "x" * 255,
    "x" * 256,
    "x" * 257,
    "😀" * 256,
    "ÿ" * 300,
    "1" * 25,
    "12345_67890",
    "feedback:123456789_987654321",
    "ZmVlZGJhY2s6MTIzNDU2Nzg5",
    "https://x.com/Contoh/status/123?s=20",
    "//www.instagram.com/p/ABC/",
    "/a/b",
    "halo @contoh.calon. dan #PilihContoh, ＃tagar @a-b-",
    "<p>a &amp; b</p>",
    '{"id": "5"}',
    '["5", 6]',
    "%41%zz%e2%82",
    [],
    {},
    [None],
    ["5", "6"],
    [["5"]],
    [5, "a", True, None, 1.5],
    {"id": "5"},
    {"0": 1, "b": 2, "1": 3},
    [{"id": 5}],
    list(range(70)),
    {"__proto__": {"id": "9"}, "constructor": 1},
    "hasOwnProperty",
]
RAW = [
    b"",
    b"\x00",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b"for (;;);",
    b"while(1);",
    b")]}'\n",
    b"throw 1; <dont be evil>",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b";",
    b"\x1e",
    b'"',
    b"'",
    b"`",
    b"\\",
    b"\\u0041",
    b"\\x41",
    b"\\n",
    b"\\ud83d",
    b"&",
    b"=",
    b"+",
    b"%",
    b"%25",
    b"%2B",
    b" ",
    b"\n",
    b"\r\n",
    b"NaN",
    b"Infinity",
    b"-Infinity",
    b"-0",
    b"1e5",
    b"5.0",
    b"01",
    b"null",
    b"true",
    b"<",
    b">",
    b"</script>",
    b"<script>",
    b"<!--",
    b"&quot;",
    b"&amp",
    b"&notit;",
    b"&#x41;",
    b"&#128;",
    b"/",
    b"@",
    b"#",
    b".",
    b"-",
    b"_",
    b":",
    b"(",
    b"\xe2\x80\xa8",
    b"\xc2\xa0",
    b"\x0b",
    b"\x1f",
    b"\xc2\x85",
]
TYPES = [
    "application/json",
    "text/html",
    "text/html; charset=utf-8",
    "text/javascript",
    "text/plain",
    "image/png",
    "application/xhtml+xml",
    "",
]


def mutated(request: Request, random: Random) -> Request:
    """A request changed in one to three places."""
    for _ in range(random.randint(1, 3)):
        request = random.choice(REQUEST_CHANGES)(request, random)
    return request


def mutated_response(response: Response, random: Random) -> Response:
    """A response changed in one to three places."""
    for _ in range(random.randint(1, 3)):
        match random.randint(0, 9):
            case 0:
                response = replace(response, content_type=random.choice(TYPES))
            case 1:
                response = replace(response, request=mutated(response.request, random))
            case 2 | 3 | 4:
                response = replace(response, body=scratched(response.body, random))
            case _:
                response = replace(response, body=rewritten(response.body, random))
    return response


def scratched(body: bytes, random: Random) -> bytes:
    """Bytes with a piece left out, put in, doubled or replaced."""
    at = random.randint(0, len(body))
    end = min(len(body), at + random.choice([0, 0, 1, 1, 2, 5, 20]))
    piece = random.choice([*RAW, body[at:end] * 2, json.dumps(random.choice(VALUES)).encode()])
    return body[:at] + piece + body[end:]


def rewritten(body: bytes, random: Random) -> bytes:
    """A JSON body with a value changed, written in another way; what is no JSON is scratched."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return scratched(body, random)
    document = changed(document, random)
    text = json.dumps(document, ensure_ascii=random.random() < 0.5, indent=random.choice([None, None, 1]))
    before = random.choice(["", "", "", "for (;;);", "\ufeff", ")]}'\n", " \n", "while(1);"])
    after = random.choice(["", "", "", " ", "\n" + text, ",{}", ";[1]", "\x1e" + text, "}"])
    return (before + text + after).encode("utf-8", "replace")


def changed(value: Any, random: Random) -> Any:
    """A document with one place in it changed."""
    inside = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    if not inside or random.random() < 0.12:
        return replaced(value, random)
    copy = value.copy()
    place = random.choice(list(inside))
    match random.randint(0, 12):
        case 0 if isinstance(copy, dict):
            copy[str(random.choice(["id", "0", "7", "@", place + "x", "__proto__"]))] = copy.pop(place)
        case 0 | 1:
            del copy[place]
        case 2 if isinstance(copy, list):
            copy.append(copy[place])
        case 3 if isinstance(copy, list):
            copy *= random.choice([2, 40])
        case _:
            copy[place] = changed(copy[place], random)
    return copy


def replaced(value: Any, random: Random) -> Any:
    """Another value, one like it or not."""
    if isinstance(value, str) and random.random() < 0.5:
        try:
            return json.dumps(changed(json.loads(value), random))
        except ValueError:
            return scratched(value.encode("utf-8", "replace"), random).decode("utf-8", "replace")
    if random.random() < 0.3:
        return random.choice([[value], {"id": value}, [value, value], str(value), {"node": [value]}])
    return random.choice(VALUES)


def _url(request: Request, random: Random) -> Request:
    at = random.randint(8, len(request.url))
    if random.random() < 0.4:
        path, _, query = request.url.partition("?")
        pairs = parse_qsl(query) or [("id", "5")]
        pairs.append(
            (random.choice(pairs)[0], str(random.choice(VALUES)).encode("utf-8", "replace").decode())
        )
        return replace(request, url=f"{path}?{urlencode(pairs)}")
    pieces = [
        "/",
        "%2F",
        "%20",
        "%zz",
        "?",
        "#x",
        "&a=1",
        "//",
        "A",
        "é",
        "%C3%A9",
        "%ff",
        "=",
        "+",
        ":443",
        "@",
        "_",
    ]
    end = at + random.choice([0, 0, 1])
    return replace(request, url=request.url[:at] + random.choice([*pieces, ""]) + request.url[end:])


def _method(request: Request, random: Random) -> Request:
    return replace(
        request, method=random.choice(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "post"])
    )


def _headers(request: Request, random: Random) -> Request:
    headers = dict(request.headers)
    names = [
        "cookie",
        "referer",
        "content-type",
        "content-encoding",
        "content-length",
        "x-ig-user-id",
        *headers,
    ]
    name = random.choice(names)
    values = [
        "",
        'a=1; b = "2" ;c; =x; a=3',
        "5",
        "application/json",
        "application/x-www-form-urlencoded",
        "identity",
        "br",
        "gzip, identity",
        "multipart/form-data; boundary=x",
        "https://x.com/a/status/5",
        "2000000",
        "ds_user_id=5",
        "twid=u%3D44196397",
        "unknown",
    ]
    if headers.get(name) and random.random() < 0.6:
        headers[name] = scratched(headers[name].encode(), random).decode("latin-1")
    else:
        headers[name] = random.choice(values)
    return replace(request, headers=headers)


def _body(request: Request, random: Random) -> Request:
    return replace(request, body=scratched(request.body, random))


def _document(request: Request, random: Random) -> Request:
    if request.body[:1] in (b"{", b"["):
        return replace(request, body=rewritten(request.body, random))
    pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    if not pairs:
        return replace(request, body=scratched(request.body, random))
    place = random.randrange(len(pairs))
    name, value = pairs[place]
    text = replaced(value, random)
    written = text if isinstance(text, str) else json.dumps(text)
    pairs[place] = (name, written.encode("utf-8", "replace").decode())
    if random.random() < 0.2:
        pairs.insert(random.randrange(len(pairs)), random.choice(pairs))
    return replace(request, body=urlencode(pairs, quote_via=random.choice([quote, quote])).encode())


def _packed(request: Request, random: Random) -> Request:
    coding, pack = random.choice(
        [
            ("gzip", gzip.compress),
            ("deflate", zlib.compress),
            ("", gzip.compress),
            ("gzip", zlib.compress),
            ("x-gzip", gzip.compress),
            ("deflate, gzip", lambda body: gzip.compress(zlib.compress(body))),
            ("GZIP", gzip.compress),
        ]
    )
    body = pack(request.body)
    if random.random() < 0.3:
        body = scratched(body, random)
    headers = {**request.headers, "content-encoding": coding} if coding else request.headers
    return replace(request, headers=headers, body=body)


def _multipart(request: Request, random: Random) -> Request:
    pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    if not pairs:
        return request
    parts = []
    for name, value in pairs:
        file = random.choice(["", "", "", "", '; filename="a"'])
        parts.append(f'--bnd\r\ncontent-disposition: form-data; name="{name}"{file}\r\n\r\n{value}\r\n')
    body = ("".join(parts) + "--bnd--\r\n").encode("utf-8", "replace")
    headers = {
        **request.headers,
        "content-type": random.choice(
            ["multipart/form-data; boundary=bnd", 'Multipart/form-data; boundary="bnd"']
        ),
    }
    return replace(request, headers=headers, body=body)


REQUEST_CHANGES: list[Callable[[Request, Random], Request]] = [
    _url,
    _url,
    _method,
    _headers,
    _headers,
    _body,
    _body,
    _document,
    _document,
    _document,
    _document,
    _packed,
    _multipart,
]


def wire(request: Request) -> dict[str, Any]:
    """A request as a line of JSON has it."""
    body = base64.b64encode(request.body).decode()
    return {"method": request.method, "url": request.url, "headers": dict(request.headers), "body": body}

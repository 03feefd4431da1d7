"""Which browser a request belongs to: a random first-party cookie that no platform ever sees.

Offices share one address behind NAT, so addresses say nothing. Without the cookie the client's connection
stands in for it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import tldextract
from mitmproxy import http

NAME: Final = "jari-netral"

type Fields = tuple[tuple[bytes, bytes], ...]

_PREFIX: Final = f"{NAME}=".encode()
_VALUE: Final = re.compile(rb"[A-Za-z0-9_-]{22}")
# The list that comes with the package: never fetched, never cached on disk.
_extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def new_secret() -> str:
    """128 random bits, as cookies, tokens and forms carry them."""
    return secrets.token_urlsafe(16)


def take(headers: http.Headers) -> str | None:
    """Remove our cookie from a request's headers; its value, if it is one of ours.

    What is left are the very bytes the browser would have sent without it.
    """
    if not any(_PREFIX in value for _, value in headers.fields):
        return None
    found: list[bytes] = []
    headers.fields = tuple(_without(headers.fields, found))
    return next((value.decode() for value in found if _VALUE.fullmatch(value)), None)


def _without(fields: Fields, found: list[bytes]) -> Iterable[tuple[bytes, bytes]]:
    """The fields without our cookie; HTTP/2 may send several ``cookie`` fields, emptied ones go."""
    for name, value in fields:
        if name.lower() != b"cookie" or _PREFIX not in value:
            yield name, value
            continue
        pairs = value.split(b";")
        kept = [pair for pair in pairs if not pair.lstrip(b" ").startswith(_PREFIX)]
        found.extend(pair.lstrip(b" ")[len(_PREFIX) :] for pair in pairs if pair not in kept)
        if kept and kept[0] is not pairs[0]:
            kept[0] = kept[0].removeprefix(b" ")
        if any(kept):
            yield name, b";".join(kept)


@lru_cache(maxsize=4_096)
def registrable(host: str) -> str:
    """The domain a cookie may cover all of; empty for addresses, single names and public suffixes."""
    return _extract(host).top_domain_under_public_suffix


def set_cookie(session: str, host: str) -> str:
    """The ``Set-Cookie`` value that makes ``session`` the browser's, for the whole site of ``host``."""
    domain = registrable(host)
    where = f"; Domain={domain}" if domain else ""
    return f"{NAME}={session}{where}; Path=/; Secure; HttpOnly; SameSite=Lax"

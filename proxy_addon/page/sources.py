"""Source expressions of a content security policy: what they are, and whether they let an address through."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

_BASE64: Final = r"[A-Za-z0-9+/_-]+={0,2}"
_NONCE: Final = re.compile(rf"'(?i:nonce)-({_BASE64})'")
_HASH: Final = re.compile(rf"'(?i:sha256|sha384|sha512)-{_BASE64}'")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST: Final = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?"
    r"(?P<host>\*|(?:\*\.)?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?)"
    r"(?::(?P<port>[0-9]+|\*))?(?P<path>/[^?#]*)?"
)
_PORTS: Final = {"http": "80", "https": "443", "ws": "80", "wss": "443"}
_UPGRADES: Final = {("http", "https")}


def nonce_of(source: str) -> str | None:
    """The nonce that ``source`` allows, if it is a well-formed nonce source."""
    match = _NONCE.fullmatch(source)
    return match[1] if match else None


def is_hash(source: str) -> bool:
    """``source`` allows scripts or styles by their hash."""
    return _HASH.fullmatch(source) is not None


def any_inline(sources: Iterable[str]) -> bool:
    """Every inline script runs: 'unsafe-inline' is there, and nothing that switches it off."""
    listed = list(sources)
    words = {source.lower() for source in listed}
    limited = any(nonce_of(source) or is_hash(source) for source in listed)
    return "'unsafe-inline'" in words and "'strict-dynamic'" not in words and not limited


def allows(sources: Iterable[str], url: str, own: bool = True) -> bool:
    """One of ``sources`` lets a page fetch ``url``, an address of its ``own`` origin or of another."""
    target = urlsplit(url)
    return any(_allows(source, target) for source in sources if own or source.lower() != "'self'")


def _allows(source: str, target: SplitResult) -> bool:
    if source.lower() == "'self'" or source == "*":
        return True
    if scheme := _SCHEME.fullmatch(source):
        return _same_scheme(scheme[1].lower(), target.scheme)
    match = _HOST.fullmatch(source)
    if match is None:
        return False
    scheme_part = (match["scheme"] or target.scheme).lower()
    return (
        _same_scheme(scheme_part, target.scheme)
        and _same_host(match["host"].lower(), target.hostname or "")
        and _same_port(match["port"], scheme_part, target)
        and _same_path(match["path"] or "", target.path)
    )


def _same_scheme(listed: str, actual: str) -> bool:
    return listed == actual or (listed, actual) in _UPGRADES


def _same_host(listed: str, actual: str) -> bool:
    if listed == "*":
        return True
    if listed.startswith("*."):
        return actual.endswith(listed[1:])
    return listed == actual


def _same_port(listed: str | None, scheme: str, target: SplitResult) -> bool:
    actual = str(target.port or _PORTS.get(target.scheme, ""))
    if listed is None:
        return actual in (_PORTS.get(scheme), _PORTS.get(target.scheme))
    upgraded = listed == "80" and actual == "443" and target.scheme == "https"
    return listed in ("*", actual) or upgraded


def _same_path(listed: str, actual: str) -> bool:
    if listed in ("", "/"):
        return True
    decoded = unquote(listed)
    return actual.startswith(decoded) if decoded.endswith("/") else actual == decoded

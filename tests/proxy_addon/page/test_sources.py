"""Source expressions are read as the CSP standard reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_addon.page.sources import allows, any_inline, is_hash, nonce_of

URL = "https://www.example.co/.well-known/jari-netral/"


@pytest.mark.parametrize(
    "source",
    [
        "'self'", "'SELF'", "*", "https:", "HTTP:", "https://*", "www.example.co", "WWW.Example.co",
        "*.example.co",
        "*.co", "https://www.example.co", "http://www.example.co", "www.example.co:443", "www.example.co:*",
        "https://www.example.co:443/", "*:443", "http://www.example.co:80",
        URL, "www.example.co/.well-known/",
        "www.example.co/%2ewell-known/jari-netral/",
    ],
)  # fmt: skip
def test_sources_that_allow_our_address(source: str) -> None:
    """Each of these lets a page fetch from its own origin."""
    assert allows(["'nonce-x'", source], URL)


@pytest.mark.parametrize(
    "source",
    [
        "'none'", "'unsafe-inline'", "self", "data:", "blob:", "wss:", "example.co", "*.www.example.co",
        "other.co",
        "www.example.co:444", "www.example.co/api", "www.example.co/.well-known",
        "www.example.co/.well-known/other/",
        "wss://www.example.co", "ftp://www.example.co", "https://", "*example.co", "*.*.co", "", "[::1]",
        "\xff",
    ],
)  # fmt: skip
def test_sources_that_do_not(source: str) -> None:
    """None of these lets a page fetch from its own origin."""
    assert not allows([source], URL)


@pytest.mark.parametrize(
    ("source", "url", "allowed"),
    [
        ("localhost", "http://localhost:8080/x", False),
        ("localhost:8080", "http://localhost:8080/x", True),
        ("https://localhost:8080", "http://localhost:8080/x", False),
        ("localhost:*", "http://localhost:8080/x", True),
        ("127.0.0.1:8080/x", "http://127.0.0.1:8080/x", True),
        ("https:", "http://localhost/", False),
    ],
)
def test_ports_and_schemes_count(source: str, url: str, allowed: bool) -> None:
    """A source without a port means the scheme's own, and no source leads down from https."""
    assert allows([source], url) is allowed


@pytest.mark.parametrize(
    ("source", "nonce"),
    [
        ("'nonce-dMpCnZNA'", "dMpCnZNA"),
        ("'NONCE-a+/_-9=='", "a+/_-9=="),
        ("'nonce-'", None),
        ("'nonce-a b'", None),
        ("'nonce-a\"b'", None),
        ("nonce-abc", None),
        ("'nonce-abc'x", None),
    ],
)
def test_only_well_formed_nonces_count(source: str, nonce: str | None) -> None:
    """A nonce keeps its case; what browsers ignore is none."""
    assert nonce_of(source) == nonce


@pytest.mark.parametrize(
    ("source", "found"), [("'sha256-abc='", True), ("'SHA512-x'", True), ("'sha1-x'", False)]
)
def test_hashes_are_told_by_their_algorithm(source: str, found: bool) -> None:
    """SHA-256, -384 and -512 make a hash source."""
    assert is_hash(source) is found


@pytest.mark.parametrize(
    ("sources", "open_to_all"),
    [
        ("'unsafe-inline'", True),
        ("'self' 'Unsafe-Inline' https:", True),
        ("'self'", False),
        ("'unsafe-inline' 'nonce-abc'", False),
        ("'unsafe-inline' 'nonce-'", True),
        ("'unsafe-inline' 'sha384-abc'", False),
        ("'unsafe-inline' 'Strict-Dynamic'", False),
        ("", False),
    ],
)
def test_unsafe_inline_is_switched_off_by_nonce_hash_and_strict_dynamic(
    sources: str, open_to_all: bool
) -> None:
    """Every inline script runs only where 'unsafe-inline' stands without what switches it off."""
    assert any_inline(sources.split()) is open_to_all


@given(st.text(max_size=60))
def test_arbitrary_text_never_raises(source: str) -> None:
    """Whatever stands in a policy, it is read without an exception."""
    allows([source], URL)
    any_inline([source])

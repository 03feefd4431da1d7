"""Our cookie leaves the request without a trace, and is set for the whole site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy.http import Headers

from proxy_addon.sessions import NAME, new_secret, registrable, set_cookie, take

OURS = b"jari-netral=" + b"A" * 22


@pytest.mark.parametrize(
    ("cookies", "left"),
    [
        ([b"a=1; " + OURS + b"; b=2"], [b"a=1; b=2"]),
        ([OURS + b"; a=1"], [b"a=1"]),
        ([b"a=1; " + OURS], [b"a=1"]),
        ([OURS], []),
        ([b"a=1", OURS, b"b=2"], [b"a=1", b"b=2"]),
        ([b"a=1;" + OURS + b";b=2"], [b"a=1;b=2"]),
        ([OURS + b"; " + OURS + b"; a=1"], [b"a=1"]),
        ([b"a=jari-netral=x; " + OURS], [b"a=jari-netral=x"]),
        ([b'odd="; ;;=; ' + OURS + b"; "], [b'odd="; ;;=; ']),
    ],
)
def test_cookie_is_taken_and_the_rest_stays(cookies: list[bytes], left: list[bytes]) -> None:
    """What goes upstream is what the browser would have sent without us."""
    headers = Headers([(b"X-First", b"1"), *[(b"Cookie", value) for value in cookies], (b"x-last", b"2")])
    assert take(headers) == "A" * 22
    assert headers.fields == (
        (b"X-First", b"1"),
        *[(b"Cookie", value) for value in left],
        (b"x-last", b"2"),
    )


_PAIR = st.text(st.characters(codec="latin-1", exclude_characters=";\r\n"), min_size=1).map(
    lambda text: text.encode("latin-1").strip(b" ") or b"x"
)


@given(
    st.lists(_PAIR.filter(lambda pair: not pair.startswith(b"jari-netral=")), max_size=5), st.integers(0, 5)
)
def test_any_cookies_come_out_as_they_went_in(pairs: list[bytes], at: int) -> None:
    """Whatever the platform's cookies hold, ours in their midst leaves them byte for byte."""
    headers = Headers([(b"cookie", b"; ".join([*pairs[:at], OURS, *pairs[at:]]))])
    assert take(headers) == "A" * 22
    assert headers.fields == (((b"cookie", b"; ".join(pairs)),) if pairs else ())


def test_requests_without_it_are_not_touched() -> None:
    """The very tuple of fields stays."""
    headers = Headers([(b"cookie", b"a=1;  b=2;"), (b"x", b"jari-netral=1")])
    before = headers.fields
    assert take(headers) is None
    assert headers.fields == before


@pytest.mark.parametrize("value", [b"short", b"A" * 23, b"A" * 21 + b"!", b""])
def test_a_forged_cookie_is_taken_but_not_believed(value: bytes) -> None:
    """Only what we could have made names a session."""
    headers = Headers([(b"cookie", b"jari-netral=" + value)])
    assert take(headers) is None
    assert headers.fields == ()


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.sosial.co.id", "sosial.co.id"),
        ("sosial.com", "sosial.com"),
        ("localhost", ""),
        ("127.0.0.1", ""),
        ("co.id", ""),
        ("user.github.io", "user.github.io"),
    ],
)
def test_cookie_covers_the_registrable_domain(host: str, domain: str) -> None:
    """Subdomains share a session; a public suffix never gets a cookie of its own."""
    assert registrable(host) == domain
    assert ("Domain=" in set_cookie("x", host)) is bool(domain)


def test_cookie_is_closed_to_scripts_and_other_sites() -> None:
    """It is sent over TLS only, from the site itself, and no script reads it."""
    value = set_cookie("abc", "www.sosial.com")
    assert value == f"{NAME}=abc; Domain=sosial.com; Path=/; Secure; HttpOnly; SameSite=Lax"


def test_secrets_can_be_cookies() -> None:
    """What we make is what we accept, and never the same twice."""
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(take(Headers([(b"cookie", f"{NAME}={one}".encode())])) == one for one in made)

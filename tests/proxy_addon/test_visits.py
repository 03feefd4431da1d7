"""A visit knows whose a request is, by cookie or else by connection."""

from __future__ import annotations

from mitmproxy import http

from proxy_addon.visits import begin, visit_of
from rules.bounds import MAX_REQUEST_BODY
from tests.support.flows import flow


def test_the_cookie_names_the_session_and_leaves_the_request() -> None:
    """Nothing of it is left to go upstream."""
    one = flow(cookie="a=1; jari-netral=" + "A" * 22)
    visit = begin(one, "sosial.example")
    assert (visit.session, visit.known) == ("A" * 22, True)
    assert one.request.headers["cookie"] == "a=1"
    assert visit_of(one) is visit


def test_without_cookie_the_connection_stands_in() -> None:
    """Two requests of one connection belong together, those of another do not."""
    one, two, other = flow(), flow(), flow()
    two.client_conn = one.client_conn
    sessions = [begin(each, "h").session for each in (one, two, other)]
    assert sessions[0] == sessions[1] != sessions[2]


def test_a_browser_without_cookie_gets_one() -> None:
    """Once; and from then on it names the session."""
    one = flow()
    visit = begin(one, "sosial.example")
    response = http.Response.make()
    visit.settle(response)
    visit.settle(response)
    (cookie,) = response.headers.get_all("set-cookie")
    assert cookie.startswith(f"jari-netral={visit.session};")


def test_a_flow_without_visit() -> None:
    """A flow nobody has begun has none."""
    assert visit_of(flow()) is None


def test_repr_tells_nothing() -> None:
    """Printing a visit shows neither session nor host."""
    visit = begin(flow(), "sosial.example")
    assert "sosial" not in repr(visit)
    assert visit.session not in repr(visit)


def test_a_body_that_streams_on_can_be_kept() -> None:
    """Every piece goes on as it is; the copy is whole, or, beyond the bound, nothing."""
    one = flow()
    one.request.raw_content = None
    visit = begin(one, "sosial.example")
    assert [visit.keep(piece) for piece in (b"ab", b"", b"c")] == [b"ab", b"", b"c"]
    assert visit.body(one) == b"abc"
    visit.keep(b"x" * MAX_REQUEST_BODY)
    assert visit.body(one) == b""

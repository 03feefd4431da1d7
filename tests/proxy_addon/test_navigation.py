"""Warning pages: one decision per token, the held request byte for byte, and reload or back ask anew."""

from __future__ import annotations

import re
from typing import Any

import pytest
from mitmproxy import http

from proxy_addon.agent.assets import notice_page, warning_page
from proxy_addon.grants import MemoryGrants, act_of, subjects
from proxy_addon.hold import Question
from proxy_addon.navigation import Pages, is_answer, may_be_answer
from proxy_addon.own_host import OwnHosts
from proxy_addon.visits import Visit, begin
from tests.support.flows import flow, navigation
from tests.support.small_engine import HOST, WARNING, like
from tests.support.waiting import QUICK

ORIGIN = f"https://{HOST}"
OWN_HOSTS = OwnHosts(frozenset({HOST}))
OWN = OWN_HOSTS.of(HOST)
COOKIE = "jari-netral=" + "S" * 22
LIKE = Question(like("calon"), WARNING)
PAGE = "/.well-known/jari-netral/page"
FORM = "application/x-www-form-urlencoded"


class Book:
    """Pages, with a clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.grants = MemoryGrants(10, size=9)
        self.pages = Pages(
            self.grants,
            QUICK,
            warning_page=warning_page,
            notice_page=notice_page,
            own=OWN_HOSTS,
            clock=lambda: self.now,
        )

    def hold(self, held: http.HTTPFlow, question: Question = LIKE) -> tuple[str, http.Response]:
        """Hold a navigation; the token in its page, and the page."""
        response = self.pages.ask(held, begin(held, HOST), question)
        cookie = [one.partition(";")[0] for one in response.headers.get_all("set-cookie")]
        page = self.look(response, cookie=(cookie or [COOKIE])[0])
        return token_in(page), page

    def look(self, sent: http.Response, **headers: str) -> http.Response:
        """The page that the browser is sent to."""
        found = re.search(rf"url=https://{re.escape(OWN)}{PAGE}\?([\w-]{{22}})", sent.text or "")
        assert found
        name = found[1]
        asked = navigation(path=f"{PAGE}?{name}", host=OWN, **{"cookie": COOKIE, **headers})
        return self.pages.page(asked, begin(asked, OWN), name)

    async def answer(
        self, token: str, decision: str = "proceed", cookie: str = COOKIE, **headers: str
    ) -> tuple[http.HTTPFlow, http.Response | None]:
        """Send the page's form, and once more to where the answer says so."""
        body = f"jari-netral-page={token}&decision={decision}".encode()
        headers = {"origin": f"https://{OWN}", "sec_fetch_site": "same-origin", **headers}
        sent = navigation("POST", PAGE, body, host=OWN, cookie=cookie, content_type=FORM, **headers)
        assert is_answer(sent.request)
        response = await self.pages.answer(sent, begin(sent, OWN))
        if response.status_code != 307:
            return sent, response
        return self.release(response.headers["location"].removeprefix(ORIGIN), token, cookie)

    def release(
        self, path: str, token: str, cookie: str = COOKIE
    ) -> tuple[http.HTTPFlow, http.Response | None]:
        """Send an answer to the held request's own address."""
        body = f"jari-netral-page={token}&decision=proceed".encode()
        sent = navigation("POST", path, body, cookie=cookie, content_type=FORM, origin="null")
        return sent, self.pages.release(sent, begin(sent, HOST))


@pytest.fixture
def book() -> Book:
    """A fresh one."""
    return Book()


def token_in(response: http.Response) -> str:
    """The one-time token in a page."""
    found = re.search(r'name="jari-netral-page" value="([\w.-]{45})"', response.text or "")
    assert found
    return found[1]


def action_in(response: http.Response) -> str:
    """Where a page's form goes."""
    found = re.search(r'action="([^"]*)"', response.text or "")
    assert found
    return found[1]


def test_a_page_lasts_as_long_as_its_token(book: Book) -> None:
    """The page says how much time is left to decide, and that is not the time a dialog has."""
    _, page = book.hold(navigation(path="/like/calon", cookie=COOKIE))
    assert f'data-seconds="{QUICK.page:.0f}"' in (page.text or "")
    assert WARNING["seconds"] != QUICK.page


async def test_proceed_on_a_held_link_leads_back_to_it(book: Book) -> None:
    """The browser asks for the link again, and this once nobody asks."""
    token, page = book.hold(navigation(path="/like/calon?a=1", cookie=COOKIE))
    assert action_in(page) == PAGE
    _, response = await book.answer(token)
    assert response
    assert (response.status_code, response.headers["location"]) == (303, f"{ORIGIN}/like/calon?a=1")
    assert await book.grants.spend("S" * 22, act_of(LIKE.verdict.action))


async def test_cancel_leads_back_where_the_person_was(book: Book) -> None:
    """To the page with the link, and nothing is granted."""
    held = navigation(path="/like/calon", cookie=COOKIE, referer=f"{ORIGIN}/feed?x=1")
    token, _ = book.hold(held)
    _, response = await book.answer(token, "cancel")
    assert response
    assert response.headers["location"] == f"{ORIGIN}/feed?x=1"
    assert not await book.grants.remembered("S" * 22, subjects(LIKE.verdict), "like")
    assert not await book.grants.spend("S" * 22, act_of(LIKE.verdict.action))


@pytest.mark.parametrize(
    "referer",
    ["https://evil.example/x", f"{ORIGIN}.evil.example/x", f"{ORIGIN}/like/calon", "", f"{ORIGIN}//evil/"],
)
async def test_cancel_never_leads_to_another_site(book: Book, referer: str) -> None:
    """Nor in a circle to the held link itself: then to the front page."""
    token, _ = book.hold(navigation(path="/like/calon", cookie=COOKIE, referer=referer))
    _, response = await book.answer(token, "cancel")
    assert response
    assert response.headers["location"] == f"{ORIGIN}/"


async def test_a_held_form_goes_byte_for_byte(book: Book) -> None:
    """The page's answer comes to the form's own address, and the form takes its place."""
    held = navigation(
        "POST",
        "/like/calon?q=%7e",
        b"a=1&b=\xff",
        cookie=f"x=1; {COOKIE}; y=2",
        content_type=FORM,
        X_Odd="  v ",
    )
    begin(held, HOST)
    fields, version = held.request.headers.fields, held.request.http_version
    held.request.headers.add("cookie", COOKIE)
    token, page = book.hold(held)
    assert action_in(page) == PAGE
    sent, response = await book.answer(token)
    assert response is None
    request = sent.request
    assert (request.method, request.path, request.raw_content) == ("POST", "/like/calon?q=%7e", b"a=1&b=\xff")
    assert (request.headers.fields[: len(fields)], request.http_version) == (fields, version)
    assert "jari-netral" not in repr(request.headers.fields)


async def test_a_form_whose_rule_wants_a_second_try_is_not_sent(book: Book) -> None:
    """Then the person goes back and sends it anew, and that passes."""
    question = Question(like("calon", release="again"), WARNING)
    held = navigation("POST", "/like/calon", b"a=1", cookie=COOKIE, referer=f"{ORIGIN}/feed")
    token, _ = book.hold(held, question)
    _, response = await book.answer(token)
    assert response
    assert response.headers["location"] == f"{ORIGIN}/feed"
    assert await book.grants.spend("S" * 22, act_of(question.verdict.action))


async def test_a_used_token_decides_nothing(book: Book) -> None:
    """Reloading an answered form page shows a new page; a link is just followed, and asked about anew."""
    token, _ = book.hold(navigation("POST", "/like/calon", b"a=1", cookie=COOKIE))
    await book.answer(token, "cancel")
    sent, response = await book.answer(token)
    assert response
    anew = token_in(book.look(response))
    assert anew != token
    sent, response = await book.answer(anew)
    assert (response, sent.request.raw_content) == (None, b"a=1")

    token, _ = book.hold(navigation(path="/like/calon", cookie=COOKIE))
    await book.answer(token, "cancel")
    _, response = await book.answer(token)
    assert response
    assert (response.status_code, response.headers["location"]) == (303, f"{ORIGIN}/like/calon")
    assert not await book.grants.spend("S" * 22, act_of(LIKE.verdict.action))


@pytest.mark.parametrize(
    "wrong",
    [
        {"cookie": "jari-netral=" + "X" * 22},
        {"cookie": "a=1"},
        {"origin": "https://evil.example"},
        {"sec_fetch_site": "cross-site"},
        {"origin": "null", "sec_fetch_site": "cross-site"},
    ],
)
async def test_nobody_else_answers(book: Book, wrong: dict[str, str]) -> None:
    """Another browser or another site with the right token: refused, and the page is still open."""
    token, _ = book.hold(navigation(path="/like/calon", cookie=COOKIE))
    _, response = await book.answer(token, **wrong)
    assert response
    assert response.status_code == 403
    _, response = await book.answer(token)
    assert response
    assert response.status_code == 303


async def test_unknown_and_outlived_tokens_lead_to_the_front(book: Book) -> None:
    """An answer that comes too late goes nowhere, least of all upstream."""
    token, _ = book.hold(navigation("POST", "/like/calon", b"a=1", cookie=COOKIE))
    book.now = QUICK.page + 1
    for one in (token, "A" * 22 + "." + "A" * 22):
        sent, response = await book.answer(one)
        assert response
        assert (response.status_code, response.headers["location"]) == (303, f"{ORIGIN}/")


async def test_a_browser_without_cookie_gets_one_with_the_page(book: Book) -> None:
    """So that its answer is known to be its own; a browser that keeps none is known by its connection."""
    held = navigation(path="/like/calon")
    token, page = book.hold(held)
    for cookie in ("a=1", COOKIE):
        assert not book.pages._pages[token.partition(".")[0]].used
        _, response = await book.answer(token, cookie=cookie)
        assert response
        assert response.status_code == 303
        token, page = book.hold(held)
    token, page = book.hold(held)
    elsewhere = navigation(path=PAGE, host=OWN)
    elsewhere.client_conn.peername = ("192.0.2.7", 1)
    refused = book.pages.page(elsewhere, begin(elsewhere, OWN), token.partition(".")[0])
    assert refused.status_code == 403


async def test_the_page_is_closed_to_others(book: Book) -> None:
    """Not stored, not framed, not reached from another window."""
    _, page = book.hold(navigation(path="/like/calon", cookie=COOKIE))
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["cross-origin-opener-policy"] == "same-origin"
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_a_notice_is_shown_once_at_the_next_page(book: Book) -> None:
    """It explains, grants on "proceed", and leads on to the page the person wanted."""
    book.pages.remember("S" * 22, LIKE)
    quiet = [
        flow(cookie=COOKIE, sec_fetch_mode="cors"),
        navigation("POST", cookie=COOKIE),
        navigation(cookie=COOKIE, sec_purpose="prefetch"),
        navigation(cookie="jari-netral=" + "X" * 22),
    ]
    assert not any(book.pages.has_notice(one, begin(one, HOST)) for one in quiet)
    wanted = navigation(path="/feed?x=1", cookie=COOKIE)
    visit = begin(wanted, HOST)
    assert book.pages.has_notice(wanted, visit)
    sent = book.pages.notice(wanted, visit)
    assert sent
    page = book.look(sent)
    assert not book.pages.has_notice(wanted, visit)
    _, response = await book.answer(token_in(page))
    assert response
    assert response.headers["location"] == f"{ORIGIN}/feed?x=1"
    assert await book.grants.remembered("S" * 22, subjects(LIKE.verdict), "like")


async def test_an_old_notice_is_not_shown(book: Book) -> None:
    """After some minutes nobody knows what it was about."""
    book.pages.remember("S" * 22, LIKE)
    book.now = QUICK.page + 1
    wanted = navigation(cookie=COOKIE)
    assert book.pages.notice(wanted, begin(wanted, HOST)) is None


async def test_pages_are_bounded() -> None:
    """The oldest go first, and printing shows none of them."""
    book = Book()
    tokens = [book.hold(navigation(path="/like/calon", cookie=COOKIE))[0] for _ in range(QUICK.pages + 1)]
    assert repr(book.pages) == f"<Pages {QUICK.pages}>"
    _, response = await book.answer(tokens[0])
    assert response
    assert response.headers["location"] == f"{ORIGIN}/"


BODY = b"jari-netral-page=" + b"A" * 22 + b"." + b"A" * 22 + b"&decision="


@pytest.mark.parametrize(
    ("body", "kind", "maybe", "surely"),
    [
        (BODY + b"proceed", FORM, True, True),
        (BODY + b"cancel", FORM, True, True),
        (BODY + b"expired", FORM, True, False),
        (BODY + b"proceed&x=1", FORM, False, False),
        (BODY + b"proceed", "text/plain", False, False),
        (b"x" * len(BODY + b"proceed"), FORM, True, False),
    ],
)
def test_answers_are_told_from_forms_of_the_site(body: bytes, kind: str, maybe: bool, surely: bool) -> None:
    """From the head it may be one; the body tells."""
    request = navigation("POST", "/any", body, content_type=kind).request
    assert may_be_answer(request) is maybe
    assert is_answer(request) is surely
    request.method = "PUT"
    assert not may_be_answer(request)


def test_nothing_is_printed() -> None:
    """Neither a question nor a visit shows its content."""
    shown: list[Any] = [LIKE, Visit("secret", known=True, host="secret")]
    assert not any("secret" in repr(one) or "calon" in repr(one) for one in shown)

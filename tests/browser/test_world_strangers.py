"""Nobody but the person decides: not a script of the page, not another site, session or client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.origin import trusting
from tests.support.stack import INSTAGRAM, Person, Stack, X, dialog, escape, learned
from tests.support.taps import ASKING, Tap, outcome, post, settled, start, until
from tests.support.tunnel import connect

pytestmark = pytest.mark.browser

PRODUCT = {"agency": replace(ASKING, hold_seconds=120)}  # on a slow machine, too, longer than any attempt
LIKE = Tap("x", "like", post("x", 1), "/FavoriteTweet")
PATH = "/.well-known/jari-netral/"
VERBS = ("listen", "claim", "decide", "page", "", "decide/../decide")

ASK = """async ([url, body, headers, mode]) => {
  try {
    const options = { method: "POST", credentials: "include", mode, headers, body };
    const response = await fetch(url, options);
    return [response.status, await response.text()];
  } catch (error) {
    return [0, String(error)];
  }
}"""

LOOT = """async () => {
  const text = async (url, init) => (await fetch(url, init)).text();
  const xhr = (type) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("GET", "/");
    request.responseType = type;
    request.onload = () => resolve(type ? request.response.documentElement.outerHTML : request.responseText);
    request.send();
  });
  const prepare = (inner, stolen) => {
    const { remove } = inner.Element.prototype;
    inner.Element.prototype.remove = function () {
      stolen.push(this.textContent);
      remove.call(this);
    };
    inner.fetch = (...all) => stolen.push(JSON.stringify(all));
  };
  const framed = (attributes) => new Promise((resolve) => {
    const frame = Object.assign(document.createElement("iframe"), { src: "/nojs" }, attributes);
    const stolen = [];
    frame.onload = () => resolve(stolen.join() + frame.contentDocument?.documentElement.outerHTML);
    document.body.append(frame);
    prepare(frame.contentWindow, stolen);
  });
  const own = Object.getOwnPropertyNames(window).map((name) => {
    try {
      return name + String(window[name]);
    } catch {
      return name;
    }
  });
  return [
    document.documentElement.outerHTML,
    await text("/"),
    await text("/", { headers: { accept: "text/html" }, cache: "force-cache" }),
    await xhr(""),
    await xhr("document"),
    await framed({}),
    await framed({ credentialless: true }),
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, name]),
    own.join(),
  ];
}"""

SUBMIT = """([url, fields]) => {
  const attributes = { method: "post", action: url, enctype: "text/plain" };
  const form = Object.assign(document.createElement("form"), attributes);
  form.append(Object.assign(document.createElement("input"), { name: fields }));
  document.body.append(form);
  form.submit();
}"""


@dataclass
class Held:
    """A tap that waits, and what an attacker could at most know of it."""

    page: Page
    stack: Stack
    id: str
    token: str

    def refused(self, page: Page, url: str, fields: Any, kind: str = "application/json") -> None:
        """Ask from a page; the answer is the same empty refusal as always."""
        body = fields if isinstance(fields, str) else json.dumps(fields)
        assert page.evaluate(ASK, [url, body, {"content-type": kind}, "same-origin"]) == [403, ""]


@pytest.fixture
def held(person: Person, stack: Stack) -> Iterator[Held]:
    """A tap whose dialog is open; whatever a test tries, it stays open, and the person may still cancel."""
    page = person.open(X)
    learned(stack)
    start(page, LIKE)
    assert dialog(page)
    (hold,) = (hold for place in stack.addon.desk._places.values() for hold in place.open_holds())
    until(lambda: hold.claimed_by)  # the dialog is drawn before the claim is back
    yield Held(page, stack, hold.id, hold.claimed_by)
    assert hold.state == "claimed"
    settled(page, stack.site)
    assert not LIKE.arrived(stack.site)
    assert not stack.site.log.of("jari-netral")
    escape(page)
    assert not outcome(page)["ok"]
    assert not LIKE.arrived(stack.site)


def test_nobody_else_gets_anywhere(held: Held, another: Person, stack: Stack) -> None:
    """Neither a script of the page without the token, nor another client, session or site with it."""
    without_the_token(held)
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        with_the_token_in_another_form(held, kind)
    from_another_client(held, stack)
    from_another_session(held, another)
    from_another_site(held)


def without_the_token(held: Held) -> None:
    """Even knowing the hold's name: no token, a guessed one, or none of the right form."""
    for token in (None, "", "A" * 22, held.token[:-1], held.token + "A", [held.token], {"$ne": ""}):
        fields = {"token": token, "id": held.id, "decision": "proceed"}
        held.refused(held.page, f"{PATH}decide", fields)
    for verb in VERBS:
        held.refused(held.page, PATH + verb, {"id": held.id, "decision": "proceed"})
    held.refused(held.page, f"{PATH}decide", "{")
    held.refused(held.page, "/.well-known/%6aari-netral/decide", {})


def with_the_token_in_another_form(held: Held, kind: str) -> None:
    """What a form of another site could send is refused, with the true token, too."""
    fields = {"token": held.token, "id": held.id, "decision": "proceed"}
    held.refused(held.page, f"{PATH}decide", fields, kind)
    held.refused(held.page, f"{PATH}decide", {**fields, "more": 1})
    held.refused(held.page, f"{PATH}decide", {**fields, "decision": "allow"})


def from_another_site(held: Held) -> None:
    """Another page of the same person, covered or not, decides nothing, though it knows every secret."""
    fields = json.dumps({"token": held.token, "id": held.id, "decision": "proceed"})
    for url in (
        f"{INSTAGRAM}?csp=none",
        "https://bank.contoh.test/?csp=none",
        "https://api.x.com/mulai?csp=none",
    ):
        page = held.page.context.new_page()
        page.goto(url)
        for kind, mode in (("text/plain", "no-cors"), ("application/json", "cors")):
            status, text = page.evaluate(ASK, [f"{X}{PATH[1:]}decide", fields, {"content-type": kind}, mode])
            assert (status, "released" in text) == (0, False)
        if "bank" not in url:  # there the path is the bank's own affair
            held.refused(page, f"{PATH}decide", fields)
        page.evaluate(
            "([url, body]) => void navigator.sendBeacon(url, body)", [f"{X}{PATH[1:]}decide", fields]
        )
        with page.expect_response(lambda response: response.request.is_navigation_request()) as answer:
            page.evaluate(SUBMIT, [f"{X}{PATH[1:]}decide", fields])
        assert answer.value.status == 403
        page.close()


def from_another_session(held: Held, another: Person) -> None:
    """Somebody else at the same address gets nowhere, neither with the token nor with their own."""
    page = another.open(X)
    fields = {"id": held.id, "decision": "proceed"}
    held.refused(page, f"{PATH}decide", {**fields, "token": held.token})
    theirs = [token for token in held.stack.addon.tokens._pages if token != held.token]
    for token in theirs:
        body, kind = json.dumps({**fields, "token": token}), {"content-type": "application/json"}
        assert page.evaluate(ASK, [f"{PATH}decide", body, kind, "same-origin"])[0] in (403, 409)


def from_another_client(held: Held, stack: Stack) -> None:
    """A program without the cookie is refused, though it knows token, hold and headers."""
    body = json.dumps({"token": held.token, "id": held.id, "decision": "proceed"}).encode()
    head = (
        f"POST {PATH}decide HTTP/1.1\r\nHost: x.com\r\nOrigin: https://x.com\r\n"
        "Sec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    trust = trusting(stack.proxy.ca.cert_path)
    with (
        connect(stack.proxy.port, "x.com:443") as raw,
        trust.wrap_socket(raw, server_hostname="x.com") as secure,
    ):
        secure.sendall(head.encode() + body)
        assert secure.recv(65_536).startswith(b"HTTP/1.1 403 ")


def test_a_page_finds_neither_token_nor_cookie(person: Person, stack: Stack) -> None:
    """Not in its document or storage, not in the page fetched anew, not in frames that it has prepared.

    The session's cookie is there, out of reach of scripts, and never arrives at the site.
    """
    page = person.open(f"{X}?csp=loose")
    loot = page.evaluate(LOOT)
    assert "tanpa JavaScript" in loot[5]
    for at, text in enumerate(loot):
        assert "runAgent" not in text, at
        assert "jari" not in text.lower(), at
        assert not [token for token in stack.addon.tokens._pages if token in text], at
    (cookie,) = (cookie for cookie in person.context.cookies(X) if cookie["name"] == "jari-netral")
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Lax")
    assert "jari-netral" not in page.evaluate("() => document.cookie")
    page.reload()
    settled(page, stack.site)
    for arrival in stack.site.log:
        assert "jari-netral" not in str(arrival.headers)
        assert cookie["value"] not in arrival.path_with_query + str(arrival.headers)

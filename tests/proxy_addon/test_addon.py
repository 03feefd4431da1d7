"""A tap through the real proxy: held, asked about, released byte for byte or refused; all else untouched."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import h2.config
import h2.connection
import h2.events
import pytest

from demo.tls import open_authority, server_context
from proxy_addon.addon import Addon
from proxy_addon.limits import Limits
from proxy_addon.server import ProxyServer
from rules.model import Settings
from tests.support.origin import trusting
from tests.support.small_engine import HOST, REFUSED, SmallEngine
from tests.support.tunnel import connect
from tests.support.waiting import until
from tests.support.wire import DOCUMENT, NAVIGATE, Person, Site

LIMITS = replace(Limits(), poll=0.4, retry_grace=0.1, abort_check=0.02)
FORM = "Content-Type: application/x-www-form-urlencoded\r\nOrigin: http://sosial.example\r\n"


@dataclass
class World:
    """A site, the proxy before it, and people."""

    site: Site
    engine: SmallEngine
    addon: Addon
    proxy: ProxyServer
    said: list[str] = field(default_factory=list)

    def person(self) -> Person:
        """Somebody with a browser of their own; all share one address."""
        return Person(self.proxy.port)

    async def reader(self) -> Person:
        """Somebody with a page open."""
        person = self.person()
        await person.open()
        return person


@pytest.fixture
def hold_seconds() -> float:
    """How long a tap may wait."""
    return 20


@pytest.fixture
async def world(tmp_path: Path, hold_seconds: float) -> AsyncIterator[World]:
    """All of it, running; nothing may be held when a test is over."""
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(Site())
        engine = SmallEngine(Settings(grant_minutes=10))
        said: list[str] = []
        addon = Addon(engine, limits=LIMITS, hold_seconds=hold_seconds, say=said.append)
        places = {HOST: ("127.0.0.1", site.port), "elsewhere.example": ("127.0.0.1", site.port)}
        proxy = ProxyServer(engine, data_dir=tmp_path, resolve=places, addons=[addon])
        await asyncio.to_thread(proxy.start)
        stack.push_async_callback(asyncio.to_thread, proxy.stop)
        yield World(site, engine, addon, proxy, said)
        await until(lambda: addon.desk.open_holds == 0)


async def test_proceed_releases_the_very_same_bytes(world: World) -> None:
    """Nothing arrives before the decision; then what arrives is what arrives without us, byte for byte."""
    without_us = world.person()
    world.engine.open = False
    await without_us.tap()
    world.engine.open = True
    (expected,) = world.site.taps()
    world.site.arrived.clear()

    person = await world.reader()
    assert person.cookie
    tap = person.tap()
    hold_id = await person.asked()
    assert world.site.taps() == []
    assert await person.decide("proceed", hold_id) == "released"
    assert (await tap).json()["ok"] is True
    assert world.site.taps() == [expected]


async def test_cancel_refuses_in_the_platforms_shape(world: World) -> None:
    """The page learns that it failed; the platform never hears of it."""
    person = await world.reader()
    tap = person.tap()
    assert await person.decide("cancel") == "refused"
    answer = await tap
    assert (answer.status, answer.body) == (403, REFUSED)
    assert answer.all("cache-control") == ["no-store"]
    assert world.site.taps() == []


@pytest.mark.parametrize("hold_seconds", [0.5])
async def test_without_a_decision_nothing_is_sent(world: World) -> None:
    """The deadline cancels and closes the dialog."""
    person = await world.reader()
    tap = person.tap()
    hold_id = await person.asked()
    assert (await tap).body == REFUSED
    assert await person.hear() == [{"type": "close", "id": hold_id, "reason": "expired"}]
    assert world.site.taps() == []


async def test_a_grant_spares_the_second_question(world: World) -> None:
    """For the same account and kind, in the same browser alone."""
    person, other = await world.reader(), await world.reader()
    tap = person.tap()
    await person.decide("proceed")
    await tap
    assert (await person.tap(body=b"x=2")).status == 200
    theirs = other.tap()
    await other.decide("cancel")
    assert (await theirs).status == 403
    assert len(world.site.taps()) == 2


async def test_two_browsers_behind_one_address(world: World) -> None:
    """Neither sees the other's holds, and neither can decide them."""
    mine, theirs = await world.reader(), await world.reader()
    assert mine.cookie != theirs.cookie
    tap = mine.tap()
    hold_id = await mine.asked()
    assert (await theirs.ask("listen", focused=True)).json() == {"events": []}
    assert (await theirs.ask("claim", id=hold_id)).status == 409
    assert (await theirs.ask("decide", id=hold_id, decision="proceed")).status == 409
    thief = Person(world.proxy.port, theirs.cookie, mine.token)
    assert (await thief.ask("decide", id=hold_id, decision="proceed")).status == 403
    assert (await mine.ask("decide", "http://evil.example", id=hold_id, decision="proceed")).status == 403
    assert world.site.taps() == []
    await mine.decide("cancel", hold_id)
    assert (await tap).status == 403


async def test_the_sites_retry_joins_the_hold(world: World) -> None:
    """One question, one answer, for both requests."""
    person = await world.reader()
    taps = [person.tap(), person.tap()]
    await until(lambda: world.addon.desk.open_holds)
    hold_id = await person.asked()
    assert await person.decide("proceed", hold_id) == "released"
    assert [(await tap).status for tap in taps] == [200, 200]
    assert len(world.site.taps()) == 2


async def test_a_hundred_at_once(world: World) -> None:
    """A hundred taps wait together and each gets its own decision; other traffic flows meanwhile."""
    person = await world.reader()
    taps = [person.tap(f"calon{n}") for n in range(100)]
    holds: dict[str, None] = {}
    while len(holds) < 100:
        holds.update({event["id"]: None for event in await person.hear()})
    assert (await person.send("GET", "/feed")).status == 200
    assert world.site.taps() == []
    for n, hold_id in enumerate(holds):
        await person.decide("proceed" if n < 10 else "cancel", hold_id)
    assert sorted([(await tap).status for tap in taps]) == [200] * 10 + [403] * 90
    assert len(world.site.taps()) == 10


async def test_a_tap_given_up_by_the_page(world: World) -> None:
    """Its dialog closes; a late "proceed" sends nothing and says so; the next tap passes unasked."""
    person = await world.reader()
    _, writer = await asyncio.open_connection("127.0.0.1", world.proxy.port)
    writer.write(person.raw("POST", "/like/calon", body=b"x=1"))
    hold_id = await person.asked()
    writer.close()
    assert await person.hear() == [{"type": "close", "id": hold_id, "reason": "aborted"}]
    assert await person.decide("proceed", hold_id) == "gone"
    assert world.site.taps() == []
    assert (await person.tap()).status == 200


async def test_nobody_to_ask(world: World) -> None:
    """Without an agent: refused, never passed; the next page explains, and there it may be allowed."""
    person = world.person()
    assert (await person.tap()).body == REFUSED
    assert person.cookie
    assert world.site.arrived == []
    notice = await person.open("/feed")
    found = re.search(rb'name="jari-netral-page" value="([\w-]+)"', notice.body)
    assert found
    assert world.site.arrived == []
    body = b"jari-netral-page=" + found[1] + b"&decision=proceed"
    answer = await person.send("POST", "/.well-known/jari-netral/page", NAVIGATE + FORM, body)
    assert (answer.status, answer.all("location")) == (303, ["/feed"])
    assert b"runAgent" in (await person.open("/feed")).body
    assert (await person.tap()).status == 200


async def test_a_held_link(world: World) -> None:
    """A whole page asks; "proceed" leads back to the link, which then passes once."""
    person = await world.reader()
    world.site.arrived.clear()
    page = await person.open("/like/calon?x=1")
    found = re.search(rb'name="jari-netral-page" value="([\w-]+)"', page.body)
    assert found
    assert world.site.arrived == []
    body = b"jari-netral-page=" + found[1] + b"&decision=proceed"
    answer = await person.send("POST", "/.well-known/jari-netral/page", NAVIGATE + FORM, body)
    assert answer.all("location") == ["/like/calon?x=1"]
    await person.open("/like/calon?x=1")
    (arrived,) = world.site.taps()
    assert arrived.startswith(b"GET /like/calon?x=1 HTTP/1.1\r\n")


async def test_a_held_form(world: World) -> None:
    """The page's answer never goes upstream; the form does, byte for byte, and a reload asks anew."""
    person = await world.reader()
    form = NAVIGATE + FORM + "X-Form: 1\r\n"
    world.engine.open = False
    await person.send("POST", "/like/calon", form, b"a=1&b=\xff")
    world.engine.open = True
    (expected,) = world.site.taps()
    world.site.arrived.clear()
    page = await person.send("POST", "/like/calon", form, b"a=1&b=\xff")
    found = re.search(rb'action="/like/calon"[^<]*<[^<]*name="jari-netral-page" value="([\w-]+)"', page.body)
    assert found
    body = b"jari-netral-page=" + found[1] + b"&decision=proceed"
    assert (await person.send("POST", "/like/calon", NAVIGATE + FORM, body)).status == 200
    again = await person.send("POST", "/like/calon", NAVIGATE + FORM, body)
    assert b"jari-netral-page" in again.body
    assert world.site.arrived == [expected]


@pytest.mark.parametrize("release", ["again"])
async def test_a_rule_that_wants_a_second_tap(world: World, release: Any) -> None:
    """The first tap is refused even after "proceed"; the next one goes."""
    world.engine.release = release
    person = await world.reader()
    tap = person.tap()
    assert await person.decide("proceed") == "again"
    assert (await tap).body == REFUSED
    assert world.site.taps() == []
    assert (await person.tap(body=b"x=2")).status == 200


async def test_a_reminder_comes_once_for_each_browser(world: World) -> None:
    """Uploads that run together share it, later ones pass."""
    person = await world.reader()
    uploads = [asyncio.create_task(person.send("POST", f"/upload/{n}", "", b"photo")) for n in range(3)]
    assert await person.decide("proceed") == "released"
    assert [(await one).status for one in uploads] == [200] * 3
    assert (await person.send("POST", "/upload/9", "", b"photo")).status == 200


@pytest.mark.parametrize("part", ["interest", "judge", "warning"])
async def test_our_exception_lets_the_request_pass(world: World, part: str) -> None:
    """It is counted, and said once without its content."""
    person = await world.reader()
    world.engine.failing = {part}
    for _ in range(12):
        assert (await person.tap()).status == 200
    assert world.addon.counters.shown().popitem()[1]["fault"] not in ("0", "<10")
    assert len(world.said) == 1
    assert "RuntimeError" in world.said[0]
    assert "secret" not in world.said[0]


async def test_our_exception_after_a_cancel_does_not(world: World) -> None:
    """What a person cancelled stays cancelled, if need be without the platform's shape."""
    person = await world.reader()
    world.engine.failing = {"refusal"}
    tap = person.tap()
    await person.decide("cancel")
    assert (await tap).status == 403
    assert world.site.taps() == []


async def test_our_exception_in_a_response_lets_it_pass(world: World) -> None:
    """The page comes as it is, without an agent."""
    world.engine.failing = {"readable"}
    answer = await world.person().open()
    assert answer.body == DOCUMENT


async def test_untouched_and_unlearned(world: World) -> None:
    """Unregistered accounts and everything that is no action pass at once, without our cookie."""
    person = await world.reader()
    assert (await person.tap("warga")).status == 200
    assert (await person.send("POST", "/telemetry", "", b"calon")).status == 200
    assert not any(b"jari-netral" in one for one in world.site.arrived)
    assert all(b"Cookie: theme=dark; lang=id\r\n" in one for one in world.site.arrived)


async def test_hosts_that_are_not_covered(world: World) -> None:
    """Their pages get no agent, no cookie, no reading."""
    person = world.person()
    answer = await person.send("GET", "/", NAVIGATE, host="elsewhere.example")
    assert answer.body == DOCUMENT
    assert answer.all("alt-svc")
    assert answer.all("set-cookie") == []
    await person.send("POST", "/like/calon", "", b"x", host="elsewhere.example")
    assert world.engine.learned == []


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE", "HEAD"])
@pytest.mark.parametrize("host", [HOST, "elsewhere.example"])
async def test_the_reserved_path_never_goes_upstream(world: World, method: str, host: str) -> None:
    """Whatever the method, and even on hosts we don't cover, and when our own code fails."""
    person = world.person()
    reader, writer = await asyncio.open_connection("127.0.0.1", world.proxy.port)
    with closing(writer):
        writer.write(person.raw(method, "/.well-known/jari-netral/listen", host=host))
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 403 ")
    assert world.site.arrived == []


async def test_pages_carry_an_agent_and_teach(world: World) -> None:
    """The agent is put in, HTTP/3 is not offered, no stored copy is used, and the rest is the page's own."""
    person = world.person()
    answer = await person.open()
    script = re.search(rb"<script>.*?</script>", answer.body, re.DOTALL)
    assert script
    assert answer.body.replace(script[0], b"") == DOCUMENT
    assert (answer.all("alt-svc"), answer.all("etag")) == ([], [])
    assert answer.all("cache-control") == ["private, no-cache"]
    (cookie,) = answer.all("set-cookie")
    assert "HttpOnly" in cookie
    await until(lambda: world.engine.learned == [DOCUMENT.decode()])
    assert (await person.send("GET", "/feed")).json()["by"] == "calon"
    await until(lambda: len(world.engine.learned) == 2)
    assert (await person.open()).all("set-cookie") == []


async def test_the_end_of_the_proxy_sends_nothing(world: World) -> None:
    """What is held when the proxy stops is never sent."""
    person = await world.reader()
    person.tap()
    await person.asked()
    await asyncio.to_thread(world.proxy.stop)
    await asyncio.gather(*person.taps, return_exceptions=True)
    assert world.site.taps() == []


async def test_a_reset_http2_stream_closes_its_dialog(tmp_path: Path) -> None:
    """Over HTTP/2 the connection stays and only the stream ends; the dialog closes all the same."""
    arrived: list[bytes] = []

    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer):
            while data := await reader.read(65_536):
                arrived.append(data)

    authority = open_authority(tmp_path / "origin")
    context = server_context({HOST: authority.leaf(HOST)}, ["h2"])
    site = await asyncio.start_server(swallow, "127.0.0.1", 0, ssl=context)
    places = {HOST: ("127.0.0.1", site.sockets[0].getsockname()[1])}
    addon = Addon(engine := SmallEngine(), limits=LIMITS, hold_seconds=20)
    proxy = ProxyServer(
        engine,
        data_dir=tmp_path,
        resolve=places,
        upstream_ca=authority.path,
        addons=[addon],
    )
    await asyncio.to_thread(proxy.start)
    try:
        await _reset_a_tap(proxy, addon)
        assert addon.counters.shown().popitem()[1] == {"aborted": "<10"}
        assert b"/like/" not in b"".join(arrived)
    finally:
        await asyncio.to_thread(proxy.stop)
        site.close()


async def _reset_a_tap(proxy: ProxyServer, addon: Addon) -> None:
    """Tap over HTTP/2, then reset that stream; returns when the hold is over."""
    trust = trusting(proxy.ca.cert_path)
    trust.set_alpn_protocols(["h2"])
    raw = await asyncio.to_thread(connect, proxy.port, f"{HOST}:443")
    raw.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=raw, ssl=trust, server_hostname=HOST)
    with closing(writer):
        tls: ssl.SSLObject = writer.get_extra_info("ssl_object")
        assert tls.selected_alpn_protocol() == "h2"
        client = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding=None))
        client.initiate_connection()
        client.send_headers(
            1,
            [
                (":method", "POST"),
                (":scheme", "https"),
                (":authority", HOST),
                (":path", "/like/calon"),
                ("cookie", "jari-netral=" + "S" * 22),
            ],
            end_stream=True,
        )
        writer.write(client.data_to_send())
        # Somebody to ask, so that the tap waits.
        loop = addon_loop(proxy)
        heard = asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_listen(addon), loop))
        assert [event["type"] for event in await heard] == ["hold"]
        client.reset_stream(1, 8)
        writer.write(client.data_to_send())
        await until(lambda: addon.desk.open_holds == 0)


def addon_loop(proxy: ProxyServer) -> asyncio.AbstractEventLoop:
    """The event loop the proxy runs in."""
    assert proxy._master
    return proxy._master.event_loop


async def _listen(addon: Addon) -> list[Any]:
    """One poll of an agent in the browser's session."""
    events: list[Any] = []
    while not events:
        events = list(await addon.desk.listen("S" * 22, "T", asyncio.Event().wait()))  # type: ignore[arg-type]
    return events

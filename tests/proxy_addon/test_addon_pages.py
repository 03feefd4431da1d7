"""Pages through the real proxy: the agent in them, and the proxy's own warnings and notices."""

from __future__ import annotations

import asyncio
import re
from contextlib import closing
from itertools import product

import pytest
import zstandard

from tests.support.small_engine import HOST, REFUSED
from tests.support.waiting import until
from tests.support.wire import DOCUMENT, NAVIGATE
from tests.support.world import World

FORM = "Content-Type: application/x-www-form-urlencoded\r\nOrigin: http://sosial.example\r\n"


async def test_nobody_to_ask(world: World) -> None:
    """Without an agent: refused, never passed; the next page explains, and there it may be allowed."""
    person = world.person()
    assert (await person.tap()).body == REFUSED
    assert person.cookie
    assert world.site.arrived == []
    notice = await person.page(await person.open("/feed"))
    assert world.site.arrived == []
    answer = await person.answer(notice, "proceed")
    assert (answer.status, answer.all("location")) == (303, [f"http://{HOST}/feed"])
    assert b"runAgent" in (await person.open("/feed")).body
    assert (await person.tap()).status == 200


async def test_a_held_link(world: World) -> None:
    """A whole page asks; "proceed" leads back to the link, which then passes once."""
    person = await world.reader()
    world.site.arrived.clear()
    page = await person.page(await person.open("/like/calon?x=1"))
    assert world.site.arrived == []
    answer = await person.answer(page, "proceed")
    assert answer.all("location") == [f"http://{HOST}/like/calon?x=1"]
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
    page = await person.page(await person.send("POST", "/like/calon", form, b"a=1&b=\xff"))
    assert (await person.answer(page, "proceed")).status == 200
    again = await person.page(await person.answer(page, "proceed"))
    assert b"jari-netral-page" in again.body
    assert world.site.arrived == [expected]


async def test_hosts_that_are_not_covered(world: World) -> None:
    """Their pages get no agent, no cookie, no reading."""
    person = world.person()
    answer = await person.send("GET", "/", NAVIGATE, host="elsewhere.example")
    assert answer.body == DOCUMENT
    assert answer.all("alt-svc")
    assert answer.all("set-cookie") == []
    await person.send("POST", "/like/calon", "", b"x", host="elsewhere.example")
    assert world.engine.learned == []


async def test_the_reserved_path_never_goes_upstream(world: World) -> None:
    """Whatever the method, and even on hosts we don't cover, and when our own code fails."""
    person = world.person()
    for method, host in product(["GET", "POST", "OPTIONS", "DELETE", "HEAD"], [HOST, "elsewhere.example"]):
        reader, writer = await asyncio.open_connection("127.0.0.1", world.proxy.port)
        with closing(writer):
            writer.write(person.raw(method, "/.well-known/jari-netral/listen", host=host))
            assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 403 "), (method, host)
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


async def test_pages_are_asked_for_whole(world: World) -> None:
    """What a browser stored before us is not confirmed: a 304 would carry a policy without our script."""
    person = world.person()
    conditions = 'If-None-Match: "1"\r\nIf-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT\r\n'
    await person.send("GET", "/", NAVIGATE + conditions)
    await person.send("GET", "/feed", conditions)
    page, feed = world.site.arrived
    assert b"If-" not in page
    assert conditions.encode() in feed


async def test_a_page_that_breaks_on_the_way_is_broken_off(world: World) -> None:
    """A page whose coding is broken does not look as if it had ended well; the proxy goes on."""
    packed = zstandard.ZstdCompressor(write_checksum=True).compress(DOCUMENT * 2_000)
    broken = packed[:-4] + b"\0\0\0\0"

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer):
            await reader.readuntil(b"\r\n\r\n")
            about = b"Content-Type: text/html\r\nContent-Encoding: zstd\r\nContent-Length: %d" % len(broken)
            writer.write(b"HTTP/1.1 200 OK\r\n" + about + b"\r\n\r\n" + broken)
            await writer.drain()
            await reader.read()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as site:
        world.proxy.resolve[f"rusak.{HOST}"] = site.sockets[0].getsockname()
        with pytest.raises(asyncio.IncompleteReadError):
            await world.person().send("GET", "/", NAVIGATE, host=f"rusak.{HOST}")
    assert b"runAgent" in (await world.person().open()).body
    assert world.said == []

"""A tap over HTTP/2, where a page gives up a request without giving up its connection."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import closing
from pathlib import Path
from typing import Any

import h2.config
import h2.connection
import h2.events

from demo.tls import open_authority, server_context
from proxy_addon.addon import Addon
from proxy_addon.server import ProxyServer
from tests.support.origin import trusting
from tests.support.small_engine import HOST, SmallEngine
from tests.support.tunnel import connect
from tests.support.waiting import until
from tests.support.world import LIMITS


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

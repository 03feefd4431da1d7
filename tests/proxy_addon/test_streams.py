"""A browser may have more requests under way than one person's taps can take."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import closing

import h2.config
import h2.connection
import h2.events
from h2.settings import SettingCodes

from proxy_addon.limits import Limits
from proxy_addon.streams import STREAMS
from tests.support.origin import trusting
from tests.support.small_engine import HOST
from tests.support.tunnel import connect
from tests.support.world import World


def test_there_are_more_streams_than_taps() -> None:
    """However many taps of a browser are held, its agents can still ask."""
    assert STREAMS > Limits().holds + Limits().agents


async def test_browsers_are_told(world: World) -> None:
    """The settings that a browser gets over HTTP/2 name that many streams."""
    trust: ssl.SSLContext = trusting(world.proxy.ca.cert_path)
    trust.set_alpn_protocols(["h2"])
    raw = await asyncio.to_thread(connect, world.proxy.port, f"{HOST}:443")
    raw.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=raw, ssl=trust, server_hostname=HOST)
    with closing(writer):
        client = h2.connection.H2Connection(h2.config.H2Configuration())
        client.initiate_connection()
        writer.write(client.data_to_send())
        told: list[int] = []
        while not told:
            events = client.receive_data(await reader.read(65_536))
            changes = [e.changed_settings for e in events if isinstance(e, h2.events.RemoteSettingsChanged)]
            code = SettingCodes.MAX_CONCURRENT_STREAMS
            told = [changed[code].new_value for changed in changes if code in changed]
    assert told == [STREAMS]

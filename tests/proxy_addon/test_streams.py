"""A browser may have more requests under way than one person's taps can take."""

from __future__ import annotations

import h2.config
import h2.connection
import h2.events
from h2.settings import SettingCodes
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy.commands import SendData
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.events import Start
from mitmproxy.proxy.layers import http
from mitmproxy.test import taddons, tflow

from proxy_addon.limits import Limits
from proxy_addon.streams import STREAMS, BoundedStream, RoomyServer, make_room


def test_there_are_more_streams_than_taps() -> None:
    """However many taps of a browser are held, its agents can still ask."""
    limits = Limits()
    assert limits.holds + limits.agents < STREAMS


def test_browsers_are_told() -> None:
    """The settings that a browser gets over HTTP/2 name that many streams."""
    client = h2.connection.H2Connection(h2.config.H2Configuration())
    client.initiate_connection()
    with taddons.context(Proxyserver()) as mitm:
        server = RoomyServer(Context(tflow.tclient_conn(), mitm.options))
        sent = b"".join(one.data for one in server.handle_event(Start()) if isinstance(one, SendData))
    (told,) = (e for e in client.receive_data(sent) if isinstance(e, h2.events.RemoteSettingsChanged))
    assert told.changed_settings[SettingCodes.MAX_CONCURRENT_STREAMS].new_value == STREAMS


def test_mitmproxy_takes_it() -> None:
    """The classes stand where mitmproxy looks for them."""
    make_room()
    assert vars(http)["Http2Server"] is RoomyServer
    assert vars(http)["HttpStream"] is BoundedStream

"""Room for held taps on an HTTP/2 connection: each keeps a stream, and the dialog's questions need some, too.

Where taps take them all, the browser sends nothing more, and nobody could be asked.
"""

from __future__ import annotations

from typing import Final

from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import http
from mitmproxy.proxy.layers.http._http2 import Http2Server

STREAMS: Final = 256
"""More than one browser's holds and agents together (``limits.Limits``); mitmproxy's HTTP/2 allows 100."""


class RoomyServer(Http2Server):
    """mitmproxy's end of a browser's connection, with more streams."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.h2_conn.local_settings.max_concurrent_streams = STREAMS
        # Like mitmproxy's own settings: else the old value would be sent.
        self.h2_conn.local_settings.acknowledge()


def make_room() -> None:
    """Let every connection that mitmproxy accepts from now on have it; there is no option for this."""
    http.Http2Server = RoomyServer  # type: ignore[attr-defined]

"""What we change in mitmproxy's own streams.

Room for held taps on an HTTP/2 connection: each keeps a stream, and the dialog's questions need some, too.
Where taps take them all, the browser sends nothing more, and nobody could be asked.

And an end to what is sent to us without one: mitmproxy would send it on to the site as soon as it is too
large to keep.
"""

from __future__ import annotations

from typing import Final

from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layer import CommandGenerator
from mitmproxy.proxy.layers import http
from mitmproxy.proxy.layers.http import HttpStream
from mitmproxy.proxy.layers.http._http2 import Http2Server

from proxy_addon.visits import visit_of
from rules.bounds import MAX_REQUEST_BODY

STREAMS: Final = 256
"""More than one browser's holds and agents together (``limits.Limits``); mitmproxy's HTTP/2 allows 100."""


class RoomyServer(Http2Server):
    """mitmproxy's end of a browser's connection, with more streams."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.h2_conn.local_settings.max_concurrent_streams = STREAMS
        # Like mitmproxy's own settings: else the old value would be sent.
        self.h2_conn.local_settings.acknowledge()


class BoundedStream(HttpStream):
    """mitmproxy's way of one request; a question to us that is too large is broken off, not sent on."""

    def check_body_size(self, request: bool) -> CommandGenerator[bool]:
        """Called with a request's head, before our hooks, and then with each part of a body that is kept."""
        visit = visit_of(self.flow) if request else None
        if visit is None or visit.route != "door":
            return (yield from super().check_body_size(request))
        if len(self.request_body_buf) <= MAX_REQUEST_BODY:
            return False
        self.request_body_buf.clear()
        self.flow.kill()
        return (yield from self.check_killed(True))


def make_room() -> None:
    """Let every connection that mitmproxy accepts from now on have these; there are no options for them."""
    http.Http2Server = RoomyServer  # type: ignore[attr-defined]
    http.HttpStream = BoundedStream  # type: ignore[misc]

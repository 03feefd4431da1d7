"""Notices that a page gave up a request which is still held.

mitmproxy tells of it only after our hook has returned. Until then the news sits where this module looks: a
closed connection in its state, a reset HTTP/2 stream in the queue of the paused stream. Should mitmproxy
change inside, nothing is found here, and mitmproxy's own check still sends nothing upstream: the dialog
just closes later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

from mitmproxy import ctx, http
from mitmproxy.connection import ConnectionState

MAX_LAYERS: Final = 4_096
"""Layers looked through to find the one of a request: a connection may carry many streams."""


async def gave_up(flow: http.HTTPFlow, every: float) -> None:
    """Return as soon as the client no longer waits for ``flow``; looks ``every`` so many seconds."""
    queue = _find_queue(flow)
    while not (_closed(flow) or any(map(_is_reset, queue()))):  # noqa: ASYNC110 - there is no event to wait for
        await asyncio.sleep(every)


def _closed(flow: http.HTTPFlow) -> bool:
    """Whether the client's connection is gone, or at least says no more."""
    return not flow.client_conn.state & ConnectionState.CAN_READ


def _is_reset(event: object) -> bool:
    """Whether a queued event says that the client reset its stream."""
    return type(event).__name__ == "RequestProtocolError"


def _find_queue(flow: http.HTTPFlow) -> Callable[[], tuple[object, ...]]:
    """The events queued for ``flow``, to be asked again and again; none if they can't be found."""
    try:
        stream = _find_stream(flow)
        queue = stream._paused_event_queue
        return lambda: tuple(queue)
    except Exception:  # whatever is new in mitmproxy's inside: notice later, not at all costs
        return lambda: ()


def _find_stream(flow: http.HTTPFlow) -> Any:
    """The layer that carries ``flow``. Raises LookupError if there is none."""
    proxyserver: Any = ctx.master.addons.get("proxyserver")
    layers = {id(top := proxyserver.connections[flow.client_conn.id].layer): top}
    waiting = [top]
    while waiting and len(layers) < MAX_LAYERS:
        layer = waiting.pop(0)
        if getattr(layer, "flow", None) is flow:
            return layer
        below = [one for one in _below(layer) if id(one) not in layers]
        layers.update((id(one), one) for one in below)
        waiting.extend(below)
    raise LookupError("no such stream")


def _below(layer: Any) -> list[Any]:
    """The layers a layer hands its events to."""
    streams = getattr(layer, "streams", None)
    below = [getattr(layer, "layer", None), getattr(layer, "child_layer", None)]
    # A layer that has done its own work puts the next one's method in place of its own.
    below.append(getattr(getattr(layer, "_handle_event", None), "__self__", None))
    if isinstance(streams, dict):
        # Newest first: the request just held is among the last.
        below.extend(reversed(streams.values()))
    return [one for one in below if one is not None]

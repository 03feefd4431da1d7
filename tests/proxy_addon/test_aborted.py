"""A request given up by its page is noticed while it is held; where mitmproxy can't tell, nothing breaks."""

from __future__ import annotations

import asyncio
from collections import deque
from types import SimpleNamespace
from typing import Any

import pytest
from mitmproxy import ctx, http
from mitmproxy.connection import ConnectionState
from mitmproxy.proxy.layers.http._events import ErrorCode, RequestProtocolError

from proxy_addon.aborted import gave_up
from tests.support.flows import flow

RESET = RequestProtocolError(1, "stream reset by client (CANCEL)", ErrorCode.CANCEL)


@pytest.fixture
def held() -> http.HTTPFlow:
    """A request that is being held."""
    return flow("POST", "/like/calon")


@pytest.fixture
def queue(held: http.HTTPFlow, monkeypatch: pytest.MonkeyPatch) -> deque[Any]:
    """The events queued for it, where mitmproxy keeps them."""
    events: deque[Any] = deque()
    other = SimpleNamespace(flow=flow(), _paused_event_queue=deque([RESET]))
    stream = SimpleNamespace(flow=held, _paused_event_queue=events)
    http_layer = SimpleNamespace(streams={1: stream, 3: other})
    top = SimpleNamespace(layer=SimpleNamespace(child_layer=http_layer))
    connections = {held.client_conn.id: SimpleNamespace(layer=top)}
    addons = {"proxyserver": SimpleNamespace(connections=connections)}
    monkeypatch.setattr(ctx, "master", SimpleNamespace(addons=addons), raising=False)
    return events


async def noticed(held: http.HTTPFlow, seconds: float = 0.1) -> bool:
    """Whether it is noticed soon."""
    try:
        async with asyncio.timeout(seconds):
            await gave_up(held, 0.01)
    except TimeoutError:
        return False
    return True


async def test_a_client_that_waits(held: http.HTTPFlow, queue: deque[Any]) -> None:
    """It is left alone, even if another stream of its connection was reset."""
    assert not await noticed(held)


async def test_a_reset_stream(held: http.HTTPFlow, queue: deque[Any]) -> None:
    """It is noticed when it comes."""
    asyncio.get_running_loop().call_later(0.03, queue.append, RESET)
    assert await noticed(held, 5)


async def test_a_closed_connection(held: http.HTTPFlow, queue: deque[Any]) -> None:
    """It is noticed when the client says no more."""
    held.client_conn.state = ConnectionState.CAN_WRITE
    assert await noticed(held, 5)


@pytest.mark.parametrize("master", [None, SimpleNamespace(addons={})])
async def test_a_mitmproxy_we_do_not_know(
    held: http.HTTPFlow, monkeypatch: pytest.MonkeyPatch, master: Any
) -> None:
    """Then resets are not seen here, closed connections still are, and nothing raises."""
    monkeypatch.setattr(ctx, "master", master, raising=False)
    assert not await noticed(held)
    held.client_conn.state = ConnectionState.CLOSED
    assert await noticed(held, 5)

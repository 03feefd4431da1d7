"""WebSockets through the real proxy: messages go on, and none is kept."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

from mitmproxy import http
from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Event,
    Message,
    Request,
    TextMessage,
)

from tests.support.small_engine import HOST
from tests.support.world import running


class Watch:
    """An addon behind ours that counts the messages a flow still holds."""

    def __init__(self) -> None:
        self.kept: list[int] = []

    def websocket_end(self, flow: http.HTTPFlow) -> None:
        """The conversation is over."""
        assert flow.websocket
        self.kept.append(len(flow.websocket.messages))


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A site that says back whatever it hears."""
    with closing(writer):
        wire = WSConnection(ConnectionType.SERVER)
        while data := await reader.read(65_536):
            wire.receive_data(data)
            for event in wire.events():
                if isinstance(event, Request):
                    writer.write(wire.send(AcceptConnection()))
                elif isinstance(event, Message):
                    writer.write(wire.send(event))
                elif isinstance(event, CloseConnection):
                    writer.write(wire.send(event.response()))


class Caller:
    """A browser's end of a WebSocket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._wire = WSConnection(ConnectionType.CLIENT)

    async def say(self, said: Event) -> Event:
        """Send one event, and return the answer to it."""
        self._writer.write(self._wire.send(said))
        while True:
            self._wire.receive_data(await self._reader.read(65_536) or None)
            for event in self._wire.events():
                return event


async def test_messages_go_on_and_are_not_kept(tmp_path: Path) -> None:
    """Text and bytes arrive and come back unchanged; in the end no message is in memory."""
    watch = Watch()
    async with (
        running(tmp_path, addons=[watch]) as world,
        await asyncio.start_server(echo, "127.0.0.1") as site,
    ):
        world.proxy.resolve[f"ws.{HOST}"] = site.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection("127.0.0.1", world.proxy.port)
        with closing(writer):
            caller = Caller(reader, writer)
            request = Request(host=f"ws.{HOST}", target=f"http://ws.{HOST}/chat")
            assert isinstance(await caller.say(request), AcceptConnection)
            assert (await caller.say(TextMessage("halo"))).data == "halo"  # type: ignore[attr-defined]
            assert (await caller.say(BytesMessage(b"\0\xff"))).data == b"\0\xff"  # type: ignore[attr-defined]
            await caller.say(CloseConnection(1000))
    assert watch.kept == [0]

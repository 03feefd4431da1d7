"""The ASGI application: logs each arrival, finds the face of its host, sends the face's answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from itertools import zip_longest
from typing import Any
from urllib.parse import urlsplit

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, Scope

from demo import coding
from demo.answer import Answer, Face, Headers, Visit
from demo.arrivals import Arrival, ArrivalLog
from demo.pages import shared
from demo.world import Viewer, World

SESSION = "sesi"


class Application:
    """One server for all hosts; ``faces`` maps each host to the face it shows."""

    def __init__(
        self, faces: Mapping[str, Face], log: ArrivalLog, world: World, stopping: asyncio.Event
    ) -> None:
        """Serve these faces, noting arrivals in ``log``; once ``stopping`` is set no answer is slow."""
        self._faces, self._log, self._world, self._stopping = faces, log, world, stopping

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Serve one request (or the server's lifespan)."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._serve(_arrival(scope), receive, send)

    async def _serve(self, arrival: Arrival, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        face = self._faces.get(arrival.host)
        if face:  # What a browser asks its maker does not belong in the log.
            self._log.add(arrival)
        body = await _body(receive)
        if body is None:
            return
        self._log.finish(arrival, body)
        if face is None:
            await self._send(send, Answer(421))
            return
        if arrival.method == "OPTIONS":
            await self._send(send, Answer(204, _cors(arrival, face, preflight=True)))
            return
        await self._answer(arrival, face, send)

    async def _answer(self, arrival: Arrival, face: Face, send: ASGISendCallable) -> None:
        session = arrival.cookies().get(SESSION, "")
        newcomer = not session and "text/html" in arrival.header("accept")
        viewer = self._world.viewer(face.name, session if session or newcomer else "0")
        visit = Visit(arrival, face, self._world.options.read(arrival.query), viewer, self._world)
        if visit.options.hints and arrival.http_version == "2":
            await send(
                {"type": "http.response.early_hint", "links": [b"</_demo/style.css>; rel=preload; as=style"]}
            )
        answer = shared(visit) or face.answer(visit)
        answer.headers += _cors(arrival, face)
        if newcomer and face.csrf_cookie:
            answer.headers += _cookies(face, viewer)
        await self._send(send, answer, coding.choose(arrival.header("accept-encoding"), visit.options.enc))

    async def _send(self, send: ASGISendCallable, answer: Answer, encoding: str = "identity") -> None:
        headers, bodies = list(answer.headers), [part for _, part in answer.parts]
        if bodies and encoding != "identity":
            headers += [("content-encoding", encoding), ("vary", "accept-encoding")]
            bodies = list(coding.encode(bodies, encoding))
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
        first, *later = [pause for pause, _ in answer.parts] or [0.0]
        await self._pause(first)
        await send(
            {"type": "http.response.start", "status": answer.status, "headers": raw, "trailers": False}
        )
        for pause, part in zip_longest([0.0, *later], bodies):
            await self._pause(pause or 0.0)
            await send({"type": "http.response.body", "body": part or b"", "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _pause(self, seconds: float) -> None:
        if seconds:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), seconds)


def _arrival(scope: Any) -> Arrival:
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    host = next((value for name, value in headers if name.lower() == "host"), "")
    query = scope["query_string"].decode("latin-1")
    path = scope["raw_path"].decode("latin-1") + ("?" + query if query else "")
    return Arrival(scope["method"], host.partition(":")[0].lower(), path, scope["http_version"], headers)


async def _body(receive: ASGIReceiveCallable) -> bytes | None:
    """The whole body of a request, or ``None`` when the client goes away before its end."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message["body"]
        if not message["more_body"]:
            return bytes(body)


def _cors(arrival: Arrival, face: Face, preflight: bool = False) -> Headers:
    """The headers that let pages of the same platform read an answer of another of its hosts."""
    origin = arrival.header("origin")
    allowed = urlsplit(origin).hostname in face.hosts and origin.startswith("https://")
    if not allowed or urlsplit(origin).hostname == arrival.host:
        return []
    headers = [
        ("access-control-allow-origin", origin),
        ("access-control-allow-credentials", "true"),
        ("vary", "origin"),
    ]
    if preflight:
        asked = arrival.header("access-control-request-headers")
        headers += [("access-control-allow-methods", "GET, POST"), ("access-control-allow-headers", asked)]
    return headers


def _cookies(face: Face, viewer: Viewer) -> Headers:
    place = f"Domain={face.domain}; Path=/; Secure; SameSite=None"
    return [
        ("set-cookie", f"{SESSION}={viewer.number}; HttpOnly; {place}"),
        ("set-cookie", f"{face.csrf_cookie}=demo{viewer.number:08d}; {place}"),
    ]


async def _lifespan(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return

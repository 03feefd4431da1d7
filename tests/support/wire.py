"""Both ends of the wire, in plain bytes: a site that keeps what arrived, and browsers before the proxy."""

from __future__ import annotations

import asyncio
import re
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Self

import orjson

from tests.support.small_engine import HOST

DOCUMENT = b"<!doctype html><html><head><title>Sosial</title></head><body>calon</body></html>"
OWN = f"jari-netral.{HOST}"
FRAME = "Sec-Fetch-Dest: iframe\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Site: same-site\r\n"
NAVIGATE = "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.headers if key.lower() == name]

    def json(self) -> Any:
        """The body's JSON."""
        return orjson.loads(self.body)


async def read_message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Head and body of one HTTP/1.1 message; raises IncompleteReadError when the other end closes."""
    head = await reader.readuntil(b"\r\n\r\n")
    if b"transfer-encoding: chunked" in head.lower():
        return head, await _chunks(reader)
    found = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    return head, await reader.readexactly(int(found[1])) if found else b""


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readuntil(b"\n"), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return body


class Site:
    """A site without TLS; ``arrived`` holds every request as it came, head and body."""

    def __init__(self) -> None:
        self.arrived: list[bytes] = []
        self.port = 0

    async def __aenter__(self) -> Self:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        self._server.close()

    def taps(self) -> list[bytes]:
        """The likes that arrived."""
        return [one for one in self.arrived if b" /like/" in one.partition(b"\r\n")[0]]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer):
            try:
                while True:
                    head, body = await read_message(reader)
                    self.arrived.append(head + body)
                    writer.write(_response(head))
                    await writer.drain()
            except (asyncio.IncompleteReadError, ConnectionError):
                pass


def _response(head: bytes) -> bytes:
    """Pages for whoever wants a page, else JSON."""
    kind, body = b"application/json", b'{"ok":true,"by":"calon"}'
    if b"Sec-Fetch-Mode: navigate" in head:
        kind, body = b"text/html", DOCUMENT
    about = b'Alt-Svc: h3=":443"\r\nETag: "1"\r\nContent-Type: %s\r\n' % kind
    return b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (about, len(body), body)


@dataclass
class Person:
    """One browser with one page open, and the agent in it. Each request has a connection of its own."""

    port: int
    cookie: str = ""
    token: str = ""
    taps: list[asyncio.Task[Answer]] = field(default_factory=list)

    async def send(
        self, method: str, path: str, headers: str = "", body: bytes = b"", host: str = HOST
    ) -> Answer:
        """One request through the proxy, cookies included."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        with closing(writer):
            writer.write(self.raw(method, path, headers, body, host))
            head, content = await read_message(reader)
            status, *lines = head.decode().rstrip().split("\r\n")
            pairs = [line.split(": ", 1) for line in lines]
            answer = Answer(int(status.split()[1]), [(name, value) for name, value in pairs], content)
            for cookie in answer.all("set-cookie"):
                self.cookie = cookie.partition(";")[0]
            return answer

    async def upload(self, path: str, size: int, headers: str = "") -> Answer | None:
        """Send ``size`` bytes whose number nobody is told beforehand; None where the proxy breaks it off."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        with closing(writer):
            # The method in small letters is not told a length.
            head = self.raw("post", path, f"{headers}Transfer-Encoding: chunked\r\n")
            try:
                writer.write(head.replace(b"post", b"POST", 1))
                writer.write(b"%x\r\n%s\r\n0\r\n\r\n" % (size, bytes(size)))
                await writer.drain()
                head, content = await read_message(reader)
            except (asyncio.IncompleteReadError, ConnectionError):
                return None
            return Answer(int(head.split()[1]), [], content)

    def raw(self, method: str, path: str, headers: str = "", body: bytes = b"", host: str = HOST) -> bytes:
        """The bytes of a request to the proxy."""
        ours = f"{self.cookie}; " if self.cookie else ""
        lines = [
            f"{method} http://{host}{path} HTTP/1.1\r\nHost: {host}\r\nX-oDD:  1 \r\n",
            f"Cookie: theme=dark; {ours}lang=id\r\n",
            headers,
            f"Content-Length: {len(body)}\r\n" if body or method == "POST" else "",
        ]
        return "".join(lines).encode() + b"\r\n" + body

    async def open(self, path: str = "/") -> Answer:
        """Open a page; its agent starts to speak with the token it carries."""
        answer = await self.send("GET", path, NAVIGATE)
        if found := re.search(rb'runAgent\("([\w-]+)"\)', answer.body):
            self.token = found[1].decode()
        return answer

    def tap(self, handle: str = "calon", body: bytes = b"x=1") -> asyncio.Task[Answer]:
        """Like what ``handle`` posted."""
        self.taps.append(asyncio.create_task(self.send("POST", f"/like/{handle}", "", body)))
        return self.taps[-1]

    async def ask(self, verb: str, origin: str = f"http://{HOST}", **fields: Any) -> Answer:
        """One question of the agent."""
        headers = f"Origin: {origin}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n"
        body = orjson.dumps({"token": self.token, **fields})
        return await self.send("POST", f"/.well-known/jari-netral/{verb}", headers, body)

    async def hear(self) -> list[dict[str, str]]:
        """What the agent hears next, as soon as there is something."""
        while True:
            answer = await self.ask("listen", focused=True)
            assert answer.status == 200, answer
            if events := answer.json()["events"]:
                return list(events)

    async def asked(self) -> str:
        """The id of the one hold the person is asked about."""
        (event,) = await self.hear()
        assert event["type"] == "hold"
        answer = await self.ask("claim", id=event["id"])
        assert answer.json()["warning"]["heading"], answer
        return event["id"]

    async def frame(self, hold_id: str, fetch: str = FRAME) -> Answer:
        """The frame of a hold, as a browser asks for it."""
        return await self.send("GET", f"/.well-known/jari-netral/frame?{hold_id}", fetch, host=OWN)

    async def secret(self, hold_id: str) -> str:
        """What the frame of a hold decides with."""
        await self.ask("claim", id=hold_id)
        found = re.search(rb'"secret": "([\w-]+)"', (await self.frame(hold_id)).body)
        assert found
        return found[1].decode()

    async def decide(self, decision: str, hold_id: str | None = None, secret: str = "") -> str:
        """Answer the dialog: the agent cancels, the frame proceeds; what became of it."""
        hold_id = hold_id or await self.asked()
        if decision == "cancel":
            return str((await self.ask("decide", id=hold_id, decision=decision)).json()["then"])
        secret = secret or await self.secret(hold_id)
        headers = f"Origin: http://{OWN}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n"
        body = orjson.dumps({"id": hold_id, "secret": secret, "decision": decision})
        answer = await self.send("POST", "/.well-known/jari-netral/decide", headers, body, host=OWN)
        return str(answer.json()["then"])

    async def page(self, answer: Answer) -> Answer:
        """The page of our own that an answer leads to."""
        found = re.search(rb"url=http://([^/]+)(/[^\"]+)", answer.body)
        assert found, answer
        assert (answer.status, found[1].decode()) == (200, OWN)
        return await self.send("GET", found[2].decode(), NAVIGATE, host=OWN)

    async def answer(self, page: Answer, decision: str) -> Answer:
        """Send a page's form, and once more where it says so."""
        found = re.search(rb'name="jari-netral-page" value="([\w.-]+)"', page.body)
        assert found, page
        body = b"jari-netral-page=" + found[1] + b"&decision=" + decision.encode()
        form = f"{NAVIGATE}Content-Type: application/x-www-form-urlencoded\r\nOrigin: http://{OWN}\r\n"
        answer = await self.send("POST", "/.well-known/jari-netral/page", form, body, host=OWN)
        if answer.status != 307:
            return answer
        host, path = answer.all("location")[0].removeprefix("http://").split("/", 1)
        return await self.send("POST", f"/{path}", form, body, host=host)

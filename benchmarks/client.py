"""A browser's connections, without the browser: as little work per request as can be."""

from __future__ import annotations

import socket
import ssl
import threading
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

HEAD = (
    "user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0\r\n"
    "accept: */*\r\naccept-encoding: gzip, deflate, br, zstd\r\naccept-language: id-ID,id;q=0.9,en;q=0.8\r\n"
    "cookie: guest_id=v1%3A176; ct0=0123456789abcdef0123456789abcdef; auth_token=0123456789abcdef\r\n"
    "sec-fetch-site: same-origin\r\nsec-fetch-mode: {mode}\r\nsec-fetch-dest: {dest}\r\n"
    "referer: https://x.com/home\r\n"
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One kind of request."""

    host: str
    path: str
    body: bytes = b""
    page: bool = False

    @property
    def wire(self) -> bytes:
        """Its bytes in HTTP/1.1."""
        mode, dest = ("navigate", "document") if self.page else ("cors", "empty")
        line = f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1\r\nhost: {self.host}\r\n"
        length = (
            f"content-type: application/json\r\ncontent-length: {len(self.body)}\r\n" if self.body else ""
        )
        return (line + HEAD.format(mode=mode, dest=dest) + length + "\r\n").encode() + self.body


class Connection:
    """One connection through a proxy on this machine to a host, kept alive."""

    def __init__(self, proxy: int, host: str, trusted: list[Path]) -> None:
        plain = socket.create_connection(("127.0.0.1", proxy))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nhost: {host}:443\r\n\r\n".encode())
        if b" 200 " not in plain.recv(4_096):
            raise ConnectionError("the proxy opens no tunnel")
        context = ssl.create_default_context()
        for path in trusted:
            context.load_verify_locations(path)
        self._stream = context.wrap_socket(plain, server_hostname=host)

    def ask(self, wire: bytes) -> float:
        """Send one request and read its whole answer; the seconds to the first byte of it."""
        start = perf_counter()
        self._stream.sendall(wire)
        answer = self._stream.recv(262_144)
        first = perf_counter() - start
        if not answer.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(f"not answered: {answer[:40]!r}")
        while b"\r\n\r\n" not in answer:
            answer += self._receive()
        self._rest(answer)
        return first

    def _rest(self, answer: bytes) -> None:
        head, _, body = answer.partition(b"\r\n\r\n")
        _, _, length = head.lower().partition(b"content-length:")
        if length:
            missing = int(length.split(b"\r", 1)[0]) - len(body)
            while missing > 0:
                missing -= len(self._receive())
        else:
            while not body.endswith(b"0\r\n\r\n"):
                body = body[-8:] + self._receive()

    def _receive(self) -> bytes:
        data = self._stream.recv(262_144)
        if not data:
            raise ConnectionError("the answer ends early")
        return data

    def close(self) -> None:
        """Hang up."""
        self._stream.close()


def throughput(connections: list[Connection], wire: bytes, each: int) -> float:
    """Requests per second over all connections at once."""

    def work(connection: Connection) -> None:
        for _ in range(each):
            connection.ask(wire)

    threads = [threading.Thread(target=work, args=(one,)) for one in connections]
    start = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(threads) * each / (perf_counter() - start)

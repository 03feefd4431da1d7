"""The site behind the proxies: a TLS server so plain that it is never what one waits for.

    python -m benchmarks.origin FOLDER

prints its port. ``FOLDER`` keeps its authority. What it answers is decided by host and path.
"""

from __future__ import annotations

import socket
import ssl
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.feeds import feeds
from demo.tls import open_authority, server_context

HOSTS = ("x.com", "abs.x.com", "www.instagram.com", "berita.test")
LATE = 0.2
"""Seconds that the slow page's second part comes after its first."""

_PAGE = b"<!doctype html><html><head><title>halaman</title></head><body>" + b"<p>isi</p>" * 200
_ITEM = b'{"id":"1","title":"satu","tags":["a","b"],"owner":{"name":"Budi","number":7}},'


def _whole(kind: bytes, body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n" % (kind, len(body))
    return head + body


def _json(size: int) -> bytes:
    return b'{"items":[' + _ITEM * (size // len(_ITEM)) + b'{"id":"2"}]}'


ANSWERS = {
    b"/image": _whole(b"image/jpeg", bytes(range(256)) * 400),
    b"/page": _whole(b"text/html; charset=utf-8", _PAGE),
    b"/slow": _whole(b"text/html; charset=utf-8", _PAGE),
}
DEFAULT = _whole(b"application/json", _json(1_000))
FEEDS: dict[tuple[bytes, bytes], bytes] = {}
"""The same bytes twice for each host: as a feed, and as something nobody reads."""


def serve(folder: Path) -> None:
    """Answer until the process ends; one thread a connection."""
    authority = open_authority(folder)
    context = server_context({host: authority.leaf(host) for host in HOSTS}, ["http/1.1"])
    for host, feed in feeds():
        FEEDS[host.encode(), b"/feed"] = _whole(b"application/json", feed.body)
        FEEDS[host.encode(), b"/bytes"] = _whole(b"application/octet-stream", feed.body)
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    print(listener.getsockname()[1], flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=_talk, args=(connection, context), daemon=True).start()


def _talk(connection: socket.socket, context: ssl.SSLContext) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with suppress(OSError), context.wrap_socket(connection, server_side=True) as stream:
        buffer = b""
        while chunk := stream.recv(65_536):
            buffer += chunk
            while (end := _end(buffer)) and len(buffer) >= end:
                _answer(stream, buffer[:end])
                buffer = buffer[end:]


def _end(buffer: bytes) -> int:
    """Where the first request ends; 0 while its head is not complete."""
    head, complete, _ = buffer.partition(b"\r\n\r\n")
    if not complete:
        return 0
    _, _, length = head.lower().partition(b"content-length:")
    return len(head) + 4 + int(length.split(b"\r", 1)[0] or 0)


def _answer(stream: ssl.SSLSocket, request: bytes) -> None:
    path = request.split(b" ", 2)[1].partition(b"?")[0]
    host = request.lower().partition(b"\r\nhost: ")[2].partition(b"\r")[0]
    answer = FEEDS.get((host, path)) or ANSWERS.get(path, DEFAULT)
    if path == b"/slow":
        stream.sendall(answer[:1_000])
        time.sleep(LATE)
        answer = answer[1_000:]
    stream.sendall(answer)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))

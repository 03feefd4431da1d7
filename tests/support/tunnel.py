"""A client that speaks through the proxy, one connection at a time."""

from __future__ import annotations

import hashlib
import socket
import ssl
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPSConnection


@dataclass(frozen=True, slots=True)
class Seen:
    """What a client saw of one request: status, body, and the certificate it was shown."""

    status: int
    body: bytes
    certificate: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hex."""
        return hashlib.sha256(self.certificate).hexdigest()


def get(port: int, host: str, trust: ssl.SSLContext, path: str = "/") -> Seen:
    """GET ``https://host/path`` through the proxy at ``port``."""
    with closing(HTTPSConnection("127.0.0.1", port, context=trust, timeout=10)) as connection:
        connection.set_tunnel(host, 443)
        connection.connect()
        assert isinstance(connection.sock, ssl.SSLSocket)
        certificate = connection.sock.getpeercert(binary_form=True) or b""
        connection.request("GET", path)
        with connection.getresponse() as response:
            return Seen(response.status, response.read(), certificate)


def connect(port: int, target: str) -> socket.socket:
    """A tunnel to ``target`` (``host:port``) through the proxy, with nothing sent through it yet."""
    raw = socket.create_connection(("127.0.0.1", port), timeout=10)
    raw.sendall(f"CONNECT {target} HTTP/1.1\r\nhost: {target}\r\n\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        part = raw.recv(1024)
        if not part:
            break
        answer += part
    assert b" 200 " in answer, answer
    return raw

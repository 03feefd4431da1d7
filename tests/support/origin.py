"""A small web server under any name, with a certificate of a test CA: what the proxy finds upstream."""

from __future__ import annotations

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from demo.tls import fingerprint, open_authority, server_context


class Origin:
    """Serves ``hello from <host>`` for every path; ``seen`` lists what arrived as (host, path).

    Without ``tls`` it speaks plain HTTP; with ``context`` it shows that certificate instead of its own.
    """

    def __init__(
        self, folder: Path, *hosts: str, tls: bool = True, context: ssl.SSLContext | None = None
    ) -> None:
        authority = open_authority(folder)
        self.ca_path = authority.path
        leaves = {host: authority.leaf(host) for host in hosts}
        self.fingerprints = {host: fingerprint(leaf) for host, leaf in leaves.items()}
        self.seen: list[tuple[str, str]] = []
        self._server = _Quiet(("127.0.0.1", 0), self._handler())
        if tls:
            context = context or server_context(leaves, ["http/1.1"])
            self._server.socket = context.wrap_socket(
                self._server.socket, True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def place(self) -> tuple[str, int]:
        """The address it listens on."""
        return ("127.0.0.1", self._server.server_port)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        seen = self.seen

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            timeout = 10

            def do_GET(self) -> None:
                """Note the request and greet."""
                seen.append((self.headers["host"], self.path))
                body = f"<!doctype html><title>hello from {self.headers['host']}</title>".encode()
                self.send_response(200)
                self.send_header("content-type", "text/html")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Quiet(ThreadingHTTPServer):
    """A server that doesn't mind clients which refuse its certificate."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Drop the connection silently."""


def trusting(*paths: Path) -> ssl.SSLContext:
    """A client's TLS context that trusts these CA files and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for path in paths:
        context.load_verify_locations(path)
    return context

"""A plain web server over a folder, on a port of its own, that a test can make misbehave."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

type Trick = Callable[[BaseHTTPRequestHandler, Path], None]
"""Answers in place of the server; gets the file that was asked for."""


class FileServer:
    """Serves ``folder``; ``tricks`` by the end of a path; ``asked`` are the requests: path and headers.

    ``ahead``: how far its clock is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tricks: dict[str, Trick] = {}
        self.ahead = timedelta(0)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """The address of the folder."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [path for path, _ in self.asked]

    def __enter__(self) -> Self:
        """Listen."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else each body waits 40 ms for its head to be acknowledged

            def do_GET(self) -> None:
                """A file, a trick, or 404."""
                outer.asked.append((self.path, dict(self.headers.items())))
                path = outer.folder / unquote(self.path).lstrip("/")
                trick = next((do for end, do in outer.tricks.items() if self.path.endswith(end)), None)
                if trick:
                    self.close_connection = True
                    trick(self, path)
                elif path.is_file():
                    answer(self, path.read_bytes())
                else:
                    answer(self, b"", 404)

            def date_time_string(self, timestamp: float | None = None) -> str:
                """The server's own idea of the time."""
                return format_datetime(datetime.now(UTC) + outer.ahead, usegmt=True)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        return Handler


def answer(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """An ordinary answer."""
    handler.send_response(status)
    handler.send_header("content-length", str(len(body)))
    handler.send_header("access-control-allow-origin", "*")
    handler.send_header("access-control-expose-headers", "Date, Retry-After")
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)

"""What the application sees of a request: nothing of who asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from werkzeug.test import Client, EnvironBuilder

from ext_api.serving.guard import Guard

HEADERS = {
    "Cookie": "a=b", "Authorization": "x", "Referer": "http://x", "User-Agent": "x", "If-None-Match": "x",
    "If-Modified-Since": "x", "X-Forwarded-For": "192.0.2.1", "Forwarded": "for=192.0.2.1",
    "X-Real-Ip": "192.0.2.1",
}  # fmt: skip


def asked(**request: Any) -> tuple[list[dict[str, Any]], int]:
    """What an application behind the guard sees, and the status."""
    seen: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        seen.append(environ)
        start("200 OK", [])
        return []

    builder = EnvironBuilder(environ_base={"REMOTE_ADDR": "192.0.2.1", "REMOTE_PORT": "5"}, **request)
    answer = Client(Guard(application)).open(builder)
    return seen, answer.status_code


def test_nothing_of_the_asker_gets_through() -> None:
    """Neither address nor cookie nor what they had before; the path and a range do."""
    (seen,), status = asked(path="/metadata/1.root.json", headers={**HEADERS, "Range": "bytes=0-1"})
    assert status == 200
    assert "192.0.2.1" not in map(str, seen.values())
    assert not {f"HTTP_{name.upper().replace('-', '_')}" for name in HEADERS} & set(seen)
    assert (seen["PATH_INFO"], seen["HTTP_RANGE"]) == ("/metadata/1.root.json", "bytes=0-1")


def test_a_query_gets_nowhere() -> None:
    """The application is not even asked."""
    assert asked(path="/metadata/1.root.json", query_string="a=b") == ([], 400)


def test_a_conditional_range_is_the_whole_file() -> None:
    """Nothing here has a validator that a condition could name."""
    (seen,), _ = asked(path="/x", headers={"Range": "bytes=0-1", "If-Range": '"x"'})
    assert not {"HTTP_RANGE", "HTTP_IF_RANGE"} & set(seen)

"""Files over HTTP without a trace of who asks, or from a copied folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from tuf.api.exceptions import DownloadError, SlowRetrievalError

from proxy_addon.updates.fetching import FolderFetcher, HttpFetcher, Refused, Stopped
from tests.support.file_server import FileServer, answer
from tests.support.following import IMPATIENT

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FileServer]:
    """A server with one file, ``a``."""
    (tmp_path / "a").write_bytes(b"content")
    with FileServer(tmp_path) as running:
        yield running


def get(fetcher: HttpFetcher, url: str) -> bytes:
    """The bytes at a URL."""
    try:
        return fetcher.download_bytes(url, 1_000_000)
    finally:
        fetcher.close()


def status(code: int, **headers: str) -> Callable[[BaseHTTPRequestHandler, Path], None]:
    """An answer of this status."""
    return lambda handler, _: answer(handler, b"x", code, **headers)


def test_a_request_tells_nothing(server: FileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cookie, no query, no condition, no version: the same few headers from everybody, every time."""
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server.tricks["a"] = lambda handler, path: answer(
        handler,
        path.read_bytes(),
        set_cookie="who=me",
        etag='"1"',
        last_modified="Fri, 01 May 2026 00:00:00 GMT",
    )
    fetcher = HttpFetcher(IMPATIENT)
    assert [get(fetcher, f"{server.url}/a") for _ in range(2)] == [b"content"] * 2
    sent = {"User-Agent": "tuf-client", "Accept": "*/*", "Accept-Encoding": "identity"}
    for path, headers in server.asked:
        assert path == "/a"
        assert headers == {"Host": server.url.removeprefix("http://"), **sent}


def test_a_redirect_is_not_followed(server: FileServer) -> None:
    """Nobody can send us elsewhere."""
    server.tricks["b"] = status(302, location="/a")
    with pytest.raises(Refused):
        get(HttpFetcher(IMPATIENT), f"{server.url}/b")
    assert server.paths == ["/b"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        (" 5 ", 5.0),
        (format_datetime(NOW + timedelta(hours=1), usegmt=True), 3600.0),
        (format_datetime(NOW - timedelta(hours=1), usegmt=True), 0.0),
        ("soon", None),
        ("-1", None),
        ("9" * 400, 999_999_999_999.0),
        ("", None),
    ],
)
def test_retry_after_is_understood(server: FileServer, text: str, seconds: float | None) -> None:
    """As a number of seconds or as a date; anything else is as if it weren't there."""
    server.tricks["a"] = status(503, retry_after=text)
    with pytest.raises(Refused) as caught:
        get(HttpFetcher(IMPATIENT, now=lambda: NOW), f"{server.url}/a")
    assert (caught.value.status_code, caught.value.retry_after) == (503, seconds)


def test_clocks_are_compared(server: FileServer) -> None:
    """How far this machine's clock is ahead is known from any answer; without a date it stays unknown."""
    fetcher = HttpFetcher(IMPATIENT, now=lambda: datetime.now(UTC) + timedelta(days=1))
    assert fetcher.skew is None
    get(fetcher, f"{server.url}/a")
    assert fetcher.skew == pytest.approx(86_400, abs=60)


def test_an_answer_that_breaks_off_is_an_error(server: FileServer) -> None:
    """Half a file is none."""

    def half(handler: BaseHTTPRequestHandler, _: Path) -> None:
        handler.send_response(200)
        handler.send_header("content-length", "1000")
        handler.end_headers()
        handler.wfile.write(b"half")

    server.tricks["a"] = half
    with pytest.raises(DownloadError):
        get(HttpFetcher(IMPATIENT), f"{server.url}/a")


def test_a_stopping_proxy_gives_up(server: FileServer) -> None:
    """When the proxy ends, so does what is under way."""
    with pytest.raises(Stopped):
        get(HttpFetcher(IMPATIENT, stopped=lambda: True), f"{server.url}/a")


def test_nobody_there_is_an_error(tmp_path: Path) -> None:
    """A server that doesn't listen, and a name that doesn't exist."""
    with FileServer(tmp_path) as gone:
        url = gone.url
    for address in (url, "http://nowhere.invalid"):
        with pytest.raises(DownloadError) as caught:
            get(HttpFetcher(IMPATIENT), f"{address}/a")
        assert not isinstance(caught.value, SlowRetrievalError)


def test_the_environment_s_proxy_is_used(server: FileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the office has a proxy of its own, we go by it, unless the host is excepted."""
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(Refused):
        get(HttpFetcher(IMPATIENT), "http://publisher.example/a-b")
    assert server.paths == ["http://publisher.example/a-b"]
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert get(HttpFetcher(IMPATIENT), f"{server.url}/a") == b"content"
    assert server.paths[1:] == ["/a"]


@pytest.mark.parametrize("path", ["/a", "/%61", "/sub/../a"])
def test_a_copied_folder_is_read(tmp_path: Path, path: str) -> None:
    """A URL below the base is a file below the folder, its name as a server would read it."""
    (tmp_path / "a").write_bytes(b"content")
    (tmp_path / "sub").mkdir()
    assert FolderFetcher(tmp_path).download_bytes(FolderFetcher.base + path, 100) == b"content"


@pytest.mark.parametrize("path", ["/b", "/", "/../secret", "/%2e%2e/secret", "/link"])
def test_a_copied_folder_is_not_left(tmp_path: Path, path: str) -> None:
    """What isn't there, and what lies outside, is not found."""
    (tmp_path / "secret").write_bytes(b"secret")
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "link").symlink_to(tmp_path / "secret")
    caught: Any
    with pytest.raises(Refused) as caught:
        FolderFetcher(copy).download_bytes(FolderFetcher.base + path, 100)
    assert caught.value.status_code == 404

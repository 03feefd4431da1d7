"""The proxy starts, stops, listens where it is told to, and lets nobody read what passes."""

from __future__ import annotations

import asyncio
import io
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mitmproxy.http import HTTPFlow

from proxy_addon.server import CannotListen, ProxyServer, _Loop
from tests.support.covering import Covering
from tests.support.origin import Origin, trusting
from tests.support.tunnel import connect, get

COVERED, OTHER = "covered-mark.example", "other-mark.example"
ENGINE = Covering(frozenset({COVERED}))


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[Origin]:
    """A covered name and another one behind one address."""
    with Origin(tmp_path / "origin", COVERED, OTHER) as running:
        yield running


def proxy(tmp_path: Path, origin: Origin | None = None, **options: Any) -> ProxyServer:
    """A proxy before the origin, not yet started."""
    if origin is not None:
        options["resolve"] = {COVERED: origin.place, OTHER: origin.place}
        options["upstream_ca"] = origin.ca_path
    return ProxyServer(ENGINE, data_dir=tmp_path / "data", **options)


def test_taken_port_is_named(tmp_path: Path) -> None:
    """A port in use raises an error that says which, and that it is taken."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotListen) as caught:
            proxy(tmp_path, port=port).start()
    assert caught.value.port == port
    assert caught.value.taken


def test_impossible_address_is_named(tmp_path: Path) -> None:
    """An address this machine does not have is an error, and not one of a taken port."""
    with pytest.raises(CannotListen) as caught:
        proxy(tmp_path, host="192.0.2.1", port=8080).start()
    assert caught.value.host == "192.0.2.1"
    assert not caught.value.taken


def test_one_proxy_per_process(tmp_path: Path) -> None:
    """A second proxy is refused while one runs, and welcome afterwards."""
    with proxy(tmp_path), pytest.raises(RuntimeError, match="already runs"):
        proxy(tmp_path).start()
    with proxy(tmp_path) as again:
        assert again.port > 0


def test_port_is_free_after_stop(tmp_path: Path) -> None:
    """After the stop nobody listens, and the same port can be used at once."""
    with proxy(tmp_path) as first:
        port = first.port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    with proxy(tmp_path, port=port) as second:
        assert second.port == port


def test_only_the_data_folder_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the home folder nor the working folder gets a file; a second start adds none."""
    for place in ("home", "cwd"):
        (tmp_path / place).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "cwd")
    names: list[list[str]] = []
    for _ in range(2):
        with proxy(tmp_path):
            pass
        names.append(sorted(p.name for p in (tmp_path / "data").rglob("*")))
    assert names[0] == names[1]
    assert not list((tmp_path / "home").iterdir())
    assert not list((tmp_path / "cwd").iterdir())


def test_resolve_keeps_the_name(tmp_path: Path, origin: Origin) -> None:
    """A redirected host is still the one that the flow, the request and the certificate check name."""
    flows: list[tuple[str, int, str]] = []
    addon = SimpleNamespace(
        name="seen", request=lambda f: flows.append((f.request.host, f.request.port, f.request.url))
    )
    with proxy(tmp_path, origin, addons=[addon]) as running:
        get(running.port, COVERED, trusting(running.ca.cert_path), "/path")
    assert flows == [(COVERED, 443, f"https://{COVERED}/path")]
    assert origin.seen == [(COVERED, "/path")]


async def test_resolve_names_the_protocol() -> None:
    """Only sockets made for TCP by name send small parts at once; others wait 40 ms before a body."""
    with closing(_Loop({COVERED: ("127.0.0.1", 1)})) as loop:
        found = await loop.getaddrinfo(f"www.{COVERED}", 443)
    assert found == [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", 1))]


def test_upstream_is_verified(tmp_path: Path, origin: Origin) -> None:
    """An origin whose certificate nobody vouches for gets no request; the client gets an error."""
    with proxy(tmp_path, resolve={COVERED: origin.place}) as running:
        assert get(running.port, COVERED, trusting(running.ca.cert_path)).status == 502
    assert origin.seen == []


def test_plain_http_passes(tmp_path: Path) -> None:
    """An unencrypted request through the proxy reaches its server."""
    with (
        Origin(tmp_path / "plain", OTHER, tls=False) as plain,
        proxy(tmp_path, resolve={OTHER: plain.place}) as running,
        closing(HTTPConnection("127.0.0.1", running.port, timeout=10)) as client,
    ):
        client.request("GET", f"http://{OTHER}/plain")
        assert client.getresponse().status == 200
        assert plain.seen == [(OTHER, "/plain")]


class Holding:
    """Keeps every request back, as a tap is, and tells when it does."""

    name = "holding"

    def __init__(self) -> None:
        self.held = threading.Event()

    async def request(self, _: HTTPFlow) -> None:
        """Wait for a decision that never comes."""
        self.held.set()
        await asyncio.Event().wait()


def test_stop_sends_nothing_that_is_held(tmp_path: Path, origin: Origin) -> None:
    """When the proxy ends, a request that was kept back is gone: the origin never sees it."""
    holding = Holding()
    with proxy(tmp_path, origin, addons=[holding]) as running:
        trust = trusting(running.ca.cert_path)
        with (
            connect(running.port, f"{COVERED}:443") as raw,
            trust.wrap_socket(raw, server_hostname=COVERED) as client,
        ):
            client.sendall(f"GET /held HTTP/1.1\r\nhost: {COVERED}\r\n\r\n".encode())
            assert holding.held.wait(10)
            running.stop()
            assert client.recv(1024) == b""
    assert origin.seen == []


class Failing:
    """An addon that fails on every request, with the request in its message."""

    name = "failing"

    def request(self, flow: HTTPFlow) -> None:
        """Raise what must not be read anywhere."""
        raise ValueError(flow.request.url)


def test_nothing_of_the_traffic_is_logged(
    tmp_path: Path, origin: Origin, capfd: pytest.CaptureFixture[str]
) -> None:
    """Hosts, paths, addresses and messages of errors reach no log at any level; kinds of errors do."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(1)
    try:
        with proxy(tmp_path, origin, addons=[Failing()]) as running:
            get(running.port, COVERED, trusting(running.ca.cert_path), "/path-mark")
            get(running.port, OTHER, trusting(origin.ca_path))
            with pytest.raises(OSError, match="certificate"):
                get(running.port, COVERED, trusting(origin.ca_path))
            with socket.create_connection(("127.0.0.1", running.port)) as client:
                client.sendall(b"nonsense-mark\r\n\r\n")
                client.recv(1024)
            with pytest.raises(OSError, match="502"):
                get(running.port, "nowhere-mark.invalid", trusting(origin.ca_path))
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    out, err = capfd.readouterr()
    written = stream.getvalue() + out + err
    for mark in ("mark", "127.0.0.1", "GET"):
        assert mark not in written
    assert written.count("ValueError") == 1

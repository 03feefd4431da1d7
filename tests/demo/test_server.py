"""Starting and stopping."""

from __future__ import annotations

import socket
import ssl
from hashlib import sha256
from pathlib import Path

import pytest

from demo.server import DemoSite
from tests.demo.conftest import Caller


@pytest.mark.parametrize("host", ["x.com", "www.instagram.com", "bank.contoh.test"])
def test_each_host_shows_its_own_certificate(site: DemoSite, host: str) -> None:
    """A client that trusts the authority gets, for every name, the certificate of that name."""
    context = ssl.create_default_context(cafile=str(site.ca_path))
    with (
        socket.create_connection(("127.0.0.1", site.port)) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        shown = secure.getpeercert(binary_form=True)
    assert shown is not None
    assert sha256(shown).hexdigest() == site.certificate_of(host)


def test_h2_can_be_switched_off(tmp_path: Path) -> None:
    """Without h2 even a client that would rather have it speaks HTTP/1.1."""
    with DemoSite(tmp_path, h2=False) as site:
        caller = Caller(site)
        caller.send("GET", "https://x.com/")
        caller.client.close()
        assert site.log[0].http_version == "1.1"


def test_site_stops_with_clients_connected_and_starts_again(tmp_path: Path) -> None:
    """Stopping closes the port although a client holds a connection; then the site can start again."""
    site = DemoSite(tmp_path)
    for _ in range(2):
        with site:
            caller = Caller(site)
            response, _ = caller.send("GET", "https://x.com/")
            assert response.status_code == 200
        with pytest.raises(ConnectionError):
            socket.create_connection(("127.0.0.1", site.port), timeout=5).close()
        caller.client.close()


def test_stopping_ends_a_slow_answer(tmp_path: Path) -> None:
    """A request that is still being answered does not keep the site alive."""
    with DemoSite(tmp_path) as site:
        caller = Caller(site)
        site.set(slow=60)
        with caller.client.stream(
            "GET",
            f"https://127.0.0.1:{site.port}/",
            headers={"host": "x.com"},
            extensions={"sni_hostname": "x.com"},
        ) as response:
            assert next(response.iter_raw())
            site.stop()
        caller.client.close()

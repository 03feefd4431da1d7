"""Only covered hosts are decrypted, only while a window is open; all else passes byte for byte."""

from __future__ import annotations

import hashlib
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509

from proxy_addon import ca, tls
from proxy_addon.server import ProxyServer
from tests.support.covering import Covering
from tests.support.origin import Origin, trusting
from tests.support.tunnel import connect, get

NAMES = ("covered.example", "www.covered.example", "other.example", "notcovered.example")


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[Origin]:
    """All names of the tests, behind one address."""
    with Origin(tmp_path / "origin", *NAMES) as running:
        yield running


@pytest.fixture
def engine() -> Covering:
    """Covers one of the names, with its window open."""
    return Covering(frozenset({"covered.example"}))


@pytest.fixture
def proxy(tmp_path: Path, origin: Origin, engine: Covering) -> Iterator[ProxyServer]:
    """The real proxy before the origin."""
    resolve = dict.fromkeys(NAMES, origin.place)
    upstream_ca = origin.ca_path
    with ProxyServer(engine, data_dir=tmp_path / "data", resolve=resolve, upstream_ca=upstream_ca) as running:
        yield running


@pytest.mark.parametrize("host", ["covered.example", "www.covered.example"])
def test_covered_host_is_decrypted(proxy: ProxyServer, origin: Origin, host: str) -> None:
    """A covered host and its subdomain show our certificate, for exactly that name, and the page arrives."""
    seen = get(proxy.port, host, trusting(proxy.ca.cert_path))
    assert seen.body.endswith(f"hello from {host}</title>".encode())
    certificate = x509.load_der_x509_certificate(seen.certificate)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert list(names) == [x509.DNSName(host)]
    assert certificate.not_valid_before_utc < datetime.now(UTC) < certificate.not_valid_after_utc
    assert certificate.not_valid_after_utc < proxy.ca.expires
    assert origin.seen == [(host, "/")]


@pytest.mark.parametrize("host", ["other.example", "notcovered.example"])
def test_other_host_is_not_decrypted(proxy: ProxyServer, origin: Origin, host: str) -> None:
    """A host that isn't covered shows its own certificate, and our CA is worth nothing there."""
    seen = get(proxy.port, host, trusting(origin.ca_path))
    assert seen.fingerprint == origin.fingerprints[host]
    with pytest.raises(ssl.SSLCertVerificationError):
        get(proxy.port, host, trusting(proxy.ca.cert_path))


def test_nothing_is_decrypted_outside_every_window(
    proxy: ProxyServer, origin: Origin, engine: Covering
) -> None:
    """While no window is open a covered host passes undecrypted too, and is decrypted again afterwards."""
    engine.open = False
    seen = get(proxy.port, "covered.example", trusting(origin.ca_path))
    assert seen.fingerprint == origin.fingerprints["covered.example"]
    engine.open = True
    seen = get(proxy.port, "covered.example", trusting(proxy.ca.cert_path))
    assert seen.fingerprint != origin.fingerprints["covered.example"]


def test_failure_lets_pass(
    proxy: ProxyServer, origin: Origin, engine: Covering, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When our question fails the connection passes undecrypted, and the failure is noted."""
    noted: list[Exception] = []
    monkeypatch.setattr(proxy.faults, "note", noted.append)
    monkeypatch.setattr(Covering, "covers", lambda *_: 1 / 0)
    hook = tls.CoveredOnly(engine.covers, proxy.faults.note)
    data: Any = SimpleNamespace(client_hello=SimpleNamespace(sni="covered.example"), ignore_connection=False)
    hook.tls_clienthello(data)
    assert data.ignore_connection
    assert [type(error) for error in noted] == [ZeroDivisionError]


def test_the_clock_decides(engine: Covering) -> None:
    """Whether a window is open is asked for the time that the clock tells."""
    asked: list[datetime] = []
    moment = datetime(2030, 1, 1, tzinfo=UTC)

    def covers(_: str, at: datetime) -> bool:
        asked.append(at)
        return False

    hook = tls.CoveredOnly(covers, lambda _: None, lambda: moment)
    data: Any = SimpleNamespace(client_hello=SimpleNamespace(sni="covered.example"), ignore_connection=False)
    hook.tls_clienthello(data)
    assert asked == [moment]


@pytest.mark.parametrize(
    ("name", "decrypted"),
    [
        ("covered.example", True),
        ("COVERED.example", True),
        ("covered.example.", True),
        ("covered.example.evil.example", False),
        ("xn--covered.example", False),
        ("", False),
        (None, False),
        ("192.0.2.1", False),
    ],
)
def test_name_decides(engine: Covering, name: str | None, decrypted: bool) -> None:
    """Upper case and a final dot make no difference; look-alikes, no name and addresses pass."""
    hook = tls.CoveredOnly(engine.covers, lambda error: pytest.fail(str(error)))
    data: Any = SimpleNamespace(client_hello=SimpleNamespace(sni=name), ignore_connection=False)
    hook.tls_clienthello(data)
    assert data.ignore_connection is not decrypted


def test_tunnelled_name_decides_not_the_address(proxy: ProxyServer, origin: Origin) -> None:
    """A tunnel to a bare address whose TLS asks for a covered name gets a leaf without that address."""
    host, port = origin.place
    with connect(proxy.port, f"{host}:{port}") as raw:
        context = trusting(proxy.ca.cert_path)
        with context.wrap_socket(raw, server_hostname="covered.example") as secure:
            certificate = x509.load_der_x509_certificate(secure.getpeercert(binary_form=True) or b"")
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert list(names) == [x509.DNSName("covered.example")]


@pytest.mark.parametrize("payload", [b"SSH-2.0-test\r\n", bytes(range(256)), b"\x16\x03\x01\x00\x05hello"])
def test_other_protocols_pass(proxy: ProxyServer, payload: bytes) -> None:
    """Bytes that are neither HTTP nor a readable TLS greeting go through a tunnel unchanged."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy.resolve["raw.example"] = listener.getsockname()
        with connect(proxy.port, "raw.example:22") as client:
            client.sendall(payload)
            peer, _ = listener.accept()
            peer.settimeout(10)
            with peer:
                assert peer.recv(1024) == payload
                peer.sendall(payload[::-1])
                assert client.recv(1024) == payload[::-1]


def test_leaf_is_renewed_before_it_expires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that runs for a year never shows an expired leaf; a fresh one is reused."""
    folder = ca.ensure(tmp_path, ["covered.example"], datetime.now(UTC))[0].folder
    constrained = tls.ConstrainedTls(folder)
    context: Any = SimpleNamespace(client=SimpleNamespace(sni="covered.example"))
    first = constrained.get_cert(context)
    assert constrained.get_cert(context) is first
    monkeypatch.setattr(tls, "RENEWED", timedelta(days=400))
    again = constrained.get_cert(context)
    assert hashlib.sha256(again.cert.to_pem()).digest() != hashlib.sha256(first.cert.to_pem()).digest()

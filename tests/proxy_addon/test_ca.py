"""The CA speaks for the covered domains and nobody else, is made once, and never lost."""

from __future__ import annotations

import ipaddress
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from mitmproxy.certs import CertStore
from OpenSSL.crypto import X509, X509Store, X509StoreContext, X509StoreContextError

from proxy_addon import ca

HOSTS = frozenset({"covered.example", "also.example"})
NOW = datetime.now(UTC)


@pytest.fixture
def authority(tmp_path: Path) -> ca.Authority:
    """A CA for two domains."""
    return ca.ensure(tmp_path / "ca", HOSTS, NOW)[0]


def leaf(authority: ca.Authority, *names: x509.GeneralName) -> x509.Certificate:
    """A leaf as mitmproxy makes it from our files."""
    store = CertStore.from_store(authority.folder, ca.NAME, 2048)
    return store.get_cert(str(names[0].value), list(names)).cert.to_cryptography()


def openssl_accepts(authority: ca.Authority, certificate: x509.Certificate) -> bool:
    """Whether OpenSSL, as curl and Python use it, trusts the chain."""
    store = X509Store()
    store.add_cert(X509.from_cryptography(authority.certificate))
    try:
        X509StoreContext(store, X509.from_cryptography(certificate)).verify_certificate()
    except X509StoreContextError:
        return False
    return True


def strict_accepts(authority: ca.Authority, certificate: x509.Certificate, name: str) -> bool:
    """Whether a verifier that follows the rules for public web servers trusts it for ``name``."""
    verifier = PolicyBuilder().store(Store([authority.certificate])).build_server_verifier(x509.DNSName(name))
    try:
        verifier.verify(certificate, [])
    except VerificationError:
        return False
    return True


@pytest.mark.parametrize("host", ["covered.example", "www.covered.example", "a.b.c.also.example"])
def test_covered_names_are_trusted(authority: ca.Authority, host: str) -> None:
    """A leaf for a covered domain or any subdomain of it is trusted by both verifiers."""
    certificate = leaf(authority, x509.DNSName(host))
    assert openssl_accepts(authority, certificate)
    assert strict_accepts(authority, certificate, host)


@pytest.mark.parametrize(
    "host",
    ["bank.example", "notcovered.example", "covered.example.evil.example", "example", "covered.examples"],
)
def test_other_names_are_refused(authority: ca.Authority, host: str) -> None:
    """A leaf for any other name, look-alikes among them, is trusted by neither verifier."""
    certificate = leaf(authority, x509.DNSName(host))
    assert not openssl_accepts(authority, certificate)
    assert not strict_accepts(authority, certificate, host)


@pytest.mark.parametrize("address", ["192.0.2.1", "127.0.0.1", "2001:db8::1"])
def test_addresses_are_refused(authority: ca.Authority, address: str) -> None:
    """A leaf that also names an IP address is refused even beside a covered name."""
    ip = x509.IPAddress(ipaddress.ip_address(address))
    assert not openssl_accepts(authority, leaf(authority, x509.DNSName("covered.example"), ip))


def test_constraints_are_exact_and_critical(authority: ca.Authority) -> None:
    """Name constraints are critical and permit exactly the covered domains; no further CA may hang below."""
    extensions = authority.certificate.extensions
    names = extensions.get_extension_for_class(x509.NameConstraints)
    assert names.critical
    assert authority.permitted == HOSTS
    assert [str(n.value) for n in names.value.excluded_subtrees or []] == ["0.0.0.0/0", "::/0"]
    basic = extensions.get_extension_for_class(x509.BasicConstraints)
    assert basic.critical
    assert basic.value.path_length == 0


def test_key_is_for_its_owner_alone(authority: ca.Authority) -> None:
    """The key file has mode 0600, and the file to hand out holds no key."""
    assert stat.S_IMODE(authority.key_path.stat().st_mode) == 0o600
    assert b"PRIVATE KEY" in authority.key_path.read_bytes()
    handed_out = authority.cert_path.read_bytes()
    assert b"PRIVATE KEY" not in handed_out
    assert x509.load_pem_x509_certificate(handed_out) == authority.certificate


def test_open_key_file_is_closed(authority: ca.Authority) -> None:
    """A key file that others could read is closed when it is loaded."""
    authority.key_path.chmod(0o644)
    ca.load(authority.folder)
    assert stat.S_IMODE(authority.key_path.stat().st_mode) == 0o600


def test_second_run_keeps_it(authority: ca.Authority) -> None:
    """The same domains, or fewer, find the very same CA."""
    for hosts in (HOSTS, {"covered.example"}, {"www.covered.example"}):
        again, change = ca.ensure(authority.folder, hosts, NOW)
        assert (again, change) == (authority, "kept")


def test_more_domains_make_a_new_one(authority: ca.Authority) -> None:
    """A further domain makes a new CA, and the old one lies beside it, whole."""
    again, change = ca.ensure(authority.folder, {*HOSTS, "third.example"}, NOW)
    assert change == "grown"
    assert again.permitted == {*HOSTS, "third.example"}
    assert again.cert_path.read_bytes() != authority.certificate.public_bytes(serialization.Encoding.PEM)
    (old,) = authority.folder.glob("old-*")
    assert ca.load(old).certificate == authority.certificate


def test_expired_one_is_replaced(authority: ca.Authority) -> None:
    """After its last day a CA is replaced; the day before it isn't."""
    assert ca.ensure(authority.folder, HOSTS, authority.expires - timedelta(days=1))[1] == "kept"
    again, change = ca.ensure(authority.folder, HOSTS, authority.expires)
    assert change == "expired"
    assert again.expires > authority.expires


def test_simultaneous_starts_share_one_ca(tmp_path: Path) -> None:
    """Several workers that start at once on one folder all end up with one CA."""
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ca.ensure(tmp_path / "ca", HOSTS, NOW)[0].fingerprint, range(8)))
    assert len(set(made)) == 1
    assert sorted(p.name for p in (tmp_path / "ca").iterdir()) == [
        "jari-netral-ca-cert.pem",
        "jari-netral-ca.pem",
    ]


def test_expiry_and_names_are_readable(authority: ca.Authority) -> None:
    """The fingerprint reads as in a browser's dialog, and the CA lasts for years, not for decades."""
    assert len(authority.fingerprint.split(":")) == 32
    assert timedelta(days=365) < authority.expires - NOW < timedelta(days=10 * 365)
    assert len(authority.spki) == 44


def agency_ca(folder: Path, permitted: list[str] | None) -> None:
    """A CA of an agency's own PKI, with an RSA key."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Agency CA")])
    builder = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=90))
        .add_extension(x509.BasicConstraints(True, None), True)
    )
    if permitted is not None:
        names = x509.NameConstraints([x509.DNSName(host) for host in permitted], None)
        builder = builder.add_extension(names, True)
    pem, encoding = serialization.PrivateFormat.PKCS8, serialization.Encoding.PEM
    secret = key.private_bytes(encoding, pem, serialization.NoEncryption())
    folder.mkdir()
    (folder / "jari-netral-ca.pem").write_bytes(
        secret + builder.sign(key, hashes.SHA256()).public_bytes(encoding)
    )


def test_agencys_own_ca_is_used(tmp_path: Path) -> None:
    """A CA of the agency with fitting constraints is used as it is."""
    agency_ca(tmp_path / "ca", ["example"])
    authority, change = ca.ensure(tmp_path / "ca", HOSTS, NOW)
    assert change == "kept"
    assert openssl_accepts(authority, leaf(authority, x509.DNSName("covered.example")))


@pytest.mark.parametrize("permitted", [None, ["covered.example"]], ids=["unbound", "too narrow"])
def test_agencys_unfit_ca_is_refused_not_replaced(tmp_path: Path, permitted: list[str] | None) -> None:
    """A CA of the agency without constraints, or with too narrow ones, is named and left alone."""
    agency_ca(tmp_path / "ca", permitted)
    before = (tmp_path / "ca" / "jari-netral-ca.pem").read_bytes()
    with pytest.raises(ca.CaError, match="lacks critical name constraints"):
        ca.ensure(tmp_path / "ca", HOSTS, NOW)
    assert (tmp_path / "ca" / "jari-netral-ca.pem").read_bytes() == before


def test_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    """Where no folder can be made the error says which, and why."""
    (tmp_path / "file").touch()
    with pytest.raises(ca.CaError, match=r"file/ca: cannot be written: Not a directory"):
        ca.ensure(tmp_path / "file" / "ca", HOSTS, NOW)


@pytest.mark.parametrize(
    "content", [b"", b"garbage", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
)
def test_unreadable_ca_is_refused_not_replaced(tmp_path: Path, content: bytes) -> None:
    """A damaged file is named in an error and left alone."""
    path = tmp_path / "jari-netral-ca.pem"
    path.write_bytes(content)
    with pytest.raises(ca.CaError, match="jari-netral-ca.pem"):
        ca.ensure(tmp_path, HOSTS, NOW)
    assert path.read_bytes() == content

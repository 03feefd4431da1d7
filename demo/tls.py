"""The site's own throw-away certificate authority, standing in for the public ones."""

from __future__ import annotations

import ssl
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID = timedelta(days=30)
RENEW_BEFORE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority kept as PEM files in a folder."""

    folder: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    leaf_key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    """One for all leaves, so that a browser can be told to trust them by it."""

    @property
    def path(self) -> Path:
        """The PEM file of the authority's certificate: what a client has to trust."""
        return self.folder / "demo-ca.pem"

    @property
    def spki(self) -> str:
        """Base64 of the SHA-256 of the public key of its leaves."""
        key = self.leaf_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return b64encode(sha256(key).digest()).decode()

    def leaf(self, host: str) -> Path:
        """A PEM file with the leaves' key and a certificate for one host, signed by this authority."""
        names = [x509.DNSName(host)]
        certificate = (
            _builder(host, self.leaf_key, self.certificate.subject)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
            )
            .sign(self.key, hashes.SHA256())
        )
        path = self.folder / f"{host}.pem"
        path.write_bytes(_private_pem(self.leaf_key) + certificate.public_bytes(Encoding.PEM))
        return path


def open_authority(folder: Path) -> Authority:
    """The authority of a folder; a new one if there is none or it soon expires."""
    folder.mkdir(parents=True, exist_ok=True)
    return _load(folder) or _create(folder)


def fingerprint(leaf: Path) -> str:
    """The SHA-256 of a PEM file's certificate in DER, in hex."""
    certificate = x509.load_pem_x509_certificate(leaf.read_bytes())
    return sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def server_context(leaves: dict[str, Path], protocols: list[str]) -> ssl.SSLContext:
    """A TLS context that shows each client the certificate of the name it asks for (the first if unknown)."""
    contexts = {host: _context(path, protocols) for host, path in leaves.items()}
    first = next(iter(contexts.values()))

    def choose(connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        connection.context = contexts.get(name or "", first)

    first.sni_callback = choose
    return first


def _context(leaf: Path, protocols: list[str]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(protocols)
    context.load_cert_chain(leaf)
    return context


def _load(folder: Path) -> Authority | None:
    try:
        certificate = x509.load_pem_x509_certificate((folder / "demo-ca.pem").read_bytes())
        key = load_pem_private_key((folder / "demo-ca.key").read_bytes(), None)
    except (OSError, ValueError):
        return None
    if certificate.not_valid_after_utc < datetime.now(UTC) + RENEW_BEFORE:
        return None
    return Authority(folder, certificate, key) if isinstance(key, ec.EllipticCurvePrivateKey) else None


def _create(folder: Path) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = "Situs Demo CA (rekaan, sekali pakai)"
    certificate = (
        _builder(name, key, _name(name))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_CA_USAGE, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = folder / "demo-ca.key"
    secret.touch(mode=0o600)
    secret.write_bytes(_private_pem(key))
    authority = Authority(folder, certificate, key)
    authority.path.write_bytes(certificate.public_bytes(Encoding.PEM))
    return authority


def _builder(subject: str, key: ec.EllipticCurvePrivateKey, issuer: x509.Name) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


_CA_USAGE = x509.KeyUsage(
    digital_signature=True,
    key_cert_sign=True,
    crl_sign=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    encipher_only=False,
    decipher_only=False,
)

"""The proxy's own certificate authority: it can speak for the covered domains, and for nobody else.

Critical name constraints bind it, so a stolen key forges no bank and no mail server. The files lie in
one folder, named as mitmproxy's CertStore reads them; an agency may put a CA of its own PKI there instead.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final, Literal

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

NAME: Final = "jari-netral"
COMMON_NAME: Final = "Jari Netral"
LIFETIME: Final = timedelta(days=5 * 365)
BACKDATED: Final = timedelta(days=2)
"""Devices whose clock is slow shall trust it too."""

Change = Literal["kept", "made", "grown", "expired"]
"""What ``ensure`` did: nothing, made the first one, or replaced one too narrow or past its date."""


class CaError(Exception):
    """The folder holds something that is no usable CA, and is not ours to replace."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A CA on disk: ``key_path`` holds key and certificate (owner only), ``cert_path`` what devices trust."""

    folder: Path
    certificate: x509.Certificate

    @property
    def key_path(self) -> Path:
        """The key and the certificate in one PEM file, as mitmproxy loads it."""
        return self.folder / f"{NAME}-ca.pem"

    @property
    def cert_path(self) -> Path:
        """The certificate alone: the file to hand out."""
        return self.folder / f"{NAME}-ca-cert.pem"

    @property
    def permitted(self) -> frozenset[str]:
        """The domains it may speak for, each with its subdomains; empty without critical name constraints."""
        return _permitted(self.certificate)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate in the form browsers show it."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()

    @property
    def spki(self) -> str:
        """Base64 of the SHA-256 of its public key, which its leaves share."""
        key = self.certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(sha256(key).digest()).decode()

    @property
    def expires(self) -> datetime:
        """The moment from which no device trusts it any more."""
        return self.certificate.not_valid_after_utc

    def covers(self, host: str) -> bool:
        """Whether a leaf for ``host`` is within the name constraints."""
        return any(host == domain or host.endswith(f".{domain}") for domain in self.permitted)


def ensure(folder: Path, hosts: Iterable[str], now: datetime) -> tuple[Authority, Change]:
    """The CA of ``folder``, fit for ``hosts``; made if there is none, replaced if it no longer fits.

    The replaced one is kept beside it in ``old-<fingerprint>``. Raises CaError if it isn't ours to replace.
    """
    wanted = frozenset(hosts)
    change: Change = "made"
    if (folder / f"{NAME}-ca.pem").exists():
        found = load(folder)
        unfit = _unfit(found, wanted, now)
        if unfit is None:
            return found, "kept"
        _set_aside(found)
        change = unfit
    try:
        _make(folder, wanted, now)
    except OSError as error:
        raise CaError(f"{folder}: cannot be written: {error.strerror}") from None
    return load(folder), change


def load(folder: Path) -> Authority:
    """The CA of ``folder``, its key file closed to others. Raises CaError unless it is one."""
    authority = read(folder)
    if authority.key_path.stat().st_mode & 0o077:
        authority.key_path.chmod(0o600)
    if not authority.cert_path.exists():
        authority.cert_path.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    return authority


def read(folder: Path) -> Authority:
    """The CA of ``folder``, with nothing changed there. Raises CaError unless it is one."""
    path = folder / f"{NAME}-ca.pem"
    try:
        raw = path.read_bytes()
        certificate = x509.load_pem_x509_certificate(raw)
        if load_pem_private_key(raw, None).public_key() != certificate.public_key():
            raise ValueError("key and certificate are no pair")
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        if not constraints.ca:
            raise ValueError("not a CA certificate")
    except (OSError, ValueError, TypeError, x509.ExtensionNotFound) as error:
        raise CaError(f"{path}: holds no key with its CA certificate ({error})") from None
    return Authority(folder, certificate)


def _unfit(found: Authority, wanted: frozenset[str], now: datetime) -> Change | None:
    """Why a CA must be replaced, None if it needn't. Raises CaError when it must but isn't ours."""
    change: Change | None = None
    if not all(found.covers(host) for host in wanted):
        change = "grown"
    elif found.expires <= now:
        change = "expired"
    if change and found.certificate.issuer != _subject():
        raise CaError(
            f"{found.key_path}: this CA of your own has expired or lacks critical name constraints for: "
            + ", ".join(sorted(wanted))
        )
    return change


def _set_aside(found: Authority) -> None:
    """Move a CA out of the way, whole, so that the agency can go back to it."""
    old = found.folder / f"old-{found.certificate.fingerprint(hashes.SHA256()).hex()[:16]}"
    old.mkdir(mode=0o700, exist_ok=True)
    found.cert_path.replace(old / found.cert_path.name)
    found.key_path.replace(old / found.key_path.name)


def _make(folder: Path, hosts: frozenset[str], now: datetime) -> None:
    """Write a new CA. Of several processes starting at once the first one wins, and all use its CA."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key, hosts, now).public_bytes(Encoding.PEM)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    target = folder / f"{NAME}-ca.pem"
    with NamedTemporaryFile(dir=folder, prefix=f".{NAME}-ca-") as part:  # made for the owner alone
        part.write(secret + certificate)
        part.flush()
        with suppress(FileExistsError):
            os.link(part.name, target)
            (folder / f"{NAME}-ca-cert.pem").unlink(missing_ok=True)


def _certificate(key: ec.EllipticCurvePrivateKey, hosts: frozenset[str], now: datetime) -> x509.Certificate:
    """A root that signs server certificates for ``hosts`` only, directly and without further CAs."""
    usage = dict.fromkeys(
        (
            "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
            "key_agreement", "encipher_only", "decipher_only",
        ),
        False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(_subject())
        .issuer_name(_subject())
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - BACKDATED)
        .not_valid_after(now.astimezone(UTC) + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**usage, key_cert_sign=True, crl_sign=True), critical=True)
        # Serves as a constraint as well: no mail, no code, no client certificates.
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_constraints(hosts), critical=True)
        .sign(key, hashes.SHA256())
    )


def _subject() -> x509.Name:
    """The name by which devices list it, and by which we know our own."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, COMMON_NAME),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, NAME),
        ]
    )


def _constraints(hosts: frozenset[str]) -> x509.NameConstraints:
    """``hosts`` with their subdomains are permitted, and no IP address is."""
    return x509.NameConstraints(
        permitted_subtrees=[x509.DNSName(host) for host in sorted(hosts)],
        excluded_subtrees=[x509.IPAddress(ip_network(every)) for every in ("0.0.0.0/0", "::/0")],
    )


def _permitted(certificate: x509.Certificate) -> frozenset[str]:
    """The DNS names of critical name constraints; a CA without those counts as permitting none."""
    try:
        extension = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    except x509.ExtensionNotFound:
        return frozenset()
    names = extension.value.permitted_subtrees or []
    return frozenset(n.value.lstrip(".") for n in names if isinstance(n, x509.DNSName) and extension.critical)

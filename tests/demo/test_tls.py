"""The throw-away authority."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from demo.tls import VALID, fingerprint, open_authority


def test_authority_is_made_once_per_folder(tmp_path: Path) -> None:
    """A second opening finds the same authority; its secret is readable by its owner only."""
    first, second = open_authority(tmp_path), open_authority(tmp_path)
    assert first.certificate == second.certificate
    assert (tmp_path / "demo-ca.key").stat().st_mode & 0o077 == 0


def test_broken_authority_is_replaced(tmp_path: Path) -> None:
    """Files that are no certificate give way to a new authority."""
    first = open_authority(tmp_path)
    first.path.write_text("nothing")
    assert open_authority(tmp_path).certificate != first.certificate


def test_leaf_is_signed_for_its_host_alone(tmp_path: Path) -> None:
    """A leaf names one host, is issued by the authority, and does not live long."""
    authority = open_authority(tmp_path)
    path = authority.leaf("x.com")
    leaf = x509.load_pem_x509_certificate(path.read_bytes())
    leaf.verify_directly_issued_by(authority.certificate)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["x.com"]
    assert leaf.not_valid_after_utc <= datetime.now(UTC) + VALID
    assert len(fingerprint(path)) == 64


def test_one_public_key_stands_for_all(tmp_path: Path) -> None:
    """A browser that trusts it trusts every leaf, in the form Chromium's flag takes."""
    authority = open_authority(tmp_path)
    leaves = [x509.load_pem_x509_certificate(authority.leaf(f"{name}.com").read_bytes()) for name in "xy"]
    for leaf in leaves:
        key = leaf.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        assert authority.spki == b64encode(sha256(key).digest()).decode()
        assert leaf.public_key() != authority.certificate.public_key()

"""Key files: how they lie on disk, who can open them, and that none is ever overwritten."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from ext_api.publishing.errors import PublishError
from ext_api.publishing.keys import SHORTEST, KeyRing, generate, no_passphrase, public_key
from ext_api.store.errors import StoreError
from tests.support.publisher import PHRASE, ask


def mode(path: Path) -> int:
    """The permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_key_files_are_for_their_owner_alone(tmp_path: Path, umask: int) -> None:
    """The private file has mode 0600 and its folder 0700, whatever the umask."""
    before = os.umask(umask)
    try:
        generate(tmp_path / "keys", "rules", PHRASE)
        generate(tmp_path / "keys", "timestamp", None)
    finally:
        os.umask(before)
    assert mode(tmp_path / "keys") == 0o700
    assert {mode(path) for path in (tmp_path / "keys").glob("*.pem")} == {0o600}


def test_an_offline_key_is_encrypted(tmp_path: Path) -> None:
    """Without the passphrase the file gives no key; with it, it does."""
    generate(tmp_path, "rules", PHRASE)
    data = (tmp_path / "rules.pem").read_bytes()
    assert data.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    with pytest.raises(TypeError):
        load_pem_private_key(data, None)
    assert load_pem_private_key(data, PHRASE.encode())


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    """Fewer characters than the least make no key."""
    with pytest.raises(PublishError, match="passphrase_short"):
        generate(tmp_path, "rules", "x" * (SHORTEST - 1))
    assert list(tmp_path.iterdir()) == []


def test_no_key_is_overwritten(tmp_path: Path) -> None:
    """A second key of a name gets a number, and both stay."""
    keys = [generate(tmp_path, "rules", PHRASE).keyid for _ in range(3)]
    assert sorted(path.name for path in tmp_path.glob("*.pem")) == ["rules-2.pem", "rules-3.pem", "rules.pem"]
    assert sorted(KeyRing([tmp_path], ask)) == sorted(keys)


def test_a_ring_asks_only_for_what_has_to_sign(tmp_path: Path) -> None:
    """A passphrase is asked for when a key signs for the first time, and once for keys that share it."""
    first, second = (generate(tmp_path, name, PHRASE) for name in ("rules", "registry"))
    third = generate(tmp_path, "targets", "another phrase entirely")
    phrases = {"rules": PHRASE, "registry": PHRASE, "targets": "another phrase entirely"}
    asked: list[str] = []

    def remember(path: Path) -> str:
        asked.append(path.stem)
        return phrases[path.stem]

    ring = KeyRing([tmp_path], remember)
    assert asked == []
    assert len(ring.signers([first.keyid, second.keyid, "unknown"])) == 2
    assert len(asked) == 1
    ring.signer(third.keyid)
    ring.signer(first.keyid)
    assert asked[1:] == ["targets"]


def test_a_wrong_passphrase_is_said_so(tmp_path: Path) -> None:
    """The error names the file."""
    key = generate(tmp_path, "rules", PHRASE)
    with pytest.raises(PublishError) as refused:
        KeyRing([tmp_path], lambda _: "wrong").signer(key.keyid)
    assert refused.value.values == {"path": tmp_path / "rules.pem"}
    with pytest.raises(PublishError, match="passphrase_missing"):
        KeyRing([tmp_path], no_passphrase).signer(key.keyid)


def test_keys_are_found_by_name(tmp_path: Path) -> None:
    """A name fits its numbered keys, and not the keys of parts that begin like it."""
    names = ["registry", "registry", "registry.id.jatim", "registry-old"]
    keys = [generate(tmp_path, name, None).keyid for name in names]
    ring = KeyRing([tmp_path])
    assert {signer.public_key.keyid for signer in ring.named("registry")} == set(keys[:2])
    assert {signer.public_key.keyid for signer in ring.named("registry.id.jatim")} == {keys[2]}


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A stick that isn't plugged in is said to be missing."""
    with pytest.raises(PublishError) as refused:
        KeyRing([tmp_path / "stick"])
    assert refused.value.key == "no_key_folder"


def test_only_ed25519_keys_are_taken(tmp_path: Path) -> None:
    """Other kinds of keys, private files and rubbish are no public key."""
    others = [rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())]
    contents = [
        one.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo) for one in others
    ]
    contents += [others[0].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), b"rubbish", b""]
    for content in contents:
        (tmp_path / "x.pub").write_bytes(content)
        with pytest.raises(PublishError, match="not_a_public_key"):
            public_key(tmp_path / "x.pub")


def test_a_key_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    """A wrong folder is no wrong key."""
    with pytest.raises(StoreError) as refused:
        public_key(tmp_path / "missing.pub")
    assert (refused.value.key, refused.value.values["path"]) == (
        "file_missing",
        str(tmp_path / "missing.pub"),
    )


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    """A file where a folder should be is named, with the reason."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as refused:
        generate(tmp_path / "file" / "keys", "rules", PHRASE)
    assert (refused.value.key, refused.value.values["path"]) == (
        "file_no_folder",
        str(tmp_path / "file" / "keys"),
    )

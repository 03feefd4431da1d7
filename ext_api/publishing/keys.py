"""Signing keys: made, kept encrypted or for their owner alone, found again by their public half.

A key is two files: ``NAME.pem`` (PKCS 8, mode 0600) and ``NAME.pub``. Only Ed25519 keys are made.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from securesystemslib.signer import CryptoSigner, Signer, SSlibKey

from ext_api.publishing.errors import PublishError
from ext_api.trouble import is_folder, refused

SHORTEST: Final = 16
"""Characters that a passphrase has at least: the file's own stretching of it is weak."""

type Passphrase = Callable[[Path], str]
"""Asks for the passphrase of a key file."""


def no_passphrase(path: Path) -> str:
    """There is nobody to ask."""
    raise PublishError("passphrase_missing", path=path)


def generate(folder: Path, name: str, passphrase: str | None) -> SSlibKey:
    """A new key in ``folder``, encrypted unless ``passphrase`` is None. The first free name is taken."""
    if passphrase is not None and len(passphrase) < SHORTEST:
        raise PublishError("passphrase_short", least=SHORTEST)
    private = Ed25519PrivateKey.generate()
    scheme = NoEncryption() if passphrase is None else BestAvailableEncryption(passphrase.encode())
    private_folder(folder)
    path = _free(folder, name)
    _write(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, scheme), 0o600)
    public = private.public_key()
    _write(
        path.with_suffix(".pub"), public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o644
    )
    return SSlibKey.from_crypto(public)


def private_folder(folder: Path) -> None:
    """Make a folder for its owner alone."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise refused(error, folder) from error


def public_key(path: Path) -> SSlibKey:
    """The key of a public file. Raises PublishError where it is none, or no Ed25519 key; StoreError where it
    can't be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise refused(error, path) from error
    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise PublishError("not_a_public_key", path=path) from error
    if not isinstance(key, Ed25519PublicKey):
        raise PublishError("not_a_public_key", path=path)
    return SSlibKey.from_crypto(key)


class KeyRing:
    """The keys in some folders, found by their public halves; each is decrypted only when it has to sign."""

    def __init__(self, folders: Iterable[Path], passphrase: Passphrase = no_passphrase) -> None:
        self._passphrase = passphrase
        self._paths: dict[str, Path] = {}
        self._opened: dict[str, Signer] = {}
        self._known: list[str] = []
        for folder in folders:
            if not is_folder(folder):
                raise PublishError("no_key_folder", path=folder)
            for path in sorted(one for one in folder.iterdir() if one.suffix == ".pub"):
                if path.with_suffix(".pem").exists():
                    self._paths.setdefault(public_key(path).keyid, path.with_suffix(".pem"))

    def __contains__(self, keyid: object) -> bool:
        return keyid in self._paths or keyid in self._opened

    def __iter__(self) -> Iterator[str]:
        return iter({*self._paths, *self._opened})

    def path(self, keyid: str) -> Path | None:
        """Where a key lies, if it is in one of the folders."""
        return self._paths.get(keyid)

    def signers(self, keyids: Iterable[str]) -> list[Signer]:
        """Signers of those of the keys that are here, always in the same order."""
        return [self.signer(keyid) for keyid in sorted(keyids) if keyid in self]

    def named(self, name: str) -> list[Signer]:
        """Signers of the keys that bear a name, with a number or without."""
        return self.signers(keyid for keyid, path in self._paths.items() if _bears(path.stem, name))

    def signer(self, keyid: str) -> Signer:
        """The signer of a key that is here."""
        if keyid not in self._opened:
            self._opened[keyid] = self._open(self._paths[keyid])
        return self._opened[keyid]

    def _open(self, path: Path) -> Signer:
        data = path.read_bytes()
        if b"ENCRYPTED" not in data:
            return _signer(data, None, path)
        for known in self._known:  # people often give one passphrase to the keys of one folder
            try:
                return _signer(data, known, path)
            except PublishError:
                continue
        given = self._passphrase(path)
        signer = _signer(data, given, path)
        self._known.append(given)
        return signer


def _bears(stem: str, name: str) -> bool:
    rest = stem.removeprefix(name)
    return stem.startswith(name) and (not rest or rest.removeprefix("-").isdecimal())


def _signer(data: bytes, passphrase: str | None, path: Path) -> Signer:
    try:
        private = load_pem_private_key(data, passphrase.encode() if passphrase is not None else None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise PublishError("wrong_passphrase", path=path) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise PublishError("not_a_private_key", path=path)
    return CryptoSigner(private)


def _free(folder: Path, name: str) -> Path:
    """``NAME.pem``, or with a number where a key of that name is there: no key is ever overwritten."""
    names = (name if number == 1 else f"{name}-{number}" for number in range(1, 10_000))
    return next(path for one in names if not (path := folder / f"{one}.pem").exists())


def _write(path: Path, data: bytes, mode: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
    except OSError as error:
        raise refused(error, path) from error

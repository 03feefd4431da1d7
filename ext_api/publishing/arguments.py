"""The options that several commands of publishing share."""

from __future__ import annotations

import argparse
from pathlib import Path

from platformdirs import user_data_path

from ext_api.publishing.errors import PublishError
from ext_api.publishing.keys import KeyRing
from ext_api.publishing.repository import Repository
from ext_api.publishing.talk import PASSPHRASE, asks


def default_folder() -> Path:
    """Where a publisher's folder lies if none is named."""
    return user_data_path("jari-netral") / "publisher"


def add_folder(parser: argparse.ArgumentParser) -> None:
    """``--folder``."""
    parser.add_argument(
        "--folder", type=Path, default=default_folder(), metavar="DIR",
        help="the publisher's folder; DIR/public is what is served (default: in your data folder)",
    )  # fmt: skip


def add_passphrase(parser: argparse.ArgumentParser) -> None:
    """``--passphrase-file``."""
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE",
        help=f"take passphrases from this file's first line, else from {PASSPHRASE}, instead of asking",
    )  # fmt: skip


def add_keys(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """``--keys`` and what opens them."""
    parser.add_argument(
        "--keys", type=Path, action="append", default=[], required=required, metavar="DIR",
        help="a folder with offline keys, for example a stick; repeatable",
    )  # fmt: skip
    add_passphrase(parser)


def repository(options: argparse.Namespace) -> Repository:
    """The repository of ``--folder``. Raises PublishError where there is none."""
    found = Repository(options.folder)
    if not found.exists:
        raise PublishError("no_repository", path=options.folder)
    return found


def ring(options: argparse.Namespace, *more: Path) -> KeyRing:
    """The keys of ``--keys``."""
    return KeyRing([*options.keys, *more], asks(options))

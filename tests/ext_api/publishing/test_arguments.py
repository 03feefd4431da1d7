"""Options shared by commands."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from ext_api.publishing import arguments
from ext_api.publishing.errors import PublishError
from ext_api.publishing.talk import PASSPHRASE
from tests.support.publisher import PHRASE, Publisher


@pytest.fixture
def parser() -> argparse.ArgumentParser:
    """A parser with all of them."""
    parser = argparse.ArgumentParser()
    arguments.add_folder(parser)
    arguments.add_keys(parser)
    return parser


def test_several_folders_of_keys(
    parser: argparse.ArgumentParser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys of all folders named are at hand, and of those a command adds."""
    publisher = Publisher(tmp_path)
    monkeypatch.setenv(PASSPHRASE, PHRASE)
    options = parser.parse_args(["--folder", str(publisher.repository.folder), "--keys", str(publisher.keys)])
    ring = arguments.ring(options, publisher.repository.online)
    root = arguments.repository(options).root().signed
    assert all(keyid in ring for role in root.roles.values() for keyid in role.keyids)


def test_without_keys_nothing_signs(parser: argparse.ArgumentParser) -> None:
    """A command that signs says so when no folder is named."""
    with pytest.raises(SystemExit):
        parser.parse_args([])


def test_a_folder_without_a_repository_is_named(parser: argparse.ArgumentParser, tmp_path: Path) -> None:
    """With how to begin."""
    options = parser.parse_args(["--folder", str(tmp_path), "--keys", str(tmp_path)])
    with pytest.raises(PublishError, match="no_repository"):
        arguments.repository(options)


def test_the_default_folder_is_the_person_s_own() -> None:
    """It lies in the data folder, beside the proxy's."""
    assert arguments.default_folder().parent.name == "jari-netral"

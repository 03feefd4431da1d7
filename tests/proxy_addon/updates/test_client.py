"""Verified metadata and files of one repository."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tuf.api.exceptions import DownloadLengthMismatchError, RepositoryError

from proxy_addon.updates.client import Client
from proxy_addon.updates.fetching import FolderFetcher
from proxy_addon.updates.limits import UpdateLimits
from tests.support.office import rules
from tests.support.signed_repository import Publisher


@pytest.fixture
def client(publisher: Publisher, tmp_path: Path) -> Client:
    """A client of the copied repository, refreshed."""
    base = FolderFetcher.base
    made = Client(
        tmp_path / "metadata",
        f"{base}/metadata",
        f"{base}/targets",
        root=publisher.first_root,
        fetcher=FolderFetcher(publisher.folder),
        limits=UpdateLimits(),
    )
    made.refresh()
    return made


def test_a_file_is_found_and_fetched(client: Client, tmp_path: Path) -> None:
    """Its description comes first, with what the publisher says about it; then the file itself."""
    target = client.find("rules/ruleset.json.gz")
    assert target
    assert target.text("version") == rules()["version"]
    assert target.number("format") == 1
    path = client.fetch(target, tmp_path / "new" / "file", 1_000_000)
    assert path.stat().st_size == target.length


def test_what_nobody_lists_is_not_found(client: Client) -> None:
    """A path that no role lists gives nothing."""
    assert client.find("rules/other") is None
    assert client.find("elsewhere/file") is None


def test_a_file_larger_than_allowed_is_not_fetched(client: Client, tmp_path: Path) -> None:
    """However well it is signed."""
    target = client.find("rules/ruleset.json.gz")
    assert target
    with pytest.raises(DownloadLengthMismatchError):
        client.fetch(target, tmp_path / "file", target.length - 1)


@pytest.mark.parametrize("value", [None, -1, True, "1", 1.5])
def test_a_number_is_a_number(publisher: Publisher, client: Client, value: object) -> None:
    """Signed nonsense is nonsense."""
    target = client.find("rules/ruleset.json.gz")
    assert target
    target.file.unrecognized_fields["custom"] = {"format": value, "version": 1}
    with pytest.raises(RepositoryError):
        target.number("format")
    with pytest.raises(RepositoryError):
        target.text("version")


def test_the_earliest_date_counts(publisher: Publisher, client: Client, tmp_path: Path) -> None:
    """Data is good as long as every role on the way to it."""
    client.find("registry/id/keys")
    assert client.expires("registry") == publisher.expires
    publisher.life = timedelta(days=3)
    publisher.write_timestamp(2, 1)
    again = Client(
        tmp_path / "metadata",
        f"{FolderFetcher.base}/metadata",
        f"{FolderFetcher.base}/targets",
        root=publisher.first_root,
        fetcher=FolderFetcher(publisher.folder),
        limits=UpdateLimits(),
    )
    again.refresh()
    assert again.expires("registry") == publisher.expires

"""All trust begins with the root that the settings name."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from proxy_addon.settings import UpdateSettings
from proxy_addon.updates.fetching import FolderFetcher
from proxy_addon.updates.limits import UpdateLimits
from proxy_addon.updates.problems import Problem
from proxy_addon.updates.trust import anchor, pinned

ROOT = b'{"root": 1}'
DIGEST = hashlib.sha256(ROOT).hexdigest()


def get(settings: UpdateSettings, tmp_path: Path) -> bytes:
    """The pinned root; the repository lies in ``server``."""
    fetcher = FolderFetcher(tmp_path / "server")
    return pinned(settings, tmp_path / "own", f"{FolderFetcher.base}/metadata", fetcher, UpdateLimits())


@pytest.fixture
def offered(tmp_path: Path) -> Path:
    """The first root of a server."""
    path = tmp_path / "server" / "metadata" / "1.root.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(ROOT)
    return path


def test_a_file_is_taken_as_it_is(tmp_path: Path) -> None:
    """The operator vouches for it."""
    (tmp_path / "root.json").write_bytes(ROOT)
    settings = UpdateSettings(root=tmp_path / "root.json")
    assert get(settings, tmp_path) == ROOT
    assert anchor(settings) == DIGEST


def test_a_hash_fetches_once(tmp_path: Path, offered: Path) -> None:
    """Later the server isn't asked for it any more; a torn copy is fetched again."""
    settings = UpdateSettings(root_sha256=DIGEST)
    assert get(settings, tmp_path) == ROOT
    offered.write_bytes(b"something else")
    assert get(settings, tmp_path) == ROOT
    (tmp_path / "own" / "root.json").write_bytes(b"torn")
    offered.write_bytes(ROOT)
    assert get(settings, tmp_path) == ROOT
    assert anchor(settings) == DIGEST


def test_another_root_is_refused(tmp_path: Path, offered: Path) -> None:
    """What the server offers must have that hash, and nothing of it is kept."""
    offered.write_bytes(b"forged")
    with pytest.raises(Problem) as caught:
        get(UpdateSettings(root_sha256=DIGEST), tmp_path)
    assert caught.value.kind == "root"
    assert not (tmp_path / "own").exists()


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """Without a root nothing is trusted."""
    settings = UpdateSettings(root=tmp_path / "nowhere.json")
    with pytest.raises(Problem) as caught:
        get(settings, tmp_path)
    assert caught.value.kind == "root"
    assert anchor(settings) == ""

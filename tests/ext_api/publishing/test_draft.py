"""Drafts and parcels: in which order files are placed, and what a parcel may hold."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Root, TargetFile, Targets

from ext_api.publishing.draft import Draft, read_parcel, sign, write_parcel
from ext_api.publishing.errors import PublishError
from ext_api.publishing.shelf import Shelf

LATER = datetime(2040, 1, 1, tzinfo=UTC)


def draft() -> Draft:
    """A role with one file."""
    target = TargetFile.from_data("registry/id/keys", b"content", ["sha256"])
    one = Draft({"registry": sign(Metadata(Targets(3, expires=LATER, targets={target.path: target})), [])})
    one.add(target, b"content")
    return one


def test_files_come_before_what_names_them() -> None:
    """Targets, delegated roles, targets role, snapshot, timestamp; the root before all signed ones or
    after.
    """
    one = draft()
    for role in ("timestamp", "snapshot", "targets", "rules", "root"):
        one.roles[role] = Metadata(Root(1, expires=LATER) if role == "root" else Targets(2, expires=LATER))
    signed = [name for name, _ in one.ordered(root_first=False)]
    assert signed[0].startswith("targets/registry/id/")
    assert signed[1:] == [
        "metadata/3.registry.json", "metadata/2.rules.json", "metadata/2.targets.json",
        "metadata/2.snapshot.json", "metadata/timestamp.json", "metadata/1.root.json",
    ]  # fmt: skip
    assert [name for name, _ in one.ordered(root_first=True)][1] == "metadata/1.root.json"


def test_a_parcel_is_what_was_written(tmp_path: Path) -> None:
    """Read again, a parcel holds the same roles and files."""
    write_parcel(draft(), tmp_path / "parcel")
    again = read_parcel(tmp_path / "parcel")
    assert again.files == draft().files
    assert again.roles["registry"].to_dict() == draft().roles["registry"].to_dict()


def test_a_parcel_needs_a_fresh_folder(tmp_path: Path) -> None:
    """A parcel never mixes with what lies in a folder."""
    (tmp_path / "x").write_text("")
    with pytest.raises(PublishError, match="parcel_not_empty"):
        write_parcel(draft(), tmp_path)


@pytest.mark.parametrize(
    ("names", "key"),
    [
        ([], "parcel_empty"),
        (["metadata/timestamp.json"], "parcel_stranger"),
        (["metadata/5.snapshot.json"], "parcel_stranger"),
        (["metadata/readme.txt"], "parcel_stranger"),
        (["metadata/3.registry.json", "metadata/4.registry.json"], "parcel_twice"),
    ],
)
def test_a_parcel_holds_nothing_else(tmp_path: Path, names: list[str], key: str) -> None:
    """Online roles, other files and two versions of a role don't belong into a parcel."""
    content = sign(Metadata(Targets(3, expires=LATER)), [CryptoSigner.generate_ed25519()]).to_bytes()
    Shelf(tmp_path).place((name, content) for name in names)
    with pytest.raises(PublishError, match=key):
        read_parcel(tmp_path)


def test_a_parcel_s_files_are_checked(tmp_path: Path) -> None:
    """A file changed on the way is found out when the parcel is read."""
    write_parcel(draft(), tmp_path / "parcel")
    (file,) = (tmp_path / "parcel" / "targets" / "registry" / "id").iterdir()
    file.write_bytes(b"CONTENT")
    with pytest.raises(PublishError, match="unreadable"):
        read_parcel(tmp_path / "parcel")

"""A draft goes into the repository, or into a parcel."""

from __future__ import annotations

from pathlib import Path

from ext_api.publishing import ceremony, read_parcel
from ext_api.publishing.placing import finish
from tests.support.publisher import Publisher


def test_here_or_in_a_parcel(tmp_path: Path) -> None:
    """With a folder for a parcel, this repository stays as it is."""
    publisher = Publisher(tmp_path)
    finish(publisher.repository, ceremony.renew(publisher.repository, publisher.ring()), tmp_path / "parcel")
    assert publisher.repository.root().signed.version == 1
    assert read_parcel(tmp_path / "parcel").roles["root"].signed.version == 2
    finish(publisher.repository, ceremony.renew(publisher.repository, publisher.ring()), None)
    assert publisher.repository.root().signed.version == 2

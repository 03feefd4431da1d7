"""A publisher without the repository goes on from what it signed, or from what the centre has."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from ext_api.publishing import Content, KeyRing, OwnOffice, PublishError, parcel
from ext_api.publishing.keys import generate
from ext_api.publishing.office import begin, finish, is_due
from tests.support.publisher import Clock, Publisher, fewer, ruleset

PART, ROLE = "id/jatim", "registry.id.jatim"


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    """The key of a province."""
    generate(tmp_path / "stick", ROLE, None)
    return KeyRing([tmp_path / "stick"])


def test_versions_and_sequences_go_on(tmp_path: Path, ring: KeyRing) -> None:
    """Each parcel is the next version, with a delta from the one before, without anything from the centre."""
    office = OwnOffice(tmp_path / "office", clock=Clock())
    for number, count in enumerate((5, 6, 7), 1):
        (built,) = parcel(office, ring, Content.of(None, {PART: fewer(count)}), tmp_path / f"{number}").built
        current = office.current(ROLE)
        assert current
        assert (current.signed.version, built.sequence) == (number, number)
        assert (f"registry/{PART}/keys-{number - 1}" in current.signed.targets) == (number > 1)


def test_what_the_centre_has_is_taken_over(tmp_path: Path) -> None:
    """With a newer copy of the centre's folder beside it, an office goes on from there."""
    publisher = Publisher(tmp_path)
    publisher.publish(fewer(5), ruleset())
    shutil.copytree(publisher.public, tmp_path / "office" / "public")
    office = OwnOffice(tmp_path / "office", clock=publisher.clock)
    (built,) = parcel(office, publisher.ring(), Content.of(None, {"id": fewer(6)}), tmp_path / "parcel").built
    assert (built.sequence, office.next_version("registry")) == (2, 4)


def test_a_role_needs_its_key(tmp_path: Path, ring: KeyRing) -> None:
    """A key of another name signs nothing."""
    office = OwnOffice(tmp_path / "office")
    with pytest.raises(PublishError, match="key_missing"):
        finish(office, "registry", begin(office, "registry"), ring)


def test_a_role_is_due_at_half_of_its_life(tmp_path: Path, ring: KeyRing) -> None:
    """And before it was ever signed."""
    clock = Clock()
    office = OwnOffice(tmp_path / "office", clock=clock)
    assert is_due(office, ROLE)
    parcel(office, ring, Content.of(None, {PART: fewer(5)}), tmp_path / "parcel")
    assert not is_due(office, ROLE)
    clock.time += timedelta(days=91)
    assert is_due(office, ROLE)

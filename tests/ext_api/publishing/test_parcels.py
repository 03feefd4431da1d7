"""What the centre looks at in a parcel beside its signatures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tuf.api.metadata import TargetFile, Targets

from ext_api.publishing import (
    Content,
    Draft,
    Expiries,
    KeyRing,
    OwnOffice,
    PublishError,
    ceremony,
    parcel,
    read_parcel,
)
from ext_api.publishing.keys import generate
from ext_api.publishing.office import begin, finish
from ext_api.publishing.parcels import inspect
from ext_api.publishing.parts import paths_of
from tests.support.publisher import Publisher, fewer

PART, ROLE = "id/jatim", "registry.id.jatim"


@pytest.fixture
def centre(tmp_path: Path) -> Publisher:
    """A centre that has delegated a part."""
    made = Publisher(tmp_path)
    key = generate(tmp_path / "stick", ROLE, None)
    made.repository.place(ceremony.delegation(made.repository, ROLE, paths_of(PART), key, made.ring()))
    return made


@pytest.fixture
def office(tmp_path: Path, centre: Publisher) -> OwnOffice:
    """The part's own office."""
    return OwnOffice(tmp_path / "office", clock=centre.clock)


def sent(office: OwnOffice, folder: Path, count: int) -> Draft:
    """A parcel with some accounts."""
    ring = KeyRing([office.work.parent.parent / "stick"])
    parcel(office, ring, Content.of(None, {PART: fewer(count)}), folder)
    return read_parcel(folder)


def test_a_small_step_is_no_jump(centre: Publisher, office: OwnOffice, tmp_path: Path) -> None:
    """Neither the first registry of a part nor a small change of it."""
    first = sent(office, tmp_path / "1", 20)
    assert inspect(centre.repository, first) == []
    centre.repository.place(first)
    assert inspect(centre.repository, sent(office, tmp_path / "2", 21)) == []


def test_a_jump_is_told(centre: Publisher, office: OwnOffice, tmp_path: Path) -> None:
    """The centre learns of it from the registry itself, not from what the parcel says."""
    centre.repository.place(sent(office, tmp_path / "1", 20))
    centre.repository.expiries = Expiries(jump_least=3)
    assert inspect(centre.repository, sent(office, tmp_path / "2", 10)) == [PART]


def forged(office: OwnOffice, change: Callable[[Targets, Draft], None]) -> Draft:
    """A parcel signed by the right key, with something wrong in it."""
    ring = KeyRing([office.work.parent.parent / "stick"])
    draft, targets = Draft(), begin(office, ROLE)
    change(targets, draft)
    draft.roles[ROLE] = finish(office, ROLE, targets, ring)
    return draft


def test_a_registry_that_cannot_be_used_is_refused(
    centre: Publisher, office: OwnOffice, tmp_path: Path
) -> None:
    """Rightly signed rubbish is not passed on to everyone."""
    sent(office, tmp_path / "1", 20)

    def rubbish(targets: Targets, draft: Draft) -> None:
        path = f"registry/{PART}/keys"
        target = TargetFile.from_data(path, b"rubbish", ["sha256"])
        target.unrecognized_fields["custom"] = targets.targets[path].custom
        targets.targets[path] = target
        draft.add(target, b"rubbish")
        for one in targets.targets.values():
            if one is not target:
                draft.add(one, office.public.content(one))

    with pytest.raises(PublishError, match="bad_state"):
        inspect(centre.repository, forged(office, rubbish))


def test_a_registry_under_another_name_is_refused(
    centre: Publisher, office: OwnOffice, tmp_path: Path
) -> None:
    """The state must be the one that the metadata names."""
    sent(office, tmp_path / "1", 20)

    def renamed(targets: Targets, draft: Draft) -> None:
        targets.targets[f"registry/{PART}/keys"].custom["state"] = "0" * 64
        for one in targets.targets.values():
            draft.add(one, office.public.content(one))

    with pytest.raises(PublishError, match="bad_state"):
        inspect(centre.repository, forged(office, renamed))


def test_half_a_registry_is_refused(centre: Publisher, office: OwnOffice, tmp_path: Path) -> None:
    """Keys without records are no registry."""
    sent(office, tmp_path / "1", 20)

    def half(targets: Targets, draft: Draft) -> None:
        del targets.targets[f"registry/{PART}/records"]
        for one in targets.targets.values():
            draft.add(one, office.public.content(one))

    with pytest.raises(PublishError, match="target_missing"):
        inspect(centre.repository, forged(office, half))

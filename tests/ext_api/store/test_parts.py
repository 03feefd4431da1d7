"""Regions go to parts and come back; both databases."""

from __future__ import annotations

import pytest

from ext_api.store import Act, Store, StoreError, parts


def give(store: Store, part: str, *regions: str) -> int:
    """One act."""
    with store.writing(Act("parts", "andi", "")) as journal:
        return parts.give(journal, part, regions)


def test_regions_go_and_come_back(store: Store) -> None:
    """A region has one owner; the country takes it back; again is no change."""
    assert give(store, "id/jatim", "Kota  Surabaya", "Kota Malang") == 2
    assert give(store, "id/jatim", "kota surabaya") == 1
    assert give(store, "id/jatim", "kota surabaya") == 0
    assert give(store, "id/jatim/malang", "KOTA MALANG") == 1
    with store.reading() as connection:
        assert parts.owned(connection) == {"id/jatim": ["kota surabaya"], "id/jatim/malang": ["KOTA MALANG"]}
    assert give(store, "id", "Kota Malang") == 1
    assert store.parts() == ("id", "id/jatim")
    assert give(store, "id/jatim/malang", "Kota Malang") == 1


@pytest.mark.parametrize("part", ["jatim", "id/", "id/Jatim", "id/a/b/c", "id/../x", ""])
def test_what_is_no_part_is_refused(store: Store, part: str) -> None:
    """A part is a path of the country's: it becomes a folder and a role's name."""
    with pytest.raises(StoreError) as told:
        give(store, part, "Kota")
    assert told.value.key == "part"


@pytest.mark.parametrize("regions", [(), ("*",), ("Kota", " ")])
def test_everywhere_stays_with_the_country(store: Store, regions: tuple[str, ...]) -> None:
    """Nobody but the country publishes what holds everywhere."""
    with pytest.raises(StoreError) as told:
        give(store, "id/jatim", *regions)
    assert told.value.key == "regions"

"""Changes are counted in keys, each as often as it is there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from rules import regfile
from rules.regfile.layout import Files
from rules.registry import Registry
from tests.support.election import record
from tests.support.registries import registries


@settings(max_examples=40)
@given(registries(), registries(), st.booleans())
def test_changes_are_keys_added_and_removed(one: Registry, other: Registry, follows: bool) -> None:
    """The same count whichever way round, and whether or not one state was made from the other."""
    with TemporaryDirectory() as folder:
        before = regfile.build(Path(folder, "a"), one)
        after = regfile.build(Path(folder, "b"), other, before.folder if follows else None)
        with Files(before.folder) as first, Files(after.folder) as second:
            had, has = Counter(first.keys.tolist()), Counter(second.keys.tolist())
        expected = (had - has).total() + (has - had).total()
        assert regfile.changes(before, after) == regfile.changes(after, before) == expected
        assert regfile.changes(before, before) == 0


def test_another_source_or_name_changes_no_key(tmp_path: Path) -> None:
    """A new account changes as many keys as it has names."""
    old = regfile.build(tmp_path / "a", Registry([record("budi", "1")]))
    renamed = replace(record("budi", "1"), display_name="Budi Santoso, S.H.", source="Formulir 2")
    assert regfile.changes(old, regfile.build(tmp_path / "b", Registry([renamed]), old.folder)) == 0
    more = Registry([renamed, record("siti", "2"), record("tono")])
    assert regfile.changes(old, regfile.build(tmp_path / "c", more, old.folder)) == 3

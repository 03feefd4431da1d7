"""A record that was found in a file is as good as any other."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace
from datetime import date

import orjson
import pytest
from hypothesis import given

from rules.model import Record
from rules.regfile.found import FoundRecord, found_record
from rules.regfile.rows import account_line, line_of, shared_of
from tests.support.registries import records


def found(one: Record) -> FoundRecord:
    """The same record as a lookup makes it."""
    return found_record(orjson.loads(account_line(one, 3)), line_of(shared_of(one)) + b"\n")


@given(records(), records())
def test_it_is_the_same_record(one: Record, other: Record) -> None:
    """It is equal to the plain one and has its hash and fields, on either side of a comparison."""
    assert found(one) == one == found(one)
    assert hash(found(one)) == hash(one)
    assert (found(one) == other) is (one == other) is (other == found(one))
    assert {found(one), one} == {one}
    assert [getattr(found(one), field.name) for field in fields(Record)] == [
        getattr(one, field.name) for field in fields(Record)
    ]
    assert found(one).key == one.key
    assert found(one) != one.key


@given(records())
def test_it_goes_elsewhere_as_a_plain_one(one: Record) -> None:
    """Pickled it is a record without the lines it was read from; changed it is another record."""
    again = pickle.loads(pickle.dumps(found(one)))  # noqa: S301 - our own bytes
    assert (type(again), again) == (Record, one)
    assert replace(found(one), reviewer="Sari") == replace(one, reviewer="Sari")


def test_it_has_no_other_fields() -> None:
    """What no record has it has not, either."""
    made = found(Record("x", "a", "", "A", "P", "c", "r", "kpu-registered", "s", date(2026, 1, 1), ""))
    with pytest.raises(AttributeError, match="nothing"):
        made.nothing  # noqa: B018

"""Handles and ids are held to the shape they have on their platform."""

from __future__ import annotations

import pytest

from rules.forms import Field, Forms, expand, form_of

FORMS = Forms(
    {
        "x": {
            "handle": {"chars": "a-z0-9_", "max": 15},
            "account_id": {"chars": "0-9", "min": 2, "max": 20},
        },
        "y": {"account_id": {"chars": "A-Za-z0-9_-", "min": 24, "max": 24}},
    }
)


@pytest.mark.parametrize(
    ("platform", "field", "value", "right"),
    [
        ("x", "handle", "Budi_1", True),
        ("x", "handle", "budi.1", False),
        ("x", "handle", "b" * 16, False),
        ("x", "account_id", "12", True),
        ("x", "account_id", "1", False),
        ("x", "account_id", "１２", False),
        ("y", "account_id", "UC-contoh_00000000000000", True),
        ("y", "account_id", "UC-contoh_0000000000000", False),
        ("y", "handle", "anything goes", True),
    ],
)
def test_a_name_fits_or_is_refused(platform: str, field: Field, value: str, right: bool) -> None:
    """By its characters and its length; a shape nobody described lets everything through."""
    message = FORMS.wrong(platform, field, value)
    assert (message == "") is right
    assert right or (repr(value) in message and "expected" in message)


@pytest.mark.parametrize(
    ("chars", "expected"),
    [("a-c", "abc"), ("-a", "-a"), ("a-", "a-"), ("a-cx0-1_.", "abcx01_."), ("", ""), ("+--", "+,-")],
)
def test_ranges_are_spelt_out(chars: str, expected: str) -> None:
    """A hyphen between two characters is a range, elsewhere itself."""
    assert expand(chars) == frozenset(expected)


@pytest.mark.parametrize(("chars", "range_"), [("A-Za-z0-9_-.", "_-."), ("z-a", "z-a"), ("0-9.--", ".--")])
def test_a_range_that_ends_before_it_begins_is_refused(chars: str, range_: str) -> None:
    """Nobody means an empty range: the message names it, and says where a hyphen goes."""
    with pytest.raises(ValueError, match=f"has the range {range_}, which is empty; put a hyphen") as caught:
        form_of({"chars": chars})
    assert repr(chars) in str(caught.value)

"""The registry finds accounts by id and by handle, and ids are the truth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.registry import Accounts, Registry, Union, plain_handle, plain_tag
from tests.support.election import hashtag, record, registry
from tests.support.registries import answers_alike, questions, registries

MAYOR = record("Walikota", "1")
PARTY = record("partai")
CHANNEL = record("", "UCabc", platform="y")


@pytest.fixture
def accounts() -> Accounts:
    """Three accounts: with both names, with a handle only, with an id only."""
    return registry(MAYOR, PARTY, CHANNEL, hashtags=(hashtag("pilih"), hashtag("pilih", "lain")))


@pytest.mark.parametrize(
    ("platform", "id_", "handle", "expected"),
    [
        ("x", "1", None, MAYOR),
        ("x", None, "@WALIKOTA", MAYOR),
        ("x", "1", "renamed", MAYOR),
        ("x", "1", "partai", MAYOR),
        ("x", "2", "walikota", None),
        ("x", "2", "partai", PARTY),
        ("x", "2", None, None),
        ("y", "1", None, None),
        ("y", None, "walikota", None),
        ("y", "UCabc", None, CHANNEL),
        ("y", "ucabc", None, None),
        ("x", None, None, None),
        ("x", "", "", None),
        ("x", None, "@", None),
    ],
)
def test_an_account_is_found_by_id_then_by_handle(
    accounts: Accounts, platform: str, id_: str | None, handle: str | None, expected: object
) -> None:
    """Ids exactly, handles in any case; a handle whose owner has another id is somebody else's now."""
    assert accounts.lookup(platform, id=id_, handle=handle) == expected


def test_the_rows_of_an_account_belong_together() -> None:
    """By id, and by handle where no two ids differ."""
    first = record("calon", "1", contest="a")
    renamed = record("baru", "1", contest="b")
    by_handle = record("BARU", contest="c")
    stranger = record("calon", "2", contest="d")
    found = registry(first, renamed, by_handle, stranger)
    assert found.rows(first) == (first, renamed, by_handle)
    assert found.rows(stranger) == (stranger,)
    assert set(found.rows(by_handle)) == {by_handle, renamed}


def test_hashtags_are_found_in_any_writing(accounts: Accounts) -> None:
    """One hashtag may be of several contests."""
    assert [tag.contest for tag in accounts.hashtag("#PILIH")] == ["kota", "lain"]
    assert accounts.hashtag("pilihan") == ()


def test_it_knows_what_a_scan_of_bytes_finds(accounts: Accounts) -> None:
    """Ids as they are, handles in lower case, each platform apart."""
    for platform, token in (("x", b"1"), ("x", b"walikota"), ("x", b"partai"), ("y", b"UCabc")):
        assert accounts.knows(platform, {b"other", token})
    for platform, token in (("y", b"1"), ("x", b"Walikota"), ("y", b"ucabc"), ("z", b"1"), ("x", b"")):
        assert not accounts.knows(platform, {token})


def test_it_says_what_it_holds(accounts: Accounts) -> None:
    """Platforms of accounts; contests of accounts and hashtags."""
    assert accounts.platforms() == {"x", "y"}
    assert accounts.contests() == {"kota", "lain"}


def test_the_order_of_rows_is_not_that_of_the_file() -> None:
    """Whichever row came first: by contest, then region; and a row that is there twice counts once."""
    rows = [record("a", "1", contest="b"), record("a", "1", region="B"), record("a", "1", region="A")]
    for order in (rows, rows[::-1], rows * 2):
        assert registry(*order).with_id("x", "1") == (rows[0], rows[2], rows[1])
        assert registry(*order).lookup("x", handle="A") == rows[0]


def test_a_name_of_nothing_is_none() -> None:
    """A handle that is only an `@` names nobody."""
    odd = registry(record("@", "1"), hashtags=(hashtag("#"),))
    assert odd.lookup("x", handle="@") is None
    assert odd.hashtag("") == ()
    assert odd.lookup("x", id="1") == record("@", "1")


@given(registries(), registries(), st.data())
def test_a_union_is_like_one_registry_with_all_rows(
    one: Registry, other: Registry, data: st.DataObject
) -> None:
    """Whichever part knows an id, a handle or a hashtag."""
    both = Registry((*one.records, *other.records), (*one.hashtags, *other.hashtags))
    answers_alike(Union([one, other]), both, data.draw(questions()))


def test_a_union_of_nothing_knows_nothing() -> None:
    """And of one part, what that part knows."""
    assert Union([]).lookup("x", id="1", handle="a") is None
    assert not Union([]).knows("x", {b"1"})
    assert Union([registry(MAYOR)]).lookup("x", handle="walikota") == MAYOR


def test_an_empty_registry_finds_nothing() -> None:
    """And that is no error."""
    empty = Registry.load([])
    assert empty.lookup("x", id="1", handle="a") is None
    assert empty.platforms() == frozenset()


@given(st.text(max_size=20))
def test_plain_forms_stay_plain(text: str) -> None:
    """Reading a handle or hashtag twice changes nothing more."""
    assert plain_tag(plain_tag(text)).lower() == plain_tag(text).lower()
    assert plain_handle(f"@{text.strip().lower()}") == text.strip().lower().strip()

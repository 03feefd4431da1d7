"""Hashtags and mentions are found where the networks would link them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bounds import MAX_VALUES
from rules.mentions import hashtags, mentions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ayo #PilihRatna!", ("pilihratna",)),
        ("#a #b\n#A", ("a", "b")),
        ("＃lebar", ("lebar",)),
        ("kata#bukan &#39; https://a.id/#bukan ##bukan", ()),
        ("#", ()),
        ("", ()),
    ],
)
def test_hashtags(text: str, expected: tuple[str, ...]) -> None:
    """Whole words after a #, once each, in lower case; not inside words, links and entities."""
    assert hashtags([text]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("halo @Calon_Contoh", ("calon_contoh",)),
        ("(@calon)", ("calon",)),
        ("dengan @calon.", ("calon.", "calon")),
        ("@a.b-c", ("a.b-c",)),
        ("budi@kota.go.id https://a.id/@budi @@budi", ()),
        ("@.", (".",)),
    ],
)
def test_mentions(text: str, expected: tuple[str, ...]) -> None:
    """Handles after an @, with and without the full stop that may close the sentence; no mail addresses."""
    assert mentions([text]) == expected


@given(st.lists(st.text(alphabet="#@a. ", max_size=300), max_size=5))
def test_any_text_gives_few_plain_words(texts: list[str]) -> None:
    """Bounded, distinct, and without their sign."""
    for found, bound in ((hashtags(texts), MAX_VALUES), (mentions(texts), 2 * MAX_VALUES)):
        assert len(found) == len(set(found)) <= bound
        assert not any(word.startswith(("#", "@")) for word in found)

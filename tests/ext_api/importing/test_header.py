"""Which row is the header, and what its columns hold."""

from __future__ import annotations

from ext_api.importing import Words
from ext_api.importing.header import Table, table
from ext_api.importing.sheets import Line, Sheet


def found(words: Words, *rows: str, wanted: tuple[str, ...] = ()) -> Table | None:
    """The table of rows whose cells are parted by |."""
    lines = (Line(number, row.split("|")) for number, row in enumerate(rows, 1))
    return table(Sheet("", lines), words.headers, wanted)


def held(words: Words, *rows: str) -> list[tuple[int, str, str]]:
    """Where, what, on which platform."""
    seen = found(words, *rows)
    assert seen is not None
    return [(column.at, column.holds, column.platform) for column in seen.columns]


def test_the_row_with_most_known_words_is_the_header(words: Words) -> None:
    """Titles above are none, though a word of theirs may be known."""
    rows = ("Akun|Peserta|", "No|Nama Paslon|Platform|Akun", "1|Budi|x|@a1")
    assert held(words, *rows) == [(1, "participant", ""), (2, "platform", ""), (3, "handle", "")]


def test_a_header_on_two_levels(words: Words) -> None:
    """Platforms above, what of them below; what stands above alone holds for its column."""
    rows = ("No|Peserta|Instagram|Facebook|Facebook", "||Akun|Link|ID", "1|Budi|@a|x|1")
    assert held(words, *rows) == [
        (1, "participant", ""), (2, "handle", "instagram"), (3, "handle", "facebook"),
        (4, "account_id", "facebook"),
    ]  # fmt: skip


def test_what_is_below_is_data(words: Words) -> None:
    """The header again, and the numbers of its columns, are left out; other rows are not."""
    rows = ("Peserta|Platform|Akun", "(1)|(2)|(3)", "Budi|x|@a1", "Peserta|Platform|Akun", "1|x|3")
    seen = found(words, *rows)
    assert seen is not None
    assert [line.number for line in seen.lines] == [3, 5]


def test_no_header(words: Words) -> None:
    """Without a column of accounts, or with one known word among others, a row is no header."""
    assert found(words, "Peserta|Wilayah", "Budi|Kota") is None
    assert found(words, "Akun|Warna|Rasa", "@a1|merah|manis") is None
    assert found(words) is None
    assert found(words, "Akun", "@a1") is not None


def test_other_columns_can_be_wanted(words: Words) -> None:
    """A list of participants needs no accounts."""
    assert (
        found(words, "contest|region|participant", "demo|*|A", wanted=("participant", "contest")) is not None
    )
    assert found(words, "region|participant", "*|A", wanted=("participant", "contest")) is None

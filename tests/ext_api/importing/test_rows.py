"""What a row says besides its accounts."""

from __future__ import annotations

from datetime import date

from ext_api.importing import Defaults, Words
from ext_api.importing.header import Column
from ext_api.importing.rows import RowReader
from ext_api.importing.sheets import Line

NAMES = (
    "platform",
    "handle",
    "participant",
    "region",
    "region",
    "source_class",
    "display_name",
    "source_date",
)
COLUMNS = tuple(Column(at, name, "", name.title()) for at, name in enumerate(NAMES))
REST = {
    "contest": "demo",
    "source": "Formulir",
    "source_class": "kpu-registered",
    "source_date": "2025-01-10",
}


def reader(words: Words, **rest: str) -> RowReader:
    """A reader with defaults."""
    return RowReader("Lembar", COLUMNS, words, Defaults({**REST, **rest}))


def test_a_row_says_more_than_the_defaults(words: Words) -> None:
    """Own values go first, words become values, of two regions the last one said counts."""
    row = ["x", "@a1", " Budi \n Sari ", "Jawa Timur", "Kota Contoh", "Instansi", "@Budi Resmi", "1/2/2025"]
    entry = next(reader(words).read(Line(7, row)))
    assert (entry.participant, entry.region, entry.source_class) == (
        "Budi Sari",
        "Kota Contoh",
        "agency-curated",
    )
    assert (entry.display_name, entry.source_date, entry.contest) == ("Budi Resmi", date(2025, 2, 1), "demo")
    assert (entry.where.sheet, entry.where.row) == ("Lembar", 7)


def test_blank_cells_take_the_defaults(words: Words) -> None:
    """A dash is as blank as nothing; words for everywhere are everywhere."""
    entry = next(reader(words, region="nasional").read(Line(2, ["x", "@a1", "Budi", "-", "", "", ""])))
    assert (entry.region, entry.source_class, entry.display_name) == ("*", "kpu-registered", "")


def test_every_mistake_of_a_row_is_told(words: Words) -> None:
    """One look at a row finds all that is wrong with it, and gives nothing."""
    rows = reader(words)
    bad = ["x", "a b", "=Budi", "", "", "rahasia", "", "kemarin"]
    assert list(rows.read(Line(3, bad))) == []
    told = {(one.where.column, one.key) for one in rows.rejected}
    assert told == {("B", "no_name"), ("C", "formula"), ("D", "missing"), ("F", "class"), ("H", "date")}


def test_a_text_mark_of_spreadsheets_is_none(words: Words) -> None:
    """The ' by which a spreadsheet marks a text is not part of it."""
    rows = reader(words)
    assert list(rows.read(Line(3, ["x", "@a1", "'=Budi", "Kota"]))) == []
    assert [one.key for one in rows.rejected] == ["formula"]


def test_a_row_of_remarks_is_left_out(words: Words) -> None:
    """A row without account and participant is nobody's mistake; one with a participant is."""
    rows = reader(words)
    assert list(rows.read(Line(3, ["", "", "", "Mengetahui, Ketua"]))) == []
    assert rows.rejected == []
    assert list(rows.read(Line(4, ["x", "-", "Budi"]))) == []
    assert [one.key for one in rows.rejected] == ["no_names"]

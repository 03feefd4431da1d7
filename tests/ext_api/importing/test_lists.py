"""Lists in the shapes in which offices keep them, each read to the account."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ext_api.importing import Defaults, Words
from ext_api.importing.entries import Listed
from ext_api.importing.lists import digest, read_file
from tests.support import ods, pdf
from tests.support.examples import ONE_FOR_ALL

REST = {
    "participant": "Budi - Sari", "contest": "demo", "region": "Kota Contoh", "source": "Formulir",
    "source_class": "kpu-registered", "source_date": "2025-01-10",
}  # fmt: skip


def read(path: Path, words: Words, carry: bool = False, **rest: str) -> Listed:
    """A file read with defaults for all that it doesn't say."""
    return read_file(path, words, Defaults({**REST, **rest}, carry))


def csv(folder: Path, text: str) -> Path:
    """A CSV file."""
    path = folder / "daftar.csv"
    path.write_text(text, "utf-8")
    return path


def accounts(listed: Listed) -> set[tuple[str, str]]:
    """Platform and name of everything found."""
    assert listed.rejected == []
    return {(e.profile.platform, e.profile.handle or e.profile.account_id) for e in listed.entries}


SHAPES = {
    "links instead of handles": (
        "Nama Peserta;Tautan\nBudi - Sari;https://www.instagram.com/Budi_C/?igsh=1\n;facebook.com/profile.php?id=100090000000001\n",
        {("instagram", "Budi_C"), ("facebook", "100090000000001")},
    ),
    "title rows, a header in Indonesian, the numbers of the columns, and a remark below": (
        "DAFTAR AKUN KAMPANYE,,,\nKota Contoh,,,\n\nNo.,Media Sosial,Nama Akun,Keterangan\n(1),(2),(3),(4)\n"
        "1,Instagram,@ budi_c ,aktif\n2,X (Twitter),budi_x,\n,,,Jumlah: 2\n",
        {("instagram", "budi_c"), ("x", "budi_x")},
    ),
    "a column for each platform, many accounts in a cell": (
        'No,Instagram,Akun Facebook,ID Facebook,TikTok\n1,"@a_1, @a_2; a_3",,100090000000009,"1. @t_1\n2. @t_2"\n'  # noqa: E501
        "2,-,tidak ada,,nihil\n",
        {("instagram", "a_1"), ("instagram", "a_2"), ("instagram", "a_3"), ("facebook", "100090000000009"),
         ("tiktok", "t_1"), ("tiktok", "t_2")},
    ),
    "twenty links in one cell, one below the other": (
        "Paslon,Akun\nBudi," + '"' + "\n".join(f"https://x.com/akun_{n}" for n in range(20)) + '"\n',
        {("x", f"akun_{n}") for n in range(20)},
    ),
    "platforms named before and behind the name": (
        "Peserta,Akun\nBudi,IG: @budi_ig\nBudi,@budi_tt (Tik Tok)\nBudi,yt: @budi.kanal\n",
        {("instagram", "budi_ig"), ("tiktok", "budi_tt"), ("youtube", "budi.kanal")},
    ),
    "several columns of one platform, on two levels": (
        ",,Instagram,Instagram,TikTok\nNo,Peserta,1,2,1\n1,Budi,@satu,@dua,@tiga\n",
        {("instagram", "satu"), ("instagram", "dua"), ("tiktok", "tiga")},
    ),
    "English headers, tabs, mixed case": (
        "PLATFORM\tUser Name\tParty\nyoutube\t@Kanal.Budi\tBudi\nLinkedIn\thttps://linkedin.com/company/budi-co/posts\tBudi\n",
        {("youtube", "Kanal.Budi"), ("linkedin", "budi-co")},
    ),
    "the displayed name beside the link": (
        "Platform,Nama Akun,Link\nInstagram,Budi Contoh Resmi,https://instagram.com/budi_c\n",
        {("instagram", "budi_c")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_shapes(name: str, words: Words, tmp_path: Path) -> None:
    """Every shape gives exactly the accounts that a person sees in it."""
    text, expected = SHAPES[name]
    assert accounts(read(csv(tmp_path, text), words)) == expected


REJECTED = {
    "platform": ("platform,handle\nFriendster,@a\n", (2, "A", "platform")),
    "no_platform": ("peserta,akun\nBudi,@a\n", (2, "B", "no_platform")),
    "other_platform": ("instagram,peserta\nhttps://x.com/budi,Budi\n", (2, "A", "other_platform")),
    "no_account": ("instagram,peserta\nhttps://instagram.com/p/ABC,Budi\n", (2, "A", "no_account")),
    "no_name": ("instagram,peserta\nbudi contoh,Budi\n", (2, "A", "no_name")),
    "no_link": ("instagram,peserta\nhttps://contoh.example/budi,Budi\n", (2, "A", "no_link")),
    "rounded": ("platform,id\nx,\"1,5E+18\"\n", (2, "B", "rounded")),
    "rounded point": ("platform,id\nx,1.5E+18\n", (2, "B", "rounded")),
    "two_names": ("platform,akun,link\nx,@budi,https://x.com/sari\n", (2, "B", "two_names")),
    "unpaired": ("platform,username,id\nx,\"@a1, @b1\",77\n", (2, "B", "two_names")),
    "no_names": ("platform,akun,peserta\nx,,Budi\n", (2, "B", "no_names")),
    "date": ("x,tanggal\n@a1,31/2/2025\n", (2, "B", "date")),
    "class": ("x,kelas sumber\n@a1,rahasia\n", (2, "B", "class")),
    "long": ("x,peserta\n@a1," + "b" * 501 + "\n", (2, "B", "long")),
    "formula": ("x,peserta\n@a1,=cmd()\n", (2, "B", "formula")),
    "control": ("x,peserta\n@a1,Bu\u202edi\n", (2, "B", "control")),
    "many_names": ("x,peserta\n\"" + "@a1," * 200 + "@a2\",Budi\n", (2, "A", "many_names")),
    "column_twice": ("x,peserta,partai\n@a1,Budi,Budi\n", (0, "C", "column_twice")),
    "not_utf8": (b"x,peserta\n@a1,Bud\xff\n", (0, "", "not_utf8")),
    "bad_csv": ("x,peserta\n@a1,\"Bu\"di\n", (0, "", "bad_csv")),
    "no_header": ("satu,dua\n1,2\n", (0, "", "no_header")),
    "empty": ("", (0, "", "no_header")),
}  # fmt: skip


@pytest.mark.parametrize("name", REJECTED)
def test_what_cannot_be_taken_says_where_and_why(name: str, words: Words, tmp_path: Path) -> None:
    """A cell that names no account is rejected with row, column and reason."""
    given, expected = REJECTED[name]
    path = tmp_path / "daftar.csv"
    path.write_bytes(given if isinstance(given, bytes) else given.encode())
    told = [(one.where.row, one.where.column, one.key) for one in read(path, words).rejected]
    assert expected in told


def test_what_is_missing_is_named(words: Words, tmp_path: Path) -> None:
    """Without defaults every needed column that a row lacks is told by its name."""
    told = read_file(csv(tmp_path, "x,no\n@a1,1\n"), words).rejected
    assert {one.values["what"] for one in told} == set(REST)


def test_blank_cells_take_the_row_above_only_when_asked(words: Words, tmp_path: Path) -> None:
    """A participant written once above its accounts holds for them with ``carry``, and is missing without."""
    path = csv(tmp_path, "peserta,platform,akun\nBudi,x,@satu\n,x,@dua\nSari,x,@tiga\n,x,@empat\n")
    assert [one.participant for one in read(path, words, carry=True).entries] == [
        "Budi",
        "Budi",
        "Sari",
        "Sari",
    ]
    assert [one.key for one in read(path, words, participant="").rejected] == ["missing", "missing"]


def test_unknown_columns_are_told(words: Words, tmp_path: Path) -> None:
    """A column nobody understands is left out, and that is said."""
    told = read(csv(tmp_path, "x,no,warna\n@a1,1,merah\n"), words).notices
    assert [(one.title, one.key) for one in told] == [("warna", "column_unknown")]


def test_a_workbook_with_merged_cells_and_several_sheets(words: Words, tmp_path: Path) -> None:
    """Merged participants hold for all their rows; every sheet with a header that is not hidden is read."""
    book = Workbook()
    cover = book.active
    cover.title = "Sampul"
    cover.append(["Komisi Contoh"])
    for title, people in (("Kota Contoh", "Budi"), ("Kab. Misal", "Sari")):
        sheet = book.create_sheet(title)
        sheet.append([f"AKUN {title}"])
        sheet.append(["No", "Nama Paslon", "Platform", "Akun", "ID"])
        sheet.append([1, people, "Instagram", f"@{people}_1", 50000000001])
        sheet.append([2, None, "FB", f"https://fb.com/{people}.resmi", None])
        sheet.merge_cells("B3:B4")
        sheet.merge_cells("A1:D1")
    hidden = book.create_sheet("Lama")
    hidden.append(["Paslon", "Platform", "Akun"])
    hidden.append(["X", "x", "@lama"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    listed = read(tmp_path / "a.xlsx", words, participant="")
    assert listed.rejected == []
    found = [
        (e.where.sheet, e.where.row, e.participant, e.profile.handle, e.profile.account_id)
        for e in listed.entries
    ]
    assert found == [
        ("Kota Contoh", 3, "Budi", "Budi_1", "50000000001"), ("Kota Contoh", 4, "Budi", "Budi.resmi", ""),
        ("Kab. Misal", 3, "Sari", "Sari_1", "50000000001"), ("Kab. Misal", 4, "Sari", "Sari.resmi", ""),
    ]  # fmt: skip
    assert [one.key for one in listed.notices] == ["sheet_skipped"]


def test_a_document_with_merged_cells(words: Words, tmp_path: Path) -> None:
    """ODS gives the same: merged participants, several accounts in a cell, ids kept to the digit."""
    rows = [
        ["Daftar"],
        ["Peserta", "Instagram", "ID X"],
        ["Budi", "@a_1\n@a_2", 1500],
        ["", "", "1500000000000000001"],
    ]
    ods.write(tmp_path / "a.ods", {"Lembar 1": rows, "Lembar 2": [["kosong"]]}, {(2, 0): 2})
    listed = read(tmp_path / "a.ods", words, participant="")
    assert accounts(listed) == {
        ("instagram", "a_1"),
        ("instagram", "a_2"),
        ("x", "1500"),
        ("x", "1500000000000000001"),
    }
    assert {one.participant for one in listed.entries} == {"Budi"}


def test_numbers_that_a_spreadsheet_rounded_are_rejected(words: Words, tmp_path: Path) -> None:
    """An id of nineteen digits typed as a number has lost its last digits: no guess is made."""
    book = Workbook()
    book.active.append(["Platform", "ID"])
    book.active.append(["x", 1500000000000000001])
    book.save(tmp_path / "a.xlsx")
    assert [one.key for one in read(tmp_path / "a.xlsx", words).rejected] == ["rounded"]


def test_a_pdf_with_a_table(words: Words, tmp_path: Path) -> None:
    """Tables of text over several pages are read, their repeated header isn't, nor broken names."""
    head = ["No", "Peserta", "Platform", "Akun"]
    first = [head, ["1", "Budi\nContoh", "Instagram", "@budi_c"], ["2", "Sari", "TikTok", "@sari_1\n@sari_2"]]
    second = [head, ["3", "Dewi", "X", "dewi_yang_pan\njang"]]
    pdf.write(tmp_path / "a.pdf", [first, second])
    listed = read(tmp_path / "a.pdf", words)
    assert [(e.participant, e.profile.handle) for e in listed.entries] == [
        ("Budi Contoh", "budi_c"), ("Sari", "sari_1"), ("Sari", "sari_2"),
    ]  # fmt: skip
    assert [(one.where.column, one.key) for one in listed.rejected] == [("D", "no_name")]


def test_a_pdf_without_text_is_refused(words: Words, tmp_path: Path) -> None:
    """A scan, or a letter without a table, holds nothing to read."""
    pdf.write(tmp_path / "a.pdf", [[]])
    assert [one.key for one in read(tmp_path / "a.pdf", words).rejected] == ["no_text"]


CELLS = st.text(max_size=60) | st.sampled_from(
    ["@a", "x.com/a", "http://[", "1. ", "IG:", "@" * 9, "\u2028x", "1e9", "="]
)


@settings(max_examples=150, suppress_health_check=ONE_FOR_ALL)
@given(rows=st.lists(st.lists(CELLS, max_size=7), max_size=6))
def test_no_cell_breaks_the_reader(rows: list[list[str]], words: Words, tmp_path: Path) -> None:
    """Whatever stands in the cells below a header: there are entries and rejections, never an exception."""
    import csv as library

    path = tmp_path / "aneh.csv"
    with path.open("w", encoding="utf-8", errors="ignore", newline="") as file:
        writer = library.writer(file)
        writer.writerow(["Peserta", "Platform", "Akun", "Link", "ID", "Instagram", "Tanggal"])
        writer.writerows(rows)
    listed = read(path, words)
    for entry in listed.entries:
        assert entry.profile.platform
        assert entry.profile.handle or entry.profile.account_id
        assert words.profiles.wrong(entry.profile) is None


@settings(max_examples=60, suppress_health_check=ONE_FOR_ALL)
@given(
    raw=st.binary(max_size=300),
    head=st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n", b"\xd0\xcf\x11\xe0", b"x,akun\n"]),
)
def test_no_bytes_break_the_reader(raw: bytes, head: bytes, words: Words, tmp_path: Path) -> None:
    """Whatever the bytes of a file are, it is read or refused."""
    path = tmp_path / "aneh"
    path.write_bytes(head + raw)
    listed = read(path, words)
    assert isinstance(listed, Listed)


def test_digest_names_the_bytes(tmp_path: Path) -> None:
    """A file has the same digest as long as it is the same; what isn't there has none."""
    path = csv(tmp_path, "a")
    assert digest(path) == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    assert digest(tmp_path / "tiada") == ""

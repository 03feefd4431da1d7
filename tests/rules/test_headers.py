"""How lists are headed, as the shipped file has it; and a file with mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.account_rows import ACCOUNTS
from rules.compile import ruleset
from rules.findings import BadData
from rules.headers import IGNORED, load_headers
from rules.profiles import Profiles
from rules.registry_csv import HASHTAGS, PARTICIPANTS

RULES = Path(__file__).parents[2] / "rules"
PROFILES = Profiles(ruleset()["platforms"])
HEADERS = load_headers(RULES / "headers.yaml", PROFILES)

MEANINGS = {
    "No.": (IGNORED, ""),
    "Nama Pasangan Calon": ("participant", ""),
    "NAMA  AKUN": ("handle", ""),
    "Akun Instagram": ("handle", "instagram"),
    "Link FB": ("handle", "facebook"),
    "FB": ("handle", "facebook"),
    "ID Facebook": ("account_id", "facebook"),
    "X (Twitter)": ("handle", "x"),
    "TikTok 2": ("handle", "tiktok"),
    "Kabupaten/Kota": ("region", ""),
    "Tgl.": ("source_date", ""),
    "source_class": ("source_class", ""),
    "Warna": None,
    "": None,
    "Link Friendster": None,
}


@pytest.mark.parametrize("header", MEANINGS)
def test_headers(header: str) -> None:
    """A header means its column, and the platform where it names one."""
    assert HEADERS.column(header) == MEANINGS[header]


def test_our_own_columns_mean_themselves() -> None:
    """Every column of our own files, and every other header the rules know for it, means the same here."""
    for columns in (ACCOUNTS, PARTICIPANTS, HASHTAGS):
        for name in columns.all:
            assert HEADERS.column(name) == (name, "")
        for alias, name in (columns.aliases or {}).items():
            found = HEADERS.column(alias)
            assert found is None or found[0] in (name, IGNORED)


def test_words_for_values() -> None:
    """Offices write values in words; others stay as they are."""
    assert HEADERS.value("source_class", "Terdaftar di KPU") == "kpu-registered"
    assert HEADERS.value("source_class", "agency-curated") == "agency-curated"
    assert HEADERS.value("region", " Seluruh  Indonesia") == "*"
    assert HEADERS.value("region", "Kota Contoh") == "Kota Contoh"


def test_words_for_nothing() -> None:
    """A dash and its like say that there is nothing."""
    assert all(map(HEADERS.empty, ("", " ", "-", "Nihil", "TIDAK ADA")))
    assert not HEADERS.empty("ada")


def test_a_word_for_two_columns_is_a_mistake(tmp_path: Path) -> None:
    """A header that would mean two columns is told with its line, as is a key nobody knows."""
    text = (RULES / "headers.yaml").read_text("utf-8")
    path = tmp_path / "headers.yaml"
    path.write_text(text.replace("reviewer: [reviewer", "reviewer: [platform, reviewer"))
    with pytest.raises(BadData, match="'platform' stands for platform already"):
        load_headers(path, PROFILES)
    path.write_text(text + "extra: 1\n")
    with pytest.raises(BadData, match="unknown key"):
        load_headers(path, PROFILES)

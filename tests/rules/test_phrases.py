"""Texts are picked by place, in one language, with Indonesian behind it."""

from __future__ import annotations

from datetime import date

from rules.phrases import Phrases, filled

TEXTS = {
    "messages": {
        "id": {
            "a": {"b": "halo {name}"},
            "ui": {"x": "satu", "y": "dua {n}"},
            "rule": {"any": {"k": "umum", "z": "akhir"}, "tni": {"k": "khusus"}},
            "date": "{day} {month} {year}",
            "months": ["Januari", "Februari"],
        },
        "en": {"ui": {"x": "one"}},
    }
}


def test_a_missing_text_comes_from_indonesian() -> None:
    """One by one, also within a section."""
    say = Phrases(TEXTS, "en")
    assert say("a", "b", name="Budi") == "halo Budi"
    assert say.section("ui") == {"x": "one", "y": "dua {n}"}
    assert say.pick({"id": "ya", "en": "yes"}) == "yes"
    assert say.pick({"id": "ya"}) == "ya"
    assert Phrases(TEXTS, "fr")("ui", "x") == "satu"


def test_a_text_that_nobody_has_is_empty() -> None:
    """Also where the place is no text, or nothing is asked for."""
    say = Phrases(TEXTS, "id")
    assert [say("a"), say("a", "b", "c"), say("nowhere"), say.pick(None)] == ["", "", "", ""]


def test_an_audiences_own_text_goes_before_the_one_for_any() -> None:
    """Key by key, in the order asked."""
    say = Phrases(TEXTS, "id")
    assert say.own("rule", "tni", "k") == "khusus"
    assert say.own("rule", "asn", "k") == "umum"
    assert say.own("rule", "tni", "none", "z") == "akhir"
    assert say.own("rule", "tni", "none") == ""


def test_values_are_put_in_as_they_are() -> None:
    """Their braces mean nothing, and a name without a value stays."""
    assert filled("{a} {b}", {"a": "{b} {0} {a.b}"}) == "{b} {0} {a.b} {b}"
    assert filled("{a}", {}) == "{a}"


def test_days_are_written_out() -> None:
    """With the month's name."""
    assert Phrases(TEXTS, "en").day(date(2026, 2, 3)) == "3 Februari 2026"

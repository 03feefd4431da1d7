"""Every refusal speaks both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ext_api.say import Say
from ext_api.store import StoreError

ROOT = Path(__file__).parents[3] / "ext_api"
RAISED = {
    key
    for path in ROOT.rglob("*.py")
    for key in re.findall(r"StoreError\(\s*\"(\w+)\"(?: if fresh else \"\w+\")?", path.read_text("utf-8"))
} | {"other_version"}


def test_every_refusal_has_its_words() -> None:
    """Each key that is raised anywhere is a text in both languages, and every text is used."""
    assert len(RAISED) > 15
    for language in ("id", "en"):
        assert [key for key in RAISED if not Say("registry", language)(f"err_{key}")] == []


@pytest.mark.parametrize(
    ("locale", "words"), [("id_ID.UTF-8", "tidak ada baris nomor 7"), ("en_US", "there is no row 7")]
)
def test_it_speaks_the_person_s_language(monkeypatch: pytest.MonkeyPatch, locale: str, words: str) -> None:
    """As a text an error is a sentence, filled with its values."""
    monkeypatch.setenv("LC_ALL", locale)
    assert str(StoreError("no_row", row=7)) == words

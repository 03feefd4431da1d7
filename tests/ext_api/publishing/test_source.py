"""Where what is published comes from."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from ext_api.publishing import source
from ext_api.store import open_store
from rules import compile as rulesets
from rules.findings import BadData
from tests.support.election import SHIPPED
from tests.support.publisher import demo, ruleset


def test_rules_without_a_database_are_those_of_the_folder() -> None:
    """With the version that they have everywhere."""
    assert source.ruleset(SHIPPED) == rulesets.ruleset(SHIPPED)


def test_the_database_has_the_last_word_on_contests(tmp_path: Path) -> None:
    """A window that was moved in the database is moved in what is published, under another version."""
    moved = copy.deepcopy(ruleset()["contests"]["demo"])
    moved["windows"][0]["opens"] = "2025-01-01T00:00:00+07:00"
    with open_store(tmp_path / "registry.sqlite3") as store:
        store.load_contests(ruleset()["contests"], by="test", why="test")
        assert source.ruleset(SHIPPED, store) == ruleset(), "the same contests make the same version"
        store.load_contests({"demo": moved}, by="test", why="test")
        compiled = source.ruleset(SHIPPED, store)
    assert compiled["contests"] == {**ruleset()["contests"], "demo": moved}
    assert compiled["version"] != ruleset()["version"]


def test_a_registry_comes_from_campaign_files() -> None:
    """As the rules read it."""
    assert source.registry([SHIPPED / "campaigns" / "demo"], ruleset()).records == demo().records


def test_mistakes_in_campaign_files_are_all_told(tmp_path: Path) -> None:
    """With file and line; nothing of it is published."""
    head = (SHIPPED / "campaigns" / "demo" / "accounts.csv").read_text().splitlines()[0]
    (tmp_path / "accounts.csv").write_text(f"{head}\nnowhere,a\nnowhere,b\n")
    with pytest.raises(BadData) as refused:
        source.registry([tmp_path], ruleset())
    assert {finding.line for finding in refused.value.findings} >= {2, 3}

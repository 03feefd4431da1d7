"""All rule data becomes one plain ruleset, or tells what is wrong."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rules.compile import SHIPPED, campaigns, forms, load_ruleset, registry, ruleset
from rules.engine import Engine
from rules.findings import BadData


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped rules that a test may break."""
    target = tmp_path_factory.mktemp("rules") / "rules"
    shutil.copytree(SHIPPED, target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return target


def test_the_shipped_rules_are_sound() -> None:
    """What is shipped has no error and no warning, and neither has its registry."""
    compiled, findings = load_ruleset()
    assert findings == []
    assert registry(campaigns(), compiled)[1] == []


def test_a_ruleset_is_plain_json(folder: Path) -> None:
    """Written as JSON and read back, a ruleset is the same, and an engine can be built of it."""
    compiled = ruleset(folder)
    again = json.loads(json.dumps(compiled))
    assert again == compiled
    records, _ = registry(campaigns(folder), again)
    assert Engine(again, records).covers("x.com", datetime.now(UTC))


def test_the_version_is_made_from_the_contents(folder: Path) -> None:
    """The same rules have the same version; a changed rule has another."""
    before = ruleset(folder)["version"]
    assert ruleset(folder)["version"] == before
    policy = folder / "policy.yaml"
    text = policy.read_text()
    policy.write_text(text.replace("[post]", "[post, share]"))
    try:
        assert ruleset(folder)["version"] != before
    finally:
        policy.write_text(text)
    assert ruleset(folder)["version"] == before


def test_everybody_gets_a_ruleset_of_their_own(folder: Path) -> None:
    """What one caller does to a ruleset is not seen by the next, who gets what the files say."""
    mine, whole = ruleset(folder), json.dumps(ruleset(folder))
    mine["platforms"].clear()
    mine["policy"]["mine"] = True
    assert json.dumps(ruleset(folder)) == whole


def test_an_error_anywhere_stops_it(folder: Path) -> None:
    """A ruleset with an error isn't made, and the error says where."""
    broken = folder / "platforms" / "broken.yaml"
    broken.write_text("platform: broken\n")
    try:
        with pytest.raises(BadData, match=r"broken.yaml:1: "):
            ruleset(folder)
    finally:
        broken.unlink()


def test_forms_are_those_of_accounts() -> None:
    """A registry checks handles and account ids by the platforms' own forms."""
    assert set(forms(ruleset())["x"]) == {"handle", "account_id"}


def test_the_demo_campaign_is_open_today() -> None:
    """The fictional campaign is inside its window now and for years."""
    compiled = ruleset()
    records, _ = registry(campaigns(), compiled)
    for year in (datetime.now(UTC).year, datetime.now(UTC).year + 3):
        assert Engine(compiled, records).open(datetime(year, 12, 1, tzinfo=UTC))

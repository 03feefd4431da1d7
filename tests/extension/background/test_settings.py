"""The settings of a browser: defaults, then the person's choice, then the policy, which nobody changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.settings_peer import Settings

DAY = 86_400_000


@pytest.fixture(scope="module")
def process() -> Iterator[Settings]:
    """The settings module."""
    with Settings() as peer:
        yield peer


@pytest.fixture
def peer(process: Settings) -> Settings:
    """A browser in which nobody has said anything."""
    process.fill()
    return process


def test_without_anything_there_are_defaults(peer: Settings) -> None:
    """A browser without choices, and without any storage for policies, warns an ASN in Indonesian."""
    loaded = peer.ask("load")
    assert loaded == {"settings": peer.ask("names")["defaults"], "locked": [], "problems": []}


def test_the_policy_counts_more_than_the_person(peer: Settings) -> None:
    """What the policy sets holds and is locked; the rest is the person's."""
    peer.fill(
        {"audience": "polri", "agency": "Saya", "language": "en"}, {"audience": "tni", "agency": "Kodam"}
    )
    loaded = peer.ask("load")
    assert [loaded["settings"][name] for name in ("audience", "agency", "language")] == ["tni", "Kodam", "en"]
    assert loaded["locked"] == ["agency", "audience"]
    assert loaded["problems"] == []


def test_a_lock_without_a_value_fixes_the_default(peer: Settings) -> None:
    """What a policy only locks stays as shipped, whatever was chosen before."""
    peer.fill({"platforms_off": ["x"], "paused_until": 2**50}, {"locked": ["platforms_off", "paused_until"]})
    loaded = peer.ask("load")
    assert (loaded["settings"]["platforms_off"], loaded["settings"]["paused_until"]) == ([], 0)
    assert loaded["locked"] == ["paused_until", "platforms_off"]


def test_a_wrong_policy_costs_only_what_is_wrong(peer: Settings) -> None:
    """A field that is wrong is left out and told; the others hold. Unknown locks lock nothing."""
    policy = {"audience": "pns", "agency": "Kota", "hold_seconds": 20, "locked": ["nobody", 5]}
    peer.fill({"audience": "polri"}, policy)
    loaded = peer.ask("load")
    assert [loaded["settings"][name] for name in ("audience", "agency", "hold_seconds")] == [
        "polri",
        "Kota",
        20,
    ]
    assert [(one["field"], one["kind"]) for one in loaded["problems"]] == [("audience", "one_of")]
    assert loaded["locked"] == ["agency", "hold_seconds"]


@pytest.mark.parametrize("stored", [[], "text", 5, {"audience": 5, "updates": []}])
def test_a_torn_storage_is_no_trouble(peer: Settings, stored: Any) -> None:
    """Whatever stands in the storage, there are settings."""
    peer.fill(stored, {"locked": "all"})
    assert peer.ask("load")["settings"] == peer.ask("names")["defaults"]


def test_parts_that_are_left_out_are_filled_in(peer: Settings) -> None:
    """Who names an address follows the whole country with the shipped root; a circular needs no link."""
    peer.fill({"updates": {"url": "https://a.example"}, "circulars": [{"number": "1", "date": "2"}]})
    settings = peer.ask("load")["settings"]
    assert settings["updates"] == {"url": "https://a.example", "root": "", "root_sha256": "", "parts": ["id"]}
    assert settings["circulars"] == [{"number": "1", "date": "2", "link": ""}]


def test_a_delay_never_outlasts_the_dialog(peer: Settings) -> None:
    """Policy and person together may contradict each other: it is told, and the dialog still has an end."""
    peer.fill({"delay_seconds": 20}, {"hold_seconds": 10})
    loaded = peer.ask("load")
    assert loaded["settings"]["delay_seconds"] == 9
    assert [(one["field"], one["kind"]) for one in loaded["problems"]] == [("delay_seconds", "delay")]


def test_what_is_saved_is_loaded(peer: Settings) -> None:
    """Only what is named is changed."""
    assert peer.ask("save", changes={"audience": "tni"}) == []
    assert peer.ask("save", changes={"language": "en", "delay_seconds": 0}) == []
    settings = peer.ask("load")["settings"]
    assert [settings[name] for name in ("audience", "language", "delay_seconds")] == ["tni", "en", 0]
    assert peer.ask("stored")["local"]["settings"] == {
        "audience": "tni",
        "language": "en",
        "delay_seconds": 0,
    }


@pytest.mark.parametrize(
    ("changes", "field", "kind"),
    [
        ({"agency": "B"}, "agency", "locked"),
        ({"paused_until": 5}, "paused_until", "locked"),
        ({"language": "en", "audience": "pns"}, "audience", "one_of"),
        ({"language": "en", "delay_seconds": 30}, "delay_seconds", "delay"),
        ({"language": "en", "other": 1}, "other", "unknown"),
    ],
)
def test_nothing_is_saved_where_something_is_wrong(
    peer: Settings, changes: dict[str, Any], field: str, kind: str
) -> None:
    """All of a change is kept or nothing; what is locked stays."""
    peer.fill({"audience": "tni"}, {"agency": "A", "locked": ["paused_until"]})
    assert [(one["field"], one["kind"]) for one in peer.ask("save", changes=changes)] == [(field, kind)]
    assert peer.ask("stored")["local"]["settings"] == {"audience": "tni"}


def test_changes_are_heard(peer: Settings) -> None:
    """Whoever listens hears what the person and the policy change, and of nothing else that is stored."""
    peer.fill({}, {})
    peer.ask("listen")
    peer.ask("save", changes={"audience": "tni"})
    assert [one["audience"] for one in peer.ask("told")] == ["tni"]
    peer.ask("change", name="managed", items={"audience": "polri"})
    assert [one["audience"] for one in peer.ask("told")] == ["polri"]
    peer.ask("change", name="local", items={"other": 1})
    assert peer.ask("told") == []
    peer.ask("silence")
    peer.ask("save", changes={"language": "en"})
    assert peer.ask("told") == []


def test_a_platform_is_on_unless_it_is_off_or_all_rest(peer: Settings) -> None:
    """Pauses end by themselves, and no clock that was wrong makes one of years."""
    now = 1_795_257_378_000

    def on(platform: str, **data: Any) -> Any:
        return peer.ask("on", data=data, platform=platform, now=now)

    assert on("x")
    assert not on("x", platforms_off=["x"])
    assert on("y", platforms_off=["x"])
    assert not on("y", paused_until=now + 1)
    assert on("y", paused_until=now)
    assert on("y", paused_until=now + 3 * DAY)


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_tomorrow_begins_at_midnight(peer: Settings, hour: int) -> None:
    """Where the browser is, whatever the hour."""
    jakarta = ZoneInfo("Asia/Jakarta")
    now = datetime(2026, 11, 30, hour, 59, tzinfo=jakarta)
    morning = datetime(2026, 12, 1, tzinfo=jakarta)
    assert peer.ask("tomorrow", now=now.timestamp() * 1000) == morning.timestamp() * 1000

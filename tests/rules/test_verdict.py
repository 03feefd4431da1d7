"""Verdicts: who is warned of what, and when nothing is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rules.bounds import MAX_HITS
from rules.model import KINDS, Action, Level, Record, Settings, Verdict
from rules.registry import Registry
from rules.verdict import Judge
from tests.support.election import CLOSES, NOW, calendar, hashtag, policy, record, registry, window

MAYOR = record("walikota", "1")
PARTY = record("partai", "2")
LIKE = Action("x", "like", "x.like")


def _judge(accounts: Registry | None = None, **settings: Any) -> Judge:
    accounts = accounts or registry(MAYOR, PARTY, hashtags=(hashtag("pilih"),))
    return Judge(accounts, calendar(), policy(), replace(Settings(), **settings))


def _decide(
    *touched: tuple[str, Record], action: Action = LIKE, texts: tuple[str, ...] = (), **settings: Any
) -> Verdict:
    return _judge(**settings).decide(action, touched, texts, NOW)


def _says(verdict: Verdict) -> tuple[str, str]:
    return str(verdict.level), verdict.reason


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_towards_a_campaign_account_is_warned_of(kind: Any) -> None:
    """With the account, its role and the window."""
    verdict = _decide(("author", MAYOR), action=replace(LIKE, kind=kind))
    assert _says(verdict) == ("warn", "registered")
    (hit,) = verdict.hits
    assert (hit.record, hit.role, hit.window) == (MAYOR, "author", window())


@pytest.mark.parametrize("role", ["quoted", "tagged", "mentioned"])
def test_an_account_that_is_only_named_gets_advice(role: str) -> None:
    """Which the agency can switch off."""
    assert _says(_decide((role, MAYOR))) == ("advise", "advice")
    assert _says(_decide((role, MAYOR), advice=False)) == ("pass", "switched-off")


def test_the_strongest_role_decides_and_comes_first() -> None:
    """Each account once, with its strongest role."""
    verdict = _decide(("mentioned", PARTY), ("tagged", MAYOR), ("author", MAYOR), ("quoted", PARTY))
    assert verdict.level is Level.WARN
    assert [(hit.record, hit.role) for hit in verdict.hits] == [(MAYOR, "author"), (PARTY, "quoted")]


def test_without_advice_only_warnings_remain_among_the_hits() -> None:
    """The party that is only quoted is left out."""
    verdict = _decide(("quoted", PARTY), ("author", MAYOR), advice=False)
    assert [hit.record for hit in verdict.hits] == [MAYOR]


def test_at_most_eight_accounts_are_named() -> None:
    """The strongest of them."""
    many = [record(f"akun{n}", str(n + 10)) for n in range(20)]
    verdict = _judge(registry(*many)).decide(
        LIKE, [("tagged", one) for one in many[:-1]] + [("author", many[-1])], (), NOW
    )
    assert len(verdict.hits) == MAX_HITS
    assert verdict.hits[0].record == many[-1]


def test_follow_can_be_switched_off_and_nothing_else_with_it() -> None:
    """The rule is disputed, so agencies choose."""
    follow = replace(LIKE, kind="follow")
    assert _says(_decide(("account", MAYOR), action=follow)) == ("warn", "registered")
    assert _says(_decide(("account", MAYOR), action=follow, follow=False)) == ("pass", "switched-off")
    assert _says(_decide(("account", MAYOR), follow=False)) == ("warn", "registered")


@pytest.mark.parametrize(
    ("own", "learned", "hits", "tags"),
    [
        ("ayo #Pilih", "", 0, ("pilih",)),
        ("", "ayo #pilih", 0, ("pilih",)),
        ("setuju @Walikota.", "", 1, ()),
        ("", "kata @walikota #pilih", 1, ("pilih",)),
        ("#lain @siapa", "", 0, None),
    ],
)
def test_campaign_words_get_advice(own: str, learned: str, hits: int, tags: tuple[str, ...] | None) -> None:
    """In what is written and in what the post says; other words pass."""
    verdict = _decide(action=replace(LIKE, texts=(own,)), texts=(learned,))
    assert _says(verdict) == (("pass", "unregistered") if tags is None else ("advise", "advice"))
    assert len(verdict.hits) == hits
    assert verdict.hashtags == (tags or ())


def test_a_warning_keeps_the_hashtags_beside_it() -> None:
    """They don't weaken it."""
    verdict = _decide(("author", MAYOR), texts=("#pilih",))
    assert (verdict.level, verdict.hashtags) == (Level.WARN, ("pilih",))


def test_hashtag_advice_can_be_switched_off() -> None:
    """With the same switch as all advice."""
    assert _says(_decide(texts=("#pilih",), advice=False)) == ("pass", "switched-off")


@pytest.mark.parametrize("texts", [(), ("#pilih",), ("@walikota",)])
def test_outside_every_window_nothing_is_said(texts: tuple[str, ...]) -> None:
    """Neither warning nor advice nor reminder."""
    touched = [("author", MAYOR)] if not texts else []
    verdict = _judge().decide(replace(LIKE, kind="post", media=True), touched, texts, CLOSES)
    assert _says(verdict) == ("pass", "outside-window")
    assert verdict.hits == ()


def test_the_window_is_that_of_the_accounts_contest_and_region() -> None:
    """Another contest that is open doesn't count."""
    judge = Judge(registry(MAYOR), calendar(window("lain")), policy(), Settings())
    assert _says(judge.decide(LIKE, [("author", MAYOR)], (), NOW)) == ("pass", "outside-window")


def test_of_several_rows_one_with_an_open_window_counts() -> None:
    """And among open ones, one whose candidates are set."""
    old, new, later = (record("partai", "2", contest=name) for name in ("lama", "baru", "nanti"))
    windows = (window("lama", closes=NOW), window("nanti", candidates_set=False), window("baru"))
    judge = Judge(registry(old, later, new), calendar(*windows), policy(), Settings())
    (hit,) = judge.decide(LIKE, [("author", old)], (), NOW).hits
    assert (hit.record, hit.window.candidates_set) == (new, True)
    judge = replace(judge, calendar=calendar(*windows[:2]))
    (hit,) = judge.decide(LIKE, [("author", old)], (), NOW).hits
    assert (hit.record, hit.window.candidates_set) == (later, False)


@pytest.mark.parametrize(
    ("action", "settings", "expected"),
    [
        (replace(LIKE, kind="post", media=True), {}, ("advise", "reminder")),
        (replace(LIKE, kind="post", media=True), {"advice": False}, ("advise", "reminder")),
        (replace(LIKE, kind="post", media=True), {"reminders": False}, ("pass", "unregistered")),
        (replace(LIKE, kind="post"), {}, ("pass", "unregistered")),
        (replace(LIKE, kind="comment", media=True), {}, ("pass", "unregistered")),
    ],
)
def test_photos_bring_a_reminder(action: Action, settings: dict[str, Any], expected: tuple[str, str]) -> None:
    """Posts with a photo or video, while a window is open; switchable."""
    assert _says(_decide(action=action, **settings)) == expected


def test_a_warning_goes_before_the_reminder() -> None:
    """One dialog, the stronger."""
    post = replace(LIKE, kind="post", media=True, texts=("#pilih",))
    assert _decide(("owner", MAYOR), action=post).reason == "registered"
    assert _decide(action=post).reason == "advice"
    assert _decide(action=post, advice=False).reason == "reminder"


@pytest.mark.parametrize(("unresolved", "reason"), [(True, "unknown-author"), (False, "unregistered")])
def test_what_is_not_registered_passes_with_its_reason(unresolved: bool, reason: str) -> None:
    """Unknown is told apart from known and not listed."""
    assert _says(_judge().decide(LIKE, [], (), NOW, unresolved=unresolved)) == ("pass", reason)


def test_the_verdict_carries_its_action() -> None:
    """The very one that was judged."""
    assert _decide(("author", MAYOR)).action is LIKE

"""The engine as the proxy asks it: verdicts from requests, knowledge from responses."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import regfile
from rules.bounds import MAX_REQUEST_BODY
from rules.compile import ruleset
from rules.engine import Engine
from rules.model import Level, Record, Request, Response, Settings, Verdict
from rules.registry import Hashtag, Registry
from tests.support.kicau import KICAU

NOW = datetime(2026, 9, 9, tzinfo=UTC)
RULES: dict[str, Any] = {**ruleset(), "platforms": [KICAU]}


def record(handle: str = "", account_id: str = "", contest: str = "demo") -> Record:
    """A registered account of the made-up platform."""
    return Record(
        "kicau",
        handle,
        account_id,
        "Calon",
        "Calon A",
        contest,
        "Kota Contoh",
        "kpu-registered",
        "KPU",
        date(2026, 1, 1),
        "",
    )


REGISTRY = Registry([record("Budi"), record(account_id="8"), record("tua", contest="pilkada-2024")], [
    Hashtag("pilihcontoh", "Calon A", "demo", "*", "KPU")
])  # fmt: skip


def engine(**switches: Any) -> Engine:
    """An engine with two accounts inside their window and one outside."""
    return Engine(RULES, REGISTRY, Settings(**switches))


def judge(of: Engine, path: str, body: Any, **headers: str) -> Verdict:
    """The verdict on a POST."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    verdict = of.judge(Request("POST", "https://kicau.example" + path, headers, raw), NOW)
    assert verdict is not None
    return verdict


def show(of: Engine, body: Any) -> int:
    """Let the engine learn from a feed; how many items it kept."""
    raw = json.dumps(body).encode()
    return of.learn(Response(Request("GET", "https://kicau.example/feed"), 200, "application/json", raw))


POST = {"post_id": "1", "author": {"id": "7", "name": "budi"}}
LIKE = {"input": {"id": "1"}}


def test_a_post_of_a_registered_account_warns() -> None:
    """Once learned, a like of a registered account's post is held with a warning that names it."""
    of = engine()
    assert judge(of, "/api/v1/like", LIKE).reason == "unknown-author"
    assert show(of, [POST]) == 1
    verdict = judge(of, "/api/v1/like", LIKE)
    assert (verdict.level, verdict.reason) == (Level.WARN, "registered")
    assert verdict.hits[0].record.handle == "Budi"
    warning = of.warning(verdict, NOW)
    assert warning["account"]["platform"] == "Kicau"
    assert warning["level"] == "warn"


def test_other_posts_are_not_remembered() -> None:
    """A feed without registered accounts leaves no trace."""
    of = engine()
    stranger = {"post_id": "2", "author": {"id": "70", "name": "warga"}}
    assert show(of, [stranger]) == 0
    assert show(of, [stranger, POST]) == 1
    assert judge(of, "/api/v1/like", {"input": {"id": "2"}}).reason == "unknown-author"


def test_a_second_name_counts() -> None:
    """The registry has a handle, the request an id: a response that shows both side by side joins them."""
    of = engine()
    assert judge(of, "/users/7/follow", b"").reason == "unregistered"
    show(of, [{"user_id": "7", "user_name": "BUDI"}])
    assert judge(of, "/users/7/follow", b"").level is Level.WARN
    assert show(of, [{"post_id": "6", "author": {"id": "7"}}]) == 1


def test_second_names_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever makes up second names without end has the oldest forgotten, wherever they are kept."""
    monkeypatch.setattr("rules.authors.MAX_ALIASES", 2)
    of = engine()
    for number in (700, 701, 700, 702, 703, 702):
        show(of, [{"user_id": str(number), "user_name": "budi"}])
    reasons = [judge(of, f"/users/{number}/follow", b"").reason for number in range(700, 704)]
    assert reasons == ["unregistered", "unregistered", "registered", "registered"]
    feed = Request("GET", "https://kicau.example/feed")
    asked = [Response(feed, 200, "", b'{"id":"%d"}' % number) for number in range(700, 704)]
    assert [of.concerns(one) for one in asked] == [False, False, True, True]


def test_a_handle_that_changed_hands_is_no_alias() -> None:
    """A stranger who now has a registered account's handle stays a stranger."""
    rows = Registry([record("bupati", "101")])
    of = Engine(RULES, rows)
    show(of, [{"user_id": "666", "user_name": "bupati"}])
    assert judge(of, "/users/666/follow", b"").reason == "unregistered"
    show(of, [{"user_id": "101", "user_name": "bupati_baru"}])
    assert judge(of, "/follow", b"name=bupati_baru").level is Level.WARN


def test_roles_differ() -> None:
    """Whoever is only tagged in a post calls for advice, not for a warning."""
    of = engine()
    show(of, [{"post_id": "3", "author": {"id": "70"}, "tags": [{"id": "8"}]}])
    verdict = judge(of, "/api/v1/like", {"input": {"id": "3"}})
    assert (verdict.level, verdict.reason, verdict.hits[0].role) == (Level.ADVISE, "advice", "tagged")
    assert judge(engine(advice=False), "/api/v1/like", {"input": {"id": "3"}}).level is Level.PASS


def test_campaign_words() -> None:
    """A registered hashtag or mention, in what is written or in the post acted on, calls for advice."""
    of = engine()
    assert judge(of, "/api/v1/send", {"input": {"text": "Ayo #PilihContoh"}}).reason == "advice"
    assert judge(of, "/api/v1/send", {"input": {"text": "halo @budi"}}).reason == "advice"
    assert judge(of, "/api/v1/send", {"input": {"text": "halo"}}).level is Level.PASS
    show(of, [{"post_id": "4", "author": {"id": "70"}, "text": "kata #pilihcontoh"}])
    assert judge(of, "/api/v1/like", {"input": {"id": "4"}}).hashtags == ("pilihcontoh",)


def test_the_viewer_s_own_posts_pass() -> None:
    """The viewer's own id never counts, not even where it is registered."""
    of = engine()
    show(of, [{"post_id": "5", "author": {"id": "8"}}])
    assert judge(of, "/api/v1/like", {"input": {"id": "5"}}).level is Level.WARN
    assert judge(of, "/api/v1/like", {"input": {"id": "5"}}, cookie="me=u=8").level is Level.PASS


def test_a_hint_helps_where_nothing_was_learned() -> None:
    """A permalink in the Referer tells the author of a post never seen."""
    verdict = judge(
        engine(), "/api/v1/like", {"input": {"id": "9"}}, referer="https://kicau.example/budi/post/9"
    )
    assert (verdict.level, verdict.hits[0].role) == (Level.WARN, "cited")


def test_a_page_whose_owner_stands_in_the_request_alone() -> None:
    """An answer that names nobody belongs to the registered account that its request asked for."""
    of = engine()
    raw = json.dumps([{"bare_id": "9"}]).encode()
    for owner, kept in (("70", 0), ("8", 1)):
        request = Request("GET", f"https://kicau.example/feed?owner={owner}")
        assert of.learn(Response(request, 200, "application/json", raw)) == kept
    assert judge(of, "/api/v1/like", {"input": {"id": "9"}}).level is Level.WARN
    assert not of.asks("https://kicau.example/feed")


def test_another_process_learns_for_us() -> None:
    """An engine sent to another process is the same engine; what it studies there can be absorbed here."""
    here, there = engine(), pickle.loads(pickle.dumps(engine()))  # noqa: S301 - our own bytes
    raw = json.dumps([POST, {"post_id": "2", "author": {"id": "70"}}]).encode()
    lesson = there.study(Response(Request("GET", "https://kicau.example/feed"), 200, "application/json", raw))
    assert [one.item.id for one in lesson.learned] == ["1"]
    assert here.absorb(pickle.loads(pickle.dumps(lesson))) == 1  # noqa: S301 - our own bytes
    assert judge(here, "/api/v1/like", LIKE).level is Level.WARN


def test_a_second_name_counts_in_the_other_process_too() -> None:
    """An account that a post shows with id and handle is known there by both, to later posts and answers."""
    there = engine()
    beside = {"post_id": "1", "author": {"id": "8", "name": "calon_b"}}
    alone = [{"post_id": n, "author": {"name": "calon_b"}} for n in ("2", "3")]

    def taught(*posts: Any) -> list[str]:
        raw = json.dumps(posts).encode()
        feed = Request("GET", "https://kicau.example/feed")
        return [one.item.id for one in there.study(Response(feed, 200, "application/json", raw)).learned]

    assert taught(alone[1]) == []
    assert taught(beside, alone[0]) == ["1", "2"]
    assert taught(alone[1]) == ["3"]


@pytest.mark.parametrize(
    ("body", "may"),
    [
        ('{"post_id":"1","author":{"id":"70"}}', False),
        ('{"post_id":"1","author":{"id":"8"}}', True),
        ('{"markup":"plain","html":"a < b"}', True),
        ('{"other":"a"}' + " " * 600 + '{"b":"<b>"}', False),
        ("<html></html>", False),
        ("<html><script src=a.js></script></html>", True),
    ],
)
def test_pages_are_not_looked_into_by_the_event_loop(body: str, may: bool) -> None:
    """Of a page with something to read, and of a text that may hold one, it is only said that it may name
    somebody.
    """
    read = {"html_strings": ["html"], "html": [{"script_type": "application/json"}]}
    of = Engine({**RULES, "platforms": [{**KICAU, "read": read}]}, REGISTRY)
    feed = Request("GET", "https://kicau.example/feed")
    assert of.concerns(Response(feed, 200, "application/json", body.encode())) is may
    assert of.study(Response(feed, 200, "text/html", b"<html>")).learned == []


def test_windows_and_switches() -> None:
    """Outside its window an account passes; a switched-off follow passes."""
    of = engine()
    assert judge(of, "/follow", b"name=tua").reason == "outside-window"
    assert judge(of, "/follow", b"name=budi").level is Level.WARN
    assert judge(engine(follow=False), "/follow", b"name=budi").reason == "switched-off"
    assert judge(of, "/api/v1/send", {"input": {"text": "", "photos": [1]}}).reason == "reminder"


def test_no_window_no_interest() -> None:
    """While no window of a registered contest is open, nothing is covered."""
    assert engine().covers("www.kicau.example", NOW)
    assert not engine().covers("lain.example", NOW)
    assert not Engine(RULES, Registry([record("tua", contest="pilkada-2024")])).covers("kicau.example", NOW)
    assert not Engine(RULES, Registry()).covers("kicau.example", NOW)


def test_a_batch_takes_the_strongest() -> None:
    """Of several actions in one request the strongest verdict counts."""
    writes = [{"type": "like", "id": "1"}, {"type": "follow", "id": "8"}]
    assert judge(engine(), "/api/v1/batch", {"writes": writes}).action.kind == "follow"


def test_refusals() -> None:
    """A refusal has the platform's shape, and the rule's own where it names one."""
    of = engine()
    like = judge(of, "/api/v1/like", LIKE).action
    post = judge(of, "/api/v1/send", {"input": {"text": "a"}}).action
    assert of.refusal(like, "id").status == 403
    soft = of.refusal(post, "id")
    assert (soft.status, soft.body, soft.headers["x-soft"]) == (200, b"tidak", "1")


@pytest.mark.parametrize(
    ("url", "status", "kind", "readable"),
    [
        ("https://kicau.example/feed", 200, "application/json", True),
        ("https://kicau.example/feed", 200, "text/html; charset=utf-8", True),
        ("https://kicau.example/feed", 404, "application/json", False),
        ("https://kicau.example/feed", 200, "image/jpeg", False),
        ("https://kicau.example/messages/1", 200, "application/json", False),
        ("https://lain.example/feed", 200, "application/json", False),
    ],
)
def test_readable(url: str, status: int, kind: str, readable: bool) -> None:
    """Only successful text of covered hosts is read, and private messages never."""
    assert engine().readable(url, status, kind) is readable


def test_interest() -> None:
    """Uploads too large for a tap are no concern, whatever their path."""
    of = engine()
    assert of.interest("POST", "https://kicau.example/api/v1/like", {})
    assert not of.interest(
        "POST", "https://kicau.example/api/v1/like", {"content-length": str(MAX_REQUEST_BODY + 1)}
    )
    assert not of.interest("GET", "https://kicau.example/api/v1/like", {})


@given(st.binary(max_size=200), st.text(max_size=40))
def test_total(body: bytes, junk: str) -> None:
    """Arbitrary requests and responses never make the engine raise."""
    of = engine()
    for url in ("https://kicau.example/api/v1/like", "https://kicau.example/" + junk, junk):
        request = Request("POST", url, {"cookie": junk, "referer": junk, "content-length": junk}, body)
        of.interest("POST", url, request.headers)
        of.judge(request, NOW)
        of.readable(url, 200, junk)
        of.learn(Response(request, 200, junk, body))


def test_a_newer_engine_goes_on_with_what_the_older_one_knows() -> None:
    """What was learned before a swap still leads to its accounts, as does what the old one learns late."""
    old = engine()
    show(old, [POST])
    new = engine().succeeding(old)
    assert judge(new, "/api/v1/like", LIKE).level is Level.WARN
    assert judge(new, "/users/7/follow", b"").level is Level.WARN
    assert new.concerns(Response(Request("GET", "https://kicau.example/feed"), 200, "", b'{"id":"7"}'))
    show(old, [{"post_id": "2", "author": {"id": "8"}}])
    assert judge(new, "/api/v1/like", {"input": {"id": "2"}}).level is Level.WARN


def test_an_account_that_was_taken_off_no_longer_warns() -> None:
    """Though its posts and other names were learned while it was registered."""
    old = engine()
    show(old, [POST])
    new = Engine(RULES, Registry([record(account_id="8")])).succeeding(old)
    assert judge(new, "/api/v1/like", LIKE).level is Level.PASS
    assert judge(new, "/users/7/follow", b"").level is Level.PASS


def test_an_engine_with_a_mapped_registry_goes_to_another_process_by_name(tmp_path: Path) -> None:
    """What is pickled doesn't grow with the registry, and judges the same."""
    rows = [record("Budi"), *(record(f"akun{n}") for n in range(5000))]
    state = regfile.build(tmp_path, Registry(rows))
    of = Engine(RULES, regfile.MappedRegistry(state.folder))
    small = len(pickle.dumps(engine()))
    raw = pickle.dumps(of)
    assert len(raw) < small + 500
    there = pickle.loads(raw)  # noqa: S301 - our own bytes
    show(there, [POST])
    assert judge(there, "/api/v1/like", LIKE).level is Level.WARN

"""A tap through the real proxy: held, asked about, released byte for byte or refused; all else untouched."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from rules.bounds import MAX_REQUEST_BODY
from tests.support.small_engine import REFUSED
from tests.support.waiting import until
from tests.support.wire import DOCUMENT, Person
from tests.support.world import World


def counted(world: World) -> set[str]:
    """What was counted so far."""
    return {name for day in world.addon.counters.shown().values() for name in day}


async def test_proceed_releases_the_very_same_bytes(world: World) -> None:
    """Nothing arrives before the decision; then what arrives is what arrives without us, byte for byte."""
    without_us = world.person()
    world.engine.open = False
    await without_us.tap()
    world.engine.open = True
    (expected,) = world.site.taps()
    world.site.arrived.clear()

    person = await world.reader()
    assert person.cookie
    tap = person.tap()
    hold_id = await person.asked()
    assert world.site.taps() == []
    assert await person.decide("proceed", hold_id) == "released"
    assert (await tap).json()["ok"] is True
    assert world.site.taps() == [expected]


async def test_cancel_refuses_in_the_platforms_shape(world: World) -> None:
    """The page learns that it failed; the platform never hears of it."""
    person = await world.reader()
    tap = person.tap()
    assert await person.decide("cancel") == "refused"
    answer = await tap
    assert (answer.status, answer.body) == (403, REFUSED)
    assert answer.all("cache-control") == ["no-store"]
    assert world.site.taps() == []


@pytest.mark.parametrize("hold_seconds", [0.5])
async def test_without_a_decision_nothing_is_sent(world: World) -> None:
    """The deadline cancels and closes the dialog."""
    person = await world.reader()
    tap = person.tap()
    hold_id = await person.asked()
    assert (await tap).body == REFUSED
    assert await person.hear() == [{"type": "close", "id": hold_id, "reason": "expired"}]
    assert world.site.taps() == []


async def test_a_grant_spares_the_second_question(world: World) -> None:
    """For the same account and kind, in the same browser alone."""
    person, other = await world.reader(), await world.reader()
    tap = person.tap()
    await person.decide("proceed")
    await tap
    assert (await person.tap(body=b"x=2")).status == 200
    theirs = other.tap()
    await other.decide("cancel")
    assert (await theirs).status == 403
    assert len(world.site.taps()) == 2


async def test_two_browsers_behind_one_address(world: World) -> None:
    """Neither sees the other's holds, and neither can decide them."""
    mine, theirs = await world.reader(), await world.reader()
    assert mine.cookie != theirs.cookie
    tap = mine.tap()
    hold_id = await mine.asked()
    assert (await theirs.ask("listen", focused=True)).json() == {"events": []}
    assert (await theirs.ask("claim", id=hold_id)).status == 409
    assert (await theirs.ask("decide", id=hold_id, decision="cancel")).status == 409
    assert (await theirs.frame(hold_id)).status == 403
    thief = Person(world.proxy.port, theirs.cookie, mine.token)
    assert (await thief.ask("decide", id=hold_id, decision="cancel")).status == 403
    assert (await mine.ask("decide", "http://evil.example", id=hold_id, decision="cancel")).status == 403
    assert world.site.taps() == []
    await mine.decide("cancel", hold_id)
    assert (await tap).status == 403


async def test_the_sites_retry_joins_the_hold(world: World) -> None:
    """One question, one answer, for both requests."""
    person = await world.reader()
    taps = [person.tap(), person.tap()]
    await until(lambda: world.addon.desk.open_holds)
    hold_id = await person.asked()
    assert await person.decide("proceed", hold_id) == "released"
    assert [(await tap).status for tap in taps] == [200, 200]
    assert len(world.site.taps()) == 2


async def test_a_hundred_at_once(world: World) -> None:
    """A hundred taps wait together and each gets its own decision; other traffic flows meanwhile."""
    person = await world.reader()
    taps = [person.tap(f"calon{n}") for n in range(100)]
    holds: dict[str, None] = {}
    while len(holds) < 100:
        holds.update({event["id"]: None for event in await person.hear()})
    assert (await person.send("GET", "/feed")).status == 200
    assert world.site.taps() == []
    for n, hold_id in enumerate(holds):
        await person.decide("proceed" if n < 10 else "cancel", hold_id)
    assert sorted([(await tap).status for tap in taps]) == [200] * 10 + [403] * 90
    assert len(world.site.taps()) == 10


async def test_a_tap_given_up_by_the_page(world: World) -> None:
    """Its dialog closes; a late "proceed" sends nothing and says so; the next tap passes unasked."""
    person = await world.reader()
    _, writer = await asyncio.open_connection("127.0.0.1", world.proxy.port)
    writer.write(person.raw("POST", "/like/calon", body=b"x=1"))
    hold_id = await person.asked()
    secret = await person.secret(hold_id)
    writer.close()
    assert await person.hear() == [{"type": "close", "id": hold_id, "reason": "aborted"}]
    assert await person.decide("proceed", hold_id, secret) == "gone"
    assert world.site.taps() == []
    assert (await person.tap()).status == 200


@pytest.mark.parametrize("release", ["again"])
async def test_a_rule_that_wants_a_second_tap(world: World, release: Any) -> None:
    """The first tap is refused even after "proceed"; the next one goes."""
    world.engine.release = release
    person = await world.reader()
    tap = person.tap()
    assert await person.decide("proceed") == "again"
    assert (await tap).body == REFUSED
    assert world.site.taps() == []
    assert (await person.tap(body=b"x=2")).status == 200


async def test_a_reminder_comes_once_for_each_browser(world: World) -> None:
    """Uploads that run together share it, later ones pass."""
    person = await world.reader()
    uploads = [asyncio.create_task(person.send("POST", f"/upload/{n}", "", b"photo")) for n in range(3)]
    assert await person.decide("proceed") == "released"
    assert [(await one).status for one in uploads] == [200] * 3
    assert (await person.send("POST", "/upload/9", "", b"photo")).status == 200


@pytest.mark.parametrize("part", ["interest", "judge", "warning"])
async def test_our_exception_lets_the_request_pass(world: World, part: str) -> None:
    """It is counted, and said once without its content."""
    person = await world.reader()
    world.engine.failing = {part}
    for _ in range(12):
        assert (await person.tap()).status == 200
    assert world.addon.counters.shown().popitem()[1]["fault"] not in ("0", "<10")
    assert len(world.said) == 1
    assert "RuntimeError" in world.said[0]
    assert "secret" not in world.said[0]


async def test_our_exception_after_a_cancel_does_not(world: World) -> None:
    """What a person cancelled stays cancelled, if need be without the platform's shape."""
    person = await world.reader()
    world.engine.failing = {"refusal"}
    tap = person.tap()
    await person.decide("cancel")
    assert (await tap).status == 403
    assert world.site.taps() == []


async def test_our_exception_in_a_response_lets_it_pass(world: World) -> None:
    """The page comes as it is, without an agent."""
    world.engine.failing = {"readable"}
    answer = await world.person().open()
    assert answer.body == DOCUMENT


async def test_untouched_and_unlearned(world: World) -> None:
    """Unregistered accounts and everything that is no action pass at once, without our cookie."""
    person = await world.reader()
    assert (await person.tap("warga")).status == 200
    assert (await person.send("POST", "/telemetry", "", b"calon")).status == 200
    assert not any(b"jari-netral" in one for one in world.site.arrived)
    assert all(b"Cookie: theme=dark; lang=id\r\n" in one for one in world.site.arrived)


async def test_a_body_without_end_is_not_kept(world: World) -> None:
    """What outgrows the bound without having said so goes on as it comes, and is counted."""
    person = await world.reader()
    answer = await person.upload("/like/calon", MAX_REQUEST_BODY + 1)
    assert answer is not None
    assert answer.status == 200
    (arrived,) = world.site.taps()
    assert arrived.endswith(bytes(MAX_REQUEST_BODY + 1))
    assert counted(world) == {"oversize"}


async def test_a_body_within_the_bound_is_held(world: World) -> None:
    """Whether it tells its size or not."""
    person = await world.reader()
    tap = asyncio.create_task(person.upload("/like/calon", 100_000))
    assert await person.decide("cancel") == "refused"
    answer = await tap
    assert answer is not None
    assert answer.body == REFUSED
    assert world.site.taps() == []


@pytest.mark.parametrize("size", [2_000, MAX_REQUEST_BODY + 1])
async def test_a_question_without_end_is_refused(world: World, size: int) -> None:
    """What is for us never goes upstream, however large it gets; the proxy serves on."""
    person = await world.reader()
    world.site.arrived.clear()
    answer = await person.upload("/.well-known/jari-netral/decide", size)
    assert answer is None or answer.status == 403
    assert world.site.arrived == []
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        answer = await person.send("POST", "/.well-known/jari-netral/decide", body=bytes(size))
        assert answer.status == 403
    assert world.site.arrived == []
    assert (await person.open()).status == 200


async def test_the_end_of_the_proxy_sends_nothing(world: World) -> None:
    """What is held when the proxy stops is never sent."""
    person = await world.reader()
    person.tap()
    await person.asked()
    await asyncio.to_thread(world.proxy.stop)
    await asyncio.gather(*person.taps, return_exceptions=True)
    assert world.site.taps() == []

"""The frame of a hold and its answer: only a frame, only for the browser whose tap it is, one decision."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from mitmproxy import http

from proxy_addon.agent.assets import frame_page
from proxy_addon.desk import Desk
from proxy_addon.grants import MemoryGrants
from proxy_addon.hold import Decision, Hold, Question
from proxy_addon.own_door import OwnDoor
from proxy_addon.reserved import forbidden
from proxy_addon.visits import begin
from tests.support.flows import flow
from tests.support.small_engine import HOST, WARNING, like
from tests.support.waiting import QUICK, never

pytestmark = pytest.mark.usefixtures("patient")

OWN = f"jari-netral.{HOST}"
PATH = "/.well-known/jari-netral/"
SESSION = "S" * 22
COOKIE = f"jari-netral={SESSION}"
FRAME: dict[str, Any] = {
    "cookie": COOKIE,
    "sec_fetch_dest": "iframe",
    "sec_fetch_mode": "navigate",
    "sec_fetch_site": "same-site",
}
ANSWER: dict[str, Any] = {
    "cookie": COOKIE,
    "origin": f"https://{OWN}",
    "sec_fetch_site": "same-origin",
    "content_type": "application/json",
}


class Room:
    """A door, and one tap that an agent has claimed."""

    def __init__(self, session: str = SESSION) -> None:
        self.desk = Desk(MemoryGrants(10, size=9), hold_seconds=5, limits=QUICK)
        self.door = OwnDoor(self.desk, QUICK, frame_page)
        self.session = session

    async def claimed(self) -> tuple[asyncio.Task[Decision], Hold]:
        """A tap, and the hold of it."""
        question = Question(like("calon"), WARNING)
        tap = asyncio.create_task(self.desk.ask(self.session, b"k", question, never(), "127.0.0.1"))
        (event,) = await self.desk.listen(self.session, "T", never())
        hold = self.desk.claim(self.session, "T", event["id"])
        assert hold
        return tap, hold

    async def send(self, sent: http.HTTPFlow) -> http.Response:
        """The answer to a request."""
        return await self.door.answer(sent, begin(sent, OWN))

    async def frame(self, hold: Hold | str, method: str = "GET", **headers: Any) -> http.Response:
        """Ask for a frame, with the right headers but for ``headers``; None leaves one out."""
        told = {name: value for name, value in {**FRAME, **headers}.items() if value is not None}
        name = hold if isinstance(hold, str) else hold.id
        return await self.send(flow(method, f"{PATH}frame?{name}", host=OWN, **told))

    async def decide(self, fields: Any, *, path: str = "decide", **headers: Any) -> http.Response:
        """Send an answer."""
        body = json.dumps(fields).encode()
        return await self.send(flow("POST", PATH + path, body, host=OWN, **{**ANSWER, **headers}))


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """A fresh one."""
    made = Room()
    yield made
    made.desk.close()


def secret_in(response: http.Response) -> str:
    """What a frame decides with."""
    found = re.search(r'"secret": "([\w-]{22})"', response.text or "")
    assert found
    return found[1]


def refused(response: http.Response) -> bool:
    """Whether this is the one refusal."""
    return (response.status_code, response.content) == (forbidden().status_code, forbidden().content)


@pytest.mark.parametrize(("decision", "then"), [("proceed", "released"), ("cancel", "refused")])
async def test_the_frame_decides_once(room: Room, decision: str, then: str) -> None:
    """Its secret carries out one decision; sent again the answer is the same, and another is too late."""
    tap, hold = await room.claimed()
    fields = {"id": hold.id, "secret": secret_in(await room.frame(hold)), "decision": decision}
    for _ in range(2):
        response = await room.decide(fields)
        assert json.loads(response.content or b"") == {"then": then}
    assert await tap == decision
    other = "cancel" if decision == "proceed" else "proceed"
    assert (await room.decide({**fields, "decision": other})).status_code == 409
    assert refused(await room.frame(hold))


async def test_a_late_proceed_is_told_that_nobody_waits(room: Room) -> None:
    """What the page has given up meanwhile does not go; the next tap will."""
    tap, hold = await room.claimed()
    fields = {"id": hold.id, "secret": secret_in(await room.frame(hold)), "decision": "proceed"}
    hold.decide("aborted")
    assert json.loads((await room.decide(fields)).content or b"") == {"then": "gone"}
    assert await tap == "aborted"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sec_fetch_dest": "document"},
        {"sec_fetch_dest": "empty"},
        {"sec_fetch_dest": "object"},
        {"sec_fetch_dest": "embed"},
        {"sec_fetch_dest": "frame"},
        {"sec_fetch_dest": None},
        {"sec_fetch_mode": "cors"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": None},
        {"sec_purpose": "prefetch"},
        {"service_worker_navigation_preload": "true"},
        {"cookie": "jari-netral=" + "X" * 22},
        {"cookie": None},
        {"method": "POST"},
        {"method": "HEAD"},
    ],
)
async def test_only_a_frame_of_the_site_is_served(room: Room, wrong: dict[str, Any]) -> None:
    """Nothing that a script could read, nothing for another site or browser."""
    _, hold = await room.claimed()
    assert refused(await room.frame(hold, **wrong))


async def test_a_hold_that_nobody_asks_about_has_no_frame(room: Room) -> None:
    """Unknown names, and holds that are decided; one whose claim is still on the way has it."""
    _, hold = await room.claimed()
    assert refused(await room.frame("x"))
    assert refused(await room.frame(""))
    hold.offer_again()
    assert (await room.frame(hold)).status_code == 200
    hold.decide("cancel")
    assert refused(await room.frame(hold))


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": f"https://{HOST}"},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"sec_fetch_site": "same-site"},
        {"content_type": "text/plain"},
        {"cookie": "jari-netral=" + "X" * 22},
        {"path": "decide?x"},
        {"path": "listen"},
        {"path": ""},
    ],
)
async def test_only_the_frame_itself_answers(room: Room, wrong: dict[str, str]) -> None:
    """Not a page of the site, not another browser, though they knew the secret."""
    _, hold = await room.claimed()
    fields = {"id": hold.id, "secret": secret_in(await room.frame(hold)), "decision": "proceed"}
    assert refused(await room.decide(fields, **wrong))
    assert room.desk.open_holds == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"secret": "A" * 22},
        {"secret": ""},
        {"secret": None},
        {"id": "x"},
        {"decision": "unseen"},
        {"more": "x"},
    ],
)
async def test_whatever_is_no_answer(room: Room, changed: dict[str, Any]) -> None:
    """Another secret, hold or decision; too much."""
    _, hold = await room.claimed()
    fields = {"id": hold.id, "secret": secret_in(await room.frame(hold)), "decision": "proceed"}
    assert refused(await room.decide({**fields, **changed}))
    assert room.desk.open_holds == 1


async def test_a_secret_never_given_opens_nothing(room: Room) -> None:
    """Before any frame was served no secret fits, not even the empty one."""
    _, hold = await room.claimed()
    assert refused(await room.decide({"id": hold.id, "secret": "", "decision": "proceed"}))


async def test_a_newer_frame_voids_the_one_before(room: Room) -> None:
    """Of several frames of a hold the last decides."""
    tap, hold = await room.claimed()
    old, new = [secret_in(await room.frame(hold)) for _ in range(2)]
    assert refused(await room.decide({"id": hold.id, "secret": old, "decision": "proceed"}))
    assert (await room.decide({"id": hold.id, "secret": new, "decision": "cancel"})).status_code == 200
    assert await tap == "cancel"


async def test_without_a_cookie_the_address_has_to_do() -> None:
    """A page in a frame of another site sends no cookie; whoever asks from elsewhere is refused."""
    room = Room("connection:1")
    _, hold = await room.claimed()
    response = await room.frame(hold, cookie=None)
    assert response.status_code == 200
    assert "frame-ancestors http: https:" in response.headers["content-security-policy"]
    asked = flow(path=f"{PATH}frame?{hold.id}", host=OWN, **{**FRAME, "cookie": "a=1"})
    asked.client_conn.peername = ("192.0.2.7", 1)
    assert refused(await room.send(asked))
    room.desk.close()


async def test_the_frame_is_closed_to_the_page_around_it(room: Room) -> None:
    """Not stored, shown by pages of the site alone, in a process of its own, and let into isolated pages."""
    _, hold = await room.claimed()
    headers = (await room.frame(hold)).headers
    policy = headers["content-security-policy"]
    assert f"frame-ancestors https://{HOST} https://*.{HOST}" in policy
    assert "default-src 'none'" in policy
    assert headers["cache-control"] == "no-store"
    assert headers["origin-agent-cluster"] == "?1"
    assert headers["cross-origin-resource-policy"] == "same-site"
    assert headers["cross-origin-embedder-policy"] == "require-corp"


async def test_the_extension_hears_that_we_are_here(room: Room) -> None:
    """Plainly asked, the host says for which site it stands; to no other method, nor to a page."""
    told = await room.send(flow("GET", f"{PATH}here", host=OWN))
    assert json.loads(told.content or b"") == {"protects": HOST}
    assert told.headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in told.headers
    assert refused(await room.send(flow("POST", f"{PATH}here", host=OWN)))
    assert refused(await room.send(flow("GET", f"{PATH}here?x", host=OWN)))

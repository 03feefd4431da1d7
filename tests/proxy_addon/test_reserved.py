"""The reserved path answers the agent of a served page, and gives everybody else one and the same refusal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import http

from proxy_addon.desk import Desk
from proxy_addon.grants import MemoryGrants
from proxy_addon.hold import Decision, Question
from proxy_addon.own_host import OwnHosts
from proxy_addon.reserved import Door, forbidden, is_reserved
from proxy_addon.tokens import Tokens
from tests.support.flows import flow
from tests.support.small_engine import HOST, like
from tests.support.waiting import QUICK, never

pytestmark = pytest.mark.usefixtures("patient")

SAME: dict[str, str] = {
    "content_type": "application/json",
    "origin": f"https://{HOST}",
    "sec_fetch_site": "same-origin",
}


class Hall:
    """A door with one page's token before it."""

    def __init__(self) -> None:
        self.desk = Desk(MemoryGrants(10, size=9), hold_seconds=5, limits=QUICK)
        self.tokens = Tokens(9)
        self.token = self.tokens.issue(HOST, "s")
        self.door = Door(self.desk, self.tokens, QUICK, lambda _: never(), OwnHosts(frozenset({HOST})))

    def tap(self) -> asyncio.Task[Decision]:
        """A request of session ``s`` that waits."""
        question = Question(like("calon"), {"lang": "id", "seconds": 30})
        return asyncio.create_task(self.desk.ask("s", b"k", question, never()))

    async def send(
        self,
        verb: str,
        fields: Any,
        *,
        session: str = "s",
        method: str = "POST",
        host: str = HOST,
        **headers: str,
    ) -> http.Response:
        """One question with the right headers, but for ``headers``."""
        body = fields if isinstance(fields, bytes) else orjson.dumps(fields)
        path = f"/.well-known/jari-netral/{verb}"
        return await self.door.answer(flow(method, path, body, host=host, **{**SAME, **headers}), session)

    async def ask(self, verb: str, **fields: Any) -> Any:
        """The JSON of the answer, or its status."""
        response = await self.send(verb, {"token": self.token, **fields})
        return orjson.loads(response.content or b"") if response.status_code == 200 else response.status_code


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """A fresh one."""
    made = Hall()
    yield made
    made.desk.close()


async def test_listen_claim_decide(hall: Hall) -> None:
    """The whole way of a question, with the time that is left."""
    tap = hall.tap()
    heard = await hall.ask("listen", focused=True)
    hold_id = heard["events"][0]["id"]
    frame = f"https://jari-netral.{HOST}/.well-known/jari-netral/frame?{hold_id}"
    shown = {"warning": {"lang": "id", "seconds": 5}, "frame": frame}
    assert heard == {"events": [{"type": "hold", "id": hold_id, **shown}]}
    assert await hall.ask("claim", id=hold_id) == shown
    assert await hall.ask("decide", id=hold_id, decision="cancel") == {"then": "refused"}
    assert await tap == "cancel"


async def test_several_agents_have_to_claim(hall: Hall) -> None:
    """Where more than one hears of a tap, none is told the warning before it has claimed."""
    other = hall.tokens.issue(HOST, "s")
    polls = [asyncio.create_task(hall.ask("listen", focused=True, token=one)) for one in (hall.token, other)]
    await asyncio.sleep(0)
    tap = hall.tap()
    heard = [(await poll)["events"] for poll in polls]
    assert [event.keys() for events in heard for event in events] == [{"type", "id"}] * 2
    hold_id = heard[0][0]["id"]
    await hall.ask("claim", id=hold_id)
    late = hall.tokens.issue(HOST, "s")
    assert await hall.ask("claim", id=hold_id, token=late) == 409
    await hall.ask("decide", id=hold_id, decision="cancel")
    await tap
    (told,) = (await hall.ask("listen", focused=True, token=other))["events"]
    assert told["type"] == "close"


async def test_an_agent_can_let_nothing_go(hall: Hall) -> None:
    """A page may have its token: "proceed" is refused, and "elsewhere" only moves the question to a page."""
    tap = hall.tap()
    (event,) = (await hall.ask("listen", focused=True))["events"]
    await hall.ask("claim", id=event["id"])
    assert await hall.ask("decide", id=event["id"], decision="proceed") == 403
    assert hall.desk.open_holds == 1
    assert await hall.ask("decide", id=event["id"], decision="elsewhere") == {"then": "refused"}
    assert await tap == "unseen"


async def test_a_hold_that_is_not_there(hall: Hall) -> None:
    """Claimed by another tab, decided, forgotten or never there: all the same."""
    assert await hall.ask("claim", id="x") == 409
    assert await hall.ask("decide", id="x", decision="cancel") == 409


def same(response: http.Response) -> bool:
    """Whether this is the one refusal, down to the byte."""
    expected = forbidden()
    return (response.status_code, response.headers.fields, response.content) == (
        expected.status_code,
        expected.headers.fields,
        expected.content,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"session": "other"},
        {"host": f"www.{HOST}", "origin": f"https://www.{HOST}"},
        {"origin": "https://evil.example"},
        {"origin": f"https://www.{HOST}"},
        {"origin": "null"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "none"},
        {"content_type": "text/plain"},
        {"content_type": "application/x-www-form-urlencoded"},
        {"method": "GET"},
        {"method": "PUT"},
        {"method": "OPTIONS"},
    ],
)
async def test_whoever_has_no_right_to_ask(hall: Hall, wrong: dict[str, str]) -> None:
    """Even with the right token and hold: refused, and the hold is as it was."""
    tap = hall.tap()
    (event,) = (await hall.ask("listen", focused=True))["events"]
    fields = {"token": hall.token, "id": event["id"], "decision": "cancel"}
    assert same(await hall.send("decide", fields, **wrong))
    assert hall.desk.open_holds == 1
    hall.desk.close()
    assert await tap != "proceed"


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("decide", {"id": "x", "decision": "proceed"}),
        ("decide", {"token": "A" * 22, "id": "x", "decision": "proceed"}),
        ("decide", {"token": None, "id": "x", "decision": "proceed"}),
        ("decide", {"token": "T", "id": "x", "decision": "expired"}),
        ("decide", {"token": "T", "id": "x"}),
        ("decide", {"token": "T", "id": "x", "decision": "cancel", "more": 1}),
        ("claim", {"token": "T", "id": 7}),
        ("claim", {"token": "T", "id": ["x"]}),
        ("listen", {"token": "T"}),
        ("listen", {"token": "T", "focused": 1}),
        ("listen/", {"token": "T", "focused": True}),
        ("listen?x=1", {"token": "T", "focused": True}),
        ("", {"token": "T"}),
        ("agent.js", {"token": "T"}),
        ("listen", ["token", "T"]),
        ("listen", b""),
        ("listen", b"{"),
        ("listen", b"[" * 1_000),
        ("listen", b'{"token":"' + b"A" * 2_000 + b'"}'),
    ],
)
async def test_whatever_is_no_question(hall: Hall, verb: str, body: Any) -> None:
    """Unknown tokens, wrong types, too much, too little: the same refusal ("T" is the right token)."""
    if isinstance(body, dict) and body.get("token") == "T":
        body = {**body, "token": hall.token}
    assert same(await hall.send(verb, body))


@given(st.binary(max_size=300))
async def test_arbitrary_bytes(body: bytes) -> None:
    """No bytes make the door raise."""
    assert same(await Hall().send("decide", body))


async def test_answers_are_for_nobody_else(hall: Hall) -> None:
    """No cache keeps them, no other origin is invited."""
    for response in (await hall.send("claim", {"token": hall.token, "id": "x"}), forbidden()):
        assert response.headers["cache-control"] == "no-store"
        assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("path", "reserved"),
    [
        ("/.well-known/jari-netral/listen", True),
        ("/.well-known/jari-netral", True),
        ("/.well-known/jari-netral?x", True),
        ("/.well-known/jari%2Dnetral/listen", True),
        ("/%2ewell-known/jari-netral/listen", True),
        ("/.well-known/security.txt", False),
        ("/a?next=/.well-known/jari-netral/", False),
        ("/", False),
    ],
)
def test_what_is_reserved(path: str, reserved: bool) -> None:
    """Everything below the path, however it is written."""
    assert is_reserved(path) is reserved

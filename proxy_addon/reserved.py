"""The reserved path, by which the agent in a page asks and answers. Nothing under it ever goes upstream.

What an agent says can only keep a request back: a page may have got hold of its token. "Proceed" is decided
on our own host (``own_door``), where no script of the page comes.

Whatever is wrong with a question - its origin, its token, its session, its form - the answer is the same.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Literal
from urllib.parse import unquote

import orjson
from mitmproxy import http

from proxy_addon.desk import Desk
from proxy_addon.flows import host_of, is_same_origin
from proxy_addon.hold import Hold
from proxy_addon.limits import Limits
from proxy_addon.own_host import OwnHosts
from proxy_addon.tokens import Tokens

PREFIX: Final = "/.well-known/jari-netral"
PAGE: Final = f"{PREFIX}/page"
FRAME: Final = f"{PREFIX}/frame"
DECIDE: Final = f"{PREFIX}/decide"
HERE: Final = f"{PREFIX}/here"

type _Fields = Mapping[str, Any]
type _Answer = dict[str, Any] | int
"""JSON for a 200, or another status without a body."""

_ENDS: Final[Mapping[str, Literal["cancel", "unseen"]]] = {"cancel": "cancel", "elsewhere": "unseen"}


def is_reserved(path: str) -> bool:
    """Whether a request with this path is for us, however it is written."""
    return (unquote(path) if "%" in path else path).startswith(PREFIX)


class Door:
    """Answers ``listen``, ``claim`` and ``decide``. Takes for ``gone`` what tells that a client left."""

    def __init__(
        self,
        desk: Desk,
        tokens: Tokens,
        limits: Limits,
        gone: Callable[[http.HTTPFlow], Awaitable[None]],
        own: OwnHosts,
    ) -> None:
        self._own = own
        self._desk = desk
        self._tokens = tokens
        self._limits = limits
        self._gone = gone

    async def answer(self, flow: http.HTTPFlow, session: str) -> http.Response:
        """The answer to one question of an agent in ``session``."""
        fields = self._fields(flow, session)
        if fields is None:
            return forbidden()
        verb = flow.request.path.removeprefix(f"{PREFIX}/")
        answer: _Answer = 403
        if verb == "listen" and _has(fields, focused=bool):
            answer = await self._listen(flow, session, fields["token"])
        elif verb == "claim" and _has(fields, id=str):
            answer = self._claim(flow, session, fields)
        elif verb == "decide" and _has(fields, id=str, decision=str):
            answer = self._decide(session, fields)
        return forbidden() if answer == 403 else response(answer)

    async def _listen(self, flow: http.HTTPFlow, session: str, token: str) -> _Answer:
        """What happened. Whoever alone hears of a hold need not ask for its warning."""
        events: list[_Fields] = []
        for event in await self._desk.listen(session, token, self._gone(flow)):
            hold = self._desk.told_alone(session, token, event["id"])
            events.append({**event, **self._shown(flow, hold)} if hold else event)
        return {"events": events}

    def _claim(self, flow: http.HTTPFlow, session: str, fields: _Fields) -> _Answer:
        """The warning for the agent that asks first."""
        hold = self._desk.claim(session, fields["token"], fields["id"])
        return 409 if hold is None else self._shown(flow, hold)

    def _shown(self, flow: http.HTTPFlow, hold: Hold) -> dict[str, Any]:
        """The warning, with the time that is left, and where the person decides."""
        warning = {**hold.question.warning, "seconds": math.ceil(hold.remaining)}
        return {"warning": warning, "frame": f"{self._own.origin_for(flow)}{FRAME}?{hold.id}"}

    def _decide(self, session: str, fields: _Fields) -> _Answer:
        """End a hold: cancelled, or to be asked about on a page of its own. An agent can do no more."""
        decision = _ENDS.get(fields["decision"])
        if decision is None:
            return 403
        known = self._desk.refuse(session, fields["token"], fields["id"], decision)
        return {"then": "refused"} if known else 409

    def _fields(self, flow: http.HTTPFlow, session: str) -> _Fields | None:
        """The fields of a question that has every right to be asked."""
        fields = fields_of(flow, self._limits.json_bytes)
        token = fields.get("token") if fields else None
        if not isinstance(token, str) or not self._tokens.valid(token, host_of(flow), session):
            return None
        return fields


def fields_of(flow: http.HTTPFlow, limit: int) -> _Fields | None:
    """The fields of a question that a page of this very origin asks in JSON of at most ``limit`` bytes."""
    request = flow.request
    body = request.raw_content or b""
    is_json = request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"
    if request.method != "POST" or not is_json or not is_same_origin(flow) or len(body) > limit:
        return None
    try:
        fields = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return fields if isinstance(fields, dict) else None


def forbidden() -> http.Response:
    """The one answer to everything that is wrong."""
    return response(403)


def _has(fields: _Fields, **types: type) -> bool:
    """Whether the fields are the token and exactly these, of these types."""
    return fields.keys() == {"token", *types} and all(isinstance(fields[n], t) for n, t in types.items())


def response(answer: _Answer) -> http.Response:
    """An answer nobody stores and no other origin reads."""
    headers = {"cache-control": "no-store", "cross-origin-resource-policy": "same-origin"}
    if isinstance(answer, int):
        return http.Response.make(answer, b"", headers)
    return http.Response.make(200, orjson.dumps(answer), {**headers, "content-type": "application/json"})

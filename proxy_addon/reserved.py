"""The reserved path, by which the agent in a page asks and answers. Nothing under it ever goes upstream.

Whatever is wrong with a question - its origin, its token, its session, its form - the answer is the same.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import unquote

import orjson
from mitmproxy import http

from proxy_addon.desk import Desk
from proxy_addon.flows import host_of, is_same_origin
from proxy_addon.limits import Limits
from proxy_addon.tokens import Tokens

PREFIX: Final = "/.well-known/jari-netral"
PAGE: Final = f"{PREFIX}/page"

type _Fields = Mapping[str, Any]
type _Answer = dict[str, Any] | int
"""JSON for a 200, or another status without a body."""


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
    ) -> None:
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
            answer = {"events": await self._desk.listen(session, fields["token"], self._gone(flow))}
        elif verb == "claim" and _has(fields, id=str):
            answer = self._claim(session, fields)
        elif verb == "decide" and _has(fields, id=str, decision=str):
            answer = await self._decide(session, fields)
        return forbidden() if answer == 403 else _response(answer)

    def _claim(self, session: str, fields: _Fields) -> _Answer:
        """The warning for the agent that asks first, with the time that is left."""
        hold = self._desk.claim(session, fields["token"], fields["id"])
        if hold is None:
            return 409
        return {"warning": {**hold.question.warning, "seconds": math.ceil(hold.remaining)}}

    async def _decide(self, session: str, fields: _Fields) -> _Answer:
        """Carry out a decision and say what became of it."""
        decision = fields["decision"]
        if decision not in ("cancel", "proceed"):
            return 403
        then = await self._desk.decide(session, fields["token"], fields["id"], decision)
        return 409 if then is None else {"then": then}

    def _fields(self, flow: http.HTTPFlow, session: str) -> _Fields | None:
        """The fields of a question that has every right to be asked."""
        request = flow.request
        body = request.raw_content or b""
        is_json = request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"
        if request.method != "POST" or not is_json or not is_same_origin(flow):
            return None
        if len(body) > self._limits.json_bytes:
            return None
        try:
            fields = orjson.loads(body)
        except orjson.JSONDecodeError:
            return None
        token = fields.get("token") if isinstance(fields, dict) else None
        if not isinstance(token, str) or not self._tokens.valid(token, host_of(flow), session):
            return None
        return fields if isinstance(fields, dict) else None


def forbidden() -> http.Response:
    """The one answer to everything that is wrong."""
    return _response(403)


def _has(fields: _Fields, **types: type) -> bool:
    """Whether the fields are the token and exactly these, of these types."""
    return fields.keys() == {"token", *types} and all(isinstance(fields[n], t) for n, t in types.items())


def _response(answer: _Answer) -> http.Response:
    """An answer nobody stores and no other origin reads."""
    headers = {"cache-control": "no-store", "cross-origin-resource-policy": "same-origin"}
    if isinstance(answer, int):
        return http.Response.make(answer, b"", headers)
    return http.Response.make(200, orjson.dumps(answer), {**headers, "content-type": "application/json"})

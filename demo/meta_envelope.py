"""What the platforms of one company share: data in pages, and answers of several JSON documents."""

from __future__ import annotations

import json

from demo.answer import NO_STORE, Answer, Json, json_bytes
from demo.pages import script_json

GRAPHQL = ("/api/graphql", "/api/graphql/", "/graphql/query", "/graphql/query/")
SEPARATOR = b"\r\n"


def preloaded(query: str, data: Json) -> Json:
    """A query's result as a page carries it for its first view."""
    result: Json = {"complete": True, "result": {"data": data}, "sequence_number": 0}
    call: Json = [
        "RelayPrefetchedStreamCache",
        "next",
        [],
        [f"adp_{query}RelayPreloader_demo", {"__bbox": result}],
    ]
    return {"require": [["ScheduledServerJS", "handle", None, [{"__bbox": {"require": [call]}}]]]}


def block(value: Json) -> str:
    """The script element by which a page carries a value."""
    text = script_json(json.dumps(value, ensure_ascii=False))
    return f'<script type="application/json" data-content-len="{len(text.encode())}" data-sjs>{text}</script>'


def documents(values: list[Json], delay: float = 0.0) -> Answer:
    """An answer to GraphQL: JSON documents one after the other, called HTML as the real ones are."""
    body = SEPARATOR.join(json_bytes(value) for value in values)
    return Answer(200, [("content-type", "text/html; charset=utf-8"), NO_STORE], [(delay, body)])


def increment(label: str, path: list[Json], data: Json) -> dict[str, Json]:
    """A later document, which says where in the first one it belongs."""
    return {"label": label, "path": path, "data": data, "extensions": {"is_final": False}}


def failed(status: int) -> Answer:
    """The answer to an action that the site was told to fail."""
    error: Json = {"message": "A server error occured", "severity": "CRITICAL", "code": 1675030}
    answer = documents([{"data": None, "errors": [error]}])
    answer.status = status
    return answer

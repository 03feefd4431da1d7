"""What a face gets to see, and what it answers with."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl

from demo.arrivals import Arrival
from demo.world import Options, Viewer, World

type Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
type Headers = list[tuple[str, str]]

NO_STORE = ("cache-control", "private, no-cache, no-store")


@dataclass(slots=True)
class Answer:
    """A response: ``parts`` are bytes, each sent so many seconds after the one before."""

    status: int = 200
    headers: Headers = field(default_factory=list)
    parts: list[tuple[float, bytes]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request with the options, the person and the world it meets."""

    arrival: Arrival
    face: Face
    options: Options
    viewer: Viewer
    world: World

    @property
    def path(self) -> str:
        """The path of the request."""
        return self.arrival.path

    @property
    def query(self) -> dict[str, str]:
        """The fields of the query."""
        return dict(parse_qsl(self.arrival.query))

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form body; empty when it is none."""
        return dict(parse_qsl(self.arrival.body.decode("utf-8", "replace")))

    @property
    def navigation(self) -> bool:
        """Whether the answer will be shown as a page."""
        return self.arrival.header("sec-fetch-mode") == "navigate"

    def variables(self) -> dict[str, Json]:
        """The ``variables`` of a query: in a JSON body, in a form, or in the URL."""
        outer = parse_object(self.arrival.body.decode("utf-8", "replace"))
        found = outer.get("variables") or self.form.get("variables") or self.query.get("variables")
        return found if isinstance(found, dict) else parse_object(found if isinstance(found, str) else "")


@dataclass(frozen=True, slots=True)
class PlainForm:
    """An action for a page without scripts: a form that posts its fields to a path; or a ``link`` to it."""

    label: str
    action: str
    fields: tuple[tuple[str, str], ...] = ()
    link: bool = False


class Face(Protocol):
    """One platform's look and manners. A new one needs these members and a place in ``demo.faces``.

    ``domain`` is where its cookies live; without a ``csrf_cookie`` it sets none.
    """

    name: str
    domain: str
    hosts: tuple[str, ...]
    csrf_cookie: str
    csp: str

    def forms(self) -> list[PlainForm]:
        """The actions that its page without scripts offers."""

    def answer(self, visit: Visit) -> Answer:
        """The answer to one request."""


def parse_object(text: str) -> dict[str, Json]:
    """A JSON object from text; empty when it is anything else."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def text_of(value: Json) -> str:
    """A JSON scalar as text, ``None`` as the empty string."""
    return "" if value is None else str(value)


def dig(value: Json, *path: str) -> Json:
    """The value below a path of keys, or ``None``."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def json_answer(value: Json, status: int = 200) -> Answer:
    """A JSON response."""
    headers = [("content-type", "application/json; charset=utf-8"), NO_STORE]
    return Answer(status, headers, [(0.0, json_bytes(value))])


def json_bytes(value: Json) -> bytes:
    """JSON as it is sent: without spaces, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def empty_answer(status: int = 204) -> Answer:
    """A response without a body."""
    return Answer(status, [("content-length", "0")] if status != 204 else [])

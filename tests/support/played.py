"""A proxy played by the test: pages that carry the agent, and the reserved path it asks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request, Route

from proxy_addon.agent.assets import agent_script, frame_page
from tests.support.stage import ORIGIN, SEES_CLOSED_TREES, Stage, document
from tests.support.waiting import PATIENCE

TOKEN = "t0ken-" + "x" * 16
BARE = "/bare"
"""The path of a page without the agent."""
PREFIX = "/.well-known/jari-netral/"
OWN = ORIGIN.replace("://", "://jari-netral.")
SECRET = "s3cret-" + "y" * 15

type Answer = tuple[int, Any]


class PlayedProxy:
    """Long polls stay open until ``tell``; every question is kept in ``asked`` as (name, fields).

    What the frame of a warning sends is kept, and answered, under the name "answer".
    """

    def __init__(self, context: BrowserContext, *, body: str = "", late: str = "") -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.requests: list[Request] = []
        self.polls: list[Route] = []
        self.listen: Callable[[Route], None] = self.polls.append
        self.answers: dict[str, Answer] = {
            "claim": (200, {"warning": {}}),
            "decide": (200, {"then": "refused"}),
            "answer": (200, {"then": "released"}),
        }
        self.framed = True
        self.shown: dict[str, Any] = {}
        self._context = context
        self._html = document(agent_script(TOKEN).decode(), body=body, late=late)
        context.add_init_script(SEES_CLOSED_TREES)
        context.route("**/*", self._serve)

    def _serve(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if not path.startswith(PREFIX):
            page = "<!doctype html>" if path == BARE else self._html
            route.fulfill(status=200, headers={"content-type": "text/html"}, body=page)
            return
        name = path.removeprefix(PREFIX)
        if name == "frame":
            self._frame(route)
            return
        if route.request.url.startswith(OWN):
            name = "answer"
        self.asked.append((name, json.loads(route.request.post_data or "{}")))
        self.requests.append(route.request)
        if name == "listen":
            self.listen(route)
        else:
            answer(route, *self.answers[name])

    def _frame(self, route: Route) -> None:
        """The frame of a warning, as the proxy serves it; or none."""
        if not self.framed:
            route.abort("failed")
            return
        shown = (self.answers["claim"][1] or {}).get("warning", self.shown)
        body, policy = frame_page(shown, route.request.url.partition("?")[2], SECRET)
        headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": policy}
        route.fulfill(status=200, headers=headers, body=body)

    def tell(self, page: Page, *events: dict[str, Any]) -> None:
        """Answer the open long poll."""
        until(page, lambda: bool(self.polls))
        answer(self.polls.pop(), 200, {"events": list(events)})

    def hold(self, page: Page, shown: dict[str, Any], id: str = "h1", *, alone: bool = False) -> Stage:
        """A held request: the agent claims it, the dialog stands. ``alone``: no other agent hears of it."""
        self.shown = shown
        self.answers["claim"] = claimed(shown, id)
        told = claimed(shown, id)[1] if alone else {}
        self.tell(page, {"type": "hold", "id": id, **told})
        stage = Stage(page)
        stage.until("root.querySelector('dialog').open")
        return stage

    def questions(self, name: str) -> list[dict[str, Any]]:
        """What was asked under a name so far."""
        return [fields for asked, fields in self.asked if asked == name]


def claimed(shown: dict[str, Any], id: str = "h1") -> Answer:
    """The answer to an agent that may ask about a hold."""
    return 200, {"warning": shown, "frame": f"{OWN}{PREFIX}frame?{id}"}


def answer(route: Route, status: int, body: Any = None) -> None:
    """Answer one question as the proxy does; status 0: nobody is there."""
    if status == 0:
        route.abort("connectionrefused")
    elif body is None:
        route.fulfill(status=status, body="")
    else:
        route.fulfill(status=status, headers={"content-type": "application/json"}, body=json.dumps(body))


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Let the browser go on until something is true."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not become true"
        page.wait_for_timeout(20)


def opened(context: BrowserContext, path: str = "/") -> Page:
    """A page of the site in a new tab."""
    page = context.new_page()
    page.goto(ORIGIN + path)
    return page


def pressed(stage: Stage, selector: str) -> None:
    """Press a button of the frame, which covers the dialog's own, until it counts.

    As a person does: first go there, rest a moment, and press again where nothing came of it.
    """
    stage.until("root.querySelector('.dialog.framed')")
    for _ in range(20):
        x, y = stage.middle(selector)
        stage.page.mouse.move(x - 4, y)
        stage.page.wait_for_timeout(100)  # a frame that has just come may not have the first move
        stage.page.mouse.move(x, y)
        stage.page.wait_for_timeout(700)
        stage.click(selector)
        for _ in range(50):
            stage.page.wait_for_timeout(20)
            if not stage.truth("root.querySelector('dialog').open"):
                return
    raise AssertionError("no press counts")

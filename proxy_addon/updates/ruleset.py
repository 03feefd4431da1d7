"""A published ruleset: unpacked within bounds, of a format this version knows, and fit to build an engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from proxy_addon.updates.problems import Problem
from rules.compile import FORMAT
from rules.engine import Engine
from rules.inflate import gunzip
from rules.registry import Registry


def read_ruleset(packed: bytes, most: int) -> dict[str, Any]:
    """The ruleset in ``packed``. Raises Problem ``damaged`` or ``format``; what it gives builds an engine."""
    raw = gunzip(packed, most)
    try:
        data = json.loads(raw or b"")
    except (ValueError, RecursionError):
        raise Problem("damaged") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("version"), str):
        raise Problem("format")
    _try(data)
    return data


def _try(data: Mapping[str, Any]) -> None:
    """Build an engine once, and let it judge something."""
    try:
        if not Engine(data, Registry()).hosts:
            raise Problem("format")
    except Problem:
        raise
    except Exception:  # whatever it stumbles over: it is no ruleset for this version
        raise Problem("format") from None


def consented(raw: bytes) -> dict[str, frozenset[str]]:
    """Which states of which part the rules role lets come by a jump. What can't be read permits nothing."""
    try:
        data = json.loads(raw)
        if data["format"] != 1:
            return {}
        return {
            str(part): frozenset(str(state) for state in states) for part, states in data["registry"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}

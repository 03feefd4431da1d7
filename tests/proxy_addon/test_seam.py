"""The engine of ``rules`` offers what the proxy asks for, under the same names."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from proxy_addon.seam import Engine as Asked
from rules.engine import Engine
from tests.support.small_engine import SmallEngine

METHODS = [
    "covers",
    "interest",
    "judge",
    "readable",
    "concerns",
    "study",
    "absorb",
    "asks",
    "refusal",
    "warning",
]


def test_every_method_is_looked_at() -> None:
    """The list above is the whole seam, with two properties."""
    assert {name for name in vars(Asked) if not name.startswith("_")} == {*METHODS, "settings", "hosts"}


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("engine", [Engine, SmallEngine])
def test_methods_fit(engine: Any, name: str) -> None:
    """The same parameters in the same order."""
    assert [*inspect.signature(getattr(engine, name)).parameters] == [
        *inspect.signature(getattr(Asked, name)).parameters
    ]

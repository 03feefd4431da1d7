"""The first page opens for whoever installed the extension by hand, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.settings_peer import Settings

PAGE = "pages/welcome.html"


@pytest.fixture(scope="module")
def peer() -> Iterator[Settings]:
    """The settings of a browser."""
    with Settings() as peer:
        yield peer


@pytest.mark.parametrize(
    ("local", "managed", "how", "opened"),
    [
        pytest.param(None, None, "normal", [PAGE], id="by-hand"),
        pytest.param(None, {}, "development", [PAGE], id="from-a-folder"),
        pytest.param({"welcomed": True}, None, "normal", [], id="answered"),
        pytest.param(None, {"welcomed": True}, "normal", [], id="answered-by-the-policy"),
        pytest.param(None, {"locked": ["welcomed"]}, "normal", [], id="locked"),
        pytest.param(None, {}, "admin", [], id="installed-by-the-policy"),
    ],
)
def test_the_first_page_opens_once_and_for_people(
    peer: Settings, local: Any, managed: Any, how: str, opened: list[str]
) -> None:
    """A page opens only where a person installed the extension and nobody answered for them."""
    peer.fill(local, managed)
    assert peer.ask("welcome", installType=how) == opened

"""The rules as a file that Node reads, and the JavaScript engine as a process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rules.compile import ruleset
from tests.extension.engine.peer import Peer


@pytest.fixture(scope="session")
def rules() -> dict[str, Any]:
    """The shipped rules, compiled."""
    return ruleset()


@pytest.fixture(scope="session")
def ruleset_file(rules: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped rules as a file."""
    path = tmp_path_factory.mktemp("rules") / "ruleset.json"
    path.write_text(json.dumps(rules), "utf-8")
    return path


@pytest.fixture(scope="session")
def peer(ruleset_file: Path) -> Iterator[Peer]:
    """The JavaScript engine, one process for all tests."""
    with Peer(ruleset_file) as running:
        yield running

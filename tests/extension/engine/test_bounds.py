"""The bounds of the JavaScript engine are those of the Python engine."""

from __future__ import annotations

from rules import bounds
from tests.extension.engine.peer import Peer

ELSEWHERE = {"MAX_YAML_BYTES", "MAX_CSV_BYTES", "MAX_CELL", "MAX_FINDINGS"}
"""Bounds of what an engine never reads: files that people write."""


def test_bounds(peer: Peer) -> None:
    """Each has the same name and the same number, and none is missing."""
    ours = {name: value for name, value in vars(bounds).items() if name.startswith("MAX_")}
    wanted = {name: value for name, value in ours.items() if name not in ELSEWHERE and "REGISTRY" not in name}
    assert peer.ask("known")["bounds"] == wanted

"""What an import needs of the rules: how platforms and columns are called, and the names of the months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ext_api.importing.cells import months_of
from rules.compile import SHIPPED, ruleset
from rules.headers import Headers, load_headers
from rules.profiles import Profiles


@dataclass(frozen=True, slots=True)
class Words:
    """The words of lists, and the contests that are known."""

    profiles: Profiles
    headers: Headers
    months: Mapping[str, int]
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for rows that don't say it: the value of a column by its name."""

    values: Mapping[str, str] = field(default_factory=dict)
    carry: bool = False

    def get(self, column: str) -> str:
        """The value for a column; empty if there is none."""
        return self.values.get(column, "")


def words_of(compiled: Mapping[str, Any] | None = None, folder: Path = SHIPPED) -> Words:
    """The words of a rules folder. Raises BadData."""
    data = compiled if compiled is not None else ruleset(folder)
    profiles = Profiles(data["platforms"])
    names = tuple(sorted(one["platform"] for one in data["platforms"]))
    headers = load_headers(folder / "headers.yaml", profiles)
    return Words(profiles, headers, months_of(data["messages"]), names)

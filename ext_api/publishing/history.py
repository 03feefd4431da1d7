"""What was published when: small files by number, from which a former publication can be had again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from tuf.api.metadata import TargetFile

from ext_api.publishing.errors import PublishError
from ext_api.publishing.shelf import target_name

FOLDER: Final = "publications"


@dataclass(frozen=True, slots=True)
class Published:
    """One publication: its number, when, the version of its rules, and each part's sequence and state.

    ``targets``: what it published, as TUF describes it, by path; deltas are left out.
    """

    number: int
    at: str
    ruleset: str
    parts: Mapping[str, Mapping[str, Any]]
    targets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    why: str = ""

    def target(self, path: str) -> TargetFile:
        """The description of a file. Raises PublishError where this publication had none of that path."""
        if path not in self.targets:
            raise PublishError("not_in_publication", number=self.number, path=path)
        return TargetFile.from_dict(json.loads(json.dumps(self.targets[path])), path)

    def files(self) -> Iterator[str]:
        """The names of its files, from the base."""
        return (target_name(self.target(path)) for path in self.targets)


def read(work: Path) -> list[Published]:
    """Every publication kept, the oldest first."""
    paths = sorted((work / FOLDER).glob("*.json"), key=lambda path: int(path.stem))
    return [_read(path) for path in paths]


def find(work: Path, number: int) -> Published:
    """The publication of a number. Raises PublishError where it is not kept."""
    found = [one for one in read(work) if one.number == number]
    if not found:
        raise PublishError(
            "no_publication", number=number, kept=", ".join(str(one.number) for one in read(work))
        )
    return found[0]


def next_number(work: Path) -> int:
    """The number of the publication to come."""
    return max((one.number for one in read(work)), default=0) + 1


def note(work: Path, published: Published, keep: int) -> None:
    """Keep a publication, and only the newest ``keep``."""
    folder = work / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = folder / f"{published.number}.new"
    aside.write_text(json.dumps(asdict(published), ensure_ascii=False, indent=1))
    os.replace(aside, folder / f"{published.number}.json")
    for old in read(work)[:-keep]:
        (folder / f"{old.number}.json").unlink()


def _read(path: Path) -> Published:
    try:
        return Published(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError) as error:
        raise PublishError("unreadable", path=path) from error

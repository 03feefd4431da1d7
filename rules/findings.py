"""What is wrong with a file, said so that its author can mend it: file, line, field, what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing wrong (or, as a ``warning``, doubtful) at one place. ``line`` counts from 1, 0: unknown."""

    file: str
    line: int
    field: str
    message: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        """``file:line: field: message``, the form editors understand."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = f"{self.field}: " if self.field else ""
        kind = "warning: " if self.severity == "warning" else ""
        return f"{place}: {kind}{where}{self.message}"


class BadData(ValueError):
    """A file that can't be used. ``findings`` holds every error found, not only the first."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep all findings; the message is one line each."""
        self.findings = tuple(sorted(findings))
        super().__init__("\n".join(str(finding) for finding in self.findings))


def shown(path: Path) -> str:
    """``path`` as a person would type it: relative to the current folder where it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)

"""Progress shows on a terminal and nowhere else."""

from __future__ import annotations

import io

from ext_api.importing.progress import Progress
from ext_api.say import Say


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        """It is."""
        return True


def shown(stream: io.StringIO) -> str:
    """What an import of two steps writes."""
    with Progress(Say("registry", "en"), "a.csv", stream) as progress:
        progress.tick(500)
        progress.tick(1000)
    return stream.getvalue()


def test_a_terminal_gets_one_line_that_is_wiped() -> None:
    """Each step writes over the last, and at the end nothing is left."""
    first, second = "Reading a.csv: 500 rows", "Reading a.csv: 1000 rows"
    assert shown(Terminal()) == f"\r{first}\r{second}\r{' ' * len(second)}\r"


def test_a_file_gets_nothing() -> None:
    """A log isn't filled with counts."""
    assert shown(io.StringIO()) == ""

"""Options that several commands share: which database, who does it, and why."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterable

from ext_api.store.database import VARIABLE


def add_database(parser: argparse.ArgumentParser) -> None:
    """``--database``: a path of SQLite, or a URL."""
    parser.add_argument(
        "--database",
        metavar="PATH|URL",
        help=f"the registry: a file of SQLite, or postgresql://... (default: {VARIABLE}, else your own file)",
    )


def add_by(parser: argparse.ArgumentParser, *, why: bool = False) -> None:
    """``--by`` and ``--why``: who does it, for what reason; ``why`` makes a reason a must."""
    parser.add_argument("--by", metavar="NAME", default=person(), help="who does it (default: %(default)s)")
    parser.add_argument(
        "--why", metavar="REASON", required=why, default="", help="for what reason; kept for good"
    )


def person() -> str:
    """The name of whoever is signed in here."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return str(os.getuid())


def out(lines: Iterable[str]) -> None:
    """Print lines; where nobody reads on, that is no error."""
    try:
        for line in lines:
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

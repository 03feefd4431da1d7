"""The parser of `jari-api registry`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ext_api.list_options import add_columns
from ext_api.options import add_by, add_database
from ext_api.registry import files, looking, people
from rules.compile import SHIPPED

type Commands = Any
"""What `add_subparsers` gives; argparse has no public name for it."""


def register(subparsers: Commands) -> None:
    """Add `registry` with all its commands."""
    registry = subparsers.add_parser("registry", help="keep the registry of campaign accounts")
    commands = registry.add_subparsers(required=True, metavar="COMMAND")
    _files(commands)
    _people(commands)
    _looking(commands)


def _add(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    """One command with the database it works on."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    add_database(command)
    command.set_defaults(run=run)
    return command


def _files(commands: Commands) -> None:
    _add(commands, "upgrade", files.upgrade, "make the tables, or bring them to this version")
    contests = _add(commands, "contests", files.contests, "take contests and windows from the rules")
    contests.add_argument(
        "--rules",
        type=Path,
        metavar="DIR",
        default=SHIPPED,
        help="the rules folder (default: the shipped one)",
    )
    add_by(contests)
    _import(_add(commands, "import", files.import_, "compare a list with the registry, and save it if asked"))
    export = _add(commands, "export", files.export_, "write accounts.csv, participants.csv and hashtags.csv")
    export.add_argument("--out", type=Path, metavar="DIR", required=True, help="the folder to write to")
    export.add_argument("--contest", help="of one contest only")
    export.add_argument("--part", help="of one part only, such as id/jatim")
    export.add_argument("--force", action="store_true", help="write over files that are there")


def _import(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, help="a CSV, XLSX, ODS or PDF file, or a campaign's folder")
    command.add_argument("--apply", action="store_true", help="save it; without, it is only shown")
    add_by(command)
    command.add_argument(
        "--kind", choices=("accounts", "participants", "hashtags"), default="accounts",
        help="what the file lists (default: accounts)",
    )  # fmt: skip
    add_columns(command)
    command.add_argument(
        "--gone", choices=("show", "remove"), default="show",
        help="rows that are no longer in the file: show them, or ask for their removal (default: show)",
    )  # fmt: skip
    command.add_argument("--restore", action="store_true", help="take in again what was removed before")
    command.add_argument(
        "--reviewed", action="store_true", help="whom the file names as reviewer has reviewed its rows"
    )
    command.add_argument("--all", action="store_true", help="show every row, not only the first 20 of a kind")


def _people(commands: Commands) -> None:
    review = _add(commands, "review", people.review_, "approve or reject rows that another person entered")
    _rows(review, many="*")
    answer = review.add_mutually_exclusive_group()
    answer.add_argument("--approve", action="store_true", help="publish them")
    answer.add_argument("--reject", action="store_true", help="don't publish them")
    add_by(review)
    remove = _add(commands, "remove", people.remove, "ask for rows to be taken off the list")
    _rows(remove)
    add_by(remove, why=True)
    decide = _add(commands, "decide", people.decide, "decide on removals that another person asked for")
    _rows(decide)
    answer = decide.add_mutually_exclusive_group(required=True)
    answer.add_argument("--grant", action="store_true", help="take the rows off the list")
    answer.add_argument("--refuse", action="store_true", help="leave them on the list")
    add_by(decide, why=True)
    withdraw = _add(commands, "withdraw", people.withdraw, "take participants or hashtags off the list")
    withdraw.add_argument("kind", choices=("participants", "hashtags"), help="which of them")
    _rows(withdraw, many="*")
    withdraw.add_argument("--restore", action="store_true", help="put them on the list again")
    add_by(withdraw)
    parts = _add(commands, "parts", people.parts_, "show which regions others publish, or give them regions")
    parts.add_argument("part", nargs="?", help="such as id/jatim; id takes regions back")
    parts.add_argument(
        "regions", nargs="*", metavar="region", help="regions as they are written in the lists"
    )
    add_by(parts)


def _rows(command: argparse.ArgumentParser, many: str = "+") -> None:
    command.add_argument("rows", nargs=many, metavar="row", type=_numbers, help="numbers: 3, or 10-25")


def _numbers(text: str) -> range:
    """``3`` or ``10-25``."""
    first, _, last = text.partition("-")
    try:
        found = range(int(first), int(last or first) + 1)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: expected 3 or 10-25") from None
    if not found or len(found) > 1_000_000:
        raise argparse.ArgumentTypeError(f"{text}: expected 3 or 10-25")
    return found


def _looking(commands: Commands) -> None:
    check = _add(commands, "check", looking.check_, "find what is doubtful in the registry")
    check.add_argument(
        "--rules",
        type=Path,
        metavar="DIR",
        default=SHIPPED,
        help="the rules folder (default: the shipped one)",
    )
    show = _add(commands, "show", looking.show, "show rows with their numbers")
    for name, text in (
        ("platform", "a platform"), ("handle", "a handle or an id"), ("participant", "a participant"),
        ("contest", "a contest"), ("region", "a region"),
    ):  # fmt: skip
        show.add_argument(f"--{name}", metavar="TEXT", help=f"of {text} only")
    show.add_argument(
        "--state", choices=("live", "pending", "rejected", "removed", "removal"),
        help="published, waiting for review, rejected, removed; or asked to be removed",
    )  # fmt: skip
    show.add_argument("--limit", type=int, metavar="N", default=100, help="at most this many (default: 100)")
    changes = _add(commands, "changes", looking.changes, "show who changed what, when and why")
    changes.add_argument("--row", type=int, metavar="N", help="of one account only")
    changes.add_argument("--by", metavar="NAME", help="of one person only")
    changes.add_argument("--limit", type=int, metavar="N", default=20, help="the last N acts (default: 20)")

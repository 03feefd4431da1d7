"""The options of every command that reads a list: what holds for all of it, and so needs no column."""

from __future__ import annotations

import argparse
from typing import Final

COLUMNS: Final = ("platform", "participant", "contest", "region", "source", "source_class", "source_date")
"""The columns that an option can stand in for."""


def option(column: str) -> str:
    """The option that stands in for a column."""
    return f"--{column.replace('_', '-')}"


def add_columns(parser: argparse.ArgumentParser) -> None:
    """An option for each of the columns, and ``--carry``."""
    for column in COLUMNS:
        parser.add_argument(option(column), metavar="TEXT", help=f"the {column} of rows that have none")
    parser.add_argument(
        "--carry", action="store_true", help="a blank participant, region or source is that of the row above"
    )


def given(options: argparse.Namespace) -> dict[str, str]:
    """What was said for each of the columns, on one line; empty where nothing was."""
    return {column: " ".join((getattr(options, column) or "").split()) for column in COLUMNS}

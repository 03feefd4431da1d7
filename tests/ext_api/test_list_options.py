"""The options that stand in for columns are the same wherever a list is read."""

from __future__ import annotations

import argparse

import pytest

from ext_api import cli
from ext_api.list_options import COLUMNS, add_columns, given, option
from rules.account_rows import ACCOUNTS


def test_every_column_has_its_option() -> None:
    """Named as the column is; blanks in a value are one, those about it none; what isn't said is blank."""
    parser = argparse.ArgumentParser()
    add_columns(parser)
    said = given(
        parser.parse_args([option("source_class"), " kpu-registered ", option("region"), "Kota  Contoh"])
    )
    assert said == dict.fromkeys(COLUMNS, "") | {"source_class": "kpu-registered", "region": "Kota Contoh"}


def test_the_columns_are_those_of_accounts() -> None:
    """None of them is made up."""
    assert set(COLUMNS) <= set(ACCOUNTS.all)


@pytest.mark.parametrize("command", [["registry", "import"], ["quickstart"]])
def test_both_commands_that_read_lists_have_them(command: list[str]) -> None:
    """A list that one of them takes, the other takes as well."""
    words = [word for column in COLUMNS for word in (option(column), "x")]
    read = cli.parser(command[0]).parse_args([*command, "daftar.csv", *words, "--carry"])
    assert (set(given(read).values()), read.carry) == ({"x"}, True)

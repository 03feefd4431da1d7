"""`jari-api`: keep the registry, sign and publish it with the rules, serve what was published."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Final

from ext_api.store import StoreError
from rules.findings import BadData

_PARTS: Final = ("registry", "publishing", "serving")
"""The parts of this package that have commands, each in a module of that name."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: all is well; 1: something is wrong with data or machine; 2: with the call."""
    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except _errors() as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    whole = argparse.ArgumentParser(prog="jari-api", description=__doc__)
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    for module in _modules():
        module.register(commands)
    return whole


def _modules() -> list[Any]:
    """The modules with commands."""
    names = [f"ext_api.{part}.commands" for part in _PARTS]
    return [importlib.import_module(name) for name in names if find_spec(name)]


def _errors() -> tuple[type[Exception], ...]:
    """What the parts raise for a person to read."""
    own = (error for module in _modules() for error in getattr(module, "ERRORS", ()))
    return (BadData, StoreError, *own)


if __name__ == "__main__":
    sys.exit(main())

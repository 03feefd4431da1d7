"""`jari-api`: keep the registry, sign and publish it with the rules, serve what was published."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any, Final

from ext_api.store.errors import StoreError
from ext_api.trouble import refused
from rules.findings import BadData

PARTS: Final = {
    "registry": ("registry",),
    "publishing": ("keys", "publish", "refresh", "consent", "delegate", "accept"),
    "serving": ("serve", "quickstart"),
}
"""The parts of this package that have commands, and which. Only those that are needed are imported."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: all is well; 1: something is wrong with data or machine; 2: with the call."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parser(given[0] if given else None).parse_args(given)
    try:
        code: int = options.run(options)
    except (BadData, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # what no command has an answer of its own to
        print(refused(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def parser(first: str | None = None) -> argparse.ArgumentParser:
    """Every command with its options; where ``first`` is one of them, those of its part."""
    whole = argparse.ArgumentParser(prog="jari-api", description=__doc__)
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    for module in _modules(first):
        module.register(commands)
    return whole


def _modules(first: str | None) -> list[Any]:
    """The modules with commands: that of the command ``first``, else all of them."""
    chosen = [part for part, commands in PARTS.items() if first in commands] or PARTS
    return [importlib.import_module(f"ext_api.{part}.commands") for part in chosen]


if __name__ == "__main__":
    sys.exit(main())

"""How the commands of publishing speak and ask: in the person's language, and for passphrases without an
echo.
"""

from __future__ import annotations

import argparse
import functools
import getpass
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ext_api.publishing.errors import PublishError
from ext_api.publishing.keys import SHORTEST
from ext_api.say import Say
from ext_api.store.errors import StoreError

GROUP: Final = "publishing"
PASSPHRASE: Final = "JARI_PASSPHRASE"  # noqa: S105  # the name of a variable
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"

type Command = Callable[[argparse.Namespace], int]


def say(key: str, **values: object) -> str:
    """One line of this group."""
    return Say(GROUP)(key, **values)


def tell(key: str, **values: object) -> None:
    """Print one line."""
    sys.stdout.write(say(key, **values) + "\n")


def told(command: Command) -> Command:
    """A command that says in one line why it refused, and ends with 1."""

    @functools.wraps(command)
    def run(options: argparse.Namespace) -> int:
        try:
            return command(options)
        except PublishError as error:
            sys.stderr.write(say(error.key, **error.values) + "\n")
        except StoreError as error:
            sys.stderr.write(f"{error}\n")
        return 1

    return run


def asks(options: argparse.Namespace) -> Callable[[Path], str]:
    """What gives the passphrase of a key that is there: a file, the environment, or the person at the
    terminal.
    """

    def ask(path: Path) -> str:
        return _given(options) or _typed(say("ask_passphrase", path=path), path)

    return ask


def asks_new(options: argparse.Namespace) -> Callable[[Path], str]:
    """What gives the passphrase for new keys in a folder: asked for twice, or made up where nothing is
    typed.
    """

    def ask(folder: Path) -> str:
        given = _given(options)
        if given:
            return given
        first = _typed(say("ask_new_passphrase", path=folder, least=SHORTEST), folder)
        if not first:
            made = made_up()
            tell("made_passphrase", path=folder, phrase=made)
            return made
        if first != _typed(say("ask_again"), folder):
            raise PublishError("passphrases_differ")
        return first

    return ask


def made_up() -> str:
    """A passphrase nobody has to think of: six groups of five letters."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(6))


def _given(options: argparse.Namespace) -> str:
    if options.passphrase_file is None:
        return os.environ.get(PASSPHRASE, "")
    try:
        lines = Path(options.passphrase_file).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PublishError("unreadable", path=options.passphrase_file) from error
    return lines[0] if lines else ""


def _typed(prompt: str, path: Path) -> str:
    if not sys.stdin.isatty():
        raise PublishError("passphrase_missing", path=path)
    return getpass.getpass(prompt)

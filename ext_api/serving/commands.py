"""`jari-api serve` and `jari-api quickstart`."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from platformdirs import user_data_path

from ext_api.list_options import add_columns, given
from ext_api.publishing.arguments import add_folder
from ext_api.publishing.errors import PublishError
from ext_api.publishing.talk import say, tell, told
from ext_api.serving.confine import end_with_parent
from ext_api.serving.listening import address, checked, listening, shown
from ext_api.serving.server import WORKERS, NotServing, Readable, child, serve
from ext_api.trouble import is_folder

PORT: Final = 8600
PREFIX: Final = "JARI_"
"""Variables of ours hold passphrases and addresses of databases."""


def register(commands: Any) -> None:
    """Add the commands to those of `jari-api`."""
    parser = commands.add_parser("serve", help="serve a published repository over HTTP until Ctrl-C")
    add_folder(parser)
    parser.add_argument(
        "--public", type=Path, metavar="DIR", help="the folder to serve, if it is not FOLDER/public"
    )
    parser.add_argument(
        "--bind", action="append", default=[], metavar="ADDRESS:PORT",
        help=f"where to listen; repeatable (default: 127.0.0.1:{PORT})",
    )  # fmt: skip
    parser.add_argument("--workers", type=int, default=WORKERS, help="processes (default: %(default)s)")
    parser.add_argument("--user", metavar="NAME", help="become this user first; for a start as root")
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--listening", type=int, help=argparse.SUPPRESS)
    parser.set_defaults(run=told(_serve))
    quick = commands.add_parser(
        "quickstart", help="one office without ceremony: keys, registry, publish, serve"
    )
    quick.add_argument(
        "file", nargs="?", type=Path, help="the list to import (default: the made-up campaign)"
    )
    add_columns(quick)
    quick.add_argument(
        "--folder", type=Path, default=user_data_path("jari-netral") / "quickstart", metavar="DIR",
        help="where everything of it is kept (default: in your data folder)",
    )  # fmt: skip
    quick.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    quick.add_argument("--port", type=int, default=PORT, help="the port to listen on (default: %(default)s)")
    quick.add_argument("--no-serve", action="store_true", help="publish only")
    quick.set_defaults(run=told(_quickstart))


def _serve(options: argparse.Namespace) -> int:
    if any(key.startswith(PREFIX) for key in os.environ):
        _begin_anew()
    if options.with_parent:
        end_with_parent()
    public = options.public or options.folder / "public"
    if not is_folder(public / "metadata"):
        raise PublishError("nothing_to_serve", path=public)
    with ExitStack() as opened:
        sockets = [opened.enter_context(one) for one in _sockets(options)]
        addresses = (shown(*one.getsockname()[:2]) for one in sockets)
        tell("serving", path=public, addresses=", ".join(addresses))
        sys.stdout.flush()
        try:
            serve(public, sockets, user=options.user, workers=options.workers)
        except Readable as error:
            raise PublishError("key_readable", path=error.path) from error
        except (KeyError, PermissionError) as error:
            raise PublishError("no_user", user=options.user) from error
    return 0


def _sockets(options: argparse.Namespace) -> Iterator[socket.socket]:
    """Where to listen: at what the options name, or at the socket of whoever started this process."""
    if options.listening is not None:
        yield socket.socket(fileno=options.listening)
        return
    for host, port in [address(text) for text in options.bind or [f"127.0.0.1:{PORT}"]]:
        yield listening(host, port)


def _begin_anew() -> None:
    """Start this command again without variables that a server has no use for: they would stay in its
    memory.
    """
    clean = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
    os.execve(sys.executable, [sys.executable, "-m", "ext_api.cli", *sys.argv[1:]], clean)  # noqa: S606


def _quickstart(options: argparse.Namespace) -> int:
    from ext_api.importing import Defaults  # noqa: PLC0415  # a server alone needs no database
    from ext_api.publishing import quickstart  # noqa: PLC0415

    checked(options.port)
    defaults = Defaults(given(options), options.carry)
    done = quickstart.prepare(options.folder, options.file, defaults=defaults)
    if done.made:
        tell("quick_made", path=options.folder)
    tell("quick_published", accounts=done.accounts, ruleset=done.ruleset)
    if done.waiting:
        tell("quick_waiting", count=done.waiting, database=options.folder / quickstart.DATABASE)
    if options.no_serve:
        tell("quick_line")
        sys.stdout.write(done.settings("http://ADDRESS:PORT") + "\n")
        return 0
    try:
        with child(done.public, options.host, options.port) as server:
            tell("quick_line")
            sys.stdout.write(done.settings(server.url) + "\n")
            tell("quick_stop")
            sys.stdout.flush()
            for number in (signal.SIGINT, signal.SIGTERM):  # a job in the background lacks the first
                signal.signal(number, signal.default_int_handler)
            server.watch()
    except NotServing as error:
        raise PublishError("not_serving", address=error) from error
    except KeyboardInterrupt:
        sys.stdout.write(say("stopped") + "\n")
    return 0

"""`jari-proxy`: run the proxy, follow updates, show its CA, check settings, find out what is wrong."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from proxy_addon import __version__, ca, doctor, quiet, settings
from proxy_addon.assembly import assemble, without_root
from proxy_addon.settings import ProxySettings
from proxy_addon.terminal import Terminal, language, teller_of, terminal_of
from proxy_addon.updates import commands as updates
from rules import compile as rulesets
from rules.findings import BadData

if TYPE_CHECKING:
    from proxy_addon.server import ProxyServer


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: all is well; 1: something is wrong with files or the machine; 2: with the call."""
    options = parser().parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    quiet.hush()
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except (BadData, ca.CaError) as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(_failed(error), file=sys.stderr)
        return 1
    return code


def _failed(error: OSError) -> str:
    """Which file could not be read or written, and why."""
    say = Terminal(rulesets.ruleset(), language(os.environ))
    return say("file_failed", path=error.filename or "?", reason=error.strerror or type(error).__name__)


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    whole = argparse.ArgumentParser(prog="jari-proxy", description=__doc__)
    whole.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="run the proxy until Ctrl-C")
    _common(run)
    run.add_argument("--host", help="the address to listen on (default: 127.0.0.1, this machine only)")
    run.add_argument(
        "--port", type=_port, help=f"the port to listen on, 0 for any (default: {settings.DEFAULT_PORT})"
    )
    run.add_argument(
        "--resolve", type=_redirection, action="append", default=[], metavar="HOST=ADDRESS:PORT",
        help="connect to ADDRESS:PORT for HOST and its subdomains; for demonstrations and tests; repeatable",
    )  # fmt: skip
    run.add_argument(
        "--upstream-ca", type=Path, metavar="PEM", help="trust this CA upstream instead of the public ones"
    )
    run.set_defaults(run=_run)
    show = commands.add_parser("ca", help="show the CA that devices must trust; it is made if there is none")
    _common(show)
    show.set_defaults(run=_ca)
    check = commands.add_parser(
        "check", help="find every mistake in a settings file and in the campaigns it names"
    )
    check.add_argument("file", type=Path, help="the settings file")
    check.set_defaults(run=_check)
    examine = commands.add_parser("doctor", help="say what is ready and what is missing on this machine")
    _common(examine)
    examine.add_argument("--host", help="the address `run` would listen on")
    examine.add_argument("--port", type=_port, help="the port `run` would listen on")
    examine.set_defaults(run=_doctor)
    status = commands.add_parser("status", help="say which rules and accounts are in use, and until when")
    _common(status)
    status.set_defaults(run=_status)
    update = commands.add_parser("update", help="look for newer rules and accounts now")
    _common(update)
    update.add_argument(
        "--from", dest="copy", type=Path, metavar="DIR",
        help="take them from a copied folder of the update server; it is verified just the same",
    )  # fmt: skip
    update.add_argument(
        "--accept-jump", action="store_true",
        help="take a list of accounts that differs much from the last one without the rules' owner's consent",
    )  # fmt: skip
    update.set_defaults(run=_update)
    return whole


def _common(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help=f"the settings file (default: {settings.default_file()}, if it is there)",
    )
    command.add_argument(
        "--data", type=Path, metavar="DIR", help=f"the folder of the CA (default: {settings.default_data()})"
    )
    command.add_argument(
        "--campaigns", type=Path, action="append", default=[], metavar="DIR",
        help="a campaign folder with accounts.csv; repeatable; without any nothing is decrypted",
    )  # fmt: skip


def _port(text: str) -> int:
    """A port of the command line."""
    port = int(text)
    if not 0 <= port < 65536:
        raise argparse.ArgumentTypeError("expected a port from 0 to 65535")
    return port


def _redirection(text: str) -> tuple[str, tuple[str, int]]:
    """``HOST=ADDRESS:PORT`` of the command line."""
    host, _, place = text.partition("=")
    try:
        return host.lower(), settings.place(place)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: expected HOST=ADDRESS:PORT") from None


def _chosen(options: argparse.Namespace) -> ProxySettings:
    """The settings of the file, with what the command line says instead."""
    file = options.settings or settings.default_file()
    chosen = settings.load(file) if options.settings or file.exists() else ProxySettings()
    given = {
        key: value
        for key in ("host", "port", "data", "upstream_ca")
        if (value := getattr(options, key, None)) is not None
    }
    if options.campaigns:
        given["campaigns"] = tuple(options.campaigns)
    if getattr(options, "resolve", None):
        given["resolve"] = {**chosen.resolve, **dict(options.resolve)}
    return replace(chosen, **given)


def _run(options: argparse.Namespace) -> int:
    from proxy_addon.running import serving, until_stopped  # noqa: PLC0415  # a second

    parts = assemble(_chosen(options))
    say = terminal_of(parts)
    for finding in parts.warnings:
        print(finding, file=sys.stderr)

    def lines(proxy: ProxyServer) -> Iterable[str]:
        return (*say.running(parts, proxy, datetime.now(UTC)), say("stop_hint"))

    return until_stopped(serving(parts), lines, say, "jari-proxy run --port {port}")


def _ca(options: argparse.Namespace) -> int:
    chosen = _chosen(options)
    parts = assemble(replace(chosen, campaigns=()))
    authority, change = ca.ensure(chosen.data / "ca", parts.engine.hosts, datetime.now(UTC))
    say = terminal_of(parts)
    print(*say.authority(authority, change), *say.identity(authority), sep="\n")
    return 0


def _check(options: argparse.Namespace) -> int:
    chosen = settings.load(options.file)
    parts = assemble(chosen)
    for finding in parts.warnings:
        print(finding, file=sys.stderr)
    if missing := list(without_root(chosen.updates)):
        raise BadData(missing)
    print(terminal_of(parts)("settings_ok", path=options.file))
    return 0


def _doctor(options: argparse.Namespace) -> int:
    chosen = _chosen(options)
    say = Terminal(rulesets.ruleset(), language(os.environ, chosen.agency.language))
    results = doctor.examine(chosen, datetime.now(UTC))
    for result in results:
        print(say("check_good" if result.good else "check_bad", what=say(result.text, **result.values)))
    return 0 if all(result.good for result in results) else 1


def _status(options: argparse.Namespace) -> int:
    chosen = _chosen(options)
    code, lines = updates.status(chosen, teller_of(chosen))
    print(*lines, sep="\n")
    return code


def _update(options: argparse.Namespace) -> int:
    chosen = _chosen(options)
    code, lines = updates.update(chosen, teller_of(chosen), options.copy, accept_jump=options.accept_jump)
    print(*lines, sep="\n")
    return code


if __name__ == "__main__":
    sys.exit(main())

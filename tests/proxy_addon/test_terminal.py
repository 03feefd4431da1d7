"""The commands speak the person's language, and say where what runs and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proxy_addon import ca
from proxy_addon.assembly import Assembly, assemble
from proxy_addon.server import CannotListen, ProxyServer
from proxy_addon.settings import ProxySettings
from proxy_addon.terminal import Terminal, language
from proxy_addon.updates.store import Held, HeldPart
from rules.compile import SHIPPED
from rules.model import Settings
from rules.regfile import State
from rules.registry import Registry

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def parts() -> Assembly:
    """The demo campaign of a made-up agency."""
    chosen = ProxySettings(agency=Settings(agency="Kota Contoh"), campaigns=(SHIPPED / "campaigns" / "demo",))
    return assemble(chosen)


@pytest.mark.parametrize(
    ("environ", "spoken"),
    [
        ({}, "id"),
        ({"LANG": "id_ID.UTF-8"}, "id"),
        ({"LANG": "C.UTF-8"}, "id"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "id_ID.UTF-8"}, "id"),
        ({"LC_MESSAGES": "en_GB", "LANG": "id_ID"}, "en"),
        ({"LC_ALL": "", "LANG": "en_US"}, "en"),
    ],
)
def test_locale_chooses_english(environ: dict[str, str], spoken: str) -> None:
    """An English locale gets English, every other one Indonesian."""
    assert language(environ) == spoken


def test_settings_choose_without_a_locale() -> None:
    """Where the locale isn't English the settings decide."""
    assert language({"LANG": "C"}, "en") == "en"


def test_followed_accounts_are_named(parts: Assembly) -> None:
    """What updates brought is counted by part, beside the campaigns of the settings."""
    part = HeldPart(State(SHIPPED, "x", 20, 10), 7, NOW)
    both = list(Terminal(parts.ruleset, "en").accounts(replace(parts, held=Held("x", None, {"id": part}))))
    assert both[0] == "Accounts      10 campaign accounts of id (number 7)"
    assert str(len(parts.registry.records)) in both[1]
    alone = replace(parts, held=Held("x", None, {"id": part}), registry=Registry())
    assert list(Terminal(parts.ruleset, "en").accounts(alone)) == both[:1]


@pytest.mark.parametrize("spoken", ["id", "en"])
def test_running_says_what_runs_where(tmp_path: Path, parts: Assembly, spoken: str) -> None:
    """The lines name agency, accounts, contest, address and CA; nothing is left unfilled."""
    proxy = ProxyServer(parts.engine, data_dir=tmp_path, port=3128)
    lines = list(Terminal(parts.ruleset, spoken).running(parts, proxy, NOW))
    text = "\n".join(lines)
    for said in (
        "Kota Contoh",
        str(len(parts.registry.records)),
        "http://127.0.0.1:3128",
        str(proxy.ca.cert_path),
    ):
        assert said in text
    assert "{" not in text
    assert all(lines)


def test_window_lines_are_one_per_contest_and_region(parts: Assembly) -> None:
    """Three time zones of one contest are one line with the last day."""
    lines = list(Terminal(parts.ruleset, "en").windows(parts, NOW))
    assert len(lines) == len({(w.contest, w.region) for w in parts.windows(NOW)})
    assert all("31 December 2036" in line for line in lines)


def test_no_window_is_said(parts: Assembly) -> None:
    """Outside every window the lines say that nothing is decrypted."""
    say = Terminal(parts.ruleset, "en")
    assert list(say.windows(parts, datetime(2000, 1, 1, tzinfo=UTC))) == [say("no_window")]


@pytest.mark.parametrize("change", ["made", "grown", "expired"])
def test_new_ca_is_said(tmp_path: Path, parts: Assembly, change: ca.Change) -> None:
    """A CA that has just been made or replaced is told as such, for devices need it."""
    authority, _ = ca.ensure(tmp_path, ["a.example"], NOW)
    say = Terminal(parts.ruleset, "id")
    assert len(list(say.authority(authority, change))) == len(list(say.authority(authority))) + 1


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_fault_is_told_with_its_place_alone(parts: Assembly, language: str) -> None:
    """One line says that it is said once, and where IT staff should look."""
    say = Terminal(parts.ruleset, language)
    line = say.fault("KeyError in rules.engine.Engine.judge")
    assert line.startswith(say("passed_on_error"))
    assert line.endswith("(KeyError in rules.engine.Engine.judge)")
    assert "\n" not in line


def test_ca_is_recognisable(tmp_path: Path, parts: Assembly) -> None:
    """Fingerprint, permitted names and last day are said."""
    authority, _ = ca.ensure(tmp_path, ["a.example", "b.example"], NOW)
    text = "\n".join(Terminal(parts.ruleset, "en").identity(authority))
    last = NOW + timedelta(days=5 * 365)
    for said in (authority.fingerprint, "a.example, b.example", str(last.year)):
        assert said in text


def test_taken_port_names_port_and_command(parts: Assembly) -> None:
    """A taken port is named, with a command that takes another."""
    error = CannotListen("127.0.0.1", 8080, OSError(98, "in use"))
    lines = list(Terminal(parts.ruleset, "en").cannot_listen(error, "PORT={port} make run"))
    assert "8080" in lines[0]
    assert "PORT=8081 make run" in lines[1]


def test_impossible_address_is_named(parts: Assembly) -> None:
    """An address that can't be used is named as it was given."""
    lines = list(Terminal(parts.ruleset, "en").cannot_listen(CannotListen("192.0.2.1", 80, None), ""))
    assert "192.0.2.1:80" in lines[0]

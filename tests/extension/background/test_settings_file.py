"""An agency's settings file: taken whole or not at all, the same file as the proxy's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from proxy_addon import settings as proxy
from tests.support.settings_peer import Settings

SAMPLE = Path(__file__).parents[3] / "deploy" / "settings.example.yaml"
ROOT_HASH = "00112233445566778899aabbccddeeff" * 2


@pytest.fixture(scope="module")
def peer() -> Iterator[Settings]:
    """The settings module."""
    with Settings() as peer:
        yield peer


def problems(peer: Settings, text: str) -> list[tuple[str, str]]:
    """Field and kind of all that is wrong with a file; then it gives nothing."""
    found = peer.ask("read", text=text)
    assert found["problems"] == [] or found["values"] == {}
    return [(one["field"], one["kind"]) for one in found["problems"]]


def test_the_proxy_s_example_is_taken(peer: Settings) -> None:
    """The file that agencies start from, as JSON, is taken as it is; the proxy's own part is passed over."""
    data = yaml.safe_load(SAMPLE.read_text("utf-8"))
    found = peer.ask("read", text=json.dumps(data))
    assert found == {
        "values": {name: one for name, one in data.items() if name != "proxy"},
        "problems": [],
    }


def test_a_byte_order_mark_is_passed_over(peer: Settings) -> None:
    """Editors on Windows write one."""
    assert peer.ask("read", text='\ufeff{"audience": "tni"}')["values"] == {"audience": "tni"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("audience: asn\n", [("", "not_json")]),
        ("", [("", "not_json")]),
        ("[]", [("", "not_settings")]),
        ("null", [("", "not_settings")]),
        ('{"audience": "pns", "hold_seconds": 1}', [("audience", "one_of"), ("hold_seconds", "whole")]),
        ('{"delay_seconds": 30}', [("delay_seconds", "delay")]),
        ('{"paused_until": 5}', [("paused_until", "own")]),
        ('{"audience": "tni", "locked": []}', [("locked", "unknown")]),
        ('{"__proto__": {"audience": "tni"}}', [("__proto__", "unknown")]),
    ],
)
def test_mistakes_are_named(peer: Settings, text: str, found: list[tuple[str, str]]) -> None:
    """Every mistake is named with its field, and nothing of the file is taken."""
    assert problems(peer, text) == found


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [('{\n  "audience": asn\n}', "2", "15"), ("audience: asn", "1", "1"), ('{"audience": "asn"', "1", "19")],
)
def test_broken_json_is_found(peer: Settings, text: str, line: str, column: str) -> None:
    """The line and the column where reading stopped."""
    assert peer.ask("read", text=text)["problems"][0]["values"] == {"line": line, "column": column}


WHOLE: dict[str, Any] = {
    "audience": "polri",
    "language": "en",
    "agency": "Polres",
    "contact": "0800",
    "circulars": [
        {"number": "1", "date": "2", "link": ""},
        {"number": "3", "date": "4", "link": "https://a.b"},
    ],
    "hold_seconds": 40,
    "delay_seconds": 0,
    "grant_minutes": 0,
    "follow": False,
    "advice": False,
    "reminders": False,
    "updates": {"url": "https://a.b", "root": "", "root_sha256": ROOT_HASH, "parts": ["id", "id/jatim"]},
}


def test_what_is_written_is_read_by_both(peer: Settings, tmp_path: Path) -> None:
    """The file that is written out brings the same settings into another browser, and into a proxy."""
    text = peer.ask("write", data={**WHOLE, "paused_until": 5, "welcomed": True})
    peer.fill(peer.ask("read", text=text)["values"])
    settings = peer.ask("load")["settings"]
    assert {name: settings[name] for name in WHOLE} == WHOLE
    path = tmp_path / "settings.yaml"
    path.write_text(text, "utf-8")
    read = proxy.load(path)
    assert (read.agency.audience, read.agency.delay_seconds, read.agency.circulars[1].link) == (
        "polri",
        0,
        "https://a.b",
    )
    assert read.updates is not None
    assert (read.updates.root_sha256, read.updates.parts) == (ROOT_HASH, ("id", "id/jatim"))


def test_defaults_are_not_written(peer: Settings) -> None:
    """A file says only what an agency said."""
    assert json.loads(peer.ask("write", data={})) == {}
    assert json.loads(peer.ask("write", data={"platforms_off": ["x"]})) == {"platforms_off": ["x"]}

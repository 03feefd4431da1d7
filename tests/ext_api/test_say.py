"""What the commands say is in the person's language, and every text that is asked for is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ext_api.say import Say, language

ROOT = Path(__file__).parents[2]
OURS = [ROOT / "ext_api" / name for name in ("importing", "registry", "store", "checking.py")]


SAID = re.compile(r"""(?:say|_say|Doubt|_part|Say\("registry"\))\(\s*"(\w+)\"""")
REASONS = re.compile(r"""(?:Fault\(\w+, |BadFile\(|_reject\(line, [\w.\[\]()]+, )"(\w+)\"""")


def asked() -> set[str]:
    """The keys that the code of the registry asks for by name."""
    files = [path for place in OURS for path in (place.rglob("*.py") if place.is_dir() else [place])]
    source = "\n".join(path.read_text("utf-8") for path in files)
    return {*SAID.findall(source), *(f"why_{key}" for key in REASONS.findall(source))}


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "id"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "id_ID", "LANG": "en_US"}, "id"),
        ({"LANG": "C"}, "id"),
    ],
)
def test_language(environ: dict[str, str], expected: str) -> None:
    """English where the locale is English; Indonesian everywhere else."""
    assert language(environ) == expected


def test_placeholders_are_filled() -> None:
    """A line comes with its values; a key nobody wrote is blank."""
    assert Say("registry", "en")("plan_new", count=3) == "NEW (3)"
    assert Say("registry", "id")("plan_new", count=3) == "BARU (3)"
    assert Say("registry", "id")("tiada") == ""


def test_every_text_that_is_asked_for_is_there() -> None:
    """No command of the registry says nothing."""
    keys = asked()
    assert len(keys) > 50
    for chosen in ("id", "en"):
        assert sorted(key for key in keys if not Say("registry", chosen)(key)) == []

"""What the shipped platform files promise beyond their vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rules.load import load_platforms

PLATFORMS, FINDINGS = load_platforms(Path(__file__).parents[2] / "rules" / "platforms")


def test_all_load() -> None:
    """Every shipped file holds to the language."""
    assert PLATFORMS
    assert FINDINGS == []


def test_no_host_is_claimed_twice() -> None:
    """Every host belongs to one platform, itself or the domain above it."""
    hosts = [host for spec in PLATFORMS for host in spec["hosts"]]
    assert len(hosts) == len(set(hosts))
    assert [host for host in hosts if any(host.endswith("." + other) for other in hosts)] == []


@pytest.mark.parametrize("spec", PLATFORMS, ids=lambda spec: str(spec["platform"]))
def test_platform(spec: dict[str, Any]) -> None:
    """A platform says when it was checked, how its names are written, who looks, and how it refuses."""
    assert spec["checked"]
    assert {"handle", "account_id", "post_id"} <= set(spec["forms"])
    assert spec["refusals"]["default"]
    json_refusals = [one for one in spec["refusals"].values() if one["body"][:1] == "{"]
    assert all(isinstance(json.loads(one["body"]), dict) for one in json_refusals)

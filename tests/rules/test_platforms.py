"""What the shipped platform files promise beyond their vectors."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rules.compile import SHIPPED, ruleset

PLATFORMS = ruleset()["platforms"]


def test_all_load() -> None:
    """Every shipped file is one of the platforms: none was left out for a finding."""
    files = {path.stem for path in (SHIPPED / "platforms").glob("*.yaml")}
    assert {spec["platform"] for spec in PLATFORMS} == files


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

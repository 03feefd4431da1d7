"""Hosts lead to platforms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.sites import Sites
from tests.support.kicau import KICAU

OTHER = {"platform": "dekat", "name": "Dekat", "hosts": ["dekat.kicau.example"]}
SITES = Sites([KICAU, OTHER])


@pytest.mark.parametrize(
    ("host", "platform"),
    [
        ("kicau.example", "kicau"),
        ("a.b.kicau.example", "kicau"),
        ("dekat.kicau.example", "dekat"),
        ("x.dekat.kicau.example", "dekat"),
        ("notkicau.example", None),
        ("example", None),
        ("", None),
    ],
)
def test_the_nearest_domain(host: str, platform: str | None) -> None:
    """A host belongs to the platform of the nearest domain at or above it."""
    site = SITES.at(host)
    assert (site.id if site else None) == platform


@given(st.text(max_size=60))
def test_total(text: str) -> None:
    """No URL makes it raise."""
    SITES.of(text)
    SITES.of("https://" + text)
    SITES.at(text)

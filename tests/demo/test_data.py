"""The people and posts."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from demo import data
from demo.padding import padded

REGISTRY = Path(__file__).parents[2] / "rules" / "campaigns" / "demo" / "accounts.csv"


@pytest.mark.parametrize("platform", ["x", "instagram", "threads"])
def test_registered_accounts_are_in_the_demo_registry(platform: str) -> None:
    """Handle, id and name of every registered account are the registry's; neighbours are not in it."""
    with REGISTRY.open(encoding="utf-8") as file:
        rows = {row["handle"]: row for row in csv.DictReader(file) if row["platform"] == platform}
    for account in data.ACCOUNTS:
        assert account.registered == (account.handle in rows)
        if account.registered:
            row = rows[account.handle]
            assert row["account_id"] in ("", account.id_on(platform))
            assert row["display_name"] == account.name


@pytest.mark.parametrize("platform", ["x", "instagram", "facebook", "threads"])
def test_feed_begins_with_a_candidate_and_a_neighbour(platform: str) -> None:
    """Whoever follows the start page taps the first post to be warned, the second not to be."""
    first, second = data.home(platform)[:2]
    assert (first.author.registered, second.author.registered) == (True, False)


def test_posts_are_found_by_their_id() -> None:
    """Every post is found by its id on each of its platforms; other numbers are no post."""
    for post in data.POSTS:
        for platform in post.on:
            assert data.post_by_id(platform, post.id_on(platform)) == post
    assert data.post_by_id("x", "12") is None
    assert data.post_by_id("x", "abc") is None


def test_burst_is_of_the_candidate_and_padding_of_neighbours() -> None:
    """Extra posts of a burst are a registered account's, padding never is."""
    assert {post.author for post in data.home("x", burst=30)[-30:]} == {data.RATNA}
    padding = padded([], lambda post: {"id": post.id_on("x"), "by": post.author.handle}, 10_000)
    assert len(padding) > 100
    assert not {post["by"] for post in padding if isinstance(post, dict)} & {"walikota_contoh"}

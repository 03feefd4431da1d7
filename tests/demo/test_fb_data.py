"""What only Facebook has."""

from __future__ import annotations

import csv
from base64 import b64decode
from pathlib import Path

from demo import data, fb_data

REGISTRY = Path(__file__).parents[2] / "rules" / "campaigns" / "demo" / "accounts.csv"


def test_registered_accounts_are_in_the_demo_registry() -> None:
    """Name in links and id of every registered account are the registry's; of the groups one is in it."""
    with REGISTRY.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["platform"] == fb_data.NAME]
    by_name = {row["handle"]: row for row in rows if row["handle"]}
    for account in fb_data.PEOPLE:
        row = by_name.get(fb_data.vanity(account))
        assert account.registered == (row is not None)
        assert not row or row["account_id"] in ("", account.id_on(fb_data.NAME))
    ids = {row["account_id"] for row in rows}
    assert [group.id in ids for group in fb_data.GROUPS] == [True, False]


def test_names_lead_back() -> None:
    """Accounts, groups and events are found by what links hold; a group by its id as well."""
    for account in fb_data.PEOPLE:
        assert fb_data.account_by_vanity(fb_data.vanity(account)) == account
    for group in fb_data.GROUPS:
        assert fb_data.group_by_vanity(group.vanity) == fb_data.group_by_vanity(group.id) == group
    assert fb_data.event_by_id(fb_data.WALK.id) == fb_data.WALK
    assert not fb_data.account_by_vanity("nobody")
    assert not fb_data.group_by_vanity("nobody")
    assert not fb_data.event_by_id("1")


def test_no_two_things_have_one_id() -> None:
    """People, groups, events, pages, posts and questions are told apart by their ids."""
    ids = [
        *(account.id_on(fb_data.NAME) for account in fb_data.PEOPLE),
        *(thing.id for thing in (*fb_data.GROUPS, *fb_data.EVENTS)),
        *fb_data.DELEGATES.values(),
        *(post.id_on(fb_data.NAME) for post in data.POSTS),
        *(fb_data.question_id(post) for post in data.POSTS),
    ]
    assert len(ids) == len(set(ids))


def test_ids_are_wrapped_as_the_real_ones() -> None:
    """Feedback, comments and stories hold the numbers in base 64."""
    post, comment = data.POSTS[0], data.COMMENTS[0]
    number, below = post.id_on(fb_data.NAME), comment.id_on(fb_data.NAME)
    wrapped = {
        fb_data.feedback_id(number): f"feedback:{number}",
        fb_data.feedback_id(number, below): f"feedback:{number}_{below}",
        fb_data.comment_id(number, comment): f"comment:{number}_{below}",
        fb_data.story_id(post): f"S:_I{post.author.id_on(fb_data.NAME)}:{number}:{number}",
    }
    for text, meant in wrapped.items():
        assert b64decode(text).decode() == meant

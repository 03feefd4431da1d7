"""What only Facebook has: names with dots, groups, events, pages with two ids, questions, ids in base 64."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from demo import data
from demo.data import Account, Comment, Post

NAME = "facebook"
ORIGIN = "https://www.facebook.com"
QUESTION_BASE = 910_000_000_000_000

VANITY = {data.JERUK: "partai.jeruk"}
"""Names that are not simply those of the other platforms with dots."""

DELEGATES = {data.JERUK: "61550000000002", data.WARUNG: "61550000000101"}
"""A page has a second id: that of the page it was before it became a profile."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group that people join and post in; its name in links."""

    id: str
    vanity: str
    name: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event and who invites to it."""

    id: str
    name: str
    host: Account


SUPPORTERS = Group("100090000000004", "relawan.ratna.contoh", "Grup Relawan Ratna Contoh")
COFFEE = Group("100090000500102", "pencinta.kopi.contoh", "Pencinta Kopi Kota Contoh")
GROUPS = (SUPPORTERS, COFFEE)
GROUP_OF = {24: SUPPORTERS, 25: COFFEE}
"""The group in which a post stands."""

WALK = Event("930000000000001", "Jalan sehat bersama Ratna Contoh", data.RATNA)
BOOKS = Event("930000000000102", "Bazar buku Taman Baca Melati", data.MELATI)
EVENTS = (WALK, BOOKS)

PEOPLE = tuple(account for account in data.ACCOUNTS if account != data.RELAWAN)
"""Everyone but the volunteers, who are a group here."""


def vanity(account: Account) -> str:
    """An account's name in links."""
    return VANITY.get(account, account.handle.replace("_", "."))


def account_by_vanity(name: str) -> Account | None:
    """The account with a name in links."""
    return next((account for account in PEOPLE if vanity(account) == name), None)


def group_by_vanity(name: str) -> Group | None:
    """The group with a name in links, or with an id."""
    return next((group for group in GROUPS if name in (group.vanity, group.id)), None)


def event_by_id(identity: str) -> Event | None:
    """The event with an id."""
    return next((event for event in EVENTS if event.id == identity), None)


def question_id(post: Post) -> str:
    """The id of the question that a poll asks; its options are numbered after it."""
    return str(QUESTION_BASE + post.number * data.STEP)


def feedback_id(post: str, comment: str = "") -> str:
    """What reactions and comments name: a post, or a comment below it."""
    return _base64(f"feedback:{post}_{comment}" if comment else f"feedback:{post}")


def comment_id(post: str, comment: Comment) -> str:
    """The id of a comment as answers have it."""
    return _base64(f"comment:{post}_{comment.id_on(NAME)}")


def story_id(post: Post) -> str:
    """The id of the story that shows a post, with its owner in it."""
    number = post.id_on(NAME)
    return _base64(f"S:_I{post.author.id_on(NAME)}:{number}:{number}")


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()

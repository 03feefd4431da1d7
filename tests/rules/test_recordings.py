"""Real responses, where they are at hand: every post they are known to show is learned, and nothing false.

The recordings hold other people's public posts and are no part of the repository.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from rules import har
from rules.compile import ruleset
from rules.model import Learned
from rules.sites import Sites

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("JARI_RECORDED") or ROOT.parent / "shared" / "recorded")
RECORDED = sorted(FOLDER.glob("*.har"))

type Row = tuple[str, str | None, str | None]


@cache
def sites() -> Sites:
    """All shipped platforms, which hold to their schema."""
    return Sites(ruleset()["platforms"])


@dataclass(frozen=True)
class Recording:
    """What a HAR is known to say, and what was learned of it."""

    truth: dict[str, list[Row]]
    learned: list[Learned]

    def known(self, one: Learned) -> list[Row]:
        """The rows of the truth about a learned post."""
        return self.truth.get(one.item.id, [])

    def posts(self, *roles: str) -> Iterator[tuple[Learned, Row]]:
        """Learned posts with each account of one of ``roles`` (of any role, where none is named)."""
        for one in self.learned:
            for account in one.accounts:
                if one.item.of == "post" and (not roles or account.role in roles):
                    yield one, (one.item.id, account.id, account.handle)


def recorded(path: Path) -> Recording:
    """A recording with its truth; skips where its platform has no rules yet."""
    truth = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
    if truth["platform"] not in {site.id for site in sites().all}:
        pytest.skip(f"there are no rules for {truth['platform']}")
    rows: dict[str, list[Row]] = {}
    for post, id_, handle in truth["rows"]:
        rows.setdefault(post, []).append((post, id_, handle))
    learned = [
        one
        for exchange in har.read(path)
        if exchange.response is not None
        for one in sites().learn(exchange.response).learned
        if one.platform == truth["platform"]
    ]
    return Recording(rows, learned)


def agree(row: Row, other: Row) -> bool:
    """Whether two rows name one account, as far as both say it."""
    pairs = [(a, b) for a, b in zip(row, other, strict=True) if a is not None and b is not None]
    return len(pairs) > 1 and all(a.lower() == b.lower() for a, b in pairs)


if not RECORDED:
    # A missing folder is said, not passed over in silence.
    pytestmark = pytest.mark.skip(reason=f"no recordings in {FOLDER}; set JARI_RECORDED to their folder")
    RECORDED = [FOLDER / "none.har"]


@pytest.fixture(params=RECORDED, ids=lambda path: path.stem)
def recording(request: pytest.FixtureRequest) -> Recording:
    """Each recording in turn."""
    return recorded(request.param)


def test_every_row_is_learned(recording: Recording) -> None:
    """Every account that is known to stand behind a post is learned, with its id and handle."""
    learned = [row for _, row in recording.posts()]
    ours: dict[str, list[Row]] = {}
    for row in learned:
        ours.setdefault(row[0], []).append(row)
    rows = [row for rows in recording.truth.values() for row in rows]
    missing = [row for row in rows if not any(_covers(row, one) for one in ours.get(row[0], []))]
    assert missing == []


def _covers(row: Row, learned: Row) -> bool:
    """Whether what was learned says all that the truth says; null there stands for anything."""
    return all(
        known is None or (found is not None and found.lower() == known.lower())
        for known, found in zip(row, learned, strict=True)
    )


def test_no_author_is_false(recording: Recording) -> None:
    """Whoever was learned as author is one, and every post with coauthors has its true author among them."""
    authors = list(recording.posts("author"))
    false = [row for one, row in authors if not any(agree(row, known) for known in recording.known(one))]
    assert false == []
    joint = {one.item.id for one, _ in recording.posts("coauthor")}
    assert joint <= {one.item.id for one, _ in authors}

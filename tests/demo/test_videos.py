"""The people and videos of the demo's video faces."""

from __future__ import annotations

import csv

import pytest

from demo import data, videos
from tests.demo.test_data import REGISTRY

FACES = pytest.mark.parametrize("face", ["tiktok", "youtube"])


@FACES
def test_registered_accounts_are_in_the_demo_registry(face: str) -> None:
    """Whoever counts as registered has a row by handle or by id, and nobody else has."""
    with REGISTRY.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["platform"] == face]
    for account in data.ACCOUNTS:
        identity = videos.id_on(face, account)
        found = [row for row in rows if account.handle == row["handle"] or identity == row["account_id"]]
        assert account.registered == bool(found)
        for row in found:
            assert row["account_id"] in ("", identity)
            assert row["handle"] in ("", account.handle)


def test_feed_begins_with_a_candidate_and_a_neighbour() -> None:
    """Whoever follows the tips taps the first video to be warned, the second not to be."""
    assert [video.author.registered for video in videos.home()[:2]] == [True, False]


@FACES
def test_videos_are_found_by_their_id(face: str) -> None:
    """Every video is found by its id, those of chatter and burst too; other texts are none."""
    numbers = [video.number for video in videos.VIDEOS] + [data.FILLER, data.FILLER + 7, data.BURST + 3]
    for number in numbers:
        video = videos.by_number(number)
        assert video
        assert videos.video_by_id(face, videos.id_on(face, video)) == video
    for other in ("", "12", "abc", "conto000999", "7500000000001000004", "75\u0663", "conto\u0661"):
        assert videos.video_by_id(face, other) is None


def test_burst_is_of_the_candidate() -> None:
    """Extra videos of a burst are a registered account's."""
    assert {video.author for video in videos.home(30)[-30:]} == {data.RATNA}

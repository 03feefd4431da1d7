"""Old files go, but never one that somebody who follows may still ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from ext_api.publishing import Content, Expiries, garbage, publish
from tests.support.publisher import Client, Publisher, fewer, names, over_http, ruleset


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """A publisher who keeps two publications."""
    made = Publisher(tmp_path)
    made.repository.expiries = Expiries(publications=2, grace=7)
    made.publish(fewer(25), ruleset())
    return made


def files(publisher: Publisher) -> set[str]:
    """What lies in the public folder."""
    return set(publisher.repository.public.files())


def test_what_was_in_force_stays_for_days(publisher: Publisher) -> None:
    """Whoever fetched the timestamp before a publication finds all it leads to, until the grace time is
    over.
    """
    before = files(publisher)
    for count in (26, 27, 28):
        publisher.publish(fewer(count), jump="wait")
    assert before <= files(publisher)
    publisher.clock.go(days=6)
    garbage.collect(publisher.repository)
    assert before <= files(publisher)
    publisher.clock.go(days=2)
    assert garbage.collect(publisher.repository)
    assert not before <= files(publisher)


def test_all_that_is_needed_stays(publisher: Publisher, tmp_path: Path) -> None:
    """After years of publications, everything in force, every root and the kept publications are there."""
    for count in (26, 27, 28):
        publisher.publish(fewer(count), jump="wait")
        publisher.clock.go(days=5)
        publisher.repository.refresh()
    publisher.clock.go(days=8)
    publisher.repository.refresh()
    with over_http(publisher.public) as url:
        client = Client(tmp_path / "client", url, publisher.root)
        every = [f"registry/id/{kind}-{step}" for kind in ("keys", "records") for step in (1, 2, 3)]
        assert all(client.fetch("rules/ruleset.json.gz", "registry/id/keys", *every))
    former = Content.former(publisher.repository, 3)
    assert publish(publisher.repository, publisher.ring(), former, jump="wait").built[0].new
    assert "1.root.json" in names((publisher.public / "metadata").iterdir())


def test_a_lost_note_makes_files_stay_longer(publisher: Publisher) -> None:
    """Without its notes the days begin anew."""
    publisher.publish(fewer(26), jump="wait")
    publisher.clock.go(days=20)
    (publisher.repository.work / "garbage.json").write_text("rubbish")
    assert garbage.collect(publisher.repository) == []
    publisher.clock.go(days=8)
    assert garbage.collect(publisher.repository)

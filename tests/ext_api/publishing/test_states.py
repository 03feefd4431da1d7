"""The state of a part kept for the next delta."""

from __future__ import annotations

from pathlib import Path

import pytest

from ext_api.publishing import PublishError, states
from tests.support.publisher import Publisher, fewer, ruleset


def kept(publisher: Publisher) -> list[str]:
    """The states kept, by number."""
    return sorted(path.name for path in (publisher.repository.work / "states" / "registry").iterdir())


def test_only_the_newest_state_is_kept(tmp_path: Path) -> None:
    """Older ones go once a publication is in place; one without news leaves it."""
    publisher = Publisher(tmp_path)
    publisher.publish(fewer(5), ruleset())
    assert kept(publisher) == ["1"]
    publisher.publish(fewer(6), jump="wait")
    assert kept(publisher) == ["2"]
    publisher.publish(fewer(6), jump="wait")
    assert kept(publisher) == ["2"]


def test_a_damaged_state_is_replaced_by_what_was_published(tmp_path: Path) -> None:
    """The next delta starts from what clients have, whatever happened to the working folder."""
    publisher = Publisher(tmp_path)
    publisher.publish(fewer(5), ruleset())
    for path in (publisher.repository.work / "states" / "registry" / "1").iterdir():
        path.write_bytes(path.read_bytes()[:-7])
    (built,) = publisher.publish(fewer(6), jump="wait").built
    assert (built.sequence, built.before > 0) == (2, True)


def test_a_publication_says_what_it_did(tmp_path: Path) -> None:
    """Keys changed, sizes of base and delta, and whether it was a jump."""
    publisher = Publisher(tmp_path)
    (first,) = publisher.publish(fewer(20), ruleset()).built
    assert (first.before, first.changed, first.delta, first.jump) == (0, first.state.keys, 0, False)
    (second,) = publisher.publish(fewer(19), jump="wait").built
    assert second.before == first.state.keys
    assert 0 < second.changed <= 2
    assert second.delta > 0
    assert second.role == "registry"


def test_rubbish_is_no_state(tmp_path: Path) -> None:
    """What can't be unpacked is refused with its reason."""
    with pytest.raises(PublishError, match="bad_state"):
        states.unpacked(b"rubbish", b"rubbish", tmp_path)

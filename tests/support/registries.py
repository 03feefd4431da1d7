"""Arbitrary registries for Hypothesis, and the questions by which two of them are found to be alike.

Names come from few letters, so that ids, handles and hashtags meet across rows, platforms and contests.
"""

from __future__ import annotations

from datetime import date
from typing import get_args

from hypothesis import strategies as st

from rules.model import Record, SourceClass
from rules.registry import Accounts, Hashtag, Registry

PLATFORMS = ["x", "y", "a:id"]
_LETTERS = 'aB1_.-:@"\\é愛 ́😀'
_names = st.text(_LETTERS, max_size=3) | st.text(max_size=8)
_texts = st.sampled_from(["Budi", "Ratna", "*", 'a "b" \\ \n c', ""]) | st.text(max_size=12)
_contests = st.sampled_from(["kota", "pilkada", "pemilu"])


def _record(
    platform: str, handle: str, account_id: str, texts: list[str], contest: str, kind: SourceClass, day: date
) -> Record:
    name, participant, region, source, reviewer = texts
    return Record(
        platform=platform,
        handle=handle,
        account_id=account_id,
        display_name=name,
        participant=participant,
        contest=contest,
        region=region,
        source_class=kind,
        source=source,
        source_date=day,
        reviewer=reviewer,
    )


def _has_name(record: Record) -> bool:
    return bool(record.account_id or record.handle.strip().removeprefix("@"))


def records() -> st.SearchStrategy[Record]:
    """Any row that can be found by some name."""
    return st.builds(
        _record,
        st.sampled_from(PLATFORMS),
        _names,
        _names,
        st.lists(_texts, min_size=5, max_size=5),
        _contests,
        st.sampled_from(get_args(SourceClass)),
        st.dates(),
    ).filter(_has_name)


def hashtags() -> st.SearchStrategy[Hashtag]:
    """Any hashtag that has a name."""
    texts = st.lists(_texts, min_size=3, max_size=3)
    made = st.builds(
        lambda tag, contest, t: Hashtag(tag, t[0], contest, t[1], t[2]), _names, _contests, texts
    )
    return made.filter(lambda one: bool(one.tag.strip().lstrip("#\uff03")))


def registries() -> st.SearchStrategy[Registry]:
    """Any registry."""
    return st.builds(Registry, st.lists(records(), max_size=12), st.lists(hashtags(), max_size=4))


def successors(of: Registry) -> st.SearchStrategy[Registry]:
    """Any registry that may follow: some rows gone, some come, the order another."""
    return st.builds(
        lambda kept, tags, more: Registry((*kept, *more.records), (*tags, *more.hashtags)),
        st.lists(st.sampled_from(of.records)) if of.records else st.just([]),
        st.lists(st.sampled_from(of.hashtags)) if of.hashtags else st.just([]),
        registries(),
    )


def questions() -> st.SearchStrategy[list[tuple[str, str, str]]]:
    """Platforms, ids and handles to ask for that need not be there."""
    any_text = st.text(max_size=5) | st.just("\ud800")
    return st.lists(
        st.tuples(st.sampled_from([*PLATFORMS, "z"]), _names | any_text, _names | any_text), max_size=6
    )


def answers_alike(one: Accounts, other: Registry, asked: list[tuple[str, str, str]]) -> None:
    """Both answer the same, asked for all that ``other`` has, and for ``asked``."""
    has = [(row.platform, row.account_id, row.handle) for row in other.records]
    cross = [(a[0], a[1], b[2]) for a in has for b in has]
    for platform, id_, handle in [*has, *cross, *asked]:
        for way in ({"id": id_}, {"handle": handle}, {"id": id_, "handle": handle}):
            found = one.lookup(platform, **way)
            assert found == other.lookup(platform, **way)
            if found:
                assert one.rows(found) == other.rows(found)
        for name in (id_, handle, handle.lower()):
            token = name.encode("utf-8", "surrogatepass")
            assert one.knows(platform, {token}) == other.knows(platform, {token})
        assert one.hashtag(handle) == other.hashtag(handle)
    for tag in other.hashtags:
        assert one.hashtag(f"#{tag.tag.upper()}") == other.hashtag(f"#{tag.tag.upper()}")
    assert not one.knows("x", {b"\xff", b""})
    assert one.platforms() == other.platforms()
    assert one.contests() == other.contests()

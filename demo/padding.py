"""Feeds as long as a test wants them."""

from __future__ import annotations

from collections.abc import Callable

from demo.answer import Json, json_bytes
from demo.data import FILLER, Post, post_by_number


def padded(items: list[Json], make: Callable[[Post], Json], least: int) -> list[Json]:
    """The items, followed by neighbours' chatter until they are at least so many bytes of JSON."""
    missing = least - len(json_bytes(items))
    if missing <= 0:
        return items
    sample = post_by_number(FILLER)
    count = missing // len(json_bytes(make(sample))) + 1 if sample else 0
    return items + [make(post) for n in range(count) if (post := post_by_number(FILLER + n))]

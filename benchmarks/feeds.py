"""Feeds of five megabytes in the shapes of the demo's two platforms, in which nobody is registered."""

from __future__ import annotations

from collections.abc import Iterator

from demo.answer import Json, json_bytes
from demo.data import FILLER, Post, post_by_number
from demo.ig_shapes import connection, feed_edge
from demo.padding import padded
from demo.world import Viewer
from demo.x_shapes import entry, instructions
from rules.model import Request, Response

SIZE = 5_000_000
TYPE = "application/json"


def feeds() -> Iterator[tuple[str, Response]]:
    """Each with its host."""
    viewer, first = Viewer(1), post_by_number(FILLER)
    assert first is not None

    def in_timeline(post: Post) -> Json:
        return entry(post, viewer)

    def in_feed(post: Post) -> Json:
        return feed_edge(post, viewer)

    timeline: Json = {"instructions": instructions(padded([in_timeline(first)], in_timeline, SIZE))}
    yield _feed("x.com", {"data": {"home": {"home_timeline_urt": timeline}}})
    edges: Json = connection(padded([in_feed(first)], in_feed, SIZE))
    yield _feed("www.instagram.com", {"data": {"xdt_api__v1__feed__timeline__connection": edges}})


def _feed(host: str, content: Json) -> tuple[str, Response]:
    return host, Response(Request("GET", f"https://{host}/feed"), 200, TYPE, json_bytes(content))

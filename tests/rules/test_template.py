"""Path templates match whole paths and name their parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.template import Template


@pytest.mark.parametrize(
    ("template", "path", "expected"),
    [
        ("/a/b", "/a/b", {}),
        ("/a/b", "/a/b/", {}),
        ("/a/b/", "/a/b", {}),
        ("/a/b", "/a/B", None),
        ("/a/{x}", "/a/1", {"x": "1"}),
        ("/a/{x}", "/a/1/2", None),
        ("/a/{x}", "/a/", None),
        ("/@{h}/post/{p}", "/@budi/post/7", {"h": "budi", "p": "7"}),
        ("/@{h}/post/{p}", "/budi/post/7", None),
        ("/a/{rest...}", "/a/b/c", {"rest": "b/c"}),
        ("/{x}.json", "/list.json", {"x": "list"}),
        ("/a/{x}", "/a/%40b", {"x": "@b"}),
        ("/", "/", {}),
        ("/a.b", "/axb", None),
        ("/user/{x}", "/%75ser/%41", {"x": "A"}),
        ("/user/{x}", "/user/%2541", {"x": "%41"}),
        ("/a%2Fb", "/a%2Fb", {}),
    ],
)
def test_match(template: str, path: str, expected: dict[str, str] | None) -> None:
    """A template gives the named parts of a path it matches, else None; a trailing slash doesn't matter."""
    assert Template(template).match(path) == expected


@pytest.mark.parametrize("text", ["a/b", "", "/{a}/{a}", "/{A}", "/{a}{b}", "/{a"])
def test_refused(text: str) -> None:
    """What is no template is refused."""
    with pytest.raises(ValueError, match="template|twice"):
        Template(text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("/a/{rest...}/like", "{name...} stands at the very end"),
        ("/b/{rest...}.json", "{name...} stands at the very end"),
        ("/b/{rest...}x", "{name...} stands at the very end"),
        (
            "/al_like.php?act=x",
            "at '?': the path ends before it; ask for what follows with `when`, as query.NAME",
        ),
        ("/a#b", "at '#'"),
        ("/%66oo/{x}", "without needless escapes it is /foo/{x}"),
        ("/a\n", "at '\\n'"),
        ("/l/{postId}", "at '{postId}': a segment has one name at most, in small letters and _"),
        ("/l/{__proto__}", "in small letters and _"),
        ("/{a}:{b}", "at '{a}:{b}': a segment has one name at most"),
    ],
)
def test_what_helps(text: str, remedy: str) -> None:
    """What can never match is refused, and the message says what is meant instead."""
    with pytest.raises(ValueError, match="is not a path template") as caught:
        Template(text)
    assert remedy in str(caught.value)


@given(st.text())
def test_total(path: str) -> None:
    """No path makes a template raise, and a whole-rest template takes any path below it."""
    Template("/a/{x}/b").match(path)
    assert Template("/a/{rest...}").match("/a/" + "x" + path.replace("\n", "")) is not None

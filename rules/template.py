"""Path templates: ``/{handle}/status/{post}`` matches a URL's path and names its parts.

A ``{name}`` stands for one whole segment, ``{name...}`` at the very end for all that is left. Text may stand
before and after a name within a segment (``/@{handle}``). A trailing slash never matters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

_SEGMENT = re.compile(r"([^{}]*)(?:\{([a-z][a-z_]*)(\.\.\.)?\}([^{}]*))?")
_NEEDLESS = re.compile(r"%(2[DEde]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])")
"""Escapes of letters, digits and ``-._~``: with and without them a path is the same (RFC 3986, 6.2.2.2)."""
_NOWHERE = re.compile(r"[\x00-\x20\x7f?#]")
"""What no path has: white space, and what begins a query or a fragment."""


class Template:
    """One parsed template. ``names`` are what it captures; ``literal`` is its path where that is nothing.

    Every path that matches begins with ``prefix``.
    """

    __slots__ = ("_behind", "_last", "_one_segment", "_regex", "literal", "names", "prefix", "text")

    def __init__(self, text: str) -> None:
        """Parse ``text``. Raises ValueError where it isn't a template."""
        if not text.startswith("/"):
            raise ValueError(f"{text!r} is not a path template: it must start with /")
        if stray := _NOWHERE.search(text):
            query = "the path ends before it; ask for what follows with `when`, as query.NAME"
            remedy = query if stray[0] == "?" else "no path has that"
            raise ValueError(f"{text!r} is not a path template at {stray[0]!r}: {remedy}")
        if "...}" in trimmed(text)[:-1]:
            raise ValueError(f"{text!r} is not a path template: {{name...}} stands at the very end")
        if plain_path(text) != text:
            raise ValueError(
                f"{text!r} is not a path template: without needless escapes it is {plain_path(text)}"
            )
        self.text = text
        names: list[str] = []
        parts = [_segment(segment, text, names) for segment in trimmed(text)[1:].split("/")]
        if len(set(names)) != len(names):
            raise ValueError(f"{text!r} names a part twice")
        self.names = tuple(names)
        self.literal = None if names else trimmed(text)
        self._regex = re.compile("/" + "/".join(parts), re.DOTALL)
        self.prefix, _, behind = trimmed(text).partition("{")
        self._behind = len(self.prefix)
        # Most have one name, at their end: then what follows the prefix is looked at, which takes no regex.
        self._last = names[0] if behind in [f"{one}{dots}}}" for one in names for dots in ("", "...")] else ""
        self._one_segment = not behind.endswith("...}")

    def match(self, path: str) -> dict[str, str] | None:
        """The named parts of ``path`` (without query), percent-decoded; None where it doesn't match."""
        path = plain_path(path)
        if not path.startswith(self.prefix):  # many templates are tried, and few match
            return None
        return self.match_trimmed(trimmed(path))

    def match_trimmed(self, path: str) -> dict[str, str] | None:
        """The same, of a path that begins with ``prefix``, without a trailing slash and needless escapes."""
        if self._last:
            part = path[self._behind :]
            if not part or (self._one_segment and "/" in part):
                return None
            return {self._last: unquote(part) if "%" in part else part}
        found = self._regex.fullmatch(path)
        if found is None:
            return None
        parts = dict(zip(self.names, found.groups(), strict=True))
        return parts if "%" not in path else {name: unquote(part) for name, part in parts.items()}

    @property
    def head(self) -> str | None:
        """The first segment where it is literal: templates are looked up by it."""
        first = trimmed(self.text)[1:].split("/")[0]
        return None if "{" in first else first

    @property
    def count(self) -> int | None:
        """How many segments a matching path has; None where it may have any number."""
        return None if "...}" in self.text else trimmed(self.text).count("/")


def _segment(segment: str, text: str, names: list[str]) -> str:
    found = _SEGMENT.fullmatch(segment)
    if found is None:
        wanted = "a segment has one name at most, in small letters and _, as in {post_id}"
        raise ValueError(f"{text!r} is not a path template at {segment!r}: {wanted}")
    before, name, rest, after = found.groups()
    if name is None:
        return re.escape(before)
    names.append(name)
    return f"{re.escape(before)}(?P<{name}>{'.+' if rest else '[^/]+'}){re.escape(after)}"


def plain_path(path: str | None) -> str:
    """A path as templates know it: without escapes that nothing needs; of none, the root."""
    if not path:
        return "/"
    return _NEEDLESS.sub(lambda found: chr(int(found[1], 16)), path) if "%" in path else path


def trimmed(path: str) -> str:
    """``path`` without its trailing slash (the root keeps it)."""
    return path[:-1] if len(path) > 1 and path[-1] == "/" else path


@lru_cache(maxsize=1024)
def template(text: str) -> Template:
    """The parsed template of ``text``, kept: rules share them."""
    return Template(text)

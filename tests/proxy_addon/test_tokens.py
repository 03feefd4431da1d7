"""A page's token is good for that page's host and session alone."""

from __future__ import annotations

from proxy_addon.tokens import Tokens


def test_token_is_bound_to_host_and_session() -> None:
    """Another host, another session and another token are refused."""
    tokens = Tokens(9)
    token = tokens.issue("a.example", "s")
    assert tokens.valid(token, "a.example", "s")
    assert not tokens.valid(token, "b.example", "s")
    assert not tokens.valid(token, "a.example", "t")
    assert not tokens.valid("x" * 22, "a.example", "s")


def test_first_use_settles_an_open_session() -> None:
    """A page served before the browser had a cookie belongs to the session that first speaks for it."""
    tokens = Tokens(9)
    token = tokens.issue("a.example", None)
    assert not tokens.valid(token, "b.example", "t")
    assert tokens.valid(token, "a.example", "s")
    assert not tokens.valid(token, "a.example", "t")


def test_tokens_are_bounded() -> None:
    """The longest unused go first."""
    tokens = Tokens(2)
    first, second = tokens.issue("h", "s"), tokens.issue("h", "s")
    assert tokens.valid(first, "h", "s")
    tokens.issue("h", "s")
    assert tokens.valid(first, "h", "s")
    assert not tokens.valid(second, "h", "s")
    assert repr(tokens) == "<Tokens 2>"

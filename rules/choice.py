"""Which of several rules can apply at all, told from the fields that all of them test.

Rules of one operation mostly want the same field to be this or that. It is then read once, and what it holds
leads to the few rules left, which may have another such field in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Protocol

from rules.condition import Condition
from rules.value import Value

_SEVERAL: Final = 2


class Tested(Protocol):
    """What is to be known of a rule: its conditions."""

    @property
    def whens(self) -> tuple[Condition, ...]:
        """All that must hold for it to apply."""


class Choice[R: Tested]:
    """Rules in their order, and the field that tells which of them can apply."""

    __slots__ = ("_branches", "_field", "_holds", "_otherwise", "rules")

    def __init__(
        self, rules: Sequence[R], asked: frozenset[Value] = frozenset(), *, plain: bool = False
    ) -> None:
        """Of these rules, which have nothing more to say of the fields ``asked``; if ``plain``, of none."""
        self.rules = list(rules)
        self._branches: dict[str, Choice[R]] = {}
        self._field = None if plain or len(self.rules) < _SEVERAL else _common_field(self.rules, asked)
        if self._field is None:
            return
        tests = [_test(rule, self._field) for rule in self.rules]
        self._holds: list[Callable[[Iterable[str]], bool]] = [_holding(one) for one in tests]
        asked |= {self._field}
        self._otherwise = Choice(self._of([]), asked)
        self._branches = {
            text: Choice(self._of([text]), asked)
            for one in tests
            if one is not None
            for text in (one.wanted or one.unwanted or ())
        }

    def able(self, roots: Sequence[Any]) -> list[R]:
        """The rules that may apply to any of ``roots``, in their order, without those that surely don't."""
        if not roots:
            return []
        if len(roots) > 1:
            able = {id(rule) for root in roots for rule in self.able((root,))}
            return [rule for rule in self.rules if id(rule) in able]
        choice = self
        while choice._field is not None:
            texts = choice._field.read(roots[0])
            if len(texts) > 1:
                return choice._of(texts)
            choice = choice._branches.get(texts[0], choice._otherwise) if texts else choice._otherwise
        return choice.rules

    def _of(self, texts: Sequence[str]) -> list[R]:
        """The rules whose test holds where the field has these texts."""
        return [rule for rule, holds in zip(self.rules, self._holds, strict=True) if holds(texts)]


def _common_field(rules: Sequence[Tested], asked: frozenset[Value]) -> Value | None:
    """The first field of the first rule that all rules want to be, or not to be, one of some texts."""
    for when in rules[0].whens:
        if when.field not in asked and all(_test(rule, when.field) for rule in rules):
            return when.field
    return None


def _test(rule: Tested, field: Value) -> Condition | None:
    """A rule's condition on what a field is, or is not."""
    for when in rule.whens:
        if when.field is field and (when.wanted is not None or when.unwanted is not None):
            return when
    return None


def _holding(when: Condition | None) -> Callable[[Iterable[str]], bool]:
    """Whether texts are as a condition wants them."""
    assert when is not None
    unwanted = when.unwanted
    if unwanted is not None:
        return unwanted.isdisjoint
    wanted = when.wanted or frozenset()
    return lambda texts: not wanted.isdisjoint(texts)

"""A plan in words: what is new, changed, gone and rejected, as a person reads it before saying yes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from ext_api.importing.entries import Rejected, Where
from ext_api.importing.plan import Plan, unreviewed
from ext_api.say import Say
from rules.model import Record

FEW: Final = 20
"""Rows of one kind that are shown unless all are asked for."""


class Telling:
    """The words of an import, in one language."""

    def __init__(self, say: Say) -> None:
        """Speak through ``say``."""
        self._say = say

    @classmethod
    def load(cls, language: str | None = None) -> Telling:
        """In a language, or in the person's own."""
        return cls(Say("registry", language))

    def reason(self, one: Rejected) -> str:
        """Why something was rejected."""
        values = {key: " ".join(str(value).split()) for key, value in one.values.items()}
        if "what" in values:
            values["what"] = self._say(f"field_{values['what']}") or values["what"]
        if "sheet" in values:
            values["sheet"] = (
                f"({self._say('where_sheet', sheet=values['sheet'])})" if values["sheet"] else ""
            )
        return " ".join(self._say(f"why_{one.key}", **values).split())

    def rejected(self, one: Rejected) -> str:
        """Where, and why."""
        where = self._where(one.where, one.title)
        return f"{where}: {self.reason(one)}" if where else self.reason(one)

    def plan(self, plan: Plan, path: object, *, everything: bool = False) -> Iterator[str]:
        """The whole plan, line by line."""
        say = self._say
        few = None if everything else FEW
        yield say("plan_title", path=path, rows=plan.rows)
        yield from self._part("plan_new", plan.new, lambda one: [self._row(one.record)], few)
        yield from self._part(
            "plan_changed", plan.changed,
            lambda one: [self._row(one.kept.record), *self._differences(one.differences)], few,
        )  # fmt: skip
        yield from self._part("plan_gone", plan.gone, lambda one: [self._row(one.record)], few)
        yield from self._part("plan_held", plan.held, lambda one: [self._row(one[1].record)], few)
        yield from self._part(
            "plan_participants", plan.standings,
            lambda one: [f"{one.number} {one.participant} | {one.contest}, {one.region}".strip()], few,
        )  # fmt: skip
        yield from self._part(
            "plan_hashtags", plan.tags,
            lambda one: [f"#{one.tag} | {one.participant} | {one.contest}, {one.region}"], few,
        )  # fmt: skip
        yield from self._part("plan_notices", plan.notices, lambda one: [self.rejected(one)], few)
        yield from self._part("plan_rejected", plan.rejected, lambda one: [self.rejected(one)], None)
        yield say("plan_same", same=plan.same, twice=plan.twice)
        if waiting := unreviewed(plan):
            yield say("plan_pending", count=waiting)

    def outcome(self, plan: Plan, by: str, *, written: bool, gone: bool) -> str:
        """What became of it."""
        if plan.rejected:
            return self._say("plan_refused")
        if not plan.changes and not (gone and plan.gone):
            return self._say("plan_unchanged")
        if not written:
            return self._say("plan_dry")
        counts = {"new": len(plan.new), "changed": len(plan.changed), "gone": len(plan.gone) if gone else 0}
        return self._say("plan_applied", by=by, **counts)

    def _part[T](
        self, head: str, rows: Sequence[T], lines: Callable[[T], Iterable[str]], few: int | None
    ) -> Iterator[str]:
        """A heading and the rows under it; nothing where there are none."""
        if not rows:
            return
        yield ""
        yield self._say(head, count=len(rows))
        for row in rows[:few]:
            first, *rest = lines(row)
            yield f"  {first}"
            yield from (f"      {line}" for line in rest)
        if few is not None and len(rows) > few:
            yield "  " + self._say("plan_more", count=len(rows) - few)

    def _row(self, record: Record) -> str:
        name = " ".join(part for part in (record.handle and f"@{record.handle}", record.account_id) if part)
        values = {"participant": record.participant, "contest": record.contest, "region": record.region}
        return self._say("plan_row", platform=record.platform, name=name, **values)

    def _differences(self, differences: Mapping[str, tuple[str, str]]) -> Iterator[str]:
        nothing = self._say("plan_nothing")
        for field, (before, after) in differences.items():
            name = self._say(f"field_{field}") or field
            yield self._say("plan_field", field=name, before=before or nothing, after=after or nothing)

    def _where(self, where: Where, title: str) -> str:
        """Sheet, row and column, as far as they are known."""
        parts = [self._say("where_sheet", sheet=where.sheet)] if where.sheet else []
        parts += [self._say("where_row", row=where.row)] if where.row else []
        if where.column and title:
            parts.append(self._say("where_column", column=where.column, title=" ".join(title.split())[:60]))
        elif title.startswith("--"):
            parts.append(title)
        elif where.column or title:
            named = where.column or self._say(f"field_{title}") or title
            parts.append(self._say("where_bare", column=named))
        return ", ".join(parts)

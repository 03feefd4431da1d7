"""`registry review`, `remove`, `decide`, `withdraw` and `parts`: one person asks, another answers."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from ext_api.options import out
from ext_api.registry.looking import shown_row
from ext_api.say import Say
from ext_api.store import Act, open_store, parts, routes, withdrawals
from ext_api.store.models import AccountRow
from ext_api.store.records import kept_rows


def review_(options: argparse.Namespace) -> int:
    """Approve or reject rows; without an answer show those that wait."""
    say = Say("registry")
    with open_store(options.database, make=False) as store:
        if not (options.approve or options.reject):
            with store.reading() as connection:
                waiting = [
                    shown_row(say, row) for row in kept_rows(connection, AccountRow.state == "pending")
                ]
            out(waiting or [say("show_none")])
            return 0
        with store.writing(Act("review", options.by, options.why)) as journal:
            count = routes.review(journal, _ids(options.rows), approved=options.approve)
    out([say("reviewed_yes" if options.approve else "reviewed_no", count=count, by=options.by)])
    return 0


def remove(options: argparse.Namespace) -> int:
    """Ask for rows to be taken off the list."""
    ids = _ids(options.rows)
    with open_store(options.database, make=False) as store, store.writing(_act("remove", options)) as journal:
        count = routes.request_removal(journal, ids)
    named = " ".join(map(str, ids[:10])) + (" ..." if len(ids) > 10 else "")
    out([Say("registry")("removal_asked", count=count, ids=named)])
    return 0


def decide(options: argparse.Namespace) -> int:
    """Decide on removals that another person asked for."""
    with open_store(options.database, make=False) as store, store.writing(_act("decide", options)) as journal:
        count = routes.decide_removal(journal, _ids(options.rows), granted=options.grant)
    out([Say("registry")("removal_granted" if options.grant else "removal_refused", count=count)])
    return 0


def withdraw(options: argparse.Namespace) -> int:
    """Take participants or hashtags off the list, or on it again; without rows show all of them."""
    say, kind = Say("registry"), options.kind
    with open_store(options.database, make=False) as store:
        if not options.rows:
            with store.reading() as connection:
                found = [_shown_other(say, row) for row in withdrawals.listed(connection, kind)]
            out(found or [say("show_none")])
            return 0
        with store.writing(_act("withdraw", options)) as journal:
            count = withdrawals.withdraw(journal, kind, _ids(options.rows), back=options.restore)
    out([say("withdrawn_back" if options.restore else "withdrawn_off", count=count)])
    return 0


def _shown_other(say: Say, row: Any) -> str:
    """A participant or a hashtag with its number."""
    state = say("state_withdrawn" if row.withdrawn else "state_live")
    name = (
        f"#{row.tag} | {row.participant}"
        if hasattr(row, "tag")
        else f"{row.number} {row.participant}".strip()
    )
    return say("show_other", id=row.id, state=state, name=name, contest=row.contest, region=row.region)


def parts_(options: argparse.Namespace) -> int:
    """Show which regions have a publisher of their own, or give them one."""
    say = Say("registry")
    with open_store(options.database, make=False) as store:
        if options.part:
            with store.writing(_act("parts", options)) as journal:
                count = parts.give(journal, options.part, options.regions)
            out([say("parts_given", count=count, part=options.part)])
        with store.reading() as connection:
            owned = parts.owned(connection)
    out([say("parts_line", part=parts.COUNTRY, regions=say("parts_rest"))])
    out(say("parts_line", part=part, regions="; ".join(regions)) for part, regions in owned.items())
    return 0


def _act(what: str, options: argparse.Namespace) -> Act:
    return Act(what, options.by, options.why)


def _ids(rows: Iterable[range]) -> list[int]:
    """Every number once, in order."""
    return sorted({number for some in rows for number in some})

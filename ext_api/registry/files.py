"""`registry upgrade`, `contests`, `import` and `export`: what reads and writes files."""

from __future__ import annotations

import argparse
from pathlib import Path

from ext_api.exporting import export
from ext_api.importing import Defaults, Wish, plan_or_apply, words_of
from ext_api.importing.progress import Progress
from ext_api.importing.telling import Telling
from ext_api.list_options import given
from ext_api.options import out
from ext_api.say import Say
from ext_api.store import StoreError, open_store, upgrade_store
from ext_api.store.database import new_file
from rules.compile import ruleset
from rules.findings import shown


def upgrade(options: argparse.Namespace) -> int:
    """Make the tables, or bring them to this version."""
    say, new = Say("registry"), new_file(options.database)
    name = upgrade_store(options.database)
    out([say("made", path=one) for one in new])
    out([say("upgraded", database=name)])
    return 0


def contests(options: argparse.Namespace) -> int:
    """Take contests and windows from a rules folder."""
    say, known, new = Say("registry"), ruleset(options.rules)["contests"], new_file(options.database)
    with open_store(options.database) as store:
        count = store.load_contests(known, by=options.by, why=options.why)
    out([say("made", path=one) for one in new])
    out([say("contests_loaded", count=count)])
    return 0


def import_(options: argparse.Namespace) -> int:
    """Show what a list would do; with ``--apply`` do it."""
    say, gone = Say("registry"), options.gone == "remove"
    if options.apply and not options.why.strip():
        raise StoreError("no_reason")
    wish = Wish(
        options.by, options.why, write=options.apply, reviewed=options.reviewed, restore=options.restore,
        remove_gone=gone, defaults=Defaults(given(options), options.carry),
    )  # fmt: skip
    name = shown(options.file)
    with open_store(options.database, make=False) as store, Progress(say, name) as progress:
        plan = plan_or_apply(store, options.file, words_of(), wish, options.kind, progress.tick)
    telling = Telling(say)
    out(telling.plan(plan, name, everything=options.all))
    out(["", telling.outcome(plan, options.by, written=options.apply, gone=gone)])
    return 1 if plan.rejected else 0


def export_(options: argparse.Namespace) -> int:
    """Write the files of a campaign's folder."""
    folder: Path = options.out
    there = [path for path in sorted(folder.glob("*.csv")) if not options.force]
    if there:
        raise StoreError("exists", path=there[0])
    say = Say("registry")
    with open_store(options.database, make=False) as store:
        written = export(store, folder, options.contest, options.part)
    out(say("exported", path=shown(path), count=count) for path, count in written.items())
    return 0

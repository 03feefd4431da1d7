"""`jari-api publish`, `refresh`, `consent`, `delegate`, `accept`: what changes the published repository."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ext_api import options as shared
from ext_api.publishing import ceremony, key_commands, source
from ext_api.publishing.arguments import add_folder, add_keys, repository, ring
from ext_api.publishing.draft import read_parcel
from ext_api.publishing.errors import PublishError
from ext_api.publishing.keys import public_key
from ext_api.publishing.office import OwnOffice
from ext_api.publishing.parcels import inspect
from ext_api.publishing.parts import COUNTRY, paths_of, role_of
from ext_api.publishing.placing import finish
from ext_api.publishing.publish import Content, Jump, Publication, consent, note, parcel, publish, waiting
from ext_api.publishing.repository import DELEGATED, ONLINE
from ext_api.publishing.talk import tell, told
from ext_api.store import Store, open_store
from rules.compile import SHIPPED
from rules.registry import Registry


def register(commands: Any) -> None:
    """Add the commands to those of `jari-api`."""
    key_commands.register(commands)
    _add_publish(commands)
    refresh = commands.add_parser(
        "refresh", help="sign snapshot and timestamp anew where they are due; for a timer"
    )
    add_folder(refresh)
    refresh.add_argument("--force", action="store_true", help="sign them anew even if they are not due")
    refresh.set_defaults(run=told(_refresh))
    agree = commands.add_parser(
        "consent", help="consent to a jump of the registry, with the key of the rules"
    )
    agree.add_argument("part", nargs="*", help="the parts (default: all that wait for consent)")
    add_folder(agree)
    add_keys(agree)
    agree.set_defaults(run=told(_consent))
    hand = commands.add_parser(
        "delegate", help="let a part of the registry be published with a key of its own"
    )
    hand.add_argument("part", metavar="PART", help="for example id/jatim or id/jatim/surabaya")
    what = hand.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--key", type=Path, metavar="FILE", help="the public key (.pub) of the part's publisher"
    )
    what.add_argument("--remove", action="store_true", help="take the delegation back")
    add_folder(hand)
    add_keys(hand)
    _add_parcel(hand)
    hand.set_defaults(run=told(_delegate))
    take = commands.add_parser("accept", help="verify a parcel and publish what is in it")
    take.add_argument("parcel", type=Path, metavar="DIR", help="the parcel's folder")
    add_folder(take)
    take.set_defaults(run=told(_accept))


def _add_publish(commands: Any) -> None:
    parser = commands.add_parser("publish", help="sign rules and registry and put them into place")
    add_folder(parser)
    add_keys(parser)
    shared.add_database(parser)
    shared.add_by(parser)
    parser.add_argument("--rules", type=Path, default=SHIPPED, metavar="DIR", help="the folder of the rules")
    parser.add_argument(
        "--campaign", type=Path, action="append", default=[], metavar="PATH",
        help="take the registry from this campaign folder or file instead of the database; repeatable",
    )  # fmt: skip
    parser.add_argument("--part", default=COUNTRY, help="the part of the registry (default: %(default)s)")
    parser.add_argument("--only", choices=("rules", "registry"), help="sign this role alone")
    jump = parser.add_mutually_exclusive_group()
    jump.add_argument(
        "--consent", action="store_true", help="consent to a jump of the registry (above 5%% of its keys)"
    )
    jump.add_argument(
        "--without-consent", action="store_true", help="publish a jump; nobody takes it before `consent`"
    )
    parser.add_argument(
        "--rollback", type=int, metavar="N", help="publish again what publication N published"
    )
    _add_parcel(parser)
    parser.set_defaults(run=told(_publish))


def _add_parcel(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--parcel", type=Path, metavar="DIR", help="write a parcel for `accept` instead of publishing here"
    )


def _publish(options: argparse.Namespace) -> int:
    role_of(options.part)
    if options.rollback is not None:
        return _rolled_back(options)
    store = None if options.campaign else open_store(options.database, make=False)
    try:
        content = _content(options, store)
        if options.parcel is not None:
            done = parcel(
                OwnOffice(options.folder), ring(options), content, options.parcel, jump=_jump(options)
            )
            _tell(done)
            tell("parcel_written" if done.fresh else "no_parcel", path=options.parcel)
            return 0
        done = publish(
            repository(options), ring(options), content, jump=_jump(options), why=options.why or ""
        )
        _tell(done)
        if store:
            _note(store, done, options)
    finally:
        if store:
            store.close()
    return 0


def _content(options: argparse.Namespace, store: Store | None) -> Content:
    """What the options name. Only the centre publishes rules; a part's publisher has no key for them."""
    compiled = source.ruleset(options.rules, store)
    registry = store.publishable(options.part) if store else source.registry(options.campaign, compiled)
    parts: dict[str, Registry] = {options.part: registry}
    with_rules = options.only == "rules" or (options.only is None and options.part == COUNTRY)
    return Content.of(compiled if with_rules else None, None if options.only == "rules" else parts)


def _rolled_back(options: argparse.Namespace) -> int:
    place = repository(options)
    former = Content.former(place, options.rollback)
    parts = former.parts or {}
    mine = {part: make for part, make in parts.items() if role_of(part) in DELEGATED or part == options.part}
    done = publish(
        place, ring(options), Content(former.ruleset, mine), jump=_jump(options), why=options.why or ""
    )
    _tell(done)
    if done.fresh:
        tell("rolled_back", number=options.rollback)
    return 0


def _jump(options: argparse.Namespace) -> Jump:
    return "consent" if options.consent else "wait" if options.without_consent else "refuse"


def _note(store: Store, done: Publication, options: argparse.Namespace) -> None:
    for one in filter(lambda one: one.new, done.built):
        store.note_publication(
            part=one.part, sequence=one.sequence, state=one.state.sha256, keys=one.state.keys,
            accounts=one.state.accounts, by=options.by, why=options.why or "", ruleset=done.ruleset,
        )  # fmt: skip


def _tell(done: Publication) -> None:
    if done.number:
        tell("published" if done.fresh else "nothing_new", number=done.number, ruleset=done.ruleset or "-")
    for one in done.built:
        values = {"part": one.part, "sequence": one.sequence, "accounts": one.state.accounts}
        if one.new:
            tell("published_part", **values, changed=one.changed, base=one.base, delta=one.delta)
        else:
            tell("same_part", **values)
        if one.jump and one.part not in done.consented:
            tell("jump_waits", part=one.part)


def _refresh(options: argparse.Namespace) -> int:
    place = repository(options)
    renewed = place.refresh(force=options.force)
    tell(
        "refreshed" if renewed else "not_due",
        roles=", ".join(renewed),
        date=place.timestamp().signed.expires.date(),
    )
    return 0


def _consent(options: argparse.Namespace) -> int:
    place = repository(options)
    pending = waiting(place)
    unknown = [part for part in options.part if part not in pending]
    if unknown:
        raise PublishError("nothing_waits_for", part=", ".join(unknown))
    chosen = {part: state for part, state in pending.items() if not options.part or part in options.part}
    if not chosen:
        tell("nothing_waits")
        return 0
    done = consent(place, ring(options), chosen)
    tell("consented", parts=", ".join(chosen), number=done.number)
    return 0


def _delegate(options: argparse.Namespace) -> int:
    role = role_of(options.part)
    if role in DELEGATED:
        raise PublishError("bad_part", part=options.part)
    place = repository(options)
    if options.remove:
        draft = ceremony.remove(place, role, ring(options))
    else:
        key = public_key(options.key)
        draft = ceremony.delegation(place, role, paths_of(options.part), key, ring(options))
    finish(place, draft, options.parcel)
    tell("undelegated" if options.remove else "delegated", part=options.part, role=role)
    return 0


def _accept(options: argparse.Namespace) -> int:
    place, draft = repository(options), read_parcel(options.parcel)
    with place.locked():
        jumps = inspect(place, draft)
        place.place(draft)
        done = note(place, [], (), "")
    tell("accepted", roles=", ".join(sorted(set(draft.roles) - set(ONLINE))), number=done.number)
    pending = waiting(place)
    for part in jumps:
        if part in pending:
            tell("jump_waits", part=part)
    return 0

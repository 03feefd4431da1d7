"""`jari-api keys`: first keys, new keys, and new keys for old ones."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from securesystemslib.signer import SSlibKey

from ext_api.publishing import ceremony
from ext_api.publishing.arguments import add_folder, add_keys, add_passphrase, repository, ring
from ext_api.publishing.ceremony import Swap
from ext_api.publishing.errors import PublishError
from ext_api.publishing.keys import KeyRing, generate, public_key
from ext_api.publishing.parts import part_of
from ext_api.publishing.placing import finish
from ext_api.publishing.repository import DELEGATED, ONLINE, TOP, Repository
from ext_api.publishing.talk import asks_new, tell, told

ROLES: Final = (*TOP, *DELEGATED)
"""The roles of every repository; a part's role has the name of its part besides."""


def register(commands: Any) -> None:
    """Add `keys` with its own commands."""
    keys = commands.add_parser("keys", help="make, show, replace and renew the keys that sign")
    own = keys.add_subparsers(required=True, metavar="COMMAND")
    _add_init(own)
    _add_new(own)
    show = own.add_parser("show", help="show every role with its keys and until when it is good")
    add_folder(show)
    show.set_defaults(run=told(_show))
    _add_swap(own, "rotate", "replace a key that is here and was never out of hand", _rotate)
    _add_swap(own, "revoke", "replace a key that is lost or stolen", _revoke)
    renew = own.add_parser("renew", help="sign root and targets anew, before they expire")
    add_folder(renew)
    add_keys(renew)
    _add_parcel(renew)
    renew.set_defaults(run=told(_renew))


def _add_init(own: Any) -> None:
    init = own.add_parser("init", help="make the first keys and an empty repository")
    add_folder(init)
    add_passphrase(init)
    init.add_argument(
        "--offline", type=Path, required=True, metavar="DIR", help="where the offline keys go, encrypted"
    )
    init.add_argument(
        "--root", type=Path, action="append", default=[], metavar="DIR",
        help="where a root key goes, three times: a stick for each holder (default: with the others)",
    )  # fmt: skip
    init.set_defaults(run=told(_init))


def _add_new(own: Any) -> None:
    new = own.add_parser("new", help="make one key: for a part's publisher, or to replace another one")
    new.add_argument("name", metavar="ROLE", help="the role it is for, for example registry.id.jatim")
    where = new.add_mutually_exclusive_group(required=True)
    where.add_argument("--offline", type=Path, metavar="DIR", help="where it goes, encrypted")
    where.add_argument(
        "--online",
        action="store_true",
        help="an online key for snapshot or timestamp, in the publisher's folder",
    )
    add_folder(new)
    add_passphrase(new)
    new.set_defaults(run=told(_new))


def _add_swap(own: Any, name: str, text: str, run: Any) -> None:
    swap = own.add_parser(name, help=text)
    swap.add_argument(
        "role", metavar="ROLE", help="root, targets, rules, registry, snapshot, timestamp, or online"
    )
    swap.add_argument(
        "--old",
        metavar="KEY",
        help="the key that goes: its .pub file or the begin of its id, if the role has several",
    )
    swap.add_argument("--offline", type=Path, metavar="DIR", help="where the new key goes, encrypted")
    swap.add_argument(
        "--new", type=Path, metavar="FILE", help="the public half (.pub) of a new key that is made already"
    )
    add_folder(swap)
    add_keys(swap)
    _add_parcel(swap)
    swap.set_defaults(run=told(run))


def _add_parcel(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--parcel",
        type=Path,
        metavar="DIR",
        help="write a parcel for `accept` instead of changing this repository",
    )


def _init(options: argparse.Namespace) -> int:
    place = Repository(options.folder)
    ask = asks_new(options)
    given: dict[Path, str] = {}

    def remembered(folder: Path) -> str:
        return given.setdefault(folder, ask(folder))

    made = ceremony.make_keys(place, options.offline, options.root, remembered)
    folders = dict.fromkeys([options.offline, *options.root])
    ceremony.create(place, made, KeyRing(folders, lambda path: given[path.parent]))
    for folder in folders:
        tell("keys_made", path=folder)
    tell("keys_online", path=place.online)
    tell("repository_made", path=place.public.folder)
    return 0


def _new(options: argparse.Namespace) -> int:
    if options.online:
        if options.name not in ONLINE:
            raise PublishError("not_online", role=options.name)
        folder = options.folder / "online"
        key = generate(folder, options.name, None)
    else:
        if options.name not in ROLES and part_of(options.name) is None:
            raise PublishError("no_role_name", role=options.name, known=", ".join(ROLES))
        folder = options.offline
        ceremony.keep_out(Repository(options.folder), folder)
        key = generate(folder, options.name, asks_new(options)(folder))
    tell("key_made", path=_public_file(folder, key), keyid=key.keyid[:16])
    return 0


def _show(options: argparse.Namespace) -> int:
    place = repository(options)
    here = KeyRing([place.online]) if place.online.is_dir() else KeyRing([])
    for role in [*TOP, *place.delegations()]:
        metadata = _metadata(place, role)
        date = metadata.signed.expires.date() if metadata else "-"
        tell("role_line", role=role, version=metadata.signed.version if metadata else 0, date=date)
        for key in place.keys(role):
            tell("key_line", keyid=key.keyid, here=here.path(key.keyid) or "-")
    return 0


def _metadata(place: Repository, role: str) -> Any:
    tops = {"root": place.root, "snapshot": place.snapshot, "timestamp": place.timestamp}
    return tops[role]() if role in tops else place.current(role)


def _rotate(options: argparse.Namespace) -> int:
    return _swap(options, trust_old=True)


def _revoke(options: argparse.Namespace) -> int:
    return _swap(options, trust_old=False)


def _swap(options: argparse.Namespace, *, trust_old: bool) -> int:
    place = repository(options)
    roles = ONLINE if options.role == "online" else (options.role,)
    old = {role: _old(place, role, options.old) for role in roles}
    made = {role: _made(place, role, options) for role in roles}
    folders = [folder for folder in (options.offline, place.online) if folder and folder.is_dir()]
    swaps = [Swap(role, old[role], made[role]) for role in roles]
    finish(
        place, ceremony.replace(place, swaps, ring(options, *folders), trust_old=trust_old), options.parcel
    )
    for swap in swaps:
        tell("key_replaced", role=swap.role, old=swap.old[:16], new=swap.new.keyid[:16])
        if options.parcel is None and swap.role in ONLINE:
            _forget(place, swap.old)
    return 0


def _old(place: Repository, role: str, named: str | None) -> str:
    """The key that goes. Raises PublishError where it isn't clear which."""
    ids = [key.keyid for key in place.keys(role)]
    if named is not None:
        start = public_key(Path(named)).keyid if named.endswith(".pub") else named
        ids = [keyid for keyid in ids if keyid.startswith(start)]
    if len(ids) != 1:
        raise PublishError("which_key", role=role, keys=", ".join(key.keyid[:16] for key in place.keys(role)))
    return ids[0]


def _made(place: Repository, role: str, options: argparse.Namespace) -> SSlibKey:
    """The new key: the one given, else made where keys of its kind belong."""
    if options.new is not None:
        return public_key(options.new)
    if role in ONLINE:
        return generate(place.online, role, None)
    if options.offline is None:
        raise PublishError("where_new", role=role)
    ceremony.keep_out(place, options.offline)
    return generate(options.offline, role, asks_new(options)(options.offline))


def _forget(place: Repository, keyid: str) -> None:
    """Take an online key away that signs nothing any more."""
    path = KeyRing([place.online]).path(keyid)
    if path:
        path.unlink()
        path.with_suffix(".pub").unlink()


def _renew(options: argparse.Namespace) -> int:
    place = repository(options)
    finish(place, ceremony.renew(place, ring(options)), options.parcel)
    tell("renewed", date=place.expires("root").date())
    return 0


def _public_file(folder: Path, key: SSlibKey) -> Path:
    return next(path for path in folder.glob("*.pub") if public_key(path).keyid == key.keyid)

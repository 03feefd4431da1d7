"""One office without ceremony: keys, registry and publication in one folder, made once and used again.

The keys lie in the same account as everything else, without a passphrase: docs/keys.md tells how an office
that
outgrows this moves to keys that are kept apart.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ext_api.importing import Defaults, load_folder
from ext_api.publishing import ceremony, source
from ext_api.publishing.keys import KeyRing
from ext_api.publishing.publish import Content, publish
from ext_api.publishing.repository import Clock, Repository, now
from ext_api.store import open_store
from ext_api.store.models import AccountRow
from ext_api.store.records import kept_rows
from rules.compile import SHIPPED, ruleset

DEMO: Final = SHIPPED / "campaigns" / "demo"
BY: Final = "quickstart"
DATABASE: Final = "registry.sqlite3"
"""Where an office's registry lies, from its folder."""


@dataclass(frozen=True, slots=True)
class Published:
    """What stands ready to be served: the folder, and the first root, by which clients know it.

    ``made``: whether the keys were made just now; ``waiting``: how many rows a second person has to look at.
    """

    public: Path
    root: Path
    root_sha256: str
    ruleset: str
    accounts: int
    made: bool
    waiting: int = 0

    def settings(self, url: str) -> str:
        """The one line for the proxy's settings."""
        return f"updates: {{url: {url}, root_sha256: {self.root_sha256}}}"


def prepare(
    folder: Path, file: Path | None = None, *, defaults: Defaults | None = None, rules: Path = SHIPPED,
    clock: Clock = now,
) -> Published:  # fmt: skip
    """Make or reuse keys and repository, import a registry, publish what has changed.

    ``file``: a list or campaign folder; None: the made-up campaign, where nothing is registered yet.
    ``defaults``: what holds for all of the list.
    Raises BadData, StoreError or PublishError.
    """
    repository = Repository(folder / "publisher", clock=clock)
    keys = folder / "keys"
    made = not repository.exists
    if made:
        first = ceremony.make_keys(repository, keys, [], lambda _: None)
        ceremony.create(repository, first, KeyRing([keys]))
    with open_store(folder / DATABASE) as store:
        store.load_contests(ruleset(rules)["contests"], by=BY, why="")
        registry = store.publishable("id")
        # Not "made": a first run that was broken off has left keys, and no accounts.
        if file is not None or not registry.records:
            said = defaults if file is not None else None
            load_folder(store, file or DEMO, by=BY, why="", reviewed=True, defaults=said)
            registry = store.publishable("id")
        compiled = source.ruleset(rules, store)
        done = publish(repository, KeyRing([keys]), Content.of(compiled, {"id": registry}), jump="consent")
        for built in done.built:
            if built.new:
                store.note_publication(
                    part=built.part, sequence=built.sequence, state=built.state.sha256, keys=built.state.keys,
                    accounts=built.state.accounts, by=BY, ruleset=done.ruleset,
                )  # fmt: skip
        with store.reading() as connection:
            waiting = sum(1 for _ in kept_rows(connection, AccountRow.state == "pending"))
    repository.refresh()
    root = repository.public.folder / "metadata" / "1.root.json"
    digest = hashlib.sha256(root.read_bytes()).hexdigest()
    accounts = done.built[0].state.accounts
    return Published(repository.public.folder, root, digest, done.ruleset, accounts, made, waiting)

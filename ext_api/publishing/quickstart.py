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

from ext_api.importing import load_folder
from ext_api.publishing import ceremony, source
from ext_api.publishing.keys import KeyRing
from ext_api.publishing.publish import Content, publish
from ext_api.publishing.repository import Clock, Repository, now
from ext_api.store import open_store
from rules.compile import SHIPPED, ruleset

DEMO: Final = SHIPPED / "campaigns" / "demo"
BY: Final = "quickstart"


@dataclass(frozen=True, slots=True)
class Published:
    """What stands ready to be served: the folder, and the first root, by which clients know it.

    ``made``: whether the keys were made just now.
    """

    public: Path
    root: Path
    root_sha256: str
    ruleset: str
    accounts: int
    made: bool

    def settings(self, url: str) -> str:
        """The one line for the proxy's settings."""
        return f"updates: {{url: {url}, root_sha256: {self.root_sha256}}}"


def prepare(
    folder: Path, file: Path | None = None, *, rules: Path = SHIPPED, clock: Clock = now
) -> Published:
    """Make or reuse keys and repository, import a registry, publish what has changed.

    ``file``: a registry file or campaign folder; None: the made-up campaign, where nothing is registered yet.
    Raises BadData, StoreError or PublishError.
    """
    repository = Repository(folder / "publisher", clock=clock)
    keys = folder / "keys"
    made = not repository.exists
    if made:
        first = ceremony.make_keys(repository, keys, [], lambda _: None)
        ceremony.create(repository, first, KeyRing([keys]))
    with open_store(folder / "registry.sqlite3") as store:
        store.load_contests(ruleset(rules)["contests"], by=BY, why="")
        registry = store.publishable("id")
        # Not "made": a first run that was broken off has left keys, and no accounts.
        if file is not None or not registry.records:
            load_folder(store, file or DEMO, by=BY, why="", reviewed=True)
            registry = store.publishable("id")
        compiled = source.ruleset(rules, store)
        done = publish(repository, KeyRing([keys]), Content.of(compiled, {"id": registry}), jump="consent")
        for built in done.built:
            if built.new:
                store.note_publication(
                    part=built.part, sequence=built.sequence, state=built.state.sha256, keys=built.state.keys,
                    accounts=built.state.accounts, by=BY, ruleset=done.ruleset,
                )  # fmt: skip
    repository.refresh()
    root = repository.public.folder / "metadata" / "1.root.json"
    digest = hashlib.sha256(root.read_bytes()).hexdigest()
    return Published(repository.public.folder, root, digest, done.ruleset, done.built[0].state.accounts, made)

"""A real publisher in a folder, a real client that follows it, and servers for both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tuf.ngclient import Updater

from ext_api.publishing import Content, KeyRing, Publication, Repository, ceremony, publish
from ext_api.publishing.publish import Jump
from ext_api.publishing.source import registry
from rules import compile as rulesets
from rules.registry import Registry
from tests.support.election import SHIPPED

PHRASE = "lima kata sandi yang panjang"


@cache
def ruleset() -> dict[str, Any]:
    """The shipped rules."""
    return rulesets.ruleset(SHIPPED)


@cache
def demo() -> Registry:
    """The made-up campaign."""
    return registry([SHIPPED / "campaigns" / "demo"], ruleset())


def fewer(count: int) -> Registry:
    """The first accounts of the made-up campaign, with its hashtags."""
    return Registry(demo().records[:count], demo().hashtags)


def ask(_: Path) -> str:
    """The passphrase of every key here."""
    return PHRASE


@dataclass
class Clock:
    """A clock that stands still until it is told to go on."""

    time: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __call__(self) -> datetime:
        """The time."""
        return self.time

    def go(self, **by: float) -> None:
        """Let time pass."""
        self.time += timedelta(**by)


class Publisher:
    """A repository with its offline keys beside it, an empty one at first."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.keys = folder / "sticks"
        self.repository = Repository(folder / "publisher", clock=self.clock)
        made = ceremony.make_keys(self.repository, self.keys, [], ask)
        ceremony.create(self.repository, made, self.ring())

    @property
    def public(self) -> Path:
        """What is served."""
        return self.repository.public.folder

    @property
    def root(self) -> bytes:
        """The first root."""
        return (self.public / "metadata" / "1.root.json").read_bytes()

    @property
    def root_sha256(self) -> str:
        """By which clients know it."""
        return hashlib.sha256(self.root).hexdigest()

    def ring(self, *names: str) -> KeyRing:
        """The offline keys; of these names only, where some are given."""
        if not names:
            return KeyRing([self.keys], ask)
        folder = self.keys / "-".join(names)
        folder.mkdir(exist_ok=True)
        for path in self.keys.glob("*.p*"):
            if path.stem in names:
                (folder / path.name).write_bytes(path.read_bytes())
        return KeyRing([folder], ask)

    def publish(
        self,
        accounts: Registry | None = None,
        rules: dict[str, Any] | None = None,
        *,
        jump: Jump = "refuse",
        part: str = "id",
    ) -> Publication:
        """Publish a registry, and rules where some are given."""
        parts = {part: accounts} if accounts is not None else None
        return publish(self.repository, self.ring(), Content.of(rules, parts), jump=jump)


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def over_http(folder: Path) -> Iterator[str]:
    """A folder over HTTP, as plainly as it goes. Its URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class Client:
    """python-tuf's own client, which remembers what it has seen in a folder."""

    def __init__(self, folder: Path, url: str, root: bytes) -> None:
        self.folder, self._url, self._root = folder, url, root
        folder.mkdir(parents=True, exist_ok=True)

    def look(self) -> Updater:
        """One look at the repository. Raises what python-tuf does."""
        updater = Updater(
            str(self.folder),
            f"{self._url}/metadata/",
            target_dir=str(self.folder),
            target_base_url=f"{self._url}/targets/",
            bootstrap=self._root,
        )
        updater.refresh()
        return updater

    def fetch(self, *paths: str) -> list[bytes | None]:
        """Verified files; None for one that nobody speaks of."""
        updater = self.look()
        found = [updater.get_targetinfo(path) for path in paths]
        return [Path(updater.download_target(one)).read_bytes() if one else None for one in found]

    def custom(self, path: str) -> Any:
        """What the publisher says about a file."""
        found = self.look().get_targetinfo(path)
        return found.custom if found else None


def names(paths: Iterable[Path]) -> set[str]:
    """The names of files."""
    return {path.name for path in paths}

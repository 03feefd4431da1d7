"""One client that follows a publisher over HTTP, with a calendar a test can turn."""

from __future__ import annotations

import datetime as real
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from proxy_addon.assembly import Assembly
from proxy_addon.settings import ProxySettings
from proxy_addon.updates.fetching import FolderFetcher, HttpFetcher
from proxy_addon.updates.limits import UpdateLimits
from proxy_addon.updates.look import Found, Look
from proxy_addon.updates.store import Held, Store
from proxy_addon.updates.trust import anchor
from rules.engine import Engine
from rules.registry import Registry
from tests.support.file_server import FileServer
from tests.support.office import rules, settings
from tests.support.signed_repository import Publisher

IMPATIENT = replace(UpdateLimits(), patience=0.8, slowest=50_000.0)
"""A client that gives up on slow servers soon."""


class Calendar:
    """What time it is: ``ahead`` of the real time."""

    def __init__(self) -> None:
        self.ahead = real.timedelta(0)

    def __call__(self) -> real.datetime:
        """The time."""
        return real.datetime.now(real.UTC) + self.ahead

    @contextmanager
    def everywhere(self) -> Iterator[None]:
        """Inside, ngclient goes by it, too."""
        clock = SimpleNamespace(now=lambda _: self())
        name = "tuf.ngclient._internal.trusted_metadata_set.datetime"
        with patch(name, SimpleNamespace(datetime=clock, timezone=real.timezone)):
            yield


@dataclass
class Following:
    """A client of ``publisher`` by way of ``server``; its data lies in ``folder``."""

    publisher: Publisher
    server: FileServer
    folder: Path
    limits: UpdateLimits = UpdateLimits()
    calendar: Calendar = field(default_factory=Calendar)
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> ProxySettings:
        """The settings of its office, with ``changes`` to what it follows."""
        chosen = settings(self.folder, self.publisher, self.server.url)
        assert chosen.updates
        return replace(chosen, updates=replace(chosen.updates, **self.changes))

    @property
    def store(self) -> Store:
        """Its state folder."""
        return Store(self.folder / "updates", self.limits)

    def looker(self, copy: Path | None = None, **options: Any) -> Look:
        """What looks; keep it to look several times as a running proxy does."""
        assert self.settings.updates
        fetcher = FolderFetcher(copy) if copy else HttpFetcher(self.limits, now=self.calendar)
        return Look(
            self.settings.updates, self.store, fetcher, now=self.calendar, limits=self.limits, **options
        )

    def look(self, copy: Path | None = None, **options: Any) -> Found:
        """Look once."""
        with self.calendar.everywhere():
            return self.looker(copy, **options).once()

    def later(self, **span: float) -> None:
        """So much time passes, for the client and the server."""
        self.calendar.ahead += real.timedelta(**span)
        self.server.ahead = self.calendar.ahead

    def held(self) -> Held:
        """What a start of the proxy would find now."""
        assert self.settings.updates
        held, torn = self.store.load(anchor(self.settings.updates), self.settings.updates.parts)
        assert torn == ()
        return held

    def engine(self) -> Engine:
        """The engine that a start of the proxy would make now."""
        parts = Assembly(self.settings, rules(), Registry(), Engine(rules(), Registry()), ())
        return parts.updated(self.held()).engine


def kinds(found: Found) -> set[tuple[str, str]]:
    """What is wrong, and about what."""
    return {(trouble.kind, trouble.about) for trouble in found.troubles}


@contextmanager
def following(publisher: Publisher, folder: Path) -> Iterator[Following]:
    """A client, and the server it follows."""
    with FileServer(publisher.folder) as server:
        yield Following(publisher, server, folder)


def flip(path: Path, where: Callable[[int], int] = lambda size: size // 2) -> None:
    """Change one byte of a file."""
    raw = bytearray(path.read_bytes())
    raw[where(len(raw))] ^= 0x01
    path.write_bytes(raw)

"""`jari-proxy status` and `jari-proxy update`: what is in use, and a look at the publisher right now."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from proxy_addon.assembly import updates_folder
from proxy_addon.settings import ProxySettings, UpdateSettings
from proxy_addon.updates.fetching import FolderFetcher, HttpFetcher
from proxy_addon.updates.limits import UpdateLimits
from proxy_addon.updates.look import Look
from proxy_addon.updates.status import Status
from proxy_addon.updates.store import Store
from proxy_addon.updates.telling import Teller
from proxy_addon.updates.trust import anchor

type Clock = Callable[[], datetime]


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


def status(settings: ProxySettings, teller: Teller, clock: Clock = now) -> tuple[int, list[str]]:
    """What is in use, until when it is good, and what is wrong; 1 where something is. Changes nothing."""
    if settings.updates is None:
        return 0, [teller("status_off")]
    store = Store(updates_folder(settings), UpdateLimits())
    held, torn = store.load(anchor(settings.updates), settings.updates.parts)
    known = Status.read(store.folder)
    known = replace(known, troubles=(*torn, *known.troubles))
    lines = list(teller.report(known, held, clock()))
    return (1 if teller.wrong(known, held, clock()) else 0), lines


def update(
    settings: ProxySettings,
    teller: Teller,
    copy: Path | None,
    *,
    accept_jump: bool = False,
    clock: Clock = now,
) -> tuple[int, list[str]]:
    """Look once now, at the server or in a copied folder; 1 where something is wrong."""
    wrong = _unready(settings.updates, copy)
    if settings.updates is None or wrong:
        return 1, [teller(wrong or "no_settings", path=copy)]
    limits = UpdateLimits()
    store = Store(updates_folder(settings), limits)
    fetcher = FolderFetcher(copy) if copy else HttpFetcher(limits)
    before, _ = store.load(anchor(settings.updates), settings.updates.parts)
    found = Look(settings.updates, store, fetcher, now=clock, limits=limits, accept_jump=accept_jump).once()
    after = Status.read(store.folder).after(found, clock())
    with suppress(OSError):  # a full disk is among the troubles
        after.save(store.folder)
    lines = list(teller.taken(before, found.held))
    if not lines and not found.troubles:
        lines = [teller("nothing_new")]
    return (1 if found.troubles else 0), [*lines, *teller.report(after, found.held, clock())]


def _unready(settings: UpdateSettings | None, copy: Path | None) -> str:
    """Which text says why there is nowhere to look; empty if there is."""
    if settings is None:
        return "no_settings"
    if copy is None:
        return "" if settings.url else "no_url"
    return "" if (copy / "metadata").is_dir() and (copy / "targets").is_dir() else "no_copy"

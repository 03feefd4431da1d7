"""One network on many hosts, each of which numbers its items for itself: an id holds where it was seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from rules.model import Action, Item, Learned
from rules.transform import Platform


def acted(actions: Iterable[Action], platform: Platform, host: str) -> tuple[Action, ...]:
    """Actions at a host, with its own items."""
    domain = _domain(platform, host)
    return tuple(
        replace(
            one,
            items=tuple(_of(domain, item) for item in one.items),
            hints=tuple((_of(domain, item), account) for item, account in one.hints),
        )
        for one in actions
    )


def taught(learned: Iterable[Learned], platform: Platform, url: str) -> list[Learned]:
    """What was learned from a response to ``url``, with the items of its host."""
    domain = _domain(platform, urlsplit(url).hostname or "")
    return [replace(one, item=_of(domain, one.item)) for one in learned]


def _domain(platform: Platform, host: str) -> str:
    """The nearest of the platform's hosts that a host is, or lies below."""
    name = host.lower().rstrip(".")
    above = (own for own in platform.hosts if name == own or name.endswith("." + own))
    return max(above, key=len, default="")


def _of(domain: str, item: Item) -> Item:
    return Item(item.of, f"{domain}/{item.id}")

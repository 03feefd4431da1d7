"""Whom an action is aimed at: items and accounts that a request names, and what hints say of the items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rules.model import Account, Item
from rules.transform import Platform
from rules.value import Value

NAMESPACES: Final = ("post", "comment", "room", "question", "group")

type Spec = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """One target of a rule: items by namespace, or accounts by id and handle."""

    role: str
    named: tuple[tuple[str, Value], ...]
    each: Value | None
    id: Value | None
    handle: Value | None

    def items(self, root: Any, platform: Platform) -> Iterator[Item]:
        """The items it names, as far as they keep to the platform's forms."""
        for of, value in self.named:
            form = platform.forms.get(f"{of}_id")
            for text in value.texts(root):
                if form is None or form.fits(text):
                    yield Item(of, text)

    def accounts(self, root: Any, platform: Platform) -> Iterator[Account]:
        """The accounts it names. With ``each``, id and handle are read in every element, as pairs."""
        if self.id is None and self.handle is None:
            return
        form = platform.forms.get("account_id")
        for one in self.each.raw(root) if self.each else [root]:
            handles = [h for h in (self.handle.texts(one) if self.handle else []) if h.strip("@")]
            ids = [i for i in (self.id.texts(one) if self.id else []) if form is None or form.fits(i)]
            if len(ids) <= 1 and len(handles) <= 1:
                if ids or handles:
                    yield Account(next(iter(ids), None), _bare(next(iter(handles), None)), self.role)
                continue
            yield from (Account(each, None, self.role) for each in ids)
            yield from (Account(None, _bare(each), self.role) for each in handles)


@dataclass(frozen=True, slots=True)
class Hint:
    """What a request says of the very item it acts on, such as a permalink in its Referer."""

    of: str
    item: Value
    id: Value | None
    handle: Value | None

    def said(self, root: Any, items: Iterable[Item]) -> Iterator[tuple[Item, Account]]:
        """Those of ``items`` that it is about, each with the account it names."""
        for text in self.item.texts(root):
            item = Item(self.of, text)
            if item in items:
                handle = self.handle.first(root) if self.handle else None
                account = Account(self.id.first(root) if self.id else None, _bare(handle), "cited")
                if account.id or account.handle:
                    yield item, account


def target_of(spec: Spec, platform: Platform) -> Target:
    """Compile one of ``targets``. Raises ValueError."""
    account = spec.get("account", {})
    return Target(
        role=spec.get("as", "account"),
        named=tuple((of, Value.of_spec(spec[of], platform)) for of in NAMESPACES if of in spec),
        each=Value.of_spec(account["each"], platform) if "each" in account else None,
        id=Value.of_spec(account["id"], platform) if "id" in account else None,
        handle=Value.of_spec(account["handle"], platform) if "handle" in account else None,
    )


def hint_of(spec: Spec, platform: Platform) -> Hint:
    """Compile one of ``hints``. Raises ValueError."""
    [of] = [name for name in NAMESPACES if name in spec]
    account = spec["account"]
    return Hint(
        of=of,
        item=Value.of_spec(spec[of], platform),
        id=Value.of_spec(account["id"], platform) if "id" in account else None,
        handle=Value.of_spec(account["handle"], platform) if "handle" in account else None,
    )


def _bare(handle: str | None) -> str | None:
    """A handle without the @ before it."""
    return handle.removeprefix("@") or None if handle else None

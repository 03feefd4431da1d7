"""Response -> what it teaches: items with the accounts behind them, and names of one and the same account.

Every object of every document is held against the platform's shapes, at any depth. A shape is tried only
where one of its first keys is. Objects that say only a part of it meet through ``join``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from rules.bounds import MAX_JSON_DEPTH, MAX_LEARNED, MAX_NODES, MAX_VALUES
from rules.condition import Condition, all_hold, conditions
from rules.documents import Reader
from rules.fieldpath import FieldPath
from rules.forms import Form
from rules.instances import taught
from rules.model import Account, Alias, Item, Learned, Request, Response
from rules.template import template
from rules.transform import Platform
from rules.value import Value
from rules.view import HEAD, View

type Spec = Mapping[str, Any]

KEY: Final = "#key"
"""Where an object finds the key that it stands under."""


@dataclass(frozen=True, slots=True)
class _AccountSpec:
    """How a shape names one account (or, with ``each``, several)."""

    role: str
    each: Value | None
    id: Value | None
    handle: Value | None
    name: Value | None
    page: bool
    whens: tuple[Condition, ...]

    @property
    def values(self) -> list[Value]:
        """All its values."""
        return [value for value in (self.each, self.id, self.handle, self.name) if value]

    def read(self, root: Any, form: Form | None) -> Iterator[Account]:
        for one in self.each.raw(root) if self.each else (root,):
            if self.whens and not all_hold(self.whens, one):
                continue
            id_ = self.id.first(one) if self.id else None
            handle = self.handle.first(one) if self.handle else None
            if id_ and form and not form.fits(id_):
                id_ = None
            handle = handle.removeprefix("@") if handle else None
            if id_ or handle:
                yield Account(id_, handle or None, self.role, self.name.first(one) if self.name else None)


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One compiled entry of ``learn``."""

    of: str
    has: tuple[FieldPath, ...]
    whens: tuple[Condition, ...]
    id: Value | None
    join: Value | None
    accounts: tuple[_AccountSpec, ...]
    text: Value | None
    handle: Value | None
    page: bool

    @property
    def told(self) -> list[tuple[Value, Value | None, bool]]:
        """What may name an account: each value, the ``each`` it is read below, and whether it is a text."""
        own = [(self.id, None, False), (self.handle, None, False)] if self.of == "account" else []
        behind = [(value, one.each, False) for one in self.accounts for value in (one.id, one.handle)]
        every = [*own, *behind, (self.text, None, True)]
        return [(value, each, text) for value, each, text in every if value]

    def fits(self, root: dict[str, Any]) -> bool:
        """Whether ``root`` is an object of this shape."""
        return all(path.present(root) for path in self.has) and all_hold(self.whens, root)


@dataclass(slots=True)
class Lesson:
    """What one response taught."""

    learned: list[Learned] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)


class Learner:
    """The compiled response side of one platform."""

    def __init__(self, spec: Spec, platform: Platform) -> None:
        """Compile ``read``, ``learn`` and ``page_accounts``. Raises ValueError."""
        self.id = str(spec["platform"])
        self.platform = platform
        self.reader = Reader(spec.get("read", {}))
        self.shapes = [_shape(one, platform) for one in spec.get("learn", ())]
        self._never = [template(path) for path in spec.get("read", {}).get("never", ())]
        self.page = [_behind({**one, "role": "author"}, platform) for one in spec.get("page_accounts", ())]
        self._keyed = frozenset(spec.get("read", {}).get("keyed", ()))
        self._by_key: dict[str, list[Shape]] = {}
        for shape in self.shapes:
            for key in shape.has[0].roots:
                self._by_key.setdefault(key, []).append(shape)

    def page_owners(self, request: Request, path: str) -> list[Account]:
        """The accounts that a request names as owners of the page it asks for."""
        if not self.page:
            return []
        tree, form = View(request, path), self.platform.forms.get("account_id")
        return [account for one in self.page for account in one.read(tree, form)][:1]

    @property
    def asks_body(self) -> bool:
        """Whether whose page an answer is may stand in the body of its request."""
        return any(not leaf.path.roots <= HEAD for one in self.page for v in one.values for leaf in v.leaves)

    def readable(self, path: str) -> bool:
        """Whether responses of this path may be read at all: private messages are not."""
        return bool(self.shapes) and all(one.match(path) is None for one in self._never)

    def learn(self, response: Response, path: str) -> Lesson:
        """Everything a response says. Bounded, and total: hostile bodies teach nothing."""
        return self.learn_from(self.reader.read(response.body, response.content_type), response, path)

    def learn_from(self, documents: Iterable[Any], response: Response, path: str) -> Lesson:
        """The same of a response whose documents have been read."""
        notes = _Notes(self, response, path)
        budget = MAX_NODES
        for document in documents:
            budget = self._walk(document, notes, budget)
            if budget <= 0:
                break
        lesson = notes.lesson()
        if self.platform.instances:
            lesson.learned = taught(lesson.learned, self.platform, response.request.url)
        return lesson

    def _walk(self, document: Any, notes: _Notes, budget: int) -> int:
        by_key, strings, inner = self._by_key, self.reader.strings, self.reader.inner
        keyed = self._keyed
        stack: list[tuple[Any, int]] = [(document, 0)]
        while stack and budget > 0:
            node, depth = stack.pop()
            budget -= 1
            if depth > MAX_JSON_DEPTH:
                continue
            if type(node) is list:
                stack.extend([(v, depth + 1) for v in reversed(node) if type(v) in (dict, list)])
                continue
            tried: list[Shape] = []
            below = []
            for key, value in node.items() if type(node) is dict else ():
                kind = type(value)
                if kind is dict:
                    below.append((_keyed(value) if key in keyed else value, depth + 1))
                elif kind is list:
                    below.append((inner(key, value) if key in strings else value, depth + 1))
                elif kind is str and key in strings and (document := inner(key, value)) is not None:
                    below.append((document, depth + 1))
                for shape in by_key.get(key, ()):
                    if shape not in tried:
                        tried.append(shape)
                        if shape.fits(node):
                            notes.take(shape, node)
            stack.extend(reversed(below))
        return budget


def _keyed(value: dict[str, Any]) -> dict[str, Any]:
    """An object whose keys are ids; the objects in it know their own."""
    return {key: {**one, KEY: key} if type(one) is dict else one for key, one in value.items()}


class _Notes:
    """What has been read of one body so far."""

    def __init__(self, learner: Learner, response: Response, path: str) -> None:
        self._learner = learner
        self._form = learner.platform.forms.get("account_id")
        self._items: dict[Item, _Gathered] = {}
        self._partial: dict[tuple[str, str], _Partial] = {}
        self._aliases: dict[Alias, None] = {}
        self._orphans: dict[tuple[Item, str], None] = {}
        self._page = learner.page_owners(response.request, path)

    def take(self, shape: Shape, node: dict[str, Any]) -> None:
        """Note what ``node``, an object of ``shape``, says."""
        if shape.of == "account":
            self._alias(shape, node)
            return
        accounts = [a for one in shape.accounts for a in one.read(node, self._form)][:MAX_VALUES]
        texts = shape.text.long_texts(node) if shape.text else []
        items = self._ids(shape, node)
        for item in items:
            self._note(item, accounts, texts)
            if item in self._items:
                self._orphans.update(((item, one.role), None) for one in shape.accounts if one.page)
        for joint in shape.join.texts(node) if shape.join else ():
            self._partial.setdefault((shape.of, joint), _Partial()).add(items, accounts, texts)

    def _ids(self, shape: Shape, node: dict[str, Any]) -> list[Item]:
        form = self._learner.platform.forms.get(f"{shape.of}_id")
        texts = shape.id.texts(node) if shape.id else []
        return [Item(shape.of, text) for text in texts if form is None or form.fits(text)]

    def _alias(self, shape: Shape, node: dict[str, Any]) -> None:
        ids = tuple(
            i for i in (shape.id.texts(node) if shape.id else ()) if not self._form or self._form.fits(i)
        )
        handles = tuple(h.removeprefix("@") for h in (shape.handle.texts(node) if shape.handle else ()))
        handles = tuple(handle for handle in handles if handle)
        if len(ids) + len(handles) > 1 and len(self._aliases) < MAX_LEARNED:
            self._aliases[Alias(self._learner.id, ids, handles)] = None
        if shape.page and (ids or handles):
            self._page.append(Account(next(iter(ids), None), next(iter(handles), None), "author"))

    def _note(self, item: Item, accounts: list[Account], texts: list[str]) -> None:
        if item in self._items or len(self._items) < MAX_LEARNED:
            self._items.setdefault(item, _Gathered()).add(accounts, texts)

    def lesson(self) -> Lesson:
        """Everything noted, with partial objects joined and the page's own account filled in."""
        for (_, _), partial in self._partial.items():
            for item in partial.items:
                self._note(item, partial.accounts, partial.texts)
        for item, role in self._orphans:
            behind = self._items[item]
            if self._page and not behind.has(role):
                page = self._page[-1]
                behind.add([Account(page.id, page.handle, role, page.name)], [])
        learned = [
            Learned(self._learner.id, item, tuple(behind.accounts.values()), tuple(behind.texts))
            for item, behind in self._items.items()
            if behind.accounts or behind.texts
        ]
        return Lesson(learned, list(self._aliases))


@dataclass(slots=True)
class _Gathered:
    """Accounts and texts of one item, merged from every object that mentions it."""

    accounts: dict[tuple[str, str], Account] = field(default_factory=dict)
    texts: dict[str, None] = field(default_factory=dict)

    def add(self, accounts: list[Account], texts: list[str]) -> None:
        for account in accounts[:MAX_VALUES]:
            key = (account.role, account.id or f"@{account.handle}")
            known = self.accounts.get(key)
            if known is None:
                if len(self.accounts) < MAX_VALUES:
                    self.accounts[key] = account
            elif not known.handle and account.handle:
                self.accounts[key] = Account(known.id, account.handle, known.role, known.name or account.name)
        self.texts.update(dict.fromkeys(texts[:MAX_VALUES]))

    def has(self, role: str) -> bool:
        return any(known == role for known, _ in self.accounts)


@dataclass(slots=True)
class _Partial:
    """What objects with one join key say together."""

    items: list[Item] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, items: list[Item], accounts: list[Account], texts: list[str]) -> None:
        self.items += [item for item in items if item not in self.items]
        self.accounts += [account for account in accounts if account not in self.accounts]
        self.texts += texts


def _shape(spec: Spec, platform: Platform) -> Shape:
    has = spec["has"]
    return Shape(
        of=spec.get("of", "post"),
        has=tuple(FieldPath(one) for one in ([has] if isinstance(has, str) else has)),
        whens=conditions(spec.get("when", ()), platform),
        id=Value(spec["id"], platform) if "id" in spec else None,
        join=Value(spec["join"], platform) if "join" in spec else None,
        accounts=tuple(_behind(one, platform) for one in spec.get("accounts", ())),
        text=Value(spec["text"], platform) if "text" in spec else None,
        handle=Value(spec["handle"], platform) if "handle" in spec else None,
        page=spec.get("page", False),
    )


def _behind(spec: Spec, platform: Platform) -> _AccountSpec:
    return _AccountSpec(
        role=spec.get("role", "author"),
        each=Value(spec["each"], platform) if "each" in spec else None,
        id=Value(spec["id"], platform) if "id" in spec else None,
        handle=Value(spec["handle"], platform) if "handle" in spec else None,
        name=Value(spec["name"], platform) if "name" in spec else None,
        page=spec.get("page", False),
        whens=conditions(spec.get("when", ()), platform),
    )

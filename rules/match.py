"""Request -> actions: which rule of a platform reads this request, and whom it names.

Order: method and path choose envelopes; ``never`` is asked first and wins; then the rules in the order of
the file, the first that applies. A rule with ``each`` is asked for every element, and adds to the others.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from rules.bounds import MAX_VALUES
from rules.condition import Condition, all_hold, conditions
from rules.model import Account, Action, Item, Kind, Request
from rules.template import Template, template, trimmed
from rules.transform import Platform
from rules.value import Value
from rules.view import HEAD, Tree, View

NAMESPACES: Final = ("post", "comment", "room", "question", "group")
_MAX_NAMED: Final = 4_096
_NO_ROUTES: Final[Mapping[Template, list[Route]]] = {}
NO_ACTION_METHODS: Final = frozenset({"HEAD", "OPTIONS", "TRACE", "CONNECT"})

type Spec = Mapping[str, Any]
type _Place = tuple[str, str | None, int | None]
"""Method, first segment and number of segments of a path: where its templates are looked for."""


@dataclass(frozen=True, slots=True)
class _Target:
    """One target of a rule: items by namespace, or accounts by id and handle."""

    role: str
    items: tuple[tuple[str, Value], ...]
    each: Value | None
    id: Value | None
    handle: Value | None


@dataclass(frozen=True, slots=True)
class _Hint:
    of: str
    item: Value
    id: Value | None
    handle: Value | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled entry of ``actions``, or (``kind`` None) of ``never``."""

    name: str
    index: int
    kind: Kind | None
    route: Route
    operations: frozenset[str] | None
    wildcards: re.Pattern[str] | None
    whens: tuple[Condition, ...]
    each: Value | None = None
    each_text: str = ""
    targets: tuple[_Target, ...] = ()
    texts: Value | None = None
    media: Value | None = None
    refusal: str = "default"
    release: Literal["held", "again"] = "held"

    def named(self, operations: tuple[str, ...]) -> bool:
        """Whether one of ``operations`` is one of the rule's; a rule without any takes all."""
        if self.operations is None:
            return True
        if not self.operations.isdisjoint(operations):
            return True
        return self.wildcards is not None and any(self.wildcards.fullmatch(op) for op in operations)


@dataclass(frozen=True, slots=True)
class Route:
    """Where an envelope or a rule listens: methods, hosts, path templates, and how to name the operation."""

    methods: frozenset[str]
    hosts: tuple[str, ...]
    paths: tuple[Template, ...]
    operation: Value | None
    in_head: Value | None
    lets: Mapping[str, Value]

    def listens(self, host: str) -> bool:
        """Whether this is one of its hosts, or below one; a route without any takes all of the platform's."""
        return not self.hosts or any(host == own or host.endswith("." + own) for own in self.hosts)


class Matcher:
    """The compiled request side of one platform."""

    def __init__(self, spec: Spec, platform: Platform) -> None:
        """Compile ``envelopes``, ``never``, ``actions``, ``hints`` and ``viewer``. Raises ValueError."""
        self.id = str(spec["platform"])
        self._platform = platform
        self._envelopes = {name: route(env, platform) for name, env in spec.get("envelopes", {}).items()}
        self._never = [self._rule(one, n) for n, one in enumerate(spec.get("never", []))]
        self._rules = [self._rule(one, n) for n, one in enumerate(spec.get("actions", []))]
        self._viewer = [Value(one, platform) for one in spec.get("viewer", [])]
        self._hints = [_hint(one, platform) for one in spec.get("hints", [])]
        self._literal: dict[tuple[str, str], list[Route]] = {}
        self._open: dict[_Place, dict[Template, list[Route]]] = {}
        self._by_route: dict[int, list[Rule]] = {}
        self._named: dict[tuple[int, tuple[str, ...]], tuple[list[Rule], list[Rule]]] = {}
        self._index()

    def _index(self) -> None:
        for rule in [*self._never, *self._rules]:
            first = id(rule.route) not in self._by_route
            self._by_route.setdefault(id(rule.route), []).append(rule)
            for method in rule.route.methods - NO_ACTION_METHODS if first else ():
                for path in rule.route.paths:
                    if path.literal is not None:
                        self._literal.setdefault((method, path.literal), []).append(rule.route)
                    else:
                        place = self._open.setdefault((method, path.head, path.count), {})
                        place.setdefault(path, []).append(rule.route)

    def _rule(self, spec: Spec, index: int) -> Rule:
        operations = spec.get("operation")
        names = [operations] if isinstance(operations, str) else operations
        wild = [fnmatch.translate(one) for one in names or () if "*" in one]
        platform = self._platform
        return Rule(
            name=str(spec.get("rule", "never")),
            index=index,
            kind=spec.get("kind"),
            route=self._envelopes[spec["envelope"]] if "envelope" in spec else route(spec, platform),
            operations=frozenset(names) if names else None,
            wildcards=re.compile("|".join(wild)) if wild else None,
            whens=conditions(spec.get("when", ()), platform),
            each=Value(spec["each"], platform) if "each" in spec else None,
            each_text=str(spec.get("each", "")),
            targets=tuple(_target(one, platform) for one in spec.get("targets", ())),
            texts=Value(spec["text"], platform) if "text" in spec else None,
            media=Value(spec["media"], platform) if "media" in spec else None,
            refusal=spec.get("refusal", "default"),
            release=spec.get("release", "held"),
        )

    def routes(self, method: str, host: str, path: str) -> list[tuple[Route, dict[str, str]]]:
        """The routes that listen at this method, host and path, with the named parts of the path."""
        plain = trimmed(path)
        found: list[tuple[Route, dict[str, str]]] = [
            (one, {}) for one in self._literal.get((method, plain), ()) if one.listens(host)
        ]
        head, count = plain[1:].split("/", 1)[0], plain.count("/")
        for place in ((head, count), (None, count), (head, None), (None, None)):
            for shape, routes in self._open.get((method, *place), _NO_ROUTES).items():
                parts = shape.match(plain)
                if parts is not None:
                    found += [(one, parts) for one in routes if one.listens(host)]
        return found

    def _rules_named(self, listening: Route, names: tuple[str, ...]) -> tuple[list[Rule], list[Rule]]:
        """Look-alikes and rules of a route that take these names; answers are kept, within bounds."""
        key = (id(listening), names)
        known = self._named.get(key)
        if known is None:
            named = [rule for rule in self._by_route[key[0]] if rule.named(names)]
            known = [one for one in named if one.kind is None], [one for one in named if one.kind]
            if len(self._named) >= _MAX_NAMED:
                self._named.clear()
            self._named[key] = known
        return known

    def interesting(self, request: Request, host: str, path: str) -> bool:
        """From the head alone: may this request be an action? False is certain, True is not."""
        for listening, parts in self.routes(request.method, host, path):
            if listening.operation is None:
                names: tuple[str, ...] = ()
            else:
                view = View(request, path)
                view.bind(parts, listening.lets)
                names = tuple(listening.in_head.texts(view.tree)) if listening.in_head else ()
                if not names and listening.in_head is not listening.operation:
                    return True
            if self._rules_named(listening, names)[1]:
                return True
        return False

    def match(self, request: Request, host: str, path: str) -> tuple[Action, ...]:
        """The actions of a request, empty where it is none."""
        found = self.routes(request.method, host, path)
        if not found:
            return ()
        view = View(request, path)
        candidates: list[tuple[Rule, dict[str, str]]] = []
        for listening, parts in found:
            view.bind(parts, listening.lets)
            tree = view.tree
            names = tuple(listening.operation.texts(tree)) if listening.operation else ()
            never, rules = self._rules_named(listening, names)
            if any(all_hold(rule.whens, tree) for rule in never):
                return ()
            candidates += [(rule, parts) for rule in rules]
        return self._first(view, candidates)

    def _first(self, view: View, candidates: list[tuple[Rule, dict[str, str]]]) -> tuple[Action, ...]:
        candidates.sort(key=lambda one: one[0].index)
        many: list[Action] = []
        taken: set[tuple[str, int]] = set()
        elements: dict[tuple[str, int], list[Tree]] = {}
        for rule, parts in candidates:
            view.bind(parts, rule.route.lets)
            tree = view.tree
            if rule.each is None:
                if not many and all_hold(rule.whens, tree):
                    return (self._action(rule, view, [tree]),)
                continue
            key = (rule.each_text, id(rule.route))
            if key not in elements:
                elements[key] = [tree.with_item(one) for one in rule.each.raw(tree)]
            mine = [
                (n, one)
                for n, one in enumerate(elements[key])
                if (rule.each_text, n) not in taken and all_hold(rule.whens, one)
            ]
            taken.update((rule.each_text, n) for n, _ in mine)
            if mine:
                many.append(self._action(rule, view, [one for _, one in mine]))
        return tuple(many)

    def _action(self, rule: Rule, view: View, trees: list[Tree]) -> Action:
        viewer = {text for value in self._viewer for text in value.texts(view.tree)}
        items: dict[Item, None] = {}
        accounts: dict[tuple[str | None, str | None], Account] = {}
        for tree in trees:
            for target in rule.targets:
                items.update(dict.fromkeys(self._items(target, tree)))
                for account in _accounts(target, tree, self._platform):
                    if account.id not in viewer and account.handle not in viewer:
                        accounts.setdefault((account.id, account.handle), account)
        return Action(
            platform=self.id,
            kind=rule.kind or "post",
            rule=f"{self.id}.{rule.name}",
            items=tuple(items)[:MAX_VALUES],
            accounts=tuple(accounts.values())[:MAX_VALUES],
            texts=tuple(text for tree in trees for text in rule.texts.long_texts(tree)) if rule.texts else (),
            media=rule.media is not None and any(rule.media.present(tree) for tree in trees),
            refusal=rule.refusal,
            release=rule.release,
            viewer=tuple(sorted(viewer)),
            hints=self._hinted(tuple(items), view.tree) if items and self._hints else (),
        )

    def _items(self, target: _Target, tree: Any) -> Iterable[Item]:
        for of, value in target.items:
            form = self._platform.forms.get(f"{of}_id")
            for text in value.texts(tree):
                if form is None or form.fits(text):
                    yield Item(of, text)

    def _hinted(self, items: tuple[Item, ...], tree: Any) -> tuple[tuple[Item, Account], ...]:
        """What the request itself says of the very items it acts on (a permalink in its Referer, say)."""
        found = []
        for hint in self._hints:
            for text in hint.item.texts(tree):
                item = Item(hint.of, text)
                account = Account(_first(hint.id, tree), _handle(hint.handle, tree), "cited")
                if item in items and (account.id or account.handle):
                    found.append((item, account))
        return tuple(found)


def route(spec: Spec, platform: Platform) -> Route:
    """Compile the listening part of an envelope or a rule."""
    methods = spec.get("method", "POST")
    paths = spec["path"]
    named = spec.get("operation_from")
    operation = None if named is None else Value(named, platform)
    return Route(
        methods=frozenset([methods] if isinstance(methods, str) else methods),
        hosts=tuple(spec.get("hosts", ())),
        paths=tuple(template(one) for one in ([paths] if isinstance(paths, str) else paths)),
        operation=operation,
        in_head=operation and _in_head(named, operation, platform),
        lets={name: Value(value, platform) for name, value in spec.get("let", {}).items()},
    )


def _in_head(spec: Any, operation: Value, platform: Platform) -> Value | None:
    """The leading alternatives that need no body: all of ``operation``, some, or none."""
    specs = spec if isinstance(spec, list) else [spec]
    heads = [all(leaf.path.roots <= HEAD for leaf in Value([one], platform).leaves) for one in specs]
    leading = heads.index(False) if False in heads else len(heads)
    if leading == len(heads):
        return operation
    return Value(specs[:leading], platform) if leading else None


def _target(spec: Spec, platform: Platform) -> _Target:
    account = spec.get("account", {})
    return _Target(
        role=spec.get("as", "account"),
        items=tuple((of, Value(spec[of], platform)) for of in NAMESPACES if of in spec),
        each=Value(account["each"], platform) if "each" in account else None,
        id=Value(account["id"], platform) if "id" in account else None,
        handle=Value(account["handle"], platform) if "handle" in account else None,
    )


def _hint(spec: Spec, platform: Platform) -> _Hint:
    [of] = [name for name in NAMESPACES if name in spec]
    account = spec["account"]
    return _Hint(
        of=of,
        item=Value(spec[of], platform),
        id=Value(account["id"], platform) if "id" in account else None,
        handle=Value(account["handle"], platform) if "handle" in account else None,
    )


def _accounts(target: _Target, tree: Any, platform: Platform) -> Iterable[Account]:
    """The accounts a target names. With ``each``, id and handle are read in every element, as pairs."""
    if target.id is None and target.handle is None:
        return
    for root in target.each.raw(tree) if target.each else [tree]:
        ids = target.id.texts(root) if target.id else []
        handles = [h for h in (target.handle.texts(root) if target.handle else []) if h.strip("@")]
        form = platform.forms.get("account_id")
        ids = [one for one in ids if form is None or form.fits(one)]
        if len(ids) <= 1 and len(handles) <= 1:
            if ids or handles:
                yield Account(next(iter(ids), None), _bare(next(iter(handles), None)), target.role)
            continue
        yield from (Account(one, None, target.role) for one in ids)
        yield from (Account(None, _bare(one), target.role) for one in handles)


def _first(value: Value | None, root: Any) -> str | None:
    return value.first(root) if value else None


def _handle(value: Value | None, root: Any) -> str | None:
    return _bare(_first(value, root))


def _bare(handle: str | None) -> str | None:
    """A handle without the @ before it."""
    return handle.removeprefix("@") or None if handle else None

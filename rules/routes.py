"""Where rules listen: methods, hosts, paths, operations; and which rules a request can be meant by at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from rules.bounds import MAX_ID
from rules.choice import Choice
from rules.condition import Condition
from rules.model import Kind
from rules.targets import Target
from rules.template import Template, template
from rules.transform import Platform
from rules.value import Value
from rules.view import HEAD, Batches, View, elements

NO_ACTION_METHODS: Final = frozenset({"HEAD", "OPTIONS", "TRACE", "CONNECT"})

_MAX_NAMED: Final = 4_096

type Spec = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
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
    targets: tuple[Target, ...] = ()
    texts: Value | None = None
    media: Value | None = None
    refusal: str = "default"
    release: Literal["held", "again"] = "held"
    why: str = ""

    def named(self, operations: tuple[str, ...]) -> bool:
        """Whether one of ``operations`` is one of the rule's; a rule without any takes all."""
        if self.operations is None:
            return True
        if not self.operations.isdisjoint(operations):
            return True
        return self.wildcards is not None and any(self.wildcards.fullmatch(op) for op in operations)


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """Where an envelope or a rule listens: methods, hosts, path templates, and how to name the operation."""

    methods: frozenset[str]
    hosts: tuple[str, ...]
    paths: tuple[Template, ...]
    operation: Value | None
    in_head: Value | None
    lets: Mapping[str, Value]
    part: str
    """The named part of the path that is the operation, where it is nothing else."""

    rules: list[Rule] = field(default_factory=list)
    named: dict[tuple[str, ...], Taking] = field(default_factory=dict)

    def taking(self, names: tuple[str, ...]) -> Taking:
        """Look-alikes and rules of this route that take these names; answers are kept, within bounds."""
        known = self.named.get(names)
        if known is None:
            known = Taking([rule for rule in self.rules if rule.named(names)])
            if len(self.named) >= _MAX_NAMED:
                self.named.clear()
            self.named[names] = known
        return known

    def names(self, view: View) -> tuple[str, ...]:
        """What a request's operation may be called."""
        if self.part:
            return self.part_name(view["path"])
        return () if self.operation is None else tuple(self.operation.texts(view))

    def part_name(self, parts: Mapping[str, str]) -> tuple[str, ...]:
        """The operation, where it is a part of the path."""
        name = parts.get(self.part)
        return (name,) if name and len(name) <= MAX_ID else ()

    def listens(self, host: str) -> bool:
        """Whether this is one of its hosts, or below one; a route without any takes all of the platform's."""
        return not self.hosts or any(host == own or host.endswith("." + own) for own in self.hosts)


class Taking:
    """What is to be asked of requests of one route and one operation."""

    __slots__ = ("_choice", "_each", "_plain", "never", "rules")

    def __init__(self, entries: list[Rule]) -> None:
        """Take the look-alikes and rules of one operation, each kind in its order."""
        self.never = [one for one in entries if one.kind is None]
        self.rules = [one for one in entries if one.kind]
        # Where some look at the request and others at its elements, no field is the same for all, and a batch
        # without elements is no reason to pass over the others.
        self._plain = any(one.each is not self.rules[0].each for one in self.rules)
        self._each = self.rules[0].each if self.rules and not self._plain else None
        self._choice: Choice[Rule] | None = None

    def able(self, view: View, batches: Batches) -> list[Rule]:
        """The rules that may apply, in their order; without those that certainly don't."""
        choice = self._choice
        if choice is None:
            choice = self._choice = Choice(self.rules, plain=self._plain)
        return choice.able((view,) if self._each is None else elements(view, self._each, batches))


class Ways:
    """The routes of one method, found by path."""

    __slots__ = ("_heads", "_literal", "_open", "_places")

    def __init__(self) -> None:
        """Begin with none."""
        self._heads: set[str | None] = set()
        self._literal: dict[str, list[Route]] = {}
        self._open: dict[tuple[str | None, int | None], dict[Template, list[Route]]] = {}
        self._places: dict[tuple[str | None, int], list[tuple[Template, list[Route]]]] = {}

    def add(self, route: Route) -> None:
        """Take in a route with all its templates."""
        for path in route.paths:
            if path.literal is not None:
                self._literal.setdefault(path.literal, []).append(route)
            else:
                self._heads.add(path.head)
                self._open.setdefault((path.head, path.count), {}).setdefault(path, []).append(route)

    def at(self, host: str, path: str) -> list[tuple[Route, dict[str, str]]]:
        """The routes that listen at a host and a path, with the named parts of the path."""
        plain = path[:-1] if len(path) > 1 and path[-1] == "/" else path
        found: list[tuple[Route, dict[str, str]]] = []
        if plain in self._literal:
            for one in self._literal[plain]:
                if not one.hosts or one.listens(host):
                    found.append((one, {}))
        end = plain.find("/", 1)
        head = plain[1:end] if end > 0 else plain[1:]
        place = (head if head in self._heads else None, plain.count("/"))
        shapes = self._places.get(place)
        for shape, routes in self._shapes(*place) if shapes is None else shapes:
            if not plain.startswith(shape.prefix):
                continue
            parts = shape.match_trimmed(plain)
            if parts is not None:
                for one in routes:
                    if not one.hosts or one.listens(host):
                        found.append((one, parts))
        return found

    def _shapes(self, head: str | None, count: int) -> list[tuple[Template, list[Route]]]:
        """The templates for a first segment (None: of none of them) and a number of segments, in order."""
        places = dict.fromkeys([(head, count), (None, count), (head, None), (None, None)])
        shapes = [one for place in places for one in self._open.get(place, {}).items()]
        if len(self._places) < _MAX_NAMED:
            self._places[head, count] = shapes
        return shapes


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
        part=named.removeprefix("path.") if named in [f"path.{part}" for part in _parts(paths)] else "",
    )


def _parts(paths: str | list[str]) -> set[str]:
    """The named parts of path templates."""
    return {name for path in ([paths] if isinstance(paths, str) else paths) for name in template(path).names}


def _in_head(spec: Any, operation: Value, platform: Platform) -> Value | None:
    """The leading alternatives that need no body: all of ``operation``, some, or none."""
    specs = spec if isinstance(spec, list) else [spec]
    heads = [all(leaf.path.roots <= HEAD for leaf in Value([one], platform).leaves) for one in specs]
    leading = heads.index(False) if False in heads else len(heads)
    if leading == len(heads):
        return operation
    return Value(specs[:leading], platform) if leading else None

"""Request -> actions: which rule of a platform reads this request, and whom it names.

Order: method and path choose envelopes; ``never`` is asked first and wins; then the rules in the order of
the file, the first that applies. A rule with ``each`` is asked for every element, and adds to the others.
Where no rule could apply, nothing is asked at all: whatever ``never`` says, it is no action.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Mapping, Sequence
from typing import Any

from rules.bounds import MAX_VALUES
from rules.condition import all_hold, conditions
from rules.model import Account, Action, Item, Request
from rules.routes import NO_ACTION_METHODS, Route, Rule, Taking, Ways, route
from rules.targets import hint_of, target_of
from rules.transform import Platform
from rules.value import Value
from rules.view import Batches, View, elements

type Spec = Mapping[str, Any]


class Matcher:
    """The compiled request side of one platform."""

    def __init__(self, spec: Spec, platform: Platform) -> None:
        """Compile ``envelopes``, ``never``, ``actions``, ``hints`` and ``viewer``. Raises ValueError."""
        self.id = str(spec["platform"])
        self._platform = platform
        self._envelopes = {name: route(env, platform) for name, env in spec.get("envelopes", {}).items()}
        self.look_alikes = [self._rule(one, n) for n, one in enumerate(spec.get("never", []))]
        self.rules = [self._rule(one, n) for n, one in enumerate(spec.get("actions", []))]
        self._viewer = [Value(one, platform) for one in spec.get("viewer", [])]
        self._hints = [hint_of(one, platform) for one in spec.get("hints", [])]
        self._ways: dict[str, Ways] = {}
        for rule in [*self.look_alikes, *self.rules]:
            rule.route.rules.append(rule)
            for method in rule.route.methods - NO_ACTION_METHODS if len(rule.route.rules) == 1 else ():
                self._ways.setdefault(method, Ways()).add(rule.route)

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
            each=Value.of_spec(spec["each"], platform) if "each" in spec else None,
            each_text=str(spec.get("each", "")),
            targets=tuple(target_of(one, platform) for one in spec.get("targets", ())),
            texts=Value(spec["text"], platform) if "text" in spec else None,
            media=Value(spec["media"], platform) if "media" in spec else None,
            refusal=spec.get("refusal", "default"),
            release=spec.get("release", "held"),
            why=str(spec.get("why", "")),
        )

    def routes(self, method: str, host: str, path: str) -> list[tuple[Route, dict[str, str]]]:
        """The routes that listen at this method, host and path, with the named parts of the path."""
        ways = self._ways.get(method)
        return ways.at(host, path) if ways else []

    def interesting(self, request: Request, host: str, path: str) -> bool:
        """From the head alone: may this request be an action? False is certain, True is not."""
        for listening, parts in self.routes(request.method, host, path):
            names: tuple[str, ...] = ()
            if listening.part:
                names = listening.part_name(parts)
            elif listening.operation is not None:
                view = View(request, path, parts, listening.lets)
                names = tuple(listening.in_head.texts(view)) if listening.in_head else ()
                if not names and listening.in_head is not listening.operation:
                    return True
            if listening.taking(names).rules:
                return True
        return False

    def match(self, request: Request, host: str, path: str) -> tuple[Action, ...]:
        """The actions of a request, empty where it is none."""
        ways = self._ways.get(request.method)
        found = ways.at(host, path) if ways else None
        if not found:
            return ()
        sent: dict[str, Any] = {}
        asked: list[tuple[View, Taking]] = []
        may_be = may_not = False
        for listening, parts in found:
            view = View(request, path, parts, listening.lets, sent)
            names = listening.part_name(parts) if listening.part else listening.names(view)
            taking = listening.named.get(names) or listening.taking(names)
            asked.append((view, taking))
            if taking.rules:
                may_be = True
            if taking.never:
                may_not = True
        if not may_be or (may_not and _looks_alike(asked)):
            return ()
        candidates: list[tuple[Rule, View, Batches]] = []
        for view, taking in asked:
            batches: Batches = {}
            able = taking.able(view, batches)
            if able:
                candidates += [(rule, view, batches) for rule in able]
        return self._applying(candidates) if candidates else ()

    def _applying(self, candidates: list[tuple[Rule, View, Batches]]) -> tuple[Action, ...]:
        """The actions by those rules that apply."""
        candidates.sort(key=_place)
        many: list[Action] = []
        taken: set[tuple[str, int]] = set()
        for rule, view, batches in candidates:
            if rule.each is None:
                if not many and all_hold(rule.whens, view):
                    return (self.action(rule, view, [view]),)
                continue
            mine = []
            for n, one in enumerate(elements(view, rule.each, batches)):
                if all_hold(rule.whens, one) and (rule.each_text, n) not in taken:
                    mine.append(one)
                    taken.add((rule.each_text, n))
            if mine:
                many.append(self.action(rule, view, mine))
        return tuple(many)

    def action(self, rule: Rule, view: Any, roots: Sequence[Any]) -> Action:
        """What a request is by a rule; ``roots`` are the elements that it took, or the request itself."""
        viewer = {text for value in self._viewer for text in value.texts(view)}
        items: dict[Item, None] = {}
        accounts: dict[tuple[str | None, str | None], Account] = {}
        for root in roots:
            for target in rule.targets:
                items.update(dict.fromkeys(target.items(root, self._platform)))
                for account in target.accounts(root, self._platform):
                    if account.id not in viewer and account.handle not in viewer:
                        accounts.setdefault((account.id, account.handle), account)
        return Action(
            platform=self.id,
            kind=rule.kind or "post",
            rule=f"{self.id}.{rule.name}",
            items=tuple(items)[:MAX_VALUES],
            accounts=tuple(accounts.values())[:MAX_VALUES],
            texts=tuple(text for root in roots for text in rule.texts.long_texts(root)) if rule.texts else (),
            media=rule.media is not None and any(rule.media.present(root) for root in roots),
            refusal=rule.refusal,
            release=rule.release,
            viewer=tuple(sorted(viewer)),
            hints=tuple(said for hint in self._hints for said in hint.said(view, items)) if items else (),
        )


def _place(candidate: tuple[Rule, View, Batches]) -> int:
    """A rule's place in the file."""
    return candidate[0].index


def _looks_alike(asked: list[tuple[View, Taking]]) -> bool:
    """Whether a look-alike of any of the envelopes names the request."""
    for view, taking in asked:
        for rule in taking.never:
            for when in rule.whens:
                if not when.holds(view):
                    break
            else:
                return True
    return False

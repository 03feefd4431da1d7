"""Platform files -> checked, plain data. Strict: every error names its file, line and field.

First the JSON Schema (unknown keys, wrong types), then what a schema can't say: names that must exist,
paths and steps that must parse, roots a rule can't have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from rules.condition import Condition
from rules.fieldpath import FieldPath
from rules.findings import Finding
from rules.forms import Form, form_of
from rules.platform_files import Origins, merged, used
from rules.profiles import ProfilePath
from rules.targets import NAMESPACES
from rules.template import Template
from rules.transform import PLAIN_STEPS, Platform, transform
from rules.value import Value
from rules.view import ROOTS
from rules.yamlfile import Place, YamlFile, read_all

WHOLE: Final = ROOTS - {"item"}
"""The roots of a request as a whole; only a rule with ``each`` has elements."""

type Loaded = tuple[list[dict[str, Any]], list[Finding]]


def load_platforms(folder: Path) -> Loaded:
    """All platforms of a folder (``*.yaml``, sharing ``shared/*.yaml``), with every finding."""
    findings: list[Finding] = []
    shared = {f.data.get("shared"): f for f in read_all(folder / "shared", "shared", findings)}
    platforms: list[dict[str, Any]] = []
    first: dict[str, str] = {}
    owners: dict[str, tuple[YamlFile, int]] = {}
    for file in read_all(folder, "platform", findings):
        name = file.data["platform"]
        if name in first:
            findings.append(file.finding(("platform",), f"{name!r} is already the name of {first[name]}"))
            continue
        first[name] = file.name
        checked = len(findings)
        findings += _claimed(file, owners)
        uses = used(file, shared, findings)
        spec = merged(file, uses)
        findings += _Checker(Origins(file, uses), spec).findings()
        if len(findings) == checked:
            platforms.append(spec)
    return platforms, sorted(findings)


def _claimed(file: YamlFile, owners: dict[str, tuple[YamlFile, int]]) -> Iterator[Finding]:
    """A host has one platform: told in both files, as either may be the one that somebody is writing."""
    for n, host in enumerate(file.data["hosts"]):
        other, m = owners.setdefault(host, (file, n))
        if other is not file:
            yield file.finding(("hosts", n), f"{host!r} is a host of {other.name} too")
            yield other.finding(("hosts", m), f"{host!r} is a host of {file.name} too")


class _Checker:
    """What a schema can't say of one platform."""

    def __init__(self, origins: Origins, merged: Mapping[str, Any]) -> None:
        self._origins = origins
        self._spec = merged
        self._found: list[Finding] = []
        self._platform = Platform((), {})

    def findings(self) -> list[Finding]:
        """All findings of the platform."""
        self._platform = platform_of(self._spec, self._forms())
        self._steps()
        self._envelopes()
        self._rules("actions", "rule")
        self._reached()
        self._rules("never", None)
        self._shapes()
        self._of_all_requests()
        for n, path in enumerate(self._spec.get("read", {}).get("never", ())):
            self._try(("read", "never", n), lambda path=path: Template(path))
        self._profiles()
        return self._found

    def _of_all_requests(self) -> None:
        """What is asked of requests whatever their envelope: there is no element, and any of its paths."""
        listening = [*self._spec.get("envelopes", {}).values(), *self._spec.get("actions", ())]
        paths = [path for one in listening for path in _listed(one.get("path", ()))]
        anywhere = {"path": paths or ["/"]}
        for n, one in enumerate(self._spec.get("viewer", ())):
            self._value(("viewer", n), one, WHOLE, anywhere)
        for n, hint in enumerate(self._spec.get("hints", ())):
            self._targets(("hints", n), [hint], WHOLE | self._lets(None), flat=True, env=anywhere)
        for n, page in enumerate(self._spec.get("page_accounts", ())):
            keys = ("each", "id", "handle", "name")
            inner = None if "each" in page else WHOLE - {"path"}
            self._values(("page_accounts", n), page, keys[:1], WHOLE - {"path"})
            self._values(("page_accounts", n), page, keys[1:], inner)

    def _profiles(self) -> None:
        told = self._spec.get("profiles", {})
        for n, path in enumerate(told.get("paths", ())):
            self._try(("profiles", "paths", n), lambda path=path: ProfilePath(path))
        for n, path in enumerate(told.get("never", ())):
            self._try(("profiles", "never", n), lambda path=path: Template(path))

    def _add(self, place: Place, message: str) -> None:
        self._found.append(self._origins.finding(place, message))

    def _try(self, place: Place, build: Any) -> Any:
        """Build something; its ValueError becomes a finding."""
        try:
            return build()
        except ValueError as error:
            self._add(place, str(error))
            return None

    def _forms(self) -> dict[str, Form]:
        forms = {}
        for name, spec in self._spec.get("forms", {}).items():
            form = self._try(("forms", name), lambda spec=spec: form_of(spec))
            if form:
                forms[name] = form
        return forms

    def _lets(self, envelope: str | None) -> frozenset[str]:
        envelopes = self._spec.get("envelopes", {})
        chosen = (
            [envelopes[envelope]]
            if envelope in envelopes
            else list(envelopes.values())
            if not envelope
            else []
        )
        return frozenset(name for one in chosen for name in one.get("let", {}))

    def _steps(self) -> None:
        plain = Platform(self._platform.hosts, self._platform.forms)  # names don't stand inside names
        for name, steps in self._spec.get("steps", {}).items():
            if name in PLAIN_STEPS:
                self._add(("steps", name), f"{name!r} is a step already; choose another name")
            for n, step in enumerate(steps):
                self._try(("steps", name, n), lambda step=step: transform(step, plain))

    def _envelopes(self) -> None:
        for name, env in self._spec.get("envelopes", {}).items():
            place: Place = ("envelopes", name)
            self._paths(place, env)
            for key in sorted(set(env.get("let", {})) & ROOTS):
                self._add((*place, "let", key), f"{key!r} is a root already; choose another name")
            for key, value in env.get("let", {}).items():
                self._value((*place, "let", key), value, WHOLE | self._lets(name), env)
            if "operation_from" in env:
                self._value((*place, "operation_from"), env["operation_from"], WHOLE | self._lets(name), env)

    def _paths(self, place: Place, spec: Mapping[str, Any]) -> None:
        for path in _listed(spec.get("path", ())):
            self._try((*place, "path"), lambda path=path: Template(path))
        for host in spec.get("hosts", ()):
            if not self._platform.owns(host):
                self._add((*place, "hosts"), f"{host!r} is not below the platform's hosts")

    def _rules(self, key: str, unique: str | None) -> None:
        seen: set[str] = set()
        for n, rule in enumerate(self._spec.get(key, ())):
            place: Place = (key, n)
            if unique and rule[unique] in seen:
                self._add((*place, unique), f"the name {rule[unique]!r} is taken already")
            seen.add(rule.get(unique, ""))
            self._listens(place, rule)
            env = self._spec.get("envelopes", {}).get(rule.get("envelope"), rule)
            roots = (ROOTS | self._lets(rule["envelope"])) if "envelope" in rule else ROOTS
            if "each" not in rule:
                roots -= {"item"}
            self._values(place, rule, ("text", "media"), roots, env)
            self._values(place, rule, ("each",), roots - {"item"}, env)
            if "each" in rule:
                self._batch((*place, "each"), rule["each"])
            self._conditions(place, rule, roots, env)
            self._targets((*place, "targets"), rule.get("targets", ()), roots, env=env)
            if rule.get("refusal", "default") not in {"default", *self._spec.get("refusals", {})}:
                self._add((*place, "refusal"), f"there is no refusal {rule['refusal']!r}")

    def _listens(self, place: Place, rule: Mapping[str, Any]) -> None:
        if ("envelope" in rule) == ("path" in rule):
            self._add(place, "expected either envelope or path")
        if "envelope" in rule and rule["envelope"] not in self._spec.get("envelopes", {}):
            known = ", ".join(self._spec.get("envelopes", {})) or "none"
            self._add((*place, "envelope"), f"there is no envelope {rule['envelope']!r}; known: {known}")
        named = self._spec.get("envelopes", {}).get(rule.get("envelope"), {})
        if "operation" in rule and named and "operation_from" not in named:
            self._add((*place, "operation"), f"the envelope {rule['envelope']!r} has no operation_from")
        if "path" in rule and "operation" in rule:
            self._add(
                (*place, "operation"), "a rule with a path of its own has no operation; use an envelope"
            )
        if "envelope" in rule and ("method" in rule or "hosts" in rule):
            self._add(place, "method and hosts belong to the envelope")
        self._paths(place, rule)

    def _reached(self) -> None:
        """A rule must be reached: an earlier one without conditions takes all requests that it listens to."""
        takers: dict[str, list[tuple[str, set[str]]]] = {}
        for n, rule in enumerate(self._spec.get("actions", ())):
            named = rule.get("operation", [])
            operations = {named} if isinstance(named, str) else set(named)
            same = takers.setdefault(
                str([rule.get(key) for key in ("envelope", "method", "hosts", "path")]), []
            )
            for name, taken in same:
                if name != rule["rule"] and (not taken or (operations and operations <= taken)):
                    self._add(
                        ("actions", n), f"is never reached: the rule {name!r} before it takes all of these"
                    )
            if "when" not in rule and "each" not in rule:
                same.append((rule["rule"], operations))

    def _conditions(
        self,
        place: Place,
        spec: Mapping[str, Any],
        roots: Iterable[str] | None,
        env: Mapping[str, Any] | None = None,
    ) -> None:
        for n, when in enumerate(spec.get("when", ())):
            here = (*place, "when", n)
            self._value((*here, "field"), when["field"], roots, env)
            if not self._found:
                self._try(here, lambda when=when: Condition(when, self._platform))

    def _targets(
        self,
        place: Place,
        targets: Iterable[Mapping[str, Any]],
        roots: Iterable[str],
        *,
        flat: bool = False,
        env: Mapping[str, Any] | None = None,
    ) -> None:
        for n, target in enumerate(targets):
            here = place if flat else (*place, n)
            self._values(here, target, NAMESPACES, roots, env)
            account = target.get("account", {})
            if not {*NAMESPACES, "account"} & set(target) or set(account) == {"each"}:
                self._add(here, "expected an item, or an account with id or handle")
            inner = None if "each" in account else roots
            self._values((*here, "account"), account, ("each",), roots, env)
            self._values((*here, "account"), account, ("id", "handle"), inner, env)

    def _shapes(self) -> None:
        seen: set[str] = set()
        for n, shape in enumerate(self._spec.get("learn", ())):
            place: Place = ("learn", n)
            if shape["shape"] in seen:
                self._add((*place, "shape"), f"the name {shape['shape']!r} is taken already")
            seen.add(shape["shape"])
            has = [shape["has"]] if isinstance(shape["has"], str) else shape["has"]
            for path in has:
                self._try((*place, "has"), lambda path=path: FieldPath(path))
            if has and not self._first_keys(has[0]):
                self._add((*place, "has"), "the first path must begin with a key: shapes are found by it")
            self._values(place, shape, ("id", "handle", "join", "text"), None)
            self._conditions(place, shape, None)
            if "id" not in shape and "join" not in shape and shape.get("of") != "account":
                self._add(place, "expected id, or join")
            for m, account in enumerate(shape.get("accounts", ())):
                here: Place = (*place, "accounts", m)
                self._values(here, account, ("each", "id", "handle", "name"), None)
                self._conditions(here, account, None)

    def _first_keys(self, path: str) -> bool:
        try:
            return all(isinstance(steps[0], str) for steps in FieldPath(path).alternatives)
        except ValueError:
            return True

    def _values(
        self,
        place: Place,
        spec: Mapping[str, Any],
        keys: Iterable[str],
        roots: Iterable[str] | None,
        env: Mapping[str, Any] | None = None,
    ) -> None:
        for key in keys:
            if key in spec:
                self._value((*place, key), spec[key], roots, env)

    def _value(
        self, place: Place, spec: Any, roots: Iterable[str] | None, env: Mapping[str, Any] | None = None
    ) -> None:
        """A value must compile; in a request its first word must be a root, and a path part must exist."""
        value = self._try(place, lambda: Value(spec, self._platform))
        if value is None or roots is None:
            return
        allowed = set(roots)
        for one in value.leaves:
            for steps in one.path.alternatives:
                if steps[0] == "header" and any(str(step) != str(step).lower() for step in steps[1:2]):
                    self._add(place, "headers are named in lower case")
                if steps[0] not in allowed:
                    begins = (
                        repr(steps[0]) if isinstance(steps[0], str) else f"what {one.path.text!r} begins with"
                    )
                    self._add(place, f"{begins} is not a root here; known: {', '.join(sorted(allowed))}")
                elif steps[0] == "path" and env is not None:
                    name, known = "".join(map(str, steps[1:2])), _captured(env)
                    if known is not None and name not in known:
                        has = ", ".join(known) or "none"
                        self._add(place, f"no path template has the part {{{name}}}; known: {has}")

    def _batch(self, place: Place, spec: Any) -> None:
        """The elements of a batch must be reached: a list without brackets is one value."""
        try:
            leaves = Value(spec, self._platform).leaves
        except ValueError:
            return
        steps = [step for leaf in leaves for path in leaf.path.alternatives for step in path]
        if all(isinstance(step, str) for step in steps) and not any(leaf.steps for leaf in leaves):
            self._add(place, "expected elements, such as json.items[]: without [] a list is one value")


def _captured(env: Mapping[str, Any]) -> list[str] | None:
    """The names of all parts of an envelope's path templates; None where it can't be said."""
    try:
        templates = [Template(path) for path in _listed(env.get("path", ()))]
    except ValueError:
        return None
    return list(dict.fromkeys(name for one in templates for name in one.names)) if templates else None


def _listed(one: str | list[str]) -> Iterable[str]:
    """One or several as several."""
    return [one] if isinstance(one, str) else one


def platform_of(spec: Mapping[str, Any], forms: Mapping[str, Form] | None = None) -> Platform:
    """The hosts and forms of a platform's data."""
    if forms is None:
        forms = {name: form_of(form) for name, form in spec.get("forms", {}).items()}
    return Platform(tuple(spec["hosts"]), forms, spec.get("steps", {}), spec.get("instances", False))

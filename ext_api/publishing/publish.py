"""One publication: the ruleset and parts of the registry, signed by their roles and put into place
together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tuf.api.metadata import Targets

from ext_api.publishing import history, rulesets, states
from ext_api.publishing.draft import Draft, write_parcel
from ext_api.publishing.errors import PublishError
from ext_api.publishing.history import Published
from ext_api.publishing.keys import KeyRing
from ext_api.publishing.office import Office, OwnOffice, begin, finish, is_due
from ext_api.publishing.parts import part_of, role_of
from ext_api.publishing.repository import Repository
from ext_api.publishing.states import Built, Make
from rules import regfile
from rules.regfile import State
from rules.registry import Registry

type Jump = Literal["refuse", "consent", "wait"]
"""A jump of the registry: refuse to publish it; consent to it with the key of the rules; publish it without
consent,
so that everyone stays with what they have until the role of the rules consents."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publication did. ``number``: by which it can be had again. ``fresh``: whether anything was new;
    if not, it is the one before.
    """

    number: int
    ruleset: str
    built: tuple[Built, ...]
    consented: tuple[str, ...] = ()
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be published; None or nothing: that stays as it is."""

    ruleset: tuple[str, bytes] | None = None
    parts: Mapping[str, Make] | None = None

    @classmethod
    def of(cls, ruleset: Mapping[str, Any] | None, parts: Mapping[str, Registry] | None) -> Content:
        """A compiled ruleset and registries by their part."""
        packed = (str(ruleset["version"]), rulesets.packed(ruleset)) if ruleset is not None else None
        return cls(packed, {part: _from_registry(registry) for part, registry in (parts or {}).items()})

    @classmethod
    def former(cls, repository: Repository, number: int) -> Content:
        """What a former publication published."""
        old = history.find(repository.work, number)
        ruleset = None
        if rulesets.RULESET in old.targets:
            ruleset = old.ruleset, repository.public.content(old.target(rulesets.RULESET))
        return cls(ruleset, {part: _from_base(repository, old, part) for part in old.parts})


def publish(
    repository: Repository, ring: KeyRing, content: Content, *, jump: Jump = "refuse", why: str = ""
) -> Publication:
    """Sign and place. Raises PublishError, and then nothing has changed for those who follow."""
    with repository.locked():
        draft = Draft()
        built = [
            states.build(repository, part, make, draft, ring) for part, make in (content.parts or {}).items()
        ]
        _look_at_jumps(built, jump)
        consented = _rules(repository, content, built, draft, ring, jump)
        if draft.roles:
            repository.place(draft)
        for one in built:
            states.settle(repository, one)
        if not draft.roles:
            last = history.next_number(repository.work) - 1
            return Publication(last, _version(repository), tuple(built), fresh=False)
        return note(repository, built, consented, why)


def parcel(
    office: OwnOffice, ring: KeyRing, content: Content, folder: Path, *, jump: Jump = "wait"
) -> Publication:
    """Sign in an office of one's own, and write what the centre has to accept into ``folder``; nothing where
    nothing is new.
    """
    draft = Draft()
    built = [states.build(office, part, make, draft, ring) for part, make in (content.parts or {}).items()]
    _look_at_jumps(built, jump)
    consented: tuple[str, ...] = ()
    if content.ruleset is not None or jump == "consent":
        consented = _rules(office, content, built, draft, ring, jump)
    if draft.roles:
        write_parcel(draft, folder)
        office.public.place(draft.ordered(root_first=False))
    for one in built:
        states.settle(office, one)
    version = content.ruleset[0] if content.ruleset else ""
    return Publication(0, version, tuple(built), consented, fresh=bool(draft.roles))


def consent(repository: Repository, ring: KeyRing, parts: Mapping[str, str], *, why: str = "") -> Publication:
    """Consent to states by part, with the key of the rules."""
    with repository.locked():
        draft = Draft()
        targets = begin(repository, "rules")
        listed = rulesets.consent(repository, targets)
        for part, state in parts.items():
            role_of(part)
            listed[part] = [*listed.get(part, ()), state]
        rulesets.put_consent(targets, listed, draft)
        draft.roles["rules"] = finish(repository, "rules", targets, ring)
        repository.place(draft)
        return note(repository, [], tuple(parts), why)


def waiting(repository: Repository) -> dict[str, str]:
    """The state now published by each part, as far as the role of the rules has not consented to it."""
    rules = repository.current("rules")
    listed = rulesets.consent(repository, rules.signed) if rules else {}
    found = {part: last[1] for part, last in _sequences(repository).items()}
    return {part: state for part, state in found.items() if state not in listed.get(part, ())}


def note(repository: Repository, built: list[Built], consented: tuple[str, ...], why: str) -> Publication:
    """Write down what is published now, as the newest publication."""
    targets: dict[str, Any] = {}
    parts: dict[str, Any] = {}
    rules = repository.current("rules")
    if rules:
        targets |= {
            path: one.to_dict() for path, one in rules.signed.targets.items() if path == rulesets.RULESET
        }
    for part, (sequence, state) in _sequences(repository).items():
        parts[part] = {"sequence": sequence, "state": state}
        signed = _signed(repository, role_of(part))
        paths = [f"registry/{part}/{name}" for name in states.FILES]
        targets |= {path: signed.targets[path].to_dict() for path in paths}
    version = _version(repository)
    number = history.next_number(repository.work)
    at = repository.clock().isoformat()
    published = Published(number, at, version, parts, targets, why)
    history.note(repository.work, published, repository.expiries.publications)
    return Publication(number, version, tuple(built), consented)


def _rules(
    office: Office, content: Content, built: list[Built], draft: Draft, ring: KeyRing, jump: Jump
) -> tuple[str, ...]:
    """Sign the rules, where they are to be published or to consent. The parts whose jump they consent to.

    Whoever signs rules and registry in one go has looked at the registry too, so its state is consented to
    even
    where its step is small: a client that was away for months sees many small steps as one jump.
    """
    jumps = tuple(one.part for one in built if one.jump and jump == "consent")
    if content.ruleset is None and not jumps:
        return ()
    targets = begin(office, "rules")
    if content.ruleset is not None:
        rulesets.put_ruleset(targets, content.ruleset[1], content.ruleset[0], draft)
    listed = rulesets.consent(office, targets)
    for one in built:
        if not one.jump or jump == "consent":
            listed[one.part] = [*_still(listed.get(one.part, []), one, office, draft), one.state.sha256]
    rulesets.put_consent(targets, listed, draft)
    last = office.current("rules")
    if last is None or last.signed.targets != targets.targets or is_due(office, "rules"):
        draft.roles["rules"] = finish(office, "rules", targets, ring)
    return jumps


def _still(listed: list[str], built: Built, office: Office, draft: Draft) -> list[str]:
    """Of the states consented to, those that a chain of deltas still passes through."""
    signed = draft.roles.get(built.role) or office.current(built.role)
    targets = signed.signed.targets.values() if signed else ()
    passed = {(target.custom or {}).get("state") for target in targets}
    return [state for state in listed if state in passed]


def _look_at_jumps(built: list[Built], jump: Jump) -> None:
    for one in built:
        if one.jump and jump == "refuse":
            raise PublishError("jump", part=one.part, changed=one.changed, keys=one.before)


def _version(repository: Repository) -> str:
    rules = repository.current("rules")
    return rulesets.version(rules.signed) if rules else ""


def _sequences(repository: Repository) -> dict[str, tuple[int, str]]:
    """Sequence and state of every part that has published."""
    found = {}
    for name in repository.snapshot().signed.meta:
        from_role = part_of(name.removesuffix(".json"))
        last = states.newest(_signed(repository, role_of(from_role)), from_role) if from_role else None
        if from_role and last:
            found[from_role] = last
    return found


def _signed(repository: Repository, role: str) -> Targets:
    metadata = repository.current(role)
    return metadata.signed if metadata else Targets()


def _from_registry(registry: Registry) -> Make:
    return lambda folder, previous: regfile.build(folder, registry, previous)


def _from_base(repository: Repository, old: Published, part: str) -> Make:
    def make(folder: Path, _: Path | None) -> State:
        data = [repository.public.content(old.target(f"registry/{part}/{name}")) for name in states.FILES]
        return states.unpacked(data[0], data[1], folder)

    return make

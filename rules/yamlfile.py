"""YAML read strictly: no duplicate keys, no tags, no anchors, and every value knows its line.

``read`` gives plain data and a map of lines; ``check`` holds it against a JSON Schema and says what is wrong
in the author's words. Rules, settings, messages and regulations are all read here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import yaml
from yaml.composer import ComposerError

from rules.bounds import MAX_YAML_BYTES
from rules.findings import BadData, Finding, shown

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

DEEPEST: Final = 100
"""More levels than any file of ours has."""

type Place = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """SafeLoader without aliases and without implicit dates: `2026-01-02` stays a string."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse `*alias`: a few lines of them can unfold into gigabytes."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise ComposerError(None, None, "aliases are not allowed here", mark)
        return super().compose_node(parent, index)


class _QuickLoader(getattr(yaml, "CSafeLoader", _Loader)):  # type: ignore[misc]  # which of them is there
    """The same by libyaml, many times quicker; it says less well what is wrong, and it knows aliases."""


_Loader.yaml_implicit_resolvers = _QuickLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _is_plain(text: str) -> bool:
    """Whether a text has no alias, and nests no deeper than the quick loader survives."""
    depth = 0
    for event in yaml.parse(text, _QuickLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            return False
        if depth > DEEPEST:
            return False
    return True


def _composed(text: str) -> tuple[yaml.SafeLoader, yaml.Node | None]:
    """The one document of a text. Whatever the quick loader doesn't like, the other one judges."""
    with suppress(yaml.YAMLError):
        if _is_plain(text):
            quick: yaml.SafeLoader = _QuickLoader(text)
            return quick, quick.get_single_node()
    loader = _Loader(text)
    return loader, loader.get_single_node()


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file read: ``data`` is plain dicts, lists and scalars; ``lines`` maps each place to its line."""

    name: str
    data: Any
    lines: dict[Place, int]
    doubtful: dict[Place, str] = field(default_factory=dict)
    """Words that stand unquoted and are read as something else than they look like, as they are written."""

    def finding(self, place: Iterable[str | int], message: str) -> Finding:
        """A finding at ``place``, or at its nearest ancestor that has a line."""
        where = tuple(place)
        line = next((self.lines[where[:n]] for n in range(len(where), -1, -1) if where[:n] in self.lines), 0)
        return Finding(self.name, line, _dotted(where), message)


def read(path: Path) -> YamlFile:
    """Read one YAML file. Raises BadData for anything unreadable, duplicated, tagged or anchored."""
    name = shown(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadData([Finding(name, 0, "", f"cannot be read: {error.strerror}")]) from None
    return parse(raw, name)


def parse(raw: bytes, name: str) -> YamlFile:
    """Parse the bytes of a YAML file called ``name``. Raises BadData."""
    if len(raw) > MAX_YAML_BYTES:
        raise BadData([Finding(name, 0, "", f"is larger than {MAX_YAML_BYTES} bytes")])
    try:
        loader, node = _composed(raw.decode("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise BadData([_syntax(name, error)]) from None
    reading = _Reading(loader, name)
    data = reading.plain(node, ()) if node is not None else None
    if reading.findings:
        raise BadData(reading.findings)
    return YamlFile(name, data, reading.lines, reading.doubtful)


_REMEDIES = (
    ("'\\t' that cannot", "indent with spaces, not with tabs"),
    ("cannot start any token", "quote a text that begins so"),
    ("alphabetic or numeric character", "quote a text that begins with * or &"),
    ("aliases are not", "quote a text that begins with *"),
    ("mapping values are not", "quote a text that holds ': ', and indent the keys of one mapping alike"),
    ("expected ',' or", "quote a text that holds any of { } [ ] , or ': ', and close every bracket"),
    ("expected <block end>", "indent the entries of one list or mapping alike"),
)
"""What usually helps against the parser's complaints, by a part of them."""


def _syntax(name: str, error: Exception) -> Finding:
    """What the parser stumbled over, and what usually helps."""
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or "is not UTF-8 YAML, or nests too deep")
    if "quoted scalar" in str(getattr(error, "context", "")) and "end of stream" in problem:
        mark, problem = getattr(error, "context_mark", mark), "the quoted text that begins here has no end"
    remedy = next((f"; {advice}" for part, advice in _REMEDIES if part in problem), "")
    return Finding(name, mark.line + 1 if mark else 0, "", f"{problem}{remedy}")


class _Reading:
    """One pass over the nodes of a file, which notes lines, duplicates and doubtful words on the way."""

    def __init__(self, loader: yaml.SafeLoader, name: str) -> None:
        self._loader, self._name = loader, name
        self.lines: dict[Place, int] = {}
        self.findings: list[Finding] = []
        self.doubtful: dict[Place, str] = {}

    def _wrong(self, node: yaml.Node, place: Place, message: str) -> None:
        self.findings.append(Finding(self._name, node.start_mark.line + 1, _dotted(place), message))

    def plain(self, node: yaml.Node, place: Place) -> Any:
        """A node as plain data."""
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(one, (*place, at)) for at, one in enumerate(node.value)]
        if node.tag not in _PLAIN_TAGS:
            self._wrong(node, place, f"expected a plain value, not the tag {node.tag!r}")
            return None
        try:
            value = self._loader.construct_object(node)
        except (yaml.YAMLError, ValueError):
            self._wrong(node, place, "expected a plain value")
            return None
        if type(value) in (bool, int) and json.dumps(value) != node.value:
            self.doubtful[place] = str(node.value)
        return value

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[Hashable, Any]:
        mapping: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            here = (*place, key)
            if not key:
                self._wrong(node, place, "expected a plain key")
            if key in mapping:
                self._wrong(key_node, place, f"key {key!r} is there twice (first on line {self.lines[here]})")
            self.lines.setdefault(here, key_node.start_mark.line + 1)
            mapping[key] = self.plain(value_node, here)
        return mapping


_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float", "str"))


def read_all(folder: Path, schema: str, findings: list[Finding]) -> Iterator[YamlFile]:
    """The files of a folder that hold to their schema; the others become findings."""
    unread = "is not read: the name of a file of rules ends in .yaml"
    findings += [Finding(shown(path), 0, "", unread, "warning") for path in sorted(folder.glob("*.yml"))]
    for path in sorted(folder.glob("*.yaml")):
        try:
            file = read(path)
        except BadData as error:
            findings += error.findings
            continue
        errors = check(file, schema)
        findings += errors
        if not errors:
            yield file


def check(file: YamlFile, schema: str) -> list[Finding]:
    """Every way in which ``file`` breaks ``rules/schema/<schema>.json``, each at its line."""
    doubts = {
        place: file.finding(place, _doubt(word, value))
        for place, word in file.doubtful.items()
        if not (isinstance(value := _at(file.data, place), bool) and schema in _SWITCHES)
    }
    leaves = [leaf for error in validator(schema).iter_errors(file.data) for leaf in _leaves(error)]
    found = [_finding(file, leaf) for leaf in leaves if tuple(leaf.absolute_path) not in doubts]
    return [*found, *doubts.values()]


_SWITCHES: Final = frozenset({"settings"})
"""Files in which `on` and `no` can be nothing but true and false: no text is compared with anything there."""


def _at(data: Any, place: Place) -> Any:
    """What stands at a place of a file."""
    for one in place:
        data = data[one]
    return data


def _doubt(word: str, value: bool | int) -> str:  # noqa: FBT001 - it is the value of a file
    """What is said of a word that YAML reads as something else."""
    means = json.dumps(value)
    return f"{word} without quotes is read as {means}: put it in quotes, or write {means} where that is meant"


@cache
def validator(schema: str) -> Draft202012Validator:
    """The validator of ``rules/schema/<schema>.json``."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415  # large; not all who import this check
    from jsonschema.validators import extend  # noqa: PLC0415

    text = (resources.files("rules") / "schema" / f"{schema}.json").read_text("utf-8")
    kinds = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: _is_whole(value))
    strict = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, {"pattern": _pattern}, type_checker=kinds
    )
    return cast("Draft202012Validator", strict(json.loads(text)))


_SAFE: Final = 2**53 - 1
"""Whole numbers up to here are the same to everyone who reads JSON."""


def _is_whole(value: object) -> bool:
    return type(value) is int and -_SAFE <= value <= _SAFE


def _pattern(_: Any, pattern: str, text: object, __: Any) -> Iterator[ValidationError]:
    """A pattern as JSON Schema means it: in ASCII, and with its end at the end, not before a line feed."""
    from jsonschema.exceptions import ValidationError  # noqa: PLC0415

    if isinstance(text, str) and not re.search(pattern.replace("$", r"\Z"), text, re.ASCII):
        yield ValidationError(f"{text!r} does not match {pattern!r}")


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """The errors inside a failed choice: those of the alternative that fits the value's type best."""
    if not error.context:
        yield error
        return
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    typed = [b for b in branches.values() if not any(e.validator == "type" and not e.path for e in b)]
    if not typed:
        yield error
        return
    for inner in min(typed, key=len):
        yield from _leaves(inner)


def _finding(file: YamlFile, error: ValidationError) -> Finding:
    """One schema error as a finding at the right line, in plain words."""
    place = tuple(error.absolute_path)
    schema = _schema_of(error)
    wanted: Any = error.validator_value
    if error.validator == "additionalProperties":
        known = sorted(schema.get("properties", {}))
        instance: Any = error.instance
        unknown = [key for key in instance if key not in known]
        remedy = "; quote a text with a comma in it" if " " in unknown[0] else ""
        return file.finding((*place, unknown[0]), f"unknown key; known here: {', '.join(known)}{remedy}")
    if error.validator == "type" or error.validator in ("oneOf", "anyOf"):
        remedy = _quoting(error)
        return file.finding(place, f"expected {_expected(error)}, found {_found(error.instance)}{remedy}")
    if error.validator == "enum":
        return file.finding(place, f"expected one of {', '.join(map(str, wanted))}, found {error.instance!r}")
    hint = schema.get("description", "")
    if hint and error.validator in ("pattern", "minProperties", "maxProperties", "minLength"):
        return file.finding(place, f"expected {hint}, found {_found(error.instance)}")
    return file.finding(place, f"{error.message}{'; expected ' + hint if hint else ''}")


def _expected(error: ValidationError) -> str:
    """What the schema wants here: its description where it has one, else its types."""
    schema = _schema_of(error)
    if schema.get("description"):
        keys = ", ".join(schema.get("properties", ())) if error.path else ""
        return f"{schema['description']}{f' (a mapping with {keys})' if keys else ''}"
    choices: Any = error.validator_value
    kinds = schema.get("type") or [one.get("type", one.get("description", "?")) for one in choices]
    return " or ".join([kinds] if isinstance(kinds, str) else [str(kind) for kind in kinds])


def _quoting(error: ValidationError) -> str:
    """What helps where a number stands for a text: no two programs write down all numbers alike."""
    numeric = type(error.instance) in (int, float)
    return "; put it in quotes" if numeric and '"string"' in json.dumps(error.schema) else ""


def _schema_of(error: ValidationError) -> dict[str, Any]:
    """The part of the schema that was broken."""
    return dict(error.schema) if isinstance(error.schema, dict) else {}


def _found(value: Any) -> str:
    """A value as its author would recognise it."""
    if isinstance(value, dict):
        return f"a mapping with {', '.join(map(str, value))}" if value else "an empty mapping"
    names = {list: "a list", type(None): "nothing"}
    return names.get(type(value)) or ("an empty text" if value == "" else repr(value))


def _dotted(place: Place) -> str:
    """``actions[3].targets[0].post`` for ("actions", 3, "targets", 0, "post")."""
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in place).lstrip(".")

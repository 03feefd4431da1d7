"""YAML read strictly: no duplicate keys, no tags, no anchors, and every value knows its line.

``read`` gives plain data and a map of lines; ``check`` holds it against a JSON Schema and says what is wrong
in the author's words. Rules, settings, messages and regulations are all read here.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

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
    lines: dict[Place, int] = {}
    findings: list[Finding] = []
    data = _plain(loader, node, (), name, lines, findings) if node is not None else None
    if findings:
        raise BadData(findings)
    return YamlFile(name, data, lines)


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


def _plain(
    loader: yaml.SafeLoader,
    node: yaml.Node,
    place: Place,
    name: str,
    lines: dict[Place, int],
    findings: list[Finding],
) -> Any:
    """Turn a node into plain data, noting lines and duplicates on the way."""
    line = node.start_mark.line + 1
    lines.setdefault(place, line)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            here = (*place, key)
            if not key:
                findings.append(Finding(name, line, _dotted(place), "expected a plain key"))
            if key in mapping:
                message = f"key {key!r} is there twice (first on line {lines[here]})"
                findings.append(Finding(name, key_node.start_mark.line + 1, _dotted(place), message))
            lines.setdefault(here, key_node.start_mark.line + 1)
            mapping[key] = _plain(loader, value_node, here, name, lines, findings)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, n, (*place, i), name, lines, findings) for i, n in enumerate(node.value)]
    if node.tag not in _PLAIN_TAGS:
        findings.append(
            Finding(name, line, _dotted(place), f"expected a plain value, not the tag {node.tag!r}")
        )
        return None
    try:
        return loader.construct_object(node)
    except (yaml.YAMLError, ValueError):
        findings.append(Finding(name, line, _dotted(place), "expected a plain value"))
        return None


_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float", "str"))


def check(file: YamlFile, schema: str) -> list[Finding]:
    """Every way in which ``file`` breaks ``rules/schema/<schema>.json``, each at its line."""
    errors = validator(schema).iter_errors(file.data)
    return [_finding(file, leaf) for error in errors for leaf in _leaves(error)]


@cache
def validator(schema: str) -> Draft202012Validator:
    """The validator of ``rules/schema/<schema>.json``."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415  # large; not all who import this check

    text = (resources.files("rules") / "schema" / f"{schema}.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


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
        return file.finding(place, f"expected {_expected(error)}, found {_found(error.instance)}")
    if error.validator == "enum":
        return file.finding(place, f"expected one of {', '.join(map(str, wanted))}, found {error.instance!r}")
    hint = schema.get("description", "")
    if hint and error.validator in ("pattern", "minProperties", "maxProperties"):
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


def _schema_of(error: ValidationError) -> dict[str, Any]:
    """The part of the schema that was broken."""
    return dict(error.schema) if isinstance(error.schema, dict) else {}


def _found(value: Any) -> str:
    """A value as its author would recognise it."""
    if isinstance(value, dict):
        return f"a mapping with {', '.join(map(str, value))}" if value else "an empty mapping"
    names = {list: "a list", type(None): "nothing"}
    return names.get(type(value)) or repr(value)


def _dotted(place: Place) -> str:
    """``actions[3].targets[0].post`` for ("actions", 3, "targets", 0, "post")."""
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in place).lstrip(".")

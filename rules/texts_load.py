"""Read the texts: `messages/{id,en}.yaml` and `regulations/*.yaml`, with the checks no schema can make.

Both languages must say the same things with the same placeholders, and every audience must have its law.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any, Final

from rules import yamlfile
from rules.dates import iso_date
from rules.findings import BadData, Finding, shown
from rules.model import AUDIENCES
from rules.yamlfile import Place, YamlFile

LANGUAGES: Final = ("id", "en")


def load_messages(folder: Path) -> tuple[dict[str, Any], list[Finding]]:
    """The texts as ``{"id": {...}, "en": {...}}``, and what is wrong with them."""
    files: dict[str, YamlFile] = {}
    findings: list[Finding] = []
    for language in LANGUAGES:
        file, wrong = _read(folder / f"{language}.yaml", "messages")
        findings += wrong
        if file is not None and not wrong:
            files[language] = file
            if file.data["language"] != language:
                findings.append(file.finding(("language",), f"expected {language}, as the file is named"))
            findings += _check_placeholders(file)
    if len(files) == len(LANGUAGES):
        findings += _check_same(files["id"], files["en"])
    return {language: file.data for language, file in files.items()}, findings


def load_regulations(folder: Path) -> tuple[dict[str, Any], list[Finding]]:
    """The law as ``{"audiences": {name: {"bases", "sanctions"}}, "bodies": [...]}``, and what is wrong."""
    audiences: dict[str, Any] = {}
    findings: list[Finding] = []
    for audience in AUDIENCES:
        file, wrong = _read(folder / f"{audience}.yaml", "regulations")
        findings += wrong
        if file is not None and not wrong:
            findings += _check_audience(file, audience)
            audiences[audience] = {key: file.data[key] for key in ("bases", "sanctions")}
    file, wrong = _read(folder / "bodies.yaml", "bodies")
    bodies = file.data["bodies"] if file is not None and not wrong else []
    findings += wrong + (_check_bodies(file) if file is not None and bodies else [])
    names = {f"{name}.yaml" for name in (*AUDIENCES, "bodies")}
    unknown = [path for path in sorted(folder.glob("*.yaml")) if path.name not in names]
    message = f"unknown file; known: {', '.join(sorted(names))}"
    findings += [Finding(shown(path), 0, "", message) for path in unknown]
    return {"audiences": audiences, "bodies": bodies}, findings


def placeholders(text: str) -> frozenset[str] | None:
    """The names in braces in a text; None if the braces make no sense or ask for more than a name."""
    try:
        fields = [field[1:] for field in Formatter().parse(text) if field[1] is not None]
    except ValueError:
        return None
    if any(spec or change or not str(name).isidentifier() for name, spec, change in fields):
        return None
    return frozenset(str(name) for name, _, _ in fields)


def leaves(data: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every text in plain data, with its place."""
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from leaves(value, (*place, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from leaves(value, (*place, number))


def _read(path: Path, schema: str) -> tuple[YamlFile | None, list[Finding]]:
    """A file and how it breaks its schema."""
    try:
        file = yamlfile.read(path)
    except BadData as error:
        return None, list(error.findings)
    return file, yamlfile.check(file, schema)


def _check_placeholders(file: YamlFile) -> list[Finding]:
    """Texts whose braces can't be filled."""
    broken = [place for place, text in leaves(file.data) if placeholders(text) is None]
    return [file.finding(place, "expected placeholders like {name}") for place in broken]


def _check_same(first: YamlFile, second: YamlFile) -> list[Finding]:
    """Texts that only one language has, and texts whose placeholders differ."""
    ours, theirs = dict(leaves(first.data)), dict(leaves(second.data))
    findings = _missing(second, ours.keys() - theirs.keys(), first)
    findings += _missing(first, theirs.keys() - ours.keys(), second)
    for place in ours.keys() & theirs.keys():
        if placeholders(ours[place]) != placeholders(theirs[place]):
            wanted = ", ".join(sorted(placeholders(ours[place]) or ())) or "none"
            findings.append(second.finding(place, f"expected the placeholders of {first.name}: {wanted}"))
    return sorted(findings)


def _missing(file: YamlFile, places: Iterable[Place], other: YamlFile) -> list[Finding]:
    """One finding for each place that only the other language has."""
    return [file.finding(place, f"is missing here, but is in {other.name}") for place in places]


def _check_audience(file: YamlFile, audience: str) -> list[Finding]:
    """The audience must be the file's, both phases need a sanction, and dates must be dates."""
    findings = _check_days(file, "bases") + _check_days(file, "sanctions")
    if file.data["audience"] != audience:
        findings.append(file.finding(("audience",), f"expected {audience}, as the file is named"))
    phases = {row["phase"] for row in file.data["sanctions"]}
    missing = [phase for phase in ("before", "after") if phase not in phases]
    return findings + [file.finding(("sanctions",), f"has none for the phase {phase!r}") for phase in missing]


def _check_bodies(file: YamlFile) -> list[Finding]:
    """Every audience needs somebody who supervises it; names are there once; dates must be dates."""
    findings = _check_days(file, "bodies")
    rows = file.data["bodies"]
    names = [row["id"] for row in rows]
    twice = [number for number, name in enumerate(names) if name in names[:number]]
    findings += [file.finding(("bodies", n, "id"), f"{names[n]!r} is there twice") for n in twice]
    served = {audience for row in rows for audience in row["audiences"]}
    alone = [audience for audience in AUDIENCES if audience not in served]
    return findings + [file.finding(("bodies",), f"nobody supervises {audience}") for audience in alone]


def _check_days(file: YamlFile, part: str) -> list[Finding]:
    """Dates that are none, and spans that end before they begin."""
    findings = []
    for number, row in enumerate(file.data[part]):
        days = {key: row[key] for key in ("valid_from", "valid_until") if key in row}
        for key, text in days.items():
            if iso_date(text) is None:
                message = f"expected a date like 2026-01-31, found {text!r}"
                findings.append(file.finding((part, number, key), message))
        if days.get("valid_until", "9999-12-31") < days["valid_from"]:
            findings.append(file.finding((part, number, "valid_until"), "ends before it begins"))
    return findings

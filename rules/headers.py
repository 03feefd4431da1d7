"""Read `headers.yaml`: how lists of accounts are headed, so that a column is known by what people call it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

from rules import yamlfile
from rules.findings import BadData, Finding
from rules.forms import Field
from rules.profiles import Profiles, plain_word
from rules.yamlfile import YamlFile

IGNORED: Final = "ignored"
"""What stands for a column that says nothing about an account."""

type Meaning = tuple[str, str]
"""A column and, where the header names it, the platform."""


class Headers:
    """The words of headers and cells."""

    def __init__(self, data: dict[str, Any], profiles: Profiles) -> None:
        """Take sound data, and the names people have for platforms."""
        self._profiles = profiles
        self._columns = {plain_word(word): name for name, words in data["columns"].items() for word in words}
        self._columns |= {plain_word(name.replace("_", " ")): name for name in data["columns"]}
        self._columns |= {plain_word(word): IGNORED for word in data["ignored"]}
        self._around = [
            (plain_word(word), field) for field, words in data["around"].items() for word in words
        ]
        self._around.sort(key=lambda pair: -len(pair[0]))
        self._values = {
            column: {_compared(word): value for value, words in values.items() for word in (value, *words)}
            for column, values in data["values"].items()
        }
        self._nothing = frozenset(map(_compared, data["nothing"]))

    def column(self, header: str) -> Meaning | None:
        """The column a header stands for, or the platform it names; None where it is unknown."""
        word = plain_word(header.replace("_", " ")).rstrip("0123456789 ")
        if word in self._columns:
            return self._columns[word], ""
        platform = self._profiles.platform(word) if word else None
        if platform:
            return "handle", platform
        for around, field in self._around:
            bare = word.removeprefix(f"{around} ") if word.startswith(f"{around} ") else ""
            bare = bare or (word.removesuffix(f" {around}") if word.endswith(f" {around}") else "")
            platform = self._profiles.platform(bare) if bare else None
            if platform:
                return _field(field), platform
        return None

    def value(self, column: Literal["source_class", "region"], text: str) -> str:
        """What people's word for a value stands for; the text itself where it is none."""
        return str(self._values[column].get(_compared(text), text))

    def empty(self, text: str) -> bool:
        """Whether a cell says that there is nothing."""
        return not text.strip() or _compared(text) in self._nothing


def load_headers(path: Path, profiles: Profiles) -> Headers:
    """The words of a file. Raises BadData."""
    file = yamlfile.read(path)
    findings = yamlfile.check(file, "headers") or list(_check(file))
    if findings:
        raise BadData(findings)
    return Headers(file.data, profiles)


def _check(file: YamlFile) -> Iterator[Finding]:
    """A header may stand for one column only."""
    first: dict[str, str] = {}
    listed = [(("columns", name), words) for name, words in file.data["columns"].items()]
    for place, words in [*listed, (("ignored",), file.data["ignored"])]:
        for number, word in enumerate(words):
            owner = first.setdefault(plain_word(word), place[-1])
            if not plain_word(word):
                yield file.finding((*place, number), f"expected letters or digits, found {word!r}")
            elif owner != place[-1]:
                yield file.finding((*place, number), f"{word!r} stands for {owner} already")


def _compared(text: str) -> str:
    return " ".join(text.casefold().split())


def _field(name: str) -> Field:
    return "account_id" if name == "account_id" else "handle"

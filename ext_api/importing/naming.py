"""Which accounts a row names: several in a cell, by handle, link or id, on a platform said here or there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ext_api.importing.bounds import MAX_NAMES
from ext_api.importing.cells import labelled, names_in, rounded
from ext_api.importing.header import Column
from ext_api.importing.sheets import Line
from ext_api.importing.words import Words
from rules.forms import Field
from rules.profiles import NoProfile, Profile

NAMES: Final = ("handle", "link", "account_id")
"""The columns that name accounts."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that names no account: its column, the key of the reason, and what fills it."""

    column: Column | None
    key: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Named:
    """The accounts of one row, what is wrong with its names, and what turned out to be a displayed name."""

    profiles: list[Profile] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """An account that a text in a cell names."""

    column: Column
    text: str
    profile: Profile


def named(line: Line, columns: Sequence[Column], words: Words, word: str) -> Named:
    """The accounts of a row, whose platform is called ``word`` if the row says so in a column of its own."""
    common = words.profiles.platform(word) if word else None
    found: list[_Found] = []
    wrong: list[tuple[str, Fault]] = []
    for column in columns:
        if column.holds not in NAMES or column.at >= len(line.cells):
            continue
        texts = names_in(line.cells[column.at], words.headers)
        if len(texts) > MAX_NAMES:
            wrong.append(("", Fault(column, "many_names", {"limit": MAX_NAMES})))
        for text in texts[:MAX_NAMES]:
            one = _profile(text, column, words, common)
            if isinstance(one, Profile):
                found.append(_Found(column, text, one))
            else:
                wrong.append((text, one))
    if word and common is None and (wrong or found):
        platform = next((column for column in columns if column.holds == "platform"), None)
        return Named(faults=[Fault(platform, "platform", {"value": word})])
    return _settled(found, wrong)


def _profile(text: str, column: Column, words: Words, common: str | None) -> Profile | Fault:
    """The account of one name."""
    platform, name = labelled(text, words.profiles)
    kind: Field = "account_id" if column.holds == "account_id" else "handle"
    if rounded(name):
        return Fault(column, "rounded", {"value": name})
    try:
        return words.profiles.read(name, platform or column.platform or common, kind)
    except NoProfile as error:
        return Fault(column, error.fault.replace("-", "_"), {"value": name, "platform": error.platform})


def _settled(found: list[_Found], wrong: list[tuple[str, Fault]]) -> Named:
    """Names that mean the same account as one; beside a link, the name of an account may be its title."""
    linked = {_key(one.profile) for one in found if one.column.holds == "link"}
    titles: list[str] = []
    if linked:
        other = [one for one in found if _is_title(one.column, one.text) and _key(one.profile) not in linked]
        titles = [text for text, fault in wrong if _is_title(fault.column, text) and fault.key != "rounded"]
        titles += [one.text for one in other]
        wrong = [pair for pair in wrong if pair[0] not in titles]
        found = [one for one in found if one not in other]
    result = Named(faults=[fault for _, fault in wrong], title=titles[0] if len(titles) == 1 else "")
    for platform in sorted({one.profile.platform for one in found}):
        _join(result, [one for one in found if one.profile.platform == platform])
    return result


def _is_title(column: Column | None, text: str) -> bool:
    """Whether a name could be a title: it stands in a column for names of accounts, without an @."""
    own = column is not None and column.holds == "handle" and not column.platform
    return own and not text.startswith("@")


def _join(result: Named, found: list[_Found]) -> None:
    """The accounts of one platform: one id beside one handle belongs to it."""
    ids, links, handles = (
        {_key(one.profile): one.profile for one in found if one.column.holds == kind}
        for kind in ("account_id", "link", "handle")
    )
    others = links or handles
    if links and handles and len(links) == len(handles) == 1:
        one, two = next(iter(links.values())), next(iter(handles.values()))
        others = _both(one, two)
    elif links and handles and links.keys() != handles.keys():
        others = {}
    if ids and others:
        same = len(ids) == len(others) == 1
        others = _both(next(iter(ids.values())), next(iter(others.values()))) if same else {}
    if (links or handles) and not others:
        names = ", ".join(one.profile.handle or one.profile.account_id for one in found)
        result.faults.append(Fault(found[0].column, "two_names", {"value": names}))
        return
    result.profiles += (others or ids).values()


def _both(one: Profile, other: Profile) -> dict[str, Profile]:
    """Two names of one account; empty where they are two accounts."""
    if one.handle and other.handle and one.handle.lower() != other.handle.lower():
        return {}
    if one.account_id and other.account_id and one.account_id != other.account_id:
        return {}
    joined = Profile(one.platform, one.handle or other.handle, one.account_id or other.account_id)
    return {_key(joined): joined}


def _key(profile: Profile) -> str:
    """How two names on one platform compare."""
    return f"@{profile.handle.lower()}" if profile.handle else profile.account_id

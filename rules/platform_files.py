"""The files of platforms as they are written: a platform's own, and those that several share.

``rules.load`` says what is wrong with what they say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rules.findings import Finding
from rules.yamlfile import Place, YamlFile

_MERGED_LISTS: Final = ("never", "actions", "hints", "learn", "viewer")
_MERGED_MAPS: Final = ("envelopes", "refusals", "steps")


def used(file: YamlFile, shared: Mapping[str, YamlFile], findings: list[Finding]) -> list[YamlFile]:
    """The shared files that a platform uses; unknown names become findings."""
    names = file.data.get("uses", ())
    known = ", ".join(sorted(shared)) or "none"
    findings += [
        file.finding(("uses", n), f"there is no shared file {name!r}; known: {known}")
        for n, name in enumerate(names)
        if name not in shared
    ]
    return [shared[name] for name in names if name in shared]


def merged(file: YamlFile, uses: list[YamlFile]) -> dict[str, Any]:
    """The platform with the entries of the shared files it uses; its own come first."""
    whole = {key: value for key, value in file.data.items() if key != "uses"}
    for other in (one.data for one in uses):
        for key in _MERGED_LISTS:
            if key in other:
                whole[key] = [*whole.get(key, []), *other[key]]
        for key in _MERGED_MAPS:
            if key in other:
                whole[key] = {**other[key], **whole.get(key, {})}
        if "read" in other:
            whole["read"] = _merged_read(whole.get("read", {}), other["read"])
    return whole


class Origins:
    """Where each entry of a merged platform stands: in its own file, or in one it uses."""

    def __init__(self, file: YamlFile, uses: list[YamlFile]) -> None:
        self._file, self._uses = file, uses

    def finding(self, place: Place, message: str) -> Finding:
        """A finding in the file, and at the line, where the entry was written."""
        if len(place) > 1 and isinstance(place[1], int) and place[0] in _MERGED_LISTS:
            at = place[1] - len(self._file.data.get(place[0], ()))
            for other in self._uses if at >= 0 else ():
                if at < len(other.data.get(place[0], ())):
                    return other.finding((place[0], at, *place[2:]), message)
                at -= len(other.data.get(place[0], ()))
        elif len(place) > 1 and place[1] not in self._file.data.get(str(place[0]), ()):
            for other in self._uses:
                if place[1] in other.data.get(str(place[0]), ()):
                    return other.finding(place, message)
        return self._file.finding(place, message)


def _merged_read(own: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {key: [*own.get(key, []), *other.get(key, [])] for key in {*own, *other}}

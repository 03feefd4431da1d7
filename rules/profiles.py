"""How people name an account in a list: a link to its profile, or a bare name; read by the platforms' data.

A platform's ``profiles`` holds the names people have for it, hosts of links besides its own, path templates
of profiles (``/profile.php?id={account_id}``), and those that look like one and are none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal
from urllib.parse import parse_qs, urlsplit

from rules.bounds import MAX_ID
from rules.forms import Field, Forms
from rules.template import Template

Fault = Literal["no-platform", "other-platform", "no-account", "no-name", "no-link"]
"""Why a text names no account: nobody says where; a link leads elsewhere, to no account; it can't be one."""

_SCHEME: Final = re.compile(r"(?:[a-z]+:)?//", re.IGNORECASE)
_LINK: Final = re.compile(_SCHEME.pattern + r"|[a-z0-9-]+(?:\.[a-z0-9-]+)+/|www\.", re.IGNORECASE)
_QUERY: Final = re.compile(r"([^?]+)\?([a-z_]+)=\{(handle|account_id)\}")
_BIDI: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b")


@dataclass(frozen=True, slots=True)
class Profile:
    """An account as a list names it: one of handle and id is there."""

    platform: str
    handle: str = ""
    account_id: str = ""


class NoProfile(ValueError):
    """A text that names no account; ``fault`` says why, ``platform`` where, as far as that is known."""

    def __init__(self, fault: Fault, text: str, platform: str = "") -> None:
        """Keep all three."""
        super().__init__(f"{text[:100]!r}: {fault}")
        self.fault = fault
        self.platform = platform


class ProfilePath:
    """One template: a path, and possibly the one part of the query that holds the name."""

    def __init__(self, text: str) -> None:
        """Parse ``text``. Raises ValueError where it is no template, or names neither handle nor id."""
        asked = _QUERY.fullmatch(text)
        path, self._key, self._name = asked.groups() if asked else (text, "", "")
        self._path = Template(path)
        self.names = {*self._path.names, self._name} & {"handle", "account_id"}

    def match(self, path: str, query: str) -> dict[Field, str] | None:
        """The handle or id that a link names."""
        found = self._path.match(path)
        if found is None:
            return None
        named: dict[Field, str] = {
            field: found[field] for field in ("handle", "account_id") if field in found
        }
        if self._key:
            values = parse_qs(query, max_num_fields=100).get(self._key)
            if not values:
                return None
            named["handle" if self._name == "handle" else "account_id"] = values[0]
        return named


class Profiles:
    """The profiles of all platforms of a ruleset."""

    def __init__(self, platforms: Iterable[Mapping[str, Any]]) -> None:
        """Take the plain data of the platforms. Raises ValueError where it makes no sense."""
        self._paths: dict[str, list[ProfilePath]] = {}
        self._never: dict[str, list[Template]] = {}
        self._hosts: dict[str, str] = {}
        self._words: dict[str, str] = {}
        forms: dict[str, Mapping[str, Any]] = {}
        for spec in platforms:
            name, told = str(spec["platform"]), spec.get("profiles", {})
            known = ("handle", "account_id")
            forms[name] = {key: form for key, form in spec.get("forms", {}).items() if key in known}
            self._paths[name] = [ProfilePath(path) for path in told.get("paths", ())]
            self._never[name] = [Template(path) for path in told.get("never", ())]
            self._hosts |= dict.fromkeys((*spec["hosts"], *told.get("hosts", ())), name)
            self._words |= {plain_word(word): name for word in (name, spec["name"], *told.get("names", ()))}
        self._forms = Forms(forms)

    def platform(self, word: str) -> str | None:
        """The platform that people call so, in any case and punctuation."""
        return self._words.get(plain_word(word))

    def platform_of_host(self, host: str) -> str | None:
        """The platform of a host name: of the host itself, or of the nearest domain above it."""
        name = host.lower().rstrip(".")
        while name:
            if name in self._hosts:
                return self._hosts[name]
            _, _, name = name.partition(".")
        return None

    def read(self, text: str, platform: str | None = None, field: Field = "handle") -> Profile:
        """The account that a text names, on ``platform`` where the list says so. Raises NoProfile."""
        plain = "".join(char for char in unicodedata.normalize("NFKC", text) if char not in _BIDI).strip()
        if _LINK.match(plain) or plain.lower() in self._hosts:
            return self._link(plain, platform)
        if platform is None:
            raise NoProfile("no-platform", text)
        return self._bare(plain, platform, field)

    def wrong(self, profile: Profile) -> Fault | None:
        """Why an account can't be on its platform; None if it can."""
        for field, value in _fields(profile):
            if self._misfit(profile.platform, field, value):
                return "no-name"
        return None

    def _misfit(self, platform: str, field: Field, value: str) -> bool:
        wrong = not value or len(value) > MAX_ID or "/" in value or any(map(str.isspace, value))
        return wrong or bool(self._forms.wrong(platform, field, value))

    def _link(self, text: str, platform: str | None) -> Profile:
        """The account a link leads to."""
        try:
            parts = urlsplit(text if _SCHEME.match(text) else f"//{text}")
            host, path, query = parts.hostname or "", parts.path or "/", parts.query
        except ValueError:
            raise NoProfile("no-link", text, platform or "") from None
        owner = self.platform_of_host(host)
        if owner is None or (platform is not None and owner != platform):
            raise NoProfile("other-platform" if owner else "no-link", text, platform or "")
        if parts.scheme.lower() not in ("", "http", "https"):
            raise NoProfile("no-link", text, owner)
        if all(never.match(path) is None for never in self._never[owner]):
            for field, value in self._named(owner, path, query):
                return _profile(owner, field, value)
        raise NoProfile("no-account", text, owner)

    def _named(self, platform: str, path: str, query: str) -> Iterable[tuple[Field, str]]:
        """What the templates of a platform find in a link that could be a name there."""
        for template in self._paths.get(platform, ()):
            for field, found in (template.match(path, query) or {}).items():
                value = found.removeprefix("@")
                if not self._misfit(platform, field, value):
                    yield field, value

    def _bare(self, text: str, platform: str, field: Field) -> Profile:
        """The account of a bare name: what it would be at the end of a link, else as the column says."""
        if field == "handle" and not text.startswith("@"):
            for found, value in self._named(platform, f"/{text}", "") if "/" not in text else ():
                return _profile(platform, found, value)
        value = text.removeprefix("@").strip() if field == "handle" else text
        if self._misfit(platform, field, value):
            raise NoProfile("no-name", text, platform)
        return _profile(platform, field, value)


@lru_cache(maxsize=4096)
def plain_word(word: str) -> str:
    """A word as names and headers are compared: letters and digits in lower case, one space between."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return " ".join("".join(char if char.isalnum() else " " for char in folded).split())


def _profile(platform: str, field: Field, value: str) -> Profile:
    if field == "handle":
        return Profile(platform, handle=value)
    return Profile(platform, account_id=value)


def _fields(profile: Profile) -> Iterable[tuple[Field, str]]:
    """The names an account has."""
    if profile.handle or not profile.account_id:
        yield "handle", profile.handle
    if profile.account_id:
        yield "account_id", profile.account_id

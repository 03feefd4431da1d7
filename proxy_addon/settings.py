"""One YAML file with everything an agency may set, checked like the rules: file, line, field.

Without a file every setting has its default. Paths in the file are relative to the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import platformdirs

from rules import yamlfile
from rules.findings import BadData, Finding
from rules.model import Circular, Settings
from rules.yamlfile import YamlFile

APP: Final = "jari-netral"
DEFAULT_PORT: Final = 8080


def default_file() -> Path:
    """Where the settings are looked for when no file is named."""
    return platformdirs.user_config_path(APP) / "settings.yaml"


def default_data() -> Path:
    """Where the CA and the updates are kept when no folder is named."""
    return platformdirs.user_data_path(APP)


@dataclass(frozen=True, slots=True)
class UpdateSettings:
    """Whose signed rules and registry are followed; without ``url`` only by `jari-proxy update --from`.

    ``root`` is the publisher's root file, ``root_sha256`` the hash of its first one: one of the two is given.
    """

    url: str = ""
    root: Path | None = None
    root_sha256: str = ""
    parts: tuple[str, ...] = ("id",)


@dataclass(frozen=True, slots=True)
class ProxySettings:
    """The agency's settings and the proxy's own. Without ``campaigns`` nothing is warned of.

    ``resolve`` and ``upstream_ca`` lead to another server than the real one: for tests and the demo.
    """

    agency: Settings = Settings()
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    data: Path = field(default_factory=default_data)
    campaigns: tuple[Path, ...] = ()
    resolve: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    upstream_ca: Path | None = None
    updates: UpdateSettings | None = None


def load(path: Path) -> ProxySettings:
    """The settings of a file. Raises BadData with every finding."""
    file = yamlfile.read(path)
    if file.data is None:
        return ProxySettings()
    findings = yamlfile.check(file, "settings")
    if not findings:
        findings = list(_contradictions(file))
    if findings:
        raise BadData(findings)
    data = dict(file.data)
    return ProxySettings(
        agency=_agency(data),
        updates=_updates(data.get("updates"), path.parent),
        **_proxy(data.pop("proxy", {}), path.parent),
    )


def _agency(data: Mapping[str, Any]) -> Settings:
    known = {one.name for one in fields(Settings)}
    plain = {key: value for key, value in data.items() if key in known}
    plain["circulars"] = tuple(Circular(**circular) for circular in data.get("circulars", ()))
    return Settings(**plain)


def _proxy(data: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    values = dict(data)
    for key in ("data", "upstream_ca"):
        if key in values:
            values[key] = _path(values[key], folder)
    if "campaigns" in values:
        values["campaigns"] = tuple(_path(one, folder) for one in values["campaigns"])
    values["resolve"] = {host.lower(): place(value) for host, value in data.get("resolve", {}).items()}
    return values


def _updates(data: Mapping[str, Any] | None, folder: Path) -> UpdateSettings | None:
    if data is None:
        return None
    values = dict(data)
    if "root" in values:
        values["root"] = _path(values["root"], folder)
    if "parts" in values:
        values["parts"] = tuple(values["parts"])
    return UpdateSettings(**values)


def place(text: str) -> tuple[str, int]:
    """``("127.0.0.1", 8443)`` for ``127.0.0.1:8443``. Raises ValueError."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"{text}: expected ADDRESS:PORT")
    return host, int(port)


def _path(text: str, folder: Path) -> Path:
    return (folder / Path(text).expanduser()).resolve()


def _paths(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every path in the file, and where it stands."""
    proxy, updates = data.get("proxy", {}), data.get("updates", {})
    yield from ((("proxy", key), proxy[key]) for key in ("data", "upstream_ca") if key in proxy)
    yield from ((("proxy", "campaigns", at), one) for at, one in enumerate(proxy.get("campaigns", ())))
    if "root" in updates:
        yield ("updates", "root"), updates["root"]


def _is_path(text: str) -> bool:
    """Whether it can be one at all: no unknown person's home, no byte that no path holds."""
    try:
        _path(text, Path())
    except (RuntimeError, ValueError):
        return False
    return True


def _contradictions(file: YamlFile) -> list[Finding]:
    """What single fields can't tell: delays that outlast the dialog, wrong ports, no root of trust."""
    data, defaults = file.data, Settings()
    found = []
    hold = data.get("hold_seconds", defaults.hold_seconds)
    if data.get("delay_seconds", defaults.delay_seconds) >= hold:
        where = "delay_seconds" if "delay_seconds" in data else "hold_seconds"
        found.append(file.finding((where,), f"delay_seconds must be less than hold_seconds, which is {hold}"))
    found += [
        file.finding(where, f"expected a path, found {text!r}")
        for where, text in _paths(data)
        if not _is_path(text)
    ]
    updates = data.get("updates", {"root": ""})
    if ("root" in updates) == ("root_sha256" in updates):
        found.append(
            file.finding(("updates",), "expected either root or root_sha256: the publisher's root of trust")
        )
    for host, value in data.get("proxy", {}).get("resolve", {}).items():
        try:
            place(value)
        except ValueError:
            found.append(
                file.finding(("proxy", "resolve", host), f"expected a port from 1 to 65535, found {value!r}")
            )
    return found

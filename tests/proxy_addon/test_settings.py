"""One YAML file sets everything, and every mistake in it is named with file, line and field."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from proxy_addon import settings
from proxy_addon.settings import ProxySettings, UpdateSettings, load
from rules.findings import BadData
from rules.model import AUDIENCES, Circular, Settings

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "deploy" / "settings.example.yaml"
SCHEMA = json.loads((ROOT / "rules" / "schema" / "settings.json").read_text())


def written(tmp_path: Path, text: str) -> Path:
    """A settings file."""
    path = tmp_path / "settings.yaml"
    path.write_text(text, "utf-8")
    return path


def test_every_field_is_read(tmp_path: Path) -> None:
    """Each key of the file arrives in the field of its name; paths are relative to the file."""
    path = written(
        tmp_path,
        """
audience: polri
language: en
agency: Polres Contoh
contact: 0800
circulars: [{number: "1/2026", date: "1 Mei 2026", link: "https://polri.example/1"}, {number: "2", date: "2"}]
hold_seconds: 40
delay_seconds: 4
grant_minutes: 0
follow: false
advice: false
reminders: false
updates: {url: "https://pembaruan.example", root: root.json, parts: [id, id/jatim]}
proxy:
  host: 0.0.0.0
  port: 3128
  data: data
  campaigns: [one, /etc/two]
  resolve: {X.example: "127.0.0.1:8443"}
  upstream_ca: ca.pem
""",
    )
    circulars = (Circular("1/2026", "1 Mei 2026", "https://polri.example/1"), Circular("2", "2"))
    assert load(path) == ProxySettings(
        agency=Settings(
            "polri",
            "en",
            "Polres Contoh",
            "0800",
            circulars,
            40,
            4,
            0,
            follow=False,
            advice=False,
            reminders=False,
        ),
        host="0.0.0.0",  # noqa: S104 - read, not listened on
        port=3128,
        data=tmp_path / "data",
        campaigns=(tmp_path / "one", Path("/etc/two")),
        resolve={"x.example": ("127.0.0.1", 8443)},
        upstream_ca=tmp_path / "ca.pem",
        updates=UpdateSettings("https://pembaruan.example", tmp_path / "root.json", parts=("id", "id/jatim")),
    )


@pytest.mark.parametrize("text", ["", "# only a comment\n", "proxy: {}\n"])
def test_empty_file_means_defaults(tmp_path: Path, text: str) -> None:
    """A file that sets nothing leaves every default."""
    assert load(written(tmp_path, text)) == ProxySettings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("agencie: x", ":1: agencie: unknown key"),
        ("audience: asn\nproxy:\n  prot: 1", ":3: proxy.prot: unknown key"),
        ("audience: pns", ":1: audience: expected one of asn, ppnpn, tni, polri, found 'pns'"),
        ("follow: 'yes'", ":1: follow: expected true or false"),
        ("hold_seconds: 3", ":1: hold_seconds:"),
        ("hold_seconds: 30.5", ":1: hold_seconds: expected whole seconds"),
        ("hold_seconds: 10\ndelay_seconds: 10", ":2: delay_seconds: delay_seconds must be less"),
        ("delay_seconds: 30", ":1: delay_seconds: delay_seconds must be less"),
        ("agency: a\nagency: b", ":2: key 'agency' is there twice"),
        ("circulars: [{number: '1'}]", ":1: circulars[0]:"),
        (
            "circulars:\n  - number: '1'\n    date: '2'\n    link: javascript:alert(1)",
            ":4: circulars[0].link:",
        ),
        ("proxy: {port: 65536}", ":1: proxy.port:"),
        ("proxy: {resolve: {a.example: '127.0.0.1:0'}}", ":1: proxy.resolve.a.example: expected a port"),
        ("proxy: {resolve: {a.example: localhost}}", ":1: proxy.resolve.a.example:"),
        ("proxy: {data: ~nobody-of-that-name/x}", ":1: proxy.data: expected a path"),
        ('proxy: {campaigns: [x, "a\\0b"]}', ":1: proxy.campaigns[1]: expected a path"),
        ('updates: {root: "a\\0b"}', ":1: updates.root: expected a path"),
        ("- a list", ":1: expected"),
        ("agency: [", ":1: expected the node content"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, said: str) -> None:
    """Each mistake is told with its file, line and field."""
    with pytest.raises(BadData) as caught:
        load(written(tmp_path, text))
    assert f"settings.yaml{said}" in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """A file with several mistakes names them all."""
    with pytest.raises(BadData) as caught:
        load(written(tmp_path, "audience: pns\nfollow: 1\nproxy: {port: x}"))
    assert [finding.line for finding in caught.value.findings] == [1, 2, 3]


def test_updates_need_no_more_than_a_root(tmp_path: Path) -> None:
    """Without an address only copies are followed; the whole country is the part unless others are named."""
    digest = "0123456789abcdef" * 4
    assert load(written(tmp_path, f"updates: {{root_sha256: {digest}}}")).updates == UpdateSettings(
        root_sha256=digest
    )


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("updates: {url: https://a.example}", "updates: expected either root or root_sha256"),
        ("updates: {root: a, root_sha256: %s}" % ("ab" * 32), "updates: expected either root or root_sha256"),
        ("updates: {root_sha256: 0A}", "updates.root_sha256: expected the SHA-256"),
        ("updates: {root: a, url: ftp://a.example}", "updates.url: expected the publisher's address"),
        ("updates: {root: a, url: 'https://a.example/?who=me'}", "updates.url"),
        ("updates: {root: a, url: 'https://me@a.example/'}", "updates.url"),
        ("updates: {root: a, parts: []}", "updates.parts"),
        (
            "updates: {root: a, parts: [id, id]}",
            "updates.parts: .*; expected a list of parts of the registry, each once",
        ),
        ("updates: {root: a, parts: [ID/Jatim]}", r"updates.parts\[0\]: expected id for the whole country"),
        ("updates: {root: a, parts: [id/../x]}", r"updates.parts\[0\]"),
        ("updates: {root: a, often: true}", "updates"),
    ],
)
def test_wrong_updates_are_named(tmp_path: Path, text: str, field: str) -> None:
    """Every mistake about updates is an error with its line and field."""
    with pytest.raises(BadData, match=rf"settings.yaml:1: {field}"):
        load(written(tmp_path, text))


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A file that isn't there is an error with its name."""
    with pytest.raises(BadData, match="nowhere.yaml"):
        load(tmp_path / "nowhere.yaml")


def test_schema_knows_every_field() -> None:
    """The schema and the dataclasses have the same keys, so that no setting is unreachable."""
    own = {one.name for one in fields(ProxySettings)} - {"agency", "updates"}
    assert set(SCHEMA["properties"]) == {one.name for one in fields(Settings)} | {"proxy", "updates"}
    assert set(SCHEMA["properties"]["updates"]["properties"]) == {one.name for one in fields(UpdateSettings)}
    assert set(SCHEMA["properties"]["proxy"]["properties"]) == own
    assert tuple(SCHEMA["properties"]["audience"]["enum"]) == AUDIENCES


def test_sample_is_valid_and_shows_the_defaults() -> None:
    """The sample loads; apart from the agency's own words it sets every value to its default."""
    shown, default = load(SAMPLE), ProxySettings()
    for one in fields(Settings):
        if one.name not in ("agency", "contact", "circulars"):
            assert getattr(shown.agency, one.name) == getattr(default.agency, one.name), one.name
    assert (shown.host, shown.port, shown.data) == (default.host, default.port, default.data)


def test_sample_shows_every_setting(tmp_path: Path) -> None:
    """Every key of the schema is in the sample, partly commented out; with those it is valid, too."""
    lines = SAMPLE.read_text("utf-8").splitlines()
    commented = (
        "data:", "campaigns:", "  - ", "resolve:", "  platform", "upstream_ca:",
        "updates:", "  url:", "  root_sha256:", "  # The parts", "  parts:",
    )  # fmt: skip
    opened = [
        line.replace("# ", "", 1) if line.strip().startswith(tuple(f"# {key}" for key in commented)) else line
        for line in lines
    ]
    path = written(tmp_path, "\n".join(opened))
    load(path)
    data = yaml.safe_load(path.read_text("utf-8"))
    assert set(data) == set(SCHEMA["properties"])
    assert set(data["updates"]) == set(SCHEMA["properties"]["updates"]["properties"]) - {"root"}
    assert set(data["proxy"]) == set(SCHEMA["properties"]["proxy"]["properties"])


@pytest.mark.parametrize("text", ["", ":1", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:0", "127.0.0.1:70000"])
def test_place_refuses(text: str) -> None:
    """What is no address with a port is refused."""
    with pytest.raises(ValueError, match="expected ADDRESS:PORT"):
        settings.place(text)

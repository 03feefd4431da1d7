"""Every field is checked by itself, exactly as the proxy checks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from proxy_addon.settings import UpdateSettings
from rules.model import Settings as Agency
from rules.texts_load import LANGUAGES
from tests.support.examples import ONE_FOR_ALL
from tests.support.extension_pages import TEXTS
from tests.support.settings_peer import Settings

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "rules" / "schema" / "settings.json").read_text("utf-8"))
MANAGED = json.loads((ROOT / "extension" / "managed_schema.json").read_text("utf-8"))
SHARED = {name: one for name, one in SCHEMA["properties"].items() if name != "proxy"}
OWN = {"platforms_off", "paused_until", "welcomed"}
SHA256 = "0" * 63 + "f"
LINKS = ["https://a.example/1", "http://a", "https://", "ftp://a", "https://a b", "//a", 5]
PARTS = ["id", "id/jatim", "id/jatim/kota-a", "id/", "ID", "id/a/b/c", "id/" + "a" * 60, "id/" + "a" * 61, 5]

ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 130),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(alphabet="ab é😀", max_size=3),
    st.sampled_from(["x" * 199, "x" * 201, "😀" * 200, "😀" * 201, "asn", "polri", "id", "en", "1.0", []]),
)
CIRCULARS = st.lists(
    st.fixed_dictionaries(
        {"number": ODD, "date": ODD}, optional={"link": st.sampled_from(LINKS), "other": ODD}
    )
    | st.fixed_dictionaries({"number": st.just("1")}),
    max_size=11,
)
UPDATES = st.fixed_dictionaries(
    {},
    optional={
        "url": st.sampled_from([*LINKS, "https://a.example/?q", "https://u@a", "https://a#b"]),
        "root_sha256": st.sampled_from([SHA256, SHA256.upper(), SHA256[1:], SHA256 + "0", 5]),
        "parts": st.lists(st.sampled_from(PARTS), max_size=3) | ODD,
        "other": ODD,
    },
)


@pytest.fixture(scope="module")
def peer() -> Iterator[Settings]:
    """The settings module."""
    with Settings() as peer:
        yield peer


def test_the_fields_are_the_proxy_s(peer: Settings) -> None:
    """The same names with the same defaults as the proxy's; the browser's own come on top."""
    defaults = peer.ask("names")["defaults"]
    assert {name: defaults[name] for name in (one.name for one in fields(Agency))} == json.loads(
        json.dumps(asdict(Agency()))
    )
    assert set(defaults) == {*SHARED, *OWN}
    assert set(defaults["updates"]) == {one.name for one in fields(UpdateSettings)}
    assert defaults["updates"] == {"url": "", "root": "", "root_sha256": "", "parts": ["id"]}
    assert set(peer.ask("names")["checks"]) == set(defaults)


@run(max_examples=300, suppress_health_check=ONE_FOR_ALL, deadline=None)
@given(
    st.sampled_from(sorted(set(SHARED) - {"circulars", "updates"})).flatmap(
        lambda name: st.fixed_dictionaries({name: ODD | st.integers(-1, 125)})
    )
    | st.fixed_dictionaries({"circulars": CIRCULARS | ODD})
    | st.fixed_dictionaries({"updates": UPDATES | ODD})
)
def test_what_is_right_is_what_the_proxy_takes(peer: Settings, data: dict[str, Any]) -> None:
    """Whatever the proxy's schema takes the extension takes, and nothing else."""
    proxy = [one.message for one in Draft202012Validator(SCHEMA).iter_errors(data)]
    assert (peer.problems(**data) == []) == (proxy == []), (data, proxy)


@pytest.mark.parametrize(
    ("data", "field", "kind"),
    [
        ({"audience": "pns"}, "audience", "one_of"),
        ({"agency": 5}, "agency", "text"),
        ({"circulars": [{"number": "", "date": "1"}]}, "circulars[0].number", "filled_text"),
        ({"circulars": [{"number": "1"}]}, "circulars[0].date", "missing"),
        (
            {"circulars": [{"number": "1", "date": "1"}, {"number": "1", "date": "1", "link": "a"}]},
            "circulars[1].link",
            "link",
        ),
        ({"circulars": {}}, "circulars", "list"),
        ({"circulars": ["1"]}, "circulars[0]", "mapping"),
        ({"hold_seconds": 4}, "hold_seconds", "whole"),
        ({"follow": "yes"}, "follow", "switch"),
        ({"updates": {"url": "a.example"}}, "updates.url", "publisher"),
        ({"updates": {"root": "root.json"}}, "updates.root", "root"),
        ({"updates": {"root_sha256": "00"}}, "updates.root_sha256", "sha256"),
        ({"updates": {"parts": ["id", "jatim"]}}, "updates.parts[1]", "part"),
        ({"updates": {"parts": ["id", "id"]}}, "updates.parts", "twice"),
        ({"updates": {"root": '{"signed": {}}', "root_sha256": SHA256}}, "updates", "two_roots"),
        ({"platforms_off": ["X"]}, "platforms_off[0]", "platform"),
        ({"audiense": "asn"}, "audiense", "unknown"),
        ({"__proto__x": 1}, "__proto__x", "unknown"),
        ({"constructor": 1}, "constructor", "unknown"),
    ],
)
def test_mistakes_are_named(peer: Settings, data: dict[str, Any], field: str, kind: str) -> None:
    """Each mistake has its place, and a text in both languages."""
    assert peer.problems(**data) == [(field, kind)]
    assert all(f"wrong_{kind}" in TEXTS[language] for language in LANGUAGES)


def test_a_root_is_taken_as_it_is(peer: Settings) -> None:
    """A browser reads no files: the root is its contents."""
    assert peer.problems(updates={"root": json.dumps({"signed": {"_type": "root"}, "signatures": []})}) == []


def kinds(schema: dict[str, Any]) -> Any:
    """A schema as names and types, with words and bounds where it has some."""
    if "enum" in schema:
        return sorted(schema["enum"])
    if schema["type"] == "object":
        return {name: kinds(one) for name, one in schema["properties"].items()}
    if schema["type"] == "array":
        return [kinds(schema["items"])]
    return (schema["type"], schema.get("minimum"), schema.get("maximum"))


def test_the_policy_has_every_field(peer: Settings) -> None:
    """What IT can set is what a person can set, with the same types, words and bounds, and locks on top."""
    properties = MANAGED["properties"]
    assert {name: kinds(properties[name]) for name in SHARED} == {
        name: kinds(one) for name, one in SHARED.items()
    }
    assert set(properties) == {*SHARED, *OWN, "locked"}
    assert set(properties["locked"]["items"]["enum"]) == set(peer.ask("names")["checks"])


KNOWN = {"type", "properties", "items", "enum", "minimum", "maximum", "pattern", "description"}


def test_the_policy_s_schema_keeps_to_what_chrome_knows() -> None:
    """Chrome reads a small part of JSON Schema, and drops what has more; every setting is described."""

    def look(schema: dict[str, Any]) -> None:
        assert set(schema) <= KNOWN
        assert "type" in schema
        for one in [
            *schema.get("properties", {}).values(),
            *([schema["items"]] if "items" in schema else []),
        ]:
            look(one)

    look(MANAGED)
    assert all(one.get("description") for one in MANAGED["properties"].values())

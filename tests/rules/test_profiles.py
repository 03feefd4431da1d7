"""How lists name accounts: every platform's own data, held to the vectors and to whatever people type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.compile import ruleset
from rules.profiles import NoProfile, Profile, ProfilePath, Profiles, plain_word

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests" / "vectors" / "profiles.json").read_text("utf-8"))["cases"]
SPECS = ruleset()["platforms"]
PROFILES = Profiles(SPECS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_vectors(case: dict[str, Any]) -> None:
    """Every text names the account the vector says, or none for its reason."""
    arguments = (case["text"], case.get("platform"), case.get("field", "handle"))
    if "fault" in case:
        with pytest.raises(NoProfile) as error:
            PROFILES.read(*arguments)
        assert error.value.fault == case["fault"]
    else:
        assert PROFILES.read(*arguments) == Profile(**case["profile"])


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: str(spec["platform"]))
def test_every_platform_has_a_vector_and_a_name(spec: dict[str, Any]) -> None:
    """Each shipped platform says how its profiles are linked to, and a vector shows it."""
    assert spec["profiles"]["paths"]
    assert PROFILES.platform(spec["name"]) == spec["platform"]
    named = [case["profile"]["platform"] for case in CASES if "profile" in case and "/" in case["text"]]
    assert spec["platform"] in named


def test_no_name_is_two_platforms() -> None:
    """No word that people have for one platform stands for another."""
    owners: dict[str, str] = {}
    for spec in SPECS:
        for word in {
            plain_word(word) for word in (spec["platform"], spec["name"], *spec["profiles"].get("names", ()))
        }:
            assert owners.setdefault(word, spec["platform"]) == spec["platform"]


def test_names_of_platforms() -> None:
    """Case, punctuation and older names don't matter; what nobody calls a platform is none."""
    assert PROFILES.platform(" X (Twitter) ") == "x"
    assert PROFILES.platform("Tik-Tok") == "tiktok"
    assert PROFILES.platform("Friendster") is None


def fault(text: str, platform: str | None = None, field: Any = "handle") -> str:
    """Why a text names no account; empty where it names one, which then can exist."""
    try:
        profile = PROFILES.read(text, platform, field)
    except NoProfile as error:
        return error.fault
    assert PROFILES.wrong(profile) is None
    return ""


PLATFORMS = st.sampled_from([None, "x", "facebook", "bluesky"])
FIELDS = st.sampled_from(["handle", "account_id"])
HOSTS = st.sampled_from(["x.com", "facebook.com", "youtube.com", "bsky.app"])


@given(st.text(max_size=80), PLATFORMS, FIELDS)
def test_any_text_is_an_account_or_has_a_fault(text: str, platform: str | None, field: Any) -> None:
    """Whatever the text, what comes out keeps to the platform's forms, or a reason says why there is none."""
    assert fault(text, platform, field) in (
        "",
        "no-platform",
        "no-name",
        "no-link",
        "no-account",
        "other-platform",
    )


@given(HOSTS, st.text(max_size=40))
def test_any_link_is_an_account_or_has_a_fault(host: str, rest: str) -> None:
    """The same of whatever follows a platform's host."""
    assert fault(f"https://{host}/{rest}") in ("", "no-account", "no-link", "other-platform")


def test_what_cannot_be_is_told() -> None:
    """A profile made by hand is held to the same forms."""
    assert PROFILES.wrong(Profile("x", handle="budi")) is None
    assert PROFILES.wrong(Profile("x", handle="budi!")) == "no-name"
    assert PROFILES.wrong(Profile("x")) == "no-name"


def test_a_template_without_a_name_names_nothing() -> None:
    """A path and a query may hold the name; a template that holds none says so."""
    assert ProfilePath("/a?id={account_id}").match("/a", "x=1&id=7") == {"account_id": "7"}
    assert ProfilePath("/a?id={account_id}").match("/a", "x=1") is None
    assert ProfilePath("/@{handle}").match("/@b", "") == {"handle": "b"}
    assert ProfilePath("/a").names == set()
    with pytest.raises(ValueError, match="template"):
        ProfilePath("a")

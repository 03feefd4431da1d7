"""The ruleset and the list of consent as files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from tuf.api.metadata import TargetFile, Targets

from ext_api.publishing import Draft, OwnOffice, PublishError, rulesets
from ext_api.publishing.shelf import target_name
from tests.support.publisher import ruleset


def test_the_same_rules_are_the_same_bytes() -> None:
    """In whatever order a mapping was made; and they are small."""
    turned = dict(reversed(ruleset().items()))
    assert rulesets.packed(ruleset()) == rulesets.packed(turned)
    assert json.loads(gzip.decompress(rulesets.packed(ruleset()))) == ruleset()
    assert rulesets.packed(ruleset())[4:8] == bytes(4), "no time of day in it"


def test_consent_is_what_was_put(tmp_path: Path) -> None:
    """Sorted, each state once; and nothing before the first."""
    office, targets, draft = OwnOffice(tmp_path), Targets(), Draft()
    assert rulesets.consent(office, targets) == {}
    rulesets.put_consent(targets, {"id": ["b", "a", "b"], "id/jatim": ["c"]}, draft)
    office.public.place(draft.files.items())
    assert rulesets.consent(office, targets) == {"id": ["a", "b"], "id/jatim": ["c"]}
    assert json.loads(draft.files[target_name(targets.targets[rulesets.CONSENT])])["format"] == 1


def test_broken_consent_is_named(tmp_path: Path) -> None:
    """A list that isn't one is not taken for an empty one."""
    office, draft = OwnOffice(tmp_path), Draft()
    target = TargetFile.from_data(rulesets.CONSENT, b"[]", ["sha256"])
    draft.add(target, b"[]")
    office.public.place(draft.files.items())
    with pytest.raises(PublishError, match="unreadable"):
        rulesets.consent(office, Targets(targets={target.path: target}))


def test_the_version_stands_beside_the_ruleset() -> None:
    """A client knows it before it fetches anything."""
    targets = Targets()
    assert rulesets.version(targets) == ""
    rulesets.put_ruleset(targets, b"x", "abc", Draft())
    assert rulesets.version(targets) == "abc"
    assert targets.targets[rulesets.RULESET].custom == {"version": "abc", "format": 1}

"""Platform files are loaded strictly: each mistake is named with file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from rules.load import load_platforms
from rules.sites import Sites
from tests.support.kicau import KICAU

GOOD = """\
platform: kicau
name: Kicau
hosts: [kicau.example]
forms:
  post_id: {chars: "0-9"}
envelopes:
  api:
    path: /api/{operation}
    operation_from: path.operation
    let: {input: json.input}
actions:
  - rule: like
    kind: like
    envelope: api
    operation: like
    targets: [{post: input.id}]
"""


def load(folder: Path, **files: str) -> tuple[list[dict[str, object]], list[str]]:
    """Load a folder of the given files; findings as text, without the folder."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    platforms, findings = load_platforms(folder)
    return platforms, [str(finding).replace(f"{folder}/", "") for finding in findings]


def test_a_good_file(tmp_path: Path) -> None:
    """A sound file loads without a word."""
    platforms, findings = load(tmp_path, kicau=GOOD)
    assert findings == []
    assert Sites(platforms).hosts == {"kicau.example"}


def test_every_word_of_the_language(tmp_path: Path) -> None:
    """The platform that uses every word of the language is sound."""
    assert load(tmp_path, kicau=yaml.safe_dump(KICAU, sort_keys=False))[1] == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        (
            "envelope: api",
            "envelope: apo",
            "kicau.yaml:14: actions[0].envelope: there is no envelope 'apo'; known: api",
        ),
        ("input.id", "inptu.id", "kicau.yaml:16: actions[0].targets[0].post: 'inptu' is not a root here"),
        (
            "path.operation",
            "path.operaton",
            "kicau.yaml:9: envelopes.api.operation_from: no path template has the part {operaton}; "
            "known: operation",
        ),
        (
            "input.id",
            "input..id",
            "kicau.yaml:16: actions[0].targets[0].post: 'input..id' is not a field path",
        ),
        ("input.id", "item.id", "actions[0].targets[0].post: 'item' is not a root here"),
        ("/api/{operation}", "/api/{operation", "kicau.yaml:8: envelopes.api.path: "),
        ("let: {input:", "let: {json:", "'json' is a root already"),
        ('chars: "0-9"', 'chars: "0-9", min: 9, max: 2', "kicau.yaml:5: forms.post_id: "),
        ("    envelope: api\n", "", "kicau.yaml:12: actions[0]: expected either envelope or path"),
        ("input.id", "header.Referer", "headers are named in lower case"),
        ("{post: input.id}", "{as: quoted}", "expected an item, or an account with id or handle"),
        (
            "{post: input.id}",
            "{account: {each: input.id}}",
            "expected an item, or an account with id or handle",
        ),
        ("    operation_from: path.operation\n", "", "the envelope 'api' has no operation_from"),
        ("kind: like", "kind: like\n    refusal: soft", "there is no refusal 'soft'"),
        ("kind: like", "kind: like\n    hosts: [a.example]", "method and hosts belong to the envelope"),
        (
            "name: Kicau",
            "name: Kicau\nuses: [meta]",
            "kicau.yaml:3: uses[0]: there is no shared file 'meta'; known: none",
        ),
        (
            "{post: input.id}",
            "{post: {from: input.id, via: [{is: room_id}]}}",
            "the platform gives no form for 'room_id'",
        ),
        (
            "envelopes:",
            "read:\n  html: [{element: artıcle}]\nenvelopes:",
            "kicau.yaml:7: read.html[0].element: expected the name of an element, such as article",
        ),
        (
            "envelopes:",
            "steps:\n  json: [lower]\nenvelopes:",
            "kicau.yaml:7: steps.json: 'json' is a step already",
        ),
        (
            "envelopes:",
            "steps:\n  a: [lower]\n  b: [a]\nenvelopes:",
            "kicau.yaml:8: steps.b[0]: unknown step 'a'",
        ),
        (
            "targets: [{post: input.id}]",
            "each: input.items\n    targets: [{post: item.id}]",
            "kicau.yaml:16: actions[0].each: expected elements, such as json.items[]",
        ),
        ("input.id", "input.id, via: [lowr]", "kicau.yaml:16: actions[0].targets[0]"),
        (
            'chars: "0-9"',
            'chars: "0-9_-."',
            "kicau.yaml:5: forms.post_id: '0-9_-.' has the range _-., which is empty; put a hyphen",
        ),
        (
            "input.id",
            "'**.id'",
            "targets[0].post: what '**.id' begins with is not a root here; known: ",
        ),
        ("input.id", "'[].id'", "targets[0].post: what '[].id' begins with is not a root here"),
        (
            "/api/{operation}",
            "/api/{operation}?a=b",
            "kicau.yaml:8: envelopes.api.path: '/api/{operation}?a=b' is not",
        ),
        ("/api/{operation}", "/api/{operation...}/b", "{name...} stands at the very end"),
        ("json.input}", "item.id}", "kicau.yaml:10: envelopes.api.let.input: 'item' is not a root here"),
        (
            "json.input}",
            "path.operatoin}",
            "let.input: no path template has the part {operatoin}; known: operation",
        ),
        ("actions:", "viewer: [item.me]\nactions:", "kicau.yaml:11: viewer[0]: 'item' is not a root here"),
        (
            "actions:",
            "viewer: [path.me]\nactions:",
            "viewer[0]: no path template has the part {me}; known: operation",
        ),
        (
            "actions:",
            "hints: [{post: item.id, account: {id: json.by}}]\nactions:",
            "kicau.yaml:11: hints[0].post: 'item' is not a root here",
        ),
        (
            "actions:",
            "hints: [{post: json.id, account: {id: path.by}}]\nactions:",
            "hints[0].account.id: no path template has the part {by}; known: operation",
        ),
        (
            "actions:",
            "page_accounts: [{handle: path.operation}]\nactions:",
            "kicau.yaml:11: page_accounts[0].handle: 'path' is not a root here",
        ),
        (
            "actions:",
            "page_accounts: [{each: item.a, id: b}]\nactions:",
            "page_accounts[0].each: 'item' is not",
        ),
        (
            "actions:",
            "profiles: {paths: ['/{handle}?tab=a']}\nactions:",
            "kicau.yaml:11: profiles.paths[0]: '/{handle}?tab=a' is not a path template at '?'",
        ),
        (
            "actions:",
            "profiles: {paths: ['/{handle}'], never: ['/a?b']}\nactions:",
            "profiles.never[0]: '/a?b' is not a path template",
        ),
    ],
)
def test_mistakes(tmp_path: Path, old: str, new: str, finding: str) -> None:
    """Each kind of mistake is told where it is, and the platform isn't loaded."""
    platforms, findings = load(tmp_path, kicau=GOOD.replace(old, new, 1))
    assert any(finding in one for one in findings), findings
    assert platforms == []


@pytest.mark.parametrize(
    "each",
    ["input.items[]", "input.**", "[input.items[], input]", "{from: input.items, via: [json, {get: 'a[]'}]}"],
)
def test_batches(tmp_path: Path, each: str) -> None:
    """A batch that reaches into its list is sound, and so is one that opens it in a step."""
    batch = f"each: {each!r}" if each[0] not in "[{" else f"each: {each}"
    text = GOOD.replace("targets: [{post: input.id}]", f"{batch}\n    targets: [{{post: item.id}}]")
    assert load(tmp_path, kicau=text.replace("[input.items[], input]", "['input.items[]', input]"))[1] == []


def test_an_unknown_envelope_is_told_once(tmp_path: Path) -> None:
    """Parts of the path of an envelope that isn't there aren't complained about as well."""
    bad = GOOD.replace("envelope: api", "envelope: apo").replace("input.id", "path.operation")
    assert len(load(tmp_path, kicau=bad)[1]) == 1


@pytest.mark.parametrize(
    "line",
    [
        "viewer: [path.operation, cookie.me]",
        "hints: [{post: input.id, account: {id: path.operation}}]",
        "page_accounts: [{each: 'json.users[]', id: item.id, handle: path}]",
        "profiles: {paths: ['/{handle}', '/p?id={account_id}']}",
    ],
)
def test_what_is_asked_whatever_the_envelope(tmp_path: Path, line: str) -> None:
    """The viewer and hints know the parts of the paths; within each element of a list its own keys count."""
    assert load(tmp_path, kicau=GOOD.replace("actions:", f"{line}\nactions:"))[1] == []


def test_a_long_path_may_stand_on_several_lines(tmp_path: Path) -> None:
    """A path that YAML folds ends in a line feed, which doesn't matter."""
    folded = "\n      - post: >\n          input.id|\n          json.id\n"
    text = GOOD.replace(" [{post: input.id}]", folded)
    assert text != GOOD
    assert load(tmp_path, kicau=text)[1] == []


def test_a_host_has_one_platform(tmp_path: Path) -> None:
    """Of two platforms with one host the later would replace the first: both files are named."""
    other = GOOD.replace("platform: kicau", "platform: lain")
    assert load(tmp_path, kicau=GOOD, lain=other)[1] == [
        "kicau.yaml:3: hosts[0]: 'kicau.example' is a host of lain.yaml too",
        "lain.yaml:3: hosts[0]: 'kicau.example' is a host of kicau.yaml too",
    ]
    assert load(tmp_path, kicau=GOOD, lain=other.replace("kicau.example", "a.kicau.example"))[1] == []


WHEN = "    when: [{field: input.a, present: true}]\n"


@pytest.mark.parametrize(
    ("before", "after", "reached"),
    [
        ("", "", False),
        ("", WHEN, False),
        (WHEN, "", True),
        ("    each: input.items[]\n", "", True),
        ("    operation: [like, share]\n", "    operation: like\n", False),
        ("    operation: like\n", "    operation: [like, share]\n", True),
        ("    operation: like\n", "", True),
        ("", "    operation: like\n", False),
    ],
)
def test_rules_that_are_never_reached(tmp_path: Path, before: str, after: str, reached: bool) -> None:  # noqa: FBT001
    """A rule behind another that takes everything it could take is a mistake."""
    top = GOOD.partition("actions:")[0]
    rules = [
        f"  - rule: {name}\n    kind: like\n    envelope: api\n{more}"
        for name, more in (("one", before), ("two", after))
    ]
    line = 15 + before.count("\n")
    told = f"kicau.yaml:{line}: actions[1]: is never reached: the rule 'one' before it takes all of these"
    assert load(tmp_path, kicau=f"{top}actions:\n{''.join(rules)}")[1] == ([] if reached else [told])


def test_names_are_unique(tmp_path: Path) -> None:
    """Two rules of one name, two files of one platform: told at the second."""
    twice = GOOD + GOOD[GOOD.index("  - rule") :]
    assert load(tmp_path, kicau=twice)[1] == [
        "kicau.yaml:17: actions[1].rule: the name 'like' is taken already"
    ]
    assert "'kicau' is already the name of" in load(tmp_path, kicau=GOOD, other=GOOD)[1][0]


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    """Every mistake of every file is told in one go."""
    bad = GOOD.replace("input.id", "inptu.id").replace("/api/", "api/")
    _, findings = load(tmp_path, kicau=bad, lain="platform: lain\n", noyaml="a: [")
    assert {one.split(":")[0] for one in findings} == {"kicau.yaml", "lain.yaml", "noyaml.yaml"}


def test_shared_files(tmp_path: Path) -> None:
    """A shared file's entries come after the platform's own, whose envelopes win."""
    shared = """\
shared: base
envelopes:
  api: {path: /other}
  more: {path: /more}
never: [{envelope: api, operation: unlike, why: undo}]
actions: [{rule: more, kind: share, envelope: more}]
read: {json_strings: [payload]}
"""
    [platform], findings = load(tmp_path, kicau=GOOD + "uses: [base]\n", shared__base=shared)
    assert findings == []
    assert platform["envelopes"]["api"]["path"] == "/api/{operation}"  # type: ignore[index]
    assert [one["rule"] for one in platform["actions"]] == ["like", "more"]  # type: ignore[attr-defined]
    assert platform["read"] == {"json_strings": ["payload"]}


def test_mistakes_in_shared_files(tmp_path: Path) -> None:
    """A mistake in a shared file is told where it was written, however it was merged."""
    shared = """\
shared: base
envelopes:
  more: {path: /more, operation_from: path.op}
actions:
  - {rule: more, kind: share, envelope: more, operation: x, targets: [{post: nowhere.id}]}
"""
    _, findings = load(tmp_path, kicau=GOOD + "uses: [base]\n", shared__base=shared)
    assert [one.split(": ")[:2] for one in findings] == [
        ["shared/base.yaml:3", "envelopes.more.operation_from"],
        ["shared/base.yaml:5", "actions[0].targets[0].post"],
    ]

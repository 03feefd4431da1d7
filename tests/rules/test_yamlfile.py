"""YAML is read strictly, and every mistake is told with file, line and field."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bounds import MAX_YAML_BYTES
from rules.findings import BadData, Finding
from rules.yamlfile import check, parse, read, read_all


def test_data_and_lines() -> None:
    """Every place in the file knows its line."""
    file = parse(b"a: 1\nb:\n  - x: [2]\n    y: z\n", "t.yaml")
    assert file.data == {"a": 1, "b": [{"x": [2], "y": "z"}]}
    assert str(file.finding(("b", 0, "y"), "wrong")) == "t.yaml:4: b[0].y: wrong"
    assert str(file.finding(("b", 0, "missing"), "wrong")) == "t.yaml:3: b[0].missing: wrong"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"a: 1\na: 2\n", "t.yaml:2: key 'a' is there twice (first on line 1)"),
        (b"a:\n  b: 1\n  b: 2\n", "t.yaml:3: a: key 'b' is there twice (first on line 2)"),
        (b"a: &x 1\nb: *x\n", "t.yaml:2: aliases are not allowed here"),
        (b"a: !!python/object:os.system x\n", "t.yaml:1: a: expected a plain value"),
        (b"a: [1\n", "t.yaml:2: "),
        (b"\xff\xfe", "t.yaml: is not UTF-8 YAML"),
        (b"[" * 5_000, "t.yaml"),
        (b"? [a]\n: 1\n", "expected a plain key"),
        (b"a:\n\tb: 1\n", "t.yaml:2: found character '\\t' that cannot start any token; indent with spaces"),
        (b"a: b: c\n", "t.yaml:1: mapping values are not allowed here; quote a text that holds ': '"),
        (b"a: {path: /x/{id}}\n", "t.yaml:1: expected ',' or '}', but got '{'; quote a text"),
        (
            b"a: @x\n",
            "t.yaml:1: found character '@' that cannot start any token; quote a text that begins so",
        ),
        (b"a: [*.id]\n", "but found '.'; quote a text that begins with * or &"),
        (b"a: *x\n", "t.yaml:1: aliases are not allowed here; quote a text that begins with *"),
        (b"a: 'x\nb: 1\n", "t.yaml:1: the quoted text that begins here has no end"),
        (b"a:\n  b: 1\n c: 2\n", "t.yaml:3: expected <block end>, but found '<block mapping start>'; indent"),
    ],
)
def test_refused(text: bytes, message: str) -> None:
    """What the strict reader doesn't take is refused at its line."""
    with pytest.raises(BadData) as caught:
        parse(text, "t.yaml")
    assert message in str(caught.value)


def test_dates_stay_text() -> None:
    """A date is what its author wrote."""
    assert parse(b"a: 2026-01-02\n", "t").data == {"a": "2026-01-02"}


def test_too_large(tmp_path: Path) -> None:
    """Files beyond the bound, and files that aren't there, are refused."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a" * (MAX_YAML_BYTES + 1))
    with pytest.raises(BadData, match="larger"):
        read(path)
    with pytest.raises(BadData, match="cannot be read"):
        read(tmp_path / "b.yaml")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nmae: K", "nmae: unknown key; known: "),
        ("hosts: kicau.example", "hosts: expected a list of hosts, found 'kicau.example'"),
        (
            "hosts: [http://kicau.example/]",
            "hosts[0]: expected a host name without scheme, such as example.org, found 'http://kicau.example/'",
        ),
        ("never: [{why: undo, or private}]", "or private: unknown key; known here: envelope, "),
        ("never: [{why: undo, or private}]", "path, when, why; quote a text with a comma in it"),
        (
            "never: [{when: [{field: json.a, equals: a, not: b}]}]",
            "expected a condition: field and exactly one test, found a mapping with field, equals, not",
        ),
        (
            "actions: [{targets: [json.id]}]",
            "targets[0]: expected what the action is aimed at (a mapping with as, post, ",
        ),
        ("actions: [{when: {}}]", "when: expected a list of conditions, found an empty mapping"),
        ("actions: [{rule: like, kind: lyke}]", "expected one of like, comment"),
        (
            "actions: [{rule: like, kind: like, targets: [{post: [1]}]}]",
            "actions[0].targets[0].post[0]: expected",
        ),
        (
            "actions: [{rule: like, kind: like, targets: [{post: {from: a, via: [{afer: x}]}}]}]",
            "afer: unknown key",
        ),
        (
            f"never: [{{when: [{{field: json.a, equals: {2**53}}}]}}]",
            f"equals: expected a plain value, found {2**53}; put it",
        ),
        ("never: [{when: [{field: json.a, equals: 1.0}]}]", "a plain value, found 1.0; put it in quotes"),
        (f"never: [{{when: [{{field: json.a, not: -{2**53}}}]}}]", "; put it in quotes"),
        (
            f"never: [{{when: [{{field: json.a, one_of: [a, {2**53}]}}]}}]",
            "one_of[1]: expected a plain value, found",
        ),
        (
            "never: [{when: [{field: json.a, starts: ''}]}]",
            "starts: expected the first characters, one at least, found an empty text",
        ),
        ("forms: {handle: {chars: a-z, max: 9.0}}", "max: expected a number, found 9.0"),
        (
            "viewer: [{from: url, via: [{part: {of: a, at: 1.0}}]}]",
            "at: expected a place, from 0, or from the end with -1, found 1.0",
        ),
        (
            "viewer: [{from: url, via: [{after: ''}]}]",
            "after: expected a text that isn't empty, found an empty text",
        ),
        ("viewer: [{from: url, via: [{before: ''}]}]", "before: expected a text that isn't empty"),
        ("viewer: [{from: url, via: [{strip: ''}]}]", "strip: expected a text that isn't empty"),
        ("viewer: [{from: url, via: [{starts: ''}]}]", "starts: expected a text that isn't empty"),
        ("viewer: [{from: bytes, via: [{protobuf: '٥'}]}]", "protobuf: expected field numbers such as"),
        (
            "read: {html: [{after: ''}]}",
            "read.html[0].after: expected the text right before the JSON, found an empty text",
        ),
        (
            "read: {html: [{element: ''}]}",
            "element: expected the name of an element, such as article, found an empty text",
        ),
        ("hosts: ['kicau.example\\n']", "expected a host name without scheme"),
        ('hosts: ["kicau.example\\n"]', "expected a host name without scheme"),
        (
            'never: [{operation: "TGlrZQ=="}]',
            "of A-Z a-z 0-9 and _ . : / -; * stands for any characters, also for others, found 'TGlrZQ=='",
        ),
        (
            "hints: [{post: url, comment: url, account: {id: url}}]",
            "expected an account and exactly one item (post, comment, room, question or group)",
        ),
    ],
)
def test_schema_errors_in_plain_words(line: str, message: str) -> None:
    """A schema error names the field and what was expected."""
    file = parse(f"platform: kicau\nname: K\n{line}\n".replace("nmae: K", "nmae: K").encode(), "t.yaml")
    found = "\n".join(str(finding) for finding in check(file, "platform"))
    assert message.replace("known: ", "known here: ") in found
    assert "t.yaml:" in found


WORDS = [
    ("on", "true"),
    ("No", "false"),
    ("True", "true"),
    ("0123", "83"),
    ("1_000", "1000"),
    ("12:30", "750"),
]


@pytest.mark.parametrize(("word", "means"), [*WORDS, ("0x1F", "31"), ("+5", "5"), ("-0", "0")])
@pytest.mark.parametrize("test", ["equals: ?", "one_of: [a, ?]", "not: ?", "not: [?]"])
def test_words_that_yaml_reads_as_something_else(word: str, means: str, test: str) -> None:
    """What would be compared as another text than it looks like wants quotes, and with them is itself."""
    line = (
        f"platform: a\nname: A\nhosts: [a.example]\nnever:\n- why: x\n  when: [{{field: json.a, {test}}}]\n"
    )
    [told] = check(parse(line.replace("?", word).encode(), "t.yaml"), "platform")
    assert told.line == 6
    assert told.message.startswith(
        f"{word} without quotes is read as {means}: put it in quotes, or write {means}"
    )
    assert check(parse(line.replace("?", f"'{word}'").encode(), "t.yaml"), "platform") == []
    assert check(parse(line.replace("?", means).encode(), "t.yaml"), "platform") == []


@pytest.mark.parametrize(("word", "means"), [("yes", True), ("off", False), ("True", True), ("true", True)])
def test_switches_of_settings(word: str, means: bool) -> None:  # noqa: FBT001
    """In settings a switch may be on or off: nothing else could be meant there, but for numbers."""
    file = parse(f"reminders: {word}\n".encode(), "t.yaml")
    assert file.data == {"reminders": means}
    assert check(file, "settings") == []
    [told] = check(parse(b"delay_seconds: 010\n", "t.yaml"), "settings")
    assert told.message.startswith("010 without quotes is read as 8")


def test_a_doubtful_word_is_told_once() -> None:
    """Where neither the word nor what it is read as fits, only the word is told."""
    file = parse(b"platform: a\nname: no\nhosts: [a.example]\n", "t.yaml")
    assert [one.message[:22] for one in check(file, "platform")] == ["no without quotes is r"]


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_total(raw: bytes) -> None:
    """Arbitrary bytes are read or refused, and nothing else happens."""
    with suppress(BadData):
        parse(raw, "t.yaml")


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "- " * 100_000, "{a: " * 50_000], ids=["list", "block", "mapping"]
)
def test_a_file_that_nests_without_end_is_refused(text: str) -> None:
    """Depth is an error like any other; it doesn't end the process."""
    with pytest.raises(BadData, match="nests too deep"):
        parse(text.encode(), "x.yaml")


def test_files_of_a_folder(tmp_path: Path) -> None:
    """Sound files are read in the order of their names; what is wrong with the others is told."""
    (tmp_path / "b.yaml").write_text("platform: b\nname: B\nhosts: [b.example]\n")
    (tmp_path / "a.yaml").write_text("platform: a\nname: A\nhosts: [a.example]\n")
    (tmp_path / "c.yaml").write_text("platform: c\n")
    (tmp_path / "d.yaml").write_text("[")
    findings: list[Finding] = []
    read = list(read_all(tmp_path, "platform", findings))
    assert [one.data["platform"] for one in read] == ["a", "b"]
    assert {Path(one.file).name for one in findings} == {"c.yaml", "d.yaml"}


def test_a_file_of_another_name_is_told(tmp_path: Path) -> None:
    """Who calls a file .yml may think that it counts."""
    (tmp_path / "a.yml").write_text("platform: a\nname: A\nhosts: [a.example]\n")
    findings: list[Finding] = []
    assert list(read_all(tmp_path, "platform", findings)) == []
    assert [str(one).removeprefix(f"{tmp_path}/") for one in findings] == [
        "a.yml: warning: is not read: the name of a file of rules ends in .yaml"
    ]

"""The files of platforms: those of a folder, what they share, and where each entry was written."""

from __future__ import annotations

from pathlib import Path

from rules.findings import Finding
from rules.platform_files import Origins, merged, read_all, used
from rules.yamlfile import YamlFile, parse

OWN = parse(
    b"platform: a\nname: A\nhosts: [a.example]\nuses: [base]\n"
    b"never: [{path: /a, why: undo}]\nenvelopes: {api: {path: /a}}\n",
    "a.yaml",
)
BASE = parse(
    b"shared: base\nnever:\n- {path: /b, why: undo}\nenvelopes:\n  api: {path: /b}\n  more: {path: /c}\n"
    b"read: {json_strings: [payload]}\n",
    "base.yaml",
)


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


def test_shared_files_that_are_used() -> None:
    """Those that are named, in this order; a name that there isn't is told with those that there are."""
    findings: list[Finding] = []
    named = YamlFile("a.yaml", {"uses": ["more", "base"]}, {("uses", 0): 4})
    assert used(named, {"base": BASE}, findings) == [BASE]
    assert [str(one) for one in findings] == [
        "a.yaml:4: uses[0]: there is no shared file 'more'; known: base"
    ]


def test_merged() -> None:
    """Entries of lists come after the platform's own; of two of one name its own counts."""
    whole = merged(OWN, [BASE])
    assert [one["path"] for one in whole["never"]] == ["/a", "/b"]
    assert whole["envelopes"] == {"api": {"path": "/a"}, "more": {"path": "/c"}}
    assert whole["read"] == {"json_strings": ["payload"]}
    assert "uses" not in whole


def test_where_an_entry_was_written() -> None:
    """A finding about a merged platform names the file and the line that somebody wrote."""
    origins = Origins(OWN, [BASE])
    places = [
        ("never", 0, "path"),
        ("never", 1, "path"),
        ("envelopes", "api"),
        ("envelopes", "more"),
        ("name",),
    ]
    assert [str(origins.finding(one, "x")).split(": ")[0] for one in places] == [
        "a.yaml:5",
        "base.yaml:3",
        "a.yaml:6",
        "base.yaml:6",
        "a.yaml:2",
    ]

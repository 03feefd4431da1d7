"""The files of platforms: what they share, and where each entry was written."""

from __future__ import annotations

from rules.findings import Finding
from rules.platform_files import Origins, merged, used
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

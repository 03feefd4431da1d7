"""`jari-rules` as IT staff use it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from rules.cli import main
from rules.compile import SHIPPED

HEADER = (
    "platform,handle,account_id,display_name,participant,contest,region,"
    "source_class,source,source_date,reviewer\n"
)
ROW = "x,calon_c,44,Calon C,Calon C,{contest},Kota C,kpu-registered,Daftar KPU,2026-01-01,\n"


def har(path: Path, *entries: dict[str, Any]) -> Path:
    """Write a HAR."""
    path.write_text(json.dumps({"log": {"entries": entries}}))
    return path


def like(post: str) -> dict[str, Any]:
    """A HAR entry of a like."""
    return {
        "request": {
            "method": "POST",
            "url": "https://x.com/i/api/graphql/abc/FavoriteTweet",
            "postData": {"text": json.dumps({"variables": {"tweet_id": post}})},
        }
    }


FEED = {
    "request": {"method": "GET", "url": "https://x.com/i/api/graphql/abc/TweetDetail"},
    "response": {
        "status": 200,
        "content": {
            "mimeType": "application/json",
            "text": json.dumps(
                {
                    "rest_id": "12",
                    "legacy": {"full_text": "halo", "user_id_str": "44"},
                    "core": {
                        "user_results": {"result": {"rest_id": "44", "core": {"screen_name": "calon_c"}}}
                    },
                }
            ),
        },
    },
}


def explain(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    """What `explain --json` prints."""
    assert main(["explain", "--json", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_explain_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object a line for every entry, in order; later entries see what earlier ones taught."""
    csv = tmp_path / "accounts.csv"
    csv.write_text(HEADER + ROW.format(contest="demo"))
    first, feed, second = explain(
        capsys, str(har(tmp_path / "a.har", like("12"), FEED, like("12"))), "--registry", str(csv)
    )
    assert first == {
        "index": 0,
        "url": "https://x.com/i/api/graphql/abc/FavoriteTweet",
        "action": {"platform": "x", "kind": "like", "rule": "x.like", "posts": ["12"], "accounts": []},
        "learned": [],
        "verdict": "pass",
    }
    assert feed["action"] is None
    assert feed["verdict"] is None
    assert feed["learned"] == [
        {"platform": "x", "post": "12", "accounts": [{"id": "44", "handle": "calon_c", "role": "author"}]}
    ]
    assert second["verdict"] == "warn"


def test_the_moment_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A recording is judged at its moment; an unknown contest counts as open, and is named."""
    csv = tmp_path / "accounts.csv"
    csv.write_text(HEADER + ROW.format(contest="pilkada-2024"))
    recording = str(har(tmp_path / "a.har", FEED, like("12")))
    inside = explain(capsys, recording, "--registry", str(csv), "--at", "2024-10-01T08:00:00+07:00")
    outside = explain(capsys, recording, "--registry", str(csv), "--at", "2025-10-01")
    assert [inside[1]["verdict"], outside[1]["verdict"]] == ["warn", "pass"]
    csv.write_text(HEADER + ROW.format(contest="pemilihan-lurah"))
    assert main(["explain", recording, "--registry", str(csv)]) == 0
    out, err = capsys.readouterr()
    assert "'pemilihan-lurah' is not in the calendar" in err
    assert "warn (registered) Calon C (author, campaign)" in out


def test_explain_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A broken registry or recording is told with file and line, and exit code 1."""
    csv = tmp_path / "accounts.csv"
    csv.write_text(HEADER + ROW.format(contest="demo").replace("kpu-registered", "rumour"))
    recording = har(tmp_path / "a.har", FEED)
    assert main(["explain", str(recording), "--registry", str(csv)]) == 1
    assert "accounts.csv:2: source_class" in capsys.readouterr().err
    assert main(["explain", str(csv)]) == 1
    assert "is not JSON" in capsys.readouterr().err


def test_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The shipped rules pass; a broken file is told with its line, and exit code 1."""
    assert main(["check"]) == 0
    folder = tmp_path / "rules"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (folder / "platforms" / "kicau.yaml").write_text("platform: kicau\nname: Kicau\nhost: [kicau.example]\n")
    capsys.readouterr()
    for path in (folder, folder / "platforms", folder / "platforms" / "kicau.yaml"):
        assert main(["check", str(path)]) == 1
        assert "kicau.yaml:3: host: unknown key" in capsys.readouterr().err
    assert main(["check", str(folder / "platforms" / "x.yaml")]) == 0
    assert main(["check", str(tmp_path / "nowhere")]) == 1
    assert main(["check", str(tmp_path)]) == 1


def test_compile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The compiled ruleset is one JSON document, in a file or on standard output."""
    assert main(["compile", "--out", str(tmp_path / "ruleset.json")]) == 0
    assert main(["compile"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads((tmp_path / "ruleset.json").read_text())


@pytest.mark.parametrize("moment", ["yesterday", "2026-13-01", ""])
def test_a_moment_that_is_none(moment: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A time that is none is refused with usage, and with one that would do."""
    with pytest.raises(SystemExit) as caught:
        main(["explain", "a.har", "--at", moment])
    assert caught.value.code == 2
    assert "expected a time such as 2027-01-31T08:00" in capsys.readouterr().err


def test_a_file_that_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever checks a file that the rules would pass over is told so."""
    (tmp_path / "kicau.yaml").write_text("platform: kicau\nname: Kicau\nhosts: [kicau.example]\n")
    other = tmp_path / "lain.yml"
    other.write_text("platform: lain\n")
    assert main(["check", str(other)]) == 1
    assert "lain.yml: is not read: the name of a file of rules ends in .yaml" in capsys.readouterr().err
    assert main(["check", str(tmp_path)]) == 0
    assert "lain.yml: warning: is not read" in capsys.readouterr().err


def test_a_shared_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A shared file is checked as what it is, within the platforms that use it."""
    (tmp_path / "kicau.yaml").write_text("platform: kicau\nname: K\nhosts: [kicau.example]\nuses: [base]\n")
    shared = tmp_path / "shared" / "base.yaml"
    shared.parent.mkdir()
    shared.write_text("shared: base\nviewer: [cookie.me]\n")
    assert main(["check", str(shared)]) == 0
    shared.write_text("shared: base\nviewer: [item.me]\n")
    capsys.readouterr()
    assert main(["check", str(shared)]) == 1
    assert "base.yaml:2: viewer[0]: 'item' is not a root here" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["nowhere", "kicau.yaml", "."])
def test_rules_are_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """`--rules` wants all of a rules folder; a platform's file, or a folder of them, is said to be none."""
    (tmp_path / "kicau.yaml").write_text("platform: kicau\nname: Kicau\nhosts: [kicau.example]\n")
    recording = str(har(tmp_path / "a.har", FEED))
    for command in (["explain", recording], ["compile"]):
        assert main([*command, "--rules", str(tmp_path / name)]) == 1
        [line] = capsys.readouterr().err.splitlines()
        assert "is no rules folder; expected one with platforms, contests, messages, regulations and" in line


def test_a_ruleset_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the ruleset can't be written it is said where, and why."""
    out = tmp_path / "nowhere" / "ruleset.json"
    assert main(["compile", "--out", str(out)]) == 1
    assert capsys.readouterr().err == f"{out}: cannot be written: No such file or directory\n"

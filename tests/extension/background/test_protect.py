"""The way of a tap through the extension, in Node: the demo's registry, and a feed of its site."""

from __future__ import annotations

import json
from pathlib import Path

from demo import data
from demo.world import Viewer
from demo.x_shapes import entry, instructions
from extension.packing.packaged import packaged
from rules.compile import ruleset
from tests.extension.engine.test_vectors import passed
from tests.support.stack import CAMPAIGN

SCRIPT = Path(__file__).with_name("protect.test.js")


def test_protection(tmp_path: Path) -> None:
    """Every test of the script runs and passes."""
    rules = tmp_path / "ruleset.json"
    rules.write_text(json.dumps(ruleset()), "utf-8")
    for name, content in packaged(0, [CAMPAIGN]).items():
        if name.endswith((".keys", ".records")):
            (tmp_path / Path(name).name).write_bytes(content)
    post = data.home("x")[0]
    timeline = {"instructions": instructions([entry(post, Viewer(1))])}
    known = {
        "account": data.RATNA.id_on("x"),
        "post": post.id_on("x"),
        "feed": {"data": {"home": {"home_timeline_urt": timeline}}},
    }
    (tmp_path / "who.json").write_text(json.dumps(known), "utf-8")
    assert passed(str(SCRIPT), rules) == SCRIPT.read_text("utf-8").count("\ntest(")

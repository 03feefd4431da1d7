"""What an import needs of the rules."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ext_api.importing import Defaults, words_of
from rules.compile import SHIPPED
from rules.findings import BadData


def test_the_words_of_a_folder(tmp_path: Path) -> None:
    """An office's own headers are read from its own rules folder."""
    shutil.copytree(
        SHIPPED, tmp_path / "rules", ignore=lambda _, names: [n for n in names if n.endswith("py")]
    )
    file = tmp_path / "rules" / "headers.yaml"
    file.write_text(file.read_text("utf-8").replace("reviewer: [", "reviewer: [paraf kepala, "), "utf-8")
    words = words_of(folder=tmp_path / "rules")
    assert words.headers.column("Paraf Kepala") == ("reviewer", "")
    assert words.months["januari"] == words.months["january"] == 1
    assert "x" in words.platforms
    file.write_text("columns: 1\n")
    with pytest.raises(BadData):
        words_of(folder=tmp_path / "rules")


def test_defaults() -> None:
    """What isn't given is blank."""
    assert (Defaults({"region": "*"}).get("region"), Defaults().get("region")) == ("*", "")

"""The workers' shares of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.shares import FIRST, TOGETHER, share

HERE = Path(__file__).parent


@pytest.mark.parametrize("folder", [*FIRST, *TOGETHER])
def test_folders_are_there(folder: str) -> None:
    """A folder that was renamed would be in no order, or in several workers."""
    assert list((HERE / folder).rglob("test_*.py"))


def test_a_share_is_a_file_or_a_folder() -> None:
    """Tests with a browser in common are one share, whatever the depth of their file; others go by file."""
    assert share("tests/ext_api/test_a.py::test_x[a/b::c]") == share("tests/ext_api/store/test_b.py::test_y")
    assert share("tests/browser/test_a.py::test_x") == share("tests/browser/test_a.py::test_y[1]")
    assert share("tests/browser/test_a.py::test_x") != share("tests/browser/test_b.py::test_x")

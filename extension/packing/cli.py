"""Packs the extension: a zip for each browser, and `extension/packaged/` for the folder as it is.

Data is as old as ``SOURCE_DATE_EPOCH`` says, so that the same sources make the same bytes.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from extension.packing.files import FOLDER, Files, manifest, shipped, zipped
from extension.packing.packaged import Updates, packaged
from rules.findings import BadData

BROWSERS: Final = ("chrome", "edge", "firefox")
EPOCH: Final = "SOURCE_DATE_EPOCH"


def main(arguments: Sequence[str] | None = None) -> int:
    """Pack for every browser; 0 where that went well."""
    asked = _parser().parse_args(arguments)
    updates = Updates(asked.updates, asked.root.read_bytes()) if asked.updates else None
    try:
        base = packaged(int(os.environ.get(EPOCH, "0")), asked.registry, updates)
    except BadData as bad:
        for finding in bad.findings:
            print(finding, file=sys.stderr)
        return 1
    write(FOLDER, base)
    for browser in BROWSERS:
        path = asked.out / f"jari-netral-{browser}-{manifest(browser)['version']}.zip"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(zipped({**shipped(browser), **base}))
        print(path, path.stat().st_size)
    return 0


def write(folder: Path, files: Files) -> None:
    """Put files into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="extension.packing", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("dist"), help="where the zips go (dist)")
    parser.add_argument(
        "--registry", type=Path, nargs="*", help="campaign folders (those that come with the rules)"
    )
    parser.add_argument("--updates", metavar="URL", help="whose signed updates are followed")
    parser.add_argument("--root", type=Path, help="the publisher's first root file")
    return parser

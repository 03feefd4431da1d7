"""Measure everything, print it, and with ``--write`` put it into docs/performance.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import extension, importing, matching, reading, registry, swap, tap, traffic
from benchmarks.figures import Table, write
from benchmarks.samples import ROOT

PAGE = ROOT / "docs" / "performance.md"


def main() -> int:
    """0 where every goal is met, else 1."""
    options = _options()
    parts: dict[str, Callable[[Path], Table]] = {
        "traffic": lambda folder: traffic.table(folder, options.rounds),
        "reading": lambda folder: reading.table(folder, options.rounds),
        "matching": lambda _: matching.table(),
        "registry": lambda folder: registry.table(folder, options.rounds),
        "import": importing.table,
        "tap": lambda folder: tap.table(folder, options.taps),
        "extension": lambda folder: extension.table(folder, options.rounds),
        "swap": lambda folder: swap.table(folder, options.publications),
    }
    missed = 0
    for name in options.only or parts:
        machine = _machine()
        with tempfile.TemporaryDirectory() as folder:
            table = parts[name](Path(folder))
        missed += sum(figure.met is False for figure in table.figures)
        text = f"{table.markdown()}\n\n{machine}"
        print(text, end="\n\n", flush=True)
        if options.write:
            write(PAGE, name, text)
    print(f"Goals missed: {missed}.")
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="rounds of each comparison (15)")
    parser.add_argument("--publications", type=int, default=1_000, help="publications in a row (1000)")
    parser.add_argument("--taps", type=int, default=60, help="taps in the browser (60)")
    parts = ["traffic", "reading", "matching", "registry", "import", "tap", "extension", "swap"]
    parser.add_argument("--only", action="append", choices=parts, help="repeatable")
    parser.add_argument("--write", action="store_true", help="write the results into docs/performance.md")
    return parser.parse_args()


def _machine() -> str:
    """Where and when this was measured, and how busy the machine was."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    load = os.getloadavg()[0]
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores ({cpu}), "
        f"Python {platform.python_version()}, {platform.system()}; load before the start {load:.1f}."
    )


if __name__ == "__main__":
    sys.exit(main())

"""Measures, and prints the table: ``make bench``; ``make bench BENCH_ARGS=--quick`` leaves out what takes minutes."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks import batches, building, ledgers, pages, start_up, tables
from benchmarks.timing import HEAD, Line, command, machine

ROOT = Path(__file__).parent.parent


def _lines(workspace: Path, quick: bool) -> Iterator[Line]:
    yield from start_up.lines(workspace)
    yield from building.lines(workspace)
    yield from tables.lines(workspace)
    yield from ledgers.lines(workspace, (10_000, 100_000) if quick else (10_000, 100_000, 1_000_000))
    yield from pages.lines((1, 10) if quick else (1, 10, 45))
    yield from batches.lines(workspace, 20 if quick else 500)


def main() -> None:
    """Print each line as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    print(f"Measured {date.today()}: {machine()}\n\n{HEAD}", flush=True)
    with tempfile.TemporaryDirectory() as place:
        workspace = Path(place) / "町"
        for name in ("plan", "templates", "actuals"):
            shutil.copytree(ROOT / name, workspace / name)
        command(workspace, ["ingest"], 1)
        command(
            workspace, ["build", "2027", "--format", "html"], 1
        )  # out/ remembers that the ledger is proved
        for line in _lines(workspace, quick):
            print(line.printed(), flush=True)


if __name__ == "__main__":
    main()

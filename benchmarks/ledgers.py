"""A ledger that grows: reading, status, history and taking a file in, at 1, 10 and 100 times ten thousand rows."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.timing import PROGRAM, Line, best_of, process
from misato_report.actuals.ledger import COLUMNS

_VINTAGES, _PERIODS = 6, 10
PEAK = f"""
import resource, sys
try:
    {PROGRAM}
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""


def lines(workspace: Path, sizes: tuple[int, ...]) -> Iterator[Line]:
    """Each command on ledgers of these sizes; the yardstick is Python's own csv reader on the same file."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            root = Path(place) / "town"
            shutil.copytree(workspace, root, ignore=shutil.ignore_patterns("out"))
            ledger = root / "actuals" / "ledger.csv"
            _grow(ledger, size)
            bare = best_of(2, lambda ledger=ledger: _read(ledger))  # type: ignore[misc]
            for arguments in (["status", "R9"], ["history", "町内総生産額"], _record(size)):
                peak = ""

                def run(arguments: list[str] = arguments) -> None:
                    nonlocal peak
                    peak = process(root, "-c", PEAK, *arguments).stderr.decode().split()[-1]  # noqa: B023

                seconds = best_of(1, run)
                yield Line(
                    f"`{arguments[0]}`, {size:,} rows", seconds, "csv.reader alone", bare, "", f"{peak} MB"
                )


def _record(size: int) -> list[str]:
    return [
        "record",
        "コミュニティ施設の利用者数",
        "R9",
        str(1000 + size % 97),
        "--published-on",
        "2028-05-02",
    ]


def _read(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def _grow(ledger: Path, size: int) -> None:
    """The sample rows, and rows of other towns' series until there are ``size``: 10 periods of 6 vintages each."""
    own = ledger.read_text(encoding="utf-8").splitlines()[1:]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    others = max(0, size - len(own)) // (_VINTAGES * _PERIODS)
    for series in range(others):
        for period in range(2016, 2016 + _PERIODS):
            for vintage in range(_VINTAGES):
                day = f"{period + vintage + 1}-03-31"
                source = (
                    "prefecture",
                    f"actuals/{period}/table{vintage}.csv",
                    "",
                    series + 2,
                    "C",
                    f"{period}{vintage}" * 12,
                    "",
                )
                writer.writerow(
                    (f"a{series:07}", period, "年度", f"{series + vintage}.5", "人", "", day, *source)
                )
    text = ",".join(COLUMNS) + "\n" + "\n".join(sorted([*out.getvalue().splitlines(), *own])) + "\n"
    ledger.write_text(text, encoding="utf-8", newline="")

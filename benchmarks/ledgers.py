"""A ledger that grows: reading, status, history and taking a file in, at 1, 10 and 100 times ten thousand rows."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.timing import PROGRAM, Line, best_of, process
from misato_report.actuals.ledger.read import COLUMNS

_VINTAGES, _PERIODS = 6, 10
PEAK = f"""
import sys
try:
    {PROGRAM}
finally:
    # Not getrusage: its peak goes back to before this program was loaded, to the memory of what started it.
    peak = next(l.split()[1] for l in open("/proc/self/status", encoding="ascii") if l.startswith("VmHWM"))
    print(int(peak) // 1024, file=sys.stderr)
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
    with ledger.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    for series in range(max(0, size - len(rows)) // (_VINTAGES * _PERIODS)):
        rows.extend(_rows_of(series))
    rows.sort(key=lambda row: (row[0], int(row[1]), row[6]))
    with ledger.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


def _rows_of(series: int) -> Iterator[list[str]]:
    for period in range(2016, 2016 + _PERIODS):
        for vintage in range(_VINTAGES):
            day = f"{period + vintage + 1}-03-31"
            file = ["prefecture", f"actuals/{period}/table{vintage}.csv", "", str(series + 2), "C"]
            yield [
                f"a{series:07}",
                str(period),
                "年度",
                f"{series + vintage}.5",
                "人",
                "",
                day,
                *file,
                f"{period}{vintage}" * 12,
                "",
            ]

"""Many towns: throughput against single builds, and the memory of a worker that builds on and on."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.timing import Line
from misato_report.batch.running import Order, build_town, run_here, towns_in

_TOWNS = 8
MEMORY = """
import sys
from datetime import date
from misato_report.batch.running import Order, build_town
order = Order(2027, date(2028, 5, 1), formats=tuple(sys.argv[3].split(",")))
seen = []
for number in range(int(sys.argv[2])):
    from pathlib import Path
    (Path(sys.argv[1]) / "out" / ".built.json").unlink(missing_ok=True)
    assert not build_town(sys.argv[1], order).failed
    now = int(next(l.split()[1] for l in open("/proc/self/status", encoding="ascii") if l.startswith("VmRSS"))) // 1024
    seen.append(now)
tenth = max(1, len(seen) // 10)
print(f"{seen[0]} MB after the first, {seen[tenth]} MB after {tenth + 1}, {seen[-1]} MB after {len(seen)}")
"""


def lines(workspace: Path, builds: int) -> Iterator[Line]:
    """N towns by one process and by as many as there are cores, and one process over many builds."""
    cores = os.cpu_count() or 1
    order = Order(2027, date(2028, 5, 1), formats=("pdf", "html"))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for number in range(_TOWNS):
            shutil.copytree(workspace, folder / f"{number}", ignore=shutil.ignore_patterns("out"))
        towns = towns_in([folder])
        build_town(str(towns[0]), order)  # what is imported once is not what is measured
        single = _seconds_of_single(towns, order)
        for town in towns:
            shutil.rmtree(town / "out")
        started = time.perf_counter()
        results = run_here(towns, order, cores, lambda _: None)
        took = time.perf_counter() - started
        assert not any(result.failed for result in results)  # noqa: S101
        note = f"{_TOWNS / took * 3600:,.0f} towns an hour on {cores} cores"
        yield Line(
            f"`batch`: {_TOWNS} towns, {cores} processes, start included",
            took * cores,
            "single builds × N",
            single,
            "1.10",
            note,
        )
        yield from _again(towns, order, cores)
        yield _memory(towns[0], builds)


def _seconds_of_single(towns: list[Path], order: Order) -> float:
    started = time.perf_counter()
    for town in towns:
        shutil.rmtree(town / "out", ignore_errors=True)
        build_town(str(town), order)
    return time.perf_counter() - started


def _again(towns: list[Path], order: Order, cores: int) -> Iterator[Line]:
    started = time.perf_counter()
    results = run_here(towns, order, cores, lambda _: None)
    assert all(result.left_alone for result in results)  # noqa: S101
    yield Line(f"`batch` again, nothing changed: {_TOWNS} towns", time.perf_counter() - started)


def _memory(town: Path, builds: int) -> Line:
    from benchmarks.timing import process

    started = time.perf_counter()
    done = process(town, "-c", MEMORY, str(town), str(builds), "html")
    return Line(
        f"memory of one process, {builds} builds (HTML)",
        time.perf_counter() - started,
        note=done.stdout.decode().strip(),
    )

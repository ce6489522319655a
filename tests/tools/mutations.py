"""Damaged files by the thousand: ``python -m tests.tools.mutations 10000 [DIR]``.

Half of them are forms that others publish (``mutation_forms``), read by what ``layout`` proposes, and damaged in their
meaning (``mutation_damage``): another year, unit, prefecture or day, a month for a year, columns and totals moved. With
the folder of real files (``DIR/expected.yaml``) a part of them is made of those.

The sample tables in every file form are damaged (bytes flipped, rows cut or doubled, columns and cells
swapped, the file cut short) and read against the ledger of the other years, as ``ingest`` does. Whatever
is taken must be the truth, or be told of; nothing may raise. A town's own counts are left out: a plain
table of single figures has nothing to be checked against.
"""

from __future__ import annotations

import csv
import io
import itertools
import multiprocessing
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing.pool import Pool
from pathlib import Path
from typing import TypeVar

from misato_report import load_workspace
from misato_report.actuals.extracting import SourceFile, extract
from misato_report.actuals.files.table import Table
from misato_report.actuals.ledger.history_checks import carried_forward, jumps
from misato_report.diagnostics import Severity
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from tests.support.published_tables import Grid, ods, xls, xlsx
from tests.tools.mutation_damage import OF_ALL, OF_REAL, OF_TIME, OF_UNITS, Meaning
from tests.tools.mutation_forms import forms
from tests.tools.mutation_reading import Base, base_of_form, real_base

ROOT = Path(__file__).parents[2]
BASES = ("*人口移動*_見本.csv", "*経済計算*_見本.csv")
FORMS = ("csv", "csv", "csv", "xlsx", "xls", "ods")


@dataclass(frozen=True)
class Outcome:
    """What came of one damaged file: refused, right, told (wrong, with a warning), wrong, or raised."""

    kind: str
    damage: str
    detail: str = ""


@cache
def _plan() -> Plan:
    return load_workspace(ROOT).sound_plan()


@cache
def _grid(pattern: str) -> Grid:
    path = next((ROOT / "actuals" / "2027").glob(pattern))
    return list(csv.reader(io.StringIO(path.read_bytes().decode("cp932"), newline="")))


@cache
def _truth(pattern: str) -> tuple[dict[tuple[str, int], Observation], dict[tuple[str, int], Observation]]:
    """What the undamaged file says, and the newest vintages of all other files."""
    path = next((ROOT / "actuals" / "2027").glob(pattern))
    said = extract(SourceFile(path.name, path.read_bytes(), "0"), _plan())
    assert not said.refused
    name = f"actuals/2027/{path.name}"
    others = {(o.series, o.period): o for o in load_workspace(ROOT).observations if o.file != name}
    return {(o.series, o.period): o for o in said.observations}, others


# --- damage ---------------------------------------------------------------------------------------


def _flip(raw: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(raw)
    for _ in range(dice.choice([1, 1, 1, 2, 3, 8])):
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def _cut(raw: bytes, dice: random.Random) -> bytes:
    return raw[: dice.randrange(len(raw))]


def _digit(grid: Grid, dice: random.Random) -> Grid:
    """One digit for another, in any cell that has one."""
    places = [
        (r, c) for r, row in enumerate(grid) for c, cell in enumerate(row) if any(map(str.isdigit, cell))
    ]
    row, column = dice.choice(places)
    cell = grid[row][column]
    at = dice.choice([n for n, letter in enumerate(cell) if letter.isdigit()])
    grid[row][column] = f"{cell[:at]}{dice.choice('0123456789')}{cell[at + 1 :]}"
    return grid


def _cut_row(grid: Grid, dice: random.Random) -> Grid:
    del grid[dice.randrange(len(grid))]
    return grid


def _double_row(grid: Grid, dice: random.Random) -> Grid:
    row = dice.randrange(len(grid))
    grid.insert(dice.randrange(len(grid)), list(grid[row]))
    return grid


def _swap_columns(grid: Grid, dice: random.Random) -> Grid:
    a, b = dice.sample(range(len(grid[0])), 2)
    for row in grid:
        row[a], row[b] = row[b], row[a]
    return grid


def _cut_column(grid: Grid, dice: random.Random) -> Grid:
    column = dice.randrange(len(grid[0]))
    for row in grid:
        del row[column]
    return grid


def _swap_cells(grid: Grid, dice: random.Random) -> Grid:
    """Two neighbours change places, as when somebody types over a table."""
    row = dice.randrange(len(grid))
    column = dice.randrange(len(grid[0]) - 1)
    grid[row][column], grid[row][column + 1] = grid[row][column + 1], grid[row][column]
    return grid


def _swap_rows(grid: Grid, dice: random.Random) -> Grid:
    a, b = dice.sample(range(len(grid)), 2)
    grid[a], grid[b] = grid[b], grid[a]
    return grid


def _blank(grid: Grid, dice: random.Random) -> Grid:
    grid[dice.randrange(len(grid))][dice.randrange(len(grid[0]))] = ""
    return grid


def _drop_sign(grid: Grid, dice: random.Random) -> Grid:
    places = [(r, c) for r, row in enumerate(grid) for c, cell in enumerate(row) if "△" in cell]
    if places:
        row, column = dice.choice(places)
        grid[row][column] = grid[row][column].replace("△", "")
    return grid


_OF_BYTES: tuple[Callable[[bytes, random.Random], bytes], ...] = (_flip, _flip, _flip, _cut)
_OF_GRIDS: tuple[Callable[[Grid, random.Random], Grid], ...] = (
    _digit,
    _digit,
    _cut_row,
    _double_row,
    _swap_columns,
    _cut_column,
    _swap_cells,
    _swap_rows,
    _blank,
    _drop_sign,
)
_WRITERS: dict[str, Callable[[Grid], bytes]] = {"xlsx": xlsx, "xls": xls, "ods": ods}


def _as_csv(grid: Grid) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(grid)
    return out.getvalue().encode("cp932")


def damaged(number: int) -> tuple[str, str, bytes, str]:
    """The base, the form, the bytes and the name of the damage of file ``number``."""
    dice = random.Random(number)
    pattern, form = dice.choice(BASES), dice.choice(FORMS)
    writer = _WRITERS.get(form, _as_csv)
    grid = [list(row) for row in _grid(pattern)]
    if dice.random() < 0.5:
        spoil = dice.choice(_OF_BYTES)
        return pattern, form, spoil(writer(grid), dice), spoil.__name__
    change = dice.choice(_OF_GRIDS)
    return pattern, form, writer(change(grid, dice)), change.__name__


# --- outcome --------------------------------------------------------------------------------------


def outcome(number: int) -> Outcome:
    """Read damaged file ``number`` and compare what is taken with the truth."""
    pattern, form, raw, damage = damaged(number)
    what = f"{damage} {form}"
    truth, others = _truth(pattern)
    try:
        said = extract(SourceFile(f"damaged.{form}", raw, "0"), _plan())
        taken = {(o.series, o.period): o for o in said.observations}
        found = [
            *said.diagnostics,
            *jumps(_plan(), others, said.observations),
            *carried_forward(_plan(), {**others, **taken}, said.observations),
        ]
    except Exception as error:  # the point of the run: nothing may raise
        return Outcome("raised", what, f"{number}: {error!r}")
    if any(d.severity is Severity.ERROR for d in found):
        return Outcome("refused", what)
    wrong = [o for key, o in taken.items() if key not in truth or truth[key].value != o.value]
    warned = any(d.severity is Severity.WARNING for d in found)
    if not _begins_later(truth, taken):
        return Outcome("told" if warned else "wrong", what, f"{number}: {len(truth) - len(taken)} left out")
    if not wrong:
        dated = all(truth[key].published_on == o.published_on for key, o in taken.items())
        return Outcome("right" if dated else "right, other date", what)
    if warned:
        return Outcome("told", what)
    shown = replace(wrong[0], sha256="")
    return Outcome("wrong", what, f"{number}: {shown.series} {shown.period} {shown.value} {shown.cell}")


def _begins_later(
    truth: dict[tuple[str, int], Observation], taken: dict[tuple[str, int], Observation]
) -> bool:
    """Whether nothing is left out but the first years: a table may well begin in a later year."""
    first = {series: min(y for s, y in taken if s == series) for series, _ in taken}
    return all(key in taken or key[1] < first.get(key[0], 0) for key in truth)


_PASSED_OVER = frozenset({"late-publication", "no-publication-date", "converted"})
"""Warnings that say nothing of a wrong figure."""


def outcome_of_form(number: int) -> Outcome:
    """Damage one of the invented forms and compare what is taken with what a person reads."""
    dice = random.Random(number)
    form = dice.choice(forms())
    base = _base(form.name)
    grid = [list(row) for row in form.grid]
    damage, place = dice.choice(
        [
            *((d, form.only_time) for d in OF_TIME),
            *((d, form.only_unit) for d in OF_UNITS),
            *((d, None) for d in OF_ALL),
        ]
    )
    meaning = damage(grid, dice, place)
    if meaning is None:
        return Outcome("not applicable", damage.__name__)
    damaged_table = replace(base.tables[0], rows=tuple(map(tuple, grid)))
    return _compared(base, [damaged_table], meaning, f"{damage.__name__} {form.name}", number)


def outcome_of_real(task: tuple[str, int]) -> Outcome:
    """Damage one of the real files and compare what is taken with what it says undamaged."""
    folder, number = task
    dice = random.Random(number)
    base = real_base(folder, dice.randrange(10**6))
    if base is None:
        return Outcome("not applicable", "real file")
    at = dice.randrange(len(base.tables))
    grid = [list(row) for row in base.tables[at].rows]
    damage = dice.choice(OF_REAL)
    meaning = damage(grid, dice, None) if grid else None
    if meaning is None:
        return Outcome("not applicable", damage.__name__)
    tables = list(base.tables)
    tables[at] = replace(tables[at], rows=tuple(map(tuple, grid)))
    return _compared(base, tables, meaning, f"{damage.__name__} {base.name}", number)


def _compared(base: Base, tables: list[Table], meaning: Meaning, what: str, number: int) -> Outcome:
    try:
        taken, found = base.read(tables)
    except Exception as error:  # the point of the run: nothing may raise
        return Outcome("raised", what, f"{number}: {error!r}")
    if any(d.severity is Severity.ERROR for d in found):
        return Outcome("refused", what)
    same = {(o.series, o.period, o.value) for o in base.observations}
    moved = {
        (s, year + meaning.years, None if value is None else value * meaning.factor)
        for s, year, value in same
    }
    allowed = set() if meaning.nothing else moved | (same if meaning.also_same else set())
    wrong = [o for o in taken if (o.series, o.period, o.value) not in allowed]
    told = any(d.severity is Severity.WARNING and d.code not in _PASSED_OVER for d in found)
    if not wrong and (len(taken) >= len(same) or meaning.nothing):
        return Outcome("right", what)
    if told or (not wrong and any(d.code == "left-out" for d in found)):
        return Outcome("told", what)
    if not wrong:
        return Outcome("wrong", what, f"{number}: {len(same) - len(taken)} left out")
    return Outcome(
        "wrong", what, f"{number}: {wrong[0].series} {wrong[0].period} {wrong[0].value} {wrong[0].cell}"
    )


@cache
def _base(name: str) -> Base:
    return base_of_form(next(form for form in forms() if form.name == name))


_PROCESSES = 2


def _outcomes(count: int, folder: str) -> list[Outcome]:
    """As many outcomes as asked for; damages that a table has no place for are not counted."""
    real = count // 5 if folder else 0
    of_forms = (count - real) // 2
    with multiprocessing.Pool(_PROCESSES) as pool:
        found = pool.map(outcome, range(count - real - of_forms), chunksize=50)
        found += _applicable(pool, outcome_of_form, itertools.count(), of_forms)
        tasks = ((folder, number) for number in itertools.count())
        found += _applicable(pool, outcome_of_real, tasks, real)
    return found


_Task = TypeVar("_Task")


def _applicable(
    pool: Pool, read: Callable[[_Task], Outcome], tasks: Iterator[_Task], count: int
) -> list[Outcome]:
    """The first outcomes of tables that had a place for their damage."""
    found: list[Outcome] = []
    while len(found) < count:
        some = pool.map(read, list(itertools.islice(tasks, 1000)), chunksize=20)
        found += [o for o in some if o.kind != "not applicable"]
    return found[:count]


def main() -> int:
    """Run as many as asked for, print the tally, exit 1 if anything was wrong or raised."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    outcomes = _outcomes(count, sys.argv[2] if len(sys.argv) > 2 else "")
    for kind, number in Counter(o.kind for o in outcomes).most_common():
        print(f"{number:>6} {kind}")
    bad = [o for o in outcomes if o.kind in ("wrong", "raised")]
    for o in bad[:20]:
        print(f"{o.kind}: {o.damage} {o.detail}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

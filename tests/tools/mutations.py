"""Damaged files by the thousand: ``python -m tests.tools.mutations 10000``.

The sample tables in every file form are damaged (bytes flipped, rows cut or doubled, columns and cells
swapped, the file cut short) and read against the ledger of the other years, as ``ingest`` does. Whatever
is taken must be the truth, or be told of; nothing may raise. A town's own counts are left out: a plain
table of single figures has nothing to be checked against.
"""

from __future__ import annotations

import csv
import io
import multiprocessing
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from misato_report import load_workspace
from misato_report.actuals.extracting import SourceFile, extract
from misato_report.actuals.ledger.history_checks import carried_forward, jumps
from misato_report.diagnostics import Severity
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from tests.support.published_tables import Grid, ods, xls, xlsx

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
    if len(taken) < len(truth):
        return Outcome("told" if warned else "wrong", what, f"{number}: {len(truth) - len(taken)} left out")
    if not wrong:
        dated = all(truth[key].published_on == o.published_on for key, o in taken.items())
        return Outcome("right" if dated else "right, other date", what)
    if warned:
        return Outcome("told", what)
    shown = replace(wrong[0], sha256="")
    return Outcome("wrong", what, f"{number}: {shown.series} {shown.period} {shown.value} {shown.cell}")


def main() -> int:
    """Run as many as asked for, print the tally, exit 1 if anything was wrong or raised."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with multiprocessing.Pool() as pool:
        outcomes = pool.map(outcome, range(count), chunksize=50)
    for kind, number in Counter(o.kind for o in outcomes).most_common():
        print(f"{number:>6} {kind}")
    bad = [o for o in outcomes if o.kind in ("wrong", "raised")]
    for o in bad[:20]:
        print(f"{o.kind}: {o.damage} {o.detail}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

"""What happens to published tables between one year and the next, and what a person then reads in them.

Each damage changes a grid and says what may be taken from it: the same values (``SAME``), the values moved by some
years or multiplied (a table whose only statement says so), or nothing at all (``NOTHING``).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

Grid = list[list[str]]
Place = tuple[int, int]

_YEAR = re.compile(r"(令和|平成)(元|[0-9]{1,2})年|(?<![0-9])(20[0-2][0-9])年")
_DAY = re.compile(r"(10|1)月1日")
_FIGURE = re.compile(r"[0-9,.△▲-]+$")
_UNITS = ("百万円", "千円", "億円", "千人", "人")
_OTHERS = ("秋田県", "宮崎県", "広島県", "北海道")
_TOTAL = re.compile(r"^\s*(?:.{1,3}計|合計|総計|.{2,3}県|市部|郡部|町村部)\s*$")


@dataclass(frozen=True)
class Meaning:
    """What a person may read after the damage, relative to the undamaged table."""

    years: int = 0
    factor: Decimal = Decimal(1)
    nothing: bool = False
    also_same: bool = True
    """The undamaged values may be taken too: another place of the table still says them."""


SAME = Meaning()
NOTHING = Meaning(nothing=True)


def _cells(grid: Grid, pattern: re.Pattern[str] | str) -> list[Place]:
    return [(r, c) for r, row in enumerate(grid) for c, text in enumerate(row) if re.search(pattern, text)]


def another_year(grid: Grid, dice: random.Random, only_time: Place | None) -> Meaning | None:
    """One year of the title, a heading or a note becomes another one."""
    places = [place for place in _cells(grid, _YEAR) if place[0] < 8 or place == only_time]
    if not places:
        return None
    place = dice.choice(places)
    text = grid[place[0]][place[1]]
    match = dice.choice(list(_YEAR.finditer(text)))
    step = dice.choice([-10, -3, -2, -1, 1, 2, 3])
    old = 1 if match[2] == "元" else int(match[2] or match[3])
    if old + step < 1 or (match[1] == "平成" and old + step > 31):
        return None
    new = text[: match.start()] + f"{match[1] or ''}{old + step}年" + text[match.end() :]
    grid[place[0]][place[1]] = new
    several = len(set(_YEAR.findall(text))) > 1
    return Meaning(years=step, also_same=place != only_time) if place == only_time and not several else SAME


def a_month_for_a_year(grid: Grid, dice: random.Random, only_time: Place | None) -> Meaning | None:
    """The year or the day of the title becomes a month: 令和7年 → 令和7年3月."""
    if only_time is None:
        return None
    row, column = only_time
    text = grid[row][column]
    changed = _DAY.sub("", text) if dice.random() < 0.5 else text
    match = _YEAR.search(changed)
    if match is None:
        return None
    grid[row][column] = (
        f"{changed[: match.end()]}{dice.choice([2, 3, 5, 6, 8, 11, 12])}月{dice.choice(['', '分', '中'])}"
    )
    return NOTHING


def another_day(grid: Grid, dice: random.Random, only_time: Place | None) -> Meaning | None:
    """10月1日 becomes 1月1日, 5月1日 or another day."""
    if only_time is None or not _DAY.search(grid[only_time[0]][only_time[1]]):
        return None
    row, column = only_time
    old = grid[row][column]
    day = dice.choice([d for d in ("1月1日", "3月31日", "5月1日", "10月1日", "12月31日") if d not in old])
    grid[row][column] = _DAY.sub(day, old)
    return NOTHING


def another_prefecture(grid: Grid, dice: random.Random, only_time: Place | None) -> Meaning | None:
    """島根県 becomes another prefecture wherever it stands."""
    del only_time
    places = _cells(grid, "島根県")
    if not places:
        return None
    other = dice.choice(_OTHERS)
    for row, column in places:
        grid[row][column] = grid[row][column].replace("島根県", other)
    return NOTHING


def another_unit(grid: Grid, dice: random.Random, only_unit: Place | None) -> Meaning | None:
    """The one unit of a table becomes another."""
    if only_unit is None:
        return None
    row, column = only_unit
    old = next(unit for unit in _UNITS if unit in grid[row][column])
    scale = {"百万円": 10**6, "千円": 10**3, "億円": 10**8, "千人": 1000, "人": 1}
    family = [u for u in _UNITS if u != old and u[-1] == old[-1]]
    new = dice.choice(family)
    grid[row][column] = grid[row][column].replace(old, new)
    return Meaning(factor=Decimal(scale[new]) / Decimal(scale[old]), also_same=False)


def totals_moved(grid: Grid, dice: random.Random, only: Place | None) -> Meaning | None:
    """A total row goes to another place among the figures."""
    del only
    rows = [r for r, row in enumerate(grid) if row and any(_TOTAL.match(t) for t in row[:3]) and r > 2]
    if not rows:
        return None
    row = grid.pop(dice.choice(rows))
    low = min(rows)
    grid.insert(dice.randrange(low, len(grid) + 1), row)
    return SAME


def columns_swapped(grid: Grid, dice: random.Random, only: Place | None) -> Meaning | None:
    """Two columns change places with their headings; groups in merged headings are left out."""
    del only
    head = max((r for r, row in enumerate(grid[:9]) if sum(map(bool, row)) > 2), default=None)
    if head is None:
        return None
    top = next((r for r, row in enumerate(grid) if len(row) > 2 and sum(map(bool, row)) > 2), 0)
    groups = any(not t for r in range(top, min(top + 2, len(grid))) for t in grid[r][1:])
    width = min((len(row) for row in grid[top:] if row), default=0)
    if width < 3 or groups:
        return None
    a, b = dice.sample(range(1, width), 2)
    for row in grid[top:]:
        if row:
            row[a], row[b] = row[b], row[a]
    return SAME


def heading_lost(grid: Grid, dice: random.Random, only: Place | None) -> Meaning | None:
    """A heading is gone."""
    del only
    rows = [r for r, row in enumerate(grid[:8]) if sum(map(bool, row)) > 1]
    if not rows:
        return None
    row = dice.choice(rows)
    filled = [
        c for c, text in enumerate(grid[row]) if text and not _YEAR.search(text) and not _FIGURE.match(text)
    ]
    if not filled:
        return None
    grid[row][dice.choice(filled)] = ""
    return SAME


def row_without_a_name(grid: Grid, dice: random.Random, only: Place | None) -> Meaning | None:
    """The names of a row are gone."""
    del only
    rows = [r for r, row in enumerate(grid) if r > 3 and len(row) > 1]
    if not rows:
        return None
    row = dice.choice(rows)
    for column in range(min(3, len(grid[row]))):
        if not re.fullmatch(r"[0-9,.△▲-]+", grid[row][column]):
            grid[row][column] = ""
    return SAME


def town_renamed(grid: Grid, dice: random.Random, only: Place | None) -> Meaning | None:
    """The town's row gets the name of another, or the mark of a former one."""
    del only
    places = [p for p in _cells(grid, "美郷町") if p[0] > 3]
    if not places:
        return None
    for row, column in places:
        text = grid[row][column]
        if "仙北" not in text and "東臼杵" not in text:
            grid[row][column] = text.replace(
                "美郷町", dice.choice(["旧美郷町", "美郷村", "（旧美郷町）", "東郷町"])
            )
    return NOTHING


def a_column_more(grid: Grid, dice: random.Random, only: Place | None) -> Meaning | None:
    """A column of figures without a heading comes in between."""
    del only
    width = max(map(len, grid))
    at = dice.randrange(1, width)
    for number, row in enumerate(grid):
        if len(row) > at:
            row.insert(at, str(100 + number * 7) if any(re.fullmatch(r"[0-9,]+", t) for t in row[1:]) else "")
    return SAME


def a_month_more(grid: Grid, dice: random.Random, only: Place | None) -> Meaning | None:
    """A row of a month, or of a sum so far, below the last year of a table of years."""
    del only
    last = grid[-1]
    if not last or not re.search("年", last[0]):
        return None
    label = dice.choice(["令和6年4月", "4月", "令和6年4月～9月", "本年度累計", "令和6年度上半期"])
    grid.append([label, *(str(dice.randrange(100, 900)) for _ in last[1:])])
    return SAME


def digits(grid: Grid, dice: random.Random, only: Place | None) -> Meaning | None:
    """One digit of a figure in a row of totals or of another town."""
    del only
    places = [
        (r, c) for r, c in _cells(grid, r"^[0-9,]{2,}$") if r > 3 and not any("美郷町" in t for t in grid[r])
    ]
    if not places or not any("美郷町" in t for row in grid[4:] for t in row):
        return None
    row, column = dice.choice(places)
    text = grid[row][column]
    at = dice.choice([n for n, letter in enumerate(text) if letter.isdigit()])
    grid[row][column] = f"{text[:at]}{dice.choice('0123456789')}{text[at + 1 :]}"
    return SAME


Damage = Callable[[Grid, random.Random, Place | None], Meaning | None]
OF_TIME: Sequence[Damage] = (another_year, another_year, a_month_for_a_year, another_day)
OF_UNITS: Sequence[Damage] = (another_unit,)
OF_ALL: Sequence[Damage] = (
    another_prefecture,
    totals_moved,
    columns_swapped,
    heading_lost,
    row_without_a_name,
    town_renamed,
    a_column_more,
    a_month_more,
    digits,
)


def _year_of_a_real_file(grid: Grid, dice: random.Random, only: Place | None) -> Meaning | None:
    """As ``another_year``; a file of which that was the only statement says the other year now."""
    before = [list(row) for row in grid]
    if another_year(grid, dice, only) is None:
        return None
    changed = next(
        (a, b) for x, y in zip(before, grid, strict=True) for a, b in zip(x, y, strict=True) if a != b
    )
    old, new = (Counter(_years_in(text)) for text in changed)
    gone, come = list(old - new), list(new - old)
    return Meaning(years=come[0] - gone[0]) if gone and come else None


def _years_in(text: str) -> list[int]:
    return [
        int(m[3]) if m[3] else (1 if m[2] == "元" else int(m[2])) + (2018 if m[1] == "令和" else 1988)
        for m in _YEAR.finditer(text)
    ]


def _unit_of_a_real_file(grid: Grid, dice: random.Random, only: Place | None) -> Meaning | None:
    """As ``another_unit``, in one of the lines that state a unit."""
    del only
    places = [p for p in _cells(grid[:10], "単位") if any(u in grid[p[0]][p[1]] for u in _UNITS)]
    meaning = another_unit(grid, dice, dice.choice(places)) if places else None
    return Meaning(factor=meaning.factor) if meaning is not None else None


def _prefecture_of_a_real_file(grid: Grid, dice: random.Random, only: Place | None) -> Meaning | None:
    """Another prefecture in one cell; codes and the title may still say whose the figures are."""
    del only
    places = _cells(grid, "(?:石川|神奈川|兵庫|新潟|愛媛|徳島|島根)県")
    if not places:
        return None
    row, column = dice.choice(places)
    grid[row][column] = re.sub("[^県]{2,3}県", dice.choice(_OTHERS), grid[row][column], count=1)
    return SAME


OF_REAL: Sequence[Damage] = (
    _year_of_a_real_file,
    _year_of_a_real_file,
    _unit_of_a_real_file,
    _prefecture_of_a_real_file,
    totals_moved,
    heading_lost,
    row_without_a_name,
    digits,
)

"""Wanted series + the town's coordinates → values. What is not certain is refused with its place, never guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from misato_report.actuals.published.basis import chosen
from misato_report.actuals.published.cells import Cell, kind_of
from misato_report.actuals.published.coordinates import Coordinate, Sheets, is_neutral
from misato_report.actuals.published.folding import bare, folded
from misato_report.actuals.published.periods import Period, TimeError, UnnamedPeriodError
from misato_report.actuals.published.units import is_count, is_rate
from misato_report.actuals.units import canonical, convert, factor
from misato_report.notation import Basis, Dash, NotationError, Reading, read_figure


@dataclass(frozen=True, slots=True)
class Wanted:
    """A series that is looked for: the words on the way to it, its unit and kind of period."""

    series: str
    name: str
    words: tuple[str, ...]
    unit: str
    basis: Basis
    non_negative: bool = False
    stated_unit: str = ""
    """Unit of the table as the source states it, for a table that does not."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A value read: for which year of the series, from which cell, in the unit of the series."""

    series: str
    year: int
    period: Period
    reading: Reading
    coordinate: Coordinate
    by: Decimal
    unit: str
    """The unit in the table; empty where it states none."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something could not be taken."""

    code: str
    message: str
    hint: str = ""
    coordinate: Coordinate | None = None
    is_error: bool = True
    series: str = ""
    is_warning: bool = False


@dataclass
class Found:
    """What a file gives for the wanted series."""

    taken: list[Taken] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(sheets: Sheets, wanted: Sequence[Wanted], dash: Dash | None = None) -> Found:
    """The values of the wanted series; a series without any is a problem."""
    result = Found()
    for message in sheets.problems:
        result.problems.append(
            Problem(
                "no-municipality", message, "公表元の表か、plan.yaml の municipality: を確かめてください。"
            )
        )
    cells = list(sheets.coordinates())
    if sheets.unnamed or not cells:
        if not result.problems:
            result.problems.append(_no_place(sheets))
        if sheets.unnamed and not cells:
            return result
        if not cells:
            return result
    by_path: dict[tuple[str, ...], list[Coordinate]] = defaultdict(list)
    for cell in cells:
        by_path[cell.words].append(cell)
    for one in wanted:
        _read_series(one, by_path, dash, result)
    return result


def _no_place(sheets: Sheets) -> Problem:
    if not sheets.blocks:
        message = "数値の並んだ表が見つかりません。"
        return Problem("no-table", message, "公表元からもう一度ダウンロードしてください。")
    if sheets.unnamed:
        message = "この表には市町村の名前も団体コードもありません。どこの値か分かりません。"
        hint = "自分の町だけの表なら、plan/sources.yaml の table: に place: own と書いてください。"
        return Problem("no-place", message, hint)
    elsewhere = next((place for a, _ in sheets.blocks for place in a.namesakes), "")
    message = f"「{sheets.town}」の行が見つかりません（列にもありません）。"
    if elsewhere:
        message = f"「{sheets.town}」の行が見つかりません。{elsewhere} はありますが、別の市町村です。"
    return Problem("no-municipality", message, "別の市町村か、県の表でないか確かめてください。")


def _read_series(
    one: Wanted, by_path: dict[tuple[str, ...], list[Coordinate]], dash: Dash | None, result: Found
) -> None:
    headings = frozenset(word for path in by_path for word in path)
    matching = [(path, cells) for path, cells in _by_block(by_path) if matches(one, path, cells[0], headings)]
    if not matching:
        result.problems.append(_not_found(one, by_path))
        return
    found: list[Taken] = []
    refused: list[Problem] = []
    for _, cells in matching:
        for cell in cells:
            _read_cell(one, cell, dash, found, refused)
    kept = _without_conflicts(one, found, result)
    result.taken += kept
    if kept:
        result.problems += [*_headless(kept), *_gaps(one, kept)]
        result.problems += [p for p in refused if p.is_error and p.code in _ALWAYS_TOLD]
        result.problems += _left_out(one, refused)
    elif refused and not found:
        first = refused[0]
        result.problems.append(Problem(first.code, first.message, first.hint, first.coordinate))


_GENERIC = frozenset(("人口", "世帯数", "世帯"))
"""Words that a series' own name may give instead of its entry: 人口 of 65歳以上人口."""
_LONG_ENOUGH = 2  # letters of a word that is looked for in a title


def _by_block(
    by_path: dict[tuple[str, ...], list[Coordinate]],
) -> Iterator[tuple[tuple[str, ...], list[Coordinate]]]:
    """Each path with its cells, block by block: the titles of blocks differ."""
    for path, cells in by_path.items():
        groups: dict[int, list[Coordinate]] = defaultdict(list)
        for cell in cells:
            groups[id(cell.analysed)].append(cell)
        for group in groups.values():
            yield path, group


_FEWEST_YEARS = 3  # fewer say nothing of their distance


def _headless(kept: Sequence[Taken]) -> Iterator[Problem]:
    """A column of a year without its group's heading, beside columns that have it: it may be the series' too."""
    analysed = kept[0].coordinate.analysed
    if not kept[0].coordinate.column.words or not kept[0].coordinate.column.times:
        return
    for column in analysed.columns:
        if column.times and not column.words:
            where = column.times[0].where
            message = f"{where} の年の列には、ほかの年の列にある見出しがありません。"
            yield Problem(
                "heading-unclear", message, "元の表で見出しの範囲を確かめてください。", kept[0].coordinate
            )
            return


def _gaps(one: Wanted, kept: Sequence[Taken]) -> Iterator[Problem]:
    """A year left out of a run of years, or the year of the title that the table does not have, is told of."""
    years = sorted({t.year for t in kept})
    if len(years) < _FEWEST_YEARS:
        return
    step = min(b - a for a, b in pairwise(years))
    missing = [y for a, b in pairwise(years) for y in range(a + step, b, step)]
    stated = {
        p.year
        for s in kept[0].coordinate.analysed.far
        for p in s.said.periods
        if p.kind is kept[0].period.kind
    }
    missing += [y for y in stated if years[-1] < y <= years[-1] + step]
    if missing and (step == 1 or len(missing) == 1):
        listed = "、".join(f"{y}年" for y in missing[:6])
        message = f"「{one.name}」は{years[0]}年から{years[-1]}年までありますが、{listed}がありません。"
        hint = "公表元の表にもないか、確かめてください。"
        yield Problem("missing-year", message, hint, kept[-1].coordinate, is_error=False, is_warning=True)


_ALWAYS_TOLD = frozenset(
    {"bad-number", "doubtful-cell", "times-disagree", "negative-count", "heading-unclear"}
)


def _left_out(one: Wanted, refused: Sequence[Problem]) -> list[Problem]:
    """Cells of another kind of period beside ones that fit: told of, once."""
    others = [p for p in refused if p.code not in _ALWAYS_TOLD]
    if not others:
        return []
    first = others[0]
    message = f"「{one.name}」の{len(others)}個の欄は読みませんでした。初めの欄: {first.message}"
    return [Problem("left-out", message, "", first.coordinate, is_error=False)]


def matches(
    one: Wanted, path: tuple[str, ...], cell: Coordinate, headings: frozenset[str] = frozenset()
) -> bool:
    """Whether a path is that of the wanted series: each word of the series on it, and no other that says anything.

    A word of the title counts only if it is no heading anywhere in the file (``headings``) and long enough to be no
    part of other words.
    """
    wanted = {bare(word) for word in one.words} | {folded(word) for word in one.words}
    on_path = set(path)
    title = folded(cell.analysed.title_text + cell.analysed.grid.table.sheet)
    for word in one.words:
        plain = folded(word)
        if bare(word) in on_path or plain in on_path or is_neutral(bare(word)):
            continue
        if len(plain) < _LONG_ENOUGH or bare(word) in headings or plain not in title:
            return False
    if one.words and not wanted & on_path and not all(is_neutral(bare(word)) for word in one.words):
        return False  # the title alone does not name a column
    name = folded(one.name)
    return all(word in wanted or is_neutral(word) or (word in _GENERIC and word in name) for word in path)


def _not_found(one: Wanted, by_path: dict[tuple[str, ...], list[Coordinate]]) -> Problem:
    words = "・".join(one.words)
    near = []
    for path in by_path:
        shared = sum(any(bare(w) == p or bare(w) in p or p in bare(w) for w in one.words) for p in path)
        if shared:
            near.append((shared, path))
    near.sort(key=lambda pair: (-pair[0], len(pair[1])))
    shown = near or [(0, path) for path in by_path]
    listed = "、".join("[" + ", ".join(path) + "]" for _, path in shown[:6])
    return Problem(
        "missing-item",
        f"「{one.name}」（{words}）の列も行も見つかりません。あるのは {listed} などです。",
        f"表の見出しが変わったときは、plan/sources.yaml の {one.series}: を直してください。",
        series=one.series,
    )


def _read_cell(
    one: Wanted, cell: Coordinate, dash: Dash | None, found: list[Taken], refused: list[Problem]
) -> None:
    """Take a cell, or say why not."""
    if cell.column.unclear:
        message = f"{cell.address} の上の見出しが、どの列のまとまりのものか分かりません。"
        refused.append(Problem("heading-unclear", message, "元の表で見出しの範囲を確かめてください。", cell))
        return
    year, period, problem = _year(one, cell)
    if problem is not None:
        refused.append(problem)
        return
    unit, by, problem = _unit(one, cell)
    if problem is not None:
        refused.append(problem)
        return
    doubt = getattr(cell.analysed.grid.table, "doubts", {}).get((cell.row.number, cell.column.number))
    if doubt:
        refused.append(Problem("doubtful-cell", doubt, "", cell))
        return
    reading, problem = _value(one, cell, dash)
    if problem is not None:
        refused.append(problem)
        return
    assert year is not None and period is not None and reading is not None and by is not None  # noqa: S101
    value = reading.value
    if value is not None and by != 1:
        reading = Reading(convert(value, by), reading.mark)
    found.append(Taken(one.series, year, period, reading, cell, by, unit))


def _year(one: Wanted, cell: Coordinate) -> tuple[int | None, Period | None, Problem | None]:
    try:
        periods = cell.periods()
    except UnnamedPeriodError as error:
        return None, None, Problem("period-kind", f"{cell.address}: {error}", "", cell)
    except TimeError as error:
        return (
            None,
            None,
            Problem("times-disagree", str(error), "公表元の表で、いつの値か確かめてください。", cell),
        )
    if not periods:
        message = "いつの値か、表のどこにも書かれていません。"
        hint = "時点の書かれた表を公表元から取り直してください（年は推測しません）。"
        return None, None, Problem("no-period", message, hint, cell)
    year, several = chosen(periods, one.basis)
    if year is None:
        said = "、".join(map(str, periods))
        if several:
            message = f"{cell.address} の値の年が一つに決まりません（{said}）。"
        else:
            message = f"{cell.address} は{said}の値ですが、系列「{one.name}」は{one.basis.value}です。"
        hint = "plan/sources.yaml の series: の basis: が正しいか、別の系列にすべき値か確かめてください。"
        return None, None, Problem("period-kind", message, hint, cell)
    period = next((p for p in periods if chosen([p], one.basis)[0] == year), periods[0])
    return year, period, None


def _unit(one: Wanted, cell: Coordinate) -> tuple[str, Decimal | None, Problem | None]:
    """The unit of a cell and what its figure is multiplied by to be in the series' unit."""
    stated, allowed = unit_of(cell)
    if not stated and allowed:
        return _one_of(one, cell, allowed)
    if not stated:
        stated = one.stated_unit
    if not stated:
        return _unstated(one, cell)
    by = factor(stated, one.unit)
    if by is None:
        message = (
            f"{cell.address} の単位は「{stated}」で、系列「{one.name}」の単位「{one.unit}」に直せません。"
        )
        return (
            "",
            None,
            Problem("unit-mismatch", message, "系列の unit: か、読む列を確かめてください。", cell),
        )
    return stated, by, None


def unit_of(cell: Coordinate) -> tuple[str, tuple[str, ...]]:
    """The unit of a cell by itself, its heading, its row or its table; and the units it is one of, if that is all."""
    plain = folded(cell.text)
    if plain.endswith(("%", "‰")):
        return plain[-1], ()
    for unit in (cell.column.unit, cell.row.unit):
        if unit:
            return unit, ()
    if cell.analysed.named_units:
        return _named_unit(cell), ()
    units = cell.analysed.units
    rate = is_rate(cell.words)
    if len(units) == 1:
        return ("", ()) if rate and (is_count(units[0]) or units[0].endswith("円")) else (units[0], ())
    return "", units


def _named_unit(cell: Coordinate) -> str:
    """The unit that the table gives for items of such a name, the longest name first."""
    path = "".join(cell.words)
    named = cell.analysed.named_units
    fitting = sorted((name for name in named if name and name in path), key=len, reverse=True)
    return named[fitting[0]] if fitting else named.get("", "")


def _one_of(
    one: Wanted, cell: Coordinate, allowed: tuple[str, ...]
) -> tuple[str, Decimal | None, Problem | None]:
    if canonical(one.unit) in allowed:
        related = [u for u in allowed if factor(u, one.unit) not in (None, 1)]
        if not related:
            return canonical(one.unit), Decimal(1), None
    listed = "、".join(allowed)
    message = f"表の単位は「{listed}」で、{cell.address} の単位がどれか決まりません（系列は「{one.unit}」）。"
    return "", None, Problem("unit-mismatch", message, "系列の unit: を確かめてください。", cell)


_SCALED = ("千", "万", "百", "億", "兆")


def _unstated(one: Wanted, cell: Coordinate) -> tuple[str, Decimal | None, Problem | None]:
    """A table without a unit: one that counts in ones is taken as it is; sums of money and rates are not certain."""
    unit = canonical(one.unit)
    uncertain = unit.endswith("円") or unit.startswith(_SCALED)
    if unit == "%" and not uncertain:
        column = cell.analysed.grid.table
        texts = [column.cell(r.number, cell.column.number) for r in cell.analysed.rows[:200]]
        numbers = [t for t in texts if kind_of(t) is Cell.FIGURE]
        uncertain = bool(numbers) and all(abs(_plain(t)) <= 1 for t in numbers)
    if uncertain:
        message = f"{cell.address} の単位が表に書かれていません（系列は「{one.unit}」）。"
        hint = "公表元で確かめ、plan/sources.yaml の table: に unit: を書いてください。"
        return "", None, Problem("no-unit", message, hint, cell)
    return "", Decimal(1), None


def _plain(text: str) -> Decimal:
    try:
        return read_figure(text).value or Decimal(0)
    except NotationError:
        return Decimal(10)


_NOT_THERE = ("皆", "該当", "ない", "なし", "無")


def _value(one: Wanted, cell: Coordinate, dash: Dash | None) -> tuple[Reading | None, Problem | None]:
    text = cell.text.strip().rstrip("%％‰")
    kind = kind_of(cell.text)
    if kind is Cell.NONE:
        meaning = dash if dash is not None else _legend_dash(cell)
        try:
            return read_figure(cell.text.strip(), meaning), None
        except NotationError:
            message = f"{cell.address} は「{cell.text.strip()}」で、値がありません。"
            return None, Problem("no-value", message, "", cell)
    try:
        reading = read_figure(text, dash)
    except NotationError as error:
        return None, Problem("bad-number", str(error), "公表元の表と比べてください。", cell)
    if one.non_negative and reading.value is not None and reading.value < 0:
        message = f"「{one.name}」は負の数になりません ({text})。"
        return None, Problem("negative-count", message, "公表元の表と比べてください。", cell)
    return reading, None


def _legend_dash(cell: Coordinate) -> Dash | None:
    """What the file itself says of 「-」."""
    words = cell.analysed.legend.get("-") or cell.analysed.legend.get("―") or ""
    if not words:
        return None
    if "不詳" in words or "不明" in words:
        return Dash.UNKNOWN
    if "皆増" in words or "皆減" in words:
        return None
    if any(word in words for word in _NOT_THERE):
        return Dash.NOT_APPLICABLE
    return Dash.ZERO if "0" in words or "ゼロ" in words else None


def _without_conflicts(one: Wanted, found: list[Taken], result: Found) -> list[Taken]:
    """Each year once: two cells with different values are a problem, with the same value one of them is kept."""
    by_year: dict[int, list[Taken]] = defaultdict(list)
    for taken in found:
        by_year[taken.year].append(taken)
    kept: list[Taken] = []
    for year, several in by_year.items():
        values = {(t.reading.value, t.reading.mark) for t in several}
        if len(values) > 1:
            result.problems.append(_conflict(one, year, several))
        else:
            kept.append(several[0])
    return kept


def _conflict(one: Wanted, year: int, several: Iterable[Taken]) -> Problem:
    cells = [t.coordinate for t in several]
    told = "、".join(
        f"{c.address}（{'・'.join(c.shown) or c.analysed.title_text[:20]}）は {c.text.strip()}"
        for c in cells[:4]
    )
    return Problem(
        "repeated-row",
        f"「{one.name}」{year}年に当てはまる欄が二つ以上あり、値が違います: {told}。",
        f"plan/sources.yaml の items: の {one.series}: に、選ぶ語を加えてください。",
        cells[0],
    )

"""Wanted series + the town's coordinates → values. What is not certain is refused with its place, never guessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from misato_report.actuals.published.basis import chosen
from misato_report.actuals.published.cell_units import plain_value, unit_and_factor
from misato_report.actuals.published.cells import Cell, kind_of
from misato_report.actuals.published.coordinates import Coordinate, Sheets, is_neutral
from misato_report.actuals.published.folding import bare, folded
from misato_report.actuals.published.model import ColumnLabel, RowLabel
from misato_report.actuals.published.months import YEAR as YEAR_OF_MONTHS
from misato_report.actuals.published.months import first_month
from misato_report.actuals.published.periods import Period, TimeError, UnnamedPeriodError
from misato_report.actuals.published.results import Found, Problem, Taken, Wanted
from misato_report.actuals.published.runs import problems_of_run
from misato_report.actuals.published.titles import class_of, names_item
from misato_report.actuals.published.units import is_count, is_rate
from misato_report.actuals.units import convert
from misato_report.notation import (
    Dash,
    NotationError,
    Reading,
    first_month_of,
    is_flow,
    print_short_period,
    read_figure,
)


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
    headings = frozenset(word for path in by_path for word in path)
    for one in wanted:
        before = len(result.problems)
        _read_series(one, by_path, headings, dash, result)
        result.problems[before:] = [replace(p, series=one.series) for p in result.problems[before:]]
    return result


def _no_place(sheets: Sheets) -> Problem:
    if not sheets.blocks:
        message = "数値の並んだ表が見つかりません。"
        return Problem("no-table", message, "公表元からもう一度ダウンロードしてください。")
    if sheets.unnamed:
        message = "この表には市町村の名前も団体コードもありません。どこの値か分かりません。"
        hint = "自分の町だけの表なら、plan/sources.yaml の table: に place: own と書いてください。"
        return Problem("no-place", message, hint)
    elsewhere = next((place for _, o in sheets.blocks for place in o.namesakes), "")
    message = f"「{sheets.town}」の行が見つかりません（列にもありません）。"
    if elsewhere:
        message = f"「{sheets.town}」の行が見つかりません。{elsewhere} はありますが、別の市町村です。"
    return Problem("no-municipality", message, "別の市町村か、県の表でないか確かめてください。")


def _read_series(
    one: Wanted,
    by_path: dict[tuple[str, ...], list[Coordinate]],
    headings: frozenset[str],
    dash: Dash | None,
    result: Found,
) -> None:
    matching = [(path, cells) for path, cells in _by_block(by_path) if matches(one, path, cells[0], headings)]
    if not matching:
        result.problems.append(_not_found(one, by_path))
        return
    found: list[Taken] = []
    refused: list[Problem] = []
    known = folded("".join([one.name, *one.words, *headings]))
    for _, cells in matching:
        if only := class_of(cells[0].analysed, known):
            refused.append(_of_a_class(one, only, cells[0]))
            continue
        for cell in cells:
            _read_cell(one, cell, dash, found, refused)
    kept = _without_conflicts(one, found, result)
    result.taken += kept
    if kept:
        result.problems += problems_of_run(one, kept)
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
    names = names_item(cell.analysed, one.words) if one.words and all(map(is_neutral, path)) else False
    return names or _is_path_of(one.words, one.name, path, cell.analysed.around, headings)


@lru_cache(maxsize=1 << 12)
def _is_path_of(
    words: tuple[str, ...], name: str, path: tuple[str, ...], around: str, headings: frozenset[str]
) -> bool:
    wanted = {bare(word) for word in words} | {folded(word) for word in words}
    on_path = set(path)
    for word in words:
        plain = folded(word)
        if bare(word) in on_path or plain in on_path or is_neutral(bare(word)):
            continue
        if len(plain) < _LONG_ENOUGH or bare(word) in headings or plain not in around:
            return False
    if words and not wanted & on_path and not all(is_neutral(bare(word)) for word in words):
        return False  # every word is in the title alone: then it must name the item
    plain = folded(name)
    return all(word in wanted or is_neutral(word) or (word in _GENERIC and word in plain) for word in path)


def _of_a_class(one: Wanted, only: str, cell: Coordinate) -> Problem:
    """The title limits the figures to some of those that the series counts."""
    message = f"表の題に「{only}」とあり、{cell.address} などが「{one.name}」の全部の値か分かりません。"
    hint = f"そのとおりの系列なら、plan/sources.yaml の {one.series}: の語に「{only}」を加えてください。"
    return Problem("class-of-title", message, hint, cell)


def _not_found(one: Wanted, by_path: dict[tuple[str, ...], list[Coordinate]]) -> Problem:
    words = "・".join(one.words)
    near = []
    for path in by_path:
        shared = sum(any(bare(w) == p or bare(w) in p or p in bare(w) for w in one.words) for p in path)
        if shared:
            near.append((shared, path))
    near.sort(key=lambda pair: (-pair[0], len(pair[1])))
    shown = near or [(0, path) for path in by_path]
    listed = "、".join("[" + (", ".join(path) or "見出しのない列") + "]" for _, path in shown[:6])
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
    unit, by, problem = unit_and_factor(one, cell)
    if problem is not None:
        refused.append(problem)
        return
    doubt = getattr(cell.analysed.grid.table, "doubts", {}).get((cell.row.number, cell.column.number))
    if doubt:
        refused.append(Problem("doubtful-cell", doubt, "", cell))
        return
    reading, problem = _value(one, cell, dash)
    problem = (
        problem or _part_of_a_year(cell, reading) or _other_year(one, cell, reading) or _dotted(one, cell, by)
    )
    if problem is not None:
        refused.append(problem)
        return
    assert year is not None and period is not None and reading is not None and by is not None  # noqa: S101
    value = reading.value
    if value is not None and by != 1:
        reading = Reading(convert(value, by), reading.mark)
    found.append(Taken(one.series, year, period, reading, cell, by, unit))


def _dotted(one: Wanted, cell: Coordinate, by: Decimal | None) -> Problem | None:
    """A count of single things such as 1.380, which some write for 1,380."""
    if by != 1 or not _DOTTED.fullmatch(cell.text.strip()) or not is_count(one.unit):
        return None
    if is_rate((one.name, *cell.words)):
        return None
    message = f"{cell.address} の「{cell.text.strip()}」は、小数か、桁区切りの点か分かりません。"
    return Problem("bad-number", message, "公表元の表と比べてください。", cell)


def _part_of_a_year(cell: Coordinate, reading: Reading | None) -> Problem | None:
    """A figure that is the sum of fewer than twelve months beside it, or a total of months that says no year itself."""
    if reading is None or reading.value is None:
        return None
    runs = _shorter_runs(cell, reading.value)
    if not runs:
        return None
    message = f"{cell.address} は{len(runs[-1])}か月分の月の値の計で、1年の値ではありません。"
    return Problem("part-of-a-year", message, "12か月がそろった表を使ってください。", cell)


_Run = tuple[int, ...]


def _runs(cell: Coordinate) -> tuple[list[tuple[_Run, Decimal]], ...]:
    """The runs of months above and below a cell, and those beside it, each with its sum."""
    row, column, table = cell.row.number, cell.column.number, cell.analysed.grid.table
    by_rows = [(run, [(r, column) for r in run]) for run in cell.row.months]
    by_columns = [(run, [(row, c) for c in run]) for run in cell.column.months]
    return tuple(
        [(run, sum((plain_value(table.cell(*at)) for at in cells), Decimal(0))) for run, cells in runs]
        for runs in (by_rows, by_columns)
    )


def _shorter_runs(cell: Coordinate, value: Decimal) -> list[_Run]:
    """The runs of fewer than twelve months above, below or beside a cell that it is the sum of, as far as one can tell."""
    own = any(s.said.periods for s in cell.near)
    for runs in _runs(cell):
        shorter = [(run, total) for run, total in runs if len(run) != YEAR_OF_MONTHS]
        summed = any(total == value for _, total in shorter)
        if shorter and (summed or not (own or len(shorter) < len(runs))):
            return [run for run, _ in shorter]
    return []


def _other_year(one: Wanted, cell: Coordinate, reading: Reading | None) -> Problem | None:
    """The sum of the twelve months of another year: January to December for a series of October to September."""
    if not is_flow(one.basis) or reading is None or reading.value is None:
        return None
    wanted = first_month_of(one.basis)
    labels: tuple[Sequence[RowLabel | ColumnLabel], ...] = (cell.analysed.rows, cell.analysed.columns)
    for of_labels, runs in zip(labels, _runs(cell), strict=True):
        for run, total in runs:
            first = first_month(of_labels, run)
            if total == reading.value and first not in (None, wanted):
                message = (
                    f"{cell.address} は{first}月から12か月の計で、系列「{one.name}」は{one.basis.value}です。"
                )
                hint = "同じ対象期間の表を使うか、plan/sources.yaml の basis: が正しいか確かめてください。"
                return Problem("period-kind", message, hint, cell)
    return None


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
    if year is None and several:
        message = f"いつの値か、一つに決まりません（{_said_where(cell) or '、'.join(map(str, periods))}）。"
        hint = "公表元の表で、いつの値か確かめてください。"
        return None, None, Problem("period-kind", message, hint, cell)
    if year is None:
        said = "、".join(map(str, periods))
        message = f"{cell.address} は{said}の値ですが、系列「{one.name}」は{one.basis.value}です。"
        hint = "plan/sources.yaml の series: の basis: が正しいか、別の系列にすべき値か確かめてください。"
        return None, None, Problem("period-kind", message, hint, cell)
    period = next((p for p in periods if chosen([p], one.basis)[0] == year), periods[0])
    return year, period, None


def _said_where(cell: Coordinate) -> str:
    """The places that name the years of a cell, each with what it says: 「A1 は2108年、A4 は2026年10月～2027年9月」."""
    told = (
        f"{statement.where} は{'・'.join(map(str, statement.said.periods))}"
        for statement in (*cell.near, *cell.analysed.far)
        if statement.said.periods
    )
    return "、".join(dict.fromkeys(told))


_DOTTED = re.compile(r"[▲△−-]?[0-9]{1,3}\.[0-9]{3}")
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
        f"「{one.name}」{print_short_period(year, one.basis)}に当てはまる欄が二つ以上あり、値が違います: {told}。",
        f"plan/sources.yaml の items: の {one.series}: に、選ぶ語を加えてください。",
        cells[0],
    )

"""Does a published table add up? Sums within a row, and of the municipalities to the prefecture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from misato_report.actuals.published.cells import Cell, kind_of
from misato_report.actuals.published.coordinates import Coordinate, Sheets
from misato_report.actuals.published.folding import folded
from misato_report.actuals.published.model import Analysed, ColumnLabel, RowLabel
from misato_report.actuals.published.periods import Period, TimeError
from misato_report.actuals.published.places import What, prefecture_of
from misato_report.actuals.published.results import Taken, Wanted
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.gazetteer.places import Municipality
from misato_report.notation import NotationError, print_number, read_figure
from misato_report.plan.plan import Plan
from misato_report.plan.sources import CarriedForwardCheck, EquationCheck, Source, TotalCheck

SUM_MISMATCH = "sum-mismatch"
ACCEPTABLE = frozenset({SUM_MISMATCH})
"""Findings that ``ingest --accept "reason"`` takes with a note; everything else is refused."""

HINT = (
    "公表元のファイルと比べてください。元の表がこのとおりなら、"
    '`misato-report ingest ファイル --accept "理由"` で、理由を記して取り込めます。'
)
OWN = "表の市町村"
"""Name of the area of a table that is about one place and does not repeat its name."""
_MOST = 6  # one wrong figure breaks several sums; a list of all of them helps nobody


@dataclass(frozen=True, slots=True)
class _Cell:
    """A known value and where it stands."""

    value: Decimal
    analysed: Analysed
    row: int
    column: int


@dataclass
class Area:
    """What a table says of one area and period."""

    name: str
    prefecture: str
    municipality: bool
    cells: dict[str, _Cell] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    """Series → address of a cell that holds neither a figure nor a sign for none."""


Areas = dict[tuple[str, str, Period | None], Area]
"""Prefecture (where the table tells), name and period → what the table says."""


def check(
    sheets: Sheets, taken: Sequence[Taken], wanted: Sequence[Wanted], plan: Plan, source: Source
) -> Iterator[Diagnostic]:
    """What does not add up, the first few places of each check."""
    del wanted
    rules = [rule for rule in source.checks if not isinstance(rule, CarriedForwardCheck)]
    if not rules:
        return  # last year's figures are needed for the others: see history_checks
    areas = areas_of(sheets, ((one.series, one.coordinate) for one in taken))
    for rule in rules:
        if isinstance(rule, EquationCheck):
            yield from islice(_equation(plan, rule, areas), _MOST)
        elif isinstance(rule, TotalCheck):
            yield from islice(_total(plan, source, rule, areas, taken), _MOST)


def areas_of(sheets: Sheets, cells: Iterable[tuple[str, Coordinate]], prefecture: str = "") -> Areas:
    """Area and period → its cells, from the columns (and the kinds of rows) of the town's cells, each with its series.

    ``prefecture``: only rows that are of it, or of which the table does not tell the prefecture.
    """
    columns: dict[int, dict[tuple[int, tuple[str, ...]], tuple[str, ColumnLabel]]] = {}
    for series, cell in cells:
        of_block = columns.setdefault(id(cell.analysed), {})
        of_block[cell.column.number, cell.row.words] = (series, cell.column)
    areas: Areas = {}
    for analysed, _ in sheets.blocks:
        of_block = columns.get(id(analysed), {})
        rows = [r for r in analysed.rows if _of_prefecture(r, prefecture)] if of_block else []
        for (_, words), (series, column) in of_block.items():
            for row in rows:
                if row.words == words:
                    _add(areas, analysed, row, column, series)
    return areas


def _of_prefecture(row: RowLabel, prefecture: str) -> bool:
    return not prefecture or _prefecture(row) in ("", prefecture)


def _prefecture(row: RowLabel) -> str:
    place = row.place.code or row.place.name.place
    return prefecture_of(place) if place is not None else row.place.prefecture


def _add(areas: Areas, analysed: Analysed, row: RowLabel, column: ColumnLabel, series: str) -> None:
    table = analysed.grid.table
    text = table.cell(row.number, column.number)
    name = folded(row.place.name_text) or folded(row.place.code_text) or ("" if analysed.has_places else OWN)
    try:
        periods = analysed.time_of(row, column)
    except TimeError:
        return
    value = _figure(text)
    bad = value is None and (kind_of(text) is Cell.WORD or (row.number, column.number) in table.doubts)
    if not name or (value is None and not bad):
        return
    period = periods[0] if periods and (row.times or column.times) else None
    place = row.place.code or row.place.name.place
    is_municipality = (
        isinstance(place, Municipality) or row.place.name.what is What.SEVERAL or row.place.unknown
    )
    known = _prefecture(row)
    area = areas.setdefault((known, name, period), Area(name, known, is_municipality))
    if value is None:
        area.unreadable[series] = table.address(row.number, column.number)
    else:
        area.cells[series] = _Cell(value, analysed, row.number, column.number)


def _figure(text: str) -> Decimal | None:
    try:
        return read_figure(text.strip().rstrip("%％")).value
    except NotationError:
        return None


def _equation(plan: Plan, rule: EquationCheck, areas: Areas) -> Iterator[Diagnostic]:
    terms, result = rule.terms()
    names = plan.series
    for (_, name, period), area in areas.items():
        if not {*terms, result} <= set(area.cells):
            continue
        calculated = sum((area.cells[series].value * sign for series, sign in terms.items()), Decimal(0))
        stated = area.cells[result]
        if abs(calculated - stated.value) > rule.tolerance:
            formula = "".join(
                f"{'－' if sign < 0 else '＋' if position else ''}{names[series].name}"
                for position, (series, sign) in enumerate(terms.items())
            )
            yield _mismatch(
                f"{name}{_when(period)}の{formula}は {print_number(calculated)} ですが、"
                f"{names[result].name}の欄は {print_number(stated.value)} です。",
                stated,
            )


def _total(
    plan: Plan, source: Source, rule: TotalCheck, areas: Areas, taken: Sequence[Taken]
) -> Iterator[Diagnostic]:
    wanted = folded(rule.total)
    totals = [(period, area) for (_, name, period), area in areas.items() if name == wanted]
    if not totals and taken:
        yield _not_checked(plan, source, rule, taken[0])
    parts_of: dict[Period | None, list[Area]] = {}
    for (_, _, period), area in areas.items():
        if _is_part(area, rule):
            parts_of.setdefault(period, []).append(area)
    for period, total in totals:
        parts = [
            p
            for p in parts_of.get(period, [])
            if not total.prefecture or p.prefecture in ("", total.prefecture)
        ]
        for series, stated in total.cells.items():
            unread = [place for part in parts if (place := part.unreadable.get(series))]
            if unread:
                yield _unread(plan, rule, series, unread[0], stated)
            if not parts or any(series not in part.cells for part in parts):
                continue  # a figure that is withheld cannot be added
            calculated = sum((part.cells[series].value for part in parts), Decimal(0))
            if abs(calculated - stated.value) > rule.tolerance:
                yield _mismatch(
                    f"{plan.series[series].name}{_when(period)}の{'・'.join(rule.of)}の合計は "
                    f"{print_number(calculated)} ですが、「{rule.total}」の欄は {print_number(stated.value)} です。",
                    stated,
                )


def _is_part(area: Area, rule: TotalCheck) -> bool:
    return any(in_group(area, group) for group in rule.of)


def in_group(area: Area, group: str) -> bool:
    """Whether an area belongs to 「市町村」, 「市」 or 「町村」; any other group is a name itself."""
    match group:
        case "市町村":
            return area.municipality
        case "市":
            return area.municipality and area.name.endswith("市")
        case "町村":
            return area.municipality and area.name.endswith(("町", "村"))
        case _:
            return area.name == folded(group)


def _when(period: Period | None) -> str:
    return f" ({period})" if period is not None else ""


def _mismatch(message: str, cell: _Cell) -> Diagnostic:
    return cell.analysed.grid.table.error(SUM_MISMATCH, message, HINT, row=cell.row, column=cell.column)


def _unread(plan: Plan, rule: TotalCheck, series: str, where: str, total: _Cell) -> Diagnostic:
    """A cell of another town that is no figure: the sum cannot be checked, which is told."""
    table = total.analysed.grid.table
    return Diagnostic(
        file=table.file,
        code="sum-not-checked",
        message=f"{where} が数として読めないので、{plan.series[series].name}の「{rule.total}」の合計を確かめられません。",
        hint="公表元のファイルと比べてください。",
        severity=Severity.WARNING,
        cell=where,
    )


def _not_checked(plan: Plan, source: Source, rule: TotalCheck, taken: Taken) -> Diagnostic:
    table = taken.coordinate.analysed.grid.table
    line = plan.lines.get((source.id, "table"))
    where = f"plan/sources.yaml の{line}行目" if line else "plan/sources.yaml"
    return Diagnostic(
        file=table.file,
        code="sum-not-checked",
        message=f"「{rule.total}」の行がないので、{'・'.join(rule.of)}の合計を確かめられません。",
        hint=f"合計の行がなくなった表なら {where} からの checks: を直してください。",
        severity=Severity.WARNING,
        cell=table.sheet,
    )

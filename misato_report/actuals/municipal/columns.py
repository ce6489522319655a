"""Which columns of a published table give which series, and for which year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from misato_report.actuals.municipal.areas import town_names
from misato_report.actuals.municipal.header import Path, year_in
from misato_report.notation import Mark, NotationError, read_number, squeeze
from misato_report.plan.sources import Column, MunicipalityInHeader, PeriodInHeader

if TYPE_CHECKING:
    from misato_report.actuals.municipal.reader import Reader
    from misato_report.actuals.municipal.rows import BodyRow

_MARKED = re.compile(r"(?P<year>.+?)[(\[【]?(?P<mark>速報|確報|改定)値?[)\]】]?")


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column to be read: its number from 0, the series, and what its header or its rows must say.

    ``where``: column number → squeezed text that a row must have there to be meant.
    """

    number: int
    series: str
    period: int | None
    mark: Mark | None
    where: tuple[tuple[int, str], ...]

    def takes(self, row: BodyRow) -> bool:
        """Whether a row's figure in this column belongs to the series."""
        return all(row.texts[column] == text for column, text in self.where)


@dataclass(frozen=True, slots=True)
class _Rest:
    """A column's headings without the year and the town's name."""

    path: Path
    period: int | None
    mark: Mark | None


def value_columns(reader: Reader) -> list[ValueColumn]:
    """The columns that the layout asks for; one that is missing or there twice is reported."""
    found = []
    for column in reader.layout.columns:
        where = tuple(_where(reader, column))
        if len(where) < len(column.where):
            continue
        if isinstance(reader.layout.period, PeriodInHeader):
            found += list(_year_columns(reader, column, where))
        else:
            found += list(_single_column(reader, column, where))
    if isinstance(reader.layout.period, PeriodInHeader):
        _check_years(reader, found)
    _warn_of_headless_columns(reader)
    return found


def _where(reader: Reader, column: Column) -> Iterator[tuple[int, str]]:
    for heading, text in column.where.items():
        numbers = reader.header.columns_headed(heading)
        if len(numbers) == 1:
            yield numbers[0], squeeze(text)
        else:
            _report_no_column(reader, column, (heading,))


def _rests(reader: Reader) -> Iterator[tuple[int, Path, _Rest]]:
    """Each column that may be the town's: its number, its path, and the path without year and town."""
    town = town_names(reader.plan.general.municipality)
    for number, path in reader.header.paths.items():
        rest = list(path)
        if isinstance(reader.layout.municipality, MunicipalityInHeader):
            named = [text for text in rest if text in town]
            if not named:
                continue
            rest.remove(named[0])
        period, mark = None, None
        if isinstance(reader.layout.period, PeriodInHeader):
            for text in reversed(rest):
                period, mark = _year(text)
                if period is not None:
                    rest.remove(text)
                    break
        yield number, path, _Rest(tuple(rest), period, mark)


def _year(text: str) -> tuple[int | None, Mark | None]:
    """The year of a heading, with its mark if it has one: '令和7年度(速報)'."""
    for plain, mark in ((text, None), *_unmarked(text)):
        try:
            return year_in(plain), mark
        except NotationError:
            continue
    return None, None


def _unmarked(text: str) -> Iterator[tuple[str, Mark]]:
    match = _MARKED.fullmatch(text)
    if match:
        yield match["year"], Mark(match["mark"])


def _wanted(column: Column) -> Path:
    return tuple(squeeze(text) for text in column.header)


def _single_column(
    reader: Reader, column: Column, where: tuple[tuple[int, str], ...]
) -> Iterator[ValueColumn]:
    found = [number for number, _, rest in _rests(reader) if rest.path == _wanted(column)]
    if len(found) == 1:
        yield ValueColumn(found[0], column.series, None, None, where)
    elif found:
        places = "、".join(reader.table.address(reader.header.top, n) for n in found)
        reader.report(
            "repeated-column",
            f"見出し「{'/'.join(column.header)}」が二つ以上あります ({places})。",
            f"{reader.line_of(column.series)}の header: を、上の段の見出しから書いて区別してください。",
            row=reader.header.top,
            column=found[0],
        )
    else:
        _report_no_column(reader, column, column.header)


def _year_columns(
    reader: Reader, column: Column, where: tuple[tuple[int, str], ...]
) -> Iterator[ValueColumn]:
    wanted = _wanted(column)
    seen: dict[int, int] = {}
    for number, path, rest in _rests(reader):
        if rest.period is None and len(rest.path) == len(wanted) + 1 and rest.path[:-1] == wanted:
            row = reader.header.body - 1
            message = f"年の見出し「{path[-1]}」を年として読めません。"
            reader.report("bad-year", message, "年の見出しを確かめてください。", row=row, column=number)
        if rest.path != wanted:
            continue
        if rest.period is None:
            _check_no_figures(reader, number)
            continue
        if rest.period in seen:
            row = reader.header.body - 1
            reader.report("repeated-column", f"「{path[-1]}」の列が二つあります。", row=row, column=number)
        seen[rest.period] = number
        yield ValueColumn(number, column.series, rest.period, rest.mark, where)
    if not seen:
        _report_no_column(reader, column, column.header)


def _check_no_figures(reader: Reader, column: int) -> None:
    """A group's heading may stand over a blank one; figures under it belong to a year that is not named."""
    below = range(reader.header.body, len(reader.table.rows))
    if any(_is_figure(reader.table.cell(row, column)) for row in below):
        row = reader.header.body - 1
        hint = "年の見出しが消えていないか、公表元のファイルと比べてください。"
        reader.report("bad-year", "数値の列に年の見出しがありません。", hint, row=row, column=column)


def _warn_of_headless_columns(reader: Reader) -> None:
    """Figures in a column without any heading may be somebody's: they are told of."""
    body = range(reader.header.body, len(reader.table.rows))
    for column in range(reader.table.width):
        filled = sum(_is_figure(reader.table.cell(row, column)) for row in body)
        if column not in reader.header.paths and filled > 1:
            place = reader.table.address(reader.header.top, column)
            message = f"見出しのない列 ({place}) に数値があります。読みませんでした。"
            reader.remark(
                "headless-column", message, "見出しが消えていないか、公表元のファイルと比べてください。"
            )


def _is_figure(text: str) -> bool:
    """Whether a cell can be read as a figure with a value."""
    try:
        return read_number(text).value is not None
    except NotationError:
        return False


def _check_years(reader: Reader, columns: list[ValueColumn]) -> None:
    layout = reader.layout.period
    assert isinstance(layout, PeriodInHeader)  # noqa: S101 - the caller's condition
    if not layout.consecutive:
        return
    for series in dict.fromkeys(c.series for c in columns):
        stated = [c.period for c in columns if c.series == series and c.period is not None]
        years = sorted(stated)
        if stated not in (years, years[::-1]):
            shown = "、".join(map(str, stated))
            reader.report(
                "years-out-of-order",
                f"見出しの年が順に並んでいません ({shown})。",
                "年の見出しが入れ替わっていないか、公表元のファイルと比べてください。",
                row=reader.header.body - 1,
            )
        gaps = sorted(set(range(years[0], years[-1] + 1)) - set(years)) if years else []
        if gaps:
            missing = "、".join(f"{year}年" for year in gaps[:5])
            reader.report(
                "missing-year",
                f"見出しの年が続いていません ({years[0]}年から{years[-1]}年のうち {missing} がありません)。",
                f"年の見出しを確かめてください。間の空く表なら {reader.line_of('layout')} からの consecutive: を消してください。",
                row=reader.header.top,
            )


def _report_no_column(reader: Reader, column: Column, heading: Path | tuple[str, ...]) -> None:
    near = reader.header.nearest(heading)
    closest = f"近い見出し: {'、'.join(near)}。" if near else ""
    reader.report(
        "no-column",
        f"見出し「{'/'.join(heading)}」の列が見つかりません。{closest}",
        f"表の見出しが変わったときは {reader.line_of(column.series)} ({column.series}) の header: を直してください。",
        row=reader.header.top,
    )

"""The rows of a published table: whose they are, of which year, and which are the town's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from misato_report.actuals.municipal.areas import code_problem, is_code_of, is_municipality, town_names
from misato_report.actuals.municipal.header import year_in
from misato_report.notation import NotationError, read_number, squeeze
from misato_report.plan.sources import MunicipalityColumn, PeriodInColumn, Scope

if TYPE_CHECKING:
    from misato_report.actuals.municipal.reader import Reader


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row with figures: its number from 0, the squeezed name of its area, its year, and its texts.

    ``is_total`` marks 県計 and the like; ``is_town`` the plan's own town.
    """

    number: int
    name: str
    period: int | None
    unit: str
    is_town: bool
    is_total: bool
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a row says whose it is and of when; None where it does not."""

    name: int | None
    code: int | None
    prefecture: int | None
    period: int | None
    unit: int | None


def value_rows(reader: Reader, period: int | None) -> list[BodyRow]:
    """Every row with figures below the header; one that cannot be placed is reported."""
    columns = _key_columns(reader)
    if columns is None:
        return []
    rows = [row for row in _rows(reader, columns, period) if row is not None]
    _check_count(reader, rows)
    return rows


def _key_columns(reader: Reader) -> _Columns | None:
    layout, place = reader.layout, reader.layout.municipality
    wanted = {"period": "", "unit": layout.unit_header, "name": "", "code": "", "prefecture": ""}
    if isinstance(layout.period, PeriodInColumn):
        wanted["period"] = layout.period.header
    if isinstance(place, MunicipalityColumn):
        wanted |= {"name": place.header, "code": place.code_header, "prefecture": place.prefecture_header}
    found: dict[str, int | None] = {}
    for what, heading in wanted.items():
        numbers = reader.header.columns_headed(heading) if heading else []
        if heading and len(numbers) != 1:
            which = "二つ以上あります" if numbers else "見つかりません"
            near = reader.header.nearest((heading,))
            closest = f"近い見出し: {'、'.join(near)}。" if near and not numbers else ""
            reader.report(
                "no-column",
                f"見出し「{heading}」の列が{which}。{closest}",
                f"表の見出しが変わったときは {reader.line_of('layout')} からの layout: を直してください。",
                row=reader.header.top,
            )
            return None
        found[what] = numbers[0] if numbers else None
    return _Columns(**found)


def _rows(reader: Reader, columns: _Columns, period: int | None) -> Iterator[BodyRow | None]:
    above: dict[int, str] = {}
    in_column = isinstance(reader.layout.period, PeriodInColumn)
    for number in range(reader.header.body, len(reader.table.rows)):
        texts = tuple(squeeze(reader.table.cell(number, c)) for c in range(reader.table.width))
        if not _has_figures(texts, columns) or _is_note(texts, columns):
            continue
        if in_column:
            # A merged or blank cell repeats the one above: year blocks and municipality blocks.
            for column in (columns.name, columns.period, columns.code, columns.prefecture):
                if column is not None:
                    above[column] = texts[column] or above.get(column, "")
            texts = tuple(above.get(c, text) for c, text in enumerate(texts))
        yield _row(reader, columns, number, texts, period)


def _has_figures(texts: tuple[str, ...], columns: _Columns) -> bool:
    """Whether a row has more than what it is about: a note under the table has not."""
    keys = {columns.name, columns.code, columns.prefecture, columns.period, columns.unit}
    return any(text for column, text in enumerate(texts) if column not in keys)


def _is_note(texts: tuple[str, ...], columns: _Columns) -> bool:
    """A note under a table whose rows have no names: one text that is no figure."""
    if columns != _Columns(None, None, None, None, None):
        return False
    filled = [text for text in texts if text]
    if len(filled) != 1 or len(texts) == 1:
        return False
    try:
        read_number(filled[0])
    except NotationError:
        return True
    return False


def _row(
    reader: Reader, columns: _Columns, number: int, texts: tuple[str, ...], period: int | None
) -> BodyRow | None:
    place = reader.layout.municipality
    name = texts[columns.name] if columns.name is not None else ""
    is_town = True
    is_total = False
    if isinstance(place, MunicipalityColumn):
        if not name and columns.name is not None and not _code(columns, texts):
            return None
        totals = {squeeze(total) for total in place.totals}
        is_total = name in totals
        is_town = _is_town(reader, columns, texts)
        known = is_total or is_town or is_municipality(name) or columns.name is None
        if place.scope is Scope.PREFECTURE and not known:
            _report_unknown(reader, number, columns.name or 0, name)
            return None
        if not _code_is_sound(reader, columns, number, texts):
            return None
    if columns.period is not None:
        period = _period(reader, number, columns.period, texts[columns.period])
        if period is None:
            return None
    unit = texts[columns.unit] if columns.unit is not None else ""
    return BodyRow(number, name or _code(columns, texts), period, unit, is_town, is_total, texts)


def _code(columns: _Columns, texts: tuple[str, ...]) -> str:
    return texts[columns.code] if columns.code is not None else ""


def _report_unknown(reader: Reader, number: int, column: int, name: str) -> None:
    reader.report(
        "unknown-row",
        f"「{name}」が市町村か合計か分かりません。",
        f"合計の行なら {reader.line_of('layout')} からの totals: に加えてください。",
        row=number,
        column=column,
    )


def _is_town(reader: Reader, columns: _Columns, texts: tuple[str, ...]) -> bool:
    """Whether a row is the town's: its code decides, then prefecture and name."""
    town = reader.plan.general.municipality
    names = town_names(town)
    code = _code(columns, texts)
    if code:
        return is_code_of(code, town)
    if columns.name is None or texts[columns.name] not in names:
        return False
    return columns.prefecture is None or texts[columns.prefecture] == squeeze(town.prefecture)


def _code_is_sound(reader: Reader, columns: _Columns, number: int, texts: tuple[str, ...]) -> bool:
    """Check digits are right, and the town's code stands beside the town's name."""
    town = reader.plan.general.municipality
    code = _code(columns, texts)
    if not code or columns.code is None:
        return True
    problem = code_problem(code)
    if not problem and columns.name is not None:
        name = texts[columns.name]
        mine = is_code_of(code, town)
        named = any(own in name for own in town_names(town))
        if mine and not named:
            problem = f"団体コード {code} は{town.prefecture}{town.name}ですが、名前は「{name}」です。"
        elif named and not mine and _is_prefectural(reader):
            problem = f"「{name}」の団体コードが {code} です ({town.prefecture}{town.name}は {town.code})。"
    if problem:
        reader.report(
            "bad-code", problem, "公表元のファイルと比べてください。", row=number, column=columns.code
        )
    return not problem


def _is_prefectural(reader: Reader) -> bool:
    place = reader.layout.municipality
    return isinstance(place, MunicipalityColumn) and place.scope is Scope.PREFECTURE


def _period(reader: Reader, number: int, column: int, text: str) -> int | None:
    try:
        return year_in(text)
    except NotationError as error:
        hint = "年の欄を、公表元のファイルと比べてください。"
        reader.report("bad-year", str(error), hint, row=number, column=column)
        return None


def _check_count(reader: Reader, rows: list[BodyRow]) -> None:
    place = reader.layout.municipality
    if not isinstance(place, MunicipalityColumn) or place.count is None:
        return
    counted = Counter(row.period for row in rows if not row.is_total)
    for period, number in counted.items() or {None: 0}.items():
        if number != place.count:
            of = f"{period}年の" if period is not None and _many_periods(reader) else ""
            found = f"{number}しかありません" if number < place.count else f"{number}あります"
            reader.report(
                "municipality-count",
                f"{of}市町村が{place.count}あるはずの表に{found}。",
                "行が欠けたり重なったりしていないか、公表元のファイルと比べてください。",
            )


def _many_periods(reader: Reader) -> bool:
    return isinstance(reader.layout.period, PeriodInColumn)


def town_rows(reader: Reader, rows: list[BodyRow]) -> list[BodyRow]:
    """The town's rows: one for each period (and, in a table of one value a row, for each condition)."""
    own = [row for row in rows if row.is_town]
    town = reader.plan.general.municipality
    if not own:
        codes = f" (団体コード {town.code})" if _has_codes(reader) else ""
        reader.report(
            "no-municipality",
            f"「{town.name}」{codes}の行が見つかりません。",
            "町の行が表に残っているか、公表元のファイルと比べてください。",
        )
    if isinstance(reader.layout.period, PeriodInColumn):
        return own
    if len(own) > 1:
        where = "、".join(f"{row.number + 1}行目" for row in own)
        reader.report(
            "repeated-municipality",
            f"「{town.name}」の行が二つ以上あります ({where})。",
            "どの行が町の値か、公表元のファイルと比べてください。",
            row=own[1].number,
        )
    return own


def _has_codes(reader: Reader) -> bool:
    place = reader.layout.municipality
    return isinstance(place, MunicipalityColumn) and bool(place.code_header)

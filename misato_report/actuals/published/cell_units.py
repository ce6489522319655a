"""The unit of a cell: by itself, its heading, its row, its table or the source; and how its figure becomes the series'."""

from __future__ import annotations

from decimal import Decimal

from misato_report.actuals.published.cells import Cell, kind_of
from misato_report.actuals.published.coordinates import Coordinate
from misato_report.actuals.published.folding import folded
from misato_report.actuals.published.item_units import other_unit
from misato_report.actuals.published.results import Problem, Wanted
from misato_report.actuals.published.units import as_unit, is_count, is_rate, scaled_in
from misato_report.actuals.units import canonical, factor
from misato_report.notation import NotationError, read_figure


def unit_and_factor(one: Wanted, cell: Coordinate) -> tuple[str, Decimal | None, Problem | None]:
    """The unit of a cell and what its figure is multiplied by to be in the series' unit."""
    problem = _of_another_kind(one, cell)
    if problem is not None:
        return "", None, problem
    stated, allowed = unit_of(cell)
    if not stated and allowed:
        return _one_of(one, cell, allowed)
    said_by_source = canonical(one.stated_unit)
    if not stated and factor(said_by_source, one.unit) is not None:
        stated = said_by_source
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


def _of_another_kind(one: Wanted, cell: Coordinate) -> Problem | None:
    """The item's words speak of another unit (地区数 for a series of 人), and the cell states none of its own."""
    if cell.column.unit or cell.row.unit or cell.analysed.named_units:
        return None
    other = other_unit(one.name, one.unit, cell.words)
    if other is None:
        return None
    word, unit = other
    message = f"{cell.address} は「{word}」の値で、単位は「{unit}」とみられます。系列「{one.name}」の単位は「{one.unit}」です。"
    hint = f"読む列を確かめてください。「{word}」の系列なら、plan/sources.yaml の name: と unit: をそのとおりに直してください。"
    return Problem("unit-mismatch", message, hint, cell)


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
    related = [u for u in allowed if factor(u, one.unit) is not None]
    if len(related) == 1:
        return related[0], factor(related[0], one.unit), None
    listed = "、".join(allowed)
    message = f"表の単位は「{listed}」で、{cell.address} の単位がどれか決まりません（系列は「{one.unit}」）。"
    return "", None, Problem("unit-mismatch", message, "系列の unit: を確かめてください。", cell)


_HINT_UNIT = "公表元で確かめ、plan/sources.yaml の table: に unit: を書いてください。"
_SCALED = ("千", "万", "百", "億", "兆")


def _unstated(one: Wanted, cell: Coordinate) -> tuple[str, Decimal | None, Problem | None]:
    """A table without a unit: one that counts in ones is taken as it is; sums of money and rates are not certain."""
    unit = canonical(one.unit)
    if is_count(unit) and not is_rate((one.name,)) and _has_fraction(cell.text):
        message = f"{cell.address} の「{cell.text.strip()}」は整数でなく、単位も書かれていません（系列は「{one.unit}」）。"
        return "", None, Problem("no-unit", message, _HINT_UNIT, cell)
    uncertain = unit.endswith("円") or unit.startswith(_SCALED)
    if unit == "%" and not uncertain:
        column = cell.analysed.grid.table
        texts = [column.cell(r.number, cell.column.number) for r in cell.analysed.rows[:200]]
        numbers = [t for t in texts if kind_of(t) is Cell.FIGURE]
        uncertain = bool(numbers) and all(abs(plain_value(t)) <= 1 for t in numbers)
    around = f"{cell.analysed.title_text} {' '.join(cell.words)} {cell.analysed.notes_text}"
    told = "" if is_rate(cell.words) else scaled_in(around)
    if as_unit(told) and factor(as_unit(told), one.unit) is None:
        told = ""
    if uncertain or told:
        message = f"{cell.address} の単位が表に書かれていません（系列は「{one.unit}」）。"
        if told:
            message = f"{cell.address} の単位が「{told}」なのか、はっきりしません（系列は「{one.unit}」）。"
        return "", None, Problem("no-unit", message, _HINT_UNIT, cell)
    return "", Decimal(1), None


def _has_fraction(text: str) -> bool:
    """Whether a figure has anything but zeros behind its point."""
    if kind_of(text) is not Cell.FIGURE:
        return False
    value = plain_value(text)
    return value != value.to_integral_value()


def plain_value(text: str) -> Decimal:
    """The figure of a text; 0 where there is none, 10 where it is no figure at all (both are no rate below 1)."""
    try:
        return read_figure(text).value or Decimal(0)
    except NotationError:
        return Decimal(10)

"""A file in a form that is built in → the source with its series by name, proved by reading the file.

A series of the plan is used only where name, unit and basis are exactly the form's own; otherwise one is made. What the
file gives in another way than the form says (another day, another unit) is left out and told of.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from misato_report.actuals.files.table import Table
from misato_report.actuals.published.basis import basis_of
from misato_report.actuals.published.continuity import Known
from misato_report.actuals.published.coordinates import Coordinate, Sheets, sheets_of
from misato_report.actuals.published.extraction import town_of
from misato_report.actuals.published.national.catalogue import form_of
from misato_report.actuals.published.national.form import Form, StandardItem
from misato_report.actuals.published.periods import Period, TimeError
from misato_report.actuals.published.proposal import (
    Proposal,
    compare_with_ledger,
    extract_with,
    sheet_of,
)
from misato_report.actuals.published.proposed_sums import in_words, sums_that_hold
from misato_report.actuals.published.proposing import Item, items_of
from misato_report.actuals.published.reading import matches, read
from misato_report.actuals.published.results import Found, Problem, Wanted
from misato_report.diagnostics import Diagnostic
from misato_report.notation import Basis, squeeze
from misato_report.plan.plan import Plan
from misato_report.plan.sources import (
    Check,
    EquationCheck,
    PublicationSchedule,
    PublishedTable,
    Series,
    Source,
)


@dataclass
class Offer:
    """The form, how the file would be read, and the plan with the series that are made for it."""

    form: Form
    plan: Plan
    proposal: Proposal = field(default_factory=Proposal)
    made: list[Series] = field(default_factory=list)
    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Series id → the words that lead to it."""
    year_before: list[str] = field(default_factory=list)
    is_split: bool = False
    """Whether the file has several rows of the town that differ for one and the same day."""


def offer(tables: Sequence[Table], plan: Plan, today: date, known: Known | None = None) -> Offer | None:
    """What is offered for a file in a form that is built in; None for any other file.

    A file that states no date of publication is read as if it came out ``today``. ``known``: the ledger's figures, of
    which is told what they confirm and contradict.
    """
    form = form_of(tables)
    if form is None:
        return None
    result = Offer(form, plan)
    sheets = sheets_of(tables, town_of(plan.general.municipality))
    result.proposal.items = items_of(sheets)
    if sheets.problems or not result.proposal.items:
        problems = read(sheets, [], None).problems
        result.proposal.diagnostics = [_told(tables[0], p, form) for p in problems]
        return result
    for item in form.items:
        _consider(item, sheets, result)
    paths = result.paths
    if form.left_out and paths:
        result.proposal.remarks.append(form.left_out)
    if result.is_split and form.refused_when_split:
        result.proposal.diagnostics = [tables[0].error("no-total", form.refused_when_split)]
    elif paths:
        _compose(tables, sheets, result, today)
        compare_with_ledger(result.plan, known or {}, result.proposal)
    return result


def _told(table: Table, problem: Problem, form: Form) -> Diagnostic:
    return table.error(problem.code, problem.message, form.refused_when_split or problem.hint)


def _consider(item: StandardItem, sheets: Sheets, result: Offer) -> None:
    """Offer an item that the file gives in the way the form says."""
    for words in item.paths:
        basis = item.basis or _basis_in(item, words, sheets, result.proposal)
        if basis is None:
            continue
        found = read(sheets, [_wanted(item, words, basis)], result.form.dash)
        errors = [p for p in found.problems if p.is_error]
        if found.taken and not errors:
            series = _series_for(item, basis, result)
            result.paths[series.id] = words
            if item.year_before:
                result.year_before.append(series.id)
            result.proposal.chosen[series.id] = _item_of(found, result.proposal.items)
            return
        result.is_split |= any(p.code == "repeated-row" for p in errors)
        if any(p.code != "missing-item" for p in errors):
            result.proposal.remarks.append(f"「{item.name}」は加えません。{errors[0].message}")
            return


def _wanted(item: StandardItem, words: tuple[str, ...], basis: Basis) -> Wanted:
    return Wanted(item.id, item.name, words, item.unit, basis, item.non_negative)


def _basis_in(item: StandardItem, words: tuple[str, ...], sheets: Sheets, proposal: Proposal) -> Basis | None:
    """The day of the file's own figures as a basis; told of where no series can be of such a day."""
    wanted = _wanted(item, words, Basis.OCT1)
    cells = [c for c in sheets.coordinates() if matches(wanted, c.words, c)]
    found = {basis for c in cells for basis in _bases(c)}
    if cells and len(found) != 1:
        days = "、".join(dict.fromkeys(str(p) for c in cells for p in _periods(c))) or "書かれていない日"
        why = "いくつもの日の値が混じっています" if found else "系列の basis: にない日です"
        proposal.remarks.append(f"「{item.name}」は加えません。{days}の値で、{why}。")
        return None
    return found.pop() if found else None


def _bases(cell: Coordinate) -> list[Basis]:
    return [basis for p in _periods(cell) if (basis := basis_of(p)) is not None]


def _periods(cell: Coordinate) -> tuple[Period, ...]:
    try:
        return cell.periods()
    except TimeError:
        return ()


def _item_of(found: Found, items: Sequence[Item]) -> Item:
    """The item of the list whose cell was taken."""
    taken = found.taken[0].coordinate
    place = (id(taken.analysed), taken.row.number, taken.column.number)
    return next(
        i for i in items if place in {(id(c.analysed), c.row.number, c.column.number) for c in i.cells}
    )


def _series_for(item: StandardItem, basis: Basis, result: Offer) -> Series:
    """The plan's series of exactly this name, unit, basis and kind, or a new one beside the others."""
    alike = [s for s in result.plan.series.values() if squeeze(s.name) == squeeze(item.name)]
    same = [s for s in alike if (s.unit, s.basis, s.projection) == (item.unit, basis, item.projection)]
    if same:
        return same[0]
    series = Series(
        id=_free(item.id, result.plan.series),
        name=f"{item.name}（{basis.value}）" if alike else item.name,
        unit=item.unit,
        basis=basis,
        non_negative=item.non_negative,
        projection=item.projection,
    )
    result.made.append(series)
    result.plan = replace(result.plan, series={**result.plan.series, series.id: series})
    return series


def _free(wanted: str, taken: Container[str]) -> str:
    """A name that nothing has yet."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}{number}", number + 1
    return name


def _compose(tables: Sequence[Table], sheets: Sheets, result: Offer, today: date) -> None:
    """The entry with the form's own sums and those that hold, and what it reads."""
    form, plan, proposal = result.form, result.plan, result.proposal
    table = PublishedTable(
        items=result.paths, place=None, unit="", sheet=sheet_of(tables, proposal), checks=()
    )
    source = Source(
        id=_free(form.id, plan.sources),
        title=_free_title(form.title, plan),
        publisher=form.publisher,
        publication=PublicationSchedule(
            month=form.month, years_after=form.years_after, every=form.every, text=form.schedule
        ),
        dash=form.dash,
        recognise=form.found_in(tables) or (),
        published_label="公表",
        table=table,
        layout=None,
        year_before=tuple(result.year_before) if len(result.year_before) < len(result.paths) else (),
    )
    found, _ = sums_that_hold(sheets, plan, source)
    checks = _with_form_sums(form, result.paths, found)
    source = source.replace(table=table.replace(checks=checks))
    tried = extract_with(plan, source, tables, today, sheets)
    proposal.source = source
    proposal.held = [in_words(check, plan) for check in checks]
    proposal.observations = tried.observations
    proposal.diagnostics = tried.diagnostics


def _free_title(wanted: str, plan: Plan) -> str:
    titles = {source.title for source in plan.sources.values()}
    title, number = wanted, 2
    while title in titles:
        title, number = f"{wanted}（{number}）", number + 1
    return title


def _with_form_sums(
    form: Form, paths: dict[str, tuple[str, ...]], found: Sequence[Check]
) -> tuple[Check, ...]:
    """The form's equations, whether they hold or not (then the file is refused), and the totals found in the table.

    Other equations that happen to hold are none of the form's: they need not hold next year.
    """
    own: list[Check] = []
    for equation in form.sums:
        check = EquationCheck(kind="equation", equation=equation)
        terms, whole = check.terms()
        if {*terms, whole} <= set(paths):
            own.append(check)
    return (*own, *(check for check in found if not isinstance(check, EquationCheck)))

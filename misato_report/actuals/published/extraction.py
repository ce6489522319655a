"""Tables of a recognised source → the town's observations, each with the cell it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from misato_report.actuals.files.table import Table, column_letter
from misato_report.actuals.published.captions import check_publication_date, mark_of_tables, publication_date
from misato_report.actuals.published.completeness import missing_and_repeated
from misato_report.actuals.published.coordinates import Sheets, sheets_of
from misato_report.actuals.published.months_of_file import check_months
from misato_report.actuals.published.parts import of_parts
from misato_report.actuals.published.peers import read_peers
from misato_report.actuals.published.places import Town
from misato_report.actuals.published.projections import taken_as_actuals
from misato_report.actuals.published.proposing import guesses, items_of, words_for
from misato_report.actuals.published.reading import read
from misato_report.actuals.published.results import Found, Problem, Taken, Wanted
from misato_report.actuals.published.sums import ACCEPTABLE, check
from misato_report.actuals.units import canonical, factor
from misato_report.diagnostics import Diagnostic, Severity, has_errors
from misato_report.notation import Mark, Reading, squeeze
from misato_report.observation import Observation
from misato_report.plan.document import Municipality
from misato_report.plan.plan import Plan
from misato_report.plan.sources import MonthlySchedule, Place, Source

_MOST_NAMES = 3


@dataclass
class Extraction:
    """What a file's tables give for a source."""

    observations: list[Observation] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    peers: dict[str, list[Observation]] = field(default_factory=dict)
    """Six-digit code → the other municipalities' observations, where the source asks for them."""


def town_of(municipality: Municipality) -> Town:
    """The plan's town as tables are searched for it."""
    return Town(municipality.code, municipality.prefecture, municipality.county, municipality.name)


def wanted_of(plan: Plan, source: Source) -> list[Wanted]:
    """The series that a source gives, with the words that lead to each."""
    assert source.table is not None  # noqa: S101 - recognise() gives only these
    return [
        Wanted(s.id, s.name, words, s.unit, s.basis, s.non_negative, source.table.unit)
        for id_, words in source.table.items.items()
        for s in (plan.series[id_],)
    ]


def extract(
    tables: Sequence[Table],
    sha256: str,
    published_on: date | None,
    plan: Plan,
    source: Source,
    analysed: Sheets | None = None,
) -> Extraction:
    """Observations of the town and findings; where anything is wrong, no observations.

    ``analysed``: the tables as they were analysed already, for the same town.
    """
    assert source.table is not None  # noqa: S101 - recognise() gives only these
    result = Extraction()
    chosen = _chosen_sheets(tables, source, result)
    if not chosen:
        return result
    result.diagnostics += taken_as_actuals(chosen, source, plan)
    if has_errors(result.diagnostics):
        return result
    published = publication_date(chosen, source, published_on)
    if isinstance(published, Diagnostic):
        result.diagnostics.append(published)
    if analysed is None:
        sheets = sheets_of(
            chosen,
            town_of(plan.general.municipality),
            own=source.table.place is Place.OWN,
            era=source.table.era or "",
        )
    else:
        sheets = analysed.of_tables(chosen)
    wanted = wanted_of(plan, source)
    found = read(sheets, wanted, source.dash)
    problems = [_with_new_reading(problem, sheets, plan) for problem in _once(found.problems)]
    problems += of_parts(found.taken, plan.general.municipality.code)
    result.diagnostics += [_diagnostic(problem, chosen[0], plan, source) for problem in problems]
    if not has_errors(result.diagnostics):
        result.diagnostics += missing_and_repeated(found.taken, town_of(plan.general.municipality))
        result.diagnostics += check(sheets, found.taken, wanted, plan, source)
    if _refusing(result.diagnostics) or isinstance(published, Diagnostic):
        return result
    mark = mark_of_tables(chosen)
    observe = partial(_observation, plan=plan, mark=mark, published=published, source=source, sha256=sha256)
    result.observations = [observe(taken) for taken in found.taken]
    if source.peers:
        peers = read_peers(sheets, town_of(plan.general.municipality), wanted, source.dash, observe)
        result.peers = peers.observations
        result.diagnostics += _unread(peers.unread, chosen[0])
    result.diagnostics += _converted(found, plan, source.table.unit)
    result.diagnostics += _hidden(found)
    result.diagnostics += _remarked(found)
    past = [o for o in result.observations if not plan.series[o.series].projection]
    result.diagnostics += check_publication_date(chosen[0], source, published, past)
    if isinstance(source.publication, MonthlySchedule):
        result.diagnostics += check_months(chosen[0], source.publication, published, past)
    return result


def _unread(names: Sequence[str], table: Table) -> Iterator[Diagnostic]:
    """Other municipalities of which something was left out: told once, and no reason to refuse the town's."""
    if names:
        more = f"、ほか{len(names) - _MOST_NAMES}" if len(names) > _MOST_NAMES else ""
        message = f"ほかの市町村の値で、読めないものがあります: {'、'.join(names[:_MOST_NAMES])}{more}。"
        hint = "町の値は取り込めます。読めない市町村は、県内の比較から除き、その数を示します。"
        yield Diagnostic(
            file=table.file, code="peer-unread", message=message, hint=hint,
            severity=Severity.WARNING, cell=table.sheet,
        )  # fmt: skip


def _once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Each sentence once: what a title says wrongly is wrong for every series below it."""
    told: set[tuple[str, str]] = set()
    for problem in problems:
        if (problem.code, problem.message) not in told:
            told.add((problem.code, problem.message))
            yield problem


def _with_new_reading(problem: Problem, sheets: Sheets, plan: Plan) -> Problem:
    """A series whose heading is gone, with the item that it is likely to be now: the reading proposed for the new form."""
    series = plan.series.get(problem.series)
    if problem.code != "missing-item" or series is None:
        return problem
    items = items_of(sheets)
    guess = next(iter(guesses(items, [(series.id, series.name, series.unit)])), None)
    if guess is None:
        return problem
    words = "、".join(words_for(guess.item, items))
    cell = guess.item.cells[-1]
    hint = (
        f"見出しが変わったようです。plan/sources.yaml の {series.id}: を [{words}] に直すと、"
        f"{cell.address} の {cell.text.strip()} などが読めます。同じ項目か確かめてください。"
    )
    return replace(problem, hint=hint)


def _chosen_sheets(tables: Sequence[Table], source: Source, result: Extraction) -> list[Table]:
    """The tables of the sheets that the source names; all where it names none."""
    assert source.table is not None  # noqa: S101 - the caller has looked
    wanted = squeeze(source.table.sheet)
    chosen = [t for t in tables if wanted in squeeze(t.sheet)]
    if not chosen:
        names = "、".join(f"「{t.sheet}」" for t in tables)
        result.diagnostics.append(
            tables[0].error(
                "no-sheet",
                f"名前に「{source.table.sheet}」のあるシートがありません。あるのは{names}です。",
                "plan/sources.yaml の sheet: を直してください。",
            )
        )
    return chosen


def _refusing(diagnostics: Sequence[Diagnostic]) -> bool:
    """Whether the table is refused whatever the clerk says; failed sums may be accepted."""
    return has_errors(d for d in diagnostics if d.code not in ACCEPTABLE)


def _diagnostic(problem: Problem, table: Table, plan: Plan, source: Source) -> Diagnostic:
    cell = problem.coordinate
    hint = problem.hint
    if problem.code == "missing-item":
        line = plan.lines.get((source.id, problem.series))
        hint = hint.replace("plan/sources.yaml", f"plan/sources.yaml の{line}行目") if line else hint
    severity = (
        Severity.ERROR if problem.is_error else Severity.WARNING if problem.is_warning else Severity.INFO
    )
    here = cell.analysed.grid.table if cell else table
    return Diagnostic(
        file=here.file,
        line=cell.row.number + 1 if cell else None,
        column=cell.column.number + 1 if cell else None,
        code=problem.code,
        message=problem.message,
        hint=hint,
        severity=severity,
        cell=cell.address if cell else here.sheet,
    )


def _observation(
    taken: Taken, plan: Plan, mark: Mark | None, published: date, source: Source, sha256: str
) -> Observation:
    cell = taken.coordinate
    table = cell.analysed.grid.table
    series = plan.series[taken.series]
    return Observation(
        series=series.id,
        period=taken.year,
        basis=series.basis,
        value=taken.reading.value,
        unit=series.unit,
        mark=_mark(taken.reading, _mark_of_headings(taken), mark),
        published_on=published,
        source=source.id,
        file=table.file,
        sheet=table.sheet,
        row=cell.row.number + 1,
        column=column_letter(cell.column.number),
        sha256=sha256,
        note=_note(taken, series.unit),
    )


def _note(taken: Taken, unit: str) -> str:
    if taken.by == 1:
        return ""
    text = taken.coordinate.text.strip()
    return f"{taken.unit}から{unit}に換算 ({text if text.endswith(taken.unit) else text + taken.unit})"


def _mark_of_headings(taken: Taken) -> Mark | None:
    """（速報） or （確報） in a heading or beside the row."""
    words = "".join(taken.coordinate.words)
    return Mark.PRELIMINARY if "速報" in words else Mark.CONFIRMED if "確報" in words else None


def _mark(reading: Reading, of_column: Mark | None, of_table: Mark | None) -> Mark | None:
    """Why there is no value; then 見本, which nothing may hide; then the mark nearest to the figure."""
    if reading.value is None:
        return reading.mark
    if of_table is Mark.SAMPLE:
        return of_table
    return reading.mark or of_column or of_table


def _converted(found: Found, plan: Plan, stated: str) -> Iterator[Diagnostic]:
    """Figures in another unit than the series', or than the source says of its table, are told of, once for each series."""
    told: set[str] = set()
    for taken in found.taken:
        changed = bool(stated and taken.unit) and canonical(stated) != canonical(taken.unit)
        if (taken.by == 1 and not (changed and factor(stated, taken.unit))) or taken.series in told:
            continue
        told.add(taken.series)
        series = plan.series[taken.series]
        message = f"「{series.name}」を{taken.unit}から{series.unit}に換算しました。"
        if taken.by == 1:
            message = f"「{series.name}」の表の単位は{taken.unit}です。"
        if not changed and stated:
            yield _info(taken, "converted", message)
            continue
        before = f"plan/sources.yaml の unit: は「{stated}」です。" if stated else ""
        hint = f"{before}表の単位が{taken.unit}であることを確かめてください。table: に unit: {taken.unit} と書くと、次からは知らせません。"
        yield replace(_info(taken, "converted", message, hint), severity=Severity.WARNING)


def _info(taken: Taken, code: str, message: str, hint: str = "") -> Diagnostic:
    table = taken.coordinate.analysed.grid.table
    severity = Severity.INFO if code != "hidden-cell" else Severity.WARNING
    return Diagnostic(
        file=table.file, code=code, message=message, hint=hint, severity=severity, cell=table.sheet
    )


def _hidden(found: Found) -> Iterator[Diagnostic]:
    """A figure that the clerk does not see in the file is told of."""
    cells = [t for t in found.taken if _is_hidden(t)]
    if cells:
        listed = "、".join(t.coordinate.address for t in cells[:8])
        message = f"隠れた行か列の値を読みました ({listed})。"
        yield _info(cells[0], "hidden-cell", message, "表計算ソフトで再表示し、正しい値か確かめてください。")


def _is_hidden(taken: Taken) -> bool:
    table = taken.coordinate.analysed.grid.table
    return (
        taken.coordinate.row.number in table.hidden_rows
        or taken.coordinate.column.number in table.hidden_columns
    )


def _remarked(found: Found) -> Iterator[Diagnostic]:
    """What the reading of the file has to say of a cell that was taken."""
    for taken in found.taken:
        cell = taken.coordinate
        remark = getattr(cell.analysed.grid.table, "remarks", {}).get((cell.row.number, cell.column.number))
        if remark:
            yield _info(taken, "cell-remark", f"{cell.address}: {remark}")


__all__ = ["Extraction", "Sheets", "extract", "town_of", "wanted_of"]

"""Table → observations, each with the cell it came from. All that is wrong in a table, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from misato_report.actuals import long_table
from misato_report.actuals.files.reading import read_tables
from misato_report.actuals.files.table import Table
from misato_report.actuals.filled_form import FilledForm, filled_forms, looks_like_ours, saved_as_text
from misato_report.actuals.published import extraction as published
from misato_report.actuals.published.sums import ACCEPTABLE
from misato_report.actuals.recognising import (
    REMARK,
    UNKNOWN_LAYOUT,
    long_header_row,
    recognise,
    recognise_together,
    says_corrected,
)
from misato_report.diagnostics import Diagnostic, Severity, has_errors
from misato_report.diagnostics.visible import hidden_characters, hidden_in
from misato_report.notation import NotationError, print_period, read_date
from misato_report.observation import Observation, sort_key
from misato_report.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be read: its name in the workspace, its bytes, and their SHA-256.

    ``published_on`` is what the clerk (or an earlier ledger) says where the file does not; ``accepted``
    is the reason for which they take it although its sums do not agree. ``received_on`` is the day on which it came:
    it counts for a form in which nobody has written a day.
    """

    name: str
    raw: bytes
    sha256: str
    published_on: date | None = None
    accepted: str = ""
    received_on: date | None = None


@dataclass
class Extracted:
    """What a file gives: the town's observations, those of other municipalities (by code; of sources with
    ``peers: true``), the titles of the sources recognised, the findings, and whether its own title
    says that it corrects another (訂正, 正誤)."""

    file: SourceFile
    observations: list[Observation] = field(default_factory=list)
    peers: dict[str, list[Observation]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    says_corrected: bool = False
    dated_by_receipt: bool = False

    @property
    def refused(self) -> bool:
        """Whether anything in the file is wrong: then nothing of it may be taken."""
        return has_errors(self.diagnostics)

    def change_each(self, change: Callable[[Observation], Observation]) -> None:
        """Change every observation, the town's and the others'."""
        self.observations = [change(o) for o in self.observations]
        self.peers = {code: [change(o) for o in of_area] for code, of_area in self.peers.items()}


def extract(file: SourceFile, plan: Plan) -> Extracted:
    """Read a file against the plan's sources."""
    result = Extracted(file)
    tables, problems = read_tables(file.name, file.raw, plan.limits)
    result.diagnostics.extend(problems)
    forms, tables = filled_forms(tables)
    for form in forms:
        _read_figures_of(form, result, plan)
    as_text = [d for d in (saved_as_text(table, REMARK) for table in tables) if d is not None]
    result.diagnostics.extend(as_text)
    if as_text:
        return result
    result.says_corrected = says_corrected(file.name, tables, plan)
    for table in tables:
        if long_header_row(table) is not None:
            _read_long(result, table, plan, file.published_on, is_form=False)
    _read_published(result, [t for t in tables if long_header_row(t) is None], plan)
    result.diagnostics.extend(_repeats(result))
    result.diagnostics.extend(_not_begun(result, plan))
    result.diagnostics.extend(_hidden(result))
    if file.accepted:
        _accept(result, file.accepted)
    return result


def _read_figures_of(form: FilledForm, result: Extracted, plan: Plan) -> None:
    """The figures of a form; its texts are no figures."""
    result.titles.append(f"様式（{form.department}）")
    if form.is_blank:
        result.diagnostics.append(_blank(form, result.file.name))
        return
    result.diagnostics.extend(_unknown_sheets(form))
    day = result.file.published_on
    try:
        day = read_date(form.written_on) if form.written_on else day
    except NotationError as error:
        hint = "「はじめに」の記入日を確かめてください。"
        result.diagnostics.append(
            Diagnostic(file=result.file.name, code="bad-form", message=str(error), hint=hint)
        )
        return
    if day is None and form.figures:
        day, result.dated_by_receipt = result.file.received_on, result.file.received_on is not None
    for table in form.figures:
        _read_long(result, table, plan, day, is_form=True)


def _blank(form: FilledForm, name: str) -> Diagnostic:
    message = f"{form.department}の様式は、何も記入されていません。返送されたものとは数えません。"
    hint = "記入したものを返送してもらい、このファイルと置き換えてください。"
    return Diagnostic(
        file=name, code="blank-form", message=message, hint=hint, severity=Severity.WARNING, cell=form.member
    )


def _unknown_sheets(form: FilledForm) -> Iterator[Diagnostic]:
    """Sheets that somebody has added are told of; one whose headings were changed would be lost, and is refused."""
    for table in form.unknown:
        if looks_like_ours(table):
            message = f"様式のシート「{table.sheet}」の見出しの行が変わっていて、読めません。"
            hint = "見出しの行を、配った様式のとおりに戻してください。"
            yield table.error("form-headings", message, hint)
        else:
            message = f"様式に加えられたシート「{table.sheet}」は、読みませんでした。"
            hint = "要ることがあれば、備考か評価の記入欄に移してください。"
            yield replace(_left_out(table), message=message, hint=hint, severity=Severity.WARNING)


def _read_long(result: Extracted, table: Table, plan: Plan, day: date | None, *, is_form: bool) -> None:
    """A plain long table: the town's own counts."""
    found, problems, title = long_table.extract(table, result.file.sha256, day, plan, is_form=is_form)
    result.observations += found
    result.diagnostics += problems
    if title and title not in result.titles:
        result.titles.append(title)


def _read_published(result: Extracted, tables: list[Table], plan: Plan) -> None:
    """The sheets of each source that is recognised, together; other sheets beside them are told of."""
    by_source: dict[str, list[Table]] = {}
    unknown: list[Table] = []
    for table in tables:
        recognised, problem = recognise(table, plan)
        if recognised is not None and recognised.source is not None:
            by_source.setdefault(recognised.source.id, []).append(table)
        elif problem is not None and _is_unknown(problem):
            unknown.append(table)
        elif problem is not None:
            result.diagnostics.append(problem)
    if not by_source and len(unknown) > 1:
        together = recognise_together(unknown, plan)
        if together is not None:
            by_source, unknown = {together.id: unknown}, []
    for id_, of_source in by_source.items():
        source = plan.sources[id_]
        found = published.extract(of_source, result.file.sha256, result.file.published_on, plan, source)
        if unknown and _has_no_figures(found):
            found = published.extract(
                [*of_source, *unknown], result.file.sha256, result.file.published_on, plan, source
            )
            unknown = []
        result.observations += found.observations
        for code, of_area in found.peers.items():
            result.peers.setdefault(code, []).extend(of_area)
        result.diagnostics += found.diagnostics
        result.titles.append(source.title)
    for table in unknown:
        some = by_source or result.titles
        result.diagnostics.append(_left_out(table) if some else recognise(table, plan)[1] or _left_out(table))


def _has_no_figures(found: published.Extraction) -> bool:
    """Whether the recognised sheets are only a cover or a list of contents."""
    return any(d.code == "no-table" for d in found.diagnostics)


def _is_unknown(problem: Diagnostic) -> bool:
    return problem.code == UNKNOWN_LAYOUT


def _left_out(table: Table) -> Diagnostic:
    """A sheet of notes beside a table that was recognised is told of, and refuses nothing."""
    message = f"シート「{table.sheet}」は、どの資料か分からないので読みませんでした。"
    hint = "要る表なら plan/sources.yaml に加えてください。"
    return Diagnostic(
        file=table.file,
        code="sheet-left-out",
        message=message,
        hint=hint,
        severity=Severity.INFO,
        cell=table.sheet,
    )


def _accept(result: Extracted, reason: str) -> None:
    """Sums that do not agree are taken with the reason, which every figure of the file carries."""
    failed = [d for d in result.diagnostics if d.code in ACCEPTABLE]
    if not failed:
        return
    result.diagnostics = [as_accepted(d, reason) if d in failed else d for d in result.diagnostics]
    result.change_each(lambda o: o.accepted_for(reason))


def as_accepted(problem: Diagnostic, reason: str) -> Diagnostic:
    """A failed sum that the clerk knows of and takes."""
    return replace(problem, severity=Severity.WARNING, hint=f"理由を記して取り込みます: {reason}")


def _not_begun(result: Extracted, plan: Plan) -> Iterator[Diagnostic]:
    """A figure published before its period began is a mistyped year or date: R90 for R9. Projections are early."""
    for o in result.observations:
        if o.begins_on > o.published_on and not plan.series[o.series].projection:
            message = f"{print_period(o.period, o.basis)}の値が、その始まる前 ({o.published_on}) に公表されたことになります。"
            hint = "年か公表日の書き誤りを直してください。"
            yield Diagnostic(
                file=o.file,
                line=o.row,
                code="before-its-period",
                message=message,
                hint=hint,
                cell=o.cell,
            )


def _hidden(result: Extracted) -> Iterator[Diagnostic]:
    """Characters that do something instead of showing something, in what the ledger takes over: told once."""
    for o in result.observations:
        hidden = hidden_in(f"{o.sheet}{o.note}")
        if hidden:
            yield hidden_characters(o.file, o.row, hidden, o.cell)
            return


def _repeats(result: Extracted) -> Iterator[Diagnostic]:
    """One file says each series, period and publication once."""
    first: dict[tuple[str, int, date, int], Observation] = {}
    for observation in result.observations:
        key = sort_key(observation)
        if key not in first:
            first[key] = observation
            continue
        earlier = first[key]
        yield Diagnostic(
            file=observation.file,
            line=observation.row,
            code="repeated-row",
            message=f"同じ系列・対象・公表日の値が二度あります ({earlier.cell} は {earlier.value}、"
            f"{observation.cell} は {observation.value})。",
            hint="どちらか一方を消してください。",
            cell=observation.cell,
        )

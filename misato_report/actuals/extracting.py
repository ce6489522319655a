"""Table → observations, each with the cell it came from. All that is wrong in a table, at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from misato_report.actuals import long_table
from misato_report.actuals.files.reading import read_tables
from misato_report.actuals.files.table import Table
from misato_report.actuals.filled_form import FIGURES_OF_A_FORM, form_head
from misato_report.actuals.municipal import reader as municipal_table
from misato_report.actuals.municipal.sums import ACCEPTABLE
from misato_report.actuals.recognising import UNKNOWN_LAYOUT, recognise
from misato_report.diagnostics import Diagnostic, Severity, has_errors
from misato_report.diagnostics.visible import hidden_characters, hidden_in
from misato_report.notation import print_period
from misato_report.observation import Observation
from misato_report.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be read: its name in the workspace, its bytes, and their SHA-256.

    ``published_on`` is what the clerk (or an earlier ledger) says where the file does not; ``accepted``
    is the reason for which they take it although its sums do not agree.
    """

    name: str
    raw: bytes
    sha256: str
    published_on: date | None = None
    accepted: str = ""


@dataclass
class Extracted:
    """What a file gives: observations, the titles of the sources recognised, and the findings."""

    file: SourceFile
    observations: list[Observation] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether anything in the file is wrong: then nothing of it may be taken."""
        return has_errors(self.diagnostics)


def extract(file: SourceFile, plan: Plan) -> Extracted:
    """Read a file against the plan's sources."""
    result = Extracted(file)
    tables, problems = read_tables(file.name, file.raw, plan.limits)
    result.diagnostics.extend(problems)
    head = form_head(tables)
    if head is not None:
        result.titles.append(f"様式（{head.department}）")
        tables = [table for table in tables if table.sheet == FIGURES_OF_A_FORM]  # the texts are no figures
    found_sources = [recognise(table, plan) for table in tables]
    some = any(recognised is not None for recognised, _ in found_sources)
    for table, (recognised, problem) in zip(tables, found_sources, strict=True):
        if problem is not None:
            result.diagnostics.append(_left_out(table) if some and _is_unknown(problem) else problem)
        if recognised is None:
            continue
        if recognised.source is None:
            found = long_table.extract(table, file.sha256, file.published_on, plan, is_form=head is not None)
        else:
            found = municipal_table.extract(table, file.sha256, file.published_on, plan, recognised.source)
        observations, diagnostics, title = found
        result.observations.extend(observations)
        result.diagnostics.extend(diagnostics)
        if title not in result.titles:
            result.titles.append(title)
    result.diagnostics.extend(_repeats(result))
    result.diagnostics.extend(_not_begun(result))
    result.diagnostics.extend(_hidden(result))
    if file.accepted:
        _accept(result, file.accepted)
    return result


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
    result.observations = [o.accepted_for(reason) for o in result.observations]


def as_accepted(problem: Diagnostic, reason: str) -> Diagnostic:
    """A failed sum that the clerk knows of and takes."""
    return replace(problem, severity=Severity.WARNING, hint=f"理由を記して取り込みます: {reason}")


def _not_begun(result: Extracted) -> Iterator[Diagnostic]:
    """A figure published before its period began is a mistyped year or date: R90 for R9."""
    for o in result.observations:
        if o.begins_on > o.published_on:
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
    first: dict[tuple[str, int, date], Observation] = {}
    for observation in result.observations:
        key = (observation.series, observation.period, observation.published_on)
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

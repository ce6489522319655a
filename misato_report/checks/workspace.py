"""What ``misato-report check`` finds beyond a plan and ledger that can be read: do they agree with the files?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

from misato_report.actuals.extracting import SourceFile, extract
from misato_report.actuals.files.kinds import is_document
from misato_report.checks.plan_text import check_text
from misato_report.checks.targets import check_targets
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.diagnostics.visible import hidden_characters, hidden_in
from misato_report.evaluation.reviews import reviews_at, unreasoned
from misato_report.evaluation.rules import evaluate_plan
from misato_report.notation import print_year
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.plan.revising import plan_in_force
from misato_report.project import Project, default_as_of
from misato_report.report.html.seal import seal_address


def check_project(project: Project, today: date) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with plan, ledger and source files, at once."""
    found = list(project.diagnostics)
    if project.plan is not None:
        found.extend(_ledger_fits_plan(project, project.plan))
        found.extend(_ledger_agrees_with_files(project, project.plan))
        found.extend(_files_not_taken_in(project, project.plan))
        found.extend(_small_counts(project, project.plan))
        found.extend(check_targets(project.plan))
        found.extend(check_text(project.plan, project.observations))
        found.extend(_reviews_without_reason(project, project.plan, today))
        _, seal = seal_address(project.plan, project.workspace.templates_dir)
        found.extend([seal] if seal else [])
    found.extend(_future_publications(project, today))
    found.extend(_hidden_characters(project))
    return tuple(found)


def _hidden_characters(project: Project) -> Iterator[Diagnostic]:
    """Rows of the ledger, and names of files, in which something moves the cursor or turns the text around."""
    ledger = project.workspace.name_of(project.workspace.ledger_file)
    for number, row in enumerate(project.observations):
        hidden = hidden_in("".join((row.series, row.unit, row.source, row.file, row.sheet, row.note)))
        if hidden:
            yield hidden_characters(ledger, number + 2, hidden)
    for path in project.workspace.source_files():
        name = project.workspace.name_of(path)
        if hidden := hidden_in(name):
            yield hidden_characters(name, None, hidden)


def _small_counts(project: Project, plan: Plan) -> Iterator[Diagnostic]:
    """Counts so small that people in a small town know who is meant, in series that say so."""
    smallest = plan.general.smallest_count
    small: dict[str, set[int]] = {}
    for row in project.observations:
        series = plan.series.get(row.series)
        if series is not None and series.sensitive and row.value and abs(row.value) < smallest:
            small.setdefault(row.series, set()).add(row.period)
    for ident, periods in small.items():
        years = "、".join(print_year(period) for period in sorted(periods))
        message = f"「{plan.series[ident].name}」の {years} は {smallest}{plan.series[ident].unit} より小さく、個人が分かるおそれがあります。"
        hint = "公開する報告書に載せないなら、指標に internal: true と書き、build --public で作ってください。"
        name = project.workspace.name_of(project.workspace.ledger_file)
        yield Diagnostic(
            file=name,
            code="small-count",
            message=message,
            hint=hint,
            severity=Severity.WARNING,
        )


def _reviews_without_reason(project: Project, plan: Plan, today: date) -> Iterator[Diagnostic]:
    """Each year's reviews against that year's verdicts, as they stand now."""
    as_of = default_as_of(project, today)
    in_force = plan_in_force(plan, as_of)
    for year in plan.reviews:
        evaluations = evaluate_plan(in_force, project.observations, year, as_of)
        yield from unreasoned(in_force, reviews_at(in_force, year, as_of), evaluations)


def _about_row(project: Project, number: int, code: str, message: str, hint: str) -> Diagnostic:
    """A finding about the ledger's row ``number``, counted from 0 (line 1 is the heading)."""
    name = project.workspace.name_of(project.workspace.ledger_file)
    return Diagnostic(file=name, line=number + 2, code=code, message=message, hint=hint)


def _ledger_fits_plan(project: Project, plan: Plan) -> Iterator[Diagnostic]:
    for number, row in enumerate(project.observations):
        series = plan.series.get(row.series)
        if series is None:
            message = f"台帳の系列「{row.series}」が plan/sources.yaml にありません。"
            hint = "系列のidを変えたときは元に戻すか、`misato-report ingest --rebuild` で台帳を作り直してください。"
            yield _about_row(project, number, "unknown-series", message, hint)
        elif (row.unit, row.basis) != (series.unit, series.basis):
            message = (
                f"台帳の「{series.name}」は {row.unit}・{row.basis} ですが、"
                f"plan/sources.yaml では {series.unit}・{series.basis} です。"
            )
            hint = "どちらが正しいか確かめ、計画を直すか、`misato-report ingest --rebuild` で作り直してください。"
            yield _about_row(project, number, "series-changed", message, hint)


def _ledger_agrees_with_files(project: Project, plan: Plan) -> Iterator[Diagnostic]:
    """Each file is as it was when it was taken in, and says what the ledger says it says."""
    rows: dict[str, list[tuple[int, Observation]]] = {}
    for number, row in enumerate(project.observations):
        rows.setdefault(row.file, []).append((number, row))
    for name, entries in rows.items():
        path = project.workspace.path_of(name)
        if not path.is_file():
            message = "台帳にあるファイルが見つかりません。"
            yield Diagnostic(
                file=name,
                code="file-vanished",
                message=message,
                hint="元の場所に戻してください。",
            )
            continue
        raw = path.read_bytes()
        sha256 = hashlib.sha256(raw).hexdigest()
        if any(row.sha256 != sha256 for _, row in entries):
            message = "取り込んだ後に中身が変わっています。"
            hint = "元のファイルに戻してください。訂正が公表されたのなら、別のファイルとして置き、取り込んでください。"
            yield Diagnostic(file=name, code="file-changed", message=message, hint=hint)
            continue
        yield from _rows_agree(project, plan, _as_taken_in(name, raw, entries[0][1]), entries)


def _as_taken_in(name: str, raw: bytes, row: Observation) -> SourceFile:
    """The file with what was said of it when it was taken in."""
    return SourceFile(name, raw, row.sha256, row.published_on, row.acceptance)


def _rows_agree(
    project: Project, plan: Plan, file: SourceFile, entries: list[tuple[int, Observation]]
) -> Iterator[Diagnostic]:
    extracted = extract(file, plan)
    if extracted.refused:
        yield from extracted.diagnostics
        return
    said = {(o.series, o.period, o.sheet, o.row, o.column): o for o in extracted.observations}
    for number, row in entries:
        here = said.get((row.series, row.period, row.sheet, row.row, row.column))
        if here is None or (here.value, here.mark) != (row.value, row.mark):
            shown = "ありません" if here is None else f"{here.value} です"
            message = f"台帳の {row.series} {row.period} は {row.value} ですが、{file.name} の {row.cell} では{shown}。"
            hint = "台帳を手で直さないでください。`misato-report ingest --rebuild` で作り直せます。"
            yield _about_row(project, number, "ledger-edited", message, hint)


def _files_not_taken_in(project: Project, plan: Plan) -> Iterator[Diagnostic]:
    known = {row.file for row in project.observations}
    for path in project.workspace.source_files():
        name = project.workspace.name_of(path)
        if name in known or is_document(path):
            continue
        raw = path.read_bytes()
        extracted = extract(SourceFile(name, raw, hashlib.sha256(raw).hexdigest()), plan)
        if extracted.refused or not _all_known(extracted.observations, project.observations):
            message = "まだ取り込まれていません。"
            hint = "`misato-report ingest` を実行してください。"
            yield Diagnostic(
                file=name,
                code="not-taken-in",
                message=message,
                hint=hint,
                severity=Severity.WARNING,
            )


def _all_known(said: Iterable[Observation], ledger: Iterable[Observation]) -> bool:
    """Whether a file adds nothing: its values were the newest at its publication already."""
    newest: dict[tuple[str, int], list[Observation]] = {}
    for row in ledger:
        newest.setdefault((row.series, row.period), []).append(row)
    for o in said:
        before = [r for r in newest.get((o.series, o.period), []) if r.published_on <= o.published_on]
        if not before or before[-1].value != o.value:
            return False
    return True


def _future_publications(project: Project, today: date) -> Iterator[Diagnostic]:
    for number, row in enumerate(project.observations):
        if row.published_on > today and not row.is_sample:
            message = f"公表日 {row.published_on} が今日より後です ({row.file} {row.cell})。"
            finding = _about_row(project, number, "future-publication", message, "公表日を確かめてください。")
            yield Diagnostic(
                file=finding.file,
                line=finding.line,
                code=finding.code,
                message=finding.message,
                hint=finding.hint,
                severity=Severity.WARNING,
            )

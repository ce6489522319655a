"""What ``misato-report check`` finds beyond a plan and ledger that can be read: do they agree with the files?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from misato_report.actuals.ledger.future import is_far_ahead, today_in_practice
from misato_report.actuals.ledger.proof import prove_ledger
from misato_report.checks.facts import check_facts
from misato_report.checks.months import check_months_against_years
from misato_report.checks.placeholders import check_placeholders
from misato_report.checks.plan_text import check_text
from misato_report.checks.targets import check_targets
from misato_report.checks.waiting import files_waiting
from misato_report.diagnostics import Diagnostic, Severity, in_order
from misato_report.diagnostics.visible import hidden_characters, hidden_in
from misato_report.evaluation.reviews import reviews_at, unreasoned
from misato_report.evaluation.rules import evaluate_plan
from misato_report.issued.verify import check_issued
from misato_report.notation import print_short_period
from misato_report.plan.plan import Plan
from misato_report.plan.revising import plan_in_force
from misato_report.plan.sources import Series
from misato_report.project import Project, default_as_of
from misato_report.report.html.seal import seal_address


def check_project(project: Project, today: date) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with plan, ledger and source files, at once."""
    found = list(project.diagnostics)
    if project.plan is not None:
        if not project.observations and not project.workspace.source_files():
            found.append(no_figures(project))
        found.extend(_ledger_fits_plan(project, project.plan))
        found.extend(prove_ledger(project.workspace, project.plan, project.observations).diagnostics)
        found.extend(_files_not_taken_in(project, project.plan))
        found.extend(_small_counts(project, project.plan))
        as_of = default_as_of(project, today)
        found.extend(check_months_against_years(project, project.plan, as_of))
        found.extend(check_targets(project.plan))
        found.extend(check_placeholders(project.workspace, project.plan))
        found.extend(check_facts(project.plan))
        found.extend(check_text(project.plan, project.observations))
        found.extend(_reviews_without_reason(project, project.plan, today))
        _, seal = seal_address(project.plan, project.workspace.templates_dir)
        found.extend([seal] if seal else [])
    found.extend(_future_publications(project, today))
    found.extend(_hidden_characters(project))
    found.extend(check_issued(project.workspace))
    return in_order(found)


def no_figures(project: Project) -> Diagnostic:
    """The ledger is empty: nothing wrong while a workspace is new."""
    name = project.workspace.name_of(project.workspace.ledger_file)
    message = "台帳に数値がまだ一つもありません。"
    hint = "公表されたファイルを actuals/年度/ に置き、misato-report ingest を実行してください。"
    return Diagnostic(file=name, code="empty-ledger", message=message, hint=hint, severity=Severity.INFO)


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
    small: dict[str, set[tuple[date, str]]] = {}
    for row in project.observations:
        series = plan.series.get(row.series)
        if series is not None and _is_sensitive(plan, series) and row.value and abs(row.value) < smallest:
            small.setdefault(row.series, set()).add(
                (row.begins_on, print_short_period(row.period, row.basis))
            )
    for ident, periods in small.items():
        years = "、".join(name for _, name in sorted(periods))
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


def _is_sensitive(plan: Plan, series: Series) -> bool:
    """Whether a series says so, or is of the months of one that does."""
    yearly = plan.series.get(series.monthly_of or "")
    return series.sensitive or (yearly is not None and yearly.sensitive)


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


def _files_not_taken_in(project: Project, plan: Plan) -> Iterator[Diagnostic]:
    for name in files_waiting(project, plan):
        message = "まだ取り込まれていません。"
        hint = "`misato-report ingest` を実行してください。"
        yield Diagnostic(
            file=name, code="not-taken-in", message=message, hint=hint, severity=Severity.WARNING
        )


def _future_publications(project: Project, today: date) -> Iterator[Diagnostic]:
    """A publication later than today is a slip; a workspace to practise in has its own, later today."""
    today = today_in_practice(project.observations, today)
    for number, row in enumerate(project.observations):
        if row.published_on > today:
            message = f"公表日 {row.published_on} が今日より後です ({row.file} {row.cell})。"
            finding = _about_row(project, number, "future-publication", message, "公表日を確かめてください。")
            far = is_far_ahead(row.published_on, today)
            yield replace(finding, severity=Severity.ERROR if far else Severity.WARNING)

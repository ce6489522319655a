"""町の評価 in a form that is not the verdict of the figures, and does not say why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from misato_report.actuals.extracting import SourceFile, extract
from misato_report.diagnostics import Diagnostic
from misato_report.evaluation.reviews import reviews_at
from misato_report.evaluation.rules import Evaluation, evaluate_plan
from misato_report.evaluation.scales import LABELS, WITHOUT_VERDICT
from misato_report.forms.returned import Answer, Return
from misato_report.observation import Observation
from misato_report.plan.indicators import Verdict
from misato_report.plan.plan import Plan
from misato_report.plan.revising import plan_in_force
from misato_report.project import Project


def without_reason(
    project: Project, plan: Plan, returns: Iterable[Return], received_on: date
) -> Iterator[Diagnostic]:
    """Each such answer, held against what the ledger and the forms' own figures come to together."""
    ordered = sorted(returns, key=lambda one: one.year)
    for year, group in groupby(ordered, key=lambda one: one.year):
        of_year = list(group)
        if not any(map(_is_verdict, (answer for one in of_year for answer in one.answers))):
            continue
        figures = _figures_of(project, plan, of_year, received_on)
        evaluations = evaluate_plan(plan_in_force(plan, date.max), figures, year, date.max)
        by_id = {e.indicator.id: e for e in evaluations}
        reasons = _reasons(plan, year, of_year)
        for answer in (a for one in of_year for a in one.answers if _is_verdict(a)):
            yield from _differing(answer, by_id, reasons)


def _is_verdict(answer: Answer) -> bool:
    """Of an indicator: the figures give no verdict of a field or a grant."""
    return answer.kind == "indicators" and answer.key == "town_verdict"


def _figures_of(
    project: Project, plan: Plan, returns: Sequence[Return], received_on: date
) -> list[Observation]:
    """The ledger with the figures of the forms. What is wrong with them is told when they are taken in."""
    found = list(project.observations)
    for name, sha256 in dict.fromkeys((one.file, one.sha256) for one in returns):
        raw = project.workspace.path_of(name).read_bytes()
        found += extract(SourceFile(name, raw, sha256, received_on=received_on), plan).observations
    return found


def _reasons(plan: Plan, year: int, returns: Iterable[Return]) -> set[str]:
    """The indicators of which a reason is given in a form or stands in the reviews already."""
    known = {
        ident
        for ident, r in reviews_at(plan, year, date.max).indicators.items()
        if r.town_verdict_reason.strip()
    }
    return known | {a.ident for one in returns for a in one.answers if a.key == "town_verdict_reason"}


def _differing(answer: Answer, by_id: Mapping[str, Evaluation], reasons: set[str]) -> Iterator[Diagnostic]:
    e = by_id[answer.ident]
    if answer.ident in reasons or e.verdict in WITHOUT_VERDICT or answer.value == e.verdict.value:
        return
    town = LABELS[Verdict(str(answer.value))]
    message = f"「{e.indicator.short_name}」の町の評価「{town}」が、数値による判定「{LABELS[e.verdict]}」と違い、理由がありません。"
    hint = "右の「町の評価の理由」に書くか、町の評価を判定のとおりにしてください。"
    yield Diagnostic(file=answer.file, code="no-reason", message=message, hint=hint, cell=answer.cell)

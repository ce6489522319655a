"""The sheets of the grant projects (地域再生計画): 上段 目標値 / 下段 実績値."""

from __future__ import annotations

from misato_report.evaluation.rules import Absence, Evaluation, PeriodFigures
from misato_report.evaluation.scales import grant_effect, grant_rules
from misato_report.evaluation.wording import (
    ACCUMULATION_WORDS,
    absence_words,
    amount,
    baseline_words,
    baseline_years,
)
from misato_report.notation import (
    print_number,
    print_year,
)
from misato_report.plan.document import Field, GrantProject
from misato_report.plan.indicators import Indicator, Verdict
from misato_report.report.compose.indicators import MULTIPLE, indicator_sheet, review_sheet
from misato_report.report.compose.material import Material
from misato_report.report.compose.projects import grant_projects
from misato_report.report.compose.revisions import revision_rows
from misato_report.report.html.markdown import plain_text
from misato_report.report.page_model import (
    GrantCell,
    GrantRow,
    GrantSheet,
)

_ROOMY_GRANT_YEARS = 5  # beside name, unit and verdict


def grant_sheet(material: Material, field: Field, grant: GrantProject) -> GrantSheet:
    """The sheet of one grant project, a column a year of its targets."""
    review = material.reviews.grants.get(grant.id)
    projects, settled = grant_projects(material, grant)
    years = sorted({p.period.first for i in grant.indicators for p in i.targets})
    return GrantSheet(
        anchor=f"grant-{grant.id}",
        project=grant.project,
        grant=grant.grant,
        field=field.name,
        years=tuple(f"{year}（{print_year(year)}）" for year in years),
        dense=len(years) > _ROOMY_GRANT_YEARS,
        rows=tuple(_grant_row(material, i, years) for i in grant.indicators),
        revisions=revision_rows(material, (i.id for i in grant.indicators)),
        effect=_effect(material, grant),
        effect_rules=tuple((str(effect), rule) for effect, rule in grant_rules(material.plan.general.scale)),
        review=review_sheet(material, review),
        improvement=plain_text(review.improvement) if review else "",
        projects=projects,
        settled=settled,
    )


def _effect(material: Material, grant: GrantProject) -> str:
    """The Cabinet Office's class by the figures alone, with the count behind it."""
    evaluations = tuple(material.evaluations[i.id] for i in grant.indicators)
    effect = grant_effect(material.plan.general.scale, evaluations)
    achieved = sum(e.verdict is Verdict.ACHIEVED for e in evaluations)
    counted = f"{len(evaluations)}の指標のうち、目標値に届いたもの{achieved}"
    return (
        f"{effect}（{counted}）" if effect else f"まだ決められません（{counted}、実績のない指標があります）"
    )


def _grant_row(material: Material, indicator: Indicator, years: list[int]) -> GrantRow:
    e = material.evaluations[indicator.id]
    by_year = {figures.period: figures for figures in e.periods}
    return GrantRow(
        sheet=indicator_sheet(material, indicator, MULTIPLE),
        baseline_year=baseline_years(indicator),
        baseline=baseline_words(indicator),
        unit=indicator.unit,
        accumulation=indicator.accumulation_word or ACCUMULATION_WORDS[indicator.accumulation],
        cells=tuple(_grant_cell(e, by_year.get(year)) for year in years),
    )


def _grant_cell(e: Evaluation, figures: PeriodFigures | None) -> GrantCell:
    """Target and actual of a year, or why there is no actual; empty in a year without a target of its own."""
    if figures is None or figures.expected is None:
        return GrantCell(target="", actual="")
    actual = "" if figures.absence is Absence.LATER else absence_words(figures)
    if figures.value is not None:
        actual = amount(e.indicator, figures.value)
    return GrantCell(target=print_number(figures.expected), actual=actual)

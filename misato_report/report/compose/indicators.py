"""The sheet of one indicator, and the review of an indicator, field or grant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from misato_report.evaluation.certainty_wording import certainty_sentences
from misato_report.evaluation.rules import Evaluation, figures_to_reach, rules_of
from misato_report.evaluation.wording import ACCUMULATION_WORDS, baseline_words, baseline_years, goal_words
from misato_report.notation import (
    print_date,
)
from misato_report.plan.document import PopulationPoint
from misato_report.plan.indicators import Indicator, series_of
from misato_report.plan.placeholders import is_placeholder
from misato_report.plan.plan import Plan
from misato_report.plan.reviews import GrantReview, Review
from misato_report.report.charts import NARROW, THIRD, WIDE, Form, chart_for, finding
from misato_report.report.compose import sentences
from misato_report.report.compose.figures import key_figures, notes, year_table
from misato_report.report.compose.material import Material, years_of
from misato_report.report.compose.peers import strip_of
from misato_report.report.compose.room import is_loose
from misato_report.report.html.markdown import to_html
from misato_report.report.page_model import (
    IndicatorSheet,
    PlanTable,
    ReviewSheet,
)

FULL, SMALL, MULTIPLE = (WIDE, NARROW), (THIRD, NARROW), (replace(NARROW, height=154.0),)
"""The forms of the chart of an indicator that is shown full, of one that is shown small, and of small multiples."""


def indicator_sheet(
    material: Material, indicator: Indicator, forms: Sequence[Form], height: float = WIDE.height
) -> IndicatorSheet:
    """The sheet of one indicator: verdict, finding, charts, years, figures, notes and review.

    ``height`` is that of the wide chart, in the units of its form.
    """
    e = material.evaluations[indicator.id]
    plan = material.plan
    series = plan.series[series_of(indicator.derivation)[0]]
    mark = material.mark(e)
    return IndicatorSheet(
        anchor=indicator.id,
        name=indicator.name,
        short_name=indicator.short_name,
        plan_table=_plan_table(indicator),
        verdict=mark,
        certainty="".join(certainty_sentences(e, rules_of(plan))),
        finding=finding(e, mark.label),
        charts=tuple(
            (
                form.name,
                chart_for(
                    e,
                    series_name=series.name,
                    history=_history(plan, indicator),
                    courses=material.courses_of(indicator),
                    label=mark.label,
                    former=_former_targets(material, indicator),
                    accent=plan.general.appearance.accent,
                    form=replace(form, height=height) if form is WIDE else form,
                ),
            )
            for form in forms
        ),
        years=year_table(plan, e, material.courses_of(indicator)),
        figures=tuple(key_figures(plan, e)),
        outlook=sentences.outlook(e),
        notes=tuple(notes(plan, e, material.courses_of(indicator))),
        review=review_sheet(material, material.reviews.indicators.get(indicator.id), e),
        loose=is_loose(material, indicator),
        peers=strip_of(material, indicator.id, forms),
    )


def _former_targets(material: Material, indicator: Indicator) -> dict[int, Decimal]:
    """Targets as they were before the revisions of the report's year, by their year, where they differ."""
    first: dict[int, Decimal] = {}
    for applied in material.revisions:
        if applied.revision.indicator == indicator.id:
            for point in figures_to_reach(applied.before):
                first.setdefault(point.period.last, point.value)
    now = {point.period.last: point.value for point in figures_to_reach(indicator)}
    return {year: value for year, value in first.items() if now.get(year) != value}


_REVIEW_HEADINGS = {"activities": "取組内容", "factors": "要因", "issues": "課題", "policy": "今後の方針"}


def review_sections(review: Review) -> Iterable[tuple[str, str]]:
    """Each heading with its text, where there is one; the outside opinion stands last."""
    texts = {heading: getattr(review, key) for key, heading in _REVIEW_HEADINGS.items()}
    if isinstance(review, GrantReview):
        texts["改善方策"] = review.improvement
    texts["外部有識者の意見"] = review.external_opinion
    return [(heading, text) for heading, text in texts.items() if text.strip()]


def review_texts(review: Review) -> Iterable[tuple[str, str]]:
    """All that a review says: first why the town's own verdict is not that of the figures."""
    reason = review.town_verdict_reason
    first = [("町の評価の理由", reason)] if reason.strip() else []
    answers = _grant_answers(review) if isinstance(review, GrantReview) else ()
    last = [(heading, text) for heading, _, text in (line.partition("：") for line in answers)]
    return [*first, *review_sections(review), *last]


def review_sheet(
    material: Material, review: Review | None, e: Evaluation | None = None
) -> ReviewSheet | None:
    """A review as it is printed; the outside opinion stands last."""
    if review is None:
        return None
    town = None
    if review.town_verdict is not None:
        town = material.plain_mark(review.town_verdict)
    return ReviewSheet(
        department=review.department,
        written_on=print_date(review.written_on),
        sections=tuple((heading, to_html(text)) for heading, text in review_sections(review)),
        town_verdict=town,
        reason=to_html(review.town_verdict_reason) if review.town_verdict_reason.strip() else "",
        lines=tuple(_grant_answers(review)) if isinstance(review, GrantReview) else (),
    )


def _grant_answers(review: GrantReview) -> Iterable[str]:
    """The answers that the Cabinet Office's form asks for."""
    if review.effect is not None:
        yield f"町の評価による事業効果：{review.effect}"
    if review.useful is not None:
        answer = "有効であった" if review.useful else "有効とは言えない"
        yield f"外部有識者の評価：総合戦略のKPI達成に{answer}"


def _history(plan: Plan, indicator: Indicator) -> tuple[PopulationPoint, ...]:
    return plan.general.population_history if indicator == plan.general.target_population else ()


def _plan_table(indicator: Indicator) -> PlanTable:
    target = indicator.final_target
    return PlanTable(
        name=indicator.name,
        baseline_year=baseline_years(indicator),
        baseline=baseline_words(indicator),
        target_year=years_of(target),
        target=goal_words(indicator, target),
        unit=indicator.unit,
        accumulation=indicator.accumulation_word or ACCUMULATION_WORDS[indicator.accumulation],
        target_basis=indicator.target_basis,
        counted=indicator.counted,
        how_measured="" if is_placeholder(indicator.how_measured) else indicator.how_measured,
    )

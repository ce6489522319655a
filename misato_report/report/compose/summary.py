"""The summary: every indicator in a row, what is awaited, and what changed since last year."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from misato_report.evaluation.comparison import reasons
from misato_report.evaluation.reviews import Reviews
from misato_report.evaluation.rules import Evaluation, rules_of
from misato_report.evaluation.scales import bands_of
from misato_report.evaluation.wording import (
    aimed,
    baseline_words,
    baseline_years,
    expected_words,
    goal_words,
    percent,
)
from misato_report.evaluation.year_so_far_wording import so_far_sentence
from misato_report.notation import (
    print_date,
    print_era_year,
    print_fiscal_year,
    print_year,
)
from misato_report.plan.document import Band, Field
from misato_report.plan.indicators import Indicator, Verdict, series_of
from misato_report.plan.plan import Plan
from misato_report.plan.reviews import IndicatorReview
from misato_report.report.charts import small_chart
from misato_report.report.compose import sentences
from misato_report.report.compose.figures import origins_of
from misato_report.report.compose.material import (
    Material,
    short_period,
    value_of,
    years_of,
)
from misato_report.report.facts import ComparedWith, EarlierEdition
from misato_report.report.html.markdown import plain_text
from misato_report.report.page_model import (
    ChangeLine,
    Due,
    EarlierReport,
    Figure,
    SoFar,
    Summary,
    SummaryGroup,
    SummaryRow,
    VerdictMark,
)

_HALF = Decimal("0.5")


def summary(material: Material) -> Summary:
    """The summary page."""
    plan = material.plan
    evaluations = tuple(material.evaluations.values())
    shown = {e.verdict for e in evaluations}
    groups = tuple(_summary_groups(material))
    return Summary(
        story=sentences.story(plan, evaluations),
        groups=groups,
        dense=_is_dense(groups),
        legend=tuple(_legend(material, shown)),
        chart_legend=sentences.CHART_LEGEND,
        awaited=tuple(_dues(plan, evaluations, overdue=False)),
        missing=tuple(_dues(plan, evaluations, overdue=True)),
        so_far=tuple(_so_far(material)),
        changes=tuple(_changes(material)),
        compared_with=_compared_with(material.compared),
    )


def _is_dense(groups: Iterable[SummaryGroup]) -> bool:
    rows = (row for group in groups for row in group.rows)
    figures = (f for r in rows for f in (r.baseline, r.target, r.value.text, r.expected))
    return max(map(len, figures), default=0) > _LONGEST_FIGURE


def earlier_report(edition: EarlierEdition) -> EarlierReport:
    """An earlier year's summary as it stood on the same day of its year."""
    by_id = {e.indicator.id: e for e in edition.evaluations}
    material = Material(edition.plan, by_id, {}, (), Reviews())
    groups = tuple(_summary_groups(material, linked=False))
    first = edition.evaluations[0]
    return EarlierReport(
        fiscal_year=print_fiscal_year(first.report_year),
        as_of=print_date(first.as_of),
        groups=groups,
        dense=_is_dense(groups),
    )


def _legend(material: Material, shown: set[Verdict]) -> Iterable[tuple[VerdictMark, str]]:
    """The marks on the page and what they mean; where the scale has bands, these for the three by pace."""
    bands = bands_of(material.plan.general.scale)
    told: dict[VerdictMark, str] = {}
    for verdict, text in sentences.legend(material.plan):
        if verdict not in shown:
            continue
        if bands and verdict in (Verdict.ON_TRACK, Verdict.SLIGHTLY_BEHIND, Verdict.BEHIND):
            told |= {_band_mark(band): f"進捗度{percent(band.at_least)}以上" for band in bands}
        else:
            told.setdefault(material.plain_mark(verdict), text)
    return told.items()


def _band_mark(band: Band) -> VerdictMark:
    tone = "good" if band.at_least >= 1 else "middling" if band.at_least >= _HALF else "bad"
    return VerdictMark(band.sign, band.label, tone)


def _summary_groups(material: Material, *, linked: bool = True) -> Iterable[SummaryGroup]:
    grouped = groupby(material.plan.indicators(), key=lambda pair: _group(*pair))
    for name, pairs in grouped:
        rows = (_summary_row(material, indicator, linked=linked) for _, indicator in pairs)
        yield SummaryGroup(name, tuple(rows))


def _summary_row(material: Material, indicator: Indicator, *, linked: bool = True) -> SummaryRow:
    """``linked``: the figure is told where it came from; an earlier report's may have been revised since."""
    e = material.evaluations[indicator.id]
    change = material.changes.get(indicator.id)
    shown_target = e.target_of_the_year
    review = material.reviews.indicators.get(indicator.id)
    town = _town_mark(material, e, review)
    return SummaryRow(
        anchor=indicator.id,
        name=indicator.short_name,
        unit=indicator.unit,
        baseline=baseline_words(indicator),
        baseline_year=baseline_years(indicator),
        target=goal_words(indicator, shown_target),
        target_year=years_of(shown_target),
        value=value_of(e, linked=linked),
        period=short_period(e),
        expected=_expected(e),
        pace=percent(e.pace_ratio) if e.pace_ratio is not None else "―",
        chart=small_chart(e, material.plan.general.appearance.accent),
        verdict=material.mark(e),
        rank=list(Verdict).index(e.verdict),
        previous=material.mark(change.before) if change else None,
        town=town,
        reason=_first_words(review.town_verdict_reason) if town and review else "",
    )


def _town_mark(material: Material, e: Evaluation, review: IndicatorReview | None) -> VerdictMark | None:
    """The town's own verdict where it is not that of the figures."""
    if review is None or review.town_verdict in (None, e.verdict):
        return None
    return material.plain_mark(review.town_verdict)


def _first_words(reason: str) -> str:
    """The reason's first words, up to a comma or a full stop where one is near."""
    plain = " ".join(plain_text(reason).split())
    if len(plain) <= _FIRST_WORDS:
        return plain.rstrip("。")
    return plain[:_FIRST_WORDS].rstrip("、。") + "…"


def _expected(e: Evaluation) -> str:
    """目安 with the indicator's own decimals; what is asked for where there is no path; ― before there is a value."""
    if e.expected is not None:
        return aimed(e.indicator, e.expected)
    return expected_words(e.indicator, None) if e.value is not None else "―"


def _group(field: Field | None, indicator: Indicator) -> str:
    if field is None:
        return "人口"
    return f"分野{field.number}" if indicator in field.indicators else "地域再生計画"


def _dues(plan: Plan, evaluations: Iterable[Evaluation], *, overdue: bool) -> Iterable[Due]:
    """Figures that are awaited (not due yet), or overdue and not in the ledger."""
    rules = rules_of(plan)
    for e in evaluations:
        series = series_of(e.indicator.derivation)
        dates = (
            [(p, max(rules.publications[s].due_on(p) for s in series)) for p in e.overdue]
            if overdue
            else [(a.period, a.due) for a in e.awaited]
        )
        source = plan.source_of(series[0])
        if dates:
            yield Due(
                name=e.indicator.short_name,
                periods="、".join(
                    f"{print_year(p)}は{print_era_year(due.year)}{due.month}月" for p, due in dates
                ),
                source=f"{source.title}（{source.publisher}）" if source else "",
            )


def _so_far(material: Material) -> Iterable[SoFar]:
    """What the months say of years that are not published."""
    for one in material.so_far:
        source = material.plan.source_of(one.monthly.id)
        told = Figure(so_far_sentence(one), origins_of(one.counted))
        yield SoFar(one.indicator.short_name, told, f"{source.title}（{source.publisher}）" if source else "")


def _compared_with(report: ComparedWith | None) -> str:
    """Which of the two an earlier report is: the one that was handed in, or the one of the same day a year before."""
    if report is None:
        return ""
    year, day = f"{print_era_year(report.report_year)}度", print_date(report.as_of)
    if report.handed_in_to:
        return f"{report.handed_in_to}に提出した{year}の報告（基準日 {day}）との比較"
    return f"{year}の報告を同じ日（{day}）を基準日として作ったものとの比較"


def _changes(material: Material) -> Iterable[ChangeLine]:
    """One line for each indicator that is not as it was in last year's report, with what changed it."""
    for ident, change in material.changes.items():
        why = reasons(change)
        old, new = material.mark(change.before).label, material.mark(change.now).label
        if why or old != new:
            verdicts = f"{old}→{new}" if old != new else f"{new}のまま"
            yield ChangeLine(material.evaluations[ident].indicator.short_name, verdicts, "、".join(why))


_FIRST_WORDS = 36  # letters of the town's reason on the front page
_LONGEST_FIGURE = 8  # letters (13,908.2) for which the summary's columns are set

"""Facts → what marks may name. The figures are those of the council's paper, from the same evaluations."""

from __future__ import annotations

from decimal import Decimal

from misato_report.evaluation.rules import Evaluation, PeriodFigures, round_half_up
from misato_report.evaluation.scales import grant_effect
from misato_report.evaluation.wording import (
    ACCUMULATION_WORDS,
    aimed,
    aimed_value,
    amount,
    baseline_words,
    baseline_years,
    basis_of,
    goal_words,
    percent,
    span_words,
)
from misato_report.notation import Basis, print_date, print_era_year, print_fiscal_year, print_period
from misato_report.plan.document import Field, GrantProject
from misato_report.plan.indicators import Accumulation, Goal, Indicator, series_of, stated
from misato_report.plan.reviews import Review
from misato_report.report.charts import finding
from misato_report.report.compose import sentences
from misato_report.report.compose.material import Material, material_of, short_period
from misato_report.report.compose.report import compose
from misato_report.report.excel.looks import places_of
from misato_report.report.facts import Facts, Imprint
from misato_report.report.html.markdown import plain_lines
from misato_report.report.page_model import GrantSheet, Report
from misato_report.report.papers.figures import NOTHING, MarkFigure, figure
from misato_report.report.papers.leaflet import leaflet
from misato_report.report.papers.model import (
    FieldMark,
    GrantMark,
    IndicatorMark,
    PaperModel,
    ReviewText,
    Town,
    YearMark,
)
from misato_report.report.papers.money_marks import (
    departments,
    measure_mark,
    money_mark,
    opinion_mark,
    project_mark,
    sums,
)
from misato_report.report.papers.named import Named

_HUNDRED = Decimal(100)


def paper_model(facts: Facts, imprint: Imprint) -> PaperModel:
    """The model of a year's papers: of the report to the council what it says of money, and of each evaluation the figures."""
    material = material_of(facts)
    first = facts.evaluations[0]
    report = compose(facts, imprint)
    unit = report.money_unit
    sample = report.sample or report.invented
    of_fields = {field.id: _field(material, report, field) for field in facts.plan.fields}
    marks = {i.id: _indicator(material, field, i) for field, i in facts.plan.indicators()}
    return PaperModel(
        town=_town(facts),
        year=first.report_year,
        fiscal_year=print_fiscal_year(first.report_year),
        as_of=print_date(first.as_of),
        created=print_date(imprint.created),
        document_number=imprint.document_number,
        sample=sample,
        draft=facts.draft,
        notice=_notice(sample=sample, draft=facts.draft),
        indicators=Named(marks),
        fields=Named(of_fields),
        grants=Named({g.id: g for field in of_fields.values() for g in field.grants}),
        money_unit=unit,
        money=sums(report.money_total, unit),
        projects=Named({one.id: project_mark(one, unit) for one in report.projects if one.written_on}),
        departments=departments(report.projects, unit),
        measures=Named({one.id: measure_mark(one, unit) for one in report.measures}),
        opinions=tuple(map(opinion_mark, report.opinions)),
        leaflet=leaflet(material),
    )


def _notice(*, sample: bool, draft: bool) -> str:
    words = ["案（確認が済んでいません）"] * draft + [
        "【見本】数値は、様式を示すための見本です。実在のものではありません。"
    ] * sample
    return "　".join(words)


def _town(facts: Facts) -> Town:
    general = facts.plan.general
    town, period = general.municipality, general.period
    return Town(
        name=town.name,
        prefecture=town.prefecture,
        county=town.county,
        code=town.code,
        department=general.department,
        plan=general.title,
        plan_status=general.status,
        plan_period=f"{print_fiscal_year(period.first)}～{print_fiscal_year(period.last)}",
    )


def _field(material: Material, report: Report, field: Field) -> FieldMark:
    unit = report.money_unit
    money = next((one for one in report.money if one.number == field.number), None)
    told = [one for one in report.projects if one.written_on]
    sheets = [sheet for sheet in report.grants if sheet.field == field.name]
    return FieldMark(
        id=field.id,
        number=field.number,
        name=field.name,
        departments="、".join(field.departments),
        direction=field.direction,
        review=_review(material, material.reviews.fields.get(field.id)),
        money=sums(money, unit),
        projects=Named({p.id: project_mark(p, unit) for p in told if p.field_number == field.number}),
        measures=Named(
            {m.id: measure_mark(m, unit) for m in report.measures if m.field_number == field.number}
        ),
        indicators=Named({i.id: _indicator(material, field, i) for i in field.indicators}),
        grants=Named(
            {g.id: _grant(material, field, g, s, unit) for g, s in zip(field.grants, sheets, strict=True)}
        ),
    )


def _grant(material: Material, field: Field, grant: GrantProject, sheet: GrantSheet, unit: str) -> GrantMark:
    evaluations = tuple(material.evaluations[i.id] for i in grant.indicators)
    review = material.reviews.grants.get(grant.id)
    useful = review.useful if review else None
    answers = {True: "有効であった", False: "有効とは言えない", None: ""}
    return GrantMark(
        id=grant.id,
        project=grant.project,
        grant=grant.grant,
        field=field.name,
        department=grant.department or next(iter(field.departments), ""),
        effect=str(grant_effect(material.plan.general.scale, evaluations) or "まだ決められない"),
        town_effect=str(review.effect or "") if review else "",
        useful=answers[useful],
        settled=money_mark(sheet.settled, unit),
        improvement=sheet.improvement,
        directions="、".join(dict.fromkeys(p.direction for p in sheet.projects if p.direction)),
        reasons="\n".join(dict.fromkeys(p.reason for p in sheet.projects if p.reason)),
        review=_review(material, review),
        projects=Named({p.id: project_mark(p, unit) for p in sheet.projects if p.written_on}),
        indicators=Named({i.id: _indicator(material, field, i) for i in grant.indicators}),
    )


def _review(material: Material, review: Review | None) -> ReviewText:
    if review is None:
        return ReviewText()
    verdict = material.plain_mark(review.town_verdict).label if review.town_verdict else ""
    return ReviewText(
        department=review.department,
        written_on=print_date(review.written_on),
        activities=plain_lines(review.activities),
        factors=plain_lines(review.factors),
        issues=plain_lines(review.issues),
        policy=plain_lines(review.policy),
        town_verdict=verdict,
        town_verdict_reason=plain_lines(review.town_verdict_reason),
        external_opinion=plain_lines(review.external_opinion),
    )


def _indicator(material: Material, field: Field | None, indicator: Indicator) -> IndicatorMark:
    plan = material.plan
    e = material.evaluations[indicator.id]
    mark = material.mark(e)
    change = material.changes.get(indicator.id)
    target, final = e.target_of_the_year, indicator.final_target
    source = plan.source_of(series_of(indicator.derivation)[0])
    project = next((g.project for g in field.grants if indicator in g.indicators), "") if field else ""
    return IndicatorMark(
        id=indicator.id,
        name=indicator.name,
        short_name=indicator.short_name,
        unit=indicator.unit,
        field=field.name if field else "",
        project=project,
        accumulation=indicator.accumulation_word or ACCUMULATION_WORDS[indicator.accumulation],
        baseline=_stated(indicator, stated(indicator.baseline), baseline_words(indicator)),
        baseline_year=baseline_years(indicator),
        target=_goal(indicator, target),
        target_year=span_words(target.period),
        target_month=_last_month(target.period.last, basis_of(plan, indicator)),
        final_target=_goal(indicator, final),
        final_target_year=span_words(final.period),
        value=_value(indicator, e.value),
        own=_own(indicator, e),
        period=short_period(e),
        expected=_expected(indicator, e.expected, absent="―"),
        pace=_pace(e),
        verdict=mark.label,
        sign=mark.sign,
        previous_verdict=material.mark(change.before).label if change else "",
        finding=finding(e, mark.label),
        outlook=sentences.outlook(e),
        how_measured=indicator.how_measured,
        source=f"{source.title}（{source.publisher}）" if source else "",
        review=_review(material, material.reviews.indicators.get(indicator.id)),
        years=tuple(_year(material, indicator, figures) for figures in e.periods),
    )


def _last_month(year: int, basis: Basis) -> str:
    """The month in which a year of this basis ends, or of the day that it stands for: 令和10年3月."""
    month = {Basis.FISCAL: 3, Basis.OCT_SEP: 9, Basis.CALENDAR: 12}.get(basis) or (basis.day or (1, 1))[0]
    return f"{print_era_year(year + (basis is Basis.FISCAL))}{month}月"


def _stated(indicator: Indicator, value: Decimal | None, words: str) -> MarkFigure:
    """A figure of the plan as the plan prints it; words where it is none."""
    if value is None or indicator.states:
        return MarkFigure(words)
    return figure(value, places_of(value), indicator.unit)


def _goal(indicator: Indicator, goal: Goal) -> MarkFigure:
    """A target; a level to be kept (100以上) is no figure alone."""
    bound = indicator.accumulation is Accumulation.THRESHOLD
    return _stated(indicator, None if bound else stated(goal), goal_words(indicator, goal))


def _value(indicator: Indicator, value: Decimal | None) -> MarkFigure:
    if value is not None and indicator.states:
        return MarkFigure(amount(indicator, value))
    return figure(value, indicator.decimals, indicator.unit)


def _own(indicator: Indicator, e: Evaluation) -> MarkFigure:
    own = e.at(e.period).own if e.period is not None else None
    return _value(indicator, None if own is None else round_half_up(own, indicator.decimals))


def _expected(indicator: Indicator, expected: Decimal | None, *, absent: str) -> MarkFigure:
    if expected is None:
        return MarkFigure(absent)
    value = aimed_value(indicator, expected)
    shown = figure(value, places_of(value), indicator.unit)
    return shown if shown.text == aimed(indicator, expected) else MarkFigure(aimed(indicator, expected))


def _pace(e: Evaluation) -> MarkFigure:
    """進捗度 in whole per cent, rounded down as the report prints it."""
    if e.pace_ratio is None:
        return MarkFigure("―")
    printed = percent(e.pace_ratio)
    whole = (e.pace_ratio * _HUNDRED).to_integral_value(rounding="ROUND_FLOOR")
    return MarkFigure(printed.removesuffix("%"), whole, 0, "%")


def _year(material: Material, indicator: Indicator, figures: PeriodFigures) -> YearMark:
    own = None if figures.own is None else round_half_up(figures.own, indicator.decimals)
    return YearMark(
        year=print_period(figures.period, basis_of(material.plan, indicator)),
        western=figures.period,
        own=_value(indicator, own) if own is not None else NOTHING,
        value=_value(indicator, figures.value) if figures.value is not None else NOTHING,
        expected=_expected(indicator, figures.expected, absent=""),
    )

"""Evaluations → page model: every word and figure of the report is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from misato_report.evaluation.comparison import Change, reasons
from misato_report.evaluation.explanation import steps, what_would_change_it
from misato_report.evaluation.reviews import Reviews
from misato_report.evaluation.rules import Absence, Evaluation, PeriodFigures, rules_of
from misato_report.evaluation.scales import bands_of, grant_effect, grant_rules, labels_of, mark_of, signs_of
from misato_report.evaluation.wording import (
    ACCUMULATION_WORDS,
    absence_words,
    amount,
    basis_of,
    fine_amount,
    percent,
    years_words,
)
from misato_report.notation import (
    print_date,
    print_era_year,
    print_fiscal_year,
    print_number,
    print_period,
    print_year,
)
from misato_report.observation import Observation
from misato_report.plan.colour import lightened_for
from misato_report.plan.document import Band, Field, GrantProject, PopulationPoint
from misato_report.plan.indicators import Indicator, Point, Verdict, series_of
from misato_report.plan.plan import Plan
from misato_report.plan.reviews import GrantReview, Review
from misato_report.plan.revising import AppliedRevision, field_words, in_figures
from misato_report.project import uses_samples
from misato_report.report.charts import chart_for, finding, small_chart
from misato_report.report.compose import provenance as origins
from misato_report.report.compose import sentences
from misato_report.report.compose.figures import key_figures, notes, origins_of, year_table
from misato_report.report.html.markdown import to_html
from misato_report.report.page_model import (
    ChangeLine,
    ComparedRow,
    ComparedSide,
    Comparison,
    DepartmentProjects,
    Due,
    EarlierReport,
    FieldSheet,
    Figure,
    GrantCell,
    GrantRow,
    GrantSheet,
    IndicatorSheet,
    Look,
    PlanTable,
    PopulationSheet,
    Report,
    ReviewSheet,
    RevisionRow,
    Summary,
    SummaryGroup,
    SummaryRow,
    VerdictMark,
)

_HALF = Decimal("0.5")
NIGHT = "#16181b"
"""The ground of a dark screen, as ``screen.css`` has it."""
_TONES = {
    Verdict.ACHIEVED: "good",
    Verdict.ON_TRACK: "good",
    Verdict.SLIGHTLY_BEHIND: "middling",
    Verdict.BEHIND: "bad",
    Verdict.MOVED_AWAY: "bad",
    Verdict.NOT_ACHIEVED: "bad",
    Verdict.NOT_PUBLISHED: "none",
    Verdict.MISSING: "none",
}


@dataclass(frozen=True)
class Edition:
    """What is said of a report beyond its figures: 資料番号, 作成日, and the seal as a ``data:`` address."""

    document_number: str
    created: date
    seal: str = ""


@dataclass(frozen=True)
class Facts:
    """What a report is about: the plan in force, its evaluations, and what belongs to them.

    ``changes`` by indicator id, empty in the plan's first year; ``revisions`` those of the report's year.
    """

    plan: Plan
    evaluations: tuple[Evaluation, ...]
    changes: Mapping[str, Change]
    revisions: tuple[AppliedRevision, ...]
    reviews: Reviews
    ledger: tuple[Observation, ...]
    earlier: tuple[EarlierEdition, ...] = ()


@dataclass(frozen=True)
class EarlierEdition:
    """An earlier year's report of the same plan: the plan in force then, and what it said."""

    plan: Plan
    evaluations: tuple[Evaluation, ...]


@dataclass(frozen=True)
class _Material:
    """All that the pages are made from."""

    plan: Plan
    evaluations: dict[str, Evaluation]
    changes: Mapping[str, Change]
    revisions: tuple[AppliedRevision, ...]
    reviews: Reviews

    def mark(self, e: Evaluation) -> VerdictMark:
        """判定 as the plan's scale prints it."""
        return VerdictMark(*mark_of(self.plan.general.scale, e), _TONES[e.verdict])

    def plain_mark(self, verdict: Verdict) -> VerdictMark:
        """A verdict by itself, for legend and method."""
        scale = self.plan.general.scale
        return VerdictMark(signs_of(scale)[verdict], labels_of(scale)[verdict], _TONES[verdict])


def _material(facts: Facts) -> _Material:
    by_id = {e.indicator.id: e for e in facts.evaluations}
    return _Material(facts.plan, by_id, facts.changes, facts.revisions, facts.reviews)


def compose(facts: Facts, edition: Edition) -> Report:
    """The page model of a report."""
    plan, evaluations, ledger = facts.plan, facts.evaluations, facts.ledger
    material = _material(facts)
    first = evaluations[0]
    general = plan.general
    files = origins.number_files(plan, origins.used_observations(evaluations))
    return Report(
        plan_title=general.title,
        plan_status=general.status,
        municipality=general.municipality.name,
        prefecture=general.municipality.prefecture,
        department=general.department,
        fiscal_year=print_fiscal_year(first.report_year),
        report_year=first.report_year,
        plan_period=f"{print_fiscal_year(general.period.first)}～{print_fiscal_year(general.period.last)}",
        document_number=edition.document_number,
        created=print_date(edition.created),
        created_iso=edition.created.isoformat(),
        as_of=print_date(first.as_of),
        sample=uses_samples(evaluations) or facts.reviews.sample,
        appearance=_look(plan, edition.seal),
        summary=_summary(material),
        earlier=tuple(map(_earlier_report, facts.earlier)),
        fields=tuple(_field_sheet(material, field) for field in plan.fields),
        grants=tuple(_grant_sheet(material, f, g) for f in plan.fields for g in f.grants),
        population=_population(material),
        revisions=tuple(map(_revision_row, facts.revisions)),
        verdict_rules=tuple((material.plain_mark(v), text) for v, text in sentences.verdict_rules(plan)),
        pace_rules=sentences.pace_rules(plan),
        calculations=tuple(_calculations(plan, evaluations)),
        files=tuple(files.values()),
        provenance=origins.provenance(plan, evaluations, ledger, files),
    )


def _look(plan: Plan, seal: str) -> Look:
    accent = plan.general.appearance.accent.lower()
    return Look(accent, lightened_for(NIGHT, accent), seal, plan.general.appearance.cover)


def _calculations(plan: Plan, evaluations: Iterable[Evaluation]) -> Iterable[tuple[str, tuple[str, ...]]]:
    rules = rules_of(plan)
    for e in evaluations:
        lines = [step.line for step in steps(e, rules)]
        changes = what_would_change_it(e, rules)
        if lines:
            yield e.indicator.short_name, (*lines, *(f"→ {'。'.join(changes)}" for _ in changes[:1]))


def compared(before: Facts, after: Facts) -> Comparison:
    """Two reports of one plan side by side; ``after.changes`` says why they differ."""
    first, second = _material(before), _material(after)
    rows = []
    for _, indicator in after.plan.indicators():
        change = after.changes.get(indicator.id)
        if indicator.id in first.evaluations:
            rows.append(
                ComparedRow(
                    name=indicator.short_name,
                    unit=indicator.unit,
                    before=_side(first, indicator.id),
                    after=_side(second, indicator.id),
                    reasons="、".join(reasons(change)) if change else "",
                )
            )
    then, now = before.evaluations[0], after.evaluations[0]
    return Comparison(
        before=print_fiscal_year(then.report_year),
        before_as_of=print_date(then.as_of),
        after=print_fiscal_year(now.report_year),
        after_as_of=print_date(now.as_of),
        rows=tuple(rows),
    )


def _side(material: _Material, ident: str) -> ComparedSide:
    e = material.evaluations[ident]
    return ComparedSide(
        value=_value(e, linked=False).text,
        period=_short_period(e),
        expected=fine_amount(e.indicator, e.expected) if e.expected is not None else "―",
        verdict=material.mark(e),
    )


# --- summary --------------------------------------------------------------------------------------


def _summary(material: _Material) -> Summary:
    plan = material.plan
    evaluations = tuple(material.evaluations.values())
    shown = {e.verdict for e in evaluations}
    groups = tuple(_summary_groups(material))
    return Summary(
        story=sentences.story(plan, evaluations),
        groups=groups,
        dense=_is_dense(groups),
        legend=tuple(_legend(material, shown)),
        awaited=tuple(_dues(plan, evaluations, overdue=False)),
        missing=tuple(_dues(plan, evaluations, overdue=True)),
        changes=tuple(_changes(material)),
    )


def _is_dense(groups: Iterable[SummaryGroup]) -> bool:
    rows = (row for group in groups for row in group.rows)
    figures = (f for r in rows for f in (r.baseline, r.target, r.value.text, r.expected))
    return max(map(len, figures), default=0) > _LONGEST_FIGURE


def _earlier_report(edition: EarlierEdition) -> EarlierReport:
    by_id = {e.indicator.id: e for e in edition.evaluations}
    material = _Material(edition.plan, by_id, {}, (), Reviews())
    groups = tuple(_summary_groups(material, linked=False))
    first = edition.evaluations[0]
    return EarlierReport(
        fiscal_year=print_fiscal_year(first.report_year),
        as_of=print_date(first.as_of),
        groups=groups,
        dense=_is_dense(groups),
    )


def _legend(material: _Material, shown: set[Verdict]) -> Iterable[tuple[VerdictMark, str]]:
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


def _summary_groups(material: _Material, *, linked: bool = True) -> Iterable[SummaryGroup]:
    grouped = groupby(material.plan.indicators(), key=lambda pair: _group(*pair))
    for name, pairs in grouped:
        rows = (_summary_row(material, indicator, linked=linked) for _, indicator in pairs)
        yield SummaryGroup(name, tuple(rows))


def _value(e: Evaluation, *, linked: bool) -> Figure:
    if e.value is None:
        return Figure("―")
    return Figure(amount(e.indicator, e.value), origins_of(e.inputs) if linked else ())


def _summary_row(material: _Material, indicator: Indicator, *, linked: bool = True) -> SummaryRow:
    """``linked``: the figure is told where it came from; an earlier report's may have been revised since."""
    e = material.evaluations[indicator.id]
    change = material.changes.get(indicator.id)
    shown_target = e.target_of_the_year
    return SummaryRow(
        anchor=indicator.id,
        name=indicator.short_name,
        unit=indicator.unit,
        baseline=print_number(indicator.baseline.value),
        baseline_year=_years(indicator.baseline),
        target=print_number(shown_target.value),
        target_year=_years(shown_target),
        value=_value(e, linked=linked),
        period=_short_period(e),
        expected=fine_amount(indicator, e.expected) if e.expected is not None else "―",
        pace=percent(e.pace_ratio) if e.pace_ratio is not None else "―",
        chart=small_chart(e, material.plan.general.appearance.accent),
        verdict=material.mark(e),
        rank=list(Verdict).index(e.verdict),
        previous=material.mark(change.before) if change else None,
    )


def _group(field: Field | None, indicator: Indicator) -> str:
    if field is None:
        return "人口"
    return f"分野{field.number}" if indicator in field.indicators else "地域再生計画"


def _years(point: Point) -> str:
    span = point.period
    first, last = print_year(span.first), print_year(span.last)
    return first if first == last else f"{first}～{last}"


def _short_period(e: Evaluation) -> str:
    return years_words(e.indicator, e.period) if e.period is not None else ""


def _dues(plan: Plan, evaluations: Iterable[Evaluation], *, overdue: bool) -> Iterable[Due]:
    """Figures that are awaited (not due yet), or overdue and not in the ledger."""
    rules = rules_of(plan)
    for e in evaluations:
        series = series_of(e.indicator.derivation)
        dates = (
            [(p, max(rules.publications[s].due_on(p) for s in series)) for p in _overdue(e)]
            if overdue
            else [(a.period, a.due) for a in e.awaited]
        )
        source = plan.source_of(series[0])
        for period, due in dates:
            yield Due(
                name=e.indicator.short_name,
                period=print_period(period, basis_of(plan, e.indicator)),
                when=f"{print_era_year(due.year)}{due.month}月",
                source=f"{source.title}（{source.publisher}）" if source else "",
            )


def _overdue(e: Evaluation) -> Iterator[int]:
    """Missing periods for which there is something to take in."""
    marks = dict(e.marked)
    return (period for period in e.missing_periods if period not in marks)


def _changes(material: _Material) -> Iterable[ChangeLine]:
    """One line for each indicator that is not as it was in last year's report, with what changed it."""
    for ident, change in material.changes.items():
        why = reasons(change)
        old, new = material.mark(change.before).label, material.mark(change.now).label
        if why or old != new:
            verdicts = f"{old}→{new}" if old != new else f"{new}のまま"
            yield ChangeLine(material.evaluations[ident].indicator.short_name, verdicts, "、".join(why))


# --- sheets ---------------------------------------------------------------------------------------


def _indicator_sheet(material: _Material, indicator: Indicator) -> IndicatorSheet:
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
        finding=finding(e, mark.label),
        chart=chart_for(
            e,
            series_name=series.name,
            history=_history(plan, indicator),
            label=mark.label,
            former=_former_targets(material, indicator),
            accent=plan.general.appearance.accent,
        ),
        years=year_table(plan, e),
        figures=tuple(key_figures(plan, e)),
        notes=tuple(notes(plan, e)),
        review=_review_sheet(material, material.reviews.indicators.get(indicator.id), e),
    )


def _former_targets(material: _Material, indicator: Indicator) -> dict[int, Decimal]:
    """Targets as they were before the revisions of the report's year, by their year, where they differ."""
    first: dict[int, Decimal] = {}
    for applied in material.revisions:
        if applied.revision.indicator == indicator.id:
            for point in applied.before.all_targets:
                first.setdefault(point.period.last, point.value)
    now = {point.period.last: point.value for point in indicator.all_targets}
    return {year: value for year, value in first.items() if now.get(year) != value}


_PORTRAIT_GRANT_YEARS = 5  # beside name, unit and verdict
_LONGEST_FIGURE = 8  # letters (13,908.2) for which the summary's columns are set
_REVIEW_HEADINGS = {"activities": "取組内容", "factors": "要因", "issues": "課題", "policy": "今後の方針"}


def _review_sheet(
    material: _Material, review: Review | None, e: Evaluation | None = None
) -> ReviewSheet | None:
    """A review as it is printed; the outside opinion stands last."""
    if review is None:
        return None
    texts = {heading: getattr(review, key) for key, heading in _REVIEW_HEADINGS.items()}
    texts["外部有識者の意見"] = review.external_opinion
    town = None
    if review.town_verdict is not None and e is not None:
        town = material.plain_mark(review.town_verdict)
    return ReviewSheet(
        department=review.department,
        written_on=print_date(review.written_on),
        sections=tuple((heading, to_html(text)) for heading, text in texts.items() if text.strip()),
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


def _revision_row(applied: AppliedRevision) -> RevisionRow:
    revision = applied.revision
    shown = in_figures if revision.field.endswith(".value") else str
    return RevisionRow(
        day=print_date(revision.date),
        indicator=applied.after.short_name,
        what=field_words(revision.field),
        before=shown(revision.old),
        after=shown(revision.new),
        reason=revision.reason,
        decided_by=revision.decided_by,
    )


def _history(plan: Plan, indicator: Indicator) -> tuple[PopulationPoint, ...]:
    return plan.general.population_history if indicator == plan.general.target_population else ()


def _plan_table(indicator: Indicator) -> PlanTable:
    target = indicator.final_target
    return PlanTable(
        name=indicator.name,
        baseline_year=_years(indicator.baseline),
        baseline=print_number(indicator.baseline.value),
        target_year=_years(target),
        target=print_number(target.value),
        unit=indicator.unit,
        accumulation=indicator.accumulation_word or ACCUMULATION_WORDS[indicator.accumulation],
        target_basis=indicator.target_basis,
        counted=indicator.counted,
        how_measured=indicator.how_measured,
    )


def _field_sheet(material: _Material, field: Field) -> FieldSheet:
    return FieldSheet(
        anchor=f"field-{field.id}",
        number=field.number,
        name=field.name,
        departments="、".join(field.departments),
        direction=field.direction,
        indicators=tuple(_indicator_sheet(material, i) for i in field.indicators),
        projects=tuple(DepartmentProjects(p.department, p.items) for p in field.projects),
        grants=tuple((f"grant-{g.id}", g.project) for g in field.grants),
        grants_note=field.grants_note,
        review=_review_sheet(material, material.reviews.fields.get(field.id)),
    )


def _grant_sheet(material: _Material, field: Field, grant: GrantProject) -> GrantSheet:
    years = sorted({p.period.first for i in grant.indicators for p in i.targets})
    return GrantSheet(
        anchor=f"grant-{grant.id}",
        project=grant.project,
        grant=grant.grant,
        field=field.name,
        years=tuple(f"{year}（{print_year(year)}）" for year in years),
        wide=len(years) > _PORTRAIT_GRANT_YEARS,
        rows=tuple(_grant_row(material, i, years) for i in grant.indicators),
        effect=_effect(material, grant),
        effect_rules=tuple((str(effect), rule) for effect, rule in grant_rules(material.plan.general.scale)),
        review=_review_sheet(material, material.reviews.grants.get(grant.id)),
    )


def _effect(material: _Material, grant: GrantProject) -> str:
    """The Cabinet Office's class by the figures alone, with the count behind it."""
    evaluations = tuple(material.evaluations[i.id] for i in grant.indicators)
    effect = grant_effect(material.plan.general.scale, evaluations)
    achieved = sum(e.verdict is Verdict.ACHIEVED for e in evaluations)
    counted = f"{len(evaluations)}の指標のうち、目標値に届いたもの{achieved}"
    return (
        f"{effect}（{counted}）" if effect else f"まだ決められません（{counted}、実績のない指標があります）"
    )


def _grant_row(material: _Material, indicator: Indicator, years: list[int]) -> GrantRow:
    e = material.evaluations[indicator.id]
    by_year = {figures.period: figures for figures in e.periods}
    return GrantRow(
        sheet=_indicator_sheet(material, indicator),
        baseline_year=indicator.baseline.period.text,
        baseline=print_number(indicator.baseline.value),
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


def _population(material: _Material) -> PopulationSheet | None:
    indicator = material.plan.general.target_population
    if indicator is None:
        return None
    return PopulationSheet(_indicator_sheet(material, indicator), ())

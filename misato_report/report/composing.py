"""Evaluations → page model: every word and figure of the report is decided here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from misato_report.actuals.observation import Observation
from misato_report.evaluation import Evaluation, due_on, rules_of
from misato_report.notation import (
    print_date,
    print_era_year,
    print_fiscal_year,
    print_number,
    print_period,
    print_year,
)
from misato_report.plan.model import (
    Accumulation,
    Field,
    GrantProject,
    Indicator,
    Plan,
    Point,
    PopulationPoint,
    Verdict,
    series_of,
)
from misato_report.project import uses_samples
from misato_report.report import provenance as origins
from misato_report.report import sentences
from misato_report.report.calculation import calculation
from misato_report.report.charts import chart_for, finding, small_chart
from misato_report.report.figures import key_figures, notes, year_table
from misato_report.report.page_model import (
    DepartmentProjects,
    Due,
    FieldSheet,
    GrantCell,
    GrantRow,
    GrantSheet,
    IndicatorSheet,
    PlanTable,
    PopulationSheet,
    Report,
    Summary,
    SummaryGroup,
    SummaryRow,
    VerdictMark,
)
from misato_report.wording import (
    ACCUMULATION_WORDS,
    SIGNS,
    amount,
    basis_of,
    fine_amount,
    labels_of,
    percent,
)

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
    """What is said of a report beyond its figures: 資料番号 and 作成日."""

    document_number: str
    created: date


@dataclass(frozen=True)
class _Material:
    """All that the pages are made from."""

    plan: Plan
    evaluations: dict[str, Evaluation]
    previous: dict[str, Evaluation]
    ledger: tuple[Observation, ...]

    def mark(self, verdict: Verdict) -> VerdictMark:
        return VerdictMark(SIGNS[verdict], labels_of(self.plan)[verdict], _TONES[verdict])


def compose(
    plan: Plan,
    evaluations: tuple[Evaluation, ...],
    previous: tuple[Evaluation, ...],
    ledger: tuple[Observation, ...],
    edition: Edition,
) -> Report:
    """The page model of a report; ``previous`` are the evaluations of the year before, for comparison."""
    by_id = {e.indicator.id: e for e in evaluations}
    material = _Material(plan, by_id, {e.indicator.id: e for e in previous}, ledger)
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
        sample=uses_samples(evaluations),
        summary=_summary(material),
        fields=tuple(_field_sheet(material, field) for field in plan.fields),
        grants=tuple(_grant_sheet(material, f, g) for f in plan.fields for g in f.grants),
        population=_population(material),
        verdict_rules=tuple((material.mark(v), text) for v, text in sentences.verdict_rules(plan)),
        pace_rules=sentences.PACE_RULES,
        calculations=tuple((e.indicator.short_name, lines) for e in evaluations if (lines := calculation(e))),
        files=tuple(files.values()),
        provenance=origins.provenance(plan, evaluations, ledger, files),
    )


# --- summary --------------------------------------------------------------------------------------


def _summary(material: _Material) -> Summary:
    plan = material.plan
    evaluations = tuple(material.evaluations.values())
    shown = {e.verdict for e in evaluations}
    return Summary(
        story=sentences.story(plan, evaluations),
        groups=tuple(_summary_groups(material)),
        legend=tuple((material.mark(v), text) for v, text in sentences.legend(plan) if v in shown),
        awaited=tuple(_dues(plan, evaluations, overdue=False)),
        missing=tuple(_dues(plan, evaluations, overdue=True)),
        changes=tuple(_changes(material)),
    )


def _summary_groups(material: _Material) -> Iterable[SummaryGroup]:
    grouped = groupby(material.plan.indicators(), key=lambda pair: _group(*pair))
    for name, pairs in grouped:
        yield SummaryGroup(name, tuple(_summary_row(material, indicator) for _, indicator in pairs))


def _summary_row(material: _Material, indicator: Indicator) -> SummaryRow:
    e = material.evaluations[indicator.id]
    before = material.previous.get(indicator.id)
    shown_target = _target_of_the_year(e)
    return SummaryRow(
        anchor=indicator.id,
        name=indicator.short_name,
        unit=indicator.unit,
        baseline=print_number(indicator.baseline.value),
        baseline_year=_years(indicator.baseline),
        target=print_number(shown_target.value),
        target_year=_years(shown_target),
        value=amount(indicator, e.value) if e.value is not None else "―",
        period=_short_period(e),
        expected=fine_amount(indicator, e.expected) if e.expected is not None else "―",
        pace=percent(e.pace_ratio) if e.pace_ratio is not None else "―",
        chart=small_chart(e),
        verdict=material.mark(e.verdict),
        previous=material.mark(before.verdict) if before else None,
    )


def _group(field: Field | None, indicator: Indicator) -> str:
    if field is None:
        return "人口"
    return f"分野{field.number}" if indicator in field.indicators else "地域再生計画"


def _target_of_the_year(e: Evaluation) -> Point:
    """The target that the year is held against: its own where each year has one."""
    period = e.period if e.period is not None else e.report_year
    passed = [p for p in e.indicator.all_targets if p.period.first <= period]
    yearly = e.indicator.accumulation is Accumulation.YEARLY_TARGETS
    return passed[-1] if yearly and passed else e.indicator.all_targets[0 if yearly else -1]


def _years(point: Point) -> str:
    span = point.period
    first, last = print_year(span.first), print_year(span.last)
    return first if first == last else f"{first}～{last}"


def _short_period(e: Evaluation) -> str:
    if e.period is None:
        return ""
    first = e.indicator.final_target.period.first
    if e.indicator.accumulation is Accumulation.PERIOD_TOTAL and e.period > first:
        return f"{print_year(first)}～{print_year(e.period)}"
    return print_year(e.period)


def _dues(plan: Plan, evaluations: Iterable[Evaluation], *, overdue: bool) -> Iterable[Due]:
    """Figures that are awaited (not due yet), or overdue and not in the ledger."""
    rules = rules_of(plan)
    for e in evaluations:
        series = series_of(e.indicator.derivation)
        dates = (
            [(p, max(due_on(rules.publications[s], p) for s in series)) for p in e.missing_periods]
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


def _changes(material: _Material) -> Iterable[str]:
    """One line for each verdict that is not last year's."""
    labels = labels_of(material.plan)
    for e in material.evaluations.values():
        before = material.previous.get(e.indicator.id)
        if before is not None and before.verdict is not e.verdict:
            yield f"{e.indicator.short_name}：{labels[before.verdict]} → {labels[e.verdict]}"


# --- sheets ---------------------------------------------------------------------------------------


def _indicator_sheet(material: _Material, indicator: Indicator) -> IndicatorSheet:
    e = material.evaluations[indicator.id]
    plan = material.plan
    series = plan.series[series_of(indicator.derivation)[0]]
    return IndicatorSheet(
        anchor=indicator.id,
        name=indicator.name,
        plan_table=_plan_table(indicator),
        verdict=material.mark(e.verdict),
        finding=finding(e, labels=labels_of(plan)),
        chart=chart_for(
            e, series_name=series.name, history=_history(plan, indicator), labels=labels_of(plan)
        ),
        years=year_table(plan, e),
        figures=tuple(key_figures(plan, e)),
        notes=tuple(notes(plan, e)),
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
    )


def _grant_sheet(material: _Material, field: Field, grant: GrantProject) -> GrantSheet:
    years = sorted({p.period.first for i in grant.indicators for p in i.targets})
    return GrantSheet(
        anchor=f"grant-{grant.id}",
        project=grant.project,
        grant=grant.grant,
        field=field.name,
        years=tuple(f"{year}（{print_year(year)}）" for year in years),
        rows=tuple(_grant_row(material, i, years) for i in grant.indicators),
    )


def _grant_row(material: _Material, indicator: Indicator, years: list[int]) -> GrantRow:
    e = material.evaluations[indicator.id]
    targets = {p.period.first: p.value for p in indicator.targets}
    levels = dict(e.levels)
    return GrantRow(
        sheet=_indicator_sheet(material, indicator),
        baseline_year=indicator.baseline.period.text,
        baseline=print_number(indicator.baseline.value),
        unit=indicator.unit,
        accumulation=indicator.accumulation_word or ACCUMULATION_WORDS[indicator.accumulation],
        cells=tuple(
            GrantCell(
                target=print_number(targets[year]) if year in targets else "",
                actual=amount(indicator, levels[year]) if year in levels else _no_actual(e, year),
            )
            for year in years
        ),
    )


def _no_actual(e: Evaluation, year: int) -> str:
    if year > e.report_year:
        return ""
    return "未取込" if year in e.missing_periods else "未公表"


def _population(material: _Material) -> PopulationSheet | None:
    indicator = material.plan.general.target_population
    if indicator is None:
        return None
    return PopulationSheet(_indicator_sheet(material, indicator), ())

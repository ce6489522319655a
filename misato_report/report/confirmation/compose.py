"""The figures to confirm → what the 確認票 prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from misato_report.evaluation.rules import round_half_up
from misato_report.evaluation.wording import unit_behind
from misato_report.notation import (
    print_date,
    print_fiscal_year,
    print_number,
    print_period,
    print_short_date,
)
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.project import uses_samples
from misato_report.report.confirmation.figures import FigureToConfirm
from misato_report.report.facts import Facts
from misato_report.report.page_model import Confirmation, ConfirmedRow

MOST_ON_PAPER = 40  # rows on two pages; the workbook has them all


def compose_confirmation(
    facts: Facts, figures: Sequence[FigureToConfirm], moved: Iterable[tuple[str, str, str]], since: str
) -> Confirmation:
    """The sheet with all figures; ``since`` says what they are new or changed against."""
    plan, first = facts.plan, facts.evaluations[0]
    outlying = sum(bool(figure.outliers) for figure in figures)
    new = sum(figure.before is None for figure in figures)
    departments = [*dict.fromkeys(figure.department for figure in figures), plan.general.department]
    return Confirmation(
        title=f"数値の確認票　{print_fiscal_year(first.report_year)}",
        plan_title=plan.general.title,
        municipality=plan.general.municipality.name,
        as_of=print_date(first.as_of),
        since=since,
        sample=uses_samples(facts.evaluations) or any(f.observation.is_sample for f in figures),
        draft=facts.draft,
        more="",
        counts=f"新しい値 {new}件、変わった値 {len(figures) - new}件。うち※の付いた値 {outlying}件。",
        moved=tuple(f"「{name}」: 前回「{then}」、今回「{now}」" for name, then, now in moved),
        rows=tuple(_row(plan, figure) for figure in figures),
        departments=tuple(dict.fromkeys(departments)),
    )


def on_paper(sheet: Confirmation) -> Confirmation:
    """The sheet as it is printed: where there are very many figures, first those that stand out, and how many more."""
    if len(sheet.rows) <= MOST_ON_PAPER:
        return sheet
    standing = sorted(range(len(sheet.rows)), key=lambda n: (not sheet.rows[n].marks, n))[:MOST_ON_PAPER]
    rows = tuple(sheet.rows[n] for n in sorted(standing))
    more = f"ほか{len(sheet.rows) - len(rows)}件は、同じ名前の Excel にあります（※の付いた値は先に載せています）。"
    return replace(sheet, rows=rows, more=more)


def _row(plan: Plan, figure: FigureToConfirm) -> ConfirmedRow:
    o, series = figure.observation, plan.series[figure.observation.series]
    source = plan.sources.get(o.source)
    return ConfirmedRow(
        department=figure.department,
        series=series.name,
        period=print_period(o.period, o.basis),
        value=f"{_value(o)}{unit_behind(series.unit) if o.value is not None else ''}",
        last_year=print_number(figure.last_year) if figure.last_year is not None else "―",
        ratio=_ratio(o.value, figure.last_year),
        before=_value(figure.before) if figure.before is not None else "",
        change="変更" if figure.before is not None else "新規",
        source=source.title if source else o.source,
        published=print_short_date(o.published_on),
        place=f"{o.file.removeprefix('actuals/')}　{o.cell}",
        marks=tuple(outlier.words for outlier in figure.outliers),
    )


def _value(o: Observation) -> str:
    return print_number(o.value) if o.value is not None else str(o.mark)


def _ratio(value: Decimal | None, last_year: Decimal | None) -> str:
    """The value in per cent of the year before; of nothing, or across zero, there is none."""
    if value is None or not last_year or (value < 0) != (last_year < 0):
        return "―"
    return f"{print_number(round_half_up(value * 100 / last_year, 1), 1)}%"

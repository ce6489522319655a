"""Two reports of one plan side by side."""

from __future__ import annotations

from misato_report.evaluation.comparison import reasons
from misato_report.evaluation.wording import aimed
from misato_report.notation import (
    print_date,
    print_fiscal_year,
)
from misato_report.report.compose.material import Material, material_of, short_period, value_of
from misato_report.report.facts import Facts
from misato_report.report.page_model import (
    ComparedRow,
    ComparedSide,
    Comparison,
)


def compared(before: Facts, after: Facts) -> Comparison:
    """Two reports of one plan side by side; ``after.changes`` says why they differ."""
    first, second = material_of(before), material_of(after)
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


def _side(material: Material, ident: str) -> ComparedSide:
    e = material.evaluations[ident]
    return ComparedSide(
        value=value_of(e, linked=False).text,
        period=short_period(e),
        expected=aimed(e.indicator, e.expected) if e.expected is not None else "―",
        verdict=material.mark(e),
    )

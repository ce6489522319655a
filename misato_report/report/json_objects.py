"""What programs get: the objects that ``--json`` prints (``product.md``, "For programs")."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from misato_report.diagnostics import Diagnostic
from misato_report.evaluation.rules import Evaluation
from misato_report.plan.plan import Plan
from misato_report.project import uses_samples

_SIX_PLACES = Decimal("0.000001")


def exact(value: Decimal | None) -> Decimal | None:
    """A decimal as it is, or at six places where it has more; without trailing zeros or exponent."""
    if value is None:
        return None
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < _SIX_PLACES.as_tuple().exponent:  # type: ignore[operator]
        value = value.quantize(_SIX_PLACES, rounding=ROUND_HALF_UP)
    return Decimal(format(value.normalize(), "f")) if value else Decimal(0)


def status_object(plan: Plan, evaluations: tuple[Evaluation, ...]) -> dict[str, Any]:
    """``misato-report status --json``: the report year, the as-of date, and every indicator."""
    fields = {indicator.id: field.id if field else None for field, indicator in plan.indicators()}
    first = evaluations[0] if evaluations else None
    return {
        "report_year": first.report_year if first else None,
        "as_of": first.as_of.isoformat() if first else None,
        "sample": uses_samples(evaluations),
        "indicators": [_indicator_object(e, fields[e.indicator.id]) for e in evaluations],
    }


def _indicator_object(evaluation: Evaluation, field: str | None) -> dict[str, Any]:
    indicator = evaluation.indicator
    return {
        "id": indicator.id,
        "name": indicator.name,
        "field": field,
        "accumulation": indicator.accumulation.value,
        "unit": indicator.unit,
        "period": evaluation.period,
        "value": exact(evaluation.value),
        "expected": exact(evaluation.expected),
        "reference": exact(evaluation.reference),
        "baseline": exact(evaluation.baseline),
        "target": exact(evaluation.target),
        "pace_ratio": exact(evaluation.pace_ratio),
        "attainment": exact(evaluation.attainment),
        "landing": exact(evaluation.landing),
        "required_per_year": exact(evaluation.required_per_year),
        "lag": evaluation.lag,
        "verdict": evaluation.verdict.value,
        "missing_periods": list(evaluation.missing_periods),
        "vintage": evaluation.vintage.isoformat() if evaluation.vintage else None,
    }


def diagnostic_objects(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """``misato-report check --json``: one object a finding."""
    return [
        {
            "file": d.file,
            "line": d.line,
            "column": d.column,
            "cell": d.cell or None,
            "severity": d.severity.value,
            "code": d.code,
            "message": d.message,
            "hint": d.hint,
        }
        for d in diagnostics
    ]


def to_json(value: object) -> str:
    """JSON text with decimals as exact numbers."""
    import simplejson

    return simplejson.dumps(value, use_decimal=True, ensure_ascii=False, indent=2)

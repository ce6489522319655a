"""An evaluation as a flat record: what programs get of it, as JSON or as a row of a DataFrame."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from misato_report.evaluation.certainty import chance, revision
from misato_report.evaluation.rules import Evaluation, Rules

_SIX_PLACES = Decimal("0.000001")


def exact(value: Decimal | None) -> Decimal | None:
    """A decimal as it is, or at six places where it has more; without trailing zeros or exponent."""
    if value is None:
        return None
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < _SIX_PLACES.as_tuple().exponent:  # type: ignore[operator]
        value = value.quantize(_SIX_PLACES, rounding=ROUND_HALF_UP)
    return Decimal(format(value.normalize(), "f")) if value else Decimal(0)


def record_of(evaluation: Evaluation, field: str | None, rules: Rules) -> dict[str, Any]:
    """Names and values of an evaluation; ``field`` is the id of the indicator's field, None for 目標人口.

    Figures are exact decimals in the indicator's unit (``required_per_year`` per year), ratios (1 = 100 %) at six
    places; ``vintage`` is a date. ``chance`` and ``revision`` say how sure the verdict is. What is undefined is None.
    """
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
        "baseline": exact(evaluation.stated_baseline),
        "target": exact(evaluation.stated_target),
        "pace_ratio": exact(evaluation.pace_ratio),
        "attainment": exact(evaluation.attainment),
        "landing": exact(evaluation.landing),
        "required_per_year": exact(evaluation.required_per_year),
        "lag": evaluation.lag,
        "verdict": evaluation.verdict.value,
        "chance": _chance(evaluation),
        "revision": _revision(evaluation, rules),
        "missing_periods": list(evaluation.missing_periods),
        "vintage": evaluation.vintage,
    }


def _chance(evaluation: Evaluation) -> dict[str, Any] | None:
    """``p``: a ratio in whole per cent, 0 for less than 1 %; ``mark``: unlikely or possible."""
    found = chance(evaluation)
    return None if found is None else {"p": exact(found.p), "mark": found.mark.value}


def _revision(evaluation: Evaluation, rules: Rules) -> dict[str, Any] | None:
    """``largest`` so far, in the indicator's unit; whether one of that size ``may_change`` the verdict."""
    found = revision(evaluation, rules)
    return None if found is None else {"largest": exact(found.largest), "may_change": found.may_change}

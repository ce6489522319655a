"""What programs get: the objects that ``--json`` prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from misato_report.diagnostics import Diagnostic
from misato_report.evaluation.records import record_of
from misato_report.evaluation.rules import Evaluation, Rules, rules_of
from misato_report.plan.plan import Plan
from misato_report.project import uses_samples


def status_object(plan: Plan, evaluations: tuple[Evaluation, ...]) -> dict[str, Any]:
    """``misato-report status --json``: the report year, the as-of date, and every indicator."""
    fields = {indicator.id: field.id if field else None for field, indicator in plan.indicators()}
    first = evaluations[0] if evaluations else None
    rules = rules_of(plan)
    return {
        "report_year": first.report_year if first else None,
        "as_of": first.as_of.isoformat() if first else None,
        "sample": uses_samples(evaluations),
        "indicators": [_indicator_object(e, fields[e.indicator.id], rules) for e in evaluations],
        "undecided": [
            {"id": t.indicator.id, "name": t.indicator.name, "field": t.field, "words": t.words}
            for t in plan.undecided
        ],
    }


def _indicator_object(evaluation: Evaluation, field: str | None, rules: Rules) -> dict[str, Any]:
    record = record_of(evaluation, field, rules)
    return record | {"vintage": record["vintage"].isoformat() if record["vintage"] else None}


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

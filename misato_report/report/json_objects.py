"""What programs get: the objects that ``--json`` prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from misato_report.diagnostics import Diagnostic
from misato_report.evaluation.peers import PeerTable
from misato_report.evaluation.records import exact, record_of
from misato_report.evaluation.rules import Evaluation, Rules, more_is_better, rules_of
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


def peers_object(evaluation: Evaluation, table: PeerTable) -> dict[str, Any]:
    """``misato-report peers --json``: every municipality of the prefecture, the best first, those not known last."""
    peers = table.indicator.peers
    return {
        "id": table.indicator.id,
        "name": table.indicator.name,
        "report_year": evaluation.report_year,
        "as_of": evaluation.as_of.isoformat(),
        "period": table.period,
        "unit": table.indicator.unit,
        "per": peers.per if peers is not None else None,
        "times": peers.times if peers is not None and peers.per is not None else None,
        "more_is_better": more_is_better(table.indicator),
        "sample": any(o.is_sample for o in table.inputs),
        "known": len(table.known),
        "of": len(table.peers),
        "median": exact(table.median),
        "rank": table.town.rank,
        "municipalities": [
            {
                "code": peer.code,
                "name": peer.name,
                "value": exact(peer.value),
                "rank": peer.rank,
                "town": peer.is_town,
                "neighbour": peer.is_neighbour,
                "sources": [{"file": o.file, "cell": o.cell, "sha256": o.sha256} for o in peer.inputs],
            }
            for peer in table.peers
        ],
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

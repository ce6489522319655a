"""What programs get: the objects that ``--json`` prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from misato_report.diagnostics import Diagnostic
from misato_report.evaluation.peers import PeerTable
from misato_report.evaluation.population_paths import Course, distance
from misato_report.evaluation.records import exact, record_of
from misato_report.evaluation.rules import Evaluation, Rules, more_is_better, rules_of
from misato_report.evaluation.year_so_far import YearSoFar
from misato_report.notation import iso_month
from misato_report.plan.plan import Plan
from misato_report.project import uses_samples


def status_object(
    plan: Plan,
    evaluations: tuple[Evaluation, ...],
    so_far: Iterable[YearSoFar] = (),
    courses: Iterable[Course] = (),
) -> dict[str, Any]:
    """``misato-report status --json``: the report year, the as-of date, every indicator, and what stands beside them.

    That is the years so far, and the courses beside 目標人口 with the distance of its actuals.
    """
    target = plan.general.target_population
    population = next((e for e in evaluations if target is not None and e.indicator.id == target.id), None)
    fields = {indicator.id: field.id if field else None for field, indicator in plan.indicators()}
    first = evaluations[0] if evaluations else None
    rules = rules_of(plan)
    return {
        "report_year": first.report_year if first else None,
        "as_of": first.as_of.isoformat() if first else None,
        "sample": uses_samples(evaluations),
        "indicators": [_indicator_object(e, fields[e.indicator.id], rules) for e in evaluations],
        "years_so_far": [_so_far_object(one) for one in so_far],
        "population_paths": [_course_object(c, population) for c in courses if population is not None],
        "undecided": [
            {"id": t.indicator.id, "name": t.indicator.name, "field": t.field, "words": t.words}
            for t in plan.undecided
        ],
    }


def _indicator_object(evaluation: Evaluation, field: str | None, rules: Rules) -> dict[str, Any]:
    record = record_of(evaluation, field, rules)
    return record | {"vintage": record["vintage"].isoformat() if record["vintage"] else None}


def _so_far_object(so_far: YearSoFar) -> dict[str, Any]:
    """What the months say of a year: ``value`` the sum of ``months`` (of a level the newest), months as ``2027-10``."""
    return {
        "indicator": so_far.indicator.id,
        "period": so_far.period,
        "value": exact(so_far.value),
        "months": [
            {"month": iso_month(o.period), "value": exact(o.value), "file": o.file, "cell": o.cell}
            for o in so_far.counted
        ],
        "missing_months": [iso_month(month) for month in so_far.missing],
    }


def _course_object(course: Course, population: Evaluation) -> dict[str, Any]:
    """A course with its figures, and the distance of the actuals in the newest year in which both have one."""
    found = distance(course, population)
    return {
        "name": course.name,
        "points": [
            {
                "year": point.year,
                "value": exact(point.value),
                "file": point.observation.file if point.observation else None,
                "cell": point.observation.cell if point.observation else None,
            }
            for point in course.points
        ],
        "distance": None
        if found is None
        else {
            "year": found.year,
            "value": exact(found.actual),
            "on_path": exact(found.on_course),
            "difference": exact(found.difference),
        },
    }


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

"""A source as it is written into ``sources.yaml``."""

from __future__ import annotations

from misato_report.plan.sources import (
    CarriedForwardCheck,
    Check,
    EquationCheck,
    MonthlySchedule,
    Schedule,
    Source,
    TotalCheck,
)


def entry_of(source: Source) -> dict[str, object]:
    """A source as it is written into ``sources.yaml``."""
    assert source.table is not None  # noqa: S101 - it was made with one
    table: dict[str, object] = {"items": {s: list(words) for s, words in source.table.items.items()}}
    if source.table.place is not None:
        table["place"] = source.table.place.value
    if source.table.era is not None:
        table["era"] = source.table.era.value
    for key in ("unit", "sheet"):
        if text := getattr(source.table, key):
            table[key] = text
    if source.table.checks:
        table["checks"] = [_check_entry(check) for check in source.table.checks]
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "publication": _schedule_entry(source.publication),
        **({"dash": source.dash.value} if source.dash is not None else {}),
        "recognise": list(source.recognise),
        "table": table,
        **({"year_before": list(source.year_before)} if source.year_before else {}),
    }


def _schedule_entry(schedule: Schedule) -> dict[str, object]:
    if isinstance(schedule, MonthlySchedule):
        return {"months_after": schedule.months_after, "text": schedule.text}
    entry = {"month": schedule.month, "years_after": schedule.years_after, "text": schedule.text}
    return entry | ({"every": schedule.every} if schedule.every > 1 else {})


def _check_entry(check: Check) -> dict[str, object]:
    if isinstance(check, EquationCheck):
        return {"kind": "equation", "equation": check.equation}
    if isinstance(check, CarriedForwardCheck):
        return {"kind": "carried_forward", "level": check.level, "changes": list(check.changes)}
    assert isinstance(check, TotalCheck)  # noqa: S101 - no other kind is proposed
    return {"kind": "total", "total": check.total, "of": list(check.of)}

"""Which figures are new or changed since the last report, and what each is held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from misato_report.actuals.ledger.read import read_ledger
from misato_report.diagnostics import WorkspaceError, has_errors
from misato_report.evaluation.outliers import Outlier, Surroundings, outliers
from misato_report.evaluation.rules import newest_vintages, rules_of
from misato_report.issued.register import LEDGER_COPY, Issue, Register
from misato_report.observation import Observation
from misato_report.plan.document import Field
from misato_report.plan.indicators import Ratio, series_of
from misato_report.plan.plan import Plan
from misato_report.workspace import Workspace

Newest = Mapping[tuple[str, int], Observation]
"""(series, period) → the vintage that counts."""


@dataclass(frozen=True)
class FigureToConfirm:
    """A figure that is new, or not what it was: ``before`` is the vintage that counted then, ``last_year`` the value of
    the year before."""

    observation: Observation
    before: Observation | None
    last_year: Decimal | None
    department: str
    outliers: tuple[Outlier, ...]


def figures_to_confirm(plan: Plan, now: Newest, then: Newest) -> list[FigureToConfirm]:
    """The figures behind the plan's indicators that differ between two days, in the plan's order."""
    due = _DueDays(plan, now.values())
    departments = _departments(plan)
    wholes = _wholes(plan)
    found = []
    for series, department in departments.items():
        for (_, period), o in sorted(item for item in now.items() if item[0][0] == series):
            before = then.get((series, period))
            if before is not None and (before.value, before.mark) == (o.value, o.mark):
                continue
            values = {p: n.value for (s, p), n in now.items() if s == series and n.value is not None}
            whole = now.get((wholes.get(series, ""), period))
            around = Surroundings(
                {p: value for p, value in values.items() if p < period},
                whole.value if whole is not None else None,
                due.of(o),
            )
            reasons = outliers(period, o.value, o.published_on, around)
            found.append(FigureToConfirm(o, before, values.get(period - 1), department, reasons))
    return found


class _DueDays:
    """By when the calendar has a publication: by its newest figure, since it may revise those of many years."""

    def __init__(self, plan: Plan, observations: Iterable[Observation]) -> None:
        self._schedules = rules_of(plan).publications
        self._newest: dict[tuple[str, date], int] = {}
        for o in observations:
            key = (o.source, o.published_on)
            self._newest[key] = max(o.period, self._newest.get(key, o.period))

    def of(self, o: Observation) -> date | None:
        """The day, None for a series that no source gives any more."""
        schedule = self._schedules.get(o.series)
        return schedule.due_on(self._newest[o.source, o.published_on]) if schedule else None


def _departments(plan: Plan) -> dict[str, str]:
    """Series → the department that answers for it, in the plan's order."""
    found: dict[str, str] = {}
    of_grants = {i.id: g.department for f in plan.fields for g in f.grants for i in g.indicators}
    for field, indicator in plan.indicators():
        first = next(iter(field.departments), "") if field is not None else ""
        department = indicator.department or of_grants.get(indicator.id, "") or first
        for series in series_of(indicator.derivation):
            found.setdefault(series, department or plan.general.department)
    return found


def _wholes(plan: Plan) -> dict[str, str]:
    """Series → the series that it is a part of: numerator and denominator of a ratio."""
    ratios = (i.derivation for _, i in plan.indicators() if isinstance(i.derivation, Ratio))
    return {ratio.numerator: ratio.denominator for ratio in ratios}


def figures_of_issue(workspace: Workspace, issue: Issue) -> Newest:
    """The figures of a report as it was handed in, from the ledger that was kept with it.

    Raises WorkspaceError where that cannot be read.
    """
    path = workspace.issued_dir / issue.id / LEDGER_COPY
    ledger = read_ledger(path, workspace.name_of(path))
    if has_errors(ledger.diagnostics):
        raise WorkspaceError(tuple(ledger.diagnostics))
    return newest_vintages(ledger.observations, issue.year, issue.as_of)


def moved_indicators(plan: Plan, register: Register, as_of: date) -> list[tuple[str, str, str]]:
    """Indicators that stand in another field than when a report was last handed in: name, field then, field now."""
    issue = register.last_before(as_of)
    if issue is None:
        return []
    names = {field.id: field.name for field in plan.fields}
    found = []
    for field, indicator in plan.indicators():
        then, now = issue.fields.get(indicator.id), field_id(field)
        if then is not None and then != now:
            found.append((indicator.short_name, names.get(then, then), names.get(now, now)))
    return found


def field_id(field: Field | None) -> str:
    """The id of a field, as the register has it; 目標人口 belongs to none."""
    return field.id if field is not None else "population"

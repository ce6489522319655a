"""Do new figures agree with what was known before? Last year's level, and jumps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from misato_report.actuals.published.sums import HINT, SUM_MISMATCH
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.notation import Basis, next_period, previous_period, print_number, print_period
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.plan.sources import CarriedForwardCheck

Newest = Mapping[tuple[str, int], Observation]
"""(series, period) → the newest vintage of it."""

_FEWEST_STEPS = 3  # fewer changes from year to year say nothing of what is usual
_FAR = 3  # times the largest change so far
_LEAST_SHARE = Decimal("0.05")  # of the last value: a series that hardly moves may move by this


def carried_forward(plan: Plan, newest: Newest, taken: Iterable[Observation]) -> Iterator[Diagnostic]:
    """Last year's level and the changes must give this year's, for each year that ``taken`` touches."""
    touched: dict[tuple[str, int], Observation] = {}
    for o in taken:
        for period in (o.period, next_period(o.period, o.basis)):
            touched.setdefault((o.source, period), o)
    for (source_id, period), because in sorted(touched.items(), key=lambda item: item[0]):
        for rule in plan.sources[source_id].checks:
            if isinstance(rule, CarriedForwardCheck):
                yield from _carried(plan, newest, rule, period, because)


def _carried(
    plan: Plan, newest: Newest, rule: CarriedForwardCheck, period: int, because: Observation
) -> Iterator[Diagnostic]:
    basis = plan.series[rule.level].basis
    earlier = previous_period(period, basis)
    before = _value(newest, rule.level, earlier)
    stated = _value(newest, rule.level, period)
    # On the first of a month the changes were those of the month before.
    moved = earlier if basis is Basis.MONTH_FIRST else period
    changes = [_value(newest, series, moved) for series in rule.changes]
    if before is None or stated is None or any(change is None for change in changes):
        return
    calculated = before + sum((c for c in changes if c is not None), Decimal(0))
    if calculated == stated:
        return
    here = newest[(rule.level, period)]
    cell = here if here.file == because.file else because
    names = "＋".join(plan.series[series].name for series in rule.changes)
    level = plan.series[rule.level].name
    yield Diagnostic(
        file=cell.file,
        line=cell.row,
        code=SUM_MISMATCH,
        message=f"{'前月' if basis.is_monthly else '前年'}の{level}＋{names}は {print_number(calculated)} ですが、"
        f"{print_period(period, here.basis)}の{level}は {print_number(stated)} です。",
        hint=HINT,
        cell=cell.cell,
    )


def _value(newest: Newest, series: str, period: int) -> Decimal | None:
    observation = newest.get((series, period))
    return observation.value if observation else None


def jumps(plan: Plan, before: Newest, taken: Iterable[Observation]) -> Iterator[Diagnostic]:
    """A warning for each new figure that is far from the year before it, or from what it revises."""
    for o in taken:
        if o.value is None or o.basis is Basis.MONTH:  # March is never like February
            continue
        values = {
            period: known.value
            for (series, period), known in before.items()
            if series == o.series and known.value is not None
        }
        pairs = [(p, previous_period(p, o.basis)) for p in values if p <= o.period]
        steps = [abs(values[p] - values[earlier]) for p, earlier in pairs if earlier in values]
        last = values.get(o.period, values.get(previous_period(o.period, o.basis)))
        if last is None or len(steps) < _FEWEST_STEPS:
            continue
        limit = _FAR * max(*steps, abs(last) * _LEAST_SHARE)
        if abs(o.value - last) > limit:
            yield _jump(plan, o, last, revised=o.period in values)


def _jump(plan: Plan, o: Observation, last: Decimal, *, revised: bool) -> Diagnostic:
    series = plan.series[o.series]
    compared = "改定前" if revised else "前月" if o.basis.is_monthly else "前年"
    return Diagnostic(
        file=o.file,
        line=o.row,
        code="jump",
        message=f"{series.name} {print_period(o.period, o.basis)}の {print_number(o.value or Decimal(0))}{series.unit} は、"
        f"{compared}の {print_number(last)}{series.unit} から大きく離れています。",
        hint="公表元のファイルと比べてください。正しければ何もしなくてかまいません。",
        severity=Severity.WARNING,
        cell=o.cell,
    )

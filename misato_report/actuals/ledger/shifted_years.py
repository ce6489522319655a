"""A table whose figures are those of the ledger, each under another year: the years have slipped by one.

A clerk who copies a row of years wrong, and a program that takes the year of publication for that of the figures, make
tables that look sound in themselves. What the ledger knows tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from misato_report.actuals.ledger.history_checks import Newest
from misato_report.diagnostics import Diagnostic
from misato_report.notation import Basis, next_period, previous_period, print_number, print_period
from misato_report.observation import Observation
from misato_report.plan.plan import Plan

YEARS_SHIFTED = "years-shifted"
_FEWEST = 3  # figures, all different, that must have slipped: two may be alike by chance
_LARGE = 100  # a smaller figure may well be the same in the next year
_HINT = (
    "表の年と、台帳の前後の年の値を、公表元と比べてください。台帳のほうが誤りなら、その表を --forget で除くか、"
    "訂正なら --corrects、正しければ --accept 理由 を付けてください。"
)


def shifted_years(plan: Plan, before: Newest, said: Sequence[Observation]) -> Iterator[Diagnostic]:
    """An error where the figures of a file are the ledger's of the year before, or after, each under its own year.

    ``before``: the ledger as it was without the file. Only series that have changed from year to year tell anything.
    """
    for step, which in ((previous_period, "前"), (next_period, "次")):
        slipped, others = _compared(before, said, step)
        if len({o.value for o in slipped}) >= _FEWEST and _FEWEST * others <= len(slipped):
            yield _error(plan, slipped, step, which)
            return


def _compared(
    before: Newest, said: Iterable[Observation], step: Callable[[int, Basis], int]
) -> tuple[list[Observation], int]:
    """The figures that are those of another year, and how many are not."""
    slipped: list[Observation] = []
    others = 0
    for o in said:
        own = before.get((o.series, o.period))
        there = _value(before, o.series, step(o.period, o.basis))
        if o.value is None or there is None or not _tells(before, o, step):
            continue
        if o.value == there and (own is None or own.value != o.value):
            slipped.append(o)
        else:
            others += 1
    return slipped, others


def _tells(before: Newest, o: Observation, step: Callable[[int, Basis], int]) -> bool:
    """Whether the like of a figure in the next year would be strange: its own year is known to be different, or it is
    large and its series has changed the year before."""
    there = step(o.period, o.basis)
    value = _value(before, o.series, there)
    own = _value(before, o.series, o.period)
    if own is not None:
        return own != value
    beyond = _value(before, o.series, step(there, o.basis))
    return value is not None and abs(value) >= _LARGE and beyond is not None and beyond != value


def _value(before: Newest, series: str, period: int) -> Decimal | None:
    known = before.get((series, period))
    return known.value if known else None


def _error(
    plan: Plan, slipped: Sequence[Observation], step: Callable[[int, Basis], int], which: str
) -> Diagnostic:
    first = slipped[0]
    names = "、".join(dict.fromkeys(plan.series[o.series].name for o in slipped))
    unit = "月" if first.basis.is_monthly else "年"
    message = (
        f"「{names}」の{len(slipped)}個の値が、台帳にある{which}の{unit}の値と同じです"
        f"（{print_period(first.period, first.basis)}の {print_number(first.value or Decimal(0))} は、"
        f"台帳では{print_period(step(first.period, first.basis), first.basis)}の値）。{unit}が一つずれているとみられます。"
    )
    return Diagnostic(
        file=first.file, line=first.row, code=YEARS_SHIFTED, message=message, hint=_HINT, cell=first.cell
    )

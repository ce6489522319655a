"""年の途中経過 in words: 「R10は10月～4月の7か月で▲9人（参考）」."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from misato_report.evaluation.year_so_far import YearSoFar
from misato_report.notation import month_after, month_of, print_number, print_year


def so_far_sentence(so_far: YearSoFar) -> str:
    """What is known of the year, always marked 参考, and which months are not taken in."""
    year = print_year(so_far.period)
    if so_far.value is None:
        return f"{year}は{_listed(so_far.missing)}が未取込のため、途中経過を示せません"
    value = f"{print_number(so_far.value)}{so_far.indicator.unit}（参考）"
    missing = f"。{_listed(so_far.missing)}が未取込" if so_far.missing else ""
    if so_far.is_level:
        return f"{year}は{_month(so_far.counted[-1].period)}1日現在で{value}{missing}"
    return f"{year}は{_span(so_far)}で{value}{missing}"


def _span(so_far: YearSoFar) -> str:
    first, last, count = so_far.counted[0], so_far.counted[-1], len(so_far.counted)
    if count == 1:
        return f"{_month(first.period)}の1か月"
    return f"{_month(first.period)}～{_month(last.period)}の{count}か月"


def _month(period: int) -> str:
    return f"{month_of(period)[1]}月"


def _listed(months: Sequence[int]) -> str:
    """12月, or 12月～2月 for a run, or 12月、3月."""
    return "、".join(_month(a) if a == b else f"{_month(a)}～{_month(b)}" for a, b in _runs(months))


def _runs(months: Sequence[int]) -> Iterator[tuple[int, int]]:
    ends = [a for a, b in pairwise(months) if month_after(a) != b] + list(months[-1:])
    starts = list(months[:1]) + [b for a, b in pairwise(months) if month_after(a) != b]
    yield from zip(starts, ends, strict=True)

"""The courses of the population in words: how far the newest actual is from the town's line and from each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from misato_report.evaluation.population_paths import Course, distance
from misato_report.evaluation.rules import Evaluation
from misato_report.evaluation.wording import aimed_value, quantity
from misato_report.notation import print_year


def course_sentences(e: Evaluation, courses: Iterable[Course]) -> Iterator[str]:
    """One sentence on the town's own line, then one or two on each course; nothing without a course."""
    listed = tuple(courses)
    if not listed:
        return
    if e.period is not None and e.value is not None and e.expected is not None:
        line = aimed_value(e.indicator, e.expected)
        yield _against(e, e.period, e.value, f"見込みの線（{quantity(e.indicator, line)}）", line)
    for course in listed:
        yield from _of_course(e, course)


def _of_course(e: Evaluation, course: Course) -> Iterator[str]:
    found = distance(course, e)
    silent = e.period is not None and e.period not in course.by_year
    before = f"{course.name}に{print_year(e.period)}の値はなく、" if silent and e.period is not None else ""
    if found is None:
        yield f"{before or f'{course.name}は、'}実績と比べられる年はまだありません。"
    else:
        name = f"{course.name}（{quantity(e.indicator, found.on_course)}）"
        where = "値のある" if before else ""
        yield f"{before}{where}{_against(e, found.year, found.actual, name, found.on_course)}"
    last = e.indicator.final_target.period.last
    end = course.by_year.get(last)
    if end is not None and e.stated_target is not None:
        said = _difference(e, end.value, e.stated_target, f"目標（{quantity(e.indicator, e.stated_target)}）")
        yield f"{print_year(last)}の{course.name}は{quantity(e.indicator, end.value)}で、{said}。"


def _against(e: Evaluation, year: int, actual: Decimal, name: str, other: Decimal) -> str:
    return (
        f"{print_year(year)}の実績{quantity(e.indicator, actual)}は、{_difference(e, actual, other, name)}。"
    )


def _difference(e: Evaluation, value: Decimal, other: Decimal, name: str) -> str:
    if value == other:
        return f"{name}と同じです"
    way = "上回ります" if value > other else "下回ります"
    return f"{name}を{quantity(e.indicator, abs(value - other))}{way}"

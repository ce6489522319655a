"""A fiscal year's dates: what is published when, whether it is in the ledger, and the same as an iCalendar file."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from misato_report.diagnostics.visible import visible
from misato_report.notation import (
    Basis,
    is_flow,
    month_after,
    months_of_year,
    print_period,
    year_of_month,
)
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.plan.sources import MonthlySchedule, Series, Source

_APRIL = 4


@dataclass(frozen=True)
class Publication:
    """What a source publishes for one period: due by ``due``; ``taken`` whether the ledger has it."""

    source: Source
    period: int
    words: str
    due: date
    taken: bool

    @property
    def is_monthly(self) -> bool:
        """Whether the period is a month: of that nothing but information is made."""
        return isinstance(self.source.publication, MonthlySchedule)

    def state(self, today: date) -> str:
        """取込済み, 未取込 where it is overdue, これから."""
        return "取込済み" if self.taken else "未取込" if self.due < today else "これから"


def fiscal_year_of(day: date) -> int:
    """The fiscal year (from 1 April) that a day lies in."""
    return day.year if day.month >= _APRIL else day.year - 1


def publications(plan: Plan, observations: Iterable[Observation], fiscal_year: int) -> list[Publication]:
    """What is due in a fiscal year, by date."""
    known = {(o.series, o.period) for o in observations}
    found: list[Publication] = []
    for source in plan.sources.values():
        rule = source.publication
        if isinstance(rule, MonthlySchedule):
            found += _months(plan, source, rule, known, fiscal_year)
            continue
        calendar_year = fiscal_year if rule.month >= _APRIL else fiscal_year + 1
        period = calendar_year - rule.years_after
        if period % rule.every:
            continue
        needed = source.series_ids()
        if all(plan.series[series].projection for series in needed):
            continue  # reckoned anew every few years, on no fixed day
        of_the_period = [series for series in needed if series not in source.year_before]
        basis = plan.series[(of_the_period or needed)[0]].basis
        taken = all((series, period - (series in source.year_before)) in known for series in needed)
        found.append(Publication(source, period, print_period(period, basis), rule.due_on(period), taken))
    return sorted(found, key=lambda p: (p.due, p.source.id))


def _months(
    plan: Plan, source: Source, rule: MonthlySchedule, known: Container[tuple[str, int]], fiscal_year: int
) -> Iterator[Publication]:
    """The months of a monthly source that are due in a fiscal year, without those that the year's figures overtook."""
    series = [plan.series[ident] for ident in source.series_ids()]
    for period in months_of_year(fiscal_year, Basis.FISCAL):
        month = month_after(period, -rule.months_after)
        keys = [(s.id, month_after(month) if s.basis is Basis.MONTH_FIRST else month) for s in series]
        taken = all(key in known for key in keys)
        if taken or not _overtaken(plan, series, month, known):
            words = print_period(month, Basis.MONTH)
            yield Publication(source, month, words, rule.due_on(month), taken)


def _overtaken(plan: Plan, series: Iterable[Series], month: int, known: Container[tuple[str, int]]) -> bool:
    """Whether every year that a month's figures add to is published itself."""
    flows = [(s.monthly_of, plan.series[s.monthly_of].basis) for s in series if s.monthly_of]
    years = [(yearly, year_of_month(month, basis)) for yearly, basis in flows if is_flow(basis)]
    return bool(years) and all(key in known for key in years)


def as_icalendar(plan: Plan, found: Iterable[Publication], stamp: date) -> bytes:
    """The dates as an all-day entry each (RFC 5545), for the office's calendar; equal input, equal bytes."""
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//misato-report//ja")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", visible(f"{plan.general.title}の公表予定"))
    for publication in found:
        event = icalendar.Event()
        code = plan.general.municipality.code
        event.add("uid", f"{publication.source.id}-{publication.period}-{code}@misato-report")
        event.add("dtstamp", datetime(stamp.year, stamp.month, stamp.day, tzinfo=UTC))
        event.add("dtstart", publication.due)
        event.add("dtend", publication.due + timedelta(days=1))
        source = publication.source
        event.add("summary", visible(f"{source.title}　{publication.words}（{source.publisher}）"))
        folder = f"actuals/{fiscal_year_of(publication.due)}/"
        event.add("description", f"公表されたファイルを {folder} に置き、misato-report ingest を実行する。")
        calendar.add_component(event)
    return bytes(calendar.to_ical())

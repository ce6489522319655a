"""Months in the plan: which year's series each belongs to, and that nothing takes a month for a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from misato_report.notation import Basis, is_flow
from misato_report.plan.indicators import Indicator, series_of
from misato_report.plan.sources import MonthlySchedule, Series, Source, SourcesFile
from misato_report.yaml_schema.documents import Document
from misato_report.yaml_schema.kinds import Location, nearest


def check_months(text: Document, sources: SourcesFile) -> None:
    """Monthly series belong to a series by year that they add up to; a source has months or years, never both."""
    known = {series.id: series for series in sources.series}
    for number, series in enumerate(sources.series):
        yearly = known.get(series.monthly_of or "")
        here: Location = ("series", number, "monthly_of")
        if series.monthly_of is not None and yearly is None:
            near = nearest(series.monthly_of, known, cutoff=0.5)
            hint = f"もしかして: {near}" if near else "series: に加えてください。"
            text.report(here, "unknown-series", f"系列「{series.monthly_of}」は series: にありません。", hint)
        elif yearly is not None and (problem := _unlike(series, yearly)):
            hint = (
                "月ごとの増減は1年間の増減の系列に、毎月1日現在の人口は◯月1日現在の人口の系列に結びつけます。"
            )
            text.report(here, "unlike-series", problem, hint)
    for number, source in enumerate(sources.sources):
        for problem in _mixed(source, known):
            hint = "毎月の資料は publication: に months_after: を書き、系列の basis: を 月 か 毎月1日現在 にします。"
            text.report(("sources", number, "publication"), "monthly-mix", problem, hint)


def _unlike(series: Series, yearly: Series) -> str:
    """Why the months of one series do not make the year of another; empty where they do."""
    if series.unit != yearly.unit:
        return f"「{series.name}」は{series.unit}、「{yearly.name}」は{yearly.unit}で、単位が違います。"
    flow = series.basis is Basis.MONTH and is_flow(yearly.basis)
    day = yearly.basis.day
    level = series.basis is Basis.MONTH_FIRST and day is not None and day[1] == 1
    if flow or level:
        return ""
    return f"「{series.name}」（{series.basis}）は、「{yearly.name}」（{yearly.basis}）の月別の値ではありません。"


def _mixed(source: Source, known: dict[str, Series]) -> Iterator[str]:
    given = [known[ident] for ident in source.series_ids() if ident in known]
    monthly = [series for series in given if series.basis.is_monthly]
    if isinstance(source.publication, MonthlySchedule):
        others = [series.name for series in given if not series.basis.is_monthly]
        if others:
            yield f"毎月の資料「{source.title}」の系列「{others[0]}」は、月の値ではありません。"
    elif monthly:
        yield f"資料「{source.title}」の系列「{monthly[0].name}」は月の値ですが、毎月の資料になっていません。"


def months_used(indicator: Indicator, known: dict[str, Series]) -> Iterable[Series]:
    """The monthly series that an indicator would take for years."""
    return [known[s] for s in series_of(indicator.derivation) if s in known and known[s].basis.is_monthly]

"""population_paths: the projections beside 目標人口 are projections, and of people."""

from __future__ import annotations

from misato_report.plan.document import PlanFile
from misato_report.plan.sources import Series, SourcesFile
from misato_report.yaml_schema.documents import Document
from misato_report.yaml_schema.kinds import Location, nearest


def check_paths(text: Document, general: PlanFile | None, sources: SourcesFile) -> None:
    """Each series of ``population_paths:`` is known, a projection of a day's level, and in the target's unit."""
    target = general.target_population if general is not None else None
    if general is None or not general.population_paths:
        return
    if target is None:
        hint = "target_population: を書くか、population_paths: を消してください。"
        text.report(("population_paths",), "paths-without-target", "並べる目標人口がありません。", hint)
        return
    known = {series.id: series for series in sources.series}
    for number, path in enumerate(general.population_paths):
        here: Location = ("population_paths", number, "series")
        series = known.get(path.series or "")
        if path.series is not None and series is None:
            near = nearest(path.series, known, cutoff=0.5)
            hint = f"もしかして: {near}" if near else "sources.yaml の series: に加えてください。"
            text.report(here, "unknown-series", f"系列「{path.series}」は sources.yaml にありません。", hint)
        elif series is not None and (problem := _unfit(series, target.unit)):
            hint = "社人研の表なら misato-report layout が系列を案にします。"
            text.report(here, "no-projection", problem, hint)


def _unfit(series: Series, unit: str) -> str:
    if not series.projection:
        return f"系列「{series.name}」は将来の推計ではありません（projection: true がありません）。"
    if series.basis.day is None:
        return f"系列「{series.name}」（{series.basis}）は、ある日の人口ではありません。"
    return f"系列「{series.name}」の単位は{series.unit}です。" if series.unit != unit else ""

"""``misato-report history``: where an indicator's figures came from, and what they were before."""

from __future__ import annotations

import difflib
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from misato_report.cli.options import JsonOption, WorkspaceOption, open_project
from misato_report.cli.terminal import say, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from misato_report.actuals.ledger.proof import Confirmation
    from misato_report.observation import Observation
    from misato_report.plan.plan import Plan
    from misato_report.project import Project

_COLUMNS = (
    ("期間", False),
    ("値", True),
    ("差", True),
    ("公表日", False),
    ("公表者", False),
    ("状態", False),
    ("同じ値の公表", False),
    ("出所", False),
)


def history(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(metavar="指標", help="指標か系列のidまたは名前。")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """数値の出所を、公表ごとに、改定前の値とともに表示します。"""
    from misato_report.actuals.ledger.proof import prove_ledger
    from misato_report.cli.output import tell_of_ledger
    from misato_report.report.json_objects import to_json

    project = open_project(context, workspace)
    plan = project.sound_plan()
    series = _series_named(plan, indicator)
    tell_of_ledger(project)
    confirmed = prove_ledger(project.workspace, plan, project.observations).confirmations
    if as_json:
        rows = _rows(project, series)
        say(to_json([_object(plan, o, _confirming(o, rows, confirmed)) for o in rows]))
        return
    for one in series:
        _show(plan, one, _rows(project, (one,)), confirmed)


def _series_named(plan: Plan, name: str) -> tuple[str, ...]:
    """Series of the indicator (or the series itself) that a name means, else a usage error with the nearest."""
    from misato_report.notation import squeeze
    from misato_report.plan.indicators import series_of

    named: dict[str, tuple[str, ...]] = {}
    for series in plan.series.values():
        named |= {series.id: (series.id,), squeeze(series.name): (series.id,)}
    for _, indicator in plan.indicators():
        of = series_of(indicator.derivation)
        named |= {indicator.id: of, squeeze(indicator.name): of, squeeze(indicator.short_name): of}
    wanted = squeeze(name)
    if wanted in named:
        return named[wanted]
    containing = {of for key, of in named.items() if wanted and wanted in key}
    if len(containing) == 1:
        return containing.pop()
    near = difflib.get_close_matches(wanted, named, n=3, cutoff=0.3)
    near = near or [indicator.id for _, indicator in plan.indicators()]
    raise typer.BadParameter(f"「{name}」という指標も系列もありません。もしかして: {'、'.join(near)}")


def _rows(project: Project, series: tuple[str, ...]) -> list[Observation]:
    return [o for one in series for o in project.observations if o.series == one]


def _confirming(
    o: Observation, rows: Iterable[Observation], confirmed: Iterable[Confirmation]
) -> list[Confirmation]:
    """The publications that said again what a row says: those after it and before the next of its period."""
    from misato_report.observation import sort_key

    later = [
        r.published_on
        for r in rows
        if r.series == o.series and r.period == o.period and sort_key(r) > sort_key(o)
    ]
    end = min(later, default=date.max)
    return [
        c
        for c in confirmed
        if (c.series, c.period) == (o.series, o.period) and o.published_on <= c.published_on < end
    ]


def _show(plan: Plan, series: str, rows: list[Observation], confirmed: Sequence[Confirmation]) -> None:
    from rich.table import Table

    from misato_report.notation import print_number, print_period

    known = plan.series[series]
    say(f"{known.name} ({known.unit})")
    if not rows:
        say("  まだ何も取り込まれていません。")
        return
    files = {file: number for number, file in enumerate(dict.fromkeys(o.file for o in rows), start=1)}
    table = Table(box=None, pad_edge=False)
    for heading, right in _COLUMNS:
        table.add_column(heading, justify="right" if right else "left", no_wrap=True)
    before: Observation | None = None
    for row in rows:
        revised = before is not None and before.period == row.period
        table.add_row(
            "" if revised else print_period(row.period, row.basis),
            print_number(row.value) if row.value is not None else "―",
            _difference(before, row) if revised else "",
            row.published_on.isoformat(),
            _publisher(plan, row),
            row.status,
            _until(_confirming(row, rows, confirmed)),
            f"({files[row.file]}) {row.cell}",
        )
        before = row
    show(table)
    for file, number in files.items():
        say(f"  ({number}) {file}")
    for row in rows:
        if row.note and (row.acceptance or row.correction or not row.is_sample):
            about = f"{row.correction}（{row.published_on}） " if row.correction else ""
            say(f"  ※ {print_period(row.period, row.basis)}: {about}{row.note}")


def _until(confirming: Sequence[Confirmation]) -> str:
    """Until when, and how often, later publications said the same."""
    days = sorted({c.published_on.isoformat() for c in confirming})
    return f"{days[-1]}まで{len(days)}回" if days else ""


def _difference(before: Observation | None, after: Observation) -> str:
    """What a revision changed; where one of the two has no value, what it was."""
    from misato_report.notation import print_number
    from misato_report.observation import Correction

    if before is None or after.correction is Correction.CANCELLED:
        return ""
    if before.value is None or after.value is None:
        return f"({before.value if before.value is not None else before.mark})"
    return print_number(after.value - before.value, plus=True)


def _publisher(plan: Plan, row: Observation) -> str:
    source = plan.sources.get(row.source)
    return source.publisher if source else row.source


def _object(plan: Plan, o: Observation, confirmed: Iterable[Confirmation]) -> dict[str, Any]:
    from misato_report.evaluation.records import exact

    return {
        "series": o.series,
        "name": plan.series[o.series].name,
        "period": o.period,
        "basis": o.basis.value,
        "value": exact(o.value),
        "unit": o.unit,
        "status": o.status or None,
        "published_on": o.published_on.isoformat(),
        "source": o.source,
        "file": o.file,
        "cell": o.cell,
        "sha256": o.sha256,
        "note": o.note or None,
        "confirmed_on": sorted({c.published_on.isoformat() for c in confirmed}),
    }

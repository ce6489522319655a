"""推計 of years to come are never actuals: a table of them gives none to a series that is not declared one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from misato_report.actuals.files.table import Table
from misato_report.actuals.published.captions import lines_of
from misato_report.diagnostics import Diagnostic
from misato_report.notation import squeeze
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Source

_PROJECTION = re.compile(r"将来(?:の)?(?:推計)?人口|将来推計|将来の?見通し|人口(?:および|及び|と)指数")


def says_projection(tables: Sequence[Table]) -> str:
    """The line by which tables say that they are of years to come; empty where none does."""
    lines = (text for t in tables for text in (squeeze(t.sheet), *lines_of(t)))
    return next((line for line in lines if _PROJECTION.search(line)), "")


def taken_as_actuals(tables: Sequence[Table], source: Source, plan: Plan) -> Iterator[Diagnostic]:
    """What is wrong where a table of projections is to give a series of actuals."""
    actual = [plan.series[id_] for id_ in source.series_ids() if not plan.series[id_].projection]
    said = says_projection(tables) if actual else ""
    if said:
        names = "、".join(f"「{series.name}」" for series in actual)
        yield tables[0].error(
            "projection-as-actual",
            f"「{said[:40]}」は将来の推計の表なので、実績の系列{names}には取り込めません。",
            "推計の系列なら、plan/sources.yaml の series: に projection: true と書いてください。",
        )

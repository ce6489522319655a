"""One own count from the terminal: written as a file of its own, then taken in like any other.

The file is what the ledger names as the figure's origin, so that a figure typed at a prompt can be traced as well.
"""

from __future__ import annotations

import csv
import difflib
import io
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from misato_report.actuals.ledger.ingest import IngestResult, ingest
from misato_report.actuals.recognising import LONG_HEADINGS, long_sources
from misato_report.diagnostics import Diagnostic, WorkspaceError
from misato_report.files.names import safe_name
from misato_report.notation import print_year
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Series
from misato_report.workspace import Workspace

_NO_OWN_SERIES = "町で数えるものが、まだ一つもありません。plan/sources.yaml に加えてください。"


@dataclass(frozen=True)
class Record:
    """A figure as the clerk says it: series by name or id, the value in any notation, and why it is recorded."""

    series: str
    period: int
    value: str
    published_on: date
    because: str = ""


def record(workspace: Workspace, plan: Plan, said: Record, today: date | None = None) -> IngestResult:
    """Take one figure in. Raises WorkspaceError for a series that the town does not count itself."""
    series = own_series(plan, said.series)
    row = {
        "series": series.name,
        "period": print_year(said.period),
        "value": said.value,
        "unit": series.unit,
        "status": "",
        "published_on": said.published_on.isoformat(),
        "note": said.because,
    }
    try:
        return _taken_in(workspace, plan, series, row, said, today)
    except OSError as error:
        message = f"書けませんでした ({error.strerror})。台帳は元のままです。"
        hint = "空き容量とアクセス権を確かめてください。"
        raise WorkspaceError(
            (
                Diagnostic(
                    file=tempfile.gettempdir(),
                    code="write-failed",
                    message=message,
                    hint=hint,
                ),
            )
        ) from error


def _taken_in(
    workspace: Workspace,
    plan: Plan,
    series: Series,
    row: dict[str, str],
    said: Record,
    today: date | None,
) -> IngestResult:
    with tempfile.TemporaryDirectory() as folder:
        # Outside of actuals/: it is brought in only when its figure is in the ledger.
        stem = f"記録_{series.id}_{print_year(said.period)}_{said.published_on.isoformat()}"
        name = f"{safe_name(stem)}.csv"
        path = Path(folder) / name
        path.write_bytes(_table(row))
        result = ingest(workspace, plan, [path], today=today)
    for file in result.files:
        file.file = name
    return result


def own_series(plan: Plan, said: str) -> Series:
    """A series that the town counts itself, by name, by id, or by the short name of its indicator."""
    own = [plan.series[ident] for ident in long_sources(plan)]
    known = {key: series for series in own for key in (series.name, series.id)}
    if said in known:
        return known[said]
    near = difflib.get_close_matches(said, known, n=1)
    names = "、".join(series.name for series in own)
    choices = f"町で数えるものは {names} です。" if names else _NO_OWN_SERIES
    hint = f"もしかして: {near[0]}" if near else choices
    message = f"「{said}」は、町で数える系列ではありません。"
    raise WorkspaceError(
        (
            Diagnostic(
                file="plan/sources.yaml",
                code="unknown-series",
                message=message,
                hint=hint,
            ),
        )
    )


def _table(row: dict[str, str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(LONG_HEADINGS[name] for name in row)
    writer.writerow(row.values())
    return out.getvalue().encode("utf-8-sig")

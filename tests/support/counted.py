"""The town's own counts as small tables, taken in by the program itself, and what the ledger says then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from misato_report.actuals.ledger.ingest import IngestResult, Request, ingest
from misato_report.actuals.ledger.read import read_ledger
from misato_report.project import Project
from misato_report.workspace import Workspace

SERVICES = "デジタル技術を活用した住民サービス数"
HEAD = "系列,対象,値,単位,状態,公表日,備考"


def counted(folder: Path, name: str, *rows: tuple[str, str, str]) -> Path:
    """The town's own counts of its services as a table: period, value and day of publication."""
    lines = [HEAD, *(f"{SERVICES},{period},{value},サービス,,{day}," for period, value, day in rows)]
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def take(project: Project, *files: Path, **more: Any) -> IngestResult:
    return ingest(project.workspace, project.sound_plan(), Request(files, **more))


def codes(result: IngestResult) -> list[str]:
    found = [*result.diagnostics, *(d for file in result.files for d in file.diagnostics)]
    return [d.code for d in found]


def values(workspace: Workspace) -> dict[tuple[int, str], str]:
    """Period and day of publication → value, of all rows of the ledger."""
    read = read_ledger(workspace.ledger_file, "台帳")
    assert read.diagnostics == []
    return {(o.period, o.published_on.isoformat()): str(o.value) for o in read.observations}

"""Results of a batch → the page model of its list."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from misato_report.batch.running import TownResult
from misato_report.notation import print_fiscal_year
from misato_report.report.page_model import BatchRow, BatchSummary


def batch_summary(results: Iterable[TownResult], year: int, place: Path) -> BatchSummary:
    """The list, with links that hold from the folder ``place``."""
    rows = tuple(_row(result, place) for result in results)
    failed = sum(bool(row.problems) for row in rows)
    return BatchSummary(
        fiscal_year=print_fiscal_year(year),
        done=f"報告書のある市町村 {len(rows) - failed}",
        failed=f"作れなかった市町村 {failed}" if failed else "",
        sample=any(row.sample for row in rows),
        rows=rows,
    )


def _row(result: TownResult, place: Path) -> BatchRow:
    folder = Path(result.folder)
    return BatchRow(
        town=result.municipality or folder.name,
        title=result.title,
        links=tuple((Path(name).suffix[1:].upper(), _address(folder / name, place)) for name in result.files),
        verdicts=tuple(f"{verdict} {count}" for verdict, count in result.verdicts),
        problems=result.problems,
        sample=result.sample,
    )


def _address(path: Path, place: Path) -> str:
    """From the list to a file; whole where they are on different drives of Windows."""
    try:
        return quote(Path(os.path.relpath(path, place)).as_posix())
    except ValueError:
        return path.as_uri()

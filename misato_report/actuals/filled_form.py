"""Whether a workbook is a form of ours, by its first sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from misato_report.actuals.files.table import Table
from misato_report.notation import squeeze

MARK = "misato-report の様式"
FIGURES_OF_A_FORM = "実績"
DEPARTMENT, YEAR, WRITTEN_ON = "課", "報告年度", "記入日"


@dataclass(frozen=True)
class FormHead:
    """What a form says of itself, as text."""

    year: str
    department: str
    written_on: str


def form_head(tables: Iterable[Table]) -> FormHead | None:
    """The head of a form, or None where the workbook is none."""
    for table in tables:
        if table.rows and squeeze(table.cell(0, 0)) == squeeze(MARK):
            said = {row[0].strip(): row[1].strip() for row in table.rows if len(row) > 1}
            return FormHead(said.get(YEAR, ""), said.get(DEPARTMENT, ""), said.get(WRITTEN_ON, ""))
    return None

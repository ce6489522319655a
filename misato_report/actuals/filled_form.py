"""Whether a file is a form of ours, by the first cell of its first sheet; in a ZIP each of its workbooks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from misato_report.actuals.files.table import Table
from misato_report.diagnostics import Diagnostic
from misato_report.notation import squeeze

MARK = "misato-report の様式"
FIGURES_OF_A_FORM = "実績"
DEPARTMENT, YEAR, WRITTEN_ON = "課", "報告年度", "記入日"
TEXT_HEADINGS = ("対象", "項目", "記入欄", "前年度（参考）", "項目番号（変えないでください）")
"""Headings of the sheet of texts."""


@dataclass(frozen=True)
class FilledForm:
    """What a form says of itself, as text, and its sheets. ``member`` is its name where it is in a ZIP, else empty."""

    year: str
    department: str
    written_on: str
    member: str
    tables: tuple[Table, ...]

    @property
    def figures(self) -> tuple[Table, ...]:
        """The sheet with the figures, if it has one."""
        name = f"{self.member}/{FIGURES_OF_A_FORM}" if self.member else FIGURES_OF_A_FORM
        return tuple(table for table in self.tables if table.sheet == name)


def filled_forms(tables: Iterable[Table]) -> tuple[list[FilledForm], list[Table]]:
    """The forms among the sheets of a file, and the sheets that belong to none."""
    by_member: dict[str, list[Table]] = {}
    for table in tables:
        by_member.setdefault(table.sheet.rpartition("/")[0], []).append(table)
    forms: list[FilledForm] = []
    others: list[Table] = []
    for member, sheets in by_member.items():
        head = next((table for table in sheets if _is_head(table)), None)
        if head is None or _is_text(head):
            others.extend(sheets)
            continue
        said = {row[0].strip(): row[1].strip() for row in head.rows if len(row) > 1}
        forms.append(
            FilledForm(
                said.get(YEAR, ""), said.get(DEPARTMENT, ""), said.get(WRITTEN_ON, ""), member, tuple(sheets)
            )
        )
    return forms, others


def _is_head(table: Table) -> bool:
    return bool(table.rows) and squeeze(table.cell(0, 0)) == squeeze(MARK)


def _is_text(table: Table) -> bool:
    """Whether a table is a text file, or one in a ZIP: those have no sheets."""
    return not table.sheet or table.sheet.lower().endswith((".csv", ".txt", ".tsv"))


def saved_as_text(table: Table, remark: str) -> Diagnostic | None:
    """That a text file is one sheet of a form, whose other sheets were lost; None for anything else.

    ``remark`` begins the headings of columns that are there for people only: no other table has them.
    """
    if not _is_text(table) or not table.rows:
        return None
    head = [squeeze(cell) for cell in table.rows[0]]
    texts = [squeeze(heading) for heading in TEXT_HEADINGS]
    a_sheet = (
        _is_head(table) or head[: len(texts)] == texts or any(h.startswith(squeeze(remark)) for h in head)
    )
    return _refused(table) if a_sheet else None


def _refused(table: Table) -> Diagnostic:
    message = "様式の一枚のシートだけを、CSVなどの文字のファイルに保存したものです。ほかのシートの数値や文章がありません。"
    hint = "Excelのファイル（.xlsx、.ods、.xls）のまま返送してもらい、それを取り込んでください。"
    return table.error("form-as-text", message, hint)

"""Whether a file is a form of ours, by the first cell of its first sheet; in a ZIP each of its workbooks.

A sheet of a form is known by its headings, so that one that was renamed is still read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from misato_report.actuals.files.table import Table
from misato_report.actuals.recognising import LONG_HEADINGS, long_header_row
from misato_report.diagnostics import Diagnostic
from misato_report.notation import squeeze

MARK = "misato-report の様式"
FIGURES_OF_A_FORM = "実績"
DEPARTMENT, YEAR, WRITTEN_ON = "課", "報告年度", "記入日"
NUMBER_HEADING = "項目番号（変えないでください）"
VERDICT_HEADING, REASON_HEADING = "町の評価", "町の評価の理由"
ANSWER_HEADING = "記入欄"
TEXT_HEADINGS = ("対象", "項目", ANSWER_HEADING, "前年度（参考）", NUMBER_HEADING)
"""Headings of the sheet of texts."""

FUND_HEADING = "財源："
FACTS_OF_PROJECTS = {
    "予算現額（千円）": "budget",
    "決算額（千円）": "settled",
    **{f"{FUND_HEADING}{fund}": f"funds.{fund}" for fund in ("国", "県", "地方債", "その他", "一般財源")},
    "活動の量：予定": "output.planned",
    "活動の量：実際": "output.actual",
    "したこと": "done",
    "今後の方向": "direction",
    "方向の理由": "reason",
}
"""Heading of the sheet 事業 → the key of ``plan/projects/YEAR.yaml`` that its column answers."""

FACTS_OF_MEASURES = {"施策の評価": "verdict", "評価の文章": "text"}
"""Heading of the sheet 施策 → the key of ``measures:`` in ``plan/reviews/YEAR.yaml``."""

BESIDE_THE_FIGURES = (VERDICT_HEADING, REASON_HEADING, NUMBER_HEADING)
"""Headings of the sheet of figures that are no figures, and are read as answers."""

_OPEN = (
    LONG_HEADINGS["value"], LONG_HEADINGS["status"], LONG_HEADINGS["note"], VERDICT_HEADING, REASON_HEADING,
)  # fmt: skip
_TABLE_WORDS = (
    NUMBER_HEADING, LONG_HEADINGS["series"], LONG_HEADINGS["value"], ANSWER_HEADING, *FACTS_OF_MEASURES,
    "予算現額（千円）", "決算額（千円）",
)  # fmt: skip


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
        """The sheets with figures: one, where nobody has copied it."""
        return tuple(table for table in self.tables if long_header_row(table) is not None)

    @property
    def texts(self) -> tuple[Table, ...]:
        """The sheets with texts."""
        return tuple(table for table in self.tables if text_header_row(table) is not None)

    @property
    def facts(self) -> tuple[Table, ...]:
        """The sheets of projects and of measures."""
        return tuple(table for table in self.tables if facts_header(table) is not None)

    @property
    def unknown(self) -> tuple[Table, ...]:
        """Sheets with something in them that are none of a form's."""
        known = (*self.figures, *self.texts, *self.facts)
        return tuple(
            table
            for table in self.tables
            if table not in known and not _is_head(table) and any(map(any, table.rows))
        )

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was filled in."""
        return not self.unknown and not any(self._filled())

    def _filled(self) -> Iterator[bool]:
        for table in self.figures:
            head = long_header_row(table) or 0
            columns = columns_of(table, head)
            opened = [columns[name] for name in map(squeeze, _OPEN) if name in columns]
            numbered = columns.get(squeeze(NUMBER_HEADING))
            for row in range(head + 1, len(table.rows)):
                added = numbered is not None and not table.cell(row, numbered).strip()
                cells = table.rows[row] if added else [table.cell(row, column) for column in opened]
                yield any(cell.strip() for cell in cells)
        for table in self.texts:
            head = text_header_row(table) or 0
            answer, number = TEXT_HEADINGS.index(ANSWER_HEADING), len(TEXT_HEADINGS) - 1
            for row in range(head + 1, len(table.rows)):
                added = not table.cell(row, number).strip() and any(map(str.strip, table.rows[row]))
                yield added or bool(table.cell(row, answer).strip())
        for table in self.facts:
            header = facts_header(table)
            for row in range(header.row + 1 if header else 0, len(table.rows)):
                added = header is not None and not table.cell(row, header.number).strip()
                opened = (
                    list(header.answers)
                    if header is not None and not added
                    else list(range(len(table.rows[row])))
                )
                yield any(table.cell(row, column).strip() for column in opened)


@dataclass(frozen=True)
class FactsHeader:
    """The headings of a sheet of projects or measures: their row, column → key, the column of the numbers."""

    row: int
    answers: dict[int, str]
    number: int


def facts_header(table: Table) -> FactsHeader | None:
    """Where the headings of a sheet of facts stand, if this is one: all of them in the first row that is not empty."""
    for number, row in enumerate(table.rows):
        if not any(cell.strip() for cell in row):
            continue
        columns = columns_of(table, number)
        for keys in (FACTS_OF_PROJECTS, FACTS_OF_MEASURES):
            if all(squeeze(heading) in columns for heading in (*keys, NUMBER_HEADING)):
                answers = {columns[squeeze(heading)]: key for heading, key in keys.items()}
                return FactsHeader(number, dict(sorted(answers.items())), columns[squeeze(NUMBER_HEADING)])
        return None
    return None


def columns_of(table: Table, head: int) -> dict[str, int]:
    """Squeezed heading → its column."""
    return {squeeze(cell): column for column, cell in enumerate(table.rows[head]) if cell.strip()}


def text_header_row(table: Table) -> int | None:
    """Row of the headings of a sheet of texts, if this is one: the first row that is not empty."""
    wanted = [squeeze(heading) for heading in TEXT_HEADINGS]
    for number, row in enumerate(table.rows):
        found = [squeeze(cell) for cell in row]
        if any(found):
            return number if found[: len(wanted)] == wanted else None
    return None


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


def looks_like_ours(table: Table) -> bool:
    """Whether a sheet that is not read has a heading of a form's somewhere: its heading row was changed or moved."""
    words = set(map(squeeze, _TABLE_WORDS))
    return any(squeeze(cell) in words for row in table.rows for cell in row)


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
    a_sheet = (
        _is_head(table)
        or text_header_row(table) is not None
        or any(h.startswith(squeeze(remark)) for h in head)
    )
    return _refused(table) if a_sheet else None


def _refused(table: Table) -> Diagnostic:
    message = "様式の一枚のシートだけを、CSVなどの文字のファイルに保存したものです。ほかのシートの数値や文章がありません。"
    hint = "Excelのファイル（.xlsx、.ods、.xls）のまま返送してもらい、それを取り込んでください。"
    return table.error("form-as-text", message, hint)

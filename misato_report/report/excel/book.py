"""What all sheets of the workbook share: the facts, the top of each sheet, and how it is printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from misato_report.files.spreadsheet import Spreadsheet, legal_text
from misato_report.notation import print_fiscal_year
from misato_report.plan.plan import Plan
from misato_report.report.excel.looks import PLAIN, TITLE, WARNING, Look
from misato_report.report.excel.page import Page
from misato_report.report.facts import Facts
from misato_report.report.open_data import Course

_SAMPLE = "【見本】数値は、様式を示すための見本です。実在のものではありません。"
DRAFT = "案（確認が済んでいません）"
_LONGEST_TITLE = 31
_LONGEST_HEADER = 60
_A4 = 9


def edition_of(facts: Facts) -> str:
    """The plan and the fiscal year, for the top of each sheet."""
    return f"{facts.plan.general.title}　{print_fiscal_year(facts.evaluations[0].report_year)}の進捗"


@dataclass(frozen=True)
class Book:
    """What every sheet needs: the workbook, the facts, and each indicator's course by its id."""

    spreadsheet: Spreadsheet
    facts: Facts
    courses: Mapping[str, Course]
    names: list[str] = field(default_factory=list)

    @property
    def plan(self) -> Plan:
        """The plan as it was in force."""
        return self.facts.plan

    @property
    def as_of(self) -> date:
        """基準日."""
        return self.facts.evaluations[0].as_of

    @property
    def sample(self) -> bool:
        """Whether invented figures are among those of the report."""
        return self.facts.sample

    def new_page(self, name: str, title: str, widths: Sequence[float], *, landscape: bool = False) -> Page:
        """A sheet with its first four rows: title, plan and year, 基準日, 見本."""
        self.names.append(sheet_name(name, self.names))
        page = Page(self.spreadsheet, self.spreadsheet.add_sheet(self.names[-1]), widths)
        page.wide(title, TITLE)
        page.wide(edition_of(self.facts) + (f"　{DRAFT}" if self.facts.draft else ""))
        page.text(1, "基準日", PLAIN)
        page.day(2, self.as_of, Look(boxed=False, across="left"))
        page.next_row()
        if self.sample:
            page.wide(_SAMPLE, WARNING)
        else:
            page.next_row()
        set_up_print(
            page,
            edition_of(self.facts),
            landscape=landscape,
            sample=self.sample,
            draft=self.facts.draft,
        )
        return page


def set_up_print(page: Page, header: str, *, landscape: bool, sample: bool, draft: bool) -> None:
    """How a sheet is printed: A4, one page wide, with what it is, 案 and 見本 on every page."""
    sheet = page.sheet
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.5, right=0.5)
    sheet.hide_gridlines(2)
    # & starts a code in headers and footers, and "&&G" would still be taken for a picture.
    plain = legal_text(header)[:_LONGEST_HEADER].replace("&", "＆")
    marks = [DRAFT] * draft + ["【見本】"] * sample
    sheet.set_header(f"&L{plain}" + (f"&R{'　'.join(marks)}" if marks else ""))
    warning = "&L見本：数値は実在のものではありません" if sample else ""
    sheet.set_footer(f"{warning}&C&P / &N&R&A")


def sheet_name(wanted: str, taken: Sequence[str]) -> str:
    """A name that Excel takes: 31 letters, none of []:*?/\\, no apostrophe at its ends, not twice."""
    plain = re.sub(r"[\[\]:*?/\\]", "・", legal_text(wanted)).strip(" '") or "シート"
    used = {name.casefold() for name in taken}
    name, number = _shortened(plain, _LONGEST_TITLE), 1
    while name.casefold() in used:
        number += 1
        ending = f"({number})"
        name = _shortened(plain, _LONGEST_TITLE - len(ending)) + ending
    return name


def _shortened(text: str, most: int) -> str:
    """The text's beginning; Excel counts 𠮷 and its like as two letters."""
    while len(text.encode("utf-16-le")) > 2 * most:
        text = text[:-1]
    return text.rstrip(" '")

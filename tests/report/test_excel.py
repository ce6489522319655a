"""The workbook: figures are numbers, formulas give what the report says, and text stays text."""

from __future__ import annotations

import io
import math
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from misato_report.plan.indicators import Accumulation, Point
from misato_report.report.building import facts_of
from misato_report.report.excel.workbook import render_workbook
from misato_report.report.facts import Facts
from tests.support.towns import STATES, samples

pytestmark = pytest.mark.slow  # whole commands, one after the other

AS_OF = date(2028, 4, 20)
_PACE = re.compile(r"=INT\(ROUND\(\(([A-Z]+\d+)-([A-Z]+\d+)\)/\(([A-Z]+\d+)-([A-Z]+\d+)\)\*100,6\)\)/100")
_SUM = re.compile(r"=ROUND\(SUM\(([A-Z]+)\$(\d+):([A-Z]+\d+)\),0\)")


@pytest.fixture(scope="module")
def facts() -> Facts:
    return facts_of(samples(), 2027, AS_OF)


@pytest.fixture(scope="module")
def content(facts: Facts) -> bytes:
    return render_workbook(facts)


def overview(content: bytes, *, results: bool = False) -> list[dict[str, object]]:
    """The rows of the first sheet by the words of its head."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=results)["概要"]
    rows = list(sheet.iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if row[0] == "分野")
    return [dict(zip(map(str, rows[top]), row, strict=True)) for row in rows[top + 1 :] if row[1]]


def test_the_figures_are_numbers_and_those_of_the_report(facts: Facts, content: bytes) -> None:
    rows = {row["指標"]: row for row in overview(content)}
    assert len(rows) == len(facts.evaluations) == 9
    for e in facts.evaluations:
        row = rows[e.indicator.short_name]
        assert (e.value, e.expected) == (Decimal(str(row["実績"])), Decimal(str(row["目安"])))
        assert Decimal(str(row["目標値"])) == e.target_of_the_year.value


def test_the_target_is_the_one_that_the_year_is_held_against(content: bytes) -> None:
    rows = {row["指標"]: row for row in overview(content)}
    # 地域再生計画 has 500, 1,500 and 3,000 for R8, R9 and R10; the report is of R9.
    users = rows["コミュニティ施設の利用者数"]
    assert (users["目標値"], users["目標年度"]) == (1500, "R9")
    assert rows["人口の社会増（5年の合計）"]["目標年度"] == "R8～R12"


@pytest.mark.parametrize("number", [1, 3, 4, 5, 9])
def test_as_many_yearly_targets_as_a_grant_has(facts: Facts, number: int) -> None:
    (field, *others) = facts.plan.fields
    (grant, *grants) = field.grants
    old = next(i for i in grant.indicators if i.accumulation is Accumulation.YEARLY_TARGETS)
    targets = tuple(
        Point.validate({"period": str(2026 + n), "value": str(1000 + n * n)}) for n in range(number)
    )
    indicator = old.replace(targets=targets)
    field = field.replace(grants=(grant.replace(indicators=(indicator,)), *grants))
    evaluations = tuple(
        replace(e, indicator=indicator) if e.indicator.id == old.id else e for e in facts.evaluations
    )
    plan = replace(facts.plan, fields=(field, *others))
    book = openpyxl.load_workbook(
        io.BytesIO(render_workbook(replace(facts, plan=plan, evaluations=evaluations)))
    )
    sheet = book[next(name for name in book.sheetnames if name.startswith("地域再生"))]
    written = [row for row in sheet.iter_rows(values_only=True) if row[0] in ("現状値", "目標値")]
    figures = [row[2] for row in written]
    assert figures == [indicator.baseline.value, *(t.value for t in targets)]
    assert sheet.max_column == 10, "the sheet stays as wide as a page"


def test_a_title_of_many_kinds_of_letters_still_makes_a_sheet_and_a_header(facts: Facts) -> None:
    general = facts.plan.general.replace(title="A&G計画 &[Picture] \x01")
    name = "𠮷" * 40
    first = facts.plan.fields[0].replace(name=name)
    twin = facts.plan.fields[1].replace(name=name, number=first.number)
    plan = replace(facts.plan, general=general, fields=(first, twin, *facts.plan.fields[2:]))
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(replace(facts, plan=plan))))
    assert f"{first.number} {'𠮷' * 14}" in book.sheetnames
    assert f"{first.number} {'𠮷' * 13}(2)" in book.sheetnames
    assert "A＆G計画 ＆[Picture]" in book["概要"].oddHeader.left.text


def test_each_formula_gives_the_pace_that_the_report_prints(facts: Facts, content: bytes) -> None:
    paces = {e.indicator.short_name: e.pace_ratio for e in facts.evaluations}
    sheet = openpyxl.load_workbook(io.BytesIO(content))["概要"]
    results = {row["指標"]: row["進捗度"] for row in overview(content, results=True)}
    seen = 0
    for row in overview(content):
        pace, formula = paces[str(row["指標"])], str(row["進捗度"])
        if pace is None:
            assert formula == "―"
            continue
        match = _PACE.fullmatch(formula)
        assert match, formula
        value, reference, expected, _ = (float(str(sheet[cell].value)) for cell in match.groups())
        worked = math.floor(round((value - reference) / (expected - reference) * 100, 6)) / 100
        assert worked == pytest.approx(math.floor(pace * 100) / 100)
        assert results[row["指標"]] == pytest.approx(worked)
        seen += 1
    assert seen >= 8


def test_the_running_sum_is_a_sum_of_its_years(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    sums = [
        (sheet, match)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if (match := _SUM.fullmatch(str(cell.value)))
    ]
    assert sums
    totals = {_total(sheet, *match.groups()) for sheet, match in sums}
    assert totals >= {-12.0, -14.0}


def _total(sheet: Worksheet, column: str, row: str, last: str) -> float:
    first = f"{column}{row}"
    return sum(
        float(str(cell.value)) for row in sheet[f"{first}:{last}"] for cell in row if cell.value is not None
    )


def test_minus_is_printed_as_a_triangle_and_samples_are_marked(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    values = [cell for row in book["概要"].iter_rows() for cell in row if cell.value == -14]
    assert values
    assert all("▲" in cell.number_format for cell in values)
    for sheet in book:
        first = " ".join(str(cell.value) for row in sheet.iter_rows(max_row=5) for cell in row)
        assert "見本" in first, sheet.title


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1+1", "@x"])
def test_no_text_becomes_a_formula(facts: Facts, text: str) -> None:
    fields = list(facts.plan.fields)
    first = fields[0].indicators[0].replace(short_name=text, name=text)
    fields[0] = fields[0].replace(name=text, indicators=(first,))
    evaluations = tuple(
        replace(e, indicator=first) if e.indicator.id == first.id else e for e in facts.evaluations
    )
    plan = replace(facts.plan, fields=tuple(fields))
    book = openpyxl.load_workbook(
        io.BytesIO(render_workbook(replace(facts, plan=plan, evaluations=evaluations)))
    )
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert cells
    for cell in cells:
        assert cell.data_type == "s"
        assert cell.quotePrefix


@pytest.mark.parametrize("state", ["nothing_yet", "all_overdue", "all_failed", "large_figures"])
def test_it_opens_in_every_state_of_the_town(state: str) -> None:
    made = STATES[state]()
    content = render_workbook(facts_of(made.project, made.report_year, made.as_of))
    for row in overview(content):
        if state in ("nothing_yet", "all_overdue"):
            assert not isinstance(row["実績"], int | float), "an unknown value is no number"
        else:
            assert isinstance(row["実績"], int | float)


def test_the_same_bytes_again(content: bytes) -> None:
    assert render_workbook(facts_of(samples(), 2027, AS_OF)) == content


def test_a_text_that_no_cell_can_hold_is_cut_and_says_so() -> None:
    from misato_report.files.spreadsheet import legal_text

    assert legal_text("美" * 32_767) == "美" * 32_767
    cut = legal_text("美" * 1_000_000)
    assert len(cut) == 32_767
    assert cut.endswith("全文はPDFとHTMLにあります）")


def test_each_table_has_a_name_its_headings_and_no_merged_cell(content: bytes) -> None:
    """The UK's "Releasing statistics in spreadsheets": named tables, marked headings, nothing merged inside data."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    names: list[str] = []
    for sheet in book:
        assert sheet.tables, sheet.title
        for table in sheet.tables.values():
            names.append(table.name)
            box = CellRange(table.ref)
            assert not any(box.isdisjoint(merged) is False for merged in sheet.merged_cells.ranges), (
                table.name
            )
            headings = [
                sheet.cell(box.min_row, column).value for column in range(box.min_col, box.max_col + 1)
            ]
            assert all(headings) and len(set(headings)) == len(headings)
        assert sheet.print_title_rows
        assert sheet.page_setup.paperSize == 9
    assert len(names) == len(set(names))


def test_the_town_says_in_excel_what_it_says_in_the_pdf(content: bytes) -> None:
    row = next(row for row in overview(content) if row["指標"] == "年少人口の割合")
    assert row["町の評価"] == "遅れ"
    assert "1世帯の移動" in str(row["町の評価の理由"])
    book = openpyxl.load_workbook(io.BytesIO(content))
    texts = " ".join(str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line)
    for words in (
        "住宅の支援を続ける",
        "数年の動きで見てほしい",
        "利用の広がりを評価する",
        "総合戦略のKPI達成に有効であった",
    ):
        assert words in texts

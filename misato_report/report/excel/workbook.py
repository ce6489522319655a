"""The report as an Excel workbook, as the town would have made it by hand, with formulas that can be followed.

openpyxl neither calculates nor keeps time out of its files; so each formula is written with the result that
we have already (a viewer that does not calculate shows it too), and the file is packed again with fixed times.
"""

from __future__ import annotations

import io
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from misato_report.evaluation.rules import (
    Evaluation,
    expected_at,
    measured_periods,
    reference_at,
    round_half_up,
)
from misato_report.evaluation.scales import LABELS, labels_of, mark_of, signs_of
from misato_report.evaluation.wording import ACCUMULATION_WORDS, basis_of
from misato_report.notation import print_fiscal_year, print_period, print_year
from misato_report.plan.document import Field as PlanField
from misato_report.plan.document import GrantProject
from misato_report.plan.indicators import Accumulation, AsPublished, Indicator, Point, Verdict
from misato_report.plan.plan import Plan
from misato_report.project import uses_samples
from misato_report.report.compose import sentences
from misato_report.report.compose.figures import notes
from misato_report.report.compose.provenance import used_observations
from misato_report.report.excel.reproducible import repacked
from misato_report.report.facts import Facts
from misato_report.report.open_data import Course, courses_of, is_sample, starts_a_formula

_SAMPLE = "【見本】数値は、様式を示すための見本です。実在のものではありません。"
_PACE_NOTE = (
    "進捗度＝（実績－基準）÷（目安－基準）。1%未満は切り捨て。"
    "基準は現状値のまま進んだときの値、目安は目標値に届く道筋の上の値。"
)
_FONT = "BIZ UDPゴシック"
_DAY_FORMAT = "[$-411]ge.m.d"
_PERCENT_FORMAT = '0%;"▲"0%'
_DIGITS_OF_EXCEL = Context(prec=15, rounding=ROUND_HALF_UP)
_LONGEST_TITLE = 31
_LONGEST_HEADER = 60
_EXTRA_PLACES = 2
_LINE_HEIGHT = 14.0
_PADDING = 6.0


# --- looks ----------------------------------------------------------------------------------------

_THIN = Side(style="thin", color="FF595959")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_GREY = PatternFill("solid", fgColor="FFE7E6E6")


@dataclass(frozen=True)
class _Look:
    """How a cell is drawn."""

    bold: bool = False
    size: int = 10
    boxed: bool = True
    filled: bool = False
    across: str | None = None

    def put_on(self, cell: Cell) -> None:
        cell.font = Font(name=_FONT, size=self.size, bold=self.bold)
        cell.alignment = Alignment(
            horizontal=self.across,
            vertical="center",
            wrap_text=self.across != "right",
        )
        if self.boxed:
            cell.border = _BOX
        if self.filled:
            cell.fill = _GREY


_TITLE = _Look(bold=True, size=14, boxed=False)
_PLAIN = _Look(boxed=False)
_WARNING = _Look(bold=True, size=11, boxed=False)
_HEADING = _Look(bold=True, size=12, boxed=False)
_HEAD = _Look(bold=True, filled=True, across="center")
_BODY = _Look()
_CENTRED = _Look(across="center")
_FIGURE = _Look(across="right")
_VERDICT = _Look(bold=True, across="center")


def number_format(places: int) -> str:
    """Excel's format of a figure with so many decimals, thousands separated and negatives with ▲."""
    digits = "#,##0" + (f".{'0' * places}" if places else "")
    return f'{digits};"▲"{digits}'


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _fine_places(indicator: Indicator, value: Decimal) -> int:
    """Decimals of a figure of ours between two printed ones, as ``wording.fine_amount`` prints it."""
    return _places(round_half_up(value, indicator.decimals + _EXTRA_PLACES).normalize())


# --- a sheet --------------------------------------------------------------------------------------


@dataclass
class _Page:
    """A sheet that is written from the top. ``row`` is the next free row; columns count from 1.

    ``results`` holds what each formula comes to, by its address; ``lines`` how many lines of text the row
    needs, in the letters of ten points that heights are reckoned in: Excel fits no merged cell by itself.
    """

    sheet: Worksheet
    widths: Sequence[float]
    row: int = 1
    lines: float = 1
    results: dict[str, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for column, width in enumerate(self.widths, start=1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def next_row(self) -> None:
        """Give the row the height that it needs, and go on to the next."""
        self.sheet.row_dimensions[self.row].height = self.lines * _LINE_HEIGHT + _PADDING
        self.row, self.lines = self.row + 1, 1

    def text(self, column: int, text: str, look: _Look = _BODY) -> None:
        """A text as it is, never a formula, an error value or a number."""
        self._write(column, text, look)
        self.lines = max(self.lines, _lines(text, self.widths[column - 1], look))

    def number(self, column: int, value: Decimal, number_format: str, look: _Look = _FIGURE) -> None:
        """An exact figure, of at most the 15 digits that Excel keeps."""
        cell = self._cell(column, look)
        # openpyxl would write a Decimal by way of a binary float; a text of type n is written as it is.
        cell.value = format(_DIGITS_OF_EXCEL.plus(value), "f")
        cell.data_type = "n"
        cell.number_format = number_format

    def formula(self, column: int, formula: str, result: Decimal, number_format: str) -> None:
        """A formula of ours, with what it comes to."""
        cell = self._cell(column, _FIGURE)
        cell.value = formula
        cell.number_format = number_format
        self.results[cell.coordinate] = result

    def day(self, column: int, day: date, look: _Look = _CENTRED) -> None:
        """A true date, shown as R8.12.18."""
        cell = self._cell(column, look)
        cell.value = day
        cell.number_format = _DAY_FORMAT

    def wide(self, text: str, look: _Look = _PLAIN) -> None:
        """A text over the whole width in a row of its own."""
        self.merged(1, len(self.widths), text, look)
        self.next_row()

    def merged(self, first: int, last: int, text: str, look: _Look, rows: int = 1) -> None:
        """A text in a block of cells made one, ``rows`` high."""
        for row in range(self.row, self.row + rows):
            for column in range(first, last + 1):
                look.put_on(self.sheet.cell(row, column))
        self._write(first, text, look)
        self.lines = max(self.lines, _lines(text, sum(self.widths[first - 1 : last]), look) / rows)
        if rows > 1 or last > first:
            self.sheet.merge_cells(
                start_row=self.row, end_row=self.row + rows - 1, start_column=first, end_column=last
            )

    def at(self, column: int) -> str:
        """Address of a cell in the current row."""
        return f"{get_column_letter(column)}{self.row}"

    def _write(self, column: int, text: str, look: _Look) -> None:
        cell = self._cell(column, look)
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
        cell.data_type = "s"
        if starts_a_formula(text):
            cell.quotePrefix = True

    def _cell(self, column: int, look: _Look) -> Cell:
        cell: Cell = self.sheet.cell(self.row, column)
        look.put_on(cell)
        return cell


def _lines(text: str, width: float, look: _Look) -> float:
    """Lines of ten points that a text fills in a column; a Japanese letter is about two of Excel's units."""
    scale = look.size / 10
    units = (
        sum(2.0 if unicodedata.east_asian_width(c) in "FWA" else 1.1 for c in line)
        for line in text.split("\n")
    )
    return sum(max(1, math.ceil(u * scale / (width - 1))) for u in units) * scale


# --- the workbook ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Book:
    """What every sheet needs: the workbook, the facts, and each indicator's course by its id."""

    workbook: Workbook
    facts: Facts
    courses: Mapping[str, Course]
    pages: list[_Page]

    @property
    def plan(self) -> Plan:
        return self.facts.plan

    @property
    def as_of(self) -> date:
        return self.facts.evaluations[0].as_of

    @property
    def edition(self) -> str:
        """The plan and the fiscal year, for the top of each sheet."""
        year = print_fiscal_year(self.facts.evaluations[0].report_year)
        return f"{self.plan.general.title}　{year}の進捗"

    @property
    def sample(self) -> bool:
        return uses_samples(self.facts.evaluations)

    def new_page(self, name: str, title: str, widths: Sequence[float], *, landscape: bool = False) -> _Page:
        """A sheet with its first four rows: title, plan and year, 基準日, 見本."""
        taken = [page.sheet.title.casefold() for page in self.pages]
        page = _Page(self.workbook.create_sheet(_sheet_name(name, taken)), widths)
        self.pages.append(page)
        page.wide(title, _TITLE)
        page.wide(self.edition)
        page.text(1, "基準日", _PLAIN)
        page.day(2, self.as_of, _Look(boxed=False, across="left"))
        page.next_row()
        if self.sample:
            page.wide(_SAMPLE, _WARNING)
        else:
            page.next_row()
        _set_up_print(page, self, landscape=landscape)
        return page


def render_workbook(facts: Facts) -> bytes:
    """The .xlsx of a report: 概要, a sheet for each field, grant project and 目標人口, and 数値の出所.

    Equal facts give equal bytes: the as-of date stands in for the clock.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    courses = {course.indicator.id: course for course in courses_of(facts)}
    book = _Book(workbook, facts, courses, [])
    _overview(book)
    for plan_field in facts.plan.fields:
        _field_page(book, plan_field)
    for plan_field in facts.plan.fields:
        for grant in plan_field.grants:
            _grant_page(book, plan_field, grant)
    _population_page(book)
    _sources_page(book)
    return _packed(book)


def _sheet_name(wanted: str, taken: Sequence[str]) -> str:
    """A name that Excel takes: 31 letters, none of []:*?/\\, no apostrophe at its ends, not twice."""
    plain = re.sub(r"[\[\]:*?/\\]", "・", ILLEGAL_CHARACTERS_RE.sub("", wanted)).strip(" '") or "シート"
    name, number = plain[:_LONGEST_TITLE], 1
    while name.casefold() in taken:
        number += 1
        ending = f"({number})"
        name = plain[: _LONGEST_TITLE - len(ending)] + ending
    return name


def _set_up_print(page: _Page, book: _Book, *, landscape: bool) -> None:
    sheet = page.sheet
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.sheet_view.showGridLines = False
    # & starts a code in headers and footers; && is the letter.
    sheet.oddHeader.left.text = book.edition[:_LONGEST_HEADER].replace("&", "&&")
    if book.sample:
        sheet.oddHeader.right.text = "【見本】"
        sheet.oddFooter.left.text = "見本：数値は実在のものではありません"
    sheet.oddFooter.center.text = "&P / &N"
    sheet.oddFooter.right.text = "&A"


def _freeze(page: _Page, first_column: int = 1) -> None:
    """Keep all rows above the current one, and the columns before one, on screen and on each printed page."""
    page.sheet.freeze_panes = page.at(first_column)
    page.sheet.print_title_rows = f"1:{page.row - 1}"


# --- 概要 -----------------------------------------------------------------------------------------

_OVERVIEW = {
    "分野": 26,
    "指標": 26,
    "単位": 9,
    "現状値": 9.5,
    "現状値の年度": 9,
    "目標値": 9.5,
    "目標年度": 9,
    "実績": 9.5,
    "実績の年": 9,
    "目安": 10,
    "基準": 9.5,
    "進捗度": 8.5,
    "判定": 12,
    "公表日": 10.5,
    "備考": 25,
}


def _overview(book: _Book) -> None:
    page = book.new_page("概要", "進捗状況の一覧", tuple(_OVERVIEW.values()), landscape=True)
    column = {heading: number for number, heading in enumerate(_OVERVIEW, start=1)}
    for heading, number in column.items():
        page.text(number, heading, _HEAD)
    page.next_row()
    _freeze(page, column["単位"])
    for course in book.courses.values():
        _overview_row(book, page, course, column)
        page.next_row()
    page.next_row()
    page.wide(_PACE_NOTE)
    shown = {e.verdict for e in book.facts.evaluations}
    signs, labels = signs_of(book.plan.general.scale), labels_of(book.plan.general.scale)
    meanings = [f"{signs[v]}{labels[v]}：{text}" for v, text in sentences.legend(book.plan) if v in shown]
    page.wide(f"判定　{'　'.join(meanings)}")


def _overview_row(book: _Book, page: _Page, course: Course, column: Mapping[str, int]) -> None:
    e, indicator = course.evaluation, course.indicator
    page.text(column["分野"], _field_words(course))
    page.text(column["指標"], indicator.short_name)
    page.text(column["単位"], indicator.unit, _CENTRED)
    for kind, year, point in (
        ("現状値", "現状値の年度", indicator.baseline),
        ("目標値", "目標年度", indicator.final_target),
    ):
        page.number(column[kind], point.value, number_format(_places(point.value)))
        page.text(column[year], _years(point), _CENTRED)
    sign, label = mark_of(book.plan.general.scale, e)
    page.text(column["判定"], f"{sign}{label}", _VERDICT)
    page.text(column["備考"], "、".join(_remarks(e)))
    if e.value is None:
        for heading in ("実績の年", "目安", "基準", "進捗度", "公表日"):
            page.text(column[heading], "―", _CENTRED)
        page.text(column["実績"], _why_nothing(course), _CENTRED)
        return
    page.number(column["実績"], e.value, number_format(indicator.decimals))
    page.text(column["実績の年"], _period_judged(e), _CENTRED)
    _against(page, e, column)


def _field_words(course: Course) -> str:
    if course.field is None:
        return "目標人口"
    name = f"{course.field.number} {course.field.name}"
    return name if course.indicator in course.field.indicators else f"{name}（地域再生計画）"


def _years(point: Point) -> str:
    return "～".join(dict.fromkeys(print_year(y) for y in (point.period.first, point.period.last)))


def _period_judged(e: Evaluation) -> str:
    assert e.period is not None  # noqa: S101 - the caller has a value
    total = e.indicator.accumulation is Accumulation.PERIOD_TOTAL
    first = e.indicator.final_target.period.first if total else e.period
    return "～".join(dict.fromkeys((print_year(first), print_year(e.period))))


def _why_nothing(course: Course) -> str:
    return course.states[max(course.states)] if course.states else LABELS[Verdict.NOT_PUBLISHED]


def _remarks(e: Evaluation) -> Iterator[str]:
    """In a few words what the sheet of the indicator says in sentences."""
    if is_sample(e):
        yield "見本"
    if e.missing_periods:
        yield f"{'・'.join(map(print_year, e.missing_periods))}が未取込"
    awaited = [print_year(a.period) for a in e.awaited if a.period not in e.missing_periods]
    if awaited:
        yield f"{'・'.join(awaited)}は未公表"
    if e.before_target_year:
        yield "目標年度前"
    if e.final:
        yield "最終"
    if e.indicator.accumulation is Accumulation.YEARLY_TARGETS:
        yield "目安はその年の目標値"
    if e.indicator.accumulation is Accumulation.FLOOR:
        yield "目安は町による補間"


def _against(page: _Page, e: Evaluation, column: Mapping[str, int], actual: str = "実績") -> None:
    """目安, 基準, 進捗度 and 公表日 beside the actual that is in the column ``actual`` of the same row."""
    assert e.expected is not None and e.reference is not None and e.vintage is not None  # noqa: S101
    for heading, value in (("目安", e.expected), ("基準", e.reference)):
        page.number(column[heading], value, number_format(_fine_places(e.indicator, value)))
    page.day(column["公表日"], e.vintage)
    if e.pace_ratio is None:
        page.text(column["進捗度"], "―", _CENTRED)
        return
    x, expected, reference = (page.at(column[heading]) for heading in (actual, "目安", "基準"))
    # As in the report, rounded down to whole per cent, so that it never shows a cut that was not reached;
    # the ROUND takes away what binary arithmetic adds (59.999999999 for 60).
    formula = f"=INT(ROUND(({x}-{reference})/({expected}-{reference})*100,6))/100"
    shown = (e.pace_ratio * 100).to_integral_value(ROUND_FLOOR) / 100
    page.formula(column["進捗度"], formula, shown, _PERCENT_FORMAT)


# --- the sheets of fields, grant projects and the population -----------------------------------------

_SHEET_WIDTHS = (10, 9, 12, 12, 12, 12, 13, 14, 12, 24)
_NAME_COLUMNS = 3


def _field_page(book: _Book, plan_field: PlanField) -> None:
    title = f"分野{plan_field.number}　{plan_field.name}"
    page = book.new_page(f"{plan_field.number} {plan_field.name}", title, _SHEET_WIDTHS)
    _freeze(page)
    page.wide(f"担当課　{'、'.join(plan_field.departments)}")
    page.wide(f"目指す方向性　{plan_field.direction}")
    _blocks(book, page, plan_field.indicators)


def _grant_page(book: _Book, plan_field: PlanField, grant: GrantProject) -> None:
    page = book.new_page(f"地域再生 {grant.project}", f"地域再生計画　{grant.project}", _SHEET_WIDTHS)
    _freeze(page)
    page.wide(f"活用する交付金　{grant.grant}")
    page.wide(f"関連する分野　{plan_field.number} {plan_field.name}")
    _blocks(book, page, grant.indicators)


def _population_page(book: _Book) -> None:
    indicator = book.plan.general.target_population
    if indicator is not None:
        page = book.new_page("目標人口", "目標人口", _SHEET_WIDTHS)
        _freeze(page)
        _blocks(book, page, (indicator,))


def _blocks(book: _Book, page: _Page, indicators: Iterable[Indicator]) -> None:
    for indicator in indicators:
        page.next_row()
        page.wide(f"■ {indicator.short_name}", _HEADING)
        baseline = _plan_table(page, indicator)
        page.next_row()
        _year_table(book, page, book.courses[indicator.id], baseline)
        if indicator.accumulation is not Accumulation.FLOOR:
            page.wide(_PACE_NOTE)
        for note in notes(book.plan, book.courses[indicator.id].evaluation):
            page.wide(f"・{note}")


def _plan_table(page: _Page, indicator: Indicator) -> str:
    """The target as the plan's own table prints it. Returns the address of the baseline's figure."""
    points = (indicator.baseline, *indicator.all_targets)
    first = _NAME_COLUMNS + 2
    after = first + len(points)
    page.merged(1, _NAME_COLUMNS, "目標", _HEAD)
    heads = ("項目", "現状値", *["目標値"] * len(indicator.all_targets), "単位", "目標値の積算")
    for column, head in enumerate(heads, start=_NAME_COLUMNS + 1):
        page.text(column, head, _HEAD)
    page.next_row()
    page.merged(1, _NAME_COLUMNS, indicator.name, _BODY, rows=2)
    page.merged(after, after, indicator.unit, _CENTRED, rows=2)
    word = indicator.accumulation_word or ACCUMULATION_WORDS[indicator.accumulation]
    page.merged(after + 1, after + 1, word, _CENTRED, rows=2)
    page.text(first - 1, "年度", _CENTRED)
    for column, point in enumerate(points, start=first):
        page.text(column, _years(point), _CENTRED)
    shared = page.lines  # the name stands in both rows
    page.next_row()
    page.lines = shared
    page.text(first - 1, "数値", _CENTRED)
    for column, point in enumerate(points, start=first):
        page.number(column, point.value, number_format(_places(point.value)))
    baseline = page.at(first)
    page.next_row()
    for label, text in (
        ("目標値の設定根拠", "　".join(indicator.target_basis)),
        ("実績の把握方法", indicator.how_measured),
        ("数えたもの", "、".join(indicator.counted)),
    ):
        if text:
            page.wide(f"{label}　{text}")
    return baseline


# --- year by year


def _year_columns(indicator: Indicator) -> dict[str, int]:
    """Heading → column of the table by year; only a sum has a column of sums."""
    actual = ("各年の値", "累計") if _is_summed(indicator) else ("実績",)
    headings = ("年", "西暦", *actual, "目安", "基準", "進捗度", "判定", "公表日", "備考")
    return {heading: number for number, heading in enumerate(headings, start=1)}


def _is_summed(indicator: Indicator) -> bool:
    derivation = indicator.derivation
    if indicator.accumulation is Accumulation.RUNNING_TOTAL:
        return isinstance(derivation, AsPublished) and derivation.increments
    return indicator.accumulation is Accumulation.PERIOD_TOTAL


def _year_table(book: _Book, page: _Page, course: Course, baseline: str) -> None:
    indicator, e = course.indicator, course.evaluation
    page.wide(f"年ごとの値（単位：{indicator.unit}、{basis_of(book.plan, indicator)}）")
    column = _year_columns(indicator)
    last_column = len(_SHEET_WIDTHS)
    for heading, number in column.items():
        page.merged(number, last_column if heading == "備考" else number, heading, _HEAD)
    page.next_row()
    last = max(indicator.final_target.period.last, e.period or 0)
    top = page.row + _first_counted(indicator) - indicator.baseline.period.first
    for year in range(indicator.baseline.period.first, last + 1):
        for number in column.values():
            page.text(number, "", _FIGURE)
        page.merged(column["備考"], last_column, _year_remarks(course, year), _BODY)
        page.text(column["年"], print_year(year), _CENTRED)
        page.number(column["西暦"], Decimal(year), "0", _CENTRED)
        _own_value(page, course, year, column)
        if year in course.years:
            _judged_year(book, page, course.years[year], column, _sum_formula(page, course, baseline, top))
        elif year in measured_periods(indicator, last):
            _target_path(page, indicator, year, column)
        page.next_row()


def _first_counted(indicator: Indicator) -> int:
    """The first year that a sum adds up."""
    total = indicator.accumulation is Accumulation.PERIOD_TOTAL
    return indicator.final_target.period.first if total else indicator.baseline.period.last + 1


def _own_value(page: _Page, course: Course, year: int, column: Mapping[str, int]) -> None:
    """The year's own value as it was judged (exact where it is added up), or why there is none."""
    indicator = course.indicator
    values = {d.period: d.value for d in course.evaluation.by_period}
    actual = column["各年の値" if _is_summed(indicator) else "実績"]
    if year in values:
        value = values[year] if _is_summed(indicator) else round_half_up(values[year], indicator.decimals)
        page.number(actual, value, number_format(indicator.decimals))
    elif year in course.states:
        page.text(actual, course.states[year], _CENTRED)


def _sum_formula(page: _Page, course: Course, baseline: str, top: int) -> str:
    """The running sum from the first row that counts to the current one; of increments, on the baseline."""
    indicator = course.indicator
    letter = get_column_letter(_year_columns(indicator)["各年の値"]) if _is_summed(indicator) else ""
    total = f"SUM({letter}${top}:{letter}{page.row})"
    if indicator.accumulation is Accumulation.RUNNING_TOTAL:
        total = f"{baseline}+{total}"
    return f"=ROUND({total},{indicator.decimals})"


def _judged_year(
    book: _Book, page: _Page, e: Evaluation, column: Mapping[str, int], sum_formula: str
) -> None:
    """A year with its sum, what it is measured against, and its verdict."""
    assert e.value is not None  # noqa: S101 - a year that has a level
    summed = "累計" in column
    if summed:
        page.formula(column["累計"], sum_formula, e.value, number_format(e.indicator.decimals))
    _against(page, e, column, "累計" if summed else "実績")
    sign, label = mark_of(book.plan.general.scale, e)
    page.text(column["判定"], f"{sign}{label}", _VERDICT)


def _target_path(page: _Page, indicator: Indicator, year: int, column: Mapping[str, int]) -> None:
    """目安 and 基準 of a year that has no actual."""
    for heading, value in (
        ("目安", expected_at(indicator, year)),
        ("基準", reference_at(indicator, year)),
    ):
        page.number(column[heading], value, number_format(_fine_places(indicator, value)))


def _year_remarks(course: Course, year: int) -> str:
    e = course.evaluation
    sample = any(i.is_sample for d in e.by_period if d.period == year for i in d.inputs)
    return "、".join(["見本"] * sample + ["この報告の判定"] * (year == e.period))


# --- 数値の出所 -------------------------------------------------------------------------------------

_SOURCES = {
    "系列": 30,
    "期間": 34,
    "値": 12,
    "単位": 9,
    "公表日": 11,
    "状態": 8,
    "ファイル": 62,
    "欄": 14,
    "備考": 42,
}


def _sources_page(book: _Book) -> None:
    page = book.new_page("数値の出所", "数値の出所", tuple(_SOURCES.values()), landscape=True)
    for number, heading in enumerate(_SOURCES, start=1):
        page.text(number, heading, _HEAD)
    head = page.row
    page.next_row()
    _freeze(page)
    for o in used_observations(book.facts.evaluations):
        page.text(1, book.plan.series[o.series].name)
        page.text(2, print_period(o.period, o.basis))
        if o.value is not None:
            page.number(3, o.value, number_format(_places(o.value)))
        page.text(4, o.unit, _CENTRED)
        page.day(5, o.published_on)
        page.text(6, str(o.mark) if o.mark else "", _CENTRED)
        page.text(7, o.file)
        page.text(8, o.cell)
        page.text(9, o.note)
        page.next_row()
    page.sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(_SOURCES))}{page.row - 1}"


# --- the file -------------------------------------------------------------------------------------


def _packed(book: _Book) -> bytes:
    """The workbook's bytes: fixed times, and the result inside each formula's cell."""
    properties = book.workbook.properties
    town = book.plan.general.municipality
    properties.creator = ILLEGAL_CHARACTERS_RE.sub("", f"{town.name} {book.plan.general.department}")
    properties.title = ILLEGAL_CHARACTERS_RE.sub("", book.edition)
    raw = io.BytesIO()
    book.workbook.save(raw)
    results = {f"xl/worksheets/sheet{n}.xml": page.results for n, page in enumerate(book.pages, start=1)}

    def filled(name: str, content: bytes) -> bytes:
        return _with_results(content, results[name]) if name in results else content

    return repacked(raw.getvalue(), properties, datetime.combine(book.as_of, time()), filled)


_FORMULA_CELL = re.compile(r'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)(?:<v ?/>|<v></v>)')


def _with_results(xml: bytes, results: Mapping[str, Decimal]) -> bytes:
    """A sheet with the result written behind each formula, where openpyxl leaves it empty."""
    text = xml.decode("utf-8")
    return _FORMULA_CELL.sub(lambda m: f"{m[1]}<v>{results[m[2]]:f}</v>", text).encode("utf-8")

"""What each output says of a case of ``tests/cases/``: page, chart, workbook, open data, ``explain``, ``status --json``.

Each is read back as a stranger would read it, from the words and figures that it prints; nothing here knows
how an indicator is evaluated.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from typing import Any
from xml.etree.ElementTree import fromstring

import openpyxl
import pytest

from misato_report.cli.explain import show_explanation
from misato_report.evaluation.reviews import Reviews
from misato_report.evaluation.rules import Evaluation, evaluate_plan
from misato_report.notation import print_era_year, print_year, read_date, read_number
from misato_report.plan.document import GrantProject
from misato_report.plan.indicators import Accumulation, series_of
from misato_report.plan.plan import Plan
from misato_report.plan.sources import LongTable, Series, Source
from misato_report.report.compose.report import compose
from misato_report.report.excel.workbook import render_workbook
from misato_report.report.facts import Facts, Imprint
from misato_report.report.json_objects import status_object, to_json
from misato_report.report.open_data import render_open_data
from misato_report.report.page_model import Figure, IndicatorSheet, Report
from tests.support.cases import Case, Setting, observations
from tests.support.towns import samples

STATES = ("未着手", "着手", "完了")
"""The states of the cases' milestones, which are printed in the place of their numbers."""
_YEARS = range(1990, 2060)
_SHORT = {print_year(year): year for year in _YEARS}
_ERA = {print_era_year(year): year for year in _YEARS}


@dataclass
class Said:
    """What an output says of the period judged; None where it does not say it, or says that there is none.

    ``levels`` is x by period, of an output that prints every year; ``paths`` what it is measured against;
    ``target`` the one that the year is held against, ``revised`` what became of the baseline.
    """

    value: Decimal | None = None
    expected: Decimal | None = None
    verdict: str | None = None
    missing: set[int] | None = None
    levels: dict[int, Decimal] | None = None
    paths: dict[int, Decimal] = field(default_factory=dict)
    target: Decimal | None = None
    aimed: bool = False  # 目安 is printed with the indicator's decimals, rounded to the harder side
    revised: Decimal | None = None


# ---- a report of one indicator


@cache
def _town() -> Plan:
    return samples().sound_plan()


def facts_of_case(case: Case, setting: Setting) -> Facts:
    """The facts of a report of a plan with the case's indicator and no other, in its place by its rule."""
    indicator, rules = setting.indicator(), setting.rules()
    ids = series_of(indicator.derivation)
    series = {
        ident: Series.validate(
            {
                "id": ident,
                "name": "例",
                "unit": "人",
                "basis": "年度",
                "non_negative": str(ident in rules.non_negative).lower(),
            }
        )
        for ident in ids
    }
    sources = {
        ident: Source.validate(
            {
                "id": ident,
                "title": "例",
                "publisher": "例",
                "publication": {"month": "1", "years_after": "0", "text": "例"},
                "layout": {"kind": "long", "series": [ident]},
            }
        ).replace(publication=rules.publications[ident], layout=LongTable(kind="long", series=(ident,)))
        for ident in ids
    }
    yearly = indicator.accumulation is Accumulation.YEARLY_TARGETS
    floor = indicator.accumulation is Accumulation.FLOOR
    grant = GrantProject(
        id="grant", project="例の事業", grant="例の交付金", department="", indicators=(indicator,)
    )
    one = (
        _town()
        .fields[0]
        .replace(
            indicators=() if yearly or floor else (indicator,), grants=(grant,) if yearly else (), projects=()
        )
    )
    general = _town().general.replace(
        scale=rules.scale, target_population=indicator if floor else None, population_history=()
    )
    plan = Plan(general, (one,), series, sources)
    ledger = tuple(observations(case, indicator, rules))
    as_of = read_date(case.as_of) if case.as_of else date(case.report_year + 1, 3, 31)
    evaluations = evaluate_plan(plan, ledger, case.report_year, as_of)
    return Facts(plan, evaluations, {}, (), Reviews(), ledger)


class CaseReport:
    """A report on a case, made once for all that look at it."""

    def __init__(self, case: Case, setting: Setting) -> None:
        self.facts = facts_of_case(case, setting)

    @cached_property
    def page(self) -> Report:
        """The page model."""
        return compose(self.facts, Imprint("", self.facts.evaluations[0].as_of))

    @property
    def evaluation(self) -> Evaluation:
        """The only one."""
        (evaluation,) = self.facts.evaluations
        return evaluation

    @property
    def sheet(self) -> IndicatorSheet:
        """The only indicator's sheet."""
        sheets = [sheet for one in self.page.fields for sheet in one.indicators]
        sheets += [row.sheet for grant in self.page.grants for row in grant.rows]
        sheets += [self.page.population.indicator] if self.page.population else []
        (sheet,) = sheets
        return sheet


# ---- reading figures back


def _figure(text: str) -> Decimal | None:
    """The figure that a text begins with; None where it begins with none."""
    for number, state in enumerate(STATES, start=1):
        if text.startswith(state):
            return Decimal(number)
    match = re.match(r"[＋▲]?[\d,]+(\.\d+)?", text)
    return read_number(match[0].removeprefix("＋")).value if match else None


def _years_in(text: str, names: Mapping[str, int]) -> set[int]:
    return {names[name] for name in re.split("[、・]", text)}


# ---- the page


def said_by_summary(report: CaseReport) -> Said:
    """The row of the first page, and the cells of a grant's table."""
    page = report.page
    (group,) = page.summary.groups
    (row,) = group.rows
    said = Said(
        _figure(row.value.text),
        _figure(row.expected),
        row.verdict.label,
        target=_figure(row.target),
        aimed=True,
    )
    for grant in page.grants:
        said.levels = {}
        (grant_row,) = grant.rows
        for heading, cell in zip(grant.years, grant_row.cells, strict=True):
            _note(said, int(heading[:4]), cell.actual, cell.target)
    return said


def _note(said: Said, year: int, level: str, path: str) -> None:
    value, expected = _figure(level), _figure(path)
    if value is not None and said.levels is not None:
        said.levels[year] = value
    if expected is not None:
        said.paths[year] = expected


def said_by_year_table(report: CaseReport) -> Said:
    """What stands over 目安 in the table by year, 目安 itself, and the notes beneath."""
    sheet = report.sheet
    rows = sheet.years.rows
    if rows[-1][0] != "目安":  # nothing leads to a target in words, or from no baseline
        assert all(figures.expected is None for figures in report.evaluation.periods)
        rows = (*rows, ("目安", (Figure(""),) * len(sheet.years.years)))
    said = Said(missing=set(), levels={}, aimed=True)
    for (_, year), level, path in zip(sheet.years.years, rows[-2][1], rows[-1][1], strict=True):
        _note(said, int(year), level.text, path.text)
    assert said.missing is not None
    for note in sheet.notes:
        if match := re.match(r"(.+?)の値は(公表されているはず|、公表された表で)", note):
            said.missing |= _years_in(match[1], _SHORT)
        elif match := re.match(r"参考：現状値 .+ は、その後の改定で (.+) となっています", note):
            said.revised = _figure(match[1])
    return said


def said_by_finding(report: CaseReport) -> Said:
    """The chart's title, which is also the sheet's first sentence, and the key figures beside."""
    sheet = report.sheet
    figures = {figure.term: figure.figure for figure in sheet.figures}
    said = Said(
        _figure(figures.get("実績", "")), _figure(figures.get("目安", "")), sheet.verdict.label, aimed=True
    )
    if said.value is not None:
        assert f"は{figures['実績']}、" in sheet.finding
        assert said.verdict is not None and said.verdict in sheet.finding
        missing = re.findall(r"[（、]([^（、は]+)は(?:未取込|秘匿|不詳|該当なし)", sheet.finding)
        said.missing = {year for years in missing for year in _years_in(years, _SHORT)}
    return said


def _description(chart: str) -> str:
    return next(element.text or "" for element in fromstring(chart).iter() if element.tag.endswith("desc"))


def said_by_chart(report: CaseReport) -> Said:
    """The chart's data in words, for who cannot see it: the same in every form."""
    (words,) = {_description(chart) for _, chart in report.sheet.charts}
    said = Said(missing=set(), levels={}, aimed=True)
    assert said.missing is not None and said.levels is not None
    parts = [part.partition(" ") for part in re.split(r"。", words) if part]
    for heading, _, items in parts:
        if heading in ("実績", "累計"):
            for item in items.split("、"):
                year, _, figure = item.partition(" ")
                value = _figure(figure)
                assert value is not None, item
                said.levels[_ERA[year.removesuffix("まで")]] = value
        elif heading.endswith(("の目安", "の見込みの線")):
            said.expected = _figure(items)
        elif heading in ("未取込", "秘匿", "不詳", "該当なし"):
            said.missing |= _years_in(items, _ERA)
    return said


# ---- the workbook

Rows = list[tuple[Any, ...]]
_SUM = re.compile(r"=ROUND\((?:([A-Z])(\d+)\+)?SUM\(([A-Z])\$?(\d+):\3(\d+)\),(\d)\)")


def _tables(content: bytes, *, results: bool) -> dict[str, Rows]:
    """The rows of each sheet, with formulas or with what they come to."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=results, read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def _rows_under(rows: Rows, head: str) -> Iterator[dict[str, Any]]:
    """The rows of the table whose head begins with ``head``, by the words of the head, to the first row of one cell."""
    top = next(number for number, row in enumerate(rows) if row[0] == head)
    for row in rows[top + 1 :]:
        if row[0] is None or not any(row[1:]):
            return
        yield {str(name): cell for name, cell in zip(rows[top], row, strict=False) if name is not None}


def _number(cell: object) -> Decimal | None:
    if isinstance(cell, str):
        return _figure(cell) if cell in STATES else None
    return Decimal(str(cell)) if isinstance(cell, int | float) else None


def said_by_workbook(report: CaseReport) -> Said:
    """The row of 概要, and the rows by year of the indicator's sheet, as a viewer that does not calculate shows them."""
    content = render_workbook(report.facts)
    shown, written = _tables(content, results=True), _tables(content, results=False)
    (row,) = _rows_under(shown["概要"], "分野")
    missing = re.findall(r"(?:^|、)([^、が]+)が(?:未取込|秘匿|不詳|該当なし)", str(row["備考"] or ""))
    levels: dict[int, Decimal] = {}
    said = Said(
        _number(row["実績"]),
        _number(row["目安"]),
        re.sub(r"^[◎○△▽↓×－…！]", "", str(row["判定"])),
        {year for years in missing for year in _years_in(years, _SHORT)},
        levels,
        target=_number(row["目標値"]),
    )
    (name,) = [name for name, rows in shown.items() if any(row[0] == "年" for row in rows)]
    for year_row, formulas in zip(
        _rows_under(shown[name], "年"), _rows_under(written[name], "年"), strict=True
    ):
        year = int(year_row["西暦"])
        level = _number(year_row["累計"] if "累計" in year_row else year_row["実績"])
        path = _number(year_row["目安"])
        if level is not None:
            levels[year] = level
        if path is not None:
            said.paths[year] = path
        if formulas.get("累計"):
            assert _summed(written[name], formulas["累計"]) == level, formulas
    return said


def lines_of_workbook(report: CaseReport) -> set[str]:
    """Every text that stands in a cell."""
    tables = _tables(render_workbook(report.facts), results=True)
    return {cell for rows in tables.values() for row in rows for cell in row if isinstance(cell, str)}


def _summed(rows: Rows, formula: str) -> Decimal:
    """What a running sum comes to, worked out from the cells that it names."""
    match = _SUM.fullmatch(formula)
    assert match, formula
    start_column, start_row, column, first, last, places = match.groups()
    cells = [rows[row - 1][ord(column) - ord("A")] for row in range(int(first), int(last) + 1)]
    total = sum((_number(cell) or Decimal(0) for cell in cells), Decimal(0))
    if start_row:
        total += _number(rows[int(start_row) - 1][ord(start_column) - ord("A")]) or Decimal(0)
    return total.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)


# ---- for programs


def said_by_open_data(report: CaseReport) -> Said:
    """The rows of 実績 and 目安."""
    text = render_open_data(report.facts).decode("utf-8-sig")
    levels: dict[int, Decimal] = {}
    said = Said(levels=levels)
    period = report.evaluation.period
    for row in csv.DictReader(io.StringIO(text, newline="")):
        year = int(row["年度（西暦）"])
        if row["値の区分"] == "目安":
            said.paths[year] = Decimal(row["値"])
        elif row["値の区分"] == "実績" and row["値"]:
            levels[year] = Decimal(row["値"])
            if year == period:
                said.verdict = row["判定"]
    return said


def said_by_status(report: CaseReport, labels: Mapping[str, str]) -> Said:
    """``status --json``; ``labels`` are the words of its verdicts."""
    told = json.loads(
        to_json(status_object(report.facts.plan, report.facts.evaluations)),
        parse_float=Decimal,
        parse_int=Decimal,
    )
    (one,) = told["indicators"]
    return Said(one["value"], one["expected"], labels[one["verdict"]], set(map(int, one["missing_periods"])))


# ---- explain


def explained(report: CaseReport, capsys: pytest.CaptureFixture[str]) -> str:
    """What ``misato-report explain`` prints."""
    show_explanation(report.facts.plan, report.evaluation)
    return capsys.readouterr().out


def said_by_explanation(text: str) -> Said:
    """The lines of a printed calculation, and what it says is missing."""
    said = Said(missing=set())
    assert said.missing is not None
    for line in text.splitlines():
        if match := re.match(r"基準日 .*　判定 \W?(\w+)", line):
            said.verdict = match[1]
        elif match := re.match(r"  \d+\. (\w+) ＝.*＝ ?([^＝]+)$", line):
            word, result = match[1], _figure(match[2])
            if word in ("割合", "平均", "累計"):
                said.value = result
            elif word == "目安":
                said.expected = result
        elif match := re.match(r"  ・(.+)の値(が取り込まれていません|は(秘匿|不詳|該当なし)です)", line):
            said.missing |= _years_in(match[1], _SHORT)
    return said

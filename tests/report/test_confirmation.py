"""The sheet on which the departments confirm what is new: every figure with its cell, the outlying ones marked."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from misato_report import BuildRequest, build_report, load_workspace
from misato_report.project import Project
from misato_report.report.building import facts_of
from misato_report.report.confirmation.compose import MOST_ON_PAPER, on_paper
from misato_report.report.confirmation.files import confirmation_files, confirmation_of
from misato_report.report.page_model import Confirmation, ConfirmedRow
from tests.conftest import AS_OF, ROOT


@pytest.fixture(scope="module")
def project() -> Project:
    return load_workspace(ROOT)


def sheet_of(project: Project) -> Confirmation:
    return confirmation_of(project, facts_of(project, 2027, AS_OF))


def with_value(project: Project, series: str, value: str) -> Project:
    rows = (
        replace(o, value=Decimal(value)) if (o.series, o.period) == (series, 2027) else o
        for o in project.observations
    )
    return replace(project, observations=tuple(rows))


def row_of(sheet: Confirmation, series: str) -> ConfirmedRow:
    return next(row for row in sheet.rows if row.series == series)


def test_what_is_new_and_what_was_revised_in_a_year(project: Project) -> None:
    sheet = sheet_of(project)
    assert sheet.counts == "新しい値 10件、変わった値 1件。うち※の付いた値 0件。"
    assert sheet.since == "1年前の同じ日（令和9年4月20日（2027年4月20日））"
    users = row_of(sheet, "コミュニティ施設の利用者数")
    assert (users.last_year, users.value, users.ratio, users.change) == ("620", "1,380人", "222.6%", "新規")
    assert users.place == "2027/町の集計_令和9年度_見本.csv　C4"
    assert users.department == "活気あふれる町づくり課"
    revised = next(row for row in sheet.rows if row.before)
    assert (revised.series, revised.before, revised.value) == ("市町村内総生産", "13,340", "13,310百万円")


@pytest.mark.parametrize(
    ("series", "name", "value", "words"),
    [
        ("facility_users", "コミュニティ施設の利用者数", "138200", "約223倍"),
        ("facility_users", "コミュニティ施設の利用者数", "1382.5", "これまでは整数だけだった"),
        ("club_children", "こども会の参加者数", "380", "全体の 38 より大きい"),
    ],
)
def test_slips_of_the_finger_are_marked(
    project: Project, series: str, name: str, value: str, words: str
) -> None:
    ids = {s.name: s.id for s in project.sound_plan().series.values()}
    sheet = sheet_of(with_value(project, ids[name], value))
    assert any(words in mark for mark in row_of(sheet, name).marks), (series, row_of(sheet, name).marks)
    assert sum(bool(row.marks) for row in sheet.rows) == 1


def test_a_date_of_2082_is_marked(project: Project) -> None:
    rows = tuple(
        replace(o, published_on=date(2082, 4, 20)) if o.published_on == AS_OF else o
        for o in project.observations
    )
    late = replace(project, observations=rows)
    sheet = confirmation_of(late, facts_of(late, 2027, date(2082, 4, 30)))
    assert (
        "公表予定 (2028年4月) から1年より離れている" in row_of(sheet, "コミュニティ施設の利用者数").marks[0]
    )


@pytest.mark.slow
def test_it_stands_beside_the_paper_on_one_page_with_room_for_stamps(taken_in: Path) -> None:
    request = BuildRequest(report_year=2027, as_of=AS_OF, formats=("html",), confirmation=True)
    made = build_report(load_workspace(taken_in), request)
    assert [path.name for path in made[1:]] == ["確認票_令和9年度.xlsx"], (
        "no PDF is made where none was asked for"
    )
    project = load_workspace(taken_in)
    facts = facts_of(project, 2027, AS_OF)
    files = confirmation_files(project, facts, replace(request, formats=("pdf",)))
    assert list(files) == ["確認票_令和9年度.pdf", "確認票_令和9年度.xlsx"]
    assert files == confirmation_files(project, facts, replace(request, formats=("pdf",))), "the same bytes"
    path = taken_in / "票.pdf"
    path.write_bytes(files["確認票_令和9年度.pdf"])
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, encoding="utf-8", check=True
    )
    pages = text.stdout.split("\f")[:-1]
    assert len(pages) == 1
    assert "課長" in pages[0] and "見本" in pages[0]
    squeezed = "".join(text.stdout.split())
    assert "1,380人" in squeezed and "222.6%" in squeezed and "企画推進課" in squeezed
    sheet = openpyxl.load_workbook(io.BytesIO(files["確認票_令和9年度.xlsx"])).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "1,380人" in cells and "課長" in cells and "2027/町の集計_令和9年度_見本.csv　C4" in cells


def test_very_many_figures_take_two_pages_and_the_outlying_ones_go_first(project: Project) -> None:
    sheet = sheet_of(project)
    plain, marked = sheet.rows[0], replace(sheet.rows[1], marks=("桁",))
    long = on_paper(replace(sheet, rows=(*(plain for _ in range(100)), marked)))
    assert len(long.rows) == MOST_ON_PAPER
    assert marked in long.rows
    assert long.more.startswith("ほか61件")


def test_nothing_new_is_said_in_words(project: Project) -> None:
    from misato_report.report.html.render import render_confirmation

    empty = replace(sheet_of(project), rows=())
    assert "新しい値も、変わった値もありません" in render_confirmation(empty)


def test_nothing_in_a_name_becomes_markup(project: Project) -> None:
    from misato_report.report.html.render import render_confirmation

    sheet = sheet_of(project)
    spoilt = replace(sheet, plan_title='"</style><script>', rows=(replace(sheet.rows[0], series="<b>x"),))
    html = render_confirmation(spoilt)
    assert "<script>" not in html and "<b>x" not in html

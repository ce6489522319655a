"""A plan of forty indicators of another town, from its sheet of KPIs to the paper that the council gets."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from misato_report import load_workspace
from misato_report.evaluation.scales import WITHOUT_VERDICT
from misato_report.project import evaluate_project
from tests.conftest import TODAY, Run
from tests.report.test_pages import out_of_place
from tests.support.forty_town import TEXT, YEAR, played, rows_of
from tests.support.page_boxes import PageBoxes, page_boxes

pytestmark = [pytest.mark.slow, pytest.mark.long]


@pytest.fixture(scope="module")
def forty_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One town for all tests: the year takes half a minute."""
    return played(tmp_path_factory.mktemp("forty"))


@pytest.fixture(scope="module")
def pages(forty_town: Path) -> list[PageBoxes]:
    """The paper, with the box of every word."""
    return page_boxes(next((forty_town / "out" / str(YEAR)).glob("*報告書*.pdf")))


def test_every_kpi_of_the_sheet_has_its_verdict(forty_town: Path) -> None:
    evaluations = evaluate_project(load_workspace(forty_town), YEAR, TODAY)
    assert len(evaluations) == 40
    assert {e.indicator.name: e.verdict for e in evaluations if e.verdict in WITHOUT_VERDICT} == {}


def test_a_form_asks_for_the_year_and_for_what_is_still_open(forty_town: Path) -> None:
    form = next((forty_town / "forms" / str(YEAR)).glob("*教育委員会*"))
    asked = list(rows_of(form))
    assert ("図書館貸出冊数", "R9") in asked
    assert ("図書館貸出冊数", "R8") in asked, "the plan began in R8, and nobody has given that year's figure"
    assert ("図書館貸出冊数", "R7") not in asked, "it counts nothing from before the plan"
    assert ("生涯学習講座の受講者数", "R7") in asked, "R8 is held against the year before"
    assert len(asked) == len(set(asked))


def test_the_paper_has_no_placeholder_no_empty_section_and_no_year_before_the_plan(
    forty_town: Path, pages: list[PageBoxes]
) -> None:
    text = "".join(page.text for page in pages)
    assert not re.search(r"写してください|単位なし\)|None|nan|取り込まれていない値", text)
    html = next((forty_town / "out" / str(YEAR)).glob("*.html")).read_text(encoding="utf-8")
    assert not re.search(r"<dd>\s*</dd>|<ul[^>]*>\s*</ul>|<tbody>\s*</tbody>|<p>\s*</p>", html)
    assert html.count(TEXT) == 24, "the four texts of six fields"


def test_the_paper_is_as_long_and_as_full_as_it_should_be(pages: list[PageBoxes]) -> None:
    filled = [page.filled for page in pages]
    told = f"{len(pages)} pages, filled {[round(share * 100) for share in filled]}"
    assert len(pages) <= 26, told
    assert min(filled[:-1]) >= 0.60, told
    problems = [text for number, page in enumerate(pages, 1) for text in out_of_place(number, page)]
    assert not problems, "\n".join(problems)


def test_status_says_what_each_stands_at_and_nothing_of_years_before_the_plan(
    forty_town: Path, run: Run
) -> None:
    told = run(forty_town, "status", str(YEAR)).stdout
    assert "取り込まれていません" not in told
    assert len(told.splitlines()) < 100


def test_the_workbook_has_a_sheet_for_each_field(forty_town: Path) -> None:
    path = next(p for p in (forty_town / "out" / str(YEAR)).glob("*報告書*.xlsx"))
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    assert [name for name in names if re.match(r"[1-6] ", name)] == [
        "1 産業・雇用", "2 移住・定住", "3 結婚・子育て", "4 教育・文化", "5 暮らし・安全", "6 行政・財政",
    ]  # fmt: skip

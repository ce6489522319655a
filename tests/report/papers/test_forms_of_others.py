"""A questionnaire that nobody made the program for, filled by marks alone and opened by LibreOffice."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from misato_report import BuildRequest, build_report, load_workspace
from misato_report.report.building import facts_of
from misato_report.report.facts import Imprint
from misato_report.report.papers.compose import paper_model
from misato_report.report.papers.model import PaperModel
from tests.conftest import AS_OF
from tests.support.office import has_office, opened, sheets_of
from tests.tools.make_forms import FIRST_PROJECT, SHEET, TOTALS, marked, questionnaire

pytestmark = pytest.mark.slow  # whole commands, one after the other


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, town: Path) -> Path:
    """A workspace with the questionnaire among its papers."""
    root = tmp_path_factory.mktemp("調査") / "町"
    shutil.copytree(town, root)
    form = root / "templates" / "papers" / "調査票.xlsx"
    form.write_bytes(marked(questionnaire(1)))
    return root


def model_of(root: Path) -> PaperModel:
    return paper_model(facts_of(load_workspace(root), 2027, AS_OF), Imprint("", AS_OF))


@pytest.fixture(scope="module")
def model(place: Path) -> PaperModel:
    return model_of(place)


@pytest.fixture(scope="module")
def filled(place: Path) -> Path:
    request = BuildRequest(report_year=2027, as_of=AS_OF, papers=("調査票",))
    (path,) = build_report(load_workspace(place), request)
    assert path.name == "調査票_令和9年度.xlsx"
    return path


def test_its_marks_are_filled_with_numbers_and_its_own_things_stay(filled: Path, model: PaperModel) -> None:
    book = openpyxl.load_workbook(filled)
    sheet = book[SHEET]
    assert sheet["C4"].value == "美郷町"
    assert sheet["C9"].value == -45
    assert sheet["D9"].value == model.indicators["social_increase"].value.number == -14
    assert sheet["E9"].value == "=D9-C9"
    last = FIRST_PROJECT + len(model.projects) - 1
    names = [sheet[f"B{row}"].value for row in range(FIRST_PROJECT, last + 1)]
    assert names == [project.name for project in model.projects]
    costs = [Decimal(str(sheet[f"D{row}"].value)) for row in range(FIRST_PROJECT, last + 1)]
    assert costs == [project.settled.number for project in model.projects]
    assert sheet[f"D{last + 1}"].value == f"=SUM(D{FIRST_PROJECT}:D{last})"
    assert sheet[f"E{last}"].value == f'=IF(N(C{last})=0,"",D{last}/C{last})'
    assert sheet.print_area == f"'{SHEET}'!$A$1:$F${last + 6}"
    assert str(sheet.data_validations.dataValidation[0].sqref) == f"F{FIRST_PROJECT}:F{last}"
    merged = set(map(str, sheet.merged_cells.ranges))
    assert {"A1:F1", "A14:F14", f"A{last + 1}:B{last + 1}"} <= merged


@pytest.mark.skipif(not has_office(), reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_its_formulas_are_right(
    filled: Path, model: PaperModel, tmp_path: Path
) -> None:
    sheets = sheets_of(filled, tmp_path)
    rows = sheets[SHEET]
    count = len(model.projects)
    assert rows[8][:6] == [model.indicators["social_increase"].name, "", "▲45", "▲14", "31", "順調"]
    numbers = [row[0] for row in rows[FIRST_PROJECT - 1 : FIRST_PROJECT - 1 + count]]
    assert numbers == [str(n) for n in range(1, count + 1)]
    total = rows[FIRST_PROJECT - 1 + count]
    assert total[2:4] == [model.money.budget.text, model.money.settled.text]
    assert model.money.budget.number is not None
    assert model.money.settled.number is not None
    share = model.money.settled.number / model.money.budget.number * 100
    assert total[4] == f"{share:.1f}%"
    totals = [row[1].replace(",", "") for row in sheets[TOTALS]]
    assert totals[:2] == [str(count), str(model.money.settled.number)]
    kept = sum(p.settled.number or 0 for p in model.projects if p.direction == "継続")
    assert totals[2] == str(kept)
    assert not any("#" in cell and cell.endswith(("!", "?", "A")) for row in rows for cell in row)


@pytest.mark.skipif(not has_office(), reason="LibreOffice is not installed")
def test_it_prints_with_its_drawing(filled: Path, tmp_path: Path) -> None:
    (pdf,) = opened(filled, "pdf", tmp_path)
    text = "".join(page.extract_text() for page in PdfReader(pdf).pages).replace(" ", "")
    assert "受付印（県が押します）" in text.replace("\n", "")
    assert "都賀長藤地区コミュニティ拠点運営" in text
    assert "{{" not in text

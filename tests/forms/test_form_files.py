"""A form that comes back in another kind of file: figures and texts are taken, or it is refused; nothing is dropped."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
import xlwt

from misato_report import load_workspace
from misato_report.forms.issue import issue
from tests.conftest import Run
from tests.support.filling import places
from tests.support.ledger_files import ledger, rows

pytestmark = pytest.mark.slow  # whole commands, one after the other

DIGITAL, INDUSTRY = "情報・未来技術戦略課", "産業振興課"
POLICY = "相談会を続けた。\n\n- 空き家を直した"
Sheets = dict[str, list[list[str]]]


@pytest.fixture
def town_hall(taken_in: Path) -> Path:
    """The taken_in with their ledger, and the forms of R10 sent out."""
    issue(load_workspace(taken_in), 2028, date(2029, 4, 20))
    (taken_in / "actuals" / "2028").mkdir()
    return taken_in


def filled(root: Path, department: str, answers: dict[str, str]) -> Sheets:
    """A form's sheets as texts, with answers by series or number of the question."""
    book = openpyxl.load_workbook(next((root / "forms" / "2028").glob(f"*_{department}.xlsx")))
    found: Sheets = {}
    for sheet in book.worksheets:
        grid = [[_text(cell.value) for cell in row] for row in sheet.iter_rows()]
        for row in grid[1:]:
            for key, column in places(sheet.title, row):
                if key in answers:
                    row[column] = answers[key]
        found[sheet.title] = grid
    return found


def _text(value: object) -> str:
    return value.date().isoformat() if isinstance(value, datetime) else "" if value is None else str(value)


def xlsx(sheets: Sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, grid in sheets.items():
        sheet = book.create_sheet(name)
        for row in grid:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(sheets: Sheets) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for name, grid in sheets.items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(grid):
            for column, text in enumerate(row):
                sheet.write(number, column, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(sheets: Sheets) -> bytes:
    """As LibreOffice writes it: a paragraph for each line of a text."""

    def cell(text: str) -> str:
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'

    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in grid)
        + "</table:table>"
        for name, grid in sheets.items()
    )
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} office:version="1.2">'
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


def archive_of(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


WRITERS: dict[str, Callable[[Sheets], bytes]] = {
    "xlsx": xlsx,
    "xls": xls,
    "ods": ods,
    "zip": lambda sheets: archive_of({"様式/返送.xlsx": xlsx(sheets)}),
    "xlsx という名の xls": xls,
}


@pytest.mark.parametrize("kind", WRITERS)
def test_figures_and_texts_of_every_kind(town_hall: Path, run: Run, kind: str) -> None:
    sheets = filled(
        town_hall, DIGITAL, {"デジタル技術を活用した住民サービス数": "17", "fields/digital/policy": POLICY}
    )
    path = town_hall / "actuals" / "2028" / f"返送.{kind.split(' ', maxsplit=1)[0]}"
    path.write_bytes(WRITERS[kind](sheets))
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    assert "様式: 情報・未来技術戦略課  文章1欄" in done.stdout
    (row,) = [r for r in rows(town_hall) if r["period"] == "2028"]
    assert (row["value"], row["file"]) == ("17", f"actuals/2028/{path.name}")
    assert row["sheet"].endswith("実績")
    (file,) = [load_workspace(town_hall).sound_plan().reviews[2028]]
    policy = file.fields[0].policy
    assert policy is not None
    assert [line for line in policy.splitlines() if line] == [line for line in POLICY.split("\n") if line]
    assert file.returned[0].department == DIGITAL
    again = run(town_hall, "ingest")
    assert "新しいものはありません" in again.stdout
    assert "様式:" not in again.stdout


def test_two_forms_in_one_zip(town_hall: Path, run: Run) -> None:
    digital = filled(town_hall, DIGITAL, {"デジタル技術を活用した住民サービス数": "17"})
    industry = filled(town_hall, INDUSTRY, {"fields/industry/policy": "続ける。"})
    path = town_hall / "actuals" / "2028" / "まとめて.zip"
    path.write_bytes(archive_of({"a.xlsx": xlsx(digital), "b.ods": ods(industry)}))
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    assert [r["value"] for r in rows(town_hall) if r["period"] == "2028"] == ["17"]
    file = load_workspace(town_hall).sound_plan().reviews[2028]
    assert sorted(form.department for form in file.returned) == sorted([DIGITAL, INDUSTRY])
    assert file.fields[0].policy == "続ける。"


def test_a_wrong_answer_in_a_zip_names_the_form(town_hall: Path, run: Run) -> None:
    sheets = filled(town_hall, INDUSTRY, {"indicators/gross_product/town_verdict": "まあまあ"})
    path = town_hall / "actuals" / "2028" / "まとめて.zip"
    path.write_bytes(archive_of({"産業.xlsx": xlsx(sheets)}))
    before = ledger(town_hall)
    done = run(town_hall, "ingest")
    assert done.returncode == 1
    assert "産業.xlsx/実績!M" in done.stderr
    assert "選べる答えではありません" in done.stderr
    assert ledger(town_hall) == before
    assert not (town_hall / "plan" / "reviews" / "2028.yaml").exists()


@pytest.mark.parametrize("sheet", ["はじめに", "実績", "評価"])
@pytest.mark.parametrize("packed", [False, True])
def test_one_sheet_saved_as_text_is_refused(town_hall: Path, run: Run, sheet: str, packed: bool) -> None:
    sheets = filled(
        town_hall, DIGITAL, {"デジタル技術を活用した住民サービス数": "17", "fields/digital/policy": POLICY}
    )
    text = "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in sheets[sheet])
    path = town_hall / "actuals" / "2028" / ("返送.zip" if packed else "返送.csv")
    content = text.encode("cp932")
    path.write_bytes(archive_of({"返送.csv": content}) if packed else content)
    before = ledger(town_hall)
    done = run(town_hall, "ingest")
    assert done.returncode == 1
    assert "様式の一枚のシートだけ" in done.stderr
    assert ".xlsx、.ods、.xls" in done.stderr
    assert ledger(town_hall) == before


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_form_that_libreoffice_has_saved(town_hall: Path, tmp_path: Path, run: Run, kind: str) -> None:
    book = openpyxl.load_workbook(next((town_hall / "forms" / "2028").glob(f"*_{DIGITAL}.xlsx")))
    book["実績"]["D2"], book["実績"]["M2"], book["実績"]["N2"] = "１７サービス", "遅れ", "使われていない。"
    book["評価"]["C2"] = POLICY
    filled_in = tmp_path / "記入.xlsx"
    book.save(filled_in)
    folder = town_hall / "actuals" / "2028"
    subprocess.run(
        ["soffice", "--headless", "--convert-to", kind, "--outdir", str(folder), str(filled_in)],
        env={**os.environ, "HOME": str(tmp_path)},
        check=True,
        capture_output=True,
        timeout=120,
    )
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    assert [r["value"] for r in rows(town_hall) if r["period"] == "2028"] == ["17"]
    file = load_workspace(town_hall).sound_plan().reviews[2028]
    assert (file.indicators[0].town_verdict, file.indicators[0].town_verdict_reason) == (
        "behind",
        "使われていない。",
    )
    assert [line for line in (file.fields[0].activities or "").splitlines() if line] == [
        line for line in POLICY.split("\n") if line
    ]

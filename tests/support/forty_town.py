"""A town with forty KPIs of its own, played from its sheet of KPIs to the report: init, forms out and back, ingest, build."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from tests.conftest import run_here
from tests.tools.kpi_sheets import forty

YEAR = 2027
SAVED_BY_LIBREOFFICE = "健康福祉課"
TEXT = "【見本】相談の窓口を設け、関係する団体と話し合いながら取り組んだ。"
_ABOUT = (
    "--title", "第3期見本四十町総合戦略", "--town", "川本町", "--prefecture", "島根県", "--code", "324418",
    "--department", "企画課", "--period", "R8..R12",
)  # fmt: skip
_CHOICES = {"「累計」": "積み上げ", "減らす目標か": "増える方が良い", "待機児童数": "減る方が良い"}


def played(folder: Path) -> Path:
    """The town's workspace with the report of R9; every command on the way has to end well."""
    sheet, root = folder / "KPI一覧_見本.xlsx", folder / "町"
    sheet.write_bytes(forty().content())
    told = _done(folder, "init", str(root), "--from", str(sheet), *_ABOUT)
    assert "失われた行 0" in told
    answer(root / "読み取り結果.xlsx")
    told = _done(
        folder, "init", str(root), "--from", str(sheet), "--answers", str(root / "読み取り結果.xlsx"), *_ABOUT
    )
    assert "質問のある行 0" in told
    _done(root, "check")
    _done(root, "forms", str(YEAR))
    for form in sorted((root / "forms" / str(YEAR)).glob("*.xlsx")):
        send_back(form, root / "actuals" / str(YEAR))
    _done(root, "ingest")
    _done(root, "build", str(YEAR), "--format", "pdf,html,xlsx,csv")
    return root


def _done(where: Path, *command: str) -> str:
    done = run_here(where, *command)
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return str(done.stdout + done.stderr)


def answer(path: Path) -> None:
    """Choose an answer to every question, as the clerk does from the lists of 読み取り結果.xlsx."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for rule in sheet.data_validations.dataValidation:
        for cells in str(rule.sqref).split():
            cell = sheet[cells.split(":")[0]]
            if str(sheet.cell(2, cell.column).value).startswith("答え"):
                asked = f"{sheet.cell(cell.row, 2).value} {sheet.cell(cell.row, cell.column - 1).value}"
                wanted = next((label for word, label in _CHOICES.items() if word in asked), "")
                cell.value = next(c for c in _choices(book, rule.formula1) if c.startswith(wanted))
    book.save(path)


def _choices(book: Any, source: str) -> list[str]:
    if source.startswith('"'):
        return source.strip('"').split(",")
    sheet, cells = source.lstrip("=").split("!")
    return [str(row[0].value) for row in book[sheet.strip("'")][cells.replace("$", "")]]


def send_back(form: Path, into: Path) -> None:
    """A department's form, filled in: every figure near what is aimed at, every text; one is saved by LibreOffice."""
    book = openpyxl.load_workbook(form)
    random = Random(form.name)
    for row in book["実績"].iter_rows(min_row=2):
        if row[1].value:
            row[3].value = _figure(row, random)
    for row in book["評価"].iter_rows(min_row=2) if "評価" in book.sheetnames else ():
        if row[4].value and not str(row[4].value).endswith("/town_verdict"):
            row[2].value = TEXT
    into.mkdir(parents=True, exist_ok=True)
    book.save(into / form.name)
    if SAVED_BY_LIBREOFFICE in form.name and shutil.which("soffice"):
        _through_libreoffice(into / form.name)


def _figure(row: Any, random: Random) -> str:
    """A figure as departments type it, with or without its unit, near 目安 or the target."""
    unit, near = str(row[4].value), _number(row[10].value) or _number(row[9].value) or 600
    if unit == "段階":
        return "着手"
    value = near * random.uniform(0.92, 1.06)
    if unit == "%":
        return f"{min(value, 100):.1f}"
    text = f"{value:,.2f}" if unit == "単位なし" else f"{value:,.1f}" if unit == "億円" else f"{value:,.0f}"
    return text + (unit if unit != "単位なし" and random.random() < 0.5 else "")


def _number(text: object) -> float | None:
    match = re.match(r"▲?[0-9][0-9,.]*", str(text))
    return float(match[0].replace("▲", "-").replace(",", "")) if match else None


def _through_libreoffice(path: Path) -> None:
    folder = path.parent.parent.parent / "libreoffice"
    home = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    (folder / path.name).replace(path)
    shutil.rmtree(folder)


def rows_of(form: Path) -> Iterator[tuple[str, str]]:
    """The series and years that a form asks for."""
    for row in openpyxl.load_workbook(form)["実績"].iter_rows(min_row=2, values_only=True):
        if row[1]:
            yield str(row[1]), str(row[2])

"""The Excel workbook as a clerk opens it: figures as judged, formulas that come to them, text that stays text."""

from __future__ import annotations

import csv
import math
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from misato_report import build_report, evaluate, load_workspace
from misato_report.evaluation import Evaluation, round_half_up
from misato_report.plan.model import Accumulation
from misato_report.scales import LABELS, SIGNS
from tests.conftest import ROOT, Run

AS_OF = date(2028, 4, 20)
PACKING_DATE = (1980, 1, 1, 0, 0, 0)


@pytest.fixture
def town(workspace: Path) -> Path:
    """A copy of the repository's workspace, with its sample figures."""
    shutil.copytree(ROOT / "actuals", workspace / "actuals", dirs_exist_ok=True)
    return workspace


def built(root: Path, year: int = 2027, as_of: date = AS_OF) -> Path:
    (path,) = build_report(load_workspace(root), year, as_of, ["xlsx"])
    return path


def judged(root: Path, year: int = 2027) -> tuple[Evaluation, ...]:
    return evaluate(load_workspace(root), year, AS_OF)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def edit_ledger(root: Path, series: str, period: int, **changes: str | None) -> None:
    """Change columns of one figure's rows; ``value=None`` takes the rows away."""
    path = root / "actuals" / "ledger.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hit = [r for r in rows if (r["series"], r["period"]) == (series, str(period))]
    assert hit
    if changes.get("value", "") is None:
        rows = [r for r in rows if r not in hit]
    else:
        for row in hit:
            row.update({key: text for key, text in changes.items() if text is not None})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def number(value: object) -> Decimal:
    return Decimal(str(value))


def rows_under(sheet: Any, heading: str, last: str, start: int = 1) -> Iterator[dict[str, Any]]:
    """Rows of the first table whose header begins with ``heading``, as heading → cell, until a blank one."""
    header = next(row[0].row for row in sheet.iter_rows(min_row=start, max_col=1) if row[0].value == heading)
    names = {c.column: c.value for c in sheet[header] if c.value}
    assert last in names.values()
    for row in sheet.iter_rows(min_row=header + 1):
        if row[0].value is None or len([c for c in row if c.value is not None]) < 3:
            return
        yield {names[c.column]: c for c in row if c.column in names}


def overview(path: Path, *, values: bool = False) -> dict[str, dict[str, Any]]:
    sheet = openpyxl.load_workbook(path, data_only=values)["概要"]
    return {row["指標"].value: row for row in rows_under(sheet, "分野", "備考")}


def year_table(path: Path, e: Evaluation, *, values: bool = False) -> dict[int, dict[str, Any]]:
    """The table by year of an indicator, by western year."""
    for sheet in openpyxl.load_workbook(path, data_only=values).worksheets[1:-1]:
        for (cell,) in sheet.iter_rows(max_col=1):
            if cell.value == f"■ {e.indicator.short_name}":
                rows = rows_under(sheet, "年", "備考", cell.row)
                return {row["西暦"].value: row for row in rows}
    raise AssertionError(e.indicator.short_name)


def floored(e: Evaluation) -> Decimal | None:
    return None if e.pace_ratio is None else Decimal(math.floor(e.pace_ratio * 100)) / 100


def test_a_sheet_for_everything_in_order(town: Path) -> None:
    book = openpyxl.load_workbook(built(town))
    assert book.sheetnames == [
        "概要",
        "1 移住・定住・地域間交流の促進",
        "2 産業の振興、雇用の確保、観光振興",
        "3 結婚・出産・子育て支援の充実",
        "4 地域における情報化、先進技術の活用",
        "地域再生 都賀長藤地区コミュニティ拠点施設整備事業",
        "目標人口",
        "数値の出所",
    ]


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_overview_has_what_was_judged(town: Path, year: int) -> None:
    shown = overview(built(town, year), values=True)
    evaluations = judged(town, year)
    assert len(shown) == len(evaluations) == 9
    for e in evaluations:
        row = shown[e.indicator.short_name]
        for heading, value in (
            ("現状値", e.baseline),
            ("目標値", e.target),
            ("実績", e.value),
            ("目安", e.expected),
            ("基準", e.reference),
            ("進捗度", floored(e)),
        ):
            if value is None:
                assert isinstance(row[heading].value, str), heading
            else:
                assert row[heading].data_type == "n"
                assert number(row[heading].value) == value, (e.indicator.id, heading)
        assert row["判定"].value == SIGNS[e.verdict] + LABELS[e.verdict]
        if e.vintage:
            assert row["公表日"].value == datetime(e.vintage.year, e.vintage.month, e.vintage.day)  # noqa: DTZ001


def test_the_years_have_what_was_judged(town: Path) -> None:
    path = built(town)
    for e in judged(town):
        table = year_table(path, e, values=True)
        total = e.indicator.accumulation is Accumulation.PERIOD_TOTAL
        assert e.levels
        for year, level in e.levels:
            assert number(table[year]["累計" if total else "実績"].value) == level
            then = next(x for x in judged(town, year) if x.indicator.id == e.indicator.id)
            assert table[year]["判定"].value == SIGNS[then.verdict] + LABELS[then.verdict]
            assert then.expected is not None
            assert number(table[year]["目安"].value) == then.expected
        for d in e.by_period:
            if d.period in table and total:
                assert number(table[d.period]["各年の値"].value) == d.value
            elif d.period in table:
                own = number(table[d.period]["実績"].value)
                assert own == round_half_up(d.value, e.indicator.decimals)


def test_the_plans_own_table(town: Path) -> None:
    sheet = openpyxl.load_workbook(built(town))["1 移住・定住・地域間交流の促進"]
    rows = [[c.value for c in row if c.value is not None] for row in sheet.iter_rows()]
    head = rows.index(["目標", "項目", "現状値", "目標値", "単位", "目標値の積算"])
    assert rows[head + 1] == [
        "令和8年から12年における人口の社会増の合計数",
        "年度",
        "R3～R7",
        "R8～R12",
        "人",
        "累計",
    ]
    assert rows[head + 2] == ["数値", -90, -45]


# --- formulas


def formulas(path: Path) -> list[tuple[Any, Any]]:
    """Every formula's cell with the same cell as a viewer shows it that does not calculate."""
    plain, shown = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    return [
        (cell, shown[sheet.title][cell.coordinate])
        for sheet in plain.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def recalculated(cell: Any) -> Decimal:
    """What a formula comes to by the cells it names, exactly."""

    def total(match: re.Match[str]) -> str:
        span = cell.parent[f"{match[1]}{match[2]}:{match[1]}{match[3]}"]
        return f"Decimal('{sum((number(c.value) for (c,) in span), Decimal(0))}')"

    def rounded(value: Decimal, places: int) -> Decimal:
        return value.quantize(Decimal((0, (1,), -places)), ROUND_HALF_UP)

    text = re.sub(r"SUM\(([A-Z])\$(\d+):\1(\d+)\)", total, cell.value[1:])

    def value(match: re.Match[str]) -> str:
        named = cell.parent[match[0]]
        return f"({recalculated(named) if named.data_type == 'f' else number(named.value)!r})"

    # A sum's address inside SUM has been replaced above; what is left is single cells.
    text = re.sub(r"\b[A-Z]\d+\b", lambda m: value(m).replace("(-", "(Decimal(-1)*"), text)
    names = {"Decimal": Decimal, "INT": lambda x: Decimal(math.floor(x)), "ROUND": rounded}
    result: Decimal = eval(text, names)  # noqa: S307 - our own formula
    return Decimal(result)


def test_every_formula_comes_to_what_stands_in_its_cell(town: Path) -> None:
    found = formulas(built(town))
    assert len(found) > 20
    for cell, shown in found:
        assert recalculated(cell) == number(shown.value), (cell.parent.title, cell.coordinate, cell.value)


def test_actuals_and_verdicts_need_no_calculation(town: Path) -> None:
    for row in overview(built(town)).values():
        assert row["実績"].data_type == "n"
        assert row["判定"].data_type == "s"
        assert row["進捗度"].data_type == ("s" if row["指標"].value == "目標人口" else "f")


def test_the_running_sum_starts_with_the_period_and_stops_before_a_gap(town: Path) -> None:
    edit_ledger(town, "net_migration", 2026, value=None)
    e = judged(town)[0]
    assert e.value is None
    path = built(town)
    table = year_table(path, e)
    assert table[2026]["各年の値"].value == "未取込"
    assert table[2027]["各年の値"].value == -2
    assert table[2027]["累計"].value is None
    assert overview(path)[e.indicator.short_name]["実績"].value == "未取込"


def test_increments_are_added_to_the_baseline(town: Path) -> None:
    (field,) = (town / "plan" / "fields").glob("4*.yaml")
    edit(field, "series: digital_services", "series: digital_services\n      increments: true")
    e = next(e for e in judged(town) if e.indicator.id == "digital_services")
    assert e.value == 15 + 15 + 16
    path = built(town)
    cell = year_table(path, e)[2027]["累計"]
    assert cell.data_type == "f"
    assert recalculated(cell) == e.value
    assert number(year_table(path, e, values=True)[2027]["累計"].value) == e.value


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_comes_to_the_same(town: Path, tmp_path: Path) -> None:
    path = built(town)
    bare = tmp_path / "bare.xlsx"
    openpyxl.load_workbook(path).save(bare)  # without our results, so that they have to be worked out
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
        + ["--convert-to", "xlsx", "--outdir", tmp_path / "out", bare],
        check=True,
        capture_output=True,
        timeout=120,
    )
    theirs = openpyxl.load_workbook(tmp_path / "out" / "bare.xlsx", data_only=True)
    for cell, shown in formulas(path):
        value = theirs[cell.parent.title][cell.coordinate].value
        assert value == pytest.approx(float(shown.value), abs=1e-12), (cell.parent.title, cell.coordinate)


# --- looks


def test_negatives_are_printed_with_a_triangle(town: Path) -> None:
    shown = overview(built(town))
    assert shown["人口の社会増（5年の合計）"]["実績"].number_format == '#,##0;"▲"#,##0'
    assert shown["年少人口の割合"]["実績"].number_format == '#,##0.0;"▲"#,##0.0'
    assert shown["年少人口の割合"]["進捗度"].number_format == '0%;"▲"0%'
    for sheet in openpyxl.load_workbook(built(town)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float) and cell.value < 0:
                    assert '"▲"' in cell.number_format, (sheet.title, cell.coordinate)


def test_figures_are_written_as_decimals_not_as_their_binary_neighbours(town: Path) -> None:
    figures: list[str] = []
    with zipfile.ZipFile(built(town)) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/"):
                figures += re.findall(r"<v>([^<]+)</v>", book.read(name).decode("utf-8"))
    assert {"9.3", "9.4", "11.7"} <= set(figures)
    assert not [f for f in figures if len(f) > 12]


def test_ready_to_print_on_a4(town: Path) -> None:
    for sheet in openpyxl.load_workbook(built(town)).worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows.startswith("$1:$")
        assert sheet.freeze_panes
        assert "&P" in sheet.oddFooter.center.text


def test_samples_are_marked_on_every_sheet_and_page(town: Path) -> None:
    for sheet in openpyxl.load_workbook(built(town)).worksheets:
        assert any("見本" in str(c.value) for row in sheet["A1:A4"] for c in row), sheet.title
        assert "見本" in sheet.oddHeader.right.text
        assert "見本" in sheet.oddFooter.left.text


def test_real_figures_carry_no_mark(town: Path) -> None:
    ledger = town / "actuals" / "ledger.csv"
    text = re.sub(r",見本：[^\n]*", ",", ledger.read_text(encoding="utf-8").replace(",見本,", ",,"))
    ledger.write_text(text, encoding="utf-8", newline="")
    for sheet in openpyxl.load_workbook(built(town)).worksheets[:-1]:  # the last one names files
        assert not [c for row in sheet.iter_rows() for c in row if "見本" in str(c.value)]
        assert sheet.oddHeader.right.text is None


def test_where_each_figure_came_from(town: Path) -> None:
    sheet = openpyxl.load_workbook(built(town))["数値の出所"]
    shown = {
        (r["系列"].value, number(r["値"].value), r["公表日"].value.date(), r["ファイル"].value, r["欄"].value)
        for r in rows_under(sheet, "系列", "備考")
    }
    names = load_workspace(town).sound_plan().series
    used = {i for e in judged(town) for d in e.by_period for i in d.inputs}
    assert used
    assert shown == {(names[i.series].name, i.value, i.published_on, i.file, i.cell) for i in used}


# --- what must not happen


def test_text_that_came_in_never_becomes_a_formula(town: Path) -> None:
    evil = '=HYPERLINK("http://example.com","x")'
    (field,) = (town / "plan" / "fields").glob("1*.yaml")
    edit(field, "short_name: 人口の社会増（5年の合計）", f"short_name: '{evil}'")
    edit(field, "name: 令和8年から12年における人口の社会増の合計数", "name: '+1'")
    edit(field, "unit: 人\n    decimals: 0", 'unit: "@x"\n    decimals: 0')
    edit(town / "plan" / "plan.yaml", "short_name: 目標人口", "short_name: '#REF!'")
    edit_ledger(town, "digital_services", 2027, note='-2+3+cmd|"/C calc"!A0')
    path = built(town)
    book = openpyxl.load_workbook(path)
    texts = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.value is not None]
    for text in (evil, "+1", "@x", '-2+3+cmd|"/C calc"!A0'):
        found = [c for c in texts if c.value == text]
        assert found, text
        assert all(c.data_type == "s" and c.quotePrefix for c in found), text
    assert all(c.data_type == "s" for c in texts if c.value == "#REF!")
    assert all(c.value.startswith(("=ROUND(", "=INT(ROUND(")) for c in texts if c.data_type == "f")
    assert not [c for c in texts if c.quotePrefix and not str(c.value).startswith(tuple("=+-@"))]


def test_what_is_not_there_is_said_and_never_zero(workspace: Path) -> None:
    evaluations = judged(workspace)
    shown = overview(built(workspace))
    for e in evaluations:
        row = shown[e.indicator.short_name]
        assert row["実績"].value in ("未公表", "未取込")
        assert row["進捗度"].value == "―"
        assert row["判定"].value == SIGNS[e.verdict] + LABELS[e.verdict]


def test_long_and_odd_names_make_sheets_of_their_own(town: Path) -> None:
    fields = sorted((town / "plan" / "fields").glob("*.yaml"))
    long = "産業[の]振興:?*/" + "あ" * 60
    plan = load_workspace(town).sound_plan()
    edit(fields[1], f"name: {plan.fields[1].name}\n", f'name: "{long}"\n')
    edit(fields[0], "project: 都賀長藤地区コミュニティ拠点施設整備事業", "project: A&B&P")
    book = openpyxl.load_workbook(built(town))
    names = book.sheetnames
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_the_same_bytes_again(town: Path, tmp_path: Path) -> None:
    other = tmp_path / "another place"
    shutil.copytree(town, other)
    path = built(town)
    assert path.read_bytes() == built(other).read_bytes()
    with zipfile.ZipFile(path) as book:
        assert {entry.date_time for entry in book.infolist()} == {PACKING_DATE}
        core = book.read("docProps/core.xml").decode("utf-8")
    assert re.findall(r"W3CDTF\">([^<]+)<", core) == ["2028-04-20T00:00:00Z"] * 2


def test_all_formats_together_and_the_default_as_ever(town: Path, run: Run) -> None:
    result = run(town, "build", "2027", "--as-of", "2028-04-20", "--format", "html,xlsx,csv", "--ascii-name")
    assert result.returncode == 0, result.stderr
    names = [line.rsplit("/", 1)[-1] for line in result.stdout.split()]
    assert names == [f"progress-report-324485-fy2027.{kind}" for kind in ("html", "xlsx", "csv")]
    shutil.rmtree(town / "out")
    assert run(town, "build", "2027", "--as-of", "2028-04-20").returncode == 0
    assert {p.suffix for p in (town / "out" / "2027").iterdir()} == {".pdf", ".html"}
    refused = run(town, "build", "2027", "--format", "docx")
    assert refused.returncode == 2
    assert "xlsx" in refused.stderr

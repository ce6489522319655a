"""The open data CSV as a program reads it: the conventions, the figures as judged, nothing a spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from misato_report import build_report, evaluate, load_workspace
from misato_report.evaluation import expected_at
from misato_report.exchange import exact
from misato_report.report.open_data import COLUMNS, starts_a_formula
from misato_report.scales import LABELS
from tests.test_workbook_output import AS_OF, edit, edit_ledger, judged, town

__all__ = ["town"]

Rows = list[dict[str, str]]
FIGURE = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


def content(root: Path, year: int = 2027, as_of: date = AS_OF) -> bytes:
    (path,) = build_report(load_workspace(root), year, as_of, ["csv"])
    assert path.suffix == ".csv"
    return path.read_bytes()


def rows_of(root: Path, year: int = 2027, as_of: date = AS_OF) -> Rows:
    return list(csv.DictReader(io.StringIO(content(root, year, as_of).decode("utf-8-sig"), newline="")))


def of(rows: Rows, indicator: str, kind: str) -> dict[str, dict[str, str]]:
    """Rows of an indicator and a kind of value, by western year."""
    return {r["年度（西暦）"]: r for r in rows if (r["指標ID"], r["値の区分"]) == (indicator, kind)}


def test_bom_crlf_and_the_towns_code(town: Path) -> None:
    data = content(town)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    rows = rows_of(town)
    assert tuple(rows[0]) == COLUMNS
    assert {r["全国地方公共団体コード"] for r in rows} == {"324485"}
    assert {(r["都道府県名"], r["市区町村名"]) for r in rows} == {("島根県", "美郷町")}


def test_the_figures_are_those_that_were_judged(town: Path) -> None:
    rows = rows_of(town)
    evaluations = judged(town)
    assert len(evaluations) == 9
    for e in evaluations:
        actuals = of(rows, e.indicator.id, "実績")
        with_value = {int(y): Decimal(r["値"]) for y, r in actuals.items() if r["値"]}
        assert with_value == dict(e.levels)
        newest = actuals[str(e.period)]
        assert e.vintage is not None
        assert newest["判定"] == LABELS[e.verdict]
        assert newest["公表日"] == e.vintage.isoformat()
        assert newest["出所ファイル"].split("；") == list(dict.fromkeys(i.file for i in e.inputs))
        (baseline,) = of(rows, e.indicator.id, "現状値").values()
        assert Decimal(baseline["値"]) == e.baseline
        targets = of(rows, e.indicator.id, "目標値")
        assert [Decimal(r["値"]) for r in targets.values()] == [p.value for p in e.indicator.all_targets]
        for year, row in of(rows, e.indicator.id, "目安").items():
            assert Decimal(row["値"]) == exact(expected_at(e.indicator, int(year)))


def test_numbers_are_plain_and_dates_iso(town: Path) -> None:
    rows = rows_of(town)
    assert any(r["値"].startswith("-") for r in rows)
    for row in rows:
        assert row["値"] == "" or FIGURE.fullmatch(row["値"]), row
        assert (row["値"] == "") == (row["状態"] != "")
        assert row["値の区分"] in ("現状値", "目標値", "実績", "目安")
        for column in ("期間の開始日", "期間の終了日"):
            assert date.fromisoformat(row[column]).isoformat() == row[column]


def test_periods_by_what_a_year_stands_for(town: Path) -> None:
    rows = rows_of(town)

    def period(indicator: str, kind: str, year: str) -> tuple[str, str, str]:
        row = of(rows, indicator, kind)[year]
        return row["年度（和暦）"], row["期間の開始日"], row["期間の終了日"]

    assert period("social_increase", "現状値", "2025") == ("令和3年～令和7年", "2020-10-01", "2025-09-30")
    assert period("social_increase", "実績", "2027") == ("令和8年～令和9年", "2025-10-01", "2027-09-30")
    assert period("gross_product", "実績", "2025") == ("令和7年度", "2025-04-01", "2026-03-31")
    assert period("target_population", "実績", "2027") == ("令和9年", "2027-10-01", "2027-10-01")


def test_what_is_missing_is_empty_and_says_why(town: Path) -> None:
    edit_ledger(town, "facility_users", 2027, value="", status="秘匿")
    edit_ledger(town, "event_volunteers", 2026, value=None)
    rows = rows_of(town)
    for indicator, year, state in (
        ("gross_product", "2026", "未公表"),
        ("facility_users", "2027", "秘匿"),
        ("event_volunteers", "2026", "未取込"),
    ):
        row = of(rows, indicator, "実績")[year]
        assert (row["値"], row["状態"], row["判定"]) == ("", state, "")


def test_a_workspace_without_figures(workspace: Path) -> None:
    actuals = [r for r in rows_of(workspace) if r["値の区分"] == "実績"]
    assert actuals
    assert {r["値"] for r in actuals} == {""}
    assert {r["状態"] for r in actuals} == {"未公表", "未取込"}


def test_samples_are_marked_in_their_rows(town: Path) -> None:
    rows = rows_of(town)
    for row in rows:
        assert ("見本" in row["備考"]) == (row["値の区分"] == "実績" and row["値"] != "")


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+1", "-1", "@x", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run(text: str) -> None:
    assert starts_a_formula(text)
    assert not starts_a_formula(f"a{text}")
    assert not starts_a_formula("▲1")
    assert not starts_a_formula("")


def test_text_that_came_in_never_becomes_a_formula(town: Path) -> None:
    (field,) = (town / "plan" / "fields").glob("1*.yaml")
    edit(field, "name: 令和8年から12年における人口の社会増の合計数", "name: '=HYPERLINK(\"x\")'")
    edit(field, "unit: 人\n    decimals: 0", 'unit: "@x"\n    decimals: 0')
    edit(town / "plan" / "plan.yaml", "title: 美郷町まちづくりアクションプラン", 'title: "+1\\n計画"')
    rows = rows_of(town)
    own = [r for r in rows if r["指標ID"] == "social_increase"]
    assert {r["指標名"] for r in own} == {'\'=HYPERLINK("x")'}
    assert {r["単位"] for r in own} == {"'@x"}
    assert {r["計画名"] for r in rows} == {"'+1 計画"}
    assert {r["値"] for r in own} >= {"-90", "-45", "-14"}, "a figure bears no apostrophe"
    for row in rows:
        for column, text in row.items():
            assert column == "値" or not starts_a_formula(text), (column, text)


def test_the_same_bytes_again(town: Path) -> None:
    assert content(town) == content(town)


def test_verdicts_of_each_year_are_of_that_year(town: Path) -> None:
    rows = rows_of(town)
    project = load_workspace(town)
    for e in evaluate(project, 2026, AS_OF):
        if e.period == 2026:
            assert of(rows, e.indicator.id, "実績")["2026"]["判定"] == LABELS[e.verdict]


def test_it_needs_neither_excel_nor_pdf_libraries(town: Path) -> None:
    code = (
        "import sys; from datetime import date; from misato_report import build_report, load_workspace\n"
        "build_report(load_workspace('.'), 2027, date(2028, 4, 20), ['csv'])\n"
        "print([m for m in ('openpyxl', 'weasyprint', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=town, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

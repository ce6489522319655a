"""Three invented towns of other shapes, from the tables they keep in Excel to a report; and a plan made by answers."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from misato_report import BuildRequest, build_report, load_workspace
from misato_report.actuals.files.table import Table
from misato_report.new_workspace.interpreting import About
from misato_report.new_workspace.kpi import Span
from misato_report.new_workspace.kpi_table import read_kpis
from misato_report.plan.indicators import Accumulation
from tests.conftest import ROOT, Run

pytestmark = pytest.mark.slow  # whole commands, one after the other

HEADS = ("分野", "指標名", "単位", "基準値", "基準年", "目標値", "目標年", "積算", "担当課")
ABOUT = (
    "--town", "見本町", "--prefecture", "見本県", "--code", "324485", "--department", "企画課",
)  # fmt: skip


def kept_in_excel(path: Path, rows: list[tuple[Any, ...]], heads: tuple[str, ...] = HEADS) -> Path:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["KPI一覧表（見本）"])
    sheet.append([])
    for row in (heads, *rows):
        sheet.append(row)
    book.save(path)
    return path


def six_fields(folder: Path) -> Path:
    """Six fields and eighty indicators, the field and department in merged cells."""
    rows: list[tuple[Any, ...]] = []
    for number in range(80):
        first = number % 14 == 0
        field, department = (
            (f"基本目標{number // 14 + 1}", f"第{number // 14 + 1}課") if first else (None, None)
        )
        if number % 4 == 0:
            rows.append(
                (
                    field,
                    f"指標{number}の件数",
                    "件",
                    100 + number,
                    "R6",
                    150 + number,
                    "R12",
                    "積み上げ",
                    department,
                )
            )
        elif number % 4 == 1:
            rows.append(
                (
                    field,
                    f"指標{number}の割合",
                    "%",
                    "12.5%",
                    "令和6年度",
                    "20.0%",
                    "令和12年度",
                    "単年度",
                    department,
                )
            )
        elif number % 4 == 2:
            rows.append(
                (
                    field,
                    f"指標{number}の増減",
                    "人",
                    "▲１，２３４",
                    "R3～R7",
                    "▲600",
                    "R8～R12",
                    "累計",
                    department,
                )
            )
        else:
            rows.append(
                (field, f"指標{number}", "千円", "1,000千円", 2024, "2,000千円", 2030, "", department)
            )
    return kept_in_excel(folder / "六分野.xlsx", rows)


def one_grant(folder: Path) -> Path:
    """One field whose indicators have a target for each year."""
    rows = [
        (
            "デジタル実装",
            "アプリの利用者数",
            "人",
            0,
            "R7",
            "100／300／500",
            "R8／R9／R10",
            "年ごと",
            "情報課",
        ),
        (None, "満足度", "%", 50, "R7", "55/60/70", "2026/2027/2028", "", None),
    ]
    return kept_in_excel(folder / "交付金.xlsx", rows)


def ten_years(folder: Path) -> Path:
    """A plan of ten years."""
    rows = [
        ("人口", "社会増減（10年間）", "人", "▲200", "H28～R7", "▲100", "R8～R17", "累計", "企画課"),
        ("人口", "出生数", "人", 30, "R7", 40, "R17", "単年度", "健康課"),
        ("産業", "新規就農者数", "人", 12, "R7", 30, "R17", "積み上げ", "産業課"),
    ]
    return kept_in_excel(folder / "十年.xlsx", rows)


def made(tmp_path: Path, run: Run, table: Path, period: str) -> Path:
    done = run(
        tmp_path, "init", "町", "--from", str(table), "--title", "見本町総合戦略", "--period", period, *ABOUT
    )
    assert done.returncode == 0, done.stderr
    root = tmp_path / "町"
    checked = run(root, "check")
    assert checked.returncode == 0, checked.stderr
    return root


def count(root: Path, values: dict[str, str], year: int) -> None:
    """Take in own counts of a year."""
    plan = load_workspace(root).sound_plan()
    lines = ["系列,対象,値,単位,状態,公表日,備考"]
    for ident, value in values.items():
        series = plan.series[ident]
        lines.append(f"{series.name},{year},{value},{series.unit},見本,{year + 1}-04-20,見本")
    folder = root / "actuals" / str(year + 1)
    folder.mkdir(parents=True)
    (folder / f"集計{year}_見本.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_eighty_indicators_in_six_fields(tmp_path: Path, run: Run) -> None:
    root = made(tmp_path, run, six_fields(tmp_path), "R8..R12")
    plan = load_workspace(root).sound_plan()
    assert len(plan.fields) == 6
    assert len(list(plan.indicators())) == 80
    by_name = {i.name: i for _, i in plan.indicators()}
    total = by_name["指標2の増減"]
    assert (total.accumulation, str(total.baseline.value)) == (Accumulation.PERIOD_TOTAL, "-1234")
    assert (by_name["指標1の割合"].decimals, str(by_name["指標1の割合"].baseline.value)) == (1, "12.5")
    assert by_name["指標3"].accumulation is Accumulation.SINGLE_YEAR
    assert plan.fields[5].departments == ("第6課",), "a merged cell stands for the rows below it"
    count(root, {i.id: "5" for _, i in plan.indicators()}, 2026)
    assert run(root, "ingest").returncode == 0
    (page,) = build_report(
        load_workspace(root), BuildRequest(report_year=2026, as_of=date(2027, 4, 20), formats=("html",))
    )
    html = page.read_text(encoding="utf-8")
    assert "80の指標のうち" in html
    assert "見本" in html


def test_a_plan_of_one_grant(tmp_path: Path, run: Run) -> None:
    root = made(tmp_path, run, one_grant(tmp_path), "R8..R10")
    (users, share) = [i for _, i in load_workspace(root).sound_plan().indicators()]
    assert [(p.period.first, int(p.value)) for p in users.targets] == [(2026, 100), (2027, 300), (2028, 500)]
    assert share.accumulation is Accumulation.YEARLY_TARGETS
    count(root, {users.id: "320", share.id: "58"}, 2027)
    assert run(root, "ingest").returncode == 0
    paths = build_report(load_workspace(root), BuildRequest(report_year=2027, as_of=date(2028, 4, 20)))
    assert {p.suffix for p in paths} == {".pdf", ".html"}
    assert "達成" in run(root, "status", "2027", "--as-of", "2028-04-20").stdout


def test_a_plan_of_ten_years_with_a_mid_term_review(tmp_path: Path, run: Run) -> None:
    root = made(tmp_path, run, ten_years(tmp_path), "R8..R17")
    plan = load_workspace(root).sound_plan()
    births = next(i for _, i in plan.indicators() if i.name == "出生数")
    count(root, {i.id: "25" for _, i in plan.indicators()}, 2030)
    assert run(root, "ingest").returncode == 0
    revision = {
        "revisions": [
            {
                "date": "2030-12-10", "indicator": births.id, "field": "target.value", "old": "40", "new": "35",
                "reason": "中間見直し", "decided_by": "令和12年第4回定例会",
            }
        ]
    }  # fmt: skip
    (root / "plan" / "revisions.yaml").write_text(
        yaml.safe_dump(revision, allow_unicode=True), encoding="utf-8"
    )
    assert run(root, "check").returncode == 0
    (page,) = build_report(
        load_workspace(root), BuildRequest(report_year=2030, as_of=date(2031, 4, 20), formats=("html",))
    )
    html = page.read_text(encoding="utf-8")
    assert "新旧対照表" in html and "中間見直し" in html
    forms = run(root, "forms", "2030")
    assert {"企画課", "健康課", "産業課"} <= {
        line.split("_")[-1].split(".")[0] for line in forms.stdout.splitlines()
    }


@pytest.mark.parametrize(
    ("column", "cell", "asks"),
    [
        ("積算", "累計", "manner"),
        ("目標値", "未定", "targets"),
        ("目標値", "100/200", "targets"),
        ("基準値", "", "baseline"),
        ("基準年", "昔", "baseline_years"),
        ("目標年", "R12～R8", "target_years"),
        ("単位", "", "unit"),
        ("分野", "", "field"),
    ],
)
def test_a_cell_that_can_be_read_in_no_way_or_two_is_asked_about(column: str, cell: str, asks: str) -> None:
    row = dict(zip(HEADS, ("分野", "名", "人", "10", "R7", "20", "R12", "単年度", "課"), strict=True))
    table = Table("表.xlsx", "Sheet", (HEADS, tuple((row | {column: cell}).values())))
    (entry,) = read_kpis([table], About(Span(2026, 2030))).entries
    assert {question.column for question in entry.questions} == {asks}


def test_one_row_that_cannot_be_read_stops_no_other() -> None:
    rows = (
        HEADS,
        ("分野", "一", "人", "x", "R7", "y", "R12", "単年度", ""),
        ("", "二", "", "1", "R7", "2", "R12", "謎", ""),
        ("", "三", "人", "1", "R7", "2", "R12", "単年度", ""),
    )
    entries = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    assert [(entry.draft.name, bool(entry.questions)) for entry in entries] == [
        ("一", True),
        ("二", True),
        ("三", False),
    ]


def test_what_a_town_does_not_say_is_not_made_up(tmp_path: Path, run: Run) -> None:
    table = one_grant(tmp_path)
    done = run(tmp_path, "init", "町", "--from", str(table), "--title", "t")
    assert done.returncode == 2
    for name in ("--town", "--code", "--period"):
        assert name in done.stderr
    wrong = run(
        tmp_path,
        "init",
        "町",
        "--from",
        str(table),
        "--title",
        "t",
        "--period",
        "R8..R12",
        *ABOUT[:4],
        "--code",
        "324484",
        "--department",
        "課",
    )
    assert wrong.returncode == 2 and "団体コード" in wrong.stderr
    assert not (tmp_path / "町").exists()


@pytest.mark.parametrize(
    ("locale", "question"),
    [("ja_JP.UTF-8", "計画の名前"), ("en_US.UTF-8", "Title of the plan"), ("C", "計画の名前")],
)
def test_a_plan_made_by_answers(tmp_path: Path, locale: str, question: str) -> None:
    answers = [
        "見本町総合戦略", "見本町", "見本県", "324485", "企画課", "R8..R12",
        "産業", "就農者数", "人", "x", "R7", "30", "R12", "積み上げ", "人", "12", "R7", "30", "R12", "積み上げ", "", "",
    ]  # fmt: skip

    done = subprocess.run(
        [sys.executable, "-c", "from misato_report.cli.app import main; main()", "init", "町", "--ask"],
        cwd=tmp_path, input="\n".join(answers) + "\n", capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "LC_ALL": locale, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert question in done.stdout
    assert "x" in done.stderr, "a wrong answer is told and asked again"
    (indicator,) = [i for _, i in load_workspace(tmp_path / "町").sound_plan().indicators()]
    assert (indicator.name, indicator.accumulation) == ("就農者数", Accumulation.RUNNING_TOTAL)


def test_the_repositorys_own_plan_is_what_init_gives(tmp_path: Path, run: Run) -> None:
    assert run(tmp_path, "init", "町").returncode == 0
    assert (tmp_path / "町" / "plan" / "plan.yaml").read_bytes() == (ROOT / "plan" / "plan.yaml").read_bytes()

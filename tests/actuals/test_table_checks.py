"""Tables that do not add up are refused with the two figures, or taken with the clerk's reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.support.ledger_files import REPORT_R8, edit, ledger, rows

pytestmark = pytest.mark.slow  # whole commands, one after the other

REPORT_R9 = "actuals/2027/島根の人口移動と推計人口_令和9年年報_見本.csv"
ACCOUNTS_R7 = "actuals/2027/島根県市町村民経済計算_令和7年度_見本.csv"
REASON = "公表元に確認済み（端数処理のため）"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (REPORT_R9, "美郷町,17,81,△64", "美郷町,17,81,△65", ["出生数－死亡数は ▲64", "▲65", "D23"]),
        (REPORT_R9, "128,130,△2", "128,130,△3", ["転入数－転出数は ▲2", "▲3", "G23"]),
        (REPORT_R9, "350,\"1,529\"", "351,\"1,529\"", ["年齢不詳人口は 3,767", "3,766", "H23"]),
    ],
)  # fmt: skip
def test_a_table_that_fails_its_own_sums_is_refused_with_both_figures(
    samples: Path, run: Run, name: str, old: str, new: str, expected: list[str]
) -> None:
    edit(samples, name, old, new)
    done = run(samples, "ingest", str(samples / name))
    assert done.returncode == 1
    for words in expected:
        assert words in done.stderr
    assert "--accept" in done.stderr
    assert ledger(samples) == b""


def test_the_municipalities_must_sum_to_the_prefecture(samples: Path, run: Run) -> None:
    edit(samples, ACCOUNTS_R7, '"13,620"', '"13,260"')
    done = run(samples, "ingest", str(samples / ACCOUNTS_R7))
    assert done.returncode == 1
    assert "市町村内総生産 (2025年度)の市町村の合計は" in done.stderr
    assert "「郡部計」の欄は" in done.stderr


def test_accepted_with_a_reason_that_ledger_and_report_keep(taken_in: Path, run: Run) -> None:
    (taken_in / REPORT_R9).rename(taken_in / "R9.csv")
    (taken_in / "actuals" / "ledger.csv").unlink()
    run(taken_in, "ingest")
    before = ledger(taken_in)
    (taken_in / "R9.csv").rename(taken_in / REPORT_R9)
    edit(taken_in, REPORT_R9, "128,130,△2", "128,130,△3")
    assert run(taken_in, "ingest").returncode == 1
    assert ledger(taken_in) == before
    done = run(taken_in, "ingest", REPORT_R9, "--accept", REASON)
    assert done.returncode == 0, done.stderr
    assert REASON in done.stderr
    taken = [r for r in rows(taken_in) if r["file"] == REPORT_R9]
    assert len(taken) == 11
    assert all(REASON in r["note"] for r in taken)
    assert run(taken_in, "check").returncode == 0
    whole = ledger(taken_in)
    assert run(taken_in, "ingest", "--rebuild").returncode == 0
    assert ledger(taken_in) == whole
    assert run(taken_in, "build", "2027", "--as-of", "2028-04-20", "--format", "html").returncode == 0
    html = next((taken_in / "out").rglob("*.html")).read_text(encoding="utf-8")
    assert html.count(REASON) > 2
    history = run(taken_in, "history", "social_increase")
    assert REASON in history.stdout


def test_a_reason_needs_the_file_it_is_for(samples: Path, run: Run) -> None:
    done = run(samples, "ingest", "--accept", REASON)
    assert done.returncode == 2
    assert "--accept" in done.stderr


def test_a_reason_does_not_excuse_anything_else(samples: Path, run: Run) -> None:
    edit(samples, REPORT_R9, "美郷町,17,", "美郷町,l7,")
    assert run(samples, "ingest", REPORT_R9, "--accept", REASON).returncode == 1
    assert ledger(samples) == b""


def test_last_years_population_and_the_changes_give_this_years(samples: Path, run: Run) -> None:
    """Both municipality and totals are moved by 10, so that the table itself adds up."""
    run(samples, "ingest", str(samples / REPORT_R8))
    before = ledger(samples)
    for old, new in (
        ('"3,766",350,"1,529"', '"3,776",350,"1,539"'),
        ('"622,161","67,946","328,017"', '"622,171","67,946","328,027"'),
        ('"57,119","5,246","25,628"', '"57,129","5,246","25,638"'),
    ):
        edit(samples, REPORT_R9, old, new)
    done = run(samples, "ingest", REPORT_R9)
    assert done.returncode == 1
    assert "前年の推計人口＋自然増減数＋社会増減数は 3,766" in done.stderr
    assert "3,776" in done.stderr
    assert ledger(samples) == before
    done = run(samples, "ingest", REPORT_R9, "--accept", "国勢調査による改定")
    assert done.returncode == 0, done.stderr
    whole = ledger(samples)
    assert "国勢調査による改定".encode() in whole
    for path in samples.glob("actuals/*/*.csv"):
        if str(path.relative_to(samples)) not in (REPORT_R8, REPORT_R9):
            path.unlink()
    assert run(samples, "ingest", "--rebuild").returncode == 0
    assert ledger(samples) == whole


@pytest.mark.parametrize(
    ("value", "warned"), [("1,400", False), ("13,800", True), ("138", False), ("25,000", True)]
)
def test_a_figure_far_from_its_history_is_a_warning(
    workspace: Path, run: Run, value: str, warned: bool
) -> None:
    lines = ["系列,対象,値,単位,状態,公表日,備考"]
    for year, known in zip(range(2021, 2027), (900, 1000, 1200, 1100, 1250, 1300), strict=True):
        lines.append(f"コミュニティ施設の利用者数,{year},{known},人,,{year + 1}-04-20,")
    (workspace / "actuals" / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run(workspace, "ingest").returncode == 0
    lines = [lines[0], f'コミュニティ施設の利用者数,2027,"{value}",人,,2028-04-20,']
    (workspace / "actuals" / "b.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run(workspace, "ingest")
    assert done.returncode == 0
    assert ("大きく離れています" in done.stderr) == (warned or value == "138")
    assert any(r["period"] == "2027" for r in rows(workspace))

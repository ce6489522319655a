"""Months in the plan, and in the town's own tables: nothing takes a month for a year."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

MONTHLY = "id: net_migration_of_month\n    name: 社会増減数（月）\n    unit: 人\n    basis: 月\n    monthly_of: net_migration\n"


def change(workspace: Path, name: str, before: str, after: str) -> None:
    path = workspace / "plan" / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (MONTHLY, MONTHLY.replace("of: net_m", "of: nett_m"), "「nett_migration」は series: にありません"),
        (MONTHLY, MONTHLY.replace("of: net_migration", "of: gross_product"), "単位が違います"),
        (MONTHLY, MONTHLY.replace("of: net_migration", "of: estimated_population"), "月別の値ではありません"),
        (MONTHLY, MONTHLY.replace("basis: 月", "basis: 年度"), "basis: が 月 か 毎月1日現在 の系列にだけ"),
        ("      months_after: 1\n", "      month: 12\n      years_after: 0\n", "毎月の資料になっていません"),
        (
            "        population_of_month: [推計人口]\n",
            "        estimated_population: [推計人口]\n",
            "「推計人口」は、月の値ではありません",
        ),
    ],
)
def test_months_that_fit_no_year_are_told(
    workspace: Path, run: Run, before: str, after: str, told: str
) -> None:
    change(workspace, "sources.yaml", before, after)
    done = run(workspace, "check")
    assert done.returncode == 1
    assert told in done.stderr, done.stderr


def test_no_indicator_is_made_of_months(workspace: Path, run: Run) -> None:
    change(
        workspace, "fields/1-migration.yaml", "series: net_migration\n", "series: net_migration_of_month\n"
    )
    done = run(workspace, "check")
    assert done.returncode == 1
    assert "「社会増減数（月）」は月ごとの値なので、指標の実績にはできません" in done.stderr
    assert "年の系列「net_migration」を使ってください" in done.stderr


OWN = """
  - id: visitors_of_month
    name: 来館者数（月）
    unit: 人
    basis: 月
    monthly_of: facility_users
"""
SOURCE = """
  - id: own_months
    title: 町の月別の集計
    publisher: 美郷町
    publication:
      months_after: 1
      text: 翌月
    layout:
      kind: long
      series: [visitors_of_month]
"""


@pytest.fixture
def counting(workspace: Path) -> Path:
    """A town that counts the visitors of each month itself."""
    change(workspace, "sources.yaml", "series:\n", f"series:{OWN}")
    path = workspace / "plan" / "sources.yaml"
    path.write_text(path.read_text(encoding="utf-8") + SOURCE, encoding="utf-8")
    return workspace


def counts(workspace: Path, *lines: str) -> None:
    folder = workspace / "actuals" / "2027"
    folder.mkdir()
    text = "\n".join(["系列,対象,値,単位,公表日", *lines])
    (folder / "町の月別の集計.csv").write_text(text + "\n", encoding="utf-8")


def test_the_towns_own_months(counting: Path, run: Run) -> None:
    counts(
        counting,
        "来館者数（月）,令和9年4月,120,人,2026-05-10",
        "来館者数（月）,R8.5,95,人,2026-06-10",
    )
    done = run(counting, "ingest")
    assert done.returncode == 1, "April 2027 was not over in May 2026"
    (counting / "actuals" / "2027" / "町の月別の集計.csv").unlink()
    (counting / "actuals" / "2027").rmdir()
    counts(
        counting,
        "来館者数（月）,令和8年4月,120,人,2026-05-10",
        "来館者数（月）,R8.5,95,人,2026-06-10",
    )
    done = run(counting, "ingest")
    assert done.returncode == 0, done.stderr
    assert (
        "R8は4月～5月の2か月で215人（参考）"
        in run(counting, "status", "2026", "--as-of", "2026-06-30").stdout
    )


@pytest.mark.parametrize("period", ["R8", "令和8年度", "2026年", "令和8年4月1日"])
def test_a_row_of_a_monthly_series_needs_a_month(counting: Path, run: Run, period: str) -> None:
    counts(counting, f"来館者数（月）,{period},120,人,2027-05-10")
    done = run(counting, "ingest")
    assert done.returncode == 1
    assert "令和9年10月、2027年10月 のように" in done.stderr


def test_record_takes_no_months(counting: Path, run: Run) -> None:
    done = run(counting, "record", "来館者数（月）", "R8", "12")
    assert done.returncode == 1
    assert "月ごとの値なので、record では入れられません" in done.stderr

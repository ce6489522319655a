"""Monthly tables as files: what is taken, what refuses a mistyped month, and what the clerk is told."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.tools.make_samples import MONTHS_PUBLISHED, month_table

pytestmark = pytest.mark.slow  # whole commands, one after the other

OCTOBER, NOVEMBER, DECEMBER, JANUARY, FEBRUARY = MONTHS_PUBLISHED
NAMES = {
    OCTOBER: "推計人口_令和9年11月1日現在_見本.csv",
    NOVEMBER: "推計人口_令和9年12月1日現在_見本.csv",
    DECEMBER: "推計人口_令和10年1月1日現在_見本.csv",
    JANUARY: "推計人口_令和10年2月1日現在_見本.csv",
    FEBRUARY: "推計人口_令和10年3月1日現在_見本.csv",
}


def put(
    workspace: Path, month: tuple[int, int], *changes: tuple[str, str], name: str = "", year: str = "2027"
) -> Path:
    """A month's table in the workspace, with some of its words changed."""
    text = month_table(month).decode("cp932")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = workspace / "actuals" / year / (name or NAMES[month])
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode("cp932"))
    return path


def rows(workspace: Path, series: str = "net_migration_of_month") -> list[tuple[str, str, str]]:
    path = workspace / "actuals" / "ledger.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            (row["period"], row["basis"], row["value"])
            for row in csv.DictReader(file)
            if row["series"] == series
        ]


def test_months_are_kept_as_months(workspace: Path, run: Run) -> None:
    for month in (OCTOBER, NOVEMBER, DECEMBER):
        put(workspace, month)
    done = run(workspace, "ingest")
    assert done.returncode == 0, done.stderr
    assert rows(workspace) == [("202710", "月", "-2"), ("202711", "月", "-1"), ("202712", "月", "-4")]
    assert rows(workspace, "population_of_month") == [
        ("202711", "毎月1日現在", "3758"),
        ("202712", "毎月1日現在", "3753"),
        ("202801", "毎月1日現在", "3742"),
    ]
    assert "R9.10～R10.1.1 の値があります" in done.stdout
    again = run(workspace, "ingest")
    assert "台帳は変わっていません" in again.stdout
    before = (workspace / "actuals" / "ledger.csv").read_bytes()
    assert run(workspace, "ingest", "--rebuild").returncode == 0
    assert (workspace / "actuals" / "ledger.csv").read_bytes() == before
    assert run(workspace, "check").returncode == 0


@pytest.mark.parametrize(
    ("changes", "name", "told"),
    [
        pytest.param((), NAMES[NOVEMBER], "名前は「2027年12月1日」ですが、表は令和9年10月", id="name"),
        pytest.param(
            (("公表日：令和9年11月26日", "公表日：令和9年10月29日"),), "", "終わる前です", id="publication"
        ),
        pytest.param(
            (("（令和9年11月1日現在）", "（令和9年12月1日現在）"),), "", "一つに決まりません", id="title"
        ),
        pytest.param(
            (("令和9年10月中", "令和9年8月中"),), "", "令和9年11月1日現在、増減は令和9年8月", id="movements"
        ),
        pytest.param((("令和9年10月中", "令和9年中"),), "", "系列「出生数（月）」は月です", id="a-year"),
        pytest.param((("人口の動き：令和9年10月中", ""),), "", "系列「出生数（月）」は月です", id="unsaid"),
    ],
)
def test_a_mistyped_month_is_refused(
    workspace: Path, run: Run, changes: tuple[tuple[str, str], ...], name: str, told: str
) -> None:
    put(workspace, OCTOBER, *changes, name=name)
    done = run(workspace, "ingest")
    assert done.returncode == 1
    assert told in done.stderr, done.stderr
    assert rows(workspace) == []


def test_a_table_of_a_month_long_past_is_asked_about(workspace: Path, run: Run) -> None:
    put(workspace, OCTOBER, ("公表日：令和9年11月26日", "公表日：令和10年3月28日"))
    done = run(workspace, "ingest")
    assert done.returncode == 0, done.stderr
    assert "だいぶ後です" in done.stderr


def test_the_population_goes_on_from_month_to_month(workspace: Path, run: Run) -> None:
    put(workspace, OCTOBER)
    assert run(workspace, "ingest").returncode == 0
    # 3,758 － 4 － 1 ＝ 3,753: an equal slip in the town's and in the totals' figures leaves the sums right.
    put(workspace, NOVEMBER, ('"3,753"', '"3,754"'))
    done = run(workspace, "ingest")
    assert done.returncode == 1
    assert rows(workspace) == [("202710", "月", "-2")]


def test_a_missing_month_is_said_everywhere(workspace: Path, run: Run) -> None:
    for month in (OCTOBER, NOVEMBER, JANUARY):
        put(workspace, month)
    assert run(workspace, "ingest").returncode == 0
    told = "R10は10月～11月の2か月で▲3人（参考）。12月、2月が未取込"
    for command in (("status", "2027"), ("guide",), ("explain", "social_increase", "2027")):
        assert told in run(workspace, *command).stdout, command
    found = json.loads(run(workspace, "status", "2027", "--json").stdout)
    (net, level) = found["years_so_far"]
    assert (net["indicator"], net["period"], net["value"]) == ("social_increase", 2028, -3)
    assert [m["month"] for m in net["months"]] == ["2027-10", "2027-11"]
    assert net["missing_months"] == ["2027-12", "2028-02"]
    assert (level["indicator"], level["value"]) == ("target_population", 3735)
    evaluated = next(i for i in found["indicators"] if i["id"] == "social_increase")
    assert (evaluated["value"], evaluated["verdict"]) == (None, "missing")
    assert "令和9年12月" in run(workspace, "calendar", "2027").stdout


def test_a_revised_month_is_a_vintage(workspace: Path, run: Run) -> None:
    put(workspace, OCTOBER)
    assert run(workspace, "ingest").returncode == 0
    changed = (
        ("公表日：令和9年11月26日", "公表日：令和9年12月10日"),
        ('美郷町,"3,758",1,7,△6,8,10,△2', '美郷町,"3,757",1,7,△6,8,11,△3'),
    )
    file = put(workspace, OCTOBER, *changed, name="改定_見本.csv")
    done = run(workspace, "ingest", str(file), "--accept", "見本の合計は直していない")
    assert done.returncode == 0, done.stderr
    assert "改定: 社会増減数（月） 令和9年10月（2027年10月） ▲2 → ▲3人" in done.stdout
    before = run(workspace, "status", "2027", "--as-of", "2027-12-09").stdout
    after = run(workspace, "status", "2027", "--as-of", "2027-12-10").stdout
    assert "R10は10月の1か月で▲2人（参考）" in before
    assert "R10は10月の1か月で▲3人（参考）" in after

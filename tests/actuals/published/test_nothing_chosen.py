"""Where no item is any series, one sentence says what was not understood, with file, sheet and cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from misato_report.actuals.published.proposal import propose
from misato_report.notation import Basis
from misato_report.plan.loading import load_plan
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Series
from misato_report.workspace import Workspace
from tests.actuals.published.grids import table
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def plan() -> Plan:
    """A plan with one series, of 1 October."""
    loaded = load_plan(Workspace(ROOT)).plan
    assert loaded is not None
    series = Series(id="s", name="観光客数", unit="人", basis=Basis.OCT1)
    return replace(loaded, series={"s": series}, sources={})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "見本調査\n市町村|りんご|なし\n松江市|3|4\n美郷町|1|2",
            "表.csv: 甲!B4 などの値がいつのものか、表のどこにも書かれていません。",
        ),
        (
            "見本調査（令和7年10月1日現在）\n|令和7年|令和6年\n松江市|3|4\n美郷町|1|2",
            "表.csv: 甲!B4 の列に見出しがなく、何の値か分かりません。",
        ),
        (
            "見本調査\n市町村|りんご|なし\n|令和6年度|令和6年度\n松江市|3|4\n美郷町|1|2",
            "表.csv: 甲!B5 などは2024年度の値で、その時点か期間の系列がありません（系列は10月1日現在など）。",
        ),
        (
            "見本調査（令和7年10月1日現在）\n市町村|りんご|なし\n松江市|3|4\n美郷町|1|2",
            "表.csv: 甲!B4 からの項目（「りんご」、「なし」）が、どの系列の値か、名前からは決められません。",
        ),
    ],
)
def test_the_one_sentence(plan: Plan, text: str, sentence: str) -> None:
    proposal = propose([table(text, "甲")], plan, date(2027, 12, 1))
    assert proposal.source is None
    assert proposal.remarks == [sentence]

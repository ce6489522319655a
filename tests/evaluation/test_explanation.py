"""The whole calculation of each kind of target, line by line: each line that belongs to it, and no other."""

from __future__ import annotations

import pytest

from misato_report.evaluation.explanation import steps
from misato_report.evaluation.rules import Rules
from misato_report.plan.document import Scale
from tests.support.cases import evaluate_case, read_case_file

CASE = """indicators:
  数: {{accumulation: {rule}}}
cases:
  - id: one
    description: 二年目
    indicator: 数
    report_year: R9
    actuals: {actuals}
    expect: {{verdict: 順調}}
"""
FROM_TEN = "baseline: {period: R7, value: 10}"


@pytest.mark.parametrize(
    ("rule", "actuals", "lines"),
    [
        (
            f"single_year, {FROM_TEN}, target: {{period: R12, value: 20}}",
            "{R8: 12, R9: 13}",
            [
                "目安 ＝ 10 ＋（20 － 10）× 2/5 ＝ 14",
                "基準 ＝ 現状値 ＝ 10",
                "進捗度 ＝（13 － 10）÷（14 － 10）＝ 75%（1%未満切捨て）",
                "必要年平均 ＝（20 － 13）÷ 3 ＝ 2.33（人／年、参考）",
                "判定 ＝ やや遅れ（進捗度が60%以上100%未満）",
            ],
        ),
        (
            f"yearly_targets, {FROM_TEN}, targets: [{{period: R8, value: 12}}, {{period: R9, value: 14}}, {{period: R10, value: 20}}]",
            "{R8: 12, R9: 13}",
            [
                "目安 ＝ その年の目標値 ＝ 14",
                "基準 ＝ 現状値 ＝ 10",
                "進捗度 ＝（13 － 10）÷（14 － 10）＝ 75%（1%未満切捨て）",
                "判定 ＝ やや遅れ（進捗度が60%以上100%未満）",
            ],
        ),
        (
            "period_total, baseline: {period: R6..R7, value: 20}, target: {period: R8..R12, value: 75}",
            "{R8: 12, R9: 13}",
            [
                "累計 ＝ （R8 12） ＋ （R9 13） ＝ 25（人）",
                "目安 ＝ 目標値 75 × 2/5 ＝ 30",
                "基準 ＝ 現状値 20 ÷ 2 × 2 ＝ 20",
                "進捗度 ＝（25 － 20）÷（30 － 20）＝ 50%（1%未満切捨て）",
                "必要年平均 ＝（75 － 25）÷ 3 ＝ 16.67（人／年、参考）",
                "判定 ＝ 遅れ（進捗度が0%以上60%未満）",
            ],
        ),
        (
            f"running_total, derivation: {{method: as_published, series: s, increments: true}}, {FROM_TEN}, target: {{period: R12, value: 60}}",
            "{R8: 12, R9: 13}",
            [
                "累計 ＝ 現状値 10 ＋ （R8 12） ＋ （R9 13） ＝ 35（人）",
                "目安 ＝ 10 ＋（60 － 10）× 2/5 ＝ 30",
                "基準 ＝ 現状値 ＝ 10",
                "進捗度 ＝（35 － 10）÷（30 － 10）＝ 125%（1%未満切捨て）",
                "必要年平均 ＝（60 － 35）÷ 3 ＝ 8.33（人／年、参考）",
                "判定 ＝ 順調（進捗度が100%以上）",
            ],
        ),
        (
            "floor, baseline: {period: R7, value: 100}, target: {period: R12, value: 90}",
            "{R8: 98, R9: 95}",
            [
                "目安 ＝ 100 ＋（90 － 100）× 2/5 ＝ 96",
                "基準 ＝ 現状値 ＝ 100",
                "見込みとの差 ＝ 95 － 96 ＝ ▲1（人）",
                "判定 ＝ 遅れ（実績が見込みの線未満）",
            ],
        ),
        (
            f"threshold, direction: increase, {FROM_TEN}, target: {{period: R12, value: 15}}",
            "{R8: 12, R9: 13}",
            ["目安 ＝ 目標値 ＝ 15", "判定 ＝ 遅れ（実績が目標値を満たさない）"],
        ),
        (
            f"trend, direction: increase, {FROM_TEN}, target: {{period: R12}}",
            "{R8: 12, R9: 13}",
            ["基準 ＝ 現状値 ＝ 10", "判定 ＝ 順調（比べる値より良い）"],
        ),
        (
            f"trend, direction: increase, against: previous, {FROM_TEN}, target: {{period: R12}}",
            "{R8: 12, R9: 13}",
            ["基準 ＝ R8の値 ＝ 12", "判定 ＝ 順調（比べる値より良い）"],
        ),
        (
            "milestone, unit: 段階, states: [未着手, 着手, 完了], baseline: {period: R7, value: 1}, target: {period: R12}",
            "{R8: 1, R9: 2}",
            ["段階 ＝ 着手（3段階の2番目）", "判定 ＝ 順調（始めの段階より進んだ）"],
        ),
    ],
    ids=lambda value: value.partition(",")[0] if isinstance(value, str) and "," in value else "",
)
def test_every_line_of_a_calculation(rule: str, actuals: str, lines: list[str]) -> None:
    file = read_case_file(CASE.format(rule=rule, actuals=actuals))
    e = evaluate_case(file.cases[0], file.indicators["数"])
    assert [step.line for step in steps(e, Rules({}, frozenset(), Scale()))] == lines

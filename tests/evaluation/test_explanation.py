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


LEVEL = f"single_year, {FROM_TEN}, target: {{period: R12, value: 20}}"
KEPT = f"single_year, direction: increase, {FROM_TEN}, target: {{period: R12, value: 10}}"
YEARLY = f"yearly_targets, {FROM_TEN}, targets: [{{period: R9, value: 14}}, {{period: R12, value: 20}}]"
FLOOR = "floor, baseline: {period: R7, value: 100}, target: {period: R12, value: 90}"
ABOVE = f"threshold, direction: increase, {FROM_TEN}, target: {{period: R12, value: 15}}"
MORE = f"trend, direction: increase, {FROM_TEN}, target: {{period: R12}}"
NOT_LESS = f"trend, direction: increase, keep: true, {FROM_TEN}, target: {{period: R12}}"
WORK = "milestone, unit: 段階, states: [未着手, 着手, 完了], baseline: {period: R7, value: 1}, target: {period: R12}"
UNKNOWN = "single_year, baseline: {period: R7, unknown: 調査なし}, direction: increase, target: {period: R12, value: 20}"
TURNING = f"single_year, direction: increase, {FROM_TEN}, targets: [{{period: R9, value: 8}}, {{period: R12, value: 20}}]"
NO_WAY = f"single_year, {FROM_TEN}, target: {{period: R12, value: 10}}"


@pytest.mark.parametrize(
    ("rule", "year", "value", "verdict"),
    [
        (LEVEL, "R9", 20, "達成（実績が目標値に届いた）"),
        (LEVEL, "R9", 14, "順調（進捗度が100%以上）"),
        (LEVEL, "R9", 13, "やや遅れ（進捗度が60%以上100%未満）"),
        (LEVEL, "R9", 11, "遅れ（進捗度が0%以上60%未満）"),
        (LEVEL, "R9", 9, "後退（進捗度が0%未満（現状値より悪い））"),
        (LEVEL, "R12", 19, "未達成（目標の年度が終わり、実績が目標値に届いていない）"),
        (YEARLY, "R9", 14, "達成（実績がその年の目標値に届いた）"),
        (TURNING, "R9", 9, "順調（現状の水準を保っている）"),
        (KEPT, "R9", 9, "後退（現状の水準を下回っている）"),
        (FLOOR, "R9", 96, "順調（実績が見込みの線以上）"),
        (FLOOR, "R9", 95, "遅れ（実績が見込みの線未満）"),
        (FLOOR, "R12", 90, "達成（実績が目標値に届いた）"),
        (FLOOR, "R12", 89, "未達成（目標の年度が終わり、実績が目標値に届いていない）"),
        (ABOVE, "R9", 15, "順調（実績が目標値を満たす）"),
        (ABOVE, "R12", 15, "達成（実績が目標値に届いた）"),
        (MORE, "R9", 10, "遅れ（比べる値と同じ）"),
        (MORE, "R9", 9, "後退（比べる値より悪い）"),
        (MORE, "R12", 11, "達成（目標の年度に、比べる値より良い）"),
        (MORE, "R12", 10, "未達成（目標の年度に、比べる値より良くない）"),
        (NOT_LESS, "R9", 10, "順調（比べる値より悪くない）"),
        (NOT_LESS, "R9", 9, "後退（比べる値より悪い）"),
        (NOT_LESS, "R12", 10, "達成（比べる値より悪くない）"),
        (WORK, "R9", 1, "遅れ（始めの段階のまま）"),
        (WORK, "R9", 3, "達成（最後の段階に達した）"),
        (WORK, "R12", 2, "未達成（目標の年度が終わり、最後の段階に達していない）"),
        (UNKNOWN, "R9", 14, "判定なし（現状値がない）"),
        (NO_WAY, "R9", 9, "判定なし（良い方向が分からない）"),
    ],
)
def test_the_row_of_the_table_that_a_verdict_is_of(rule: str, year: str, value: int, verdict: str) -> None:
    text = CASE.format(rule=rule, actuals=f"{{{year}: {value}}}").replace(
        "report_year: R9", f"report_year: {year}"
    )
    file = read_case_file(text)
    e = evaluate_case(file.cases[0], file.indicators["数"])
    assert steps(e, Rules({}, frozenset(), Scale()))[-1].line == f"判定 ＝ {verdict}"

"""The words and printed figures that all outputs share, one by one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from misato_report.evaluation.wording import (
    aimed,
    amount,
    baseline_note,
    baseline_words,
    baseline_years,
    difference_unit,
    expected_words,
    fine_amount,
    goal_quantity,
    goal_words,
    percent,
    quantity,
    unit_behind,
    unit_caption,
    years_words,
)
from misato_report.plan.indicators import Indicator
from tests.support.cases import read_case_file

TEN = "baseline: {period: R7, value: 10}"
LEVEL = f"single_year, {TEN}, target: {{period: R12, value: 20}}"
FALLING = f"single_year, {TEN}, target: {{period: R12, value: 5}}"
YEARLY = f"yearly_targets, {TEN}, targets: [{{period: R9, value: 14}}, {{period: R12, value: 20}}]"
TOTAL = "period_total, baseline: {period: R3..R7, value: 50}, target: {period: R8..R12, value: 75}"
MEAN = "single_year, baseline: {period: R3..R7, value: 10, of: mean}, target: {period: R12, value: 20}"
UNKNOWN = "single_year, baseline: {period: R7, unknown: 調査なし}, direction: increase, target: {period: R12, value: 20}"
WORK = "milestone, unit: 段階, states: [未着手, 着手, 完了], baseline: {period: R7, value: 1}, target: {period: R12}"


def threshold(direction: str) -> str:
    return f"threshold, direction: {direction}, {TEN}, target: {{period: R12, value: 15}}"


def trend(more: str) -> str:
    return f"trend, {more}, {TEN}, target: {{period: R12}}"


def made(rule: str, more: str = "") -> Indicator:
    text = f"indicators:\n  数: {{accumulation: {rule}{more}}}\ncases: []\n"
    return read_case_file(text).indicators["数"].indicator()


@pytest.mark.parametrize(
    ("rule", "words", "with_unit"),
    [
        (LEVEL, "20", "20人"),
        (threshold("increase"), "15以上", "15人以上"),
        (threshold("decrease"), "15以下", "15人以下"),
        (trend("direction: increase"), "現状値より増", "現状値より増"),
        (trend("direction: decrease"), "現状値より減", "現状値より減"),
        (trend("direction: increase, against: previous"), "前年度より増", "前年度より増"),
        (trend("direction: increase, keep: true"), "現状値以上", "現状値以上"),
        (trend("direction: decrease, keep: true, against: previous"), "前年度以下", "前年度以下"),
        (WORK, "完了", "完了"),
    ],
)
def test_a_target(rule: str, words: str, with_unit: str) -> None:
    indicator = made(rule)
    assert goal_words(indicator, indicator.final_target) == words
    assert goal_quantity(indicator, indicator.final_target) == with_unit


@pytest.mark.parametrize(
    ("rule", "words", "years", "note"),
    [
        (LEVEL, "10", "R7", ""),
        (TOTAL, "50", "R3～R7", ""),
        (MEAN, "10", "R3～R7", "現状値は5年の平均です。"),
        (UNKNOWN, "―", "―", "現状値は計画書にありません（調査なし）。"),
        (WORK, "未着手", "R7", ""),
    ],
)
def test_a_baseline(rule: str, words: str, years: str, note: str) -> None:
    indicator = made(rule)
    assert (baseline_words(indicator), baseline_years(indicator), baseline_note(indicator)) == (
        words,
        years,
        note,
    )


@pytest.mark.parametrize(
    ("rule", "expected", "words"),
    [
        (LEVEL, Decimal("14.01"), "15"),
        (LEVEL, Decimal(14), "14"),
        (FALLING, Decimal("7.99"), "7"),
        (YEARLY, Decimal("13.5"), "13.5"),
        (LEVEL, None, "―"),
        (trend("direction: increase"), None, "現状値より増"),
        (WORK, None, "―"),
    ],
)
def test_what_is_expected_is_printed_on_the_harder_side(
    rule: str, expected: Decimal | None, words: str
) -> None:
    assert expected_words(made(rule), expected) == words
    assert expected is None or aimed(made(rule), expected) == words


def test_amounts_have_the_decimals_of_their_indicator() -> None:
    level, fine = made(LEVEL), made(LEVEL, ", decimals: 1, unit: '%'")
    assert (amount(level, Decimal(1234)), quantity(level, Decimal(1234))) == ("1,234", "1,234人")
    assert (amount(fine, Decimal("-3")), quantity(fine, Decimal("-3"))) == ("▲3.0", "▲3.0%")
    assert (difference_unit(level), difference_unit(fine)) == ("人", "ポイント")
    assert [fine_amount(level, Decimal(v)) for v in ("14", "14.3", "14.335", "14.334")] == [
        "14", "14.3", "14.34", "14.33",
    ]  # fmt: skip
    assert fine_amount(fine, Decimal("14.33333")) == "14.333"


def test_a_state_is_a_word_without_a_unit_and_no_state_a_number() -> None:
    work = made(WORK)
    assert [quantity(work, Decimal(n)) for n in (0, 1, 3, 4)] == ["0", "未着手", "完了", "4"]


@pytest.mark.parametrize("unit", ["単位なし", "（単位なし）", "(単位なし)"])
def test_figures_without_a_unit(unit: str) -> None:
    assert (unit_behind(unit), unit_caption(unit)) == ("", "単位なし")
    assert (unit_behind("人"), unit_caption("人")) == ("人", "単位：人")


def test_a_total_is_about_all_its_years() -> None:
    assert [years_words(made(TOTAL), year) for year in (2026, 2028)] == ["R8", "R8～R10"]
    assert years_words(made(LEVEL), 2028) == "R10"


def test_a_ratio_never_shows_a_cut_that_was_not_reached() -> None:
    shown = [percent(Decimal(ratio)) for ratio in ("0.5999", "0.6", "1", "-0.001", "12.345")]
    assert shown == ["59%", "60%", "100%", "▲1%", "1,234%"]

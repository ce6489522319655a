"""The evaluation by cases that a clerk can read and add to: ``tests/cases/*.yaml`` (see ``tests/support/cases.py``)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.cases import (
    FILES,
    Case,
    Setting,
    all_cases,
    evaluate_case,
    outcome,
    read_case_file,
    stated,
)

PARAMETERS = [pytest.param(case, setting, id=name) for name, case, setting in all_cases()]


@pytest.mark.parametrize(("case", "setting"), PARAMETERS)
def test_case(case: Case, setting: Setting) -> None:
    expected = stated(case.expect)
    assert outcome(evaluate_case(case, setting), iter(expected)) == expected, case.description


def test_every_indicator_of_a_file_is_used() -> None:
    unused = {
        (name, indicator)
        for name, file in FILES.items()
        for indicator in set(file.indicators) - {case.indicator for case in file.cases}
    }
    assert unused == set()


def test_the_matrix_is_whole() -> None:
    situations = ("negative", "zero_baseline", "keep", "gap", "early", "passed", "before")
    rules = ("single_year", "yearly_targets", "period_total", "running_total", "floor")
    wanted = {f"{rule}_{situation}" for rule in rules for situation in situations}
    assert wanted <= {case.id for case in FILES["matrix"].cases}


def test_every_kind_of_target_has_its_cases() -> None:
    kinds = ("threshold", "trend", "trend_previous", "trend_keep", "milestone", "unknown", "mean", "interim")
    situations = ("met", "missed", "gap", "early", "target_year", "after", "no_data")
    wanted = {f"{kind}_{situation}" for kind in (*kinds, "declared") for situation in situations}
    assert wanted <= {case.id for case in FILES["kinds_of_target"].cases}


RIGHT = """
indicators:
  人口:
    accumulation: single_year
    baseline: {period: R7, value: 10}
    target: {period: R12, value: 20}
cases:
  - id: first_year
    description: 1年目
    indicator: 人口
    report_year: R8
    actuals:
      R8: 12
    expect:
      verdict: 順調
"""


def test_a_case_file_is_read() -> None:
    file = read_case_file(RIGHT)
    case = file.cases[0]
    assert case.report_year == 2026
    assert outcome(evaluate_case(case, file.indicators["人口"]), iter(["pace_ratio"])) == {
        "pace_ratio": Decimal(1)
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("verdict: 順調", "verdicts: 順調", r"expect\.verdicts"),
        ("report_year: R8", "report_year: R8\n    asof: 2027-03-31", r"cases\.0\.asof"),
        ("accumulation: single_year", "accumulation: single_year\n    decimal: 1", r"人口\.decimal"),
        ("cases:", "case:", "case\n"),
        ("verdict: 順調", "verdict: 順調\n      verdict: 達成", "「verdict」が二度"),
        ("R8: 12", "R8: 12\n      R8: 13", "「R8」が二度"),
        ("R8: 12", "R8:", "「R8」に値がありません"),
        ("value: 20", "value: 2,000", "「000」に値がありません"),
        ("expect:\n      verdict: 順調", "expect: {}", "何も書いてありません"),
        ("indicator: 人口", "indicator: 世帯", "指標「世帯」"),
        ("id: first_year", "id: 1年目", r"cases\.0\.id"),
    ],
)
def test_a_mistake_in_a_case_file_is_an_error(old: str, new: str, message: str) -> None:
    assert old in RIGHT
    with pytest.raises(ValueError, match=message):
        read_case_file(RIGHT.replace(old, new, 1))


def test_a_wrong_outcome_is_seen() -> None:
    file = read_case_file(RIGHT.replace("順調", "遅れ"))
    with pytest.raises(AssertionError, match="1年目"):
        test_case(file.cases[0], file.indicators["人口"])

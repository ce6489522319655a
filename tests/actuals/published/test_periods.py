"""What texts say of time, and that one kind of period never becomes another."""

from __future__ import annotations

import pytest

from misato_report.actuals.published.basis import year_for
from misato_report.actuals.published.periods import (
    Kind,
    Part,
    Period,
    Statement,
    TimeError,
    agreed,
    completed,
    said,
)
from misato_report.notation import Basis


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("令和7年10月1日現在", ["2025年10月1日"]),
        ("2020年10月", ["2020年10月"]),
        ("令和元年度", ["2019年度"]),
        ("令和8(2026)年度", ["2026年度"]),
        ("人口　平成27年", ["2015年"]),
        ("総数（⼈⼝）\n【H28.1.1時点】", ["2016年1月1日"]),
        ("調査時期：平成29年7-9月期", ["2017年7～9月"]),
        ("令和8年4月～令和9年3月", ["2026年度"]),
        ("令和７年10月～令和８年９月", ["2025年10月～2026年9月"]),
        ("令和3年（1月1日から同年12月31日まで）", ["2021年（1月～12月）"]),
        ("平成25年，26年", ["2013～2014年"]),
        ("令和8～9年度", ["2026～2027年"]),
        ("公表日：令和8年3月10日", []),
        ("1985人", []),
        ("20～24歳", []),
    ],
)
def test_periods_in_a_text(text: str, periods: list[str]) -> None:
    assert [str(period) for period in said(text).periods] == periods


def test_the_words_beside_a_year_are_kept() -> None:
    assert said("（参考）R３当初算定").rest == "(参考)当初算定"
    assert said("人口　平成22年").rest == "人口"


def test_parts_that_need_a_year_from_elsewhere() -> None:
    assert said("７年度").parts == (Part(count=7, fiscal=True),)
    assert said("(各年10月1日)").parts == (Part(month=10, day=1),)
    assert said("３月中").parts == (Part(month=3),)
    assert said("前１か月の人口増減").month_before
    assert said("本年累計").cumulative


@pytest.mark.parametrize(
    ("row", "years"),
    [
        (["平成28年度", "29年度", "30年度", "令和元年度", "2年度"], [2016, 2017, 2018, 2019, 2020]),
        (["平 成 ６ 年", "７ 年", "８ 年"], [1994, 1995, 1996]),
    ],
)
def test_the_era_is_completed_from_the_neighbour(row: list[str], years: list[int]) -> None:
    assert [one.periods[0].year for one in completed([said(text) for text in row])] == years


def test_no_era_is_guessed() -> None:
    assert all(not one.periods for one in completed([said("７年度"), said("８年度")]))
    with pytest.raises(TimeError, match="元号"):
        agreed([Statement(said("７年度"), "B2")], [])


@pytest.mark.parametrize("text", ["平成35年度", "令和8年（2025年）"])
def test_a_year_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(TimeError, match="C8"):
        agreed([Statement(said(text), "C8")], [])


def test_row_and_heading_must_agree() -> None:
    near = [Statement(said("2020年"), "A6"), Statement(said("令和3年"), "B4")]
    with pytest.raises(TimeError, match=r"A6.*B4"):
        agreed(near, [])


def test_codes_that_look_like_years_give_way_to_years() -> None:
    near = [Statement(said("2020年"), "A6"), Statement(said("R1"), "F4")]
    assert agreed(near, []) == (Period(Kind.YEAR, 2020),)


def test_the_title_adds_the_day_to_the_year_of_the_heading() -> None:
    title = Statement(said("令和2年1月1日人口、令和元年（平成31年1月1日から令和元年12月31日まで）動態"), "A1")
    assert str(agreed([Statement(said("令和2年"), "D2")], [title])[0]) == "2020年1月1日"
    assert str(agreed([Statement(said("令和元年"), "H2")], [title])[0]) == "2019年（1月～12月）"


def test_the_month_before_is_not_the_month() -> None:
    near, far = [Statement(said("前1か月の増減"), "C5")], [Statement(said("令和8年1月1日現在"), "A2")]
    assert agreed(near, far) == (Period(Kind.MONTH, 2025, 12),)


@pytest.mark.parametrize(
    ("text", "basis", "year"),
    [
        ("令和7年10月1日", Basis.OCT1, 2025),
        ("令和7年1月1日", Basis.OCT1, None),
        ("令和7年1月1日", Basis.JAN1, 2025),
        ("令和7年1月1日", Basis.CALENDAR, None),
        ("令和7年12月", Basis.CALENDAR, None),
        ("令和7年度", Basis.CALENDAR, None),
        ("令和7年度", Basis.OCT1, None),
        ("令和9年3月31日", Basis.FISCAL, 2026),
        ("令和7年", Basis.CALENDAR, 2025),
        ("2020年10月", Basis.OCT1, 2020),
        ("平成29年7-9月期", Basis.CALENDAR, None),
    ],
)
def test_a_period_of_another_kind_is_none_of_the_series(text: str, basis: Basis, year: int | None) -> None:
    assert year_for(said(text).periods[0], basis) == year

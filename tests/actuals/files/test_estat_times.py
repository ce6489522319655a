"""e-Stat's codes of time as people write them; any other ten digits stay what they are."""

from __future__ import annotations

import pytest

from misato_report.actuals.files.estat_times import time_of_code, with_named_times
from misato_report.actuals.files.table import Table


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("2020000000", "2020年"),
        ("2020100000", "2020年度"),
        ("2020001010", "2020年10月"),
        ("2020CY", "2020年"),
        ("2020FY00", "2020年度"),
        ("2020000103", "2020000103"),
        ("2020001313", "2020001313"),
        ("3020000000", "3020000000"),
        ("2020", "2020"),
        ("", ""),
    ],
)
def test_a_code_says_a_year_or_nothing(code: str, said: str) -> None:
    assert time_of_code(code) == said


def table(*rows: tuple[str, ...]) -> Table:
    return Table("表.csv", "", rows)


def test_only_the_column_of_time_codes_is_written_out() -> None:
    found = with_named_times(table(("時間軸（年次） コード", "値"), ("2020100000", "2020100000")))
    assert found.rows == (("時間軸（年次）", "値"), ("2020年度", "2020100000"))


@pytest.mark.parametrize("heading", ["地域 コード", "分類コード", "値"])
def test_ten_digits_elsewhere_are_no_time(heading: str) -> None:
    given = table((heading, "値"), ("2020100000", "5"))
    assert with_named_times(given) is given


def test_a_column_with_a_code_of_another_kind_stays_as_it_is() -> None:
    given = table(("調査年 コード", "値"), ("2020100000", "5"), ("2020000103", "6"))
    assert with_named_times(given) is given

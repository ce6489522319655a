"""Forms of tables that others publish, first met after the reader was made: each a small invented grid (見本)."""

from __future__ import annotations

import pytest

from misato_report.actuals.published.proposing import guesses, items_of, meaning
from misato_report.notation import Basis
from tests.actuals.published.grids import codes, sheets, table, take, values, wanted

OCT1, JAN1, CALENDAR, FISCAL = Basis.OCT1, Basis.JAN1, Basis.CALENDAR, Basis.FISCAL

EVERY_YEAR = """
市町村別人口（見本、各年10月1日現在）
市町村|令和5年|令和6年
松江市|70|80
美郷町|50|60
"""


@pytest.mark.parametrize(
    ("basis", "expected"),
    [(OCT1, {2023: 50, 2024: 60}), (JAN1, {}), (CALENDAR, {}), (FISCAL, {})],
)
def test_a_day_of_every_year_is_the_day_of_each_figure(basis: Basis, expected: dict[int, int]) -> None:
    assert values(take(EVERY_YEAR, wanted("人口", basis=basis))) == expected


def test_a_day_of_every_year_in_a_note_counts_too() -> None:
    noted = EVERY_YEAR.replace("（見本、各年10月1日現在）", "（見本）") + "（各年1月1日現在）"
    assert values(take(noted, wanted("人口", basis=JAN1))) == {2023: 50, 2024: 60}
    assert values(take(noted, wanted("人口", basis=OCT1))) == {}


def test_births_of_a_year_are_of_the_year_beside_people_of_a_day() -> None:
    text = EVERY_YEAR.replace("令和5年|令和6年", "令和5年出生数|令和6年出生数")
    one = wanted("出生数", name="出生数", basis=CALENDAR)
    assert values(take(text, one)) == {2023: 50, 2024: 60}


def test_rows_of_codes_between_the_headings_are_no_figures() -> None:
    text = """
令和2年国勢調査（見本）
|地域名|人口|人口|世帯数
||1|1|1
||0_総数|1_男|0_総数
|地域|人|人|世帯
a|松江市|800|370|320
3|美郷町|400|190|180
"""
    assert values(take(text, wanted("人口"))) == {2020: 400}
    assert values(take(text, wanted("人口", "男", name="人口（男）"))) == {2020: 190}


def test_signs_in_a_row_of_codes_are_no_figures() -> None:
    text = """
令和2年国勢調査（見本）
||/表章事項|人口|人口
||/年齢 補助コード|-|-
時間軸（年次）|地域|/年齢|0歳|14歳
2020年|松江市||8|9
2020年|美郷町||4|5
"""
    assert values(take(text, wanted("人口", "14歳", name="14歳人口"))) == {2020: 5}


COLUMN_OF_ONE_YEAR = """
平成31年1月1日人口、平成30年（1月1日から同年12月31日まで）人口動態（見本）|||2019
市町村|平成31年|平成30年|2019
|人口|出生者数|2019
松江市|80|8|2019
美郷町|50|5|2019
"""


def test_a_column_of_one_year_heads_nothing_and_counts_nothing() -> None:
    assert values(take(COLUMN_OF_ONE_YEAR, wanted("人口", basis=JAN1))) == {2019: 50}
    births = wanted("出生者数", name="出生数", basis=CALENDAR)
    assert values(take(COLUMN_OF_ONE_YEAR, births)) == {2018: 5}


def test_eras_beside_a_column_of_western_years() -> None:
    text = """
市町村|元号|和暦（年）|西暦年|注|人口総数
松江市|平成|27|2015||80
美郷町|平成|27|2015||50
松江市|令和|2|2020||70
美郷町|令和|2|2020||40
"""
    assert values(take(text, wanted("人口総数"))) == {2015: 50, 2020: 40}


def test_western_years_behind_the_figures() -> None:
    text = """
地域コード|地域|所得|西暦_int
32201|島根県 松江市|80|2020
32448|島根県 美郷町|50|2020
32201|島根県 松江市|70|2019
32448|島根県 美郷町|40|2019
"""
    one = wanted("所得", name="所得", unit="千人", basis=CALENDAR)
    assert codes(take(text, one)) == {"no-unit"}
    assert values(take(text, wanted("所得", name="所得", basis=CALENDAR))) == {2020: 50, 2019: 40}


def test_a_title_over_the_places_dates_the_table_and_the_date_of_borders_does_not() -> None:
    text = "平成28年住民基本台帳人口（見本）|人口(計)|世帯数\n松江市|80|30\n美郷町|50|20"
    assert values(take(text, wanted("人口(計)", basis=CALENDAR))) == {2016: 50}
    of_borders = text.replace("平成28年住民基本台帳人口（見本）", "2000年_市区町村名")
    assert codes(take(of_borders, wanted("人口(計)", basis=CALENDAR))) == {"no-period"}


def test_the_title_of_a_yearbook_over_the_middle_of_the_table() -> None:
    text = """
|||4-1　国勢調査による人口|（大正9～平成27年）|
各年10月1日現在|||||
項目|平成7年|12年|17年|22年|27年
松江市|1|2|3|4|5
美郷町|6|7|8|9|10
"""
    block, _ = sheets([table(text)]).blocks[0]
    assert [column.words for column in block.columns] == [()] * 5


@pytest.mark.parametrize("ending", ["平均", "計", "中"])
def test_the_mean_or_sum_of_a_year_is_of_the_year(ending: str) -> None:
    text = f"""
15-1　物価（美郷町）（見本）
年次・月|指数
平成30年{ending}|99
令和元年{ending}|100
2|101
令和2年1月|98
"""
    one = wanted("指数", name="物価指数", unit="指数", basis=CALENDAR)
    found = take(text, one, own=True)
    assert {t.year: t.reading.value for t in found.taken} == {2018: 99, 2019: 100, 2020: 101}


def test_the_nation_and_the_county_beside_the_places_are_no_items() -> None:
    nation = """
人口（令和7年10月1日現在、見本）
全国||900
|松江市|80
|美郷町|50
"""
    headed = nation.replace("全国||900", "地域|市町村|人口\n全国||900")
    assert values(take(headed, wanted("人口"))) == {2025: 50}
    county = """
人口（令和7年10月1日現在、見本）
郡|町村|人口
|松江市|70
邑智郡|川本町|30
|美郷町|50
"""
    assert values(take(county, wanted("人口"))) == {2025: 50}
    assert values(take(county.replace("邑智郡", "東臼杵郡"), wanted("人口"))) == {}


def test_marks_of_notes_and_years_of_prices_in_headings() -> None:
    marks = EVERY_YEAR.replace("松江市|70", "|1)|2)\n松江市|70")
    assert values(take(marks, wanted("人口"))) == {2023: 50, 2024: 60}
    prices = """
||2018|2021
年度|市町村|総生産（平成23年基準）|人口
|松江市|800|80
|美郷町|500|50
"""
    found = take(prices, wanted("人口", basis=CALENDAR))
    assert "heading-unclear" not in codes(found)


def test_names_in_two_languages() -> None:
    text = "人口（令和7年10月1日現在、見本）\n市町村名 Cities|人口\n県　計 Shimane-ken|90\n松江市 Matsue-shi|80\n美郷町 Misato-cho|50"
    assert values(take(text, wanted("人口"))) == {2025: 50}


def test_a_year_with_the_number_of_a_month_is_no_year() -> None:
    text = "人口（見本）\n市町村|2020年 2|月中の増減\n松江市|8|9\n美郷町|5|6"
    assert values(take(text, wanted("人口", basis=CALENDAR))) == {}


@pytest.mark.parametrize(
    ("name", "age"),
    [
        ("0歳～14歳", "15未満"),
        ("0～14歳人口", "15未満"),
        ("15～64歳", "15～64"),
        ("14歳人口", "14"),
        ("65歳以上", "65以上"),
    ],
)
def test_ages_in_one_form(name: str, age: str) -> None:
    assert meaning(name).age == age


def test_a_single_age_is_no_other() -> None:
    text = "人口（令和7年10月1日現在、見本）\n市町村|0歳人口\n松江市|8\n美郷町|5"
    items = items_of(sheets([table(text)]))
    assert guesses(items, [("s", "14歳人口", "人")]) == []
    assert [g.series for g in guesses(items, [("s", "0歳人口", "人")])] == ["s"]


def test_of_two_alike_the_one_of_the_series_kind_of_period() -> None:
    census = table("国勢調査（令和2年10月1日、見本）\n市町村|人口\n松江市|80\n美郷町|50", sheet="国調")
    monthly = table(
        "毎月人口（令和7年3月1日現在、見本）\n市町村|総数|人口\n松江市|1|81\n美郷町|2|51", sheet="月報"
    )
    items = items_of(sheets([census, monthly]))
    assert len([i for i in items if i.words == ("人口",)]) == 2
    picked = guesses(
        items, [("s", "人口", "人")], lambda _, item: item.cells[0].analysed.grid.table.sheet == "国調"
    )
    assert picked[0].item.cells[0].text == "50"

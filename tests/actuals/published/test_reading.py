"""Tables that others made, each with what a person reads in it: the right figure or a refusal."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from misato_report.notation import Basis, Dash
from tests.actuals.published.grids import codes, sheets, table, take, values, wanted


def test_codes_over_the_columns_are_no_years() -> None:
    grid = """
統計名：|試験調査
実施年月：|2020年|10月

|||/年齢 コード|00|R1|R2|R3
時間軸（年次）|地域 コード|地域|/年齢|総数|（再掲）15歳未満|（再掲）15～64歳|（再掲）65歳以上
2020年|32000|島根県||9,000|1,000|5,000|3,000
2020年|32448|美郷町||1,000|100|500|400
"""
    assert values(take(grid, wanted("(再掲)15歳未満"))) == {2020: 100}
    assert values(take(grid, wanted("総数"))) == {2020: 1000}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2|秋田県|美郷町|17,222", "no-municipality"),
        ("2||秋田県仙北郡美郷町|17,222", "no-municipality"),
    ],
)
def test_another_prefectures_town_is_never_taken(row: str, code: str) -> None:
    grid = f"""
人口（令和7年10月1日現在）
番号|都道府県名|市区町村名|総人口
1|北海道|札幌市|13,111
{row}
3|福島県|福島市|1,333
"""
    found = take(grid, wanted("総人口"))
    assert codes(found) == {code}
    assert not found.taken


def test_the_neighbours_tell_whose_town_it_is() -> None:
    grid = "令和7年10月1日現在\n市町村|総人口\n{}|1,000\n美郷町|2,000\n"
    assert values(take(grid.format("川本町"), wanted("総人口"))) == {2025: 2000}
    assert codes(take(grid.format("諸塚村"), wanted("総人口"))) == {"no-municipality"}


def test_the_prefecture_once_over_its_block() -> None:
    grid = """
令和４年度 市町村別普通交付税
|||（単位：千円）
|市町村|普通交付税|
||R４|（参考）R３当初算定
秋田県|横手市|100|99
|美郷町|200|199
島根県|松江市|300|299
|美郷町|400|399
宮崎県|宮崎市|500|499
|美郷町|600|599
"""
    tax = wanted("普通交付税", name="普通交付税", unit="千円", basis=Basis.FISCAL)
    assert values(take(grid, tax)) == {2022: 400}


def test_a_code_decides_and_must_fit_the_name() -> None:
    grid = "令和7年10月1日現在\n団体コード|市町村|総人口\n324485|美郷町|1,000\n{}|美郷町|2,000\n"
    assert values(take(grid.format("054348"), wanted("総人口"))) == {2025: 1000}
    wrong = "令和7年10月1日現在\n団体コード|市町村|総人口\n324418|川本町|1\n324485|川本町|2\n"
    assert codes(take(wrong, wanted("総人口"))) == {"no-municipality"}


def test_a_former_town_is_not_the_town() -> None:
    grid = """
令和2年10月1日現在
地域コード|地域|総人口
32448|美郷町|4,355
3244B|（旧：美郷町）|3,880
"""
    assert values(take(grid, wanted("総人口"))) == {2020: 4355}


def test_figures_are_no_codes_and_no_years() -> None:
    grid = """
市町村別の世帯と人口
令和7年10月1日現在
市町村|総人口|うち65歳以上|うち15歳未満
県計|310500|90100|33300
松江市|188200|50200|20900
浜田市|75300|23500|7700
美郷町|14100|4500|2050
"""
    assert values(take(grid, wanted("総人口"))) == {2025: 14100}
    assert values(take(grid, wanted("うち15歳未満"))) == {2025: 2050}


def test_years_are_the_only_headings() -> None:
    grid = "市町村別総人口の推移\n（単位：人）\n市町村|2010|2015|2020\n松江市|8,400|8,200|8,000\n美郷町|1,200|1,100|1,000\n"
    assert values(take(grid, wanted())) == {2010: 1200, 2015: 1100, 2020: 1000}


def test_items_in_rows_with_their_groups() -> None:
    grid = """
市町村経済計算
島根県美郷町
（単位：百万円）
項目|令和3年度|4年度
産業|4,500|4,600
　製造業|1,500|1,520
政府サービス|500|490
市町村内総生産|5,000|5,090
"""
    gdp = wanted("市町村内総生産", name="市町村内総生産", unit="百万円", basis=Basis.FISCAL)
    assert values(take(grid, gdp)) == {2021: 5000, 2022: 5090}
    assert values(take(grid, replace(gdp, words=("産業", "製造業")))) == {2021: 1500, 2022: 1520}


def test_sex_in_rows() -> None:
    grid = """
令和7年10月1日現在
市町村コード|市町村|性別|人口
32448|美郷町|計|"""
    grid += "1,000\n32448|美郷町|男|480\n32448|美郷町|女|520\n"
    assert values(take(grid, wanted("人口"))) == {2025: 1000}
    assert values(take(grid, wanted("男", "人口", name="人口（男）"))) == {2025: 480}


def test_two_lines_of_the_town_are_not_one() -> None:
    grid = """
（単位：千円）
市町村|区分|税収|
||令和6年度|令和7年度
美郷町|調定|500,000|510,000
|収入|412,345|398,210
"""
    tax = wanted("税収", name="町税収入", unit="千円", basis=Basis.FISCAL)
    found = take(grid, tax)
    assert codes(found) == {"missing-item"}
    assert "[調定, 税収]、[収入, 税収]" in found.problems[0].message


def test_headings_repeated_the_other_way_round() -> None:
    grid = """
（単位：千円）
市町村|税収|
|2024|2025
松江市|31,000,000|31,500,000
|2025|2024
美郷町|398,210|412,345
"""
    tax = wanted("税収", name="町税収入", unit="千円", basis=Basis.FISCAL)
    assert values(take(grid, tax)) == {2024: 412345, 2025: 398210}


def test_headings_centred_over_their_groups() -> None:
    grid = """
（単位：千円）
市町村||税収|||人口|
|令和5年度|令和6年度|令和7年度|令和5年度|令和6年度|令和7年度
松江市|1|2|3|4|5|6
美郷町|400|412|398|7|8|9
"""
    tax = wanted("税収", name="町税収入", unit="千円", basis=Basis.FISCAL)
    assert values(take(grid, tax)) == {2023: 400, 2024: 412, 2025: 398}


def test_a_column_without_a_heading_is_not_its_neighbours() -> None:
    grid = "令和7年10月1日現在\n市町村|総人口|||\n松江市|8|7|6|5\n美郷町|1|2|3|4\n"
    assert values(take(grid, wanted("総人口"))) == {2025: 1}


def test_a_ward_above_its_years() -> None:
    grid = """
区別人口動態（神戸市）
年次|出生|死亡
|灘区|
平成25年|1|2
26年|3|4
"""
    assert not take(grid, wanted("出生", basis=Basis.CALENDAR)).taken


@pytest.mark.parametrize(
    ("unit", "value"),
    [("（単位：百万円）", 412000), ("（単位：千円）", 412), ("（単位：人）", None), ("", None)],
)
def test_the_unit_is_the_tables_and_is_converted(unit: str, value: int | None) -> None:
    grid = f"市町村税\n{unit}|税収\n市町村|令和6年度\n松江市|31,000\n美郷町|412\n"
    found = values(take(grid, wanted("税収", name="町税収入", unit="千円", basis=Basis.FISCAL)))
    assert found == ({} if value is None else {2024: Decimal(value)})


def test_several_units_are_the_set_that_is_allowed() -> None:
    grid = """
人口動態（令和7年）||||（単位：人、世帯、％）
市町村|人口|世帯数|出生|増減率
松江市|8,000|3,500|55|-0.4
美郷町|1,000|500|5|-1.3
"""
    assert values(take(grid, wanted("世帯数", name="世帯数", unit="世帯"))) == {2025: 500}
    assert values(take(grid, wanted("増減率", name="増減率", unit="%", basis=Basis.CALENDAR))) == {
        2025: Decimal("-1.3")
    }
    assert not values(take(grid, wanted("人口", name="人口", unit="件")))


def test_a_ratio_in_a_table_of_thousands_stays_a_ratio() -> None:
    grid = "令和元年10月1日現在（単位　千人）\n市町村|総人口|人口性比\n松江市|200|90.1\n美郷町|5|93.3\n"
    ratio = wanted("人口性比", name="人口性比", unit="女性100人に対する男性の数")
    assert values(take(grid, ratio)) == {2019: Decimal("93.3")}
    assert values(take(grid, wanted("総人口"))) == {2019: 5000}


def test_own_table_without_a_name_needs_the_clerks_word() -> None:
    grid = "年度別ごみ収集量\n（単位：トン）\n年度|総収集量\n令和4年度|500\n令和5年度|490\n"
    waste = wanted("総収集量", name="総収集量", unit="トン", basis=Basis.FISCAL)
    assert codes(take(grid, waste)) == {"no-place"}
    assert values(take(grid, waste, own=True)) == {2022: 500, 2023: 490}


def test_a_table_that_names_another_town_is_not_the_towns_own() -> None:
    grid = "川本町のごみ\n（単位：トン）\n年度|総収集量\n令和4年度|500\n"
    waste = wanted("総収集量", name="総収集量", unit="トン", basis=Basis.FISCAL)
    assert not take(grid, waste, own=True).taken


def test_no_period_anywhere_is_refused() -> None:
    assert codes(take("市町村|在留外国人\n松江市|9\n美郷町|29\n", wanted("在留外国人"))) == {"no-period"}


def test_a_month_among_years_is_left_out_and_told_of() -> None:
    grid = """
美郷町（島根県）の人口動態
年次|出生
平成25年|30
26年|28
平成27年9月|3
本年累計|21
"""
    found = take(grid, wanted("出生", basis=Basis.CALENDAR))
    assert values(found) == {2013: 30, 2014: 28}
    assert [p.code for p in found.problems] == ["left-out"]


def test_a_title_of_another_year_is_refused() -> None:
    grid = "令和{}年度 決算\n（単位：千円）\n市町村|令和6年度|令和7年度\n松江市|1|2\n美郷町|3|4\n"
    tax = wanted(name="決算", unit="千円", basis=Basis.FISCAL)
    assert values(take(grid.format(7), tax)) == {2024: 3, 2025: 4}
    assert codes(take(grid.format(6), tax)) == {"times-disagree"}


def test_the_files_own_legend_says_what_a_dash_is() -> None:
    grid = "令和7年10月1日現在\n-|該当数値がないもの\n\n市町村|総人口|世帯数\n松江市|1|2\n美郷町|-|3\n"
    (taken,) = take(grid, wanted("総人口")).taken
    assert taken.reading.value is None
    assert values(take(grid, wanted("総人口"), dash=Dash.ZERO)) == {2025: 0}


def test_two_sheets_that_differ_are_told_apart_or_refused() -> None:
    grid = "{}\n令和7年10月1日現在\n市町村|総数\n松江市|9\n美郷町|{}\n"
    both = [table(grid.format("人口", 5), "1"), table(grid.format("世帯", 3), "2")]
    assert codes(take(both, wanted("総数"))) == {"repeated-row"}
    assert values(take(both, wanted("総数", "世帯"))) == {2025: 3}


def test_a_long_table_is_read_in_time() -> None:
    rows = "\n".join(f"2020年|{13101 + n % 900:05d}|第{n}市|計|{n}|{n}" for n in range(3000))
    grid = f"人口\n時間軸|地域 コード|地域|性別|区分0|区分1\n{rows}\n2020年|32448|美郷町|計|1000|1001"
    assert values(take(grid, wanted("区分0"))) == {2020: 1000}
    assert len(sheets([table(grid)]).blocks) == 1


def test_years_inside_the_headings() -> None:
    grid = """
国勢調査の結果
市町村|人口　平成27年|人口　平成22年（組替）|世帯数　平成27年
松江市|8,000|8,400|3,500
美郷町|1,000|1,200|500
"""
    assert values(take(grid, wanted("人口"))) == {2010: 1200, 2015: 1000}


def test_radicals_from_a_pdf_are_the_letters() -> None:
    grid = "令和7年10月1日現在\n市町村|住⺠基本台帳⼈⼝\n松江市|8,000\n美郷町|1,000\n"
    assert values(take(grid, wanted("住民基本台帳人口"))) == {2025: 1000}


def test_a_monthly_report_with_a_blank_row_and_a_split_heading() -> None:
    grid = """
||人　　口　　と　　世　　帯

||令和7年10月1日現在
||市 区 町 村||世 帯 数|人||口
|||||総  数|男|女
||||世帯|人|人|人
||県計||40,000|100,000|48,000|52,000

||松江市||35,000|88,000|42,000|46,000
||邑智郡||5,000|12,000|6,000|6,000
||　川本町||4,500|11,000|5,500|5,500
||　美郷町||500|1,000|480|520
"""
    assert values(take(grid, wanted("人口", "総数"))) == {2025: 1000}
    assert values(take(grid, wanted("人口", "女", name="人口（女）"))) == {2025: 520}


def test_totals_without_a_name() -> None:
    grid = """
住民基本台帳人口（市区町村別）
団体コード|都道府県名|市区町村名|令和7年|
|||人口|出生数
|合計||100000|700
320005|島根県||9000|60
322016|島根県|松江市|8000|55
324485|島根県|邑智郡美郷町|1000|5
054348|秋田県|仙北郡美郷町|2000|12
454311|宮崎県|東臼杵郡美郷町|1500|9
"""
    assert values(take(grid, wanted("人口"))) == {2025: 1000}
    births = wanted("出生数", name="出生数", basis=Basis.CALENDAR)
    assert values(take(grid, births)) == {2025: 5}


def test_a_year_for_each_item_and_codes_over_them() -> None:
    grid = """
例示-A-2023|Prefecture|Municipality|A1101|A1301|A4101
年度|||2020|2020|2021
地域コード|都道府県|市区町村|総人口|15歳未満人口|出生数
R32201|島根県|松江市|203616|25931|1500
R32448|島根県|美郷町|4355|498|20
R45431|宮崎県|美郷町|4826|500|21
"""
    fiscal = wanted("総人口", basis=Basis.FISCAL)
    assert values(take(grid, fiscal)) == {2020: 4355}
    assert values(take(grid, wanted("出生数", name="出生数", basis=Basis.FISCAL))) == {2021: 20}
    assert codes(take(grid, wanted("総人口"))) == {"period-kind"}


def test_a_row_without_a_name_below_the_town_is_not_its() -> None:
    grid = "令和7年10月1日現在\n市町村|総人口\n松江市|9\n美郷町|-\n|5\n"
    found = take(grid, wanted("総人口"))
    assert codes(found) == {"no-municipality"}
    assert not found.taken

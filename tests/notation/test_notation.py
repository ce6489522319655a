"""Every form of number, year, period and date that published papers use, and the way back."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from misato_report.notation import (
    Basis,
    Dash,
    Mark,
    NotationError,
    Reading,
    find_date,
    find_years,
    iso_month,
    last_day,
    month_after,
    month_of,
    month_period,
    months_of_year,
    next_period,
    normalise,
    previous_period,
    print_date,
    print_era_year,
    print_fiscal_year,
    print_month,
    print_number,
    print_period,
    print_short_date,
    print_short_period,
    print_year,
    read_date,
    read_figure,
    read_number,
    read_year,
    squeeze,
    year_of_month,
)

YEARS = st.integers(1868, 2199)
DAYS = st.dates(date(1868, 1, 1), date(2199, 12, 31))
# What a published figure can be: at most 20 digits, so that sign and commas stay within the limit.
FIGURES = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**20), 10**20), st.integers(0, 8)
)
NOTATION_CHARACTERS = (
    "0123456789０１９,，.．▲△-−－―ー+＋()（） 　…*xXprPr速報確改定①²Oe_一٣%％年月日度令和平成元RHS～〜~/から"
)


# ---- text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("　人口　", "人口"),
        ("ＡＢＣ１２３", "ABC123"),
        ("ｼﾏﾈ", "シマネ"),
        ("㈱美郷", "(株)美郷"),
        ("…", "..."),
        ("a\u3000b", "a b"),
        ("", ""),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("美　郷　町", "美郷町"),
        ("年少\n人口\t（０～14歳）", "年少人口(0～14歳)"),
        ("０〜14歳", "0～14歳"),
        ("0~14歳", "0～14歳"),
        ("か ゙", "が"),
        (" \u00a0\u3000\n", ""),
    ],
)
def test_squeeze(text: str, expected: str) -> None:
    assert squeeze(text) == expected


@given(st.text())
def test_squeeze_and_normalise_are_idempotent(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert squeeze(squeeze(text)) == squeeze(text) == squeeze(normalise(text))


@given(st.text())
def test_squeeze_leaves_no_white_space(text: str) -> None:
    assert not any(character.isspace() for character in squeeze(text))


# ---- read_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "0"),
        ("1234", "1234"),
        ("1,234", "1234"),
        ("12,345,678", "12345678"),
        ("1,234.50", "1234.50"),
        ("0.10", "0.10"),
        ("007", "7"),
        ("１，２３４．５", "1234.5"),
        ("  12 ", "12"),
        ("　12　", "12"),
        ("\u00a012\n", "12"),
        ("+5", "5"),
        ("＋1,234", "1234"),
        ("▲1,234", "-1234"),
        ("△1,234", "-1234"),
        ("-1,234", "-1234"),
        ("−1,234", "-1234"),
        ("－1,234", "-1234"),
        ("－１，２３４", "-1234"),
        ("(1,234)", "-1234"),
        ("（1,234）", "-1234"),
        ("( 1,234 )", "-1234"),
        ("△ 12", "-12"),
        ("▲　12", "-12"),
        ("▲0.05", "-0.05"),
        ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
        ("▲12345678901234567890123456789012345678", "-12345678901234567890123456789012345678"),
    ],
)
def test_read_number(text: str, expected: str) -> None:
    reading = read_number(text)
    assert reading.mark is None
    assert str(reading.value) == expected


@pytest.mark.parametrize(("text", "expected"), [("-0", "0"), ("▲0", "0"), ("(0)", "0"), ("△0.00", "0.00")])
def test_zero_is_never_negative(text: str, expected: str) -> None:
    assert str(read_number(text).value) == expected


@pytest.mark.parametrize(
    ("text", "value", "mark"),
    [
        ("p1,234", "1234", Mark.PRELIMINARY),
        ("1,234p", "1234", Mark.PRELIMINARY),
        ("Ｐ 1,234", "1234", Mark.PRELIMINARY),
        ("速報 ▲12", "-12", Mark.PRELIMINARY),
        ("12速報", "12", Mark.PRELIMINARY),
        ("1,234 r", "1234", Mark.REVISED),
        ("ｒ1,234", "1234", Mark.REVISED),
        ("改 ▲12", "-12", Mark.REVISED),
        ("改定12", "12", Mark.REVISED),
        ("(12)　改定", "-12", Mark.REVISED),
        ("確報 12", "12", Mark.CONFIRMED),
        ("12確報", "12", Mark.CONFIRMED),
    ],
)
def test_read_number_with_a_mark(text: str, value: str, mark: Mark) -> None:
    assert read_number(text) == Reading(Decimal(value), mark)


@pytest.mark.parametrize("text", ["…", "...", "***", "＊＊＊", " … ", "．．．"])
def test_unknown(text: str) -> None:
    assert read_number(text) == Reading(None, Mark.UNKNOWN)


@pytest.mark.parametrize("text", ["x", "X", "ｘ", "Ｘ", "　x "])
def test_suppressed(text: str) -> None:
    assert read_number(text) == Reading(None, Mark.SUPPRESSED)


@pytest.mark.parametrize("text", [*"-―－‐—–ー−─", " - ", "　―　"])
def test_a_lone_dash_is_what_the_source_says(text: str) -> None:
    assert read_number(text, Dash.ZERO) == Reading(Decimal(0), None)
    assert read_number(text, Dash.NOT_APPLICABLE) == Reading(None, Mark.NOT_APPLICABLE)
    assert read_number(text, Dash.UNKNOWN) == Reading(None, Mark.UNKNOWN)
    with pytest.raises(NotationError, match="資料の定義"):
        read_number(text)


@pytest.mark.parametrize("dash", [None, *Dash])
@pytest.mark.parametrize("text", ["", " ", "　", "\n\t"])
def test_an_empty_cell_is_an_error(text: str, dash: Dash | None) -> None:
    with pytest.raises(NotationError, match="空欄"):
        read_number(text, dash)


@pytest.mark.parametrize(
    "text",
    [
        *[
            "12O",
            "1O",
            "O",
            "１２一",
            "一",
            "1e5",
            "1E5",
            "nan",
            "NaN",
            "inf",
            "Infinity",
            "sNaN",
            "0x1F",
            "1_000",
        ],
        *[
            "--5",
            "▲-5",
            "▲▲5",
            "-(5)",
            "(-5)",
            "(▲5)",
            "▲",
            "+",
            "()",
            "(5",
            "5)",
            "５－",
            "5-",
            "ー5",
            "–5",
            "▼5",
        ],
        *["1.2.3", "1.", ".5", ".", ",", "5,", "..", "....", "**", "****", "--", "xx", "x5", "5x", "- 5 -"],
        *["٣", "١٢", "१२", "𝟏𝟐", "①", "12①", "12²", "⁻5", "½", "⑴", "⒈", "㏠", "Ⅹ", "⼀", "12㎡"],
        *["12%", "12％", "12人", "¥12", "1 234", "1\n2", "1\u200b2", "12 13", "'12", "1、234", "1・5"],
        *["p", "r5p", "p5p", "▲p5", "(p5)", "5pp", "p…", "p-", "q5", "速報", "改訂5", "速5"],
    ],
)
@pytest.mark.parametrize("dash", [None, Dash.ZERO])
def test_what_is_no_number_is_refused(text: str, dash: Dash | None) -> None:
    with pytest.raises(NotationError) as caught:
        read_number(text, dash)
    assert str(caught.value).endswith("。")


@pytest.mark.parametrize(
    "text",
    ["1,23", "1,2345", "12,34,567", "1234,567", "0,123", ",123", "1,,234", "1,234.567,8", "▲1,23", "(1,23)"],
)
def test_commas_stand_between_groups_of_three(text: str) -> None:
    with pytest.raises(NotationError, match=r"コンマの位置"):
        read_number(text)


def test_too_long_is_refused() -> None:
    assert read_number("9" * 40).value == Decimal("9" * 40)
    assert read_number(" " * 100 + "9" * 40).value == Decimal("9" * 40)
    with pytest.raises(NotationError, match="長すぎます"):
        read_number("9" * 41)


@pytest.mark.parametrize("text", ["12O", "1,23", "p5r", "-"])
def test_the_message_quotes_the_text(text: str) -> None:
    with pytest.raises(NotationError, match=f"「{text}」"):
        read_number(text)


def test_the_message_shows_invisible_characters_and_shortens() -> None:
    with pytest.raises(NotationError, match=r"「1〔U\+200B〕2」"):
        read_number("1\u200b2")
    with pytest.raises(NotationError, match=f"「{'あ' * 40}…」"):
        read_number("あ" * 1000)


@given(st.text() | st.text(NOTATION_CHARACTERS, max_size=12), st.none() | st.sampled_from(Dash))
@example("12①", None)
def test_any_text_is_read_whole_or_refused(text: str, dash: Dash | None) -> None:
    """A value has just the digits that stand in the text: none lost, none made from another character."""
    try:
        value = read_number(text, dash).value
    except NotationError:
        return
    if value is not None and any(character.isdecimal() for character in text):
        in_text = [int(character) for character in text if character.isdecimal()]
        assert Decimal("".join(map(str, in_text))) == Decimal("".join(map(str, value.as_tuple().digits)))


@pytest.mark.parametrize("mark", [None, Mark.PRELIMINARY, Mark.CONFIRMED, Mark.REVISED, Mark.SAMPLE])
def test_a_reading_without_a_value_says_why(mark: Mark | None) -> None:
    with pytest.raises(ValueError, match="says why"):
        Reading(None, mark)


# ---- print_number


@pytest.mark.parametrize(
    ("value", "decimals", "plus", "expected"),
    [
        ("0", None, False, "0"),
        ("1234", None, False, "1,234"),
        ("-1234567.50", None, False, "▲1,234,567.50"),
        ("1E+3", None, False, "1,000"),
        ("1E-7", None, False, "0.0000001"),
        ("-0", None, False, "0"),
        ("-0.00", None, True, "0.00"),
        ("0.5", 0, False, "1"),
        ("1.5", 0, False, "2"),
        ("2.5", 0, False, "3"),
        ("-2.5", 0, False, "▲3"),
        ("2.345", 2, False, "2.35"),
        ("7", 2, False, "7.00"),
        ("999.95", 1, False, "1,000.0"),
        ("-0.04", 1, False, "0.0"),
        ("0.04", 1, True, "0.0"),
        ("0", None, True, "0"),
        ("12", None, True, "＋12"),
        ("-12", None, True, "▲12"),
        ("1E-1000000", 2, False, "0.00"),
        ("1234567890123456789012345678.5", 0, False, "1,234,567,890,123,456,789,012,345,679"),
    ],
)
def test_print_number(value: str, decimals: int | None, plus: bool, expected: str) -> None:
    assert print_number(Decimal(value), decimals, plus=plus) == expected


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_not_printed(value: str) -> None:
    with pytest.raises(NotationError, match="有限"):
        print_number(Decimal(value))


@pytest.mark.parametrize("decimals", [None, 2])
@pytest.mark.parametrize("value", ["1E+31", "1E+999999", "1E+999999999", "9" * 39])
def test_what_could_not_be_read_back_is_not_printed(value: str, decimals: int | None) -> None:
    with pytest.raises(NotationError, match="桁が多すぎ"):
        print_number(Decimal(value), decimals)


def test_neither_way_depends_on_the_decimal_context() -> None:
    with localcontext(prec=3):
        assert print_number(Decimal("-123456.75")) == "▲123,456.75"
        assert print_number(Decimal("-123456.75"), 1) == "▲123,456.8"
        assert read_number("▲123,456.75").value == Decimal("-123456.75")


@given(FIGURES, st.booleans())
def test_a_printed_number_reads_back(value: Decimal, plus: bool) -> None:
    reading = read_number(print_number(value, plus=plus))
    assert reading == Reading(value, None)
    assert reading.value is not None
    assert reading.value.as_tuple().exponent == value.as_tuple().exponent


@given(st.decimals(allow_nan=False, allow_infinity=False), st.none() | st.integers(0, 12))
def test_any_decimal_reads_back_or_is_refused(value: Decimal, decimals: int | None) -> None:
    try:
        printed = print_number(value, decimals)
    except NotationError:
        assume(False)
    with localcontext(prec=60):
        rounded = value if decimals is None else value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert read_number(printed).value == rounded
    assert "E" not in printed


@given(FIGURES, st.sampled_from(["▲{}", "△{}", "-{}", "−{}", "－{}", "({})", "（{}）", "△ {}", "　▲{}　"]))
def test_all_negatives_mean_the_same(value: Decimal, form: str) -> None:
    assert read_number(form.format(print_number(abs(value)))).value == -abs(value)


@given(FIGURES)
def test_full_width_means_the_same(value: Decimal) -> None:
    wide = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
    assert read_number(print_number(value).translate(wide)).value == value


@given(FIGURES, st.sampled_from(["p{}", "{}p", "速報 {}", "{} r", "改{}", "{}改定", "確報{}"]))
def test_a_mark_leaves_the_value(value: Decimal, form: str) -> None:
    reading = read_number(form.format(print_number(value)))
    assert reading.value == value
    assert reading.mark in (Mark.PRELIMINARY, Mark.REVISED, Mark.CONFIRMED)


# ---- read_year


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和8年", 2026),
        ("令和8年度", 2026),
        ("令和8", 2026),
        ("令和　８　年度", 2026),
        ("令 和 8 年", 2026),
        ("㋿8年", 2026),
        ("R8", 2026),
        ("R08", 2026),
        ("R 8", 2026),
        ("r8", 2026),
        ("Ｒ８", 2026),
        ("ｒ８年度", 2026),
        ("H31", 2019),
        ("平成31年", 2019),
        ("平成31年度", 2019),
        ("令和元年", 2019),
        ("令和元年度", 2019),
        ("R元", 2019),
        ("R1", 2019),
        ("令和1年", 2019),
        ("昭和30年", 1955),
        ("S30", 1955),
        ("昭和64年", 1989),
        ("平成元年", 1989),
        ("大正15年", 1926),
        ("昭和元年", 1926),
        ("T9", 1920),
        ("明治元年", 1868),
        ("M45", 1912),
        ("令和181年", 2199),
        ("2026", 2026),
        ("2026年", 2026),
        ("2026年度", 2026),
        ("２０２６", 2026),
        (" 2026　", 2026),
        ("1868", 1868),
        ("2199年", 2199),
        ("令和8年10月1日現在", 2026),
        ("令和8年10月1日", 2026),
        ("令和8年\n10月 1日 現在", 2026),
        ("2026年10月1日現在", 2026),
        ("令和8年9月", 2026),
        ("令和7年10月～令和8年9月", 2026),
        ("令和７年10月～令和８年９月", 2026),
        ("令和7年10月〜令和8年9月", 2026),
        ("令和7年10月~令和8年9月", 2026),
        ("令和7年10月-令和8年9月", 2026),
        ("令和7年10月－令和8年9月", 2026),
        ("令和7年10月から令和8年9月", 2026),
        ("令和7年10月1日から令和8年9月30日まで", 2026),
        ("令和7年10月 ～ 8年9月", 2026),
        ("令和8年4月～9月", 2026),
        ("令和8年4月～令和8年", 2026),
        ("平成30年10月～令和元年9月", 2019),
        ("平成18～27年度", 2015),
        ("R7～R8", 2026),
        ("2025～2026", 2026),
        ("2025-2026", 2026),
        ("2025年10月～2026年9月", 2026),
        ("2025年10月～9月", None),
        ("令和8年（2026年）", 2026),
        ("令和8（2026）年度", 2026),
        ("2026年度（令和8年度）", 2026),
        ("2019（H31）", 2019),
        ("令和7年（2025年）10月1日から令和8年（2026年）9月30日まで", 2026),
    ],
)
def test_read_year(text: str, expected: int | None) -> None:
    if expected is None:
        with pytest.raises(NotationError):
            read_year(text)
    else:
        assert read_year(text) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("平成32年", "平成は元年から31年"),
        ("平成32年度", "平成は元年から31年"),
        ("H32", "平成は元年から31年"),
        ("昭和65年", "昭和は元年から64年"),
        ("大正16年", "大正は元年から15年"),
        ("明治46年", "明治は元年から45年"),
        ("令和0年", "令和は元年から181年"),
        ("R182", "令和は元年から181年"),
        ("1867", "1868年から2199年"),
        ("2200年", "1868年から2199年"),
        ("0000", "1868年から2199年"),
        ("令和8年13月", "暦にありません"),
        ("令和8年2月30日現在", "暦にありません"),
        ("令和8年0月1日", "暦にありません"),
        ("令和8年10月0日", "暦にありません"),
        ("令和8年（2025年）", "括弧の中と外"),
        ("令和8年（2025年10月～2027年9月）", "括弧の中と外"),
        ("令和8年～令和7年", "終わりが始まりより前"),
        ("令和8年10月～令和8年9月", "終わりが始まりより前"),
        ("令和8年10月～9月", "終わりが始まりより前"),
        ("令和8年10月～1月", "終わりが始まりより前"),
        ("9" * 41, "長すぎます"),
        *(
            (text, "年として読めません")
            for text in ["", " ", "8年", "26", "20 26", "20261", "R8 12", "R", "R8.10", "R-8"]
        ),
        *(
            (text, "年として読めません")
            for text in ["令和八年", "令和٨年", "令和年", "令和8年①", "2026①", "2026.0", "K8"]
        ),
        *(
            (text, "年として読めません")
            for text in ["令和7年10月～", "～令和8年9月", "2025-10", "2025-26年", "2025～26", "令和8年～9月"]
        ),
        *(
            (text, "年として読めません")
            for text in ["2026-12-18", "1～2～3", "令和8年(", "令和8年()", "令和8年((2026))"]
        ),
        *(
            (text, "年として読めません")
            for text in ["昭和30年代", "2026年値", "人口2026年", "R8R9", "令和8年（見込み）"]
        ),
    ],
)
def test_what_is_no_year_is_refused(text: str, says: str) -> None:
    with pytest.raises(NotationError, match=says) as caught:
        read_year(text)
    assert str(caught.value).startswith("「")


@given(st.text() | st.text(NOTATION_CHARACTERS, max_size=20))
def test_any_text_is_a_year_or_refused(text: str) -> None:
    with suppress(NotationError):
        assert 1868 <= read_year(text) <= 2199


# ---- find_years


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("推計人口", []),
        ("令和8年島根県の推計人口年報", [2026]),
        ("島根県の推計人口 令和 8 年10月1日現在（2026年）", [2026, 2026]),
        ("令和７年10月～令和８年９月の人口動態", [2025, 2026]),
        ("令和7年10月～8年9月の人口動態", [2025, 2026]),
        ("平成27年度島根県市町村民経済計算（平成18～27年度）", [2015, 2006, 2015]),
        ("令和7・8年度の実績", [2025, 2026]),
        ("2026年 人口", [2026]),
        ("2026 推計人口", [2026]),
        ("推計人口2026\n第2表", [2026]),
        ("2025から2026年", [2025, 2026]),
        ("2020,2025年国勢調査", [2020, 2025]),
        ("population_2026-12-18.csv", [2026]),
        ("R7推計人口", [2025]),
        ("H27→R2", [2015, 2020]),
        ("①2026年②令和７年", [2026, 2025]),
        ("平成31年・令和元年", [2019, 2019]),
        ("昭和30年代からの推移", []),
        ("1980 年代", []),
        ("総数1985人", []),
        ("2,026人 2026,000円 0.2026 120261", []),
        ("H2O CPR8 R8x 昭和2丁目", []),
        ("平成32年度の目標", []),
        ("平成18～17年度", [2006]),
        ("平成27～32年度", [2015]),
        ("令和3年度～5年間", [2021]),
        ("0123年", []),
    ],
)
def test_find_years(text: str, expected: list[int]) -> None:
    assert find_years(text) == expected


@given(st.text() | st.text(NOTATION_CHARACTERS))
def test_find_years_never_fails(text: str) -> None:
    assert all(1868 <= year <= 2199 for year in find_years(text))


@given(YEARS)
def test_printed_years_are_found_in_a_title(year: int) -> None:
    assert find_years(f"島根県の{print_era_year(year)}推計人口") == [year]
    assert find_years(f"島根県の推計人口 {print_fiscal_year(year)}") == [year, year]


# ---- dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-18", date(2026, 12, 18)),
        ("2026/12/18", date(2026, 12, 18)),
        ("2026.12.18", date(2026, 12, 18)),
        ("2026/1/5", date(2026, 1, 5)),
        ("２０２６－１２－１８", date(2026, 12, 18)),
        ("2026年12月18日", date(2026, 12, 18)),
        ("令和8年12月18日", date(2026, 12, 18)),
        ("令和　８年１２月１８日", date(2026, 12, 18)),
        ("令和8年 1月 5日", date(2026, 1, 5)),
        ("R8.12.18", date(2026, 12, 18)),
        ("Ｒ８．１２．１８", date(2026, 12, 18)),
        ("r08/01/05", date(2026, 1, 5)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("H31.4.30", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("2024年2月29日", date(2024, 2, 29)),
        ("令和8年12月18日（2026年12月18日）", date(2026, 12, 18)),
        ("令和8年（2026年）12月18日", date(2026, 12, 18)),
        ("2026-12-18（令和8年）", date(2026, 12, 18)),
    ],
)
def test_read_date(text: str, expected: date) -> None:
    assert read_date(text) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-02-29", "暦にありません"),
        ("令和8年13月1日", "暦にありません"),
        ("平成32年1月1日", "平成は元年から31年"),
        ("1867-12-31", "1868年から2199年"),
        ("令和8年12月18日（2026年12月19日）", "括弧の中と外"),
        ("令和8年12月18日（2025年）", "括弧の中と外"),
        ("2" * 41, "長すぎます"),
        *(
            (text, "日付として読めません")
            for text in ["", "2026", "2026-12", "令和8年12月", "20261218", "12/18", "8.12.18"]
        ),
        *(
            (text, "日付として読めません")
            for text in ["2026-12/18", "2026-12-180", "2026年12-18", "2026-12-18 00:00"]
        ),
        *(
            (text, "日付として読めません")
            for text in ["令和8年十二月十八日", "公表 2026-12-18", "2026-1①-18", "12026-1-1"]
        ),
    ],
)
def test_what_is_no_date_is_refused(text: str, says: str) -> None:
    with pytest.raises(NotationError, match=says) as caught:
        read_date(text)
    assert str(caught.value).startswith("「")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("令和8年12月公表", None),
        ("公表日：令和8年12月18日（金）", date(2026, 12, 18)),
        ("令和８年１２月１８日 島根県統計調査課", date(2026, 12, 18)),
        ("令和8年（2026年）12月18日公表", date(2026, 12, 18)),
        ("令和8（2026）年12月18日公表", date(2026, 12, 18)),
        ("suikei_2026-12-18.csv", date(2026, 12, 18)),
        ("R8.12.18公表、R7.12.19の改定", date(2026, 12, 18)),
        ("令和8年2月30日ではなく令和8年3月1日", date(2026, 3, 1)),
        ("120261-12-18", None),
        ("2026-12-181", None),
        ("総数 2026 12 18", None),
    ],
)
def test_find_date(text: str, expected: date | None) -> None:
    assert find_date(text) == expected


@given(st.text() | st.text(NOTATION_CHARACTERS))
def test_find_date_never_fails(text: str) -> None:
    find_date(text)


@given(DAYS, st.sampled_from(["{0}-{1:02}-{2:02}", "{0}/{1}/{2}", "{0}年{1}月{2}日", "{0} 年 {1} 月 {2} 日"]))
def test_western_dates(day: date, form: str) -> None:
    text = form.format(day.year, day.month, day.day)
    assert read_date(text) == day
    assert find_date(f"表1　{text}　公表") == day


# ---- writing years, periods and dates, and back


@pytest.mark.parametrize(
    ("year", "short", "era", "fiscal"),
    [
        (2026, "R8", "令和8年", "令和8年度（2026年度）"),
        (2019, "R1", "令和元年", "令和元年度（2019年度）"),
        (2018, "H30", "平成30年", "平成30年度（2018年度）"),
        (1989, "H1", "平成元年", "平成元年度（1989年度）"),
        (1955, "S30", "昭和30年", "昭和30年度（1955年度）"),
        (1920, "T9", "大正9年", "大正9年度（1920年度）"),
        (1868, "M1", "明治元年", "明治元年度（1868年度）"),
    ],
)
def test_print_years(year: int, short: str, era: str, fiscal: str) -> None:
    assert (print_year(year), print_era_year(year), print_fiscal_year(year)) == (short, era, fiscal)


@pytest.mark.parametrize(
    ("year", "basis", "expected"),
    [
        (2026, Basis.FISCAL, "令和8年度（2026年度）"),
        (2026, Basis.OCT_SEP, "令和8年（2025年10月～2026年9月）"),
        (2026, Basis.OCT1, "令和8年10月1日現在（2026年）"),
        (2026, Basis.CALENDAR, "令和8年（2026年）"),
        (2019, Basis.OCT1, "令和元年10月1日現在（2019年）"),
        (1926, Basis.OCT1, "大正15年10月1日現在（1926年）"),
    ],
)
def test_print_period(year: int, basis: Basis, expected: str) -> None:
    assert print_period(year, basis) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 12, 18), "令和8年12月18日（2026年12月18日）"),
        (date(2019, 4, 30), "平成31年4月30日（2019年4月30日）"),
        (date(2019, 5, 1), "令和元年5月1日（2019年5月1日）"),
        (date(1989, 1, 7), "昭和64年1月7日（1989年1月7日）"),
        (date(1989, 1, 8), "平成元年1月8日（1989年1月8日）"),
        (date(1926, 12, 24), "大正15年12月24日（1926年12月24日）"),
        (date(1926, 12, 25), "昭和元年12月25日（1926年12月25日）"),
        (date(1912, 7, 29), "明治45年7月29日（1912年7月29日）"),
        (date(1912, 7, 30), "大正元年7月30日（1912年7月30日）"),
        (date(1868, 1, 1), "明治元年1月1日（1868年1月1日）"),
    ],
)
def test_print_date(day: date, expected: str) -> None:
    assert print_date(day) == expected


@pytest.mark.parametrize("year", [-1, 0, 1867, 2200, 99999])
def test_years_out_of_range_are_not_printed(year: int) -> None:
    for write in (print_year, print_era_year, print_fiscal_year):
        with pytest.raises(NotationError, match="1868年から2199年"):
            write(year)
    for basis in (basis for basis in Basis if not basis.is_monthly):
        with pytest.raises(NotationError, match="1868年から2199年"):
            print_period(year, basis)
    for basis in (Basis.MONTH, Basis.MONTH_FIRST):
        with pytest.raises(NotationError):
            print_period(year, basis)


def test_what_began_or_lies_before_the_first_year_is_not_printed() -> None:
    with pytest.raises(NotationError, match="「1867」"):
        print_period(1868, Basis.OCT_SEP)
    with pytest.raises(NotationError, match="「1867」"):
        print_date(date(1867, 12, 31))


@given(YEARS)
def test_printed_years_read_back(year: int) -> None:
    for write in (print_year, print_era_year, print_fiscal_year, str):
        assert read_year(write(year)) == year


@given(st.integers(1880, 2190), st.integers(1, 12), st.integers(-40, 40))
def test_months_count_on_over_the_ends_of_years(year: int, month: int, steps: int) -> None:
    period = month_period(year, month)
    assert month_of(period) == (year, month)
    later = month_after(period, steps)
    assert divmod(later, 100)[0] * 12 + later % 100 == year * 12 + month + steps
    assert month_after(later, -steps) == period
    assert last_day(period) == date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def test_months_of_the_years_that_they_make() -> None:
    assert months_of_year(2028, Basis.OCT_SEP)[::11] == (202710, 202809)
    assert months_of_year(2027, Basis.FISCAL)[::11] == (202704, 202803)
    assert months_of_year(2027, Basis.CALENDAR)[::11] == (202701, 202712)
    assert months_of_year(2027, Basis.OCT1) == ()
    for basis in (Basis.OCT_SEP, Basis.FISCAL, Basis.CALENDAR):
        assert {year_of_month(month, basis) for month in months_of_year(2028, basis)} == {2028}


def test_the_period_before_and_after() -> None:
    assert (previous_period(2027, Basis.FISCAL), next_period(2027, Basis.FISCAL)) == (2026, 2028)
    assert (previous_period(202701, Basis.MONTH), next_period(202612, Basis.MONTH)) == (202612, 202701)


def test_months_are_printed_with_their_era() -> None:
    assert print_period(202710, Basis.MONTH) == "令和9年10月（2027年10月）"
    assert print_period(202710, Basis.MONTH_FIRST) == "令和9年10月1日現在（2027年10月）"
    assert print_short_period(202710, Basis.MONTH) == "R9.10"
    assert print_short_period(202710, Basis.MONTH_FIRST) == "R9.10.1"
    assert print_short_period(2027, Basis.OCT_SEP) == "R9"
    assert print_month(202710) == "令和9年10月"
    assert iso_month(202703) == "2027-03"
    for wrong in (202700, 202713, 2027):
        with pytest.raises(NotationError):
            print_month(wrong)


@given(YEARS, st.sampled_from([basis for basis in Basis if not basis.is_monthly]))
def test_printed_periods_read_back(year: int, basis: Basis) -> None:
    assume((year, basis) != (1868, Basis.OCT_SEP))
    assert read_year(print_period(year, basis)) == year


@given(DAYS)
def test_printed_dates_read_back(day: date) -> None:
    assert read_date(print_date(day)) == day
    assert find_date(f"公表日　{print_date(day)}") == day
    assert read_year(print_date(day)) == day.year


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 12, 18), "R8.12.18"),
        (date(2019, 4, 30), "H31.4.30"),
        (date(2019, 5, 1), "R1.5.1"),
    ],
)
def test_print_short_date(day: date, expected: str) -> None:
    assert print_short_date(day) == expected


def test_a_figure_has_at_most_twenty_digits() -> None:
    assert read_figure("1,234.5").value == Decimal("1234.5")
    assert read_figure("…").value is None
    assert read_figure("1" * 20).value == Decimal("1" * 20)
    with pytest.raises(NotationError, match="20桁まで"):
        read_figure("1" * 21)

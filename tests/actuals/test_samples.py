"""The sample source files: as the generator makes them, consistent, and with the figures that other tests rely on."""

from __future__ import annotations

import csv
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ACTUALS = ROOT / "actuals"
GENERATOR = ROOT / "tests" / "tools" / "make_samples.py"

REPORTS = {
    year: f"{year}/島根の人口移動と推計人口_令和{year - 2018}年年報_見本.csv" for year in range(2021, 2028)
}
ACCOUNTS = {
    year: f"{year + 2}/島根県市町村民経済計算_令和{year - 2018}年度_見本.csv" for year in range(2022, 2026)
}
COUNTS = {year: f"{year}/町の集計_令和{year - 2018}年度_見本.csv" for year in range(2025, 2028)}
MONTHS = {
    (2027, month) if month > 9 else (2028, month): f"2027/島根県推計人口_令和{day}現在_見本.csv"
    for month, day in (
        (10, "9年11月1日"),
        (11, "9年12月1日"),
        (12, "10年1月1日"),
        (1, "10年2月1日"),
        (2, "10年3月1日"),
    )
}
PROJECTION = "2023/将来推計人口_令和5年推計_見本.csv"
PREFECTURE_FILES = [*REPORTS.values(), *ACCOUNTS.values()]
ALL_FILES = [*PREFECTURE_FILES, *COUNTS.values(), *MONTHS.values(), PROJECTION]

TOTALS = ["島根県", "市部計", "郡部計"]
CITIES = ["松江市", "浜田市", "出雲市", "益田市", "大田市", "安来市", "江津市", "雲南市"]
TOWNS = [
    "奥出雲町",
    "飯南町",
    "川本町",
    "美郷町",
    "邑南町",
    "津和野町",
    "吉賀町",
    "海士町",
    "西ノ島町",
    "知夫村",
    "隠岐の島町",
]
CODES = [
    "32000",
    "-",
    "-",
    "32201",
    "32202",
    "32203",
    "32204",
    "32205",
    "32206",
    "32207",
    "32209",
    "32343",
    "32386",
    "32441",
    "32448",
    "32449",
    "32501",
    "32505",
    "32525",
    "32526",
    "32527",
    "32528",
]
HEADER_ROWS = slice(6, 8)
FIRST_ROW, LAST_ROW = 8, 30
SAMPLE_NOTE = "この表は様式の見本であり、数値は実在のものではありません"

# Year → 自然増減, 社会増減, 推計人口, 0～14歳.
MISATO = {
    2021: (-72, -38, 4245, 402),
    2022: (-74, -31, 4140, 391),
    2023: (-71, 6, 4075, 384),
    2024: (-70, -12, 3993, 375),
    2025: (-68, -15, 3910, 367),
    2026: (-66, -12, 3832, 362),
    2027: (-64, -2, 3766, 350),
}
MISATO_PRODUCT = {
    2022: [13620, 13905, 14547, 14210, 14080, 13870, 13540, 13010, 13160, 12950],
    2023: [13905, 14547, 14210, 14080, 13870, 13540, 13010, 13185, 13020, 13100],
    2024: [14547, 14210, 14080, 13870, 13540, 13010, 13185, 13020, 13140, 13340],
    2025: [14210, 14080, 13870, 13540, 13010, 13185, 13020, 13140, 13310, 13620],
}
REVISED = {2023: {2021, 2022}, 2024: {2023}, 2025: {2024}}
REPORT_DAYS = ("12月17日", "12月16日", "12月22日", "12月20日", "12月19日", "12月18日", "12月17日")
ACCOUNT_DAYS = ("3月28日", "3月27日", "3月26日", "3月24日")
PUBLISHED = {
    **{REPORTS[y]: f"令和{y - 2018}年{day}" for y, day in zip(REPORTS, REPORT_DAYS, strict=True)},
    **{ACCOUNTS[y]: f"令和{y - 2015}年{day}" for y, day in zip(ACCOUNTS, ACCOUNT_DAYS, strict=True)},
}


def rows_of(name: str, encoding: str = "cp932") -> list[list[str]]:
    with (ACTUALS / name).open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def number(text: str) -> int:
    return int(text.replace(",", "").replace("△", "-").replace("▲", "-"))


def figures(name: str, name_column: int) -> dict[str, list[int]]:
    """Name of the row, without the spaces that stretch it → its figures."""
    body = rows_of(name)[FIRST_ROW:LAST_ROW]
    return {
        row[name_column].replace("　", ""): [number(cell) for cell in row[name_column + 1 :]] for row in body
    }


def people(year: int) -> dict[str, list[int]]:
    return figures(REPORTS[year], 0)


def products(publication: int) -> dict[str, dict[int, int]]:
    years = range(publication - 9, publication + 1)
    rows = figures(ACCOUNTS[publication], 1)
    return {name: dict(zip(years, row, strict=True)) for name, row in rows.items()}


def sum_of(rows: dict[str, list[int]], names: list[str]) -> list[int]:
    return [sum(column) for column in zip(*(rows[name] for name in names), strict=True)]


# --- the files ------------------------------------------------------------------------------------


def test_committed_files_are_what_the_generator_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(GENERATOR), str(tmp_path)], check=True)
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert made == set(ALL_FILES)
    for name in ALL_FILES:
        assert (ACTUALS / name).read_bytes() == (tmp_path / name).read_bytes(), name


@pytest.mark.parametrize("name", ALL_FILES)
def test_lines_end_as_excel_ends_them(name: str) -> None:
    content = (ACTUALS / name).read_bytes()
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r") == content.count(b"\r\n")
    assert content.startswith(b"\xef\xbb\xbf") == (name in COUNTS.values())


@pytest.mark.parametrize("name", PREFECTURE_FILES)
def test_tables_of_the_prefecture_say_that_they_are_samples(name: str) -> None:
    rows = rows_of(name)
    assert "【見本】" in rows[0][0]
    assert rows[1][0] == SAMPLE_NOTE
    assert [row[0] for row in rows if "公表日" in row[0]] == [f"公表日：{PUBLISHED[name]}"]
    assert rows[LAST_ROW + 1][0].startswith("資料：")
    assert {len(row) for row in rows} == {12}


@pytest.mark.parametrize("name", PREFECTURE_FILES)
def test_rows_are_all_municipalities_in_the_official_order(name: str) -> None:
    column = 1 if name in ACCOUNTS.values() else 0
    assert list(figures(name, column)) == [*TOTALS, *CITIES, *TOWNS]


# --- 年報 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", REPORTS)
def test_report_names_its_year(year: int) -> None:
    rows = rows_of(REPORTS[year])
    era = year - 2018
    assert [row[0] for row in rows[:5]] == [
        f"島根の人口移動と推計人口（令和{era}年年報）【見本】",
        SAMPLE_NOTE,
        f"公表日：{PUBLISHED[REPORTS[year]]}",
        f"対象期間：令和{era - 1}年10月～令和{era}年9月",
        f"推計人口：令和{era}年10月1日現在",
    ]
    assert rows[5][-1] == "（単位：人）"
    assert [",".join(row) for row in rows[HEADER_ROWS]] == [
        "市町村,自然動態,,,社会動態,,,推計人口,年齢3区分別人口,,,",
        ",出生,死亡,増減,転入,転出,増減,,0～14歳,15～64歳,65歳以上,不詳",
    ]


@pytest.mark.parametrize("year", REPORTS)
def test_each_row_of_a_report_adds_up(year: int) -> None:
    for name, row in people(year).items():
        births, deaths, natural, arrivals, departures, social, population, *ages = row
        assert births - deaths == natural, name
        assert arrivals - departures == social, name
        assert sum(ages) == population, name
        assert min(births, deaths, arrivals, departures, *ages) >= 0, name


@pytest.mark.parametrize("year", REPORTS)
def test_totals_of_a_report_are_exact(year: int) -> None:
    rows = people(year)
    assert rows["市部計"] == sum_of(rows, CITIES)
    assert rows["郡部計"] == sum_of(rows, TOWNS)
    assert rows["島根県"] == sum_of(rows, ["市部計", "郡部計"])
    assert rows["島根県"][5] < 0


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(REPORTS)))
def test_population_grows_out_of_the_year_before(earlier: int, later: int) -> None:
    before, after = people(earlier), people(later)
    for name, row in after.items():
        assert row[6] == before[name][6] + row[2] + row[5], name


def test_misato_starts_from_the_census() -> None:
    row = people(2021)["美郷町"]
    assert row[6] - row[2] - row[5] == 4355


@pytest.mark.parametrize("year", REPORTS)
def test_people_of_misato(year: int) -> None:
    births, _, natural, arrivals, departures, social, population, young, _, old, unknown = people(year)[
        "美郷町"
    ]
    assert (natural, social, population, young) == MISATO[year]
    assert 16 <= births <= 24
    assert 100 <= arrivals <= 150
    assert 100 <= departures <= 150
    assert unknown == 21
    assert 1850 <= old <= 2030


def test_social_change_of_misato_is_the_plans_baseline() -> None:
    assert sum(people(year)["美郷町"][5] for year in range(2021, 2026)) == -90


def test_older_people_of_misato_become_fewer() -> None:
    assert all(people(a)["美郷町"][9] > people(b)["美郷町"][9] for a, b in pairwise(REPORTS))


# --- 市町村民経済計算 -----------------------------------------------------------------------------


@pytest.mark.parametrize("publication", ACCOUNTS)
def test_accounts_name_their_years(publication: int) -> None:
    rows = rows_of(ACCOUNTS[publication])
    era = publication - 2018
    assert rows[0][0] == f"令和{era}年度島根県市町村民経済計算【見本】"
    assert rows[4][0] == "表1　市町村内総生産（名目）"
    assert rows[5][-1] == "（単位：百万円）"
    upper, lower = rows[HEADER_ROWS]
    assert upper == ["コード", "市町村", "市町村内総生産", *[""] * 9]
    years = [
        *(f"平成{n}年度" for n in range(25, 31)),
        "令和元年度",
        *(f"令和{n}年度" for n in range(2, 8)),
    ]
    assert lower == ["", "", *years[era - 4 : era + 6]]
    assert [row[0] or "-" for row in rows[FIRST_ROW:LAST_ROW]] == CODES


@pytest.mark.parametrize("publication", ACCOUNTS)
def test_totals_of_the_accounts_are_exact(publication: int) -> None:
    rows = figures(ACCOUNTS[publication], 1)
    assert rows["市部計"] == sum_of(rows, CITIES)
    assert rows["郡部計"] == sum_of(rows, TOWNS)
    assert rows["島根県"] == sum_of(rows, ["市部計", "郡部計"])


@pytest.mark.parametrize("publication", ACCOUNTS)
def test_product_of_misato(publication: int) -> None:
    assert list(products(publication)["美郷町"].values()) == MISATO_PRODUCT[publication]


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(ACCOUNTS)))
def test_the_same_years_are_revised_everywhere_and_only_a_little(earlier: int, later: int) -> None:
    before, after = products(earlier), products(later)
    for name in (*CITIES, *TOWNS):
        both = before[name].keys() & after[name].keys()
        changed = {year for year in both if before[name][year] != after[name][year]}
        assert changed <= REVISED[later], name
        assert all(abs(after[name][y] - before[name][y]) <= 0.011 * before[name][y] for y in changed), name
    assert {y for y in REVISED[later] if before["島根県"][y] != after["島根県"][y]} == REVISED[later]
    assert {y for y in REVISED[later] if before["美郷町"][y] != after["美郷町"][y]} == REVISED[later]


# --- 町の集計 -------------------------------------------------------------------------------------


def test_counts_of_the_town() -> None:
    counted: dict[str, list[tuple[int, str, str, str]]] = {}
    for year, name in COUNTS.items():
        header, *rows = rows_of(name, "utf-8-sig")
        assert header == ["系列", "対象", "値", "単位", "状態", "公表日", "備考"]
        for series, period, value, unit, status, published_on, note in rows:
            assert (status, published_on, note[:2]) == ("見本", f"{year + 1}-04-20", "見本")
            counted.setdefault(series, []).append((year, period, value, unit))
    assert counted == {
        "デジタル技術を活用した住民サービス数": [
            (2025, "R7", "15", "サービス"),
            (2026, "R8", "15", "サービス"),
            (2027, "R9", "16", "サービス"),
        ],
        "都賀長藤地域の社会増減数": [
            (2025, "R3", "2", "人"),
            (2025, "R4", "▲1", "人"),
            (2025, "R5", "0", "人"),
            (2025, "R6", "▲3", "人"),
            (2025, "R7", "2", "人"),
            (2026, "R8", "▲3", "人"),
            (2027, "R9", "5", "人"),
        ],
        "コミュニティ施設の利用者数": [
            (2025, "R7", "0", "人"),
            (2026, "R8", "620", "人"),
            (2027, "R9", "1,380", "人"),
        ],
        "イベントの外部ボランティア参加者数": [
            (2025, "R7", "18", "人"),
            (2026, "R8", "20", "人"),
            (2027, "R9", "25", "人"),
        ],
        "こども会の参加者数": [(2025, "R7", "12", "人"), (2026, "R8", "21", "人"), (2027, "R9", "26", "人")],
        "地域のこどもの総数": [(2025, "R7", "40", "人"), (2026, "R8", "40", "人"), (2027, "R9", "38", "人")],
    }


def test_the_new_service_is_said_in_the_note() -> None:
    rows = rows_of(COUNTS[2027], "utf-8-sig")
    assert [row[6] for row in rows if row[0].startswith("デジタル")] == ["見本：⑯（架空のサービス）を追加"]

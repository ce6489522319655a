"""Makes the sample source files (見本) in the layout that Shimane prefecture publishes, and the town's own counts.

``python tests/tools/make_samples.py [DIR]`` writes them all, by default into ``actuals/``. The figures of 美郷町 are fixed
below; those of the other municipalities are invented from fixed seeds. Every run gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

SAMPLE_NOTE = "この表は様式の見本であり、数値は実在のものではありません"

PREFECTURE = "島根県"
PREFECTURE_CODE = "32000"
TOWN = "美郷町"
SPACED_NAMES = {
    "島根県": "島　根　県",
    "市部計": "市　部　計",
    "郡部計": "郡　部　計",
    "松江市": "松　江　市",
}
"""Names that the published tables stretch with full-width spaces."""


class Municipality(NamedTuple):
    """A municipality and what its invented figures start from (美郷町 has its own figures instead)."""

    code: str
    name: str
    population: int  # 2020-10-01
    births: float  # these four a year, for each 1,000 inhabitants
    deaths: float
    arrivals: float
    net_arrivals: float
    young: float  # shares of the population in %
    old: float
    age_unknown: int
    product: int  # 百万円, fiscal 2022

    @property
    def is_city(self) -> bool:
        """Whether it counts under 市部 and not under 郡部."""
        return self.name.endswith("市")


MUNICIPALITIES = (
    Municipality("32201", "松江市", 203_600, 7.0, 11.8, 41.0, -1.0, 12.7, 30.2, 3_240, 861_000),
    Municipality("32202", "浜田市", 54_600, 5.8, 15.6, 36.0, -8.0, 11.3, 36.9, 610, 214_500),
    Municipality("32203", "出雲市", 172_800, 7.7, 11.6, 37.0, 0.8, 13.6, 29.9, 2_150, 752_000),
    Municipality("32204", "益田市", 45_000, 6.0, 15.4, 32.0, -6.0, 11.9, 38.5, 420, 161_200),
    Municipality("32205", "大田市", 32_800, 5.6, 17.2, 31.0, -5.0, 11.2, 40.1, 260, 117_400),
    Municipality("32206", "安来市", 37_100, 5.7, 14.6, 28.0, -6.0, 11.5, 37.3, 230, 139_800),
    Municipality("32207", "江津市", 23_000, 5.7, 17.9, 38.0, -8.0, 11.0, 39.4, 190, 82_300),
    Municipality("32209", "雲南市", 36_000, 5.2, 16.3, 25.0, -6.0, 11.1, 39.9, 120, 116_700),
    Municipality("32343", "奥出雲町", 11_850, 4.4, 19.4, 21.0, -9.0, 10.3, 44.6, 30, 38_900),
    Municipality("32386", "飯南町", 4_580, 4.6, 19.8, 35.0, -8.0, 10.4, 45.4, 10, 15_300),
    Municipality("32441", "川本町", 3_250, 5.4, 21.0, 47.0, -7.0, 10.5, 44.5, 12, 14_600),
    Municipality("32448", TOWN, 4_355, 0, 0, 0, 0, 0, 0, 21, 0),
    Municipality("32449", "邑南町", 10_160, 5.2, 20.3, 33.0, -5.0, 11.0, 45.1, 25, 32_400),
    Municipality("32501", "津和野町", 6_880, 3.8, 21.5, 36.0, -9.0, 8.9, 49.0, 35, 21_700),
    Municipality("32505", "吉賀町", 6_080, 4.9, 18.7, 34.0, -6.0, 10.6, 44.3, 20, 19_500),
    Municipality("32525", "海士町", 2_270, 6.6, 15.5, 83.0, 4.0, 12.2, 39.0, 8, 9_400),
    Municipality("32526", "西ノ島町", 2_790, 4.3, 19.6, 61.0, -6.0, 9.1, 44.7, 14, 11_800),
    Municipality("32527", "知夫村", 630, 5.0, 18.5, 90.0, 3.0, 12.0, 43.5, 2, 2_300),
    Municipality("32528", "隠岐の島町", 13_430, 5.9, 16.9, 37.0, -5.0, 11.3, 41.2, 70, 52_600),
)


def era_year(year: int) -> str:
    """令和8年, 令和元年, 平成25年."""
    era, first = ("令和", 2019) if year >= 2019 else ("平成", 1989)
    return f"{era}{'元' if year == first else year - first + 1}年"


def era_date(day: date) -> str:
    """令和8年12月18日."""
    return f"{era_year(day.year)}{day.month}月{day.day}日"


def fiscal_year(day: date) -> int:
    """The Japanese fiscal year, April to March, that a day lies in."""
    return day.year if day.month >= 4 else day.year - 1


def varied(amount: float, spread: float, *seed: object) -> int:
    """About ``amount``, up to ``spread`` (a fraction of it) more or less: for one seed always the same."""
    random = Random("/".join(map(str, seed)))
    return round(amount * (1 + spread * (2 * random.random() - 1)))


# --- writing --------------------------------------------------------------------------------------


def printed(number: int, minus: str = "△") -> str:
    """A number as published tables print it."""
    return f"{minus if number < 0 else ''}{abs(number):,}"


def csv_bytes(rows: Iterable[Sequence[str]], encoding: str) -> bytes:
    """The rows as Excel saves them: CR LF, cells with a comma quoted."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def published_table(rows: Iterable[Sequence[str]]) -> bytes:
    """A table of the prefecture: each row filled up to the width of the sheet."""
    listed = list(rows)
    width = max(map(len, listed))
    return csv_bytes(([*row, *[""] * (width - len(row))] for row in listed), "cp932")


def at_right(text: str, width: int) -> list[str]:
    """A row with its text in the last column."""
    return [*[""] * (width - 1), text]


def shown_name(name: str) -> str:
    """The name as the published tables space it."""
    return SPACED_NAMES.get(name, name)


# --- 島根の人口移動と推計人口（年報） -------------------------------------------------------------

CENSUS_YEAR = 2020
POPULATION_PUBLISHED = {
    2021: date(2021, 12, 17),
    2022: date(2022, 12, 16),
    2023: date(2023, 12, 22),
    2024: date(2024, 12, 20),
    2025: date(2025, 12, 19),
    2026: date(2026, 12, 18),
    2027: date(2027, 12, 17),
}
POPULATION_HEADER = (
    ("市町村", "自然動態", "", "", "社会動態", "", "", "推計人口", "年齢3区分別人口", "", "", ""),
    ("", "出生", "死亡", "増減", "転入", "転出", "増減", "", "0～14歳", "15～64歳", "65歳以上", "不詳"),
)
POPULATION_NOTES = (
    "資料：島根県統計調査課（見本）",
    "注1）推計人口は、国勢調査の人口に、その後の自然動態と社会動態を加減したものです。",
    "注2）転入と転出には県内の市町村間の移動を含みます。島根県、市部計、郡部計は市町村の合計です。",
)


class People(NamedTuple):
    """A year of one municipality: the movements since last October, the population on 1 October."""

    births: int
    deaths: int
    arrivals: int
    departures: int
    population: int
    young: int
    old: int
    age_unknown: int

    def figures(self) -> tuple[int, ...]:
        """The cells of the row, in the order of the table's columns."""
        natural, social = self.births - self.deaths, self.arrivals - self.departures
        movement = (self.births, self.deaths, natural, self.arrivals, self.departures, social)
        working = self.population - self.young - self.old - self.age_unknown
        return (*movement, self.population, self.young, working, self.old, self.age_unknown)


MISATO_PEOPLE = {
    2021: People(22, 94, 108, 146, 4_245, 402, 2_030, 21),
    2022: People(20, 94, 112, 143, 4_140, 391, 2_004, 21),
    2023: People(23, 94, 141, 135, 4_075, 384, 1_979, 21),
    2024: People(19, 89, 119, 131, 3_993, 375, 1_951, 21),
    2025: People(21, 89, 116, 131, 3_910, 367, 1_922, 21),
    2026: People(18, 84, 121, 133, 3_832, 362, 1_894, 21),
    2027: People(17, 81, 128, 130, 3_766, 350, 1_866, 21),
}


def invented_people(place: Municipality, year: int, before: int) -> People:
    """A plausible year for a municipality that had ``before`` inhabitants."""
    passed = year - CENSUS_YEAR
    births = varied(before * place.births / 1000 * (1 - 0.02 * passed), 0.08, place.name, "出生", year)
    deaths = varied(before * place.deaths / 1000 * (1 + 0.005 * passed), 0.05, place.name, "死亡", year)
    arrivals = varied(before * place.arrivals / 1000, 0.03, place.name, "転入", year)
    expected_departures = before * (place.arrivals - place.net_arrivals) / 1000
    departures = varied(expected_departures, 0.03, place.name, "転出", year)
    population = before + births - deaths + arrivals - departures
    return People(
        births,
        deaths,
        arrivals,
        departures,
        population,
        young=round(population * (place.young - 0.2 * passed) / 100),
        old=round(population * (place.old + 0.15 * passed) / 100),
        age_unknown=place.age_unknown,
    )


def people_by_year(place: Municipality) -> Mapping[int, People]:
    """All years of a municipality, each growing out of the one before."""
    if place.name == TOWN:
        return MISATO_PEOPLE
    years: dict[int, People] = {}
    before = place.population
    for year in POPULATION_PUBLISHED:
        years[year] = invented_people(place, year, before)
        before = years[year].population
    return years


def total_of(parts: Iterable[People]) -> People:
    """The sum of municipalities."""
    return People(*map(sum, zip(*parts, strict=True)))


def population_table(year: int) -> bytes:
    """The 年報 of one year."""
    published = POPULATION_PUBLISHED[year]
    people = {place: people_by_year(place)[year] for place in MUNICIPALITIES}
    rows = {
        PREFECTURE: total_of(people.values()),
        "市部計": total_of(p for place, p in people.items() if place.is_city),
        "郡部計": total_of(p for place, p in people.items() if not place.is_city),
        **{place.name: p for place, p in people.items()},
    }
    return published_table(
        (
            [f"島根の人口移動と推計人口（{era_year(year)}年報）【見本】"],
            [SAMPLE_NOTE],
            [f"公表日：{era_date(published)}"],
            [f"対象期間：{era_year(year - 1)}10月～{era_year(year)}9月"],
            [f"推計人口：{era_year(year)}10月1日現在"],
            at_right("（単位：人）", len(POPULATION_HEADER[0])),
            *POPULATION_HEADER,
            *([shown_name(name), *map(printed, row.figures())] for name, row in rows.items()),
            [],
            *([note] for note in POPULATION_NOTES),
        )
    )


# --- 島根県推計人口（月報） -----------------------------------------------------------------------

MONTHS_PUBLISHED = {
    (2027, 10): date(2027, 11, 26),
    (2027, 11): date(2027, 12, 24),
    (2027, 12): date(2028, 1, 28),
    (2028, 1): date(2028, 2, 25),
    (2028, 2): date(2028, 3, 28),
}
"""Month of the movements → when they were published, with the population on the first of the next month."""

MONTH_HEADER = (
    ("市町村", "推計人口", "自然動態", "", "", "社会動態", "", ""),
    ("", "", "出生", "死亡", "増減", "転入", "転出", "増減"),
)
MISATO_MONTHS = {
    (2027, 10): (1, 7, 8, 10),
    (2027, 11): (2, 6, 6, 7),
    (2027, 12): (1, 8, 5, 9),
    (2028, 1): (1, 9, 7, 6),
    (2028, 2): (2, 7, 9, 12),
}
"""Month → births, deaths, arrivals, departures."""


def next_month(year: int, month: int) -> tuple[int, int]:
    """The month after a month."""
    return (year + 1, 1) if month == 12 else (year, month + 1)


def movements(place: Municipality, month: tuple[int, int]) -> tuple[int, int, int, int]:
    """Births, deaths, arrivals and departures of a municipality in a month: about a twelfth of its year's."""
    if place.name == TOWN:
        return MISATO_MONTHS[month]
    people = people_by_year(place)[2027]
    names = ("出生", "死亡", "転入", "転出")
    yearly = (people.births, people.deaths, people.arrivals, people.departures)
    born, died, came, left = (
        varied(amount / 12, 0.3, place.name, name, *month) for name, amount in zip(names, yearly, strict=True)
    )
    return born, died, came, left


def population_after(place: Municipality, month: tuple[int, int]) -> int:
    """The population on the first of the month after a month."""
    population = people_by_year(place)[2027].population
    for earlier in (one for one in MONTHS_PUBLISHED if one <= month):
        born, died, came, left = movements(place, earlier)
        population += born - died + came - left
    return population


def month_row(place: Municipality, month: tuple[int, int]) -> list[int]:
    """The cells of a municipality's row, in the order of the table's columns."""
    born, died, came, left = movements(place, month)
    return [population_after(place, month), born, died, born - died, came, left, came - left]


def month_table(month: tuple[int, int]) -> bytes:
    """The 月報 with the movements of one month and the population on the first of the next."""
    figures = {place: month_row(place, month) for place in MUNICIPALITIES}
    rows = {
        PREFECTURE: sums(figures.values()),
        "市部計": sums(f for place, f in figures.items() if place.is_city),
        "郡部計": sums(f for place, f in figures.items() if not place.is_city),
        **{place.name: f for place, f in figures.items()},
    }
    first = f"{era_year(next_month(*month)[0])}{next_month(*month)[1]}月1日現在"
    return published_table(
        (
            [f"島根県推計人口月報（{first}）【見本】"],
            [SAMPLE_NOTE],
            [f"公表日：{era_date(MONTHS_PUBLISHED[month])}"],
            [f"推計人口：{first}"],
            [f"人口の動き：{era_year(month[0])}{month[1]}月中"],
            at_right("（単位：人）", len(MONTH_HEADER[0])),
            *MONTH_HEADER,
            *([shown_name(name), *map(printed, row)] for name, row in rows.items()),
            [],
            ["資料：島根県統計調査課（見本）"],
        )
    )


# --- 日本の地域別将来推計人口（社人研） -----------------------------------------------------------

PROJECTED_YEARS = range(2020, 2051, 5)
MISATO_PROJECTED = (4_355, 3_880, 3_440, 3_040, 2_670, 2_330, 2_020)
PROJECTION_PUBLISHED = date(2023, 12, 22)


def projected(place: Municipality) -> Sequence[int]:
    """The population of a municipality in each of the years."""
    if place.name == TOWN:
        return MISATO_PROJECTED
    loss = (place.deaths - place.births - place.net_arrivals) / 200
    return [round(place.population * (1 - loss * 0.97) ** number) for number in range(len(PROJECTED_YEARS))]


def projection_table() -> bytes:
    """総人口 to come, of the municipalities of the prefecture."""
    rows = {PREFECTURE: sums(projected(place) for place in MUNICIPALITIES)}
    rows |= {place.name: list(projected(place)) for place in MUNICIPALITIES}
    codes = {PREFECTURE: PREFECTURE_CODE} | {place.name: place.code for place in MUNICIPALITIES}
    return published_table(
        (
            ["日本の地域別将来推計人口（令和5年推計）【見本】"],
            [SAMPLE_NOTE],
            [f"公表日：{era_date(PROJECTION_PUBLISHED)}"],
            ["総人口（各年10月1日現在）"],
            at_right("（単位：人）", 2 + len(PROJECTED_YEARS)),
            ["コード", "市区町村", *(f"{year}年" for year in PROJECTED_YEARS)],
            *([codes[name], name, *map(printed, row)] for name, row in rows.items()),
            [],
            ["資料：国立社会保障・人口問題研究所（見本）"],
        )
    )


# --- 島根県市町村民経済計算 -----------------------------------------------------------------------

PRODUCT_PUBLISHED = {
    2022: date(2025, 3, 28),
    2023: date(2026, 3, 27),
    2024: date(2027, 3, 26),
    2025: date(2028, 3, 24),
}
PRODUCT_YEARS = 10
PRODUCT_NOTES = (
    "資料：島根県統計調査課（見本）",
    "注1）新しい資料を用い、過去の年度にさかのぼって改定しています。",
    "注2）島根県、市部計、郡部計は市町村の合計です。",
)
MISATO_PRODUCT = {
    2022: {
        2013: 13_620,
        2014: 13_905,
        2015: 14_547,
        2016: 14_210,
        2017: 14_080,
        2018: 13_870,
        2019: 13_540,
        2020: 13_010,
        2021: 13_160,
        2022: 12_950,
    },
    2023: {2021: 13_185, 2022: 13_020, 2023: 13_100},
    2024: {2023: 13_140, 2024: 13_340},
    2025: {2024: 13_310, 2025: 13_620},
}
"""Publication → the years that are new or revised in it. The other municipalities are revised in the same years."""

PRODUCT_COURSE = {
    2013: 0.956,
    2014: 0.968,
    2015: 0.988,
    2016: 0.990,
    2017: 1.003,
    2018: 1.006,
    2019: 1.000,
    2020: 0.968,
    2021: 0.985,
    2022: 1.000,
    2023: 1.022,
    2024: 1.041,
    2025: 1.062,
}
"""How production moves in the other municipalities, as a multiple of fiscal 2022."""


def stated_product(place: Municipality, publication: int) -> Mapping[int, int]:
    """The years that a publication states anew for a municipality."""
    stated = MISATO_PRODUCT[publication]
    if place.name == TOWN:
        return stated
    seed = (place.name, "総生産")
    expected = {
        year: varied(place.product * PRODUCT_COURSE[year], 0.015, *seed, year, "水準") for year in stated
    }
    return {year: varied(amount, 0.005, *seed, year, publication) for year, amount in expected.items()}


def product(place: Municipality, publication: int) -> list[int]:
    """The ten years of a municipality as a publication prints them."""
    newest: dict[int, int] = {}
    for earlier in PRODUCT_PUBLISHED:
        if earlier <= publication:
            newest |= stated_product(place, earlier)
    return [newest[year] for year in product_years(publication)]


def product_years(publication: int) -> range:
    """The fiscal years that a publication covers."""
    return range(publication - PRODUCT_YEARS + 1, publication + 1)


def sums(parts: Iterable[Sequence[int]]) -> list[int]:
    """The sums of the columns."""
    return [sum(column) for column in zip(*parts, strict=True)]


def product_table(publication: int) -> bytes:
    """市町村民経済計算 of one publication, named after the newest year in it."""
    years = product_years(publication)
    width = 2 + PRODUCT_YEARS
    amounts = {place: product(place, publication) for place in MUNICIPALITIES}
    rows = (
        (PREFECTURE_CODE, PREFECTURE, sums(amounts.values())),
        ("", "市部計", sums(a for place, a in amounts.items() if place.is_city)),
        ("", "郡部計", sums(a for place, a in amounts.items() if not place.is_city)),
        *((place.code, place.name, a) for place, a in amounts.items()),
    )
    return published_table(
        (
            [f"{era_year(publication)}度島根県市町村民経済計算【見本】"],
            [SAMPLE_NOTE],
            [f"公表日：{era_date(PRODUCT_PUBLISHED[publication])}"],
            [],
            ["表1　市町村内総生産（名目）"],
            at_right("（単位：百万円）", width),
            ["コード", "市町村", "市町村内総生産"],
            ["", "", *(f"{era_year(year)}度" for year in years)],
            *([code, shown_name(name), *map(printed, row)] for code, name, row in rows),
            [],
            *([note] for note in PRODUCT_NOTES),
        )
    )


# --- 町の集計 -------------------------------------------------------------------------------------

COUNTS_PUBLISHED = {2025: date(2026, 4, 20), 2026: date(2027, 4, 20), 2027: date(2028, 4, 20)}
COUNTS_HEADER = ("系列", "対象", "値", "単位", "状態", "公表日", "備考")
COUNTS_NOTE = "見本：数値は実在のものではありません"


class Count(NamedTuple):
    """A series that the town counts itself: its figures by fiscal year, and notes where there is more to say."""

    series: str
    unit: str
    values: Mapping[int, int]
    notes: Mapping[int, str] = {}


COUNTS = (
    Count(
        "デジタル技術を活用した住民サービス数",
        "サービス",
        {2025: 15, 2026: 15, 2027: 16},
        {2027: "見本：⑯（架空のサービス）を追加"},
    ),
    Count(
        "都賀長藤地域の社会増減数",
        "人",
        {2021: 2, 2022: -1, 2023: 0, 2024: -3, 2025: 2, 2026: -3, 2027: 5},
    ),
    Count("コミュニティ施設の利用者数", "人", {2025: 0, 2026: 620, 2027: 1_380}),
    Count("イベントの外部ボランティア参加者数", "人", {2025: 18, 2026: 20, 2027: 25}),
    Count("こども会の参加者数", "人", {2025: 12, 2026: 21, 2027: 26}),
    Count("地域のこどもの総数", "人", {2025: 40, 2026: 40, 2027: 38}),
)


def counts_table(year: int) -> bytes:
    """The counts of one fiscal year; the first file has the years before it too."""
    first = min(COUNTS_PUBLISHED)
    day = COUNTS_PUBLISHED[year].isoformat()
    rows = (
        (
            count.series,
            f"R{period - 2018}",
            printed(value, "▲"),
            count.unit,
            "見本",
            day,
            count.notes.get(period, COUNTS_NOTE),
        )
        for count in COUNTS
        for period, value in count.values.items()
        if period == year or period < year == first
    )
    return csv_bytes((COUNTS_HEADER, *rows), "utf-8-sig")


# --- all of them ----------------------------------------------------------------------------------


def sample_files() -> dict[str, bytes]:
    """Every sample file: its path below ``actuals/``, its bytes."""
    files: dict[str, bytes] = {}
    for year, day in POPULATION_PUBLISHED.items():
        name = f"島根の人口移動と推計人口_{era_year(year)}年報_見本.csv"
        files[f"{fiscal_year(day)}/{name}"] = population_table(year)
    for month, day in MONTHS_PUBLISHED.items():
        year, number = next_month(*month)
        name = f"島根県推計人口_{era_year(year)}{number}月1日現在_見本.csv"
        files[f"{fiscal_year(day)}/{name}"] = month_table(month)
    files[f"{fiscal_year(PROJECTION_PUBLISHED)}/将来推計人口_令和5年推計_見本.csv"] = projection_table()
    for year, day in PRODUCT_PUBLISHED.items():
        name = f"島根県市町村民経済計算_{era_year(year)}度_見本.csv"
        files[f"{fiscal_year(day)}/{name}"] = product_table(year)
    for year in COUNTS_PUBLISHED:
        files[f"{year}/町の集計_{era_year(year)}度_見本.csv"] = counts_table(year)
    return files


def write_samples(folder: Path) -> None:
    """Write every sample file below a folder."""
    for name, content in sample_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def main() -> None:
    """Read the command line and write the files."""
    parser = argparse.ArgumentParser(description="見本の元資料を作る / make the sample source files")
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(__file__).resolve().parents[2] / "actuals",
        metavar="DIR",
        help="where to write them (default: the repository's actuals/)",
    )
    write_samples(parser.parse_args().folder)


if __name__ == "__main__":
    main()

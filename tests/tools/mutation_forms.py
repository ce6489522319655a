"""Small tables in the forms that prefectures, ministries and towns publish (見本: invented figures), for ``mutations``.

Each form says what a person reads in it for 島根県美郷町, and which cells alone decide time, unit and place.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from misato_report.notation import Basis
from misato_report.plan.sources import Series
from tests.support.published_tables import COUNTIES, MUNICIPALITIES, Grid

TOWN = "美郷町"
_CITIES = [name for name in MUNICIPALITIES if name.endswith("市")]
_TOWNS = [name for name in MUNICIPALITIES if not name.endswith("市")]


@dataclass(frozen=True)
class Form:
    """A table, the series that are read from it, and values of earlier years that the ledger knows."""

    name: str
    grid: Grid
    series: tuple[Series, ...]
    only_time: tuple[int, int] | None = None
    """The one cell that says the year: another year there is what the table then says."""
    only_unit: tuple[int, int] | None = None
    history: dict[str, dict[int, int]] = field(default_factory=dict)
    own: bool = False


def _figures(dice: random.Random) -> dict[str, int]:
    return {
        name: dice.randrange(20_000, 200_000) if name in _CITIES else dice.randrange(1_000, 9_000)
        for name in MUNICIPALITIES
    }


def _with_totals(columns: list[dict[str, int]]) -> list[list[str]]:
    """Rows of 県計, 市計 and 町村計 above the municipalities."""
    groups = {"県計": list(MUNICIPALITIES), "市計": _CITIES, "町村計": _TOWNS}
    rows = [[name, *(f"{sum(c[m] for m in of):,}" for c in columns)] for name, of in groups.items()]
    return rows + [[name, *(f"{c[name]:,}" for c in columns)] for name in MUNICIPALITIES]


def _population(name: str = "総人口", basis: Basis = Basis.OCT1) -> Series:
    return Series(id="s0", name=name, unit="人", basis=basis, non_negative=True)


def _sexes(dice: random.Random) -> list[dict[str, int]]:
    men, women = _figures(dice), _figures(dice)
    return [{m: men[m] + women[m] for m in men}, men, women]


def _history(last: int, year: int) -> dict[int, int]:
    return {year - n: last + 3 * n for n in range(1, 6)}


def _report(dice: random.Random) -> Form:
    """人口と世帯: one day in the title, sexes under a group."""
    everyone, men, women = _sexes(dice)
    households = {m: n // 3 for m, n in everyone.items()}
    rows = _with_totals([households, everyone, men, women])
    grid = [
        ["市町村別の人口と世帯数【見本】"],
        ["令和7年10月1日現在"],
        ["市町村", "世帯数", "総人口", "人口", ""],
        ["", "", "", "男", "女"],
        *rows,
    ]
    series = (
        _population(),
        Series(id="s1", name="人口（男）", unit="人", basis=Basis.OCT1),
        Series(id="s2", name="人口（女）", unit="人", basis=Basis.OCT1),
        Series(id="s3", name="世帯数", unit="世帯", basis=Basis.OCT1),
    )
    history = {
        "s0": _history(everyone[TOWN], 2025),
        "s1": _history(men[TOWN], 2025),
        "s2": _history(women[TOWN], 2025),
        "s3": _history(households[TOWN], 2025),
    }
    return Form("人口と世帯", grid, series, only_time=(1, 0), history=history)


def _accounts(dice: random.Random) -> Form:
    """Years as headings, the era written once, money in the title's unit."""
    years = [_figures(dice) for _ in range(4)]
    grid = [
        ["市町村内総生産（令和元年度～4年度）【見本】"],
        ["（単位：百万円）"],
        ["市町村", "市町村内総生産", "", "", ""],
        ["", "令和元年度", "2年度", "3年度", "4年度"],
        *_with_totals(years),
    ]
    series = (Series(id="s0", name="市町村内総生産", unit="百万円", basis=Basis.FISCAL),)
    return Form("経済計算", grid, series, only_unit=(1, 0))


def _estat(dice: random.Random) -> Form:
    """A download with codes of places and of classes."""
    everyone, men, women = _sexes(dice)
    rows = [
        ["2020年", MUNICIPALITIES[m], m, str(everyone[m]), str(men[m]), str(women[m])] for m in MUNICIPALITIES
    ]
    total = ["2020年", "32000", "島根県", *(str(sum(c.values())) for c in (everyone, men, women))]
    grid = [
        ["統計名：", "見本調査 人口等基本集計"],
        ["実施年月：", "2020年", "10月"],
        [],
        ["", "", "/男女 コード", "00", "R1", "R2"],
        ["時間軸（年次）", "地域 コード", "地域", "総数【人】", "男【人】", "女【人】"],
        total,
        *rows,
    ]
    series = (
        Series(id="s0", name="総数", unit="人", basis=Basis.OCT1),
        Series(id="s1", name="男", unit="人", basis=Basis.OCT1),
    )
    return Form("e-Stat", grid, series)


def _national(dice: random.Random) -> Form:
    """Three towns of the name, each beside its prefecture."""
    figures, births = _figures(dice), _figures(dice)
    rows = [["32", "島根県", "", str(sum(figures.values())), str(sum(births.values()) // 100)]]
    rows += [
        ["32", "島根県", COUNTIES.get(m, "") + m, str(figures[m]), str(births[m] // 100)]
        for m in MUNICIPALITIES
    ]
    others = [
        ["05", "秋田県", "仙北郡美郷町", str(dice.randrange(9000, 19000)), str(dice.randrange(50, 90))],
        ["45", "宮崎県", "東臼杵郡美郷町", str(dice.randrange(3000, 5000)), str(dice.randrange(5, 40))],
    ]
    grid = [
        ["住民基本台帳人口（市区町村別）【見本】"],
        ["（令和8年1月1日現在）"],
        ["県番号", "都道府県名", "市区町村名", "人口（人）", "出生者数（人）"],
        others[0],
        *rows,
        others[1],
    ]
    day = next(b for b in Basis if b.day == (1, 1))
    return Form("全国", grid, (_population("人口", day),), only_time=(1, 0))


def _own(dice: random.Random) -> Form:
    """The town's own years below each other."""
    years = [f"平成{n}年度" for n in (29, 30)] + ["令和元年度"] + [f"{n}年度" for n in (2, 3, 4, 5)]
    burnt = [dice.randrange(900, 1500) for _ in years]
    buried = [dice.randrange(90, 150) for _ in years]
    rows = [[y, f"{a + b:,}", f"{a:,}", f"{b:,}"] for y, a, b in zip(years, burnt, buried, strict=True)]
    grid = [
        ["島根県美郷町のごみ収集量（平成29年度～令和5年度）【見本】"],
        ["年度", "総収集量（トン）", "可燃（トン）", "不燃（トン）"],
        *rows,
    ]
    series = tuple(
        Series(id=f"s{n}", name=name, unit="トン", basis=Basis.FISCAL)
        for n, name in enumerate(("総収集量", "可燃", "不燃"))
    )
    return Form("町の推移", grid, series)


def _movement(dice: random.Random) -> Form:
    """Births, deaths and their difference of a year."""
    births = {m: dice.randrange(10, 900) for m in MUNICIPALITIES}
    deaths = {m: dice.randrange(10, 900) for m in MUNICIPALITIES}
    change = {m: births[m] - deaths[m] for m in births}
    rows = [[cell.replace("-", "△") for cell in row] for row in _with_totals([births, deaths, change])]
    grid = [
        ["市町村別人口動態（令和7年）【見本】"],
        ["令和7年1月～令和7年12月", "", "", "（単位：人）"],
        ["市町村", "自然動態", "", ""],
        ["", "出生", "死亡", "自然増減"],
        *rows,
    ]
    series = tuple(
        Series(id=f"s{n}", name=name, unit="人", basis=Basis.CALENDAR)
        for n, name in enumerate(("出生数", "死亡数", "自然増減数"))
    )
    return Form("人口動態", grid, series)


def _items(dice: random.Random) -> Form:
    """Items below each other, years beside each other, the town in the title."""
    parts = [[dice.randrange(300, 3000) for _ in range(3)] for _ in range(3)]
    whole = [sum(column) for column in zip(*parts, strict=True)]
    names = ("　農林水産業", "　製造業", "　サービス業")
    rows = [[name, *(f"{n:,}" for n in part)] for name, part in zip(names, parts, strict=True)]
    grid = [
        ["島根県美郷町の経済計算【見本】"],
        ["", "", "", "（単位：百万円）"],
        ["項目", "令和3年度", "令和4年度", "令和5年度"],
        ["産業", *(f"{n:,}" for n in whole)],
        *rows,
        ["市町村内総生産", *(f"{n + 100:,}" for n in whole)],
    ]
    series = (Series(id="s0", name="市町村内総生産", unit="百万円", basis=Basis.FISCAL),)
    return Form("項目が行", grid, series, only_unit=(1, 3))


_FORMS: tuple[Callable[[random.Random], Form], ...] = (
    _report,
    _accounts,
    _estat,
    _national,
    _own,
    _movement,
    _items,
)


@cache
def forms() -> tuple[Form, ...]:
    """All forms, with figures that are the same in every run."""
    return tuple(make(random.Random(number)) for number, make in enumerate(_FORMS))

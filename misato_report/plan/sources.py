"""``plan/sources.yaml``: the series, and how the tables that carry them are read."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias

from misato_report.notation import Basis, Dash, last_day, month_after
from misato_report.plan.values import AMOUNT, ANY_TEXT, FLAG, IDENTIFIER, TEXT
from misato_report.yaml_schema.kinds import (
    Constant,
    Enumeration,
    Integer,
    Kind,
    ListOf,
    MappingOf,
    Optional,
    Text,
)
from misato_report.yaml_schema.mappings import KeyedUnion, Model, Nested, TaggedUnion, key


class Series(Model):
    """系列: one measured quantity by period, as published."""

    id: str = key(IDENTIFIER, "英小文字の識別名")
    name: str = key(TEXT, "名前。町の集計の「系列」欄にも使える")
    unit: str = key(TEXT, "単位")
    basis: Basis = key(Enumeration(Basis), "対象期間の数え方")
    non_negative: bool = key(FLAG, "負になりえない数なら true", default=False)
    projection: bool = key(
        FLAG, "これからの年を推計した値なら true。実績にはならず、判定にも使わない", default=False
    )
    monthly_of: str | None = key(
        Optional(IDENTIFIER),
        "basis: が 月 か 毎月1日現在 なら、途中経過を示す年の系列のid。増減は12か月の合計が、"
        "人口は同じ日の値が、その年の値と同じはずのもの",
        default=None,
    )
    sensitive: bool = key(
        FLAG,
        "小さい数から個人が分かりうるなら true。plan.yaml の smallest_count より小さい数を check が知らせる",
        default=False,
    )

    def contradictions(self) -> Iterator[str]:
        """A year's series that says it is a month's."""
        if self.monthly_of is not None and not self.basis.is_monthly:
            yield "monthly_of: は、basis: が 月 か 毎月1日現在 の系列にだけ書けます。"


class PublicationSchedule(Model):
    """When the figures of a period are due: ``month`` of the year ``years_after`` the period's year."""

    month: int = key(Integer(least=1, most=12), "公表される月")
    years_after: int = key(Integer(least=0, most=9), "対象の年の何年後か")
    text: str = key(TEXT, "報告書に書く公表時期")
    every: int = key(
        Integer(least=1, most=10),
        "何年ごとの調査か。5 なら、西暦が5で割れる年の分だけを公表予定に出す",
        default=1,
    )

    def due_on(self, period: int) -> date:
        """The last day of the month in which the figures of ``period`` should be out."""
        year = period + self.years_after
        return date(year, self.month, calendar.monthrange(year, self.month)[1])


class MonthlySchedule(Model):
    """When the figures of a month are due: by the end of the month ``months_after`` it.

    A level on the first of a month comes with what happened in the month before.
    """

    months_after: int = key(Integer(least=0, most=24), "対象の月の何か月後に公表されるか (毎月の資料)")
    text: str = key(TEXT, "報告書に書く公表時期")

    def due_on(self, period: int) -> date:
        """The last day of the month in which what happened in the month ``period`` (YYYYMM) should be out."""
        return last_day(month_after(period, self.months_after))


Schedule: TypeAlias = PublicationSchedule | MonthlySchedule


_SCHEDULE: Kind[Schedule] = KeyedUnion("months_after", MonthlySchedule, PublicationSchedule)


class EquationCheck(Model):
    """In each row, some columns add up to another: ``in_migration - out_migration = net_migration``."""

    kind: Literal["equation"] = key(Constant("equation"), "行の中の足し引き")
    equation: str = key(
        Text(
            pattern="^ *[a-z][a-z0-9_]*( *[-+] *[a-z][a-z0-9_]*)* *= *[a-z][a-z0-9_]* *$",
            shape="系列のidを + と - でつないだ、births - deaths = natural_increase のような式",
        ),
        "系列のidの式。例: births - deaths = natural_increase",
    )
    tolerance: Decimal = key(AMOUNT, "端数のため許す差 (表の単位で)", default=Decimal(0))

    def terms(self) -> tuple[dict[str, int], str]:
        """Series id → +1 or -1, and the id they add up to."""
        left, _, right = self.equation.partition("=")
        signed = re.findall(r"([-+]?) *([a-z][a-z0-9_]*)", left)
        return {name: -1 if sign == "-" else 1 for sign, name in signed}, right.strip()


class TotalCheck(Model):
    """Some rows add up to another: the municipalities to the prefecture."""

    kind: Literal["total"] = key(Constant("total"), "行の合計")
    total: str = key(TEXT, "合計の行の名前。例: 島根県")
    of: tuple[str, ...] = key(
        ListOf(TEXT), "足す行の名前。「市町村」「市」「町村」はそれぞれの全部。例: [市部計, 郡部計]"
    )
    tolerance: Decimal = key(AMOUNT, "端数のため許す差 (表の単位で)", default=Decimal(0))


class CarriedForwardCheck(Model):
    """Last year's level and the year's changes add up to this year's level."""

    kind: Literal["carried_forward"] = key(Constant("carried_forward"), "前年の数と増減から今年の数")
    level: str = key(IDENTIFIER, "残高の系列のid。例: estimated_population")
    changes: tuple[str, ...] = key(ListOf(IDENTIFIER), "増減の系列のid")


Check: TypeAlias = EquationCheck | TotalCheck | CarriedForwardCheck


CHECK: Kind[Check] = TaggedUnion("kind", EquationCheck, TotalCheck, CarriedForwardCheck)


class Place(StrEnum):
    """Whose a table is that names no place."""

    OWN = "own"


class Era(StrEnum):
    """The era of a table whose years name none."""

    MEIJI = "明治"
    TAISHO = "大正"
    SHOWA = "昭和"
    HEISEI = "平成"
    REIWA = "令和"


class PublishedTable(Model):
    """A published table: which of its items are which series. Where everything stands is found in the table itself."""

    items: dict[str, tuple[str, ...]] = key(
        MappingOf(IDENTIFIER, ListOf(TEXT)),
        "系列のid: [見出しの語, …]。その列 (または行) の見出しにある語を、順序を問わずすべて (年と市町村名と単位は除く)",
    )
    place: Place | None = key(
        Optional(Enumeration(Place)),
        "市町村の名前がどこにもない、自分の町だけの表なら own",
        default=None,
    )
    era: Era | None = key(
        Optional(Enumeration(Era)),
        "年に元号が一つも書かれていない表なら、その初めの年の元号",
        default=None,
    )
    unit: str = key(
        ANY_TEXT, "表の単位。表に書かれていないとき。書かれていれば確かめ、違えば知らせる", default=""
    )
    sheet: str = key(ANY_TEXT, "シートが二つ以上あるとき、読むシートの名前にある語", default="")
    checks: tuple[Check, ...] = key(ListOf(CHECK), "表の中の合計の確かめ", default=())

    def contradictions(self) -> Iterator[str]:
        """Nothing to be read."""
        if not self.items:
            yield "items: に、読む系列を一つ以上書いてください。"


class LongTable(Model):
    """A plain table with one observation a row: the town's own counts."""

    kind: Literal["long"] = key(Constant("long"), "1行に1つの値を書いた表")
    series: tuple[str, ...] = key(ListOf(IDENTIFIER), "この表で集める系列のid")


class Source(Model):
    """資料: one publication, and how its table is read."""

    id: str = key(IDENTIFIER, "英小文字の識別名")
    title: str = key(TEXT, "資料の名前")
    publisher: str = key(TEXT, "公表する者")
    publication: Schedule = key(_SCHEDULE, "公表時期")
    dash: Dash | None = key(
        Optional(Enumeration(Dash)), "「-」だけの欄の意味 (0、該当なし、不詳)", default=None
    )
    recognise: tuple[str, ...] = key(ListOf(TEXT), "表の上の文にすべてあるはずの語", default=())
    published_label: str = key(ANY_TEXT, "公表日を書いた文にある語", default="公表")
    table: PublishedTable | None = key(Optional(Nested(PublishedTable)), "県や国の公表した表", default=None)
    layout: LongTable | None = key(
        Optional(Nested(LongTable)),
        "町の集計の表 (1行に1つの値)。公表された表には table: を書く",
        default=None,
    )
    peers: bool = key(
        FLAG,
        "県内のほかの市町村の値も actuals/peers.csv に取り込むなら true (県の全市町村が並ぶ表)",
        default=False,
    )
    year_before: tuple[str, ...] = key(
        ListOf(IDENTIFIER),
        "ほかの系列より1年前の値が載る系列のid。例: 1月1日現在の人口と並ぶ、前の年の出生数",
        default=(),
    )

    def contradictions(self) -> Iterator[str]:
        """Neither a published table nor the town's own counts, or both; a series of the year before that is none of it."""
        for series in self.year_before:
            if series not in self.series_ids():
                yield f"year_before: の「{series}」を、この資料は載せていません。"
        if (self.table is None) == (self.layout is None):
            yield "table: (公表された表) か layout: (町の集計の表) の、どちらか一方を書いてください。"
        if self.peers and (self.table is None or self.table.place is not None):
            yield "peers: true は、県内の市町村が並ぶ、公表された表 (table:) の資料だけに書けます。"

    def series_ids(self) -> tuple[str, ...]:
        """Ids of the series that this source gives."""
        if self.layout is not None:
            return self.layout.series
        return tuple(self.table.items) if self.table is not None else ()

    def schedule_of(self, series: str) -> Schedule:
        """When the figures of one of its series are due."""
        if series not in self.year_before or isinstance(self.publication, MonthlySchedule):
            return self.publication
        return self.publication.replace(years_after=self.publication.years_after + 1)

    @property
    def checks(self) -> tuple[Check, ...]:
        """The sums that its tables satisfy."""
        return self.table.checks if self.table is not None else ()


class SourcesFile(Model):
    """``plan/sources.yaml``."""

    series: tuple[Series, ...] = key(ListOf(Nested(Series)), "系列")
    sources: tuple[Source, ...] = key(ListOf(Nested(Source)), "資料")

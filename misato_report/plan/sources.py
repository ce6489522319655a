"""``plan/sources.yaml``: the series, and how the tables that carry them are read."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias

from misato_report.notation import Basis, Dash
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
from misato_report.yaml_schema.mappings import Model, Nested, TaggedUnion, key


class Series(Model):
    """系列: one measured quantity by period, as published."""

    id: str = key(IDENTIFIER, "英小文字の識別名")
    name: str = key(TEXT, "名前。町の集計の「系列」欄にも使える")
    unit: str = key(TEXT, "単位")
    basis: Basis = key(Enumeration(Basis), "対象期間の数え方")
    non_negative: bool = key(FLAG, "負になりえない数なら true", default=False)
    sensitive: bool = key(
        FLAG,
        "小さい数から個人が分かりうるなら true。plan.yaml の smallest_count より小さい数を check が知らせる",
        default=False,
    )


class PublicationSchedule(Model):
    """When the figures of a period are due: ``month`` of the year ``years_after`` the period's year."""

    month: int = key(Integer(least=1, most=12), "公表される月")
    years_after: int = key(Integer(least=0, most=9), "対象の年の何年後か")
    text: str = key(TEXT, "報告書に書く公表時期")

    def due_on(self, period: int) -> date:
        """The last day of the month in which the figures of ``period`` should be out."""
        year = period + self.years_after
        return date(year, self.month, calendar.monthrange(year, self.month)[1])


class Scope(StrEnum):
    """Which municipalities a table lists."""

    PREFECTURE = "prefecture"
    NATIONAL = "national"


class MunicipalityColumn(Model):
    """Each row is about a municipality, named in a column or given by its code (団体コード)."""

    found_in: Literal["column"] = key(Constant("column"), "市町村名か団体コードの列がある")
    header: str = key(ANY_TEXT, "市町村名の列の見出し", default="")
    code_header: str = key(ANY_TEXT, "団体コード (5桁か6桁) の列の見出し", default="")
    prefecture_header: str = key(ANY_TEXT, "都道府県名の列の見出し", default="")
    scope: Scope = key(
        Enumeration(Scope),
        "prefecture: 県内の市町村と totals の行だけの表。national: ほかの都道府県の行もある表",
        default=Scope.PREFECTURE,
    )
    count: int | None = key(
        Optional(Integer(least=1)), "表にあるはずの市町村の数 (県計、郡部計などを除く)", default=None
    )
    totals: tuple[str, ...] = key(ListOf(TEXT), "市町村ではない行の名前 (県計、市部計など)", default=())

    def contradictions(self) -> Iterator[str]:
        """A town that cannot be found, or not told from another of its name."""
        if not self.header and not self.code_header:
            yield "header: (市町村名の列) か code_header: (団体コードの列) を書いてください。"
        if self.scope is Scope.NATIONAL and not (self.code_header or self.prefecture_header):
            yield "全国の表には同じ名前の市町村があるので、code_header: か prefecture_header: を書いてください。"


class MunicipalityInHeader(Model):
    """Each column is about a municipality, which one level of its header names."""

    found_in: Literal["header"] = key(Constant("header"), "列の見出しに市町村名がある")


class MunicipalityInText(Model):
    """The whole table is about the town, which a line above it names."""

    found_in: Literal["text"] = key(Constant("text"), "表の上の文に町の名前がある (町だけの表)")


class PeriodInText(Model):
    """The table is about one year, which a line above it names."""

    found_in: Literal["text"] = key(Constant("text"), "表の上の文にある")
    containing: str = key(TEXT, "その文にある語 (例: 10月1日現在)")
    agreeing: tuple[str, ...] = key(ListOf(TEXT), "同じ年が書いてあるはずの、ほかの文の語", default=())


class PeriodInHeader(Model):
    """Each column has its own year in its header."""

    found_in: Literal["header"] = key(Constant("header"), "列の見出しにある")
    consecutive: bool = key(FLAG, "年が1年おきに抜けなく、順に並ぶ表なら true", default=False)
    newest_in: str = key(ANY_TEXT, "最も新しい年が書いてある、表の上の文の語", default="")


class PeriodInColumn(Model):
    """Each row has its own year in a column; a blank repeats the year above."""

    found_in: Literal["column"] = key(Constant("column"), "行ごとに、年の列にある")
    header: str = key(TEXT, "年の列の見出し")


class Column(Model):
    """Which series a column of the table gives."""

    series: str = key(IDENTIFIER, "系列のid")
    header: tuple[str, ...] = key(ListOf(TEXT), "見出し。上の段から順に (年と市町村名を除く)")
    where: dict[str, str] = key(
        MappingOf(TEXT, TEXT),
        "行を選ぶ条件。「列の見出し: その列の語」 (e-Statのように1行に1つの値の表)",
        default={},
    )


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


MUNICIPALITY: Kind[MunicipalityColumn | MunicipalityInHeader | MunicipalityInText] = TaggedUnion(
    "found_in", MunicipalityColumn, MunicipalityInHeader, MunicipalityInText
)


PERIOD: Kind[PeriodInText | PeriodInHeader | PeriodInColumn] = TaggedUnion(
    "found_in", PeriodInText, PeriodInHeader, PeriodInColumn
)


class MunicipalTable(Model):
    """A published table whose columns have a header of one to four levels."""

    kind: Literal["municipalities"] = key(Constant("municipalities"), "県や国の公表した表")
    municipality: MunicipalityColumn | MunicipalityInHeader | MunicipalityInText = key(
        MUNICIPALITY,
        "市町村がどこにあるか",
    )
    header_rows: int = key(Integer(least=1, most=4), "見出しの段数")
    unit: str = key(TEXT, "表の単位")
    unit_header: str = key(ANY_TEXT, "行ごとに単位があるとき、その列の見出し", default="")
    period: PeriodInText | PeriodInHeader | PeriodInColumn = key(PERIOD, "対象の年がどこにあるか")
    columns: tuple[Column, ...] = key(ListOf(Nested(Column)), "読み取る列")
    checks: tuple[Check, ...] = key(ListOf(CHECK), "表の中の合計の確かめ", default=())


class LongTable(Model):
    """A plain table with one observation a row: the town's own counts."""

    kind: Literal["long"] = key(Constant("long"), "1行に1つの値を書いた表")
    series: tuple[str, ...] = key(ListOf(IDENTIFIER), "この表で集める系列のid")


LAYOUT: Kind[MunicipalTable | LongTable] = TaggedUnion("kind", MunicipalTable, LongTable)


class Source(Model):
    """資料: one publication, and how its table is read."""

    id: str = key(IDENTIFIER, "英小文字の識別名")
    title: str = key(TEXT, "資料の名前")
    publisher: str = key(TEXT, "公表する者")
    publication: PublicationSchedule = key(Nested(PublicationSchedule), "公表時期")
    dash: Dash | None = key(
        Optional(Enumeration(Dash)), "「-」だけの欄の意味 (0、該当なし、不詳)", default=None
    )
    recognise: tuple[str, ...] = key(ListOf(TEXT), "表の上の文にすべてあるはずの語", default=())
    published_label: str = key(ANY_TEXT, "公表日を書いた文にある語", default="公表")
    layout: MunicipalTable | LongTable = key(LAYOUT, "表の形")

    def series_ids(self) -> tuple[str, ...]:
        """Ids of the series that this source gives."""
        if isinstance(self.layout, LongTable):
            return self.layout.series
        return tuple(column.series for column in self.layout.columns)


class SourcesFile(Model):
    """``plan/sources.yaml``."""

    series: tuple[Series, ...] = key(ListOf(Nested(Series)), "系列")
    sources: tuple[Source, ...] = key(ListOf(Nested(Source)), "資料")

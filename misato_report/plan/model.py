"""What a plan is: the types that the YAML files under ``plan/`` are read into.

Three kinds of file have a model here: ``plan.yaml`` (:class:`PlanFile`), ``fields/*.yaml``
(:class:`Field`) and ``sources.yaml`` (:class:`SourcesFile`); :class:`Plan` is the three together.
Everything is frozen. The field names are the keys of the YAML; their descriptions go into the JSON
Schemas that editors show to the clerk, so they are Japanese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, TypeAlias

from misato_report.colour import LEGIBLE, WHITE, contrast
from misato_report.notation import Basis, Dash, read_date, read_figure, read_year
from misato_report.plan.kinds import (
    ByKey,
    Definitions,
    Each,
    Flag,
    Kind,
    OneOf,
    OrNone,
    ReadBy,
    Text,
    Whole,
    Word,
)
from misato_report.plan.yaml_model import ByTag, Model, Part, key


@dataclass(frozen=True)
class YearSpan:
    """A year (``R8``) or a run of years (``R3..R7``), both ends included; ``text`` as it is written."""

    first: int
    last: int
    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def length(self) -> int:
        """Number of years in the span."""
        return self.last - self.first + 1

    def years(self) -> range:
        """The years of the span, in order."""
        return range(self.first, self.last + 1)


def _read_amount(text: str) -> Decimal:
    value = read_figure(text).value
    if value is None:
        raise ValueError(f"「{text}」は数値として読めません。")
    return value


def _read_span(text: str) -> YearSpan:
    first, _, last = text.partition("..")
    span = YearSpan(read_year(first), read_year(last or first), text)
    if span.last < span.first:
        raise ValueError(f"「{text}」は終わりの年が始まりの年より前です。")
    return span


Day: TypeAlias = date

ANY_TEXT = Text()
TEXT = Text(least=1)
LONG_TEXT = Text(most=4000)
IDENTIFIER = Text(pattern=r"^[a-z][a-z0-9_]*$")
FLAG = Flag()
AMOUNT = ReadBy(_read_amount, "数値", ("number", "string"))
"""A figure as the plan prints it (``▲90``, ``12,950``, ``9.4``), exact."""
YEAR = ReadBy(read_year, "年", ("integer", "string"))
SPAN = ReadBy(_read_span, "年", ("integer", "string"))
DAY = ReadBy(read_date, "日付", ("string",))


class Accumulation(StrEnum):
    """目標値の積算: how a target is to be counted (``evaluation.md``, "The accumulation rules")."""

    SINGLE_YEAR = "single_year"
    YEARLY_TARGETS = "yearly_targets"
    PERIOD_TOTAL = "period_total"
    RUNNING_TOTAL = "running_total"
    FLOOR = "floor"


class Direction(StrEnum):
    """Which way is better; needed only where target and baseline are the same."""

    INCREASE = "increase"
    DECREASE = "decrease"


class Verdict(StrEnum):
    """判定: the words of ``evaluation.md``, "Verdicts"."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    SLIGHTLY_BEHIND = "slightly_behind"
    BEHIND = "behind"
    MOVED_AWAY = "moved_away"
    NOT_ACHIEVED = "not_achieved"
    NOT_PUBLISHED = "not_published"
    MISSING = "missing"


class AsPublished(Model):
    """The indicator is one series, taken as it is."""

    method: Literal["as_published"] = key(Word("as_published"), "公表値をそのまま使う")
    series: str = key(IDENTIFIER, "系列のid (sources.yaml)")
    increments: bool = key(
        FLAG, "running_total のとき: 系列が残高ではなく年ごとの増加数なら true", default=False
    )


class Ratio(Model):
    """numerator / denominator x 100, both of the same period."""

    method: Literal["ratio"] = key(Word("ratio"), "割合 (分子÷分母×100)")
    numerator: str = key(IDENTIFIER, "分子の系列のid")
    denominator: str = key(IDENTIFIER, "分母の系列のid")


class TrailingMean(Model):
    """Mean of the ``window`` periods that end in the period; all of them are needed."""

    method: Literal["trailing_mean"] = key(Word("trailing_mean"), "直近数年の平均")
    series: str = key(IDENTIFIER, "系列のid")
    window: int = key(Whole(least=2, most=20), "平均する年数", default=5)


Derivation: TypeAlias = AsPublished | Ratio | TrailingMean
DERIVATION: Kind[Derivation] = ByTag("method", AsPublished, Ratio, TrailingMean)


def series_of(derivation: AsPublished | Ratio | TrailingMean) -> tuple[str, ...]:
    """Ids of the series that a derivation uses."""
    if isinstance(derivation, Ratio):
        return (derivation.numerator, derivation.denominator)
    return (derivation.series,)


class Point(Model):
    """A figure of the plan and the year or years it stands for (現状値, 目標値)."""

    period: YearSpan = key(SPAN, "年度。R8、2026、R3..R7 のように書く")
    value: Decimal = key(AMOUNT, "数値。▲90 のように書いてよい")


class Indicator(Model):
    """指標: what the plan sets a target for. ``unit`` is that of value, baseline and target."""

    id: str = key(IDENTIFIER, "英小文字の識別名。変えないこと")
    name: str = key(TEXT, "計画書の「項目」のとおり")
    short_name: str = key(TEXT, "一覧表や図に使う短い名前")
    unit: str = key(TEXT, "単位")
    decimals: int = key(Whole(least=0, most=6), "小数点以下の桁数", default=0)
    accumulation: Accumulation = key(OneOf(Accumulation), "目標値の積算")
    accumulation_word: str = key(ANY_TEXT, "計画書にある積算の語 (累計、単年度、単年)", default="")
    derivation: Derivation = key(DERIVATION, "系列から実績値を求める方法")
    baseline: Point = key(Part(Point), "現状値")
    target: Point | None = key(OrNone(Part(Point)), "目標値", default=None)
    targets: tuple[Point, ...] = key(Each(Part(Point)), "年ごとの目標値 (yearly_targets のとき)", default=())
    direction: Direction | None = key(
        OrNone(OneOf(Direction)), "現状値と目標値が同じとき、良い方向", default=None
    )
    target_basis: tuple[str, ...] = key(Each(TEXT), "目標値の設定根拠", default=())
    how_measured: str = key(ANY_TEXT, "実績の把握方法", default="")
    counted: tuple[str, ...] = key(Each(TEXT), "現状値に数えたもの", default=())
    department: str = key(ANY_TEXT, "実績と評価の様式を配る課。省くと分野の最初の担当課", default="")
    internal: bool = key(FLAG, "公開用の報告書 (build --public) に載せないなら true", default=False)

    def contradictions(self) -> Iterator[str]:
        """Targets that the rule does not know, years that are not in order, a way to go that nobody knows."""
        yield from self._about_the_targets()
        if self.all_targets:
            yield from self._about_the_years()
            if self.final_target.value == self.baseline.value and self.direction is None:
                yield "目標値と現状値が同じなので、良い方向を direction: increase か decrease で書いてください。"

    def _about_the_targets(self) -> Iterator[str]:
        if self.accumulation is Accumulation.YEARLY_TARGETS:
            if not self.targets:
                yield "積算が yearly_targets の指標には targets: (年ごとの目標値) が要ります。"
            if self.target is not None:
                yield "積算が yearly_targets の指標には target: ではなく targets: を書きます。"
            years = [point.period.first for point in self.targets]
            if years != sorted(set(years)):
                yield "targets: は年の順に、同じ年を二度書かずに並べてください。"
        elif self.target is None:
            yield "target: (目標値) がありません。"
        elif self.targets:
            yield "targets: は積算が yearly_targets の指標だけに書きます。"

    def _about_the_years(self) -> Iterator[str]:
        first_target = self.all_targets[0].period
        if first_target.first <= self.baseline.period.last:
            yield f"目標値の年 ({first_target.text}) が現状値の年 ({self.baseline.period.text}) より後ではありません。"
        total = self.accumulation is Accumulation.PERIOD_TOTAL
        for point in (self.baseline, *self.all_targets):
            if point.period.length > 1 and not total:
                yield f"「{point.period.text}」のような期間は、積算が period_total の指標だけに書けます。"

    @property
    def all_targets(self) -> tuple[Point, ...]:
        """The one target, or the targets of each year, in order."""
        return self.targets if self.target is None else (self.target,)

    @property
    def final_target(self) -> Point:
        """The last target, the one that attainment is measured against."""
        return self.all_targets[-1]


class Measure(Model):
    """施策: a heading of the plan's narrative with its paragraphs, bullets and sub-headings."""

    heading: str = key(TEXT, "見出し (計画書のとおり、かぎ括弧も)")
    paragraphs: tuple[str, ...] = key(Each(TEXT), "本文の段落", default=())
    items: tuple[str, ...] = key(Each(TEXT), "箇条書き", default=())
    measures: tuple[Measure, ...] = key(Each(Part(lambda: Measure)), "下の見出し", default=())


class Projects(Model):
    """事業 of one department (抜粋)."""

    department: str = key(TEXT, "課の名前")
    items: tuple[str, ...] = key(Each(TEXT), "事業")


class TextTable(Model):
    """A table of words in the plan."""

    caption: str = key(TEXT, "表の題")
    columns: tuple[str, ...] = key(Each(ANY_TEXT), "列の見出し")
    rows: tuple[tuple[str, ...], ...] = key(Each(Each(ANY_TEXT)), '行 (列の数だけ。空欄は "")')

    def contradictions(self) -> Iterator[str]:
        """Rows that have not as many cells as there are columns."""
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                yield f"表「{self.caption}」の{number}行目は{len(row)}列ですが、見出しは{len(self.columns)}列です。"


class GrantProject(Model):
    """A project of the 地域再生計画, with its own indicators."""

    id: str = key(IDENTIFIER, "英小文字の識別名")
    project: str = key(TEXT, "事業名")
    grant: str = key(TEXT, "活用する交付金")
    department: str = key(ANY_TEXT, "実績と評価の様式を配る課。省くと分野の最初の担当課", default="")
    indicators: tuple[Indicator, ...] = key(Each(Part(Indicator)), "指標")


class PrintedNames(Model):
    """The field's name as each part of the plan prints it, where they differ."""

    contents: str = key(ANY_TEXT, "目次", default="")
    chapter_list: str = key(ANY_TEXT, "「分野ごとの目標」の一覧", default="")
    heading: str = key(ANY_TEXT, "本文の見出し", default="")


class Claim(Model):
    """A figure that the plan's text works out from others; ``check`` works it out again."""

    says: str = key(TEXT, "計画書の文 (書いてあるとおり)")
    value: Decimal = key(AMOUNT, "その文が言う数")
    formula: str = key(
        TEXT,
        '式。+ - * / ( ) と sum mean max min、series("系列のid", 初めの年, 終わりの年)、count("指標のid")',
    )
    decimals: int = key(Whole(least=0, most=6), "比べる桁 (四捨五入)", default=0)


class Field(Model):
    """分野: one field of the plan (one file under ``plan/fields/``)."""

    id: str = key(IDENTIFIER, "英小文字の識別名")
    number: int = key(Whole(least=1), "計画書の番号")
    name: str = key(TEXT, "分野の名前 (計画書の表のとおり)")
    printed_names: PrintedNames = key(
        Part(PrintedNames), "計画書のほかの箇所での書き方", default=PrintedNames()
    )
    departments: tuple[str, ...] = key(Each(TEXT), "担当課")
    direction: str = key(TEXT, "目指す方向性")
    measures: tuple[Measure, ...] = key(Each(Part(Measure)), "施策", default=())
    tables: tuple[TextTable, ...] = key(Each(Part(TextTable)), "本文の表", default=())
    indicators: tuple[Indicator, ...] = key(Each(Part(Indicator)), "目標", default=())
    projects: tuple[Projects, ...] = key(
        Each(Part(Projects)), "目標を達成するために実施する事業（抜粋）", default=()
    )
    grants: tuple[GrantProject, ...] = key(Each(Part(GrantProject)), "地域再生計画に関連する指標", default=())
    derivations: tuple[Claim, ...] = key(
        Each(Part(Claim)), "計画書が計算して示す数 (check が計算し直す)", default=()
    )
    grants_note: str = key(ANY_TEXT, "【地域再生計画に関連する指標】に書いてある文", default="")


class Municipality(Model):
    """The town, as tables name it."""

    name: str = key(TEXT, "市町村名")
    prefecture: str = key(TEXT, "都道府県名")
    county: str = key(ANY_TEXT, "郡名", default="")
    code: str = key(Text(pattern="^[0-9]{6}$"), "団体コード6桁 (検査数字を含む)")

    def contradictions(self) -> Iterator[str]:
        """A code whose last digit is not its check digit."""
        expected = check_digit(self.code[:5])
        if self.code[5] != expected:
            yield f"団体コード {self.code} の検査数字が合いません ({self.code[:5]} なら {expected} です)。"


def check_digit(code: str) -> str:
    """Check digit of a five-digit municipality code: weights 6 5 4 3 2, modulo 11 (総務省)."""
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


class Spelling(Model):
    """Spellings of one thing in the plan's text, of which at most one is meant."""

    variants: tuple[str, ...] = key(Each(TEXT), "計画書にある書き方")
    note: str = key(ANY_TEXT, "どれが正しいと思われるか、など", default="")


class Section(Model):
    """A chapter of the plan's general part."""

    heading: str = key(TEXT, "見出し")
    paragraphs: tuple[str, ...] = key(Each(TEXT), "段落", default=())
    items: tuple[str, ...] = key(Each(TEXT), "箇条書き", default=())
    tables: tuple[TextTable, ...] = key(Each(Part(TextTable)), "表", default=())
    source: str = key(ANY_TEXT, "出典", default="")
    sections: tuple[Section, ...] = key(Each(Part(lambda: Section)), "下の見出し", default=())


class Preset(StrEnum):
    """Ways in which towns print a verdict (``evaluation.md``, "Verdicts")."""

    STANDARD = "standard"
    CIRCLES = "circles"
    SABC = "sabc"
    ABCD = "abcd"
    FIVE_BANDS = "five_bands"


class Band(Model):
    """A word for a span of the pace ratio, where a plan tells more than three apart."""

    at_least: Decimal = key(AMOUNT, "進捗度の下限 (0.8 なら80%)")
    label: str = key(TEXT, "印刷する語")
    sign: str = key(ANY_TEXT, "語の前の印", default="")


class Scale(Model):
    """The cuts on the pace ratio and the words printed for each verdict."""

    preset: Preset = key(
        OneOf(Preset),
        "判定の語の組: standard (達成・順調・…)、circles (◎○△×)、sabc、abcd、five_bands (進捗度を5段階)",
        default=Preset.STANDARD,
    )
    on_track: Decimal = key(AMOUNT, "順調とする進捗度の下限", default=Decimal("1.00"))
    slightly_behind: Decimal = key(AMOUNT, "やや遅れとする進捗度の下限", default=Decimal("0.60"))
    labels: dict[Verdict, str] = key(ByKey(OneOf(Verdict), TEXT), "判定の語を変えるとき", default={})
    signs: dict[Verdict, str] = key(ByKey(OneOf(Verdict), TEXT), "判定の印を変えるとき", default={})
    bands: tuple[Band, ...] = key(
        Each(Part(Band)), "順調・やや遅れ・遅れの代わりに使う、進捗度の段階 (高いほうから)", default=()
    )
    grant_considerable: Decimal = key(
        AMOUNT,
        "地域再生計画: 目標に届いた指標がこの割合以上なら「相当程度効果があった」",
        default=Decimal("0.5"),
    )

    def contradictions(self) -> Iterator[str]:
        """Cuts that are not in order."""
        if not 0 < self.slightly_behind < self.on_track:
            yield "区切りは 0 < slightly_behind < on_track の順でなければなりません。"
        cuts = [band.at_least for band in self.bands]
        if cuts != sorted(set(cuts), reverse=True) or (cuts and cuts[-1] > 0):
            yield "bands: は at_least の大きいものから並べ、最後を 0 にしてください。"
        if not 0 < self.grant_considerable <= 1:
            yield "grant_considerable は 0 より大きく 1 以下の割合です。"


class Appearance(Model):
    """What a town changes of the report's look without touching a template."""

    accent: str = key(
        Text(pattern=r"^#[0-9A-Fa-f]{6}$"),
        "見出しとグラフの色 (#と6桁の16進数)。白黒で写しても読めるよう、白地との濃さを check が確かめます",
        default="#1f4e79",
    )
    seal: str = key(
        Text(pattern=r"^[^/\\]*$"),
        "町章のファイル名 (templates/ に置いた PNG か SVG)。なければ空",
        default="",
    )
    cover: bool = key(FLAG, "PDFに表紙を付けるなら true", default=False)

    def contradictions(self) -> Iterator[str]:
        """A colour too light to be read on white."""
        ratio = contrast(self.accent, WHITE)
        if ratio < LEGIBLE:
            yield f"accent の色 {self.accent} は白地に薄すぎます (コントラスト比 {ratio:.1f}、{LEGIBLE}以上が必要)。もっと濃い色にしてください。"


class PopulationPoint(Model):
    """A census figure that the plan's text itself gives."""

    year: int = key(YEAR, "年")
    value: Decimal = key(AMOUNT, "人口 (人)")


class PlanFile(Model):
    """``plan/plan.yaml``."""

    title: str = key(TEXT, "計画の名前")
    status: str = key(ANY_TEXT, "案、など", default="")
    dated: str = key(ANY_TEXT, "計画書の日付 (書いてあるとおり)", default="")
    municipality: Municipality = key(Part(Municipality), "町")
    department: str = key(TEXT, "報告書を作る課")
    period: YearSpan = key(SPAN, "計画期間")
    sections: tuple[Section, ...] = key(Each(Part(Section)), "計画の総論", default=())
    population_history: tuple[PopulationPoint, ...] = key(
        Each(Part(PopulationPoint)), "計画書の本文にある国勢調査人口", default=()
    )
    target_population: Indicator | None = key(OrNone(Part(Indicator)), "目標人口", default=None)
    scale: Scale = key(Part(Scale), "判定の区切りと語", default=Scale())
    appearance: Appearance = key(Part(Appearance), "報告書の見た目: 色、町章、表紙", default=Appearance())
    smallest_count: int = key(
        Whole(least=2), "sensitive の系列で、これより小さい数 (0を除く) は個人が分かりうる", default=10
    )
    derivations: tuple[Claim, ...] = key(
        Each(Part(Claim)), "計画書が計算して示す数 (check が計算し直す)", default=()
    )
    spellings: tuple[Spelling, ...] = key(
        Each(Part(Spelling)), "計画書の中で書き方の違う語 (check が知らせる)", default=()
    )


class Series(Model):
    """系列: one measured quantity by period, as published."""

    id: str = key(IDENTIFIER, "英小文字の識別名")
    name: str = key(TEXT, "名前。町の集計の「系列」欄にも使える")
    unit: str = key(TEXT, "単位")
    basis: Basis = key(OneOf(Basis), "対象期間の数え方")
    non_negative: bool = key(FLAG, "負になりえない数なら true", default=False)
    sensitive: bool = key(
        FLAG,
        "小さい数から個人が分かりうるなら true。plan.yaml の smallest_count より小さい数を check が知らせる",
        default=False,
    )


class Publication(Model):
    """When the figures of a period are due: ``month`` of the year ``years_after`` the period's year."""

    month: int = key(Whole(least=1, most=12), "公表される月")
    years_after: int = key(Whole(least=0, most=9), "対象の年の何年後か")
    text: str = key(TEXT, "報告書に書く公表時期")


class Scope(StrEnum):
    """Which municipalities a table lists."""

    PREFECTURE = "prefecture"
    NATIONAL = "national"


class MunicipalityColumn(Model):
    """Each row is about a municipality, named in a column or given by its code (団体コード)."""

    found_in: Literal["column"] = key(Word("column"), "市町村名か団体コードの列がある")
    header: str = key(ANY_TEXT, "市町村名の列の見出し", default="")
    code_header: str = key(ANY_TEXT, "団体コード (5桁か6桁) の列の見出し", default="")
    prefecture_header: str = key(ANY_TEXT, "都道府県名の列の見出し", default="")
    scope: Scope = key(
        OneOf(Scope),
        "prefecture: 県内の市町村と totals の行だけの表。national: ほかの都道府県の行もある表",
        default=Scope.PREFECTURE,
    )
    count: int | None = key(
        OrNone(Whole(least=1)), "表にあるはずの市町村の数 (県計、郡部計などを除く)", default=None
    )
    totals: tuple[str, ...] = key(Each(TEXT), "市町村ではない行の名前 (県計、市部計など)", default=())

    def contradictions(self) -> Iterator[str]:
        """A town that cannot be found, or not told from another of its name."""
        if not self.header and not self.code_header:
            yield "header: (市町村名の列) か code_header: (団体コードの列) を書いてください。"
        if self.scope is Scope.NATIONAL and not (self.code_header or self.prefecture_header):
            yield "全国の表には同じ名前の市町村があるので、code_header: か prefecture_header: を書いてください。"


class MunicipalityInHeader(Model):
    """Each column is about a municipality, which one level of its header names."""

    found_in: Literal["header"] = key(Word("header"), "列の見出しに市町村名がある")


class MunicipalityInText(Model):
    """The whole table is about the town, which a line above it names."""

    found_in: Literal["text"] = key(Word("text"), "表の上の文に町の名前がある (町だけの表)")


class PeriodInText(Model):
    """The table is about one year, which a line above it names."""

    found_in: Literal["text"] = key(Word("text"), "表の上の文にある")
    containing: str = key(TEXT, "その文にある語 (例: 10月1日現在)")
    agreeing: tuple[str, ...] = key(Each(TEXT), "同じ年が書いてあるはずの、ほかの文の語", default=())


class PeriodInHeader(Model):
    """Each column has its own year in its header."""

    found_in: Literal["header"] = key(Word("header"), "列の見出しにある")
    consecutive: bool = key(FLAG, "年が1年おきに抜けなく、順に並ぶ表なら true", default=False)
    newest_in: str = key(ANY_TEXT, "最も新しい年が書いてある、表の上の文の語", default="")


class PeriodInColumn(Model):
    """Each row has its own year in a column; a blank repeats the year above."""

    found_in: Literal["column"] = key(Word("column"), "行ごとに、年の列にある")
    header: str = key(TEXT, "年の列の見出し")


class Column(Model):
    """Which series a column of the table gives."""

    series: str = key(IDENTIFIER, "系列のid")
    header: tuple[str, ...] = key(Each(TEXT), "見出し。上の段から順に (年と市町村名を除く)")
    where: dict[str, str] = key(
        ByKey(TEXT, TEXT),
        "行を選ぶ条件。「列の見出し: その列の語」 (e-Statのように1行に1つの値の表)",
        default={},
    )


class EquationCheck(Model):
    """In each row, some columns add up to another: ``in_migration - out_migration = net_migration``."""

    kind: Literal["equation"] = key(Word("equation"), "行の中の足し引き")
    equation: str = key(
        Text(pattern="^ *[a-z][a-z0-9_]*( *[-+] *[a-z][a-z0-9_]*)* *= *[a-z][a-z0-9_]* *$"),
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

    kind: Literal["total"] = key(Word("total"), "行の合計")
    total: str = key(TEXT, "合計の行の名前。例: 島根県")
    of: tuple[str, ...] = key(
        Each(TEXT), "足す行の名前。「市町村」「市」「町村」はそれぞれの全部。例: [市部計, 郡部計]"
    )
    tolerance: Decimal = key(AMOUNT, "端数のため許す差 (表の単位で)", default=Decimal(0))


class CarriedForwardCheck(Model):
    """Last year's level and the year's changes add up to this year's level."""

    kind: Literal["carried_forward"] = key(Word("carried_forward"), "前年の数と増減から今年の数")
    level: str = key(IDENTIFIER, "残高の系列のid。例: estimated_population")
    changes: tuple[str, ...] = key(Each(IDENTIFIER), "増減の系列のid")


Check: TypeAlias = EquationCheck | TotalCheck | CarriedForwardCheck
CHECK: Kind[Check] = ByTag("kind", EquationCheck, TotalCheck, CarriedForwardCheck)


MUNICIPALITY: Kind[MunicipalityColumn | MunicipalityInHeader | MunicipalityInText] = ByTag(
    "found_in", MunicipalityColumn, MunicipalityInHeader, MunicipalityInText
)


PERIOD: Kind[PeriodInText | PeriodInHeader | PeriodInColumn] = ByTag(
    "found_in", PeriodInText, PeriodInHeader, PeriodInColumn
)


class MunicipalTable(Model):
    """A published table whose columns have a header of one to four levels."""

    kind: Literal["municipalities"] = key(Word("municipalities"), "県や国の公表した表")
    municipality: MunicipalityColumn | MunicipalityInHeader | MunicipalityInText = key(
        MUNICIPALITY,
        "市町村がどこにあるか",
    )
    header_rows: int = key(Whole(least=1, most=4), "見出しの段数")
    unit: str = key(TEXT, "表の単位")
    unit_header: str = key(ANY_TEXT, "行ごとに単位があるとき、その列の見出し", default="")
    period: PeriodInText | PeriodInHeader | PeriodInColumn = key(PERIOD, "対象の年がどこにあるか")
    columns: tuple[Column, ...] = key(Each(Part(Column)), "読み取る列")
    checks: tuple[Check, ...] = key(Each(CHECK), "表の中の合計の確かめ", default=())


class LongTable(Model):
    """A plain table with one observation a row (``product.md``, the town's own counts)."""

    kind: Literal["long"] = key(Word("long"), "1行に1つの値を書いた表")
    series: tuple[str, ...] = key(Each(IDENTIFIER), "この表で集める系列のid")


LAYOUT: Kind[MunicipalTable | LongTable] = ByTag("kind", MunicipalTable, LongTable)


class Source(Model):
    """資料: one publication, and how its table is read."""

    id: str = key(IDENTIFIER, "英小文字の識別名")
    title: str = key(TEXT, "資料の名前")
    publisher: str = key(TEXT, "公表する者")
    publication: Publication = key(Part(Publication), "公表時期")
    dash: Dash | None = key(OrNone(OneOf(Dash)), "「-」だけの欄の意味 (0、該当なし、不詳)", default=None)
    recognise: tuple[str, ...] = key(Each(TEXT), "表の上の文にすべてあるはずの語", default=())
    published_label: str = key(ANY_TEXT, "公表日を書いた文にある語", default="公表")
    layout: MunicipalTable | LongTable = key(LAYOUT, "表の形")

    def series_ids(self) -> tuple[str, ...]:
        """Ids of the series that this source gives."""
        if isinstance(self.layout, LongTable):
            return self.layout.series
        return tuple(column.series for column in self.layout.columns)


class Revision(Model):
    """計画の変更: one figure or word of one indicator, from a date on."""

    date: Day = key(DAY, "変更の効力のある日。2027-03-12 のように書く")
    indicator: str = key(IDENTIFIER, "変えた指標のid")
    field: str = key(TEXT, "変えた項目。target.value、target.period、targets.2027.value、name など")
    old: str = key(TEXT, "変える前 (計画書のとおり)")
    new: str = key(TEXT, "変えた後")
    reason: str = key(TEXT, "変えた理由")
    decided_by: str = key(TEXT, "決めた会議。令和9年第1回定例会 など")


class RevisionsFile(Model):
    """``plan/revisions.yaml``."""

    revisions: tuple[Revision, ...] = key(Each(Part(Revision)), "計画の変更 (日付の順)", default=())


class GrantEffect(StrEnum):
    """Classes of the Cabinet Office for a grant's effect (内閣府)."""

    VERY = "非常に効果的であった"
    CONSIDERABLE = "相当程度効果があった"
    SOME = "効果があった"
    NONE = "効果がなかった"


class InternalPart(StrEnum):
    """A part of a review that can be kept out of a public report."""

    ALL = "all"
    ACTIVITIES = "activities"
    FACTORS = "factors"
    ISSUES = "issues"
    POLICY = "policy"
    TOWN_VERDICT = "town_verdict"
    EXTERNAL_OPINION = "external_opinion"


class Review(Model):
    """町の評価: what a department says of a field, an indicator or a grant project in a report year.

    The texts are Markdown of paragraphs, lists and bold; nothing else gets through.
    """

    written_on: Day = key(DAY, "書いた日。基準日がこれより前の報告書には載らない")
    department: str = key(TEXT, "書いた課")
    activities: str = key(LONG_TEXT, "取組内容", default="")
    factors: str = key(LONG_TEXT, "要因 (経済状況、自然災害などの環境要因も)", default="")
    issues: str = key(LONG_TEXT, "課題", default="")
    policy: str = key(LONG_TEXT, "今後の方針", default="")
    town_verdict: Verdict | None = key(OrNone(OneOf(Verdict)), "町の評価 (判定の英語名)", default=None)
    town_verdict_reason: str = key(LONG_TEXT, "町の評価が数値による判定と違うときの理由", default="")
    external_opinion: str = key(LONG_TEXT, "外部有識者の意見", default="")
    internal: tuple[InternalPart, ...] = key(
        Each(OneOf(InternalPart)),
        "公開用の報告書 (build --public) に載せないもの。名前など、個人の分かる文に",
        default=(),
    )


class FieldReview(Review):
    """The review of a field."""

    field: str = key(IDENTIFIER, "分野のid")


class IndicatorReview(Review):
    """The review of an indicator."""

    indicator: str = key(IDENTIFIER, "指標のid")


class GrantReview(Review):
    """The review of a grant project, with the outside body's answer (内閣府の様式)."""

    grant: str = key(IDENTIFIER, "地域再生計画の事業のid")
    effect: GrantEffect | None = key(OrNone(OneOf(GrantEffect)), "町の評価による事業効果", default=None)
    useful: bool | None = key(OrNone(FLAG), "外部有識者: 総合戦略のKPI達成に有効であったか", default=None)


class ReturnedForm(Model):
    """A form that a department sent back and that was taken in: where the texts came from."""

    department: str = key(TEXT, "課")
    file: str = key(TEXT, "ファイル名")
    sha256: str = key(TEXT, "ファイルの照合用の値 (同じファイルを二度取り込まないため)")
    written_on: Day = key(DAY, "記入日")


class ReviewsFile(Model):
    """``plan/reviews/YEAR.yaml``."""

    year: int = key(YEAR, "報告年度")
    sample: bool = key(FLAG, "見本の文章なら true", default=False)
    fields: tuple[FieldReview, ...] = key(Each(Part(FieldReview)), "分野の評価", default=())
    indicators: tuple[IndicatorReview, ...] = key(Each(Part(IndicatorReview)), "指標の評価", default=())
    grants: tuple[GrantReview, ...] = key(Each(Part(GrantReview)), "地域再生計画の事業の評価", default=())
    returned: tuple[ReturnedForm, ...] = key(
        Each(Part(ReturnedForm)), "返送された様式の記録 (ingest が書きます)", default=()
    )


class Limits(Model):
    """``plan/limits.yaml``: how large a file may be. A town's real files are far below; what is above is no table of a town.

    Each limit's message names its key here, for the day when a real file is larger.
    """

    yaml_kilobytes: int = key(Whole(least=1), "YAMLファイル1つの大きさ (KB)", default=2_000)
    yaml_values: int = key(
        Whole(least=1), "YAMLファイル1つにある値の数 (「*」による引用の先も数える)", default=200_000
    )
    yaml_depth: int = key(Whole(least=1, most=200), "YAMLの入れ子の深さ", default=40)
    file_megabytes: int = key(Whole(least=1), "取り込むファイルの大きさ (MB)", default=50)
    unpacked_megabytes: int = key(Whole(least=1), "Excel、ODS、ZIPの中身を開いた大きさの計 (MB)", default=100)
    archive_members: int = key(Whole(least=1), "ZIPの中のファイルの数", default=200)
    sheets: int = key(Whole(least=1), "表計算のファイルのシートの数", default=100)
    rows: int = key(Whole(least=1), "1つの表の行の数", default=100_000)
    columns: int = key(Whole(least=1), "1つの表の列の数", default=2_000)
    cells: int = key(Whole(least=1), "1つのファイルの欄の数の計 (間の空欄も数える)", default=2_000_000)


DEFAULT_LIMITS = Limits()


class SourcesFile(Model):
    """``plan/sources.yaml``."""

    series: tuple[Series, ...] = key(Each(Part(Series)), "系列")
    sources: tuple[Source, ...] = key(Each(Part(Source)), "資料")


@dataclass(frozen=True)
class Plan:
    """The whole plan as it was read, with look-ups by id."""

    general: PlanFile
    fields: tuple[Field, ...]
    series: dict[str, Series]
    sources: dict[str, Source]
    revisions: tuple[Revision, ...] = ()
    reviews: dict[int, ReviewsFile] = field(default_factory=dict)
    limits: Limits = DEFAULT_LIMITS
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    """(source id, series id or key of the source) → line of ``sources.yaml``, for hints."""
    places: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    """What the plan's text says of itself ('migration derivations 0') → file and line."""
    texts: tuple[str, ...] = ()
    """Every text of the plan, for what is looked for in all of it."""

    def indicators(self) -> Iterator[tuple[Field | None, Indicator]]:
        """Every indicator with its field (None: 目標人口), field targets first, then grants, then population."""
        for one in self.fields:
            for indicator in one.indicators:
                yield one, indicator
        for one in self.fields:
            for grant in one.grants:
                for indicator in grant.indicators:
                    yield one, indicator
        if self.general.target_population is not None:
            yield None, self.general.target_population

    def source_of(self, series: str) -> Source | None:
        """The first source that gives a series."""
        return next((s for s in self.sources.values() if series in s.series_ids()), None)


def schema_files() -> dict[str, dict[str, Any]]:
    """JSON Schema of each kind of YAML file, by the file name it is written to."""
    kinds: dict[str, type[Model]] = {
        "plan": PlanFile,
        "field": Field,
        "sources": SourcesFile,
        "revisions": RevisionsFile,
        "reviews": ReviewsFile,
        "limits": Limits,
    }
    return {f"{name}.schema.json": _schema_file(model) for name, model in kinds.items()}


def _schema_file(model: type[Model]) -> dict[str, Any]:
    definitions: Definitions = {}
    schema = model.schema(definitions)
    return {**({"$defs": dict(sorted(definitions.items()))} if definitions else {}), **schema}

"""What a plan is: the types that the YAML files under ``plan/`` are read into.

Three kinds of file have a model here: ``plan.yaml`` (:class:`PlanFile`), ``fields/*.yaml``
(:class:`Field`) and ``sources.yaml`` (:class:`SourcesFile`); :class:`Plan` is the three together.
Everything is frozen. The field names are the keys of the YAML; their descriptions go into the JSON
Schemas that editors show to the clerk, so they are Japanese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    WithJsonSchema,
    model_validator,
)
from pydantic import (
    Field as Key,
)

from misato_report.colour import LEGIBLE, WHITE, contrast
from misato_report.notation import Basis, Dash, read_date, read_figure, read_year


class Model(BaseModel):
    """Base of all YAML types: frozen, and a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class YearSpan(BaseModel):
    """A year (``R8``) or a run of years (``R3..R7``), both ends included; ``text`` as it is written."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    first: int
    last: int
    text: str

    @property
    def length(self) -> int:
        """Number of years in the span."""
        return self.last - self.first + 1

    def years(self) -> range:
        """The years of the span, in order."""
        return range(self.first, self.last + 1)


def _read_amount(raw: object) -> Decimal:
    value = read_figure(str(raw)).value
    if value is None:
        raise ValueError(f"「{raw}」は数値として読めません。")
    return value


def _read_span(raw: object) -> YearSpan:
    if isinstance(raw, YearSpan):
        return raw
    text = str(raw)
    first, _, last = text.partition("..")
    span = YearSpan(first=read_year(first), last=read_year(last or first), text=text)
    if span.last < span.first:
        raise ValueError(f"「{text}」は終わりの年が始まりの年より前です。")
    return span


def _read_year(raw: object) -> int:
    return read_year(str(raw))


def _read_day(raw: object) -> date:
    return raw if isinstance(raw, date) else read_date(str(raw))


_NUMBER_SCHEMA = {"anyOf": [{"type": "number"}, {"type": "string"}]}
_YEAR_SCHEMA = {"anyOf": [{"type": "integer"}, {"type": "string"}]}

Amount = Annotated[Decimal, BeforeValidator(_read_amount), WithJsonSchema(_NUMBER_SCHEMA)]
"""A figure as the plan prints it (``▲90``, ``12,950``, ``9.4``), exact."""

Span = Annotated[YearSpan, BeforeValidator(_read_span), WithJsonSchema(_YEAR_SCHEMA)]
Day = Annotated[date, BeforeValidator(_read_day), WithJsonSchema({"type": "string"})]
Year = Annotated[int, BeforeValidator(_read_year), WithJsonSchema(_YEAR_SCHEMA)]
Identifier = Annotated[str, Key(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Key(min_length=1)]

described = partial(Key, default=...)


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

    method: Literal["as_published"] = described(description="公表値をそのまま使う")
    series: Identifier = described(description="系列のid (sources.yaml)")
    increments: bool = Key(
        default=False, description="running_total のとき: 系列が残高ではなく年ごとの増加数なら true"
    )


class Ratio(Model):
    """numerator / denominator x 100, both of the same period."""

    method: Literal["ratio"] = described(description="割合 (分子÷分母×100)")
    numerator: Identifier = described(description="分子の系列のid")
    denominator: Identifier = described(description="分母の系列のid")


class TrailingMean(Model):
    """Mean of the ``window`` periods that end in the period; all of them are needed."""

    method: Literal["trailing_mean"] = described(description="直近数年の平均")
    series: Identifier = described(description="系列のid")
    window: Annotated[int, Key(ge=2, le=20)] = Key(default=5, description="平均する年数")


Derivation = Annotated[AsPublished | Ratio | TrailingMean, Key(discriminator="method")]


def series_of(derivation: AsPublished | Ratio | TrailingMean) -> tuple[str, ...]:
    """Ids of the series that a derivation uses."""
    if isinstance(derivation, Ratio):
        return (derivation.numerator, derivation.denominator)
    return (derivation.series,)


class Point(Model):
    """A figure of the plan and the year or years it stands for (現状値, 目標値)."""

    period: Span = described(description="年度。R8、2026、R3..R7 のように書く")
    value: Amount = described(description="数値。▲90 のように書いてよい")


class Indicator(Model):
    """指標: what the plan sets a target for. ``unit`` is that of value, baseline and target."""

    id: Identifier = described(description="英小文字の識別名。変えないこと")
    name: Text = described(description="計画書の「項目」のとおり")
    short_name: Text = described(description="一覧表や図に使う短い名前")
    unit: Text = described(description="単位")
    decimals: Annotated[int, Key(ge=0, le=6)] = Key(default=0, description="小数点以下の桁数")
    accumulation: Accumulation = described(description="目標値の積算")
    accumulation_word: str = Key(default="", description="計画書にある積算の語 (累計、単年度、単年)")
    derivation: Derivation = described(description="系列から実績値を求める方法")
    baseline: Point = described(description="現状値")
    target: Point | None = Key(default=None, description="目標値")
    targets: tuple[Point, ...] = Key(default=(), description="年ごとの目標値 (yearly_targets のとき)")
    direction: Direction | None = Key(default=None, description="現状値と目標値が同じとき、良い方向")
    target_basis: tuple[Text, ...] = Key(default=(), description="目標値の設定根拠")
    how_measured: str = Key(default="", description="実績の把握方法")
    counted: tuple[Text, ...] = Key(default=(), description="現状値に数えたもの")
    department: str = Key(default="", description="実績と評価の様式を配る課。省くと分野の最初の担当課")
    internal: bool = Key(default=False, description="公開用の報告書 (build --public) に載せないなら true")

    @model_validator(mode="after")
    def _targets_fit_the_rule(self) -> Self:
        if self.accumulation is Accumulation.YEARLY_TARGETS:
            if not self.targets:
                raise ValueError("積算が yearly_targets の指標には targets: (年ごとの目標値) が要ります。")
            if self.target is not None:
                raise ValueError("積算が yearly_targets の指標には target: ではなく targets: を書きます。")
            years = [point.period.first for point in self.targets]
            if years != sorted(set(years)):
                raise ValueError("targets: は年の順に、同じ年を二度書かずに並べてください。")
        elif self.target is None:
            raise ValueError("target: (目標値) がありません。")
        elif self.targets:
            raise ValueError("targets: は積算が yearly_targets の指標だけに書きます。")
        return self

    @model_validator(mode="after")
    def _years_are_in_order(self) -> Self:
        first_target = self.all_targets[0].period
        if first_target.first <= self.baseline.period.last:
            raise ValueError(
                f"目標値の年 ({first_target.text}) が現状値の年 ({self.baseline.period.text}) より後ではありません。"
            )
        total = self.accumulation is Accumulation.PERIOD_TOTAL
        for point in (self.baseline, *self.all_targets):
            if point.period.length > 1 and not total:
                raise ValueError(
                    f"「{point.period.text}」のような期間は、積算が period_total の指標だけに書けます。"
                )
        return self

    @model_validator(mode="after")
    def _direction_is_known(self) -> Self:
        if self.final_target.value == self.baseline.value and self.direction is None:
            raise ValueError(
                "目標値と現状値が同じなので、良い方向を direction: increase か decrease で書いてください。"
            )
        return self

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

    heading: Text = described(description="見出し (計画書のとおり、かぎ括弧も)")
    paragraphs: tuple[Text, ...] = Key(default=(), description="本文の段落")
    items: tuple[Text, ...] = Key(default=(), description="箇条書き")
    measures: tuple[Measure, ...] = Key(default=(), description="下の見出し")


class Projects(Model):
    """事業 of one department (抜粋)."""

    department: Text = described(description="課の名前")
    items: tuple[Text, ...] = described(description="事業")


class TextTable(Model):
    """A table of words in the plan."""

    caption: Text = described(description="表の題")
    columns: tuple[str, ...] = described(description="列の見出し")
    rows: tuple[tuple[str, ...], ...] = described(description='行 (列の数だけ。空欄は "")')

    @model_validator(mode="after")
    def _rows_fit_the_columns(self) -> Self:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"表「{self.caption}」の{number}行目は{len(row)}列ですが、見出しは{len(self.columns)}列です。"
                )
        return self


class GrantProject(Model):
    """A project of the 地域再生計画, with its own indicators."""

    id: Identifier = described(description="英小文字の識別名")
    project: Text = described(description="事業名")
    grant: Text = described(description="活用する交付金")
    department: str = Key(default="", description="実績と評価の様式を配る課。省くと分野の最初の担当課")
    indicators: tuple[Indicator, ...] = described(description="指標")


class PrintedNames(Model):
    """The field's name as each part of the plan prints it, where they differ."""

    contents: str = Key(default="", description="目次")
    chapter_list: str = Key(default="", description="「分野ごとの目標」の一覧")
    heading: str = Key(default="", description="本文の見出し")


class Field(Model):
    """分野: one field of the plan (one file under ``plan/fields/``)."""

    id: Identifier = described(description="英小文字の識別名")
    number: Annotated[int, Key(ge=1)] = described(description="計画書の番号")
    name: Text = described(description="分野の名前 (計画書の表のとおり)")
    printed_names: PrintedNames = Key(default=PrintedNames(), description="計画書のほかの箇所での書き方")
    departments: tuple[Text, ...] = described(description="担当課")
    direction: Text = described(description="目指す方向性")
    measures: tuple[Measure, ...] = Key(default=(), description="施策")
    tables: tuple[TextTable, ...] = Key(default=(), description="本文の表")
    indicators: tuple[Indicator, ...] = Key(default=(), description="目標")
    projects: tuple[Projects, ...] = Key(default=(), description="目標を達成するために実施する事業（抜粋）")
    grants: tuple[GrantProject, ...] = Key(default=(), description="地域再生計画に関連する指標")
    derivations: tuple[Claim, ...] = Key(
        default=(), description="計画書が計算して示す数 (check が計算し直す)"
    )
    grants_note: str = Key(default="", description="【地域再生計画に関連する指標】に書いてある文")


class Municipality(Model):
    """The town, as tables name it."""

    name: Text = described(description="市町村名")
    prefecture: Text = described(description="都道府県名")
    county: str = Key(default="", description="郡名")
    code: Annotated[str, Key(pattern=r"^[0-9]{6}$")] = described(description="団体コード6桁 (検査数字を含む)")

    @model_validator(mode="after")
    def _check_digit_agrees(self) -> Self:
        expected = check_digit(self.code[:5])
        if self.code[5] != expected:
            raise ValueError(
                f"団体コード {self.code} の検査数字が合いません ({self.code[:5]} なら {expected} です)。"
            )
        return self


def check_digit(code: str) -> str:
    """Check digit of a five-digit municipality code: weights 6 5 4 3 2, modulo 11 (総務省)."""
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


class Claim(Model):
    """A figure that the plan's text works out from others; ``check`` works it out again."""

    says: Text = described(description="計画書の文 (書いてあるとおり)")
    value: Amount = described(description="その文が言う数")
    formula: Text = described(
        description='式。+ - * / ( ) と sum mean max min、series("系列のid", 初めの年, 終わりの年)、count("指標のid")'
    )
    decimals: Annotated[int, Key(ge=0, le=6)] = Key(default=0, description="比べる桁 (四捨五入)")


class Spelling(Model):
    """Spellings of one thing in the plan's text, of which at most one is meant."""

    variants: tuple[Text, ...] = described(description="計画書にある書き方")
    note: str = Key(default="", description="どれが正しいと思われるか、など")


class Section(Model):
    """A chapter of the plan's general part."""

    heading: Text = described(description="見出し")
    paragraphs: tuple[Text, ...] = Key(default=(), description="段落")
    items: tuple[Text, ...] = Key(default=(), description="箇条書き")
    tables: tuple[TextTable, ...] = Key(default=(), description="表")
    source: str = Key(default="", description="出典")
    sections: tuple[Section, ...] = Key(default=(), description="下の見出し")


class Preset(StrEnum):
    """Ways in which towns print a verdict (``evaluation.md``, "Verdicts")."""

    STANDARD = "standard"
    CIRCLES = "circles"
    SABC = "sabc"
    ABCD = "abcd"
    FIVE_BANDS = "five_bands"


class Band(Model):
    """A word for a span of the pace ratio, where a plan tells more than three apart."""

    at_least: Amount = described(description="進捗度の下限 (0.8 なら80%)")
    label: Text = described(description="印刷する語")
    sign: str = Key(default="", description="語の前の印")


class Scale(Model):
    """The cuts on the pace ratio and the words printed for each verdict."""

    preset: Preset = Key(
        default=Preset.STANDARD,
        description="判定の語の組: standard (達成・順調・…)、circles (◎○△×)、sabc、abcd、five_bands (進捗度を5段階)",
    )
    on_track: Amount = Key(default=Decimal("1.00"), description="順調とする進捗度の下限")
    slightly_behind: Amount = Key(default=Decimal("0.60"), description="やや遅れとする進捗度の下限")
    labels: dict[Verdict, Text] = Key(default={}, description="判定の語を変えるとき")
    signs: dict[Verdict, Text] = Key(default={}, description="判定の印を変えるとき")
    bands: tuple[Band, ...] = Key(
        default=(), description="順調・やや遅れ・遅れの代わりに使う、進捗度の段階 (高いほうから)"
    )
    grant_considerable: Amount = Key(
        default=Decimal("0.5"),
        description="地域再生計画: 目標に届いた指標がこの割合以上なら「相当程度効果があった」",
    )

    @model_validator(mode="after")
    def _cuts_are_in_order(self) -> Self:
        if not 0 < self.slightly_behind < self.on_track:
            raise ValueError("区切りは 0 < slightly_behind < on_track の順でなければなりません。")
        cuts = [band.at_least for band in self.bands]
        if cuts != sorted(set(cuts), reverse=True) or (cuts and cuts[-1] > 0):
            raise ValueError("bands: は at_least の大きいものから並べ、最後を 0 にしてください。")
        if not 0 < self.grant_considerable <= 1:
            raise ValueError("grant_considerable は 0 より大きく 1 以下の割合です。")
        return self


class Appearance(Model):
    """What a town changes of the report's look without touching a template."""

    accent: str = Key(
        default="#1f4e79",
        pattern=r"^#[0-9A-Fa-f]{6}$",
        description="見出しとグラフの色 (#と6桁の16進数)。白黒で写しても読めるよう、白地との濃さを check が確かめます",
    )
    seal: str = Key(
        default="",
        pattern=r"^[^/\\]*$",
        description="町章のファイル名 (templates/ に置いた PNG か SVG)。なければ空",
    )
    cover: bool = Key(default=False, description="PDFに表紙を付けるなら true")

    @model_validator(mode="after")
    def _accent_can_be_read(self) -> Self:
        ratio = contrast(self.accent, WHITE)
        if ratio < LEGIBLE:
            raise ValueError(
                f"accent の色 {self.accent} は白地に薄すぎます (コントラスト比 {ratio:.1f}、{LEGIBLE}以上が必要)。もっと濃い色にしてください。"
            )
        return self


class PopulationPoint(Model):
    """A census figure that the plan's text itself gives."""

    year: Year = described(description="年")
    value: Amount = described(description="人口 (人)")


class PlanFile(Model):
    """``plan/plan.yaml``."""

    title: Text = described(description="計画の名前")
    status: str = Key(default="", description="案、など")
    dated: str = Key(default="", description="計画書の日付 (書いてあるとおり)")
    municipality: Municipality = described(description="町")
    department: Text = described(description="報告書を作る課")
    period: Span = described(description="計画期間")
    sections: tuple[Section, ...] = Key(default=(), description="計画の総論")
    population_history: tuple[PopulationPoint, ...] = Key(
        default=(), description="計画書の本文にある国勢調査人口"
    )
    target_population: Indicator | None = Key(default=None, description="目標人口")
    scale: Scale = Key(default=Scale(), description="判定の区切りと語")
    appearance: Appearance = Key(default=Appearance(), description="報告書の見た目: 色、町章、表紙")
    smallest_count: Annotated[int, Key(ge=2)] = Key(
        default=10, description="sensitive の系列で、これより小さい数 (0を除く) は個人が分かりうる"
    )
    derivations: tuple[Claim, ...] = Key(
        default=(), description="計画書が計算して示す数 (check が計算し直す)"
    )
    spellings: tuple[Spelling, ...] = Key(
        default=(), description="計画書の中で書き方の違う語 (check が知らせる)"
    )


class Series(Model):
    """系列: one measured quantity by period, as published."""

    id: Identifier = described(description="英小文字の識別名")
    name: Text = described(description="名前。町の集計の「系列」欄にも使える")
    unit: Text = described(description="単位")
    basis: Basis = described(description="対象期間の数え方")
    non_negative: bool = Key(default=False, description="負になりえない数なら true")
    sensitive: bool = Key(
        default=False,
        description="小さい数から個人が分かりうるなら true。plan.yaml の smallest_count より小さい数を check が知らせる",
    )


class Publication(Model):
    """When the figures of a period are due: ``month`` of the year ``years_after`` the period's year."""

    month: Annotated[int, Key(ge=1, le=12)] = described(description="公表される月")
    years_after: Annotated[int, Key(ge=0, le=9)] = described(description="対象の年の何年後か")
    text: Text = described(description="報告書に書く公表時期")


class Scope(StrEnum):
    """Which municipalities a table lists."""

    PREFECTURE = "prefecture"
    NATIONAL = "national"


class MunicipalityColumn(Model):
    """Each row is about a municipality, named in a column or given by its code (団体コード)."""

    found_in: Literal["column"] = described(description="市町村名か団体コードの列がある")
    header: str = Key(default="", description="市町村名の列の見出し")
    code_header: str = Key(default="", description="団体コード (5桁か6桁) の列の見出し")
    prefecture_header: str = Key(default="", description="都道府県名の列の見出し")
    scope: Scope = Key(
        default=Scope.PREFECTURE,
        description="prefecture: 県内の市町村と totals の行だけの表。national: ほかの都道府県の行もある表",
    )
    count: Annotated[int, Key(ge=1)] | None = Key(
        default=None, description="表にあるはずの市町村の数 (県計、郡部計などを除く)"
    )
    totals: tuple[Text, ...] = Key(default=(), description="市町村ではない行の名前 (県計、市部計など)")

    @model_validator(mode="after")
    def _names_or_codes(self) -> Self:
        if not self.header and not self.code_header:
            raise ValueError("header: (市町村名の列) か code_header: (団体コードの列) を書いてください。")
        if self.scope is Scope.NATIONAL and not (self.code_header or self.prefecture_header):
            raise ValueError(
                "全国の表には同じ名前の市町村があるので、code_header: か prefecture_header: を書いてください。"
            )
        return self


class MunicipalityInHeader(Model):
    """Each column is about a municipality, which one level of its header names."""

    found_in: Literal["header"] = described(description="列の見出しに市町村名がある")


class MunicipalityInText(Model):
    """The whole table is about the town, which a line above it names."""

    found_in: Literal["text"] = described(description="表の上の文に町の名前がある (町だけの表)")


class PeriodInText(Model):
    """The table is about one year, which a line above it names."""

    found_in: Literal["text"] = described(description="表の上の文にある")
    containing: Text = described(description="その文にある語 (例: 10月1日現在)")
    agreeing: tuple[Text, ...] = Key(default=(), description="同じ年が書いてあるはずの、ほかの文の語")


class PeriodInHeader(Model):
    """Each column has its own year in its header."""

    found_in: Literal["header"] = described(description="列の見出しにある")
    consecutive: bool = Key(default=False, description="年が1年おきに抜けなく、順に並ぶ表なら true")
    newest_in: str = Key(default="", description="最も新しい年が書いてある、表の上の文の語")


class PeriodInColumn(Model):
    """Each row has its own year in a column; a blank repeats the year above."""

    found_in: Literal["column"] = described(description="行ごとに、年の列にある")
    header: Text = described(description="年の列の見出し")


class Column(Model):
    """Which series a column of the table gives."""

    series: Identifier = described(description="系列のid")
    header: tuple[Text, ...] = described(description="見出し。上の段から順に (年と市町村名を除く)")
    where: dict[Text, Text] = Key(
        default={}, description="行を選ぶ条件。「列の見出し: その列の語」 (e-Statのように1行に1つの値の表)"
    )


class EquationCheck(Model):
    """In each row, some columns add up to another: ``in_migration - out_migration = net_migration``."""

    kind: Literal["equation"] = described(description="行の中の足し引き")
    equation: Annotated[
        str, Key(pattern=r"^ *[a-z][a-z0-9_]*( *[-+] *[a-z][a-z0-9_]*)* *= *[a-z][a-z0-9_]* *$")
    ] = described(description="系列のidの式。例: births - deaths = natural_increase")
    tolerance: Amount = Key(default=Decimal(0), description="端数のため許す差 (表の単位で)")

    def terms(self) -> tuple[dict[str, int], str]:
        """Series id → +1 or -1, and the id they add up to."""
        left, _, right = self.equation.partition("=")
        signed = re.findall(r"([-+]?) *([a-z][a-z0-9_]*)", left)
        return {name: -1 if sign == "-" else 1 for sign, name in signed}, right.strip()


class TotalCheck(Model):
    """Some rows add up to another: the municipalities to the prefecture."""

    kind: Literal["total"] = described(description="行の合計")
    total: Text = described(description="合計の行の名前。例: 島根県")
    of: tuple[Text, ...] = described(
        description="足す行の名前。「市町村」「市」「町村」はそれぞれの全部。例: [市部計, 郡部計]"
    )
    tolerance: Amount = Key(default=Decimal(0), description="端数のため許す差 (表の単位で)")


class CarriedForwardCheck(Model):
    """Last year's level and the year's changes add up to this year's level."""

    kind: Literal["carried_forward"] = described(description="前年の数と増減から今年の数")
    level: Identifier = described(description="残高の系列のid。例: estimated_population")
    changes: tuple[Identifier, ...] = described(description="増減の系列のid")


Check = Annotated[EquationCheck | TotalCheck | CarriedForwardCheck, Key(discriminator="kind")]


class MunicipalTable(Model):
    """A published table whose columns have a header of one to four levels."""

    kind: Literal["municipalities"] = described(description="県や国の公表した表")
    municipality: Annotated[
        MunicipalityColumn | MunicipalityInHeader | MunicipalityInText, Key(discriminator="found_in")
    ] = described(description="市町村がどこにあるか")
    header_rows: Annotated[int, Key(ge=1, le=4)] = described(description="見出しの段数")
    unit: Text = described(description="表の単位")
    unit_header: str = Key(default="", description="行ごとに単位があるとき、その列の見出し")
    period: Annotated[PeriodInText | PeriodInHeader | PeriodInColumn, Key(discriminator="found_in")] = (
        described(description="対象の年がどこにあるか")
    )
    columns: tuple[Column, ...] = described(description="読み取る列")
    checks: tuple[Check, ...] = Key(default=(), description="表の中の合計の確かめ")


class LongTable(Model):
    """A plain table with one observation a row (``product.md``, the town's own counts)."""

    kind: Literal["long"] = described(description="1行に1つの値を書いた表")
    series: tuple[Identifier, ...] = described(description="この表で集める系列のid")


class Source(Model):
    """資料: one publication, and how its table is read."""

    id: Identifier = described(description="英小文字の識別名")
    title: Text = described(description="資料の名前")
    publisher: Text = described(description="公表する者")
    publication: Publication = described(description="公表時期")
    dash: Dash | None = Key(default=None, description="「-」だけの欄の意味 (0、該当なし、不詳)")
    recognise: tuple[Text, ...] = Key(default=(), description="表の上の文にすべてあるはずの語")
    published_label: str = Key(default="公表", description="公表日を書いた文にある語")
    layout: Annotated[MunicipalTable | LongTable, Key(discriminator="kind")] = described(description="表の形")

    def series_ids(self) -> tuple[str, ...]:
        """Ids of the series that this source gives."""
        if isinstance(self.layout, LongTable):
            return self.layout.series
        return tuple(column.series for column in self.layout.columns)


class Revision(Model):
    """計画の変更: one figure or word of one indicator, from a date on."""

    date: Day = described(description="変更の効力のある日。2027-03-12 のように書く")
    indicator: Identifier = described(description="変えた指標のid")
    field: Text = described(
        description="変えた項目。target.value、target.period、targets.2027.value、name など"
    )
    old: Text = described(description="変える前 (計画書のとおり)")
    new: Text = described(description="変えた後")
    reason: Text = described(description="変えた理由")
    decided_by: Text = described(description="決めた会議。令和9年第1回定例会 など")


class RevisionsFile(Model):
    """``plan/revisions.yaml``."""

    revisions: tuple[Revision, ...] = Key(default=(), description="計画の変更 (日付の順)")


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

    written_on: Day = described(description="書いた日。基準日がこれより前の報告書には載らない")
    department: Text = described(description="書いた課")
    activities: str = Key(default="", max_length=4000, description="取組内容")
    factors: str = Key(default="", max_length=4000, description="要因 (経済状況、自然災害などの環境要因も)")
    issues: str = Key(default="", max_length=4000, description="課題")
    policy: str = Key(default="", max_length=4000, description="今後の方針")
    town_verdict: Verdict | None = Key(default=None, description="町の評価 (判定の英語名)")
    town_verdict_reason: str = Key(
        default="", max_length=4000, description="町の評価が数値による判定と違うときの理由"
    )
    external_opinion: str = Key(default="", max_length=4000, description="外部有識者の意見")
    internal: tuple[InternalPart, ...] = Key(
        default=(), description="公開用の報告書 (build --public) に載せないもの。名前など、個人の分かる文に"
    )


class FieldReview(Review):
    """The review of a field."""

    field: Identifier = described(description="分野のid")


class IndicatorReview(Review):
    """The review of an indicator."""

    indicator: Identifier = described(description="指標のid")


class GrantReview(Review):
    """The review of a grant project, with the outside body's answer (内閣府の様式)."""

    grant: Identifier = described(description="地域再生計画の事業のid")
    effect: GrantEffect | None = Key(default=None, description="町の評価による事業効果")
    useful: bool | None = Key(default=None, description="外部有識者: 総合戦略のKPI達成に有効であったか")


class ReturnedForm(Model):
    """A form that a department sent back and that was taken in: where the texts came from."""

    department: Text = described(description="課")
    file: Text = described(description="ファイル名")
    sha256: Text = described(description="ファイルの照合用の値 (同じファイルを二度取り込まないため)")
    written_on: Day = described(description="記入日")


class ReviewsFile(Model):
    """``plan/reviews/YEAR.yaml``."""

    year: Year = described(description="報告年度")
    sample: bool = Key(default=False, description="見本の文章なら true")
    fields: tuple[FieldReview, ...] = Key(default=(), description="分野の評価")
    indicators: tuple[IndicatorReview, ...] = Key(default=(), description="指標の評価")
    grants: tuple[GrantReview, ...] = Key(default=(), description="地域再生計画の事業の評価")
    returned: tuple[ReturnedForm, ...] = Key(
        default=(), description="返送された様式の記録 (ingest が書きます)"
    )


class Limits(Model):
    """``plan/limits.yaml``: how large a file may be. A town's real files are far below; what is above is no table of a town.

    Each limit's message names its key here, for the day when a real file is larger.
    """

    yaml_kilobytes: Annotated[int, Key(ge=1)] = Key(default=2_000, description="YAMLファイル1つの大きさ (KB)")
    yaml_values: Annotated[int, Key(ge=1)] = Key(
        default=200_000, description="YAMLファイル1つにある値の数 (「*」による引用の先も数える)"
    )
    yaml_depth: Annotated[int, Key(ge=1, le=200)] = Key(default=40, description="YAMLの入れ子の深さ")
    file_megabytes: Annotated[int, Key(ge=1)] = Key(default=50, description="取り込むファイルの大きさ (MB)")
    unpacked_megabytes: Annotated[int, Key(ge=1)] = Key(
        default=100, description="Excel、ODS、ZIPの中身を開いた大きさの計 (MB)"
    )
    archive_members: Annotated[int, Key(ge=1)] = Key(default=200, description="ZIPの中のファイルの数")
    sheets: Annotated[int, Key(ge=1)] = Key(default=100, description="表計算のファイルのシートの数")
    rows: Annotated[int, Key(ge=1)] = Key(default=100_000, description="1つの表の行の数")
    columns: Annotated[int, Key(ge=1)] = Key(default=2_000, description="1つの表の列の数")


DEFAULT_LIMITS = Limits()


class SourcesFile(Model):
    """``plan/sources.yaml``."""

    series: tuple[Series, ...] = described(description="系列")
    sources: tuple[Source, ...] = described(description="資料")


class Plan(BaseModel):
    """The whole plan as it was read, with look-ups by id."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    general: PlanFile
    fields: tuple[Field, ...]
    series: dict[str, Series]
    sources: dict[str, Source]
    revisions: tuple[Revision, ...] = ()
    reviews: dict[int, ReviewsFile] = {}
    limits: Limits = DEFAULT_LIMITS
    lines: dict[tuple[str, str], int] = {}
    """(source id, series id or key of the source) → line of ``sources.yaml``, for hints."""
    places: dict[str, tuple[str, int | None]] = {}
    """What the plan's text says of itself ('migration derivations 0') → file and line."""
    texts: tuple[str, ...] = ()
    """Every text of the plan, for what is looked for in all of it."""

    def indicators(self) -> Iterator[tuple[Field | None, Indicator]]:
        """Every indicator with its field (None: 目標人口), field targets first, then grants, then population."""
        for field in self.fields:
            for indicator in field.indicators:
                yield field, indicator
        for field in self.fields:
            for grant in field.grants:
                for indicator in grant.indicators:
                    yield field, indicator
        if self.general.target_population is not None:
            yield None, self.general.target_population

    def source_of(self, series: str) -> Source | None:
        """The first source that gives a series."""
        return next((s for s in self.sources.values() if series in s.series_ids()), None)


def schema_files() -> dict[str, dict[str, Any]]:
    """JSON Schema of each kind of YAML file, by the file name it is written to."""
    kinds: dict[str, type[BaseModel]] = {
        "plan": PlanFile,
        "field": Field,
        "sources": SourcesFile,
        "revisions": RevisionsFile,
        "reviews": ReviewsFile,
        "limits": Limits,
    }
    return {f"{name}.schema.json": model.model_json_schema() for name, model in kinds.items()}

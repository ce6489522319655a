"""Indicators (指標): what the plan sets targets for, and how a target is to be counted."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias

from misato_report.plan.values import AMOUNT, ANY_TEXT, FLAG, IDENTIFIER, SPAN, TEXT, YearSpan
from misato_report.yaml_schema.kinds import (
    Constant,
    Enumeration,
    Integer,
    Kind,
    ListOf,
    Optional,
)
from misato_report.yaml_schema.mappings import Model, Nested, TaggedUnion, key


class Accumulation(StrEnum):
    """目標値の積算: how a target is to be counted (``docs/evaluation.md``, "The accumulation rules")."""

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
    """判定: the words of ``docs/evaluation.md``, "Verdicts"."""

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

    method: Literal["as_published"] = key(Constant("as_published"), "公表値をそのまま使う")
    series: str = key(IDENTIFIER, "系列のid (sources.yaml)")
    increments: bool = key(
        FLAG, "running_total のとき: 系列が残高ではなく年ごとの増加数なら true", default=False
    )


class Ratio(Model):
    """numerator / denominator x 100, both of the same period."""

    method: Literal["ratio"] = key(Constant("ratio"), "割合 (分子÷分母×100)")
    numerator: str = key(IDENTIFIER, "分子の系列のid")
    denominator: str = key(IDENTIFIER, "分母の系列のid")


class TrailingMean(Model):
    """Mean of the ``window`` periods that end in the period; all of them are needed."""

    method: Literal["trailing_mean"] = key(Constant("trailing_mean"), "直近数年の平均")
    series: str = key(IDENTIFIER, "系列のid")
    window: int = key(Integer(least=2, most=20), "平均する年数", default=5)


Derivation: TypeAlias = AsPublished | Ratio | TrailingMean


DERIVATION: Kind[Derivation] = TaggedUnion("method", AsPublished, Ratio, TrailingMean)


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
    decimals: int = key(Integer(least=0, most=6), "小数点以下の桁数", default=0)
    accumulation: Accumulation = key(Enumeration(Accumulation), "目標値の積算")
    accumulation_word: str = key(ANY_TEXT, "計画書にある積算の語 (累計、単年度、単年)", default="")
    derivation: Derivation = key(DERIVATION, "系列から実績値を求める方法")
    baseline: Point = key(Nested(Point), "現状値")
    target: Point | None = key(Optional(Nested(Point)), "目標値", default=None)
    targets: tuple[Point, ...] = key(
        ListOf(Nested(Point)), "年ごとの目標値 (yearly_targets のとき)", default=()
    )
    direction: Direction | None = key(
        Optional(Enumeration(Direction)), "現状値と目標値が同じとき、良い方向", default=None
    )
    target_basis: tuple[str, ...] = key(ListOf(TEXT), "目標値の設定根拠", default=())
    how_measured: str = key(ANY_TEXT, "実績の把握方法", default="")
    counted: tuple[str, ...] = key(ListOf(TEXT), "現状値に数えたもの", default=())
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
        if total and self.final_target.period.length == 1:
            year = self.final_target.period.text
            yield f"積算が period_total (累計) の目標値に、一年だけ ({year}) が書かれています。target: の period: に、合計する期間を R8..R12 のように書いてください。"

    @property
    def all_targets(self) -> tuple[Point, ...]:
        """The one target, or the targets of each year, in order."""
        return self.targets if self.target is None else (self.target,)

    @property
    def final_target(self) -> Point:
        """The last target, the one that attainment is measured against."""
        return self.all_targets[-1]

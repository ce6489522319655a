"""Indicators (指標): what the plan sets targets for, and how a target is to be counted."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
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
from misato_report.yaml_schema.mappings import KeyedUnion, Model, Nested, TaggedUnion, TrueOr, key


class Accumulation(StrEnum):
    """目標値の積算: how a target is to be counted (``docs/evaluation.md``, "The accumulation rules")."""

    SINGLE_YEAR = "single_year"
    YEARLY_TARGETS = "yearly_targets"
    PERIOD_TOTAL = "period_total"
    RUNNING_TOTAL = "running_total"
    FLOOR = "floor"
    THRESHOLD = "threshold"
    TREND = "trend"
    MILESTONE = "milestone"
    UNDECIDED = "undecided"


class Direction(StrEnum):
    """Which way is better: needed where baseline and target do not say it, and heard before them where it is there."""

    INCREASE = "increase"
    DECREASE = "decrease"


class Against(StrEnum):
    """What a trend (増加、前年度比増) is held against."""

    BASELINE = "baseline"
    PREVIOUS = "previous"


class Verdict(StrEnum):
    """判定: the words of ``docs/evaluation.md``, "Verdicts"."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    SLIGHTLY_BEHIND = "slightly_behind"
    BEHIND = "behind"
    MOVED_AWAY = "moved_away"
    NOT_ACHIEVED = "not_achieved"
    UNJUDGED = "unjudged"
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


class Peers(Model):
    """How the other municipalities' figures are made comparable: as they are, or for so many of something."""

    per: str | None = key(
        Optional(IDENTIFIER), "割る系列のid (estimated_population など)。割合の指標では省く", default=None
    )
    times: int = key(Integer(least=1, most=1_000_000), "per の何単位当たりか", default=1000)


NOT_MEASURED = AsPublished(method="as_published", series="")
"""Stands where a target whose evaluation is undecided names no series."""


class Point(Model):
    """A figure of the plan and the year or years it stands for (現状値, 目標値)."""

    period: YearSpan = key(SPAN, "年度。R8、2026、R3..R7 のように書く")
    value: Decimal = key(AMOUNT, "数値。▲90 のように書いてよい")


class Counts(StrEnum):
    """What a KPI counts: what the town does (活動), or what comes of it (成果)."""

    OUTPUT = "output"
    OUTCOME = "outcome"


class Averaging(StrEnum):
    """What a baseline of several years is of them."""

    MEAN = "mean"


class StatedBaseline(Point):
    """現状値: of one year, a total of several, or with ``of: mean`` their yearly mean."""

    of: Averaging | None = key(
        Optional(Enumeration(Averaging)), "何年かの平均を現状値とするとき mean", default=None
    )


NO_YEAR = YearSpan(0, 0, "")
"""Where the plan names no year for a baseline that it does not give; loading puts the year before the plan's first."""


class UnknownBaseline(Model):
    """A baseline that the plan does not give (「―」「未調査」), with its reason."""

    unknown: str = key(TEXT, "現状値がない理由 (未調査、新規事業 など)")
    period: YearSpan = key(SPAN, "数え始める年の前の年。省くと計画期間の前の年", default=NO_YEAR)

    @property
    def value(self) -> Decimal:
        """For who has made sure that there is a baseline. Raises LookupError."""
        raise LookupError(f"no baseline: {self.unknown}")


class Deadline(Model):
    """A target that words alone state (増加, 完了): only its year."""

    period: YearSpan = key(SPAN, "目標の年度")

    @property
    def value(self) -> Decimal:
        """For who has made sure that the target is a figure. Raises LookupError."""
        raise LookupError(f"no figure to reach in {self.period}")


Baseline: TypeAlias = Point | UnknownBaseline
Goal: TypeAlias = Point | Deadline


def stated(point: Baseline | Goal) -> Decimal | None:
    """The figure that the plan states; None where it states none."""
    return point.value if isinstance(point, Point) else None


_BASELINE: Kind[Baseline] = KeyedUnion("unknown", UnknownBaseline, StatedBaseline)
_GOAL: Kind[Goal] = KeyedUnion("value", Point, Deadline)
_NO_BASELINE = UnknownBaseline(unknown="―")


def _of_figures(indicator: Indicator) -> Iterator[str]:
    """Of a rule that needs a figure to reach, and hears a direction only where that agrees with the figures."""
    if any(isinstance(goal, Deadline) for goal in indicator.all_targets):
        yield "target: に value: (目標値) がありません。"
        return
    if not indicator.all_targets:
        return
    stock = isinstance(indicator.derivation, AsPublished) and indicator.derivation.increments
    if isinstance(indicator.baseline, UnknownBaseline) and (
        stock or indicator.accumulation is Accumulation.FLOOR
    ):
        yield "この積算には現状値が要ります。baseline: に period: と value: を書いてください。"
    said = way_of_the_figures(indicator) or _way_of_the_ends(indicator)
    declared = indicator.direction
    if declared is not None and said is not None and declared is not said:
        yield (
            f"direction: {declared} が、現状値から目標値への向き ({said}) と逆です。"
            "値が水準を満たせばよい目標なら accumulation: threshold にしてください。"
        )


def _of_a_threshold(indicator: Indicator) -> Iterator[str]:
    if any(isinstance(goal, Deadline) for goal in indicator.all_targets):
        yield "target: に value: (目標値) がありません。"
    if indicator.direction is None:
        yield "threshold では、以上なら direction: increase、以下なら direction: decrease を書いてください。"


def _of_a_trend(indicator: Indicator) -> Iterator[str]:
    if any(isinstance(goal, Point) for goal in indicator.all_targets):
        yield "trend の target: には period: だけを書きます。目標の数値があるなら、ほかの積算にしてください。"
    if indicator.direction is None:
        yield "trend では、増えるのが良いなら direction: increase、減るのが良いなら direction: decrease を書いてください。"


def _of_a_milestone(indicator: Indicator) -> Iterator[str]:
    if any(isinstance(goal, Point) for goal in indicator.all_targets):
        yield "milestone の target: には period: だけを書きます。最後の段階が目標です。"
    if len(set(indicator.states)) < _FEWEST_STATES or len(set(indicator.states)) < len(indicator.states):
        yield "milestone には states: に、違う段階の語を二つ以上、初めから順に書いてください。"
    if indicator.unit != STATE_UNIT or indicator.decimals:
        yield f"milestone の unit: は「{STATE_UNIT}」、decimals: は 0 です (値は何番目の段階かの数)。"
    if not isinstance(indicator.derivation, AsPublished):
        yield "milestone の derivation: は as_published だけです。"
    baseline = indicator.baseline
    if isinstance(baseline, Point) and baseline.value not in range(1, len(indicator.states) + 1):
        yield "milestone の現状値は、何番目の段階かの数で書いてください。"


_OF_A_RULE: Mapping[Accumulation, Callable[[Indicator], Iterator[str]]] = {
    Accumulation.THRESHOLD: _of_a_threshold,
    Accumulation.TREND: _of_a_trend,
    Accumulation.MILESTONE: _of_a_milestone,
}
_WITH_SEVERAL = (Accumulation.YEARLY_TARGETS, Accumulation.SINGLE_YEAR)
_FEWEST_STATES = 2
NO_UNIT = "単位なし"
"""The unit of figures that have none (合計特殊出生率): nothing stands behind the value."""
STATE_UNIT = "段階"
"""The unit of a series of states: its values are 1 for the first state of a milestone, 2 for the second."""


def way_of_the_figures(indicator: Indicator) -> Direction | None:
    """The direction that baseline and targets say; None where they are the same, turn round, or are not known.

    Totals over spans of different length are compared by the year; a floor is good to be above.
    """
    if indicator.accumulation is Accumulation.FLOOR:
        return Direction.INCREASE
    figures = [Fraction(value) for value in indicator.way]
    if indicator.accumulation is Accumulation.PERIOD_TOTAL and len(figures) > 1:
        figures[0] /= 1 if indicator.is_mean else indicator.baseline.period.length
        figures[1] /= indicator.final_target.period.length
    steps = [after - before for before, after in itertools.pairwise(figures)]
    if any(step > 0 for step in steps):
        return None if any(step < 0 for step in steps) else Direction.INCREASE
    return Direction.DECREASE if any(step < 0 for step in steps) else None


def _way_of_the_ends(indicator: Indicator) -> Direction | None:
    """From the first figure to the last, where those between turn round."""
    first, last = indicator.way[0], indicator.way[-1]
    if first == last or indicator.accumulation is Accumulation.PERIOD_TOTAL:
        return None
    return Direction.INCREASE if last > first else Direction.DECREASE


class Indicator(Model):
    """指標: what the plan sets a target for. ``unit`` is that of value, baseline and target."""

    id: str = key(IDENTIFIER, "英小文字の識別名。変えないこと")
    name: str = key(TEXT, "計画書の「項目」のとおり")
    short_name: str = key(TEXT, "一覧表や図に使う短い名前")
    unit: str = key(TEXT, "単位")
    decimals: int = key(Integer(least=0, most=6), "小数点以下の桁数", default=0)
    accumulation: Accumulation = key(Enumeration(Accumulation), "目標値の積算")
    accumulation_word: str = key(ANY_TEXT, "計画書にある積算の語 (累計、単年度、単年)", default="")
    derivation: Derivation = key(DERIVATION, "系列から実績値を求める方法", default=NOT_MEASURED)
    baseline: Baseline = key(
        _BASELINE, "現状値。計画書にないときは unknown: に理由を書く", default=_NO_BASELINE
    )
    target: Goal | None = key(
        Optional(_GOAL), "目標値。trend と milestone は period: だけを書く", default=None
    )
    targets: tuple[Point, ...] = key(
        ListOf(Nested(Point)),
        "年ごとの目標値 (yearly_targets のとき)、または中間目標と目標 (single_year のとき)",
        default=(),
    )
    direction: Direction | None = key(
        Optional(Enumeration(Direction)),
        "良い方向。threshold と trend では必ず書く。ほかは、現状値と目標値から分からないとき",
        default=None,
    )
    against: Against = key(
        Enumeration(Against), "trend のとき、比べる相手: 現状値か前年度", default=Against.BASELINE
    )
    keep: bool = key(FLAG, "trend のとき、同じ水準を保てばよいなら true (現状維持)", default=False)
    states: tuple[str, ...] = key(
        ListOf(TEXT),
        "milestone のとき、段階の語を初めから順に。最後が達成。例: [未着手, 着手, 完了]",
        default=(),
    )
    words: str = key(ANY_TEXT, "計画書にある目標の言葉 (100件以上、増加 など)", default="")
    also_in: tuple[str, ...] = key(ListOf(IDENTIFIER), "再掲する分野のid", default=())
    target_basis: tuple[str, ...] = key(ListOf(TEXT), "目標値の設定根拠", default=())
    how_measured: str = key(ANY_TEXT, "実績の把握方法", default="")
    counted: tuple[str, ...] = key(ListOf(TEXT), "現状値に数えたもの", default=())
    kind: Counts | None = key(
        Optional(Enumeration(Counts)),
        "数えているもの。町の活動の量 (開催した回数など) なら output、その成果なら outcome",
        default=None,
    )
    sample: int | None = key(Optional(Integer(least=1)), "アンケートによる値の回答者数 (n)", default=None)
    department: str = key(ANY_TEXT, "実績と評価の様式を配る課。省くと分野の最初の担当課", default="")
    internal: bool = key(FLAG, "公開用の報告書 (build --public) に載せないなら true", default=False)
    peers: Peers | None = key(
        Optional(TrueOr(Peers)),
        "県内の市町村と比べる指標に。資料に peers: true が要る。割合なら true だけでよい",
        default=None,
    )

    def contradictions(self) -> Iterator[str]:
        """Targets that the rule does not know, years that are not in order, a way to go that nobody knows."""
        if self.accumulation is Accumulation.UNDECIDED:
            return
        if self.derivation == NOT_MEASURED:
            yield "derivation: (系列から実績値を求める方法) がありません。"
        yield from self._about_the_targets()
        yield from _OF_A_RULE.get(self.accumulation, _of_figures)(self)
        if self.all_targets:
            yield from self._about_the_years()
            yield from self._about_the_peers()

    def _about_the_targets(self) -> Iterator[str]:
        yearly = self.accumulation is Accumulation.YEARLY_TARGETS
        if yearly and self.target is not None:
            yield "積算が yearly_targets の指標には target: ではなく targets: を書きます。"
        elif yearly and not self.targets:
            yield "積算が yearly_targets の指標には targets: (年ごとの目標値) が要ります。"
        elif not self.all_targets:
            yield "target: (目標値) がありません。"
        elif self.targets and self.accumulation not in _WITH_SEVERAL:
            yield "targets: は積算が yearly_targets か single_year の指標だけに書きます。"
        elif self.target is not None and self.targets:
            yield "target: と targets: は、どちらか一つだけを書きます。"
        years = [point.period.first for point in self.targets]
        if years != sorted(set(years)):
            yield "targets: は年の順に、同じ年を二度書かずに並べてください。"

    def _about_the_peers(self) -> Iterator[str]:
        """What cannot be worked out for another municipality: what starts from the town's own figures or words."""
        stock = isinstance(self.derivation, AsPublished) and self.derivation.increments
        if self.peers is None:
            return
        if stock or self.accumulation is Accumulation.MILESTONE:
            yield "peers: は、町の現状値や段階から数える指標 (increments、milestone) には書けません。"
        elif self.direction is None and way_of_the_figures(self) is None:
            yield "peers: の順位には、良い方向が要ります。direction: に increase か decrease を書いてください。"
        elif self.peers.per is not None and isinstance(self.derivation, Ratio):
            yield "割合の指標の peers: に per: は書けません。peers: true としてください。"

    def _about_the_years(self) -> Iterator[str]:
        first_target = self.all_targets[0].period
        if first_target.first <= self.baseline.period.last:
            yield f"目標値の年 ({first_target.text}) が現状値の年 ({self.baseline.period.text}) より後ではありません。"
        total = self.accumulation is Accumulation.PERIOD_TOTAL
        averaged = (self.baseline,) if self.is_mean else ()
        for point in (self.baseline, *self.all_targets):
            if point.period.length > 1 and not total and point not in averaged:
                yield f"「{point.period.text}」のような期間は、積算が period_total の指標か、of: mean の現状値だけに書けます。"
        if total and self.final_target.period.length == 1:
            year = self.final_target.period.text
            yield f"積算が period_total (累計) の目標値に、一年だけ ({year}) が書かれています。target: の period: に、合計する期間を R8..R12 のように書いてください。"

    @property
    def all_targets(self) -> tuple[Goal, ...]:
        """The one target, or the targets of each year, in order."""
        return self.targets if self.target is None else (self.target,)

    @property
    def final_target(self) -> Goal:
        """The last target, the one that attainment is measured against."""
        return self.all_targets[-1]

    @property
    def way(self) -> tuple[Decimal, ...]:
        """The figures of the plan in order: the baseline where it is known, then each target."""
        points = (self.baseline, *self.all_targets)
        return tuple(point.value for point in points if isinstance(point, Point))

    @property
    def is_mean(self) -> bool:
        """Whether the baseline is the yearly mean of its years."""
        return isinstance(self.baseline, StatedBaseline) and self.baseline.of is not None

"""A KPI in the words of 読み取り結果.xlsx, which a clerk can correct, and the strict way from there to the plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from misato_report.new_workspace.cell_text import kept_text, plain_text, squeezed
from misato_report.new_workspace.kpi import Baseline, Kpi, Rule, Span, Target
from misato_report.new_workspace.year_words import read_span
from misato_report.notation import NotationError, read_figure
from misato_report.plan.indicators import Direction

KPI, NO_KPI = "指標", "指標ではない"
REPEATED = "再掲"
INCREASE, DECREASE = "増える", "減る"
_LISTED = re.compile(r"\s*[／\n]\s*|(?<=[0-9%])\s*/\s*(?=[▲△-]?[0-9RHS令平])")
_NOTHING = re.compile(r"なし(?:\((.*)\))?")
_MEAN = "の平均"
_LONGEST_NAME = 200
_MOST_DECIMALS = 6


@dataclass(frozen=True)
class Manner:
    """What a word for the way of evaluation means."""

    rule: Rule
    against_previous: bool = False
    keep: bool = False


MANNERS: Mapping[str, Manner] = MappingProxyType(
    {
        "単年度": Manner(Rule.SINGLE_YEAR),
        "年ごと": Manner(Rule.YEARLY_TARGETS),
        "期間の合計": Manner(Rule.PERIOD_TOTAL),
        "積み上げ": Manner(Rule.RUNNING_TOTAL),
        "水準を満たす": Manner(Rule.THRESHOLD),
        "現状値より良くする": Manner(Rule.TREND),
        "前年度より良くする": Manner(Rule.TREND, against_previous=True),
        "現状値を保つ": Manner(Rule.TREND, keep=True),
        "前年度を保つ": Manner(Rule.TREND, against_previous=True, keep=True),
        "実施の段階": Manner(Rule.MILESTONE),
        "減少を抑える": Manner(Rule.FLOOR),
        "未定": Manner(Rule.UNDECIDED),
    }
)
"""評価の方法 as the clerk sees it → what it is in the plan."""

UNDECIDED = "未定"
_ALIASES = {
    "": "単年度", "単年": "単年度", "実績": "単年度", "各年": "単年度", "毎年度": "年ごと", "各年度の目標": "年ごと",
    "期間合計": "期間の合計", "合計": "期間の合計", "期間累計": "期間の合計", "積上げ": "積み上げ", "残高": "積み上げ",
}  # fmt: skip
_WITHOUT_VALUE = {Rule.TREND, Rule.MILESTONE}


@dataclass(frozen=True)
class Draft:
    """A KPI as texts: each is a cell of 読み取り結果.xlsx."""

    treatment: str = KPI
    field: str = ""
    name: str = ""
    unit: str = ""
    manner: str = ""
    direction: str = ""
    baseline: str = ""
    baseline_years: str = ""
    targets: str = ""
    target_years: str = ""
    department: str = ""


@dataclass(frozen=True)
class Problem:
    """What keeps a draft from being a KPI: the part of it, why, and what to write."""

    column: str
    message: str
    hint: str


def manner_of(word: str) -> Manner | None:
    """The manner that a word of a table or an answer names, or None."""
    plain = squeezed(word)
    return MANNERS.get(_ALIASES.get(plain, plain))


def finish(draft: Draft) -> tuple[Kpi | None, list[Problem]]:
    """The KPI that a draft says, or everything that is wrong with it."""
    finishing = _Finishing(draft)
    kpi = finishing.kpi()
    return (None, finishing.problems) if finishing.problems else (kpi, [])


def read_baseline(draft: Draft) -> Baseline | None:
    """The baseline that a draft says, whatever else of it is not certain; None where that cannot be read."""
    finishing = _Finishing(draft)
    baseline = finishing.baseline()
    return None if finishing.problems else baseline


class _Finishing:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.problems: list[Problem] = []

    def report(self, column: str, message: str, hint: str) -> None:
        self.problems.append(Problem(column, message, hint))

    def kpi(self) -> Kpi | None:
        draft = self.draft
        for column, label in (("field", "分野"), ("name", "指標名"), ("unit", "単位")):
            if not getattr(draft, column).strip():
                self.report(column, f"{label}が書かれていません。", f"{label}を書いてください。")
        if len(draft.name) > _LONGEST_NAME:
            self.report("name", "指標名が長すぎます。", f"{_LONGEST_NAME}字までにしてください。")
        manner = manner_of(draft.manner)
        if manner is None:
            known = "、".join(MANNERS)
            self.report("manner", f"評価の方法「{draft.manner}」が分かりません。", f"{known} のどれかです。")
            return None
        direction = self._direction()
        baseline = self.baseline()
        targets = self._targets(manner)
        if baseline is None or self.problems:
            return None
        kpi = Kpi(
            field=kept_text(draft.field),
            name=kept_text(draft.name),
            unit=kept_text(draft.unit),
            rule=manner.rule,
            baseline=baseline,
            targets=targets,
            direction=direction,
            against_previous=manner.against_previous,
            keep=manner.keep,
            department=kept_text(draft.department),
        )
        self._agree(kpi)
        if kpi.decimals > _MOST_DECIMALS:
            hint = f"小数点以下は{_MOST_DECIMALS}桁までにしてください。"
            self.report("targets", "小数点以下の桁が多すぎます。", hint)
        return kpi

    def _direction(self) -> Direction | None:
        word = squeezed(self.draft.direction)
        found = {INCREASE: Direction.INCREASE, DECREASE: Direction.DECREASE, "": None}
        if word not in found:
            hint = f"{INCREASE} か {DECREASE} です。"
            self.report("direction", f"良い方向「{self.draft.direction}」が分かりません。", hint)
        return found.get(word)

    def baseline(self) -> Baseline | None:
        """The baseline, or None with what is wrong among the problems."""
        text = plain_text(self.draft.baseline)
        nothing = _NOTHING.fullmatch(text)
        if nothing:
            return Baseline(unknown=nothing[1] or "なし")
        value = self._value("baseline", text)
        years = plain_text(self.draft.baseline_years)
        span = self._span("baseline_years", years.removesuffix(_MEAN))
        return Baseline(value, span, mean=years.endswith(_MEAN)) if value is not None and span else None

    def _value(self, column: str, text: str) -> Decimal | None:
        unit = plain_text(self.draft.unit)
        plain = text.removesuffix(unit).strip() if unit else text
        hint = "数字だけを書いてください。値がなければ「なし（理由）」と書きます。"
        try:
            value = read_figure(plain.removesuffix("%")).value
        except NotationError as error:
            self.report(column, str(error), hint)
            return None
        if value is None:
            self.report(column, f"「{text}」は値になりません。", hint)
        return value

    def _span(self, column: str, text: str) -> Span | None:
        span = read_span(text.replace("..", "～"))
        if span is None:
            label = "現状値の年" if column == "baseline_years" else "目標年"
            message = f"「{text}」は年として読めません。" if text else f"{label}が書かれていません。"
            self.report(column, message, "R7、2025、R8～R12 のように書いてください。")
        return span

    def _targets(self, manner: Manner) -> tuple[Target, ...]:
        if manner.rule is Rule.UNDECIDED:
            return ()
        values = [part for part in _LISTED.split(plain_text(self.draft.targets)) if part]
        years = [part for part in _LISTED.split(plain_text(self.draft.target_years)) if part]
        if manner.rule in _WITHOUT_VALUE:
            span = self._span("target_years", years[-1] if years else "")
            return (Target(span),) if span else ()
        if len(values) != len(years) or not values:
            hint = "年ごとの目標は、目標値と目標年を同じ順に「／」で区切って書いてください。"
            message = f"目標値が{len(values)}、目標年が{len(years)}で、数が合いません。"
            self.report("targets", message if values else "目標値が書かれていません。", hint)
            return ()
        pairs = [
            (self._span("target_years", year), self._value("targets", value))
            for year, value in zip(years, values, strict=True)
        ]
        return tuple(Target(span, value) for span, value in pairs if span is not None and value is not None)

    def _agree(self, kpi: Kpi) -> None:
        """What the parts must be to each other; the same that ``check`` asks of a plan."""
        self._years_agree(kpi)
        total = any(target.span.length > 1 for target in kpi.targets)
        if total != (kpi.rule is Rule.PERIOD_TOTAL) and kpi.targets:
            hint = "期間の合計なら目標年を R8～R12 のように、そうでなければ一つの年を書いてください。"
            self.report("target_years", "目標年と評価の方法が合いません。", hint)
        if kpi.rule is Rule.YEARLY_TARGETS and len(kpi.targets) < len("ab"):
            hint = "目標値と目標年を「／」で区切って並べてください。"
            self.report("targets", "年ごとの目標が一つしかありません。", hint)
        if kpi.rule in {Rule.PERIOD_TOTAL, Rule.THRESHOLD, Rule.FLOOR} and len(kpi.targets) > 1:
            self.report(
                "targets", "この評価の方法では、目標値は一つです。", "最後の目標値だけを書いてください。"
            )
        if kpi.rule in {Rule.THRESHOLD, Rule.TREND} and kpi.direction is None:
            hint = f"{INCREASE} か {DECREASE} を選んでください。"
            self.report("direction", "どちらが良い方向か書かれていません。", hint)
        if kpi.rule is Rule.TREND and not kpi.against_previous and kpi.baseline.value is None:
            hint = "現状値を書くか、評価の方法を変えてください。"
            self.report("baseline", "現状値がないので、比べられません。", hint)
        if kpi.direction is None and kpi.rule not in {Rule.MILESTONE, Rule.FLOOR, Rule.UNDECIDED}:
            self._way_is_known(kpi)

    def _years_agree(self, kpi: Kpi) -> None:
        span = kpi.baseline.span
        firsts = [target.span.first for target in kpi.targets]
        if firsts != sorted(set(firsts)):
            self.report("target_years", "目標年が年の順に並んでいません。", "早い年から順に書いてください。")
        if span is not None and firsts and firsts[0] <= span.last:
            message = f"目標年（{kpi.targets[0].span.text}）が現状値の年（{span.text}）より後ではありません。"
            self.report("target_years", message, "どちらの年が正しいか、計画書で確かめてください。")
        if (
            span is not None
            and span.length > 1
            and kpi.rule is not Rule.PERIOD_TOTAL
            and not kpi.baseline.mean
        ):
            hint = f"何年かの平均なら {span.text}{_MEAN}、そうでなければ一つの年を書いてください。"
            self.report("baseline_years", f"現状値の年が{span.text}で、評価の方法と合いません。", hint)

    def _way_is_known(self, kpi: Kpi) -> None:
        last, start = (kpi.targets[-1] if kpi.targets else None), kpi.baseline
        if kpi.rule is Rule.PERIOD_TOTAL and last is not None and last.value is not None:
            rate = last.value / last.span.length
            same = (
                start.value is not None and start.span is not None and rate == start.value / start.span.length
            )
        else:
            same = last is not None and last.value == start.value
        if start.value is None or last is None or last.value is None or same:
            hint = f"{INCREASE} か {DECREASE} を選んでください。"
            self.report("direction", "どちらが良い方向か、値からは分かりません。", hint)


def draft_years(span: Span | None, *, mean: bool = False) -> str:
    """Years as a draft holds them."""
    return "" if span is None else f"{span.text}{_MEAN if mean else ''}"

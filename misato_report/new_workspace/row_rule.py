"""How a line's target is to be counted, and which way is better: what the words say, never the sign of a difference alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from misato_report.new_workspace.amounts import Amount, Bound
from misato_report.new_workspace.cell_text import plain_text, squeezed
from misato_report.new_workspace.drafts import DECREASE, INCREASE, NO_KPI, UNDECIDED, manner_of
from misato_report.new_workspace.goal_words import Goal, GoalKind, is_state, read_direction, read_goal
from misato_report.new_workspace.headings import Role
from misato_report.new_workspace.kpi import Rule, Span
from misato_report.new_workspace.lines import Line
from misato_report.new_workspace.questions import Choice, Findings
from misato_report.new_workspace.relative_targets import relative_choices
from misato_report.new_workspace.row_figures import Aim, Figures
from misato_report.new_workspace.units import is_counted
from misato_report.notation import print_number
from misato_report.plan.indicators import Direction

_LESS_IS_BETTER = re.compile(
    r"事故|犯罪|刑法犯|火災|待機児童|排出|廃棄|ごみ|死亡|死者|自殺|空き?家|不登校|滞納|未納|赤字|負債|借入|地方債|将来負担|公債費|有病|罹患|"
    r"喫煙|肥満|むし歯|う歯|漏水|苦情|被害|時間外|転出|流出|離職|未利用|未整備|要介護認定|虐待|いじめ|違反|消費量|使用量|経費|コスト|メタボ|リスク|該当者"
)
_FROM_NOTHING = re.compile(r"新規|未(?:実施|整備|設置|開設|導入|策定|着手)|皆無")
_EITHER = re.compile(r"累計|累積")
_WHOLE_SUM = re.compile(r"期間の?(?:合計|累計)|合計")
_OVER = re.compile(r"([0-9]{1,2})(?:か|カ|ヶ|ケ|箇)?年間?(?:の)?(?:累計|合計|累積)")


@dataclass(frozen=True)
class Decision:
    """How it is counted: the manner's word, the way that is better, and the years of the target where a sum sets them."""

    manner: str = UNDECIDED
    direction: str = ""
    target: Decimal | None = None  # where it is not the figure as written: less than 10 is at most 9
    span: Span | None = None


def decide(line: Line, figures: Figures, period: Span, found: Findings) -> Decision:
    """The rule and direction of a line; what its words leave open is asked."""
    last = figures.last
    if last is None or (last.amount is None and last.goal is None):
        return _unreadable(last, figures, found)
    declared = read_direction(line.text(Role.DIRECTION))
    if last.amount is None or any(aim.amount is None for aim in figures.aims):
        return _in_words(figures, last.goal, declared, found)
    return _Numeric(line, figures, period, declared, found).decision(last, last.amount)


def _unreadable(last: Aim | None, figures: Figures, found: Findings) -> Decision:
    leave = Choice("評価の方法を決めずに残す", {"manner": UNDECIDED})
    drop = Choice("指標ではない（参考の行）", {"treatment": NO_KPI})
    # What else is missing matters only once it is known what is aimed at.
    found.questions.clear()
    if last is None or not last.text:
        found.ask("targets", "目標値がありません。書くか、どちらかを選んでください。", leave, drop)
    else:
        text, start = plain_text(last.text), figures.start.amount
        hint = "数値なら目標値の欄に、方法が分かるなら評価の方法の欄に書いてください。"
        changes = relative_choices(text, figures.value(start), figures.unit) if start is not None else []
        found.ask("targets", f"目標値「{text}」をどう評価するか分かりません。{hint}", *changes, leave, drop)
    return Decision()


def _said(direction: Direction | None) -> str:
    return "" if direction is None else INCREASE if direction is Direction.INCREASE else DECREASE


def _ask_direction(found: Findings, why: str) -> None:
    more = Choice("増える方が良い", {"direction": INCREASE})
    found.ask("direction", why, more, Choice("減る方が良い", {"direction": DECREASE}))


def _in_words(figures: Figures, goal: Goal | None, declared: Direction | None, found: Findings) -> Decision:
    leave = Choice("評価の方法を決めずに残す", {"manner": UNDECIDED})
    if goal is None or len(figures.aims) > 1:
        found.ask("manner", "数値と言葉の目標が混じっています。評価の方法を選んでください。", leave)
        return Decision()
    if goal.kind is GoalKind.MILESTONE:
        return _milestone(figures, found)
    if goal.kind is GoalKind.ALL:
        stages = Choice("段階（未着手・着手・完了）で見る", {"manner": "実施の段階"})
        text = f"「{plain_text(figures.aims[0].text)}」が幾つか書かれていません。数を目標値の欄に書くか、選んでください。"
        found.ask("targets", text, stages, leave)
        return Decision()
    return _trend(figures, goal, declared, found)


def _milestone(figures: Figures, found: Findings) -> Decision:
    start = figures.start
    done = read_goal(start.text) if start.text else None
    if start.amount is not None and start.amount.value:
        text = f"目標「{plain_text(figures.aims[0].text)}」に、現状値「{plain_text(start.text)}」があります。どう評価するか選んでください。"
        found.ask(
            "manner",
            text,
            Choice("段階（未着手・着手・完了）で見る", {"baseline": f"なし({plain_text(start.text)})"}),
        )
    elif done is not None and done.kind is GoalKind.MILESTONE:
        text = "現状値でもう行われていると書かれています。何ができれば完了か、選んでください。"
        leave = Choice("評価の方法を決めずに残す", {"manner": UNDECIDED})
        found.ask("manner", text, Choice("段階（未着手・着手・完了）で見る", {}), leave)
    elif is_state(start.text):
        found.note(f"現状の「{plain_text(start.text)}」は、着手していることとして残します。")
    return Decision("実施の段階")


def _trend(figures: Figures, goal: Goal, declared: Direction | None, found: Findings) -> Decision:
    word = plain_text(figures.aims[0].text)
    names = {
        (GoalKind.TREND, False): "現状値より良くする",
        (GoalKind.TREND, True): "前年度より良くする",
        (GoalKind.KEEP, False): "現状値を保つ",
        (GoalKind.KEEP, True): "前年度を保つ",
    }
    direction = goal.direction or declared
    if direction is None:
        _ask_direction(found, f"「{word}」は、増える方と減る方のどちらが良い指標か書かれていません。")
    asked = any(question.column == "baseline" for question in found.questions)
    if not goal.previous and figures.start.amount is None and figures.start.text and not asked:
        choice = Choice("前年度と比べる", {"manner": names[goal.kind, True]})
        leave = Choice("評価の方法を決めずに残す", {"manner": UNDECIDED})
        found.ask("baseline", f"「{word}」は現状値と比べますが、現状値がありません。", choice, leave)
    return Decision(names[goal.kind, goal.previous], _said(direction))


@dataclass
class _Numeric:
    """Targets that are figures."""

    line: Line
    figures: Figures
    period: Span
    declared: Direction | None
    found: Findings

    def decision(self, last: Aim, amount: Amount) -> Decision:
        if amount.mean is not None:
            text = "目標値が何年かの平均です。年ごとの値で評価してよいか、選んでください。"
            leave = Choice("評価の方法を決めずに残す", {"manner": UNDECIDED})
            self.found.ask("manner", text, Choice("年ごとの値で評価する", {"manner": "単年度"}), leave)
        if self._is_yearly():
            return self._yearly()
        if any(question.column == "unit" and question.choices[1:] for question in self.found.questions):
            return Decision("単年度")  # figures of two units are not compared
        sums = self._sum(last, amount)
        if sums is not None:
            return sums
        return self._level("単年度", amount)

    def _is_yearly(self) -> bool:
        """Whether each year has a target of its own: at least two, a year apart, none of them called 中間."""
        spans = [aim.span for aim in self.figures.aims]
        years = [span.first for span in spans if span is not None]
        several = len(years) == len(spans) and len(years) > 1
        steps = {later - earlier for earlier, later in pairwise(years)}
        called = any(heading.role is Role.INTERIM for heading, text in self.line.cells if text)
        return several and steps == {1} and not called

    def _yearly(self) -> Decision:
        values = [self.figures.value(aim.amount) for aim in self.figures.aims if aim.amount]
        start = self.figures.start.amount
        path = values if start is None else [self.figures.value(start), *values]
        rising, falling = path == sorted(path), path == sorted(path, reverse=True)
        direction = self.declared or next(
            (a.amount.bound.direction for a in self.figures.aims if a.amount and a.amount.bound), None
        )
        if direction is None and rising == falling:
            _ask_direction(
                self.found, "年ごとの目標値が上がったり下がったりするので、どちらが良い方向か分かりません。"
            )
        elif direction is None:
            direction = Direction.INCREASE if rising else Direction.DECREASE
        return Decision("年ごと", _said(direction))

    def _sum(self, last: Aim, amount: Amount) -> Decision | None:
        """A total of the plan's years or a stock that grows, where a word like 累計 stands; None where none does."""
        word = squeezed(self.line.text(Role.RULE))
        manner = manner_of(word) if word else None
        named = _OVER.search(plain_text(self.line.text(Role.NAME)))
        over = amount.over if amount.over is not None else int(named[1]) if named else None
        in_heading = any(
            h.total for h, text in self.line.cells if h.role in {Role.TARGET, Role.INTERIM} and text
        )
        total = (
            amount.total
            or in_heading
            or bool(_EITHER.search(word) or _EITHER.search(self.line.text(Role.NAME)))
        )
        if manner is not None and manner.rule is Rule.SINGLE_YEAR:
            return None
        if manner is not None and manner.rule is Rule.RUNNING_TOTAL:
            return self._level("積み上げ", amount)
        if word and manner is None and not total and over is None:
            self.found.note(f"「{word}」は、評価の方法としては読みませんでした。")
        several = last.span is not None and last.span.length > 1
        if not (total or over is not None or several or (manner and manner.rule is Rule.PERIOD_TOTAL)):
            return None
        if several:
            return self._total(amount, last.span)
        if over in {0, self.period.length} or (manner and manner.rule is Rule.PERIOD_TOTAL):
            span = self.period
            return self._total(amount, span, named=bool(named))
        self._ask_which_total(amount, over)
        return Decision("期間の合計", span=self.period)

    def _total(self, amount: Amount, span: Span | None, *, named: bool = False) -> Decision:
        start = self.figures.start
        years = start.amount.over if start.amount else None
        single = (
            start.amount is not None
            and start.amount.value
            and start.span is not None
            and start.span.length == 1
        )
        if single and not years and (named or (start.amount and start.amount.total)):
            self._ask_years_of_baseline(start.span)
        return Decision("期間の合計", self._way_of_total(amount, span), span=span)

    def _ask_years_of_baseline(self, end: Span | None) -> None:
        if end is None:
            return
        length = self.period.length
        whole = Span(end.first - length + 1, end.last)
        one = Choice(f"{end.text}の1年の数", {"baseline_years": end.text})
        several = Choice(f"{whole.text}の{length}年の合計", {"baseline_years": whole.text})
        self.found.ask("baseline_years", "現状値が1年の数か、何年かの合計か書かれていません。", one, several)

    def _ask_which_total(self, amount: Amount, over: int | None) -> None:
        start, end = self.figures.start, self.figures.start.span
        total = {"manner": "期間の合計", "target_years": self.period.text}
        choices = []
        label = f"期間の合計（{self.period.text}に起きた数）"
        if start.amount is not None and start.amount.value and end is not None and end.length == 1:
            whole = Span(end.first - self.period.length + 1, end.last)
            years = [whole] if start.amount.total else [end, whole]
            for span in years:  # 累計 of the baseline itself is no figure of one year
                what = f"{span.text}の{'合計' if span.length > 1 else '1年の数'}"
                changes = total | {"baseline_years": span.text}
                choices.append(Choice(f"{label}。現状値は{what}", changes))
        else:
            choices.append(Choice(label, total))
        last = Span(self.period.last, self.period.last)
        final = next((a.span for a in reversed(self.figures.aims) if a.span and a.span.length == 1), last)
        stock = {"manner": "積み上げ", "target_years": final.text}
        choices.append(Choice("積み上げ（それまでの全部の数）", stock))
        text = (
            f"目標値が{over}年分の数ですが、計画は{self.period.length}年です。"
            if over
            else "「累計」には二つの意味があります。"
        )
        self.found.ask("manner", f"{text}どちらか選んでください。", *choices)

    def _way_of_total(self, amount: Amount, span: Span | None) -> str:
        """The way of a sum: that of the yearly rates, since 60 in five years may be fewer than 15 in one."""
        start = self.figures.start
        direction = self._declared(amount)
        if direction is not None:
            return _said(direction)
        if start.amount is None or start.span is None or span is None:
            return self._way_without_baseline(amount)
        before = self.figures.value(start.amount) / start.span.length
        return self._way(before, self.figures.value(amount) / span.length, "1年あたりの数")

    def _level(self, manner: str, amount: Amount) -> Decision:
        """A level at the end, or a bound that has to be met."""
        start = self.figures.start
        target = self.figures.value(amount)
        direction = self._declared(amount)
        strict = amount.bound in {Bound.BELOW, Bound.ABOVE}
        if strict and is_counted(self.figures.unit) and target == target.to_integral_value():
            target += 1 if amount.bound is Bound.ABOVE else -1
            self.found.note(
                f"「{plain_text(self.figures.aims[-1].text)}」は、{print_number(target)}{self.figures.unit}までを達成としました。"
            )
        elif strict:
            self._ask_strict(amount, target)
        if amount.bound is not None and direction is not None:
            before = None if start.amount is None else self.figures.value(start.amount)
            met = before is None or (
                before >= target if direction is Direction.INCREASE else before <= target
            )
            single = len(self.figures.aims) == 1
            return Decision("水準を満たす" if met and single else manner, _said(direction), target)
        if direction is not None:
            return self._declared_level(manner, direction, target)
        if start.amount is None:
            way = self._way_without_baseline(amount)
            return Decision(manner, way, target)
        return self._plain(manner, self.figures.value(start.amount), target)

    def _declared_level(self, manner: str, direction: Direction, target: Decimal) -> Decision:
        start = self.figures.start.amount
        before = None if start is None else self.figures.value(start)
        better = before is None or (target > before if direction is Direction.INCREASE else target < before)
        if before is not None and before == target:
            return Decision("水準を満たす", _said(direction), target)
        if not better:
            text = "方向の列と、現状値から目標値への向きが反対です。どう評価するか選んでください。"
            level = Choice("目標値の水準を満たせばよい", {"manner": "水準を満たす"})
            turned = INCREASE if direction is Direction.DECREASE else DECREASE
            self.found.ask("direction", text, level, Choice(f"{turned}方が良い", {"direction": turned}))
        return Decision(manner, _said(direction), target)

    def _declared(self, amount: Amount) -> Direction | None:
        bound = amount.bound.direction if amount.bound else None
        if bound is not None and self.declared is not None and bound is not self.declared:
            _ask_direction(self.found, "目標値の以上・以下と、方向の列が合いません。")
        return bound or self.declared

    def _ask_strict(self, amount: Amount, target: Decimal) -> None:
        start = self.figures.start.amount
        values = [target] if start is None else [target, self.figures.value(start)]
        step = Decimal(1).scaleb(min(0, *(int(value.as_tuple().exponent) for value in values)))
        inner = target + (step if amount.bound is Bound.ABOVE else -step)
        word = "以上" if amount.bound is Bound.ABOVE else "以下"
        unit = self.figures.unit
        choices = [
            Choice(f"{print_number(value)}{unit}{word}を達成とする", {"targets": print_number(value)})
            for value in (inner, target)
        ]
        text = f"「{plain_text(self.figures.aims[-1].text)}」は、ちょうどの値を含みません。どこまでを達成とするか選んでください。"
        self.found.ask("targets", text, *choices)

    def _way_without_baseline(self, amount: Amount) -> str:
        """Without a baseline the target alone does not say which way is better, unless it starts from nothing."""
        start = self.figures.start
        positive = self.figures.value(amount) > 0 and not _LESS_IS_BETTER.search(self.line.text(Role.NAME))
        if start.unknown and _FROM_NOTHING.search(start.unknown) and positive:
            return INCREASE
        if start.unknown:
            _ask_direction(self.found, "現状値がないので、増える方と減る方のどちらが良いか分かりません。")
        return ""

    def _plain(self, manner: str, before: Decimal, target: Decimal) -> Decision:
        if before == target:
            text = f"現状値と目標値が同じ（{print_number(target)}）です。増える方と減る方のどちらが良い指標ですか。"
            keep = {"manner": "水準を満たす"}
            more = Choice("増える方が良い（この値以上を保つ）", keep | {"direction": INCREASE})
            self.found.ask(
                "direction",
                text,
                more,
                Choice("減る方が良い（この値以下を保つ）", keep | {"direction": DECREASE}),
            )
            return Decision("水準を満たす", "", target)
        return replace(Decision(manner, self._way(before, target, "値"), target))

    def _way(self, before: Decimal, after: Decimal, what: str) -> str:
        """The way from before to after, where the KPI's name does not speak against it."""
        name = self.line.text(Role.NAME)
        fewer = bool(_LESS_IS_BETTER.search(name))
        relative = any(aim.amount and aim.amount.relative for aim in self.figures.aims)
        if before == after:
            _ask_direction(self.found, f"{what}が現状と目標で同じなので、どちらが良い方向か分かりません。")
            return ""
        if after > before and not (fewer and after > 0):
            return INCREASE
        if after < before and (fewer or (relative and after < 0)):
            return DECREASE
        self._ask_way(after > before, what)
        return ""

    def _ask_way(self, rises: bool, what: str) -> None:
        if rises:
            text = f"{what}が増える目標ですが、減る方が良い指標のようにも見えます。"
            limit = {"manner": "水準を満たす", "direction": DECREASE}
            other = Choice("減る方が良い（目標値以下に抑える）", limit)
            self.found.ask("direction", text, Choice("増える方が良い", {"direction": INCREASE}), other)
            return
        text = f"{what}が減る目標です。減らす目標か、減るのを抑える目標か選んでください。"
        floor = Choice("減るのを抑える（目標値を下回らない）", {"manner": "減少を抑える", "direction": ""})
        level = Choice(
            "増える方が良い（目標値以上を保つ）", {"manner": "水準を満たす", "direction": INCREASE}
        )
        self.found.ask("direction", text, Choice("減る方が良い", {"direction": DECREASE}), floor, level)

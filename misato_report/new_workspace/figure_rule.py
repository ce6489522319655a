"""Targets that are figures: a level, a bound, a sum, one for each year; and which way is better."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from misato_report.new_workspace.amounts import Amount, Bound
from misato_report.new_workspace.cell_text import plain_text
from misato_report.new_workspace.decision import LEAVE, Decision, ask_direction, said
from misato_report.new_workspace.drafts import DECREASE, INCREASE, draft_years
from misato_report.new_workspace.headings import Role
from misato_report.new_workspace.kpi import Span
from misato_report.new_workspace.lines import Line
from misato_report.new_workspace.questions import Choice, Findings
from misato_report.new_workspace.row_figures import Aim, Figures
from misato_report.new_workspace.signs import ask_what_a_sign_means, way_of_bound
from misato_report.new_workspace.sum_words import SumWords, ask_which_sum, ask_years_of_sum, words_of_sum
from misato_report.new_workspace.two_targets import ask_which_target
from misato_report.new_workspace.units import is_counted, is_rate
from misato_report.notation import print_number
from misato_report.plan.indicators import Direction

_LESS_IS_BETTER = re.compile(
    r"事故|犯罪|刑法犯|火災|待機児童|待機者|空き?店舗|耕作放棄|遊休農地|荒廃農地|不法投棄|孤独死|孤立死|食品ロス|欠損|延滞|順位|"
    r"排出|廃棄|ごみ|死亡|死者|自殺|空き?家|不登校|滞納|未納|赤字|負債|借入|地方債|将来負担|公債費|有病|罹患|"
    r"喫煙|肥満|むし歯|う歯|漏水|苦情|被害|時間外|転出|流出|離職|未利用|未整備|要介護認定|虐待|いじめ|違反|消費量|使用量|経費|コスト|メタボ|リスク|該当者"
)
_AGAINST_IT = re.compile(
    r"バンク|対策|防止|予防|防災|防火|解消|除却|削減|減量|縮減|抑制|活用|(?<!未)利用|改修|成約|登録|支援|相談|啓発|訓練|講習|講座|点検|検査|受診|"
    r"リサイクル|再生|資源化|収納|徴収|償還|復帰|改善|教室|見守り"
)
_BALANCE = re.compile(r"増減|増加|減少|収支|差引|社会増|社会減|自然増|自然減|純")
_FROM_NOTHING = re.compile(r"新規|新設|未(?:実施|整備|設置|開設|導入|策定|着手)|皆無")


def _is_better_low(name: str) -> bool:
    """Whether a KPI counts what there should be less of: 空き家 and ごみ, but not 空き家バンク成約 and ごみの減量化."""
    harms = list(_LESS_IS_BETTER.finditer(name))
    return bool(harms) and not _AGAINST_IT.search(name, harms[-1].end())


@dataclass
class FigureRule:
    """Targets that are figures."""

    line: Line
    figures: Figures
    period: Span
    declared: Direction | None
    found: Findings

    def decision(self, last: Aim, amount: Amount) -> Decision:
        """How the target is counted; ``last`` is the final one, and ``amount`` its figure."""
        says = words_of_sum(self.line, amount, self.figures.start.amount)
        if says.mean:
            text = "目標値が何年かの平均です。年ごとの値で評価してよいか、選んでください。"
            end = {"target_years": Span(last.span.last, last.span.last).text} if last.span else {}
            self.found.ask("manner", text, Choice("年ごとの値で評価する", {"manner": "単年度", **end}), LEAVE)
        if self._is_yearly():
            if says.is_sum:
                self._ask_which_yearly()
            return self._yearly()
        if self.figures.mixed:
            return Decision("単年度")  # figures of two units are not compared
        if says.is_stock:
            return self._level("積み上げ", amount)
        if ask_which_target(self.figures, self.period, self._way_if_plain, self.found):
            return Decision("単年度")
        if says.is_sum or (last.span is not None and last.span.length > 1):
            return self._sum(last, amount, says)
        return self._single(amount, says)

    def _single(self, amount: Amount, says: SumWords) -> Decision:
        """A level at the end of the plan, or one to be met in every year."""
        if says.is_open and not says.mean:
            text = f"「{says.word}」をどう評価するか分かりません。評価の方法を選んでください。"
            self.found.ask("manner", text, Choice("年ごとの値で評価する", {"manner": "単年度"}), LEAVE)
        elif says.word and says.manner is None:
            self.found.note(f"「{says.word}」は、評価の方法としては読みませんでした。")
        if ask_what_a_sign_means(self.figures, amount, self.found):
            return Decision("単年度")
        level = self._level("単年度", amount)
        every = amount.every_year and len(self.figures.aims) == 1
        return replace(level, manner="水準を満たす") if every else level

    def _sum(self, last: Aim, amount: Amount, says: SumWords) -> Decision:
        """A sum over the plan's years where the words say which years; else a question."""
        start = self.figures.start
        if last.span is not None and last.span.length > 1:
            span = last.span
            if not says.is_sum and is_rate(self.figures.unit, self.line.text(Role.NAME)):
                self._ask_sum_or_mean(span)
        elif not says.is_contradicted and (says.over in {0, self.period.length} or says.is_of_the_period):
            span = self.period
        else:
            aims = [aim.span for aim in self.figures.aims if aim.span is not None and aim.span.length == 1]
            direction = self._way_of_either_sum(amount)
            ask_which_sum(self.found, start, self.period, aims, over=says.over, direction=direction)
            return Decision("期間の合計", direction, span=self.period)
        if says.over_in_name or (start.amount is not None and start.amount.total):
            ask_years_of_sum(self.found, start, self.period)
        return Decision("期間の合計", self._way_of_sum(amount, span), span=span)

    def _ask_sum_or_mean(self, span: Span) -> None:
        """Ask what a rate of several years is (合計特殊出生率 R10～R14): hardly their sum."""
        start = self.figures.start.span
        mean = {"manner": "単年度", "target_years": Span(span.last, span.last).text}
        if start is not None and start.length > 1:
            mean["baseline_years"] = draft_years(start, mean=True)
        text = f"目標値が{span.text}の値です。その合計か、平均か選んでください。"
        self.found.ask(
            "manner",
            text,
            Choice("平均（年ごとの値で評価する）", mean),
            Choice("合計", {"manner": "期間の合計"}),
        )

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
            ask_direction(
                self.found, "年ごとの目標値が上がったり下がったりするので、どちらが良い方向か分かりません。"
            )
        elif direction is None:
            direction = Direction.INCREASE if rising else Direction.DECREASE
        return Decision("年ごと", said(direction))

    def _ask_which_yearly(self) -> None:
        """Ask what targets of each year are that are called sums: each year's own number, or all of them so far."""
        last = self.figures.aims[-1].amount
        total = {"manner": "期間の合計", "target_years": self.period.text}
        total["targets"] = self.figures.printed(last) if last else ""
        self.found.ask(
            "manner",
            "年ごとの目標に「累計」とあります。どれか選んでください。",
            Choice("その年までの数（積み上げ）", {"manner": "積み上げ"}),
            Choice(f"計画の初めからその年までの数（最後の目標を{self.period.text}の合計とする）", total),
            Choice("その年だけの数", {"manner": "年ごと"}),
        )

    def _way_of_sum(self, amount: Amount, span: Span | None) -> str:
        """The way of a sum: that of the yearly rates, since 60 in five years may be fewer than 15 in one."""
        start = self.figures.start
        direction = self._declared(amount)
        if direction is not None:
            return said(direction)
        if start.amount is None or start.span is None or span is None:
            return self._way_without_baseline(amount)
        before = self.figures.value(start.amount) / start.span.length
        return self._way(before, self.figures.value(amount) / span.length, "1年あたりの数")

    def _way_of_either_sum(self, amount: Amount) -> str:
        """The way of 累計 whichever sum it is: more of what is no harm, where it is to come to more than there is."""
        direction = self._declared(amount)
        start = self.figures.start.amount
        if direction is not None:
            return said(direction)
        if start is None:
            return self._way_without_baseline(amount)
        if self.figures.value(amount) > self.figures.value(start) and not _is_better_low(
            self.line.text(Role.NAME)
        ):
            return INCREASE
        ask_direction(self.found, "増える方と減る方のどちらが良い指標か書かれていません。")
        return ""

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
            return Decision("水準を満たす" if met and single else manner, said(direction), target)
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
            return Decision("水準を満たす", said(direction), target)
        if not better:
            text = "方向の列と、現状値から目標値への向きが反対です。どう評価するか選んでください。"
            level = Choice("目標値の水準を満たせばよい", {"manner": "水準を満たす"})
            turned = INCREASE if direction is Direction.DECREASE else DECREASE
            self.found.ask("direction", text, level, Choice(f"{turned}方が良い", {"direction": turned}))
        return Decision(manner, said(direction), target)

    def _declared(self, amount: Amount) -> Direction | None:
        bound = way_of_bound(self.figures, amount, self.found)
        if bound is not None and self.declared is not None and bound is not self.declared:
            ask_direction(self.found, "目標値の以上・以下と、方向の列が合いません。")
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
        if self.figures.value(amount) == 0 and self._is_count_of_harm:
            return DECREASE
        positive = self.figures.value(amount) > 0 and not _is_better_low(self.line.text(Role.NAME))
        if start.unknown and _FROM_NOTHING.search(start.unknown) and positive:
            return INCREASE
        if start.unknown:
            ask_direction(self.found, "現状値がないので、増える方と減る方のどちらが良いか分かりません。")
        return ""

    def _plain(self, manner: str, before: Decimal, target: Decimal) -> Decision:
        if target == 0 <= before and self._is_count_of_harm:
            return Decision("水準を満たす" if before == 0 else manner, DECREASE, target)
        if before == target:
            text = f"現状値と目標値が同じ（{print_number(target)}）です。増える方と減る方のどちらが良い指標ですか。"
            keep = {"manner": "水準を満たす", **self._last_alone}
            more = Choice("増える方が良い（この値以上を保つ）", keep | {"direction": INCREASE})
            self.found.ask(
                "direction",
                text,
                more,
                Choice("減る方が良い（この値以下を保つ）", keep | {"direction": DECREASE}),
            )
            return Decision("水準を満たす", "", target)
        return replace(Decision(manner, self._way(before, target, "値"), target))

    @property
    def _is_count_of_harm(self) -> bool:
        """Whether 0 is aimed at because there should be none: of what is counted, unless it is a balance (増減)."""
        name = self.line.text(Role.NAME)
        return _is_better_low(name) or (is_counted(self.figures.unit) and not _BALANCE.search(name))

    def _way(self, before: Decimal, after: Decimal, what: str) -> str:
        """The way from before to after; asked where the KPI's name leaves it open."""
        way = self._way_if_plain(before, after)
        if before == after:
            ask_direction(self.found, f"{what}が現状と目標で同じなので、どちらが良い方向か分かりません。")
        elif not way:
            self._ask_way(after > before, what)
        return way

    def _way_if_plain(self, before: Decimal, after: Decimal) -> str:
        """The way from before to after, where a column says it or the KPI's name does not speak against it; else nothing."""
        if self.declared is not None:
            return said(self.declared)
        fewer = _is_better_low(self.line.text(Role.NAME)) or self.figures.unit == "位"
        relative = any(aim.amount and aim.amount.relative for aim in self.figures.aims)
        if after > before and not (fewer and after > 0):
            return INCREASE
        if after < before and (fewer or (relative and after < 0)):
            return DECREASE
        return ""

    @property
    def _last_alone(self) -> dict[str, str]:
        """What leaves the final target alone, for a way of evaluation that knows but one."""
        last = self.figures.last
        if len(self.figures.aims) == 1 or last is None or last.amount is None or last.span is None:
            return {}
        return {"targets": self.figures.printed(last.amount), "target_years": last.span.text}

    def _ask_way(self, rises: bool, what: str) -> None:
        if rises:
            text = f"{what}が増える目標ですが、減る方が良い指標のようにも見えます。"
            limit = {"manner": "水準を満たす", "direction": DECREASE}
            other = Choice("減る方が良い（目標値以下に抑える）", limit)
            self.found.ask("direction", text, Choice("増える方が良い", {"direction": INCREASE}), other)
            return
        text = f"{what}が減る目標です。減らす目標か、減るのを抑える目標か選んでください。"
        if what != "値":  # a sum knows no floor
            ask_direction(self.found, f"{what}が減る目標です。どちらが良い指標か選んでください。")
            return
        alone = self._last_alone
        floor = Choice(
            "減るのを抑える（目標値を下回らない）", {"manner": "減少を抑える", "direction": "", **alone}
        )
        level = Choice(
            "増える方が良い（目標値以上を保つ）",
            {"manner": "水準を満たす", "direction": INCREASE, **alone},
        )
        self.found.ask("direction", text, Choice("減る方が良い", {"direction": DECREASE}), floor, level)

"""Several targets for one year (変更前 and 変更後, 単年度目標 and 5年間累計目標, each year's and 最終目標): which is meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from misato_report.new_workspace.decision import LEAVE, ask_direction
from misato_report.new_workspace.kpi import Span
from misato_report.new_workspace.questions import Choice, Findings
from misato_report.new_workspace.row_figures import Aim, Figures
from misato_report.new_workspace.year_words import take_years
from misato_report.notation import print_number

Way = Callable[[Decimal, Decimal], str]
"""The way from a baseline to a target in a draft's word, empty where it is not plain."""


def ask_which_target(figures: Figures, period: Span, way: Way, found: Findings) -> bool:
    """Ask which of several targets for the last year is meant; whether there are such."""
    aims = [aim for aim in figures.aims if aim.amount is not None]
    last = max((_end(aim, period) for aim in aims), default=0)
    rivals = [aim for aim in aims if _end(aim, period) == last and not (aim.interim and aim.span is None)]
    if len(rivals) < len("ab"):
        return False
    earlier = [aim for aim in aims if _end(aim, period) < last]
    offers = _Offers(figures, period, way)
    made = [
        choice
        for aim in rivals
        for choice in offers.of(aim, earlier, [other for other in rivals if other is not aim])
    ]
    choices = {choice.label: replace(choice, changes=offers.directed(choice)) for choice in made}
    text = "同じ年の目標値が二つ以上あります。どれで評価するか選んでください。"
    found.ask("targets", text, *choices.values(), LEAVE)
    if offers.is_open or not offers.direction:
        ask_direction(found, "増える方と減る方のどちらが良い指標か書かれていません。")
    return True


@dataclass
class _Offers:
    """What a target may be, as choices. ``direction``: what those that differ from the baseline agree on.

    ``is_open``: one of them leaves it open.
    """

    figures: Figures
    period: Span
    way: Way
    direction: str = ""
    is_open: bool = False

    def directed(self, choice: Choice) -> dict[str, str]:
        """A choice's changes with the direction that holds for all of them, where there is one."""
        return {**choice.changes, "direction": "" if self.is_open else self.direction}

    def of(self, aim: Aim, earlier: list[Aim], rivals: list[Aim]) -> list[Choice]:
        series = [other for other in earlier if _column(other) == _column(aim)]
        if series:
            return [self._yearly([*series, aim])]
        value, heading = self._value(aim), aim.heading
        shown = f"{print_number(value)}{self.figures.unit}"
        label = f"{shown}（{heading.text}）" if heading else shown
        if heading is not None and (heading.total or heading.over is not None):
            return [self._sum(label, value)]
        end = _end(aim, self.period)
        one = self._choice(label, [value], "単年度", Span(end, end).text, value)
        if earlier and value == sum(map(self._value, (*earlier, *rivals))):
            return [self._sum(f"{shown}は各年の目標の合計（{self.period.text}）", value), one]
        return [one]

    def _yearly(self, aims: list[Aim]) -> Choice:
        values = [self._value(aim) for aim in aims]
        years = "／".join(aim.span.text if aim.span else "" for aim in aims)
        label = f"年ごとの目標（{'／'.join(map(print_number, values))}）"
        return self._choice(label, values, "年ごと", years, values[-1])

    def _sum(self, label: str, value: Decimal) -> Choice:
        return self._choice(label, [value], "期間の合計", self.period.text, value / self.period.length)

    def _choice(
        self, label: str, values: list[Decimal], manner: str, years: str, compared: Decimal
    ) -> Choice:
        """``compared``: what is set beside the baseline to see which way it goes (a sum's yearly rate)."""
        self._look(manner, compared)
        targets = "／".join(map(print_number, values))
        return Choice(label, {"targets": targets, "target_years": years, "manner": manner})

    def _look(self, manner: str, compared: Decimal) -> None:
        start = self.figures.start
        length = start.span.length if start.span and manner == "期間の合計" else 1
        before = None if start.amount is None else self.figures.value(start.amount) / length
        if before == compared:
            return
        way = "" if before is None else self.way(before, compared)
        self.is_open = self.is_open or not way or (bool(self.direction) and way != self.direction)
        self.direction = way

    def _value(self, aim: Aim) -> Decimal:
        return self.figures.value(aim.amount) if aim.amount else Decimal(0)


def _end(aim: Aim, period: Span) -> int:
    return aim.span.last if aim.span else period.last


def _column(aim: Aim) -> str:
    """A column's heading without its year: the same for each of 年度別目標値 R8 … R12."""
    return take_years(aim.heading.text)[0].strip() if aim.heading else ""

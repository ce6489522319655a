"""What a sign before a target means: ＋50件 and ▲5件 may be the target or a change, ▲20人以内 limits a loss."""

from __future__ import annotations

from decimal import Decimal

from misato_report.new_workspace.amounts import Amount
from misato_report.new_workspace.cell_text import plain_text
from misato_report.new_workspace.drafts import DECREASE, INCREASE
from misato_report.new_workspace.questions import Choice, Findings
from misato_report.new_workspace.row_figures import Figures
from misato_report.notation import print_number
from misato_report.plan.indicators import Direction

_FAR = 100  # times one figure is the other where they can hardly be of one size


def ask_what_a_sign_means(figures: Figures, amount: Amount, found: Findings) -> bool:
    """Ask whether a target with a sign, beside a baseline that is more than nothing, is a change from it."""
    start = figures.start.amount
    if start is None or start.plus or start.relative or figures.value(start) <= 0:
        return False
    target, before = figures.value(amount), figures.value(start)
    if not (amount.plus or target < 0):
        return False
    text = f"目標値「{plain_text(figures.aims[-1].text)}」は、目標の値か、現状値からの増減か分かりません。"
    changed = _choice(before + target, before, figures.unit, "（現状値に足した値）")
    found.ask("targets", text, changed, _choice(target, before, figures.unit, "（書かれた値）"))
    return True


def _choice(value: Decimal, before: Decimal, unit: str, what: str) -> Choice:
    direction = INCREASE if value > before else DECREASE
    changes = {"targets": print_number(value), "manner": "単年度", "direction": direction}
    return Choice(f"{print_number(value)}{unit}を目標値とする{what}", changes)


def way_of_bound(figures: Figures, amount: Amount, found: Findings) -> Direction | None:
    """The way that 以上 or 以下 names. With ▲ before it, it may speak of the size of a loss: then a question."""
    if amount.bound is None:
        return None
    target = figures.value(amount)
    if target >= 0:
        return amount.bound.direction
    if amount.within:
        return Direction.INCREASE  # a loss of at most so many
    start = figures.start.amount
    before = None if start is None else figures.value(start)
    rises = amount.bound.direction is Direction.INCREASE
    if before is not None and (before < target if rises else before > target):
        return amount.bound.direction
    found.ask("direction", *_of_a_loss(plain_text(figures.aims[-1].text)))
    return None


def _of_a_loss(text: str) -> tuple[str, Choice, Choice]:
    why = f"「{text}」は、増える方と減る方のどちらが良いか分かりません。"
    level = {"manner": "水準を満たす"}
    return (
        why,
        Choice("増える方が良い（この値以上）", level | {"direction": INCREASE}),
        Choice("減る方が良い（この値以下）", level | {"direction": DECREASE}),
    )


def ask_of_sizes(figures: Figures, found: Findings) -> None:
    """Ask about a baseline and a target that can hardly be in one unit: 1,200 and 1,500,000 千円, 0.482 and 60%."""
    last = figures.last
    if figures.mixed or figures.start.amount is None or last is None or last.amount is None:
        return
    before, target = abs(figures.value(figures.start.amount)), abs(figures.value(last.amount))
    low, high = sorted((before, target))
    if not low or high < low * _FAR:
        return
    text = "現状値と目標値のけたが大きく違います。同じ単位か、確かめてください。"
    found.ask("unit", text, Choice("このままでよい", {}))

"""What is decided of a line: how its target is counted, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from misato_report.new_workspace.drafts import DECREASE, INCREASE, UNDECIDED
from misato_report.new_workspace.kpi import Span
from misato_report.new_workspace.questions import Choice, Findings
from misato_report.plan.indicators import Direction

LEAVE = Choice("評価の方法を決めずに残す", {"manner": UNDECIDED})


@dataclass(frozen=True)
class Decision:
    """How it is counted: the manner's word, the way that is better, and the years of the target where a sum sets them."""

    manner: str = UNDECIDED
    direction: str = ""
    target: Decimal | None = None  # where it is not the figure as written: less than 10 is at most 9
    span: Span | None = None


def said(direction: Direction | None) -> str:
    """The direction in a draft's word, empty for none."""
    return "" if direction is None else INCREASE if direction is Direction.INCREASE else DECREASE


def ask_direction(found: Findings, why: str) -> None:
    """Ask which way is better."""
    more = Choice("増える方が良い", {"direction": INCREASE})
    found.ask("direction", why, more, Choice("減る方が良い", {"direction": DECREASE}))

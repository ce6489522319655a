"""How a line's target is to be counted, and which way is better: what the words say, never the sign of a difference alone."""

from __future__ import annotations

from misato_report.new_workspace.decision import Decision
from misato_report.new_workspace.figure_rule import FigureRule
from misato_report.new_workspace.goal_words import read_direction
from misato_report.new_workspace.headings import Role
from misato_report.new_workspace.kpi import Span
from misato_report.new_workspace.lines import Line
from misato_report.new_workspace.questions import Findings
from misato_report.new_workspace.row_figures import Figures
from misato_report.new_workspace.word_rule import decide_in_words, decide_unreadable


def decide(line: Line, figures: Figures, period: Span, found: Findings) -> Decision:
    """The rule and direction of a line; what its words leave open is asked."""
    last = figures.last
    if last is None or (last.amount is None and last.goal is None):
        return decide_unreadable(last, figures, found)
    declared = read_direction(line.text(Role.DIRECTION))
    if last.amount is None or any(aim.amount is None for aim in figures.aims):
        return decide_in_words(figures, last.goal, declared, found)
    return FigureRule(line, figures, period, declared, found).decision(last, last.amount)

"""Targets in words: what kind of evaluation they ask for, and what they leave open."""

from __future__ import annotations

from misato_report.new_workspace.cell_text import plain_text
from misato_report.new_workspace.decision import LEAVE, Decision, ask_direction, said
from misato_report.new_workspace.drafts import NO_KPI
from misato_report.new_workspace.goal_words import Goal, GoalKind, is_state, read_goal
from misato_report.new_workspace.questions import Choice, Findings
from misato_report.new_workspace.relative_targets import relative_choices
from misato_report.new_workspace.row_figures import Aim, Figures
from misato_report.plan.indicators import Direction


def decide_unreadable(last: Aim | None, figures: Figures, found: Findings) -> Decision:
    """No decision, and a question: what the target is, or that it is none. Anything else asked before is taken back."""
    drop = Choice("指標ではない（参考の行）", {"treatment": NO_KPI})
    # What else is missing matters only once it is known what is aimed at.
    found.questions.clear()
    if last is None or not last.text:
        found.ask("targets", "目標値がありません。書くか、どちらかを選んでください。", LEAVE, drop)
    else:
        text, start = plain_text(last.text), figures.start.amount
        hint = "数値なら目標値の欄に、方法が分かるなら評価の方法の欄に書いてください。"
        changes = (
            relative_choices(text, figures.value(start), figures.start.span, figures.unit)
            if start is not None
            else []
        )
        found.ask("targets", f"目標値「{text}」をどう評価するか分かりません。{hint}", *changes, LEAVE, drop)
    return Decision()


def decide_in_words(
    figures: Figures, goal: Goal | None, declared: Direction | None, found: Findings
) -> Decision:
    """How a target in words is evaluated. ``declared`` is the way that a column of the table gives."""
    if goal is None or len(figures.aims) > 1:
        found.ask("manner", "数値と言葉の目標が混じっています。評価の方法を選んでください。", LEAVE)
        return Decision()
    if goal.kind is GoalKind.MILESTONE:
        return _milestone(figures, found)
    if goal.kind is GoalKind.ALL:
        stages = Choice("段階（未着手・着手・完了）で見る", {"manner": "実施の段階"})
        text = f"「{plain_text(figures.aims[0].text)}」が幾つか書かれていません。数を目標値の欄に書くか、選んでください。"
        found.ask("targets", text, stages, LEAVE)
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
        found.ask("manner", text, Choice("段階（未着手・着手・完了）で見る", {}), LEAVE)
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
        ask_direction(found, f"「{word}」は、増える方と減る方のどちらが良い指標か書かれていません。")
    asked = any(question.column == "baseline" for question in found.questions)
    if not goal.previous and figures.start.amount is None and figures.start.text and not asked:
        choice = Choice("前年度と比べる", {"manner": names[goal.kind, True]})
        found.ask("baseline", f"「{word}」は現状値と比べますが、現状値がありません。", choice, LEAVE)
    return Decision(names[goal.kind, goal.previous], said(direction))

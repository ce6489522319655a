"""The figures of a line: baseline, targets, their years and their unit, as far as the line says them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from misato_report.actuals.files.shown import unit_of_remark
from misato_report.new_workspace.amounts import Amount, read_amount, same_unit, split_unit
from misato_report.new_workspace.cell_text import plain_text
from misato_report.new_workspace.goal_words import Goal, GoalKind, is_state, read_goal, why_unknown
from misato_report.new_workspace.headings import Heading, Role
from misato_report.new_workspace.kpi import Span
from misato_report.new_workspace.lines import Line
from misato_report.new_workspace.questions import Choice, Findings
from misato_report.new_workspace.stated_years import Stated
from misato_report.new_workspace.units import common_unit, in_unit, unit_cell, unit_in_name
from misato_report.new_workspace.year_words import all_years, read_span, take_years
from misato_report.notation import print_number
from misato_report.notation.years import ERAS
from misato_report.plan.indicators import NO_UNIT

_PARTS = re.compile(r"\s*\n\s*|\s*[／/、]\s*(?=[▲△−-]?[0-9RHS令平(約])|\s*→\s*")
_BEFORE, _AFTER = 8, 6  # years around the plan in which a year without an era is looked for
_MEAN_OF_HEADING = re.compile(r"平均")


_EACH_YEAR = re.compile("(?:毎|各)年度?")
_NOT_WRITTEN = "記載なし"
YEARS_UNSAID = "現状値が何年の値か書かれていません。年を書いてください。"
"""Asked of a line; one answer may hold for its whole sheet."""


@dataclass(frozen=True)
class Aim:
    """One target: a figure, or words that say what is wanted (``goal``), or neither where it cannot be read."""

    text: str
    amount: Amount | None = None
    goal: Goal | None = None
    span: Span | None = None
    interim: bool = False
    heading: Heading | None = None


@dataclass(frozen=True)
class Start:
    """Where a KPI starts from: a figure, a reason why there is none, or neither where it cannot be read."""

    text: str = ""
    amount: Amount | None = None
    unknown: str = ""
    span: Span | None = None
    mean: bool = False


@dataclass(frozen=True)
class Figures:
    """All of them. ``unit`` is empty where it is not known; values are in that unit, unless units are ``mixed``."""

    start: Start
    aims: tuple[Aim, ...]
    unit: str = ""
    mixed: bool = False

    def value(self, amount: Amount) -> Decimal:
        """The amount in the KPI's unit."""
        return in_unit(amount, self.unit)

    def printed(self, amount: Amount) -> str:
        """The amount in the KPI's unit as text."""
        return print_number(self.value(amount))

    @property
    def last(self) -> Aim | None:
        """The final target."""
        return self.aims[-1] if self.aims else None


def read_figures(line: Line, period: Span, title_unit: str, stated: Stated, found: Findings) -> Figures:
    """The figures of a line of one KPI. ``stated`` holds for its whole sheet."""
    baseline_years = stated.baseline
    start = _start(line, period, found)
    if start.span is None and start.amount is not None:
        years = plain_text(line.text(Role.BASELINE_YEAR))
        if years and not all_years(years):
            found.ask("baseline_years", f"現状値の年「{years}」を年として読めません。")
        elif baseline_years is None:
            found.ask("baseline_years", YEARS_UNSAID)
        else:
            start = replace(start, span=baseline_years)
    aims = _aims(line, period, stated.target, found)
    aims = [_beside_the_start(aim, start, unit_cell(line.text(Role.UNIT))) for aim in aims]
    if not start.text and any("→" in text for _, text in line.texts(Role.CHANGE)):
        start, aims = _of_change(start, aims, line, period, baseline_years)
    if not start.text:
        start = _blank(start, aims, found)
    unit, mixed = _unit(line, title_unit, start, aims, found)
    return Figures(start, tuple(aims), unit, mixed)


def _beside_the_start(aim: Aim, start: Start, said: str) -> Aim:
    """A target that is understood only by the baseline: as good as in its year (R6実績以上), or a change (▲10%).

    A change in percent of a figure in another unit is no figure of its own: its amount is taken away.
    """
    if aim.amount is None and aim.goal is None and start.span is not None:
        rest, years = take_years(aim.text)
        return replace(aim, goal=read_goal(f"現状{rest}")) if years == start.span else aim
    if aim.amount is None or start.amount is None or start.amount.relative:
        return aim
    changed = bool(aim.amount.relative) or aim.amount.plus or aim.amount.value < 0
    share = same_unit(aim.amount.unit) in _SHARES
    return (
        replace(aim, amount=None)
        if changed and share and same_unit(said or start.amount.unit) != aim.amount.unit
        else aim
    )


_SHARES = frozenset({"%", "ポイント"})


def _start(line: Line, period: Span, found: Findings) -> Start:
    heading, text = _starting_cell(line, period, found)
    if heading is None:
        return Start()
    amount = read_amount(text)
    reason = why_unknown(text)
    years = line.text(Role.BASELINE_YEAR)
    beside = (read_span(years) or next(iter(all_years(years)), None)) if years else None
    of_heading = heading.years or _completed(heading, period)
    own = amount.years if amount else None
    if years and not beside and not own and not _MEAN_OF_HEADING.search(years):
        return Start(text, amount, reason)  # the heading's year is not that of a cell which says another
    if own and (of_heading or beside) and own != (beside or of_heading):
        found.note(f"現状値の年は、見出しではなく欄に書かれた {own.text} としました。")
    span = own or beside or of_heading
    mean = (
        heading.mean
        or bool(_MEAN_OF_HEADING.search(years))
        or (amount is not None and amount.mean is not None)
    )
    if amount and mean and span and span.length == 1:
        length = amount.mean or next((int(n) for n in re.findall(r"([0-9]+)か?年", years)), 0)
        if length > 1:
            span = Span(span.first - length + 1, span.last)
        else:
            found.ask(
                "baseline_years",
                "現状値が何年から何年までの平均か書かれていません。R3～R7の平均 のように書いてください。",
            )
    if not amount and not reason and text and not read_goal(text) and not is_state(text):
        found.ask(
            "baseline", f"現状値「{plain_text(text)}」を一つの値として読めません。数字を書いてください。"
        )
    return Start(text, amount, reason, span, mean=mean)


def _blank(start: Start, aims: list[Aim], found: Findings) -> Start:
    """A baseline that is not written: no matter where the target needs none, else a question."""
    goal = aims[-1].goal if aims else None
    if goal is not None and (goal.kind is GoalKind.MILESTONE or goal.previous):
        return replace(start, text=_NOT_WRITTEN, unknown=_NOT_WRITTEN)
    choice = Choice("現状値はない", {"baseline": f"なし({_NOT_WRITTEN})", "baseline_years": ""})
    found.ask("baseline", "現状値が書かれていません。値を書くか、「現状値はない」を選んでください。", choice)
    return start


def _starting_cell(line: Line, period: Span, found: Findings) -> tuple[Heading | None, str]:
    """The baseline's column: 基準値, 現状値, or else the last 実績 before the plan that has something in it."""
    columns = [(heading, text) for heading, text in line.cells if heading.role is Role.BASELINE]
    filled = [(heading, text) for heading, text in columns if text]
    if len(filled) > 1:
        named = next((pair for pair in filled if "基準" in pair[0].text), filled[-1])
        others = "、".join(
            f"{heading.text} {plain_text(text)}" for heading, text in filled if heading != named[0]
        )
        found.note(f"「{named[0].text}」を現状値としました（ほかに {others}）。")
        return named
    if columns:
        return (filled or columns)[0]
    past = [(heading, text) for heading, text in line.cells if heading.role is Role.ACTUAL]
    filled = [pair for pair in past if pair[1]]
    early = [(h, text) for h, text in filled if h.years is None or h.years.last < period.first]
    before = early or filled
    if len(before) > 1:
        found.note(f"いちばん新しい「{before[-1][0].text}」を現状値としました。")
    chosen = before or past
    return chosen[-1] if chosen else (None, "")


def _completed(heading: Heading, period: Span) -> Span | None:
    """目標値12年度: the one year near the plan that it can be in any era."""
    if heading.era_less is None:
        return None
    near = range(period.first - _BEFORE, period.last + _AFTER)
    years = {era.first.year + heading.era_less - 1 for era in ERAS} & set(near)
    return Span(min(years), min(years)) if len(years) == 1 else None


def _aims(line: Line, period: Span, stated: Span | None, found: Findings) -> list[Aim]:
    aims: list[Aim] = []
    cells = _own_targets(line.texts(Role.INTERIM, Role.TARGET))
    for heading, text in cells:
        interim = heading.role is Role.INTERIM
        if why_unknown(text) and (interim or len(cells) > 1):
            continue  # no target for that year
        years = line.text(Role.INTERIM_YEAR if interim else Role.TARGET_YEAR)
        only = interim or sum(h.role is Role.TARGET for h, _ in cells) == 1
        made = _aims_of_cell(heading, text, years if only else "", period)
        if _EACH_YEAR.fullmatch(plain_text(years)):
            made = [_of_every_year(aim) for aim in made]
        elif only and years and not all_years(years) and not all(aim.span for aim in made):
            found.ask("target_years", f"目標年「{plain_text(years)}」を年として読めません。")
        aims.extend(replace(aim, heading=heading) for aim in made)
    aims.sort(key=lambda aim: (aim.span.last if aim.span else period.last, not aim.interim))
    asked = any(question.column == "target_years" for question in found.questions)
    if aims and aims[-1].span is None and not asked:
        amount = aims[-1].amount
        final = stated or Span(period.last, period.last)
        if not (amount and amount.over) and stated is None:
            found.note(f"目標年が書かれていないので、計画の最後の年（{final.text}）としました。")
        aims = [aim if aim.span or aim.interim else replace(aim, span=final) for aim in aims]
        aims[-1] = replace(aims[-1], span=final)
    kept = [aim for number, aim in enumerate(aims) if not _is_said_again(aim, aims[number + 1 :])]
    return _within_the_plan(kept, period, found)


def _own_targets(cells: list[tuple[Heading, str]]) -> list[tuple[Heading, str]]:
    """The cells that hold a target of their own: not an arrow to the one on the right (→)."""
    return [
        cell for n, cell in enumerate(cells) if n == len(cells) - 1 or plain_text(cell[1]) not in {"→", "⇒"}
    ]


def _of_every_year(aim: Aim) -> Aim:
    return replace(aim, amount=replace(aim.amount, every_year=True)) if aim.amount else aim


def _within_the_plan(aims: list[Aim], period: Span, found: Findings) -> list[Aim]:
    """The targets without those of the years before the plan, where there are others (前期目標（R7））."""
    kept = [aim for aim in aims if aim.span is None or aim.span.last >= period.first]
    if not kept or len(kept) == len(aims):
        return aims
    early = "、".join(f"{plain_text(a.text)}（{a.span.text}）" for a in aims if a not in kept and a.span)
    found.note(f"計画が始まる前の年の目標（{early}）は、計画に入れませんでした。")
    return kept


def _is_said_again(aim: Aim, later: list[Aim]) -> bool:
    """Whether another column gives the same figure for the same year, as 最終目標 beside the last of each year's does."""
    return aim.amount is not None and any(
        (aim.span, aim.amount) == (other.span, other.amount) for other in later
    )


def _aims_of_cell(heading: Heading, text: str, years: str, period: Span) -> list[Aim]:
    interim = heading.role is Role.INTERIM
    listed = [part for part in re.split(r"\s*[／\n、]\s*|(?<=[0-9度])\s*/\s*(?=[0-9RHS令平])", years) if part]
    beside = read_span(years) if len(listed) <= 1 and years else None
    span = beside or heading.years or _completed(heading, period)
    whole = read_amount(text)
    parts = [part for part in _PARTS.split(text.strip()) if part.strip()]
    amounts = [read_amount(part) for part in parts]
    if whole is None and len(parts) > 1 and all(amounts):
        spans = [read_span(part) for part in listed] if len(listed) == len(parts) else [None] * len(parts)
        return [
            Aim(
                part,
                amount,
                None,
                (amount.years if amount else None) or own,
                interim or number < len(parts) - 1,
            )
            for number, (part, amount, own) in enumerate(zip(parts, amounts, spans, strict=True))
        ]
    goal = None if whole else read_goal(text)
    own = whole.years if whole else goal.years if goal else None
    if whole is not None and heading.every_year:
        whole = replace(whole, every_year=True)
    return [Aim(text, whole, goal, own or span, interim)]


def _of_change(
    start: Start, aims: list[Aim], line: Line, period: Span, baseline_years: Span | None
) -> tuple[Start, list[Aim]]:
    """現状値→目標値 in one cell: 120人（R6）→150人（R12）."""
    text = line.text(Role.CHANGE)
    before, _, after = text.partition("→")
    amount = read_amount(before)
    years = line.text(Role.BASELINE_YEAR)
    span = (amount.years if amount else None) or read_span(years) or baseline_years
    target = read_amount(after)
    beside = read_span(line.text(Role.TARGET_YEAR))
    last = (target.years if target else None) or beside or Span(period.last, period.last)
    goal = None if target else read_goal(after)
    return (
        Start(before.strip(), amount, why_unknown(before), span),
        [*aims, Aim(after.strip(), target, goal, last)],
    )


def _unit(line: Line, title_unit: str, start: Start, aims: list[Aim], found: Findings) -> tuple[str, bool]:
    """The unit, and whether the figures contradict each other in it."""
    amounts = [a for a in (start.amount, *(aim.amount for aim in aims)) if a is not None]
    in_headings = next((h.unit for h, text in line.cells if h.unit and text and h.role is not Role.NAME), "")
    shown = next((added for remark in line.remarks if (added := unit_of_remark(remark))), "")
    said = unit_cell(line.text(Role.UNIT)) or unit_in_name(line.text(Role.NAME)) or in_headings or shown
    unit = common_unit(said or (title_unit if not any(a.unit for a in amounts) else ""), amounts)
    if unit is None:
        return _ask_which_unit(said, amounts, found), True
    words_only = bool(aims) and all(aim.goal for aim in aims) and start.amount is None
    if not unit and not words_only:
        found.ask("unit", "単位が書かれていません。", Choice("単位はない", {"unit": NO_UNIT}))
    return unit, False


def _ask_which_unit(said: str, amounts: list[Amount], found: Findings) -> str:
    """Ask for the unit of figures that name several; returns the one in which they are shown meanwhile."""
    kinds = list(
        dict.fromkeys([*([said] if said else []), *(f"{a.scale}{a.unit}" for a in amounts if a.unit)])
    )
    text = f"単位が一つではありません（{'、'.join(kinds)}、または書かれていない）。現状値と目標値を同じ単位で書いてください。"
    # Figures of several sizes (円 and 万円) do not become one unit's by choosing it: they are to be written anew.
    sizes = {a.scale for a in amounts if a.unit or a.scale} | ({split_unit(said)[0]} if said else set())
    choices = [Choice(f"どちらも単位は {kind}", {"unit": kind}) for kind in kinds] if len(sizes) == 1 else []
    found.ask("unit", text, *choices)
    return kinds[0]

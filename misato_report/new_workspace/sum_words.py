"""累計, 5年間で, 5年平均, 期間の合計, 積み上げ: the words of sums, means and stocks, and what they leave open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from misato_report.new_workspace.amounts import Amount
from misato_report.new_workspace.cell_text import plain_text, squeezed
from misato_report.new_workspace.drafts import Manner, manner_of
from misato_report.new_workspace.headings import Role
from misato_report.new_workspace.kpi import Rule, Span
from misato_report.new_workspace.lines import Line
from misato_report.new_workspace.questions import Choice, Findings
from misato_report.new_workspace.row_figures import Start

_EITHER = re.compile(r"累計|累積")
_PILED = re.compile(r"積み?上げ")
_OVER = re.compile(r"([0-9]{1,2})(?:か|カ|ヶ|ケ|箇)?年間?(?:の)?(?:累計|合計|累積|総計|総数|延べ|積み?上げ)")
_OF_THE_PERIOD = re.compile(r"期間(?:中|内|全体)?の?(?:延べ|合計|総計|総数)")
_YEARS = re.compile(r"(?<!過去)(?<!直近)([2-9]|1[0-9])(?:か|カ|ヶ|ケ|箇)?年間")
_YEARS_IN_UNIT = re.compile(r"/\s*([2-9]|1[0-9])年")
_MEAN = re.compile(r"期間(?:中|内)?の?平均|年間?の?(?:移動)?平均|移動平均")
_SENTENCE = 20  # characters beyond which a text says more than how something is counted
_COUNTING = re.compile(r"年|計|均|比|累|積")
_BESIDE = (Role.NOTE, Role.OTHER, Role.SOURCE)


@dataclass(frozen=True)
class SumWords:
    """What a line says of sums.

    ``word`` is that of a column 積算 or 区分, or of any other that holds nothing but such a word; ``manner`` is what it
    names. ``over``: years that the target is a sum of (0: the plan's, None: not said). ``total``: 累計 stands somewhere,
    which means one of two things. ``mean``: the figure is called a mean of several years.
    """

    word: str
    manner: Manner | None
    over: int | None
    over_in_name: bool
    total: bool
    mean: bool

    @property
    def is_open(self) -> bool:
        """Whether the column speaks of how to count, in words that are not known."""
        return self.manner is None and bool(_COUNTING.search(self.word))

    @property
    def is_stock(self) -> bool:
        """Whether the line calls its figure a stock: 積み上げ, 残高."""
        return self.manner is not None and self.manner.rule is Rule.RUNNING_TOTAL

    @property
    def is_of_the_period(self) -> bool:
        """Whether the line calls its figure the sum of the plan's years."""
        return self.manner is not None and self.manner.rule is Rule.PERIOD_TOTAL

    @property
    def is_contradicted(self) -> bool:
        """Whether a column says 単年 beside a figure that says 累計."""
        return self.manner is not None and self.manner.rule is Rule.SINGLE_YEAR

    @property
    def is_sum(self) -> bool:
        """Whether any word of a sum stands there."""
        return self.total or self.over is not None or self.is_of_the_period


def words_of_sum(line: Line, amount: Amount, start: Amount | None) -> SumWords:
    """What a line and the figures of its target and its ``start`` say of sums, in whatever column they say it."""
    word, name = _rule_word(line), plain_text(line.text(Role.NAME))
    manner = manner_of(word) if word else None
    beside = [plain_text(text) for _, text in line.texts(*_BESIDE)]
    said = " ".join([word, name, *beside])
    unit = plain_text(line.text(Role.UNIT))
    named = _OVER.search(said) or _years_in_name(name, unit)
    columns = [h for h, text in line.cells if h.role in {Role.TARGET, Role.INTERIM} and text]
    of_heading = next((h.over for h in columns if h.over is not None), None)
    over = amount.over if amount.over is not None else int(named[1]) if named else of_heading
    short = [text for text in (word, name, *beside) if len(text) <= _SENTENCE]
    if over is None and any(_OF_THE_PERIOD.search(text) for text in short):
        over = 0
    total = amount.total or any(h.total for h in columns) or bool(_EITHER.search(f"{said} {unit}"))
    total = total or (start is not None and start.total) or bool(_OF_THE_PERIOD.search(said))
    total = total or any(_PILED.search(text) for text in _on_counting(line))
    if manner is not None and manner.rule is Rule.SINGLE_YEAR:
        total, over = amount.total, amount.over  # the column knows better than the KPI's name
    mean = amount.mean is not None or bool(_MEAN.search(said))
    return SumWords(word, manner, over, named is not None, total, mean)


def _on_counting(line: Line) -> list[str]:
    """The texts beside the figures that may say how they are counted, not why they are what they are (根拠)."""
    return [text for heading, text in line.texts(*_BESIDE) if not re.search("根拠|理由", heading.text)]


def _years_in_name(name: str, unit: str) -> re.Match[str] | None:
    """The years of a count that names them itself: 新規就農者数（5年間）, 件/5年. A rate over years is no sum."""
    if "平均" in name or "%" in f"{name}{unit}":
        return None
    return _YEARS.search(name) or _YEARS_IN_UNIT.search(f"{unit} {name}")


def _rule_word(line: Line) -> str:
    """The word for how to count: that of its own column, else of any column that holds such a word and nothing else."""
    own = squeezed(line.text(Role.RULE))
    if own:
        return own
    beside = (squeezed(text) for _, text in line.texts(*_BESIDE))
    return next((text for text in beside if _is_rule_word(text)), "")


def _is_rule_word(text: str) -> bool:
    return manner_of(text) is not None or bool(_OVER.fullmatch(text) or _EITHER.fullmatch(text))


def ask_years_of_sum(found: Findings, start: Start, period: Span) -> None:
    """Ask whether a baseline of one year is a sum of several, where the KPI is called one (5年間累計)."""
    end = start.span
    if start.amount is None or not start.amount.value or start.amount.over or end is None or end.length > 1:
        return
    choices = [_of_years(span) for span in (end, _before(end, period))]
    found.ask("baseline_years", "現状値が1年の数か、何年かの合計か書かれていません。", *choices)


def ask_which_sum(
    found: Findings, start: Start, period: Span, years: Sequence[Span], *, over: int | None, direction: str
) -> None:
    """Ask which of the two things 累計 is, and of which years the baseline is then. ``direction`` goes with any answer."""
    end, total = start.span, {"manner": "期間の合計", "target_years": period.text}
    label = f"期間の合計（{period.text}に起きた数）"
    choices = [Choice(label, total)]
    if start.amount is not None and start.amount.value and end is not None and end.length == 1:
        # 累計 of the baseline itself is no figure of one year.
        spans = [_before(end, period)] if start.amount.total else [end, _before(end, period)]
        parts = [_of_years(span) for span in spans]
        choices = [Choice(f"{label}。現状値は{part.label}", {**total, **part.changes}) for part in parts]
    final = years[-1] if years else Span(period.last, period.last)
    stock = {"manner": "積み上げ", "target_years": final.text}
    choices.append(Choice("積み上げ（それまでの全部の数）", stock))
    why = "「累計」には二つの意味があります。"
    if over:
        why = f"目標値が{over}年分の数ですが、計画は{period.length}年です。"
    directed = [replace(choice, changes={**choice.changes, "direction": direction}) for choice in choices]
    found.ask("manner", f"{why}どれか選んでください。", *directed)


def _before(end: Span, period: Span) -> Span:
    """As many years as the plan has, up to the baseline's."""
    return Span(end.first - period.length + 1, end.last)


def _of_years(span: Span) -> Choice:
    what = f"{span.text}の{span.length}年の合計" if span.length > 1 else f"{span.text}の1年の数"
    return Choice(what, {"baseline_years": span.text})

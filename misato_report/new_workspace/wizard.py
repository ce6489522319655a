"""The questions of ``init --ask``: what the town is called, and its KPIs one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from misato_report.gazetteer.codes import check_digit
from misato_report.new_workspace.drafts import Draft, Problem, finish
from misato_report.new_workspace.kpi import Kpi, Span
from misato_report.new_workspace.plan_yaml import Town
from misato_report.notation import NotationError, read_year

TOWN_QUESTIONS = {
    "--title": "計画の名前",
    "--town": "市町村名",
    "--prefecture": "都道府県名",
    "--code": "団体コード（6桁）",
    "--department": "報告書を作る課",
    "--period": "計画期間（R8..R12 のように）",
}
"""Option of ``init`` → the question that is asked where it was not given."""

FIELD_QUESTION = "分野の名前（なければ空のまま Enter）"
NAME_QUESTION = "指標の名前（なければ空のまま Enter）"
_PARTS = {
    "unit": "単位",
    "baseline": "現状値",
    "baseline_years": "現状値の年",
    "targets": "目標値",
    "target_years": "目標年",
    "manner": "積算（単年度、積み上げ、期間の合計）",
}
_CODE = 6

Ask = Callable[[str], str]
"""Puts a question and gives the answer, empty where there is none."""


class WizardError(ValueError):
    """An answer of which no plan can be made; the message is for the clerk."""


def period_of(text: str) -> Span:
    """The plan's years from R8..R12 or one year. Raises WizardError."""
    first, _, last = text.partition("..")
    try:
        span = Span(read_year(first), read_year(last or first))
    except NotationError as error:
        raise WizardError(f"{error} 計画期間は R8..R12 のように書いてください。") from None
    if span.last < span.first:
        raise WizardError("計画期間の終わりが始まりより前です。R8..R12 のように書いてください。")
    return span


def town_of(answers: Sequence[str]) -> Town:
    """The town of the answers to ``TOWN_QUESTIONS``. Raises WizardError for a wrong code or period."""
    title, name, prefecture, code, department, period = answers
    digits = code.isascii() and code.isdigit() and len(code) == _CODE
    if not digits or check_digit(code[:5]) != code[5]:
        raise WizardError(f"団体コード「{code}」は正しくありません。総務省の6桁のコードを書いてください。")
    return Town(title, name, prefecture, code, department, period_of(period))


def ask_for_kpis(department: str, ask: Ask, tell: Callable[[Problem], None]) -> Iterator[Kpi]:
    """KPIs from answers; a wrong answer is told and asked for again."""
    while field := ask(FIELD_QUESTION):
        while name := ask(NAME_QUESTION):
            yield _ask_for_kpi(Draft(field=field, name=name, department=department), ask, tell)


def _ask_for_kpi(draft: Draft, ask: Ask, tell: Callable[[Problem], None]) -> Kpi:
    while True:
        answers = [ask(question) for question in _PARTS.values()]
        said = dict(zip(_PARTS, answers, strict=True))
        kpi, problems = finish(replace(draft, **said))
        if kpi is not None:
            return kpi
        for problem in problems:
            tell(problem)

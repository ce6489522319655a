"""Whether projects and indicators hang together, and what a KPI counts: the doing, heads or visits, how many answers.

All are warnings: a plan may be so on purpose, and `seen` keeps the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from misato_report.diagnostics import Diagnostic, Severity
from misato_report.plan.indicators import Indicator
from misato_report.plan.plan import Plan

_DOING = re.compile(
    r"(取組|開催|実施|配布|発行|設置|整備|訪問|派遣|掲載|発信|開設|開発|策定|改修|建設)[^（(、。]{0,6}(数|回数|件数|か所|箇所)$"
)
_HEADS = re.compile(r"(利用|来場|参加|来訪|相談|受講|宿泊|来館|入館|入込)(者|客)の?(延べ)?数")
_SAYS_WHICH = re.compile(r"延べ|のべ|延人数|実人数|実数|人泊")
_SURVEY = re.compile(r"アンケート|意識調査|満足度|住民調査|町民調査|市民調査|意向調査")
_PEOPLE = ("人", "名")
_FEWEST_ANSWERS = 100


def check_facts(plan: Plan) -> Iterator[Diagnostic]:
    """Everything about projects and what indicators count, in the order of the plan."""
    yield from _unconnected(plan)
    for _, indicator in plan.indicators():
        yield from _counts_doing(plan, indicator)
        yield from _heads_or_visits(plan, indicator)
        yield from _answers(plan, indicator)


def _unconnected(plan: Plan) -> Iterator[Diagnostic]:
    """Indicators without a project and projects without an indicator, once a plan says of any what it is for."""
    projects = [project for field in plan.fields for _, project in field.projects_with_ids()]
    named = {ident for project in projects for ident in project.contributes_to}
    if not named:
        return
    for field, indicator in plan.indicators():
        if field is not None and indicator.id not in named:
            message = f"「{indicator.short_name}」に関わる事業が一つもありません。"
            hint = "plan/fields/ の事業の contributes_to: に、この指標のidを書いてください。"
            yield _about(plan, f"indicator {indicator.id}", "no-project", message, hint)
    for project in projects:
        if not project.contributes_to:
            message = f"事業「{project.name}」は、どの指標にも関わっていません。"
            hint = "contributes_to: に指標のidを書いてください。どの目標にも関わらないなら、そのままでかまいません。"
            yield _about(plan, f"project {project.id}", "no-indicator", message, hint)


def _counts_doing(plan: Plan, indicator: Indicator) -> Iterator[Diagnostic]:
    if indicator.kind is None and _DOING.search(indicator.name):
        message = f"「{indicator.short_name}」は、町が行った量を数えた指標のようです。"
        hint = "そのとおりなら kind: output、行った結果（成果）を数えているなら kind: outcome を指標に書いてください。"
        yield _about(plan, f"indicator {indicator.id}", "counts-doing", message, hint)


def _heads_or_visits(plan: Plan, indicator: Indicator) -> Iterator[Diagnostic]:
    if indicator.unit not in _PEOPLE or not _HEADS.search(indicator.name):
        return
    if not _SAYS_WHICH.search(_words_of(indicator)):
        message = f"「{indicator.short_name}」が、延べ人数か実人数かが書かれていません。"
        hint = (
            "how_measured: (実績の把握方法) に「延べ人数」か「実人数」と書くと、報告書に載ります。"
            "計画書のとおりにしておくなら、そのままでかまいません。"
        )
        yield _about(plan, f"indicator {indicator.id}", "total-or-persons", message, hint)


def _answers(plan: Plan, indicator: Indicator) -> Iterator[Diagnostic]:
    if indicator.sample is None and _SURVEY.search(_words_of(indicator)):
        message = f"「{indicator.short_name}」はアンケートによる値のようですが、回答者数が書かれていません。"
        hint = "指標に sample: 回答者数 を書いてください。報告書に載ります。"
        yield _about(plan, f"indicator {indicator.id}", "survey-size", message, hint)
    elif indicator.sample is not None and indicator.sample < _FEWEST_ANSWERS:
        message = f"「{indicator.short_name}」は、回答者が{indicator.sample}人だけのアンケートによる値です。1人の答えで大きく動きます。"
        hint = f"回答者を{_FEWEST_ANSWERS}人以上にするか、ほかの指標と合わせて見てください。"
        yield _about(plan, f"indicator {indicator.id}", "survey-size", message, hint)


def _words_of(indicator: Indicator) -> str:
    texts = (indicator.name, indicator.words, indicator.how_measured, *indicator.target_basis)
    return " ".join((*texts, *indicator.counted))


def _about(plan: Plan, place: str, code: str, message: str, hint: str) -> Diagnostic:
    file, line = plan.places.get(place, ("plan/", None))
    return Diagnostic(file=file, line=line, code=code, message=message, hint=hint, severity=Severity.WARNING)

"""Answers about a project held against each other and against what is there: sums of funds, reasons, above the budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from misato_report.diagnostics import Diagnostic, Severity
from misato_report.forms.fact_values import known_fact
from misato_report.forms.questions import ANSWERED
from misato_report.forms.returned import Answer, Return
from misato_report.plan.facts_checks import thousands
from misato_report.plan.plan import Plan
from misato_report.plan.project_facts import Fund
from misato_report.plan.values import read_money

_FUNDS = tuple(f"funds.{fund}" for fund in Fund)


def faults_of_facts(plan: Plan, returns: Iterable[Return]) -> Iterator[Diagnostic]:
    """What does not fit together, each with the cell of the form that has to do with it."""
    for one in returns:
        by_project: dict[str, dict[str, Answer]] = {}
        for answer in one.answers:
            if answer.kind == "projects":
                by_project.setdefault(answer.ident, {})[answer.key] = answer
        for ident, answers in by_project.items():
            yield from _faults(plan, one, ident, answers)


def _faults(plan: Plan, one: Return, ident: str, answers: dict[str, Answer]) -> Iterator[Diagnostic]:
    values = {
        key: str(answers[key].value) if key in answers else known_fact(plan, one.year, "projects", ident, key)
        for key in ANSWERED["projects"]
    }
    yield from _of_money(values, answers)
    words = plan.general.directions
    if values["direction"] and values["direction"] not in words.without_reason and not values["reason"]:
        message = f"今後の方向が「{values['direction']}」ですが、理由がありません。"
        yield _at(answers, ("direction",), "no-reason", message, "右の「方向の理由」に書いてください。")
    if values["reason"] and not values["direction"]:
        message = "方向の理由がありますが、今後の方向が選ばれていません。"
        yield _at(answers, ("reason",), "bad-answer", message, "左の「今後の方向」を選んでください。")


def _of_money(values: dict[str, str], answers: dict[str, Answer]) -> Iterator[Diagnostic]:
    yen = {key: read_money(values[key]).yen for key in ("budget", "settled", *_FUNDS) if values[key]}
    funds = [yen[key] for key in _FUNDS if key in yen]
    settled = yen.get("settled")
    if funds and settled is None:
        message = "財源内訳がありますが、決算額がありません。"
        yield _at(answers, _FUNDS, "bad-answer", message, "決算額を書いてください。")
    elif funds and settled is not None and sum(funds) != settled:
        message = f"財源の計 {thousands(sum(funds))}千円 が、決算額 {thousands(settled)}千円 と合いません（差 {thousands(abs(sum(funds) - settled))}千円）。"
        hint = "決算額か財源の欄を、決算書と照らして直してください。"
        yield _at(answers, ("settled", *_FUNDS), "funds-mismatch", message, hint)
    if settled is not None and settled > yen.get("budget", settled):
        message = (
            f"決算額 {thousands(settled)}千円 が、予算現額 {thousands(yen['budget'])}千円 を上回っています。"
        )
        hint = "予算は補正と繰越の後の額（予算現額）です。書き誤りなら直してください。"
        found = _at(answers, ("settled", "budget"), "above-budget", message, hint)
        yield replace(found, severity=Severity.WARNING)


def _at(answers: dict[str, Answer], keys: Iterable[str], code: str, message: str, hint: str) -> Diagnostic:
    """About the first of some answers that is in the form; else about any of the project's."""
    answer = next((answers[key] for key in keys if key in answers), next(iter(answers.values())))
    return Diagnostic(file=answer.file, code=code, message=message, hint=hint, cell=answer.cell)

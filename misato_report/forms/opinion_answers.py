"""Answers about an opinion held against each other: a reply is what became of it, and the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from misato_report.diagnostics import Diagnostic
from misato_report.forms.asked_opinions import REPLY_KEYS, by_ident, reply_words
from misato_report.forms.returned import Answer, Return
from misato_report.notation import print_date
from misato_report.plan.opinions import Opinion
from misato_report.plan.plan import Plan


def faults_of_opinions(plan: Plan, returns: Iterable[Return]) -> Iterator[Diagnostic]:
    """What does not fit together, each with the cell of the form that has to do with it."""
    known = by_ident(plan)
    for one in returns:
        answered: dict[str, dict[str, Answer]] = {}
        for answer in one.answers:
            if answer.kind == "opinions":
                answered.setdefault(answer.ident, {})[answer.key] = answer
        for ident, answers in answered.items():
            yield from _faults(known[ident], one, answers)


def _faults(opinion: Opinion, one: Return, answers: dict[str, Answer]) -> Iterator[Diagnostic]:
    there = next(iter(answers.values()))
    for key, words in REPLY_KEYS.items():
        if key not in answers and not reply_words(opinion, key):
            message = f"「{words}」が空です。意見への対応と回答は、両方で一つの回答になります。"
            hint = f"様式の「{words}」にも書いてください。"
            yield Diagnostic(file=there.file, code="bad-answer", message=message, hint=hint, cell=there.cell)
    if one.written_on < opinion.date:
        message = (
            f"記入日 {print_date(one.written_on)} が、意見のあった {print_date(opinion.date)} より前です。"
        )
        hint = "「はじめに」の記入日を確かめてください。"
        yield Diagnostic(file=there.file, code="bad-form", message=message, hint=hint, cell=there.cell)

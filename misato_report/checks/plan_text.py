"""What the plan's own text gets wrong: sums that do not agree, names and spellings that differ.

A plan is a document that people typed. Nothing here changes it; each finding is a warning with its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from misato_report.checks.formula import FormulaError, UnknownFigureError, work_out
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.evaluation.rules import round_half_up
from misato_report.notation import print_number
from misato_report.observation import Observation
from misato_report.plan.document import Claim
from misato_report.plan.plan import Plan

_HINT = "計画書のとおりなら、そのままでかまいません。計画を見直すときに確かめてください。"


def check_text(plan: Plan, observations: Iterable[Observation]) -> Iterator[Diagnostic]:
    """Everything in the plan's text that does not agree with itself."""
    known = tuple(observations)
    for file, number, claim in _claims(plan):
        yield from _check_claim(plan, known, file, number, claim)
    yield from _names(plan)
    yield from _spellings(plan)


def _claims(plan: Plan) -> Iterator[tuple[str, int, Claim]]:
    for number, claim in enumerate(plan.general.derivations):
        yield "plan", number, claim
    for field in plan.fields:
        for number, claim in enumerate(field.derivations):
            yield field.id, number, claim


def _check_claim(
    plan: Plan, known: tuple[Observation, ...], owner: str, number: int, claim: Claim
) -> Iterator[Diagnostic]:
    file, line = plan.places.get(f"{owner} derivations {number}", ("plan/", None))
    try:
        exact = work_out(claim.formula, plan, known)
    except FormulaError as error:
        hint = "formula: を直してください。"
        yield Diagnostic(file=file, line=line, code="bad-formula", message=str(error), hint=hint)
        return
    except UnknownFigureError as missing:
        message = f"「{claim.says}」は、{missing} の値がないので確かめられません。"
        hint = "公表された値を取り込むと確かめられます。"
        yield Diagnostic(
            file=file,
            line=line,
            code="text-not-checked",
            message=message,
            hint=hint,
            severity=Severity.INFO,
        )
        return
    value = round_half_up(exact, claim.decimals)
    if value != round_half_up(claim.value, claim.decimals):
        yield Diagnostic(
            file=file,
            line=line,
            code="text-disagrees",
            message=f"計画書の「{claim.says}」の {print_number(claim.value)} は、{_shown(claim.formula)}計算すると "
            f"{print_number(value)} になります。",
            hint=_HINT,
            severity=Severity.WARNING,
        )


def _shown(formula: str) -> str:
    """Plain arithmetic as it is; what has words of ours in it stands in the line that the finding names."""
    return "" if any(c.isascii() and c.isalpha() for c in formula) else f"{formula} を"


def _names(plan: Plan) -> Iterator[Diagnostic]:
    """Names of a field that differ between the plan's contents, its chapter list, headings and tables."""
    for field in plan.fields:
        printed = field.printed_names
        others = {"目次": printed.contents, "一覧": printed.chapter_list, "見出し": printed.heading}
        differing = [f"{where}「{name}」" for where, name in others.items() if name and name != field.name]
        if differing:
            file, line = plan.places.get(f"{field.id} printed_names", ("plan/", None))
            message = f"分野{field.number}の名前が計画書の中で違います: 表「{field.name}」、{'、'.join(differing)}。"
            yield Diagnostic(
                file=file,
                line=line,
                code="names-differ",
                message=message,
                hint="報告書には表の名前を使います。",
                severity=Severity.WARNING,
            )


def _spellings(plan: Plan) -> Iterator[Diagnostic]:
    for number, spelling in enumerate(plan.general.spellings):
        counts = {variant: _count(variant, spelling.variants, plan) for variant in spelling.variants}
        found = {variant: n for variant, n in counts.items() if n}
        if len(found) > 1 or (len(spelling.variants) == 1 and found):
            file, line = plan.places.get(f"plan spellings {number}", ("plan/", None))
            shown = "、".join(f"「{variant}」{n}か所" for variant, n in found.items())
            note = f" {spelling.note}" if spelling.note else ""
            yield Diagnostic(
                file=file,
                line=line,
                code="spellings-differ",
                message=f"計画書の書き方: {shown}。{note}".rstrip(),
                hint=_HINT,
                severity=Severity.WARNING,
            )


def _count(variant: str, variants: tuple[str, ...], plan: Plan) -> int:
    """How often a spelling stands in the plan, not counting where it is part of a longer one."""
    longer = [other for other in variants if other != variant and variant in other]
    total = sum(text.count(variant) for text in plan.texts)
    return total - sum(text.count(other) for other in longer for text in plan.texts)

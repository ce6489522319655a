"""意見: which departments are asked for a reply, and what the form shows of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from misato_report.evaluation.project_facts import fiscal_year, is_open
from misato_report.notation import print_date, squeeze
from misato_report.plan.opinions import Opinion
from misato_report.plan.plan import Plan

REPLY_KEYS = {"state": "意見への対応", "words": "意見への回答"}
"""Keys of ``reply:`` that a form answers, with what the form calls them."""
_LETTERS = 8  # of a digest: opinions of one day are few


def opinion_ident(opinion: Opinion) -> str:
    """The number of an opinion in a form, from what it says: one that was edited since has another."""
    digest = hashlib.sha256(squeeze(f"{opinion.who} {opinion.words}").encode()).hexdigest()
    return f"{opinion.date.isoformat()}-{digest[:_LETTERS]}"


def by_ident(plan: Plan) -> dict[str, Opinion]:
    """Every opinion by its number."""
    return {opinion_ident(opinion): opinion for opinion in plan.opinions.opinions}


def asked_opinions(plan: Plan, year: int) -> Iterator[tuple[str, str, Opinion]]:
    """Department, number and opinion, for each up to a fiscal year that has no reply, or one that says 対応中."""
    departments = _departments(plan)
    for ident, opinion in by_ident(plan).items():
        if is_open(opinion) and fiscal_year(opinion.date) <= year:
            about = opinion.about
            named = about.field or about.indicator or about.measure
            answers = opinion.reply.department if opinion.reply else departments.get(named)
            yield answers or plan.general.department, ident, opinion


def _departments(plan: Plan) -> dict[str, str]:
    """Id of what an opinion may be about → the department that answers for it."""
    found: dict[str, str] = {}
    for field in plan.fields:
        own = field.departments[0]
        found[field.id] = own
        found |= {i.id: i.department or own for i in field.indicators}
        found |= {m.id: m.department or own for m in field.measures_with_ids()}
        for grant in field.grants:
            found |= {i.id: i.department or grant.department or own for i in grant.indicators}
    return found


def about_words(opinion: Opinion) -> str:
    """An opinion as the form shows it: who, when, and the words."""
    return f"意見　{opinion.who}　{print_date(opinion.date)}\n{opinion.words.strip()}"


def reply_words(opinion: Opinion | None, key: str) -> str:
    """What the plan has for an answer, as it is typed; nothing where there is no reply."""
    reply = opinion.reply if opinion is not None else None
    return "" if reply is None else str(getattr(reply, key)).strip()

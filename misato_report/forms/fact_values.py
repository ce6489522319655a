"""Answers about projects and measures: as they are typed, as the YAML has them, and what it has already."""

from __future__ import annotations

import unicodedata

from misato_report.notation import print_number
from misato_report.plan.facts_checks import thousands
from misato_report.plan.plan import Plan
from misato_report.plan.project_facts import Fund
from misato_report.plan.values import Money, read_amount, read_money

FACTS = ("projects", "measures")
"""Kinds of answers that are facts of a year, and no texts of a review."""

MONEY = ("budget", "settled", *(f"funds.{fund}" for fund in Fund))
AMOUNTS = ("output.planned", "output.actual")
_THOUSAND = 1_000


def fact_value(plan: Plan, kind: str, ident: str, key: str, text: str) -> str | None:
    """The answer as the YAML has it; None for a word that the list does not have. Raises ValueError for no figure."""
    if key in MONEY:
        return money_words(read_money(text))
    if key in AMOUNTS:
        return print_number(read_amount(_without_unit(plan, ident, text)))
    if key == "direction":
        return text if text in plan.general.directions.words else None
    if kind == "measures" and key == "verdict":
        return text if text in plan.general.scale.measures else None
    return "\n".join(line.rstrip() for line in text.splitlines())


def money_words(amount: Money) -> str:
    """An amount in 千円, or with 円 where it is not of whole 千円."""
    if amount.yen % _THOUSAND:
        return f"{amount.yen:,}円"
    return f"{amount.yen // _THOUSAND:,}"


def told_of_conversion(key: str, text: str) -> str:
    """What is said where an amount was typed in another unit than 千円; else empty."""
    if key not in MONEY:
        return ""
    amount = read_money(text)
    return f"「{text}」を {thousands(amount.yen)}千円 と読みました。" if amount.converted else ""


def _without_unit(plan: Plan, ident: str, text: str) -> str:
    """The figure alone: 「8回」 where the plan counts in 回. Raises ValueError where it counts nothing."""
    found = (p for field in plan.fields for _, p in field.projects_with_ids() if p.id == ident)
    output = next(found).output
    if output is None:
        raise ValueError("この事業の活動の量の名前と単位が、計画（plan/fields/ の output:）にありません。")
    plain = unicodedata.normalize("NFKC", text).strip()
    return plain.removesuffix(unicodedata.normalize("NFKC", output.unit)).strip()


def known_fact(plan: Plan, year: int, kind: str, ident: str, key: str) -> str:
    """What the plan's files have for an answer, in the words in which :func:`fact_value` gives one ("" for nothing)."""
    if kind == "measures":
        reviews = plan.reviews.get(year)
        entries = reviews.measures if reviews else ()
        return next((str(getattr(r, key)).strip() for r in entries if r.measure == ident), "")
    file = plan.projects.get(year)
    facts = next((f for f in file.projects if f.project == ident), None) if file else None
    if facts is None:
        return ""
    outer, _, inner = key.partition(".")
    value = facts.funds.get(Fund(inner)) if outer == "funds" else getattr(facts, outer)
    if outer == "output":
        value = getattr(facts.output, inner)
        return print_number(value) if value is not None else ""
    if isinstance(value, Money):
        return money_words(value)
    return "" if value is None else str(value).strip()

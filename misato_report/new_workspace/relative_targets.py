"""Targets that are said by a change from the baseline: 10%削減, 50人増, 5ポイント向上, 倍増, 3倍."""

from __future__ import annotations

import re
from decimal import Decimal

from misato_report.new_workspace.amounts import same_unit
from misato_report.new_workspace.cell_text import plain_text
from misato_report.new_workspace.drafts import DECREASE, INCREASE
from misato_report.new_workspace.kpi import Span
from misato_report.new_workspace.questions import Choice
from misato_report.new_workspace.year_words import all_years, take_years
from misato_report.notation import print_number

_MORE, _LESS = "増加|増やす|増|向上|上昇|アップ|改善", "減少|減らす|減|削減|低減|縮減|抑制|ダウン"
_CHANGE = re.compile(
    rf"(?:.{{0,8}}?(?:より|から|比で?|に対し))?\s*(?P<size>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>[^0-9\s]{{0,6}}?)の?(?:(?P<more>{_MORE})|{_LESS})(?:させる|する|以上)?"
)
_SIGNED = re.compile(
    r"(?:[^\s0-9▲△+-]{0,8})\s*(?:(?P<more>\+)|[▲△−-])\s*(?P<size>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>[^0-9\s]{0,6})"
)
_COMPARED = re.compile(r"\([^()]*(?:比|より|から)\)$")
_TIMES = re.compile(r"(?:.{0,8}?の)?([0-9]+(?:\.[0-9]+)?)倍(?:増|にする)?|(倍増)(?:する)?")
_NONE_LEFT = re.compile("(?:全て|すべて|完全)?の?(?:解消|根絶|撲滅)(?:する|を目指す)?")
_YEAR_BEFORE = re.compile("前年|前の年|毎年")


def relative_choices(text: str, before: Decimal, span: Span | None, unit: str) -> list[Choice]:
    """What a change from the baseline may mean as a figure, to be chosen from; nothing where the text is no such change.

    10% of a rate may be a tenth of it or ten points: both are offered. ``span``: the baseline's years; a change from
    another year (H25比) is none from it.
    """
    plain = plain_text(text)
    if any(years != span for years in all_years(plain)):
        return []
    plain = _COMPARED.sub("", take_years(plain)[0]).strip()
    if _YEAR_BEFORE.search(plain):
        return []
    times = _times(plain)
    return _added(plain, before, unit) if times is None else [_choice(before * times, before, unit)]


def _times(plain: str) -> Decimal | None:
    """By what the baseline is multiplied: 3倍, 倍増, 半減, 解消."""
    if _NONE_LEFT.fullmatch(plain):
        return Decimal(0)
    if plain == "半減":
        return Decimal("0.5")
    times = _TIMES.fullmatch(plain)
    return Decimal(times[1] or 2) if times else None


def _added(plain: str, before: Decimal, unit: str) -> list[Choice]:
    """What is added to the baseline or taken from it: 50人増, 10%削減, ▲10%."""
    match = _CHANGE.fullmatch(plain) or _SIGNED.fullmatch(plain)
    if match is None:
        return []
    change = Decimal(match["size"]) * (1 if match["more"] else -1)
    said = match["unit"]
    targets = []
    if said in {"%", "割"}:
        targets.append(before + before * change / (100 if said == "%" else 10))
    if said == "ポイント" or (said and same_unit(said) == same_unit(unit)):
        targets.append(before + change)
    return [_choice(target, before, unit) for target in targets]


def _choice(target: Decimal, before: Decimal, unit: str) -> Choice:
    value = print_number(target.normalize() if target else target)
    direction = INCREASE if target > before else DECREASE
    return Choice(
        f"{value}{unit}を目標値とする", {"targets": value, "manner": "単年度", "direction": direction}
    )

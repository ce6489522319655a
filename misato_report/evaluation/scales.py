"""The words and signs of the verdicts: presets that towns use, and a plan's own (``docs/evaluation.md``, "Verdicts")."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from misato_report.evaluation.rules import Evaluation
from misato_report.plan.document import Band, Preset, Scale
from misato_report.plan.indicators import Verdict
from misato_report.plan.reviews import GrantEffect

LABELS: Mapping[Verdict, str] = {
    Verdict.ACHIEVED: "達成",
    Verdict.ON_TRACK: "順調",
    Verdict.SLIGHTLY_BEHIND: "やや遅れ",
    Verdict.BEHIND: "遅れ",
    Verdict.MOVED_AWAY: "後退",
    Verdict.NOT_ACHIEVED: "未達成",
    Verdict.UNJUDGED: "判定なし",
    Verdict.NOT_PUBLISHED: "未公表",
    Verdict.MISSING: "未取込",
}
"""Verdict → the word of ``docs/evaluation.md``."""

SIGNS: Mapping[Verdict, str] = {
    Verdict.ACHIEVED: "◎",
    Verdict.ON_TRACK: "○",
    Verdict.SLIGHTLY_BEHIND: "△",
    Verdict.BEHIND: "▽",
    Verdict.MOVED_AWAY: "↓",
    Verdict.NOT_ACHIEVED: "×",
    Verdict.UNJUDGED: "－",
    Verdict.NOT_PUBLISHED: "…",
    Verdict.MISSING: "！",
}
"""Verdict → a sign that a photocopy keeps apart."""

WITHOUT_VERDICT = (Verdict.UNJUDGED, Verdict.NOT_PUBLISHED, Verdict.MISSING)
"""What says that the figures give no verdict."""

_PRESETS: Mapping[Preset, tuple[str, str, str, str, str, str]] = {
    # 達成, 順調, やや遅れ, 遅れ, 後退, 未達成
    Preset.CIRCLES: ("◎", "○", "△", "△", "×", "×"),
    Preset.SABC: ("S", "A", "B", "B", "C", "C"),
    Preset.ABCD: ("A", "A", "B", "C", "D", "D"),
}
_IN_ORDER = (
    Verdict.ACHIEVED,
    Verdict.ON_TRACK,
    Verdict.SLIGHTLY_BEHIND,
    Verdict.BEHIND,
    Verdict.MOVED_AWAY,
    Verdict.NOT_ACHIEVED,
)
FIVE_BANDS = tuple(
    Band(at_least=Decimal(cut), label=label, sign=sign)
    for cut, label, sign in (
        ("1.00", "目安以上", "○"),
        ("0.80", "目安の8割以上", "△"),
        ("0.60", "目安の6割以上", "△"),
        ("0.40", "目安の4割以上", "▽"),
        ("0", "目安の4割未満", "▽"),
    )
)
"""進捗度 in five bands: 20, 40, 60, 80 and 100 % of what the year asks for."""

_BANDED = (Verdict.ON_TRACK, Verdict.SLIGHTLY_BEHIND, Verdict.BEHIND)


def labels_of(scale: Scale) -> dict[Verdict, str]:
    """Verdict → the word that a scale prints; its own before those of its preset."""
    preset = _PRESETS.get(scale.preset)
    words = dict(zip(_IN_ORDER, preset, strict=True)) if preset else {}
    return {**LABELS, **words, **scale.labels}


def signs_of(scale: Scale) -> dict[Verdict, str]:
    """Verdict → the sign before the word; none where the word is a sign or a letter itself."""
    bare = dict.fromkeys(_IN_ORDER, "") if scale.preset in _PRESETS else {}
    return {**SIGNS, **bare, **scale.signs}


def bands_of(scale: Scale) -> tuple[Band, ...]:
    """The bands of the pace ratio, the highest first; none where the three verdicts are enough."""
    return scale.bands or (FIVE_BANDS if scale.preset is Preset.FIVE_BANDS else ())


def mark_of(scale: Scale, e: Evaluation) -> tuple[str, str]:
    """Sign and word of an evaluation: that of its band where the scale has bands, else of its verdict."""
    if e.verdict in _BANDED and e.pace_ratio is not None:
        for band in bands_of(scale):
            if e.pace_ratio >= band.at_least:
                return band.sign, band.label
    return signs_of(scale)[e.verdict], labels_of(scale)[e.verdict]


def grant_effect(scale: Scale, evaluations: tuple[Evaluation, ...]) -> GrantEffect | None:
    """The Cabinet Office's class of a grant project by the number of indicators; None while one is unknown.

    All achieved: 非常に効果的; at least ``grant_considerable`` of them: 相当程度; any better than its
    baseline: 効果があった; none: 効果がなかった.
    """
    known = [e for e in evaluations if e.value is not None]
    if not known or len(known) < len(evaluations):
        return None
    achieved = sum(e.verdict is Verdict.ACHIEVED for e in known)
    if achieved == len(known):
        return GrantEffect.VERY
    if achieved >= len(known) * scale.grant_considerable:
        return GrantEffect.CONSIDERABLE
    better = any(e.pace_ratio is not None and e.pace_ratio > 0 for e in known)
    return GrantEffect.SOME if better or achieved else GrantEffect.NONE


def grant_rules(scale: Scale) -> tuple[tuple[GrantEffect, str], ...]:
    """Each class and when it is given, in words for the report."""
    share = f"{scale.grant_considerable * 100:.0f}%"
    return (
        (GrantEffect.VERY, "すべての指標が、その年の目標値に届いた"),
        (GrantEffect.CONSIDERABLE, f"目標値に届いた指標が、全体の{share}以上ある"),
        (GrantEffect.SOME, "それより少ないが、現状値より良くなった指標がある"),
        (GrantEffect.NONE, "現状値より良くなった指標がない"),
    )

"""What a resident is told: plain words, and none that the council's paper has to explain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from misato_report.evaluation.rules import Evaluation, stands_for
from misato_report.evaluation.wording import basis_of, goal_words
from misato_report.notation import print_era_year, print_period
from misato_report.plan.indicators import Accumulation, Verdict, stated
from misato_report.plan.plan import Plan
from misato_report.report.compose.material import Material
from misato_report.report.excel.looks import places_of
from misato_report.report.html.markdown import plain_lines
from misato_report.report.papers.figures import figure
from misato_report.report.papers.model import Leaflet, NextStep, PlainLine

_MOST = 3
_ROOMY = 750  # letters on the second page at the usual size
_LETTERS_A_ROW = 45  # a row of the table of a grant's indicators takes as much room
_WESTERN = re.compile(r"（\d{4}年度?）$")
_WORDS: Mapping[Verdict, str] = {
    Verdict.ACHIEVED: "目ざす数に届きました。",
    Verdict.ON_TRACK: "予定どおり進んでいます。",
    Verdict.SLIGHTLY_BEHIND: "予定より少し遅れています。",
    Verdict.BEHIND: "予定より遅れています。",
    Verdict.MOVED_AWAY: "計画を始めたときよりも、目ざす数から遠くなりました。",
    Verdict.NOT_ACHIEVED: "目ざす数に届きませんでした。",
    Verdict.UNJUDGED: "数は分かりましたが、比べるものがまだありません。",
    Verdict.NOT_PUBLISHED: "数がまだ発表されていません。",
    Verdict.MISSING: "数をまだ確かめていません。",
}
_GOOD = (Verdict.ACHIEVED, Verdict.ON_TRACK)
_HARD = (Verdict.NOT_ACHIEVED, Verdict.MOVED_AWAY, Verdict.BEHIND, Verdict.SLIGHTLY_BEHIND)


def leaflet(material: Material) -> Leaflet:
    """The leaflet of a year: what goes well and what is hard, the clearest first, in the plan's order."""
    evaluations = tuple(material.evaluations.values())
    good = [e for verdict in _GOOD for e in evaluations if e.verdict is verdict]
    hard = [e for verdict in _HARD for e in evaluations if e.verdict is verdict]
    unknown = [e for e in evaluations if e.verdict not in (*_GOOD, *_HARD)]
    steps = tuple(_next_steps(material))
    return Leaflet(
        counts=_counts(len(evaluations), len(good), len(hard), len(unknown)),
        good=_lines(material, good),
        hard=_lines(material, hard),
        unknown=_lines(material, unknown),
        dense=sum(len(step.words) for step in steps) + _letters_of_grants(material) > _ROOMY,
        next_steps=steps,
    )


def _letters_of_grants(material: Material) -> int:
    reviews = material.reviews.grants.values()
    rows = sum(len(g.indicators) for field in material.plan.fields for g in field.grants)
    return rows * _LETTERS_A_ROW + sum(len(r.improvement) + len(r.external_opinion) for r in reviews)


def _counts(all_of_them: int, good: int, hard: int, unknown: int) -> str:
    parts = [f"うまくいっているものが{good}", f"難しいものが{hard}"]
    parts += [f"まだ分からないものが{unknown}"] * bool(unknown)
    return f"町が数で確かめていることは{all_of_them}あります。{'、'.join(parts)}です。"


def _lines(material: Material, evaluations: Iterable[Evaluation]) -> tuple[PlainLine, ...]:
    fields = {i.id: field.name if field else "" for field, i in material.plan.indicators()}
    return tuple(
        PlainLine(
            name=e.indicator.short_name,
            field=fields[e.indicator.id],
            now=_now(material.plan, e),
            aim=_aim(e),
            words=_words(e),
        )
        for e in list(evaluations)[:_MOST]
    )


def _words(e: Evaluation) -> str:
    falling = e.indicator.accumulation is Accumulation.FLOOR and e.verdict in _HARD
    return "予定よりも早く減っています。" if falling else _WORDS[e.verdict]


def _now(plan: Plan, e: Evaluation) -> str:
    """The figure and its years in words: マイナス14人（令和9年度まで2年分の合計）."""
    if e.value is None or e.period is None:
        return ""
    indicator = e.indicator
    period = _WESTERN.sub("", print_period(e.period, basis_of(plan, indicator)))
    if indicator.accumulation is Accumulation.PERIOD_TOTAL:
        period = f"{period}まで{len(stands_for(indicator, e.period))}年分の合計"
    if indicator.states:
        return f"{indicator.states[int(e.value) - 1]}（{period}）"
    return f"{figure(e.value, indicator.decimals, indicator.unit).plain}（{period}）"


def _aim(e: Evaluation) -> str:
    """The figure that is aimed at, and by when: the year's own where the plan has one for each year."""
    indicator, goal = e.indicator, e.target_of_the_year
    value = stated(goal)
    words = goal_words(indicator, goal).replace("現状値", "計画を始めたとき")
    if value is not None and not indicator.states:
        shown = figure(value, places_of(value), indicator.unit)
        words = shown.plain + words.removeprefix(shown.text)
    year = print_era_year(goal.period.last)
    if indicator.accumulation is Accumulation.FLOOR:
        return f"{year}に{words}を下回らないこと"
    return f"{words}（{year}まで）"


def _next_steps(material: Material) -> Iterable[NextStep]:
    for field in material.plan.fields:
        review = material.reviews.fields.get(field.id)
        if review is not None and review.policy.strip():
            yield NextStep(field.name, plain_lines(review.policy))
        for grant in field.grants:
            own = material.reviews.grants.get(grant.id)
            if own is not None and own.policy.strip():
                yield NextStep(grant.project, plain_lines(own.policy))

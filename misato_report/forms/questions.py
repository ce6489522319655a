"""What each 課 is asked in a year: the figures it counts, and the texts of its reviews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from misato_report.actuals.recognising import long_sources
from misato_report.evaluation.reviews import Reviews
from misato_report.evaluation.scales import LABELS, WITHOUT_VERDICT
from misato_report.observation import Observation
from misato_report.plan.document import Field
from misato_report.plan.indicators import Verdict, series_of
from misato_report.plan.plan import Plan
from misato_report.plan.reviews import GrantEffect, Review
from misato_report.plan.sources import Series

VERDICT_WORDS = {LABELS[v]: v for v in Verdict if v not in WITHOUT_VERDICT}
USEFUL_WORDS = {"有効であった": True, "有効とは言えない": False}
_EFFECT_WORDS = tuple(effect.value for effect in GrantEffect)

_TEXTS = {"activities": "取組内容", "factors": "要因", "issues": "課題", "policy": "今後の方針"}
_OF_INDICATOR = {
    "factors": "要因（環境の変化も）",
    "issues": "課題",
    "policy": "今後の方針",
    "town_verdict": "町の評価",
    "town_verdict_reason": "町の評価の理由（数値による判定と違うとき）",
}
_OF_GRANT = {
    "activities": "取組内容",
    "policy": "今後の方針",
    "effect": "事業効果",
    "useful": "外部有識者の評価",
    "external_opinion": "外部有識者の意見",
}
CHOICES = {"town_verdict": tuple(VERDICT_WORDS), "effect": _EFFECT_WORDS, "useful": tuple(USEFUL_WORDS)}
"""Keys that are answered from a list."""

KINDS = {"fields": "field", "indicators": "indicator", "grants": "grant"}
"""Lists of ``reviews/YEAR.yaml`` → the key that names what a review is about."""


@dataclass(frozen=True)
class Question:
    """One text cell: ``number`` (kind/id/key) names it in the form and in the YAML alike."""

    kind: str
    ident: str
    key: str
    about: str
    words: str
    last_year: str

    @property
    def number(self) -> str:
        """The question's number, as it stands in the form."""
        return f"{self.kind}/{self.ident}/{self.key}"


@dataclass
class Questionnaire:
    """All that one department is asked; ``series`` with last year's figure as it is in the ledger."""

    department: str
    series: list[tuple[Series, Observation | None]] = field(default_factory=list)
    states: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Series id → the words of its states, of a series whose values are states (段階)."""
    questions: list[Question] = field(default_factory=list)


def asked_of(
    plan: Plan, observations: Iterable[Observation], year: int, before: Reviews
) -> list[Questionnaire]:
    """What each department is asked about a report year; ``before`` are the reviews of the year before."""
    newest = {(o.series, o.period): o for o in sorted(observations, key=lambda o: o.published_on)}
    found: dict[str, Questionnaire] = {}

    def of(department: str) -> Questionnaire:
        return found.setdefault(department, Questionnaire(department))

    for one in plan.fields:
        of(one.departments[0]).questions.extend(
            _about("fields", one.id, f"分野{one.number}　{one.name}", _TEXTS, before.fields.get(one.id))
        )
        for department, series in _own_series(plan, one):
            asked = of(department)
            if series not in [s for s, _ in asked.series]:
                asked.series.append((series, newest.get((series.id, year - 1))))
                if states := plan.states_of(series.id):
                    asked.states[series.id] = states
        for indicator in one.indicators:
            department = indicator.department or one.departments[0]
            texts = _about(
                "indicators", indicator.id, indicator.name, _OF_INDICATOR, before.indicators.get(indicator.id)
            )
            of(department).questions.extend(texts)
        for grant in one.grants:
            department = grant.department or one.departments[0]
            texts = _about("grants", grant.id, grant.project, _OF_GRANT, before.grants.get(grant.id))
            of(department).questions.extend(texts)
    return [asked for asked in found.values() if asked.series or asked.questions]


def _own_series(plan: Plan, one: Field) -> Iterator[tuple[str, Series]]:
    """The series that the town counts itself for a field's indicators, with the department that does."""
    own = long_sources(plan)
    pairs = [(i.department or one.departments[0], i) for i in one.indicators]
    pairs += [
        (i.department or g.department or one.departments[0], i) for g in one.grants for i in g.indicators
    ]
    for department, indicator in pairs:
        for ident in series_of(indicator.derivation):
            if ident in own:
                yield department, plan.series[ident]


def _about(
    kind: str, ident: str, about: str, keys: dict[str, str], before: Review | None
) -> Iterator[Question]:
    for key, words in keys.items():
        last_year = "" if before is None else answer_words(key, getattr(before, key, None))
        yield Question(kind, ident, key, about, words, last_year)


def answer_words(key: str, value: object) -> str:
    """An answer of the YAML as the form's list has it."""
    if value is None:
        return ""
    if key == "town_verdict":
        return LABELS[Verdict(str(value))]
    if key == "useful":
        return next(word for word, useful in USEFUL_WORDS.items() if useful is value)
    return str(value).strip()

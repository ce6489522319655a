"""What each 課 is asked in a year: the figures it counts, a verdict for each KPI, and texts where they are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from misato_report.actuals.filled_form import FACTS_OF_MEASURES, FACTS_OF_PROJECTS
from misato_report.evaluation.reviews import Reviews
from misato_report.evaluation.scales import LABELS, WITHOUT_VERDICT
from misato_report.forms.asked_facts import AskedMeasure, AskedProject, asked_measures, asked_projects
from misato_report.forms.asked_opinions import REPLY_KEYS, about_words, asked_opinions, reply_words
from misato_report.forms.rows import Known, Row, rows_of
from misato_report.plan.indicators import Verdict
from misato_report.plan.opinions import ReplyState
from misato_report.plan.plan import Plan
from misato_report.plan.reviews import GrantEffect, Review

VERDICT_WORDS = {LABELS[v]: v for v in Verdict if v not in WITHOUT_VERDICT}
USEFUL_WORDS = {"有効であった": True, "有効とは言えない": False}
_EFFECT_WORDS = tuple(effect.value for effect in GrantEffect)

_TEXTS = {
    "activities": "取組内容",
    "factors": "要因",
    "issues": "課題",
    "policy": "今後の方針",
    "town_verdict": "町の評価",
}
_OF_INDICATOR = {
    "factors": "要因（環境の変化も）",
    "issues": "課題",
    "policy": "今後の方針",
}
_OF_GRANT = {
    "activities": "取組内容",
    "policy": "今後の方針",
    "effect": "事業効果",
    "useful": "外部有識者の評価",
    "external_opinion": "外部有識者の意見",
    "town_verdict": "町の評価",
    "improvement": "改善方策",
}
CHOICES = {
    "town_verdict": tuple(VERDICT_WORDS),
    "effect": _EFFECT_WORDS,
    "useful": tuple(USEFUL_WORDS),
    "state": tuple(state.value for state in ReplyState),
}
"""Keys that are answered from a list."""

KINDS = {
    "fields": "field",
    "indicators": "indicator",
    "grants": "grant",
    "measures": "measure",
    "projects": "project",
}
"""Lists of ``reviews/YEAR.yaml`` and ``projects/YEAR.yaml`` → the key that names what an entry is about.

Opinions have no name; a form numbers them by what they say (:mod:`.asked_opinions`).
"""


ANSWERED = {
    "fields": (*_TEXTS,),
    "indicators": ("town_verdict", "town_verdict_reason", *_OF_INDICATOR),
    "grants": (*_OF_GRANT,),
    "measures": (*FACTS_OF_MEASURES.values(),),
    "projects": (*FACTS_OF_PROJECTS.values(),),
    "opinions": (*REPLY_KEYS,),
}
"""Lists of ``reviews/YEAR.yaml``, ``projects/YEAR.yaml`` and ``opinions.yaml`` → the keys that a form can answer."""


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
    """All that one department is asked: ``rows`` of figures and verdicts, ``questions`` that want a text,
    ``projects`` and ``measures`` whose year is to be told."""

    department: str
    rows: list[Row] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    projects: list[AskedProject] = field(default_factory=list)
    measures: list[AskedMeasure] = field(default_factory=list)

    @property
    def figures(self) -> int:
        """How many figures it is asked for."""
        return sum(row.series is not None for row in self.rows)

    def add(self, row: Row) -> None:
        """Add a row; what is counted is asked once, also where two indicators are made of it."""
        asked = row.series is not None and (row.series, row.period) in [
            (r.series, r.period) for r in self.rows
        ]
        if asked and row.number.startswith("series/"):
            return
        self.rows.append(replace(row, series=None) if asked else row)


def asked_of(plan: Plan, known: Known, before: Reviews) -> list[Questionnaire]:
    """What each department is asked about a report year; ``before`` are the reviews of the year before."""
    found: dict[str, Questionnaire] = {}

    def of(department: str) -> Questionnaire:
        return found.setdefault(department, Questionnaire(department))

    for one in plan.fields:
        of(one.departments[0]).questions.extend(
            _about("fields", one.id, f"分野{one.number}　{one.name}", _TEXTS, before.fields.get(one.id))
        )
        for department, row in rows_of(plan, one, known):
            of(department).add(row)
        for indicator in one.indicators:
            if not _wants_text(plan, known, indicator.id):
                continue
            texts = _about(
                "indicators", indicator.id, indicator.name, _OF_INDICATOR, before.indicators.get(indicator.id)
            )
            of(indicator.department or one.departments[0]).questions.extend(texts)
        for grant in one.grants:
            texts = _about("grants", grant.id, grant.project, _OF_GRANT, before.grants.get(grant.id))
            of(grant.department or one.departments[0]).questions.extend(texts)
        for department, project in asked_projects(plan, one, known.year):
            of(department).projects.append(project)
        for department, measure in asked_measures(one, before):
            of(department).measures.append(measure)
    for department, ident, opinion in asked_opinions(plan, known.year):
        of(department).questions.extend(
            Question("opinions", ident, key, about_words(opinion), words, reply_words(opinion, key))
            for key, words in REPLY_KEYS.items()
        )
    return list(found.values())


def departments_asked(plan: Plan, year: int) -> list[str]:
    """The departments that get a form for a year, whatever is known: as :func:`asked_of` has them."""
    found: list[str] = []
    for one in plan.fields:
        found.append(one.departments[0])
        found += [i.department or one.departments[0] for i in one.indicators]
        for grant in one.grants:
            found.append(grant.department or one.departments[0])
            found += [i.department or grant.department or one.departments[0] for i in grant.indicators]
        found += [department for department, _ in one.projects_with_ids()]
        found += [measure.department or one.departments[0] for measure in one.measures_with_ids()]
    found += [department for department, _, _ in asked_opinions(plan, year)]
    return list(dict.fromkeys(found))


def _wants_text(plan: Plan, known: Known, ident: str) -> bool:
    wanted = plan.general.forms
    return ident in wanted.texts_of or known.evaluations[ident].verdict in wanted.texts


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

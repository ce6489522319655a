"""What marks may name: one model for Excel, Word and HTML (``docs/page-model.md``, "Papers").

Every ``str`` is text that is ready to print, every :class:`MarkFigure` a figure that is a number in Excel and the same
figure as text elsewhere. What a plan does not have is empty, never missing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from misato_report.report.papers.figures import MarkFigure
from misato_report.report.papers.named import Named


@dataclass(frozen=True)
class Town:
    """The town and its plan."""

    name: str
    prefecture: str
    county: str
    code: str
    department: str
    plan: str
    plan_status: str
    plan_period: str


@dataclass(frozen=True)
class ReviewText:
    """町の評価 as plain text; all empty where nobody has written it."""

    department: str = ""
    written_on: str = ""
    activities: str = ""
    factors: str = ""
    issues: str = ""
    policy: str = ""
    town_verdict: str = ""
    town_verdict_reason: str = ""
    external_opinion: str = ""


@dataclass(frozen=True)
class YearMark:
    """One year of an indicator: its own figure, what it adds up to, and what was expected."""

    year: str
    western: int
    own: MarkFigure
    value: MarkFigure
    expected: MarkFigure


@dataclass(frozen=True)
class IndicatorMark:
    """An indicator (指標、KPI).

    ``target`` is that of the report's year where the plan has one for it, ``final_target`` the last; ``target_month``
    is the last month of its year (目標年月). ``value`` is the
    newest figure as it is judged (累計 where the plan counts so), of the years ``period``; ``own`` that year's own.
    """

    id: str
    name: str
    short_name: str
    unit: str
    field: str
    project: str
    accumulation: str
    baseline: MarkFigure
    baseline_year: str
    target: MarkFigure
    target_year: str
    target_month: str
    final_target: MarkFigure
    final_target_year: str
    value: MarkFigure
    own: MarkFigure
    period: str
    expected: MarkFigure
    pace: MarkFigure
    verdict: str
    sign: str
    previous_verdict: str
    finding: str
    outlook: str
    how_measured: str
    source: str
    review: ReviewText
    years: tuple[YearMark, ...]


@dataclass(frozen=True)
class FundMarks:
    """財源内訳: 国, 県, 地方債, その他, 一般財源."""

    national: MarkFigure
    prefectural: MarkFigure
    bonds: MarkFigure
    other: MarkFigure
    general: MarkFigure


@dataclass(frozen=True)
class MoneyMark:
    """Sums of money in ``money_unit``; ``note`` says what they leave out, ``line`` is the whole in one line."""

    budget: MarkFigure
    settled: MarkFigure
    funds: FundMarks
    projects: MarkFigure
    line: str
    note: str


@dataclass(frozen=True)
class ProjectMark:
    """事業 in the report's year, amounts in ``money_unit``. ``indicators`` are those that it contributes to."""

    id: str
    number: str
    name: str
    department: str
    field: str
    measure: str
    indicators: str
    budget: MarkFigure
    settled: MarkFigure
    funds: FundMarks
    done: str
    output: str
    output_name: str
    output_unit: str
    output_planned: MarkFigure
    output_actual: MarkFigure
    direction: str
    reason: str


@dataclass(frozen=True)
class DepartmentMark:
    """A department (課) with the projects that it told of, and their sums."""

    name: str
    projects: Named[ProjectMark]
    budget: MarkFigure
    settled: MarkFigure
    funds: FundMarks


@dataclass(frozen=True)
class MeasureMark:
    """施策 with the town's own words of verdict, and what its projects cost."""

    id: str
    name: str
    field: str
    department: str
    verdict: str
    text: str
    settled: MarkFigure


@dataclass(frozen=True)
class OpinionMark:
    """意見 of the year before and the town's reply; ``state`` is 対応済, 対応中, 対応しない or 未回答."""

    who: str
    date: str
    about: str
    words: str
    state: str
    reply: str
    department: str
    replied_on: str


@dataclass(frozen=True)
class GrantMark:
    """A project of the 地域再生計画 with its grant (交付金) and its own indicators.

    ``effect`` is the class by the figures alone, ``town_effect`` the town's own, ``useful`` the outside body's answer.
    ``settled`` is what the projects that it pays for cost, ``improvement`` 改善方策, ``directions`` and ``reasons``
    what becomes of those projects.
    """

    id: str
    project: str
    grant: str
    field: str
    department: str
    effect: str
    town_effect: str
    useful: str
    settled: MarkFigure
    improvement: str
    directions: str
    reasons: str
    review: ReviewText
    projects: Named[ProjectMark]
    indicators: Named[IndicatorMark]


@dataclass(frozen=True)
class FieldMark:
    """A field of the plan (分野)."""

    id: str
    number: int
    name: str
    departments: str
    direction: str
    review: ReviewText
    money: MoneyMark
    projects: Named[ProjectMark]
    measures: Named[MeasureMark]
    indicators: Named[IndicatorMark]
    grants: Named[GrantMark]


@dataclass(frozen=True)
class PlainLine:
    """An indicator in plain words, for residents: no word that the council's paper explains."""

    name: str
    field: str
    now: str
    aim: str
    words: str


@dataclass(frozen=True)
class NextStep:
    """What the town does next, in its own words: 今後の方針 of a field or a grant."""

    about: str
    words: str


@dataclass(frozen=True)
class Leaflet:
    """What a resident is told: up to three things that go well, up to three that are hard, and what comes next.

    ``dense``: so much text that two pages need smaller letters.
    """

    counts: str
    good: tuple[PlainLine, ...]
    hard: tuple[PlainLine, ...]
    unknown: tuple[PlainLine, ...]
    dense: bool
    next_steps: tuple[NextStep, ...]


@dataclass(frozen=True)
class PaperModel:
    """All that a mark may begin with."""

    town: Town
    year: int
    fiscal_year: str
    as_of: str
    created: str
    document_number: str
    sample: bool
    draft: bool
    notice: str
    money_unit: str
    money: MoneyMark
    indicators: Named[IndicatorMark]
    fields: Named[FieldMark]
    grants: Named[GrantMark]
    projects: Named[ProjectMark]
    departments: tuple[DepartmentMark, ...]
    measures: Named[MeasureMark]
    opinions: tuple[OpinionMark, ...]
    leaflet: Leaflet

    def values(self) -> dict[str, object]:
        """The model by its first names."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

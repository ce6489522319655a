"""The plan in force at a date: the plan as it was adopted, and the revisions up to that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from misato_report.notation import NotationError, print_number, print_year, read_figure, read_year
from misato_report.plan.document import Field, GrantProject
from misato_report.plan.indicators import Indicator
from misato_report.plan.plan import Plan
from misato_report.plan.reviews import Revision
from misato_report.yaml_schema.kinds import WrongValuesError
from misato_report.yaml_schema.mappings import written

_FIELDS = (
    "name",
    "short_name",
    "unit",
    "accumulation_word",
    "how_measured",
    "baseline.value",
    "baseline.period",
    "target.value",
    "target.period",
    "targets.(年).value",
)


class RevisionError(ValueError):
    """A revision that cannot be made; ``code`` is for programs, the message for the clerk."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class AppliedRevision:
    """A revision with the indicator before and after it."""

    revision: Revision
    before: Indicator
    after: Indicator


def field_words(field: str) -> str:
    """A changed item in the words of the plan's table: 'target.value' → 目標値, 'targets.2027.value' → R9の目標値."""
    known = {
        "name": "項目",
        "short_name": "短い名前",
        "unit": "単位",
        "accumulation_word": "目標値の積算",
        "how_measured": "実績の把握方法",
        "baseline.value": "現状値",
        "baseline.period": "現状値の年度",
        "target.value": "目標値",
        "target.period": "目標値の年度",
    }
    steps = field.split(".")
    if steps[0] == "targets":
        year = print_year(read_year(steps[1]))
        return f"{year}の目標値" if steps[-1] == "value" else f"{year}の目標値の年度"
    return known.get(field, field)


def plan_in_force(plan: Plan, day: date) -> Plan:
    """The plan with all revisions up to and including a day."""
    return _with(plan, applied(plan, day))


def applied(plan: Plan, day: date) -> tuple[AppliedRevision, ...]:
    """The revisions up to a day in the order of their dates. Raises RevisionError for one that cannot be."""
    indicators = {i.id: i for _, i in plan.indicators()}
    done = []
    for revision in in_order(plan.revisions):
        if revision.date > day:
            break
        if revision.indicator not in indicators:
            raise RevisionError("unknown-indicator", f"指標「{revision.indicator}」は計画にありません。")
        before = indicators[revision.indicator]
        after = revise(before, revision)
        indicators[revision.indicator] = after
        done.append(AppliedRevision(revision, before, after))
    return tuple(done)


def in_order(revisions: Iterable[Revision]) -> list[Revision]:
    """By date; those of one day as they are written."""
    return sorted(revisions, key=lambda revision: revision.date)


def revise(indicator: Indicator, revision: Revision) -> Indicator:
    """The indicator with one thing changed. Raises RevisionError, also where ``old`` does not agree."""
    data = written(indicator)
    unknown = data["baseline"].pop("unknown", None) if revision.field == "baseline.value" else None
    if unknown is not None:
        data["baseline"]["value"] = unknown  # what stands there until now is the reason why there is none
    here, key = _place(data, revision.field)
    if not _agree(str(here[key]), revision.old):
        shown = in_figures(str(here[key]))
        raise RevisionError(
            "revision-disagrees",
            f"old: 「{revision.old}」が、その時の計画の {revision.field}「{shown}」と違います。",
        )
    here[key] = revision.new
    try:
        return Indicator.validate(data)
    except WrongValuesError as error:
        raise RevisionError("bad-revision", f"new: 「{revision.new}」に変えられません。{error}") from None


def _place(data: dict[str, Any], field: str) -> tuple[dict[str, Any], str]:
    """The mapping and key that a dotted name means; ``targets.2027.value`` names a target by its year."""
    steps = field.split(".")
    here: Any = data
    for step in steps[:-1]:
        if isinstance(here, list):
            here = next((point for point in here if _is_year(point.get("period"), step)), None)
        else:
            here = here.get(step)
        if here is None:
            break
    if not isinstance(here, dict) or steps[-1] not in here or isinstance(here[steps[-1]], (dict, list)):
        known = "、".join(_FIELDS)
        raise RevisionError("unknown-field", f"項目「{field}」は変えられません。使えるのは {known} です。")
    return here, steps[-1]


def _is_year(period: object, text: str) -> bool:
    try:
        return read_year(str(period)) == read_year(text)
    except NotationError:
        return False


def _agree(current: str, stated: str) -> bool:
    """Whether two texts are the same figure, years or words."""
    if current.strip() == stated.strip():
        return True
    try:
        return read_figure(current).value == read_figure(stated).value
    except NotationError:
        pass
    try:
        return [read_year(t) for t in current.split("..")] == [read_year(t) for t in stated.split("..")]
    except NotationError:
        return False


def in_figures(text: str) -> str:
    """A figure as the report prints it ('1500' → 1,500); other words as they are."""
    try:
        value = read_figure(text).value
    except NotationError:
        return text
    return print_number(value) if value is not None else text


def _with(plan: Plan, revisions: Iterable[AppliedRevision]) -> Plan:
    changed = {r.after.id: r.after for r in revisions}
    if not changed:
        return plan

    def of(indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
        return tuple(changed.get(i.id, i) for i in indicators)

    def grant(project: GrantProject) -> GrantProject:
        return project.replace(indicators=of(project.indicators))

    def field(one: Field) -> Field:
        grants = tuple(grant(project) for project in one.grants)
        return one.replace(indicators=of(one.indicators), grants=grants)

    general = plan.general
    if general.target_population is not None:
        general = general.replace(target_population=of([general.target_population])[0])
    return replace(plan, general=general, fields=tuple(map(field, plan.fields)))

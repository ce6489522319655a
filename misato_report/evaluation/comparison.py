"""What changed since last year's report, and why: new data, revised data, a changed plan.

The way from one report to the next is gone in three steps, and each change is given to the step that makes
it: first the old report with the figures as they are revised now, then this year's report on the old plan,
then on the plan in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from misato_report.evaluation.rules import Evaluation, evaluate, evaluate_plan, rules_of
from misato_report.evaluation.wording import amount
from misato_report.notation import print_year
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.plan.revising import plan_in_force


@dataclass(frozen=True)
class ReportDate:
    """A report by what it is about and when: its fiscal year and as-of date."""

    report_year: int
    as_of: date


@dataclass(frozen=True)
class Change:
    """An indicator in the last report, in it with revised data, in this one on the old plan, and in this one."""

    before: Evaluation
    revised: Evaluation
    renewed: Evaluation
    now: Evaluation

    @property
    def by_revision(self) -> bool:
        """Whether revised figures alone change the value or the verdict of the last report."""
        return _differs(self.before, self.revised)

    @property
    def by_correction(self) -> bool:
        """Whether an error was corrected or taken back since the last report: that is no revision."""
        corrected = (i for d in self.revised.by_period for i in d.inputs if i.correction is not None)
        since = (*corrected, *self.revised.cancelled)
        return self.by_revision and any(o.published_on > self.before.as_of for o in since)

    @property
    def by_new_data(self) -> bool:
        """Whether the year's new figures (and the passing of the year) change it."""
        return self.renewed.period != self.revised.period or _differs(self.revised, self.renewed)

    @property
    def by_plan(self) -> bool:
        """Whether a revision of the plan changes what is judged, or against what."""
        return self.renewed.indicator != self.now.indicator


def _differs(a: Evaluation, b: Evaluation) -> bool:
    return (a.value, a.verdict) != (b.value, b.verdict)


def compare(
    plan: Plan, observations: Sequence[Observation], before: ReportDate, now: ReportDate
) -> dict[str, Change]:
    """Indicator id → what changed between two reports; ``plan`` is the plan as adopted, with its revisions."""
    old_plan, new_plan = plan_in_force(plan, before.as_of), plan_in_force(plan, now.as_of)

    def evaluated(by: Plan, edition: ReportDate, as_of: date) -> dict[str, Evaluation]:
        return {e.indicator.id: e for e in evaluate_plan(by, observations, edition.report_year, as_of)}

    first = evaluated(old_plan, before, before.as_of)
    rules = rules_of(old_plan)
    revised = {
        ident: evaluate(
            # A figure of last year that only came out since is new data, not a revision.
            e.indicator,
            [o for o in observations if e.period is not None and o.period <= e.period],
            before.report_year,
            now.as_of,
            rules,
        )
        if e.period is not None
        else e
        for ident, e in first.items()
    }
    renewed = evaluated(old_plan, now, now.as_of)
    final = evaluated(new_plan, now, now.as_of)
    return {ident: Change(first[ident], revised[ident], renewed[ident], final[ident]) for ident in final}


def reasons(change: Change) -> tuple[str, ...]:
    """Why, in a few words for each cause; none where nothing changed."""
    found = []
    if change.by_new_data:
        found.append(_of_new_data(change))
    if change.by_revision:
        old, new = _shown(change.before), _shown(change.revised)
        word = "数値の訂正" if change.by_correction else "数値の改定"
        found.append(f"{word}（{old}→{new}）" if old != new else word)
    if change.by_plan:
        found.append("計画の変更")
    return tuple(found)


def _of_new_data(change: Change) -> str:
    renewed = change.renewed
    # Figures only come; where the period is the same, the calendar or the report year made the difference.
    if renewed.period is None or renewed.period == change.revised.period:
        return "年度が進んだ"
    year = print_year(renewed.period)
    if change.revised.value is None:
        return f"{year}の値（{_shown(renewed)}）が出た"
    return f"{year}の値（{_shown(change.revised)}→{_shown(renewed)}）"


def _shown(e: Evaluation) -> str:
    return amount(e.indicator, e.value) if e.value is not None else "―"

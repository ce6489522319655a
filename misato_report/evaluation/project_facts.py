"""The projects' facts and the opinions as they stood at a date, and exact sums of money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from misato_report.plan.opinions import Opinion, ReplyState
from misato_report.plan.plan import Plan
from misato_report.plan.project_facts import ProjectFacts, ProjectsFile
from misato_report.plan.values import Money

_FIRST_MONTH = 4  # of a fiscal year
_THOUSAND = 1_000


@dataclass(frozen=True)
class YearFacts:
    """What was told by a date of a report year: facts by project id, opinions in their order."""

    projects: Mapping[str, ProjectFacts] = field(default_factory=dict)
    opinions: tuple[Opinion, ...] = ()
    sample: bool = False

    @cached_property
    def money_unit(self) -> str:
        """千円, or 円 where an amount is not of whole 千円: what is printed is exact either way."""
        facts = self.projects.values()
        amounts = [a for f in facts for a in (f.budget, f.settled, *f.funds.values()) if a is not None]
        return "千円" if all(amount.yen % _THOUSAND == 0 for amount in amounts) else "円"


def year_facts(plan: Plan, year: int, day: date) -> YearFacts:
    """The projects' facts of a report year, and the opinions that its report answers."""
    file = plan.projects.get(year, ProjectsFile(year=year))
    projects = {facts.project: facts for facts in file.projects if facts.written_on <= day}
    opinions = opinions_for(plan, year, day)
    sample = (file.sample and bool(projects)) or (plan.opinions.sample and bool(opinions))
    return YearFacts(projects, opinions, sample)


def opinions_for(plan: Plan, year: int, day: date) -> tuple[Opinion, ...]:
    """前年度の意見: those of the report's own fiscal year (April to March), which is last year when it is handed in.

    Older ones are there as long as they have no reply, or one that says 対応中. A reply given after ``day`` is not
    there yet.
    """
    known = sorted((o for o in plan.opinions.opinions if o.date <= day), key=lambda o: o.date)
    as_of = (o if o.reply is None or o.reply.date <= day else o.replace(reply=None) for o in known)
    return tuple(
        o for o in as_of if fiscal_year(o.date) == year or (fiscal_year(o.date) < year and is_open(o))
    )


def unanswered(plan: Plan, day: date) -> tuple[Opinion, ...]:
    """The opinions up to a day without a reply by then."""
    known = sorted((o for o in plan.opinions.opinions if o.date <= day), key=lambda o: o.date)
    return tuple(o for o in known if o.reply is None or o.reply.date > day)


def is_open(opinion: Opinion) -> bool:
    """Whether something is still to be done about it."""
    return opinion.reply is None or opinion.reply.state is ReplyState.UNDER_WAY


def fiscal_year(day: date) -> int:
    """The 年度 that a day is in."""
    return day.year if day.month >= _FIRST_MONTH else day.year - 1


def total(amounts: Iterable[Money | None]) -> int | None:
    """The exact sum in yen of the amounts that are known; None where none is."""
    known = [amount.yen for amount in amounts if amount is not None]
    return sum(known) if known else None


def untold_projects(plan: Plan, year: int, day: date) -> dict[str, list[str]]:
    """Department → its projects of which a year's facts are not told yet, where the plan has any to tell of."""
    told = year_facts(plan, year, day).projects
    missing: dict[str, list[str]] = {}
    for one in plan.fields:
        for department, project in one.projects_with_ids():
            if project.id not in told:
                missing.setdefault(department, []).append(project.name)
    return missing

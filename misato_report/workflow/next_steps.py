"""What the clerk should do next, from what the workspace has and lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from misato_report.actuals.files.kinds import is_document
from misato_report.diagnostics import Severity
from misato_report.evaluation.reviews import missing_reviews, reviews_at
from misato_report.files.names import digest_of
from misato_report.notation import print_era_year
from misato_report.plan.plan import Plan
from misato_report.project import Project, default_as_of
from misato_report.workflow.calendar import fiscal_year_of, publications

MOST = 3


@dataclass(frozen=True)
class Advice:
    """One thing to do: what is so, and the command that changes it."""

    what: str
    command: str


def advice(project: Project, today: date) -> list[Advice]:
    """The next things to do, the most pressing first, at most MOST of them."""
    errors = [d for d in project.diagnostics if d.severity is Severity.ERROR]
    if errors or project.plan is None:
        what = f"計画か台帳に誤りが{len(errors)}件あります。"
        return [Advice(what, "misato-report check")]
    return list(_advice(project, project.plan, today))[:MOST]


def report_year_of(plan: Plan, day: date) -> int:
    """The year that a report made on a day is about: the last that has ended, within the plan."""
    period = plan.general.period
    return min(max(fiscal_year_of(day) - 1, period.first), period.last)


def _advice(project: Project, plan: Plan, today: date) -> Iterator[Advice]:
    waiting = _not_taken_in(project)
    if waiting:
        shown = "、".join(name.removeprefix("actuals/") for name in waiting[:2])
        more = f"ほか{len(waiting) - 2}件" if len(waiting) > 2 else ""  # noqa: PLR2004 - two are named
        yield Advice(f"まだ取り込まれていないファイルがあります（{shown}{more}）。", "misato-report ingest")
    day = default_as_of(project, today)
    if not waiting:  # what seems to be lacking may be in them
        yield from _overdue(project, plan, day)
    year = report_year_of(plan, day)
    if not waiting and not project.observations:
        folder = f"actuals/{fiscal_year_of(day)}/"
        yield Advice(
            f"数値がまだ一つもありません。公表されたファイルを {folder} に置いてください。",
            "misato-report ingest",
        )
    missing = missing_reviews(plan, reviews_at(plan, year, day))
    if missing and project.observations:
        what = f"{print_era_year(year)}度の町の評価を、{len(missing)}課がまだ書いていません（{'、'.join(list(missing)[:2])}など）。"
        yield Advice(what, f"misato-report reviews {year}")
    built = project.workspace.out_dir(year)
    if project.observations and not any(built.glob("*.pdf")):
        yield Advice(
            f"{print_era_year(year)}度の報告書はまだ作られていません。", f"misato-report build {year}"
        )


def _not_taken_in(project: Project) -> list[str]:
    """Files under ``actuals/`` that the ledger does not know as they are, and that may be tables."""
    known = project.known_files
    return [
        project.workspace.name_of(path)
        for path in project.workspace.source_files()
        if digest_of(path) not in known and not is_document(path)
    ]


def _overdue(project: Project, plan: Plan, day: date) -> Iterator[Advice]:
    """Publications that should be out and are not in the ledger, of this fiscal year and the one before."""
    for year in (fiscal_year_of(day) - 1, fiscal_year_of(day)):
        for publication in publications(plan, project.observations, year):
            in_plan = publication.period >= plan.general.period.first
            if in_plan and not publication.taken and publication.due < day:
                due = f"{print_era_year(publication.due.year)}{publication.due.month}月"
                yield Advice(
                    f"{due}までに公表の「{publication.source.title}」（{publication.words}）がまだ取り込まれていません。"
                    f"actuals/{year}/ に置いてください。",
                    "misato-report ingest",
                )

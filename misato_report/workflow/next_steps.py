"""What the clerk should do next, from what the workspace has and lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from misato_report.actuals.recognising import long_sources
from misato_report.checks.gate import findings
from misato_report.checks.waiting import files_waiting
from misato_report.diagnostics import Severity
from misato_report.evaluation.project_facts import unanswered, untold_projects
from misato_report.evaluation.reviews import missing_reviews, reviews_at
from misato_report.evaluation.year_so_far import years_so_far
from misato_report.evaluation.year_so_far_wording import so_far_sentence
from misato_report.forms.outstanding import not_returned
from misato_report.issued.register import read_register
from misato_report.notation import print_date, print_era_year
from misato_report.plan.plan import Plan
from misato_report.project import Project, default_as_of
from misato_report.report.up_to_date import builds_of
from misato_report.workflow.calendar import fiscal_year_of, publications

MOST = 3
_SEASON_OF_FORMS = (4, 5)


@dataclass(frozen=True)
class Advice:
    """One thing to do: what is so, and the command that changes it."""

    what: str
    command: str


def advice(project: Project, today: date) -> list[Advice]:
    """The next things to do, the most pressing first, at most MOST of them."""
    errors = sum(d.severity is Severity.ERROR for d in findings(project, today).open)
    if errors or project.plan is None:
        what = f"計画、台帳、ファイルに誤りが{errors}件あります。"
        return [Advice(what, "misato-report check")]
    return list(_advice(project, project.plan, today))[:MOST]


def report_year_of(plan: Plan, day: date) -> int:
    """The year that a report made on a day is about: the last that has ended, within the plan."""
    period = plan.general.period
    return min(max(fiscal_year_of(day) - 1, period.first), period.last)


def known_so_far(project: Project, today: date) -> list[str]:
    """What the months say of years whose own figures are not published."""
    if project.plan is None:
        return []
    day = default_as_of(project, today)
    found = years_so_far(project.plan, project.observations, report_year_of(project.plan, day), day)
    return [f"途中経過　{one.indicator.short_name}: {so_far_sentence(one)}。" for one in found]


def _advice(project: Project, plan: Plan, today: date) -> Iterator[Advice]:
    waiting = list(files_waiting(project, plan))
    if waiting:
        shown = "、".join(name.removeprefix("actuals/") for name in waiting[:2])
        more = f"ほか{len(waiting) - 2}件" if len(waiting) > 2 else ""  # noqa: PLR2004 - two are named
        yield Advice(f"まだ取り込まれていないファイルがあります（{shown}{more}）。", "misato-report ingest")
    day = default_as_of(project, today)
    if not waiting:  # what seems to be lacking may be in them
        yield from _overdue(project, plan, day)
    year = report_year_of(plan, day)
    if not waiting and not project.observations:
        yield from _of_an_empty_ledger(project, plan, year, day)
    if project.observations or any(project.workspace.forms_dir(year).glob("*.xlsx")):
        yield from _of_the_departments(project, plan, year, day)
    if project.observations:
        yield from _of_the_report(project, year)


def _of_an_empty_ledger(project: Project, plan: Plan, year: int, day: date) -> Iterator[Advice]:
    """Where the first figures come from: tables that others publish, and what the departments count."""
    counted = {source.id for source in long_sources(plan).values()}
    if set(plan.sources) - counted:
        what = "数値がまだ一つもありません。公表されたファイルを"
        yield Advice(f"{what} actuals/{fiscal_year_of(day)}/ に置いてください。", "misato-report ingest")
    if not counted or any(project.workspace.forms_dir(year).glob("*.xlsx")):
        return
    name = f"{print_era_year(year)}度"
    if fiscal_year_of(day) > year:
        what = f"{name}に各課が数えた値がまだありません。様式を作って、各課に配ります。"
        yield Advice(what, f"misato-report forms {year}")
    else:
        what = f"各課が数える値は、{name}が終わった4月に、様式で集めます。"
        yield Advice(what, f"misato-report calendar {year + 1}")


def _of_the_departments(project: Project, plan: Plan, year: int, day: date) -> Iterator[Advice]:
    """Forms in spring, and the reviews that are not written yet."""
    missing = missing_reviews(plan, reviews_at(plan, year, day))
    name = f"{print_era_year(year)}度"
    sent = any(project.workspace.forms_dir(year).glob("*.xlsx"))
    if missing and not sent and fiscal_year_of(day) == year + 1 and day.month in _SEASON_OF_FORMS:
        yield Advice(f"{name}の実績と評価の様式を、各課に配る時期です。", f"misato-report forms {year}")
    late = not_returned(project, plan, year)
    if late:
        what = f"様式の返送がまだの課があります（{'、'.join(late)}）。戻ったら actuals/{year + 1}/ に置いてください。"
        yield Advice(what, "misato-report ingest")
    elif missing:
        what = f"{name}の町の評価を、{len(missing)}課がまだ書いていません（{'、'.join(list(missing)[:2])}など）。"
        yield Advice(what, f"misato-report reviews {year}")
    if not late:
        yield from _of_the_facts(plan, year, day)


def _of_the_facts(plan: Plan, year: int, day: date) -> Iterator[Advice]:
    """Projects whose year is not told, and opinions without a reply."""
    told = []
    untold = untold_projects(plan, year, day)
    if untold:
        count, named = sum(map(len, untold.values())), "、".join(list(untold)[:2])
        told.append(
            f"{print_era_year(year)}度の決算と実績が書かれていない事業が{count}件あります（{named}など）。"
            f"様式を取り込むか、plan/projects/{year}.yaml に書いてください。"
        )
    waiting = unanswered(plan, day)
    if waiting:
        first = f"{waiting[0].who} {print_date(waiting[0].date)}"
        told.append(
            f"回答のない意見が{len(waiting)}件あります（{first}など）。様式を取り込むか、plan/opinions.yaml の reply: に書いてください。"
        )
    if told:
        yield Advice("".join(told), f"misato-report status {year}")


def _of_the_report(project: Project, year: int) -> Iterator[Advice]:
    """Build it, build it again, hand it in."""
    if read_register(project.workspace).of_year(year):
        return
    name = f"{print_era_year(year)}度の報告書"
    papers = [build for build in builds_of(project.workspace, year) if build.council and not build.draft]
    if not papers or not papers[-1].paths:
        yield Advice(f"{name}はまだ作られていません。", f"misato-report build {year}")
    elif not papers[-1].current:
        what = f"{name}を作った後に、計画か台帳が変わっています。"
        yield Advice(what, f"misato-report build {year}")
    else:
        what = f"{name}ができています。確認票に印をもらい、議会に提出したら記録します。"
        yield Advice(what, f"misato-report issue {year} --to 6月議会")


def _overdue(project: Project, plan: Plan, day: date) -> Iterator[Advice]:
    """Publications that should be out and are not in the ledger, of this fiscal year and the one before."""
    for year in (fiscal_year_of(day) - 1, fiscal_year_of(day)):
        for publication in publications(plan, project.observations, year):
            if publication.is_monthly:
                continue  # which months are lacking is said with what is known so far
            in_plan = publication.period >= plan.general.period.first
            if in_plan and not publication.taken and publication.due < day:
                due = f"{print_era_year(publication.due.year)}{publication.due.month}月"
                yield Advice(
                    f"{due}までに公表の「{publication.source.title}」（{publication.words}）がまだ取り込まれていません。"
                    f"actuals/{year}/ に置いてください。",
                    "misato-report ingest",
                )

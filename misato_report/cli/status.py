"""``misato-report status``: where every target stands, in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from misato_report.cli.options import (
    AsOfOption,
    JsonOption,
    WorkspaceOption,
    YearArgument,
    as_of_or_default,
    open_project,
)
from misato_report.cli.terminal import say, shortened, show

if TYPE_CHECKING:
    from datetime import date

    from misato_report.evaluation.rules import Evaluation
    from misato_report.plan.plan import Plan


def status(
    context: typer.Context,
    year: YearArgument,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """すべての指標の実績と判定を表示します。"""
    from misato_report.cli.output import tell_of_ledger
    from misato_report.evaluation.year_so_far import years_so_far
    from misato_report.evaluation.year_so_far_wording import so_far_sentence
    from misato_report.forms.outstanding import not_returned
    from misato_report.project import evaluate_project

    project = open_project(context, workspace)
    day = as_of_or_default(project, as_of)
    plan = project.plan_at(day)
    tell_of_ledger(project)
    evaluations = evaluate_project(project, year, day)
    so_far = years_so_far(plan, project.observations, year, day)
    if as_json:
        from misato_report.evaluation.population_paths import courses
        from misato_report.report.json_objects import status_object, to_json

        beside = courses(plan, project.observations, day)
        say(to_json(status_object(plan, evaluations, so_far, beside)))
    else:
        _show(plan, evaluations, year, day)
        for one in so_far:
            say(f"・{one.indicator.short_name}: {so_far_sentence(one)}。")
        late = not_returned(project, plan, year)
        if late:
            say(f"様式の返送がまだの課: {'、'.join(late)}")
        _show_what_is_untold(plan, year, day)


def _show_what_is_untold(plan: Plan, year: int, day: date) -> None:
    """Projects whose year nobody has told, and opinions that nobody has answered."""
    from misato_report.evaluation.project_facts import unanswered, untold_projects
    from misato_report.notation import print_date

    untold = untold_projects(plan, year, day)
    if untold:
        say("決算や実績がまだ書かれていない事業")
    for department, names in untold.items():
        say(f"・{department}: {'、'.join(names)}")
    waiting = unanswered(plan, day)
    if waiting:
        say("回答がまだの意見")
    for opinion in waiting:
        say(f"・{opinion.who} {print_date(opinion.date)} {shortened(opinion.words)}")


def _show(plan: Plan, evaluations: tuple[Evaluation, ...], year: int, day: date) -> None:
    from rich.table import Table

    from misato_report.evaluation.scales import mark_of
    from misato_report.notation import print_date, print_fiscal_year
    from misato_report.project import uses_samples

    sample = "【見本の数値を含む】" if uses_samples(evaluations) else ""
    say(f"{plan.general.title} {print_fiscal_year(year)} {sample}")
    say(f"基準日 {print_date(day)}")
    table = Table(box=None, pad_edge=False)
    table.add_column("指標", ratio=1, overflow="fold")
    table.add_column("期間", no_wrap=True)
    for heading in ("実績", "目安", "目標", "進捗"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("判定", no_wrap=True)
    for e in evaluations:
        table.add_row(*_cells(e), "".join(mark_of(plan.general.scale, e)))
    show(table)
    for e in evaluations:
        for line in _remarks(plan, e):
            say(f"・{e.indicator.short_name}: {line}")
    if plan.undecided:
        say("評価の方法が決まっていない目標")
        for target in plan.undecided:
            say(f"・{target.indicator.name}: {target.words}")


def _cells(e: Evaluation) -> tuple[str, ...]:
    from misato_report.evaluation.wording import amount, expected_words, goal_quantity, percent
    from misato_report.notation import print_year

    target = goal_quantity(e.indicator, e.indicator.final_target)
    if e.period is None or e.value is None:
        return (e.indicator.short_name, "―", "―", "―", target, "―")
    pace = percent(e.pace_ratio) if e.pace_ratio is not None else "―"
    return (
        e.indicator.short_name,
        print_year(e.period),
        amount(e.indicator, e.value),
        expected_words(e.indicator, e.expected),
        target,
        pace,
    )


def _remarks(plan: Plan, e: Evaluation) -> list[str]:
    from misato_report.evaluation.wording import missing_sentences
    from misato_report.notation import print_date, print_year

    remarks = list(missing_sentences(e))
    for awaited in e.awaited:
        remarks.append(f"{print_year(awaited.period)}は{print_date(awaited.due)}までに公表の見込みです。")
    return remarks

"""``misato-report explain``: why an indicator has its verdict, step by step, and what would change it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Annotated

import typer

from misato_report.cli.options import (
    AsOfOption,
    WorkspaceOption,
    YearArgument,
    as_of_or_default,
    open_project,
)
from misato_report.cli.terminal import say

if TYPE_CHECKING:
    from misato_report.evaluation.peers import PeerTable
    from misato_report.evaluation.population_paths import Course
    from misato_report.evaluation.rules import Evaluation, Rules
    from misato_report.evaluation.year_so_far import YearSoFar
    from misato_report.plan.plan import Plan


def explain(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(metavar="指標", help="指標のidか名前。")],
    year: YearArgument,
    as_of: AsOfOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """判定の計算を、元の欄から順に示し、何が変われば判定が変わるかを示します。"""
    from misato_report.cli.output import tell_of_ledger
    from misato_report.evaluation.population_paths import courses
    from misato_report.evaluation.year_so_far import years_so_far
    from misato_report.project import evaluate_project, peer_tables

    project = open_project(context, workspace)
    day = as_of_or_default(project, as_of)
    plan = project.plan_at(day)
    tell_of_ledger(project)
    e = named(evaluate_project(project, year, day), indicator)
    show_explanation(plan, e, peer_tables(project, plan, [e]).get(e.indicator.id))
    target = plan.general.target_population
    if target is not None and e.indicator.id == target.id:
        _show_courses(e, courses(plan, project.observations, day))
    for one in years_so_far(plan, project.observations, year, day):
        if one.indicator.id == e.indicator.id:
            _show_so_far(one)


def _show_courses(e: Evaluation, beside: tuple[Course, ...]) -> None:
    """How far the actuals are from the town's line and from each projection, with the cells of the latter."""
    from misato_report.evaluation.population_paths_wording import course_sentences
    from misato_report.notation import print_number, print_period

    if beside:
        say("\n並べて示す推計（判定には使わない）")
    for sentence in course_sentences(e, beside):
        say(f"  ・{sentence}")
    for o in (p.observation for c in beside for p in c.points if p.observation is not None):
        value = print_number(o.value) if o.value is not None else "―"
        say(
            f"  {print_period(o.period, o.basis)} {value}{o.unit}\n     {o.file} {o.cell}（{o.published_on} 公表）"
        )


def _show_so_far(so_far: YearSoFar) -> None:
    """What the months say of a year that is not published, with the cells they came from."""
    from misato_report.evaluation.year_so_far_wording import so_far_sentence
    from misato_report.notation import print_number, print_period

    say(f"\n年の途中経過（判定には使わない）\n  {so_far_sentence(so_far)}")
    for o in so_far.counted:
        value = print_number(o.value) if o.value is not None else "―"
        say(
            f"  {print_period(o.period, o.basis)} {value}{o.unit}\n     {o.file} {o.cell}（{o.published_on} 公表）"
        )


def named(evaluations: tuple[Evaluation, ...], name: str) -> Evaluation:
    """The evaluation of the indicator that a name means, else a usage error with the nearest."""
    from misato_report.notation import squeeze

    wanted = squeeze(name)
    named: dict[str, Evaluation] = {}
    for e in evaluations:
        for key in (e.indicator.id, squeeze(e.indicator.name), squeeze(e.indicator.short_name)):
            named[key] = e
    if wanted in named:
        return named[wanted]
    containing = {e.indicator.id: e for key, e in named.items() if wanted and wanted in key}
    if len(containing) == 1:
        return next(iter(containing.values()))
    near = difflib.get_close_matches(wanted, named, n=3, cutoff=0.3) or [e.indicator.id for e in evaluations]
    raise typer.BadParameter(f"「{name}」という指標はありません。もしかして: {'、'.join(near)}")


def show_explanation(plan: Plan, e: Evaluation, peers: PeerTable | None = None) -> None:
    """Print the calculation behind a verdict, what would change it, where the town stands, and what is not there yet."""
    from misato_report.evaluation.explanation import steps, what_would_change_it
    from misato_report.evaluation.rules import rules_of
    from misato_report.evaluation.scales import mark_of
    from misato_report.notation import print_date, print_fiscal_year

    rules = rules_of(plan)
    say(f"{e.indicator.name}　{print_fiscal_year(e.report_year)}")
    say(f"基準日 {print_date(e.as_of)}　判定 {''.join(mark_of(plan.general.scale, e))}")
    _show_figures(plan, e)
    calculation = steps(e, rules)
    if not calculation:
        say("\n計算する実績がまだありません。")
        _show_dues(e)
        return
    say("\n計算（言葉の意味は、報告書の「評価の方法」にあります）")
    for number, step in enumerate(calculation, start=1):
        say(f"  {number}. {step.line}")
    changes = what_would_change_it(e, rules)
    if changes:
        say("\n何が変われば判定が変わるか")
        for line in changes:
            say(f"  ・{line}")
    _show_certainty(e, rules)
    _show_dues(e)
    if peers is not None:
        _show_peers(plan, e, peers)


def _show_peers(plan: Plan, e: Evaluation, peers: PeerTable) -> None:
    """Where the town stands among the municipalities of its prefecture."""
    from misato_report.evaluation.peer_wording import peer_sentence

    say("\n県内の市町村の中で（判定には使わない）")
    say(f"  ・{peer_sentence(plan, peers)}。")
    say(f"  ・すべての市町村は misato-report peers {e.indicator.id} {e.report_year} で見られます。")


def _show_certainty(e: Evaluation, rules: Rules) -> None:
    """Whether chance alone may explain the verdict, and whether a revision may change it."""
    from misato_report.evaluation.certainty_wording import certainty_sentences, chance_calculation

    sentences = tuple(certainty_sentences(e, rules))
    if sentences:
        say("\n判定はどれほど確かか（判定には使わない）")
    for line in (*sentences, *chance_calculation(e)):
        say(f"  ・{line}")


def _show_figures(plan: Plan, e: Evaluation) -> None:
    """The plan's own figures, and the published ones with the cells they came from."""
    from misato_report.evaluation.wording import (
        baseline_words,
        baseline_years,
        goal_quantity,
        span_words,
        unit_after,
        unit_behind,
    )
    from misato_report.notation import print_number, print_period

    unit = unit_after(e.indicator) if e.stated_baseline is not None else ""
    say(f"  現状値 {baseline_years(e.indicator)} {baseline_words(e.indicator)}{unit}（計画書）")
    goal = e.target_of_the_year
    say(f"  目標値 {span_words(goal.period)} {goal_quantity(e.indicator, goal)}（計画書）")
    if e.inputs:
        say("\n公表された値")
    for o in e.inputs:
        value = print_number(o.value) if o.value is not None else "―"
        name, period = plan.series[o.series].name, print_period(o.period, o.basis)
        say(
            f"  {name} {period} {value}{unit_behind(o.unit)}\n     {o.file} {o.cell}（{o.published_on} {o.correction or '公表'}）"
        )


def _show_dues(e: Evaluation) -> None:
    from misato_report.evaluation.wording import missing_sentences
    from misato_report.notation import print_date, print_year

    for sentence in missing_sentences(e):
        say(f"  ・{sentence}")
    for awaited in e.awaited:
        say(f"  ・{print_year(awaited.period)}の値は{print_date(awaited.due)}までに公表の見込みです。")

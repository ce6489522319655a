"""``misato-report reviews``: which departments have not written their review of a year yet."""

from __future__ import annotations

import typer

from misato_report.cli.options import (
    AsOfOption,
    WorkspaceOption,
    YearArgument,
    as_of_or_default,
    open_project,
)
from misato_report.cli.terminal import say


def reviews(
    context: typer.Context,
    year: YearArgument,
    as_of: AsOfOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """町の評価 (plan/reviews/年度.yaml) がまだ書かれていないものを、課ごとに表示します。"""
    from misato_report.evaluation.reviews import missing_reviews, reviews_at
    from misato_report.notation import print_fiscal_year

    project = open_project(context, workspace)
    day = as_of_or_default(project, as_of)
    plan = project.plan_at(day)
    missing = missing_reviews(plan, reviews_at(plan, year, day))
    if not missing:
        say(f"{print_fiscal_year(year)}の町の評価は、すべて書かれています。")
        return
    say(f"{print_fiscal_year(year)}の町の評価で、まだ書かれていないもの")
    for department, wanted in missing.items():
        say(department)
        for what in wanted:
            say(f"  ・{what}")
    say(f"plan/reviews/{year}.yaml に書いてください。")

"""``misato-report paper``: what marks in a form may name."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Annotated

import typer

from misato_report.cli.options import (
    AsOfOption,
    JsonOption,
    WorkspaceOption,
    as_of_or_default,
    open_project,
    read_year_option,
)
from misato_report.cli.terminal import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from misato_report.report.papers.listing import MarkLine

paper = typer.Typer(
    help="ほかの様式の資料 (templates/papers/) に書く印を調べます。",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_WIDTH = 80


@paper.command("marks")
def marks(
    context: typer.Context,
    year: Annotated[
        int | None,
        typer.Argument(
            metavar="[年度]", parser=read_year_option, help="報告年度。省くと、計画の中で最も新しい年度。"
        ),
    ] = None,
    find: Annotated[
        str, typer.Option("--find", metavar="語", help="印か値にこの語のあるものを、すべて示します。")
    ] = "",
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """様式に書ける印を、その年度の値といっしょに示します。"""
    from misato_report.report.building import facts_of
    from misato_report.report.facts import Imprint
    from misato_report.report.papers.compose import paper_model
    from misato_report.report.papers.listing import marks_of, overview_of
    from misato_report.workflow.next_steps import report_year_of

    project = open_project(context, workspace)
    day = as_of_or_default(project, as_of)
    wanted = year if year is not None else report_year_of(project.plan_at(day), day)
    lines = marks_of(paper_model(facts_of(project, wanted, day), Imprint("", day)))
    found = [line for line in lines if find in line.mark or find in line.value]
    if as_json:
        import json

        told = [
            {"mark": m.mark, "value": m.value, "number": m.number or None, "rows": m.rows or None}
            for m in found
        ]
        say(json.dumps({"year": wanted, "marks": told}, ensure_ascii=False, indent=1))
        return
    _show(found if find else overview_of(found))
    if not find:
        say(
            "\n… の後には、その行の下の i.、p. などの後と同じものを書きます。--find 語 で、探せます。",
            err=True,
        )


def _show(lines: Iterable[MarkLine]) -> None:
    for line in lines:
        mark = line.mark if line.mark.startswith("{%") else f"{{{{ {line.mark} }}}}"
        value = " ".join(line.value.split()) or "（空）"
        if display_width(f"{mark}  {value}") <= _WIDTH:
            say(f"{mark}  {value}")
        else:
            say(f"{mark}\n{_fitted(f'    {value}')}")


def _fitted(text: str) -> str:
    """The text's beginning, as much as a line of the terminal holds."""
    if display_width(text) <= _WIDTH:
        return text
    while display_width(text) > _WIDTH - 2:
        text = text[:-1]
    return f"{text}…"


def display_width(text: str) -> int:
    """Columns of a terminal that a text takes, Japanese letters two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "FWA" else 1 for letter in text)

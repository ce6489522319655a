"""``misato-report peers``: where the town stands among the municipalities of its prefecture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from misato_report.cli.options import (
    AsOfOption,
    JsonOption,
    WorkspaceOption,
    YearArgument,
    as_of_or_default,
    open_project,
)
from misato_report.cli.terminal import say, show

if TYPE_CHECKING:
    from misato_report.evaluation.peers import Peer, PeerTable
    from misato_report.evaluation.rules import Evaluation
    from misato_report.plan.plan import Plan


def peers(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(metavar="指標", help="指標のidか名前。")],
    year: YearArgument,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """県内の市町村の値と順位を、町に印を付けて表示します。"""
    from misato_report.cli.explain import named
    from misato_report.cli.output import stop, tell_of_ledger
    from misato_report.project import evaluate_project, peer_tables
    from misato_report.report.json_objects import peers_object, to_json

    project = open_project(context, workspace)
    day = as_of_or_default(project, as_of)
    plan = project.plan_at(day)
    tell_of_ledger(project)
    e = named(evaluate_project(project, year, day), indicator)
    table = peer_tables(project, plan, [e]).get(e.indicator.id)
    if table is None:
        from misato_report.diagnostics import Diagnostic

        file, line = plan.places.get(f"indicator {e.indicator.id}", ("plan", None))
        message, hint = _why_not(e)
        stop([Diagnostic(file=file, line=line, code="no-peers", message=message, hint=hint)])
    if as_json:
        say(to_json(peers_object(e, table)))
    else:
        _show(plan, e, table)


def _why_not(e: Evaluation) -> tuple[str, str]:
    """Why there is nothing to show, and what to do."""
    name = e.indicator.short_name
    if e.indicator.peers is None:
        hint = "指標に peers: と、その資料に peers: true を書くと比べられます（docs/evaluation.md）。"
        return f"「{name}」は、県内の市町村と比べる指標ではありません。", hint
    if e.value is None:
        return (
            f"「{name}」の実績がまだありません。",
            "misato-report status で、いつ公表されるかを確かめられます。",
        )
    hint = "misato-report ingest を実行し、misato-report check で確かめてください。"
    return f"「{name}」の、町かほかの市町村の値がまだありません。", hint


def _show(plan: Plan, e: Evaluation, table: PeerTable) -> None:
    from rich.table import Table

    from misato_report.evaluation.peer_wording import (
        known_words,
        measure_words,
        order_words,
        peer_sentence,
        shown_value,
    )
    from misato_report.evaluation.wording import period_words
    from misato_report.notation import print_date

    say(f"{e.indicator.name}")
    say(f"{period_words(plan, e)}　基準日 {print_date(e.as_of)}")
    say(f"{peer_sentence(plan, table)}。")
    shown = Table(box=None, pad_edge=False)
    shown.add_column("順位", justify="right", no_wrap=True)
    shown.add_column("", no_wrap=True)
    shown.add_column("市町村", no_wrap=True)
    shown.add_column("値", justify="right", no_wrap=True)
    for peer in table.peers:
        bold = "bold" if peer.is_town else None
        rank = str(peer.rank) if peer.rank is not None else "―"
        shown.add_row(rank, _sign(peer), peer.name, shown_value(table, peer.value), style=bold)
    show(shown)
    say(f"値: {measure_words(plan, table)}。順位は{order_words(table)}、値の分かる{known_words(table)}の中。")
    near = "、◇ 近隣の市町村" if any(peer.is_neighbour for peer in table.peers) else ""
    say(f"◆ {table.town.name}{near}。他の市町村の目標は別なので、判定はしません。")


def _sign(peer: Peer) -> str:
    return "◆" if peer.is_town else "◇" if peer.is_neighbour else ""

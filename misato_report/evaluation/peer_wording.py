"""What is said of the town's place among the municipalities of its prefecture."""

from __future__ import annotations

from decimal import Decimal

from misato_report.evaluation.peers import Peer, PeerTable
from misato_report.evaluation.rules import more_is_better
from misato_report.evaluation.wording import years_words
from misato_report.notation import print_number
from misato_report.plan.plan import Plan


def shown_value(table: PeerTable, value: Decimal | None) -> str:
    """A value as it is printed, without its unit; ― where there is none."""
    return print_number(value, table.decimals) if value is not None else "―"


def per_words(plan: Plan, table: PeerTable) -> str:
    """「推計人口1,000人当たり」; empty where values are taken as they are."""
    peers = table.indicator.peers
    if peers is None or peers.per is None:
        return ""
    per = plan.series[peers.per]
    return f"{per.name}{peers.times:,}{per.unit}当たり"


def measure_words(plan: Plan, table: PeerTable) -> str:
    """What the values are: 「推計人口1,000人当たり（人）」, or the unit alone."""
    per = per_words(plan, table)
    return f"{per}（{table.indicator.unit}）" if per else table.indicator.unit


def rank_words(table: PeerTable, peer: Peer) -> str:
    """「10位」, of several with one value 「10位タイ」; ― where it is not known."""
    if peer.rank is None:
        return "―"
    tie = sum(other.rank == peer.rank for other in table.known) > 1
    return f"{peer.rank}位{'タイ' if tie else ''}"


def known_words(table: PeerTable) -> str:
    """「19市町村」, or 「19市町村のうち18」 where some are not known."""
    total, known = len(table.peers), len(table.known)
    return f"{total}市町村" if known == total else f"{total}市町村のうち{known}"


def order_words(table: PeerTable) -> str:
    """From which end ranks are counted."""
    return "大きいほうから" if more_is_better(table.indicator) else "小さいほうから"


def peer_sentence(plan: Plan, table: PeerTable) -> str:
    """The town's place in one sentence."""
    town, unit = table.town, table.indicator.unit
    rank = rank_words(table, town).replace("タイ", "（同じ順位あり）")
    value = f"{per_words(plan, table)}{shown_value(table, town.value)}{unit}"
    middle = f"中央値{shown_value(table, table.median)}{unit}"
    unknown = [peer.name for peer in table.peers if peer.value is None]
    left_out = f"。値の分からない{'、'.join(unknown)}を除く" if unknown else ""
    years = years_words(table.indicator, table.period)
    return (
        f"県内{known_words(table)}の中で、{order_words(table)}{rank}（{years}、{value}、{middle}{left_out}）"
    )


def short_peer_sentence(table: PeerTable) -> str:
    """The same where there is little room; what the values are stands on the page of all municipalities."""
    middle = f"中央値{shown_value(table, table.median)}{table.indicator.unit}"
    return f"県内{known_words(table)}の中で{rank_words(table, table.town)}（{middle}）"

"""県内の市町村の中で: the strip under an indicator's chart, and the page of all municipalities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from misato_report.evaluation.peer_wording import (
    known_words,
    measure_words,
    peer_sentence,
    rank_words,
    short_peer_sentence,
    shown_value,
)
from misato_report.evaluation.peers import Peer, PeerTable
from misato_report.evaluation.wording import years_words
from misato_report.report.charts import NARROW, THIRD, WIDE, Form, peer_strip
from misato_report.report.compose.material import Material
from misato_report.report.page_model import (
    PeerCell,
    PeerIndicator,
    PeerMatrix,
    PeerRow,
    PeersPage,
    PeerStrip,
)

_MOST_BESIDE = 4
"""Indicators beside each other in a table of all municipalities; more of them are listed in a table of their own."""


def strip_of(material: Material, indicator: str, forms: Sequence[Form]) -> PeerStrip | None:
    """The strip under the chart of an indicator, in its forms; None where it is not compared."""
    table = material.peers.get(indicator)
    if table is None:
        return None
    sentence = peer_sentence(material.plan, table)
    said = short_peer_sentence(table) if THIRD in forms else sentence
    drawn = [form for form in forms if form is not THIRD]  # on paper a small one stands in the list of all
    return PeerStrip(said, _charts(material, table, sentence, drawn, ""))


def _charts(
    material: Material, table: PeerTable, sentence: str, forms: Iterable[Form], where: str
) -> tuple[tuple[str, str], ...]:
    accent = material.plan.general.appearance.accent
    ids = {form: f"{where}{form.name}-peers-{table.indicator.id}" for form in forms}
    return tuple(
        (form.name, peer_strip(table, sentence, accent=accent, form=form, ident=ids[form])) for form in ids
    )


def peers_page(material: Material) -> PeersPage | None:
    """The page of all indicators that are compared; None where there is none."""
    tables = list(material.peers.values())
    if not tables:
        return None
    general = material.plan.general
    many = len(tables) > _MOST_BESIDE
    forms = (THIRD,) if many else (WIDE, NARROW)
    used = dict.fromkeys(o.source for table in tables for o in table.inputs)
    return PeersPage(
        prefecture=general.municipality.prefecture,
        town=general.municipality.name,
        neighbours="、".join(general.neighbours),
        many=many,
        indicators=tuple(_indicator(material, table, forms) for table in tables),
        tables=tuple(
            _matrix(material, tables[first : first + _MOST_BESIDE])
            for first in range(0, len(tables), _MOST_BESIDE)
        ),
        sources=tuple(material.plan.sources[id_].title for id_ in used if id_ in material.plan.sources),
    )


def _indicator(material: Material, table: PeerTable, forms: Iterable[Form]) -> PeerIndicator:
    town = table.town
    return PeerIndicator(
        anchor=table.indicator.id,
        name=table.indicator.short_name,
        measure=measure_words(material.plan, table),
        period=years_words(table.indicator, table.period),
        value=shown_value(table, town.value),
        rank=rank_words(table, town),
        median=shown_value(table, table.median),
        known=known_words(table),
        charts=_charts(material, table, peer_sentence(material.plan, table), forms, "page-"),
    )


def _matrix(material: Material, tables: Sequence[PeerTable]) -> PeerMatrix:
    """All municipalities in the order of their codes, the town first and then its neighbours."""
    by_code = [{peer.code: peer for peer in table.peers} for table in tables]
    peers = sorted(by_code[0].values(), key=lambda one: (not one.is_town, not one.is_neighbour, one.code))
    headings = tuple((table.indicator.short_name, measure_words(material.plan, table)) for table in tables)
    rows = tuple(
        PeerRow(
            peer.name,
            _kind(peer),
            tuple(_cell(table, found[peer.code]) for table, found in zip(tables, by_code, strict=True)),
        )
        for peer in peers
    )
    return PeerMatrix(headings, rows)


def _kind(peer: Peer) -> str:
    return "own" if peer.is_town else "near" if peer.is_neighbour else ""


def _cell(table: PeerTable, peer: Peer) -> PeerCell:
    return PeerCell(shown_value(table, peer.value), rank_words(table, peer))

"""県内の市町村: every municipality's value and rank at each indicator that is compared."""

from __future__ import annotations

from misato_report.evaluation.peer_wording import measure_words, rank_words
from misato_report.evaluation.peers import Peer, PeerTable
from misato_report.evaluation.wording import years_words
from misato_report.report.excel.book import Book
from misato_report.report.excel.looks import CENTRED, HEAD, number_format
from misato_report.report.excel.page import Page

_COLUMNS = {
    "指標": 30,
    "期間": 12,
    "値の種類": 30,
    "団体コード": 11,
    "市町村": 14,
    "値": 12,
    "順位": 9,
    "区分": 10,
    "出所": 70,
}


def write_peers(book: Book) -> None:
    """The sheet 県内の市町村, a row for each municipality and indicator; none where nothing is compared."""
    if not book.facts.peers:
        return
    title = "県内の市町村の中で（順位は値の良いほうから。判定には使わない）"
    page = book.new_page("県内の市町村", title, tuple(_COLUMNS.values()), landscape=True)
    for number, heading in enumerate(_COLUMNS, start=1):
        page.text(number, heading, HEAD)
    head = page.row
    page.next_row()
    page.freeze()
    for table in book.facts.peers.values():
        for peer in table.peers:
            _write_row(book, page, table, peer)
    page.name_table("県内の市町村", head, tuple(_COLUMNS))


def _write_row(book: Book, page: Page, table: PeerTable, peer: Peer) -> None:
    page.text(1, table.indicator.short_name)
    page.text(2, years_words(table.indicator, table.period), CENTRED)
    page.text(3, measure_words(book.plan, table))
    page.text(4, peer.code, CENTRED)
    page.text(5, peer.name)
    if peer.value is not None:
        page.number(6, peer.value, number_format(table.decimals))
    page.text(7, rank_words(table, peer), CENTRED)
    page.text(8, "町" if peer.is_town else "近隣" if peer.is_neighbour else "", CENTRED)
    page.text(9, "、".join(dict.fromkeys(f"{o.file} {o.cell}" for o in peer.inputs)))
    page.next_row()

"""数値の出所: every published figure that the report rests on."""

from __future__ import annotations

from misato_report.notation import print_period
from misato_report.report.compose.provenance import used_observations
from misato_report.report.excel.book import Book
from misato_report.report.excel.looks import CENTRED, HEAD, number_format, places_of

_SOURCES = {
    "系列": 30,
    "期間": 34,
    "値": 12,
    "単位": 9,
    "公表日": 11,
    "状態": 8,
    "ファイル": 62,
    "欄": 14,
    "備考": 42,
}


def write_sources(book: Book) -> None:
    """The sheet 数値の出所, a row for each figure."""
    page = book.new_page("数値の出所", "数値の出所", tuple(_SOURCES.values()), landscape=True)
    for number, heading in enumerate(_SOURCES, start=1):
        page.text(number, heading, HEAD)
    head = page.row
    page.next_row()
    page.freeze()
    for o in used_observations(book.facts.evaluations, book.facts.beside):
        page.text(1, book.plan.series[o.series].name)
        page.text(2, print_period(o.period, o.basis))
        if o.value is not None:
            page.number(3, o.value, number_format(places_of(o.value)))
        page.text(4, o.unit, CENTRED)
        page.day(5, o.published_on)
        page.text(6, o.status, CENTRED)
        page.text(7, o.file)
        page.text(8, o.cell)
        page.text(9, o.note)
        page.next_row()
    page.name_table("数値の出所", head, tuple(_SOURCES))

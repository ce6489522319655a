"""The report as an Excel workbook, as the town would have made it by hand, with formulas that can be followed."""

from __future__ import annotations

from misato_report.files.spreadsheet import Spreadsheet
from misato_report.report.excel.book import Book, edition_of
from misato_report.report.excel.facts_sheets import write_facts
from misato_report.report.excel.indicator_sheets import write_field, write_grant, write_population
from misato_report.report.excel.overview import write_overview
from misato_report.report.excel.peers import write_peers
from misato_report.report.excel.sources import write_sources
from misato_report.report.facts import Facts
from misato_report.report.open_data import courses_of


def render_workbook(facts: Facts) -> bytes:
    """The .xlsx of a report: 概要, a sheet for each field, grant project, 目標人口 and 県内の市町村, 事業と決算 and what
    else was told of the year, and 数値の出所.

    Equal facts give equal bytes: the as-of date stands in for the clock.
    """
    general = facts.plan.general
    spreadsheet = Spreadsheet(
        title=edition_of(facts),
        author=f"{general.municipality.name} {general.department}",
        made_on=facts.evaluations[0].as_of,
    )
    book = Book(spreadsheet, facts, {course.indicator.id: course for course in courses_of(facts)})
    write_overview(book)
    for field in facts.plan.fields:
        write_field(book, field)
    for field in facts.plan.fields:
        for grant in field.grants:
            write_grant(book, field, grant)
    write_population(book)
    write_peers(book)
    write_facts(book)
    write_sources(book)
    return spreadsheet.content()

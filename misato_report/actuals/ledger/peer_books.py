"""The other municipalities' rows while files are taken in: each of them by the rules of the town's :class:`Book`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from misato_report.actuals.extracting import Extracted
from misato_report.actuals.ledger.book import Book, FileResult
from misato_report.actuals.ledger.peers import Peers, name_of_area
from misato_report.diagnostics import Diagnostic
from misato_report.plan.plan import Plan


class PeerBooks:
    """A book for each municipality; files are taken one after the other, the older first."""

    def __init__(self, rows: Peers, plan: Plan) -> None:
        self._plan = plan
        self._books = {area: Book(of_area, plan) for area, of_area in rows.items()}

    def rows(self) -> Peers:
        """All rows, sorted."""
        found = ((area, book.rows()) for area, book in sorted(self._books.items()))
        return {area: rows for area, rows in found if rows}

    def take(self, extracted: Extracted, result: FileResult | None) -> None:
        """Take a file's observations of others; conflicts go into ``result`` (None: nobody asked)."""
        for area, observations in extracted.peers.items():
            book = self._books.setdefault(area, Book([], self._plan))
            told = None if result is None else FileResult("", [])
            book.take(replace(extracted, observations=observations), told)
            if result is not None and told is not None:
                result.diagnostics += [_named(area, finding) for finding in told.diagnostics]

    def follow_file(self, rows: Peers, files: Iterable[Extracted]) -> None:
        """After making all anew: the names of files that stood there, as :meth:`Book.follow_ledger` does."""
        read_files = list(files)
        for area, of_area in rows.items():
            said = [replace(e, observations=e.peers.get(area, [])) for e in read_files]
            self._books.setdefault(area, Book([], self._plan)).follow_ledger(of_area, said)


def _named(area: str, finding: Diagnostic) -> Diagnostic:
    return replace(finding, message=f"{name_of_area(area)}: {finding.message}")

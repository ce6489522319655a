"""The ledger made from the files alone, in memory: what it has to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from misato_report.actuals.ledger.book import Book
from misato_report.actuals.ledger.peer_books import PeerBooks
from misato_report.actuals.ledger.peers import Peers, renamed
from misato_report.actuals.ledger.receipts import Receipts
from misato_report.actuals.ledger.source_files import (
    SourceReader,
    Whereabouts,
    follow,
    known_from,
    publication_order,
    unique,
    whereabouts,
)
from misato_report.diagnostics import Diagnostic
from misato_report.files.names import digest_of
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.workspace import Workspace


@dataclass(frozen=True)
class Made:
    """A ledger made again: ``rows`` as they have to be; ``confirmations``, what files said that stood already; the other
    municipalities' rows (``peers``); where the files are; and what is wrong with files that cannot be read any more."""

    rows: list[Observation]
    confirmations: list[Observation]
    peers: Peers
    where: Whereabouts
    diagnostics: list[Diagnostic]


def make(
    workspace: Workspace, plan: Plan, ledger: Iterable[Observation], peers: Peers, receipts: Receipts
) -> Made:
    """Make the ledger of the files that were taken in. Files that wait are left out; of files that are gone, changed
    or unreadable the ledger's own rows stand in, so that what is wrong with them is said once. Raises OSError."""
    rows = list(ledger)
    taken = {(o.file, o.sha256) for o in rows} | {
        (r.file, r.sha256) for r in receipts.values() if not r.forgotten
    }
    where = whereabouts(workspace, taken)
    rows = follow(rows, where.moved)
    hashes = {sha256 for _, sha256 in taken}
    reader = SourceReader(workspace, plan, receipts, known_from(rows))
    found = [path for path in workspace.source_files() if digest_of(path) in hashes]
    names = {o.sha256: o.file for o in rows}
    read = [reader.read(path)[0] for path in unique(found, names, workspace)]
    sound = [extracted for extracted in read if not extracted.refused]
    problems = [d for extracted in read if extracted.refused for d in extracted.diagnostics]
    here = {extracted.file.sha256 for extracted in sound}
    book = Book([o for o in rows if o.sha256 not in here], plan)
    peers = renamed(peers, where.moved)
    astray = {area: [o for o in of_area if o.sha256 not in here] for area, of_area in peers.items()}
    peer_books = PeerBooks(astray, plan)
    for extracted in sorted(sound, key=publication_order):
        book.take(extracted, None)
        peer_books.take(extracted, None)
    book.follow_ledger(rows, sound)
    peer_books.follow_file(peers, sound)
    return Made(book.rows(), book.confirmations, peer_books.rows(), where, problems)

"""Source files → ledger: what is new, revised, corrected or unchanged, taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import filelock

from misato_report.actuals.extracting import Extracted, as_accepted
from misato_report.actuals.files.reading import DOCUMENT
from misato_report.actuals.ledger.book import Book, FileResult, corrects_command
from misato_report.actuals.ledger.forgetting import forget_file
from misato_report.actuals.ledger.future import future_publications
from misato_report.actuals.ledger.history_checks import Newest, carried_forward, jumps
from misato_report.actuals.ledger.keeping import Beside, Outcome, put_in_place
from misato_report.actuals.ledger.peer_books import PeerBooks
from misato_report.actuals.ledger.peers import (
    Peers,
    all_of,
    asked_for,
    read_peers,
    renamed,
)
from misato_report.actuals.ledger.read import read_ledger
from misato_report.actuals.ledger.receipts import Receipt, Receipts, forget_command, read_receipts
from misato_report.actuals.ledger.shifted_years import shifted_years
from misato_report.actuals.ledger.source_files import (
    Said,
    SourceReader,
    Whereabouts,
    follow,
    known_from,
    publication_order,
    unique,
    whereabouts,
)
from misato_report.diagnostics import Diagnostic, Severity, has_errors
from misato_report.files.atomic_write import remove_left_overs
from misato_report.files.journal import finish
from misato_report.files.locking import locked as held
from misato_report.files.names import check_inside, digest_of
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.workspace import Workspace

_LOCK_SECONDS = 60


@dataclass(frozen=True)
class Request:
    """What is asked of an ingest.

    ``files``: those to take in (none: all that is new under ``actuals/``), and what is ``said`` of them. With
    ``rebuild`` the ledger is made again from every file; with ``forget`` a file is left out of it from now on.
    ``beside`` are files that change together with the ledger; a correction
    of which nobody says the day holds from ``today`` on, and not before what it corrects. A form without a day counts
    from ``received_on`` on.
    """

    files: Sequence[Path] = ()
    said: Said = field(default_factory=Said)
    rebuild: bool = False
    forget: Path | None = None
    beside: Sequence[Beside] = ()
    today: date | None = None
    received_on: date | None = None


@dataclass
class IngestResult:
    """What came of an ingest; ``observations`` is the ledger as it now stands, ``moved`` names files and where they
    are now, ``dropped`` counts the rows of a forgotten file."""

    files: list[FileResult] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    moved: Mapping[str, str] = field(default_factory=dict)
    dropped: int = 0
    written: bool = False
    peers_written: bool = False

    @property
    def failed(self) -> bool:
        """Whether anything was refused: then nothing at all was written."""
        return has_errors(self.diagnostics) or any(f.refused for f in self.files)


def ingest(workspace: Workspace, plan: Plan, request: Request) -> IngestResult:
    """Take files into the ledger, all of them or none. What stands in the way is told in the result."""
    name = workspace.name_of(workspace.ledger_file)
    try:
        check_inside(workspace.actuals_dir, workspace.root)
        workspace.actuals_dir.mkdir(exist_ok=True)
        with held(workspace.lock_file, _LOCK_SECONDS):
            finish(workspace.actuals_dir, workspace.root)
            remove_left_overs(workspace.actuals_dir)  # under the lock they are nobody's
            return _Ingest(workspace, plan, request).run()
    except filelock.Timeout:
        message = "ほかの人が取り込みの最中です。"
        hint = (
            "終わるのを待って、もう一度実行してください。"
            f"誰もいなければ {workspace.name_of(workspace.lock_file)} で始まるファイルを消してください。"
        )
        return IngestResult(diagnostics=[Diagnostic(file=name, code="locked", message=message, hint=hint)])
    except OSError as error:
        message = f"台帳を書けませんでした ({error.strerror})。台帳は元のままです。"
        hint = "空き容量とアクセス権を確かめてください。"
        return IngestResult(
            diagnostics=[Diagnostic(file=name, code="write-failed", message=message, hint=hint)]
        )


class _Ingest:
    """One ingest, under the lock."""

    def __init__(self, workspace: Workspace, plan: Plan, request: Request) -> None:
        self.workspace, self.plan, self.request = workspace, plan, request
        self.result = IngestResult()
        only = None if request.rebuild else plan.series
        self.read = read_ledger(workspace.ledger_file, workspace.name_of(workspace.ledger_file), only)
        self.receipts, damaged = read_receipts(
            workspace.receipts_file, workspace.name_of(workspace.receipts_file)
        )
        self.peers, of_peers = self._read_peers()
        if not request.rebuild:
            damaged = [*self.read.diagnostics, *damaged, *of_peers]
        self.result.diagnostics.extend(damaged)
        self.reader = SourceReader(workspace, plan, self.receipts, known_from(self.read.observations))

    def _read_peers(self) -> tuple[Peers, list[Diagnostic]]:
        """The other municipalities' rows that the plan asks for, and what is wrong with their file. Without a ledger
        every file waits, and so do they."""
        path = self.workspace.peers_file
        if not self.plan.sources_of_peers() or not self.workspace.ledger_file.exists():
            return {}, []
        read = read_peers(path, self.workspace.name_of(path))
        return asked_for(read.rows, self.plan), read.diagnostics

    def run(self) -> IngestResult:
        """Take in what is asked for, and write it."""
        if self.result.failed:
            return self.result
        where, ledger = self._find_moved()
        if self.request.forget is not None:
            ledger = self._forget(self.request.forget, where, ledger)
        paths = self._wanted(ledger)
        if self.result.failed:
            return self.result
        self.result.diagnostics.extend(self._in_the_way(where, ledger))
        read = self._extract(paths)
        asked = [extracted for extracted, _ in read.values()]
        self.result.diagnostics.extend(self._unsaid_corrections(asked, ledger))
        if self.request.today is not None:
            said_here = [o for e in asked for o in e.observations]
            self.result.diagnostics.extend(future_publications(said_here, ledger, self.request.today))
        if self.result.failed:
            return self.result
        book, peers = self._make(asked, ledger)
        if self.result.failed:
            return self.result
        self.result.observations = book.rows()
        self.peers = peers.rows()
        self._write({path: e for path, (e, _) in read.items()}, [receipt for _, receipt in read.values()])
        return self.result

    @property
    def _anew(self) -> bool:
        """Whether the ledger is made from every file."""
        return self.request.rebuild or self.request.forget is not None

    def _find_moved(self) -> tuple[Whereabouts, list[Observation]]:
        """Where the ledger's files are, and its rows with the names that they have now."""
        known = {(o.file, o.sha256) for o in self.read.observations}
        known |= {(r.file, r.sha256) for r in self.receipts.values() if not r.forgotten}
        where = whereabouts(self.workspace, known)
        self.result.moved = where.moved
        self.peers = renamed(self.peers, where.moved)
        for sha256, receipt in self.receipts.items():
            if receipt.file in where.moved and not receipt.forgotten:
                self.receipts[sha256] = replace(receipt, file=where.moved[receipt.file])
        return where, follow(self.read.observations, where.moved)

    def _forget(self, path: Path, where: Whereabouts, ledger: list[Observation]) -> list[Observation]:
        forgotten, kept, problem = forget_file(
            self.workspace, path, where, ledger, self.receipts, self.request.said.because
        )
        if problem is not None:
            self.result.diagnostics.append(problem)
        self.receipts |= {one.sha256: one for one in forgotten}
        self.result.dropped = len(ledger) - len(kept)
        return kept

    def _wanted(self, ledger: list[Observation]) -> list[Path]:
        """The files to read: those named, else all (made anew) or those the ledger does not know as they are."""
        if self.request.files and not self._anew:
            missing = [path for path in self.request.files if not path.is_file()]
            for path in missing:
                message = "ファイルがありません。"
                hint = "名前と場所を確かめてください。"
                self.result.diagnostics.append(
                    Diagnostic(file=str(path), code="no-file", message=message, hint=hint)
                )
            return [path for path in dict.fromkeys(self.request.files) if path not in missing]
        found = self.workspace.source_files()
        forgotten = {sha256 for sha256, receipt in self.receipts.items() if receipt.forgotten}
        if self._anew:
            names = {o.sha256: o.file for o in ledger}
            return [p for p in unique(found, names, self.workspace) if digest_of(p) not in forgotten]
        known = {(o.file, o.sha256) for o in ledger}
        known |= {(name, sha256) for name, sha256, *_ in self.read.others.publications}
        # A source that has only now been asked for the others' figures says them again.
        have = {o.source for o in all_of(self.peers)}
        lacking = self.plan.sources_of_peers() - have
        known -= {(o.file, o.sha256) for o in ledger if o.source in lacking}
        digests = {path: digest_of(path) for path in found}
        for path, sha256 in digests.items():
            if sha256 in forgotten:
                self._tell_of_forgotten(self.workspace.name_of(path), self.receipts[sha256])
        return [
            path
            for path, sha256 in digests.items()
            if sha256 not in forgotten and (self.workspace.name_of(path), sha256) not in known
        ]

    def _tell_of_forgotten(self, name: str, receipt: Receipt) -> None:
        message = f"除いたファイル（理由: {receipt.because}）がまた置かれています。読みませんでした。"
        hint = "取り込むのなら、ファイルを名指しして ingest を実行してください。"
        self.result.diagnostics.append(
            Diagnostic(file=name, code="forgotten-file", message=message, hint=hint, severity=Severity.INFO)
        )

    def _in_the_way(self, where: Whereabouts, ledger: list[Observation]) -> Iterator[Diagnostic]:
        """Files without which the ledger made anew would lose figures, or a correction what it corrects."""
        names = {o.file for o in ledger} | {r.file for r in self.receipts.values() if not r.forgotten}
        for name in where.gone if self._anew else ():
            if name in names:
                message = "台帳にあるファイルが見つかりません。作り直すと、その数値が失われます。"
                hint = (
                    f"元の場所に戻してください。わざと除いたのなら、{forget_command(name)} としてください。"
                )
                yield Diagnostic(file=name, code="file-vanished", message=message, hint=hint)
        changed = [name for name, sha256 in where.changed.items() if any(o.sha256 == sha256 for o in ledger)]
        for name in changed if self._anew or self.request.said.corrects is not None else ():
            found = Diagnostic(
                file=name,
                code="file-changed",
                message="取り込んだ後に中身が変わっています。",
                hint="元のファイルに戻してください。訂正された表は、別の名前で置いてください。",
            )
            if self.request.rebuild:
                message = "取り込んだ後に中身が変わっています。今の中身で作り直しました。"
                found = replace(found, message=message, severity=Severity.WARNING)
            yield found

    def _extract(self, paths: Iterable[Path]) -> dict[Path, tuple[Extracted, Receipt]]:
        """The files with their receipts, without the documents among them, which are told of."""
        said = Said() if self._anew else self.request.said
        today, received_on = self.request.today or date.min, self.request.received_on
        read = {path: self.reader.read(path, said, today, received_on) for path in paths}
        named = bool(self.request.files) and not self._anew
        self.result.diagnostics.extend(_passed_over(read, all_of_them=named))
        self.result.files = [
            FileResult(e.file.name, e.titles, diagnostics=list(e.diagnostics)) for e, _ in read.values()
        ]
        return read

    def _unsaid_corrections(
        self, asked: Iterable[Extracted], ledger: Sequence[Observation]
    ) -> Iterator[Diagnostic]:
        """Tables whose title says that they correct another, and of which the clerk does not say which one."""
        if self._anew or self.request.said.corrects is not None:
            return
        known = {(o.series, o.period) for o in ledger}
        for extracted in asked:
            figures = extracted.observations
            new = [o for o in figures if (o.series, o.period) not in known]
            corrected = self.receipts.get(extracted.file.sha256)
            if not extracted.says_corrected or not figures or new or (corrected and corrected.corrects):
                continue
            newest = max(figures, key=lambda o: o.published_on)
            days = [
                o.published_on
                for o in ledger
                if o.source == newest.source and o.published_on <= newest.published_on
            ]
            if not days or all(_is_known(o, ledger) for o in figures):
                continue
            message = f"表題に訂正（正誤）とあります。{max(days)} に公表された表の訂正なら、改定とは区別して取り込みます。"
            hint = f"{corrects_command(extracted.file.name, max(days))} としてください。"
            yield Diagnostic(file=extracted.file.name, code="looks-corrected", message=message, hint=hint)

    def _make(self, asked: list[Extracted], ledger: list[Observation]) -> tuple[Book, PeerBooks]:
        later = [] if self._anew else self._published_later(asked, ledger)
        book = Book([] if self._anew else ledger, self.plan)
        peers = PeerBooks({} if self._anew else self.peers, self.plan)
        results = {id(e): r for e, r in zip(asked, self.result.files, strict=True)}
        for extracted in sorted([*asked, *later], key=publication_order):
            known_before = book.newest()
            book.take(extracted, results.get(id(extracted)))
            peers.take(extracted, results.get(id(extracted)))
            if id(extracted) in results:
                self._compare(extracted, results[id(extracted)], known_before, book)
        if self._anew:
            book.follow_ledger(ledger, asked)
            peers.follow_file(self.peers, asked)
        return book, peers

    def _published_later(self, asked: Sequence[Extracted], ledger: Iterable[Observation]) -> list[Extracted]:
        """Files that were published after one that comes in late.

        A publication adds only what differs from the one before it. A late file changes what "the one before" was,
        so the later ones must say again what they say.
        """
        earliest: dict[str, date] = {}
        for o in (o for e in asked for o in e.observations):
            earliest[o.source] = min(o.published_on, earliest.get(o.source, o.published_on))
        taken = {e.file.name for e in asked}
        named = {o.file: o for o in ledger}
        late = {o.file for o in ledger if o.source in earliest and o.published_on > earliest[o.source]}
        # A file that only confirmed what stood has no row that says when it was published.
        silent = {r.file for r in self.receipts.values() if not r.forgotten and r.file not in named}
        names = (late | silent if late or silent else set()) - taken
        paths = [self.workspace.path_of(name) for name in sorted(names)]
        read = [self.reader.read(path)[0] for path in paths if path.is_file()]
        return [extracted for extracted in read if not extracted.refused]

    def _compare(self, extracted: Extracted, result: FileResult, before: Newest, book: Book) -> None:
        """Hold a file's figures against those of other years, as they were known at its publication."""
        after = book.newest()
        taken = [o for o in extracted.observations if after.get((o.series, o.period)) == o]
        result.diagnostics.extend(jumps(self.plan, before, taken))
        problems = list(carried_forward(self.plan, after, taken))
        if not any(o.correction for o in extracted.observations):
            problems += shifted_years(self.plan, before, extracted.observations)
        reason = extracted.file.accepted
        if problems and reason:
            book.accept(extracted.file.sha256, reason)
            problems = [as_accepted(problem, reason) for problem in problems]
        elif any(o.correction for o in taken):
            # What followed from the wrong figure still stands in the tables of other years.
            reason = next(o.note for o in taken if o.correction)
            problems = [as_accepted(problem, reason) for problem in problems]
        result.diagnostics.extend(problems)

    def _write(self, files: Mapping[Path, Extracted], receipts: Iterable[Receipt]) -> None:
        older = {o.sha256: o.file for o in self.read.observations if o.sha256 not in self.receipts}
        asked = self.receipts | {sha256: self.reader.receipt(name, sha256) for sha256, name in older.items()}
        kept = [*self.result.observations, *all_of(self.peers)]
        needed = {o.sha256 for o in kept if o.acceptance}
        for receipt in receipts:
            asked[receipt.sha256] = receipt if receipt.sha256 in needed else replace(receipt, accepted="")
        outcome = Outcome(
            self.workspace, self.result.observations, _without_superseded(asked, kept),
            None if self._anew else self.plan.series, self.read.observations, files, self.request.beside,
            self.peers,
        )  # fmt: skip
        done = put_in_place(outcome)
        self.result.observations, self.result.written = done.observations, done.ledger_written
        self.result.peers_written = done.peers_written
        self.result.diagnostics.extend(done.diagnostics)


def _passed_over(files: dict[Path, tuple[Extracted, Receipt]], *, all_of_them: bool) -> Iterator[Diagnostic]:
    """Take documents out of the files, and tell of them. With ``all_of_them`` they are left in where there are
    only such: who names nothing else means them."""
    documents = [path for path, (e, _) in files.items() if [d.code for d in e.diagnostics] == [DOCUMENT]]
    if all_of_them and len(documents) == len(files):
        return
    for path in documents:
        yield replace(files.pop(path)[0].diagnostics[0], severity=Severity.INFO)


def _is_known(o: Observation, ledger: Iterable[Observation]) -> bool:
    """Whether a figure was the newest at its publication already."""
    before = [
        k for k in ledger if (k.series, k.period) == (o.series, o.period) and k.published_on <= o.published_on
    ]
    return bool(before) and before[-1].says_the_same(o)


def _without_superseded(receipts: Receipts, observations: Iterable[Observation]) -> Receipts:
    """Without those of a file's earlier content, where no figure is from it any more: rows were added to the file."""
    used = {o.sha256 for o in observations}
    newest = {receipt.file: receipt.sha256 for receipt in receipts.values()}
    return {
        sha256: receipt
        for sha256, receipt in receipts.items()
        if receipt.forgotten or sha256 in used or newest[receipt.file] == sha256
    }

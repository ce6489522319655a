"""Source files → ledger: what is new, revised or unchanged, taken in whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import filelock

from misato_report.actuals.extracting import Extracted, SourceFile, as_accepted, extract
from misato_report.actuals.files.reading import DOCUMENT
from misato_report.actuals.ledger.future import future_publications
from misato_report.actuals.ledger.history_checks import Newest, carried_forward, jumps
from misato_report.actuals.ledger.read import LedgerRead, read_ledger, sort_key
from misato_report.actuals.ledger.write import holds, ledger_bytes, merged_with
from misato_report.diagnostics import Diagnostic, Severity, has_errors
from misato_report.files.atomic_write import remove_left_overs, replace_file
from misato_report.files.bounded_read import read_at_most
from misato_report.files.locking import locked as held
from misato_report.files.names import check_inside, digest_of, same_name
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.workspace import Workspace

Key = tuple[str, int, date]
_LOCK_SECONDS = 60


@dataclass
class FileResult:
    """What came of one file: counts of its observations, or why it was refused."""

    file: str
    titles: list[str]
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    diagnostics: list[Diagnostic] = field(default_factory=list)
    changes: list[tuple[Observation, Observation]] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether nothing of the file may be taken."""
        return has_errors(self.diagnostics)


@dataclass
class IngestResult:
    """What came of an ingest; ``observations`` is the ledger as it now stands."""

    files: list[FileResult] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    written: bool = False

    @property
    def failed(self) -> bool:
        """Whether anything was refused: then nothing at all was written."""
        return has_errors(self.diagnostics) or any(f.refused for f in self.files)


def ingest(
    workspace: Workspace,
    plan: Plan,
    files: Sequence[Path] = (),
    published_on: date | None = None,
    *,
    rebuild: bool = False,
    accepted: str = "",
    today: date | None = None,
) -> IngestResult:
    """Take files into the ledger (none given: all that is new under ``actuals/``).

    ``published_on`` is the publication date of files that do not say theirs; ``accepted`` the reason for
    taking the named files although their sums do not agree. With ``rebuild`` the ledger is made again
    from every file under ``actuals/``. What was published after ``today`` (if given) is refused.
    """
    try:
        check_inside(workspace.actuals_dir, workspace.root)
        workspace.actuals_dir.mkdir(exist_ok=True)
        with held(workspace.lock_file, _LOCK_SECONDS):
            said = _Said(published_on, accepted, today=today)
            return _ingest_locked(workspace, plan, files, said, rebuild=rebuild)
    except filelock.Timeout:
        message = "ほかの人が取り込みの最中です。"
        hint = (
            "終わるのを待って、もう一度実行してください。"
            f"誰もいなければ {workspace.name_of(workspace.lock_file)} で始まるファイルを消してください。"
        )
        return IngestResult(
            diagnostics=[
                Diagnostic(
                    file=workspace.name_of(workspace.ledger_file),
                    code="locked",
                    message=message,
                    hint=hint,
                )
            ]
        )
    except OSError as error:
        message = f"台帳を書けませんでした ({error.strerror})。台帳は元のままです。"
        hint = "空き容量とアクセス権を確かめてください。"
        return IngestResult(
            diagnostics=[
                Diagnostic(
                    file=workspace.name_of(workspace.ledger_file),
                    code="write-failed",
                    message=message,
                    hint=hint,
                )
            ]
        )


@dataclass(frozen=True)
class _Said:
    """What is said of files beyond their content: by the clerk now, or by the ledger since then."""

    published_on: date | None = None
    accepted: str = ""
    known_dates: dict[str, date] = field(default_factory=dict)
    known_reasons: dict[str, str] = field(default_factory=dict)
    today: date | None = None

    def file(self, name: str, raw: bytes) -> SourceFile:
        """The file with what is said of it."""
        sha256 = hashlib.sha256(raw).hexdigest()
        day = self.published_on or self.known_dates.get(sha256)
        return SourceFile(name, raw, sha256, day, self.accepted or self.known_reasons.get(sha256, ""))


def _ingest_locked(
    workspace: Workspace, plan: Plan, files: Sequence[Path], said: _Said, *, rebuild: bool
) -> IngestResult:
    remove_left_overs(workspace.actuals_dir)  # under the lock they are nobody's
    name = workspace.name_of(workspace.ledger_file)
    read = read_ledger(workspace.ledger_file, name, None if rebuild else plan.series)
    if has_errors(read.diagnostics) and not rebuild:
        return IngestResult(diagnostics=read.diagnostics)
    ledger = read.observations
    result = IngestResult()
    paths = _wanted(workspace, files, read, result, rebuild=rebuild)
    if rebuild:
        result.diagnostics.extend(_vanished(workspace, ledger, paths))
    before = _Said(known_dates=_known_dates(read), known_reasons=_known_reasons(read))
    said = replace(said, known_dates=before.known_dates, known_reasons=before.known_reasons)
    read_files = {path: _extract(workspace, plan, path, said) for path in paths}
    result.diagnostics.extend(_passed_over(read_files, all_of_them=bool(files) and not rebuild))
    paths, asked = list(read_files), list(read_files.values())
    result.files = [FileResult(e.file.name, e.titles, diagnostics=list(e.diagnostics)) for e in asked]
    if said.today is not None:
        said_here = [o for e in asked for o in e.observations]
        result.diagnostics.extend(future_publications(said_here, ledger, said.today))
    if result.failed:
        return result
    start = [] if rebuild else ledger
    later = [] if rebuild else _published_later(workspace, plan, asked, ledger, before)
    book = _Book(start, plan)
    results = {id(e): r for e, r in zip(asked, result.files, strict=True)}
    for extracted in sorted([*asked, *later], key=_publication_order):
        known_before = book.newest()
        book.take(extracted, results.get(id(extracted)))
        if id(extracted) in results:
            _compare(plan, extracted, results[id(extracted)], known_before, book)
    if rebuild:
        book.keep_confirmed(ledger, asked)
    if result.failed:
        return result
    result.observations = book.rows()
    kept = None if rebuild else plan.series
    _write(workspace, result, dict(zip(paths, asked, strict=True)), kept, read.observations)
    return result


def _wanted(
    workspace: Workspace,
    files: Sequence[Path],
    ledger: LedgerRead,
    result: IngestResult,
    *,
    rebuild: bool,
) -> list[Path]:
    """The files to read: those named, else all (rebuild) or those the ledger does not know as they are."""
    if files and not rebuild:
        missing = [path for path in files if not path.is_file()]
        for path in missing:
            message = "ファイルがありません。"
            hint = "名前と場所を確かめてください。"
            result.diagnostics.append(Diagnostic(file=str(path), code="no-file", message=message, hint=hint))
        return [path for path in dict.fromkeys(files) if path not in missing]
    found = workspace.source_files()
    if rebuild:
        return found
    known = {(o.file, o.sha256) for o in ledger.observations}
    known |= {(name, sha256) for name, sha256, *_ in ledger.others.publications}
    return [p for p in found if (workspace.name_of(p), digest_of(p)) not in known]


def _passed_over(files: dict[Path, Extracted], *, all_of_them: bool) -> Iterator[Diagnostic]:
    """Take documents out of the files, and tell of them. With ``all_of_them`` they are left in where there are
    only such: who names nothing else means them."""
    documents = [path for path, e in files.items() if [d.code for d in e.diagnostics] == [DOCUMENT]]
    if all_of_them and len(documents) == len(files):
        return
    for path in documents:
        yield replace(files.pop(path).diagnostics[0], severity=Severity.INFO)


def _vanished(
    workspace: Workspace, ledger: Iterable[Observation], paths: Iterable[Path]
) -> Iterator[Diagnostic]:
    """A rebuild without a file would drop its figures: nothing is rebuilt then."""
    here = {workspace.name_of(path) for path in paths}
    for name in dict.fromkeys(o.file for o in ledger):
        if name not in here:
            message = "台帳にあるファイルが見つかりません。作り直すと、その数値が失われます。"
            hint = (
                "元の場所に戻してください。もう要らないのなら、台帳を別の場所に移してから作り直してください。"
            )
            yield Diagnostic(file=name, code="file-vanished", message=message, hint=hint)


def _compare(plan: Plan, extracted: Extracted, result: FileResult, before: Newest, book: _Book) -> None:
    """Hold a file's figures against those of other years, as they were known at its publication."""
    after = book.newest()
    taken = [o for o in extracted.observations if after.get((o.series, o.period)) == o]
    result.diagnostics.extend(jumps(plan, before, taken))
    problems = list(carried_forward(plan, after, taken))
    reason = extracted.file.accepted
    if problems and reason:
        book.accept(extracted.file, reason)
        problems = [as_accepted(problem, reason) for problem in problems]
    result.diagnostics.extend(problems)


def _known_reasons(ledger: LedgerRead) -> dict[str, str]:
    """Content hash → the reason for which a file was taken although its sums do not agree."""
    others = {sha256: reason for _, sha256, _, reason in ledger.others.publications if reason}
    return others | {o.sha256: o.acceptance for o in ledger.observations if o.acceptance}


def _known_dates(ledger: LedgerRead) -> dict[str, date]:
    """Content hash → publication date that the ledger has for it, when it has just one."""
    dates: dict[str, set[date]] = {}
    for o in ledger.observations:
        dates.setdefault(o.sha256, set()).add(o.published_on)
    for _, sha256, day, _ in ledger.others.publications:
        dates.setdefault(sha256, set()).add(day)
    return {sha256: days.pop() for sha256, days in dates.items() if len(days) == 1}


def _extract(workspace: Workspace, plan: Plan, path: Path, said: _Said) -> Extracted:
    if path.absolute().is_relative_to(workspace.root) and not path.resolve().is_relative_to(workspace.root):
        refused = Extracted(SourceFile(str(path), b"", ""))
        message = "ワークスペースの外を指すリンクです。開きませんでした。"
        hint = "リンクではなく、ファイルそのものを置いてください。"
        refused.diagnostics.append(Diagnostic(file=str(path), code="link-out", message=message, hint=hint))
        return refused
    try:
        raw = read_at_most(path, plan.limits.file_megabytes * 10**6)
    except OSError as error:
        name = workspace.name_of(path)
        refused = Extracted(SourceFile(name, b"", ""))
        message = f"読めません ({error.strerror})。"
        refused.diagnostics.append(
            Diagnostic(
                file=name,
                code="unreadable-file",
                message=message,
                hint="アクセス権を確かめてください。",
            )
        )
        return refused
    return extract(said.file(workspace.name_of(path), raw), plan)


def _publication_order(extracted: Extracted) -> tuple[date, str]:
    newest = max((o.published_on for o in extracted.observations), default=date.min)
    return (newest, extracted.file.name)


def _published_later(
    workspace: Workspace,
    plan: Plan,
    asked: Sequence[Extracted],
    ledger: Iterable[Observation],
    said: _Said,
) -> list[Extracted]:
    """Files of the ledger that were published after one that comes in late.

    A publication adds only what differs from the one before it. A late file changes what "the one
    before" was, so the later ones must say again what they say.
    """
    earliest: dict[str, date] = {}
    for o in (o for e in asked for o in e.observations):
        earliest[o.source] = min(o.published_on, earliest.get(o.source, o.published_on))
    taken = {e.file.name for e in asked}
    names = {
        o.file
        for o in ledger
        if o.file not in taken and o.source in earliest and o.published_on > earliest[o.source]
    }
    paths = [workspace.path_of(name) for name in sorted(names)]
    read = [_extract(workspace, plan, path, said) for path in paths if path.is_file()]
    return [extracted for extracted in read if not extracted.refused]


class _Book:
    """The rows of a ledger while files are taken in, in the order of their publication."""

    def __init__(self, ledger: Iterable[Observation], plan: Plan) -> None:
        self._plan = plan
        self._rows: dict[Key, Observation] = {sort_key(o): o for o in ledger}
        self._vintages: dict[tuple[str, int], list[date]] = {}
        for series, period, day in sorted(self._rows):
            self._vintages.setdefault((series, period), []).append(day)

    def rows(self) -> list[Observation]:
        """All rows, sorted."""
        return sorted(self._rows.values(), key=sort_key)

    def newest(self) -> dict[tuple[str, int], Observation]:
        """The newest vintage of each series and period."""
        return {key: self._rows[(*key, days[-1])] for key, days in self._vintages.items() if days}

    def take(self, extracted: Extracted, result: FileResult | None) -> None:
        """Take a file's observations; counts and conflicts go into ``result`` (None: nobody asked)."""
        for observation in extracted.observations:
            here = self._rows.get(sort_key(observation))
            if here is not None:
                self._same_publication(here, observation, result)
                continue
            before = self._newest_before(observation)
            if before is not None and _says_the_same(before, observation):
                if result is not None:
                    result.unchanged += 1
                continue
            self._add(observation)
            if result is not None and before is None:
                result.new += 1
            elif result is not None and before is not None:
                result.revised += 1
                result.changes.append((before, observation))

    def accept(self, file: SourceFile, reason: str) -> None:
        """Put the reason for which a file was taken beside each of its figures."""
        for key, row in self._rows.items():
            if row.sha256 == file.sha256 and not row.acceptance:
                self._rows[key] = row.accepted_for(reason)

    def keep_confirmed(self, ledger: Iterable[Observation], files: Iterable[Extracted]) -> None:
        """After a rebuild: rows that a late file made superfluous stay, as long as their file says so."""
        said = {(sort_key(o), o.value, o.sha256) for e in files for o in e.observations}
        for row in ledger:
            if sort_key(row) not in self._rows and (sort_key(row), row.value, row.sha256) in said:
                self._add(row)

    def _add(self, observation: Observation) -> None:
        self._rows[sort_key(observation)] = observation
        days = self._vintages.setdefault((observation.series, observation.period), [])
        days.append(observation.published_on)
        days.sort()

    def _newest_before(self, observation: Observation) -> Observation | None:
        days = self._vintages.get((observation.series, observation.period), [])
        earlier = [day for day in days if day < observation.published_on]
        return self._rows[(observation.series, observation.period, earlier[-1])] if earlier else None

    def _same_publication(
        self, here: Observation, observation: Observation, result: FileResult | None
    ) -> None:
        if result is None:
            return
        if _says_the_same(here, observation):
            result.unchanged += 1
            if here.file == observation.file:
                # The clerk added rows to a file that was taken in before: the old rows follow it.
                self._rows[sort_key(here)] = replace(observation, note=observation.note or here.note)
            return
        series = self._plan.series[observation.series].name
        result.diagnostics.append(
            Diagnostic(
                file=observation.file,
                line=observation.row,
                code="conflict",
                message=f"{series} {observation.period}年の、同じ公表日 ({observation.published_on}) の値が二つあります。"
                f"台帳は {_shown(here)} ({here.file} {here.cell})、"
                f"このファイルは {_shown(observation)} ({observation.cell})。",
                hint="正しいほうを確かめ、訂正の公表なら公表日を改めてください。台帳は変えていません。",
                cell=observation.cell,
            )
        )


def _says_the_same(a: Observation, b: Observation) -> bool:
    return a.value == b.value and a.mark == b.mark


def _shown(observation: Observation) -> str:
    return str(observation.value) if observation.value is not None else str(observation.mark)


def _write(
    workspace: Workspace,
    result: IngestResult,
    files: dict[Path, Extracted],
    only: Container[str] | None,
    before: list[Observation],
) -> None:
    """Bring files from elsewhere under ``actuals/``, then put the ledger in place, with the old one's rows of
    other series than ``only`` (None: without any). What is as it was ``before``, to the byte, is left alone."""
    brought = _bring_in(workspace, result, files)
    if result.failed:
        return
    if brought:
        result.observations = [
            replace(o, file=brought[o.file]) if o.file in brought else o for o in result.observations
        ]
    path = workspace.ledger_file

    def content() -> Iterator[bytes]:
        return (
            iter([ledger_bytes(result.observations)])
            if only is None
            else merged_with(result.observations, path, only)
        )

    if result.observations == before and (not path.exists() or holds(path, content())):
        return
    replace_file(path, content())
    result.written = True


def _bring_in(workspace: Workspace, result: IngestResult, files: dict[Path, Extracted]) -> dict[str, str]:
    """Copy files that lie outside ``actuals/`` into the folder of their publication's fiscal year."""
    outside = {
        path: extracted
        for path, extracted in files.items()
        if not path.resolve().is_relative_to(workspace.actuals_dir.resolve()) and extracted.observations
    }
    targets: dict[Path, Path] = {}
    for path, extracted in outside.items():
        day = max(o.published_on for o in extracted.observations)
        fiscal_year = day.year if day.month >= 4 else day.year - 1  # noqa: PLR2004 - April starts the fiscal year
        target = workspace.actuals_dir / str(fiscal_year) / path.name
        taken = same_name(target.parent, target.name)
        if taken is not None and (taken.name != target.name or taken.read_bytes() != extracted.file.raw):
            message = f"{workspace.name_of(taken)} に、同じ名前で中身の違うファイルがあります。"
            hint = "ファイルの名前を変えてから取り込んでください。"
            result.diagnostics.append(
                Diagnostic(file=str(path), code="name-taken", message=message, hint=hint)
            )
        targets[path] = target
    if result.failed:
        return {}
    for path, target in targets.items():
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            replace_file(target, outside[path].file.raw)
    return {outside[path].file.name: workspace.name_of(target) for path, target in targets.items()}

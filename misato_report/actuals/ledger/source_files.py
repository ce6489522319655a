"""Source files as they are taken in: read with what was said of them, found again where they were moved to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from misato_report.actuals.extracting import Extracted, SourceFile, extract
from misato_report.actuals.ledger.receipts import Receipt, Receipts
from misato_report.diagnostics import Diagnostic
from misato_report.files.bounded_read import read_at_most
from misato_report.files.names import digest_of
from misato_report.notation import print_date
from misato_report.observation import Correction, Observation
from misato_report.plan.plan import Plan
from misato_report.workspace import Workspace


@dataclass(frozen=True)
class Said:
    """What the clerk says of the files that they name: see :class:`Receipt`."""

    published_on: date | None = None
    accepted: str = ""
    corrects: date | None = None
    because: str = ""


@dataclass
class SourceReader:
    """Reads files with what is known of them: by their ``receipts``, of ledgers older than receipts by their rows
    (``older``)."""

    workspace: Workspace
    plan: Plan
    receipts: Receipts
    older: Receipts

    def receipt(self, name: str, sha256: str, said: Said | None = None, today: date = date.min) -> Receipt:
        """The receipt of a file, with what is said of it now before what was said of it then."""
        said = said or Said()
        known = self.receipts.get(sha256) or self.older.get(sha256) or Receipt(name, sha256)
        day = said.published_on
        if said.corrects is not None and day is None:
            day = max(today, said.corrects)
        return replace(
            known,
            file=name,
            published_on=day or known.published_on,
            corrects=said.corrects or known.corrects,
            because=said.because if said.corrects is not None or known.forgotten else known.because,
            accepted=said.accepted or known.accepted,
            forgotten=False,
        )

    def read(
        self,
        path: Path,
        said: Said | None = None,
        today: date = date.min,
        received_on: date | None = None,
    ) -> tuple[Extracted, Receipt]:
        """A file's figures, and its receipt; what is wrong with it is among its findings.

        ``received_on`` counts for a form that has no day, and stands in its receipt from then on.
        """
        name = self.workspace.name_of(path)
        root = self.workspace.root
        if path.absolute().is_relative_to(root) and not path.resolve().is_relative_to(root):
            message = "ワークスペースの外を指すリンクです。開きませんでした。"
            hint = "リンクではなく、ファイルそのものを置いてください。"
            return _refused(str(path), "link-out", message, hint)
        try:
            raw = read_at_most(path, self.plan.limits.file_megabytes * 10**6)
        except OSError as error:
            message = f"読めません ({error.strerror})。"
            return _refused(name, "unreadable-file", message, "アクセス権を確かめてください。")
        sha256 = hashlib.sha256(raw).hexdigest()
        receipt = self.receipt(name, sha256, said, today)
        file = SourceFile(name, raw, sha256, receipt.published_on, receipt.accepted, received_on)
        extracted = extract(file, self.plan)
        if extracted.dated_by_receipt:
            receipt = replace(receipt, published_on=received_on)
        corrects, day = receipt.corrects, receipt.published_on
        if corrects is not None and day is not None and not extracted.refused:
            _correct(extracted, corrects, day, receipt.because)
        if receipt.accepted and (sha256 in self.receipts or sha256 in self.older):
            # That a check failed is a fact of the day it was taken in: the reason stays with its figures.
            extracted.observations = [
                o if o.acceptance else o.accepted_for(receipt.accepted) for o in extracted.observations
            ]
        return extracted, receipt


def known_from(ledger: Iterable[Observation]) -> Receipts:
    """What rows tell of their files, as far as ledgers do that are older than receipts: a publication date where there
    is just one, and why a file was taken although its sums do not agree."""
    rows: dict[str, list[Observation]] = {}
    for o in ledger:
        rows.setdefault(o.sha256, []).append(o)
    found = {}
    for sha256, of_file in rows.items():
        days = {o.published_on for o in of_file}
        reason = next((o.acceptance for o in of_file if o.acceptance), "")
        found[sha256] = Receipt(
            of_file[0].file, sha256, days.pop() if len(days) == 1 else None, accepted=reason
        )
    return found


def _refused(name: str, code: str, message: str, hint: str) -> tuple[Extracted, Receipt]:
    refused = Extracted(SourceFile(name, b"", ""))
    refused.diagnostics.append(Diagnostic(file=name, code=code, message=message, hint=hint))
    return refused, Receipt(name, "")


def _correct(extracted: Extracted, corrects: date, day: date, because: str) -> None:
    """Make the figures of a corrected table corrections: from the day that the table itself says, else from the day given."""
    wrong = next((o for o in extracted.observations if o.published_on < corrects), None)
    if wrong is not None or day < corrects:
        extracted.diagnostics.append(
            _wrong_day(extracted.file.name, corrects, wrong.published_on if wrong else day)
        )
        return
    note = f"{because}（{print_date(corrects)}公表の訂正）"
    extracted.change_each(lambda o: _corrected(o, o.published_on if o.published_on > corrects else day, note))


def _corrected(o: Observation, day: date, note: str) -> Observation:
    return replace(
        o,
        published_on=day,
        correction=Correction.CORRECTED,
        number=1,
        note="、".join(text for text in (note, o.note) if text),
    )


def _wrong_day(name: str, corrects: date, day: date) -> Diagnostic:
    message = f"{corrects} に公表された表の訂正としては、日付が合いません ({day})。訂正は、元の公表より前にはできません。"
    hint = "--corrects には元の表の公表日を、--published-on には訂正の日を書いてください。"
    return Diagnostic(file=name, code="correction-before", message=message, hint=hint)


@dataclass(frozen=True)
class Whereabouts:
    """Where the files of a ledger are now: ``moved`` from their name to another, ``changed`` in content under their
    name, or ``gone``; each name with the SHA-256 that is looked for."""

    moved: Mapping[str, str]
    changed: Mapping[str, str]
    gone: Mapping[str, str]


def whereabouts(workspace: Workspace, known: Iterable[tuple[str, str]]) -> Whereabouts:
    """Look for files by name and SHA-256 under ``actuals/``. Raises OSError where one cannot be read."""
    moved: dict[str, str] = {}
    changed: dict[str, str] = {}
    gone: dict[str, str] = {}
    names = set(known)
    digests = {name: _digest(workspace.path_of(name)) for name in {name for name, _ in names}}
    lost = {(name, sha256) for name, sha256 in names if digests[name] != sha256}
    elsewhere = (
        {digest_of(path): workspace.name_of(path) for path in workspace.source_files()} if lost else {}
    )
    for name, sha256 in sorted(lost):
        if sha256 in elsewhere:
            moved[name] = elsewhere[sha256]
        elif digests[name]:
            changed[name] = sha256
        else:
            gone[name] = sha256
    return Whereabouts(moved, changed, gone)


def _digest(path: Path) -> str:
    return digest_of(path) if path.is_file() else ""


def follow(observations: Iterable[Observation], moved: Mapping[str, str]) -> list[Observation]:
    """Rows with the names that their files have now."""
    return [replace(o, file=moved[o.file]) if o.file in moved else o for o in observations]


def publication_order(extracted: Extracted) -> tuple[date, str]:
    """Older publications first; at one day by name."""
    newest = max((o.published_on for o in extracted.observations), default=date.min)
    return (newest, extracted.file.name)


def unique(paths: Iterable[Path], names_kept: Mapping[str, str], workspace: Workspace) -> Iterator[Path]:
    """Each content once: of copies the one that the ledger names (``names_kept``: SHA-256 → name), else the first."""
    seen: dict[str, Path] = {}
    for path in paths:
        sha256 = digest_of(path)
        if sha256 not in seen or names_kept.get(sha256) == workspace.name_of(path):
            seen[sha256] = path
    yield from sorted(seen.values())

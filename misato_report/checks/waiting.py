"""Which files under ``actuals/`` still have something that was not taken in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from misato_report.actuals.extracting import Extracted, SourceFile, extract
from misato_report.actuals.files.kinds import is_document
from misato_report.actuals.ledger.receipts import read_receipts
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.project import Project

_FORM = "様式（"  # how the title of a form begins


def files_waiting(project: Project, plan: Plan) -> Iterator[str]:
    """Names of the files that ``ingest`` would take something from, or could not read.

    Not a form whose texts were taken, nor a table that says what the ledger has already.
    """
    workspace = project.workspace
    receipts, _ = read_receipts(workspace.receipts_file, workspace.name_of(workspace.receipts_file))
    # What the receipts know is held against the ledger elsewhere; without a ledger only what was forgotten is taken.
    taken = {d for d, r in receipts.items() if workspace.ledger_file.exists() or r.forgotten}
    returned = {form.sha256 for file in plan.reviews.values() for form in file.returned}
    known = project.known_files | returned | taken
    by_name = {row.file for row in project.observations}
    for path in project.workspace.source_files():
        name = project.workspace.name_of(path)
        if name in by_name or is_document(path):  # whether it is as it was taken in is another question
            continue
        raw = path.read_bytes()
        digest = hashlib.sha256(raw).hexdigest()
        if digest not in known and _has_news(extract(SourceFile(name, raw, digest), plan), project):
            yield name


def _has_news(extracted: Extracted, project: Project) -> bool:
    is_form = any(title.startswith(_FORM) for title in extracted.titles)
    return is_form or extracted.refused or not _all_known(extracted.observations, project.observations)


def _all_known(said: Iterable[Observation], ledger: Iterable[Observation]) -> bool:
    """Whether a file adds nothing: its values were the newest at its publication already."""
    newest: dict[tuple[str, int], list[Observation]] = {}
    for row in ledger:
        newest.setdefault((row.series, row.period), []).append(row)
    for o in said:
        before = [r for r in newest.get((o.series, o.period), []) if r.published_on <= o.published_on]
        if not before or before[-1].value != o.value:
            return False
    return True

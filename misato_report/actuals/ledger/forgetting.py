"""A file that was removed on purpose: its figures leave the ledger, and the receipts say why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from misato_report.actuals.ledger.receipts import Receipt, Receipts
from misato_report.actuals.ledger.source_files import Whereabouts
from misato_report.diagnostics import Diagnostic
from misato_report.observation import Observation
from misato_report.workspace import Workspace


def forget_file(
    workspace: Workspace,
    path: Path,
    where: Whereabouts,
    ledger: list[Observation],
    receipts: Receipts,
    because: str,
) -> tuple[list[Receipt], list[Observation], Diagnostic | None]:
    """The receipts that say so, the rows that are left, and what stands in the way (then all is as it was)."""
    named = {r.file for r in receipts.values() if not r.forgotten} | {o.file for o in ledger}
    name = _name_of(workspace, path, named)
    if name is None:
        return [], ledger, _unknown(path, {*where.gone, *where.changed})
    if workspace.path_of(name).is_file() and name not in where.changed:
        return [], ledger, _still_there(name)
    gone = {o.sha256 for o in ledger if o.file == name}
    gone |= {r.sha256 for r in receipts.values() if r.file == name}
    forgotten = [
        replace(receipts.get(sha256, Receipt(name, sha256)), because=because, forgotten=True)
        for sha256 in sorted(gone)
    ]
    return forgotten, [o for o in ledger if o.sha256 not in gone], None


def _name_of(workspace: Workspace, path: Path, named: Iterable[str]) -> str | None:
    """The ledger's name for a file: as it says, or its last part where that is only one's."""
    names = set(named)
    for said in (workspace.name_of(path), path.as_posix()):
        if said in names:
            return said
    alike = [name for name in names if Path(name).name == path.name]
    return alike[0] if len(alike) == 1 else None


def _unknown(path: Path, gone: Iterable[str]) -> Diagnostic:
    message = "台帳にそのファイルはありません。"
    missing = "、".join(sorted(gone))
    hint = (
        f"見つからないファイルは {missing} です。"
        if missing
        else "台帳にあるファイルは、すべて元の場所にあります。"
    )
    return Diagnostic(file=str(path), code="not-in-ledger", message=message, hint=hint)


def _still_there(name: str) -> Diagnostic:
    message = "ファイルがまだあります。除くのは、ファイルを actuals/ から取り除いた後です。"
    hint = "ファイルを別の場所に移してから、もう一度実行してください。"
    return Diagnostic(file=name, code="still-there", message=message, hint=hint)

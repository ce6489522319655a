"""The ledger proves itself: it is made again from the files, and compared to the byte.

An answer holds as long as ledger, receipts, files, the plan's sources and the program are the same to the byte; it is
remembered by their hash in ``out/.proof.json``, which may be lost at any time. Nothing heavy is loaded while it holds.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from misato_report.actuals.ledger.receipts import forget_command, read_receipts
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.files.atomic_write import replace_file
from misato_report.files.names import check_inside, digest_of
from misato_report.notation import print_number, print_period
from misato_report.observation import Observation, sort_key
from misato_report.plan.plan import Plan
from misato_report.workspace import Workspace

if TYPE_CHECKING:
    from misato_report.actuals.ledger.making import Made
    from misato_report.actuals.ledger.peers import Peers
    from misato_report.actuals.ledger.source_files import Whereabouts

_REBUILD = "台帳は手で直せません。`misato-report ingest --rebuild` で、ファイルから作り直してください。"


@dataclass(frozen=True)
class Confirmation:
    """A publication that said again what stood: of which figure, when, and in which cell of which file."""

    series: str
    period: int
    published_on: date
    file: str
    cell: str


@dataclass(frozen=True)
class Proof:
    """What came of it: everything in which ledger and files differ, and the publications that only confirmed."""

    diagnostics: tuple[Diagnostic, ...]
    confirmations: tuple[Confirmation, ...]


def prove_ledger(workspace: Workspace, plan: Plan, ledger: Sequence[Observation]) -> Proof:
    """Hold the ledger's rows of the plan's series against the files under ``actuals/``."""
    try:
        inputs = _fingerprint(workspace, plan)
        known = _remembered(workspace, inputs)
        if known is None:
            known = _prove(workspace, plan, [o for o in ledger if o.series in plan.series])
            _remember(workspace, inputs, known)
    except OSError as error:
        name = workspace.name_of(workspace.actuals_dir)
        message = f"台帳をファイルと比べられません ({error.strerror})。"
        hint = "アクセス権を確かめてください。"
        return Proof((Diagnostic(file=name, code="unreadable-file", message=message, hint=hint),), ())
    return known


# --- comparing --------------------------------------------------------------------------------------


def _prove(workspace: Workspace, plan: Plan, ledger: list[Observation]) -> Proof:
    from misato_report.actuals.ledger.making import make  # it reads every kind of file

    receipts, problems = read_receipts(workspace.receipts_file, workspace.name_of(workspace.receipts_file))
    if problems:
        return Proof(tuple(problems), ())
    peers, of_peers = _peers_on_file(workspace, plan)
    # Without a ledger every file waits, whatever the receipts say.
    made = make(workspace, plan, ledger, peers, receipts if workspace.ledger_file.exists() else {})
    found = [*_astray(made.where), *made.diagnostics]
    whole = not found
    found += _differences(_Sheet(workspace, workspace.ledger_file, plan), ledger, made.rows, made.where)
    if whole and not found and not _same_bytes(workspace, plan, ledger):
        message = "台帳の書き方が、プログラムの書いたものと違います（行の順、改行、引用符など）。"
        name = workspace.name_of(workspace.ledger_file)
        found.append(Diagnostic(file=name, code="ledger-bytes", message=message, hint=_REBUILD))
    if workspace.ledger_file.exists() and plan.sources_of_peers():
        found += of_peers or _of_peers(workspace, plan, peers, made)
    confirmed = (
        Confirmation(o.series, o.period, o.published_on, o.file, o.cell)
        for o in sorted(made.confirmations, key=sort_key)
    )
    return Proof(tuple(found), tuple(confirmed))


def _differences(
    sheet: _Sheet, rows: Iterable[Observation], wanted: Iterable[Observation], where: Whereabouts
) -> list[Diagnostic]:
    """In which rows a file differs from what it has to be."""
    here = {sort_key(o): o for o in rows}
    made = {sort_key(o): o for o in wanted}
    missing = [o for key, o in made.items() if key not in here]
    added = [o for key, o in here.items() if key not in made]
    both = [(o, made[key]) for key, o in here.items() if key in made]
    moved = where.moved
    differing = [(o, new) for o, new in both if not _alike(replace(o, file=moved.get(o.file, o.file)), new)]
    return [
        *(sheet.missing(o) for o in missing),
        *(sheet.about(o, "ledger-row-added", sheet.added(o)) for o in added),
        *(sheet.about(o, "ledger-edited", sheet.edited(o, new)) for o, new in differing),
    ]


# --- the other municipalities -----------------------------------------------------------------------


def _peers_on_file(workspace: Workspace, plan: Plan) -> tuple[Peers, list[Diagnostic]]:
    """The other municipalities' rows, where the plan asks for any; nothing is read where it does not."""
    if not plan.sources_of_peers():
        return {}, []
    from misato_report.actuals.ledger.peers import read_peers

    read = read_peers(workspace.peers_file, workspace.name_of(workspace.peers_file))
    return read.rows, read.diagnostics


def _of_peers(workspace: Workspace, plan: Plan, rows: Peers, made: Made) -> list[Diagnostic]:
    """In what the other municipalities' file differs from what the files make of it."""
    from misato_report.actuals.ledger.peers import all_of, name_of_area, peers_bytes

    name = workspace.name_of(workspace.peers_file)
    lacking = {o.source for o in all_of(made.peers)} - {o.source for o in all_of(rows)}
    if lacking:
        titles = "、".join(f"「{plan.sources[id_].title}」" for id_ in sorted(lacking))
        message = f"{titles}の、県内のほかの市町村の値が、まだ取り込まれていません。"
        hint = "`misato-report ingest` を実行してください。"
        return [
            Diagnostic(
                file=name, code="peers-not-taken", message=message, hint=hint, severity=Severity.WARNING
            )
        ]
    found: list[Diagnostic] = []
    for area in sorted({*rows, *made.peers}):
        sheet = _Sheet(workspace, workspace.peers_file, plan, area, name_of_area(area))
        found += _differences(sheet, rows.get(area, []), made.peers.get(area, []), made.where)
    content = workspace.peers_file.read_bytes() if workspace.peers_file.exists() else peers_bytes({})
    if not found and not made.where.moved and content != peers_bytes(made.peers):
        message = "書き方が、プログラムの書いたものと違います（行の順、改行、引用符など）。"
        found.append(Diagnostic(file=name, code="ledger-bytes", message=message, hint=_REBUILD))
    return found


def _alike(a: Observation, b: Observation) -> bool:
    return a == b and str(a.value) == str(b.value)  # 620 and 620.0 are equal, and not the same


def _same_bytes(workspace: Workspace, plan: Plan, ledger: Iterable[Observation]) -> bool:
    from misato_report.actuals.ledger.write import holds, merged_with

    path = workspace.ledger_file
    return not path.exists() or holds(path, merged_with(ledger, path, plan.series))


def _value(o: Observation) -> str:
    shown = print_number(o.value) if o.value is not None else str(o.mark)
    return f"{shown}（{o.status}）" if o.correction else shown


_COLUMNS_TOLD = {
    "basis": "期間の種類", "value": "値", "unit": "単位", "status": "状態", "published_on": "公表日", "source": "資料",
    "file": "ファイル", "sheet": "シート", "row": "行", "column": "列", "sha256": "ファイルのハッシュ", "note": "備考",
}  # fmt: skip


def _astray(where: Whereabouts) -> Iterator[Diagnostic]:
    """Files that are not where, or not what, they were when they were taken in."""
    for name, now in where.moved.items():
        message = f"台帳の名前では {name} ですが、ファイルは {now} に移されています。"
        hint = "`misato-report ingest` を実行すると、台帳の名前が直ります。"
        yield Diagnostic(file=now, code="file-moved", message=message, hint=hint, severity=Severity.WARNING)
    for name in where.changed:
        message = "取り込んだ後に中身が変わっています。"
        hint = "元のファイルに戻してください。訂正が公表されたのなら、別のファイルとして置き、ingest に --corrects を付けて取り込んでください。"
        yield Diagnostic(file=name, code="file-changed", message=message, hint=hint)
    for name in where.gone:
        message = "台帳にあるファイルが見つかりません。"
        hint = f"元の場所に戻してください。わざと除いたのなら、{forget_command(name)} としてください。"
        yield Diagnostic(file=name, code="file-vanished", message=message, hint=hint)


@dataclass(frozen=True)
class _Sheet:
    """A file of rows that is held against the files: the ledger, or of the other municipalities' one ``area``."""

    workspace: Workspace
    path: Path
    plan: Plan
    area: str = ""
    area_name: str = ""

    def _named(self, o: Observation) -> str:
        place = f"{self.area_name}の" if self.area else ""
        return f"{place}{self.plan.series[o.series].name} {print_period(o.period, o.basis)}"

    def missing(self, o: Observation) -> Diagnostic:
        """A figure of a file that is not here."""
        message = f"{self._named(o)}の {_value(o)}（{o.published_on} 公表、{o.file} {o.cell}）が、台帳にありません。"
        name = self.workspace.name_of(self.path)
        return Diagnostic(file=name, code="ledger-row-missing", message=message, hint=_REBUILD)

    def added(self, o: Observation) -> str:
        """A row that no file has."""
        return f"{self._named(o)}の {_value(o)}（{o.published_on}）は、どのファイルにもありません（台帳では {o.file} {o.cell}）。"

    def edited(self, here: Observation, wanted: Observation) -> str:
        """A row that is not as its file has it."""
        if str(here.value) != str(wanted.value):
            return f"台帳の {self._named(here)}は {_value(here)} ですが、{wanted.file} の {wanted.cell} では {_value(wanted)} です。"
        differing = [
            f"{word}が「{getattr(here, column)}」（ファイルでは「{getattr(wanted, column)}」）"
            for column, word in _COLUMNS_TOLD.items()
            if getattr(here, column) != getattr(wanted, column)
        ]
        return f"台帳の {self._named(here)}は、{'、'.join(differing)}になっています。"

    def about(self, o: Observation, code: str, message: str) -> Diagnostic:
        """A finding about a row, with its line."""
        name = self.workspace.name_of(self.path)
        return Diagnostic(file=name, line=self._line(o), code=code, message=message, hint=_REBUILD)

    def _line(self, o: Observation) -> int | None:
        area = {"area": self.area} if self.area else {}
        wanted = area | {
            "series": o.series,
            "period": str(o.period),
            "published_on": o.published_on.isoformat(),
            "status": o.status,
        }
        with self.path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                if {name: row[name] for name in wanted} == wanted:
                    return reader.line_num
        return None


# --- remembering ------------------------------------------------------------------------------------


def _fingerprint(workspace: Workspace, plan: Plan) -> str:
    """A hash of all that the answer depends on. Raises OSError."""
    digest = hashlib.sha256()
    package = Path(__file__).parents[2]
    for path in sorted(package.rglob("*.py")):
        about = path.stat()
        digest.update(f"{path.name} {about.st_size} {about.st_mtime_ns}\0".encode())
    ours = [workspace.ledger_file, workspace.receipts_file]
    ours += [workspace.peers_file] if plan.sources_of_peers() else []
    of_plan = (workspace.plan_file, workspace.sources_file, workspace.limits_file, workspace.revisions_file)
    for path in (*ours, *of_plan, *workspace.source_files()):
        content = digest_of(path) if path.is_file() else ""
        digest.update(f"{workspace.name_of(path)}\0{content}\0".encode())
    return digest.hexdigest()


def _remembered(workspace: Workspace, inputs: str) -> Proof | None:
    """The answer for these inputs, if it is there and whole."""
    try:
        note = json.loads(workspace.proof_file.read_bytes())
        if note["inputs"] != inputs:
            return None
        return Proof(
            tuple(_as_finding(finding) for finding in note["findings"]),
            tuple(
                Confirmation(**one | {"published_on": date.fromisoformat(one["published_on"])})
                for one in note["confirmations"]
            ),
        )
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _as_finding(finding: dict[str, Any]) -> Diagnostic:
    return Diagnostic(**finding | {"severity": Severity(finding["severity"])})


def _remember(workspace: Workspace, inputs: str, proof: Proof) -> None:
    note = {
        "inputs": inputs,
        "findings": [asdict(finding) for finding in proof.diagnostics],
        "confirmations": [
            asdict(one) | {"published_on": one.published_on.isoformat()} for one in proof.confirmations
        ],
    }
    folder = workspace.proof_file.parent
    # Nothing is made for it, nor written through a link: a command that only looks changes nothing else.
    with suppress(OSError):  # the answer is there; without the note it is only worked out again the next time
        if not folder.is_dir():
            return
        check_inside(folder, workspace.root)
        replace_file(workspace.proof_file, json.dumps(note, ensure_ascii=False).encode())

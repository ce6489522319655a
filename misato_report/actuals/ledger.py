"""The ledger ``actuals/ledger.csv``: every vintage of every observation, made from the source files.

UTF-8, one observation a row, sorted by series, period and publication, so that a revision stands under
what it revises in a diff. It is written whole or not at all, under a lock.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from misato_report.actuals.observation import Observation
from misato_report.diagnostics import Diagnostic
from misato_report.notation import Basis, Mark

COLUMNS = (
    "series",
    "period",
    "basis",
    "value",
    "unit",
    "status",
    "published_on",
    "source",
    "file",
    "sheet",
    "row",
    "column",
    "sha256",
    "note",
)
_HINT = "手で直さず、git などで元に戻すか `misato-report ingest --rebuild` で作り直してください。"


def sort_key(observation: Observation) -> tuple[str, int, date]:
    """What a row is known by, and sorted by: series, period, publication."""
    return (observation.series, observation.period, observation.published_on)


def read_ledger(path: Path, name: str) -> tuple[list[Observation], list[Diagnostic]]:
    """Observations of a ledger file (none if there is no file), and what is wrong with it."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return [], []
    except OSError as error:
        message = f"台帳を読めません ({error.strerror})。"
        return [], [
            Diagnostic(name, None, None, "unreadable-file", message, "アクセス権を確かめてください。")
        ]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"台帳がUTF-8ではありません ({error.start + 1}バイト目)。"
        return [], [Diagnostic(name, None, None, "ledger-damaged", message, _HINT)]
    if not text.endswith("\n"):
        message = "台帳の終わりが欠けています。"
        return [], [Diagnostic(name, text.count("\n") + 1, None, "ledger-damaged", message, _HINT)]
    return _parse(text, name)


def _parse(text: str, name: str) -> tuple[list[Observation], list[Diagnostic]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    observations: list[Observation] = []
    diagnostics: list[Diagnostic] = []

    def damaged(message: str) -> None:
        line = max(reader.line_num, 1)
        diagnostics.append(Diagnostic(name, line, None, "ledger-damaged", message, _HINT))

    try:
        if tuple(next(reader, ())) != COLUMNS:
            damaged("台帳の見出しが違います。")
            return [], diagnostics
        for row in reader:
            try:
                observations.append(_from_row(row))
            except (ValueError, InvalidOperation, TypeError):
                damaged("台帳のこの行を読めません。")
    except csv.Error:
        damaged("台帳の引用符の使い方が正しくありません。")
    keys = [sort_key(observation) for observation in observations]
    if not diagnostics and any(a >= b for a, b in itertools.pairwise(keys)):
        diagnostics.append(
            Diagnostic(
                name, None, None, "ledger-damaged", "台帳の行の順が違うか、同じ行が二度あります。", _HINT
            )
        )
    return observations, diagnostics


def _from_row(row: list[str]) -> Observation:
    fields = dict(zip(COLUMNS, row, strict=True))
    value = Decimal(fields["value"]) if fields["value"] else None
    mark = Mark(fields["status"]) if fields["status"] else None
    if value is None and mark not in (Mark.SUPPRESSED, Mark.UNKNOWN, Mark.NOT_APPLICABLE):
        raise ValueError("no value")
    if value is not None and not value.is_finite():
        raise ValueError("not a number")
    return Observation(
        series=fields["series"],
        period=int(fields["period"]),
        basis=Basis(fields["basis"]),
        value=value,
        unit=fields["unit"],
        mark=mark,
        published_on=date.fromisoformat(fields["published_on"]),
        source=fields["source"],
        file=fields["file"],
        sheet=fields["sheet"],
        row=int(fields["row"]),
        column=fields["column"],
        sha256=fields["sha256"],
        note=fields["note"],
    )


def ledger_bytes(observations: Iterable[Observation]) -> bytes:
    """The ledger file for a set of observations: the same bytes whatever order they come in."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for o in sorted(observations, key=sort_key):
        writer.writerow(
            (
                o.series,
                o.period,
                o.basis.value,
                "" if o.value is None else format(o.value, "f"),
                o.unit,
                o.mark.value if o.mark else "",
                o.published_on.isoformat(),
                o.source,
                o.file,
                o.sheet,
                o.row,
                o.column,
                o.sha256,
                o.note,
            )
        )
    return out.getvalue().encode("utf-8")

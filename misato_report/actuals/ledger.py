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
from misato_report.memory import no_collecting
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
    if not raw.endswith(b"\n"):
        message = "台帳の終わりが欠けています。"
        return [], [Diagnostic(name, raw.count(b"\n") + 1, None, "ledger-damaged", message, _HINT)]
    try:
        with no_collecting():
            return _parse(raw, name)
    except UnicodeDecodeError:
        message = f"台帳がUTF-8ではありません ({_first_wrong_byte(raw) + 1}バイト目)。"
        return [], [Diagnostic(name, None, None, "ledger-damaged", message, _HINT)]


def _first_wrong_byte(raw: bytes) -> int:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _parse(raw: bytes, name: str) -> tuple[list[Observation], list[Diagnostic]]:
    """Row by row: the text of a large ledger as a whole would take several times its bytes."""
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8", newline=""), strict=True)
    observations: list[Observation] = []
    diagnostics: list[Diagnostic] = []

    def damaged(message: str) -> None:
        line = max(reader.line_num, 1)
        diagnostics.append(Diagnostic(name, line, None, "ledger-damaged", message, _HINT))

    values = _Values()
    try:
        if tuple(next(reader, ())) != COLUMNS:
            damaged("台帳の見出しが違います。")
            return [], diagnostics
        for row in reader:
            try:
                observations.append(_from_row(row, values))
            except (ValueError, InvalidOperation, TypeError):
                damaged("台帳のこの行を読めません。")
    except csv.Error:
        damaged("台帳の引用符の使い方が正しくありません。")
    keys = map(sort_key, observations)
    if not diagnostics and any(a >= b for a, b in itertools.pairwise(keys)):
        diagnostics.append(
            Diagnostic(
                name, None, None, "ledger-damaged", "台帳の行の順が違うか、同じ行が二度あります。", _HINT
            )
        )
    return observations, diagnostics


class _Values:
    """What cells mean, each text worked out once: a ledger says the same dates, units and files over and over."""

    def __init__(self) -> None:
        self.text: dict[str, str] = {}
        self.dates: dict[str, date] = {}
        self.numbers: dict[str, Decimal | None] = {}

    def same(self, text: str) -> str:
        """The one copy of a text that is kept."""
        return self.text.setdefault(text, text)

    def date(self, text: str) -> date:
        """A date, as ``date.fromisoformat``."""
        found = self.dates.get(text)
        if found is None:
            found = self.dates[text] = date.fromisoformat(text)
        return found

    def number(self, text: str) -> Decimal | None:
        """A finite figure, None for an empty cell. Raises ValueError and InvalidOperation."""
        if text not in self.numbers:
            value = Decimal(text) if text else None
            if value is not None and not value.is_finite():
                raise ValueError("not a number")
            self.numbers[text] = value
        return self.numbers[text]


_WITHOUT_VALUE = (Mark.SUPPRESSED, Mark.UNKNOWN, Mark.NOT_APPLICABLE)
_MARKS = {"": None, **{mark.value: mark for mark in Mark}}
_BASES = {basis.value: basis for basis in Basis}


def _from_row(row: list[str], known: _Values) -> Observation:
    """The observation of a row of COLUMNS. Raises ValueError, InvalidOperation or TypeError."""
    (
        series,
        period,
        basis,
        value,
        unit,
        status,
        published_on,
        source,
        file,
        sheet,
        line,
        column,
        sha256,
        note,
    ) = row
    number = known.number(value)
    if status not in _MARKS or basis not in _BASES:
        raise ValueError("unknown word")
    mark = _MARKS[status]
    if number is None and mark not in _WITHOUT_VALUE:
        raise ValueError("no value")
    same = known.same
    return Observation(
        same(series),
        int(period),
        _BASES[basis],
        number,
        same(unit),
        mark,
        known.date(published_on),
        same(source),
        same(file),
        same(sheet),
        int(line),
        same(column),
        same(sha256),
        same(note),
    )


def ledger_bytes(observations: Iterable[Observation]) -> bytes:
    """The ledger file for a set of observations: the same bytes whatever order they come in."""
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=False) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(map(_row_of, sorted(observations, key=sort_key)))
        out.flush()
        return raw.getvalue()


_BASIS_WORDS = {basis: basis.value for basis in Basis}
_MARK_WORDS: dict[Mark | None, str] = {None: "", **{mark: mark.value for mark in Mark}}


def _row_of(o: Observation) -> tuple[object, ...]:
    """The cells of COLUMNS."""
    return (
        o.series,
        o.period,
        _BASIS_WORDS[o.basis],
        "" if o.value is None else format(o.value, "f"),
        o.unit,
        _MARK_WORDS[o.mark],
        o.published_on,
        o.source,
        o.file,
        o.sheet,
        o.row,
        o.column,
        o.sha256,
        o.note,
    )

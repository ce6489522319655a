"""The ledger ``actuals/ledger.csv``: every vintage of every observation, made from the source files.

UTF-8, one observation a row, sorted by series, period and publication, so that a revision stands under
what it revises in a diff. Here it is read; :mod:`misato_report.actuals.ledger.write` writes it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from misato_report.diagnostics import Diagnostic
from misato_report.files.garbage_collection import no_collecting
from misato_report.notation import Basis, Mark
from misato_report.observation import Observation, Status, acceptance_in, read_status, sort_key

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
_CHUNK = 1_000_000
_MOST_REMEMBERED = 50_000
_HINT = "手で直さず、git などで元に戻すか `misato-report ingest --rebuild` で作り直してください。"


@dataclass
class Others:
    """What is known of rows that were looked at and not kept, since no series of the plan is theirs."""

    publications: set[tuple[str, str, date, str]] = field(default_factory=set)
    """File, its SHA-256, publication date and reason of acceptance, each combination once."""


class LedgerRead(NamedTuple):
    """A ledger as it was read: its rows in their order, what is wrong with it, and what was not kept."""

    observations: list[Observation]
    diagnostics: list[Diagnostic]
    others: Others


def read_ledger(path: Path, name: str, only: Container[str] | None = None) -> LedgerRead:
    """A ledger file (no rows if there is no file). With ``only``, rows of other series are checked and not kept:
    what a program needs of a ledger of many towns is little, and so is the memory that it takes then."""
    result = LedgerRead([], [], Others())

    def take(row: list[str], values: Values) -> tuple[str, int, date, int]:
        if only is not None and row[0] not in only:
            return _looked_at(row, values, result.others)
        observation = from_row(row, values)
        result.observations.append(observation)
        return sort_key(observation)

    problems, is_text = read_rows(path, name, COLUMNS, take)
    if not is_text:
        return LedgerRead([], problems, Others())
    result.diagnostics.extend(problems)
    return result


Take = Callable[[list[str], "Values"], tuple[Any, ...]]
"""Takes a row and gives what it is sorted by. Raises ValueError, InvalidOperation, TypeError or IndexError."""


def read_rows(path: Path, name: str, columns: Sequence[str], take: Take) -> tuple[list[Diagnostic], bool]:
    """Hand each row of a file like the ledger to ``take`` (none if there is no file). Returns what is wrong with it,
    and whether it is UTF-8 at all."""
    found: list[Diagnostic] = []

    def damaged(
        line: int | None, message: str, code: str = "ledger-damaged", hint: str = _HINT
    ) -> list[Diagnostic]:
        found.append(Diagnostic(file=name, line=line, code=code, message=message, hint=hint))
        return found

    try:
        with path.open("rb") as file:
            if not _ends_a_line(file):
                return damaged(_lines_of(file) + 1, "台帳の終わりが欠けています。"), True
            try:
                with no_collecting():
                    _parse(file, columns, take, damaged)
            except UnicodeDecodeError:
                message = f"台帳がUTF-8ではありません ({_first_wrong_byte(path) + 1}バイト目)。"
                return [Diagnostic(file=name, code="ledger-damaged", message=message, hint=_HINT)], False
    except FileNotFoundError:
        return found, True
    except OSError as error:
        message = f"台帳を読めません ({error.strerror})。"
        return damaged(None, message, "unreadable-file", "アクセス権を確かめてください。"), True
    return found, True


def _ends_a_line(file: BinaryIO) -> bool:
    if file.seek(0, io.SEEK_END) == 0:
        return False
    file.seek(-1, io.SEEK_END)
    return file.read(1) == b"\n"


def _lines_of(file: BinaryIO) -> int:
    file.seek(0)
    return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))


def _first_wrong_byte(path: Path) -> int:
    text = path.read_bytes().decode("utf-8", errors="surrogateescape")
    return len(re.split("[\udc80-\udcff]", text, maxsplit=1)[0].encode())


def _parse(
    file: BinaryIO, columns: Sequence[str], take: Take, damaged: Callable[[int | None, str], list[Diagnostic]]
) -> None:
    """Row by row: a large ledger as a whole would take several times its bytes."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    reader = csv.reader(text, strict=True)
    values = Values()
    before: tuple[Any, ...] = ()
    in_order = sound = True
    try:
        if next(reader, []) != list(columns):
            damaged(max(reader.line_num, 1), "台帳の見出しが違います。")
            return
        for row in reader:
            try:
                key = take(row, values)
            except (ValueError, InvalidOperation, TypeError, IndexError):
                damaged(reader.line_num, "台帳のこの行を読めません。")
                sound = False
                continue
            in_order = in_order and before < key
            before = key
    except csv.Error:
        damaged(max(reader.line_num, 1), "台帳の引用符の使い方が正しくありません。")
        sound = False
    finally:
        text.detach()
    if sound and not in_order:
        damaged(None, "台帳の行の順が違うか、同じ行が二度あります。")


class Values:
    """What cells mean, each text worked out once: a ledger says the same dates, units and files over and over."""

    def __init__(self) -> None:
        self.text: dict[str, str] = {}
        self.dates: dict[str, date] = {}
        self.numbers: dict[str, Decimal | None] = {}
        self.statuses: dict[str, Status] = {}

    def same(self, text: str) -> str:
        """The one copy of a text that is kept."""
        return self.text.setdefault(text, text)

    def date(self, text: str) -> date:
        """A date, as ``date.fromisoformat``."""
        found = self.dates.get(text)
        if found is None:
            found = self.dates[text] = date.fromisoformat(text)
        return found

    def status(self, text: str) -> Status:
        """What the ledger's words say of a figure. Raises ValueError."""
        if text not in self.statuses:
            self.statuses[text] = read_status(text)
        return self.statuses[text]

    def number(self, text: str) -> Decimal | None:
        """A finite figure, None for an empty cell. Raises ValueError and InvalidOperation."""
        if text not in self.numbers:
            if len(self.numbers) > _MOST_REMEMBERED:
                self.numbers.clear()
            value = Decimal(text) if text else None
            if value is not None and not value.is_finite():
                raise ValueError("not a number")
            self.numbers[text] = value
        return self.numbers[text]


_WITHOUT_VALUE = (Mark.SUPPRESSED, Mark.UNKNOWN, Mark.NOT_APPLICABLE)
_BASES = {basis.value: basis for basis in Basis}


def from_row(row: list[str], known: Values) -> Observation:
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
    number, said = _sound(value, status, basis, known)
    same = known.same
    return Observation(
        same(series),
        int(period),
        _BASES[basis],
        number,
        same(unit),
        said.mark,
        known.date(published_on),
        same(source),
        same(file),
        same(sheet),
        int(line),
        same(column),
        same(sha256),
        same(note),
        said.correction,
        said.number,
    )


def _sound(value: str, status: str, basis: str, known: Values) -> tuple[Decimal | None, Status]:
    """The figure and what is said of it. Raises ValueError and InvalidOperation."""
    number, said = known.number(value), known.status(status)
    if basis not in _BASES:
        raise ValueError("unknown word")
    if number is None and said.mark not in _WITHOUT_VALUE:
        raise ValueError("no value")
    return number, said


def _looked_at(row: list[str], known: Values, others: Others) -> tuple[str, int, date, int]:
    """The sort key of a row that is not kept, sound as ``from_row`` would have it. Raises as that does."""
    series, period, basis, value, _, status, published_on, _, file, _, line, _, sha256, note = row
    _, said = _sound(value, status, basis, known)
    int(line)
    day = known.date(published_on)
    others.publications.add((known.same(file), known.same(sha256), day, acceptance_in(note)))
    return series, int(period), day, said.number

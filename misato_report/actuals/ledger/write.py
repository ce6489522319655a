"""Observations → the bytes of ``actuals/ledger.csv``, piece by piece: a ledger of many towns need not fit into memory."""

from __future__ import annotations

import csv
import heapq
import io
import itertools
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path

from misato_report.actuals.ledger.read import COLUMNS
from misato_report.notation import Basis
from misato_report.observation import Observation, sort_key

_SERIES, _PERIOD, _PUBLISHED_ON = (COLUMNS.index(name) for name in ("series", "period", "published_on"))
_ROWS_AT_ONCE = 1000
_BASIS_WORDS = {basis: basis.value for basis in Basis}


def ledger_bytes(observations: Iterable[Observation]) -> bytes:
    """The ledger file for a set of observations: the same bytes whatever order they come in."""
    return b"".join(encoded(_own_rows(observations)))


def merged_with(observations: Iterable[Observation], old: Path, only: Container[str]) -> Iterator[bytes]:
    """The ledger file with these observations, and between them the rows of a sound one that are of other series
    than ``only``. Raises OSError."""
    if not old.exists():
        yield from encoded(_own_rows(observations))
        return
    with old.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        next(reader, None)
        others = (row for row in reader if row[_SERIES] not in only)
        yield from encoded(heapq.merge(_own_rows(observations), others, key=_key))


def holds(path: Path, chunks: Iterable[bytes]) -> bool:
    """Whether these are a file's bytes. Raises OSError."""
    with path.open("rb") as file:
        return all(file.read(len(chunk)) == chunk for chunk in chunks) and not file.read(1)


def _own_rows(observations: Iterable[Observation]) -> Iterator[Sequence[object]]:
    return map(row_of, sorted(observations, key=sort_key))


def _key(row: Sequence[object]) -> tuple[str, int, str]:
    """As ``sort_key``; dates of ISO 8601 sort as texts. Rows of one series all come from one side of the merging,
    so that the corrections of a day keep their order."""
    return str(row[_SERIES]), int(str(row[_PERIOD])), str(row[_PUBLISHED_ON])


def encoded(rows: Iterable[Sequence[object]], columns: Sequence[str] = COLUMNS) -> Iterator[bytes]:
    """Heading and rows as a file has them, so many rows at once."""
    lines = itertools.chain([columns], rows)
    while some := list(itertools.islice(lines, _ROWS_AT_ONCE)):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(some)
        yield out.getvalue().encode()


def row_of(o: Observation) -> tuple[object, ...]:
    """The cells of COLUMNS."""
    return (
        o.series,
        o.period,
        _BASIS_WORDS[o.basis],
        "" if o.value is None else format(o.value, "f"),
        o.unit,
        o.status,
        o.published_on,
        o.source,
        o.file,
        o.sheet,
        o.row,
        o.column,
        o.sha256,
        o.note,
    )

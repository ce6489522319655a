"""受付簿 ``actuals/.receipts.csv``: every file that was taken in, and what the clerk said of it on the command line.

With it the ledger is made from files alone: a publication date, a reason, "this corrects the table of that day" stand
nowhere else once the command is done. UTF-8, a file a row, sorted by its name; read by people, written by the program.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from misato_report.diagnostics import Diagnostic

COLUMNS = ("file", "sha256", "published_on", "corrects", "because", "accepted", "state")
_FORGOTTEN = "除外"
_HINT = "手で直さず、git などで元に戻してください。"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of a file that was taken in, beside its content.

    ``published_on``: the publication date that the clerk gave, of a correction the day from which it holds;
    ``corrects``: the publication that it corrects, and ``because`` why; ``accepted``: why it was taken although its
    sums do not agree; ``forgotten``: it was removed on purpose, ``because`` of what.
    """

    file: str
    sha256: str
    published_on: date | None = None
    corrects: date | None = None
    because: str = ""
    accepted: str = ""
    forgotten: bool = False


Receipts = dict[str, Receipt]
"""SHA-256 of the content → receipt."""


def read_receipts(path: Path, name: str) -> tuple[Receipts, list[Diagnostic]]:
    """The receipts of a workspace (none where there is no file), or what is wrong with them."""
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        return {}, [_damaged(name, None, f"受付簿を読めません ({error.strerror})。")]
    except UnicodeDecodeError:
        return {}, [_damaged(name, None, "受付簿がUTF-8ではありません。")]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: Receipts = {}
    try:
        if tuple(next(reader, ())) != COLUMNS:
            return {}, [_damaged(name, 1, "受付簿の見出しが違います。")]
        for row in reader:
            receipt = _from_row(row)
            found[receipt.sha256] = receipt
    except (ValueError, csv.Error):
        return {}, [_damaged(name, reader.line_num, "受付簿のこの行を読めません。")]
    return found, []


def _damaged(name: str, line: int | None, message: str) -> Diagnostic:
    return Diagnostic(file=name, line=line, code="receipts-damaged", message=message, hint=_HINT)


def _from_row(row: list[str]) -> Receipt:
    """Raises ValueError, also for a correction without the day from which it holds."""
    file, sha256, published_on, corrects, because, accepted, state = row
    if state not in ("", _FORGOTTEN):
        raise ValueError("unknown word")
    if corrects and not published_on:
        raise ValueError("a correction from no day on")
    return Receipt(file, sha256, _day(published_on), _day(corrects), because, accepted, state == _FORGOTTEN)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def receipts_bytes(receipts: Iterable[Receipt]) -> bytes:
    """The file of receipts: the same bytes whatever order they come in."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in sorted(receipts, key=lambda receipt: (receipt.file, receipt.sha256)):
        state = _FORGOTTEN if one.forgotten else ""
        writer.writerow(
            (one.file, one.sha256, one.published_on, one.corrects, one.because, one.accepted, state)
        )
    return out.getvalue().encode()


def forget_command(name: str) -> str:
    """The command that leaves a file out of the ledger."""
    return f'misato-report ingest --forget "{name}" --because "理由"'

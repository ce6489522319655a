"""Bytes → :class:`Table`: the cells of a file as text, each with its spreadsheet address.

Files are told apart by their bytes, never by their name.
"""

from __future__ import annotations

import io
from dataclasses import replace

from misato_report.actuals.files.delimited import read_delimited
from misato_report.actuals.files.encodings import any_piled_up, encoding_of
from misato_report.actuals.files.estat_json import looks_like_json, read_estat_json
from misato_report.actuals.files.estat_times import with_named_times
from misato_report.actuals.files.kinds import Foreign, foreign_bytes, foreign_text
from misato_report.actuals.files.packed import MEMBER_MAGIC, MOST_MEMBERS, ZIP_MAGIC, members, names_in
from misato_report.actuals.files.sizes import Allowance, TooLargeError, too_large
from misato_report.actuals.files.table import Table
from misato_report.actuals.files.workbook import OLD_EXCEL_MAGIC, read_workbook
from misato_report.diagnostics import Diagnostic
from misato_report.plan.limits import DEFAULT_LIMITS, Limits

_PEEK = 1 << 16  # characters
DOCUMENT = "document"
"""Code of the finding about a PDF, a text or a picture: beside tables it does no harm."""
Found = tuple[list[Table], list[Diagnostic]]


def read_tables(file: str, raw: bytes, limits: Limits = DEFAULT_LIMITS) -> Found:
    """Every table of a file (one a sheet, and of each member of a ZIP), or what is wrong with the file.

    Nothing larger than ``limits`` is read, and nothing is written: members of a ZIP stay in memory.
    """
    members_at_most = raw.count(MEMBER_MAGIC) if raw.startswith(ZIP_MAGIC) else 0
    if members_at_most > MOST_MEMBERS:
        what = "ZIPの中のファイル"
        return [], [too_large(file, what, members_at_most, limits.archive_members, "個", "archive_members")]
    foreign = foreign_bytes(raw)
    if foreign is not None:
        return [], [_not_a_table(file, foreign)]
    if len(raw) > limits.file_megabytes * 10**6:
        return [], [too_large(file, "ファイル", None, limits.file_megabytes, "MB", "file_megabytes")]
    allowance = Allowance(limits)
    try:
        read = _read_archive if _is_archive(raw) else _read_one
        tables, problems = read(file, raw, allowance)
    except TooLargeError as error:
        return [], [error.told(file)]
    for table in tables:
        if any(map(any_piled_up, (*table.rows, (table.sheet,)))):
            message = "一つの文字に、濁点などの記号が31以上重ねられています。"
            return [], [table.error("piled-up", message, "公表元のファイルを置き直してください。")]
    return tables, problems


def _read_one(file: str, raw: bytes, allowance: Allowance) -> Found:
    foreign = foreign_bytes(raw)
    if foreign is not None:
        return [], [_not_a_table(file, foreign)]
    if raw.startswith((ZIP_MAGIC, OLD_EXCEL_MAGIC)):
        return read_workbook(file, raw, allowance)
    encoding, problem = encoding_of(file, raw)
    if problem is not None:
        return [], [problem]
    with io.TextIOWrapper(io.BytesIO(raw), encoding, newline="") as text:
        start = text.read(_PEEK)
        foreign = foreign_text(start)
        if foreign is not None:
            return [], [_not_a_table(file, foreign)]
        text.seek(0)
        if looks_like_json(start):
            return read_estat_json(file, text.read(), allowance)
        tables, problems = read_delimited(file, text, allowance)
        return [with_named_times(table) for table in tables], problems


def _not_a_table(file: str, foreign: Foreign) -> Diagnostic:
    code = DOCUMENT if foreign.harmless else "not-a-table"
    return Diagnostic(file=file, code=code, message=foreign.message, hint=foreign.hint)


def _is_archive(raw: bytes) -> bool:
    """Whether a file is a ZIP of files: a workbook or document has a member that says what it is.

    What cannot be opened is a broken workbook, most likely: reading it will say so.
    """
    names = names_in(raw) if raw.startswith(ZIP_MAGIC) else None
    return names is not None and {"[Content_Types].xml", "mimetype"}.isdisjoint(names)


def _read_archive(file: str, raw: bytes, allowance: Allowance) -> Found:
    """The tables of a ZIP's members; a member's name stands where a sheet's would."""
    entries, problem = members(file, raw, allowance)
    tables: list[Table] = []
    problems: list[Diagnostic] = [problem] if problem else []
    for name, content in entries:
        if _is_archive(content):
            message = f"ZIPの中の「{name}」がまたZIPです。"
            hint = "開いて置き直してください。"
            problems.append(Diagnostic(file=file, code="unreadable-file", message=message, hint=hint))
            continue
        found, wrong = _read_one(f"{file}:{name}", content, allowance)
        problems.extend(wrong)
        tables.extend(replace(t, file=file, sheet=f"{name}/{t.sheet}" if t.sheet else name) for t in found)
    return tables, problems

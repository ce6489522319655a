"""Whether a file may be a form of ours, found out without reading it as a workbook: that takes as long as all the rest."""

from __future__ import annotations

import io
import zipfile
import zlib

_MARK = b"misato-report"
"""Begins the first cell of every form, whichever program has saved it: within one run of letters, as UTF-8."""
_PIECE = 1 << 20
_MOST = 100 * _PIECE
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def may_hold_form(raw: bytes) -> bool:
    """False only for a workbook in a ZIP (.xlsx, .ods) in no part of which the mark of a form stands.

    What is no such workbook, or is damaged or very large, may be one: then its reader tells.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
            if not {"xl/workbook.xml", "content.xml"} & set(names):
                return True
            return any(_may_hold(archive, name) for name in names if name.lower().endswith(".xml"))
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return True


def _may_hold(archive: zipfile.ZipFile, name: str) -> bool:
    seen = 0
    tail = b""
    with archive.open(name) as stream:
        while piece := stream.read(_PIECE):
            if (seen == 0 and piece.startswith(_UTF_16)) or _MARK in tail + piece:
                return True
            seen += len(piece)
            if seen > _MOST:
                return True
            tail = piece[-len(_MARK) :]
    return False

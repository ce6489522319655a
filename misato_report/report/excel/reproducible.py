"""The bytes of an .xlsx without the clock in them, so that equal input gives equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import tostring

_EPOCH = (1980, 1, 1, 0, 0, 0)


class _Timeless(zipfile.ZipFile):
    """An archive that asks no clock: one that is set before 1980 has no time that a ZIP could say."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Add a member by its name."""
        super().writestr(zipfile.ZipInfo(zinfo_or_arcname, _EPOCH), data, zipfile.ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Add a file of the disk as a member of another name."""
        self.writestr(arcname, Path(filename).read_bytes())


def repacked(
    book: Workbook,
    at: datetime,
    change: Callable[[str, bytes], bytes] = lambda _, content: content,
) -> bytes:
    """What openpyxl saves, with ``at`` for its times; ``change`` may replace a part by its name."""
    saved = io.BytesIO()
    ExcelWriter(book, _Timeless(saved, "w", zipfile.ZIP_DEFLATED)).save()
    properties: Any = book.properties
    # Saving has set the time of saving; only now can it be taken back.
    properties.created = properties.modified = at
    out = io.BytesIO()
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            content = tostring(properties.to_tree()) if name == "docProps/core.xml" else change(name, content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, content)
    return out.getvalue()

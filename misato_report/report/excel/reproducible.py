"""The bytes of an .xlsx without the clock in them, so that equal input gives equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

from openpyxl.xml.functions import tostring

_EPOCH = (1980, 1, 1, 0, 0, 0)


def repacked(
    raw: bytes,
    properties: Any,
    at: datetime,
    change: Callable[[str, bytes], bytes] = lambda _, content: content,
) -> bytes:
    """What openpyxl saved, with ``at`` for its times; ``change`` may replace a part by its name."""
    # Saving has set the time of saving; only now can it be taken back.
    properties.created = properties.modified = at
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as source,
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

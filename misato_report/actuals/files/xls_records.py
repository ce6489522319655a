"""The stream of an .xls with only those records left that say what cells hold and how they look ([MS-XLS] 2.1.4).

xlrd makes an object for each cell of a hyperlink's range, and several for each style: a file of a few kilobytes
could fill memory. What is not needed is made a record of an unknown kind, which it passes over; what is, is counted.
"""

from __future__ import annotations

import struct

from misato_report.actuals.files.sizes import Allowance, TooLargeError

_HEADER = struct.Struct("<HH")
_UNKNOWN = struct.pack("<H", 0x0FF0)
_BEGIN, _SHARED_STRINGS, _RUN_OF_NUMBERS, _MERGED, _COLUMNS = 0x0809, 0x00FC, 0x00BD, 0x00E5, 0x007D
# Their numbers in Excel itself are 4,000 cell styles, 512 fonts, 250 formats and 256 columns.
_MOST_OF_A_KIND = {0x00E0: 10_000, 0x0031: 10_000, 0x041E: 10_000, 0x001E: 10_000, 0x0293: 10_000}
_MOST_COLUMN_RECORDS = 1_000
_CELLS = frozenset((0x00FD, 0x0204, 0x00D6, 0x0203, 0x027E, 0x0006, 0x0206, 0x0406, 0x0205))
_NEEDED = _CELLS | {
    *_MOST_OF_A_KIND, _BEGIN, _SHARED_STRINGS, _RUN_OF_NUMBERS, _MERGED, _COLUMNS,
    0x000A, 0x0009, 0x0209, 0x0409,  # end; beginnings of older kinds
    0x0085, 0x0042, 0x0022, 0x002F, 0x0092, 0x003C, 0x008C,  # sheets, code page, 1904, password, colours, continued
    0x0207, 0x0221, 0x04BC, 0x0236, 0x0037,  # text results and shared formulas
    0x0208, 0x0055, 0x0225, 0x003D, 0x023E, 0x0200,  # rows, default sizes, windows, extent
}  # fmt: skip


def needed_records(stream: bytes, allowance: Allowance) -> bytes:
    """The stream, of the same length. Raises TooLargeError, and struct.error for what is no such stream."""
    kept = bytearray(stream)
    counts = dict.fromkeys((*_MOST_OF_A_KIND, _COLUMNS), 0)
    place = 0
    while place + _HEADER.size <= len(stream):
        kind, length = _HEADER.unpack_from(stream, place)
        if kind == 0 and length == 0:  # padding after the last record
            break
        if kind in counts:
            counts[kind] += 1
            if counts[kind] > _MOST_OF_A_KIND.get(kind, _MOST_COLUMN_RECORDS):
                raise TooLargeError(
                    "書式", None, _MOST_OF_A_KIND.get(kind, _MOST_COLUMN_RECORDS), "個", "cells"
                )
        elif kind == _BEGIN:
            counts[_COLUMNS] = 0
        if kind not in _NEEDED:
            kept[place : place + 2] = _UNKNOWN
        else:
            allowance.elements(_weight(stream, place, kind, length))
        place += _HEADER.size + length
    return bytes(kept)


def _weight(stream: bytes, place: int, kind: int, length: int) -> int:
    """How much a record adds to what is kept in memory, in elements of which a cell has four."""
    match kind:
        case _ if kind in _CELLS:
            return 4
        case 0x00FC:  # how many different texts there are stands in its second number
            return int(struct.unpack_from("<I", stream, place + _HEADER.size + 4)[0])
        case 0x00BD:
            return 4 * length // 6
        case 0x00E5:
            return 4 * length // 8
        case _:
            return 1

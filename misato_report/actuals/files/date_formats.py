"""A date's serial number in a workbook, and how a format shows it: 2026-10-01 as ``令和8年10月1日`` or ``2026/10``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from misato_report.actuals.files.format_code import Kind, Section, Token

# Excel counts 1900 as a leap year, as Lotus 1-2-3 did: serial 60 is a day that never was.
_DAY_THAT_NEVER_WAS = 60
_DAY_ZERO, _DAY_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LAST_DAY = date(9999, 12, 31)
_LAST_SERIAL = (_LAST_DAY - _DAY_ZERO).days
_SECONDS = 24 * 60 * 60
_SHORT = 2  # letters of a format up to which a number is meant, beyond which a name
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS = "月火水木金土日"
_ERAS = (
    (date(2019, 5, 1), "令和", "R"),
    (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"),
    (date(1912, 7, 30), "大正", "T"),
    (date(1868, 1, 1), "明治", "M"),
)


@dataclass(frozen=True, slots=True)
class ShownDate:
    """How a date is shown. ``day`` is given where year, month and day are; ``has_year`` where the year is."""

    text: str
    day: date | None
    has_year: bool
    has_time: bool


def day_of(serial: Decimal, *, from_1904: bool) -> date | None:
    """The day of a serial number, or None where the calendar of the workbook has none."""
    days = int(serial)
    if serial < 0 or (days < 1 and not from_1904) or (days == _DAY_THAT_NEVER_WAS and not from_1904):
        return None
    zero = _DAY_ZERO_1904 if from_1904 else _DAY_ZERO
    if days > (_LAST_DAY - zero).days:
        return None
    before = 1 if not from_1904 and days < _DAY_THAT_NEVER_WAS else 0
    return zero + timedelta(days=days + before)


def show_date(section: Section, serial: Decimal, *, from_1904: bool) -> ShownDate | None:
    """A serial number as a section with letters of dates shows it, or None where it shows no date (#####)."""
    if serial > _LAST_SERIAL:
        return None
    seconds = int((serial % 1 * _SECONDS).to_integral_value())
    if seconds == _SECONDS:  # 23:59:59.9 is shown as the next day
        serial, seconds = serial.to_integral_value(), 0
    day = day_of(serial, from_1904=from_1904)
    clock = section.has(Kind.ELAPSED) or not any(
        t.kind is Kind.DATE and t.text[0] in "yYgGeEdD" for t in section.tokens
    )
    if day is None and not (clock and serial >= 0):
        return None
    tokens = _with_minutes(section.tokens)
    shown = [_piece(token, day or _DAY_ZERO_1904, serial, seconds, section) for token in tokens]
    letters = {token.text[0] for token in tokens if token.kind is Kind.DATE}
    full = bool(letters & set("yer")) and {"m", "d"} <= letters
    has_time = bool(letters & set("hsn")) or section.has(Kind.ELAPSED)
    return ShownDate("".join(shown).strip(), day if full else None, bool(letters & set("yer")), has_time)


def _with_minutes(tokens: tuple[Token, ...]) -> list[Token]:
    """The tokens in small letters, with ``n`` for an m that means minutes: one after hours or before seconds."""
    small = [Token(t.kind, t.text.lower()) if t.kind is Kind.DATE else t for t in tokens]
    letters = [(i, t.text[0]) for i, t in enumerate(small) if t.kind in (Kind.DATE, Kind.ELAPSED)]
    for place, (index, letter) in enumerate(letters):
        before = letters[place - 1][1] if place else ""
        after = letters[place + 1][1] if place + 1 < len(letters) else ""
        if letter == "m" and small[index].kind is Kind.DATE and (before == "h" or after == "s"):
            small[index] = Token(Kind.DATE, "n" * len(small[index].text))
    return small


def _piece(token: Token, day: date, serial: Decimal, seconds: int, section: Section) -> str:
    match token.kind:
        case Kind.DATE:
            return _date_piece(token.text, day, seconds, twelve=section.has(Kind.HALF_DAY))
        case Kind.ELAPSED:
            total = int(serial) * _SECONDS + seconds
            return str(total // {"h": 3600, "m": 60, "s": 1}[token.text[0]]).zfill(len(token.text))
        case Kind.HALF_DAY:
            return "午前" if seconds < _SECONDS // 2 else "午後"
        case _:
            return token.text


def _date_piece(letters: str, day: date, seconds: int, *, twelve: bool) -> str:
    count = len(letters)
    hours = seconds // 3600
    pieces: dict[str, Callable[[], str]] = {
        "y": lambda: f"{day.year % 100:02}" if count <= _SHORT else f"{day.year:04}",
        "m": lambda: _month(day, count),
        "d": lambda: f"{day.day:0{count}}" if count <= _SHORT else _WEEKDAYS[day.weekday()],
        "a": lambda: _WEEKDAYS[day.weekday()] + ("曜日" if count > _SHORT + 1 else ""),
        "h": lambda: f"{(hours + 11) % 12 + 1 if twelve else hours:0{min(count, _SHORT)}}",
        "n": lambda: f"{seconds // 60 % 60:0{min(count, _SHORT)}}",
        "s": lambda: f"{seconds % 60:0{min(count, _SHORT)}}",
    }
    piece = pieces.get(letters[0])
    return piece() if piece is not None else _era_piece(letters, day)


def _month(day: date, count: int) -> str:
    return (
        f"{day.month:0{count}}"
        if count <= _SHORT
        else _MONTHS[day.month - 1][: 3 if count == _SHORT + 1 else None]
    )


def _era_piece(letters: str, day: date) -> str:
    """Letters of the Japanese calendar; b is the Buddhist year."""
    first, name, letter = next((era for era in _ERAS if era[0] <= day), (date(1, 1, 1), "", ""))
    year = day.year - first.year + 1
    pieces = {"g": letter, "gg": name[:1], "e": str(year), "r": str(year), "rr": f"{name}{year:02}"}
    usual = {"g": name, "e": f"{year:02}"}
    return pieces.get(letters) or usual.get(letters[0]) or str(day.year + 543)

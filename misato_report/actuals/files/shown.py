"""What is read from a cell that holds a number: what a person sees, exactly, or a doubt.

The one place that decides it, for every kind of workbook. The number behind what is seen must be the number
that is seen, at most rounded; then all its digits are taken. Else (a ▲ that the format puts before a positive
number, thousands left away, a negative shown only in red) the cell is no figure, and the reason is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache

from misato_report.actuals.files.number_formats import Look, faithful_places, look, look_of_text, plain

_LONGEST = 300
_WRITTEN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_SURELY_KEPT = 15
_WHOLE = 1e15
_DIGITS_KEPT = Context(
    prec=15
)  # what Excel and LibreOffice keep of a number; more is noise of binary fractions
_EXACT = Context(prec=400)
_NEGATIVE = frozenset("▲△−-‐–(")
_DASHES = frozenset("-‐–—―−ー─")
_WIDE = str.maketrans("％－（）＋．，０１２３４５６７８９", "%-()+.,0123456789")
_FIGURE = re.compile(r"(?:[0-9][0-9,]*(?:\.[0-9]*)?|\.[0-9]+)(?:E[+-]?[0-9]{1,3})?")
NO_RESULT = "計算結果が保存されていない式です。表計算ソフトで開き、保存し直してください。"
ERROR = "計算のエラーです。"
_STRUCK = "取り消し線で消されています。"
_RAISED = "全体が上付き (下付き) の文字で、注の印とみられます。"
_ROUNDED = "表示では丸められています。丸める前の値を読みました。"
# Units that count one by one: 620人 is 620. 千人 would be another number, 年 and 月 are no unit of a figure.
_UNITS = frozenset(
    [
        "人",
        "名",
        "世帯",
        "戸",
        "件",
        "組",
        "棟",
        "台",
        "校",
        "園",
        "所",
        "箇所",
        "か所",
        "カ所",
        "ヶ所",
        "ヵ所",
        "団体",
        "施設",
        "事業所",
        "社",
        "店",
        "頭",
        "羽",
        "本",
        "枚",
        "冊",
        "円",
        "点",
        "ha",
        "km",
        "㎞",
        "㎡",
        "m",
        "kg",
    ]
)
_NOTE = re.compile(r"[A-Za-zａ-ｚＡ-Ｚ]\)|[*＊※†]{1,3}")  # marks of a note: b)1,986
_CURRENCY = frozenset("¥￥\\")


@dataclass(frozen=True, slots=True)
class Read:
    """Text of a cell; ``doubt`` says why it is no figure, ``remark`` what to know of one that is."""

    text: str
    doubt: str = ""
    remark: str = ""


def in_font(read: Read, *, struck: bool, raised: bool) -> Read:
    """What is read from a cell whose font is one of these for all its characters."""
    if read.doubt or not read.text:
        return read
    if struck:
        return replace(read, doubt=_STRUCK)
    return replace(read, doubt=_RAISED) if raised and any(c.isdigit() for c in read.text) else read


@lru_cache(maxsize=1 << 16)
def read_value(stored: str | float, code: str, *, from_1904: bool = False) -> Read:
    """Read a number as it is stored in a workbook, and shown by a format code. Never raises."""
    short = _short_number(stored)
    if short is not None and code == "General":
        return Read(short)
    places = _usual_places(short, code) if short is not None else None
    if short is not None and places is not None:
        return Read(short, remark="" if len(short.partition(".")[2]) <= places else _ROUNDED)
    value = number_of(stored)
    if value is None:
        return Read(str(stored)[:_LONGEST], f"「{str(stored)[:40]}」は表計算ソフトの数ではありません。")
    if code in ("General", ""):
        return Read(plain(value))
    return read_shown(value, look(value, code, from_1904=from_1904))


def _short_number(stored: str | float) -> str | None:
    """A number that is stored as it would be written, which nearly all are; None for all others."""
    if isinstance(stored, float):
        stored = str(int(stored)) if stored.is_integer() and abs(stored) < _WHOLE else repr(stored)
    match = _WRITTEN.fullmatch(stored)
    return stored if match and _digits(stored) <= _SURELY_KEPT and stored != "-0" else None


def _digits(number: str) -> int:
    return len(number) - number.count(".") - number.count("-")


def _usual_places(number: str, code: str) -> int | None:
    """Decimal places under one of the usual formats, which need not be followed for each number."""
    return faithful_places(code, negative=number.startswith("-"), zero=number == "0")


def read_text(text: str, code: str) -> Read:
    """Read a text that is shown by a format code, which may add to it or hide it. Never raises."""
    if code in ("General", "", "@") or not text.strip():
        return Read(text)
    seen = look_of_text(text, code)
    if seen.strip() == text.strip():
        return Read(text)
    return Read(seen) if seen.strip() else Read("", f"「{text[:40]}」が書式で隠されています。")


def number_of(stored: str | float) -> Decimal | None:
    """The number that is meant by what is stored: 0.30000000000000004 is 0.3. None for what is none."""
    text = repr(stored) if isinstance(stored, float) else stored
    if len(text) > _LONGEST:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if abs(value.adjusted()) > _LONGEST if value.is_finite() else True:
        return None
    return _DIGITS_KEPT.plus(value)


_ADDED = "「{}」を付けて表示されています。"


def unit_of_remark(remark: str) -> str:
    """The unit that a cell's number format adds to what is seen (0"人"), from what is remarked of it; empty for none."""
    match = re.search(_ADDED.format("([^」]+)"), remark)
    return match[1] if match and match[1] in _UNITS else ""


def read_shown(value: Decimal, seen: Look) -> Read:
    """Read a number that is seen as ``seen``. Never raises."""
    if seen.is_date:
        return _read_date(seen)
    text = seen.text.strip()
    if not seen.known or len(text) > _LONGEST:
        return Read(
            text[:_LONGEST], f"値は {_short(value)} ですが、書式のため、どう見えるかを確かめられません。"
        )
    if not text:
        return Read("", f"値 {_short(value)} が書式で隠されています。")
    if not value and text.translate(_WIDE) in _DASHES:
        return Read("0", remark=f"0 が「{text}」と表示されています。")
    return _read_figure(value, text, percent=seen.percent)


def _read_date(seen: Look) -> Read:
    if seen.day is not None and not seen.has_time:
        return Read(f"{seen.day:%Y-%m-%d}")
    if seen.has_year and not seen.has_time and not (seen.text.isdigit() and len(seen.text) < 4):  # noqa: PLR2004
        return Read(seen.text)
    return Read(seen.text, "" if seen.day else "日付か時刻の書式です。")


def _read_figure(value: Decimal, text: str, *, percent: bool) -> Read:
    parts = _parts_of(text.translate(_WIDE))
    if parts is None:
        return Read(text, _differs(value, text))
    expected = _EXACT.scaleb(value, 2) if percent else value
    if abs(expected - parts.number) > parts.rounding or percent != (parts.after == "%" and percent):
        return Read(text, _differs(value, text))
    exact = _with_zeros(expected, parts) + ("%" if parts.after == "%" else "")
    remark = "" if expected == parts.number else _ROUNDED
    if parts.after == "%" and not parts.before:
        return Read(exact, remark=remark)
    if not parts.before and not parts.after:
        return Read(exact, remark=remark)
    if (parts.before in _CURRENCY | {""} or _NOTE.fullmatch(parts.before)) and parts.after in _UNITS | {""}:
        return Read(exact, remark=remark or _ADDED.format(f"{parts.before}{parts.after}"))
    return Read(text, remark=remark)  # 令和8年, 約620, 620千人: as it is seen


@dataclass(frozen=True, slots=True)
class _Parts:
    """A shown figure: its number with the sign, half of its last place, and the words on both sides."""

    number: Decimal
    rounding: Decimal
    digits: str
    before: str
    after: str


def _parts_of(text: str) -> _Parts | None:
    """The figure in a text, or None where there is none, or more than one sign or number."""
    match = _FIGURE.search(text)
    if match is None:
        return None
    before, after = text[: match.start()].strip(), text[match.end() :].strip()
    signs = [c for c in before if c in _NEGATIVE]
    closed = after.endswith(")")
    if len(signs) > 1 or ("(" in signs) != closed or any(c.isnumeric() for c in before + after):
        return None
    after = after[:-1].strip() if closed else after
    if any(c in _NEGATIVE for c in after):
        return None
    digits = match[0].replace(",", "")
    size = Decimal(digits)
    exponent = size.as_tuple().exponent
    number = -size if signs else size
    before = "".join(c for c in before if c not in _NEGATIVE and c != "+").strip()
    return _Parts(number, Decimal((0, (5,), int(exponent) - 1)), digits, before, after)


def _with_zeros(value: Decimal, parts: _Parts) -> str:
    """All digits of a value; a code keeps the zeros it is shown with (05434)."""
    text = plain(value)
    if parts.digits.isdigit() and parts.digits.startswith("0") and len(text) < len(parts.digits):
        return parts.digits if value >= 0 else text
    return text


def _differs(value: Decimal, text: str) -> str:
    return f"値は {_short(value)} ですが、書式で「{text[:40]}」と表示されています。"


def _short(value: Decimal) -> str:
    return plain(value) if abs(value.adjusted()) < 40 else str(value)  # noqa: PLR2004 - as long as a message may be

"""Values that several kinds of YAML file share: years, spans, figures, days."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from misato_report.notation import read_date, read_figure, read_year
from misato_report.yaml_schema.kinds import (
    Boolean,
    ReadBy,
    Text,
)


@dataclass(frozen=True)
class YearSpan:
    """A year (``R8``) or a run of years (``R3..R7``), both ends included; ``text`` as it is written."""

    first: int
    last: int
    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def length(self) -> int:
        """Number of years in the span."""
        return self.last - self.first + 1

    def years(self) -> range:
        """The years of the span, in order."""
        return range(self.first, self.last + 1)


def read_amount(text: str) -> Decimal:
    """A figure as the plan prints it, exact. Raises ValueError for a sign that stands for no figure."""
    value = read_figure(text).value
    if value is None:
        raise ValueError(f"「{text}」は数値として読めません。")
    return value


def _read_span(text: str) -> YearSpan:
    first, _, last = text.partition("..")
    span = YearSpan(read_year(first), read_year(last or first), text)
    if span.last < span.first:
        raise ValueError(f"「{text}」は終わりの年が始まりの年より前です。")
    return span


@dataclass(frozen=True)
class Money:
    """An amount of money in whole yen, exact; ``text`` as it is written (千円 where no unit is)."""

    yen: int
    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def converted(self) -> bool:
        """Whether it is written in another unit than 千円."""
        return re.search("(?<!千)円", unicodedata.normalize("NFKC", self.text)) is not None


_YEN_IN = {"": 1_000, "千円": 1_000, "円": 1, "万円": 10_000, "百万円": 1_000_000}


def read_money(text: str) -> Money:
    """An amount of 千円, or of the unit that is written with it. Raises ValueError.

    Below zero, or finer than a yen, there is no amount of a budget.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(r"(.*?)\s*((?:百万|万|千)?円)?", plain)
    figure, unit = (found[1], found[2] or "") if found else (plain, "")
    try:
        yen = read_amount(figure) * _YEN_IN[unit]
    except ValueError:
        message = f"「{text}」は金額として読めません。12,340 (千円) か 12,340,000円 のように書いてください。"
        raise ValueError(message) from None
    if yen < 0:
        raise ValueError(f"「{text}」は0より小さい金額です。")
    if yen != yen.to_integral_value():
        raise ValueError(f"「{text}」に1円より細かい端数があります。")
    return Money(int(yen), text)


Day: TypeAlias = date


ANY_TEXT = Text()


TEXT = Text(least=1)


LONG_TEXT = Text(most=4000)


IDENTIFIER = Text(
    pattern=r"^[a-z][a-z0-9_]*$", shape="英小文字で始まり、英小文字・数字・_ だけの名前 (例: net_migration)"
)


FLAG = Boolean()


AMOUNT = ReadBy(read_amount, "数値", ("number", "string"))
"""A figure as the plan prints it (``▲90``, ``12,950``, ``9.4``), exact."""


MONEY = ReadBy(read_money, "金額", ("number", "string"))
"""An amount in 千円 (``12,340``), or with its unit (``12,340,000円``)."""


YEAR = ReadBy(read_year, "年", ("integer", "string"))


SPAN = ReadBy(_read_span, "年", ("integer", "string"))


DAY = ReadBy(read_date, "日付", ("string",))

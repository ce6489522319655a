"""Text in one form for comparing, and quoted for messages."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from misato_report.diagnostics.visible import printable

LONGEST = 40  # characters; no figure, year, period or date of an official paper comes near


DASHES = "-‐–—―−─ー"


WAVES = {ord("~"): "～", ord("〜"): "～"}


class NotationError(ValueError):
    """A text that cannot be read, or a value that cannot be written; the message is for the clerk."""


def normalise(text: str) -> str:
    """The text in Unicode's NFKC form (full width becomes half width) without white space at its ends.

    For free text. NFKC also turns ① into 1, ² into 2 and … into ...; a figure is therefore given to
    ``read_number`` as it was published, not normalised, or 12① would become 121.
    """
    return unicodedata.normalize("NFKC", text).strip()


def squeeze(text: str) -> str:
    """The text as ``normalise`` gives it, without any white space and with one kind of ～.

    For comparing headings and names; both sides of a comparison are squeezed.
    """
    if text.isascii() and "~" not in text:
        return "".join(text.split())
    joined = "".join(normalise(text).split())
    # Once more: a voicing mark that stood after a space may now combine with its kana.
    return unicodedata.normalize("NFKC", joined).translate(WAVES)


def fold_width(text: str) -> str:
    """The text with other widths of the same characters made plain; ①, ², ㎡, ㈱ and … stay as they are."""
    return text if text.isascii() else "".join(map(_fold_character, text))


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    kind = unicodedata.decomposition(character).partition(" ")[0]
    plain = unicodedata.normalize("NFKC", character)
    # A circled or raised digit is a footnote or an exponent, never a digit of the figure beside it.
    is_another = kind in ("<super>", "<sub>") or (kind != "<wide>" and re.search("[!-~]", plain))
    return character if is_another else plain


def quote(text: str) -> str:
    """The text in 「」 for a message: shortened, and with invisible characters made visible."""
    shown = printable(text[:LONGEST]).replace("\n", "〔U+000A〕")
    return f"「{shown}{'…' if len(text) > LONGEST else ''}」"


def refuse_long(text: str) -> None:
    """Raise NotationError for a text that is longer than any figure, year or date of an official paper."""
    if len(text) > LONGEST:
        raise NotationError(f"{quote(text)}は長すぎます（数・年・日付は{LONGEST}文字までです）。")

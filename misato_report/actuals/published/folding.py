"""Texts as they are compared: other widths, radicals, variants and blanks made one. Nothing folded is ever kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Radicals that NFKC leaves as they are (Unicode: EquivalentUnifiedIdeograph), each with the character it is the
# part of; tables copied from a PDF are full of them.
_PAIRS = (
    "⺅亻⺌小⺍小⺒巳⺕彐⺖忄⺘扌⺙攵⺛旡⺜日⺝月⺟母⺠民⺡氵⺣灬⺨犭⺩王⺬示⺭礻⺮竹⺰糸⺲罒⺳皿⺷羊⺹老⺻聿⺼肉⺽臼⺾艹⻁虎⻂衤⻃西⻄西⻆角⻊足"
    "⻌辶⻍辶⻏阝⻐金⻑長⻖阝⻗雨⻘青⻝食⻞飠⻢馬⻣骨⻤鬼⻥魚⻦鳥⻨麦⻩黄⻫斉⻭歯⻯竜⻲亀"
)
_RADICALS = str.maketrans(dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))
_VARIANTS = str.maketrans({"檮": "梼", "ヶ": "ケ", "髙": "高", "﨑": "崎", "冨": "富", "〜": "～", "~": "～"})


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """The text without any blank, in one width and one spelling of each character, small letters."""
    if text.isascii():
        return "".join(text.split()).lower()
    joined = "".join(unicodedata.normalize("NFKC", text.translate(_RADICALS)).split())
    return unicodedata.normalize("NFKC", joined).translate(_VARIANTS).lower()


_NUMBERING = re.compile(r"^(?:\(?[0-9]{1,2}[).,、・．]|\([0-9]{1,2}\)|[ivx]{1,4}[.)]|[a-z]?[0-9]{2,6}_)")
_MARKS = re.compile(
    r"(?:(?<=[^a-z0-9])[a-z]\)|(?<=[^a-z0-9(])[0-9]\)|\(?※[0-9]*\)?|\(?注[0-9]*\)?|\*+|[①-⑳]|†)+$"
)
_RAISED = re.compile("[¹²³⁰-⁹①-⑳㊀-㊉]")
_UNIT_BRACKETS = re.compile(r"[(【\[〔]([^()【】\[\]〔〕]*)[)】\]〕]")


@lru_cache(maxsize=65536)
def bare(text: str) -> str:
    """A heading as it is compared: folded, without its number (１．, (2), A1101_) and footnote marks in front and behind."""
    kept = folded(_RAISED.sub("", text))
    shorter = _MARKS.sub("", _NUMBERING.sub("", kept))
    return shorter or kept


def unmarked(plain: str) -> str:
    """A folded text without the footnote marks behind it (a), ※1, 注2)."""
    return _MARKS.sub("", plain)


def brackets(text: str) -> list[str]:
    """What stands in brackets within a folded heading."""
    return _UNIT_BRACKETS.findall(text)

"""Which row is the town's: by name, by code, and never another town of the same name."""

from __future__ import annotations

import re

from misato_report.gazetteer.codes import check_digit
from misato_report.notation import normalise, squeeze
from misato_report.plan.document import Municipality

_MUNICIPALITY = re.compile(r"[^0-9]+[市町村区]")
_CODE_LENGTHS = (5, 6)


def town_names(town: Municipality) -> frozenset[str]:
    """The squeezed ways in which a table names the town: with or without county and prefecture."""
    short = [town.name, town.county + town.name]
    return frozenset(squeeze(before + name) for before in ("", town.prefecture) for name in short)


def is_municipality(name: str) -> bool:
    """Whether a squeezed name has the form of a city, town, village or ward."""
    return _MUNICIPALITY.fullmatch(name) is not None


def is_code_of(text: str, town: Municipality) -> bool:
    """Whether a cell has the town's code: 5 digits, or 6 with the check digit; zeros in front may be lost."""
    digits = normalise(text).removeprefix("'")
    code = town.code
    return digits in {code, code[:5], code.lstrip("0"), code[:5].lstrip("0")}


def code_problem(text: str) -> str:
    """What is wrong with a six-digit code (its check digit), or nothing."""
    digits = normalise(text).removeprefix("'")
    if len(digits) == _CODE_LENGTHS[1] and digits.isascii() and digits.isdigit():
        expected = check_digit(digits[:5])
        if digits[5] != expected:
            return f"団体コード {digits} の検査数字が合いません ({digits[:5]} なら {expected} です)。"
    return ""


def in_group(name: str, group: str) -> bool:
    """Whether a municipality belongs to 「市町村」, 「市」 or 「町村」; any other group is a name itself."""
    match group:
        case "市町村":
            return is_municipality(name)
        case "市":
            return name.endswith("市")
        case "町村":
            return name.endswith(("町", "村"))
        case _:
            return name == squeeze(group)

"""Texts of a new plan that stand for what a town has to write: 「（分野の名前）」."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"（[^（）0-9０-９]{2,60}）")


def is_placeholder(text: str) -> bool:
    """Whether a text is nothing but a remark in brackets, as ``init --blank`` leaves it."""
    return bool(_WHOLE.fullmatch(text.strip()))

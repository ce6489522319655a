"""A command whose figures may be negative: ``record X R9 -5`` is ▲5 and no option."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand

_NEGATIVE = re.compile(r"-(?=[0-9０-９])")


class NegativeFigures(TyperCommand):
    """No option of ours starts with a digit: what does is a figure."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As typer's, with the sign of figures as official papers write it."""
        return super().parse_args(
            ctx, [_NEGATIVE.sub("▲", arg, count=1) if _NEGATIVE.match(arg) else arg for arg in args]
        )

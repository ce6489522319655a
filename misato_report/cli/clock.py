"""The one place where the commands read the clock."""

from __future__ import annotations

from datetime import date


def today() -> date:
    """The day on which the command is run."""
    return date.today()

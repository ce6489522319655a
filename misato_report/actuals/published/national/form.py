"""What is known of a publication whose form is the same for every municipality, and whether a file has that form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from misato_report.actuals.files.table import Table
from misato_report.actuals.published.captions import title_text
from misato_report.notation import Basis, Dash, squeeze


@dataclass(frozen=True, slots=True)
class StandardItem:
    """One thing that the form gives, as the series that it is.

    ``paths``: the words that lead to it, once for each edition of the form; the first that is there counts.
    ``basis``: None where each municipality chooses its own day, which the file says.
    """

    id: str
    name: str
    unit: str
    basis: Basis | None
    paths: tuple[tuple[str, ...], ...]
    non_negative: bool = True
    projection: bool = False
    year_before: bool = False
    """Whether it is of the year before the other items' (births beside the population on 1 January)."""


@dataclass(frozen=True, slots=True)
class Form:
    """A publication in its usual form.

    ``marks``: of each group at least one word stands on the top of the table; ``without``: none of these does.
    ``sums``: equations of series ids that hold in every edition. ``dash`` is what 「-」 means by the publication's own
    legend. ``left_out``: what the form has and no series is proposed for, with the reason, for the clerk.
    """

    id: str
    title: str
    publisher: str
    month: int
    years_after: int
    every: int
    schedule: str
    marks: tuple[tuple[str, ...], ...]
    items: tuple[StandardItem, ...]
    without: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    dash: Dash | None = None
    left_out: str = ""
    refused_when_split: str = ""
    """What to say where the file has parts of the town and no row for all of it."""

    def found_in(self, tables: Sequence[Table]) -> tuple[str, ...] | None:
        """The words of the file by which it has this form (for ``recognise:``), or None where it has another."""
        text = "\n".join(map(title_text, tables))
        if any(squeeze(word) in text for word in self.without):
            return None
        found = [next((w for w in group if squeeze(w) in text), None) for group in self.marks]
        return None if None in found else tuple(dict.fromkeys(w for w in found if w))

"""The marks that there are, with what each gives this year: for ``paper marks`` and the documents."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from misato_report.report.papers.figures import MarkFigure
from misato_report.report.papers.model import PaperModel
from misato_report.report.papers.named import Named


@dataclass(frozen=True)
class MarkLine:
    """A mark as it is written, and what it gives; ``rows``: of a list, what a row is repeated for.

    ``of`` is what the mark is about where that has an id: ``indicators.social_increase``.
    """

    mark: str
    value: str
    number: str = ""
    rows: str = ""
    of: str = ""


def marks_of(model: PaperModel) -> tuple[MarkLine, ...]:
    """Every mark, in the order of the model; of a list the marks of its first thing, with the row that repeats it."""
    return tuple(line for name, value in model.values().items() for line in _lines(name, value, ""))


def overview_of(lines: Iterable[MarkLine]) -> Iterator[MarkLine]:
    """The same with one line for each thing that has an id: what may follow its dot stands with the rows of its list."""
    seen = set()
    for line in lines:
        if not line.of:
            yield line
        elif line.of not in seen and line.mark.rpartition(".")[2] in _TITLES:
            seen.add(line.of)
            yield dataclasses.replace(line, mark=f"{line.of}.…", number="")


_TITLES = ("name", "project")


def _lines(mark: str, value: object, rows: str) -> Iterator[MarkLine]:
    if isinstance(value, MarkFigure):
        yield MarkLine(mark, value.with_unit, "" if value.number is None else str(value.number), rows)
    elif isinstance(value, Named):
        for ident in value.ids() if "." not in mark else ():
            own = f"{mark}.{ident}"
            yield from (dataclasses.replace(line, of=own) for line in _lines(own, value[ident], rows))
        yield from _repeated(mark, list(value), rows)
    elif isinstance(value, tuple):
        yield from _repeated(mark, list(value), rows)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _lines(f"{mark}.{field.name}", getattr(value, field.name), rows)
    else:
        words = {True: "はい", False: "いいえ"}[value] if isinstance(value, bool) else str(value)
        yield MarkLine(mark, words, str(value) if type(value) is int else "", rows)


def _is_only_there(mark: str) -> bool:
    """Whether a list within a row's thing is listed nowhere else: ``i.years``."""
    return mark.endswith(".years") and mark.count(".") == 1


def _repeated(mark: str, things: list[object], rows: str) -> Iterator[MarkLine]:
    """A list: the mark that repeats a row for it, and, where it is not among what is named by ids, one thing's marks."""
    name = "".join(part[0] for part in mark.rpartition(".")[2].split("_"))
    opening = f"{{% for {name} in {mark} %}}"
    yield MarkLine(opening, f"{len(things)}行", "", rows or opening)
    for thing in things[:1]:
        if isinstance(thing, str):
            yield MarkLine(name, thing, "", rows or opening)
        elif (not rows and "." not in mark.replace("leaflet.", "")) or _is_only_there(mark):
            yield from _lines(name, thing, opening)

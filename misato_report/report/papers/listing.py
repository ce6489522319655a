"""The marks that there are, with what each gives this year: for ``paper marks`` and the documents."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from misato_report.report.papers.figures import MarkFigure
from misato_report.report.papers.model import PaperModel
from misato_report.report.papers.named import Named


@dataclass(frozen=True)
class MarkLine:
    """A mark as it is written, and what it gives; ``rows``: of a list, what a row is repeated for."""

    mark: str
    value: str
    number: str = ""
    rows: str = ""


def marks_of(model: PaperModel) -> tuple[MarkLine, ...]:
    """Every mark, in the order of the model; of a list the marks of its first thing, with the row that repeats it."""
    return tuple(line for name, value in model.values().items() for line in _lines(name, value, ""))


def _lines(mark: str, value: object, rows: str) -> Iterator[MarkLine]:
    if isinstance(value, MarkFigure):
        yield MarkLine(mark, value.with_unit, "" if value.number is None else str(value.number), rows)
    elif isinstance(value, Named):
        for ident in value.ids() if "." not in mark else ():
            yield from _lines(f"{mark}.{ident}", value[ident], rows)
        yield from _repeated(mark, list(value), rows)
    elif isinstance(value, tuple):
        yield from _repeated(mark, list(value), rows)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _lines(f"{mark}.{field.name}", getattr(value, field.name), rows)
    else:
        words = {True: "はい", False: "いいえ"}[value] if isinstance(value, bool) else str(value)
        yield MarkLine(mark, words, str(value) if type(value) is int else "", rows)


def _repeated(mark: str, things: list[object], rows: str) -> Iterator[MarkLine]:
    """A list: the mark that repeats a row for it, and, where it is not among what is named by ids, one thing's marks."""
    name = "".join(part[0] for part in mark.rpartition(".")[2].split("_"))
    opening = f"{{% for {name} in {mark} %}}"
    yield MarkLine(opening, f"{len(things)}行", "", rows or opening)
    for thing in things[:1]:
        if isinstance(thing, str):
            yield MarkLine(name, thing, "", rows or opening)
        elif not rows and "." not in mark.replace("leaflet.", ""):
            yield from _lines(name, thing, opening)

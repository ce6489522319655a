"""Table → observations, each with the cell it came from. All that is wrong in a table, at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from misato_report.actuals import long_table, municipal_table
from misato_report.actuals.observation import Observation
from misato_report.actuals.reading import read_tables
from misato_report.actuals.recognising import recognise
from misato_report.diagnostics import Diagnostic, has_errors
from misato_report.plan.model import Plan


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be read: its name in the workspace, its bytes, and their SHA-256.

    ``published_on`` is what the clerk (or an earlier ledger) says where the file does not.
    """

    name: str
    raw: bytes
    sha256: str
    published_on: date | None = None


@dataclass
class Extracted:
    """What a file gives: observations, the titles of the sources recognised, and the findings."""

    file: SourceFile
    observations: list[Observation] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether anything in the file is wrong: then nothing of it may be taken."""
        return has_errors(self.diagnostics)


def extract(file: SourceFile, plan: Plan) -> Extracted:
    """Read a file against the plan's sources."""
    result = Extracted(file)
    tables, problems = read_tables(file.name, file.raw)
    result.diagnostics.extend(problems)
    for table in tables:
        recognised, problem = recognise(table, plan)
        if problem is not None:
            result.diagnostics.append(problem)
        if recognised is None:
            continue
        if recognised.source is None:
            found = long_table.extract(table, file.sha256, file.published_on, plan)
        else:
            found = municipal_table.extract(table, file.sha256, file.published_on, plan, recognised.source)
        observations, diagnostics, title = found
        result.observations.extend(observations)
        result.diagnostics.extend(diagnostics)
        if title not in result.titles:
            result.titles.append(title)
    result.diagnostics.extend(_repeats(result))
    return result


def _repeats(result: Extracted) -> Iterator[Diagnostic]:
    """One file says each series, period and publication once."""
    first: dict[tuple[str, int, date], Observation] = {}
    for observation in result.observations:
        key = (observation.series, observation.period, observation.published_on)
        if key not in first:
            first[key] = observation
            continue
        earlier = first[key]
        yield Diagnostic(
            observation.file,
            observation.row,
            None,
            "repeated-row",
            f"同じ系列・対象・公表日の値が二度あります ({earlier.cell} は {earlier.value}、"
            f"{observation.cell} は {observation.value})。",
            "どちらか一方を消してください。",
            cell=observation.cell,
        )

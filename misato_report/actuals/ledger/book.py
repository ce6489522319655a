"""The rows of a ledger while files are taken in, in the order of their publication.

A publication adds only what it says otherwise than the one before it; what it says again it confirms.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from misato_report.actuals.extracting import Extracted
from misato_report.diagnostics import Diagnostic, has_errors
from misato_report.notation import print_number, print_period, print_short_period
from misato_report.observation import Correction, Observation, sort_key, standing
from misato_report.plan.plan import Plan
from misato_report.plan.sources import LongTable

Key = tuple[str, int, date, int]


@dataclass
class FileResult:
    """What came of one file: counts of its observations, or why it was refused.

    ``changes`` are the figures that replaced others, each with what stood before; of a 取消 the second is what stands
    again (None: nothing).
    """

    file: str
    titles: list[str]
    new: int = 0
    revised: int = 0
    corrected: int = 0
    unchanged: int = 0
    diagnostics: list[Diagnostic] = field(default_factory=list)
    changes: list[tuple[Observation, Observation]] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether nothing of the file may be taken."""
        return has_errors(self.diagnostics)


class Book:
    """Rows by what they are known by; files are taken one after the other, the older first."""

    def __init__(self, ledger: Iterable[Observation], plan: Plan) -> None:
        self._plan = plan
        self._rows: dict[Key, Observation] = {sort_key(o): o for o in ledger}
        self._vintages: dict[tuple[str, int], list[Key]] = {}
        for key in sorted(self._rows):
            self._vintages.setdefault(key[:2], []).append(key)
        self.confirmations: list[Observation] = []
        """What files said that stood already."""

    def rows(self) -> list[Observation]:
        """All rows, sorted."""
        return sorted(self._rows.values(), key=sort_key)

    def newest(self) -> dict[tuple[str, int], Observation]:
        """The newest vintage that stands, of each series and period."""
        found = {of: standing(self._rows[key] for key in keys) for of, keys in self._vintages.items()}
        return {of: rows[-1] for of, rows in found.items() if rows}

    def take(self, extracted: Extracted, result: FileResult | None) -> None:
        """Take a file's observations; counts and conflicts go into ``result`` (None: nobody asked)."""
        told = FileResult("", []) if result is None else result
        for observation in sorted(extracted.observations, key=sort_key):
            here = self._rows.get(sort_key(observation))
            if here is not None and result is not None:
                self._same_publication(here, observation, told)
            elif here is None and observation.correction is Correction.CANCELLED:
                self._cancel(observation, told)
            elif here is None:
                self._add_if_new(observation, told)

    def accept(self, sha256: str, reason: str) -> None:
        """Put the reason for which a file was taken beside each of its figures."""
        for key, row in self._rows.items():
            if row.sha256 == sha256 and not row.acceptance:
                self._rows[key] = row.accepted_for(reason)

    def follow_ledger(self, ledger: Iterable[Observation], files: Iterable[Extracted]) -> None:
        """After making a ledger anew: where files say the same, the one that the ledger names; and rows that a late
        file made superfluous, as long as their file says so."""
        said = {(sort_key(o), o.file, o.cell): o for extracted in files for o in extracted.observations}
        for row in ledger:
            observation = said.get((sort_key(row), row.file, row.cell))
            here = self._rows.get(sort_key(row))
            if observation is None or (here is not None and not here.says_the_same(observation)):
                continue
            if here is None and row.says_the_same(observation):
                self._add(observation)
            elif here is not None:
                self._rows[sort_key(row)] = observation

    def _add_if_new(self, observation: Observation, told: FileResult) -> None:
        before = self._newest_before(observation)
        if before is not None and before.says_the_same(observation):
            told.unchanged += 1
            self.confirmations.append(observation)
            return
        self._add(observation)
        if before is None:
            told.new += 1
            return
        told.changes.append((before, observation))
        if observation.correction is None:
            told.revised += 1
        else:
            told.corrected += 1

    def _cancel(self, observation: Observation, told: FileResult) -> None:
        before = self._before(observation)
        after = standing([*before, observation])
        if len(after) == len(standing(before)):
            told.diagnostics.append(self._nothing_to_take_back(observation))
            return
        self._add(observation)
        told.corrected += 1
        told.changes.append((standing(before)[-1], observation))

    def _nothing_to_take_back(self, observation: Observation) -> Diagnostic:
        series = self._plan.series[observation.series].name
        period = print_period(observation.period, observation.basis)
        return Diagnostic(
            file=observation.file,
            line=observation.row,
            code="nothing-to-cancel",
            message=f"{series} {period}の {shown(observation)} を取り消すことになっていますが、{observation.published_on} までにその値はありません。",
            hint="値の入ったファイルを戻すか、この取消のファイルも ingest --forget で除いてください。",
            cell=observation.cell,
        )

    def _add(self, observation: Observation) -> None:
        key = sort_key(observation)
        self._rows[key] = observation
        insort(self._vintages.setdefault(key[:2], []), key)

    def _before(self, observation: Observation) -> list[Observation]:
        keys = self._vintages.get((observation.series, observation.period), [])
        return [self._rows[key] for key in keys[: bisect_left(keys, sort_key(observation))]]

    def _newest_before(self, observation: Observation) -> Observation | None:
        rows = standing(self._before(observation))
        return rows[-1] if rows else None

    def _same_publication(self, here: Observation, observation: Observation, told: FileResult) -> None:
        if here.says_the_same(observation):
            told.unchanged += 1
            if here.file == observation.file:
                # The clerk added rows to a file that was taken in before: the old rows follow it.
                self._rows[sort_key(here)] = observation
            elif here.sha256 != observation.sha256:
                self.confirmations.append(observation)
            return
        first = not any(d.code == "conflict" for d in told.diagnostics)
        told.diagnostics.append(self._conflict(here, observation, with_hint=first))

    def _conflict(self, here: Observation, observation: Observation, *, with_hint: bool) -> Diagnostic:
        series = self._plan.series[observation.series]
        return Diagnostic(
            file=observation.file,
            line=observation.row,
            code="conflict",
            message=f"{series.name} {print_short_period(observation.period, series.basis)}の、同じ公表日 ({observation.published_on}) の値が二つあります。"
            f"台帳は {shown(here)} ({here.file} {here.cell})、"
            f"このファイルは {shown(observation)} ({observation.cell})。",
            hint=self._how_to_correct(observation) if with_hint else "",
            cell=observation.cell,
        )

    def _how_to_correct(self, observation: Observation) -> str:
        source = self._plan.sources.get(observation.source)
        if source is not None and isinstance(source.layout, LongTable):
            name = self._plan.series[observation.series].name
            command = f'misato-report record --correct {name} {print_short_period(observation.period, observation.basis)} {shown(observation)} --because "理由"'
        else:
            command = corrects_command(observation.file, observation.published_on)
        return f"正しいほうを確かめてください。訂正なら、{command} とすると、元の値を残して訂正になります。台帳は変えていません。"


def corrects_command(file: str, day: date) -> str:
    """The command that takes a corrected table for what it is."""
    return f'misato-report ingest "{file}" --corrects {day.isoformat()} --because "○月○日の正誤表"'


def shown(observation: Observation) -> str:
    """A figure as people read it, or the sign in its place."""
    return print_number(observation.value) if observation.value is not None else str(observation.mark)

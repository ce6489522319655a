"""Tables with the plan and the source by which they are read: what ``mutations`` damages beside the samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from misato_report.actuals.files.table import Table
from misato_report.actuals.ledger.history_checks import jumps
from misato_report.actuals.published.extraction import extract
from misato_report.actuals.published.proposal import Answers, Proposal, propose
from misato_report.diagnostics import Diagnostic
from misato_report.observation import Observation
from misato_report.plan.document import Municipality
from misato_report.plan.loading import load_plan
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Series
from misato_report.workspace import Workspace
from tests.tools.mutation_forms import Form, forms
from tests.tools.real_tables import proposed_for_real

ROOT = Path(__file__).parents[2]
TODAY = date(2027, 12, 1)
MISATO = Municipality(name="美郷町", prefecture="島根県", county="邑智郡", code="324485")


@dataclass
class Base:
    """Undamaged tables, the source that ``layout`` proposes for them, and what it reads."""

    name: str
    tables: tuple[Table, ...]
    plan: Plan
    proposal: Proposal
    history: dict[tuple[str, int], Observation] = field(default_factory=dict)
    form: Form | None = None

    @property
    def observations(self) -> list[Observation]:
        """What is read from the undamaged tables."""
        return self.proposal.observations

    def read(self, tables: Sequence[Table]) -> tuple[list[Observation], list[Diagnostic]]:
        """What the source reads from damaged tables, held against the ledger of the years before."""
        assert self.proposal.source is not None
        source = self.proposal.source
        plan = replace(self.plan, sources={source.id: source})
        said = extract(tables, "", TODAY, plan, source)
        return said.observations, [*said.diagnostics, *jumps(plan, self.history, said.observations)]


def plan_of(town: Municipality, series: Sequence[Series]) -> Plan:
    """The project's own plan for another town, with these series and no source."""
    loaded = load_plan(Workspace(ROOT)).plan
    assert loaded is not None
    general = loaded.general.replace(municipality=town)
    return replace(loaded, general=general, series={s.id: s for s in series}, sources={})


@cache
def _plan_of_form(name: str) -> Plan:
    return plan_of(MISATO, next(f for f in forms() if f.name == name).series)


def base_of_form(form: Form) -> Base:
    """A form with the reading that ``layout`` proposes for it."""
    table = Table("見本.csv", "", tuple(map(tuple, form.grid)))
    plan = _plan_of_form(form.name)
    proposal = propose([table], plan, TODAY, Answers(own=form.own))
    assert proposal.is_sound, (form.name, proposal.diagnostics, proposal.remarks)
    assert {o.series for o in proposal.observations} == set(plan.series), form.name
    like = {o.series: o for o in proposal.observations}
    history = {
        (series, year): replace(like[series], period=year, value=Decimal(value))
        for series, years in form.history.items()
        for year, value in years.items()
    }
    return Base(form.name, (table,), plan, proposal, history, form)


_MOST_BYTES = 400_000
_MOST_CELLS = 20_000  # of a real file that is read some hundred times


@cache
def _entries(folder: str) -> tuple[dict[str, object], ...]:
    text = (Path(folder) / "expected.yaml").read_text(encoding="utf-8")
    return tuple(yaml.load(text, yaml.CSafeLoader)["entries"])


@cache
def _real(folder: str, number: int) -> Base | None:
    entry = _entries(folder)[number]
    if int(str(entry["bytes"])) > _MOST_BYTES:
        return None
    found = proposed_for_real(Path(folder), entry)
    if found is None:
        return None
    tables, plan, proposal = found
    if sum(len(t.rows) * t.width for t in tables) > _MOST_CELLS:
        return None
    # A table of months comes with series of its own.
    return Base(str(entry["file"]), tuple(tables), proposal.plan_with_series(plan), proposal)


def real_base(folder: str, number: int) -> Base | None:
    """One of the smaller real files with its reading; None where the number falls on another."""
    return _real(folder, number % len(_entries(folder)))

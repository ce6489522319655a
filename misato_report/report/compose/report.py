"""Facts → page model: every word and figure of the report is decided in this package."""

from __future__ import annotations

from collections.abc import Iterable

from misato_report.evaluation.explanation import steps, what_would_change_it
from misato_report.evaluation.rules import Evaluation, rules_of
from misato_report.notation import (
    print_date,
    print_fiscal_year,
)
from misato_report.plan.colour import lightened_for
from misato_report.plan.plan import Plan
from misato_report.report.compose import projects, sentences
from misato_report.report.compose import provenance as origins
from misato_report.report.compose.fields import field_sheets, population
from misato_report.report.compose.grants import grant_sheet
from misato_report.report.compose.material import material_of
from misato_report.report.compose.peers import peers_page
from misato_report.report.compose.revisions import revision_list
from misato_report.report.compose.summary import earlier_report, summary
from misato_report.report.facts import Facts, Imprint
from misato_report.report.page_model import (
    Look,
    Report,
)

_MOST_WITHOUT_CONTENTS = 20
"""More indicators than these make more than 15 pages, for which a list of contents is worth its page."""

NIGHT = "#16181b"
"""The ground of a dark screen, as ``screen.css`` has it."""


def compose(facts: Facts, edition: Imprint) -> Report:
    """The page model of a report."""
    plan, evaluations, ledger = facts.plan, facts.evaluations, facts.ledger
    material = material_of(facts)
    first = evaluations[0]
    general = plan.general
    files = origins.number_files(plan, origins.used_observations(evaluations, facts.beside))
    return Report(
        plan_title=general.title,
        plan_status=general.status,
        municipality=general.municipality.name,
        prefecture=general.municipality.prefecture,
        department=general.department,
        fiscal_year=print_fiscal_year(first.report_year),
        report_year=first.report_year,
        plan_period=f"{print_fiscal_year(general.period.first)}～{print_fiscal_year(general.period.last)}",
        document_number=edition.document_number,
        created=print_date(edition.created),
        created_iso=edition.created.isoformat(),
        as_of=print_date(first.as_of),
        sample=facts.sample or facts.reviews.sample or material.year.sample,
        draft=facts.draft,
        appearance=_look(plan, edition.seal),
        summary=summary(material),
        earlier=tuple(map(earlier_report, facts.earlier)),
        fields=tuple(field_sheets(material)),
        grants=tuple(grant_sheet(material, f, g) for f in plan.fields for g in f.grants),
        population=population(material),
        long=len(evaluations) > _MOST_WITHOUT_CONTENTS,
        revisions=revision_list(facts.revisions),
        verdict_rules=tuple((material.plain_mark(v), text) for v, text in sentences.verdict_rules(plan)),
        pace_rules=sentences.pace_rules(plan),
        calculations=tuple(_calculations(plan, evaluations)),
        money_unit=material.year.money_unit,
        invented=material.year.sample,
        projects=tuple(entry for f in plan.fields for entry in projects.project_entries(material, f)),
        measures=tuple(entry for f in plan.fields for entry in projects.measure_entries(material, f)),
        opinions=projects.opinion_entries(material),
        money=projects.money_of_fields(material),
        money_total=projects.money_of_all(material),
        project_tables=projects.project_tables(material),
        files=tuple(files.values()),
        provenance=origins.provenance(plan, evaluations, ledger, files, facts.beside),
        peers=peers_page(material),
    )


def _look(plan: Plan, seal: str) -> Look:
    accent = plan.general.appearance.accent.lower()
    return Look(accent, lightened_for(NIGHT, accent), seal, plan.general.appearance.cover)


def _calculations(plan: Plan, evaluations: Iterable[Evaluation]) -> Iterable[tuple[str, tuple[str, ...]]]:
    rules = rules_of(plan)
    for e in evaluations:
        lines = [step.line for step in steps(e, rules)]
        changes = what_would_change_it(e, rules)
        if lines:
            told = (f"→ {'。'.join(changes)}" for _ in changes[:1])
            yield e.indicator.short_name, (*lines, *sentences.for_information(e), *told)

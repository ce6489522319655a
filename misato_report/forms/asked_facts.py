"""What the sheets 事業 and 施策 of a form ask of each, and what they show of the year before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from misato_report.evaluation.reviews import Reviews
from misato_report.forms.fact_values import known_fact
from misato_report.plan.document import Field
from misato_report.plan.plan import Plan


@dataclass(frozen=True)
class AskedProject:
    """A project: its number in the form, its name, its output in words, what was settled and decided a year ago."""

    number: str
    name: str
    output: str
    last_settled: str
    last_direction: str


@dataclass(frozen=True)
class AskedMeasure:
    """A measure: its number in the form, its heading, its verdict and text of a year ago."""

    number: str
    name: str
    last_verdict: str
    last_text: str


def asked_projects(plan: Plan, field: Field, year: int) -> Iterator[tuple[str, AskedProject]]:
    """Department and project, for each project of a field that has an id."""
    for department, project in field.projects_with_ids():
        output = f"{project.output.name}（{project.output.unit}）" if project.output else ""
        settled, direction = (
            known_fact(plan, year - 1, "projects", project.id, key) for key in ("settled", "direction")
        )
        yield department, AskedProject(f"projects/{project.id}", project.name, output, settled, direction)


def asked_measures(field: Field, before: Reviews) -> Iterator[tuple[str, AskedMeasure]]:
    """Department and measure, for each measure of a field that has an id."""
    for measure in field.measures_with_ids():
        review = before.measures.get(measure.id)
        said = (review.verdict, review.text.strip()) if review else ("", "")
        department = measure.department or field.departments[0]
        yield department, AskedMeasure(f"measures/{measure.id}", measure.heading, *said)

"""The sheet of a field, and the target population."""

from __future__ import annotations

from misato_report.plan.document import Field
from misato_report.report.compose.indicators import indicator_sheet, review_sheet
from misato_report.report.compose.material import Material
from misato_report.report.page_model import (
    DepartmentProjects,
    FieldSheet,
    PopulationSheet,
)


def field_sheet(material: Material, field: Field) -> FieldSheet:
    """The sheet of a field (分野): its indicators, projects by department, and its review."""
    return FieldSheet(
        anchor=f"field-{field.id}",
        number=field.number,
        name=field.name,
        departments="、".join(field.departments),
        direction=field.direction,
        indicators=tuple(indicator_sheet(material, i) for i in field.indicators),
        projects=tuple(DepartmentProjects(p.department, p.items) for p in field.projects),
        grants=tuple((f"grant-{g.id}", g.project) for g in field.grants),
        grants_note=field.grants_note,
        review=review_sheet(material, material.reviews.fields.get(field.id)),
    )


def population(material: Material) -> PopulationSheet | None:
    """The sheet of the target population (目標人口); None where the plan has none."""
    indicator = material.plan.general.target_population
    if indicator is None:
        return None
    return PopulationSheet(indicator_sheet(material, indicator), ())

"""The sheet of a field, and the target population."""

from __future__ import annotations

from collections.abc import Iterator

from misato_report.evaluation.wording import goal_quantity, quantity
from misato_report.plan.document import Field
from misato_report.plan.indicators import Indicator
from misato_report.plan.placeholders import is_placeholder
from misato_report.report.compose.indicators import FULL, SMALL, indicator_sheet, review_sheet
from misato_report.report.compose.material import Material, short_period
from misato_report.report.compose.revisions import revision_rows
from misato_report.report.compose.room import fits_on_a_page, room_for_charts
from misato_report.report.page_model import (
    DepartmentProjects,
    FieldSheet,
    PopulationSheet,
    RepeatedIndicator,
    UndecidedTarget,
)

_POPULATION_HEIGHT = 230.0  # units of the wide chart: the method goes on below
MOST_FULL = 2
"""More indicators than these in a field are shown small."""


def field_sheets(material: Material) -> Iterator[FieldSheet]:
    """The sheets of all fields (分野) in their order.

    A field that goes on over a page's end leaves the rest of its last page to the next one, which begins there.
    """
    begins_a_page = True
    for field in material.plan.fields:
        sheet = field_sheet(material, field, begins_a_page=begins_a_page)
        begins_a_page = sheet.whole
        yield sheet


def field_sheet(material: Material, field: Field, *, begins_a_page: bool = True) -> FieldSheet:
    """The sheet of a field: its indicators, projects by department, and its review."""
    small = len(field.indicators) > MOST_FULL
    forms = SMALL if small else FULL
    height = room_for_charts(material, field)
    return FieldSheet(
        anchor=f"field-{field.id}",
        number=field.number,
        name=field.name,
        departments="、".join(field.departments),
        direction="" if is_placeholder(field.direction) else field.direction,
        small=small,
        whole=begins_a_page and not small and fits_on_a_page(material, field),
        indicators=tuple(indicator_sheet(material, i, forms, height) for i in field.indicators),
        revisions=revision_rows(material, (i.id for i in field.indicators)),
        projects=tuple(
            DepartmentProjects(p.department, tuple(i.name for i in p.items)) for p in field.projects
        ),
        grants=tuple((f"grant-{g.id}", g.project) for g in field.grants),
        grants_note=field.grants_note,
        review=review_sheet(material, material.reviews.fields.get(field.id)),
        undecided=tuple(
            UndecidedTarget(target.indicator.name, target.words)
            for target in material.plan.undecided
            if target.field == field.id
        ),
        repeated=tuple(_repeated(material, i) for i in material.plan.repeated_in(field.id)),
    )


def _repeated(material: Material, indicator: Indicator) -> RepeatedIndicator:
    """The newest value with its year and verdict; all else stands in the indicator's own field."""
    e = material.evaluations[indicator.id]
    value = "―" if e.value is None else f"{quantity(indicator, e.value)}（{short_period(e)}）"
    own = next(one for one, other in material.plan.indicators() if other is indicator)
    return RepeatedIndicator(
        anchor=indicator.id,
        name=indicator.name,
        field=f"分野{own.number}" if own else "",
        value=value,
        target=goal_quantity(indicator, e.target_of_the_year),
        verdict=material.mark(e),
    )


def population(material: Material) -> PopulationSheet | None:
    """The sheet of the target population (目標人口); None where the plan has none."""
    indicator = material.plan.general.target_population
    if indicator is None:
        return None
    return PopulationSheet(indicator_sheet(material, indicator, FULL, _POPULATION_HEIGHT), ())

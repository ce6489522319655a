"""Which departments' forms have not come back. Apart from the writing of forms, which loads what Excel needs."""

from __future__ import annotations

from datetime import date

from misato_report.evaluation.reviews import reviews_at
from misato_report.plan.plan import Plan
from misato_report.project import Project


def not_returned(project: Project, plan: Plan, year: int) -> list[str]:
    """Departments whose form was issued and has not been taken in."""
    if not any(project.workspace.forms_dir(year).glob("*.xlsx")):
        return []
    from misato_report.forms.questions import asked_of

    reviews = plan.reviews.get(year)
    back = {form.department for form in reviews.returned} if reviews else set()
    asked = asked_of(plan, project.observations, year, reviews_at(plan, year - 1, date.max))
    return [one.department for one in asked if one.department not in back]

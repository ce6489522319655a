"""Which departments' forms have not come back. Apart from the writing of forms, which loads what Excel needs."""

from __future__ import annotations

from misato_report.plan.plan import Plan
from misato_report.project import Project


def not_returned(project: Project, plan: Plan, year: int) -> list[str]:
    """Departments whose form was issued and has not been taken in."""
    if not any(project.workspace.forms_dir(year).glob("*.xlsx")):
        return []
    from misato_report.forms.questions import departments_asked

    reviews = plan.reviews.get(year)
    back = {form.department for form in reviews.returned} if reviews else set()
    return [department for department in departments_asked(plan, year) if department not in back]

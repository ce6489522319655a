"""新旧対照表: what was changed in the plan, in the field that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from misato_report.notation import print_date
from misato_report.plan.revising import AppliedRevision, field_words, in_figures
from misato_report.report.compose.material import Material
from misato_report.report.page_model import RevisionRow

MOST_WITHOUT_LIST = 5
"""More rows than these also stand together in a list at the end."""


def revision_rows(material: Material, indicators: Iterable[str]) -> tuple[RevisionRow, ...]:
    """The revisions of the report's year that are about these indicators, in their order."""
    wanted = set(indicators)
    return tuple(_row(applied) for applied in material.revisions if applied.revision.indicator in wanted)


def revision_list(revisions: tuple[AppliedRevision, ...]) -> tuple[RevisionRow, ...]:
    """All of them as one list, where they are too many to be found field by field."""
    return tuple(map(_row, revisions)) if len(revisions) > MOST_WITHOUT_LIST else ()


def _row(applied: AppliedRevision) -> RevisionRow:
    revision = applied.revision
    figures = revision.field.endswith(".value")
    unit = applied.after.unit if figures else ""
    shown = in_figures if figures else str
    return RevisionRow(
        day=print_date(revision.date),
        indicator=applied.after.short_name,
        what=field_words(revision.field),
        before=shown(revision.old) + unit,
        after=shown(revision.new) + unit,
        reason=revision.reason,
        decided_by=revision.decided_by,
    )

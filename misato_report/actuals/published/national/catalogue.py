"""Every form that is built in, and which of them a file has."""

from __future__ import annotations

from collections.abc import Sequence

from misato_report.actuals.files.table import Table
from misato_report.actuals.published.national.form import Form
from misato_report.actuals.published.national.population import AREAS_AND_AGES, CENSUS, REGISTERS
from misato_report.actuals.published.national.statistics import PROJECTIONS, SOCIAL_INDICATORS, SSDSE_A

FORMS: tuple[Form, ...] = (*REGISTERS, PROJECTIONS, SOCIAL_INDICATORS, SSDSE_A, AREAS_AND_AGES, CENSUS)


def form_of(tables: Sequence[Table]) -> Form | None:
    """The one form that a file has; None where it has none, or what stands in it fits several."""
    fitting = [form for form in FORMS if form.found_in(tables) is not None]
    return fitting[0] if len(fitting) == 1 else None

"""What a report is asked for: named apart from what builds it, which takes long to load."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

COUNCIL = "council"
"""The paper that is made when none is named: the report to the council."""
FORMATS = ("pdf", "html", "xlsx", "csv")
DEFAULT_FORMATS = ("pdf", "html")
PDF_ENGINES = ("weasyprint", "browser")

# What the clerk names → WeasyPrint's name. All are tagged; only PDF/A-3 may carry files of any kind.
PDF_VARIANTS = {"ua-1": "pdf/ua-1", "a-3a": "pdf/a-3a"}
DEFAULT_VARIANT = "ua-1"
WITH_FILES = frozenset(["a-3a"])


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """A report of the fiscal year ``report_year`` as of ``as_of`` (基準日).

    ``formats`` are of FORMATS, each made once. ``created`` (作成日) is the as-of date unless given, so that equal
    inputs give equal bytes. ``pdf_variant`` is a key of PDF_VARIANTS; PDF/A-3 carries the open data inside.
    ``pdf_engine`` is one of PDF_ENGINES: an installed browser prints a plainer paper where Pango cannot be put in.
    ``public`` leaves out what the plan and the reviews mark as internal, and names the files so; ``ascii_name``
    names them without Japanese letters. ``document_number`` (資料番号) stands at the top right. ``draft`` prints on every
    page that nobody has checked it (案). ``confirmation`` makes the sheet on which the departments confirm the figures
    (確認票) beside it. ``papers`` are COUNCIL and names of forms in ``templates/papers/``; formats and 確認票 are the
    council's.
    """

    report_year: int
    as_of: date
    formats: tuple[str, ...] = DEFAULT_FORMATS
    document_number: str = ""
    created: date | None = None
    ascii_name: bool = False
    pdf_variant: str = DEFAULT_VARIANT
    pdf_engine: str = PDF_ENGINES[0]
    public: bool = False
    draft: bool = False
    confirmation: bool = False
    papers: tuple[str, ...] = (COUNCIL,)

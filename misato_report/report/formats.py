"""What a report can be built as: named apart from what builds it, which takes long to load."""

from __future__ import annotations

FORMATS = ("pdf", "html", "xlsx", "csv")
DEFAULT_FORMATS = ("pdf", "html")
PDF_ENGINES = ("weasyprint", "browser")

# What the clerk names → WeasyPrint's name. All are tagged; only PDF/A-3 may carry files of any kind.
PDF_VARIANTS = {"ua-1": "pdf/ua-1", "a-3a": "pdf/a-3a"}
DEFAULT_VARIANT = "ua-1"
WITH_FILES = frozenset(["a-3a"])

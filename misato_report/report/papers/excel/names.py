"""Namespaces and the order of elements in a workbook (ECMA-376 part 1, 18.2 and 18.3)."""

from __future__ import annotations

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
MACRO_CELLS = "http://schemas.microsoft.com/office/excel/2006/main"
OLD_DRAWING = "urn:schemas-microsoft-com:office:excel"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def main(name: str) -> str:
    """A name of a workbook's own parts."""
    return f"{{{MAIN}}}{name}"

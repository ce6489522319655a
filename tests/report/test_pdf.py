"""The PDF for who listens to it, and for who looks at a copy: its structure, its pages' words, its pages' pictures.

The structure is held against what PDF/UA-1 (ISO 14289-1) asks for and a program can tell.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image, ImageFilter

from tests.conftest import ROOT
from tests.support.pictures import (
    TOLERATED,
    assert_looks_as_kept,
    coarse,
    difference,
    pictures_of_pages,
    text_of_pages,
)

pytestmark = pytest.mark.slow  # each needs the whole PDF

GOLDEN = ROOT / "tests" / "golden" / "pages_2027.txt"
Element = dict[str, Any]


@pytest.fixture(scope="module")
def pdf(built: dict[str, Path]) -> pypdf.PdfReader:
    return pypdf.PdfReader(built["pdf"])


@pytest.fixture(scope="module")
def structure(pdf: pypdf.PdfReader) -> list[Element]:
    """Every element of the structure tree, in reading order."""
    catalogue: Any = pdf.trailer["/Root"]
    return list(_walk(catalogue["/StructTreeRoot"]))


def _walk(node: Any) -> Iterator[Element]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from _walk(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from _walk(node["/K"])


def _kind(structure: list[Element], *names: str) -> list[Element]:
    return [element for element in structure if element["/S"] in names]


def test_headings_go_down_one_step_at_a_time(structure: list[Element]) -> None:
    levels = [int(h["/S"][2:]) for h in _kind(structure, *(f"/H{n}" for n in range(1, 7)))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    parts = "概要, four fields, 地域再生計画, 県内の市町村の中で, 目標人口, 事業と決算, 前年度の意見への対応, 評価の方法, 数値の出所"
    assert levels.count(2) == 12, parts


def test_every_cell_of_a_table_knows_its_headings(structure: list[Element]) -> None:
    tables = _kind(structure, "/Table")
    assert len(tables) > 20
    for table in tables:
        inside = list(_walk(table["/K"]))
        headings = {str(h["/ID"]) for h in _kind(inside, "/TH")}
        cells = _kind(inside, "/TD")
        assert headings, "a table without headings"
        for cell in cells:
            named = {str(h) for h in cell["/A"]["/Headers"]}
            assert named and named <= headings


def test_every_picture_is_told_in_words(structure: list[Element]) -> None:
    told = [str(figure.get("/Alt", "")) for figure in _kind(structure, "/Figure")]
    assert len(told) == 22 + 6, (
        "a chart and a small one for each of nine indicators, a chain for each of four fields, two strips of dots for three"
    )
    assert all(told)
    assert "2年間の累計は▲14人、目標の枠▲45人に対し順調" in told
    assert any(
        "4 移住相談会 → 移住・定住の推進 → 人口の社会増（5年の合計） → 目指す方向性" in words
        for words in told
    )
    assert "実績▲14人、目安▲18人、現状値▲90人、目標値▲45人" in told


def test_links_lists_and_language_are_as_pdf_ua_asks(pdf: pypdf.PdfReader, structure: list[Element]) -> None:
    catalogue: Any = pdf.trailer["/Root"]
    assert catalogue["/Lang"] == "ja"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b'pdfuaid:part="1"' in catalogue["/Metadata"].get_object().get_data()
    for page in pdf.pages:
        assert str(page["/Tabs"]) == "/S"
        for reference in page.get("/Annots", []):
            annotation = reference.get_object()
            assert "/Contents" in annotation and "/StructParent" in annotation
    for item in _kind(structure, "/LI"):
        parts = {child.get_object()["/S"] for child in item["/K"]}
        assert "/LBody" in parts and parts <= {"/LBody", "/Lbl"}


def test_all_that_is_drawn_is_either_in_the_structure_or_marked_as_ornament(pdf: pypdf.PdfReader) -> None:
    """PDF/UA-1, 7.1: no text or path outside of marked content."""
    for number, page in enumerate(pdf.pages, 1):
        contents = page.get_contents()
        assert contents is not None
        depth = 0
        for _, operator in contents.operations:
            depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
            if operator in (b"Tj", b"TJ", b"S", b"f", b"B", b"Do"):
                assert depth > 0, f"page {number}: {operator!r} is not marked"
        assert depth == 0


def test_every_font_is_a_subset_that_can_be_read_back(pdf: pypdf.PdfReader) -> None:
    fonts = {str(f.get_object()["/BaseFont"]): f.get_object() for p in pdf.pages for f in _fonts(p)}
    assert fonts
    for name, font in fonts.items():
        assert "+" in name, f"{name} is not a subset"
        assert "/ToUnicode" in font
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def _fonts(page: Any) -> list[Any]:
    return list(page["/Resources"].get("/Font", {}).values())


def test_the_words_of_each_page(built: dict[str, Path]) -> None:
    """UPDATE_GOLDEN=1 writes the file again; read its diff before you commit it."""
    pages = (
        [f"=== {number}", *("".join(line.split()) for line in text.splitlines() if line.strip())]
        for number, text in enumerate(text_of_pages(built["pdf"]), 1)
    )
    words = "\n".join(line for page in pages for line in page) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(words, encoding="utf-8")
    assert words == GOLDEN.read_text(encoding="utf-8")


def test_a_chart_that_is_gone_would_be_seen_and_another_rendering_would_not(
    built: dict[str, Path], tmp_path: Path
) -> None:
    page = pictures_of_pages(built["pdf"], tmp_path)[0]
    with Image.open(io.BytesIO(page)) as picture:
        width, height = picture.size
        lost, softer = picture.copy(), picture.filter(ImageFilter.GaussianBlur(0.4))
        # The column of small charts on page 1, and nothing else.
        lost.paste(255, (int(width * 0.62), int(height * 0.2), int(width * 0.75), int(height * 0.6)))
    assert difference(_coarse_of(lost), coarse(page)) > TOLERATED
    assert difference(_coarse_of(softer), coarse(page)) <= TOLERATED


def _coarse_of(picture: Image.Image) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return coarse(out.getvalue())


def test_each_page_looks_as_it_was_kept(built: dict[str, Path], tmp_path: Path) -> None:
    for number, picture in enumerate(pictures_of_pages(built["pdf"], tmp_path), 1):
        assert_looks_as_kept(picture, f"pdf-{number:02}")

"""Marks in Word: filled as text, rows of tables repeated, and what is wrong told with the words around it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement

from misato_report.diagnostics import Diagnostic, WorkspaceError
from misato_report.plan.limits import DEFAULT_LIMITS
from misato_report.report.papers.figures import MarkFigure, figure
from misato_report.report.papers.package import open_package
from misato_report.report.papers.problems import Place
from misato_report.report.papers.word import fill_document

pytestmark = pytest.mark.slow  # whole commands, one after the other


@dataclass(frozen=True)
class Row:
    name: str
    cost: MarkFigure


VALUES: dict[str, object] = {
    "town": "見本町 & <b>",
    "rate": figure(Decimal("-1234.5"), 1, "%"),
    "rows": (Row("道の駅", figure(Decimal(12))), Row("{{ town }}", figure(None))),
}


def form(write: Callable[[Any], None]) -> bytes:
    document = docx.Document()
    write(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def lines(*texts: str) -> bytes:
    def write(document: Any) -> None:
        for text in texts:
            document.add_paragraph(text)

    return form(write)


def made(content: bytes) -> bytes:
    package = open_package(Place("templates/papers/x.docx"), content, DEFAULT_LIMITS)
    return fill_document(package, VALUES, DEFAULT_LIMITS)


def filled(content: bytes) -> Any:
    return docx.Document(io.BytesIO(made(content)))


def told(content: bytes) -> Diagnostic:
    with pytest.raises(WorkspaceError) as error:
        made(content)
    assert len(error.value.diagnostics) == 1
    return error.value.diagnostics[0]


def test_marks_are_filled_as_text() -> None:
    document = filled(lines("{{ town }}の率は{{ rate.with_unit }}", "{{ rate }}", "{{ rate.plain }}"))
    assert [p.text for p in document.paragraphs] == [
        "見本町 & <b>の率は▲1,234.5%",
        "▲1,234.5",
        "マイナス1,234.5%",
    ]


def test_a_mark_that_word_cut_into_pieces_is_one_mark() -> None:
    def write(document: Any) -> None:
        paragraph = document.add_paragraph()
        for piece in ("{", "{ to", "wn }", "}", "様"):
            paragraph.add_run(piece).bold = piece == " to"

    assert filled(form(write)).paragraphs[0].text == "見本町 & <b>様"


def test_rows_of_a_table_are_repeated() -> None:
    def write(document: Any) -> None:
        table = document.add_table(rows=3, cols=2)
        table.cell(0, 0).text = "{%tr for r in rows %}"
        table.cell(1, 0).text, table.cell(1, 1).text = "{{ r.name }}", "{{ r.cost }}"
        table.cell(2, 0).text = "{%tr endfor %}"

    table = filled(form(write)).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["道の駅", "12"],
        ["{{ town }}", "―"],
    ]


def test_headers_and_footers_are_filled() -> None:
    def write(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ rate }}"

    assert filled(form(write)).sections[0].header.paragraphs[0].text == "▲1,234.5"


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("{{ twn }}", "「twn」", "town"),
        ("{{ rate.wiht_unit }}", "「wiht_unit」", "with_unit"),
        ("率は {{ rate", "閉じていません", "段落"),
        ("｛｛ rate ｝｝", "全角", "半角"),
        ("{% for r in rows %}{{ r.name }}", "書き方", ""),
        ("{{ rate.__class__ }}", "「__class__」", ""),
        ("{{ ''.__class__.__mro__ }}", "", ""),
        ("{{ 'x' * 1000000000 }}", "印では使えない", ""),
        ("{% for a in range(10000000) %}x{% endfor %}", "印では使えない", ""),
        ("{% include '/etc/passwd' %}", "", ""),
    ],
)
def test_a_wrong_mark_is_told_with_the_nearest_name(text: str, words: str, hint: str) -> None:
    problem = told(lines("まえがき", text))
    assert (problem.code, problem.file) == ("bad-mark", "templates/papers/x.docx")
    assert words in problem.message
    assert hint in problem.hint


def test_the_paragraph_of_a_wrong_name_is_told() -> None:
    assert told(lines("まえがき", "町名 {{ twn }}")).cell == "「町名 {{ twn }}」"


def test_marks_where_none_can_be_filled_are_told_of() -> None:
    package = open_package(Place("x.docx"), lines("あ"), DEFAULT_LIMITS)
    package.parts["word/comments.xml"] = b"<comments>{{ town }}</comments>"
    assert "コメント" in told(package.content()).message


@pytest.mark.parametrize(
    "code", ['INCLUDETEXT "C:\\\\secret.docx"', "DDEAUTO c:\\\\cmd", "IncludePicture http://x"]
)
def test_a_field_that_reads_other_files_is_refused(code: str) -> None:
    def write(document: Any) -> None:
        run = document.add_paragraph("あ").add_run()
        element = OxmlElement("w:instrText")
        element.text = code
        run._r.append(element)

    assert told(form(write)).code == "bad-form"


def test_the_same_form_gives_the_same_bytes() -> None:
    content = lines("{{ town }}")
    assert made(content) == made(content)

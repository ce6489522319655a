"""Forms that mean harm: refused before anything reads them, in bounded time and memory, with one sentence."""

from __future__ import annotations

import io
import time
import zipfile

import openpyxl
import pytest

from misato_report.diagnostics import WorkspaceError
from misato_report.plan.limits import DEFAULT_LIMITS, Limits
from misato_report.report.papers.excel.workbook import fill_workbook
from misato_report.report.papers.package import open_package
from misato_report.report.papers.problems import Place
from misato_report.report.papers.word import fill_document
from tests.report.papers.test_word_forms import lines

pytestmark = pytest.mark.slow  # whole commands, one after the other

_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="a" Type="http://x/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
)
_LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><l>&c;</l>'
)


def workbook(text: str = "{{ town }}") -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_parts(content: bytes, **parts: bytes | str) -> bytes:
    """The document with more parts; a double underscore stands for a stroke, a single one for a point."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        members[name.replace("__", "/").replace("_dot_", ".")] = (
            part.encode() if isinstance(part, str) else part
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    return out.getvalue()


HOSTILE = {
    "no zip": b"PK\x03\x04 nothing",
    "cut off": workbook()[:2000],
    "old or locked": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "no document": with_parts(b"PK\x05\x06" + bytes(18), a_dot_txt="x"),
    "bomb": with_parts(workbook(), xl__media__a_dot_png=bytes(101_000_000)),
    "bomb of XML": with_parts(workbook(), xl__x_dot_xml=b"<a>" + b" " * 31_000_000 + b"</a>"),
    "macros": with_parts(workbook(), xl__vbaProject_dot_bin=b"Auto_Open"),
    "old macros": with_parts(workbook(), xl__macrosheets__sheet1_dot_xml="<a/>"),
    "controls": with_parts(workbook(), xl__activeX__activeX1_dot_xml="<a/>"),
    "an object": with_parts(workbook(), xl__embeddings__oleObject1_dot_bin=b"x"),
    "links": with_parts(workbook(), xl__externalLinks__externalLink1_dot_xml="<externalLink/>"),
    "a query": with_parts(workbook(), xl__connections_dot_xml="<connections/>"),
    "a definition": with_parts(workbook(), xl__sharedStrings_dot_xml=_LAUGHS),
    "a definition in UTF-16": with_parts(workbook(), xl__styles_dot_xml=_LAUGHS.encode("utf-16")),
    "a definition in an unused part": with_parts(workbook(), docProps__x_dot_xml=_LAUGHS),
    "broken XML": with_parts(workbook(), xl__workbook_dot_xml="<a>"),
    "a picture from elsewhere": with_parts(
        workbook(),
        xl__drawings___rels__d_dot_xml_dot_rels=_RELATIONS.format(kind="image", target="http://x/a.png"),
    ),
    "a template from elsewhere": with_parts(
        lines("あ"),
        word___rels__s_dot_xml_dot_rels=_RELATIONS.format(kind="attachedTemplate", target="\\\\x\\a.dotm"),
    ),
    "a link that runs": with_parts(
        workbook(),
        xl___rels__x_dot_xml_dot_rels=_RELATIONS.format(kind="hyperlink", target="file:///c:/x.exe"),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_form_is_refused(name: str) -> None:
    with pytest.raises(WorkspaceError) as error:
        open_package(Place("templates/papers/x.xlsx"), HOSTILE[name], DEFAULT_LIMITS)
    (told,) = error.value.diagnostics
    assert told.code == "bad-form"
    assert told.hint


def test_links_that_are_only_followed_by_hand_are_none_of_them() -> None:
    part = _RELATIONS.format(kind="hyperlink", target="mailto:kikaku@example.jp")
    open_package(Place("x.xlsx"), with_parts(workbook(), xl___rels__x_dot_xml_dot_rels=part), DEFAULT_LIMITS)


def refused(text: str, values: dict[str, object], limits: Limits = DEFAULT_LIMITS) -> str:
    package = open_package(Place("x.xlsx"), workbook(text), limits)
    with pytest.raises(WorkspaceError) as error:
        fill_workbook(package, values, limits)
    return error.value.diagnostics[0].message


def test_rows_without_end_are_refused() -> None:
    things = tuple(range(200))
    loops = "".join(f"{{% for {name} in things %}}" for name in "abc")
    message = refused(f"{loops}{{{{ c }}}}", {"things": things, "town": ""}, Limits(rows=1000))
    assert "endfor" in message or "上限" in message

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["B1"] = f"{loops}{{{{ c }}}}", "{% endfor %}{% endfor %}{% endfor %}"
    out = io.BytesIO()
    book.save(out)
    limits = Limits(rows=1000)
    with pytest.raises(WorkspaceError) as error:
        fill_workbook(open_package(Place("x.xlsx"), out.getvalue(), limits), {"things": things}, limits)
    assert "1,000" in error.value.diagnostics[0].message


@pytest.mark.parametrize(
    "text",
    [
        "{{ " + "(" * 2000 + "1" + ")" * 2000 + " }}",
        "{{ " + "[" * 5000 + "]" * 5000 + " }}",
        "{% set a = town %}{{ a.__init__.__globals__ }}",
        "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ town.format_map(town) }}",
        "{{ self.__init__ }}",
        "{{ cycler.__init__ }}",
        "{{ inlined('../../../etc/passwd') }}",
    ],
)
def test_a_mark_that_digs_or_runs_on_is_refused(text: str) -> None:
    started = time.monotonic()
    assert refused(text, {"town": "見本町"})
    assert time.monotonic() - started < 60


def test_many_open_marks_in_word_do_not_hold_it_up() -> None:
    package = open_package(Place("x.docx"), lines(*["{{ a" * 50] * 200), DEFAULT_LIMITS)
    with pytest.raises(WorkspaceError) as error:
        fill_document(package, {}, DEFAULT_LIMITS)
    assert "閉じていません" in error.value.diagnostics[0].message

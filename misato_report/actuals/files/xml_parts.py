"""The XML within a workbook, read as a stream: no tree is built, and nothing that a document defines is obeyed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NoReturn
from xml.parsers import expat

from defusedxml import DTDForbidden

from misato_report.actuals.files.sizes import Allowance

Attributes = dict[str, str]
Start = Callable[[Attributes], object]
End = Callable[[], object]
_PIECE = 1 << 12
_COUNTED_AT_ONCE = 1000
_DEEPEST = 500
_MOST_NAMES = 1000  # remembered; a document may have as many as it has elements


class Handlers:
    """What is done at the start and end of elements, by name, and with text.

    A name is local (``row``) or, where the parser is ``qualified``, has its namespace before a blank.
    ``text`` gets characters wherever they stand; who wants only some of them keeps count of where it is.
    """

    def __init__(
        self,
        start: Mapping[str, Start],
        end: Mapping[str, End] | None = None,
        text: Callable[[str], object] | None = None,
    ) -> None:
        self.start, self.end, self.text = start, end or {}, text


def read_part(
    archive: zipfile.ZipFile, name: str, handlers: Handlers, allowance: Allowance, *, qualified: bool = False
) -> None:
    """Read a part of a workbook through its handlers.

    Raises DTDForbidden for a document that defines entities, TooLargeError, KeyError where there is no such
    part, and ValueError or expat.ExpatError for what is no such XML.
    """
    start, end = _calls(handlers, allowance, qualified=qualified)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    if handlers.text is not None:
        parser.CharacterDataHandler = handlers.text
    with archive.open(name) as stream:
        for piece in allowance.pieces(stream):
            parser.Parse(piece, False)
        parser.Parse(b"", True)


def refuse_document_types(archive: zipfile.ZipFile) -> None:
    """Raise DTDForbidden for a part, read or not, that defines entities: no spreadsheet program writes such.

    A definition stands before the first element, so that nothing beyond it is read.
    """
    for name in archive.namelist():
        if name.endswith((".xml", ".rels", ".vml")):
            with archive.open(name) as stream, suppress(_FirstElement, expat.ExpatError):
                parser = expat.ParserCreate()
                parser.StartDoctypeDeclHandler = _refuse
                parser.StartElementHandler = _stop
                while piece := stream.read(_PIECE):
                    parser.Parse(piece, False)


class _FirstElement(Exception):
    """The first element has been reached."""


def _stop(_name: str, _attributes: Attributes) -> NoReturn:
    raise _FirstElement


def _refuse(name: str, system: Any, public: Any, _internal: Any) -> NoReturn:
    raise DTDForbidden(name, system, public)


def _calls(
    handlers: Handlers, allowance: Allowance, *, qualified: bool
) -> tuple[Callable[[str, Attributes], None], Callable[[str], None]]:
    """What calls the handlers, and counts the elements; which handler a name has is found out once.

    Functions with their own variables, and no object: they are called for every element.
    """
    starts: dict[str, Start | None] = {}
    ends: dict[str, End | None] = {}
    seen = depth = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal seen, depth
        seen += 1
        depth += 1
        if seen == _COUNTED_AT_ONCE:
            seen = 0
            allowance.elements(_COUNTED_AT_ONCE)
        if depth > _DEEPEST:
            raise ValueError("elements within elements without end")
        try:
            handler = starts[name]
        except KeyError:
            handler = handlers.start.get(name if qualified else _local(name))
            if len(starts) < _MOST_NAMES:
                starts[name] = handler
        if handler is not None:
            handler(attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        try:
            handler = ends[name]
        except KeyError:
            handler = handlers.end.get(name if qualified else _local(name))
            if len(ends) < _MOST_NAMES:
                ends[name] = handler
        if handler is not None:
            handler()

    return start, end


def _local(name: str) -> str:
    return name.rpartition(" ")[2]

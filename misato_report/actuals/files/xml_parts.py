"""The XML within a workbook, read as a stream: no tree is built, and nothing that a document defines is obeyed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from typing import Any, NoReturn
from xml.parsers import expat

from defusedxml import DTDForbidden

from misato_report.actuals.files.sizes import Allowance

Attributes = dict[str, str]
Start = Callable[[Attributes], object]
End = Callable[[], object]
_COUNTED_AT_ONCE = 1000
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
    part, and expat.ExpatError for what is no XML.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = _starter(handlers.start, allowance, qualified=qualified)
    parser.EndElementHandler = _ender(handlers.end, qualified=qualified)
    if handlers.text is not None:
        parser.CharacterDataHandler = handlers.text
    with archive.open(name) as stream:
        for piece in allowance.pieces(stream):
            parser.Parse(piece, False)
        parser.Parse(b"", True)


def _refuse(name: str, system: Any, public: Any, _internal: Any) -> NoReturn:
    raise DTDForbidden(name, system, public)


def _starter(
    handlers: Mapping[str, Start], allowance: Allowance, *, qualified: bool
) -> Callable[[str, Attributes], None]:
    known: dict[str, Start | None] = {}
    seen = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal seen
        seen += 1
        if seen % _COUNTED_AT_ONCE == 0:
            allowance.elements(_COUNTED_AT_ONCE)
        try:
            handler = known[name]
        except KeyError:
            handler = handlers.get(name if qualified else _local(name))
            if len(known) < _MOST_NAMES:
                known[name] = handler
        if handler is not None:
            handler(attributes)

    return start


def _ender(handlers: Mapping[str, End], *, qualified: bool) -> Callable[[str], None]:
    known: dict[str, End | None] = {}

    def end(name: str) -> None:
        try:
            handler = known[name]
        except KeyError:
            handler = handlers.get(name if qualified else _local(name))
            if len(known) < _MOST_NAMES:
                known[name] = handler
        if handler is not None:
            handler()

    return end


def _local(name: str) -> str:
    return name.rpartition(" ")[2]

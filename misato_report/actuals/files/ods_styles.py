"""Styles of an OpenDocument spreadsheet: what they say of how cells and pieces of text are shown (ODF 1.3, part 3)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from misato_report.actuals.files.sizes import SAYING, Allowance
from misato_report.actuals.files.xml_parts import Attributes, End, Start

STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0 "
_ONE_STEP = 0.353  # cm, by which LibreOffice moves a text in
_CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "px": 2.54 / 96}
_MOST_ANCESTORS = 20


@dataclass(frozen=True, slots=True)
class Looks:
    """What a style says; None where it leaves that to its parent."""

    parent: str = ""
    struck: bool | None = None
    raised: bool | None = None
    indent: int | None = None
    displayed: bool = True


class StyleReader:
    """Collects the styles of a document by name, those of styles.xml first."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._by_name: dict[str, Looks] = {}
        self._name = ""
        self._resolved: dict[str, Looks] = {}

    def start_handlers(self) -> dict[str, Start]:
        """Handlers of the elements within styles."""
        return {
            f"{STYLE}style": self._begin,
            f"{STYLE}text-properties": self._text,
            f"{STYLE}paragraph-properties": self._paragraph,
            f"{STYLE}table-properties": self._table,
        }

    def end_handlers(self) -> dict[str, End]:
        """Handlers of the ends of elements within styles."""
        return {f"{STYLE}style": self._end}

    def looks(self, name: str) -> Looks:
        """What a style says, its ancestors asked where it does not; a style that is not there says nothing."""
        known = self._resolved.get(name)
        if known is None:
            known = self._resolved[name] = self._asked(name)
        return known

    def _asked(self, name: str) -> Looks:
        own = self._by_name.get(name, Looks())
        ancestor = own
        for _ in range(_MOST_ANCESTORS):
            if not ancestor.parent:
                break
            ancestor = self._by_name.get(ancestor.parent, Looks())
            own = replace(
                own,
                struck=ancestor.struck if own.struck is None else own.struck,
                raised=ancestor.raised if own.raised is None else own.raised,
                indent=ancestor.indent if own.indent is None else own.indent,
            )
        return own

    def _begin(self, attributes: Attributes) -> None:
        self._allowance.cells(SAYING)
        self._name = attributes.get(f"{STYLE}name", "")
        self._by_name[self._name] = Looks(attributes.get(f"{STYLE}parent-style-name", ""))

    def _end(self) -> None:
        self._name = ""

    def _set(self, **said: bool | int | None) -> None:
        if self._name:
            self._by_name[self._name] = replace(self._by_name[self._name], **said)  # type: ignore[arg-type]

    def _text(self, attributes: Attributes) -> None:
        line = attributes.get(
            f"{STYLE}text-line-through-style", attributes.get(f"{STYLE}text-line-through-type")
        )
        if line is not None:
            self._set(struck=line != "none")
        position = attributes.get(f"{STYLE}text-position")
        if position is not None:
            self._set(raised=position.split(" ", 1)[0] not in ("0%", ""))

    def _paragraph(self, attributes: Attributes) -> None:
        margin = attributes.get(f"{_FO}margin-left")
        if margin is not None:
            self._set(indent=_steps(margin))

    def _table(self, attributes: Attributes) -> None:
        if attributes.get(f"{TABLE}display") == "false":
            self._set(displayed=False)


def _steps(length: str) -> int:
    """Steps that a length ('0.706cm') moves a text in; 0 where it is no length."""
    try:
        return round(float(length[:-2]) * _CENTIMETRES[length[-2:]] / _ONE_STEP)
    except (ValueError, KeyError, OverflowError):
        return 0

"""styles.xml of an .xlsx: what each cell's style number says of how it is shown (ECMA-376 part 1, 18.8)."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field

from misato_report.actuals.files.sizes import SAYING, Allowance
from misato_report.actuals.files.xml_parts import Attributes, Handlers, read_part

_LONGEST_CODE = 300  # longer than any that is followed
# Formats that a file only numbers (18.8.30); 27 to 58 as Japanese programs show them.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;¥-#,##0", 6: "¥#,##0;[Red]¥-#,##0",
    7: "¥#,##0.00;¥-#,##0.00", 8: "¥#,##0.00;[Red]¥-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: "ge.m.d", 28: 'ggge"年"m"月"d"日"', 29: 'ggge"年"m"月"d"日"',
    30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"', 34: 'yyyy"年"m"月"',
    35: 'm"月"d"日"', 36: "ge.m.d", 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00", 41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* "-"_ ;_ @_ ', 43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@", 50: "ge.m.d", 51: 'ggge"年"m"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'ggge"年"m"月"d"日"', 55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: "ge.m.d", 58: 'ggge"年"m"月"d"日"',
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """How cells of one style are shown."""

    code: str = "General"
    struck: bool = False
    raised: bool = False
    centred: bool = False
    indent: int = 0

    is_plain: bool = field(init=False)
    """Whether nothing but the number format has to be looked at."""

    def __post_init__(self) -> None:
        """Work it out once, for it is asked of each cell."""
        plain = not (self.struck or self.raised or self.centred or self.indent)
        object.__setattr__(self, "is_plain", plain)


PLAIN = Style()


def is_on(attributes: Attributes, name: str = "val", *, without: bool = False) -> bool:
    """A true-or-false attribute; ``without``: what it is where it is not written."""
    value = attributes.get(name)
    return without if value is None else value in ("1", "true", "on")


def read_styles(archive: zipfile.ZipFile, part: str, allowance: Allowance) -> list[Style]:
    """The styles by number. Raises as ``read_part`` does."""
    reader = _Reader(allowance)
    read_part(archive, part, reader.handlers(), allowance)
    return [reader.style(*entry) for entry in reader.entries]


class _Reader:
    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self.codes = dict(BUILT_IN)
        self.fonts: list[tuple[bool, bool]] = []
        self.entries: list[tuple[int, int, bool, int]] = []
        self._inside = ""

    def handlers(self) -> Handlers:
        return Handlers(
            {
                "numFmts": lambda _: self._enter("numFmts"),
                "numFmt": self._format,
                "fonts": lambda _: self._enter("fonts"),
                "font": self._font,
                "strike": self._strike,
                "vertAlign": self._raise,
                "cellXfs": lambda _: self._enter("cellXfs"),
                "xf": self._entry,
                "alignment": self._align,
            },
            {part: lambda: self._enter("") for part in ("numFmts", "fonts", "cellXfs")},
        )

    def style(self, number: int, font: int, centred: bool, indent: int) -> Style:
        struck, raised = self.fonts[font] if 0 <= font < len(self.fonts) else (False, False)
        return Style(self.codes.get(number, "General"), struck, raised, centred, indent)

    def _enter(self, part: str) -> None:
        self._inside = part

    def _format(self, attributes: Attributes) -> None:
        if self._inside == "numFmts":  # those of highlighted cells (dxf) stand elsewhere
            self.codes[int(attributes["numFmtId"])] = attributes["formatCode"][:_LONGEST_CODE]
            self._allowance.cells(SAYING)

    def _font(self, _: Attributes) -> None:
        if self._inside == "fonts":
            self._allowance.cells(SAYING)
            self.fonts.append((False, False))

    def _strike(self, attributes: Attributes) -> None:
        if self._inside == "fonts":
            self.fonts[-1] = (is_on(attributes, without=True), self.fonts[-1][1])

    def _raise(self, attributes: Attributes) -> None:
        if self._inside == "fonts":
            self.fonts[-1] = (self.fonts[-1][0], attributes.get("val") in ("superscript", "subscript"))

    def _entry(self, attributes: Attributes) -> None:
        if self._inside == "cellXfs":
            number, font = int(attributes.get("numFmtId", "0")), int(attributes.get("fontId", "0"))
            self._allowance.cells(SAYING)
            self.entries.append((number, font, False, 0))

    def _align(self, attributes: Attributes) -> None:
        if self._inside == "cellXfs" and self.entries:
            number, font, *_ = self.entries[-1]
            centred = attributes.get("horizontal") == "centerContinuous"
            self.entries[-1] = (number, font, centred, int(attributes.get("indent", "0")))

"""Boxes and text widths: all that is needed to know whether two labels touch."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from math import hypot

# Widest advance, in ems, among BIZ UDPGothic Regular and Bold; what is not named here takes a whole em.
_ADVANCE = {
    ",": 0.34,
    ".": 0.34,
    "-": 0.48,
    "(": 0.51,
    ")": 0.51,
    "/": 0.51,
    " ": 0.34,
    "：": 0.51,
    "・": 0.51,
}
_DIGIT = 0.77
_KATAKANA_HALF = 0.6
ASCENT, DESCENT = 0.88, 0.12
LINE_HEIGHT = 1.2


def text_width(text: str, size: float) -> float:
    """An upper bound of the width of a text in the report's font, whatever else a reader may have."""
    return size * sum(map(_advance, text))


def _advance(character: str) -> float:
    if character in _ADVANCE:
        return _ADVANCE[character]
    if character.isascii() and character.isdigit():
        return _DIGIT
    return _KATAKANA_HALF if unicodedata.east_asian_width(character) == "H" else 1.0


def shorten(text: str, size: float, width: float) -> str:
    """The text if it fits, else its beginning and 「…」."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text + "…" if text else ""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the canvas; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, gap: float = 0.0) -> bool:
        """Whether the two are less than ``gap`` apart."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def inside(self, other: Box) -> bool:
        """Whether all of it lies within the other."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )

    def common_area(self, other: Box) -> float:
        """Area of what the two have in common."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * down if across > 0 and down > 0 else 0.0

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """The point of the box that is nearest to a point."""
        return min(max(x, self.left), self.right), min(max(y, self.top), self.bottom)

    def distance(self, x: float, y: float) -> float:
        """How far a point is from the box; 0 inside."""
        near_x, near_y = self.nearest(x, y)
        return hypot(near_x - x, near_y - y)


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight stroke."""

    x1: float
    y1: float
    x2: float
    y2: float

    def length_in(self, box: Box) -> float:
        """Length of the part that runs through a box (Liang and Barsky's clipping)."""
        across, down = self.x2 - self.x1, self.y2 - self.y1
        enter, leave = 0.0, 1.0
        for step, room in (
            (-across, self.x1 - box.left),
            (across, box.right - self.x1),
            (-down, self.y1 - box.top),
            (down, box.bottom - self.y1),
        ):
            if step == 0:
                if room < 0:
                    return 0.0
            elif step < 0:
                enter = max(enter, room / step)
            else:
                leave = min(leave, room / step)
        return (leave - enter) * hypot(across, down) if leave > enter else 0.0


def text_box(text: str, x: float, y: float, size: float, anchor: str) -> Box:
    """The box of a text whose baseline starts, ends or has its middle at (x, y)."""
    width = text_width(text, size)
    left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return Box(left, y - ASCENT * size, left + width, y + DESCENT * size)

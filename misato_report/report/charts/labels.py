"""Where labels go: beside what they name, touching no other text, and over as few lines as can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from misato_report.report.charts.geometry import ASCENT, LINE_HEIGHT, Box, Segment, text_width

_APART = 2.0  # least room between two texts
_DISTANCES = (0.0, 5.0, 10.0, 16.0, 24.0, 34.0)
_FARTHER = (46.0, 60.0)
_COST_OF_SIDE = 4.0
_COST_OF_SHIFT = 3.0
_COST_ON_LINE = 1.2  # for each unit of a line under the text
_COST_ON_FAINT = 0.1
_COST_ON_AREA = 0.15  # for each square unit of a bar
_COST_ON_POINT = 60.0
_LEADER_FROM = 15.0  # beyond this distance a fine stroke leads from the label to its point
_GRID = (9.0, 7.0)
_SLANT = 0.76  # of the gap, both ways, for labels that stand diagonally from their point


class Side(StrEnum):
    """On which side of its point a label stands."""

    ABOVE = "above"
    BELOW = "below"
    LEFT = "left"
    RIGHT = "right"
    ABOVE_LEFT = "above left"
    ABOVE_RIGHT = "above right"
    BELOW_LEFT = "below left"
    BELOW_RIGHT = "below right"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a label."""

    text: str
    size: float = 12.0
    bold: bool = False
    style: str = ""  # that of the label if empty


@dataclass(frozen=True, slots=True)
class Label:
    """A wish: these lines beside this point. Labels of low ``rank`` choose first.

    ``needed`` labels take any free place on the chart, with a fine stroke to their point; others are
    left out where there is no room near it (all figures are in the description and the tables).
    """

    lines: tuple[Line, ...]
    x: float
    y: float
    sides: tuple[Side, ...]
    rank: int = 5
    gap: float = 6.0
    needed: bool = False
    style: str = "text"

    @property
    def width(self) -> float:
        """Width of the widest line."""
        return max(text_width(line.text, line.size) for line in self.lines)

    @property
    def height(self) -> float:
        """From the top of the first line to the bottom of the last."""
        below = sum(line.size * LINE_HEIGHT for line in self.lines[1:])
        return self.lines[0].size + below


@dataclass(frozen=True, slots=True)
class Placed:
    """A label with the box it was given; ``leader`` runs to its point where that is not near."""

    label: Label
    box: Box
    anchor: str
    covers: bool
    leader: Segment | None = None

    def baselines(self) -> Iterator[tuple[Line, float]]:
        """Each line with the y it is written on."""
        y = self.box.top + self.label.lines[0].size * ASCENT
        for number, line in enumerate(self.label.lines):
            if number:
                y += line.size * LINE_HEIGHT
            yield line, y

    @property
    def x(self) -> float:
        """Where the text starts, ends or has its middle, as ``anchor`` says."""
        middle = (self.box.left + self.box.right) / 2
        return {"start": self.box.left, "end": self.box.right}.get(self.anchor, middle)


class Placer:
    """Finds places for labels within a box, around texts and marks that are there already."""

    def __init__(self, bounds: Box) -> None:
        self.bounds = bounds
        self.texts: list[Box] = []
        self.lines: list[Segment] = []
        self.faint: list[Segment] = []
        self.areas: list[Box] = []
        self.points: list[Box] = []

    def place_all(self, labels: Iterable[Label]) -> list[Placed]:
        """Places for the labels, in the order of their rank; some may find none."""
        found = []
        for label in sorted(labels, key=lambda label: label.rank):
            placed = self._place(label)
            if placed is not None:
                self.texts.append(placed.box)
                if placed.leader is not None:
                    self.lines.append(placed.leader)
                found.append(placed)
        return found

    def _place(self, label: Label) -> Placed | None:
        near = self._cheapest(label, _beside(label, _DISTANCES))
        if near is None and label.needed:
            near = self._cheapest(label, _beside(label, _FARTHER)) or self._anywhere(label)
        return near

    def _cheapest(self, label: Label, candidates: Iterable[tuple[float, Box, str]]) -> Placed | None:
        """The free candidate that costs least; they come in the order of their own cost."""
        best: Placed | None = None
        least = float("inf")
        for cost, box, anchor in sorted(candidates, key=lambda candidate: candidate[0]):
            if cost >= least:
                break
            if not self._is_free(box):
                continue
            under = self._cost_of_covering(box)
            leader = self._leader(label, box)
            if cost + under < least and (leader is None or self._is_clear(leader)):
                least = cost + under
                best = Placed(label, box, anchor, under > 0, leader)
        return best

    def _is_free(self, box: Box) -> bool:
        return box.inside(self.bounds) and not any(box.overlaps(text, _APART) for text in self.texts)

    def _cost_of_covering(self, box: Box) -> float:
        lines = sum(line.length_in(box) for line in self.lines)
        areas = sum(area.common_area(box) for area in self.areas)
        points = sum(point.overlaps(box) for point in self.points)
        faint = sum(line.length_in(box) for line in self.faint)
        return (
            lines * _COST_ON_LINE + faint * _COST_ON_FAINT + areas * _COST_ON_AREA + points * _COST_ON_POINT
        )

    def _leader(self, label: Label, box: Box) -> Segment | None:
        if box.distance(label.x, label.y) < label.gap + _LEADER_FROM:
            return None
        return Segment(label.x, label.y, *box.nearest(label.x, label.y))

    def _is_clear(self, leader: Segment) -> bool:
        return not any(leader.length_in(text) for text in self.texts)

    def _anywhere(self, label: Label) -> Placed | None:
        """The free place nearest to the point, wherever on the chart it is."""
        width, height = label.width, label.height
        across, down = _GRID
        boxes = []
        for row in range(int((self.bounds.bottom - self.bounds.top - height) / down) + 1):
            for column in range(int((self.bounds.right - self.bounds.left - width) / across) + 1):
                left, top = self.bounds.left + column * across, self.bounds.top + row * down
                boxes.append(Box(left, top, left + width, top + height))
        boxes.sort(key=lambda box: box.distance(label.x, label.y))
        free = next((box for box in boxes if self._is_free(box)), None)
        if free is None:
            return None
        return Placed(label, free, "middle", True, self._leader(label, free))


def _beside(label: Label, distances: Iterable[float]) -> Iterator[tuple[float, Box, str]]:
    """Boxes around the point with what each costs for not being where the label would like to be."""
    for rank, side in enumerate(label.sides):
        for distance in distances:
            for shift in (0.0, -0.28, 0.28):
                box, anchor = _on_side(label, side, label.gap + distance, shift)
                cost = rank * _COST_OF_SIDE + distance + (_COST_OF_SHIFT if shift else 0.0)
                yield cost, box, anchor


def _on_side(label: Label, side: Side, gap: float, shift: float) -> tuple[Box, str]:
    width, height = label.width, label.height
    slant = gap * _SLANT
    match side:
        case Side.ABOVE | Side.BELOW:
            left = label.x - width / 2 + shift * width
            top = label.y - gap - height if side is Side.ABOVE else label.y + gap
            anchor = "middle"
        case Side.LEFT | Side.RIGHT:
            left = label.x - gap - width if side is Side.LEFT else label.x + gap
            top = label.y - height / 2 + shift * height
            anchor = "end" if side is Side.LEFT else "start"
        case _:
            to_left, above = side.value.endswith("left"), side.value.startswith("above")
            left = label.x - slant - width if to_left else label.x + slant
            top = label.y - slant - height if above else label.y + slant
            anchor = "end" if to_left else "start"
    return Box(left, top, left + width, top + height), anchor

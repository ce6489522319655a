"""A sheet to draw a chart on: strokes, bars, points and texts become one ``<svg>`` element.

Built with ElementTree, so that all text is escaped. Only what WeasyPrint and browsers draw alike is
used. Colours and strokes are attributes, which is how the chart prints; each kind of thing has a class
by which a style sheet may recolour it on a screen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement, tostring

from misato_report.report.charts.geometry import Box, Segment, text_box
from misato_report.report.charts.labels import Label, Placed, Placer

FONT = "BIZ UDPGothic, BIZ UDPゴシック, sans-serif"
ACCENT, INK, SOFT, FAINT, WASH, PAPER = "#1f4e79", "#1a1a1a", "#555", "#d0d0d0", "#f0f0f0", "#fff"
TOP = 32.0  # room above the plot for the unit
_FOOT, _LOW_FOOT = 40.0, 26.0  # room below the plot for the years: 令和 above 西暦, or 令和 alone
_EDGE = 2.0


@dataclass(frozen=True)
class Form:
    """The size a chart is drawn for, in units of a third of a point on paper. ``compact``: fewer labels, same finding.

    A compact chart has no figures at the value axis, no Western years and no notes: what it names is named at the
    point itself.
    """

    name: str
    width: float
    height: float
    compact: bool = False


WIDE = Form("wide", 480.0, 262.0)
NARROW = Form("narrow", 320.0, 230.0, compact=True)
THIRD = Form("third", 232.0, 168.0, compact=True)

_STROKES: dict[str, dict[str, str]] = {
    "grid": {"stroke": FAINT, "stroke-width": "0.6"},
    "axis": {"stroke": INK, "stroke-width": "1"},
    "tick": {"stroke": INK, "stroke-width": "0.8"},
    "actual": {"stroke": ACCENT, "stroke-width": "3", "stroke-linejoin": "round"},
    "before": {"stroke": "#7a8794", "stroke-width": "1.3", "stroke-linejoin": "round"},
    "path": {"stroke": INK, "stroke-width": "1.1"},
    "trend": {"stroke": INK, "stroke-width": "1", "stroke-dasharray": "7 4"},
    "line": {"stroke": INK, "stroke-width": "1.2", "stroke-dasharray": "7 4"},
    "course": {"stroke": INK, "stroke-width": "1.6", "stroke-dasharray": "2.5 2.5"},
    "baseline": {"stroke": INK, "stroke-width": "1.2", "stroke-dasharray": "1.5 3"},
    "difference": {"stroke": INK, "stroke-width": "1.2"},
    "leader": {"stroke": "#888", "stroke-width": "0.6"},
    "frame": {"stroke": "#888", "stroke-width": "0.8", "stroke-dasharray": "3 2"},
}
_TEXTS = {"text": INK, "text soft": SOFT, "text strong": ACCENT}
_LAYERS = ("back", "areas", "lines", "halos", "points", "texts")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Canvas:
    """One chart. Labels are placed when it is finished, when all that they must avoid is known."""

    def __init__(self, ident: str, form: Form = WIDE, accent: str = ACCENT) -> None:
        self.ident = ident
        self.accent = accent
        self.width, self.height, self.compact = form.width, form.height, form.compact
        self.foot = self.height - (_LOW_FOOT if self.compact else _FOOT)
        self._layers: dict[str, list[Element]] = {name: [] for name in _LAYERS}
        self._labels: list[Label] = []
        self._hatched = False
        self.placer = Placer(Box(_EDGE, _EDGE, self.width - _EDGE, self.foot - 1))

    # --- strokes and areas

    def stroke(self, kind: str, points: Sequence[tuple[float, float]]) -> None:
        """A line through the points, in the style of its kind; labels keep off it if they can."""
        path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        line = Element("polyline", {"class": kind, "points": path, "fill": "none", **self._stroke_of(kind)})
        faint = kind == "grid"
        self._layers["back" if faint else "lines"].append(line)
        segments = [Segment(*start, *end) for start, end in pairwise(points)]
        (self.placer.faint if faint else self.placer.lines).extend(segments)

    def _stroke_of(self, kind: str) -> dict[str, str]:
        return {name: self._own(value) for name, value in _STROKES[kind].items()}

    def _own(self, colour: str) -> str:
        """The town's colour where the chart has the accent."""
        return self.accent if colour == ACCENT else colour

    def bar(self, box: Box) -> None:
        """A hatched bar: an actual."""
        self._hatched = True
        style = {"fill": f"url(#{self.ident}-hatch)", "stroke": self.accent, "stroke-width": "1.2"}
        self._layers["areas"].append(_rectangle("bar", box, style))
        self.placer.areas.append(box)

    def outline(self, box: Box) -> None:
        """An empty box: a target."""
        style = {"fill": PAPER, "stroke": INK, "stroke-width": "1.6"}
        self._layers["areas"].append(_rectangle("target", box, style))
        self.placer.areas.append(box)

    def flow(self, start: tuple[float, float], end: tuple[float, float], width: float) -> None:
        """A bent line of some width from left to right: a share of something."""
        middle = _n((start[0] + end[0]) / 2)
        path = f"M{_n(start[0])},{_n(start[1])} C{middle},{_n(start[1])} {middle},{_n(end[1])} {_n(end[0])},{_n(end[1])}"
        style = {"fill": "none", "stroke": "#b9bdc2", "stroke-width": _n(width)}
        self._layers["back"].append(Element("path", {"class": "flow", "d": path, **style}))

    def band(self, box: Box) -> None:
        """A shaded span of years."""
        self._layers["back"].insert(0, _rectangle("band", box, {"fill": WASH}))

    def frame(self, box: Box) -> None:
        """A fine frame around a part of the chart."""
        corners = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom)]
        self.stroke("frame", [*corners, (box.left, box.bottom), (box.left, box.top)])

    # --- points

    def dot(self, x: float, y: float, radius: float = 4.2, name: str = "") -> None:
        """A full dot: an actual. ``name``: what a pointing hand is told."""
        style = {"fill": self.accent, "stroke": PAPER, "stroke-width": "1"}
        self._circle("actual", x, y, radius, style, name)

    def ring(self, x: float, y: float, radius: float = 2.8, name: str = "") -> None:
        """An open dot: an actual that does not count, from before the baseline or revised; or another town's."""
        style = {"fill": PAPER, "stroke": "#7a8794", "stroke-width": "1.2"}
        self._circle("before", x, y, radius, style, name)

    def square(self, x: float, y: float, half: float = 3.6) -> None:
        """A full square: the baseline, a census."""
        box = Box(x - half, y - half, x + half, y + half)
        style = {"fill": INK, "stroke": PAPER, "stroke-width": "0.8"}
        self._layers["points"].append(_rectangle("baseline", box, style))
        self.placer.points.append(box)

    def diamond(self, x: float, y: float, half: float = 6.0, *, full: bool = True) -> None:
        """A diamond: what was promised. Full for the target, open for where the path is in a year."""
        corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
        path = " ".join(f"{_n(a)},{_n(b)}" for a, b in corners)
        style = {"fill": INK if full else PAPER, "stroke": PAPER if full else INK, "stroke-width": "1"}
        kind = "target" if full else "expected"
        self._layers["points"].append(Element("polygon", {"class": kind, "points": path, **style}))
        self.placer.points.append(Box(x - half, y - half, x + half, y + half))

    def triangle(self, x: float, y: float, half: float = 4.0) -> None:
        """An open triangle: a projection."""
        corners = [(x, y - half), (x + half, y + half), (x - half, y + half)]
        path = " ".join(f"{_n(a)},{_n(b)}" for a, b in corners)
        style = {"fill": PAPER, "stroke": INK, "stroke-width": "1.2"}
        self._layers["points"].append(Element("polygon", {"class": "expected", "points": path, **style}))
        self.placer.points.append(Box(x - half, y - half, x + half, y + half))

    def _circle(self, kind: str, x: float, y: float, radius: float, style: dict[str, str], name: str) -> None:
        place = {"cx": _n(x), "cy": _n(y), "r": _n(radius)}
        circle = Element("circle", {"class": kind, **place, **style})
        if name:
            SubElement(circle, "title").text = printable(name)
        self._layers["points"].append(circle)
        self.placer.points.append(Box(x - radius, y - radius, x + radius, y + radius))

    # --- texts

    def write(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float = 12.0,
        anchor: str = "start",
        style: str = "text",
        bold: bool = False,
    ) -> Box:
        """A text at a fixed place; labels keep off it."""
        attributes = {"class": style, "x": _n(x), "y": _n(y), "font-family": FONT, "font-size": _n(size)}
        attributes |= {"text-anchor": anchor} if anchor != "start" else {}
        attributes |= {"font-weight": "700"} if bold else {}
        element = Element("text", {**attributes, "fill": self._own(_TEXTS[style])})
        element.text = printable(text)
        self._layers["texts"].append(element)
        box = text_box(element.text, x, y, size, anchor)
        self.placer.texts.append(box)
        return box

    def label(self, label: Label) -> None:
        """A text beside a point, at the best place that is left when all else is drawn."""
        self._labels.append(label)

    def finish(self, title: str, description: str) -> str:
        """Place the labels and give the chart as text."""
        for placed in self.placer.place_all(self._labels):
            self._draw(placed)
        names = f"{self.ident}-title"
        svg = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "class": "chart-svg",
                "viewBox": f"0 0 {_n(self.width)} {_n(self.height)}",
                "width": "100%",
                "role": "img",
                "aria-labelledby": names,
                "aria-describedby": f"{self.ident}-desc",
            },
        )
        SubElement(svg, "title", {"id": names}).text = printable(title)
        SubElement(svg, "desc", {"id": f"{self.ident}-desc"}).text = printable(description)
        if self._hatched:
            svg.append(_hatch(f"{self.ident}-hatch", self.accent))
        for name in _LAYERS:
            svg.extend(self._layers[name])
        return tostring(svg, encoding="unicode")

    def _draw(self, placed: Placed) -> None:
        if placed.covers:
            self._layers["halos"].append(
                _rectangle("halo", placed.box, {"fill": PAPER, "fill-opacity": "0.85"})
            )
        if placed.leader is not None:
            leader = placed.leader
            self.stroke("leader", [(leader.x1, leader.y1), (leader.x2, leader.y2)])
        for line, y in placed.baselines():
            style = line.style or placed.label.style
            self.write(
                line.text, placed.x, y, size=line.size, anchor=placed.anchor, style=style, bold=line.bold
            )


def printable(text: str) -> str:
    """The text without what XML cannot hold."""
    return _UNPRINTABLE.sub("", text)


def _n(value: float) -> str:
    """A coordinate: always at most one decimal, and never a negative zero."""
    rounded = f"{value:.1f}"
    return "0" if rounded in ("-0.0", "0.0") else rounded.removesuffix(".0")


def _rectangle(kind: str, box: Box, style: dict[str, str]) -> Element:
    place = {"x": _n(box.left), "y": _n(box.top)}
    size = {"width": _n(box.right - box.left), "height": _n(box.bottom - box.top)}
    return Element("rect", {"class": kind, **place, **size, **style})


def _hatch(ident: str, accent: str) -> Element:
    """Diagonal lines; each tile is drawn a little over its corners so that no seam shows."""
    definitions = Element("defs")
    tile = {"id": ident, "width": "6", "height": "6", "patternUnits": "userSpaceOnUse"}
    pattern = SubElement(definitions, "pattern", tile)
    SubElement(pattern, "rect", {"class": "halo", "width": "6", "height": "6", "fill": PAPER})
    lines = {"d": "M-1,1 L1,-1 M0,6 L6,0 M5,7 L7,5", "stroke": accent, "stroke-width": "1.3"}
    SubElement(pattern, "path", {"class": "hatch", **lines})
    return definitions

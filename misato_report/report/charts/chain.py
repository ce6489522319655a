"""The way from projects over measures and indicators to a field's direction; the lines' width is the share of money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from misato_report.report.charts.canvas import ACCENT, Canvas, Form
from misato_report.report.charts.geometry import Box, shorten, text_width

_WIDTH = 714.0  # units: the width of the page's text
_COLUMNS = ((0.0, 226.0), (276.0, 420.0), (470.0, 594.0), (630.0, 714.0))
_HEADINGS = ("事業（線の太さは決算の割合）", "施策", "指標", "目指す方向性")
_SIZE, _LINE, _PAD, _GAP, _HEAD = 10.0, 12.5, 3.0, 4.0, 18.0
_FLOWS = 96.0  # units: the width of all money together
_THIN = 0.8
_MOST_LINES = 8
_HANGING = tuple("、。）」】・ー")  # begin no line


@dataclass(frozen=True)
class ChainProject:
    """A project: what it cost in yen (None: not known), its measure ("" for none), its indicators."""

    name: str
    yen: int | None
    measure: str
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Chain:
    """The projects of a field, and the direction that all of them aim at."""

    projects: tuple[ChainProject, ...]
    direction: str


@dataclass
class _Node:
    """A box with its lines of text, and how much of its two sides is taken by lines."""

    lines: Sequence[str]
    width_in: float = 0.0
    width_out: float = 0.0
    top: float = 0.0
    taken_in: float = 0.0
    taken_out: float = 0.0

    @property
    def height(self) -> float:
        """What the text needs, or the lines that end or begin there."""
        return max(len(self.lines) * _LINE + 2 * _PAD, self.width_in, self.width_out)

    def end(self, width: float) -> float:
        """The middle of the place for one more line that comes in."""
        self.taken_in += width
        return self.top + (self.height - self.width_in) / 2 + self.taken_in - width / 2

    def start(self, width: float) -> float:
        """The middle of the place for one more line that goes out."""
        self.taken_out += width
        return self.top + (self.height - self.width_out) / 2 + self.taken_out - width / 2


@dataclass(frozen=True)
class _Flow:
    """A line between boxes of two columns."""

    column: int
    source: _Node
    target: _Node
    target_column: int
    width: float


def draw_chain(chain: Chain, ident: str, accent: str = ACCENT) -> str:
    """The figure as one ``<svg>``, in four columns; its title has every link in words."""
    columns, flows = _layout(chain)
    height = max(sum(node.height + _GAP for node in column) for column in columns)
    for column in columns:
        _stack(column, height)
    canvas = Canvas(ident, Form("chain", _WIDTH, _HEAD + height + _GAP), accent)
    for flow in flows:
        _draw_flow(canvas, flow)
    for number, column in enumerate(columns):
        left, right = _COLUMNS[number]
        if column:
            canvas.write(_HEADINGS[number], left, _HEAD - 7, size=_SIZE, style="text soft")
        for node in column:
            _draw_node(canvas, node, left, right)
    # The title is what the PDF gives as the picture's words.
    told = "。".join(("事業から目指す方向性へのつながり", *_told(chain)))
    return canvas.finish(told, "線の太さは、事業の決算が分野の決算に占める割合です。")


def _layout(chain: Chain) -> tuple[list[list[_Node]], list[_Flow]]:
    """The boxes of each column and the lines between them, with their widths."""
    whole = sum(project.yen or 0 for project in chain.projects)
    measures = _nodes((p.measure for p in chain.projects), 1)
    indicators = _nodes((name for p in chain.projects for name in p.indicators), 2)
    direction = _Node(_wrapped(chain.direction, 3))
    projects, flows = [], []

    def flow(column: int, source: _Node, target: _Node, target_column: int, width: float) -> None:
        source.width_out += width
        target.width_in += width
        flows.append(_Flow(column, source, target, target_column, width))

    onward: dict[tuple[str, str], float] = {}
    for project in chain.projects:
        left, right = _COLUMNS[0]
        node = _Node([shorten(project.name, _SIZE, right - left - 2 * _PAD)])
        projects.append(node)
        width = max(_THIN, _FLOWS * (project.yen or 0) / whole) if whole else _THIN
        if project.measure:
            flow(0, node, measures[project.measure], 1, width)
        for name in project.indicators:
            if project.measure:
                onward[project.measure, name] = onward.get((project.measure, name), 0.0) + width
            else:
                flow(0, node, indicators[name], 2, width)
    for (measure, name), width in onward.items():
        flow(1, measures[measure], indicators[name], 2, width)
    for node in indicators.values():
        flow(2, node, direction, 3, _THIN)
    return [projects, list(measures.values()), list(indicators.values()), [direction]], flows


def _nodes(names: Iterable[str], column: int) -> dict[str, _Node]:
    return {name: _Node(_wrapped(name, column)) for name in dict.fromkeys(names) if name}


def _wrapped(text: str, column: int) -> list[str]:
    """The text in lines of the column's width; what is too long ends in 「…」."""
    left, right = _COLUMNS[column]
    letters = int((right - left - 2 * _PAD) // text_width("あ", _SIZE)) - 1
    lines: list[str] = []
    while text and len(lines) < _MOST_LINES:
        end = letters + (text[letters : letters + 1] in _HANGING)
        lines.append(text[:end])
        text = text[end:]
    if text:
        lines[-1] = f"{lines[-1][:-1]}…"
    return lines


def _stack(column: list[_Node], height: float) -> None:
    """One below the other, the whole in the middle of the figure's height."""
    free = height - sum(node.height + _GAP for node in column)
    top = _HEAD + free / 2
    for node in column:
        node.top = top
        top += node.height + _GAP


def _draw_flow(canvas: Canvas, flow: _Flow) -> None:
    start = (_COLUMNS[flow.column][1], flow.source.start(flow.width))
    end = (_COLUMNS[flow.target_column][0], flow.target.end(flow.width))
    canvas.flow(start, end, flow.width)


def _draw_node(canvas: Canvas, node: _Node, left: float, right: float) -> None:
    canvas.outline(Box(left, node.top, right, node.top + node.height))
    first = node.top + (node.height - len(node.lines) * _LINE) / 2 + _SIZE
    for number, line in enumerate(node.lines):
        canvas.write(line, left + _PAD, first + number * _LINE, size=_SIZE)


def _told(chain: Chain) -> list[str]:
    """Each project with where it leads to."""
    return [
        " → ".join(step for step in (p.name, p.measure, "・".join(p.indicators), "目指す方向性") if step)
        for p in chain.projects
    ]

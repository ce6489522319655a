"""A dot for each municipality of the prefecture on one line: right is better, the town full, its neighbours named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from misato_report.evaluation.peer_wording import rank_words, shown_value
from misato_report.evaluation.peers import Peer, PeerTable
from misato_report.evaluation.rules import more_is_better
from misato_report.report.charts.canvas import ACCENT, WIDE, Canvas, Form
from misato_report.report.charts.geometry import Box
from misato_report.report.charts.labels import Label, Line, Side

_HEIGHT, _COMPACT_HEIGHT, _BARE_HEIGHT = 76.0, 86.0, 28.0
_NARROWEST = 300.0  # below it there is no room for words beside the dots
_SIDE = 12.0
_ABOVE_FOOT = 36.0  # from the line of the dots to the lower edge
_DOT, _RING = 5.2, 3.4
_APART = 8.0  # two dots nearer than this stand above each other
_LEVELS = (0.0, -7.4, 7.4, -14.8)
_SMALL, _LARGE = 11.0, 12.5
_SIDES = (Side.ABOVE, Side.ABOVE_LEFT, Side.ABOVE_RIGHT, Side.BELOW)


def strip_form(form: Form) -> Form:
    """The form of the strip that stands under a chart of a form, as wide as the chart."""
    if _is_bare(form):
        return replace(form, height=_BARE_HEIGHT)
    return replace(form, height=_COMPACT_HEIGHT if form.compact else _HEIGHT)


def _is_bare(form: Form) -> bool:
    """Whether it is so narrow that it has dots and no words: those stand beside it."""
    return form.width < _NARROWEST


def peer_strip(
    table: PeerTable, title: str, *, accent: str = ACCENT, form: Form = WIDE, ident: str = ""
) -> str:
    """One ``<svg>`` element; ``title`` says in a sentence what it shows, the description has every value.

    Each dot has its municipality's name, value and rank for a pointing hand. ``ident`` begins its ids, the form's name
    and the indicator's id where it is left out.
    """
    form = strip_form(form)
    bare = _is_bare(form)
    canvas = Canvas(ident or f"{form.name}-peers-{table.indicator.id}", form, accent)
    middle = canvas.height / 2 if bare else canvas.height - _ABOVE_FOOT
    canvas.placer.bounds = Box(2, 2, canvas.width - 2, canvas.height - 18)
    canvas.stroke("axis", [(2, middle), (canvas.width - 2, middle)])
    across = _Scale(table, canvas.width)
    at = across.x(table.median)
    canvas.stroke(
        "tick", [(at, 1), (at, canvas.height - 1)] if bare else [(at, middle - 15), (at, middle + 18)]
    )
    if not bare:
        _write_below(canvas, table, at)
    for peer, x, y in _places(table, across, middle):
        _draw(canvas, table, peer, x, y, with_name=not bare)
    return canvas.finish(title, description(table))


def description(table: PeerTable) -> str:
    """Every municipality with rank and value, the best first, and the median."""
    known = [f"{_told(table, peer)}" for peer in table.known]
    unknown = [peer.name for peer in table.peers if peer.value is None]
    parts = ["、".join(known), f"中央値 {shown_value(table, table.median)}"]
    parts += [f"値の分からない市町村 {'、'.join(unknown)}"] if unknown else []
    return "".join(f"{part}。" for part in parts)


class _Scale:
    """Value → x; the better end is at the right."""

    def __init__(self, table: PeerTable, width: float) -> None:
        values = [peer.value for peer in table.known if peer.value is not None]
        low, high = min(values), max(values)
        self._worst, self._best = (low, high) if more_is_better(table.indicator) else (high, low)
        self._left, self._right = _SIDE, width - _SIDE

    def x(self, value: Decimal) -> float:
        """Where a value stands; all in the middle where they are the same."""
        if self._worst == self._best:
            return (self._left + self._right) / 2
        share = float((value - self._worst) / (self._best - self._worst))
        return self._left + (self._right - self._left) * share


def _places(table: PeerTable, across: _Scale, middle: float) -> Iterator[tuple[Peer, float, float]]:
    """Where each dot stands: on the line, or above and below it where another is too near; the town on the line."""
    taken: list[tuple[float, float]] = []
    for peer in sorted(table.known, key=lambda one: not one.is_town):
        assert peer.value is not None  # noqa: S101 - it is one of the known
        x = across.x(peer.value)
        y = next((middle + level for level in _LEVELS if _is_free(x, middle + level, taken)), middle)
        taken.append((x, y))
        yield peer, x, y


def _is_free(x: float, y: float, taken: Sequence[tuple[float, float]]) -> bool:
    return not any(abs(x - a) < _APART and abs(y - b) < 1 for a, b in taken)


def _draw(canvas: Canvas, table: PeerTable, peer: Peer, x: float, y: float, *, with_name: bool) -> None:
    told = _told(table, peer)
    if peer.is_town:
        canvas.dot(x, y, _DOT, told)
    else:
        canvas.ring(x, y, _RING, told)
    if not with_name:
        return
    if peer.is_town:
        lines = (Line(f"{peer.name} {shown_value(table, peer.value)}", _LARGE, bold=True),)
        canvas.label(Label(lines, x, y, _SIDES, 0, 7, needed=True, style="text strong"))
    elif peer.is_neighbour:
        canvas.label(Label((Line(peer.name, _SMALL),), x, y, _SIDES, 2, 5))


def _write_below(canvas: Canvas, table: PeerTable, at: float) -> None:
    """The two ends and the median, under the line; the median where there is room, since it is told in words too."""
    y = canvas.height - 5
    best, worst = table.known[0], table.known[-1]
    left = canvas.write(_end(table, worst), 2, y, size=_SMALL, style="text soft")
    right = canvas.write(_end(table, best), canvas.width - 2, y, size=_SMALL, anchor="end", style="text soft")
    middle = f"中央値 {shown_value(table, table.median)}"
    half = len(middle) * _SMALL / 2
    if right.left - left.right < 2 * half:
        return
    x = min(max(at, left.right + half), right.left - half)
    canvas.write(middle, x, y, size=_SMALL, anchor="middle")


def _end(table: PeerTable, peer: Peer) -> str:
    return f"{rank_words(table, peer)} {shown_value(table, peer.value)}"


def _told(table: PeerTable, peer: Peer) -> str:
    return f"{peer.name} {shown_value(table, peer.value)}（{rank_words(table, peer)}）"

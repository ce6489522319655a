"""Colours as a reader sees them: contrast after WCAG 2.2 (relative luminance, contrast ratio)."""

from __future__ import annotations

WHITE = "#ffffff"
LEGIBLE = 4.5
"""WCAG 2.2, 1.4.3 (JIS X 8341-3 AA): the least contrast of text against its ground."""

_STEPS = 20


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def lightened_for(ground: str, colour: str) -> str:
    """The colour mixed with as little white as makes it legible on a dark ground, with some to spare."""
    for step in range(_STEPS + 1):
        mixed = _mixed(colour, step / _STEPS)
        if contrast(mixed, ground) >= LEGIBLE * 1.5:
            return mixed
    return WHITE


def _mixed(colour: str, white: float) -> str:
    channels = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(c + (255 - c) * white):02x}" for c in channels)

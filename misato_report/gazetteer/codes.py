"""The check digit of municipality codes."""

from __future__ import annotations


def check_digit(code: str) -> str:
    """Check digit of a five-digit municipality code: weights 6 5 4 3 2, modulo 11 (総務省)."""
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)

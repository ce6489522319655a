"""A decimal as programs get it: exact, and at six places where it has more."""

from __future__ import annotations

from decimal import Decimal

import pytest

from misato_report.evaluation.records import exact


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal(1) / 3, "0.333333"),
        (Decimal("0.0000005"), "0.000001"),
        (Decimal("-0.0000005"), "-0.000001"),
        (Decimal("0.0000004"), "0"),
        (Decimal("0.123456"), "0.123456"),
        (Decimal("1.10"), "1.1"),
        (Decimal("1.2E+3"), "1200"),
        (Decimal("-0"), "0"),
        (Decimal("12345678901234567890123456.5"), "12345678901234567890123456.5"),
    ],
)
def test_six_places_without_zeros_or_exponent(value: Decimal, shown: str) -> None:
    assert str(exact(value)) == shown


def test_nothing_is_nothing() -> None:
    assert exact(None) is None

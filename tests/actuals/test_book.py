"""The rows of a ledger while files are taken in: the reason for which a file was taken stays with its own figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from misato_report.actuals.ledger.book import Book
from misato_report.notation import Basis
from misato_report.observation import Observation
from tests.support.towns import samples


def row(year: int, sha256: str) -> Observation:
    day = date(year, 12, 20)
    return Observation(
        "births", year, Basis.OCT_SEP, Decimal(20), "人", None, day, "例", "例.csv", "", 2, "B", sha256
    )


def test_a_reason_is_put_beside_the_figures_of_its_file_once() -> None:
    before, own, after = row(2024, "a" * 64), row(2025, "b" * 64), row(2026, "c" * 64)
    excused = replace(row(2023, "b" * 64).accepted_for("四捨五入"))
    book = Book([excused, before, own, after], samples().sound_plan())
    book.accept("b" * 64, "県に確認")
    assert book.rows() == [excused, before, own.accepted_for("県に確認"), after]
    assert own.accepted_for("県に確認") != own

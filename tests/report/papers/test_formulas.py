"""References in formulas: found where they are, and taken for one nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from misato_report.report.papers.excel.formulas import (
    CellName,
    Reference,
    cell_name,
    column_letters,
    filled_from,
    moved,
)


def found(formula: str) -> list[str]:
    seen = []

    def note(reference: Reference) -> tuple[CellName, CellName | None]:
        ends = [str(reference.first)] + ([str(reference.last)] if reference.last else [])
        seen.append((f"{reference.sheet}!" if reference.sheet else "") + ":".join(ends))
        return reference.first, reference.last

    assert moved(formula, note) == formula, "nothing is changed that does not move"
    return seen


@pytest.mark.parametrize(
    ("formula", "references"),
    [
        ("A1+$B$2*C$3-$D4", ["A1", "$B$2", "C$3", "$D4"]),
        ("SUM(A1:B2,C3)", ["A1:B2", "C3"]),
        ('"A1"&A1&"a ""B2"" c"', ["A1"]),
        ("LOG10(A1)+ATAN2(B1,C1)", ["A1", "B1", "C1"]),
        ("表!A1+'調 査'!B2:C3", ["表!A1", "調 査!B2:C3"]),
        ("'町''s'!A1", ["町's!A1"]),
        ("売上A1+R9_値+A1.5", []),
        ("TRUE+FALSE+PI()", []),
        ("表[決算]+表[[#This Row],[A1]]", []),
        ("SUM(A:A)+SUM($B:$C)", []),
        ("IF(A1>=1E5,1.5E+3,#REF!)", ["A1"]),
        ("Sheet1:Sheet3!A1", ["Sheet1:Sheet3!A1"]),
        ("XFD1048576+A1048577", ["XFD1048576"]),
        ("SUM(A1 :A2)", ["A1", "A2"]),
    ],
)
def test_what_is_a_reference(formula: str, references: list[str]) -> None:
    if "A1048577" in formula:
        with pytest.raises(ValueError, match="A1048577"):
            found(formula)
        return
    assert found(formula) == references


def test_whole_rows_are_references_too() -> None:
    assert (
        moved("SUM($3:4)", lambda r: (r.first.at(r.first.row + 1), r.last and r.last.at(r.last.row + 2)))
        == "SUM($4:6)"
    )


@pytest.mark.parametrize(
    ("formula", "rows", "columns", "filled"),
    [
        ("A1+$A1+A$1+$A$1", 2, 1, "B3+$A3+B$1+$A$1"),
        ('SUM(A1:C$1)&"A1"', 1, 0, 'SUM(A2:C$1)&"A1"'),
        ("表!B2", -1, -1, "表!A1"),
    ],
)
def test_a_shared_formula_further_on(formula: str, rows: int, columns: int, filled: str) -> None:
    assert filled_from(formula, rows, columns) == filled


@given(st.integers(1, 16_384), st.integers(1, 1_048_576), st.booleans(), st.booleans())
def test_names_of_cells_are_read_as_written(column: int, row: int, fixed: bool, row_fixed: bool) -> None:
    name = CellName(column, row, fixed, row_fixed)
    assert cell_name(str(name)) == name
    assert column_letters(column).isalpha()


@given(st.text(alphabet="ABZ$19:!'\"()[],+&.%_表 ", max_size=40))
def test_any_text_is_a_formula_that_stays_the_same(text: str) -> None:
    try:
        assert moved(text, lambda r: (r.first, r.last)) == text
    except ValueError:
        return  # a row beyond the last

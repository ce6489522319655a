"""受付簿: what is written is read back, and what is damaged is refused with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from misato_report.actuals.ledger.receipts import COLUMNS, Receipt, read_receipts, receipts_bytes
from misato_report.actuals.ledger.source_files import known_from
from misato_report.notation import Basis, Mark
from misato_report.observation import Observation

HEAD = ",".join(COLUMNS)
PLAIN = Receipt("actuals/2027/表.csv", "a" * 64)
CORRECTED = Receipt("actuals/2027/訂正.csv", "b" * 64, date(2028, 5, 1), date(2027, 4, 20), "転記の誤り")
ACCEPTED = Receipt("actuals/2027/合計.csv", "c" * 64, date(2028, 5, 1), None, "", "四捨五入")
FORGOTTEN = Receipt("actuals/2027/除く.csv", "d" * 64, because="別の町の表", forgotten=True)


def test_what_is_written_is_read_back_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "受付簿.csv"
    receipts = [PLAIN, CORRECTED, ACCEPTED, FORGOTTEN]
    path.write_bytes(receipts_bytes(receipts))
    assert read_receipts(path, "受付簿") == ({one.sha256: one for one in receipts}, [])
    assert receipts_bytes(reversed(receipts)) == path.read_bytes()


def test_a_file_is_forgotten_only_where_that_is_said() -> None:
    assert not PLAIN.forgotten
    assert "除外" not in receipts_bytes([PLAIN]).decode()


def test_a_file_of_two_contents_is_sorted_by_them() -> None:
    earlier, later = (Receipt(PLAIN.file, letter * 64) for letter in "ef")
    assert receipts_bytes([later, earlier]) == receipts_bytes([earlier, later])


@pytest.mark.parametrize(
    ("row", "sound"),
    [
        (f"表.csv,{'a' * 64},,,,,", True),
        (f"表.csv,{'a' * 64},,,,,除外", True),
        (f"表.csv,{'a' * 64},,,,,除く", False),
        (f"表.csv,{'a' * 64},2028-05-01,2027-04-20,誤り,,", True),
        (f"表.csv,{'a' * 64},,2027-04-20,誤り,,", False),
        (f"表.csv,{'a' * 64},2028-05-01,,,,", True),
        (f"表.csv,{'a' * 64},5月1日,,,,", False),
        (f"表.csv,{'a' * 64},,,,", False),
        ('"表.csv', False),
    ],
)
def test_a_row(tmp_path: Path, row: str, sound: bool) -> None:
    path = tmp_path / "受付簿.csv"
    path.write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
    found, problems = read_receipts(path, "受付簿")
    assert [(d.file, d.line, d.code) for d in problems] == (
        [] if sound else [("受付簿", 2, "receipts-damaged")]
    )
    assert len(found) == (1 if sound else 0)


def test_another_heading_and_no_file(tmp_path: Path) -> None:
    path = tmp_path / "受付簿.csv"
    assert read_receipts(path, "受付簿") == ({}, [])
    path.write_text(HEAD.replace("because", "why") + "\n", encoding="utf-8")
    found, (problem,) = read_receipts(path, "受付簿")
    assert (found, problem.line) == ({}, 1)


def test_what_rows_tell_of_files_without_receipts() -> None:
    """A day where there is just one, and the reason for which a file was taken; each file by its content."""

    def row(day: date, sha256: str) -> Observation:
        return Observation(
            "births", 2026, Basis.OCT_SEP, None, "人", Mark.UNKNOWN, day, "例", f"{sha256}.csv", "", 2, "B",
            sha256,
        )  # fmt: skip

    one, other = date(2026, 12, 18), date(2027, 12, 17)
    rows = [
        row(one, "a"),
        row(one, "a"),
        row(one, "b"),
        row(other, "b"),
        row(one, "c").accepted_for("県に確認"),
    ]
    assert known_from(rows) == {
        "a": Receipt("a.csv", "a", one),
        "b": Receipt("b.csv", "b"),
        "c": Receipt("c.csv", "c", one, accepted="県に確認"),
    }

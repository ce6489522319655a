"""What lies beside the tables in actuals/: passed over or told of, and it stops nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.support.ledger_files import ledger

pytestmark = pytest.mark.slow  # whole commands, one after the other

LEFT_OVERS = (
    "Thumbs.db",
    "desktop.ini",
    "~$表.xlsx",
    "表.xlsx - ショートカット.lnk",
    "公表のページ.url",
    ".DS_Store",
)


@pytest.mark.parametrize("name", LEFT_OVERS)
def test_what_programs_leave_in_a_folder_is_passed_over(samples: Path, run: Run, name: str) -> None:
    (samples / "actuals" / "2026" / name).write_bytes(b"\xd0\xcf\x11\xe0")
    done = run(samples, "ingest")
    assert done.returncode == 0, done.stderr
    assert name not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("議会資料.pdf", b"%PDF-1.7", "PDFは読めません"),
        ("名前を変えたPDF.xlsx", b"%PDF-1.7", "PDFは読めません"),
        ("写真.jpg", b"\xff\xd8\xff\xe0", "画像は読めません"),
        ("起案.doc", b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "Word文書は読めません"),
    ],
)
def test_a_document_is_told_of_and_stops_nothing(
    samples: Path, run: Run, name: str, raw: bytes, words: str
) -> None:
    (samples / "actuals" / "2026" / name).write_bytes(raw)
    done = run(samples, "ingest")
    assert done.returncode == 0, done.stderr
    told = done.stdout + done.stderr
    assert f"actuals/2026/{name}" in told
    assert words in told
    assert ledger(samples)
    assert name not in run(samples, "check").stderr
    assert name not in run(samples).stdout


def test_a_document_that_is_named_alone_is_an_error(samples: Path, run: Run) -> None:
    path = samples / "actuals" / "2026" / "議会資料.pdf"
    path.write_bytes(b"%PDF-1.7")
    done = run(samples, "ingest", str(path))
    assert done.returncode == 1
    assert "PDFは読めません" in done.stderr


def test_a_web_page_in_place_of_a_table_is_an_error(samples: Path, run: Run) -> None:
    """It was to be a table: silence would be an error too."""
    path = samples / "actuals" / "2026" / "人口_見本.csv"
    path.write_text("<!DOCTYPE html><title>ページが見つかりません</title>", encoding="utf-8")
    done = run(samples, "ingest")
    assert done.returncode == 1
    assert "ウェブページ (HTML)" in done.stderr
    assert "「ページが見つかりません」" in done.stderr


def test_thousands_that_fell_apart_at_the_end_of_a_row_are_read_as_they_are_seen(
    samples: Path, run: Run
) -> None:
    path = samples / "actuals" / "2026" / "集計_見本.csv"
    path.write_text(
        "系列,対象,単位,公表日,値\nコミュニティ施設の利用者数,R8,人,2027-04-20,1,380\n", encoding="utf-8"
    )
    done = run(samples, "ingest", str(path))
    assert done.returncode == 0, done.stderr
    assert ",2026,年度,1380,人," in (samples / "actuals" / "ledger.csv").read_text(encoding="utf-8")

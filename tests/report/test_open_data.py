"""The open data: what a machine reads is what the report says, and no text in it can be run."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from misato_report.evaluation.scales import LABELS
from misato_report.files.spreadsheet import starts_a_formula
from misato_report.report.building import facts_of
from misato_report.report.facts import Facts
from misato_report.report.open_data import render_open_data
from tests.conftest import Run
from tests.support.towns import STATES
from tests.support.towns import samples as read_samples

pytestmark = pytest.mark.slow  # whole commands, one after the other

AS_OF = date(2028, 4, 20)


@pytest.fixture(scope="module")
def facts() -> Facts:
    return facts_of(read_samples(), 2027, AS_OF)


def rows_of(facts: Facts) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render_open_data(facts).decode("utf-8-sig"), newline="")))


def test_it_is_written_as_the_digital_agency_asks(facts: Facts) -> None:
    content = render_open_data(facts)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") > 20
    rows = rows_of(facts)
    assert {row["全国地方公共団体コード"] for row in rows} == {"324485"}
    assert {row["市区町村名"] for row in rows} == {"美郷町"}
    for row in rows:
        assert re.fullmatch(r"(-?\d+(\.\d+)?)?", row["値"]), row
        assert row["値"] or row["状態"], "an empty value says why"
        for day in (row["期間の開始日"], row["期間の終了日"]):
            date.fromisoformat(day)


def test_every_actual_and_verdict_is_in_it(facts: Facts) -> None:
    rows = rows_of(facts)
    for e in facts.evaluations:
        (row,) = [
            row
            for row in rows
            if (row["指標ID"], row["値の区分"], row["年度（西暦）"])
            == (e.indicator.id, "実績", str(e.period))
        ]
        assert e.value is not None
        assert Decimal(row["値"]) == e.value
        assert row["判定"] == LABELS[e.verdict]
        assert "見本" in row["備考"]


@pytest.mark.parametrize("state", ["nothing_yet", "all_overdue"])
def test_what_is_not_known_is_empty_and_never_nought(state: str) -> None:
    made = STATES[state]()
    actuals = [
        r for r in rows_of(facts_of(made.project, made.report_year, made.as_of)) if r["値の区分"] == "実績"
    ]
    assert actuals
    wanted = {"nothing_yet": "未公表", "all_overdue": "未取込"}[state]
    assert {row["値"] for row in actuals} == {""}
    assert wanted in {row["状態"] for row in actuals}


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_text_becomes_a_formula(facts: Facts, text: str) -> None:
    fields = list(facts.plan.fields)
    first = fields[0].indicators[0].replace(name=text)
    fields[0] = fields[0].replace(indicators=(first, *fields[0].indicators[1:]))
    plan = replace(facts.plan, fields=tuple(fields))
    evaluations = tuple(
        replace(e, indicator=first) if e.indicator.id == first.id else e for e in facts.evaluations
    )
    spoilt = rows_of(replace(facts, plan=plan, evaluations=evaluations))
    names = {row["指標名"] for row in spoilt if row["指標ID"] == first.id}
    assert names == {"'" + text.replace("\r", " ")}
    assert not any(starts_a_formula(name) for name in names)


def test_a_pdf_to_be_kept_carries_the_figures(samples: Path, run: Run) -> None:
    import pypdf

    assert run(samples, "ingest").returncode == 0
    done = run(
        samples, "build", "2027", "--as-of", "2028-04-20", "--format", "pdf,csv", "--pdf-variant", "a-3a"
    )
    assert done.returncode == 0, done.stderr
    pdf = pypdf.PdfReader(next(samples.rglob("*報告書*.pdf")))
    files = {path.stem.rpartition("_")[2]: path.read_bytes() for path in (samples / "out").rglob("*.csv")}
    attached = {name: content for name, (content,) in pdf.attachments.items() if name.startswith("open-data")}
    assert attached == {
        "open-data.csv": files["令和9年度"],
        "open-data-months.csv": files["途中経過"],
        "open-data-municipalities.csv": files["県内の市町村"],
        "open-data-projects.csv": files["事業と決算"],
    }
    (extract,) = pdf.attachments["ledger-extract.csv"]
    ledger = (samples / "actuals" / "ledger.csv").read_bytes().splitlines()
    rows = extract.splitlines()
    assert rows[0] == ledger[0]
    assert set(rows) <= set(ledger) and len(rows) > 50
    assert pdf.xmp_metadata is not None
    refused = run(samples, "build", "2027", "--pdf-variant", "x-4")
    assert refused.returncode == 2
    assert "a-3a" in refused.stderr


def test_the_same_bytes_again(facts: Facts) -> None:
    assert render_open_data(facts_of(read_samples(), 2027, AS_OF)) == render_open_data(facts)

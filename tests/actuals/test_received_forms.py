"""The figures of a form that came back without a day: they count from the day it was received, and stay so."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from misato_report import load_workspace
from misato_report.actuals.ledger.receipts import read_receipts
from misato_report.forms.issue import issue
from tests.conftest import ROOT
from tests.forms.test_form_files import DIGITAL, filled, xlsx
from tests.support.counted import SERVICES, codes, take

RECEIVED = date(2029, 5, 10)


def test_a_form_without_a_day_is_dated_by_its_receipt(samples: Path) -> None:
    shutil.copy(ROOT / "actuals" / "ledger.csv", samples / "actuals" / "ledger.csv")
    issue(load_workspace(samples), 2028, date(2029, 4, 20))
    form = samples / "actuals" / "返送.xlsx"
    form.write_bytes(xlsx(filled(samples, DIGITAL, {SERVICES: "17"})))
    project = load_workspace(samples)
    assert codes(take(project, form)) == ["no-publication-date"], "nobody says the day"
    result = take(project, form, received_on=RECEIVED)
    assert not result.failed
    (row,) = (o for o in result.observations if o.file == "actuals/返送.xlsx")
    assert (str(row.value), row.period, row.published_on) == ("17", 2028, RECEIVED)
    receipts, _ = read_receipts(project.workspace.receipts_file, "")
    assert receipts[row.sha256].published_on == RECEIVED
    again = take(project, rebuild=True, received_on=date(2029, 6, 1))
    assert not again.failed
    assert row in again.observations

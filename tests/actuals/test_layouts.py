"""Every arrangement, notation and form of a published table is read to the right value, or refused."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from misato_report import load_workspace
from misato_report.actuals.extracting import Extracted, SourceFile, extract
from misato_report.diagnostics import Severity
from misato_report.notation import Mark
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Source
from tests.conftest import ROOT
from tests.support import published_tables as tables
from tests.support.published_tables import Variant
from tests.tools import mutations

PUBLISHED = date(2027, 12, 17)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_workspace(ROOT).sound_plan()


def described(plan: Plan, source: dict[str, Any]) -> Plan:
    """The plan with only this source."""
    return replace(plan, sources={"example": Source.validate(source)})


def read(plan: Plan, name: str, raw: bytes, source: dict[str, Any]) -> Extracted:
    return extract(SourceFile(f"actuals/{name}", raw, "0" * 64, PUBLISHED), described(plan, source))


def values(extracted: Extracted) -> dict[tuple[str, int], Decimal | None]:
    return {(o.series, o.period): o.value for o in extracted.observations}


def test_there_are_enough_of_them() -> None:
    assert len(tables.ALL) >= 60
    assert len({variant.name for variant in tables.ALL}) == len(tables.ALL)


@pytest.mark.parametrize("variant", tables.ALL, ids=lambda v: v.name)
def test_read_to_the_right_value(plan: Plan, variant: Variant) -> None:
    extracted = read(plan, *tables.make(variant))
    assert not extracted.refused, [(d.message, d.cell) for d in extracted.diagnostics]
    years = tables.YEARS if variant.form.startswith("estat") else tables.years_of(variant)
    assert values(extracted) == {(s, y): tables.truth(s, y) for s in tables.SERIES for y in years}
    assert {o.published_on for o in extracted.observations} == {PUBLISHED}


@pytest.mark.parametrize("variant", tables.FILES, ids=lambda v: v.name)
def test_a_cell_is_named_as_the_spreadsheet_names_it(plan: Plan, variant: Variant) -> None:
    extracted = read(plan, *tables.make(variant))
    grid = tables.grid_of(variant)
    for o in extracted.observations:
        column = ord(o.column) - ord("A") if len(o.column) == 1 else 26 + ord(o.column[1]) - ord("A")
        assert grid[o.row - 1][column].replace(",", "").replace("△", "-") == str(o.value)
        if variant.form != "zip":
            assert o.cell.startswith("表1!")


@pytest.mark.parametrize(("mark", "expected"), [("p", Mark.PRELIMINARY), (" r", Mark.REVISED), ("", None)])
def test_marks_become_the_status(plan: Plan, mark: str, expected: Mark | None) -> None:
    extracted = read(plan, *tables.make(Variant("marks", mark=mark)))
    assert {o.mark for o in extracted.observations} == {expected}


def test_a_partial_answer_of_the_api_is_told(plan: Plan) -> None:
    name, raw, source = tables.make(Variant("api", form="estat_json"))
    text = raw.decode("utf-8").replace('"TABLE_INF"', '"RESULT_INF": {"NEXT_KEY": 100001}, "TABLE_INF"', 1)
    extracted = read(plan, name, text.encode("utf-8"), source)
    assert [d.code for d in extracted.diagnostics] == ["partial-answer"]


def test_marks_at_the_year_become_the_status(plan: Plan) -> None:
    extracted = read(plan, *tables.make(Variant("marks", period="header", year_form="令和{}年（確報）")))
    assert {o.mark for o in extracted.observations} == {Mark.CONFIRMED}


def test_a_conversion_is_told_of_and_noted(plan: Plan) -> None:
    extracted = read(plan, *tables.make(Variant("unit", unit="千人")))
    assert any(d.code == "converted" and "千人から人に換算" in d.message for d in extracted.diagnostics)
    assert all("千人から人に換算" in o.note for o in extracted.observations)
    assert {o.unit for o in extracted.observations} == {"人"}


def test_the_other_misato_is_never_taken(plan: Plan) -> None:
    name, raw, source = tables.make(Variant("national", area="national"))
    without = raw.decode("cp932").replace("32448,", "32999,").encode("cp932")
    extracted = read(plan, name, without, source)
    assert [d.code for d in extracted.diagnostics] == ["no-municipality"]
    assert not extracted.observations


def test_a_wrong_check_digit_is_refused(plan: Plan) -> None:
    name, raw, source = tables.make(Variant("codes", area="code6"))
    wrong = raw.decode("cp932").replace("324485,", "324486,").encode("cp932")
    extracted = read(plan, name, wrong, source)
    assert extracted.refused
    assert not extracted.observations


def test_the_towns_name_beside_another_code_is_refused(plan: Plan) -> None:
    name, raw, source = tables.make(Variant("codes", area="name+code"))
    wrong = raw.decode("cp932").replace("32448,", "45431,").encode("cp932")
    extracted = read(plan, name, wrong, source)
    assert [d.code for d in extracted.diagnostics] == ["no-municipality"]
    assert not extracted.observations


def test_a_table_of_another_misato_alone_is_refused(plan: Plan) -> None:
    name, raw, source = tables.make(Variant("text", area="text"))
    wrong = raw.decode("cp932").replace("島根県邑智郡美郷町", "宮崎県東臼杵郡美郷町").encode("cp932")
    extracted = read(plan, name, wrong, source)
    assert [d.code for d in extracted.diagnostics] == ["no-municipality"]
    assert not extracted.observations


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("出生", "出生数", "missing-item", "[自然動態, 出生数]"),
        ("令和9年9月", "9月", "no-period", "いつの値か"),
        ("令和9年9月", "令和9年8月", "no-period", "いつの値か"),
        ("（架空統計）", "（架空統計 令和8年）", "period-kind", "一つに決まりません"),
        ("公表日：令和9年12月17日", "公表日：令和1年12月17日", "bad-publication-date", "2019-12-17"),
        ("架空統計", "空想統計", "unknown-layout", "架空統計"),
        ("邑南町", "", "no-municipality", "行に名前がなく"),
        ("邑南町", "美郷町", "repeated-row", "B20"),
        ("△1,314", "△1,315", "sum-mismatch", "▲1,315"),
        ("1,372", "1,37O", "bad-number", "1,37O"),
    ],
)
def test_refused_with_a_sentence(plan: Plan, old: str, new: str, code: str, words: str) -> None:
    name, raw, source = tables.make(Variant("base"))
    text = raw.decode("cp932")
    assert old in text
    extracted = read(plan, name, text.replace(old, new, 1).encode("cp932"), source)
    errors = [d for d in extracted.diagnostics if d.code == code]
    assert errors, [(d.code, d.message) for d in extracted.diagnostics]
    assert any(words in d.message for d in errors)
    assert extracted.refused


def test_a_renamed_column_names_the_line_to_change(plan: Plan) -> None:
    sample = next((ROOT / "actuals" / "2027").glob("*人口移動*"))
    raw = sample.read_bytes().decode("cp932").replace("転入", "転入者数").encode("cp932")
    extracted = extract(SourceFile("a.csv", raw, "0"), plan)
    (problem,) = [d for d in extracted.diagnostics if d.code == "missing-item"]
    assert "[社会動態, 転入者数]" in problem.message
    assert "転入者数] に直すと" in problem.hint
    line = int(problem.hint.partition("sources.yaml の")[2].partition("行目")[0])
    text = (ROOT / "plan" / "sources.yaml").read_text(encoding="utf-8").splitlines()[line - 1]
    assert "[社会動態, 転入]" in text


@pytest.mark.parametrize(
    ("dash", "expected", "mark"),
    [("0", Decimal(0), None), ("該当なし", None, Mark.NOT_APPLICABLE), ("不詳", None, Mark.UNKNOWN)],
)
def test_a_dash_means_what_the_source_says(
    plan: Plan, dash: str, expected: Decimal | None, mark: Mark | None
) -> None:
    name, raw, source = tables.make(Variant("dash"))
    source["dash"] = dash
    source["table"]["checks"] = []
    text = raw.decode("cp932").replace(tables.write(Variant("x"), tables.truth("births", 2027)), "－")
    (births,) = [
        o for o in read(plan, name, text.encode("cp932"), source).observations if o.series == "births"
    ]
    assert (births.value, births.mark) == (expected, mark)


def test_a_year_that_was_not_yet_is_refused(plan: Plan) -> None:
    name, raw, source = tables.make(Variant("years", period="header"))
    text = raw.decode("cp932").replace("令和9年,", "令和19年,").replace("令和9年\r", "令和19年\r")
    codes = {d.code for d in read(plan, name, text.encode("cp932"), source).diagnostics}
    assert "before-its-period" in codes


def test_another_kind_of_year_is_refused(plan: Plan) -> None:
    name, raw, source = tables.make(Variant("years", period="header", year_form="令和{}年度"))
    extracted = read(plan, name, raw, source)
    assert {d.code for d in extracted.diagnostics} == {"period-kind"}
    assert not extracted.observations


@pytest.mark.slow
def test_damaged_files_are_refused_or_told_of_or_right() -> None:
    """A tenth of what ``make mutations`` does, in one process."""
    outcomes = [mutations.outcome(number) for number in range(20_000, 20_400)]
    assert [o for o in outcomes if o.kind in ("wrong", "raised")] == []
    assert {"refused", "right"} <= {o.kind for o in outcomes}


def test_figures_in_hidden_rows_are_warned_of(plan: Plan) -> None:
    name, raw, source = tables.make(Variant("hidden", form="xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(raw))
    row = next(c.row for c in book["表1"]["A"] if c.value == "美郷町")
    assert row is not None
    book["表1"].row_dimensions[row].hidden = True
    out = io.BytesIO()
    book.save(out)
    extracted = read(plan, name, out.getvalue(), source)
    assert [d.code for d in extracted.diagnostics if d.severity is Severity.WARNING] == ["hidden-cell"]
    assert len(extracted.observations) == 3

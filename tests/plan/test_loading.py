"""The plan's YAML: what a slip of the clerk's hand is told, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from misato_report.diagnostics import Diagnostic
from misato_report.plan.loading import load_plan
from misato_report.workspace import Workspace

MIGRATION = "plan/fields/1-migration.yaml"
DIGITAL = "plan/fields/4-digital.yaml"
SOURCES = "plan/sources.yaml"
PLAN = "plan/plan.yaml"


def findings(root: Path) -> tuple[Diagnostic, ...]:
    return load_plan(Workspace(root)).diagnostics


def change(root: Path, name: str, old: str, new: str) -> int:
    """Replace the first occurrence of a text; returns its line."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def only(root: Path) -> Diagnostic:
    found = findings(root)
    assert len(found) == 1, found
    return found[0]


def test_the_plan_of_this_repository_has_no_errors(workspace: Path) -> None:
    loaded = load_plan(Workspace(workspace))
    assert loaded.diagnostics == ()
    assert loaded.plan is not None
    assert len(list(loaded.plan.indicators())) == 9


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "in_message", "in_hint"),
    [
        pytest.param(MIGRATION, "\n    target:", "\n    taget:", "unknown-key", "taget", "もしかして: target", id="misspelt key"),
        pytest.param(MIGRATION, "\nid: migration", "", "missing-key", "「id」", "id: …", id="missing id"),
        pytest.param(
            MIGRATION, "accumulation: period_total", "accumulation: period_totl", "bad-choice", "period_totl", "period_total", id="misspelt rule"
        ),
        pytest.param(MIGRATION, "series: net_migration", "series: net_migratoin", "unknown-series", "net_migratoin", "net_migration", id="misspelt series"),
        pytest.param(MIGRATION, "decimals: 0", "decimals: 二桁", "bad-value", "整数", "半角", id="word for a number"),
        pytest.param(MIGRATION, "period: R3..R7", "period: R3..R99", "bad-value", "R99", "", id="year outside its era"),
        pytest.param(MIGRATION, "R8..R12", "R2..R6", "bad-value", "より後ではありません", "", id="target before baseline"),
        pytest.param(DIGITAL, "\nid: digital", "\nid: migration", "duplicate-id", "migration", "別の名前", id="duplicated id"),
        pytest.param(DIGITAL, "\nid: digital", "\nid: digital\nid: digital", "duplicate-key", "二度", "どちらか", id="duplicated key"),
        pytest.param(DIGITAL, "\nid: digital", "\nid: デジタル", "bad-value", "デジタル", "", id="id not in letters"),
        pytest.param(PLAN, 'code: "324485"', 'code: "324486"', "bad-value", "検査数字", "", id="check digit"),
        pytest.param(SOURCES, "month: 12", "month: 十二", "bad-value", "整数", "", id="month in kanji"),
        pytest.param(PLAN, "\nperiod:", "\n\tperiod:", "yaml-syntax", "YAML", "タブ", id="tab"),
    ],
)  # fmt: skip
def test_a_slip_is_found_where_it_is(
    workspace: Path, name: str, old: str, new: str, code: str, in_message: str, in_hint: str
) -> None:
    change(workspace, name, old, new)
    found = [d for d in findings(workspace) if d.code == code]
    assert found, findings(workspace)
    assert found[0].file == name
    assert found[0].line is not None
    assert in_message in found[0].message
    assert in_hint in found[0].hint


def test_line_and_column_of_a_misspelt_key(workspace: Path) -> None:
    path = workspace / MIGRATION
    lines = path.read_text(encoding="utf-8").split("\n")
    number = next(n for n, line in enumerate(lines) if line.strip() == "target:")
    column = lines[number].index("target") + 1
    lines[number] = lines[number].replace("target", "targit")
    path.write_text("\n".join(lines), encoding="utf-8")
    unknown = next(d for d in findings(workspace) if d.code == "unknown-key")
    assert (unknown.line, unknown.column) == (number + 1, column)


def test_an_indicator_whose_series_nobody_supplies(workspace: Path) -> None:
    path = workspace / SOURCES
    text = path.read_text(encoding="utf-8")
    head, _, tail = text.rpartition("- digital_services")
    path.write_text(head + "- facility_users" + tail, encoding="utf-8")
    found = only(workspace)
    assert found.code == "unsupplied-series"
    assert found.file == DIGITAL


def test_all_slips_of_all_files_in_one_run(workspace: Path) -> None:
    change(workspace, MIGRATION, "accumulation: period_total", "accumulation: 累計")
    change(workspace, DIGITAL, "\nid: digital", "")
    change(workspace, PLAN, "\ndepartment:", "\ndepartmant:")
    files = {d.file for d in findings(workspace)}
    assert {MIGRATION, DIGITAL, PLAN} <= files


@pytest.mark.parametrize(
    "raw", ["\udc82", "title: [", "", "- a\n- b\n", "&a [*a, *a]", "!!python/object:os.system x", "a: !町 x"]
)
def test_what_is_no_plan_at_all_is_told_without_a_traceback(workspace: Path, raw: str) -> None:
    (workspace / PLAN).write_bytes(raw.encode("utf-8", "surrogateescape"))
    found = findings(workspace)
    assert found
    assert all(d.file == PLAN for d in found)
    assert load_plan(Workspace(workspace)).plan is None


def test_values_stay_as_typed(workspace: Path) -> None:
    """9.4 is no binary float, and a code keeps its zero."""
    plan = load_plan(Workspace(workspace)).plan
    assert plan is not None
    by_id = {i.id: i for _, i in plan.indicators()}
    assert str(by_id["young_population_share"].baseline.value) == "9.4"
    assert str(by_id["gross_product"].final_target.value) == "14547"
    assert by_id["social_increase"].baseline.value == -90

"""``peers:`` and ``neighbours:`` in the plan's YAML: what may be written, and what a slip is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from misato_report.plan.indicators import Peers
from misato_report.plan.loading import load_plan
from misato_report.workspace import Workspace
from tests.plan.test_loading import MIGRATION, PLAN, SOURCES, change, only

FAMILY = "plan/fields/3-family.yaml"
DIGITAL = "plan/fields/4-digital.yaml"


def compared(root: Path) -> dict[str, Peers]:
    plan = load_plan(Workspace(root)).plan
    assert plan is not None
    return {indicator.id: indicator.peers for _, indicator in plan.indicators() if indicator.peers}


@pytest.mark.parametrize("written", ["true", "yes", "{}"])
def test_a_ratio_needs_no_more_than_a_yes(workspace: Path, written: str) -> None:
    change(workspace, FAMILY, "peers: true", f"peers: {written}")
    assert compared(workspace)["young_population_share"] == Peers()


def test_false_is_none(workspace: Path) -> None:
    change(workspace, FAMILY, "peers: true", "peers: false")
    assert set(compared(workspace)) == {"social_increase", "gross_product"}


def test_so_many_of_something(workspace: Path) -> None:
    assert compared(workspace)["social_increase"] == Peers(per="estimated_population", times=1000)


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "in_message"),
    [
        (MIGRATION, "per: estimated_population", "per: estimated_poplation", "unknown-series", "poplation"),
        (MIGRATION, "per: estimated_population", "per: facility_users", "peers-not-kept", "施設の利用者数"),
        (MIGRATION, "times: 1000", "times: 千", "bad-value", "整数"),
        (FAMILY, "peers: true", "peers: {per: estimated_population}", "bad-value", "割合"),
        (FAMILY, "peers: true", "peers: はい", "bad-value", "true か false"),
        (SOURCES, "layout:\n      kind: long", "peers: true\n    layout:\n      kind: long", "bad-value", "市町村が並ぶ"),
        (PLAN, "川本町, 邑南町", "川元町, 邑南町", "unknown-neighbour", "川元町"),
        (PLAN, "川本町, 邑南町", "美郷町, 邑南町", "unknown-neighbour", "美郷町"),
        (PLAN, "川本町, 邑南町", "邑南町, 邑南町", "unknown-neighbour", "二度"),
    ],
)  # fmt: skip
def test_a_slip_is_told(workspace: Path, name: str, old: str, new: str, code: str, in_message: str) -> None:
    change(workspace, name, old, new)
    found = only(workspace)
    assert (found.code, found.file) == (code, name)
    assert in_message in found.message


def test_a_source_that_keeps_none_is_named_at_the_indicator(workspace: Path) -> None:
    change(
        workspace, SOURCES, "    published_label: 公表日\n    peers: true\n", "    published_label: 公表日\n"
    )
    found = only(workspace)
    assert (found.code, found.file) == ("peers-not-kept", "plan/fields/2-industry.yaml")
    assert "市町村内総生産" in found.message


@pytest.mark.parametrize(
    ("old", "new", "in_message"),
    [
        (
            "    accumulation: running_total",
            "    peers: true\n    accumulation: running_total",
            "資料に、peers: true",
        ),
        ("    accumulation: running_total", "    peers: true\n    accumulation: milestone", "段階"),
    ],
)
def test_what_starts_from_the_towns_own_is_not_compared(
    workspace: Path, old: str, new: str, in_message: str
) -> None:
    change(workspace, DIGITAL, old, new)
    assert any(in_message in d.message for d in load_plan(Workspace(workspace)).diagnostics)

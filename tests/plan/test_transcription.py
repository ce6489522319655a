"""The plan in ``plan/`` says what the plan's own text says: all of it, and each figure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from misato_report import load_workspace
from misato_report.plan.indicators import Accumulation
from misato_report.plan.plan import Plan
from tests.conftest import ROOT

SOURCE = ROOT.parent / "shared" / "plan-source" / "misato-action-plan.txt"

# Headings of the plan's tables: the report prints them, the YAML has keys for them.
HEADINGS = frozenset(
    [
        "現状値",
        "目標値",
        "(現状値)",
        "(目標値)",
        "目標値の積算",
        "目標値の設定根拠",
        "実績の把握方法",
        "事業名",
        "活用する交付金",
        "(上段)目標値(下段)実績値",
        "目標を達成するために実施する事業(抜粋)",
        "地域再生計画に関連する指標",
        "まちづくりアクションプラン(案)",
        "R8~R12",
        "2026(R8)",
        "2027(R9)",
        "2028(R10)",
    ]
)
# What the extraction got wrong, each with the mend that is commented in the YAML.
MENDS = {"实践": "実践", "美郷パレー": "美郷バレー", "水稻": "水稲"}


def letters(text: str) -> str:
    """The text without blanks, bullets and marks of the extraction, full and half width alike."""
    return re.sub(r"[\s・●\-*#<>|]+", "", unicodedata.normalize("NFKC", text))


def strings(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)
    elif node is not None:
        yield str(node)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_workspace(ROOT).sound_plan()


@pytest.mark.skipif(not SOURCE.is_file(), reason="the plan's own text is not part of this repository")
def test_nothing_that_the_source_says_is_left_out() -> None:
    files = [ROOT / "plan" / "plan.yaml", *sorted((ROOT / "plan" / "fields").glob("*.yaml"))]
    have = letters("".join(s for f in files for s in strings(yaml.safe_load(f.read_text(encoding="utf-8")))))
    source = SOURCE.read_text(encoding="utf-8")
    for wrong, right in MENDS.items():
        source = source.replace(wrong, right)
    left_out = []
    for line in source.splitlines():
        for part in re.split(r"<[^>]+>|\t|。|、|】|【", line):
            words = letters(part)
            if len(words) > 2 and words not in have and words not in HEADINGS:
                left_out.append(words)
    assert left_out == []


def test_every_mend_is_commented_where_it_was_made() -> None:
    text = "".join(p.read_text(encoding="utf-8") for p in Path(ROOT / "plan").rglob("*.yaml"))
    for wrong, right in MENDS.items():
        mends = [
            line for line in text.splitlines() if "抽出の誤りを直した" in line and f"「{wrong[:2]}" in line
        ]
        assert any(right[:2] in line for line in mends), wrong


def test_the_plan_itself(plan: Plan) -> None:
    general = plan.general
    assert general.title == "美郷町まちづくりアクションプラン"
    assert (general.municipality.name, general.municipality.prefecture) == ("美郷町", "島根県")
    assert general.municipality.code == "324485"
    assert (general.period.first, general.period.last) == (2026, 2030)
    assert [field.name for field in plan.fields] == [
        "移住・定住・地域間交流の促進",
        "産業の振興、雇用の確保、観光振興",
        "結婚・出産・子育て支援の充実",
        "地域における情報化、先進技術の活用",
    ]
    assert general.target_population is not None
    assert general.target_population.final_target.value == 3560
    assert [p.value for p in general.population_history] == [18742, 4355]


@pytest.mark.parametrize(
    ("ident", "accumulation", "baseline", "targets"),
    [
        ("social_increase", "period_total", "2021..2025 -90", ["2026..2030 -45"]),
        ("gross_product", "single_year", "2022..2022 12950", ["2027..2027 14547"]),
        ("young_population_share", "single_year", "2025..2025 9.4", ["2030..2030 11.7"]),
        ("digital_services", "running_total", "2025..2025 15", ["2030..2030 18"]),
        ("target_population", "floor", "2020..2020 4355", ["2030..2030 3560"]),
        (
            "tsuga_nagato_migration",
            "yearly_targets",
            "2025..2025 0",
            ["2026..2026 1", "2027..2027 1", "2028..2028 2"],
        ),
        (
            "facility_users",
            "yearly_targets",
            "2025..2025 0",
            ["2026..2026 500", "2027..2027 1500", "2028..2028 3000"],
        ),
        (
            "event_volunteers",
            "yearly_targets",
            "2025..2025 18",
            ["2026..2026 21", "2027..2027 24", "2028..2028 27"],
        ),
        (
            "children_club_share",
            "yearly_targets",
            "2025..2025 30",
            ["2026..2026 50", "2027..2027 70", "2028..2028 80"],
        ),
    ],
)
def test_every_target(plan: Plan, ident: str, accumulation: str, baseline: str, targets: list[str]) -> None:
    (indicator,) = [i for _, i in plan.indicators() if i.id == ident]
    assert indicator.accumulation is Accumulation(accumulation)

    def written(point: object) -> str:
        span, value = point.period, point.value  # type: ignore[attr-defined]
        return f"{span.first}..{span.last} {Decimal(value):f}"

    assert written(indicator.baseline) == baseline
    assert [written(point) for point in indicator.all_targets] == targets


def test_the_fifteen_services_that_are_counted(plan: Plan) -> None:
    (indicator,) = [i for _, i in plan.indicators() if i.id == "digital_services"]
    assert len(indicator.counted) == len(set(indicator.counted)) == 15 == indicator.baseline.value

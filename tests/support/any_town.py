"""A small town whose plan holds whatever targets a test writes."""

from __future__ import annotations

from pathlib import Path

from misato_report import load_workspace
from misato_report.plan.plan import Plan

_GENERAL = """title: 見本町総合計画
municipality: {name: 美郷町, prefecture: 島根県, code: "324485"}
department: 企画課
period: R8..R12
"""
_FIELD = """id: field_{number}
number: {number}
name: 分野{number}の見本
departments: [見本課]
direction: 見本
indicators:
"""
_SOURCES = """series:
- {id: counted, name: 見本の数, unit: 件, basis: 年度}
- {id: opened, name: 見本施設の開設, unit: 段階, basis: 年度}
sources:
- id: own
  title: 町の集計
  publisher: 美郷町
  publication: {month: 4, years_after: 1, text: 翌年度の4月}
  layout: {kind: long, series: [counted, opened]}
"""
COUNTED = "derivation: {method: as_published, series: counted}"
OPENED = "derivation: {method: as_published, series: opened}"


def target(ident: str, rule: str, keys: str, unit: str = "件", name: str = "") -> str:
    """An indicator on one line of a field's ``indicators``."""
    return f"- {{id: {ident}, name: {name or ident}, short_name: {ident}, unit: {unit}, accumulation: {rule}, {keys}}}\n"


def write_town(root: Path, *fields: str) -> Path:
    """A workspace with a field for each text of indicators, and an empty ``actuals/``."""
    (root / "plan" / "fields").mkdir(parents=True)
    (root / "actuals").mkdir()
    (root / "plan" / "plan.yaml").write_text(_GENERAL, encoding="utf-8")
    (root / "plan" / "sources.yaml").write_text(_SOURCES, encoding="utf-8")
    for number, indicators in enumerate(fields, start=1):
        text = _FIELD.format(number=number) + indicators
        (root / "plan" / "fields" / f"{number}.yaml").write_text(text, encoding="utf-8")
    return root


def plan_of(root: Path) -> Plan:
    """The plan as it was read, without errors."""
    return load_workspace(root).sound_plan()

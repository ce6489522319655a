"""A new plan's YAML from what a town says of itself and its table of KPIs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from misato_report.new_workspace.kpi_table import Kpi, Span
from misato_report.notation import print_number, print_year
from misato_report.plan.indicators import Accumulation

_NAMES = 20  # letters of a short name


@dataclass(frozen=True)
class Town:
    """What a plan says of the town and itself; ``code`` has six digits."""

    title: str
    name: str
    prefecture: str
    code: str
    department: str
    period: Span


def plan_files(town: Town, kpis: Sequence[Kpi]) -> dict[str, str]:
    """Path below ``plan/`` → text of each YAML file."""
    merged: dict[str, list[Kpi]] = {}
    for kpi in kpis:
        merged.setdefault(kpi.field, []).append(kpi)
    files = {"plan.yaml": _dumped(_general(town), "plan", "計画の全体。")}
    series: list[tuple[str, Kpi]] = []
    for number, (name, rows) in enumerate(merged.items(), start=1):
        named = [(f"kpi_{number}_{n}", kpi) for n, kpi in enumerate(rows, start=1)]
        series.extend(named)
        content = _field(town, number, name, named)
        files[f"fields/{number:02}-field.yaml"] = _dumped(content, "../schema/field", f"分野{number}。")
    files["sources.yaml"] = _dumped(
        _sources(town, series),
        "sources",
        "町で数えるもの。県などの表から読むものは、misato-report layout で加えます。",
    )
    return files


def _dumped(data: dict[str, Any], schema: str, about: str) -> str:
    yaml = YAML()
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(data, out)
    name = schema if schema.startswith("..") else f"schema/{schema}"
    return f"# yaml-language-server: $schema={name}.schema.json\n# {about}\n{out.getvalue()}"


def _general(town: Town) -> dict[str, Any]:
    return {
        "title": town.title,
        "municipality": {
            "name": town.name,
            "prefecture": town.prefecture,
            "code": DoubleQuotedScalarString(town.code),
        },
        "department": town.department,
        "period": _span(town.period),
    }


def _field(town: Town, number: int, name: str, rows: Iterable[tuple[str, Kpi]]) -> dict[str, Any]:
    rows = list(rows)
    departments = list(dict.fromkeys(kpi.department for _, kpi in rows if kpi.department))
    return {
        "id": f"field_{number}",
        "number": number,
        "name": name,
        "departments": departments or [town.department],
        "direction": "（計画書の「目指す方向性」を写してください）",
        "indicators": [_indicator(ident, kpi, departments) for ident, kpi in rows],
    }


def _indicator(ident: str, kpi: Kpi, departments: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": ident,
        "name": kpi.name,
        "short_name": kpi.name[:_NAMES],
        "unit": kpi.unit,
        "decimals": kpi.decimals,
        "accumulation": kpi.accumulation.value,
        "derivation": {"method": "as_published", "series": ident},
        "baseline": {"period": _span(kpi.baseline_span), "value": print_number(kpi.baseline)},
    }
    points = [{"period": _span(span), "value": print_number(value)} for span, value in kpi.targets]
    if kpi.accumulation is Accumulation.YEARLY_TARGETS:
        found["targets"] = points
    else:
        found["target"] = points[0]
    if kpi.department and departments and kpi.department != departments[0]:
        found["department"] = kpi.department
    return found


def _sources(town: Town, series: Sequence[tuple[str, Kpi]]) -> dict[str, Any]:
    return {
        "series": [
            {"id": ident, "name": _series_name(kpi, series), "unit": kpi.unit, "basis": "年度"}
            for ident, kpi in series
        ],
        "sources": [
            {
                "id": "town_counts",
                "title": "町の集計",
                "publisher": town.name,
                "publication": {"month": 4, "years_after": 1, "text": "翌年度の4月"},
                "layout": {"kind": "long", "series": [ident for ident, _ in series]},
            }
        ],
    }


def _series_name(kpi: Kpi, series: Iterable[tuple[str, Kpi]]) -> str:
    """The KPI's name; with its field where two fields have one of the same name."""
    twice = sum(other.name == kpi.name for _, other in series) > 1
    return f"{kpi.name}（{kpi.field}）" if twice else kpi.name


def _span(span: Span) -> str:
    first, last = print_year(span.first), print_year(span.last)
    return first if span.first == span.last else f"{first}..{last}"

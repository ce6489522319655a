"""A new plan's YAML from what a town says of itself and its KPIs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from misato_report.new_workspace.kpi import STATES, Baseline, Kpi, Rule, Span, Target
from misato_report.notation import print_number, print_year
from misato_report.plan.indicators import STATE_UNIT

_NAMES = 20  # letters of a short name
_COUNTED = frozenset(Rule) - {Rule.UNDECIDED}


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
    names = list(dict.fromkeys(name for kpi in kpis for name in (kpi.field, *kpi.also_in)))
    idents = {name: f"field_{number}" for number, name in enumerate(names, start=1)}
    files = {"plan.yaml": _dumped(_general(town), "plan", "計画の全体。")}
    series: list[tuple[str, Kpi]] = []
    for number, name in enumerate(names, start=1):
        rows = [kpi for kpi in kpis if kpi.field == name]
        named = [(f"kpi_{number}_{n}", kpi) for n, kpi in enumerate(rows, start=1)]
        series.extend((ident, kpi) for ident, kpi in named if kpi.rule in _COUNTED)
        content = _field(town, number, name, named, idents)
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


def _field(
    town: Town, number: int, name: str, rows: Iterable[tuple[str, Kpi]], idents: Mapping[str, str]
) -> dict[str, Any]:
    rows = list(rows)
    departments = list(dict.fromkeys(kpi.department for _, kpi in rows if kpi.department))
    return {
        "id": f"field_{number}",
        "number": number,
        "name": _without_number(name, number),
        "departments": departments or [town.department],
        "indicators": [_indicator(ident, kpi, departments, idents) for ident, kpi in rows],
    }


def _without_number(name: str, number: int) -> str:
    """A field's name without its own number, which stands before it wherever it is printed."""
    match = re.match(r"[(（]?([0-9]{1,2})[)）]?[\s.．、:：]+(?=\S)", name)
    return name[match.end() :] if match and int(match[1]) == number else name


def _indicator(ident: str, kpi: Kpi, departments: Sequence[str], idents: Mapping[str, str]) -> CommentedMap:
    found = CommentedMap(
        {
            "id": ident,
            "name": kpi.name,
            "short_name": kpi.name[:_NAMES],
            "unit": STATE_UNIT if kpi.rule is Rule.MILESTONE else kpi.unit,
            "decimals": 0 if kpi.rule is Rule.MILESTONE else kpi.decimals,
            "accumulation": kpi.rule.value,
        }
    )
    if kpi.words:
        found["words"] = kpi.words
    if kpi.rule in _COUNTED:
        found["derivation"] = {"method": "as_published", "series": ident}
    found["baseline"] = _baseline(kpi.baseline)
    found.update(_aims(kpi))
    if kpi.direction is not None:
        found["direction"] = kpi.direction.value
    if kpi.target_basis:
        found["target_basis"] = [kpi.target_basis]
    if kpi.how_measured:
        found["how_measured"] = kpi.how_measured
    if kpi.also_in:
        found["also_in"] = _in_a_line(idents[name] for name in kpi.also_in)
    if kpi.department and departments and kpi.department != departments[0]:
        found["department"] = kpi.department
    if kpi.origin:
        found.yaml_add_eol_comment(f"元の表: {kpi.origin}", "id")
    return found


def _baseline(baseline: Baseline) -> dict[str, Any]:
    if baseline.value is None or baseline.span is None:
        return {"unknown": baseline.unknown}
    found: dict[str, Any] = {"period": _span(baseline.span), "value": print_number(baseline.value)}
    return found | ({"of": "mean"} if baseline.mean else {})


def _aims(kpi: Kpi) -> dict[str, Any]:
    """The keys that a rule adds: targets, what a trend is against, the states of a milestone."""
    points = [_point(target) for target in kpi.targets]
    match kpi.rule:
        case Rule.UNDECIDED:
            return {}
        case Rule.MILESTONE:
            return {"states": _in_a_line(STATES), "target": points[-1]}
        case Rule.TREND:
            against = {"against": "previous" if kpi.against_previous else "baseline"}
            return against | ({"keep": True} if kpi.keep else {}) | {"target": points[-1]}
        case _:
            several = kpi.rule is Rule.YEARLY_TARGETS or len(points) > 1
            return {"targets": points} if several else {"target": points[0]}


def _point(target: Target) -> dict[str, Any]:
    value = {} if target.value is None else {"value": print_number(target.value)}
    return {"period": _span(target.span)} | value


def _in_a_line(items: Iterable[str]) -> CommentedSeq:
    found = CommentedSeq(items)
    found.fa.set_flow_style()
    return found


def _sources(town: Town, series: Sequence[tuple[str, Kpi]]) -> dict[str, Any]:
    return {
        "series": [
            {
                "id": ident,
                "name": _series_name(kpi, series),
                "unit": STATE_UNIT if kpi.rule is Rule.MILESTONE else kpi.unit,
                "basis": "年度",
            }
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

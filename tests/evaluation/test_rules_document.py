"""``docs/evaluation.md``: its worked examples come to what it says, and what cites it finds it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from misato_report.evaluation.rules import Absence
from misato_report.plan.indicators import Accumulation, Verdict
from tests.conftest import ROOT
from tests.support.cases import NONE, Case, Setting, evaluate_case, outcome, stated

DOCUMENT = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
NOT_GIVEN = "–"
FIGURES = {
    "x": "value",
    "expected": "expected",
    "reference": "reference",
    "P": "pace_ratio",
    "landing": "landing",
    "required": "required_per_year",
}


def table_under(heading: str) -> list[dict[str, str]]:
    """The first table of a section, a mapping a row by the words of its head."""
    section = DOCUMENT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(head, row, strict=True)) for row in rows]


def points(text: str) -> list[dict[str, str]]:
    """「R8 500, R9 1,500」: figures with the year or years before each, or years alone; a mean says so."""
    parts = (part.split(" ") for part in text.split(", "))
    return [dict(zip(("period", "value", "of"), part, strict=False)) for part in parts]


def setting_of(row: dict[str, str]) -> Setting:
    rule, *kinds = row["rule"].split(" ")
    derivation = {"method": "as_published", "series": "counted"}
    if "increments" in kinds:
        derivation["increments"] = "true"
    elif "÷" in row["actuals"]:
        derivation = {"method": "ratio", "numerator": "part", "denominator": "whole"}
    targets = points(row["target"])
    several = rule == "`yearly_targets`" or len(targets) > 1
    milestone = rule == "`milestone`"
    unknown = {"unknown": "未調査", "period": "R7"}
    return Setting(
        accumulation=rule.strip("`"),
        unit="段階" if milestone else "人",
        decimals=next((str(len(kind.partition(".")[2])) for kind in kinds if "." in kind), "0"),
        derivation=derivation,
        baseline=unknown if row["baseline"] == NOT_GIVEN else points(row["baseline"])[0],
        target=None if several else targets[0],
        targets=tuple(targets) if several else (),
        direction=next((kind for kind in kinds if kind in ("increase", "decrease")), None),
        against="previous" if "previous" in kinds else "baseline",
        keep="true" if "keep" in kinds else "false",
        states=("未着手", "着手", "完了") if milestone else (),
    )


def case_of(row: dict[str, str]) -> Case:
    actuals: dict[str, Any] = {point["period"]: point["value"] for point in points(row["actuals"])}
    if "÷" in row["actuals"]:
        halves = {year: value.split("÷") for year, value in actuals.items()}
        actuals = {
            "part": {year: part for year, (part, _) in halves.items()},
            "whole": {year: whole for year, (_, whole) in halves.items()},
        }
    expected: dict[str, Any] = {
        key: NONE if row[column] == NOT_GIVEN else row[column] for column, key in FIGURES.items()
    }
    expected["verdict"] = row["verdict"]
    expected["missing_periods"] = row["missing"].removeprefix(NOT_GIVEN).split()
    return Case.model_validate(
        {
            "id": "row",
            "description": row["rule"],
            "indicator": "row",
            "report_year": row["Y"],
            "actuals": actuals,
            "expect": expected,
        }
    )


@pytest.mark.parametrize(
    "row", table_under("Worked examples"), ids=lambda row: f"{row['rule']} {row['actuals']}"
)
def test_a_worked_example_comes_to_what_it_says(row: dict[str, str]) -> None:
    case = case_of(row)
    wanted = stated(case.expect)
    assert outcome(evaluate_case(case, setting_of(row)), iter(wanted)) == wanted


@pytest.mark.parametrize(
    ("heading", "column", "names"),
    [
        ("The accumulation rules", "`accumulation`", list(Accumulation)),
        ("Verdicts", "verdict", list(Verdict)),
        ("Periods without a value", "absence", list(Absence)),
    ],
)
def test_every_name_of_the_program_has_its_row(heading: str, column: str, names: list[str]) -> None:
    assert sorted(row[column].strip("`") for row in table_under(heading)) == sorted(names)


def citations() -> Iterator[tuple[str, str, str]]:
    """File of the package, document that it names, and the heading that it names with it, if any."""
    named = re.compile(r"([\w./-]+\.md)`*(?:,\s+\"([^\"]+)\")?")
    for path in sorted((ROOT / "misato_report").rglob("*.py")):
        for document, heading in named.findall(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(ROOT)), document, heading


FILE_NAME = re.compile(r"[\w./*-]+\.(?:md|py|yaml|css|j2|js|csv|toml)\b")
OF_A_WORKSPACE = {"plan/limits.yaml", "plan/seen.yaml", "seen.yaml", "issued/register.yaml", "register.yaml"}
"""What a town may have and the repository's own workspace has not."""


def files_in_docstrings() -> Iterator[tuple[Path, str]]:
    """File of the package and a file that one of its docstrings names; * for YEAR and 年度."""
    for path in sorted((ROOT / "misato_report").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                text = re.sub("YEAR|年度(?=\\.)", "*", node.value.value)
                yield from ((path, name) for name in FILE_NAME.findall(text))


@pytest.mark.slow
def test_every_file_that_a_docstring_names_is_there() -> None:
    missing = []
    found = set(files_in_docstrings())
    assert found
    for path, name in sorted(found):
        places = (ROOT, ROOT / "plan", ROOT / "templates", path.parent)
        if name not in OF_A_WORKSPACE and not any(list(place.glob(name)) for place in places):
            missing.append((str(path.relative_to(ROOT)), name))
    assert missing == []


def test_every_document_that_the_package_names_is_there() -> None:
    found = list(citations())
    assert found
    missing = [(path, document) for path, document, _ in found if not (ROOT / document).is_file()]
    assert missing == []


def test_every_heading_that_the_package_names_is_there() -> None:
    for path, document, heading in citations():
        if heading:
            text = (ROOT / document).read_text(encoding="utf-8")
            assert re.search(rf"^#+ {re.escape(heading)}$", text, re.M), (path, document, heading)

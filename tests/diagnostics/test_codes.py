"""Every code that the program uses is in the catalogue, and every code of the catalogue is used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from misato_report.diagnostics import Severity
from misato_report.diagnostics.codes import CODES
from tests.conftest import ROOT

pytestmark = pytest.mark.slow  # whole commands, one after the other

PACKAGE = ROOT / "misato_report"
SOURCES = [p for p in sorted(PACKAGE.rglob("*.py")) if p.name != "codes.py"]
_CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")
# Words with hyphens that are no codes: encodings, names of programs, attributes and formats.
NOT_CODES = re.compile(
    r"utf-.*|.*chrom.*|microsoft-edge.*|misato-report|x-wr-calname|yyyy-.*|[dm]+-m+.*|m+-y+|[a-z]-\d.*|a-3a|ua-1|no-store"
)

WITH_OTHER_WORDS = {"ods.py", "ods_text.py", "ods_styles.py", "xlsx_styles.py", "files.py"}
"""Modules that name elements, styles and files: in them only what is given as ``code=`` is one."""


def used() -> Iterator[tuple[str, str]]:
    """Every literal that looks like a code, and every one given as ``code=``; with its file."""
    for path in SOURCES:
        if path.name in WITH_OTHER_WORDS or "charts" in path.parts or "html" in path.parts:
            where = [
                n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.keyword)
            ]
            nodes: list[ast.AST] = [k.value for k in where if k.arg == "code"]
        else:
            nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
            nodes += [k.value for k in nodes if isinstance(k, ast.keyword) and k.arg == "code"]
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, str(path.relative_to(PACKAGE))


def named_codes() -> set[str]:
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
                found.add(str(node.value.value))
    return found


def test_every_code_that_is_used_is_in_the_catalogue() -> None:
    unknown = {
        (text, file) for text, file in used() if _CODE.fullmatch(text) and not NOT_CODES.fullmatch(text)
    }
    assert {(text, file) for text, file in unknown if text not in CODES} == set()
    assert named_codes() <= set(CODES)


def test_every_code_of_the_catalogue_is_used() -> None:
    assert set(CODES) <= {text for text, _ in used()}


def severities() -> Iterator[tuple[str, Severity, str]]:
    """Of each Diagnostic that is made with a literal code and severity: both, and where."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "Diagnostic"):
                continue
            given = {k.arg: k.value for k in node.keywords}
            code, severity = given.get("code"), given.get("severity")
            stated = ast.unparse(severity) if severity is not None else "Severity.ERROR"
            if isinstance(code, ast.Constant) and stated in {f"Severity.{s.name}" for s in Severity}:
                yield (
                    str(code.value),
                    Severity[stated.removeprefix("Severity.")],
                    f"{path.name}:{node.lineno}",
                )


def test_the_catalogue_says_how_much_each_matters() -> None:
    told = list(severities())
    assert len(told) > 80
    # What is usually an error may be told as less, where the message says why.
    wrong = [
        (code, severity, where)
        for code, severity, where in told
        if severity is Severity.ERROR != CODES[code].severity
    ]
    assert [w for w in wrong if w[0] not in ("foreign-script",)] == []
    assert {CODES[code].severity for code, severity, _ in told if severity is Severity.INFO} == {
        Severity.INFO
    }

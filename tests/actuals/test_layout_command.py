"""``misato-report layout``: a table nobody described becomes an entry that reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.support import published_tables as tables
from tests.support.published_tables import Variant

GROSS = ROOT / "actuals" / "2027" / "島根県市町村民経済計算_令和7年度_見本.csv"
PEOPLE = ROOT / "actuals" / "2027" / "島根の人口移動と推計人口_令和9年年報_見本.csv"


def proposed(stdout: str) -> str:
    """The YAML of a proposal."""
    lines = stdout.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("  - id:"))
    end = lines.index("決められなかったこと:")
    return "\n".join(lines[start:end]) + "\n"


def unknown(path: Path, source: Path, *changes: tuple[str, str]) -> Path:
    """A sample under a title that no source has."""
    text = source.read_bytes().decode("cp932")
    for old, new in changes:
        text = text.replace(old, new)
    path.write_bytes(text.encode("cp932"))
    return path


def test_a_table_is_shown_with_addresses(workspace: Path, run: Run) -> None:
    done = run(workspace, "layout", str(PEOPLE))
    assert done.returncode == 0, done.stderr
    assert "34行 × 12列" in done.stdout
    assert "   7 市町村" in done.stdout
    assert "「島根の人口移動と推計人口（年報）」として読めます" in done.stdout


def test_a_proposal_is_an_entry_that_reads_the_table(workspace: Path, run: Run, tmp_path: Path) -> None:
    table = unknown(tmp_path / "新しい表.csv", GROSS, ("市町村民経済計算", "市町村の経済"))
    done = run(workspace, "layout", str(table))
    assert "決められなかったこと:" in done.stdout
    entry = tmp_path / "entry.yaml"
    entry.write_text(proposed(done.stdout), encoding="utf-8")
    tried = run(workspace, "layout", str(table), "--try", str(entry))
    assert tried.returncode == 0, tried.stderr
    assert "13,620" in tried.stdout
    assert "L23" in tried.stdout


def test_what_cannot_be_decided_is_asked(workspace: Path, run: Run, tmp_path: Path) -> None:
    table = unknown(tmp_path / "表.csv", PEOPLE, ("推計人口（", "動き（"), ("不詳", "ふしょう"))
    done = run(workspace, "layout", str(table))
    assert "containing: 10月1日現在" in done.stdout
    assert "どの系列か分からない列: 年齢3区分別人口/ふしょう" in done.stdout


@pytest.mark.parametrize("area", ["name", "spaced", "county", "name+code", "header"])
@pytest.mark.parametrize("period", ["text", "header", "column"])
def test_proposals_for_many_arrangements(
    workspace: Path, run: Run, tmp_path: Path, area: str, period: str
) -> None:
    levels = 3 if area == "header" and period == "header" else 2
    name, raw, _ = tables.make(Variant("x", area=area, period=period, levels=levels))
    table = tmp_path / name
    table.write_bytes(raw)
    entry = tmp_path / "entry.yaml"
    text = proposed(run(workspace, "layout", str(table)).stdout)
    for series, heading in tables.SERIES.items():  # the clerk decides which column is which series
        lines = text.splitlines()
        for number, line in enumerate(lines):
            if line.strip().startswith("header: [") and line.rstrip().endswith(f"{heading}]"):
                lines[number - 1] = f"        - series: {series}"
        text = "\n".join(lines) + "\n"
    entry.write_text(text, encoding="utf-8")
    tried = run(workspace, "layout", str(table), "--try", str(entry))
    assert tried.returncode == 0, tried.stderr + text
    assert f"{tables.truth('births', 2027):,}" in tried.stdout


def test_a_source_of_the_plan_can_be_tried(workspace: Path, run: Run) -> None:
    done = run(workspace, "layout", str(GROSS), "--try", "municipal_accounts")
    assert done.returncode == 0
    assert "13,020" in done.stdout
    wrong = run(workspace, "layout", str(PEOPLE), "--try", "municipal_accounts")
    assert wrong.returncode == 1
    assert "どの資料か分かりません" in wrong.stderr


def test_a_slip_in_the_entry_is_told_with_its_line(workspace: Path, run: Run, tmp_path: Path) -> None:
    entry = tmp_path / "entry.yaml"
    entry.write_text("  - id: x\n    titel: a\n", encoding="utf-8")
    done = run(workspace, "layout", str(GROSS), "--try", str(entry))
    assert done.returncode == 1
    assert "entry.yaml:2:5" in done.stderr
    assert "もしかして: title" in done.stderr


def test_neither_a_source_nor_a_file(workspace: Path, run: Run) -> None:
    done = run(workspace, "layout", str(GROSS), "--try", "nothing")
    assert done.returncode == 2
    assert "municipal_accounts" in done.stderr


def test_a_file_that_is_not_there_or_no_table(workspace: Path, run: Run, tmp_path: Path) -> None:
    assert run(workspace, "layout", "nowhere.csv").returncode == 1
    (tmp_path / "a.csv").write_bytes(b"\xff\xff\xff")
    done = run(workspace, "layout", str(tmp_path / "a.csv"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr

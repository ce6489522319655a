"""The shared small tables (``tables/repro`` and ``tables/cells``), each through the command line as its README says.

Run by ``python -m tests.tools.real_tables --repro DIR --cells DIR``. What each must give stands beside the tables:
here it is written down by their numbers.
"""

from __future__ import annotations

import ast
import csv
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml
from typer.testing import CliRunner

from misato_report.cli.app import app

Values = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True)
class Case:
    """What the clerk does with a table, and what must come of it."""

    options: tuple[str, ...] = ()
    """Of ``layout``; ``系列=見出し`` points at an item by its heading."""
    values: Values | None = None
    """Series → year → value; None: refused."""
    says: tuple[str, ...] = ()
    published_on: str = ""


_DATE = "2026-12-01"
CASES: Mapping[str, Case] = {
    "01": Case(
        values={"young": {2020: "100"}, "working": {2020: "500"}, "elderly": {2020: "400"}},
        published_on="2021-11-30",
    ),
    "02": Case(says=("秋田県", "別の市町村")),
    # Months go into series of their own ("別の系列に入れる"), never into those of years.
    "03": Case(
        values={
            "population_of_month": {202512: "1000"},
            "natural_of_month": {202511: "-2"},
            "net_of_month": {202511: "-2"},
        }
    ),
    "06": Case(values={"population": {2020: "1000"}, "population_m": {2020: "480"}}),
    "08": Case(values={"population": {2010: "1200", 2015: "1100", 2020: "1000"}}),
    "10": Case(values={"population": {2025: "1000"}, "households": {2025: "500"}, "births": {2025: "5"}}),
    "13": Case(values={"gdp": {2016: "1000", 2017: "1050", 2018: "1100", 2019: "1150", 2020: "1200"}}),
    "15": Case(values={"population": {2015: "1000", 2010: "1200"}, "households": {2015: "500"}}),
    "16": Case(values={"gdp": {2021: "5000", 2022: "5090", 2023: "5180"}}),
    "17": Case(("--own",), {"waste": {2022: "500", 2023: "490"}}),
    "20": Case(values={"population": {2025: "1000"}, "population_m": {2025: "480"}}),
    "21": Case(("population=基本台帳",), {"population": {2025: "1000"}}),
    "30": Case(
        values={"population": {2025: "1000"}, "population_m": {2025: "500"}, "households": {2025: "500"}}
    ),
    "31": Case(
        values={"population": {2025: "14100"}, "elderly": {2025: "4500"}, "young": {2025: "2050"}},
    ),
    "32": Case(values={"population": {2025: "1000"}, "births": {2025: "5"}}),
    "36": Case(values={"population": {2025: "1000"}}),
    "40": Case(says=("ウェブページ", "ご利用のページが見つかりません")),
    "42": Case(says=("1月1日", "10月1日現在")),
}


def main(repro: Path | None, cells: Path | None) -> int:
    """Try the tables of both folders; how many do not give what they must."""
    failed = 0
    for name, problem, seconds in [*_repros(repro), *_cells(cells)]:
        print(f"{name:40} {'よい' if not problem else 'だめ'} {seconds:5.2f}秒 {problem}")
        failed += bool(problem)
    print(f"だめ {failed}")
    return failed


def _repros(folder: Path | None) -> Iterable[tuple[str, str, float]]:
    for path in sorted(folder.glob("[0-9]*.*")) if folder else ():
        number = path.name[:2]
        if path.suffix in (".csv", ".xlsx") and number in CASES:
            with tempfile.TemporaryDirectory() as made:
                start = time.perf_counter()
                problem = _repro(path, CASES[number], Path(made) / "町")
                yield path.name, problem, time.perf_counter() - start


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    trouble = (
        f"{result.exception!r}" if result.exception and not isinstance(result.exception, SystemExit) else ""
    )
    return result.exit_code, result.output + trouble


def _repro(path: Path, case: Case, root: Path) -> str:
    """What is wrong with what comes of a table; empty: nothing."""
    _run("init", str(root), "--blank")
    shutil.copy(path.parent / "sources-base.yaml", root / "plan" / "sources.yaml")
    code, said = _run("-w", str(root), "layout", str(path), *_options(path, case, root), "--add")
    if code == 0:
        dated = ("--published-on", case.published_on or _DATE) if "--published-on" in said else ()
        code, more = _run("-w", str(root), "ingest", str(path), *dated)
        said += more
    taken = _ledger(root)
    if case.values is None:
        lacking = [word for word in case.says if word not in said]
        return f"取り込まれた: {taken}" if taken else f"言わない: {lacking}" if lacking else ""
    expected = {(s, y): Decimal(v) for s, years in case.values.items() for y, v in years.items()}
    return "" if taken == expected else f"{taken} でなく {expected}: {said[-300:] if not taken else ''}"


def _options(path: Path, case: Case, root: Path) -> list[str]:
    found: list[str] = []
    for option in case.options:
        series, equals, heading = option.partition("=")
        if not equals:
            found.append(option)
            continue
        _, listed = _run("-w", str(root), "layout", str(path))
        line = next(
            (line for line in listed.splitlines() if re.search(rf"^\s*[0-9]+ .*{heading}", line)), "0"
        )
        found += ["--item", f"{series}={line.split()[0]}"]
    return found


def _ledger(root: Path) -> dict[tuple[str, int], Decimal | None]:
    path = root / "actuals" / "ledger.csv"
    if not path.exists() or not path.read_bytes():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(r["series"], int(r["period"])): Decimal(r["value"]) if r["value"] else None for r in rows}


def _cells(folder: Path | None) -> Iterable[tuple[str, str, float]]:
    lines = (folder / "index.tsv").read_text(encoding="utf-8").splitlines() if folder else ()
    for line in lines:
        assert folder is not None
        name, workspace, options, values = line.split("\t")
        with tempfile.TemporaryDirectory() as made:
            start = time.perf_counter()
            given = () if options == "-" else options.split()
            problem = _cell(folder, name, workspace, given, ast.literal_eval(values), Path(made) / "町")
            yield name, problem, time.perf_counter() - start


def _cell(
    folder: Path,
    name: str,
    workspace: str,
    options: Sequence[str],
    values: Mapping[tuple[str, int], object],
    root: Path,
) -> str:
    _run("init", str(root), *(["--blank"] if workspace == "ws" else []))
    if workspace == "ws":
        shutil.rmtree(root / "plan")
        shutil.copytree(folder / "plan", root / "plan")
        _in_todays_form(root / "plan" / "sources.yaml")
    code, said = _run("-w", str(root), "ingest", str(folder / name), *options)
    taken = _ledger(root)
    if "R" in values.values():
        refused = not taken and code == 1 and "エラー" in said
        return "" if refused else f"取り込まれた: {taken} {said[-200:]}"
    expected = {key: Decimal(str(value)) for key, value in values.items()}
    got = {key: value for key, value in taken.items() if key in expected}
    return "" if got == expected else f"{taken} でなく {expected}: {said[-200:]}"


def _in_todays_form(path: Path) -> None:
    """The sources of the folder in the form that is read today: which headings are which series."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    for source in data["sources"]:
        layout = source["layout"]
        if layout["kind"] == "long":
            continue
        del source["layout"]
        source["table"] = {
            "items": {c["series"]: [*c["header"], *c.get("where", {}).values()] for c in layout["columns"]}
        }
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")

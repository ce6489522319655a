"""The ledger and the sample files, as tests look at them and spoil them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

REPORT_R8 = "actuals/2026/島根の人口移動と推計人口_令和8年年報_見本.csv"
ACCOUNTS_R4 = "actuals/2024/島根県市町村民経済計算_令和4年度_見本.csv"
COUNTS_R8 = "actuals/2026/町の集計_令和8年度_見本.csv"


def ledger(root: Path) -> bytes:
    path = root / "actuals" / "ledger.csv"
    return path.read_bytes() if path.exists() else b""


def rows(root: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ledger(root).decode("utf-8"))))


def edit(root: Path, name: str, old: str, new: str, encoding: str = "cp932") -> None:
    path = root / name
    text = path.read_bytes().decode(encoding)
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode(encoding))


# What `check` says of the plan's own wording is true of the samples too, and is tested in test_plan_text.py.
ABOUT_THE_TEXT = {
    "text-disagrees",
    "text-not-checked",
    "names-differ",
    "spellings-differ",
    "total-or-persons",
}


def codes(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [d["code"] for d in json.loads(done.stdout) if d["code"] not in ABOUT_THE_TEXT]

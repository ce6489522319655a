"""LibreOffice, as a clerk's colleague opens a file: it fails where it cannot, and reckons formulas anew."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

_SHEETS_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"


def has_office() -> bool:
    """Whether it is on this machine."""
    return shutil.which("soffice") is not None


def has_writer() -> bool:
    """Whether its word processor is here too, which is often installed apart."""
    program = shutil.which("soffice")
    return program is not None and any(Path(program).resolve().parent.glob("libswlo*"))


def opened(source: Path, kind: str, folder: Path) -> list[Path]:
    """What LibreOffice makes of a file (``pdf``, ``csv`` of each sheet). Raises AssertionError where it makes nothing."""
    target = folder / kind.partition(":")[0]
    program = shutil.which("soffice")
    assert program
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    filter_name = _SHEETS_AS_CSV if kind == "csv" else kind
    subprocess.run(
        [program, profile, "--headless", "--convert-to", filter_name, "--outdir", str(target), str(source)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    made = sorted(target.glob(f"{source.stem}*"))
    assert made, f"{source.name} cannot be opened"
    return made


def sheets_of(source: Path, folder: Path) -> dict[str, list[list[str]]]:
    """What is seen in the cells of each sheet of a workbook, formulas reckoned."""
    found = {}
    for path in opened(source, "csv", folder):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem.removeprefix(f"{source.stem}-")] = list(csv.reader(file))
    return found

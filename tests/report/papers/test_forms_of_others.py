"""A questionnaire that nobody made the program for, filled by marks alone and opened by LibreOffice."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import AS_OF, Run
from tests.tools.make_forms import CHOICES, FIRST_PROJECT, SHEET, TOTALS, marked, questionnaire


def office(source: Path, kind: str, folder: Path) -> Path:
    """What LibreOffice makes of a file; it fails where the file cannot be opened."""
    program = shutil.which("soffice")
    assert program, "no LibreOffice"
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / f"{source.stem}.{kind.partition(':')[0]}"

"""A questionnaire that nobody made the program for, filled by marks alone and opened by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


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

"""Draws the pictures of docs/papers.md: the questionnaire as it arrives, with marks, and filled. Needs LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from misato_report import BuildRequest, build_report, load_workspace

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "images" / "papers"
_AS_OF = date(2028, 4, 20)
_RESOLUTION = "80"
_TOP = ("-x", "36", "-y", "28", "-W", "592")


def main() -> None:
    """Draw all three; where there is no LibreOffice they stay as they are."""
    if shutil.which("soffice") is None:
        sys.stderr.write("LibreOffice がないので、docs/images/papers/ はそのままです。\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, (form, height) in forms(Path(folder)).items():
            draw(form, PICTURES / f"{name}.png", height)


def forms(folder: Path) -> Mapping[str, tuple[Path, int]]:
    """The three workbooks, and how much of each is shown."""
    from tests.tools.make_forms import marked, questionnaire

    blank, with_marks = folder / "blank.xlsx", folder / "marked.xlsx"
    blank.write_bytes(questionnaire())
    with_marks.write_bytes(marked(questionnaire(1)))
    town = folder / "町"
    for part in ("plan", "templates", "actuals"):
        shutil.copytree(ROOT / part, town / part)
    shutil.copyfile(with_marks, town / "templates" / "papers" / "調査票.xlsx")
    request = BuildRequest(report_year=2027, as_of=_AS_OF, papers=("調査票",))
    (filled,) = build_report(load_workspace(town), request)
    return {"blank": (blank, 405), "marked": (with_marks, 370), "filled": (filled, 650)}


def draw(form: Path, picture: Path, height: int) -> None:
    """The top of a form's first page."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(form)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own files
        pdf = Path(folder) / f"{form.stem}.pdf"
        shown = ["-r", _RESOLUTION, *_TOP, "-H", str(height), "-f", "1", "-l", "1", "-singlefile", "-png"]
        subprocess.run(["pdftoppm", *shown, str(pdf), str(picture.with_suffix(""))], check=True)  # noqa: S603, S607


if __name__ == "__main__":
    main()

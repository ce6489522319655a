"""Pictures of pages against kept ones: so coarse that another version of a font or browser passes, and a
moved column, a lost chart or a changed ground does not."""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

KEPT = Path(__file__).parents[1] / "golden" / "pictures"
_WIDTH = 150  # pixels of a kept picture: letters are grey, blocks are blocks
_VISIBLE = 40  # of 255: a pixel that a reader would see as different
TOLERATED = 0.01  # share of such pixels


def text_of_pages(pdf: Path) -> list[str]:
    """The text of each page, in the order in which it is drawn."""
    out = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True).stdout
    return [page for page in out.decode("utf-8").split("\f") if page.strip()]


def pictures_of_pages(pdf: Path, folder: Path) -> list[bytes]:
    """Each page in grey, as a photocopy has it."""
    subprocess.run(["pdftoppm", "-r", "40", "-gray", "-png", pdf, folder / "page"], check=True)
    return [path.read_bytes() for path in sorted(folder.glob("page*.png"))]


def coarse(png: bytes) -> Image.Image:
    """The picture in grey, small and a little out of focus."""
    with Image.open(io.BytesIO(png)) as picture:
        height = round(picture.height * _WIDTH / picture.width)
        small = picture.convert("L").resize((_WIDTH, height), Image.Resampling.LANCZOS)
    return small.filter(ImageFilter.GaussianBlur(1.0))


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ visibly; 1 for another size."""
    if one.size != other.size:
        return 1.0
    counts = ImageChops.difference(one, other).histogram()
    return sum(counts[_VISIBLE:]) / (one.width * one.height)


def assert_looks_as_kept(png: bytes, name: str) -> None:
    """UPDATE_GOLDEN=1 keeps the picture anew; look at it before you commit it."""
    path = KEPT / f"{name}.png"
    now = coarse(png)
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        now.quantize(32).save(path, optimize=True)
    with Image.open(path) as kept:
        share = difference(now, kept.convert("L"))
    assert share <= TOLERATED, f"{name}: {share:.1%} of the picture is not as it was kept in {path}"

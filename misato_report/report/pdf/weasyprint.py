"""HTML → PDF by WeasyPrint: tagged, the same bytes for the same HTML, nothing fetched.

In whatever process it is called; :mod:`misato_report.report.pdf.process` gives it one of its own.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from misato_report.diagnostics import Diagnostic, WorkspaceError
from misato_report.files.garbage_collection import no_collecting
from misato_report.report.pdf.wire import AttachedFile
from misato_report.report.request import DEFAULT_VARIANT, PDF_VARIANTS

FONT_HINT = (
    "BIZ UDPゴシックなど日本語のフォントを入れてください。"
    "Debian・Ubuntu: apt-get install fonts-morisawa-bizud-gothic fonts-morisawa-bizud-mincho、"
    "Fedora: dnf install google-noto-sans-cjk-fonts、"
    "macOS・Windows: はじめから入っています（入っていなければ BIZ UDゴシックを入れてください）。"
)


_LOST = ("Failed to load image", "Failed to render SVG image", "Failed to load inline SVG")  # what it logs
_SHOWN = 40  # letters of an address in a message
_SCREEN_ONLY = re.compile("<!--screen-->.*?<!--/screen-->", re.DOTALL)


class _Warnings(logging.Handler):
    """Collects what WeasyPrint warns of: letters that no font has, which would be printed as □, and pictures that
    it cannot read, which would be left out."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.letters: dict[str, None] = {}
        self.pictures_lost = False

    def emit(self, record: logging.LogRecord) -> None:
        """Look at one warning."""
        if isinstance(record.msg, str) and record.msg.startswith(_LOST):
            self.pictures_lost = True
        if isinstance(record.msg, str) and ".notdef" in record.msg and isinstance(record.args, tuple):
            self.letters[str(record.args[0])] = None


def render_pdf(
    html: str,
    as_of: date,
    variant: str = DEFAULT_VARIANT,
    attached: Sequence[AttachedFile] = (),
    templates: Path | None = None,
) -> bytes:
    """The PDF of a report. ``as_of`` stands in for the clock, so that equal inputs give equal bytes.

    ``variant`` is a key of PDF_VARIANTS; ``attached`` needs PDF/A-3. ``templates`` is the one folder whose files
    the page may name; without it none.

    Raises WorkspaceError where Pango or a Japanese font is missing, and where the page names anything else.
    """
    weasyprint = load_weasyprint()
    fetcher = _fetcher(weasyprint, templates)
    warned = _Warnings()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(warned)
    try:
        with _fixed_time(as_of), no_collecting():
            document = weasyprint.HTML(
                string=on_paper(html),
                url_fetcher=fetcher,
                base_url=_address_of(templates) if templates else None,
            )
            pdf: bytes = document.write_pdf(
                pdf_variant=PDF_VARIANTS[variant],
                pdf_tags=True,
                attachments=[_attachment(weasyprint, file, as_of) for file in attached],
            )
    finally:
        logger.removeHandler(warned)
    if fetcher.refused:
        raise WorkspaceError(tuple(_refused(url) for url in dict.fromkeys(fetcher.refused)))
    if warned.pictures_lost:
        raise WorkspaceError((_no_picture(),))
    if warned.letters:
        raise WorkspaceError((_no_glyphs(warned.letters),))
    return pdf


def on_paper(html: str) -> str:
    """The page without what its templates mark as for the screen alone: it would be read, styled, and not printed."""
    return _SCREEN_ONLY.sub("", html)


def _address_of(folder: Path) -> str:
    return folder.resolve().as_uri() + "/"


def _fetcher(weasyprint: Any, templates: Path | None) -> Any:
    """What gives WeasyPrint the files that a page names: those of the templates' folder, and no others.

    Neither the network nor any other file is read, a link that leads out of the folder is not followed, and what
    was refused is kept in ``refused``.
    """

    class TemplatesOnly(weasyprint.URLFetcher):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(allowed_protocols=("data", "file"), allow_redirects=False)
            self.refused: list[str] = []

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:") and not _is_of(templates, url):
                self.refused.append(url)
                raise ValueError(f"not in the templates' folder: {url}")
            return super().fetch(url, headers)

    return TemplatesOnly()


def _is_of(templates: Path | None, url: str) -> bool:
    address = urlsplit(url)
    if templates is None or address.scheme != "file" or address.netloc:
        return False
    path = Path(url2pathname(address.path)).resolve()
    return path.is_file() and path.is_relative_to(templates.resolve())


def _refused(url: str) -> Diagnostic:
    message = f"ひな形か町章が、templates/ の外のもの「{url if len(url) <= _SHOWN else '…' + url[-_SHOWN:]}」を使おうとしています。PDFは作りませんでした。"
    hint = "使うファイルを templates/ に置き、{{ inlined('名前') }} と書いてください。"
    return Diagnostic(file="templates/", code="outside-templates", message=message, hint=hint)


def _attachment(weasyprint: Any, file: AttachedFile, as_of: date) -> Any:
    at = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
    return weasyprint.Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        created=at,
        modified=at,
        relationship="Data",
    )


def load_weasyprint() -> Any:
    """The library. Raises WorkspaceError where Pango is missing."""
    try:
        import weasyprint
    except OSError as error:
        message = f"PDFを作る部品 Pango が見つかりません ({error})。"
        hint = "`misato-report doctor` が入れ方を示します。HTMLだけなら --format html で作れます。Edge などで印刷するなら --pdf-engine browser。"
        raise WorkspaceError(
            (Diagnostic(file="PDF", code="no-pango", message=message, hint=hint),)
        ) from error
    return weasyprint


def _no_picture() -> Diagnostic:
    message = "町章かひな形の絵が、壊れているか大きすぎて読めません。PDFは作りませんでした。"
    hint = "絵を描くソフトで開けるか確かめ、小さな PNG か、素直な SVG で保存し直してください。"
    return Diagnostic(file="templates/", code="bad-picture", message=message, hint=hint)


def _no_glyphs(letters: dict[str, None]) -> Diagnostic:
    shown = "".join(list(letters)[:20])
    message = f"この字を印刷できるフォントがありません: {shown}。PDFは作りませんでした。"
    return Diagnostic(file="PDF", code="no-font", message=message, hint=FONT_HINT)


@contextmanager
def _fixed_time(day: date) -> Iterator[None]:
    """fontTools stamps each font subset with the time; this variable is how it is told which."""
    name = "SOURCE_DATE_EPOCH"
    before = os.environ.get(name)
    os.environ[name] = str(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before

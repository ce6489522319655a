"""町章: the town's seal, from ``templates/``, as a ``data:`` address that the report carries inside."""

from __future__ import annotations

import base64
from pathlib import Path
from xml.etree.ElementTree import ParseError

from misato_report.diagnostics import Diagnostic
from misato_report.files.names import inside
from misato_report.plan.plan import Plan

_LARGEST = 300_000  # bytes: a seal is a small drawing, and the report has to stay under 1 MB
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}svg"


def seal_address(plan: Plan, templates: Path) -> tuple[str, Diagnostic | None]:
    """The seal as a ``data:`` address ("" where the plan names none), or what is wrong with it."""
    name = plan.general.appearance.seal
    if not name:
        return "", None
    if (templates / name).is_file() and inside(templates, name) is None:
        return "", _problem(plan, f"町章「{name}」は、templates/ の外を指すリンクです。読みませんでした。")
    try:
        content = (templates / name).read_bytes()
    except OSError as error:
        return "", _problem(plan, f"町章「{name}」を templates/ から読めません ({error.strerror})。")
    if len(content) > _LARGEST:
        size = f"{len(content) // 1000:,}KB"
        return "", _problem(plan, f"町章「{name}」が大きすぎます ({size}、上限は{_LARGEST // 1000}KB)。")
    kind = _kind(content)
    if kind is None:
        return "", _problem(plan, f"町章「{name}」は PNG でも SVG でもありません。")
    return f"data:{kind};base64,{base64.b64encode(content).decode()}", None


def _kind(content: bytes) -> str | None:
    """By what is in the file: its name may say anything."""
    if content.startswith(_PNG):
        return "image/png"
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        # A document type could make a small file grow without end, and no drawing program needs one here.
        return "image/svg+xml" if fromstring(content, forbid_dtd=True).tag == _SVG else None
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None


def _problem(plan: Plan, message: str) -> Diagnostic:
    file, line = plan.places.get("plan appearance", ("plan/plan.yaml", None))
    hint = "PNG か SVG のファイルを templates/ に置き、appearance: の seal: にその名前を書いてください。"
    return Diagnostic(file=file, line=line, code="bad-seal", message=message, hint=hint)

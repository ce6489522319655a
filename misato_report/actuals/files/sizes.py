"""What is told of a file that is larger than a town's file can be."""

from __future__ import annotations

from misato_report.diagnostics import Diagnostic


def too_large(
    file: str, what: str, found: int | None, most: int, unit: str, key: str, sheet: str = ""
) -> Diagnostic:
    """What is told of a file beyond one of the limits, whose key the hint names."""
    counted = "" if found is None else f"{found:,}{unit}、"
    message = f"{what}が大きすぎるか、多すぎます ({counted}上限は{most:,}{unit})。"
    hint = (
        "要る表だけを別のファイルに保存してください。"
        f"正しいファイルなら、plan/limits.yaml に {key}: を大きく書くと読めます。"
    )
    return Diagnostic(file, None, None, "too-large", message, hint, cell=sheet)

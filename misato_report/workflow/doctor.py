"""What the machine has of what the report needs, and how to get the rest on each system."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from misato_report.workflow.fonts import font_for_japanese, pango_version

_OLDEST_PYTHON = (3, 11)
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_INSTALL = (
    "→ このフォルダで make report を実行する（Linux、macOS）",
    "→ ネットワークのないパソコンは docs/offline.md のとおりに入れ直す",
)
_PANGO_REMEDY = (
    "→ Debian・Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "→ Fedora: dnf install pango harfbuzz",
    "→ macOS: brew install pango",
    "→ Windows: MSYS2 を入れ、pacman -S mingw-w64-ucrt-x86_64-pango を実行する",
)
_FONT_REMEDY = (
    "→ Debian・Ubuntu: apt-get install fonts-morisawa-bizud-gothic fonts-morisawa-bizud-mincho",
    "→ Fedora: dnf install google-noto-sans-cjk-fonts",
    "→ macOS: BIZ UDゴシックを入れる（ヒラギノがあれば代わりに使います）",
    "→ Windows: はじめから入っています。なければ「設定→個人用設定→フォント」で BIZ UDゴシックを入れる",
)
_WANTED_FONT = "BIZ UDPGothic"


@dataclass(frozen=True, slots=True)
class ComponentStatus:
    """One thing looked for: what, what was found, and what to do where it is not sound."""

    what: str
    found: str
    sound: bool
    remedy: tuple[str, ...] = ()


def examine() -> list[ComponentStatus]:
    """Look for Python, the libraries, Pango and a Japanese font."""
    return [_python(), *_packages(), *_pango_and_font()]


def _python() -> ComponentStatus:
    sound = sys.version_info >= _OLDEST_PYTHON
    found = ".".join(str(n) for n in sys.version_info[:3])
    return ComponentStatus("Python", found, sound, () if sound else ("→ 3.11 以上を入れてください。",))


def _needed() -> list[str]:
    """Every library that the program states it needs, those of its extras left out."""
    stated = requires("misato-report") or []
    return sorted(_NAME.match(text)[0] for text in stated if "extra ==" not in text)  # type: ignore[index]


def _packages() -> list[ComponentStatus]:
    findings = []
    for name in _needed():
        try:
            findings.append(ComponentStatus(name, version(name), sound=True))
        except PackageNotFoundError:
            findings.append(ComponentStatus(name, "ありません", sound=False, remedy=_INSTALL))
    return findings


def _pango_and_font() -> list[ComponentStatus]:
    try:
        import weasyprint  # noqa: F401 - it loads Pango, wherever it is on this system
    except OSError:
        return [
            ComponentStatus("Pango", "ありません", sound=False, remedy=_PANGO_REMEDY),
            ComponentStatus(
                "日本語フォント", "Pango がないので調べられません", sound=False, remedy=_FONT_REMEDY
            ),
        ]
    family = font_for_japanese(_WANTED_FONT)
    japanese = _covers_japanese(family)
    return [
        ComponentStatus("Pango", pango_version(), sound=True),
        ComponentStatus(
            "日本語フォント",
            family or "ありません",
            sound=japanese,
            remedy=() if japanese else _FONT_REMEDY,
        ),
    ]


def _covers_japanese(family: str) -> bool:
    """Fontconfig always answers with some font; a Japanese one says so in its name."""
    known = ("BIZ UD", "Noto Sans CJK", "Noto Serif CJK", "Noto Sans JP", "Noto Serif JP", "IPA", "Yu ", "Meiryo",
             "MS ", "Hiragino", "Takao", "VL ", "UD デジタル", "Source Han")  # fmt: skip
    return family.startswith(known)

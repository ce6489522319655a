"""What Pango and fontconfig say of themselves, asked by the functions that they publish for C."""

from __future__ import annotations

import ctypes
import ctypes.util
from ctypes import POINTER, byref, c_char_p, c_int, c_void_p
from itertools import chain

# As WeasyPrint looks for them: Linux, macOS, Windows (MSYS2).
_PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll", "pango-1.0")
_FONTCONFIG = ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll", "fontconfig")
_MATCH_PATTERN = 0  # FcMatchPattern of FcMatchKind
_RESULT_MATCH = 0  # FcResultMatch of FcResult


def pango_version() -> str:
    """The version of Pango, such as 1.50.12; empty where it cannot be asked."""
    library = _load(_PANGO)
    if library is None:
        return ""
    number = int(library.pango_version())
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def font_for_japanese(wanted: str) -> str:
    """The family that fontconfig takes for Japanese text in the font ``wanted``; empty where it cannot be asked."""
    library = _load(_FONTCONFIG)
    if library is None:
        return ""
    _declare(library)
    pattern = library.FcPatternCreate()
    library.FcPatternAddString(pattern, b"family", wanted.encode())
    library.FcPatternAddString(pattern, b"lang", b"ja")
    library.FcConfigSubstitute(None, pattern, _MATCH_PATTERN)
    library.FcDefaultSubstitute(pattern)
    result, family = c_int(), c_char_p()
    match = library.FcFontMatch(None, pattern, byref(result))
    if not match or library.FcPatternGetString(match, b"family", 0, byref(family)) != _RESULT_MATCH:
        return ""
    return (family.value or b"").decode("utf-8", "replace")


def _declare(library: ctypes.CDLL) -> None:
    """The types of what is called: a pointer is no int."""
    library.FcPatternCreate.restype = c_void_p
    library.FcPatternAddString.argtypes = [c_void_p, c_char_p, c_char_p]
    library.FcConfigSubstitute.argtypes = [c_void_p, c_void_p, c_int]
    library.FcDefaultSubstitute.argtypes = [c_void_p]
    library.FcDefaultSubstitute.restype = None
    library.FcFontMatch.argtypes = [c_void_p, c_void_p, POINTER(c_int)]
    library.FcFontMatch.restype = c_void_p
    library.FcPatternGetString.argtypes = [c_void_p, c_char_p, c_int, POINTER(c_char_p)]


def _load(names: tuple[str, ...]) -> ctypes.CDLL | None:
    for name in chain(names, map(ctypes.util.find_library, names)):
        try:
            if name:
                return ctypes.CDLL(name)
        except OSError:
            continue
    return None

"""A form in Word → the same with its marks filled, by docxtpl in the sandbox of the templates."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from misato_report.plan.limits import Limits
from misato_report.report.html.sandbox import UnknownNameError
from misato_report.report.papers.language import (
    FAILURES,
    MARK,
    MarkLanguage,
    as_unknown_name,
    has_marks,
    is_wide,
    wrong_in,
)
from misato_report.report.papers.package import Package, open_package
from misato_report.report.papers.problems import Place, bad_form, bad_mark

_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FILLED = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\d*\.xml")
_ONE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_FETCHING = re.compile(r"(?i)\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE)\b")
_MOST_MARKS = 3000
_MOST_LETTERS = 5_000_000  # of the XML of a document; a form of a hundred pages has a tenth
_SAVE_AGAIN = "Word で開いて、.docx として保存し直してください。"


def fill_document(package: Package, values: Mapping[str, object], limits: Limits) -> bytes:
    """The filled form. Raises WorkspaceError with the file and the words around what is wrong."""
    for name in package.parts:
        _look_at(package, name)
    from docxtpl import DocxTemplate

    language = MarkLanguage(markup=True)
    document: Any = DocxTemplate(io.BytesIO(package.content()))
    try:
        document.render(dict(values), language)
        out = io.BytesIO()
        document.save(out)
    except FAILURES as error:
        raise _wrong(package, as_unknown_name(error, values)) from error
    except Exception as error:  # python-docx and lxml raise many kinds
        raise bad_form(
            package.place, "Wordのファイルとして読めないところがあります。", _SAVE_AGAIN
        ) from error
    return open_package(package.place, out.getvalue(), limits).content()


def _wrong(package: Package, error: Exception) -> Exception:
    """The error with the paragraph in which the wrong name stands, or the words near a mistake in writing."""
    around = " ".join("".join(getattr(error, "docx_context", ())).split())
    where = f"「{around[:_AROUND]}」の近く" if around else ""
    if isinstance(error, UnknownNameError):
        texts = (
            words for name in package.parts if _FILLED.fullmatch(name) for words in _texts(package.xml(name))
        )
        found = next((words for words in texts if any(error.asked in m for m in _ONE.findall(words))), "")
        where = f"「{found.strip()[:_AROUND]}」" if found else ""
    return bad_mark(package.place.at(where), *wrong_in("", error))


def _texts(root: Any) -> Iterator[str]:
    """The text of each paragraph."""
    for paragraph in root.iter(f"{{{_WORDS}}}p"):
        yield "".join(t.text or "" for t in paragraph.iter(f"{{{_WORDS}}}t"))


_AROUND = 40


def _look_at(package: Package, name: str) -> None:
    """Every paragraph's marks by themselves: closed, in narrow letters, and not in a field that reads other files."""
    if not name.endswith(".xml"):
        return
    text = package.parts[name].decode("utf-8", "replace")
    if not _FILLED.fullmatch(name):
        if MARK.search(text) and name.startswith("word/"):
            where = package.place.at(f"（{name.rpartition('/')[2]}）")
            message = "本文、ヘッダー、フッター、脚注のほか（コメント、グラフなど）に印があります。"
            raise bad_mark(where, message, "印は本文に書いてください。ほかの所の印は埋められません。")
        return
    if len(text) > _MOST_LETTERS:
        raise bad_form(package.place, "文書が大きすぎます。", "要らないところを除いてください。")
    marks = 0
    root = package.xml(name)
    for field in root.iter(f"{{{_WORDS}}}instrText", f"{{{_WORDS}}}fldSimple"):
        if _FETCHING.search((field.text or "") + str(field.get(f"{{{_WORDS}}}instr") or "")):
            message = "ほかのファイルを読むフィールドがあります。読みませんでした。"
            raise bad_form(package.place, message, "フィールドを文字に変えてください（Ctrl+Shift+F9）。")
    for words in _texts(root):
        if has_marks(words):
            marks += _look_at_paragraph(package.place, words)
    if marks > _MOST_MARKS:
        raise bad_form(
            package.place, f"印が多すぎます（上限は{_MOST_MARKS:,}）。", "繰り返しを使ってください。"
        )


def _look_at_paragraph(place: Place, words: str) -> int:
    where = place.at(f"「{words.strip()[:_AROUND]}」")
    if is_wide(words):
        raise bad_mark(where, "印が全角の文字で書かれています。", "{{ }} と {% %} は半角で書いてください。")
    if MARK.search(_ONE.sub("", words)):
        raise bad_mark(
            where, "印が閉じていません。", "一つの印は、一つの段落の中で {{ から }} まで書いてください。"
        )
    return len(_ONE.findall(words))

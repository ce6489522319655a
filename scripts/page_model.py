"""Writes docs/page-model.md: what a template can print, each value with an example from the sample report of 2027."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from misato_report.project import load_workspace
from misato_report.report import page_model
from misato_report.report.building import facts_of
from misato_report.report.compose.comparison import compared
from misato_report.report.compose.report import compose
from misato_report.report.facts import Imprint
from misato_report.report.papers import figures, model
from misato_report.report.papers.compose import paper_model
from misato_report.report.papers.named import Named

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "page-model.md"
_AS_OF = date(2028, 4, 20)
_LONGEST = 60
# The plan of the samples has not been revised.
_REVISION = page_model.RevisionRow(
    day="令和10年3月15日（2028年3月15日）",
    indicator="町内総生産額",
    what="目標値",
    before="14,547",
    after="14,000",
    reason="【見本】県の推計方法が変わったため",
    decided_by="【見本】議会議決",
)

_HEAD = """# The page model

Written by `make documents`; a test compares it. A template in `templates/` gets one value, `report`
(a `Report`); everything in it is text that is ready to print, so that no template computes or compares a
figure. `{{ report.summary.groups[0].rows[0].name }}` prints the first example of `SummaryRow` below. A chart
is an inline SVG: print it with `{{ ... | svg }}`. Inside a string of a style sheet use `{{ ... | css }}`.
Text of reviews is safe HTML of paragraphs, lists and bold.

Besides `report`, `report.html.j2` gets `style` and `screen_style` (the two style sheets, rendered) and `script`
(`report.js`). The program sets the Content-Security-Policy with their hashes after rendering (`policy` is empty, for
templates of earlier versions): a style that a town adds elsewhere in the page is refused by the browser; add it to
these files. A script that is not the program's needs `appearance: scripts: true` in `plan/plan.yaml`; what would
fetch or send (`<base>`, `<iframe>`, `<form>`, a redirection, `onclick=`, an address of the network) stops the build.

A misspelt name stops the build and is told with the template's name.
"""


_MODULES = (page_model.__name__, model.__name__, figures.__name__)
_PAPERS = """## Papers

What marks in a form of `templates/papers/` may name, the same in Excel, Word and HTML ([how they are
written](papers.md)): they begin with one of the values of `PaperModel`, such as
`{{ indicators.social_increase.value }}`. What is listed "by id" can be named (`fields.migration`) and gone through
(`{% for f in fields %}`). A `MarkFigure` is printed as its `text`; alone in a cell of Excel it is the `number`.
"""


def document() -> str:
    """The whole document."""
    project = load_workspace(ROOT)
    facts = facts_of(project, 2027, _AS_OF)
    report = compose(facts, Imprint("資料1", _AS_OF))
    examples: dict[type, Any] = {page_model.RevisionRow: _REVISION}
    _collect(report, examples)
    before = facts_of(project, 2026, _AS_OF.replace(year=2027))
    _collect(compared(before, facts), examples)
    kinds = [k for k in vars(page_model).values() if _is_own(k) and k.__module__ == page_model.__name__]
    sections = (_section(kind, examples.get(kind)) for kind in reversed(kinds))
    return "\n".join(
        [_HEAD, *sections, _PAPERS, *_paper_sections(paper_model(facts, Imprint("資料1", _AS_OF)))]
    )


def _paper_sections(papers: model.PaperModel) -> Iterator[str]:
    """What the marks of forms may name."""
    examples: dict[type, Any] = {}
    _collect(papers, examples)
    kinds = [kind for kind in vars(model).values() if _is_own(kind) and kind.__module__ == model.__name__]
    for kind in (*reversed(kinds), figures.MarkFigure):
        yield _section(kind, examples.get(kind), level="###")


def _is_own(kind: object) -> bool:
    return isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__module__ in _MODULES


def _collect(value: Any, examples: dict[type, Any]) -> None:
    """The first value of each kind, and of those with something empty the first that has the most in it."""
    if isinstance(value, tuple | Named):
        for item in value:
            _collect(item, examples)
    elif _is_own(type(value)):
        known = examples.get(type(value))
        if known is None or _filled(value) > _filled(known):
            examples[type(value)] = value
        for field in dataclasses.fields(value):
            _collect(getattr(value, field.name), examples)


def _filled(value: Any) -> int:
    return sum(bool(getattr(value, field.name)) for field in dataclasses.fields(value))


def _section(kind: Any, example: Any, level: str = "##") -> str:
    types = typing.get_type_hints(kind)
    rows = (
        f"| `{field.name}` | {_type(types[field.name])} | {_example(getattr(example, field.name, None))} |"
        for field in dataclasses.fields(kind)
    )
    text = " ".join((kind.__doc__ or "").split())
    return "\n".join(
        [f"{level} {kind.__name__}", "", text, "", "| value | type | example |", "|---|---|---|", *rows, ""]
    )


def _type(kind: Any) -> str:
    """A type in words: ``[SummaryRow]`` for any number of them."""
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is Named:
        return f"[{_type(arguments[0])}] by id"
    if typing.get_origin(kind) is tuple:
        if arguments[-1] is Ellipsis:
            return f"[{_type(arguments[0])}]"
        return f"({', '.join(map(_type, arguments))})"
    if arguments:
        return " or ".join(map(_type, arguments))
    words: dict[object, str] = {
        type(None): "none",
        str: "text",
        int: "number",
        bool: "yes or no",
        Decimal: "exact number",
    }
    return words.get(kind) or str(kind.__name__)


def _example(value: Any) -> str:
    return " / ".join(_shown(value)).replace("|", "\\|").replace("\n", " ") or "(empty)"


def _shown(value: Any) -> Iterator[str]:
    if isinstance(value, Named):
        value = tuple(value)
    if isinstance(value, tuple):
        for item in value if any(isinstance(v, str) for v in value) else value[:1]:
            yield from _shown(item)
    elif _is_own(type(value)):
        yield f"→ {type(value).__name__}"
    elif value is None:
        yield "none"
    elif isinstance(value, str):
        text = "<svg …>" if value.startswith("<svg") else value
        yield f"`{text[:_LONGEST]}{'…' if len(text) > _LONGEST else ''}`" if text else "(empty)"
    else:
        yield f"`{value}`"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8", newline="\n")

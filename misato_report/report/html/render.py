"""Page model → HTML: one file with its styles and its script inside, which can run nothing else."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from markupsafe import Markup

from misato_report.diagnostics import Diagnostic, Severity, WorkspaceError
from misato_report.diagnostics.visible import visible
from misato_report.files.bundled import bundled
from misato_report.report.html import guard
from misato_report.report.html.sandbox import Sandbox, UnknownNameError
from misato_report.report.html.time_limit import DeadlineError, within
from misato_report.report.page_model import BatchSummary, Comparison, Confirmation, Report

TEMPLATE = "report.html.j2"
COMPARISON = "compare.html.j2"
BATCH = "batch.html.j2"
BATCH_STYLE = "batch.css"
CONFIRMATION = "confirmation.html.j2"
CONFIRMATION_STYLE = "confirmation.css"
STYLE = "report.css"
SCREEN_STYLE = "screen.css"
SCRIPT = "report.js"
_SHEETS = (STYLE, SCREEN_STYLE)
_FEW = 5  # things named in a message
_SECONDS = 60.0  # for a template; the program's own take a fifth of a second, and two for 500 indicators


@dataclass(frozen=True)
class Rendered:
    """A page, and what is to be told of it although it is sound."""

    html: str
    notes: tuple[Diagnostic, ...] = ()


def render_html(report: Report, templates: Path, *, scripts: bool = False, policy: bool = True) -> Rendered:
    """The report as HTML, by the town's templates where it has them, else by the program's.

    ``scripts`` is the town's own yes to scripts that are not the program's, ``policy`` whether the page carries its
    Content-Security-Policy. Raises WorkspaceError where a template cannot be used, naming file and line.
    """
    return _render(_environment(templates), TEMPLATE, _SHEETS, scripts, policy, report=report)


def render_comparison(
    report: Report, comparison: Comparison, templates: Path, *, scripts: bool = False
) -> Rendered:
    """Two reports side by side as HTML; ``report`` is the later one. Raises as ``render_html`` does."""
    environment = _environment(templates)
    return _render(environment, COMPARISON, _SHEETS, scripts, True, report=report, comparison=comparison)


def render_page(
    environment: Sandbox,
    template: str,
    sheets: tuple[str, ...],
    values: dict[str, object],
    *,
    scripts: bool = False,
) -> Rendered:
    """A page in another language of marks, with at most one style sheet (``style``). Raises as ``render_html`` does."""
    return _render(environment, template, sheets, scripts, True, **values)


def render_batch(summary: BatchSummary) -> str:
    """The list of a batch's towns as HTML. It is nobody's own: the program's template makes it."""
    environment = Sandbox([bundled("templates")])
    style = environment.source_of(BATCH_STYLE)
    html = environment.get_template(BATCH).render(summary=summary, style=Markup(style))  # noqa: S704
    return guard.with_policy(visible(html), guard.policy_of([], [style]))


def render_confirmation(confirmation: Confirmation) -> str:
    """The 確認票 as HTML, to be printed. The program's template makes it: nobody can leave a mark out of it."""
    environment = Sandbox([bundled("templates")])
    environment.filters["css"] = _css_string
    style = environment.get_template(CONFIRMATION_STYLE).render(confirmation=confirmation)
    template = environment.get_template(CONFIRMATION)
    return visible(template.render(confirmation=confirmation, style=Markup(style)))  # noqa: S704 - our own file


def _environment(templates: Path) -> Sandbox:
    return Sandbox([folder for folder in (templates, bundled("templates")) if folder.is_dir()])


def _render(
    environment: Sandbox, template: str, sheets: tuple[str, ...], scripts: bool, policy: bool, **model: object
) -> Rendered:
    environment.filters["css"] = _css_string
    environment.filters["svg"] = Markup  # charts are built by us, with all text in them escaped
    try:
        with within(_SECONDS):
            return _rendered(environment, template, sheets, scripts, policy, model)
    except (
        TemplateError,
        UnicodeDecodeError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
        DeadlineError,
    ) as error:
        raise WorkspaceError((_template_problem(error),)) from error


def _rendered(
    environment: Sandbox,
    template: str,
    sheets: tuple[str, ...],
    scripts: bool,
    policy: bool,
    model: dict[str, object],
) -> Rendered:
    styles = [visible(environment.get_template(sheet).render(**model)) for sheet in sheets]
    inside = {
        **dict(zip(("style", "screen_style"), styles, strict=False)),
        "script": environment.source_of(SCRIPT),
    }
    html = visible(
        environment.get_template(template).render(
            **model,
            policy="",  # the program sets it, over whatever the template says
            **{name: Markup(text) for name, text in inside.items()},  # noqa: S704 - looked at below
        )
    )
    ours = bundled_script()
    others: list[str] = []
    if environment.changed:  # in the program's own templates there is nothing to look for
        tree = guard.tree_of(html)
        others = [script for script in guard.scripts_in(tree) if script != ours]
        problems = list(_refused(tree, others, environment.changed, scripts))
        if problems:
            raise WorkspaceError(tuple(problems))
    if policy:
        html = guard.with_policy(html, guard.policy_of(list(dict.fromkeys([ours, *others])), styles))
    notes = (_scripts_run(environment.changed),) if others else ()
    return Rendered(html, notes)


def bundled_script() -> str:
    """The program's own script."""
    return (bundled("templates") / SCRIPT).read_text(encoding="utf-8-sig")


def _refused(tree: Any, others: list[str], changed: set[str], scripts: bool) -> Iterator[Diagnostic]:
    """What is wrong in a page that a town's templates made."""
    file = _named(changed)
    found = guard.refused_in(tree)
    if found:
        some = "、".join(found[:_FEW])
        message = f"ひな形に、報告書に入れられないものがあります: {some}。読む人のパソコンで、よそのものを読んだり、よそへ送ったりできるためです。"
        hint = "消してください。絵やフォントは templates/ に置き、{{ inlined('名前') }} と書きます。よそのページは、文字で書いて示します。"
        yield Diagnostic(file=file, code="page-reaches-out", message=message, hint=hint)
    if others and not scripts:
        message = "ひな形に、このプログラムのものでないスクリプトがあります。報告書の文をよそへ送ることもできるので、作りませんでした。"
        hint = "消すか、misato-report templates restore で元のひな形に戻してください。町で確かめたものなら、plan/plan.yaml の appearance: に scripts: true と書くと入ります。"
        yield Diagnostic(file=file, code="foreign-script", message=message, hint=hint)


def _scripts_run(changed: set[str]) -> Diagnostic:
    return Diagnostic(
        file=_named(changed),
        code="foreign-script",
        message="町のひな形のスクリプトが、報告書のHTMLに入っています (appearance: scripts: true)。",
        hint="報告書を読む人のパソコンで動きます。中身を確かめたものだけにしてください。",
        severity=Severity.WARNING,
    )


def _named(changed: set[str]) -> str:
    return f"templates/{next(iter(changed)) if len(changed) == 1 else ''}"


def _css_string(text: str) -> Markup:
    """Text inside a CSS string: every letter that could end the string or the style is written by its code."""
    safe = "".join(c if c.isalnum() or c in " 　（）・、。～" else f"\\{ord(c):x} " for c in visible(text))
    return Markup(safe)  # noqa: S704 - nothing is left in it that means anything to CSS or HTML


def _template_problem(error: Exception) -> Diagnostic:
    """A town's template can fail in many ways; each names the template, and its line where it is known."""
    name = getattr(error, "name", None)
    line = getattr(error, "lineno", None)
    for frame, number in traceback.walk_tb(error.__traceback__):
        file = Path(frame.f_code.co_filename)
        if file.suffix in (".j2", ".css"):
            name, line = file.name, number
    message = f"ひな形を使えません。{_in_words(error)}"
    hint = "templates/ の変更を確かめるか、フォルダの名前を変えて元のひな形で作ってください。"
    if isinstance(error, UnknownNameError) and error.nearest():
        hint = f"もしかして: {'、'.join(error.nearest())}"
    return Diagnostic(
        file=f"templates/{Path(name or TEMPLATE).name}",
        line=line,
        code="bad-template",
        message=message,
        hint=hint,
    )


def _in_words(error: Exception) -> str:
    message = getattr(error, "message", None) or str(error)
    quoted = re.findall(r"'([^']+)'", message) or [message]
    words = {
        TemplateNotFound: f"「{getattr(error, 'name', '')}」というひな形は templates/ にありません。",
        SecurityError: f"「{quoted[0]}」は、ひな形からは使えません。"
        if message.isascii()
        else f"{message}。",
        UndefinedError: f"「{quoted[-1]}」という値はありません。",
        TemplateSyntaxError: f"書き方が正しくありません（{message}）。",
        DeadlineError: f"{_SECONDS:.0f}秒たっても終わりません。",
        RecursionError: "自分自身を呼び続けています。",
        guard.TooDeepError: f"要素が{guard.DEEPEST:,}より深く入れ子になっています。",
        UnicodeDecodeError: "UTF-8で書かれていません。",
    }
    other = f"値の使い方が正しくありません（{message}）。"
    return next((text for kind, text in words.items() if isinstance(error, kind)), other)

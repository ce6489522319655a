"""Page model → HTML: one file with its styles and its script inside, which can run nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
import traceback
from pathlib import Path

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from markupsafe import Markup

from misato_report.diagnostics import Diagnostic, WorkspaceError
from misato_report.files.bundled import bundled
from misato_report.report.html.sandbox import Sandbox
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
_SECONDS = 60.0  # for a template; the program's own take a fifth of a second, and two for 500 indicators
_META_POLICY = re.compile(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>")


def render_html(report: Report, templates: Path, *, policy: bool = True) -> str:
    """The report as HTML, by the town's templates where it has them, else by the program's.

    ``policy`` is whether the page carries its Content-Security-Policy. Raises WorkspaceError where a template
    cannot be used, naming file and line.
    """
    html = _render(TEMPLATE, templates, report=report)
    return html if policy else _META_POLICY.sub("", html, count=1)


def render_comparison(report: Report, comparison: Comparison, templates: Path) -> str:
    """Two reports side by side as HTML; ``report`` is the later one. Raises as ``render_html`` does."""
    return _render(COMPARISON, templates, report=report, comparison=comparison)


def render_batch(summary: BatchSummary) -> str:
    """The list of a batch's towns as HTML. It is nobody's own: the program's template makes it."""
    environment = Sandbox([bundled("templates")])
    style = environment.source_of(BATCH_STYLE)
    policy = f"default-src 'none'; style-src {_source_hash(style)}; base-uri 'none'; form-action 'none'"
    return environment.get_template(BATCH).render(summary=summary, style=Markup(style), policy=policy)  # noqa: S704


def render_confirmation(confirmation: Confirmation) -> str:
    """The 確認票 as HTML, to be printed. The program's template makes it: nobody can leave a mark out of it."""
    environment = Sandbox([bundled("templates")])
    environment.filters["css"] = _css_string
    style = environment.get_template(CONFIRMATION_STYLE).render(confirmation=confirmation)
    template = environment.get_template(CONFIRMATION)
    return template.render(confirmation=confirmation, style=Markup(style))  # noqa: S704 - our own file


def _render(template: str, templates: Path, **model: object) -> str:
    folders = [folder for folder in (templates, bundled("templates")) if folder.is_dir()]
    environment = Sandbox(folders)
    environment.filters["css"] = _css_string
    environment.filters["svg"] = Markup  # charts are built by us, with all text in them escaped
    try:
        with within(_SECONDS):
            return _rendered(environment, template, model)
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


def _rendered(environment: Sandbox, template: str, model: dict[str, object]) -> str:
    inside = {
        "style": environment.get_template(STYLE).render(**model),
        "screen_style": environment.get_template(SCREEN_STYLE).render(**model),
        "script": environment.source_of(SCRIPT),
    }
    return environment.get_template(template).render(
        **model,
        policy=_policy(inside["script"], inside["style"], inside["screen_style"]),
        **{name: Markup(text) for name, text in inside.items()},  # noqa: S704 - the town's own files
    )


def _policy(script: str, *styles: str) -> str:
    """A Content-Security-Policy: the page's own script and styles by their hashes, pictures inside it, no more."""
    allowed = " ".join(map(_source_hash, styles))
    return (
        f"default-src 'none'; script-src {_source_hash(script)}; style-src {allowed}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _source_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _css_string(text: str) -> Markup:
    """Text inside a CSS string: every letter that could end the string or the style is written by its code."""
    safe = "".join(c if c.isalnum() or c in " 　（）・、。～" else f"\\{ord(c):x} " for c in text)
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
        UnicodeDecodeError: "UTF-8で書かれていません。",
    }
    other = f"値の使い方が正しくありません（{message}）。"
    return next((text for kind, text in words.items() if isinstance(error, kind)), other)

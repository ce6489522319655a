"""Page model → HTML: one file with its style inside."""

from __future__ import annotations

from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from misato_report.diagnostics import Diagnostic
from misato_report.project import WorkspaceError
from misato_report.report.page_model import Report
from misato_report.resources import bundled

TEMPLATE = "report.html.j2"
STYLE = "report.css"


def render_html(report: Report, templates: Path) -> str:
    """The report as HTML, by the town's templates where it has them, else by the program's.

    Raises WorkspaceError where a template cannot be used, naming file and line.
    """
    folders = [folder for folder in (templates, bundled("templates")) if folder.is_dir()]
    environment = SandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["css"] = _css_string
    environment.filters["svg"] = Markup  # charts are built by us, with all text in them escaped
    try:
        style = environment.get_template(STYLE).render(report=report)
        return environment.get_template(TEMPLATE).render(report=report, style=Markup(style))  # noqa: S704 - a template of the town
    except TemplateError as error:
        raise WorkspaceError((_template_problem(error),)) from error


def _css_string(text: str) -> Markup:
    """Text inside a CSS string: every letter that could end the string or the style is written by its code."""
    safe = "".join(c if c.isalnum() or c in " 　（）・、。～" else f"\\{ord(c):x} " for c in text)
    return Markup(safe)  # noqa: S704 - nothing is left in it that means anything to CSS or HTML


def _template_problem(error: TemplateError) -> Diagnostic:
    name = getattr(error, "name", None) or TEMPLATE
    line = getattr(error, "lineno", None)
    message = f"ひな形を使えません ({error.message})。"
    hint = "templates/ の変更を確かめるか、フォルダの名前を変えて元のひな形で作ってください。"
    return Diagnostic(f"templates/{name}", line, None, "bad-template", message, hint)

"""The papers of a year: which there are, and each as files, from the town's ``templates/papers/`` or the program's."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from misato_report.diagnostics import Diagnostic, Severity, WorkspaceError
from misato_report.files.bounded_read import read_at_most
from misato_report.files.bundled import bundled
from misato_report.files.names import inside, safe_name
from misato_report.notation import print_era_year
from misato_report.plan.limits import Limits
from misato_report.report.html.time_limit import DeadlineError, within
from misato_report.report.papers.language import MarkLanguage, wrong_in
from misato_report.report.papers.model import PaperModel
from misato_report.report.papers.package import open_package
from misato_report.report.papers.problems import Place, bad_form, bad_mark
from misato_report.report.request import COUNCIL, BuildRequest

FOLDER = "papers"
_ENDINGS = (".xlsx", ".docx", ".html.j2")
_NOTICE = re.compile(rb"\{\{[^}]*\bnotice\b")
_SECONDS = 120.0
_TITLES = {
    "grant": "交付金実施状況報告",
    "board": "外部有識者会議資料",
    "settlement": "主要な施策の成果",
    "residents": "町民のみなさんへ",
}
"""What the files of the program's own papers are called; a town's paper is called as its file is."""
PrintPdf = Callable[[str], bytes]
Told = Callable[[Diagnostic], None]


@dataclass(frozen=True)
class PaperFile:
    """A paper's form: its name, the file, and the kind by its ending (of a workbook, a document or a page)."""

    name: str
    path: Path
    ending: str

    @property
    def place(self) -> Place:
        """The file, as messages name it."""
        return Place(f"templates/{FOLDER}/{self.name}{self.ending}")


def papers_of(templates: Path) -> dict[str, PaperFile]:
    """The papers that there are, by name; the town's file before the program's. Raises WorkspaceError for two of a name."""
    found: dict[str, PaperFile] = {}
    for folder in (bundled("templates"), templates):
        own = dict(_in_folder(folder))
        found |= own
    return dict(sorted(found.items()))


def _in_folder(templates: Path) -> Iterator[tuple[str, PaperFile]]:
    folder = templates / FOLDER
    seen: dict[str, str] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        ending = next((e for e in _ENDINGS if path.name.lower().endswith(e)), "")
        if not ending or path.name.startswith((".", "~$")) or not path.is_file():
            continue
        name = path.name[: -len(ending)]
        if name in seen:
            message = f"同じ名前のひな形が二つあります（{name}{seen[name]} と {name}{ending}）。"
            raise bad_form(Place(f"templates/{FOLDER}"), message, "どちらかの名前を変えてください。")
        seen[name] = ending
        yield name, PaperFile(name, path, ending)


def chosen(templates: Path, names: Iterable[str]) -> list[PaperFile]:
    """The papers with these names, without the council's. Raises WorkspaceError for one that there is not."""
    known = papers_of(templates)
    wanted = [name for name in dict.fromkeys(names) if name != COUNCIL]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        near = [n for name in unknown for n in difflib.get_close_matches(name, [COUNCIL, *known], n=1)]
        message = f"「{'、'.join(unknown)}」という資料のひな形が、templates/{FOLDER}/ にありません。"
        hint = f"もしかして: {'、'.join(near)}" if near else f"作れるもの: {'、'.join([COUNCIL, *known])}"
        place = f"templates/{FOLDER}"
        raise WorkspaceError((Diagnostic(file=place, code="unknown-paper", message=message, hint=hint),))
    return [known[name] for name in wanted]


def make_paper(
    paper: PaperFile,
    model: PaperModel,
    templates: Path,
    limits: Limits,
    told: Told,
    print_pdf: PrintPdf | None,
    *,
    scripts: bool = False,
) -> Mapping[str, bytes]:
    """The files of a paper by their endings: xlsx, docx, or html with pdf (where ``print_pdf`` makes it).

    ``told`` hears what a reader of the paper should be warned of. Raises WorkspaceError for what is wrong with the form.
    """
    values = model.values()
    if paper.ending == ".html.j2":
        return _page(paper, values, templates, told, print_pdf, scripts=scripts)
    try:
        with within(_SECONDS):
            return _filled(paper, values, templates, limits, told)
    except (DeadlineError, RecursionError) as error:
        raise bad_mark(paper.place, *wrong_in("", error)) from error


def _filled(
    paper: PaperFile, values: Mapping[str, object], templates: Path, limits: Limits, told: Told
) -> Mapping[str, bytes]:
    package = open_package(paper.place, _content(paper, templates, limits), limits)
    if values["notice"] and not any(_NOTICE.search(content) for content in package.parts.values()):
        told(_not_said(paper, str(values["notice"])))
    if paper.ending == ".docx":
        from misato_report.report.papers.word import fill_document

        return {"docx": fill_document(package, values, limits)}
    from misato_report.report.papers.excel.workbook import fill_workbook

    content, notes = fill_workbook(package, values, limits)
    for note in notes:
        told(note)
    return {"xlsx": content}


def _not_said(paper: PaperFile, notice: str) -> Diagnostic:
    """A form that does not say that its figures are samples, or that nobody has checked them."""
    return Diagnostic(
        file=paper.place.file,
        code="notice-left-out",
        message=f"この資料には「{notice}」と出ません。",
        hint="様式の上の方に印 {{ notice }} を書くと出ます。提出には、本物の数値で作り直したものを使ってください。",
        severity=Severity.WARNING,
    )


def _content(paper: PaperFile, templates: Path, limits: Limits) -> bytes:
    name = f"{FOLDER}/{paper.path.name}"
    folders = [folder for folder in (templates, bundled("templates")) if folder / name == paper.path]
    if not any(inside(folder, name) for folder in folders):
        message = "ひな形が、templates/ の外を指すリンクです。読みませんでした。"
        raise bad_form(paper.place, message, "ファイルそのものを置いてください。")
    try:
        content = read_at_most(paper.path, limits.file_megabytes * 10**6)
    except OSError as error:
        message = f"ひな形を読めません ({error.strerror})。"
        raise bad_form(
            paper.place, message, "ほかの人が開いていないか、アクセス権を確かめてください。"
        ) from error
    if len(content) > limits.file_megabytes * 10**6:
        message = f"ひな形が大きすぎます（上限は{limits.file_megabytes}MB）。"
        raise bad_form(paper.place, message, "要らない絵やシートを除いてください。")
    return content


def _page(
    paper: PaperFile,
    values: dict[str, object],
    templates: Path,
    told: Told,
    print_pdf: PrintPdf | None,
    *,
    scripts: bool,
) -> Mapping[str, bytes]:
    from misato_report.report.html.render import render_page

    folders = [folder for folder in (templates, bundled("templates")) if folder.is_dir()]
    language = MarkLanguage(folders, markup=True)
    style = f"{FOLDER}/{paper.name}.css"
    sheets = (style,) if any((folder / style).is_file() for folder in folders) else ()
    page = render_page(language, f"{FOLDER}/{paper.name}.html.j2", sheets, values, scripts=scripts)
    for note in page.notes:
        told(note)
    files = {"html": page.html.encode("utf-8")}
    return files | ({"pdf": print_pdf(page.html)} if print_pdf is not None else {})


def files_of(
    paper: PaperFile,
    model: PaperModel,
    request: BuildRequest,
    *,
    templates: Path,
    limits: Limits,
    told: Told,
    print_pdf: PrintPdf,
    scripts: bool,
) -> dict[str, bytes]:
    """File name → content of a paper. Raises as ``make_paper`` does."""
    pages = [kind for kind in ("pdf", "html") if kind in request.formats] or ["pdf", "html"]
    printer = print_pdf if "pdf" in pages else None
    made = make_paper(paper, model, templates, limits, told, printer, scripts=scripts)
    wanted = {kind: made[kind] for kind in (*pages, "xlsx", "docx") if kind in made}
    return {f"{_stem(paper.name, request)}.{kind}": content for kind, content in wanted.items()}


def _stem(name: str, request: BuildRequest) -> str:
    if request.ascii_name:
        return (
            f"{safe_name(name)}-fy{request.report_year}"
            + "-public" * request.public
            + "-draft" * request.draft
        )
    year = f"{print_era_year(request.report_year)}度"
    title = _TITLES.get(name, name)
    return safe_name(f"{title}_{year}{'_公開用' * request.public}{'_案' * request.draft}")

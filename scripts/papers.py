"""Writes the program's own forms in templates/papers/: grant.xlsx, settlement.xlsx and board.docx, each with its marks.

A reader sees here what stands in which cell; a town opens the files and changes them as any other form.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import xlsxwriter
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from misato_report.plan.limits import DEFAULT_LIMITS
from misato_report.report.papers.package import open_package
from misato_report.report.papers.problems import Place

FOLDER = Path(__file__).parent.parent / "templates" / "papers"
_FONT = "BIZ UDPゴシック"
_MADE = datetime(2026, 4, 1)
_LOOKS: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 14, "border": 0, "text_wrap": False},
    "plain": {"border": 0, "text_wrap": False},
    "notice": {"border": 0, "text_wrap": False, "font_color": "#8A1C1C"},
    "head": {"bold": True, "bg_color": "#E7ECF2", "align": "center"},
    "side": {"bold": True, "bg_color": "#F3F5F8"},
    "band": {"bold": True, "bg_color": "#D5DEE8", "font_size": 11},
    "text": {"indent": 0},
    "centre": {"align": "center"},
    "figure": {"align": "right"},
    "money": {"align": "right", "num_format": '#,##0;"▲"#,##0'},
    "total": {"align": "right", "bold": True, "num_format": '#,##0;"▲"#,##0;"―"', "bg_color": "#F3F5F8"},
}


class _Form:
    """A sheet in the making. Rows count from 1, as in Excel."""

    def __init__(self, name: str, widths: Sequence[float], *, landscape: bool) -> None:
        self._out = io.BytesIO()
        self._book: Any = xlsxwriter.Workbook(self._out, {"in_memory": True})
        self._book.set_properties({"title": name, "created": _MADE})
        self.sheet: Any = self._book.add_worksheet(name)
        basic = {"font_name": _FONT, "font_size": 10, "valign": "vcenter", "border": 1, "text_wrap": True}
        self._looks = {key: self._book.add_format({**basic, **look}) for key, look in _LOOKS.items()}
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.sheet.set_paper(9)
        if landscape:
            self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self.sheet.hide_gridlines(2)
        self.sheet.set_footer("&C&P / &N")
        self.row = 0

    def put(self, *cells: tuple[str, str]) -> None:
        """The next row: a text and its look for each column; None leaves a cell out."""
        self.row += 1
        for column, (text, look) in enumerate(cells):
            if text.startswith("="):
                self.sheet.write_formula(self.row - 1, column, text, self._looks[look])
            else:
                self.sheet.write_string(self.row - 1, column, text, self._looks[look])

    def wide(self, text: str, look: str, first: int, last: int) -> None:
        """A text over several columns of the row that was put last."""
        self.sheet.merge_range(self.row - 1, first, self.row - 1, last, text, self._looks[look])

    def content(self) -> bytes:
        """The finished file."""
        self._book.close()
        return self._out.getvalue()


def grant() -> bytes:
    """交付金 実施状況報告: a block for each project, with a row for each KPI."""
    form = _Form("実施状況報告", (16, 34, 8, 10, 10, 11, 10, 11, 12), landscape=True)
    last = 8
    form.put(("交付金を活用した事業の実施状況（{{ fiscal_year }}）", "title"))
    form.put(
        (
            "{{ town.prefecture }}{{ town.name }}（{{ town.code }}）　{{ town.department }}　基準日 {{ as_of }}",
            "plain",
        )
    )
    form.put(("{{ notice }}", "notice"))
    form.put(("{% for g in grants %}事業名", "side"))
    form.wide("{{ g.project }}", "band", 1, last)
    form.put(("交付金の種類", "side"), ("{{ g.grant }}", "text"))
    form.wide("{{ g.grant }}", "text", 1, 4)
    form.wide("実績額（{{ money_unit }}）", "side", 5, 6)
    form.wide("{{ g.settled }}", "money", 7, last)
    heads = (
        "KPI（重要業績評価指標）",
        "",
        "単位",
        "開始時",
        "指標値（目標）",
        "目標年月",
        "実績値",
        "実績の年",
        "達成状況",
    )
    form.put(*[(text, "head") for text in heads])
    form.wide(heads[0], "head", 0, 1)
    marks = ("", "", "unit", "baseline", "target", "target_month", "value", "period", "verdict")
    looks = ("text", "text", "centre", "figure", "figure", "centre", "figure", "centre", "centre")
    form.put(*[(f"{{{{ i.{m} }}}}" if m else "", look) for m, look in zip(marks, looks, strict=True)])
    form.wide("{% for i in g.indicators %}{{ i.name }}", "text", 0, 1)
    form.sheet.write_string(form.row - 1, last, "{{ i.verdict }}{% endfor %}", form._looks["centre"])
    for label, mark in (
        ("事業効果", "{{ g.town_effect or g.effect }}（指標の数による区分：{{ g.effect }}）"),
        ("外部有識者の評価", "{{ g.useful and '総合戦略のKPI達成に' ~ g.useful }}"),
        ("外部有識者の意見", "{{ g.review.external_opinion }}"),
        ("今後の方針", "{{ g.directions }}{{ g.review.policy and '\n' ~ g.review.policy }}"),
        ("その理由", "{{ g.reasons or g.review.factors }}"),
        ("改善方策", "{{ g.improvement }}"),
    ):
        form.put((label, "side"))
        form.wide(mark, "text", 1, last)
    form.put(("{% endfor %} ", "plain"))
    form.sheet.repeat_rows(0, 2)
    return form.content()


_FUNDS = ("national", "prefectural", "bonds", "other", "general")


def settlement() -> bytes:
    """主要な施策の成果: the projects of each department, with their money and sums of the form's own."""
    form = _Form("主要な施策の成果", (5, 22, 9.5, 9.5, 8.5, 8.5, 8.5, 8.5, 9.5, 28, 8, 21), landscape=True)
    form.put(("主要な施策の成果（{{ fiscal_year }}決算）", "title"))
    form.put(
        ("{{ town.name }}　{{ town.plan }}　{{ town.department }}　金額の単位：{{ money_unit }}", "plain")
    )
    form.put(("{{ notice }}", "notice"))
    form.put(("{% for d in departments %}{{ d.name }}", "band"))
    form.wide("{% for d in departments %}{{ d.name }}", "band", 0, 11)
    heads = (
        "番号",
        "事業名",
        "予算現額",
        "決算額",
        "国",
        "県",
        "地方債",
        "その他",
        "一般財源",
        "成果",
        "今後の方向",
        "理由",
    )
    form.put(*[(head, "head") for head in heads])
    marks = [
        ("{% for p in d.projects %}{{ loop.index }}", "centre"),
        ("{{ p.name }}", "text"),
        ("{{ p.budget }}", "money"),
        ("{{ p.settled }}", "money"),
        *[(f"{{{{ p.funds.{fund} }}}}", "money") for fund in _FUNDS],
        ("{{ p.done }}{{ p.output and '\n' ~ p.output }}", "text"),
        ("{{ p.direction }}", "centre"),
        ("{{ p.reason }}{% endfor %}", "text"),
    ]
    form.put(*marks)
    row = form.row
    sums = [(f"=SUM({letter}{row}:{letter}{row})", "total") for letter in "CDEFGHI"]
    form.put(("", "side"), ("計", "side"), *sums, ("", "side"), ("", "side"), ("", "side"))
    form.put(("{% endfor %} ", "plain"))
    total = [("{{ money.budget }}", "total"), ("{{ money.settled }}", "total")]
    total += [(f"{{{{ money.funds.{fund} }}}}", "total") for fund in _FUNDS]
    form.put(
        ("", "band"),
        ("合計（{{ money.projects }}事業）", "band"),
        *total,
        ("{{ money.note }}", "side"),
        ("", "side"),
        ("", "side"),
    )
    form.sheet.repeat_rows(0, 2)
    return form.content()


def board() -> bytes:
    """外部有識者会議: the result, the grants, last year's opinions with their replies, and room for this year's."""
    document = docx.Document()
    _set_up(document)
    _line(document, "{{ town.name }}　外部有識者会議　資料", 16, bold=True)
    _line(document, "{{ town.plan }}　{{ fiscal_year }}の進み具合（基準日 {{ as_of }}）", 11)
    _line(document, "{{ notice }}", 10)
    document.add_heading("1　結果", 1)
    _table(
        document,
        ("指標", "単位", "現状値", "目標値", "実績", "判定", "今年度のご意見"),
        "i in indicators",
        (
            "{{ i.short_name }}",
            "{{ i.unit }}",
            "{{ i.baseline }}（{{ i.baseline_year }}）",
            "{{ i.target }}（{{ i.target_year }}）",
            "{{ i.value }}（{{ i.period }}）",
            "{{ i.sign }}{{ i.verdict }}",
            "",
        ),
        (56, 17, 32, 34, 34, 25, 65),
    )
    document.add_heading("2　事業の費用", 1)
    _line(document, "{{ money.line }}。単位：{{ money_unit }}。{{ money.note }}", 10)
    _table(
        document,
        ("分野", "予算", "決算", "事業の数", "今年度のご意見"),
        "f in fields",
        (
            "{{ f.number }}　{{ f.name }}",
            "{{ f.money.budget }}",
            "{{ f.money.settled }}",
            "{{ f.money.projects }}",
            "",
        ),
        (90, 30, 30, 28, 85),
    )
    document.add_heading("3　交付金を活用した事業", 1)
    _table(
        document,
        ("事業", "指標と実績", "事業効果", "今後の方針・改善方策", "今年度のご意見"),
        "g in grants",
        (
            "{{ g.project }}",
            "{% for i in g.indicators %}{{ i.short_name }} {{ i.value.with_unit }}（目標 {{ i.target.with_unit }}）{{ '\\n' if not loop.last }}{% endfor %}",
            "{{ g.town_effect or g.effect }}",
            "{{ g.review.policy }}\n{{ g.improvement }}",
            "",
        ),
        (50, 75, 32, 56, 50),
    )
    document.add_heading("4　前年度のご意見への対応", 1)
    _table(
        document,
        ("ご意見（誰から、いつ）", "何について", "ご意見", "町の対応", "状況", "今年度のご意見"),
        "o in opinions",
        (
            "{{ o.who }}\n{{ o.date }}",
            "{{ o.about }}",
            "{{ o.words }}",
            "{{ o.reply or '（まだ回答していません）' }}{{ o.department and '（' ~ o.department ~ '）' }}",
            "{{ o.state }}",
            "",
        ),
        (36, 34, 62, 62, 19, 50),
    )
    out = io.BytesIO()
    document.save(out)
    return open_package(Place("board.docx"), out.getvalue(), DEFAULT_LIMITS).content()


def _set_up(document: Any) -> None:
    """A4 landscape, Japanese letters, and nothing of the day on which it was made."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(17)
    section.top_margin = section.bottom_margin = Mm(15)
    for name in ("Normal", "Heading 1"):
        style = document.styles[name]
        style.font.name = _FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), _FONT)
    document.styles["Normal"].font.size = Pt(10)
    document.styles["Heading 1"].font.size = Pt(13)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = "外部有識者会議資料", "", ""
    properties.created = properties.modified = _MADE
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = footer.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _line(document: Any, text: str, size: int, *, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold


def _table(
    document: Any, heads: Sequence[str], loop: str, marks: Sequence[str], widths: Sequence[int]
) -> None:
    """A table with a row for each thing that the loop goes through, and a heading that is repeated on every page."""
    table = document.add_table(rows=4, cols=len(heads), style="Table Grid")
    table.autofit = False
    opening, closing = f"{{%tr for {loop} %}}", "{%tr endfor %}"
    for column, width in enumerate(widths):
        table.columns[column].width = Mm(width)
    _pad(table)
    for row, texts in enumerate((heads, (opening,), marks, (closing,))):
        for column, width in enumerate(widths):
            cell = table.cell(row, column)
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.line_spacing = 1.15
            if row == 0 or heads[column] in _IN_THE_MIDDLE:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            elif heads[column] in _FIGURES:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(texts[column] if column < len(texts) else "")
            run.font.size = Pt(9)
            run.bold = row == 0
            if row == 0:
                shade = OxmlElement("w:shd")
                shade.set(qn("w:val"), "clear")
                shade.set(qn("w:fill"), "E7ECF2")
                cell._tc.get_or_add_tcPr().append(shade)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


_IN_THE_MIDDLE = ("単位", "判定", "状況", "事業効果", "事業の数")
_FIGURES = ("現状値", "目標値", "実績", "予算", "決算")


def _pad(table: Any) -> None:
    """Room between the lines of a table and its letters."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80)):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(width))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tbl.tblPr.append(margins)


FORMS = {"grant.xlsx": grant, "settlement.xlsx": settlement, "board.docx": board}

if __name__ == "__main__":
    for name, make in FORMS.items():
        (FOLDER / name).write_bytes(make())

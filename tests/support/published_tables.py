"""A generator of published tables: one set of figures, in every arrangement, notation and file form.

Each :class:`Variant` says how a table is laid out and written; :func:`make` gives its bytes, its file name
and the ``sources.yaml`` entry that describes it. What it says is always :func:`truth`.
"""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

MUNICIPALITIES = {
    "松江市": "32201",
    "浜田市": "32202",
    "出雲市": "32203",
    "益田市": "32204",
    "大田市": "32205",
    "安来市": "32206",
    "江津市": "32207",
    "雲南市": "32209",
    "奥出雲町": "32343",
    "飯南町": "32386",
    "川本町": "32441",
    "美郷町": "32448",
    "邑南町": "32449",
    "津和野町": "32501",
    "吉賀町": "32505",
    "海士町": "32525",
    "西ノ島町": "32526",
    "知夫村": "32527",
    "隠岐の島町": "32528",
}
OTHERS = {"宮崎県 美郷町": "45431", "秋田県 美郷町": "05434", "島根県": "32000", "全国": "00000"}
COUNTIES = {"美郷町": "邑智郡", "川本町": "邑智郡", "邑南町": "邑智郡", "海士町": "隠岐郡"}
SERIES = {"births": "出生", "deaths": "死亡", "natural_increase": "増減"}
GROUPS = ("総覧", "人口動態", "自然動態")
YEARS = (2025, 2026, 2027)
YEAR = 2027
PUBLISHED = "令和9年12月17日"
_DIGITS = str.maketrans("0123456789,", "０１２３４５６７８９，")

Grid = list[list[str]]


@dataclass(frozen=True)
class Variant:
    """How a table is laid out (``area``, ``period``, ``levels``) and written (all the rest)."""

    name: str
    area: str = "name"
    period: str = "text"
    levels: int = 2
    form: str = "csv"
    encoding: str = "cp932"
    delimiter: str = ","
    line_end: str = "\r\n"
    negative: str = "△{}"
    thousands: bool = True
    wide: bool = False
    unit: str = "人"
    dash: bool = False
    mark: str = ""
    shuffle: int = 0
    broken_heading: bool = False
    year_form: str = "令和{}年"


def truth(series: str, year: int, town: str = "美郷町") -> int:
    """The figure: births and deaths of thousands, so that commas and signs are met."""
    place = [*MUNICIPALITIES, *OTHERS].index(town)
    births = 1017 + 31 * place + 7 * (year - 2025)
    deaths = 2081 + 53 * place + 11 * (year - 2025)
    return {"births": births, "deaths": deaths, "natural_increase": births - deaths}[series]


def years_of(variant: Variant) -> tuple[int, ...]:
    """The years that the variant's table has."""
    return (YEAR,) if variant.period == "text" else YEARS


def write(variant: Variant, value: int) -> str:
    """A figure in the variant's notation and unit."""
    if value == 0 and variant.dash:
        return "－"
    shown, decimals = abs(value), ""
    if variant.unit == "千人":
        shown, rest = divmod(abs(value), 1000)
        decimals = f".{rest:03d}"
    text = (f"{shown:,}" if variant.thousands else str(shown)) + decimals
    if value < 0:
        text = variant.negative.format(text)
    text = text.translate(_DIGITS) if variant.wide else text
    return f"{text}{variant.mark}"


# --- the table as a grid --------------------------------------------------------------------------


def grid_of(variant: Variant) -> Grid:
    """Title rows, header and body."""
    year = "対象期間：令和8年10月～令和9年9月" if variant.period == "text" else ""
    about = "島根県邑智郡美郷町" if variant.area == "text" else "市町村別"
    titles = [
        ["人口動態の見かた（架空統計）"],
        [about],
        [year],
        [f"公表日：{PUBLISHED}"],
        [f"（単位：{variant.unit}）"],
    ]
    columns = list(_columns(variant))
    if variant.shuffle:
        random.Random(variant.shuffle).shuffle(columns)
    header, body = _header(variant, columns), list(_body(variant, columns))
    if variant.shuffle:
        random.Random(variant.shuffle).shuffle(body)
    width = len(header[0])
    return [[*row, *[""] * (width - len(row))] for row in [*titles, *header, *body, ["注）架空の数値です"]]]


def _columns(variant: Variant) -> Iterator[tuple[str, int | None, str]]:
    """(series, year, town) of each value column; None and '' where the row says it."""
    towns = list(MUNICIPALITIES) if variant.area == "header" else [""]
    years = list(YEARS) if variant.period == "header" else [None]
    for town in towns:
        for series in SERIES:
            for year in years:
                yield series, year, town


def path_of(variant: Variant, series: str) -> list[str]:
    """Headings of a series, without year and town."""
    own = variant.levels - (variant.period == "header") - (variant.area == "header")
    return [*GROUPS[3 - (own - 1) :][: own - 1], SERIES[series]] if own > 1 else [SERIES[series]]


def _year(variant: Variant, year: int) -> str:
    return variant.year_form.format(year - 2018, y=year)


def _header(variant: Variant, columns: list[tuple[str, int | None, str]]) -> Grid:
    keys = _key_headings(variant)
    rows: Grid = [[*(keys if level == 0 else [""] * len(keys))] for level in range(variant.levels)]
    before: list[str] = []
    for series, year, town in columns:
        path = [*([town] if town else []), *path_of(variant, series)]
        path += [_year(variant, year)] if year is not None else []
        assert len(path) == variant.levels, (variant, path)
        for level, text in enumerate(path):
            same = before[: level + 1] == path[: level + 1] and level < variant.levels - 1
            rows[level].append("" if same else text)  # as in a merged cell
        before = path
    if variant.broken_heading:
        rows[-1] = [f"{text[:1]}\n{text[1:]}" if len(text) == 2 else text for text in rows[-1]]
    return rows


def _key_headings(variant: Variant) -> list[str]:
    keys = {"header": [], "text": [], "code5": ["団体コード"], "code6": ["団体コード"]}.get(
        variant.area, ["市町村"]
    )
    if variant.area in ("name+code", "national"):
        keys = ["団体コード", "市町村"]
    if variant.area == "prefecture":
        keys = ["都道府県", "市町村"]
    return [*(["年次"] if variant.period == "column" else []), *keys]


def _body(variant: Variant, columns: list[tuple[str, int | None, str]]) -> Iterator[list[str]]:
    years: list[int | None] = list(YEARS) if variant.period == "column" else [None]
    for year in years:
        for town in _towns(variant):
            keys = [_year(variant, year)] if year is not None else []
            keys += _area_cells(variant, town)
            cells = [write(variant, truth(s, y or year or YEAR, t or town)) for s, y, t in columns]
            yield [*keys, *cells]


def _towns(variant: Variant) -> list[str]:
    if variant.area in ("header", "text"):
        return ["美郷町"]
    if variant.area in ("national", "prefecture"):
        return [*OTHERS, *MUNICIPALITIES]
    return list(MUNICIPALITIES)


def _area_cells(variant: Variant, town: str) -> list[str]:
    code = {**MUNICIPALITIES, **OTHERS}[town]
    name = town.rsplit(" ", maxsplit=1)[-1]
    spaced = "　".join(name) if len(name) == 3 else name
    prefecture = (
        town.split(" ", maxsplit=1)[0] if " " in town else "島根県" if town in MUNICIPALITIES else town
    )
    cells: dict[str, list[str]] = {
        "header": [],
        "text": [],
        "code5": [code],
        "code6": [code + check_digit(code)],
        "name+code": [code, name],
        "national": [code, name],
        "prefecture": [prefecture, name],
        "spaced": [spaced],
        "county": [f"{COUNTIES[town]} {town}" if town in COUNTIES else town],
        "prefixed": [f"島根県　{town}"],
    }
    return cells.get(variant.area, [town])


def check_digit(code: str) -> str:
    """By the rule of 総務省: weights 6 5 4 3 2, modulo 11."""
    return str((11 - sum(int(d) * w for d, w in zip(code, (6, 5, 4, 3, 2), strict=True)) % 11) % 10)


# --- the grid as a file ---------------------------------------------------------------------------


def make(variant: Variant) -> tuple[str, bytes, dict[str, Any]]:
    """File name, bytes, and the source entry that describes the table."""
    if variant.form in ("estat_csv", "estat_json"):
        raw = _estat_csv(variant) if variant.form == "estat_csv" else _estat_json(variant)
        return f"{variant.name}.{variant.form[6:]}", raw, _estat_source(variant)
    grid = grid_of(variant)
    if variant.form in ("csv", "zip"):
        raw = _text(grid, variant).encode(variant.encoding)
        if variant.encoding == "utf-16-le":
            raw = b"\xff\xfe" + raw
        if variant.form == "zip":
            raw = _zipped({"表/人口.csv": raw})
    else:
        raw = {"xlsx": xlsx, "xls": xls, "ods": ods}[variant.form](grid)
    return f"{variant.name}.{variant.form}", raw, source_of(variant)


def source_of(variant: Variant) -> dict[str, Any]:
    """The entry of ``sources.yaml`` for a table of this arrangement."""
    return {
        "id": "example",
        "title": "架空統計",
        "publisher": "島根県",
        "publication": {"month": "12", "years_after": "0", "text": "毎年12月頃"},
        "dash": "0",
        "recognise": ["架空統計"],
        "published_label": "公表日",
        "table": {
            "items": {s: path_of(variant, s) for s in SERIES},
            "checks": [{"kind": "equation", "equation": "births - deaths = natural_increase"}],
        },
    }


def _text(grid: Grid, variant: Variant) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=variant.delimiter, lineterminator=variant.line_end).writerows(grid)
    return out.getvalue()


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def xlsx(grid: Grid) -> bytes:
    """A workbook with the header's blank cells merged, and numbers as numbers where they have no sign."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表1"
    for number, row in enumerate(grid, start=1):
        for column, text in enumerate(row, start=1):
            if text:
                plain = text.replace(",", "")
                sheet.cell(number, column, int(plain) if plain.isascii() and plain.isdigit() else text)
    notes = book.create_sheet("利用上の注意")
    notes["A1"] = "この表は架空です。"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(grid: Grid) -> bytes:
    """A workbook of Excel 97."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表1")
    for number, row in enumerate(grid):
        for column, text in enumerate(row):
            if text:
                sheet.write(number, column, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(grid: Grid) -> bytes:
    """An OpenDocument spreadsheet, the least that is one."""
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
            if text
            else "<table:table-cell/>"
            for text in row
        )
        + "</table:table-row>"
        for row in grid
    )
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="表1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    return _zipped(
        {
            "mimetype": kind.encode(),
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": content.encode(),
        }
    )


# --- e-Stat ---------------------------------------------------------------------------------------


def _estat_rows(variant: Variant) -> Iterator[tuple[str, str, str, str, int]]:
    """(item, area code, area, year, value) of each row."""
    for series, item in SERIES.items():
        for town, code in {**OTHERS, **MUNICIPALITIES}.items():
            name = f"島根県 {town}" if town in MUNICIPALITIES else town
            for year in YEARS:
                yield item, code, name, f"{year}年", truth(series, year, town)


def _estat_csv(variant: Variant) -> bytes:
    """As e-Stat's data base gives it: lines about the table, then one value a row."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for line in (
        ["統計名：", "人口動態調査 架空統計"],
        ["表番号：", "1"],
        ["***", "該当数値がないもの"],
        ["-", "零を表す"],
        ["X", "秘匿"],
        [],
    ):
        writer.writerow(line)
    writer.writerow(
        [
            "tab_code",
            "表章項目",
            "area_code",
            "全国・市区町村",
            "time_code",
            "時間軸（年次）",
            "unit",
            "value",
        ]
    )
    for item, code, area, year, value in _estat_rows(variant):
        writer.writerow(["10", item, code, area, f"{year[:4]}000000", year, "人", write(variant, value)])
    return out.getvalue().encode(variant.encoding)


def _estat_json(variant: Variant) -> bytes:
    items = {item: f"{n:03d}" for n, item in enumerate(SERIES.values(), start=1)}
    rows = list(_estat_rows(variant))
    areas = {code: area for _, code, area, _, _ in rows}
    years = {f"{year[:4]}000000": year for *_, year, _ in rows}

    def classes(ident: str, name: str, codes: dict[str, str]) -> dict[str, Any]:
        return {
            "@id": ident,
            "@name": name,
            "CLASS": [{"@code": c, "@name": n, "@level": "1"} for c, n in codes.items()],
        }

    answer = {
        "GET_STATS_DATA": {
            "RESULT": {"STATUS": 0},
            "STATISTICAL_DATA": {
                "TABLE_INF": {
                    "@id": "0000000001",
                    "STAT_NAME": {"@code": "1", "$": "人口動態調査"},
                    "STATISTICS_NAME": "架空統計",
                    "TITLE": {"@no": "1", "$": "市区町村別"},
                    "OPEN_DATE": "2027-12-17",
                },
                "CLASS_INF": {
                    "CLASS_OBJ": [
                        classes("cat01", "表章項目", {code: item for item, code in items.items()}),
                        classes("area", "全国・市区町村", areas),
                        classes("time", "時間軸（年次）", years),
                    ]
                },
                "DATA_INF": {
                    "NOTE": [{"@char": "***", "$": "該当数値がないもの"}],
                    "VALUE": [
                        {
                            "@cat01": items[item],
                            "@area": code,
                            "@time": f"{year[:4]}000000",
                            "@unit": "人",
                            "$": str(value),
                        }
                        for item, code, _, year, value in rows
                    ],
                },
            },
        }
    }
    return json.dumps(answer, ensure_ascii=False, indent=1).encode("utf-8")


def _estat_source(variant: Variant) -> dict[str, Any]:
    source = source_of(Variant("e-Stat"))
    source["published_label"] = "公開日"
    source["table"] = {"items": {series: [item] for series, item in SERIES.items()}}
    return source


# --- the variants ---------------------------------------------------------------------------------

FORMS_OF_TEXT = [
    Variant(f"{encoding} {word} {ends}", encoding=encoding, delimiter=delimiter, line_end=end)
    for encoding in ("cp932", "utf-8", "utf-8-sig", "utf-16-le")
    for word, delimiter in (("comma", ","), ("tab", "\t"))
    for ends, end in (("CRLF", "\r\n"), ("LF", "\n"))
]
ARRANGEMENTS = [
    Variant(f"area {area} period {period} levels {levels}", area=area, period=period, levels=levels)
    for area in (
        "name",
        "spaced",
        "county",
        "prefixed",
        "code5",
        "code6",
        "name+code",
        "national",
        "prefecture",
        "header",
        "text",
    )
    for period in ("text", "header", "column")
    for levels in (1, 2, 3, 4)
    if levels - (period == "header") - (area == "header") >= 1
]
NOTATIONS = [
    Variant("white triangle", negative="△{}"),
    Variant("black triangle", negative="▲{}"),
    Variant("triangle and space", negative="△ {}"),
    Variant("hyphen", negative="-{}"),
    Variant("minus sign", negative="−{}", encoding="utf-8"),
    Variant("brackets", negative="({})"),
    Variant("full width", negative="△{}", wide=True),
    Variant("full width minus", negative="－{}", wide=True),
    Variant("no commas", thousands=False),
    Variant("preliminary p", mark="p"),
    Variant("revised r", mark=" r"),
    Variant("thousands of people", unit="千人"),
    Variant("heading with a line break", broken_heading=True),
    Variant("other order", shuffle=3),
    Variant("another order", shuffle=8, levels=1),
    Variant("years as R9", period="header", year_form="R{}"),
    Variant("years in figures", period="header", year_form="{y}"),
    Variant("years marked", period="header", year_form="令和{}年（速報）"),
    Variant("years in a column as figures", period="column", year_form="{y}年"),
]
FILES = [
    Variant(f"{form} {area} {period}", form=form, area=area, period=period, levels=levels)
    for form in ("xlsx", "xls", "ods", "zip")
    for area, period, levels in (
        ("name", "text", 2),
        ("name+code", "header", 3),
        ("text", "column", 1),
        ("header", "column", 2),
    )
]
ESTAT = [
    Variant("estat cp932", form="estat_csv"),
    Variant("estat utf8", form="estat_csv", encoding="utf-8-sig"),
    Variant("estat api", form="estat_json"),
]
ALL = [*FORMS_OF_TEXT, *ARRANGEMENTS, *NOTATIONS, *FILES, *ESTAT]

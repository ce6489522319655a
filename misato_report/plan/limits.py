"""``plan/limits.yaml``: how large a file may be, and how much making the PDF may take."""

from __future__ import annotations

from misato_report.yaml_schema.kinds import (
    Integer,
)
from misato_report.yaml_schema.mappings import Model, key


class Limits(Model):
    """``plan/limits.yaml``: how large a file may be, and what a PDF may take. A town's real files are far below; what is above is no table of a town.

    Each limit's message names its key here, for the day when a real file is larger.
    """

    yaml_kilobytes: int = key(Integer(least=1), "YAMLファイル1つの大きさ (KB)", default=2_000)
    yaml_values: int = key(
        Integer(least=1), "YAMLファイル1つにある値の数 (「*」による引用の先も数える)", default=200_000
    )
    yaml_depth: int = key(Integer(least=1, most=200), "YAMLの入れ子の深さ", default=40)
    file_megabytes: int = key(Integer(least=1), "取り込むファイルの大きさ (MB)", default=50)
    unpacked_megabytes: int = key(
        Integer(least=1), "Excel、ODS、ZIPの中身を開いた大きさの計 (MB)", default=100
    )
    archive_members: int = key(Integer(least=1), "ZIPの中のファイルの数", default=200)
    sheets: int = key(Integer(least=1), "表計算のファイルのシートの数", default=100)
    rows: int = key(Integer(least=1), "1つの表の行の数", default=100_000)
    columns: int = key(Integer(least=1), "1つの表の列の数", default=2_000)
    pdf_seconds: int = key(Integer(least=1, most=86_400), "PDFを作るのにかけてよい時間 (秒)", default=300)
    pdf_megabytes: int = key(
        Integer(least=200),
        "PDFを作るのに使ってよいメモリー (MB)。Windowsでは時間の上限だけが効く",
        default=4_000,
    )
    cells: int = key(Integer(least=1), "1つのファイルの欄の数の計 (間の空欄も数える)", default=2_000_000)


DEFAULT_LIMITS = Limits()

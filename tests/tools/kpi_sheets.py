"""Invented tables of KPIs of invented towns (見本), each with habits that towns have, and what each line must become.

``python -m tests.tools.kpi_sheets FOLDER`` writes the files and ``期待.md``, the table of what is expected.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

from tests.tools import forty_kpis

LISTED = "listed"
ASKED = "asked"

Cells = tuple[Any, ...]


@dataclass(frozen=True)
class Becomes:
    """What a line must become: a KPI with these parts of its draft, a question about ``asks``, or no KPI.

    Parts that are not named here are not looked at.
    """

    parts: dict[str, str] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    listed: bool = False


@dataclass(frozen=True)
class Row:
    """A line of a sheet, with what it must become (None: a line with nothing in it)."""

    cells: Cells
    becomes: Becomes | None


@dataclass(frozen=True)
class Sheet:
    """A sheet: its lines, the ranges that are merged, and anything else that is done to it."""

    name: str
    rows: tuple[Row, ...]
    merged: tuple[str, ...] = ()
    dress: Callable[[Any], None] | None = None
    on_its_side: bool = False


@dataclass(frozen=True)
class Town:
    """A town's file. ``period`` is that of its plan."""

    name: str
    habits: str
    sheets: tuple[Sheet, ...]
    period: str = "R8..R12"
    encoding: str = ""  # of a CSV; empty for a workbook

    @property
    def file(self) -> str:
        """Name of the file."""
        return f"{self.name}_KPI.{'csv' if self.encoding else 'xlsx'}"

    def content(self) -> bytes:
        """The file."""
        return self._csv() if self.encoding else self._workbook()

    def _csv(self) -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out).writerows(["" if c is None else c for c in row.cells] for row in self.sheets[0].rows)
        return out.getvalue().encode(self.encoding)

    def _workbook(self) -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for made in self.sheets:
            sheet: Any = book.create_sheet(made.name)
            for number, row in enumerate(made.rows, start=1):
                for position, value in enumerate(row.cells, start=1):
                    if made.on_its_side:
                        sheet.cell(position, number, value)
                    else:
                        sheet.cell(number, position, value)
            for area in made.merged:
                sheet.merge_cells(area)
            if made.dress:
                made.dress(sheet)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def no(*cells: Any) -> Row:
    """A line that is no KPI: a title, a heading, a note."""
    return Row(cells, Becomes(listed=True))


def blank() -> Row:
    """A line with nothing in it."""
    return Row((), None)


def kpi(*cells: Any, asks: str = "", **parts: str) -> Row:
    """A KPI: understood with these parts, or asked about (``asks``: parts of the draft, by blanks)."""
    return Row(cells, Becomes(parts, tuple(asks.split())))


def _hyogo() -> Town:
    """Years in the headings, 分野 in merged cells, a column for everything."""
    heads = ("分野", "指標名", "単位", "基準値（R5）", "目標値（R11）", "担当課", "備考")
    work, child = "しごとづくり", "子育て"
    return Town(
        "見本町",
        "見出しに年、分野は結合セル、以上・以下",
        (
            Sheet(
                "KPI一覧",
                (
                    no("第3期見本町総合戦略 KPI一覧（見本）"),
                    blank(),
                    no(*heads),
                    kpi("しごとづくり", "新規就農者数", "人", 12, 30, "産業課", "", field=work, manner="単年度", direction="増える",
                        baseline="12", baseline_years="R5", targets="30", target_years="R11", department="産業課"),
                    kpi(None, "創業相談件数", "件", 233, "100件以上", None, "年度計", field=work, manner="水準を満たす", direction="増える",
                        targets="100", department="産業課"),
                    kpi(None, "町内事業所数", "事業所", 210, "210", None, "", field=work, asks="direction", baseline="210"),
                    kpi("子育て", "待機児童数", "人", 3, "0", "健康福祉課", "", field=child, manner="単年度", direction="減る", targets="0"),
                    kpi(None, "乳幼児健診受診率", "％", "96.5%", "98%以上", None, "", field=child, manner="単年度", direction="増える",
                        baseline="96.5", targets="98", unit="%"),
                    kpi(None, "むし歯のある児童の割合", "%", "18.2", "10%以下", None, "", field=child, manner="単年度", direction="減る", targets="10"),
                    kpi(None, "肥満傾向児の割合", "%", "6.0", "10%未満", None, "", field=child, asks="targets"),
                    kpi(None, "不登校児童生徒数", "人", "4", "5人未満", None, "", field=child, manner="水準を満たす", direction="減る", targets="4"),
                    no("※1 基準値は令和5年度の実績。"),
                ),
                merged=("A4:A6", "A7:A11", "F4:F6", "F7:F11"),
            ),
        ),
        "R7..R11",
    )  # fmt: skip


def _kawa() -> Town:
    """Heading rows, two-row headings, 中間目標, notes below, blank columns."""
    return Town(
        "見本川町",
        "基本目標と施策の見出し行、2段の見出し、中間目標、空の列、下の注",
        (
            Sheet(
                "数値目標一覧",
                (
                    no("見本川町まち・ひと・しごと創生総合戦略（令和8～12年度） 数値目標・KPI一覧"),
                    no(None, None, None, None, None, None, "（見本）"),
                    no("No.", "指標", None, "単位", "現状値", "目標値", None, "担当課", "資料"),
                    no(None, None, None, None, "R6年度", "中間 R10年度", "最終 R12年度", None, None),
                    no("基本目標１　稼ぐ地域をつくる"),
                    no("施策（１）農林業の振興"),
                    kpi(1, "認定農業者数", None, "経営体", 41, 45, 50, "農林課", "農林課調べ", field="基本目標１ 稼ぐ地域をつくる",
                        manner="単年度", baseline="41", baseline_years="R6", targets="45／50", target_years="R10／R12", direction="増える"),
                    kpi(2, "有害鳥獣による農作物被害額", None, "千円", "3,200", "2,500", "2,000", "農林課", "", direction="減る",
                        unit="千円", targets="2,500／2,000"),
                    no("施策（２）観光の振興"),
                    kpi(3, "観光入込客数", None, "万人", "29.8", "31", "32万人", "商工観光課", "県観光統計", field="基本目標１ 稼ぐ地域をつくる",
                        unit="万人", baseline="29.8", targets="31／32"),
                    kpi(4, "宿泊者数", None, "人", "9,870", "―", "1万2千人", "商工観光課", "", unit="人", targets="12,000",
                        target_years="R12", direction="増える"),
                    no("基本目標２　人の流れをつくる"),
                    kpi(5, "社会増減数", None, "人", "▲45", "▲20", "±0", "企画課", "住民基本台帳", field="基本目標２ 人の流れをつくる",
                        baseline="▲45", targets="▲20／0", direction="増える"),
                    kpi(6, "総人口", None, "人", "8,120", None, "7,300", "企画課", "", asks="direction"),
                    kpi(7, "移住相談件数", None, "件", "", None, "60", "企画課", "", asks="baseline"),
                    kpi(8, "空き家バンク登録件数（累計）", None, "件", "18", None, "40", "企画課", "", asks="manner"),
                    blank(),
                    no("（注）単位は各指標のとおり。"),
                    no("資料：見本川町企画課"),
                ),
            ),
        ),
    )  # fmt: skip


def _yama() -> Town:
    """No column for the unit: units, sizes and years stand in the values."""
    return Town(
        "見本山村",
        "単位が値の中、億と万、約、延べ、件/年、H25比、値の中の年",
        (
            Sheet(
                "KPI",
                (
                    no("基本目標", "KPI", "現状値", "目標値", "所管"),
                    kpi("基本目標1 産業", "製造品出荷額", "9,800万円（R5）", "1億2,300万円（R12）", "産業課", unit="円",
                        baseline="98,000,000", baseline_years="R5", targets="123,000,000", target_years="R12", direction="増える", field="基本目標1 産業"),
                    kpi("", "観光客数", "約29万人（R6）", "約32万人", "産業課", unit="万人", baseline="29", targets="32", target_years="R12"),
                    kpi("", "道の駅来場者数", "298,000人（R6）", "32万人", "産業課", unit="人", baseline="298,000", targets="320,000"),
                    kpi("", "農業体験参加者", "延べ320人（R6）", "延べ500人", "産業課", unit="人", baseline="320", targets="500"),
                    kpi("", "創業件数", "2件/年（令和6年度）", "年間3件以上", "産業課", unit="件", manner="単年度", direction="増える", targets="3"),
                    kpi("", "ふるさと納税額", "1,250千円（R6）", "3,000千円", "総務課", unit="千円", baseline="1,250", targets="3,000"),
                    kpi("基本目標2 環境", "温室効果ガス排出量", "△20％（H25比）（R4）", "△46％（H25比）", "住民課", unit="%", baseline="▲20",
                        baseline_years="R4", targets="▲46", direction="減る", field="基本目標2 環境"),
                    kpi("", "1人1日あたりごみ排出量", "850g（R5）", "780g以下", "住民課", unit="g", direction="減る", manner="単年度"),
                    kpi("", "電気自動車の公用車", "1台（R6）", "4台", "総務課", unit="台", targets="4"),
                    kpi("", "社会増減", "▲12人（R6）", "±0人（R12）", "総務課", unit="人", baseline="▲12", targets="0", direction="増える"),
                    kpi("", "満足度", "52%（R4）", "60％", "総務課", unit="%", baseline="52", baseline_years="R4"),
                    kpi("", "木質ペレット生産", "120t（R6）", "150㎥", "産業課", asks="unit"),
                    kpi("", "小水力発電", "3基（R6）", "倍増", "産業課", asks="targets"),
                    kpi("", "集落の数", "23（R6）", "23以上", "総務課", asks="unit"),
                ),
            ),
        ),
    )  # fmt: skip


def _hama() -> Town:
    """Words instead of figures, unknown baselines, means."""
    return Town(
        "見本浜町",
        "増加・延伸・現状維持・前年度比増・策定・開設、現状値のないもの、5年平均",
        (
            Sheet(
                "指標",
                (
                    no("まちづくり指標一覧（見本）"),
                    no("政策", "施策", "成果指標", "単位", "現状値 （令和6年度）", "目標 （令和12年度）", "担当課", "備考"),
                    kpi("健康", "健康づくり", "健康寿命（男性）", "歳", 80.1, "延伸", "健康課", "", field="健康", manner="現状値より良くする",
                        direction="増える", baseline="80.1", target_years="R12"),
                    kpi("", "", "要介護認定率", "%", 21.3, "減少", "健康課", "", manner="現状値より良くする", direction="減る"),
                    kpi("", "", "特定健診受診率", "%", "48.2", "前年度比増", "健康課", "", manner="前年度より良くする", direction="増える"),
                    kpi("", "地域医療", "診療所の数", "か所", 2, "現状維持", "健康課", "", field="健康", asks="direction", manner="現状値を保つ"),
                    kpi("", "", "在宅医療の満足度", "%", "未調査", "60%以上", "健康課", "", manner="水準を満たす", direction="増える",
                        baseline="なし(未調査)", targets="60"),
                    kpi("", "", "オンライン診療", "―", "未実施", "実施", "健康課", "", manner="実施の段階", baseline="なし(未実施)"),
                    kpi("教育", "学校", "小学校の少人数学級", "校", "2", "全校", "教育課", "", asks="targets", field="教育"),
                    kpi("", "", "学校給食の地場産品率", "%", "―", "50", "教育課", "", asks="direction"),
                    kpi("", "社会教育", "図書館の新館", "", "検討中", "R10までに開設", "教育課", "", manner="実施の段階", target_years="R10",
                        unit="段階"),
                    kpi("", "", "生涯学習講座の参加者", "人", "5年平均（R2～R6） 412人", "450", "教育課", "", baseline="412",
                        baseline_years="R2～R6の平均", targets="450", manner="単年度", direction="増える"),
                    kpi("防災", "", "地域防災計画の改定", "", "H30策定", "改定", "総務課", "", asks="manner", field="防災"),
                    kpi("", "", "自主防災組織の新規設立", "組織", "新規", "6", "総務課", "", manner="単年度", direction="増える",
                        baseline="なし(新規)"),
                    kpi("", "", "防災訓練参加者", "人", 350, "現状維持以上", "総務課", "", manner="現状値を保つ", direction="増える"),
                    kpi("", "", "避難所の機能", "", "", "充実", "総務課", "", asks="targets"),
                    kpi("", "", "参考：県の耐震化率", "%", "88.0", "", "総務課", "", asks="targets"),
                ),
            ),
        ),
    )  # fmt: skip


def _hara() -> Town:
    """A sheet for each field, 再掲 in the second, and a sheet that is no table of KPIs."""
    heads = (
        "番号",
        "重要業績評価指標（KPI）",
        "単位",
        "基準値",
        "基準年度",
        "目標値",
        "目標年度",
        "担当課",
        "備考",
    )
    return Town(
        "見本原町",
        "分野ごとにシート、再掲、表紙のシート、年の列",
        (
            Sheet("表紙", (no("見本原町総合戦略 進行管理（見本）"), no("企画財政課"))),
            Sheet(
                "産業",
                (
                    no(*heads),
                    kpi(1, "新規就農者数", "人", 2, "R6", 5, "R12", "産業課", "", field="産業", manner="単年度"),
                    kpi(2, "企業誘致件数", "社", 0, "R6", "5年間で3社", "R12", "産業課", "", manner="期間の合計", target_years="R8～R12",
                        baseline="0"),
                    kpi(3, "町内の就業者数", "人", "2,950", "2020年", "2,800人以上", "2030年", "産業課", "国勢調査", manner="水準を満たす",
                        direction="増える", baseline_years="R2", target_years="R12"),
                ),
            ),
            Sheet(
                "子育て",
                (
                    no(*heads),
                    kpi(1, "出生数", "人", 31, "令和6年度", 35, "令和12年度", "健康課", "", field="子育て"),
                    kpi(2, "新規就農者数（再掲）", "人", 2, "R6", 5, "R12", "産業課", "", field="子育て", manner="再掲"),
                    kpi(3, "子育て支援センター利用者", "人", "1,200", "R6", "1,500", "R12", "健康課", "", field="子育て"),
                    kpi(4, "男性の育休取得率", "%", 20, "R6", 50, "R5", "総務課", "", asks="target_years"),
                ),
            ),
            Sheet(
                "まち",
                (
                    no(*heads),
                    kpi(1, "公共交通の利用者数", "人/日", 85, "R6", 90, "R12", "企画課", "", field="まち"),
                    kpi(2, "移住者数", "人", 12, "R6", 60, "R8～R12", "企画課", "", manner="期間の合計", direction="", asks="direction"),
                    kpi(3, "公共交通の利用者数", "人/日", 80, "R6", 95, "R12", "企画課", "", asks="name"),
                    kpi(4, "出生数", "人", 30, "R6", 35, "R12", "健康課", "再掲", manner="再掲", asks="targets"),
                ),
            ),
        ),
    )  # fmt: skip


def _tani() -> Town:
    """A table on its side: a KPI in each column."""
    return Town(
        "見本谷村",
        "横に寝た表（列が指標）",
        (
            Sheet(
                "様式1",
                (
                    no("分野", "指標", "単位", "基準値(R6)", "目標値(R12)", "担当"),
                    kpi("産業", "わさび出荷量", "t", 12.5, 15, "産業課", field="産業", baseline="12.5", targets="15", unit="t"),
                    kpi(None, "林業就業者数", "人", 8, "10人以上", "産業課", field="産業", direction="増える"),
                    kpi("くらし", "高齢者の通いの場", "か所", 4, 6, "福祉課", field="くらし", target_years="R12"),
                    kpi(None, "デマンドバスの満足度", "%", "未調査", "70%以上", "企画課", field="くらし", manner="水準を満たす"),
                ),
                merged=("B1:C1", "D1:E1"),
                on_its_side=True,
            ),
        ),
    )  # fmt: skip


def _shima() -> Town:
    """A CSV in CP932, 〃, blank columns, headings again in the middle."""
    heads = ("分野", "", "指標名", "", "基準値(令和６年度)", "目標値(令和１２年度)", "単位", "所管課")
    return Town(
        "見本島町",
        "CSV（CP932）、〃、空の列、途中でもう一度の見出し、全角の数字",
        (
            Sheet(
                "",
                (
                    no("見本島町　ＫＰＩ一覧表", "", "", "", "", "", "", ""),
                    no(*heads),
                    kpi("交流", "", "フェリー利用者数", "", "８，６５０", "９，０００", "人", "総務課", field="交流", baseline="8,650", targets="9,000"),
                    kpi("〃", "", "釣り大会の参加者数", "", "１２０", "１５０", "人", "〃", field="交流", department="総務課"),
                    kpi("", "", "島留学生数", "", "3", "5", "人", "教育課", field="交流", department="教育課"),
                    no(*heads),
                    kpi("水産", "", "漁獲量", "", "▲", "300", "ｔ", "水産課", asks="baseline", field="水産"),
                    kpi("〃", "", "漁業後継者数", "", "-", "3人以上", "人", "水産課", field="水産", manner="水準を満たす", baseline="なし(-)"),
                    kpi("〃", "", "水産加工品の売上", "", "1,250", "1,500", "万円", "水産課", unit="万円"),
                    no("※ 基準値が－のものは今後調査する。", "", "", "", "", "", "", ""),
                ),
            ),
        ),
        encoding="cp932",
    )  # fmt: skip


def _no() -> Town:
    """A block for each field in one sheet; two KPIs in one row of cells."""
    heads = ("具体的施策", "指標", "基準値（R6）", "目標値（R12）", "出典")
    return Town(
        "見本野町",
        "一枚のシートに分野ごとの表、一つの欄に二つの指標、番号の付いた施策",
        (
            Sheet(
                "別紙2",
                (
                    no("見本野町総合計画 後期基本計画 指標（見本）"),
                    no("【基本目標1】安心して暮らせるまち"),
                    no(*heads),
                    kpi("1-1 防災", "防災士の数（人）", 12, 24, "", field="基本目標1 安心して暮らせるまち", unit="人"),
                    kpi("1-2 交通安全", "交通事故発生件数（件）\n交通事故死者数（人）", "42\n1", "30\n0", "警察", field="基本目標1 安心して暮らせるまち",
                        name="交通事故発生件数（件）", unit="件", direction="減る", targets="30"),
                    blank(),
                    no("【基本目標2】学びのまち"),
                    no(*heads),
                    kpi("2-1 学校教育", "全国学力調査の正答率（%）", "県平均以下", "県平均以上", "", asks="targets",
                        field="基本目標2 学びのまち"),
                    kpi("2-2 図書館", "貸出冊数（冊）", "18,500", "20,000", "図書館年報", field="基本目標2 学びのまち", unit="冊"),
                    kpi("", "電子書籍の導入", "なし", "令和9年度導入", "", manner="実施の段階", target_years="R9", unit="段階"),
                ),
            ),
        ),
    )  # fmt: skip


def _ichi() -> Town:
    """Targets for each year in columns, 累計 and 単年 in a column of their own."""
    return Town(
        "見本森町",
        "年ごとの目標の列、単年・累計の列、2段の見出し、期間の合計",
        (
            Sheet(
                "一覧",
                (
                    no("基本目標", "指標名", "単位", "区分", "現状値", "目標値", None, None, None, None),
                    no(None, None, None, None, "R7", "R8", "R9", "R10", "R11", "R12"),
                    kpi("基本目標1", "アプリ利用者数", "人", "単年", 0, 100, 300, 500, 700, 900, manner="年ごと", direction="増える", field="基本目標1",
                        targets="100／300／500／700／900", target_years="R8／R9／R10／R11／R12", baseline="0"),
                    kpi(None, "起業件数", "件", "累計", 3, None, None, None, None, 20, asks="manner"),
                    kpi(None, "移住世帯数", "世帯", "期間の合計", "8", None, None, None, None, 60, manner="期間の合計", target_years="R8～R12",
                        direction="増える"),
                    kpi(None, "光回線の契約数", "件", "積み上げ", "800", None, None, None, None, "1,200", manner="積み上げ", target_years="R12"),
                    kpi(None, "講座の満足度", "%", "単年", "70", 10, 8, 12, None, None, asks="direction", manner="年ごと"),
                    kpi(None, "デマンド交通の利用", "人", "単年", "450", None, None, 480, None, 500, manner="単年度", targets="480／500",
                        target_years="R10／R12"),
                ),
                merged=("A3:A8", "F1:J1"),
            ),
        ),
    )  # fmt: skip


def _marks(sheet: Any) -> None:
    sheet["C4"].number_format = "General;▲General"
    sheet["C6"].number_format = sheet["D6"].number_format = "0.0%"
    sheet.row_dimensions[7].hidden = True


def _oka() -> Town:
    """Footnote marks, number formats, hidden rows: figures as people see them."""
    return Town(
        "見本岡町",
        "①や※の付いた値、▲の表示形式、%の表示形式、隠れた行、→の欄",
        (
            Sheet(
                "KPI(見本)",
                (
                    no("分野", "KPI", "現状（R6）", "目標（R12）"),
                    no("１ 産業の振興"),
                    kpi(None, "直売所の売上（万円）", "620①", "800", field="１ 産業の振興", baseline="620", targets="800", unit="万円"),
                    kpi(None, "社会増減（人）", -19, 0, baseline="▲19", targets="0", direction="増える"),
                    kpi(None, "商談会の参加社数（社）", "35※1", "50※2", baseline="35", targets="50"),
                    kpi(None, "若者の定着率（%）", 0.124, 0.2, baseline="12.4", targets="20", unit="%"),
                    kpi(None, "見学者数（人）", 80, 100, baseline="80"),
                    no("２ 福祉の充実"),
                    kpi(None, "①認知症サポーター数（人）", "累計1,200人", "累計1,800人", field="２ 福祉の充実", asks="manner"),
                    kpi(None, "シルバー人材センター会員（人）", "約95人", "110人程度", baseline="95", targets="110"),
                    no("※1 令和6年10月末現在"),
                    no("① 直営分を含む。"),
                ),
                dress=_marks,
            ),
        ),
    )  # fmt: skip


def _saka() -> Town:
    """A sheet for following up: actuals of each year, targets of each year beside a final one, rates."""
    return Town(
        "見本坂町",
        "年ごとの実績の列、年度別目標と最終目標、達成率、結合した単位、計画の前の年の目標",
        (
            Sheet(
                "進捗",
                (
                    no("基本目標", "KPI", "単位", "基準値", "実績値", None, "年度別目標値", None, None, None, None, "最終目標", "達成率"),
                    no(None, None, None, "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R12", None),
                    kpi("1 しごと", "新規就農者数", "人", 3, 2, 4, 4, 5, 6, 7, 8, 8, "50%", field="1 しごと", manner="年ごと", baseline="3",
                        baseline_years="R5", targets="4／5／6／7／8"),
                    kpi(None, "免許返納者数", None, 30, 31, "集計中", 30, 30, 30, 30, 30, 150, 0.8, unit="人", asks="targets"),
                    kpi(None, "備蓄食", "食", "3千", None, None, "→", "→", "→", "→", "5千", "5千", "", unit="食", targets="5,000",
                        manner="単年度", direction="増える"),
                ),
                merged=("A3:A5", "C3:C4", "E1:F1", "G1:K1"),
            ),
            Sheet(
                "計画と実績",
                (
                    no("基本目標", "指標名", "単位", "区分", "R6", "前期目標（R7）", "R8", "R9", "目標値（R10）"),
                    kpi("2 ひと", "移住者数", "人", "目標", 5, 6, 7, 8, 9, field="2 ひと", manner="年ごと", targets="7／8／9",
                        target_years="R8／R9／R10", asks="baseline"),
                    no(None, None, None, "実績", 5, 4, 7),
                ),
                merged=("A2:A3", "B2:B3", "C2:C3"),
            ),
        ),
    )  # fmt: skip


def _hide_old_targets(sheet: Any) -> None:
    sheet.column_dimensions["E"].hidden = True
    for cell in ("C3", "F3"):
        sheet[cell].number_format = '0"人"'


def _sawa() -> Town:
    """Two tables side by side; a name divided over two columns, upright words, a hidden column."""
    heads = ("指標", "現状値（R6）", "目標値（R12）")
    return Town(
        "見本沢村",
        "横に並んだ二つの表、二つの列に分けた指標名、縦書き、隠れた旧目標の列、表示形式の単位、結合した目標",
        (
            Sheet(
                "産業",
                (
                    no(*heads, None, *heads),
                    kpi("直売所の客（人）", 80, 100, None, "起業の相談（件）", 5, 8, name="直売所の客（人）", baseline="80", targets="100", field="産業"),
                    kpi(None, None, None, None, "空き店舗（店）", 5, 3, name="空き店舗（店）", baseline="5", targets="3", direction="減る",
                        field="産業"),
                ),
            ),
            Sheet(
                "くらし",
                (
                    no("目標", "指標", None, "現状（R6）", "目標（R12）", "目標（R12）"),
                    no(None, None, None, None, "旧", "新"),
                    kpi("く\nら\nし", "サロンの参加者", "男性", 12, 99, 20, field="くらし", name="サロンの参加者 男性", unit="人", targets="20"),
                    kpi(None, None, "女性", "30人", 99, "40人", field="くらし", name="サロンの参加者 女性", unit="人", targets="40"),
                    kpi(None, "健康寿命", "男性", "79.8歳", None, "延伸", name="健康寿命 男性", manner="現状値より良くする"),
                    kpi(None, None, "女性", "84.1歳", None, None, name="健康寿命 女性", manner="現状値より良くする", direction="増える"),
                ),
                merged=("A3:A6", "B3:B4", "B5:B6", "F5:F6"),
                dress=_hide_old_targets,
            ),
        ),
    )  # fmt: skip


def _kishi() -> Town:
    """Years in a note, names of two lines in the heading, sums in the unit or the name, CO2."""
    return Town(
        "見本岸町",
        "注に書いた年、見出しの2行目の指標名、単位や名前に書いた5年間・累計、県平均、ゼロ、満点",
        (
            Sheet(
                "成果指標",
                (
                    no("※現状値は令和5年度、目標値は令和11年度"),
                    no("施策分野", "成果指標", None, "現状値", "目標値"),
                    no(None, "指標名", "単位", None, None),
                    kpi("産業", "農業産出額", "百万円", 1690, 1800, field="産業", baseline_years="R5", target_years="R11"),
                    kpi(None, "新規就農者数", "人/5年間", 2, 15, asks="baseline_years", manner="期間の合計", unit="人"),
                    kpi(None, "商品開発（5か年間）", "件", 1, 15, asks="baseline_years", manner="期間の合計"),
                    kpi(None, "協定数", "件（累計）", 3, 15, asks="manner", unit="件"),
                    kpi(None, "卵用鶏", "千羽", "3千羽", "5千羽", unit="千羽", baseline="3", targets="5"),
                    kpi("環境", "温室効果ガス排出量", "", "45千t-CO2", "30千t-CO2", field="環境", unit="千t-CO2", baseline="45", targets="30",
                        direction="減る"),
                    kpi(None, "不法投棄", "件", "3", "ゼロ", targets="0", direction="減る"),
                    kpi("教育", "授業の満足度", "点", "70", "80点以上（100点満点）", field="教育", targets="80"),
                    kpi(None, "学力調査の正答率", "%", "62", "全国平均以上", asks="targets"),
                    kpi(None, "図書館の来館", "人", "月平均 320", "月平均 400", unit="人", asks=""),
                ),
                merged=("B2:C2", "A4:A8", "A9:A10", "A11:A13"),
            ),
        ),
        "R7..R11",
    )  # fmt: skip


def _ura() -> Town:
    """A CSV with 数値目標（KPI）, every year's target, runs of years for a rate, signs."""
    heads = ("施策の柱", "数値目標（KPI）", "基準年度", "基準値", "目標年度", "目標値", "単位", "備考")
    return Town(
        "見本浦町",
        "CSV（CP932）、数値目標（KPI）の見出し、毎年、R10～R14の率、＋や▲の付いた目標、けたの違い",
        (
            Sheet(
                "",
                (
                    no(*heads),
                    kpi("子育て", "出生数", "令和６年", "４２", "毎年", "４５", "人", "", field="子育て", manner="水準を満たす", direction="増える",
                        target_years="R12"),
                    kpi("", "合計特殊出生率", "H30～R4", "１．４２", "R8～R12", "１．６０", "－", "5年ごと", field="子育て", asks="manner"),
                    kpi("", "移住世帯数", "R2-R6", "18", "R8-R12", "30", "世帯", "", manner="期間の合計", direction="増える"),
                    kpi("", "待機児童数", "R6", "0", "R12", "0", "人", "", manner="水準を満たす", direction="減る"),
                    kpi("観光", "宿泊者数", "R6", "230", "R12", "＋50", "人", "", field="観光", asks="targets"),
                    kpi("", "観光消費額", "R6", "1200", "R12", "1500000", "千円", "", asks="unit"),
                    kpi("", "宿の稼働率", "R6", "0.482", "R12", "60", "%", "", asks="unit"),
                    kpi("", "社会増減", "R6", "▲45", "R12", "▲20以内", "人", "", manner="単年度", direction="増える", targets="▲20"),
                    kpi("", "来訪者", "R6", "累計300", "R12", "500", "人", "", asks="manner"),
                    kpi("", "町営バスの便", "R6", "12", "R12", "同左", "便", "", asks="targets"),
                ),
            ),
        ),
        encoding="cp932",
    )  # fmt: skip


def forty() -> Town:
    """Forty KPIs in six fields; how each is counted stands in a column whose heading does not say so (考え方)."""
    rows = [no(forty_kpis.TITLE), blank(), no(*forty_kpis.HEADINGS)]
    for cells, field_name, becomes in forty_kpis.lines():
        name = field_name.replace("\u3000", " ")
        manner, _, asks = becomes.partition("? ")
        rows.append(kpi(*cells, field=name, asks=asks) if asks else kpi(*cells, field=name, manner=manner))
    sheet = Sheet("KPI一覧", tuple(rows), merged=forty_kpis.merged())
    return Town("見本四十町", "40のKPI、数え方は「考え方」の列", (sheet,))


TOWNS = (
    _hyogo(), _kawa(), _yama(), _hama(), _hara(), _tani(), _shima(), _no(), _ichi(), _oka(), _saka(), _sawa(),
    _kishi(), _ura(), forty(),
)  # fmt: skip


def expected_table() -> str:
    """What each line must become, as Markdown."""
    lines = ["# 見本の表と、読み取りの期待", ""]
    for town in TOWNS:
        lines += [f"## {town.name}（{town.habits}）", "", "| 行 | 表の言葉 | 期待 |", "|---|---|---|"]
        for sheet in town.sheets:
            for number, row in enumerate(sheet.rows, start=1):
                if row.becomes is not None:
                    words = " ".join(str(c).replace("\n", "／") for c in row.cells if c not in {None, ""})
                    lines.append(f"| {sheet.name}{number} | {words} | {_said(row.becomes)} |")
        lines.append("")
    return "\n".join(lines)


def _said(becomes: Becomes) -> str:
    if becomes.listed:
        return "指標ではない"
    parts = "、".join(f"{name} {text}" for name, text in becomes.parts.items())
    return f"質問: {'、'.join(becomes.asks)}（{parts}）" if becomes.asks else parts


def write_all(folder: Path) -> list[Path]:
    """Write every town's file and the table of what is expected."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "期待.md").write_text(expected_table(), encoding="utf-8")
    for town in TOWNS:
        (folder / town.file).write_bytes(town.content())
    return [folder / town.file for town in TOWNS]


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))

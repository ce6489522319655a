"""An invented town's sheet of forty KPIs in six fields (見本), with a column 考え方 for how each is counted.

Each line: name | unit | 考え方 | baseline | target | department | what it must become (a manner, or ``?`` and what is asked).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

_FIELDS = {
    "1　産業・雇用": """
        新規就農者数|人|累計|0|15|産業振興課|? manner
        町内総生産額|百万円|単年|13,596|14,500|産業振興課|単年度
        創業支援件数|件|5年間の累計|8件（R2～R6）|12件以上|産業振興課|期間の合計
        ふるさと納税寄附額|千円|単年|120,000|200,000|企画課|単年度
        農業産出額|億円|単年|38.2|40.0|産業振興課|単年度
        有害鳥獣による被害額|万円|単年|1,250|800以下|産業振興課|単年度
        企業誘致件数|社|累計|2|5|産業振興課|? manner""",
    "2　移住・定住": """
        社会増減数|人|単年|▲62|▲31|企画課|単年度
        移住相談件数|件|単年|145|200|企画課|単年度
        空き家バンク成約件数|件|累計|31|60|企画課|? manner
        Ｕ・Ｉターン者数|人|5年間の累計|112|650|企画課|? baseline_years
        若者住宅整備戸数|戸|累計|0|12|建設課|? manner
        地域おこし協力隊の定住率|％|単年|62.5|70|企画課|単年度
        移住者満足度|％|単年|―|80|企画課|? direction""",
    "3　結婚・子育て": """
        出生数|人|単年|19|25|健康福祉課|単年度
        合計特殊出生率|―|5年平均|1.74|1.80|健康福祉課|? manner
        婚姻届出件数|件|単年|11|15|住民課|単年度
        待機児童数|人|単年|0|0を維持|健康福祉課|水準を満たす
        子育て支援センター利用者数|人|単年|1,820|2,000|健康福祉課|単年度
        乳幼児健診受診率|％|単年|98.2|100|健康福祉課|単年度
        子育てしやすいと思う保護者の割合|％|単年|71.4|増加|健康福祉課|現状値より良くする""",
    "4　教育・文化": """
        小中学校のICT活用授業の割合|％|単年|55.0|90.0|教育委員会|単年度
        図書館貸出冊数|冊|単年|21,350|22,000|教育委員会|単年度
        地域学校協働活動の参加者数|人|単年|430|500|教育委員会|単年度
        生涯学習講座の受講者数|人|単年|610|前年度比増|教育委員会|前年度より良くする
        文化財の指定件数|件|単年|24|26|教育委員会|単年度
        学校給食の地産地消率|％|単年|48.3|60.0|教育委員会|単年度""",
    "5　暮らし・安全": """
        交通事故発生件数|件|単年|12|6以下|総務課|単年度
        自主防災組織の結成率|％|単年|76.9|100|総務課|単年度
        消防団員数|人|単年|312|320|総務課|単年度
        特定健診受診率|％|単年|51.3|60.0|健康福祉課|単年度
        要介護認定率|％|単年|24.1|24.0以下|健康福祉課|単年度
        ごみ排出量（1人1日）|g|単年|812|750|住民課|単年度
        町営バス利用者数|人|単年|28,410|28,500|企画課|単年度
        水道管の耐震化率|％|単年|18.5|25.0|建設課|単年度""",
    "6　行政・財政": """
        経常収支比率|％|単年|92.4|90.0以下|総務課|単年度
        実質公債費比率|％|単年|9.8|8.0|総務課|単年度
        マイナンバーカード保有率|％|単年|78.0|90.0|住民課|単年度
        オンライン申請が可能な手続の数|件|単年|24|60|総務課|単年度
        公共施設個別計画の改定|―||未着手|実施|総務課|実施の段階""",
}
TITLE = "第3期見本四十町総合戦略　重要業績評価指標（KPI）一覧（見本）"
HEADINGS = ("分野", "No", "重要業績評価指標", "単位", "考え方", "基準値（R6）", "目標値（R12）", "担当課")


def lines() -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """The cells of each KPI's line, the field it stands in, and what it must become."""
    number = 0
    for field, texts in _FIELDS.items():
        for text in texts.split("\n"):
            if not text.strip():
                continue
            number += 1
            name, unit, how, start, target, department, becomes = text.strip().split("|")
            yield (field, number, name, unit, how, _cell(start), _cell(target), department), field, becomes


def merged() -> tuple[str, ...]:
    """The merged cells of the column 分野; the KPIs begin in line 4."""
    fields = [field for _, field, _ in lines()]
    rows = {field: [n for n, other in enumerate(fields, start=4) if other == field] for field in _FIELDS}
    return tuple(f"A{numbers[0]}:A{numbers[-1]}" for numbers in rows.values())


def _cell(text: str) -> int | float | str:
    """A figure as Excel keeps it, else the text."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return int(value) if value == value.to_integral_value() else float(value)

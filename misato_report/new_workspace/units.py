"""The unit that a KPI's figures share, from wherever the town wrote it, and the figures in that unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from misato_report.new_workspace.amounts import SCALES, Amount, same_unit, split_unit
from misato_report.new_workspace.cell_text import plain_text, squeezed
from misato_report.plan.indicators import NO_UNIT

_KNOWN = (
    "人|名|件|回|%|円|戸|世帯|箇所|か所|ヶ所|カ所|ヵ所|社|事業者|事業所|経営体|店|店舗|団体|組|校|園|台|ha|a|㎡|㎥|km|kg|g|t|トン|泊|人泊|点|"
    "位|歳|年|日|時間|分|ポイント|倍|棟|室|区画|地区|集落|施設|種類|品目|冊|本|頭|羽|隻|コース|自治会|組織|路線|便|杯|講座|事業|項目|"
    "基|床|局|市町村|kwh|kw|mwh|t-co2|千t-co2|‰|人/日|商品|作品|プロジェクト|グループ|クラブ|教室|機関|協定|法人|夫婦|名/年"
)
_UNIT = re.compile(
    rf"(?:延べ|のべ)?(?:百万|千|万|億)?(?:{_KNOWN})(?:/(?:年度?|月|日|人|回|週))?", re.IGNORECASE
)
_COUNTED = re.compile(
    r"人|名|件|回|戸|世帯|箇所|か所|ヶ所|社|店|団体|組|校|園|台|棟|施設|事業所|地区|集落|本|頭|冊|人泊"
)
_RATES = frozenset({"%", "‰", "ポイント", "点", "歳", "位", "倍", NO_UNIT})
_BRACKETS = re.compile(r"[(【\[]([^()【】\[\]]+)[)】\]]\s*$")
_IN_TITLE = re.compile(r"単位\s*[::]\s*([^\s()、,]+)")
_HOW_COUNTED = re.compile(
    r"\((?:累計|累積|合計|延べ|年間|単年度?)\)|[/・]?[0-9]{1,2}(?:か|カ|ヶ|ケ|箇)?年間?$"
)
_DASH = re.compile(r"[-‐–—―−─ー－/]|なし")


def unit_in_name(name: str) -> str:
    """The unit in brackets at the end of a KPI's name: 出生数（人）."""
    match = _BRACKETS.search(plain_text(name))
    inner = match[1].strip() if match else ""
    inner = _HOW_COUNTED.sub("", re.sub(r"^単位:?\s*", "", inner))
    return inner if _UNIT.fullmatch(inner) else ""


def unit_of_title(title: str) -> str:
    """The one unit that the lines above a table name (単位：人); empty where they name none or several."""
    found = set(_IN_TITLE.findall(plain_text(title)))
    return found.pop() if len(found) == 1 else ""


def unit_cell(text: str) -> str:
    """A cell of the column 単位; a dash there says that the figures have none."""
    plain = _HOW_COUNTED.sub("", squeezed(text)).strip("()")
    return NO_UNIT if _DASH.fullmatch(plain) else plain


def is_counted(unit: str) -> bool:
    """Whether figures of this unit are whole numbers, so that less than 10 is at most 9."""
    return bool(_COUNTED.fullmatch(same_unit(unit)))


def is_rate(unit: str, name: str) -> bool:
    """Whether figures are rates, scores or ages, of which no sum is taken."""
    return same_unit(unit) in _RATES or bool(re.search("率|割合|指数|平均|寿命", name))


def common_unit(said: str, amounts: Sequence[Amount]) -> str | None:
    """The unit of all figures: what the table says, else the figures' own; None where they contradict each other."""
    own = [amount for amount in amounts if amount.unit]
    if said:
        scale, base = split_unit(said)
        wanted = same_unit(base)
        fits = all(same_unit(amount.unit) == wanted for amount in own)
        return said if fits and (not scale or scale in SCALES) else None
    if len({same_unit(amount.unit) for amount in own}) > 1:
        return None
    if not own:
        return ""
    if any(amount.scale for amount in own) and any(a.value and not a.unit and not a.scale for a in amounts):
        return None  # 9,800万円 and 12,000: of what size the second is, is not said
    scales = {amount.scale for amount in amounts if amount.value or amount.unit}
    scale = scales.pop() if len(scales) == 1 else ""
    return f"{scale}{own[0].unit}"


def in_unit(amount: Amount, unit: str) -> Decimal:
    """A figure in a unit, exactly: 32万人 is 320,000 人; 1億2,300万円 is 12,300 万円.

    A bare number is one of the unit's, whatever its size: 1,000 in a column of 千円.
    """
    if not amount.unit and not amount.scale:
        return amount.value
    scale, _ = split_unit(unit)
    return amount.in_scale(scale)

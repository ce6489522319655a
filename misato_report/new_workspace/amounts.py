"""A figure as towns write it into a table of KPIs: 約1,200人, 1億2,300万円, 30件/年, ▲46％（H25比）, 100件以上, 620①."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from misato_report.new_workspace.cell_text import plain_text, without_marks
from misato_report.new_workspace.kpi import Span
from misato_report.new_workspace.year_words import take_years
from misato_report.notation import NotationError, read_figure
from misato_report.plan.indicators import Direction

SCALES = {"": 1, "百": 100, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "億": 10**8, "兆": 10**12}
"""Words of size before a unit, as in 千円, and what they multiply by."""

_SCALE = "百万|千万|百|千|万|億|兆"
_DIGITS = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_FIGURE = re.compile(
    rf"(?P<sign>[▲△−+±-]?)\s*(?P<groups>{_DIGITS}(?:\s*(?:{_SCALE})\s*{_DIGITS})*\s*(?:{_SCALE})?)"
    r"(?P<unit>(?:[^0-9]|(?<=CO)2|(?<=m)[23])*)"
)
_PARTS = re.compile(rf"([0-9][0-9,]*(?:\.[0-9]+)?)\s*({_SCALE})?")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_RELATIVE = re.compile(r"(?:[^\s]{0,12})比$")
_OVER = re.compile(
    r"/?\s*(?:計画期間(?:中|内)?|期間(?:中|内)|([0-9]{1,2})(?:か|カ|ヶ|ケ|箇)?年間?)\s*(?:で|の|に|における)?\s*"
)
# 県平均 and 月平均 are no means of several years: one is another figure, the other a figure for each month.
_MEAN = re.compile(
    r"(?:(?:過去|直近)?\s*([0-9]{1,2})(?:か|カ|ヶ|ケ|箇)?年(?:間)?の?|(?<![国都道府県市町村体月週日]))平均(?:値)?"
)
_EVERY_YEAR = re.compile(r"(?:毎|各)年度?\s*")
_PER_YEAR = re.compile(r"(?:年間|単年度?|年に)\s*|^年(?=\s?[0-9])|/年度?$|/年度?(?=以|未|超)")
_EACH = re.compile(
    r"^(?:(?:毎)?(月|週|日)(?:に|あたり|平均)?|1(月|週|日)(?:あたり|平均|(?<=日)))\s?(?=[0-9])"
)
_BESIDE = re.compile(r"^(?P<than>[^\s前]{0,12}比)\s*(?=[▲△−+±-]?[0-9])")
_NO_UNIT = re.compile(r"[、。→~～?()のをにはが増減向比以]|から|[%人件円割]台|台[前後]")
_BOUNDS = (
    (re.compile(r"以上|を下回らない(?:こと)?|^[≧≥]|^>="), "以上"),
    (re.compile(r"以下|以内|を(?:上回らない|超えない)(?:こと)?|^[≦≤]|^<="), "以下"),
    (re.compile(r"未満|を下回る|より少なく"), "未満"),
    (re.compile(r"を?超(?:える|過)?$|を上回る|より多く"), "超"),
)
_FILLERS = re.compile(r"(?:を?(?:目指す|目標とする|目標|確保|達成|維持|とする)|まで|へ)$")
_ABOUT = re.compile(r"(?:程度|前後)$")
_NOUGHT = re.compile(r"^ゼロ(?=$|[件人名校戸世回%])")
_RATIO = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)[^0-9/]{0,6}/([0-9][0-9,]*(?:\.[0-9]+)?)[^0-9/]{0,6}")
_FULL_MARKS = re.compile(r"[0-9.]+(?:点|段階)(?:満点|中|評価)?")
_YEN = re.compile(r"^[¥￥]\s*([0-9][0-9,]*)$")
_APART = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")  # 件 以 上
_SOFT = re.compile(r"^(?:約|およそ|おおむね|概ね)\s*")
_TOTALS = re.compile(r"累計|累積|通算|総計|合計|^計(?=\s?[0-9])")
_LONGEST, _LONGEST_UNIT = 100, 10
_SYNONYMS = {
    "パーセント": "%", "名": "人", "ヶ所": "箇所", "ケ所": "箇所", "か所": "箇所", "カ所": "箇所", "ヵ所": "箇所",
    "件数": "件", "%p": "ポイント", "pt": "ポイント", "ヘクタール": "ha", "キロ": "km", "ヶ月": "か月",
    "m2": "㎡", "m3": "㎥",
}  # fmt: skip


class Bound(StrEnum):
    """以上, 以下, 未満, 超: how a target is meant where it is no point."""

    AT_LEAST = "以上"
    AT_MOST = "以下"
    BELOW = "未満"
    ABOVE = "超"

    @property
    def direction(self) -> Direction:
        """The way that is better."""
        return Direction.INCREASE if self in (Bound.AT_LEAST, Bound.ABOVE) else Direction.DECREASE


@dataclass(frozen=True)
class Amount:
    """A figure with what stands around it.

    ``value`` is in ``scale`` + ``unit`` (32 万 人). ``over`` is the number of years that a sum is taken over (0: the plan's
    period), None where nothing of that kind is said; ``mean`` likewise for a mean (0: years not said). ``within``: the bound is 以内, which on a loss
    (▲20人以内) limits its size. ``plus``: a + stands before it. ``every_year``: it is to be met in each year.
    """

    value: Decimal
    scale: str = ""
    unit: str = ""
    bound: Bound | None = None
    years: Span | None = None
    per_year: bool = False
    every_year: bool = False
    within: bool = False
    plus: bool = False
    total: bool = False
    over: int | None = None
    mean: int | None = None
    soft: bool = False
    relative: str = ""
    remarks: tuple[str, ...] = ()

    def in_scale(self, scale: str) -> Decimal:
        """The value in another word of size: 32 (万) is 320,000 in ''. Exact."""
        if scale == self.scale:
            return self.value
        return (self.value * SCALES[self.scale] / SCALES[scale]).normalize()


def read_amount(text: str) -> Amount | None:
    """What a cell says as one figure, or None where it is not one. Nothing in it is passed over in silence."""
    plain = without_marks(text)
    if plain is None or len(plain) > _LONGEST:
        return None
    found = _Around()
    plain = _YEN.sub(r"\1円", _APART.sub("", plain))
    rest = _BRACKETED.sub(found.take_bracket, plain)
    if found.unknown:
        return None
    beside = _BESIDE.search(rest)
    if beside:
        found.amount = replace(found.amount, relative=beside["than"])
        rest = rest[beside.end() :]
    rest, years = take_years(rest, beside_figures=True)
    found.amount = replace(found.amount, years=years or found.amount.years)
    rest = found.take_words(rest)
    amount = _figure(rest.strip(" :、,・で"), found.amount)
    return None if amount is None or not found.shares_agree(amount) else amount


class _Around:
    """What stands around a figure, taken away piece by piece."""

    def __init__(self) -> None:
        self.amount = Amount(Decimal(0))
        self.unknown = False
        self.shares: list[tuple[str, str]] = []

    def shares_agree(self, amount: Amount) -> bool:
        """Whether every part and whole in brackets is the percentage itself: 70% (28/40地区)."""
        places = int(amount.value.as_tuple().exponent)
        for part, whole in self.shares:
            share = Decimal(part.replace(",", "")), Decimal(whole.replace(",", ""))
            if amount.unit != "%" or not share[1]:
                return False
            if (share[0] * 100 / share[1]).quantize(Decimal(1).scaleb(places), ROUND_HALF_UP) != amount.value:
                return False
        return True

    def take_bracket(self, match: re.Match[str]) -> str:
        inner = match[1].strip()
        ratio = _RATIO.fullmatch(inner)
        if ratio:
            self.shares.append((ratio[1], ratio[2]))
            self.amount = replace(self.amount, remarks=(*self.amount.remarks, inner))
            return ""
        if _FULL_MARKS.fullmatch(inner):
            self.amount = replace(self.amount, remarks=(*self.amount.remarks, inner))
            return ""
        if _RELATIVE.search(inner):
            self.amount = replace(self.amount, relative=inner)
            return ""
        rest, years = take_years(inner)
        if years is not None:
            self.amount = replace(self.amount, years=years)
        rest = self.take_words(rest).strip(" :、,・の")
        if not rest or not re.search("[0-9]", rest):
            remarks = (*self.amount.remarks, rest) if rest else self.amount.remarks
            self.amount = replace(self.amount, remarks=remarks)
        else:
            self.unknown = True  # another figure in brackets: which of the two is meant is not ours to say
        return ""

    def take_words(self, text: str) -> str:
        mean = _MEAN.search(text)
        if mean:
            self.amount = replace(self.amount, mean=int(mean[1] or 0))
            text = text.replace(mean[0], "", 1)
        over = _OVER.search(text)
        if over:
            self.amount = replace(self.amount, over=int(over[1] or 0))
            text = text.replace(over[0], "", 1)
        if _TOTALS.search(text):
            self.amount = replace(self.amount, total=True)
            text = _TOTALS.sub("", text)
        text = _FILLERS.sub("", text.strip())
        if _ABOUT.search(text):
            self.amount = replace(self.amount, soft=True)
            text = _ABOUT.sub("", text)
        for pattern, word in _BOUNDS:
            if pattern.search(text):
                self.amount = replace(self.amount, bound=Bound(word), within="以内" in text)
                text = pattern.sub("", text, count=1)
                break
        if _EVERY_YEAR.search(text):
            self.amount = replace(self.amount, every_year=True)
            text = _EVERY_YEAR.sub("", text, count=1)
        if _PER_YEAR.search(text):
            self.amount = replace(self.amount, per_year=True)
            text = _PER_YEAR.sub("", text, count=1)
        text = re.sub(r"延べ|のべ|延(?=\s?[0-9人])", "", text).strip(" :、,・")
        if _SOFT.search(text):
            self.amount = replace(self.amount, soft=True)
            text = _SOFT.sub("", text)
        return text


def _figure(text: str, amount: Amount) -> Amount | None:
    each = _EACH.search(text)
    match = _FIGURE.fullmatch(_NOUGHT.sub("0", _EACH.sub("", text)))
    if match is None:
        return None
    unit = match["unit"].strip()
    if each and unit:
        unit = f"{unit}/{each[1] or each[2]}"
    elif each:
        amount = replace(amount, remarks=(*amount.remarks, each[0].strip()))
    parts = [(_exact(number), scale or "") for number, scale in _PARTS.findall(match["groups"])]
    if len(unit) > _LONGEST_UNIT or _NO_UNIT.search(unit) or any(n is None for n, _ in parts):
        return None
    sizes = [SCALES[scale] for _, scale in parts]
    if sizes != sorted(set(sizes), reverse=True):
        return None  # 300万2億 is no number
    scale = parts[0][1] if len(parts) == 1 else ""
    value = sum(((n or Decimal(0)) * SCALES[s] for n, s in parts), Decimal(0)) / SCALES[scale]
    negative = match["sign"] in tuple("▲△−-") and value
    value = -value if negative else value
    return replace(amount, value=value, scale=scale, unit=unit, plus=match["sign"] == "+")


def _exact(text: str) -> Decimal | None:
    try:
        return read_figure(text).value
    except NotationError:
        return None


def split_unit(text: str) -> tuple[str, str]:
    """A unit as its word of size and the rest: 千円 → 千, 円; 人 → '', 人."""
    plain = plain_text(text).strip("() ")
    match = re.fullmatch(rf"({_SCALE})(?!貨)([^0-9]\S*)", plain)
    return (match[1], match[2]) if match else ("", plain)


def same_unit(text: str) -> str:
    """A unit in one spelling, for comparing: ヶ所 and か所 are 箇所, 名 is 人; without 延べ, /年 and blanks."""
    plain = re.sub(r"延べ|のべ|\s|/年度?$|^年間", "", plain_text(text).strip("() "))
    return _SYNONYMS.get(plain, plain)

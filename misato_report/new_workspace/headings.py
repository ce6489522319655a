"""What a heading of a table of KPIs says of its column: 基準値（R5）, 目標値（人）, 分野, 担当課, 中間目標 …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from misato_report.new_workspace.cell_text import plain_text, squeezed
from misato_report.new_workspace.kpi import Span
from misato_report.new_workspace.year_words import take_years


class Role(StrEnum):
    """What a column holds."""

    FIELD = "field"
    POLICY = "policy"
    NAME = "name"
    UNIT = "unit"
    BASELINE = "baseline"
    BASELINE_YEAR = "baseline_year"
    ACTUAL = "actual"
    CHANGE = "change"  # 現状値→目標値 in one cell
    TARGET = "target"
    INTERIM = "interim"
    INTERIM_YEAR = "interim_year"
    TARGET_YEAR = "target_year"
    RULE = "rule"
    DIRECTION = "direction"
    DEPARTMENT = "department"
    SOURCE = "source"
    NOTE = "note"
    REPEATED = "repeated"
    NUMBER = "number"
    OTHER = "other"


FIGURES = frozenset({Role.BASELINE, Role.ACTUAL, Role.TARGET, Role.INTERIM, Role.CHANGE})
"""Roles whose cells hold what is aimed at or where it started."""

_YEAR = r"(?:年|年度|年次|時点|時期|時)"
_PATTERNS: tuple[tuple[Role, str], ...] = (
    (Role.REPEATED, r"再掲"),
    (Role.NUMBER, r"(?:no\.?|番号|整理番号|#|項番|通番|kpi番号|連番)"),
    (Role.CHANGE, r"(?:現状|基準|現況)値?→(?:最終)?目標値?"),
    (Role.DIRECTION, r"(?:望ましい|目指す|目標の)?(?:方向性?|増減|向き)(?:性)?"),
    (Role.OTHER, r".*(?:達成(?:率|度|状況)|進捗.*|評価|判定|今後の.*|増減率|差)|次年度.*|.*達成見込み?"),
    (Role.SOURCE, r"(?:資料|出典|出所|典拠|データ(?:元|ソース|の?出典)|根拠資料|(?:実績の)?把握方法|算出方法|算定方法|測定方法|確認方法|調査名|統計名)(?:等|名)?"),
    (Role.NOTE, r"(?:備考|注記?|説明|摘要|補足|考え方|(?:指標|目標)(?:の|設定の)?(?:説明|考え方|根拠|定義|理由|解説)|設定根拠|目標値?の設定根拠|定義|特記事項|コメント)欄?"),
    (Role.INTERIM_YEAR, rf"中間(?:目標)?値?の?{_YEAR}"),
    (Role.INTERIM, r"(?:目標値?)?中間.*"),
    (Role.TARGET_YEAR, rf"(?:最終)?(?:目標|達成)値?の?(?:達成)?(?:{_YEAR}|年限)|(?:達成)?期限|達成時期"),
    (Role.BASELINE_YEAR, rf"(?:基準|現状|現況|当初)値?の?{_YEAR}(?!の?値)"),
    (Role.RULE, r".*積算.*|.*累計.*単年.*|.*単年.*累計.*|集計(?:方法|区分)|数値の(?:種類|区分)|カウント方法|区分|種別"),
    (Role.TARGET, r"(?:kpiの?)?(?:最終|到達|計画|当初|(?:改定|改訂|修正|見直し|変更)(?:前|後)?の?|年度別|年次別?|(?:毎|各)年度?の?)?目標(?:値|数値|水準|指標値|の?値)?|(?:めざす|目指す|めざそう|期待|将来|計画|達成目標)値|目標年度?の値"),
    (Role.BASELINE, r"(?:kpiの?)?(?:計画)?(?:基準|現状|現在|現況|当初|初期|策定時|スタート)(?:時)?の?(?:値|数値|実績値?)?|(?:計画)?策定時点?の?(?:値|数値|実績値?)?|(?:基準|現状)年度?の値"),
    (Role.ACTUAL, r"(?:直近|最新)?の?実績値?|直近値|最新値"),
    (Role.UNIT, r"(?:指標の|測定)?単位(?:名)?"),
    (Role.NAME, r"(?:数値目標[・/及びと]*\(?kpi\)?|kpi[・/]数値目標|(?:[^()]{0,8}の|[^()]{0,8}(?:測る|示す))?(?:成果|評価|数値|まちづくり|活動|アウトカム|アウトプット|代表|客観|主な|目標|管理|測定|施策|取組|進捗|達成)?指標(?:名|等|項目|の?名称|の?内容|名称)?(?:\(kpi\))?|(?:主な)?kpi(?:名|項目|の?名称|の?内容|指標|\(重要業績評価指標\))?|重要業績評価指標(?:名|\(kpi\))?|kpi\(指標\))"),
    (Role.FIELD, r"(?:.*の柱|分野|大綱|政策大綱|政策目標|基本的方向性?|(?:施策|政策)?体系|政策・施策|基本目標|施策分野|政策分野|政策|大項目|章|柱|基本方針|基本政策|重点(?:目標|プロジェクト|戦略|分野)|プロジェクト|戦略|まちづくりの目標)(?:名|の?名称)?"),
    (Role.POLICY, r"(?:基本|個別|主要|具体的な?|関連|重点)?(?:施策|取組|取り組み|事業)(?:名|項目|目標|分野|内容|の?名称)?|中項目|小項目|施策の方向性?|主な事業|節"),
    (Role.DEPARTMENT, r"(?:担当|所管|主管|所属|関係|実施)(?:課|部署|部課|係|課名|課等|部局)?(?:名|・係|・担当者?|者)?|部署名?|課名?"),
)  # fmt: skip
_KNOWN = tuple((role, re.compile(pattern)) for role, pattern in _PATTERNS)
_WEAK_NAMES = {
    "数値目標",
    "項目",
    "目標項目",
    "目標",
    "内容",
    "成果目標",
    "評価項目",
    "測定項目",
    "管理項目",
    "指標・目標",
    "名称",
}
_UNIT_IN_BRACKETS = re.compile(r"[(【\[]\s*(?:単位:?)?([^()【】\[\]]{1,6})[)】\]]")
_BRACKETS = re.compile(r"[(【\[][^()【】\[\]]*[)】\]]")


_SUM = re.compile(
    r"([0-9]{1,2})(?:か|カ|ヶ|ケ|箇)年(?!後|目|度)|([0-9]{1,2})年(?:間(?!後)|計)|期間(?:中|内|の?合?計)"
)
_EVERY_YEAR = re.compile(r"[(【\[](?:毎|各)年度?[)】\]]")

# 目標年度（R12）: a year's column that names the year itself holds the figures of that year.
_OF_A_YEAR = {
    Role.BASELINE_YEAR: Role.BASELINE,
    Role.TARGET_YEAR: Role.TARGET,
    Role.INTERIM_YEAR: Role.INTERIM,
}


_YEARS_OF = {later: earlier for earlier, later in _OF_A_YEAR.items()}


@dataclass(frozen=True)
class Heading:
    """A column's heading: ``text`` as people see it, the years and the unit that stand in it."""

    text: str
    role: Role
    years: Span | None = None
    unit: str = ""
    mean: bool = False
    total: bool = False
    over: int | None = None  # years that its figures are sums of (0: the plan's)
    every_year: bool = False
    era_less: int | None = None  # a year without its era, as in 目標値24年度


@lru_cache(maxsize=4096)
def read_heading(text: str) -> Heading:
    """What one heading says."""
    plain = plain_text(text.replace("\n", " "))
    rest, years = take_years(plain)
    bare = re.search(r"(?<![0-9])([0-9]{1,2})年度", rest) if years is None else None
    rest = rest.replace(bare[0], "") if bare else rest
    rest = rest.replace("( )", "").replace("()", "")
    unit = next(
        (
            u
            for u in _UNIT_IN_BRACKETS.findall(rest)
            if not re.search(r"kpi|KPI|値|指標|目標|[a-zA-Z①-⑳]$|課|累計|平均", u)
        ),
        "",
    )
    role = _role(rest)
    if years is not None:
        alone = re.sub(r"[0-9]*か?年?間?の?平均|実績|現在|末|[()～の]", "", _BRACKETS.sub("", squeezed(rest)))
        role = Role.ACTUAL if role is Role.OTHER and not alone else _OF_A_YEAR.get(role, role)
    return Heading(
        plain,
        role,
        years,
        unit.strip() if role in FIGURES or role is Role.NAME else "",
        mean="平均" in rest,
        total="累計" in rest and role in FIGURES,
        over=_years_of_sum(rest) if role in {Role.TARGET, Role.INTERIM} else None,
        every_year=role is Role.TARGET and bool(_EVERY_YEAR.search(rest)),
        era_less=int(bare[1]) if bare else None,
    )


def _years_of_sum(text: str) -> int | None:
    """The years of a column of sums: 目標値（5年間）, 目標（期間計）; None where it says nothing of that kind."""
    match = None if "平均" in text else _SUM.search(squeezed(text))
    return None if match is None else int(match[1] or match[2] or 0)


def _role(text: str) -> Role:
    whole = squeezed(text).lower().strip("・:※*①②③④⑤")
    inner = re.fullmatch(r"[(【\[]([^()【】\[\]]+)[)】\]]", whole)
    for candidate in (inner[1] if inner else whole, _BRACKETS.sub("", whole)):
        for role, pattern in _KNOWN:
            if pattern.fullmatch(candidate):
                return role
    outer = _BRACKETS.sub("", whole)
    # 目標値(累計), 目標 値, 現状値 平均: the words around do not change what it is
    lean = re.sub(
        r"[0-9]+(?:か|カ|ヶ|ケ|箇)年の?|[旧新]$|(?:当初|(?:改定|修正|変更)[前後])$|累計|単年度?|平均|最終|前期|後期|次期|第[0-9]期|数?年間?|[0-9]+|値数?値",
        lambda m: "値" if m[0] in {"値値", "値数値"} else "",
        outer,
    )
    return next((role for role, pattern in _KNOWN if pattern.fullmatch(lean)), Role.OTHER)


def is_heading_word(text: str) -> bool:
    """Whether a lone text is a word of headings (数値目標, KPI) and no name of anything."""
    return squeezed(text) in _WEAK_NAMES or read_heading(text).role is not Role.OTHER


def read_headings(texts: Sequence[str]) -> list[Heading]:
    """The headings of a table's columns. 数値目標 and 項目 name the KPIs only where no other heading does."""
    found = [read_heading(text) for text in texts]
    if not any(heading.role is Role.NAME for heading in found):
        weak = next((n for n, text in enumerate(texts) if squeezed(text) in _WEAK_NAMES), None)
        later = weak is not None and any(h.role in {Role.TARGET, Role.CHANGE} for h in found[weak + 1 :])
        if weak is not None and later:
            found[weak] = Heading(found[weak].text, Role.NAME)
    found = _with_fields_before_names(found)
    return [_of_its_neighbour(found, number) for number in range(len(found))]


def _with_fields_before_names(headings: list[Heading]) -> list[Heading]:
    """目標 alone on the left of the KPIs' names is the 基本目標 they stand under, where another column holds the targets."""
    roles = [heading.role for heading in headings]
    if Role.NAME not in roles or Role.FIELD in roles or Role.TARGET not in roles[roles.index(Role.NAME) :]:
        return headings
    name = roles.index(Role.NAME)
    return [
        replace(heading, role=Role.FIELD) if n < name and squeezed(heading.text) == "目標" else heading
        for n, heading in enumerate(headings)
    ]


def _of_its_neighbour(headings: Sequence[Heading], number: int) -> Heading:
    """年度 alone is the year of the figures on its left."""
    heading = headings[number]
    if heading.role is not Role.OTHER or squeezed(heading.text) not in {"年度", "年", "年次", "時期", "時点"}:
        return heading
    left = next((h.role for h in reversed(headings[:number]) if h.role in _YEARS_OF), None)
    return heading if left is None else replace(heading, role=_YEARS_OF[left])

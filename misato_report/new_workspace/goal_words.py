"""Targets and baselines that are words: 増加, 現状維持, 前年度比増, R10までに開設, 未調査, 全校."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from misato_report.new_workspace.cell_text import without_marks
from misato_report.new_workspace.kpi import Span
from misato_report.new_workspace.year_words import take_years
from misato_report.plan.indicators import Direction

_MORE = r"[↑↗⬆]|増加|増やす|増|延伸|延ばす|向上|上昇|拡大|伸ばす|上回る"
_LESS = r"[↓↘⬇]|減少|減らす|減|縮小|短縮|低減|低下|抑制|削減|下回る"
_BIG, _SMALL = "(?:多い|大きい|高い)", "(?:少ない|小さい|低い)"
_BETTER = "(?:ほど|方が|ほうが)(?:良い|よい|望ましい)"
_END = r"(?:させる|する|を目指す|を図る|傾向|へ)?"
_TREND = re.compile(
    rf"(?:(?:さらなる|現状|現状値|基準値|現在|値|策定時)(?:より|から|を|の)?)?(?P<way>{_MORE}|{_LESS}|改善){_END}"
)
_PREVIOUS = re.compile(
    rf"(?:毎年度?|対)?(?:前年度?|前の年)(?:実績)?(?:比|より|から|を|対比)?(?P<way>{_MORE}|{_LESS}|以上|以下|維持|並み?){_END}"
)
_EVERY_YEAR = re.compile(rf"(?:毎年度?|年々)(?P<way>{_MORE}|{_LESS}){_END}")
_KEEP = re.compile(
    r"[→⇒]|横ばい|(?:(?:現状|現状値|現在|基準値|現行|現状の?水準)の?(?:水準)?(?:を|の)?)?(?:維持|堅持|保持|継続|確保)(?:する|・(?P<way>向上|増加|改善|減少|縮小|拡大)|(?P<bound>以上))?"
)
_KEEP_BOUND = re.compile(
    r"(?:現状|現状値|現在|基準値)(?:の水準|維持)?(?P<way>以上|以下|並み?|程度|どおり|通り)"
)
_DEEDS = (
    "実施|策定|開設|設置|整備|導入|完成|完了|開始|構築|作成|制定|施行|開業|開館|開校|開所|供用|稼働|稼動|改訂|改定|公表|公開|設立|"
    "締結|統合|再編|移転|廃止|運用|認定|取得|着工|竣工|更新|発足|創設|指定|登録|宣言"
)
_MILESTONE = re.compile(
    rf"[^0-9]{{0,20}}?(?:{_DEEDS})(?:開始|完了|・(?:{_DEEDS}))?(?:する|済み?|予定|を目指す|を完了)?"
)
_NO_MILESTONE = re.compile(r"未|毎|率|数|検討|検証|促進|推進|充実|強化|調査研究")
_ALL = re.compile(
    r"(?:全て?の?|すべての?|全(?!国))(?:数|部|校|戸|世帯|地区|集落|施設|自治会|小中学校|対象者|町民|員|件)?.{0,6}"
)
_UNKNOWN = re.compile(
    r"[-‐–—―−─ー－]+|…|\.\.\.|なし|無し?|不明|未(?:調査|実施|設定|把握|集計|算出|計測|策定|整備|設置|開設|定|導入|公表|着手)(?:のため)?|新規(?:事業|指標|設定)?|"
    r"[-‐–—―−─ー－][^0-9\s]{1,6}|新設|(?:調査|測定|把握)予定|(?:調査|集計|算定|計測)中|データなし|今後(?:調査|把握|設定)|該当なし|n/?a|N/?A|皆無"
)
_STATES = re.compile(
    r"(?:検討|準備|調査|設計|協議|建設|工事|整備|作成|策定|構築)中|着手(?:済み?)?|一部(?:実施|整備|導入|完了)|着工済み?|検討|試行"
)


class GoalKind(StrEnum):
    """What kind of target a word is."""

    TREND = "trend"
    KEEP = "keep"
    MILESTONE = "milestone"
    ALL = "all"


@dataclass(frozen=True)
class Goal:
    """A target in words; ``direction`` None where the words leave open which way is better."""

    kind: GoalKind
    direction: Direction | None = None
    previous: bool = False
    years: Span | None = None


def read_goal(text: str) -> Goal | None:
    """What the words of a target say, or None where they are none that are known."""
    plain = without_marks(text) or ""
    rest, years = take_years(plain)
    rest = re.sub(r"[\s「」。]|\(\s*\)|^まで(?:に)?", "", rest)
    rest = re.sub(r"^\((.*)\)$", r"\1", rest)
    for pattern, kind, previous in (
        (_TREND, GoalKind.TREND, False),
        (_EVERY_YEAR, GoalKind.TREND, True),
        (_KEEP, GoalKind.KEEP, False),
        (_KEEP_BOUND, GoalKind.KEEP, False),
    ):
        match = pattern.fullmatch(rest)
        if match:
            return Goal(kind, _way(match), previous=previous, years=years)
    match = _PREVIOUS.fullmatch(rest)
    if match:
        keep = re.match("以上|以下|維持|並", match["way"])
        return Goal(GoalKind.KEEP if keep else GoalKind.TREND, _way(match), previous=True, years=years)
    if _MILESTONE.fullmatch(rest) and not _NO_MILESTONE.search(rest):
        return Goal(GoalKind.MILESTONE, years=years)
    return Goal(GoalKind.ALL, years=years) if _ALL.fullmatch(rest) else None


def _way(match: re.Match[str]) -> Direction | None:
    found = " ".join(word for word in match.groupdict().values() if word)
    if re.search(rf"{_MORE}|以上", found):
        return Direction.INCREASE
    return Direction.DECREASE if re.search(rf"{_LESS}|以下", found) else None


def read_direction(text: str) -> Direction | None:
    """The way a column 方向 names: ↑, ↗, 増加, 減; None for ー, 維持 and what is not known."""
    plain = (without_marks(text) or "").strip("()（） ")
    if plain in {"↑", "↗", "⬆", "+", "プラス"} or re.fullmatch(rf"(?:{_MORE}){_END}|{_BIG}{_BETTER}", plain):
        return Direction.INCREASE
    down = plain in {"↓", "↘", "⬇", "マイナス"} or re.fullmatch(
        rf"(?:{_LESS}){_END}|{_SMALL}{_BETTER}", plain
    )
    return Direction.DECREASE if down else None


def why_unknown(text: str) -> str:
    """Why a baseline is no figure, in the town's words (未調査, ―), or empty where the cell says something else."""
    plain = (without_marks(text) or "").strip()
    rest, _ = take_years(plain)
    words = [word for word in re.split(r"[()～\s]+", rest) if word]
    known = words and all(_UNKNOWN.fullmatch(word) for word in words)
    return plain if known else ""


def is_state(text: str) -> bool:
    """Whether a baseline is a state of a milestone between nothing and all: 検討中, 着手, 一部実施."""
    plain, _ = take_years(without_marks(text) or "")
    return bool(_STATES.fullmatch(plain.replace(" ", "").strip("()")))

"""Lines of a sheet that are no KPI: heading rows that carry 基本目標 or 施策, notes, titles."""

from __future__ import annotations

import re

from misato_report.new_workspace.cell_text import kept_text, plain_text
from misato_report.new_workspace.year_words import all_years

_NUMBER = r"[0-9ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX一二三四五六七八九十①-⑳]+"
_OPEN = r"[■●◆◇□○▼▶◎【〔《〈≪\[(<]?\s*"
_RANKS = (
    re.compile(
        rf"{_OPEN}(?:(?:基本目標|目標|分野|政策目標|政策分野|政策|基本政策|基本方針|基本戦略|戦略|重点\S{{0,6}}?|プロジェクト|柱)\s*{_NUMBER}"
        rf"|第\s*{_NUMBER}\s*(?:編|部|章)|分野[:：])"
    ),
    re.compile(rf"[■●◆◇□○▼▶◎【〔《〈≪]|{_NUMBER}[.、．]\s*[^\s0-9(]|[0-9ⅠⅡⅢⅣⅤⅥ]{{1,2}}\s+[^\s0-9]|第\s*{_NUMBER}\s*節"),
    re.compile(rf"(?:基本|具体的な?|個別|主要)?(?:施策|取組)\S{{0,4}}\s*[{_NUMBER[1:-2]}(:]|\([0-9ア-ン一二三四五]+\)|[①-⑳]|[0-9]+[-.－―‐][(]?[0-9]+"),
)  # fmt: skip
_NOTE = re.compile(r"[※＊*]|\(?注\s?[0-9)）:]|\(注|備考[:)]|(?:資料|出典|出所)[:)]|\((?:資料|出典)")
_DEPARTMENT = re.compile(
    r"(?:(?:担当|所管|主管)(?:課|部署)?名?\s*[::]?\s*)?([^\s::()、。]{1,12}(?:課|室|係|局|事務所))"
)
_GENERIC_SHEET = re.compile(
    r"(?i)sheet\s?[0-9]*|一覧表?|.*(?:kpi|一覧|指標|様式|別紙|別表|目標値|数値目標|表)\s?[0-9]*|[0-9\s.]*|data|.*(?:当初|改定|改訂|修正|最新|案|旧|新|版|更新)\s?[0-9]*"
)


def rank_of(text: str) -> int | None:
    """How high a heading row stands: 0 基本目標 and 分野, 1 ■ and 1., 2 施策 and (1); None: it is none by its look."""
    plain = plain_text(text)
    return next((rank for rank, pattern in enumerate(_RANKS) if pattern.match(plain)), None)


def heading_text(text: str) -> str:
    """A heading row's text as a field is called: without ■ and the like before it."""
    kept = kept_text(text).lstrip("■●◆◇□○▼▶◎ ")
    kept = re.sub(r"^[【〔《〈≪＜<]([^】〕》〉≫＞>]+)[】〕》〉≫＞>]\s*", r"\1 ", kept).strip()
    return re.sub(r"^分野[:：]\s*", "", kept)


def is_note(text: str) -> bool:
    """Whether a line is a note below or beside the table (※…, 注1）…, 資料：…)."""
    return bool(_NOTE.match(plain_text(text)))


def department_name(text: str) -> str:
    """The 課 that a sheet's name or the line above its table is (農林課, 担当課：農林課); empty for another text."""
    match = _DEPARTMENT.fullmatch(plain_text(text))
    return match[1] if match else ""


def is_department(text: str) -> bool:
    """Whether a text is the name of a 課 and nothing else."""
    return bool(department_name(text))


def says_nothing(sheet: str) -> bool:
    """Whether the name of a sheet says nothing of a field: Sheet1, KPI一覧, 様式2, R7改定版."""
    return bool(_GENERIC_SHEET.fullmatch(plain_text(sheet)) or all_years(sheet))

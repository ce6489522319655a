"""A table nobody has described yet → a proposed entry for ``plan/sources.yaml``, and what is left to decide."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from misato_report.actuals.files.table import Table
from misato_report.actuals.municipal.areas import is_code_of, is_municipality, town_names
from misato_report.actuals.municipal.header import paths_of
from misato_report.notation import NotationError, find_date, find_years, read_number, read_year, squeeze
from misato_report.plan.plan import Plan

_MOST_LEVELS = 4
_MOST_COLUMNS = 40
_UNIT = re.compile(r"単位[::]?([^)）\s]+)")
_DATED_FORMS = (r"[0-9]+月[0-9]+日現在", "年報", "年度", "年")
_LIKELY = 0.6
_SAMPLE_ROWS = 400
_TOTALS = ("計", "県", "都", "府", "道", "全国", "総数")


@dataclass
class Proposal:
    """``lines`` of YAML, and the ``questions`` that the table alone cannot answer."""

    lines: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


@dataclass
class _Seen:
    """What was found out about a table; rows and columns from 0."""

    body: int
    top: int
    name_column: int | None
    code_column: int | None
    year_column: int | None
    paths: dict[int, tuple[str, ...]]
    totals: list[str]
    count: int


def propose(table: Table, plan: Plan) -> Proposal:
    """The entry that would read a table, as far as it can be told."""
    proposal = Proposal()
    seen = _look(table, plan)
    if seen is None:
        proposal.questions.append(
            "市町村名・団体コード・年のどれかが並ぶ列が見つかりません。表の部分だけを残したファイルで試してください。"
        )
        return proposal
    _write_source(proposal, table, plan, seen)
    return proposal


# --- looking --------------------------------------------------------------------------------------


def _look(table: Table, plan: Plan) -> _Seen | None:
    names, codes, years = (_best_column(table, test) for test in (_is_name, _is_code, _is_year))
    for anchor, test in ((names, _is_name), (codes, _is_code), (years, _is_year)):
        if anchor is not None:
            rows = range(len(table.rows))
            first = next((r for r in rows if test(table.cell(r, anchor)) and _numbers(table, r)), None)
            if first is not None:
                return _seen(table, _first_body_row(table, first, anchor), names, codes, years)
    first = _first_below_own_name(table, plan)
    return None if first is None else _seen(table, first, None, None, None)


def _seen(table: Table, body: int, names: int | None, codes: int | None, years: int | None) -> _Seen:
    top = _header_top(table, body)
    areas = [squeeze(table.cell(r, names)) for r in range(body, len(table.rows))] if names is not None else []
    figured = [name for row, name in enumerate(areas, body) if name and _numbers(table, row)]
    return _Seen(
        body=body,
        top=top,
        name_column=names,
        code_column=codes,
        year_column=years if years != names else None,
        paths=paths_of(table, top, max(body - top, 1)),
        totals=[name for name in dict.fromkeys(figured) if not is_municipality(name)],
        count=len({name for name in figured if is_municipality(name)}),
    )


def _first_below_own_name(table: Table, plan: Plan) -> int | None:
    """The first row of figures under a heading with the town's name."""
    town = town_names(plan.general.municipality)
    for number, row in enumerate(table.rows):
        if sum(bool(cell.strip()) for cell in row) > 1 and any(squeeze(cell) in town for cell in row):
            below = range(number + 1, len(table.rows))
            return next((r for r in below if _numbers(table, r) > 1), None)
    return None


def _best_column(table: Table, test: Callable[[str], bool]) -> int | None:
    """The column where most cells pass a test, and at least two do."""
    best, most = None, 1
    for column in range(min(table.width, _MOST_COLUMNS)):
        rows = range(min(len(table.rows), _SAMPLE_ROWS))
        passed = sum(test(table.cell(row, column)) for row in rows)
        if passed > most:
            best, most = column, passed
    return best


def _is_name(text: str) -> bool:
    name = squeeze(text)
    return 2 <= len(name) <= 12 and (is_municipality(name) or name.endswith("県"))  # noqa: PLR2004 - names of places


def _is_code(text: str) -> bool:
    return re.fullmatch(r"[0-9]{5,6}", squeeze(text)) is not None and squeeze(text) != "00000"


def _is_year(text: str) -> bool:
    try:
        read_year(squeeze(text))
    except NotationError:
        return False
    return True


def _town_row(table: Table, plan: Plan, names: int | None, codes: int | None) -> int | None:
    town = plan.general.municipality
    for row in range(len(table.rows)):
        if codes is not None and is_code_of(table.cell(row, codes), town):
            return row
        if names is not None and squeeze(table.cell(row, names)) in town_names(town):
            return row
    return None


def _first_body_row(table: Table, first: int, anchor: int) -> int:
    """Totals may stand above the first municipality: rows with figures and a text in the same column."""
    body = first
    while body > 0 and table.cell(body - 1, anchor).strip() and _numbers(table, body - 1) > 1:
        body -= 1
    return body


def _numbers(table: Table, row: int) -> int:
    """Figures in a row that are no years: a header may have years."""
    count = 0
    for cell in table.rows[row]:
        try:
            read_number(cell)
        except NotationError:
            continue
        count += not _is_year(cell)
    return count


def _header_top(table: Table, body: int) -> int:
    """The header goes up from the figures to the last line of text above the table."""
    top = body
    for row in range(body - 1, max(body - 1 - _MOST_LEVELS, -1), -1):
        filled = [column for column, cell in enumerate(table.rows[row]) if cell.strip()]
        is_text = len(filled) == 1 and (filled[0] == 0 or "単位" in table.cell(row, filled[0]))
        if not filled or is_text:
            break
        top = row
    return min(top, body - 1) if body else 0


# --- writing --------------------------------------------------------------------------------------


def _write_source(proposal: Proposal, table: Table, plan: Plan, seen: _Seen) -> None:
    texts = [squeeze(c) for row in table.rows[: seen.top] for c in row if c.strip()]
    title = next((t for t in texts if not find_date(t) and "単位" not in t), "")[:40]
    out = proposal.lines
    out += [
        "  - id: new_source               # 英小文字の名前を付けてください",
        f"    title: {_quoted(_without_years(title) or '資料の名前')}",
        f"    publisher: {plan.general.municipality.prefecture}",
        "    publication:",
        "      month: 12                  # 公表される月",
        "      years_after: 0             # 対象の年の何年後か",
        "      text: 毎年12月頃",
        "    recognise:                   # 表の上の文に、来年もあるはずの語",
    ]
    words = _recognising_words(texts)
    out += [f"      - {_quoted(word)}" for word in words] or ["      - 表の題の語"]
    proposal.questions.append("id、title、publication（公表時期）を確かめてください。")
    if not words:
        proposal.questions.append("表の上に題がないので、recognise: の語を決められません。")
    label = _date_label(texts)
    if label:
        out.append(f"    published_label: {_quoted(label)}")
    else:
        proposal.questions.append("公表日の書かれた行がありません。取り込むとき --published-on を付けます。")
    if _has_lone_dashes(table, seen):
        out.append('    dash: "0"                    # 「-」だけの欄の意味 (0、該当なし、不詳)')
        proposal.questions.append(
            "「-」だけの欄があります。0・該当なし・不詳のどれか、dash: を確かめてください。"
        )
    out += ["    layout:", "      kind: municipalities"]
    _write_place(proposal, table, plan, seen, texts)
    out.append(f"      header_rows: {max(seen.body - seen.top, 1)}")
    _write_unit(proposal, texts)
    _write_period(proposal, seen, texts)
    _write_columns(proposal, plan, seen)


def _quoted(text: str) -> str:
    return f'"{text}"' if re.search(r"[:#\[\]{},&*!|>'\"%@`]|^[-?]", text) or not text else text


def _without_years(text: str) -> str:
    return re.sub(r"(令和|平成)?[0-9元]+年(度|報)?(分)?|[(（【].*?[)）】]", "", text).strip("のー-　 ")


def _recognising_words(texts: Iterable[str]) -> list[str]:
    """Long texts above the table without what changes from year to year."""
    words = []
    for text in texts:
        for part in re.split(r"(?:令和|平成)?[0-9元]+(?:年度|年|月|日)|[(（【】）)：:～、。]", text):
            if len(part) >= 5 and "単位" not in part and "見本" not in part:  # noqa: PLR2004 - shorter is in many tables
                words.append(part)
    return list(dict.fromkeys(words))[:2]


def _date_label(texts: Iterable[str]) -> str:
    for text in texts:
        if find_date(text) and (
            match := re.match(r"([^0-9:：]*?(?:公表|公開|更新|作成)[^0-9:：]*?)(?:令和|平成|[:：0-9])", text)
        ):
            return match[1]
    return ""


def _has_lone_dashes(table: Table, seen: _Seen) -> bool:
    return any(
        squeeze(cell) in ("-", "－", "―", "ー", "−", "‐") for row in table.rows[seen.body :] for cell in row
    )


def _write_place(proposal: Proposal, table: Table, plan: Plan, seen: _Seen, texts: list[str]) -> None:
    out = proposal.lines
    town = plan.general.municipality
    out.append("      municipality:")
    if seen.name_column is None and seen.code_column is None:
        own = any(name in path for path in seen.paths.values() for name in town_names(town))
        out.append(f"        found_in: {'header' if own else 'text'}")
        if not own and not any(town.name in text for text in texts):
            proposal.questions.append(f"この表が{town.name}のものだと分かる文が、表の上にありません。")
        return
    out.append("        found_in: column")
    for key, column in (("header", seen.name_column), ("code_header", seen.code_column)):
        if column is not None:
            heading = seen.paths.get(column, ("",))[-1]
            out.append(f"        {key}: {_quoted(heading)}")
            if not heading:
                proposal.questions.append(
                    f"{key}: の列 ({table.address(seen.top, column)}) に見出しがありません。"
                )
    prefectures = sum(total.endswith(("都", "道", "府", "県")) for total in seen.totals)
    if prefectures > 3:  # noqa: PLR2004 - a prefecture's own table has one
        out.append("        scope: national")
        return
    if seen.count:
        out.append(f"        count: {seen.count}")
    if seen.totals:
        out.append("        totals:")
        out += [f"          - {_quoted(total)}" for total in seen.totals if len(total) < 15]  # noqa: PLR2004
        if any(not total.endswith(_TOTALS) for total in seen.totals):
            proposal.questions.append("totals: に、合計でない行が混じっていないか確かめてください。")
    if _no_town(table, plan, seen):
        proposal.questions.append(f"「{town.name}」の行が見つかりません。")


def _no_town(table: Table, plan: Plan, seen: _Seen) -> bool:
    return _town_row(table, plan, seen.name_column, seen.code_column) is None


def _write_unit(proposal: Proposal, texts: Iterable[str]) -> None:
    units = list(dict.fromkeys(m[1] for t in texts if (m := _UNIT.search(t))))
    proposal.lines.append(f"      unit: {_quoted(units[0]) if units else '人'}")
    if len(units) != 1:
        proposal.questions.append("表の単位が書かれていないか、二つ以上あります。unit: を確かめてください。")


def _write_period(proposal: Proposal, seen: _Seen, texts: list[str]) -> None:
    out = proposal.lines
    out.append("      period:")
    if any(_is_year(path[-1]) or _is_year(path[0]) for path in seen.paths.values()):
        out.append("        found_in: header")
    elif seen.year_column is not None:
        heading = seen.paths.get(seen.year_column, ("",))[-1]
        out += ["        found_in: column", f"        header: {_quoted(heading)}"]
    else:
        dated = [text for text in texts if find_years(text) and "公表" not in text]
        found = (re.search(form, text) for form in _DATED_FORMS for text in dated)
        word = next((match[0] for match in found if match), "")
        out += ["        found_in: text", f"        containing: {_quoted(word or '現在')}"]
        proposal.questions.append(
            "対象の年のある行を containing: の語で選びます。ほかの行（公表日など）にない語か確かめてください。"
            if dated
            else "対象の年が、見出しにも列にも表の上の文にも見つかりません。"
        )


def _write_columns(proposal: Proposal, plan: Plan, seen: _Seen) -> None:
    out = proposal.lines
    out.append("      columns:")
    keys = {seen.name_column, seen.code_column, seen.year_column}
    known = {squeeze(s.name).removesuffix("数"): s.id for s in plan.series.values()}
    town = town_names(plan.general.municipality)
    written: set[tuple[str, ...]] = set()
    undecided = []
    of_town = any(set(path) & town for path in seen.paths.values())
    for column, path in seen.paths.items():
        if column in keys or (of_town and not set(path) & town):
            continue
        rest = tuple(t for t in path if not _is_year(t) and t not in town)
        if not rest or rest in written:
            continue
        written.add(rest)
        near = difflib.get_close_matches("".join(rest), known, n=1, cutoff=_LIKELY)
        near = near or difflib.get_close_matches(rest[-1], known, n=1, cutoff=_LIKELY)
        series = known[near[0]] if near else ""
        if not series:
            undecided.append("/".join(rest))
        out.append(f"        - series: {series or 'series_id                 # 系列のid'}")
        out.append(f"          header: [{', '.join(_quoted(t) for t in rest)}]")
    if undecided:
        proposal.questions.append(
            f"どの系列か分からない列: {'、'.join(undecided[:12])}。要らない列は消し、要る列は series: に系列を加えてください。"
        )
    proposal.questions.append("推測した series: が合っているか、--try で値を見て確かめてください。")

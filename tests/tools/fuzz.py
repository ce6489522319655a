"""Inputs by the hundred thousand against all that reads: ``make fuzz`` (a minute), ``make fuzz FUZZ_SECONDS=3600`` (an hour).

Each target starts from what is in the repository (plan, samples, tests/hostile, tests/corpus) and changes it. A target must
answer with values or with diagnostics: what raises, what takes longer than a clerk waits, and what answers with a value that
cannot be is a finding. The input of a finding is kept in tests/corpus/, which tests/robustness/test_fuzz_corpus.py reads again for ever.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import multiprocessing
import random
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

from misato_report import load_workspace
from misato_report.actuals.extracting import SourceFile, extract
from misato_report.actuals.files.reading import read_tables
from misato_report.actuals.ledger.read import read_ledger
from misato_report.actuals.ledger.write import ledger_bytes
from misato_report.notation import NotationError, print_number, read_date, read_figure, read_year
from misato_report.plan.limits import DEFAULT_LIMITS
from misato_report.plan.loading import load_sources_entry
from misato_report.plan.plan import Plan
from misato_report.report.html.markdown import to_html
from misato_report.yaml_schema.documents import read_yaml

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus"
PATIENCE = 10.0  # seconds for one input of at most a few hundred kilobytes
_LARGEST = 300_000
_TOKENS = [text.encode() for text in (
    "▲", "△", "－", "−", "１，２３４", "令和8年度", "R8", "元年", "X", "…", "-", "p", "r", "速報", "(1,234)", "%", "％", "千人", "百万円",
    "&a", "*a", "<<:", "!!python/object", "- ", ": ", "|", ">", "\t", "\r\n", "\"", "'", "\0", "\ufeff", "\u202e", "=1+1", "1e999", "NaN",
    "<script>", "**", "![](", "](", "[", "]", "{", "}", "&lt;", "美郷町", "島根県美郷町", "324485", "2027-04-20", "H31.4.30", "9" * 50,
)]  # fmt: skip


@cache
def plan() -> Plan:
    return load_workspace(ROOT).sound_plan()


def notation(raw: bytes) -> None:
    """A number is read, or refused; what was read can be written and read again."""
    text = raw.decode("utf-8", "replace")[:200]
    for read in (read_year, read_date):
        with contextlib.suppress(NotationError):
            read(text)
    try:
        value = read_figure(text).value
    except NotationError:
        return
    if value is not None:
        assert value.is_finite()
        exponent = value.as_tuple().exponent
        assert isinstance(exponent, int)
        assert read_figure(print_number(value, max(0, -exponent))).value == value


def tables(raw: bytes) -> None:
    """Tables, or a reason why there are none."""
    found, problems = read_tables("f", raw)
    assert found or problems
    assert all(isinstance(cell, str) for table in found for row in table.rows for cell in row)


def observations(raw: bytes) -> None:
    """Observations of series that the plan has, each finite, or a reason; the ledger takes them and gives them back."""
    extracted = extract(SourceFile("f", raw, hashlib.sha256(raw).hexdigest()), plan())
    for o in extracted.observations:
        assert o.series in plan().series
        assert o.value is None or (isinstance(o.value, Decimal) and o.value.is_finite())
    if extracted.observations and not extracted.refused:
        ledger_bytes(extracted.observations)


def yaml_text(raw: bytes) -> None:
    """Plain values with a position each, or a reason."""
    document = read_yaml("f", raw, DEFAULT_LIMITS)
    assert document.diagnostics or document.data is not None or raw
    _plain(document.data)


def _plain(data: object) -> None:
    assert data is None or isinstance(data, str | list | dict)
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        _plain(value)


def sources(raw: bytes) -> None:
    """A sources.yaml by anybody: a plan, or reasons."""
    loaded = load_sources_entry("f", raw, plan())
    assert loaded.plan is not None or loaded.diagnostics


def markdown(raw: bytes) -> None:
    """Paragraphs, lists and bold; all else is text."""
    html = str(to_html(raw.decode("utf-8", "replace")[:4000]))
    assert set(re.findall(r"<\s*/?([^\s/>]*)", html)) <= {"p", "ul", "ol", "li", "strong", "br"}
    assert not re.search(r"<[^>]*\s(?!start=)\w+=", html)


def ledger(raw: bytes) -> None:
    """Rows, or a reason; rows that were read are written as they were."""
    path = _scratch()
    path.write_bytes(raw)
    rows, problems, _ = read_ledger(path, "ledger.csv")
    if not problems and rows:
        again = ledger_bytes(rows)
        path.write_bytes(again)
        assert read_ledger(path, "ledger.csv")[:2] == (rows, [])


@cache
def _scratch() -> Path:
    import tempfile

    return Path(tempfile.mkdtemp()) / "ledger.csv"


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (notation, tables, observations, yaml_text, sources, markdown, ledger)
}


def seeds(target: str) -> list[bytes]:
    """What a target starts from."""
    hostile = ROOT / "tests" / "hostile"
    places = {
        "notation": [],
        "tables": [*(ROOT / "actuals").rglob("*.csv"), *(hostile / "tables").iterdir()],
        "observations": [*(ROOT / "actuals").rglob("*見本.csv")],
        "yaml_text": [*(ROOT / "plan").rglob("*.yaml"), *(hostile / "plan").iterdir()],
        "sources": [ROOT / "plan" / "sources.yaml"],
        "markdown": [ROOT / "plan" / "reviews" / "2027.yaml"],
        "ledger": [ROOT / "actuals" / "ledger.csv"],
    }[target]
    kept = sorted((CORPUS / target).glob("*")) if (CORPUS / target).is_dir() else []
    found = [path.read_bytes() for path in (*places, *kept) if path.is_file()]
    return [*(raw for raw in found if len(raw) <= _LARGEST), *_TOKENS]


def changed(raw: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Some changes of an input: bytes and words put in, taken out, doubled, moved, joined with another."""
    data = bytearray(raw)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 1, 4, 40, 400)))
        match chance.randrange(6):
            case 0 if data:
                data[at - 1] = chance.randrange(256)
            case 1:
                data[at:at] = chance.choice(_TOKENS)
            case 2:
                del data[at:end]
            case 3:
                data[at:at] = data[at:end] * chance.choice((1, 2, 30))
            case 4:
                other = chance.choice(others)
                start = chance.randrange(len(other) + 1)
                data[at:end] = other[start : start + chance.choice((4, 40, 400))]
            case _:
                data[at:at] = bytes(chance.randrange(256) for _ in range(chance.choice((1, 3, 9))))
    return bytes(data[:_LARGEST])


def tried(target: str, raw: bytes) -> str:
    """What is wrong with how a target takes an input; "" where nothing is."""
    started = time.monotonic()
    try:
        TARGETS[target](raw)
    except Exception:
        # Without what differs from input to input: the same place is one finding.
        return re.sub(r"(?m)^(\w[\w.]*): .*\Z", r"\1", traceback.format_exc(limit=-3).strip())
    took = time.monotonic() - started
    return f"took {took:.1f} s" if took > PATIENCE else ""


def run(job: tuple[str, float, int]) -> tuple[str, int, list[str]]:
    """One target for so many seconds; returns its name, inputs tried, and findings."""
    target, seconds, seed = job
    chance = random.Random(f"{target} {seed}")
    start = seeds(target)
    end = time.monotonic() + seconds
    count = 0
    findings: dict[str, str] = {}
    while time.monotonic() < end:
        raw = start[count] if count < len(start) else changed(chance.choice(start), start, chance)
        count += 1
        wrong = tried(target, raw)
        if wrong and wrong not in findings:
            place = CORPUS / target
            place.mkdir(parents=True, exist_ok=True)
            name = hashlib.sha256(raw).hexdigest()[:16]
            (place / name).write_bytes(raw)
            findings[wrong] = f"{place.relative_to(ROOT)}/{name}\n{wrong}"
    return target, count, list(findings.values())


def main() -> int:
    """Try, print the table, and fail where anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for all targets together")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="to do the same again")
    wanted = parser.parse_args()
    workers = multiprocessing.cpu_count()
    each = wanted.seconds * workers / len(TARGETS)
    jobs = [(target, each, wanted.seed) for target in TARGETS]
    with multiprocessing.get_context("spawn").Pool(workers, maxtasksperchild=1) as pool:
        results = pool.map(run, jobs, chunksize=1)
    print(f"seed {wanted.seed}, {each:.0f} s a target\n\n| target | inputs tried | findings |\n|---|---|---|")
    total: Counter[str] = Counter()
    for target, count, findings in results:
        print(f"| {target} | {count:,} | {len(findings)} |")
        total.update(tried=count, found=len(findings))
    print(f"| all | {total['tried']:,} | {total['found']} |\n")
    for _, _, findings in results:
        print("\n".join(findings))
    return 1 if total["found"] else 0


if __name__ == "__main__":
    sys.exit(main())

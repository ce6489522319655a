"""A fault at every system call that writes into a workspace: ``make faults``.

Each command runs once under strace to list its calls that change something below the workspace; then once for each of these
calls and each fault: no space, an error of the disk, no permission, killed, terminated, interrupted, all injected by strace
into the real process. Afterwards the workspace must be the old one or the new one (file by file, and ``out/`` as a whole),
and the same command must bring it to the new one. Last, fifty processes write to one ledger at once.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from misato_report.actuals.ledger.read import read_ledger

ROOT = Path(__file__).parents[2]
CALLS = (
    "openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,mkdir,mkdirat,unlink,unlinkat,rmdir,chmod,fchmod,"
    "fchmodat,ftruncate,link,linkat,symlink,symlinkat,sendfile,copy_file_range"
)
FAULTS = ("error=ENOSPC", "error=EIO", "error=EACCES", "signal=SIGKILL", "signal=SIGTERM", "signal=SIGINT")
_RECORD = ("record", "コミュニティ施設の利用者数", "R9", "1,390", "--published-on", "2028-05-01")
_CORRECT = ("--correct", "--published-on", "2028-05-01", "--because", "打ち間違い")
_BUILD_AGAIN = ("build", "2027", "--format", "html,csv", "--again")
_NOTES = (".built.json", ".proof.json")
_LINE = re.compile(r"^(?P<process>\d+) +(?P<call>\w+)\((?P<rest>.*)$")
_RAW_LETTERS = re.compile(r"(?:\\x[0-9a-f]{2})+")
_REGISTER = "issued/register.yaml"
_PROCESSES = 50
_SECONDS = 120

State = dict[str, bytes]


@dataclass
class Tally:
    """What came of one command's faults."""

    points: int = 0
    injected: int = 0
    rows_lost: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Scene:
    """A command and the workspace that it is run in."""

    name: str
    command: tuple[str, ...]
    prepared: Path
    once: bool = False
    """Whether doing it again is something else: a second correction, a second value taken back."""
    adds: bool = False
    """Whether each time adds to a register: what stands in it, and what it names, is never changed again."""


def environment() -> dict[str, str]:
    """Nothing that differs from run to run: the calls must come in the same order."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        "HOME": tempfile.gettempdir(),
    }


def program(command: tuple[str, ...]) -> list[str]:
    """The command as a process of its own."""
    return [sys.executable, "-c", "from misato_report.cli.app import main; main()", *command]


def run(root: Path, command: tuple[str, ...], *before: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a workspace, with ``before`` in front of it."""
    return subprocess.run(
        [*before, *program(command)], cwd=root, env=environment(), capture_output=True, encoding="utf-8",
        errors="replace", timeout=_SECONDS, check=False,
    )  # fmt: skip


def state(root: Path) -> State:
    """Every file of a workspace but locks, and notes of what was worked out, which may be lost."""
    files = (p for p in root.rglob("*") if p.is_file() and ".lock" not in p.name and p.name not in _NOTES)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def scenes(folder: Path) -> Iterator[Scene]:
    """The commands that write, each with what it needs."""
    base = folder / "base"
    for name in ("plan", "templates", "actuals"):
        shutil.copytree(ROOT / name, base / name)
    late = base / "actuals" / "2027" / "島根の人口移動と推計人口_令和9年年報_見本.csv"
    (base / "actuals" / "ledger.csv").unlink(missing_ok=True)
    outside = folder / "届いた年報_見本.csv"
    late.rename(outside)
    assert run(base, ("ingest",)).returncode == 0
    yield Scene("ingest", ("ingest", str(outside)), base)
    yield Scene("record", _RECORD, base)
    with_form = folder / "with_form"
    shutil.copytree(base, with_form)
    _return_a_form(with_form)
    yield Scene("forms import", ("ingest",), with_form)
    yield from _corrections(folder, base, outside)
    built = folder / "built"
    shutil.copytree(base, built)
    assert run(built, ("ingest", str(outside))).returncode == 0
    done = run(built, ("build", "2027", "--format", "html,csv,xlsx"))
    assert done.returncode == 0, done.stderr
    yield Scene("build", ("build", "2027", "--format", "html,csv,xlsx", "--document-no", "資料9"), built)
    handed_in = folder / "handed_in"
    shutil.copytree(built, handed_in)
    issue = ("issue", "2027", "--by", "山田", "--on", "2028-06-10", "--to")
    # What was handed in is what the next report is held against: that one has to be made again.
    for command in ((*issue, "6月議会"), _BUILD_AGAIN):
        done = run(handed_in, command)
        assert done.returncode == 0, done.stderr
    yield Scene("issue", (*issue, "9月議会"), handed_in, adds=True)
    numbers = re.findall(r"^注意［(\w+)］", run(base, ("check",)).stderr, re.MULTILINE)
    yield Scene("seen", ("seen", numbers[0], "--by", "山田", "--because", "計画書のとおり"), base, once=True)


def _corrections(folder: Path, base: Path, outside: Path) -> Iterator[Scene]:
    """The writers that put right what was wrong: each names its day, so that it is the same when it is done again."""
    yield Scene("record --correct", (*_RECORD[:3], "1,390", *_CORRECT), base, once=True)
    yield Scene("record --cancel", ("record", "--cancel", *_RECORD[1:3], *_CORRECT[1:]), base, once=True)
    table = folder / "訂正された年報_見本.csv"
    text = outside.read_bytes().decode("cp932")
    table.write_bytes(text.replace('350,"1,529"', '351,"1,528"').encode("cp932"))
    with_table = folder / "with_table"
    shutil.copytree(base, with_table)
    assert run(with_table, ("ingest", str(outside))).returncode == 0
    corrects = ("--corrects", "2027-12-17", "--published-on", "2028-02-10", "--because", "正誤表")
    accepted = ("--accept", "計は訂正されていない")
    yield Scene("ingest --corrects", ("ingest", str(table), *corrects, *accepted), with_table)
    without = folder / "without"
    shutil.copytree(with_table, without)
    gone = next((without / "actuals" / "2027").glob(f"*{outside.stem}*"))
    gone.unlink()
    yield Scene("ingest --forget", ("ingest", "--forget", gone.name, "--because", "重複"), without, once=True)


def _return_a_form(root: Path) -> None:
    """A form with one figure and one text filled in, where returned forms are put."""
    import openpyxl

    assert run(root, ("forms", "2027")).returncode == 0
    form = next((root / "forms" / "2027").glob("*活気*"))
    book = openpyxl.load_workbook(form)
    from misato_report.forms.write import TEXTS

    sheet = book[TEXTS]
    for row in range(2, sheet.max_row + 1):
        number = str(sheet.cell(row, 1).value)
        if number.endswith("/issues"):
            sheet.cell(row, 3).value = "課題の文"
            break
    book.save(root / "actuals" / "2027" / "返送.xlsx")
    shutil.rmtree(root / "forms")


def points(scene: Scene, folder: Path) -> list[tuple[str, int]]:
    """Each call that changes something in the workspace: its name and how manyeth of that name it is."""
    root = folder / "listed"
    shutil.copytree(scene.prepared, root)
    log = folder / "calls"
    options = ("strace", "-f", "-y", "-xx", "-s", "0", "-e", f"trace={CALLS}", "-o", str(log))
    done = run(root, scene.command, *options)
    assert done.returncode == 0, done.stderr
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        call = match["call"]
        count = (match["process"], call)  # strace counts for each process and thread by itself
        seen[count] += 1
        text = _RAW_LETTERS.sub(
            lambda m: bytes.fromhex(m[0].replace("\\x", "")).decode("utf-8", "replace"), match["rest"]
        )
        reads = call == "openat" and "O_CREAT" not in text and "O_WRONLY" not in text
        if not reads and _in_workspace(text, root):
            found.append((call, seen[count]))
    shutil.rmtree(root)
    return found


def _in_workspace(text: str, root: Path) -> bool:
    if f'"{os.devnull}"' in text:
        return False
    relative = re.search(r'"(?:actuals|issued|out|plan|forms|templates)/', text)
    return str(root) in text or relative is not None


def new_state(scene: Scene, folder: Path) -> State:
    """The workspace after the command without a fault."""
    root = folder / "whole"
    shutil.copytree(scene.prepared, root)
    assert run(root, scene.command).returncode == 0
    after = state(root)
    shutil.rmtree(root)
    return after


def try_fault(scene: Scene, old: State, new: State, at: tuple[str, int], fault: str) -> tuple[int, list[str]]:
    """Run with one fault; returns the rows lost and all that is wrong afterwards."""
    call, number = at
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "町"
        shutil.copytree(scene.prepared, root)
        options = (
            "strace",
            "-f",
            "-o",
            "/dev/null",
            "-e",
            f"trace={call}",
            "-e",
            f"inject={call}:{fault}:when={number}",
        )
        done = run(root, scene.command, *options)
        after = state(root)
        if "Traceback" in done.stderr and not fault.startswith("signal"):
            wrong.append(f"traceback: {done.stderr[-300:]}")
        wrong.extend(_broken(old, new, after))
        if done.returncode == 0 and {k: v for k, v in after.items() if ".misato-" not in k} != new:
            wrong.append("said done, and was not")
        lost = rows_lost(old, new, after, root)
        if scene.adds:
            wrong.extend(_not_added(scene, new, after, root))
            return lost, [f"{scene.name} {call} {number} {fault}: {text}" for text in wrong]
        if scene.once:
            # Any command finishes what was stopped, or clears it away; then it is done, or to be done again.
            settled = run(root, ("ingest",))
            if state(root) == new:
                return lost, [f"{scene.name} {call} {number} {fault}: {text}" for text in wrong]
            if settled.returncode != 0 or state(root) != old:
                wrong.append(f"neither old nor new after the next command: {settled.stderr[-300:]}")
        # A report that is there already is left alone, and what a failed removal left beside it with it.
        again = run(root, (*scene.command, "--again") if scene.name == "build" else scene.command)
        if again.returncode != 0:
            wrong.append(f"again: {again.stderr[-300:]}")
        elif (final := state(root)) != new:
            differing = sorted(k for k in final.keys() | new.keys() if final.get(k) != new.get(k))
            wrong.append(f"again, and not as it should be: {differing}")
    return lost, [f"{scene.name} {call} {number} {fault}: {text}" for text in wrong]


def _not_added(scene: Scene, new: State, after: State, root: Path) -> Iterator[str]:
    """What the register and the kept files lack once the command was done again, after a fault, if it was not done."""
    if after == new:
        return
    again = run(root, scene.command)
    if again.returncode != 0 and "build" in again.stderr:
        # It was kept and not entered: the report is to be made again, held against what was kept.
        run(root, _BUILD_AGAIN)
        again = run(root, scene.command)
    if again.returncode != 0:
        yield f"again: {again.stderr[-300:]}"
    # A stopped one is entered first, so that there may be one more than without the fault.
    final = state(root)
    for name, content in new.items():
        same = final.get(name, b"").startswith(content) if name == _REGISTER else final.get(name) == content
        if not same:
            yield f"again, and {name} is not as it should be"
    left = sorted(name for name in final if ".misato-" in name)
    if left:
        yield f"left over: {left}"
    checked = run(root, ("check",))
    if checked.returncode != 0:
        yield f"check: {checked.stderr[-300:]}"


def _broken(old: State, new: State, after: State) -> Iterator[str]:
    """Files that are neither as they were nor as they should be; the report's files are one thing."""
    for name in old.keys() | new.keys() | after.keys():
        if ".misato-" in name:
            continue  # a left-over under a hidden name: the next run clears it away
        if after.get(name) not in (old.get(name), new.get(name)):
            yield f"{name} is neither old nor new"
    reports = [
        {k: v for k, v in s.items() if k.startswith("out/") and ".misato-" not in k}
        for s in (old, new, after)
    ]
    if reports[2] not in reports[:2]:
        yield "out/ is of two builds"


def rows_lost(old: State, new: State, after: State, root: Path) -> int:
    """Rows of the old ledger that are to stay, and that the ledger does not have any more."""
    path = root / "actuals" / "ledger.csv"
    rows = [
        set(text.decode().splitlines())
        for s in (old, new, after)
        if (text := s.get("actuals/ledger.csv", b"")) is not None
    ]
    _, problems, _ = read_ledger(path, "ledger.csv")
    return len((rows[0] & rows[1]) - rows[2]) + len(problems)


def fifty(scene: Scene) -> tuple[int, list[str]]:
    """Fifty processes at one ledger: each figure that was taken is in it."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "町"
        shutil.copytree(scene.prepared, root)
        before, *_ = read_ledger(root / "actuals" / "ledger.csv", "")
        commands = [
            (*_RECORD[:3], str(2000 + n), "--published-on", f"2028-{5 + n // 25:02}-{1 + n % 25:02}")
            for n in range(_PROCESSES)
        ]
        running = [
            subprocess.Popen(
                program(c), cwd=root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
            for c in commands
        ]
        said = [(process.communicate(timeout=600)[0].decode(), process.returncode) for process in running]
        after, problems, _ = read_ledger(root / "actuals" / "ledger.csv", "")
        values = {(o.published_on.isoformat(), str(o.value)) for o in after}
        wanted = {(c[5], c[3]) for c in commands}
        wrong = [f"exit {code}: {text[-200:]}" for text, code in said if code]
        lost = len(wanted - values) + len(set(before) - set(after)) + len(problems)
    return lost, wrong


def examine(scene: Scene, every: int, workers: int) -> Tally:
    """All faults of one command; ``every`` nth only, from the first on."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as place:
        old, new = state(scene.prepared), new_state(scene, Path(place))
        where = points(scene, Path(place))
    jobs = [(at, fault) for at in where for fault in FAULTS][::every]
    tally.points, tally.injected = len(where), len(jobs)

    def attempt(job: tuple[tuple[str, int], str]) -> tuple[int, list[str]]:
        return try_fault(scene, old, new, *job)

    with ThreadPoolExecutor(workers) as pool:
        for lost, wrong in pool.map(attempt, jobs):
            tally.rows_lost += lost
            tally.wrong.extend(wrong)
    return tally


def can_trace() -> bool:
    """Whether strace is here and may trace and inject."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(
            ["strace", "-o", "/dev/null", "-e", "inject=getuid:error=EPERM", "true"],
            capture_output=True,
            check=False,
        )
        return done.returncode == 0
    return False


def main() -> int:
    """Inject, print the table, and fail where anything was lost or broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only every nth fault")
    parser.add_argument(
        "--if-possible", action="store_true", help="end well where strace may not trace, and say so"
    )
    wanted = parser.parse_args()
    if not can_trace():
        print(
            "NOT RUN: strace is not here or may not trace processes (apt-get install strace; ptrace must be allowed)."
        )
        return 0 if wanted.if_possible else 1
    wrong: list[str] = []
    print("| command | calls that write | faults injected | rows lost | broken |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as place:
        for scene in scenes(Path(place)):
            if scene.name == "ingest":
                ledger_scene = scene
            tally = examine(scene, wanted.every, os.cpu_count() or 1)
            print(
                f"| {scene.name} | {tally.points} | {tally.injected} | {tally.rows_lost} | {len(tally.wrong)} |",
                flush=True,
            )
            wrong += tally.wrong + ["rows lost"] * tally.rows_lost
        lost, told = fifty(ledger_scene)
        print(f"| {_PROCESSES} × record at once | | | {lost} | {len(told)} |\n")
        wrong += told + ["rows lost"] * lost
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

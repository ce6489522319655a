"""Collects all that an installation without a network needs into one folder: `make wheels TARGET=windows`.

The folder can be carried to a computer of the LGWAN on any medium. What is fetched is what the lock names, by its
hashes; where the target is a computer like this one, the installation is tried.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
PLATFORMS = {
    "windows": ("win_amd64",),
    "linux": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
}
_MARKERS = {
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
}
_ENTRY = re.compile(
    r"^(?P<name>[\w.-]+==\S+)(?: ; (?P<marker>.+?))?(?P<hashes>(?: \\\n {4}--hash=\S+)+)", re.M
)
INSTALL_WINDOWS = """@echo off
rem misato-report をこのパソコンに入れます。ネットワークは使いません。
cd /d "%~dp0"
py -{python} -m venv "%LOCALAPPDATA%\\misato-report" || goto failed
"%LOCALAPPDATA%\\misato-report\\Scripts\\python" -m pip install --no-index --find-links wheels --require-hashes -r requirements.txt || goto failed
"%LOCALAPPDATA%\\misato-report\\Scripts\\python" -m pip install --no-index --no-deps --find-links wheels misato-report || goto failed
"%LOCALAPPDATA%\\misato-report\\Scripts\\misato-report" --version || goto failed
echo できました。%LOCALAPPDATA%\\misato-report\\Scripts\\misato-report を使ってください。
pause
exit /b 0
:failed
echo 入れられませんでした。Python {python} が入っているか確かめてください。
pause
exit /b 1
"""
INSTALL_LINUX = """#!/bin/sh
# misato-report をこのコンピュータに入れます。ネットワークは使いません。
set -eu
cd "$(dirname "$0")"
place=${{1:-$HOME/misato-report}}
python{python} -m venv "$place"
"$place/bin/python" -m pip install --quiet --no-index --find-links wheels --require-hashes -r requirements.txt
"$place/bin/python" -m pip install --quiet --no-index --no-deps --find-links wheels misato-report
"$place/bin/misato-report" --version
echo "できました。$place/bin/misato-report を使ってください。"
"""


def requirements(lock: str, target: str, python: str) -> Iterator[str]:
    """The entries of a lock that hold on the target (its markers are about that machine, not about this one)."""
    where = {
        **_MARKERS[target],
        "python_version": python,
        "python_full_version": f"{python}.0",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "platform_machine": "AMD64" if target == "windows" else "x86_64",
    }
    for entry in _ENTRY.finditer(lock):
        if entry["marker"] is None or Marker(entry["marker"]).evaluate(where):
            yield entry["name"] + entry["hashes"]


def _pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments], check=True)  # noqa: S603


def collect(folder: Path, target: str, python: str) -> None:
    """Fill the folder: ``wheels/``, ``requirements.txt`` and the program that installs them."""
    shutil.rmtree(folder, ignore_errors=True)
    wheels, listed = folder / "wheels", folder / "requirements.txt"
    wheels.mkdir(parents=True)
    listed.write_text(
        "\n".join(requirements(LOCK.read_text(encoding="utf-8"), target, python)) + "\n", encoding="utf-8"
    )
    platforms = [option for name in PLATFORMS[target] for option in ("--platform", name)]
    _pip("download", "-qq", "--require-hashes", "--only-binary", ":all:", "--no-deps", "-d", str(wheels),
         *platforms, "--python-version", python, "--implementation", "cp", "-r", str(listed))  # fmt: skip
    _pip("wheel", "-qq", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(ROOT))
    if target == "windows":
        # A batch file is read in the console's own code page, its line ends must be Windows'.
        text = INSTALL_WINDOWS.format(python=python)
        (folder / "install.cmd").write_bytes(text.replace("\n", "\r\n").encode("cp932"))
    else:
        script = folder / "install.sh"
        script.write_text(INSTALL_LINUX.format(python=python), encoding="utf-8")
        script.chmod(0o755)


def try_it(folder: Path) -> None:
    """Install from the folder alone, into a place that is thrown away."""
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(  # noqa: S603
            [str(folder.absolute() / "install.sh"), place], check=True, env={"PATH": "/usr/local/bin:/usr/bin:/bin", "PIP_NO_INDEX": "1", "HOME": place}
        )  # fmt: skip


def main() -> None:
    """Collect, and try where that can be done here."""
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", choices=sorted(PLATFORMS), default="linux")
    parser.add_argument("--python", default=here, help="version of Python on the target, such as 3.12")
    wanted = parser.parse_args()
    folder = ROOT / "dist" / f"misato-report-offline-{wanted.target}-py{wanted.python}"
    collect(folder, wanted.target, wanted.python)
    if wanted.target == "linux" and wanted.python == here and sys.platform == "linux":
        try_it(folder)
    print(f"{folder.relative_to(ROOT)}: {sum(p.stat().st_size for p in folder.rglob('*')) // 10**6} MB")


if __name__ == "__main__":
    main()

#!/usr/bin/env bash
# Makes .venv ready to use: `scripts/setup.sh report` for the program alone, `scripts/setup.sh test` for its tests too.
# Runs before every make target, so what is already there must cost well under a second.
# Kept to bash 3.2, which is what macOS has.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$(pwd -P)
purpose=${1:-report}
python=$root/.venv/bin/python

say() { printf '%s\n' "$@" >&2; }
stop() { say "$@"; exit 1; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# A folder that was copied or moved keeps scripts that call the old place; a broken-off set-up has no pip.
venv_works() {
  grep -q " $root/.venv\$" .venv/pyvenv.cfg 2>/dev/null && new_enough "$python" && "$python" -c 'import pip' 2>/dev/null
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if new_enough "$candidate"; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  stop "Python 3.11 以上が見つかりません（python3 は $(python3 -V 2>/dev/null || echo 'なし')）。新しい Python を入れるか、make report PYTHON=/その/場所/python3 としてください。" \
    "No Python 3.11 or newer was found. Install one (Debian 12, Ubuntu 24.04 and later have it), or say where it is: make report PYTHON=/path/to/python3"
}

# Names of the Debian packages whose content is not on this machine, one a line. The content is looked for, not the
# package: fonts may have been put in by hand, and other systems call their packages otherwise.
missing_packages() {
  "$python_found" - <<'PY'
import ctypes
import ctypes.util
import sys

def loads(name):
    for file in (f"lib{name}.so.0", f"lib{name}.dylib", ctypes.util.find_library(name)):
        try:
            if file and ctypes.CDLL(file):
                return True
        except OSError:
            pass
    return False

for library, package in (
    ("pango-1.0", "libpango-1.0-0"),
    ("pangoft2-1.0", "libpangoft2-1.0-0"),
    ("harfbuzz-subset", "libharfbuzz-subset0"),
):
    if not loads(library):
        print(package)
try:
    import ensurepip  # Debian keeps it in a package of its own, and `python -m venv` fails without it
except ImportError:
    print(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
PY
  command -v fc-list >/dev/null || echo fontconfig
  [ -n "$(fc-list 'BIZ UDPGothic' family 2>/dev/null)" ] || echo fonts-morisawa-bizud-gothic
  [ -n "$(fc-list 'BIZ UDPMincho' family 2>/dev/null)" ] || echo fonts-morisawa-bizud-mincho
  if [ "$purpose" = test ]; then
    command -v pdftotext >/dev/null || echo poppler-utils
    # Only for `make faults`, which says so where it is not: never a reason to stop.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then command -v strace >/dev/null || echo strace; fi
    { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null || echo chromium
  fi
}

# The same packages by the names of another system: translate 's/debian/other/;…' PACKAGE…
translate() {
  local script=$1
  shift
  printf '%s\n' "$@" | sed -E "$script" | sort -u | xargs
}

say_what_to_install() {
  local packages=$* command
  if command -v apt-get >/dev/null; then
    command="sudo apt-get update && sudo apt-get install -y $packages"
  elif command -v dnf >/dev/null; then
    command="sudo dnf install -y $(translate 's/^libpango.*/pango/;s/^libharf.*/harfbuzz/;s/^python.*/python3/;s/^fonts-.*/fontconfig/' "$@")"
    case $packages in *fonts-*)
      command="$command
  BIZ UDPGothic, BIZ UDPMincho (OFL, Google Fonts): *.ttf → ~/.local/share/fonts/ ; fc-cache -f" ;;
    esac
  elif command -v brew >/dev/null || [ "$(uname -s)" = Darwin ]; then
    command="brew install $(translate 's/^lib.*/pango/;s/^python.*/python/;s/^fonts-.*-gothic/font-biz-udpgothic/;s/^fonts-.*-mincho/font-biz-udpmincho/;s/^poppler.*/poppler/' "$@")"
  else
    command="$packages  (Debian)"
  fi
  stop "報告書を作るのに要るものが足りません。次を実行してから、もう一度 make してください。" \
    "Something that the report needs is not on this machine. Run this, then make again:" "" "  $command" ""
}

install_missing_packages() {
  local packages
  packages=$(missing_packages | xargs)
  [ -n "$packages" ] || return 0
  # shellcheck disable=SC2086  # a list of words
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then say_what_to_install $packages; fi
  say "足りないものを入れています / Installing with apt-get: $packages"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # shellcheck disable=SC2086
  apt-get install -y -qq --no-install-recommends $packages >/dev/null
  packages=$(missing_packages | xargs)
  # shellcheck disable=SC2086
  if [ -n "$packages" ]; then say_what_to_install $packages; fi
}

if venv_works; then python_found=$python; else python_found=$(find_python); fi
install_missing_packages

locks=requirements.lock
lock=requirements.lock
if [ "$purpose" = test ]; then
  locks="requirements.lock requirements-dev.lock"
  lock=requirements-dev.lock # all of requirements.lock at the same versions, and the tools
fi
# The stamp is what the installation was made from, word for word: any change of it installs again.
# shellcheck disable=SC2086
made_from() { cat pyproject.toml $locks; }
stamp=.venv/made-from-$purpose
if venv_works && made_from | cmp -s - "$stamp"; then exit 0; fi

say "プログラムを .venv に入れています（初回は数分かかります） / Installing into .venv (some minutes the first time)"
venv_works || "$python_found" -m venv --clear "$root/.venv"
# Wheels only: an sdist would run a build with tools that no lock names. The machine's own pip settings (a proxy, a
# mirror) stay in force; the hashes see to it that the files are the same.
"$python" -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: -r "$lock" ||
  stop "ライブラリを入れられませんでした。ネットワークとプロキシの設定（pip config）を確かめてください。" \
    "The libraries could not be installed. Check the network and the proxy settings (pip config)."
"$python" -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
problems=$("$python" -m pip check) ||
  stop "$problems" "pyproject.toml とロックファイルが合っていません。make lock を実行してください。" \
    "pyproject.toml asks for what the lock files do not have: run make lock."
made_from >"$stamp"

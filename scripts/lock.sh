#!/usr/bin/env bash
# Writes requirements.lock and requirements-dev.lock from pyproject.toml: versions stay unless UPGRADE=1 or they no longer fit.
# uv and not pip-compile: one lock for every Python from 3.11 on and for Linux, macOS and Windows, with markers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT

"${PYTHON:-python3}" -m venv "$tools"
"$tools/bin/python" -m pip install --quiet --disable-pip-version-check uv==0.13.9

# --no-config: the settings of the machine it runs on (an index, a folder of wheels) must not get into the lock.
compile() {
  "$tools/bin/uv" --no-config pip compile pyproject.toml --quiet ${UPGRADE:+--upgrade} --group build \
    --universal --python-version 3.11 --fork-strategy fewest --strip-extras \
    --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' "$@"
}
compile --output-file requirements.lock
compile --extra dev --constraint requirements.lock --output-file requirements-dev.lock

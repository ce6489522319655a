#!/usr/bin/env bash
# Mutation testing of the code (tests/tools/mutants.py) in .venv-mutants: .venv's libraries, and cosmic-ray, which needs
# no place in the locks. Arguments go to the tool.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
venv=.venv-mutants

if [ ! -x $venv/bin/cosmic-ray ]; then
  .venv/bin/python -m venv $venv
  $venv/bin/python -m pip install -q --disable-pip-version-check 'cosmic-ray==8.7.0'
fi
libraries=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
PYTHONPATH="$PWD:$libraries" exec $venv/bin/python -m tests.tools.mutants "$@"

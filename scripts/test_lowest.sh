#!/usr/bin/env bash
# Runs the quick tests in .venv-lowest, where each direct dependency has the lowest version that pyproject.toml declares
# (what those need in turn is the newest that pip finds). Arguments go to pytest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
venv=.venv-lowest
stamp=$venv/made-from

[ -x $venv/bin/python ] || "${PYTHON:-python3}" -m venv $venv
python=$venv/bin/python
"$python" -c 'import packaging' 2>/dev/null || "$python" -m pip install -q --disable-pip-version-check packaging
wanted=$("$python" -m scripts.lowest)
if ! cmp -s - "$stamp" <<<"$wanted"; then
  printf '%s\n' "$wanted" >$venv/requirements.txt
  # Wheels only: an old sdist would be built with tools of today.
  "$python" -m pip install -q --disable-pip-version-check --only-binary :all: -r $venv/requirements.txt
  "$python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --editable .
  "$python" -m pip check
  printf '%s\n' "$wanted" >"$stamp"
fi
# docs/licences.md states the licences of the locked versions.
exec "$python" -m pytest -m 'not slow and not long' --deselect 'tests/test_documents.py::test_what_is_made_from_the_program_is_as_it_makes_it_now[licences-licences]' "$@"

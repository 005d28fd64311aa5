#!/bin/sh
# Installs what the tests need into .venv, then runs the linter, the type checker and the tests.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
# Virtuoso is no Python package. Where it cannot be installed, the tests of it are skipped.
if ! command -v virtuoso-t >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    { apt-get update && apt-get install --yes --no-install-recommends virtuoso-opensource-7-bin; } \
        >/dev/null 2>&1 || echo "Virtuoso could not be installed; its tests are skipped"
fi
# Nor is Java, which Spark needs.
if ! command -v java >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    { apt-get update && apt-get install --yes --no-install-recommends openjdk-17-jre-headless; } \
        >/dev/null 2>&1 || echo "Java could not be installed; the tests of Spark are skipped"
fi
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
.venv/bin/pytest -n 2 --cov --cov-report=term:skip-covered "$@"

#!/bin/sh
# Runs the linter, the type checker and the tests, with what they need installed into .venv.
#
#   sh scripts/test.sh           everything; installs anew
#   sh scripts/test.sh --fast    in a minute or so: no test that is slow or starts another program
#                                (pyproject.toml says which), and an eighth of the random cases
#
# Further arguments go to pytest: with `--cov --cov-report=term:skip-covered` it shows the coverage,
# which takes half as long again.
set -eu
cd "$(dirname "$0")/.."
# Compiled tests and the model are kept from run to run, whatever the shell's own setting.
unset PYTHONDONTWRITEBYTECODE
fast=
if [ "${1:-}" = --fast ]; then
    fast=yes
    shift
fi
install() {
    python=${PYTHON:-python3}
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
}
# Virtuoso, Java (for Spark) and Chromium are no Python packages. Where they cannot be installed,
# the tests of them are skipped.
install_program() {
    if ! command -v "$1" >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        { apt-get update && apt-get install --yes --no-install-recommends "$2"; } \
            >/dev/null 2>&1 || echo "$2 could not be installed; its tests are skipped"
    fi
}
if [ -z "$fast" ]; then
    install
    install_program virtuoso-t virtuoso-opensource-7-bin
    install_program java openjdk-17-jre-headless
    install_program chromium chromium
elif [ ! -x .venv/bin/pytest ]; then
    install
fi
# One after another, and each though another fails.
check() {
    failed=
    .venv/bin/ruff check . || failed=yes
    .venv/bin/ruff format --check . || failed=yes
    .venv/bin/mypy || failed=yes
    .venv/bin/lint-imports || failed=yes
    [ -z "$failed" ]
}
if [ -n "$fast" ]; then
    # Two processes, each with half of the files: to share out single tests costs a tenth more. What
    # the checks and the second half say is shown after the first.
    half() {
        code=0
        HYPOTHESIS_PROFILE=fast .venv/bin/pytest --quiet --half "$@" \
            -m 'not (slow or servers or spark or browser)' || code=$?
        # With files or names given, a half may have no test (5).
        [ $code = 0 ] || [ $code = 5 ]
    }
    said=$(mktemp -d)
    trap 'rm -rf "$said"' EXIT
    check >"$said/checks" 2>&1 &
    checks=$!
    half 1 "$@" >"$said/half" 2>&1 &
    other=$!
    failed=0
    half 0 "$@" || failed=1
    wait $other || failed=1
    wait $checks || failed=1
    cat "$said/half" "$said/checks"
    exit $failed
fi
check
.venv/bin/pytest -n 2 --dist worksteal "$@"
.venv/bin/python -m fuzz --minutes 0.5 --seed 1
sh scripts/versions.sh lowest

#!/bin/sh
# Installs clingen-ld into .venv and shows its main job on the examples.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "clingen-ld needs Python 3.11 or later; name one with PYTHON=..." >&2
    exit 2
}
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check '.[web]'
mkdir -p build

show() {
    printf '\n$ clingen-ld %s\n' "$*"
    .venv/bin/clingen-ld "$@"
}

show validate examples
show convert examples/ilk/XA101.json --to turtle
show convert examples --to nquads -o build/alleles.nq.gz
show load examples --store build/alleles.db
show query --store build/alleles.db --named alleles-of-gene symbol=BRCA1
show frame build/alleles.nq.gz --id http://clingendb.clingen.org/ContextualAllele/XA101 --pretty
printf '\nA page to paste a message into: .venv/bin/clingen-ld serve --store build/alleles.db\n'

#!/bin/sh
# Runs the core of the tests with the lowest, or the newest, versions that pyproject.toml allows.
#
#   sh scripts/versions.sh lowest                       with the Python of .venv
#   sh scripts/versions.sh newest python3.12 python3.13
#
# The last line names the versions. Environments are made in build/versions.
set -eu
cd "$(dirname "$0")/.."
which=$1
shift
uv=$PWD/.venv/bin/uv
export UV_SYSTEM_CERTS=1  # those that pip trusts, too
case $which in
    lowest) resolution=lowest-direct ;;
    newest) resolution=highest ;;
    *) echo "lowest or newest?" >&2; exit 2 ;;
esac
for python in "${@:-.venv/bin/python}"; do
    number=$("$python" -c 'import platform; print(platform.python_version())')
    folder=build/versions/$which-$number
    export VIRTUAL_ENV="$PWD/$folder"
    "$uv" venv --quiet --clear --python "$python" "$folder"
    # Wheels only: the lowest versions are those that need no compiler. What the tests need
    # themselves is the newest.
    "$uv" pip install --quiet --resolution $resolution --only-binary :all: --no-binary clingen-ld \
        --editable '.[parquet,remote,sequences]'
    "$uv" pip install --quiet pytest hypothesis pygls starlette markdown-it-py
    # Old releases use what newer ones of others deprecate.
    HYPOTHESIS_PROFILE=fast "$folder/bin/python" -m pytest --quiet -p no:cacheprovider \
        -W ignore::DeprecationWarning -m 'not (slow or servers or spark or browser)' \
        -k 'not rdflib_opens' --deselect tests/messages/json_ld/test_writing.py \
        tests/test_api.py tests/test_conversion.py tests/test_creation.py tests/cli/test_validate.py \
        tests/compiled/test_json_ld.py \
        tests/graph tests/messages/json_ld tests/messages/text/test_compression.py \
        tests/stores/test_embedded.py tests/stores/test_http.py tests/stores/test_loading.py \
        tests/stores/test_remote.py \
        tests/validation/shacl tests/validation/rules/test_examples.py \
        tests/variation/test_sequences.py tests/variation/test_hgvs.py tests/variation/test_hgvs_faults.py tests/variation/test_hgvs_grammar.py \
        tests/variation/test_plain_names.py
    echo "Python $number with the $which versions:" $("$uv" pip list --format freeze | grep -i -E \
        '^(biocommons|click|ferro|httpx|msgspec|pyarrow|pyld|pyoxigraph|pysam|pathspec|pyshacl|rdflib|zstandard)')
done

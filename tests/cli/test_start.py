"""Starting takes little: what a command does not need is not imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "asyncio", "bioutils", "concurrent", "difflib", "email", "ferro_hgvs", "ga4gh", "gzip",
    "hashlib", "http", "httpx", "msgspec", "multiprocessing", "numpy", "pyarrow", "pyld", "pysam",
    "pyshacl", "random", "rdflib", "requests", "shutil", "tempfile", "tomllib", "xml", "zstandard",
}  # fmt: skip
"""Packages that take long to import; those that only some messages need are not there either."""


def modules(code: str) -> list[str]:
    """The modules that some code imports, in an interpreter of its own."""
    program = f"import sys\nbefore = set(sys.modules)\n{code}\n"
    program += "import json\nprint(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    found: list[str] = json.loads(run.stderr)
    return found


def heavy(names: list[str]) -> set[str]:
    return {name.partition(".")[0] for name in names} & HEAVY


def command(*args: object) -> str:
    return f"""
sys.argv = {["clingen-ld", *map(str, args)]!r}
from clingen_ld.cli.main import main
try:
    main()
except SystemExit as end:
    assert end.code == 0, end.code
"""


def test_the_package_alone() -> None:
    found = modules("import clingen_ld")
    ours = {name for name in found if name.startswith("clingen_ld")}
    assert ours == {"clingen_ld", "clingen_ld.version"}
    assert len(found) < 40, found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("message", "also"), [("brca1/SEQ202.json", set()), ("ilk/XA101.json", {"ferro_hgvs"})]
)
def test_validating_one_message(
    examples: Path, tmp_path: Path, message: str, also: set[str]
) -> None:
    """The second time, the model is read as it was compiled the first time."""
    code = f"sys.pycache_prefix, sys.dont_write_bytecode = {str(tmp_path / 'compiled')!r}, False"
    code += command("validate", "--partial", examples / message)
    first, second = modules(code), modules(code)
    assert heavy(first) <= also
    assert set(first) - set(second) >= {"clingen_ld.model.loading", "pyoxigraph"}
    assert set(second) < set(first)
    ours = [name for name in second if name.startswith("clingen_ld")]
    rooms = {name.split(".")[1] for name in ours if "." in name}
    assert rooms.isdisjoint({"bulk", "compiled", "conversion", "creation", "stores"})
    assert len(ours) < 115, ours
    assert len(second) < 220, len(second)


@pytest.mark.slow
def test_other_commands(examples: Path) -> None:
    gene = examples / "brca1" / "GENE201.json"
    for words in (["--version"], ["forms"], ["rules"], ["explain", "HG-1"], ["model", "Gene"]):
        found = heavy(modules(command(*words)))
        assert found <= {"shutil"}, words  # which knows the width of the terminal
    assert heavy(modules(command("convert", gene, "--to", "nquads"))) == set()

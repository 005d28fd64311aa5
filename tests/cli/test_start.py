"""Starting takes little: what a command does not need is not imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HEAVY = {
    "asyncio", "bioutils", "concurrent", "email", "ferro_hgvs", "ga4gh", "http", "httpx", "msgspec",
    "multiprocessing", "numpy", "pyarrow", "pyld", "pysam", "pyshacl", "rdflib", "requests", "xml",
    "zstandard",
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


def test_validating_one_message(examples: Path) -> None:
    found = modules(command("validate", examples / "brca1" / "GENE201.json"))
    assert heavy(found) == set()
    assert not [
        name for name in found if name.startswith(("clingen_ld.bulk", "clingen_ld.compiled"))
    ]
    assert len(found) < 240, len(found)


def test_other_commands(examples: Path) -> None:
    gene = examples / "brca1" / "GENE201.json"
    for words in (["--version"], ["forms"], ["rules"], ["explain", "HG-1"], ["model", "Gene"]):
        assert heavy(modules(command(*words))) == set(), words
    assert heavy(modules(command("convert", gene, "--to", "nquads"))) == set()

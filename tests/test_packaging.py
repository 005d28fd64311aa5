"""What users install: the wheel and the source archive, built, installed and used elsewhere.

Building and installing happen once, whatever the number of test processes.
"""

from __future__ import annotations

import email
import fcntl
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import clingen_ld
from scripts import dependencies

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DATA = [
    path
    for name in ("contexts", "shapes", "queries")
    for path in (ROOT / name).rglob("*")
    if path.is_file()
]
HEAVY = ("rdflib", "pyld", "pyshacl", "pyoxigraph", "click", "ferro_hgvs", "bioutils", "requests")
EPOCH = "1790000000"
"""When a release is said to be made, in seconds since 1970: on 2026-09-21."""
GENE = '{"resourceType":"Gene","id":"G1","identifier":[{"value":"HGNC:1100"}],"symbol":"BRCA1",'
GENE += '"name":"BRCA1 DNA repair associated"}\n'


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Until the end, no other test process is here."""
    with open(folder / "packaging.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this test run; with several processes, the one that they share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def _run(
    *command: str | Path, cwd: Path | None = None, stdin: str = "", **variables: str | Path
) -> str:
    """The standard output of a command that must succeed and say nothing else."""
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | variables
    done = subprocess.run(
        command, cwd=cwd, env=env, input=stdin, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive, and the wheel built from it."""
    shared = _shared(tmp_path_factory)
    folder = shared / "dist"
    with _alone(shared):
        if not list(folder.glob("*.whl")):
            _build(folder)
    return folder


def _build(folder: Path, *options: str) -> None:
    build = (sys.executable, "-m", "build", "--no-isolation", *options)
    _run(*build, "--outdir", folder, ROOT, SOURCE_DATE_EPOCH=EPOCH)


@pytest.fixture(scope="session")
def wheel(dist: Path) -> Path:
    [found] = dist.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new virtual environment in which the wheel alone was installed."""
    shared = _shared(tmp_path_factory)
    environment = shared / "environment"
    with _alone(shared):
        if not (environment / "ready").exists():
            _run(sys.executable, "-m", "venv", environment)
            pip = (environment / "bin" / "python", "-m", "pip", "--disable-pip-version-check")
            _run(*pip, "install", "--quiet", wheel)
            _run(*pip, "check")
            (environment / "ready").touch()
    return environment / "bin"


# The archives


def test_the_wheel_holds_the_package_and_what_defines_the_model(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for path in DATA:
            name = f"clingen_ld/{path.relative_to(ROOT)}"
            assert archive.read(name) == path.read_bytes()
    package = {
        f"clingen_ld/{path.relative_to(ROOT / 'clingen_ld')}"
        for path in (ROOT / "clingen_ld").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert package <= names
    assert "clingen_ld/py.typed" in names
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"clingen_ld", f"clingen_ld-{clingen_ld.__version__}.dist-info"}
    assert wheel.name == f"clingen_ld-{clingen_ld.__version__}-py3-none-any.whl"


def test_the_wheel_says_what_it_is_and_needs(wheel: Path) -> None:
    info = f"clingen_ld-{clingen_ld.__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        metadata = email.message_from_bytes(archive.read(f"{info}/METADATA"))
        entries = archive.read(f"{info}/entry_points.txt").decode()
        assert archive.read(f"{info}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()
    assert metadata["Name"] == "clingen-ld"
    assert metadata["Version"] == clingen_ld.__version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert SpecifierSet(metadata["Requires-Python"]) == SpecifierSet(PROJECT["requires-python"])
    needed = [r for r in metadata.get_all("Requires-Dist", []) if "extra ==" not in r]
    assert sorted(needed) == sorted(PROJECT["dependencies"])
    assert "clingen-ld = clingen_ld.cli.main:main" in entries
    assert metadata.get_payload()


def test_the_source_archive_has_all_that_a_build_and_the_tests_need(dist: Path) -> None:
    [archive] = dist.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    for path in DATA:
        assert str(path.relative_to(ROOT)) in names
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "tests/conftest.py"):
        assert name in names
    assert any(name.startswith("examples/") for name in names)
    assert not any("__pycache__" in name for name in names)


def test_the_archives_have_the_same_bytes_each_time(dist: Path, tmp_path: Path) -> None:
    """Built from the source archive or from the checkout, at any time."""
    _build(tmp_path, "--sdist", "--wheel")
    for path in dist.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()
    [wheel] = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(2026, 9, 21)}


def test_the_source_archive_can_be_installed(dist: Path, tmp_path: Path) -> None:
    """In a new environment that has nothing else; then the main job is done."""
    [archive] = dist.glob("*.tar.gz")
    uv, here = Path(sys.executable).with_name("uv"), tmp_path / "environment"
    _run(uv, "venv", "--quiet", "--python", sys.executable, here)
    _run(uv, "pip", "install", "--quiet", archive, VIRTUAL_ENV=here, UV_SYSTEM_CERTS="1")
    _do_the_main_job(here / "bin" / "clingen-ld", tmp_path)


def test_the_bill_of_materials_has_what_is_installed(installed: Path, tmp_path: Path) -> None:
    """Each package with its version and licence."""
    bill = tmp_path / "bill.json"
    dependencies.write_bill(str(installed / "python"), str(bill))
    found = json.loads(bill.read_text(encoding="utf-8"))
    assert found["bomFormat"] == "CycloneDX"
    about = found["metadata"]["component"]
    assert (about["name"], about["version"]) == ("clingen-ld", clingen_ld.__version__)
    code = "import importlib.metadata as m; print({d.name: d.version for d in m.distributions()})"
    there = eval(_run(installed / "python", "-c", code))
    of_environment = ("clingen-ld", "pip", "setuptools")
    listed = {
        c["name"]: c["version"] for c in found["components"] if c["name"] not in of_environment
    }
    assert listed == {name: v for name, v in there.items() if name not in of_environment}
    assert all(component["licenses"] for component in found["components"])
    [needs] = (d["dependsOn"] for d in found["dependencies"] if d["ref"] == about["bom-ref"])
    assert len(needs) == len(PROJECT["dependencies"])


def test_the_licences_are_listed() -> None:
    """docs/licences.md has what the installed packages say, where these are the locked versions."""
    _, _, table = dependencies.PAGE.read_text(encoding="utf-8").partition("|---|---|---|\n")
    rows = [line.strip("|").split("|") for line in table.splitlines()]
    listed = {name.strip(): (said.strip(), extra.strip()) for name, said, extra in rows}
    locked = _locked()
    for name, row in dependencies.licences().items():
        if locked.get(name) == version(name):
            assert listed.get(name) == row, "run python scripts/dependencies.py"
    direct = [*PROJECT["dependencies"]]
    for extra in filter(None, dependencies.EXTRAS):
        direct += PROJECT["optional-dependencies"][extra]
    names = {canonicalize_name(Requirement(text).name) for text in direct} - {"clingen-ld"}
    assert names <= set(listed)
    assert set(listed) <= set(locked)


def _locked() -> dict[str, str]:
    """The versions of requirements-dev.txt."""
    text = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index|--find-links", text)
    entries = re.findall(r"^(\S+)==(\S+)(?: ;.*)? \\\n +--hash=sha256:", text, re.MULTILINE)
    assert len(entries) == len(re.findall(r"^[^ #\n]", text, re.MULTILINE))
    return {canonicalize_name(name): number for name, number in entries}


def test_the_locked_versions_are_those_that_are_asked_for() -> None:
    """requirements-dev.txt has all that the tests need, by hashes, and from no place of its own."""
    locked = _locked()
    extras, waiting = PROJECT["optional-dependencies"], ["test"]
    wanted = [Requirement(text) for text in PROJECT["dependencies"]]
    while waiting:
        for requirement in map(Requirement, extras[waiting.pop()]):
            if requirement.name == PROJECT["name"]:
                waiting += requirement.extras
            else:
                wanted.append(requirement)
    for requirement in wanted:
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)])


# The installed package, from another folder


def test_the_command_works(installed: Path, tmp_path: Path) -> None:
    _do_the_main_job(installed / "clingen-ld", tmp_path)


def _do_the_main_job(command: Path, tmp_path: Path) -> None:
    assert _run(command, "--version", cwd=tmp_path).split()[-1] == clingen_ld.__version__
    (tmp_path / "gene.json").write_text(GENE, encoding="utf-8")
    assert "conforms" in _run(command, "validate", "gene.json", cwd=tmp_path)
    graph = _run(command, "convert", "gene.json", "--to", "nquads", cwd=tmp_path)
    assert "<http://clingen.org/model/allele/symbol>" in graph
    assert _run(command, "frame", "-", cwd=tmp_path, stdin=graph) == GENE
    linked = _run(command, "convert", "gene.json", "--to", "json-ld", cwd=tmp_path)
    assert _run(command, "frame", "-", cwd=tmp_path, stdin=linked) == GENE


def test_the_model_is_in_the_package(installed: Path, tmp_path: Path) -> None:
    command = installed / "clingen-ld"
    assert "Position (part)" in _run(command, "model", "Position", cwd=tmp_path)
    context = _run(command, "model", "--context", "context", cwd=tmp_path)
    assert context == (ROOT / "contexts" / "context.jsonld").read_text(encoding="utf-8")
    assert "shape:CA-1 a " in _run(command, "model", "--shape", "CA-1", cwd=tmp_path)
    rules = json.loads(_run(command, "rules", "--format", "json", cwd=tmp_path))
    assert {rule["id"] for rule in rules} == set(clingen_ld.load_model().rules)
    explained = _run(command, "explain", "CA-1", cwd=tmp_path)
    for place in ("shapes/rules/canonical-allele.ttl:", "validation/rules/canonical_allele.py:"):
        assert f"  clingen_ld/{place}" in explained
    example = installed.parent.glob(
        "lib/*/site-packages/clingen_ld/shapes/examples/CA-1.keeps.json"
    )
    assert "conforms" in _run(command, "validate", *example, cwd=tmp_path)


def test_every_report_can_be_made(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "gene.json").write_text(GENE, encoding="utf-8")
    code = (
        "import clingen_ld\n"
        "from clingen_ld.reports import FORMATS, render\n"
        "report = clingen_ld.validate('gene.json')\n"
        "print([name for name in FORMATS if not render(report, name)])\n"
    )
    assert _run(installed / "python", "-W", "error", "-c", code, cwd=tmp_path) in (
        "[]\n",
        "['ndjson']\n",  # no finding, no line
    )


def test_importing_the_package_is_cheap(installed: Path, tmp_path: Path) -> None:
    code = (
        "import sys, clingen_ld\n"
        f"heavy = {HEAVY!r}\n"
        "print(clingen_ld.__file__)\n"
        "print([name for name in heavy if name in sys.modules])\n"
        "clingen_ld.load_model()\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    out = _run(installed / "python", "-W", "error", "-c", code, cwd=tmp_path).splitlines()
    assert Path(out[0]).is_relative_to(installed.parent)
    assert out[1] == "[]"
    # pyoxigraph reads the shapes, until the model made of them is cached.
    assert out[2] in ("[]", "['pyoxigraph']")

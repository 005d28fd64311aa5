"""`clingen-ld new`: contextual alleles from names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import call, run
from tests.console import ROOT


def test_one_name() -> None:
    outcome = call(
        "new", "NM_007294.3:c.5297T>G", "--transcripts", ROOT / "examples" / "brca1", "--pretty"
    )
    assert (outcome.code, outcome.err) == (0, "")
    tree = json.loads(outcome.out)
    assert tree["referenceCoordinate"]["start"] == {"index": 5528}


def test_a_file_of_names_is_read_from_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text("\ufeffNC_000017.11:g.43106487A>C\r\n", encoding="utf-8")
    outcome = call("new", path)
    assert outcome.code == 1
    assert f"it is a file: clingen-ld new - < {path} reads names from it" in outcome.err
    outcome = call("new", "-", stdin=path.read_text(encoding="utf-8"))
    assert (outcome.code, outcome.err) == (0, "")


def test_names_of_standard_input() -> None:
    names = "NC_000017.11:g.1A>C\n\nNM_1:c.x\nNC_000017.11:5:A:T\n"
    outcome = call("new", "-", stdin=names)
    assert outcome.code == 1
    assert "-:3: NM_1:c.x: it is neither SPDI nor HGVS" in outcome.err
    trees = [json.loads(line) for line in outcome.out.splitlines()]
    alleles = [t["id"] for t in trees if t["resourceType"] == "ContextualAllele"]
    assert alleles == ["NC_000017.11:0:A:C", "NC_000017.11:5:A:T"]


def test_into_a_file_of_another_form(tmp_path: Path) -> None:
    target = tmp_path / "new.nq"
    assert call("new", "NC_000017.11:g.1A>C", "--to", "nquads", "-o", target).code == 0
    assert "ContextualAllele" in target.read_text()
    assert call("validate", target, "--partial").code == 0


def test_a_form_that_is_none() -> None:
    outcome = call("new", "NC_000017.11:g.1A>C", "--to", "gff")
    assert outcome.code == 2
    assert "there is no form 'gff'" in outcome.err


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "NC_000017.11:g.43106487A>C",
        "NC_000017.11:g.100_102del",
        "NC_000017.11:g.100_101insAC",
        "NC_000017.11:g.100dupA",
        "NC_000017.11:g.100_101delinsT",
        "NC_000017.11:g.100_102invACG",
        "NC_000017.11:g.100A=",
        "NC_000017.11:g.10_15CAG[3]",
        "NC_012920.1:m.3243A>G",
        "NR_040710.1:n.500-22892A>T",
        "NM_007294.3:c.5297T>G",
        "NM_007294.3:c.671+3A>G",
        "NM_007294.3:c.*20A>C",
        "NM_007294.3:r.76a>u",
        "NP_009225.1:p.Cys61Gly",
        "NP_009225.1:p.C61*",
        "NP_009225.1:p.Gln1756fs",
        "NP_009225.1:p.=",
        "NC_000017.11:43045711:T:G",
        "NC_000017.11:43045711:3:",
        "NP_009225.1:60:C:G",
    ],
)
def test_what_is_made_is_right(name: str) -> None:
    made = call("new", name, "--transcripts", ROOT / "examples" / "brca1")
    assert (made.code, made.err) == (0, "")
    checked = call("validate", "-", "--partial", stdin=made.out)
    assert checked.code == 0, checked.out
    assert " error " not in checked.out
    assert "HG-" not in checked.out.replace("info     HG-1", "")  # an old way to write it
    # With its sequence beside it, the name counts from where that says.
    checked = call("validate", "-", ROOT / "examples" / "brca1", "--partial", stdin=made.out)
    assert checked.code == 0, checked.out


def test_sequences_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "sequences.fa").write_text(">NC_000017.11\nACGTTTACGA\n")
    outcome = call("new", "NC_000017.11:g.3dup", "--sequences", "sequences.fa")
    assert outcome.code == 0
    assert json.loads(outcome.out.splitlines()[0])["allele"] == "G"
    outcome = call("new", "NC_000017.11:g.3A>C", "--sequences", "sequences.fa")
    assert (outcome.code, outcome.out) == (1, "")
    assert "it says A, but NC_000017.11 has G at position 3" in outcome.err


def test_each_sequence_is_told_once() -> None:
    outcome = call("new", "NC_000017.11:g.1A>C", "NC_000017.11:g.2A>C", "NC_000001.11:g.2A>C")
    types = [json.loads(line)["resourceType"] for line in outcome.out.splitlines()]
    assert types.count("ReferenceSequence") == 2
    assert types.count("ContextualAllele") == 3


def test_names_that_are_no_text() -> None:
    outcome = call("new", "-", stdin="NC_000017.11:g.1A>\ufffd\nNC_000017.11:5:A:T\n")
    assert outcome.code == 1
    assert "-:1: " in outcome.err
    assert "NC_000017.11:5:A:T" in outcome.out


def test_a_name_without_quotes_is_guessed() -> None:
    outcome = call("new", "NC_000017.11:g.43106487A", "NC_000017.11:g.43106487")
    [cut, other] = outcome.err.splitlines()
    assert "put a name with > in quotes" in cut
    assert "quotes" not in other


def test_what_a_form_cannot_carry_is_told() -> None:
    outcome = call("new", "NP_009225.1:p.Cys61Gly", "--to", "vcf")
    assert outcome.code == 0
    assert "cannot be carried by vcf" in outcome.err


@pytest.mark.parametrize("option", ["--transcripts", "--sequences"])
def test_files_that_are_not_there(option: str) -> None:
    outcome = call("new", "NC_000017.11:g.1A>C", option, "missing")
    assert outcome.code == 3
    assert "missing: there is no such file or folder" in outcome.err


def test_into_a_folder(tmp_path: Path) -> None:
    names = ["NC_000017.11:g.1A>C", "NC_000017.11:g.2A>C"]
    assert call("new", *names, "-o", tmp_path, "--pretty") == (0, "", "")
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == ["NC_000017.11.json", "NC_000017.11_0_A_C.json", "NC_000017.11_1_A_C.json"]
    tree = json.loads((tmp_path / written[1]).read_text())
    assert tree["alleleName"][0]["name"] == names[0]
    assert call("validate", tmp_path, "--partial").code == 0
    outcome = call("new", *names, "-o", f"{tmp_path}/missing/")
    assert outcome.code == 3
    assert "there is no such folder" in outcome.err


def test_no_names_are_an_error() -> None:
    for given in ("", "\n \n"):
        ran = run("new", "-", stdin=given)
        assert (ran.code, ran.out) == (1, "")
        assert "standard input has no name" in ran.err

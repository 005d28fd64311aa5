"""Residues of sequences, and where sequences are read from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pysam
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.errors import InputError
from clingen_ld.findings.finding import Finding
from clingen_ld.messages.reading import read_text
from clingen_ld.model import load_model
from clingen_ld.validation.session import ValidationOptions, validate_items
from clingen_ld.variation.sequences import (
    AMINO_ACIDS,
    complement,
    is_known,
    matches,
    one_letter,
    open_sequences,
    read_residues,
)


@pytest.mark.parametrize("text", ["", "acgu", "RYN", "TTT"])
def test_nucleotides(text: str) -> None:
    found = read_residues(text)
    assert found is not None
    assert one_letter(found) == text.upper().replace("U", "T")


@pytest.mark.parametrize("text", ["-", "<DEL>", "E", "Ile", "A C"])
def test_no_nucleotides(text: str) -> None:
    assert read_residues(text) is None


@pytest.mark.parametrize("text", ["IX*", "IleXaaTer", "IleXaa*"])
def test_amino_acids_in_one_letter_and_in_three(text: str) -> None:
    assert read_residues(text, True) == ("Ile", "Xaa", "Ter")


@pytest.mark.parametrize("text", ["Ixx", "IleX", "ile", "Ile-", "="])
def test_no_amino_acids(text: str) -> None:
    assert read_residues(text, True) is None


@given(st.text("ACGTRYSWKMBDHVNacgt"))
def test_the_strand_opposite_the_opposite_is_the_first(text: str) -> None:
    assert complement(complement(text)) == text
    assert "".join(complement(tuple(text))) == complement(text)


def test_what_is_known_and_what_a_name_may_leave_open() -> None:
    assert all(is_known(each) for each in ("A", "Ile", "Ter"))
    assert not any(is_known(each) for each in ("N", "R", "Xaa", "Asx", "?", "?12"))
    assert matches(("?", "N", "Xaa"), ("A", "C", "Ile"))
    assert not matches(("A",), ("C",))
    assert not matches(("A",), ("A", "A"))
    assert set(AMINO_ACIDS) >= set("ACDEFGHIKLMNPQRSTVWY*")


#                 0123456789012345678
CHROMOSOME = "ACGTAAAACGCGCGTTTACG"
PROTEIN = "MKLLI"


@pytest.fixture(params=["plain", "bgzip"])
def fasta(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "sequences.fa"
    path.write_text(f">NC_000001.11 test\n{CHROMOSOME}\n>gi|1|ref|NP_000001.1|\n{PROTEIN}\n")
    if request.param == "plain":
        return path
    packed = tmp_path / "sequences.fa.gz"
    pysam.tabix_compress(str(path), str(packed))
    return packed


def allele(start: int, end: int, ref: str, alt: str, **more: Any) -> dict[str, Any]:
    """A genomic allele on the test chromosome; positions 0-based interbase."""
    return {
        "resourceType": "ContextualAllele",
        "id": "XA1",
        "canonicalAllele": {"reference": "http://example.org/CA1"},
        "contextualAlleleType": "genomic",
        "allele": alt,
        "referenceCoordinate": {
            "referenceSequence": {
                "reference": "http://example.org/SEQ1",
                "display": "NC_000001.11 (GRCh38)",
            },
            "start": {"index": start},
            "end": {"index": end},
            "refAllele": ref,
        },
    } | more


def findings(message: dict[str, Any], sequences: Path, rule: str = "SQ") -> list[Finding]:
    import json

    options = ValidationOptions(sequences=sequences)
    items = read_text(json.dumps(message), options.read, load_model())
    report = validate_items(items, options, load_model())
    return [f for f in report.findings if f.rule.startswith(rule)]


def test_the_reference_allele_is_the_sequence(fasta: Path) -> None:
    assert findings(allele(8, 9, "C", "T"), fasta) == []
    [found] = findings(allele(8, 9, "G", "T"), fasta)
    assert (found.rule, found.pointer) == ("SQ-1", "/referenceCoordinate/refAllele")
    assert "NC_000001.11 has C" in found.message


def test_positions_lie_within_the_sequence(fasta: Path) -> None:
    assert findings(allele(19, 20, "G", "T"), fasta) == []
    [found] = findings(allele(20, 21, "G", "T"), fasta)
    assert (found.rule, found.pointer) == ("SQ-2", "/referenceCoordinate/end/index")
    assert "length 20" in found.message


@pytest.mark.parametrize(
    ("start", "end", "ref", "alt", "placements"),
    [
        (4, 5, "A", "", "5-6, 6-7, 7-8"),  # the first A of AAAA
        (7, 8, "A", "", "4-5, 5-6, 6-7"),
        (8, 10, "CG", "", "9-11, 10-12, 11-13, 12-14"),  # CGCGCG, by halves
        (14, 14, "", "T", "15-15, 16-16, 17-17"),
        (14, 14, "", "TT", "15-15, 16-16, 17-17"),
    ],
)
def test_equivalent_placements_are_listed(
    fasta: Path, start: int, end: int, ref: str, alt: str, placements: str
) -> None:
    [found] = findings(allele(start, end, ref, alt), fasta)
    assert (found.rule, found.severity) == ("SQ-3", "info")
    assert found.message.endswith(placements)


@pytest.mark.parametrize(
    ("name", "severity"),
    [("g.5del", None), ("g.8del", "info"), ("g.9del", "error"), ("g.1del", "error")],
)
def test_the_sequence_decides_about_placements(
    fasta: Path, name: str, severity: str | None
) -> None:
    """A name at another place in AAAA (5 to 8) is the same change; elsewhere it is not."""
    named = {"nameType": "hgvs-genomic", "name": f"NC_000001.11:{name}"}
    made = allele(4, 5, "A", "", alleleName=[named])
    found = [f.severity for f in findings(made, fasta, "HG-4")]
    assert found == ([] if severity is None else [severity])


def test_a_change_outside_of_a_repeat_has_one_placement(fasta: Path) -> None:
    assert findings(allele(3, 4, "T", ""), fasta) == []
    assert findings(allele(3, 3, "", "A"), fasta) == []


def test_three_letter_amino_acids(fasta: Path) -> None:
    def protein(ref: str) -> dict[str, Any]:
        made = allele(1, 2, ref, "Ser", contextualAlleleType="amino-acid")
        made["referenceCoordinate"]["referenceSequence"]["display"] = "NP_000001.1"
        return made

    assert findings(protein("Lys"), fasta) == []
    assert findings(protein("K"), fasta) == []
    assert [f.rule for f in findings(protein("Leu"), fasta)] == ["SQ-1"]


@pytest.mark.parametrize("ref", ["A", "T"])  # either strand
def test_bases_of_an_intron_stand_in_the_genome(fasta: Path, ref: str) -> None:
    genomic = {"reference": "http://example.org/SEQ1", "display": "NC_000001.11"}

    def position(offset: int, index: int) -> dict[str, Any]:
        return {
            "index": 100,
            "externalOffsetLength": offset,
            "externalOffsetDirection": "+",
            "externalGenomicReferenceSequence": genomic,
            "externalGenomicPositionIndex": index,
        }

    made = allele(0, 0, ref, "G", contextualAlleleType="transcript")
    made["referenceCoordinate"] |= {"start": position(3, 4), "end": position(4, 5)}
    made["referenceCoordinate"]["referenceSequence"]["display"] = "NM_000001.1"
    assert findings(made, fasta) == []
    made["referenceCoordinate"]["refAllele"] = "C"
    assert [f.rule for f in findings(made, fasta)] == ["SQ-1"]


def test_a_sequence_that_the_source_lacks_is_not_judged(fasta: Path) -> None:
    made = allele(8, 9, "G", "T")
    made["referenceCoordinate"]["referenceSequence"]["display"] = "NC_000002.12"
    assert findings(made, fasta) == []


# SeqRepo packs with the program bgzip when it is written to; pysam has the same code in it.
BGZIP = f"""#!{sys.executable}
import os, sys, pysam
if sys.argv[1:] == ["-h"]:
    print("\\nVersion: 1.20")
else:
    name = sys.argv[-1]
    pysam.tabix_compress(name, name + ".gz", force=True)
    os.remove(name)
"""


# In a process of its own: what makes the tables of a new SeqRepo leaves its connections open.
SEQREPO = """
import sys
from biocommons.seqrepo import SeqRepo

repository = SeqRepo(sys.argv[1], writeable=True)
repository.store(sys.argv[2], [{"namespace": "NCBI", "alias": "NC_000001.11"}])
repository.commit()
"""


@pytest.mark.slow
def test_a_seqrepo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bgzip = tmp_path / "bgzip"
    bgzip.write_text(BGZIP)
    bgzip.chmod(0o755)
    monkeypatch.setenv("SEQREPO_BGZIP_PATH", str(bgzip))
    folder = tmp_path / "seqrepo"
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SEQREPO, str(folder), CHROMOSOME], check=True
    )
    assert findings(allele(8, 9, "C", "T"), folder) == []
    assert [f.rule for f in findings(allele(8, 9, "G", "T"), folder)] == ["SQ-1"]


def test_what_is_no_source_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        open_sequences(tmp_path / "missing.fa")
    bad = tmp_path / "bad.fa"
    bad.write_bytes(b"\x00\x01")
    with pytest.raises(InputError, match="not a FASTA"):
        open_sequences(bad)
    with pytest.raises(InputError, match="not a SeqRepo"):
        open_sequences(tmp_path)


@pytest.mark.parametrize("name", ["chrM", "MT", "M"])
def test_chromosomes_of_ucsc_and_ensembl_are_known_by_their_length(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / "genome.fa"
    path.write_text(f">{name} circular\n{'ACGTA' * 3313}TTTT\n>{name}_alt\nACGT\n")
    source = open_sequences(path)
    assert source.length("NC_012920.1") == 16569
    assert source.fetch("NC_012920.1", 16564, 16569) == "ATTTT"
    assert source.length("NC_000017.11") is None


def test_chromosomes_of_no_human_build_are_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mouse.fa"
    path.write_text(">chr1\nACGT\n>chrX\nACG\n")
    with pytest.raises(InputError, match="no human build has a chr1 of 4 bases"):
        open_sequences(path)
    path.write_text(">chr1\nAC\nACGT\nA\n")
    (tmp_path / "mouse.fa.fai").unlink()
    with pytest.raises(InputError, match="not a FASTA"):
        open_sequences(path)
    assert capfd.readouterr().err == ""

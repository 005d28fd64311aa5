"""Variant files on the command line: plain, packed, standard input, BCF."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import pysam
import pytest

import clingen_ld
from clingen_ld.errors import UsageError
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import load_model
from tests.cli.running import call, no_traceback, run
from tests.messages.vcf.making import fasta, ids, items, problems, records, trees, vcf

TEXT = vcf("17 43051098 rs80357463 A C", "MT 3243 . A G,AT")
IDS = ["NC_000017.11:43051097:A:C", "NC_012920.1:3242:A:G", "NC_012920.1:3243::T"]


def allele_ids(text: str) -> list[str]:
    found = [json.loads(line) for line in text.splitlines()]
    return [tree["id"] for tree in found if tree["resourceType"] == "ContextualAllele"]


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "variants.vcf"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.mark.parametrize("packing", ["plain", "gzip", "bgzip", "blocks"])
def test_files_are_read_however_packed(packing: str, plain: Path) -> None:
    path = plain
    if packing != "plain":
        path = plain.with_suffix(".vcf.gz")
    if packing == "gzip":
        path.write_bytes(gzip.compress(plain.read_bytes()))
    elif packing == "bgzip":
        pysam.tabix_compress(str(plain), str(path))
    elif packing == "blocks":
        data = plain.read_bytes()
        path.write_bytes(gzip.compress(data[:70]) + gzip.compress(data[70:]))
    outcome = call("convert", path, "--to", "resource-json", "--assembly", "GRCh38")
    assert (outcome.code, outcome.err) == (0, "")
    assert allele_ids(outcome.out) == IDS


@pytest.mark.slow
@pytest.mark.parametrize("packed", [False, True])
def test_standard_input_is_read(packed: bool) -> None:
    data = TEXT.encode()
    outcome = run(
        "convert", "-", "--to", "resource-json", stdin=gzip.compress(data) if packed else data
    )
    assert (outcome.code, outcome.err) == (0, "")
    assert allele_ids(outcome.out) == IDS


@pytest.mark.parametrize("form", ["json-ld", "nquads", "turtle", "resource-xml"])
def test_other_forms_come_back_as_the_same_file(form: str, plain: Path, tmp_path: Path) -> None:
    middle = tmp_path / "middle"
    sequences = fasta(tmp_path, "A" * 3000 + "C" * 242 + "AG" + "C" * 100)
    assert call("convert", plain, "--to", form, "-o", middle).code == 0
    outcome = call("convert", middle, "--to", "vcf", "--sequences", sequences)
    assert (outcome.code, outcome.err) == (0, "")
    assert records(outcome.out) == [
        "17 43051098 rs80357463 A C", "MT 3243 . A AT", "MT 3243 . A G",
    ]  # fmt: skip


def test_what_is_converted_is_valid(plain: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.ndjson"
    assert call("convert", plain, "--to", "resource-json", "-o", made).code == 0
    report = clingen_ld.validate(made)
    assert report.conforms
    # These forms can say the canonicalAllele, which one published document requires.
    assert {finding.rule for finding in report.findings} == {"ST-8"}


def test_faults_are_said_with_their_places(tmp_path: Path) -> None:
    path = tmp_path / "broken.vcf"
    path.write_text(vcf("17 x . A C", "17 5 . A <DEL>,C"), encoding="utf-8")
    outcome = call("convert", path, "--to", "resource-json")
    assert outcome.code == 1
    assert f"{path}:4:4: error ST-0: POS is x" in outcome.err
    assert f"{path}:5:10: warning ST-12: symbolic allele <DEL> ignored" in outcome.err
    assert allele_ids(outcome.out) == ["NC_000017.11:4:A:C"]


def test_strict_fails_for_what_is_not_carried(plain: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.ndjson"
    call("convert", plain, "--to", "resource-json", "-o", made)
    back = tmp_path / "back.vcf"
    outcome = call("convert", made, "--to", "vcf", "--strict", "-o", back)
    assert outcome.code == 1
    assert "give --sequences" in outcome.err
    assert not back.exists()


def test_an_unknown_build_is_a_usage_error(plain: Path) -> None:
    outcome = call("convert", plain, "--to", "nquads", "--assembly", "mm10")
    assert outcome.code == 2
    assert "there is no build 'mm10'" in outcome.err


@pytest.mark.slow
def test_a_damaged_archive_is_said(tmp_path: Path) -> None:
    path = tmp_path / "cut.vcf.gz"
    body = "".join(f"1\t{n}\t.\tA\tT\t.\t.\t.\n" for n in range(1, 50_000))
    path.write_bytes(gzip.compress((vcf() + body).encode())[:-20])
    outcome = run("convert", path, "--to", "resource-json")
    assert outcome.code == 1
    assert "cut.vcf.gz:1:1: error ST-0: the gzip data is damaged" in outcome.err
    assert no_traceback(outcome)


# BCF


@pytest.fixture
def bcf(plain: Path, tmp_path: Path) -> bytes:
    """The test file as BCF, decompressed."""
    header = [
        "##reference=GRCh38", "##contig=<ID=17,length=83257441>", "##contig=<ID=MT,length=16569>",
    ]  # fmt: skip
    records_ = [line for line in TEXT.splitlines() if not line.startswith("#")]
    plain.write_text(vcf(*(line.replace("\t", " ") for line in records_), header=header))
    path = tmp_path / "variants.bcf"
    with (
        pysam.VariantFile(str(plain)) as source,
        pysam.VariantFile(str(path), "wb0", header=source.header) as target,
    ):
        for record in source:
            target.write(record)
    return gzip.decompress(path.read_bytes())


def test_bcf_is_read_by_pysam(bcf: bytes) -> None:
    found = items(bcf, form="vcf")
    assert ids(bcf, form="vcf") == IDS
    assert problems(bcf, form="vcf") == []
    assert isinstance(found[-1], Message)
    assert found[-1].file == "f.vcf"


def test_damaged_bcf_is_said(bcf: bytes) -> None:
    from clingen_ld.errors import InputError

    for cut in (8, 40, len(bcf) - 10):
        with pytest.raises(InputError, match="BCF"):
            items(bcf[:cut], form="vcf")


def test_without_pysam_bcf_is_a_usage_error(bcf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pysam", None)
    with pytest.raises(UsageError, match="pip install"):
        list(read_text(bcf, ReadOptions(form="vcf"), load_model(), "f"))
    assert len(trees(TEXT)) == 3  # VCF does not need it

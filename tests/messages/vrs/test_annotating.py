"""VCF files with the ids of VRS in INFO: those of vrs-python, and the rest as it was."""

from __future__ import annotations

import gzip
import random
import re
from pathlib import Path
from typing import Any

import pytest
from ga4gh.core import ga4gh_identify
from ga4gh.vrs import models, normalize
from ga4gh.vrs.dataproxy import _DataProxy

import clingen_ld
from clingen_ld.errors import ClingenError, InputError, UsageError
from clingen_ld.messages.vcf.info import VRS_IDS as IDS
from clingen_ld.variation.assemblies import chromosomes, refget_of
from tests.cli.running import call
from tests.conftest import seeds
from tests.messages.vcf.making import TITLES
from tests.messages.vcf.test_placed import alternate, sequences
from tests.messages.vrs.making import fasta

CHROMOSOMES = chromosomes("GRCh38")
HEAD = ["##fileformat=VCFv4.3", "##reference=GRCh38"]


class Proxy(_DataProxy):  # type: ignore[misc]
    """What vrs-python asks for sequences."""

    def __init__(self, held: dict[str, str]) -> None:
        self._held: dict[str, tuple[str, dict[str, Any]]] = {}
        for name, found in CHROMOSOMES.items():
            if (text := held.get(found.accession)) is not None:
                digest = str(refget_of(found.accession))
                aliases = [f"GRCh38:{name}", f"GRCh38:chr{name}", f"ga4gh:{digest}"]
                aliases += [f"refseq:{found.accession}", digest]
                told = {"length": len(text), "alphabet": "ACGT", "added": "", "aliases": aliases}
                self._held |= dict.fromkeys(aliases, (text, told))

    def get_metadata(self, identifier: str) -> dict[str, Any]:
        return self._held[identifier][1]

    def get_sequence(
        self, identifier: str, start: int | None = None, end: int | None = None
    ) -> str:
        return self._held[identifier][0][slice(start, end)]


def records(chance: random.Random, held: dict[str, str], number: int) -> str:
    """Records of every kind that vrs-python annotates: also blocks of gVCF and symbolic alleles."""
    names = {found.accession: f"chr{name}" for name, found in CHROMOSOMES.items()}
    lines = [*HEAD, *(f"##contig=<ID={names[one]}>" for one in held)]
    lines += ['##INFO=<ID=AC,Number=A,Type=Integer,Description="x">', TITLES]
    for _ in range(number):
        accession, text = chance.choice(list(held.items()))
        start = chance.randrange(1, len(text) - 10)
        reference = text[start : start + chance.choice((1, 1, 1, 2, 4))]
        alternates = [alternate(chance, reference) for _ in range(chance.choice((1, 1, 2, 4)))]
        alternates = [one for one in alternates if one != "."] or ["."]
        info = chance.choice((".", "AC=" + ",".join("1" * len(alternates))))
        if chance.random() < 0.1:
            reference, alternates, info = reference[0], ["<NON_REF>"], f"END={start + 50}"
        fields = (names[accession], start + 1, ".", reference, ",".join(alternates), ".", ".", info)
        lines.append("\t".join(map(str, fields)))
    return "\n".join(lines) + "\n"


def annotated(path: Path, **options: Any) -> clingen_ld.Conversion:
    return clingen_ld.convert(path, "vcf", annotate="vrs", **options)


def ids(line: str) -> list[str]:
    """The ids in a record."""
    found = re.search(rf"[\t;]{IDS}=([^;\t\n]*)", line)
    return [] if found is None else found[1].split(",")


def theirs(proxy: Proxy, name: str, start: int, end: int, alternate: str) -> str:
    """The id that vrs-python has for an allele, as its annotator computes it."""
    if alternate[0] in "*<":
        return "."
    refget = str(refget_of(CHROMOSOMES[name.removeprefix("chr")].accession))
    place = models.SequenceLocation(
        sequenceReference=models.SequenceReference(refgetAccession=refget), start=start, end=end
    )
    state = models.LiteralSequenceExpression(sequence=alternate.upper())
    return str(ga4gh_identify(normalize(models.Allele(location=place, state=state), proxy)))


@pytest.mark.parametrize("seed", seeds(3))
def test_ids_are_those_of_vrs_python(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    held = sequences(chance)
    path, proxy = tmp_path / "a.vcf", Proxy(held)
    path.write_text(records(chance, held, 80))
    found = annotated(path, sequences=fasta(tmp_path / "s.fa", held))
    assert found.text is not None
    written = 0
    for line in found.text.splitlines():
        if not line.startswith("#"):
            name, position, _, reference, alternates = line.split("\t", 5)[:5]
            start, end = int(position) - 1, int(position) - 1 + len(reference)
            alleles = [reference, *(one for one in alternates.split(",") if one != ".")]
            assert ids(line) == [theirs(proxy, name, start, end, allele) for allele in alleles]
            written += sum(one != "." for one in ids(line))
    assert found.resources == written > 160


def plain(*lines: str) -> str:
    return "\n".join([*HEAD, TITLES, *lines]) + "\n"


def test_all_else_stays_as_it_is(tmp_path: Path) -> None:
    """Also lines with ends of Windows, samples, and what cannot be read."""
    given = plain(
        "chr1\t100\trs1\tA\tC,g\t9.5\tPASS\tDP=3;DB\tGT:AD\t0/1:3,4\t./.",
        "chr1\tx\t.\tA\tC\t.\t.\t.", "", "chrUn_1\t7\t.\tA\tC\t.\t.\t.", "chr1\t9", "#a comment",
    ).replace("\n", "\r\n")  # fmt: skip
    path = tmp_path / "a.vcf"
    path.write_bytes(given.encode())
    found = annotated(path)
    assert found.text is not None
    (declared,) = (line for line in found.text.splitlines() if f"ID={IDS}," in line)
    assert re.sub(rf";{IDS}=[^;\t]*", "", found.text.replace(declared + "\n", "")) == given
    assert [problem.line for problem in found.problems] == [5, 8]
    assert found.resources == 3


def test_ids_that_a_file_has_are_replaced(tmp_path: Path) -> None:
    path, again = tmp_path / "a.vcf", tmp_path / "b.vcf"
    path.write_text(plain("chr1\t100\t.\tA\tC\t.\t.\tDP=3", "chr1\t101\t.\tT\tG\t.\t.\t."))
    first = annotated(path).text
    assert first is not None
    again.write_text(first)
    second = annotated(again)
    assert (second.text, second.losses) == (first, [])
    wrong = first.replace(ids(first.splitlines()[-2])[1], "ga4gh:VA.other")
    again.write_text(wrong.replace(f"DP=3;{IDS}", f"{IDS}").replace("other\n", "other;DP=3\n"))
    third = annotated(again)
    assert third.text == first
    assert third.lost == [f"{again}: 1 allele, the first in line 5: {IDS} had another id"]


def test_what_gets_no_id_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    path.write_text(plain(
        "chr1\t100\t.\tA\tAC,AG\t.\t.\t.", "chr1\t101\t.\tA\t<DEL>\t.\t.\t.",
        "chrQ\t101\t.\tA\tC\t.\t.\t.", "chr1\t102\t.\tAC\tGT\t.\t.\t.",
        "chr1\t103\t.\tA\t.\t.\t.\t.",
    ))  # fmt: skip
    found = annotated(path)
    assert found.text is not None
    records = found.text.splitlines()[4:]
    assert [[one != "." for one in ids(line)] for line in records] == [
        [True, False, False], [True, False], [], [True, True], [True],
    ]  # fmt: skip
    said = [text.partition(": ")[2] for text in found.lost]
    assert [text.partition(":")[0] for text in said] == [
        "2 alleles, the first in line 4", "1 allele, the first in line 5",
        "1 allele, the first in line 6",
    ]  # fmt: skip
    with pytest.raises(ClingenError, match="--sequences"):
        annotated(path, strict=True)


def test_a_reference_that_is_not_there(tmp_path: Path) -> None:
    held = {CHROMOSOMES["1"].accession: "ACGTACGT"}
    path, source = tmp_path / "a.vcf", fasta(tmp_path / "s.fa", held)
    path.write_text(plain(
        "chr1\t2\t.\tC\tA\t.\t.\t.", "chr1\t3\t.\tC\tA\t.\t.\t.",
        "chr1\t999999999\t.\tC\tA\t.\t.\t.",
        "chr2\t3\t.\tC\tA\t.\t.\t.", "chr1\t2\t.\tNG\tA\t.\t.\t.",
    ))  # fmt: skip
    found = annotated(path, sequences=source)
    assert found.text is not None
    has_ids = [bool(ids(line)) for line in found.text.splitlines()[4:]]
    assert has_ids == [True, False, False, True, True]
    path.write_text(path.read_text().replace("\tNG\t", "\tNC\t"))
    assert (annotated(path, sequences=source).text or "").endswith("\tNC\tA\t.\t.\t.\n")
    assert [(each.rule, each.line) for each in found.problems] == [("SQ-1", 5), ("ST-0", 6)]


def test_what_is_not_annotated(tmp_path: Path) -> None:
    path, other = tmp_path / "a.vcf", tmp_path / "a.json"
    path.write_text(plain("chr1\t100\t.\tA\tC\t.\t.\t."))
    other.write_text("{}")
    with pytest.raises(InputError, match="only VCF and BCF"):
        annotated(other)
    for inputs, to in (([path, path], "vcf"), (path, "nquads"), (tmp_path, "vcf")):
        with pytest.raises(UsageError, match="one VCF file"):
            clingen_ld.convert(inputs, to, annotate="vrs")
    path.write_text(plain("chr1\t100\t.\tA\tC\t.\t.\t.").replace("##reference=GRCh38\n", ""))
    with pytest.raises(UsageError, match="--assembly"):
        annotated(path)
    assert annotated(path, assembly="GRCh38").resources == 2
    path.write_text(plain(f"chr1\t100\t.\tA\tC\t.\t.\t{'x' * 5_000}"))
    with pytest.raises(InputError, match="line 4: a line of more than"):
        annotated(path, largest=1_000)


def test_on_the_command_line(tmp_path: Path) -> None:
    path, output = tmp_path / "a.vcf", tmp_path / "b.vcf.gz"
    path.write_text(plain("chr1\t100\t.\tA\tC\t.\t.\t.", "chr1\t100\t.\tA\tAC\t.\t.\t."))
    outcome = call("convert", path, "--to", "vcf", "--annotate", "vrs", "-o", output)
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err.endswith(
        "1 allele, the first in line 5: insertions and deletions need the sequence: give it "
        "(--sequences)\n"
    )
    written = gzip.decompress(output.read_bytes()).decode()
    assert written == annotated(path).text
    outcome = call("convert", "-", "--to", "vcf", "--annotate", "vrs", stdin=path.read_text())
    assert outcome.out == written
    assert call("convert", path, "--to", "vcf", "--annotate", "vrs", "--jobs", 2).code == 2
    assert call("convert", path, "--to", "nquads", "--annotate", "vrs").code == 2


def test_ids_that_are_not_those_of_their_alleles(tmp_path: Path) -> None:
    """Found at their place, when they can be computed; the ids of VRS 1 are others."""
    path, wrong = tmp_path / "a.vcf", tmp_path / "b.vcf"
    path.write_text(plain(
        "chr1\t100\trs1\tA\tC,T\t.\t.\tDP=3", "chr1\t101\t.\tA\tAC\t.\t.\t.",
        "chr1\t103\t.\tA\t.\t.\t.\t.",
    ))  # fmt: skip
    text = annotated(path).text
    assert text is not None
    path.write_text(text)
    assert [f.rule for f in clingen_ld.validate(path).findings if f.severity == "error"] == []
    right = ids(text.splitlines()[4])[2]
    wrong.write_text(text.replace(right, "ga4gh:VA.other"))
    (finding,) = (f for f in clingen_ld.validate(wrong).findings if f.severity == "error")
    assert (finding.rule, finding.line) == ("ST-4", 5)
    assert finding.message == f"{IDS} must be {right} by its content, not ga4gh:VA.other"
    line = wrong.read_text().splitlines()[4]
    assert line[(finding.column or 0) - 1 :].startswith("ga4gh:VA.other")
    only = wrong.read_text().replace("Number=R", "Number=A").replace(f"={ids(line)[0]},", "=")
    wrong.write_text(only)
    assert len([f for f in clingen_ld.validate(wrong).findings if f.severity == "error"]) == 1
    wrong.write_text(only.replace("VRS version=2.0", "VRS version=1.3"))
    assert [f.rule for f in clingen_ld.validate(wrong).findings if f.severity == "error"] == []
    nowhere = only.replace("##reference=GRCh38\n", "").replace("\tA\t", "\tA\t", 1)
    wrong.write_text(nowhere)
    assert [f.rule for f in clingen_ld.validate(wrong).findings] == ["ST-0"]


@pytest.mark.parametrize("record", ["chr1\t1", "chr1\tx\t.\tA\tC\t.\t.", "a b" + "\t?" * 6])
def test_ids_in_records_that_cannot_be_read(record: str, tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    path.write_text(plain(f"{record}\t{IDS}=x"))
    assert "ST-0" in {finding.rule for finding in clingen_ld.validate(path).findings}


def test_what_is_wrong_is_said_as_by_reading(tmp_path: Path) -> None:
    """Telomeres, places beyond the end, positions of any length, and alleles that are none."""
    path = tmp_path / "a.vcf"
    records = [
        "chr1\t0\t.\tA\tC\t.\t.", "chr1\t248956423\t.\tN\tC\t.\t.",
        f"chr1\t{'9' * 5000}\t.\tA\tC\t.\t.", "chr1\t248956422\t.\tAC\tC\t.\t.",
        "chr1\t5\t.\tA\tC,,X\t.\t.",
    ]  # fmt: skip
    path.write_text(plain(*(f"{record}\t{IDS}=ga4gh:VA.x" for record in records)))
    found = annotated(path)
    assert found.text is not None
    lines = found.text.splitlines()[4:]
    assert [ids(line)[0].startswith("ga4gh:VA.x") for line in lines] == [True] * 4 + [False]
    told = {(each.line, each.values["message"]) for each in found.problems}
    read = clingen_ld.convert(path, "nquads").problems
    assert told == {(each.line, each.values["message"]) for each in read if each.rule == "ST-0"}
    assert "2 alleles, the first in line 4: there is no base at position 0" in found.lost[0]

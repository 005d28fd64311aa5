"""Alleles of variant files that are read and written directly are those of the standard path."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from ga4gh.core import ga4gh_identify
from ga4gh.vrs import models

import clingen_ld
from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.messages.vcf import reading
from clingen_ld.messages.vcf.placed import PlacedMessage, PlacedRun
from clingen_ld.variation.assemblies import chromosomes
from tests.compiled.test_engine import assert_same
from tests.conftest import seeds
from tests.messages.vcf.making import TITLES, items
from tests.messages.vrs.making import fasta, repetitive

_NAMES = ("chr1", "1", "chrX", "MT", "NC_000017.11", "chrUn_KI270742v1", "chr99")
_LENGTH = 300


def sequences(chance: random.Random) -> dict[str, str]:
    """A short sequence, with repeats in it, for each of the chromosomes used."""
    known = chromosomes("GRCh38")
    return {known[name].accession: repetitive(chance, _LENGTH) for name in ("1", "17", "X", "MT")}


def variant_file(chance: random.Random, held: dict[str, str], records: int = 60) -> str:
    """A variant file with plain records, and some of every other kind among them."""
    known = {c.accession: name for name, c in chromosomes("GRCh38").items()}
    texts = {known[accession]: text for accession, text in held.items()}
    lines = ["##fileformat=VCFv4.3", "##reference=GRCh38", TITLES]
    for _ in range(records):
        name = chance.choice(_NAMES)
        plain = known.get(name, name.removeprefix("chr"))
        text = texts.get(plain, repetitive(chance, _LENGTH))
        start = chance.randrange(1, _LENGTH - 10)
        reference = text[start : start + chance.choice((1, 1, 1, 2, 4))]
        alternates = [alternate(chance, reference) for _ in range(chance.choice((1, 1, 1, 2)))]
        if chance.random() < 0.05:
            reference = chance.choice(("N", reference.lower(), "X", "A" * 70))
        position = chance.choice((start + 1,) * 12 + (0, 1, 10**9, "x"))
        id_ = chance.choice((".", ".", "rs123", f"rs{start}", "COSV1", "rs1;rs2", "rs01"))
        rest = chance.choice((("50", "PASS", "."), (".", ".", "."), (".", ".", "AC=1"), ("1",)))
        fields = (name, position, id_, reference, ",".join(alternates), *rest)
        lines += ["\t".join(map(str, fields))] * chance.choice((1,) * 9 + (2,))
    return "\n".join(lines) + "\n"


def alternate(chance: random.Random, reference: str) -> str:
    """An entry of ALT: bases that differ in one or in several ways, or none at all."""
    base = chance.choice("ACGT")
    changed = (base, reference + base, reference[0], reference + base * 3, base + reference)
    return chance.choice((*changed, *changed, "*", ".", "<DEL>", "acg", reference, "A" * 60))


def converted(path: Path, form: str, **options: Any) -> tuple[Any, ...]:
    """What a conversion gives and tells."""
    engine, given = options.pop("engine"), options
    read = clingen_ld.ReadOptions(engine=engine)
    found = clingen_ld.convert(path, form, options=read, **given)
    return found.text, found.problems, found.losses, found.resources


@pytest.mark.parametrize("seed", seeds(12))
def test_variant_files_of_every_kind(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    held = sequences(chance)
    path, source = tmp_path / "v.vcf", fasta(tmp_path / "s.fa", held)
    path.write_text(variant_file(chance, held))
    for form, given in (("vrs", {}), ("vrs", {"sequences": source}), ("nquads", {}), ("vcf", {})):
        direct = converted(path, form, engine="direct", **given)
        assert direct == converted(path, form, engine="standard", **given)
    assert any(isinstance(item, PlacedMessage) for item in items(path.read_text(), engine="direct"))


@pytest.mark.parametrize("seed", seeds(3))
def test_messages_and_findings_are_the_same(seed: int, model: Any) -> None:
    chance = random.Random(seed)
    read = assert_same(variant_file(chance, sequences(chance)), model)
    assert any(isinstance(item, DirectMessage) for item in read)


def test_identifiers_are_those_of_ga4gh(tmp_path: Path) -> None:
    chance = random.Random(3)
    held = sequences(chance)
    path, source = tmp_path / "v.vcf", fasta(tmp_path / "s.fa", held)
    path.write_text(variant_file(chance, held, 200))
    text = converted(path, "vrs", engine="direct", sequences=source)[0]
    written = [json.loads(line) for line in text.splitlines()]
    assert len(written) > 50
    for allele in written:
        told = models.Allele.model_validate({**allele, "id": None, "digest": None})
        assert ga4gh_identify(told, in_place="never") == allele["id"]


def test_a_canonical_allele_that_comes_later_has_its_members(tmp_path: Path) -> None:
    chance = random.Random(5)
    held = sequences(chance)
    path, later = tmp_path / "v.vcf", tmp_path / "w.ndjson"
    path.write_text(variant_file(chance, held))
    read = items(path.read_text(), engine="direct")
    placed = [each for each in read if isinstance(each, PlacedMessage)]
    links = [{"contextualAllele": {"reference": each.iri}} for each in placed[2:6]]
    tree: dict[str, Any] = {
        "resourceType": "CanonicalAllele",
        "id": "CA1",
        "canonicalAlleleType": "nucleotide",
    }
    tree |= {"complexity": "simple", "relatedContextualAllele": links}
    later.write_text(json.dumps(tree) + "\n")
    for inputs in ([path, later], [later, path]):
        found = [
            clingen_ld.convert(inputs, "vrs", options=clingen_ld.ReadOptions(engine=engine))
            for engine in ("direct", "standard")
        ]
        assert (found[0].text, found[0].losses) == (found[1].text, found[1].losses)


def rows(chance: random.Random, start: int, name: str) -> list[str]:
    """Records of one base for another in order, some with something unusual after them."""
    lines = []
    for _ in range(chance.randrange(1, 60)):
        start += chance.randrange(1, 9)
        reference, alternate = chance.sample("ACGT", 2)
        id_ = chance.choice((".", ".", "rs7"))
        lines.append(f"{name}\t{start}\t{id_}\t{reference}\t{alternate}\t.\t.\t.")
    next_ = f"{name}\t{start + 9}"
    unusual = (
        lines[-1], lines[0], f"{name}\t{start}\t.\tA\tG,T\t.\t.\tAC=1", f"{name}\t{start + 1}",
        f"{next_}\trs8\tA\tACG\t9\tPASS\tAC=1;B\tGT\t0/1", f"{name}\t1\tx\tA\tC\t.\t.\t.",
        f"{next_}\t.\tA\tA\t.\t.\t.", f"{name}\t999999999\t.\tA\tC\t.\t.\t.", "", "#", "\xff\t1",
        f"{next_}\t.\tA\tC\t.\t.\tVRS_Allele_IDs=ga4gh:VA.x", f"{next_}\t.\tA\tC\t.\t.\t.\r",
        f"{next_}\t.\tA\tC\t.\t.\tEND=5", f"{next_}\t.\tA\tC\t.\t.\t.\tGT\t0\t1",
    )  # fmt: skip
    return [*lines, *chance.sample(unusual, chance.choice((0, 1, 1, 3)))]


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(5))
def test_runs_of_records(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_FEW", 3)
    monkeypatch.setattr(reading, "_WAIT", 2)
    chance, taken = random.Random(seed), list[int]()
    monkeypatch.setattr(reading, "_AT_ONCE", chance.choice((90, 2000)))
    init = PlacedRun.__init__

    def noted(self: PlacedRun, *given: Any) -> None:
        init(self, *given)
        taken.append(self.count)

    monkeypatch.setattr(PlacedRun, "__init__", noted)
    paths = [tmp_path / "a.vcf", tmp_path / "b.vcf"]
    for path in paths:
        lines = ["##fileformat=VCFv4.3", "##reference=GRCh38", TITLES]
        for _ in range(3):
            name = chance.choice(("chr1", "chr1", "1", "chrX", "MT", "chr99"))
            lines += rows(chance, chance.choice((300, 400, 5000)), name)
        if chance.random() < 0.5:  # samples, which some records lack
            lines[2] += "\tFORMAT\ts1"
            lines[3:] = [f"{e}\tGT\t0/1" if e.count("\t") == 7 else e for e in lines[3:]]
        path.write_bytes("\n".join(lines).encode("latin-1") + b"\n" * chance.randrange(2))
    canonical = {
        "resourceType": "CanonicalAllele",
        "id": "CA1",
        "canonicalAlleleType": "nucleotide",
        "complexity": "simple",
    }
    read = [
        e for e in items(paths[0].read_bytes(), engine="direct") if isinstance(e, PlacedMessage)
    ]
    links = [{"contextualAllele": {"reference": each.iri}} for each in read[2:4]]
    later = tmp_path / "c.ndjson"
    later.write_text(json.dumps(canonical | {"relatedContextualAllele": links}) + "\n")
    orders = ([paths[0]], paths, [paths[0], later, paths[1]], [later, paths[0]])
    for n, inputs in enumerate(orders):
        found = [
            clingen_ld.convert(
                inputs, "vrs", pretty=n == 3, options=clingen_ld.ReadOptions(engine=e)
            )
            for e in ("direct", "standard")
        ]
        one, other = found
        assert one.text == other.text
        assert (one.problems, one.losses, one.resources) == (
            other.problems,
            other.losses,
            other.resources,
        )
    assert sum(taken) > 30

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
from clingen_ld.messages.vcf.placed import PlacedMessage
from clingen_ld.variation.assemblies import chromosomes
from tests.compiled.test_engine import assert_same
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


@pytest.mark.parametrize("seed", range(12))
def test_variant_files_of_every_kind(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    held = sequences(chance)
    path, source = tmp_path / "v.vcf", fasta(tmp_path / "s.fa", held)
    path.write_text(variant_file(chance, held))
    for form, given in (("vrs", {}), ("vrs", {"sequences": source}), ("nquads", {}), ("vcf", {})):
        direct = converted(path, form, engine="direct", **given)
        assert direct == converted(path, form, engine="standard", **given)
    assert any(isinstance(item, PlacedMessage) for item in items(path.read_text(), engine="direct"))


@pytest.mark.parametrize("seed", range(3))
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

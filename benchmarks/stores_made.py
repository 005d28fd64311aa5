"""Resources made for measuring stores: alleles of genes, each with its places on four sequences.

    python -m benchmarks.stores_made 100000 made.ndjson [changed]

makes about so many resources, the same ones each time; with `changed`, those that a second
release would have: one allele in a hundred is another, one is missing, and one is new.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

Tree = dict[str, Any]

_ALLELES_PER_GENE: Final = 100
_BASES: Final = "ACGT"
_VERSIONS: Final = (10, 11, 11, 11, 9, 11, 13, 10, 11, 10, 9, 11, 10, 8, 9, 9, 10, 9, 9, 10, 8, 10)
"""Those of the accessions of the chromosomes 1 to 22 in GRCh37; in GRCh38, each is one more."""
_CHROMOSOMES: Final = [str(number) for number, _ in enumerate(_VERSIONS, 1)]
_BUILDS: Final = (("GRCh37", "2758"), ("GRCh38", "88331"))
_NUCCORE: Final = "http://www.ncbi.nlm.nih.gov/nuccore"
_SUBSTITUTION: Final = {
    "coding": [
        {
            "system": "http://www.sequenceontology.org/",
            "code": "SO:1000002",
            "display": "substitution",
        }
    ]
}


def resources(number: int, changed: bool = False) -> Iterator[Tree]:
    """About so many resources: the chromosomes, then gene by gene."""
    alleles = number // 5
    for chromosome in _CHROMOSOMES:
        for build, code in _BUILDS:
            yield _chromosome(chromosome, build, code)
    for gene in range(-(-alleles // _ALLELES_PER_GENE)):
        yield from _gene(gene)
        first = gene * _ALLELES_PER_GENE
        for allele in range(first, min(first + _ALLELES_PER_GENE, alleles)):
            if changed and allele % 100 == 1:
                continue
            yield from _allele(allele, gene, changed and allele % 100 == 2)
        if changed:
            yield from _allele(alleles + gene, gene, False)


def _chromosome(name: str, build: str, code: str) -> Tree:
    return {
        "resourceType": "ReferenceSequence",
        "id": f"CHR{name}-{build}",
        "identifier": [{"system": _NUCCORE, "value": _accession(name, build)}],
        "referenceSequenceType": "chromosome",
        "chromosome": name,
        "referenceGenome": {
            "coding": [{"system": "http://www.ncbi.nlm.nih.gov/assembly/", "code": code}],
            "text": build,
        },
    }


def _accession(chromosome: str, build: str) -> str:
    number = int(chromosome)
    return f"NC_{number:06}.{_VERSIONS[number - 1] + (build == 'GRCh38')}"


def _gene(number: int) -> Iterator[Tree]:
    gene = {"reference": f"Gene/G{number}", "display": f"GENE{number}"}
    yield {
        "resourceType": "Gene",
        "id": f"G{number}",
        "identifier": [{"system": "http://www.genenames.org/", "value": f"HGNC:{number + 1}"}],
        "symbol": f"GENE{number}",
        "name": f"gene {number}",
    }
    for name, kind, accession in (
        (f"T{number}", "transcript", f"NM_{number + 1:06}.1"),
        (f"N{number}", "gene", f"NG_{number + 1:06}.1"),
    ):
        yield {
            "resourceType": "ReferenceSequence",
            "id": name,
            "identifier": [{"system": _NUCCORE, "value": accession}],
            "referenceSequenceType": kind,
            "gene": gene,
        }


def _allele(number: int, gene: int, is_other: bool) -> Iterator[Tree]:
    """A canonical allele and its contextual ones."""
    chromosome = _CHROMOSOMES[gene % len(_CHROMOSOMES)]
    place = 1_000_000 + 10 * number
    within = 10 * (number % _ALLELES_PER_GENE)
    before, after = _BASES[number % 4], _BASES[(number + 1 + is_other) % 4]
    known = (
        (f"XT{number}", f"T{gene}", f"NM_{gene + 1:06}.1", "transcript", "cdna", within),
        (f"XN{number}", f"N{gene}", f"NG_{gene + 1:06}.1", "genomic", "genomic", within + 500),
        *(
            (
                f"X{build}-{number}", f"CHR{chromosome}-{build}",
                _accession(chromosome, build), "genomic", "genomic", place,
            )
            for build, _ in _BUILDS
        ),
    )  # fmt: skip
    names = [
        f"{accession}:{'c' if kind == 'cdna' else 'g'}.{start + 1}{before}>{after}"
        for _, _, accession, _, kind, start in known
    ]
    yield {
        "resourceType": "CanonicalAllele",
        "id": f"CA{number}",
        "version": "1",
        "active": True,
        "canonicalAlleleType": "nucleotide",
        "complexity": "simple",
        "relatedContextualAllele": [
            {"contextualAllele": {"reference": f"ContextualAllele/{one[0]}", "display": name}}
            | ({"preferred": True} if one is known[0] else {})
            for one, name in zip(known, names, strict=True)
        ],
    }
    for (name, sequence, accession, kind, naming, start), hgvs in zip(known, names, strict=True):
        yield {
            "resourceType": "ContextualAllele",
            "id": name,
            "canonicalAllele": {"reference": f"CanonicalAllele/CA{number}", "display": names[0]},
            "contextualAlleleType": kind,
            "allele": after,
            "primaryNucleotideChangeType": _SUBSTITUTION,
            "alleleName": [{"nameType": f"hgvs-{naming}", "name": hgvs}],
            "referenceCoordinate": {
                "referenceSequence": {
                    "reference": f"ReferenceSequence/{sequence}",
                    "display": accession,
                },
                "start": {"index": start},
                "end": {"index": start + 1},
                "refAllele": before,
            },
        }


def write(path: Path, number: int, changed: bool = False) -> None:
    """Write resources as NDJSON."""
    with path.open("w", encoding="utf-8") as output:
        for tree in resources(number, changed):
            output.write(json.dumps(tree) + "\n")


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]), "changed" in sys.argv[3:])

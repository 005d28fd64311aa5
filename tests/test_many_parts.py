"""Messages with very many parts of one kind take time that grows as they do, and not its square."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import clingen_ld
from clingen_ld.conversion import convert

HEADER = "##fileformat=VCFv4.3\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


def _lines(*messages: object) -> str:
    return "".join(json.dumps(message) + "\n" for message in messages)


def members(count: int) -> str:
    """A canonical allele with many contextual alleles that name it."""
    links = [{"contextualAllele": {"reference": f"ContextualAllele/N{i}"}} for i in range(count)]
    canonical = {"resourceType": "CanonicalAllele", "id": "C", "relatedContextualAllele": links}
    named = {"reference": "CanonicalAllele/C"}
    return _lines(
        canonical,
        *(
            {"resourceType": "ContextualAllele", "id": f"N{i}", "canonicalAllele": named}
            for i in range(count)
        ),
    )


def haplotypes(count: int) -> str:
    """A simple canonical allele in many complex ones."""
    wholes = [{"reference": f"CanonicalAllele/H{i}"} for i in range(count)]
    simple = {"resourceType": "CanonicalAllele", "id": "C", "complexity": "simple"}
    nested = [{"reference": "CanonicalAllele/C"}]
    return _lines(
        simple | {"composite": wholes},
        *(
            simple | {"id": f"H{i}", "complexity": "complex", "nested": nested}
            for i in range(count)
        ),
    )


def registry_rows(count: int) -> str:
    """A reply of the Registry with many rows of transcripts."""
    rows = [
        {
            "referenceSequence": f"http://reg.genome.network/refseq/RS{i:06}",
            "hgvs": [f"NM_{i}.1:c.1A>G"],
        }
        for i in range(count)
    ]
    return json.dumps({
        "@context": "http://reg.genome.network/schema/allele.jsonld",
        "@id": "http://reg.genome.network/allele/CA1",
        "type": "nucleotide",
        "transcriptAlleles": rows,
    })  # fmt: skip


def vcf_ids(count: int) -> str:
    return f"{HEADER}17\t43094692\t{';'.join(f'rs{i}' for i in range(1, count))}\tG\tC\t.\t.\t.\n"


def vcf_alternates(count: int) -> str:
    made = ",".join("".join("ACGT"[i >> 2 * n & 3] for n in range(8)) for i in range(count))
    return f"{HEADER}17\t43094692\t.\tG\t{made}\t.\t.\t.\n"


def vcf_info(count: int) -> str:
    return f"{HEADER}17\t43094692\t.\tG\tC\t.\t.\t{';'.join(f'A{i}=1' for i in range(count))}\n"


def contexts(count: int) -> str:
    """A JSON-LD document with many contexts."""
    given = [{f"t{i}": f"http://x.example/{i}"} for i in range(count)]
    return json.dumps({"@context": given, "@type": "http://clingen.org/model/allele/Gene"})


def _gene(**more: object) -> str:
    return json.dumps({"resourceType": "Gene", "id": "G1", "symbol": "A", "name": "a"} | more)


def unknown_keys(count: int) -> str:
    return _gene(**{f"key{i}": i for i in range(count)})


def unknown_in_turtle(count: int) -> str:
    """A gene with many properties that are not its own, in Turtle, one a line."""
    start = "@prefix c: <http://clingen.org/model/allele/> .\n<http://x.example/Gene/G1> a c:Gene"
    return f"{start}{''.join(f' ;{chr(10)}  c:wrong{i} {i}' for i in range(count))} .\n"


def a_long_key(count: int) -> str:
    return _gene(**{"a" * count + "é": 1})


def wrong_identifiers(count: int) -> str:
    return _gene(identifier=[{"value": i} for i in range(count)])


GENERATORS = [
    members, haplotypes, registry_rows, vcf_ids, vcf_alternates, vcf_info, contexts, unknown_keys,
    a_long_key, wrong_identifiers, unknown_in_turtle,
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("make", GENERATORS)
def test_many_parts_take_no_square_of_time(make: Callable[[int], str], tmp_path: Path) -> None:
    path = tmp_path / ("a.vcf" if make.__name__.startswith("vcf") else "a.json")

    def seconds(run: Callable[[], object], count: int) -> float:
        path.write_text(make(count))
        begun = time.process_time()
        run()
        return time.process_time() - begun

    for run in (
        lambda: clingen_ld.validate([path]),
        lambda: convert([path], to="nquads", output=io.BytesIO()),
        lambda: convert([path], to="rdfxml", output=io.BytesIO()),
    ):
        seconds(run, 10)
        # The machine may be busy with other things in one attempt; a square shows in each.
        attempts = ((seconds(run, 1000), seconds(run, 4000)) for _ in range(3))
        assert any(many < 2 or many < 9 * few for few, many in attempts)

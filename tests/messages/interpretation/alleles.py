"""Alleles as interpretation messages have them, in the ways that messages write them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from clingen_ld.messages.kept_documents import DOCUMENT
from clingen_ld.messages.message import Message
from tests.console import ROOT
from tests.messages.carrying import read_items, write

Object = dict[str, Any]

EXAMPLE: Object = json.loads((ROOT / "examples/interpretation/CA010360.json").read_text())
"""The message among the examples."""
ALLELE: Object = EXAMPLE["variant"]

NAMED = "CAR:CA010360"

PLAIN: Object = {
    "id": NAMED,
    "canonicalAlleleType": "nucleotide",
    "complexity": "simple",
    "relatedContextualAllele": [
        {
            "alleleName": [{"name": "NC_000014.9:g.23429279G>A", "nameType": "hgvs"}],
            "contextualAlleleType": "genomic",
            "relatedCanonicalAllele": NAMED,
            "preferred": True,
            "state": "A",
            "referenceCoordinate": {
                "refState": "G",
                "referenceSequence": {
                    "reference": "http://reg.genome.network/refseq/RS000062",
                    "label": "NC_000014.9",
                },
                "start": {"index": 23429278},
                "end": {"index": 23429279},
            },
        }
    ],
    "relatedIdentifier": [{"id": "dbSNP:rs3218714", "label": "rs3218714"}],
}
"""Without types, and with all that the published model names."""

OLDER: Object = {
    "id": "http://reg.genome.network/allele/CA010360",
    "type": "CanonicalAllele",
    "CanonicalAlleleType": "nucleotide",
    "complexity": "simple",
    "relatedContextualAllele": [
        {
            "CanonicalAllele": "http://reg.genome.network/allele/CA010360",
            "type": "ContextualAllele",
            "allele": "T",
            "alleleName": [
                {"name": "NG_007884.1:g.11383C>T", "nameType": "hgvs"},
                {"name": "LRG_384:g.11383C>T", "nameType": "hgvs"},
            ],
            "contextualAlleleType": "genomic",
            "referenceCoordinate": {
                "refAllele": "C",
                "referenceSequence": {
                    "display": "",
                    "reference": "http://reg.genome.network/refseq/RS000691",
                },
                "start": {"index": 11382},
                "end": {"index": 11383},
            },
        }
    ],
    "relatedIdentifier": [
        {"code": 29141, "system": "http://www.ncbi.nlm.nih.gov/clinvar/", "type": "Coding"}
    ],
}
"""As the first tools wrote them, with other names of the keys."""

CLINVAR: Object = {
    "id": "ClinVar:14102",
    "type": "CanonicalAllele",
    "label": "NM_000257.3(MYH7):c.1207C>T (p.Arg403Trp)",
    "relatedContextualAllele": [
        {
            "type": "ContextualAllele",
            "relatedCanonicalAllele": "ClinVar:14102",
            "contextualAlleleType": "protein",
            "alleleName": [{"name": "NP_000248.2:p.Arg403Trp", "nameType": "hgvs"}],
            "referenceCoordinate": {"referenceSequence": {"label": "NP_000248.2"}},
        },
        {
            "type": "ContextualAllele",
            "relatedCanonicalAllele": "ClinVar:14102",
            "alleleName": [{"name": "P12883:p.Arg403Trp", "nameType": "hgvs"}],
            "referenceCoordinate": {},
        },
        {
            "type": "ContextualAllele",
            "relatedCanonicalAllele": "ClinVar:14102",
            "contextualAlleleType": "transcript",
            "alleleName": [{"name": "NM_000257.2:c.1207C>T", "nameType": "hgvs"}],
            "relatedGene": {"id": "_:b3", "label": "MYH7"},
        },
    ],
    "relatedIdentifier": [
        {"id": "http://reg.genome.network/allele/CA010360", "label": "a name"},
        {"label": "only a label"},
        {"id": "DBSNP:3218714"},
    ],
}
"""Made of a ClinVar record: little is told, and not all is right."""

ODD: Object = {
    "@id": NAMED,
    "@type": "CanonicalAllele",
    "canonicalAlleleType": {"id": "CG:1", "label": "nucleotide"},
    "complexity": "simple",
    "version": "3",
    "relatedContextualAllele": [
        "XA1",
        {"id": "http://example.org/alleles/2", "preferred": True},
        {
            "id": "XA3",
            "type": "ContextualAllele",
            "label": "c.1207C>T",
            "relatedCanonicalAllele": {"id": NAMED, "label": "Arg403Trp"},
            "contextualAlleleType": "transcript",
            "alleleName": "NM_000257.3:c.1207C>T",
            "state": "T",
            "referenceCoordinate": {
                "referenceSequence": "http://clingendb.clingen.org/ReferenceSequence/SEQ1",
                "start": {"index": 1337, "type": "Position"},
                "end": {"index": "1338"},
                "refState": "C",
                "identifier": [{"id": "dbSNP:3218714"}],
            },
            "http://example.org/terms/note": ["a", {"@value": "b", "@language": "en"}],
        },
    ],
    "relatedIdentifier": {"id": "EXAMPLE:1"},
    "userLabel": [{"id": "_:b1", "deep": [1, 1.0, True, None, {}, []]}, "x"],
}
"""What JSON-LD lets one write, and few do."""

WAYS = {"example": ALLELE, "plain": PLAIN, "older": OLDER, "clinvar": CLINVAR, "odd": ODD}


def trees(value: Any) -> list[Object]:
    """The resources of a message, without the message itself; there must be no problem."""
    items = read_items(json.dumps(value), form="interpretation")
    assert all(isinstance(item, Message) for item in items), items
    found = [item.normal.tree for item in items if isinstance(item, Message)]
    return [tree for tree in found if DOCUMENT not in tree]


def written(resources: Iterable[Object]) -> list[Any]:
    """Some resources as this form writes them."""
    text, _ = write(resources, "interpretation")
    return [json.loads(line) for line in text.splitlines()]

"""Registry documents of our own, one of each kind, and any number of others."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from clingen_ld.findings.finding import Finding
from clingen_ld.messages.message import Message
from tests.console import ROOT
from tests.messages.carrying import read_items, write
from tests.messages.editing import at, places, with_value
from tests.messages.editing import findings as findings_in

Document = dict[str, Any]
SERVER = "http://reg.genome.network"

_NAMES = {
    "CA900000001": "substitution",
    "CA900000002": "intron",
    "CA900000005": "haplotype",
    "PA900000001": "amino acids",
    "GN009588": "gene",
    "RS000900002": "sequence",
    "unregistered": "unregistered",
}
DOCUMENTS: dict[str, Document] = {
    _NAMES[path.stem]: json.loads(path.read_text())
    for path in sorted((ROOT / "examples" / "registry").glob("*.json"))
}

DOCUMENTS["deletion in a repeat"] = {
    "@context": f"{SERVER}/schema/allele.jsonld",
    "@id": f"{SERVER}/allele/CA900000004",
    "type": "nucleotide",
    "externalRecords": {},
    "genomicAlleles": [
        {
            "hgvs": ["NC_000007.14:g.117559592_117559594del"],
            "referenceSequence": f"{SERVER}/refseq/RS000055",
            "coordinates": [
                {"start": 117559590, "end": 117559593, "referenceAllele": "TCT", "allele": ""}
            ],
            "referenceGenome": "GRCh38",
            "chromosome": "7",
        }
    ],
    "transcriptAlleles": [],
}


def trees(documents: Iterable[Any]) -> list[Document]:
    """The resources of some documents; there must be no problem."""
    text = "\n".join(json.dumps(document) for document in documents)
    items = read_items(text, form="registry")
    assert all(isinstance(item, Message) for item in items), items
    return [item.normal.tree for item in items if isinstance(item, Message)]


def back(documents: list[Any], way: str) -> list[Any]:
    """Some documents after they were written in another form and read again."""
    text, _ = write(trees(documents), way)
    made = [i.normal.tree for i in read_items(text, form=way) if isinstance(i, Message)]
    out, _ = write(made, "registry")
    return [json.loads(line) for line in out.splitlines()]


_TEXTS = st.text(alphabet="abAB01 -_:./<>[]{}%#?é\\\"'|^`~@", max_size=12)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6) | _TEXTS
    | st.sampled_from(["http://example.org/a>b", "_:CA", "urn:x", "", "http://x/%5B%5D[1]"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
_KEYS = _TEXTS | st.sampled_from(
    ["@id", "@type", "@value", "id", "resourceType", "externalRecords"]
)


@st.composite
def changes(draw: st.DrawFn, document: Document) -> Document:
    """A document with a value of any kind put somewhere into it."""
    path = draw(st.sampled_from(list(places(document))))
    if draw(st.booleans()):
        value = draw(_JSON)
        changed: Document = with_value(document, path, value)
        return changed
    made = copy.deepcopy(document)
    parent = at(made, path[:-1])
    if isinstance(parent, dict):
        parent.setdefault(draw(_KEYS), draw(_JSON))
    else:
        parent.append(draw(_JSON))
    return made


_BASES = st.text(alphabet="ACGT", max_size=4)


@st.composite
def coordinates(draw: st.DrawFn) -> Document:
    """A coordinate, in an intron now and then."""
    start, reference = draw(st.integers(0, 10**8)), draw(_BASES)
    made: Document = {"referenceAllele": reference, "allele": draw(_BASES), "start": start}
    if draw(st.integers(0, 3)):
        return made | {"end": start + len(reference)}
    sign, offset = draw(st.sampled_from(["+", "-", 45])), draw(st.integers(0, 400))
    made |= {"end": start, "startIntronOffset": offset, "startIntronDirection": sign}
    if draw(st.booleans()):
        made |= {"endIntronOffset": abs(offset + 1), "endIntronDirection": sign}
    return made


@st.composite
def rows(draw: st.DrawFn, accession: str) -> Document:
    """A row of a sequence with an accession."""
    made: Document = {
        "hgvs": [f"{accession}:{draw(st.sampled_from('gcnp'))}.{draw(st.integers(1, 99))}A>T"],
        "referenceSequence": f"{SERVER}/refseq/RS{draw(st.integers(1, 10**6)):06}",
        "coordinates": [draw(coordinates())],
    }
    if draw(st.booleans()):
        symbol = draw(st.sampled_from(["BRCA1", "TP53"]))
        made |= {"gene": f"{SERVER}/gene/GN001100", "geneSymbol": symbol, "geneNCBI_id": 672}
    if draw(st.booleans()):
        made["proteinEffect"] = {"hgvs": "NP_009225.1:p.Cys61Gly"}
    if draw(st.integers(0, 3)) == 0:
        made["@id"] = f"{SERVER}/allele/PA1"
    return made


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """An allele document of the field inventory."""
    number = draw(st.integers(1, 10**9))
    made: Document = {
        "@context": f"{SERVER}/schema/allele.jsonld",
        "@id": f"{SERVER}/allele/CA{number}",
        "type": "nucleotide",
    }
    genomic = draw(st.lists(st.sampled_from(["NC_000017.11", "NC_000017.10", "NG_005905.2"])))
    made["genomicAlleles"] = [draw(rows(ac)) for ac in dict.fromkeys(genomic)]
    transcripts = draw(st.lists(st.sampled_from(["NM_007294.3", "ENST00000357654.9", "LRG_292t1"])))
    made["transcriptAlleles"] = [draw(rows(ac)) for ac in dict.fromkeys(transcripts)]
    if draw(st.booleans()):
        made["externalRecords"] = draw(
            st.just({}) | st.just({"dbSNP": [{"rs": 7}], "new": [1, {}]})
        )
    return made


def findings(document: Any) -> list[Finding]:
    """The findings in a document, each value of which is on a line of its own."""
    return findings_in(document, "registry")

"""Gene and sequence documents of the registry, in both directions."""

from __future__ import annotations

from typing import Any, Final

from clingen_ld.messages.foreign.builder import ReadResource
from clingen_ld.messages.foreign.extensions import legal_iri
from clingen_ld.messages.foreign.schema import check
from clingen_ld.messages.registry.allele_documents import context_iri
from clingen_ld.messages.registry.cross_references import (
    identifiers,
    kept_records,
    restored_records,
    told_records,
)
from clingen_ld.messages.registry.schema import GENE, GENE_RECORDS, SEQUENCE, SEQUENCE_RECORDS
from clingen_ld.messages.registry.terms import SEE_ALSO, identity, is_kept, kept, restored
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import reference_iri, resource_iri
from clingen_ld.model.normal_form import Normal, normal_form
from clingen_ld.model.trees import Object, Tree, part
from clingen_ld.variation.accessions import authority
from clingen_ld.variation.builders import build_concept

_HGNC: Final = {"symbol": "symbol", "name": "name"}
"""What an HGNC record tells of a gene, and the property that it is."""


def read_gene(given: Object, model: Model, base: str) -> ReadResource:
    """The gene of a gene document."""
    tree: Tree = {"resourceType": "Gene"} | identity(given)
    moved = {"/id": "/@id", "/aliasSymbol": "/names"}
    records = given.get("externalRecords")
    hgnc = part(records, "HGNC")
    for key, prop in _HGNC.items():
        if hgnc.get(key) is not None:
            tree[prop] = hgnc[key]
            moved[f"/{prop}"] = f"/externalRecords/HGNC/{key}"
    if isinstance(given.get("names"), list) and given["names"]:
        tree["aliasSymbol"] = given["names"]
    for n, (_, identifier, at) in enumerate(identifiers(records, GENE_RECORDS, _also(tree))):
        tree.setdefault("identifier", []).append(identifier)
        moved[f"/identifier/{n}"] = at
    normal = normal_form(tree, "Gene", model, base)
    normal.moved |= moved
    normal.notes += check(given, GENE)
    told = told_gene(normal.tree, base)
    return ReadResource(_kept(normal, given, told))


def _also(tree: Object) -> dict[str, Object]:
    return {"HGNC": {key: tree[prop] for key, prop in _HGNC.items() if prop in tree}}


def read_sequence(given: Object, model: Model, base: str) -> ReadResource:
    """The reference sequence of a sequence document, known by its accession."""
    tree: Tree = {"resourceType": "ReferenceSequence"}
    moved = {"/id": "/@id", "/referenceSequenceType": "/type"}
    found = sorted(
        identifiers(given.get("externalRecords"), SEQUENCE_RECORDS),
        key=lambda item: authority(item[1]["value"])[0],
    )
    for n, (_, identifier, at) in enumerate(found):
        # Protein accessions of NCBI have a system of their own.
        system = authority(identifier["value"])[1]
        if "ncbi" in system and "ncbi" in identifier["system"]:
            identifier["system"] = system
        tree.setdefault("identifier", []).append(identifier)
        moved[f"/identifier/{n}"] = at
    # Alleles of all forms meet on the accession.
    tree |= {"id": found[0][1]["value"]} if found else identity(given)
    for key, prop in (("type", "referenceSequenceType"), ("chromosome", "chromosome")):
        if given.get(key) is not None:
            tree[prop] = given[key]
    build, gene = given.get("referenceGenome"), given.get("gene")
    if isinstance(build, str) and build:
        tree["referenceGenome"] = build_concept(build)
    if legal_iri(gene) is not None:
        tree["gene"] = {"reference": gene}
    normal = normal_form(tree, "ReferenceSequence", model, base)
    normal.moved |= moved
    normal.notes += check(given, SEQUENCE)
    return ReadResource(_kept(normal, given, told_sequence(normal.tree, base)))


def told_gene(tree: Object, base: str) -> dict[str, Any]:
    """The document of a gene, as far as the model tells it."""
    iri = resource_iri(tree, base)
    told: dict[str, Any] = {"@context": context_iri(iri, "gene"), "@id": iri}
    records = told_records(tree, GENE_RECORDS, several=False, also=_also(tree))
    if records is not None:
        told["externalRecords"] = records
    if isinstance(tree.get("aliasSymbol"), list):
        told["names"] = tree["aliasSymbol"]
    return told


def told_sequence(tree: Object, base: str) -> dict[str, Any]:
    """The document of a reference sequence, as far as the model tells it."""
    page = part(tree, SEE_ALSO).get("@id")
    iri = page if isinstance(page, str) else resource_iri(tree, base)
    told: dict[str, Any] = {"@context": context_iri(iri, "refseq"), "@id": iri}
    for key, prop in (("type", "referenceSequenceType"), ("chromosome", "chromosome")):
        if prop in tree:
            told[key] = tree[prop]
    build, gene = tree.get("referenceGenome"), tree.get("gene")
    if isinstance(build, dict) and isinstance(build.get("text"), str):
        told["referenceGenome"] = build["text"]
    if isinstance(gene, dict) and isinstance(gene.get("reference"), str):
        told["gene"] = reference_iri(gene["reference"], base)
    records = told_records(tree, SEQUENCE_RECORDS, several=False)
    if records is not None:
        told["externalRecords"] = records
    return told


def _kept(normal: Normal, given: Object, told: dict[str, Any]) -> Normal:
    """A resource with what it keeps of its document."""
    rest = {k: v for k, v in given.items() if k != "externalRecords"}
    records = told.pop("externalRecords", None)
    found = kept(rest, told)
    if "externalRecords" in given:
        found |= kept_records(given["externalRecords"], records)
    normal.tree |= found
    return normal


def told_document(tree: Object, base: str) -> dict[str, Any]:
    """The document of a gene or of a reference sequence."""
    told = told_gene(tree, base) if tree["resourceType"] == "Gene" else told_sequence(tree, base)
    own = {k: v for k, v in tree.items() if is_kept(k)}
    records = restored_records(own, told.pop("externalRecords", None))
    found = restored(own, told)
    found.pop("externalRecords", None)
    return found | records

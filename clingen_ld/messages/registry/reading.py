"""The form registry: replies of the ClinGen Allele Registry, read into resources of the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from clingen_ld.messages.foreign.builder import ReadResource, legal_iri
from clingen_ld.messages.foreign.schema import ObjectSchema
from clingen_ld.messages.message import Item, ReadOptions
from clingen_ld.messages.registry.allele_documents import (
    context_iri,
    identity,
    no_registered,
    read_allele,
)
from clingen_ld.messages.registry.document_checks import reply_problem, schema_notes
from clingen_ld.messages.registry.form import CONTEXT, SEE_ALSO, document_kind
from clingen_ld.messages.registry.haplotypes import Registered, find_registered, registered_alleles
from clingen_ld.messages.registry.schema import (
    GENE,
    GENE_RECORDS,
    HGNC,
    SEQUENCE,
    SEQUENCE_RECORDS,
    document_extensions,
    identifiers,
    restored_document,
    write_records,
)
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.model import (
    SUBSETTED,
    Model,
    Object,
    Tree,
    normal_form,
    part,
    reference_iri,
    resource_iri,
)
from clingen_ld.types import Gene, ReferenceSequence
from clingen_ld.variation.builders import build_concept
from clingen_ld.variation.sequences import authority


def read_gene(given: Object, model: Model, base: str) -> ReadResource:
    """The gene of a gene document."""
    tree: Tree = {"resourceType": "Gene"} | identity(given)
    moved = {"/id": "/@id", "/aliasSymbol": "/names"}
    records = given.get("externalRecords")
    for prop, key, value in HGNC.values(part(records, "HGNC")):
        if value is not None:
            tree[prop] = value
            moved[f"/{prop}"] = f"/externalRecords/HGNC/{key}"
    if isinstance(given.get("names"), list) and given["names"]:
        tree["aliasSymbol"] = given["names"]
    for n, (_, identifier, at) in enumerate(identifiers(records, GENE_RECORDS, _also(tree))):
        tree.setdefault("identifier", []).append(identifier)
        moved[f"/identifier/{n}"] = at
    return _finished(tree, moved, given, GENE, model, base)


def _also(tree: Object) -> dict[str, Object]:
    return {"HGNC": HGNC.written(tree)}


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
    return _finished(tree, moved, given, SEQUENCE, model, base)


def write_gene(tree: Tree, base: str) -> dict[str, Any]:
    """The document of a gene, as far as the model has its content."""
    iri = resource_iri(tree, base)
    document: dict[str, Any] = {"@context": context_iri(iri, "gene"), "@id": iri}
    records = write_records(Gene(tree), GENE_RECORDS, several=False, also=_also(tree))
    if records is not None:
        document["externalRecords"] = records
    names = Gene(tree).raw("aliasSymbol")
    if isinstance(names, list):
        document["names"] = names
    return document


def write_sequence(tree: Tree, base: str) -> dict[str, Any]:
    """The document of a reference sequence, as far as the model has its content."""
    page = part(tree, SEE_ALSO).get("@id")
    iri = page if isinstance(page, str) else resource_iri(tree, base)
    document: dict[str, Any] = {"@context": context_iri(iri, "refseq"), "@id": iri}
    sequence = ReferenceSequence(tree)
    for key, value in (
        ("type", sequence.raw("referenceSequenceType")),
        ("chromosome", sequence.raw("chromosome")),
        ("referenceGenome", sequence.referenceGenome.text),
    ):
        if value is not None:
            document[key] = value
    gene = sequence.gene.reference
    if gene is not None:
        document["gene"] = reference_iri(gene, base)
    records = write_records(sequence, SEQUENCE_RECORDS, several=False)
    if records is not None:
        document["externalRecords"] = records
    return document


def _finished(
    tree: Tree,
    moved: Mapping[str, str],
    given: Object,
    schema: ObjectSchema,
    model: Model,
    base: str,
) -> ReadResource:
    """The resource of a document, with its extension values."""
    if CONTEXT not in given:  # It was cut (`fields=`).
        tree["meta"] = {"tag": [SUBSETTED]}
    normal = normal_form(tree, schema.model, model, base)
    normal.moved |= moved
    normal.notes += schema_notes(given, schema)
    found = ReadResource(normal)
    found.keep(document_extensions(given, _document(normal.tree, base)))
    return found


def _document(tree: Tree, base: str) -> Tree:
    """The document of a resource, as far as the model has its content."""
    return write_gene(tree, base) if tree["resourceType"] == "Gene" else write_sequence(tree, base)


def write_document(tree: Tree, base: str) -> Tree:
    """The document of a gene or of a reference sequence."""
    return restored_document(tree, _document(tree, base))


FORM: Final = "registry"


def read_document(
    value: Mapping[str, Any], text: JsonText, pointer: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The resources of one document, or its error."""
    problem = reply_problem(value, text, pointer)
    if problem is not None:
        yield problem
        return

    def beside(placement: str) -> str | None:
        found = _beside(text).get(placement)
        if found is not None or options.beside is None:
            return found
        return find_registered(placement, options.beside)

    for resource in read_resources(value, model, options.base, beside):
        at = pointer + resource.pointer
        yield text.message(resource.normal, at, options.base, FORM)


@lru_cache(maxsize=1)
def _beside(text: JsonText) -> dict[str, str]:
    """The registered alleles that the documents of a text are about, the first of each place."""
    found: dict[str, str] = {}
    for placement, iri in registered_alleles(text.value):
        found.setdefault(placement, iri)
    return found


def read_resources(
    value: Mapping[str, Any], model: Model, base: str, beside: Registered = no_registered
) -> Iterable[ReadResource]:
    """The resources of a document without an error, from `read_allele` and the like."""
    kind = document_kind(value)
    if kind == "gene":
        return [read_gene(value, model, base)]
    if kind == "refseq":
        return [read_sequence(value, model, base)]
    return read_allele(value, model, base, beside)

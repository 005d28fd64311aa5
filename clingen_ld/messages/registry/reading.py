"""The form registry: replies of the ClinGen Allele Registry, read into resources of the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from clingen_ld.messages.foreign.builder import ReadResource
from clingen_ld.messages.message import Item, ReadOptions
from clingen_ld.messages.registry.allele_documents import no_registered, read_allele
from clingen_ld.messages.registry.document_checks import reply_problem
from clingen_ld.messages.registry.form import document_kind
from clingen_ld.messages.registry.gene_and_sequence_documents import read_gene, read_sequence
from clingen_ld.messages.registry.haplotypes import Registered, find_registered, registered_alleles
from clingen_ld.messages.resource_json import message
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.model import Model

FORM: Final = "registry"


def read_document(
    value: Mapping[str, Any],
    text: JsonText,
    pointer: str,
    options: ReadOptions,
    model: Model,
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

    for told in read_resources(value, model, options.base, beside):
        at = pointer + told.pointer
        yield message(told.normal, text, at, options.base, FORM)


@lru_cache(maxsize=1)
def _beside(text: JsonText) -> dict[str, str]:
    """The registered alleles that the documents of a text are about, the first of each place."""
    found: dict[str, str] = {}
    for placement, iri in registered_alleles(text.value):
        found.setdefault(placement, iri)
    return found


def read_resources(
    value: Mapping[str, Any],
    model: Model,
    base: str,
    beside: Registered = no_registered,
) -> Iterable[ReadResource]:
    """The resources of a document without an error, from `read_allele` and the like."""
    kind = document_kind(value)
    if kind == "gene":
        return [read_gene(value, model, base)]
    if kind == "refseq":
        return [read_sequence(value, model, base)]
    return read_allele(value, model, base, beside)

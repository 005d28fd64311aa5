"""The form registry: replies of the ClinGen Allele Registry, read into resources of the model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from clingen_ld.compiled.trees import TreeMemory
from clingen_ld.messages.foreign.builder import ReadResource
from clingen_ld.messages.message import Item, Message, ReadOptions
from clingen_ld.messages.registry.allele_documents import FindRegistered, read_allele
from clingen_ld.messages.registry.gene_and_sequence_documents import read_gene, read_sequence
from clingen_ld.messages.registry.haplotypes import Registered, registered_alleles
from clingen_ld.messages.resource_json import message
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.messages.tree_fast_path import TreeMessage, known_trees
from clingen_ld.model import Model

FORM: Final = "registry"
_KIND: Final = re.compile(r"/(?:schema/)?(allele|gene|refseq)(?:\.jsonld\Z|/)")


def read_document(
    value: Mapping[str, Any],
    text: JsonText,
    pointer: str,
    options: ReadOptions,
    model: Model,
) -> Iterator[Item]:
    """The resources of one document, or the error that it tells."""
    if "errorType" in value and "@id" not in value:
        place = text.place(pointer)
        said = [value.get(key) for key in ("description", "message")]
        values = {
            "input": str(value.get("inputLine", value.get("hgvs", "an unknown input"))),
            "error": str(value["errorType"]),
            "said": " ".join(part for part in said if isinstance(part, str)) or "nothing more",
        }
        yield text.problem("RG-1", values, place)
        return
    memory = _memory(options, model)

    def beside() -> Registered:
        return _beside(text)

    for told in read_resources(value, model, options.base, memory, beside):
        yield _message(told, text, pointer + told.pointer, options.base, model, memory)


def _memory(options: ReadOptions, model: Model) -> TreeMemory | None:
    """What is known of trees that were read before; None for the standard path."""
    if options.engine == "standard":
        return None
    return known_trees(model, options.base).memory(options.engine == "direct")


def _message(
    told: ReadResource, text: JsonText, at: str, base: str, model: Model, memory: TreeMemory | None
) -> Message:
    def make() -> Message:
        return message(told.whole(model, base), text, at, base, FORM, told.repeated)

    if memory is None or told.look is None or told.normal.notes:
        return make()
    look = told.look.with_kept(told.kept)
    alike = memory.alike(look)
    if alike is None:
        alike = memory.learn(look, told.whole(model, base).tree)
    if not alike:
        return make()
    return TreeMessage(alike, look, told.normal.tree, text.file, FORM, make)


@lru_cache(maxsize=1)
def _beside(text: JsonText) -> Registered:
    """The registered alleles that the documents of a text are about."""
    return registered_alleles(text.value if isinstance(text.value, list) else ())


def read_resources(
    value: Mapping[str, Any],
    model: Model,
    base: str,
    memory: TreeMemory | None = None,
    beside: FindRegistered = dict,
) -> Iterable[ReadResource]:
    """The resources of a document that tells no error, as `read_allele` and the others do."""
    kind = _kind(value)
    if kind == "gene":
        return [read_gene(value, model, base)]
    if kind == "refseq":
        return [read_sequence(value, model, base)]
    return read_allele(value, model, base, memory, beside)


def _kind(value: Mapping[str, Any]) -> str:
    """Whether a document is of an allele, a gene or a refseq, by its context, else its IRI."""
    for key in ("@context", "@id"):
        name = value.get(key)
        if isinstance(name, str) and (found := _KIND.search(name)) is not None:
            return found[1]
    return "allele"

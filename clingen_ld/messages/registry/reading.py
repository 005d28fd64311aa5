"""The form registry: replies of the ClinGen Allele Registry, read into resources of the model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from clingen_ld.messages.made import Told
from clingen_ld.messages.message import Item, ReadOptions
from clingen_ld.messages.registry.alleles import read_allele
from clingen_ld.messages.registry.sisters import read_gene, read_sequence
from clingen_ld.messages.resource_json import JsonText, message
from clingen_ld.model.definitions import Model

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
    for told in _resources(value, model, options.base):
        at = pointer + told.pointer
        yield message(told.normal, text, at, options.base, "registry", told.repeated)


def _resources(value: Mapping[str, Any], model: Model, base: str) -> Iterable[Told]:
    kind = _kind(value)
    if kind == "gene":
        return [read_gene(value, model, base)]
    if kind == "refseq":
        return [read_sequence(value, model, base)]
    return read_allele(value, model, base)


def _kind(value: Mapping[str, Any]) -> str:
    """Whether a document is of an allele, a gene or a refseq, by its context, else its IRI."""
    for key in ("@context", "@id"):
        name = value.get(key)
        if isinstance(name, str) and (found := _KIND.search(name)) is not None:
            return found[1]
    return "allele"

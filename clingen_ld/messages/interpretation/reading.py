"""The form interpretation: the alleles inside ClinGen's pathogenicity interpretation messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clingen_ld.messages.foreign.builder import ReadResource, merged, same
from clingen_ld.messages.interpretation.allele_reading import Reader
from clingen_ld.messages.interpretation.form import CANONICAL, Found, find_alleles
from clingen_ld.messages.message import Item, ReadOptions
from clingen_ld.messages.resource_json import message
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.model import Model, resource_iri


def read_message(
    value: Mapping[str, Any],
    text: JsonText,
    pointer: str,
    options: ReadOptions,
    model: Model,
) -> Iterator[Item]:
    """The alleles described anywhere in a message; `messages.wrapped` keeps the rest."""
    reader = Reader(model, options.base)
    found = sorted(find_alleles(value), key=lambda each: each.kind)  # canonical ones first
    told = list(_each_once(found, reader, options.base))
    for each in told:
        yield message(each.normal, text, pointer + each.pointer, options.base, "interpretation")
    if not told:
        what = "an interpretation message that describes no allele"
        yield text.problem("ST-11", {"what": what}, text.place(pointer))


def _each_once(found: list[Found], reader: Reader, base: str) -> Iterator[ReadResource]:
    """The resources of objects, each once; contradicting ones are kept.

    Messages describe an allele at its first mention, or at every one.
    """
    described: dict[str, list[ReadResource]] = {}
    mentioned: dict[str, ReadResource] = {}
    for each in found:
        read = reader.canonical if each.kind == CANONICAL else reader.contextual
        for told in read(each.value, each.pointer):
            iri = resource_iri(told.normal.tree, base)
            if told.given is None:
                known = mentioned.setdefault(iri, told)
                known.normal.tree = merged(known.normal.tree, told.normal.tree)
                continue
            others = described.setdefault(iri, [])
            if any(_says(other, told) for other in others):
                continue
            others[:] = [other for other in others if not _says(told, other)]
            others.append(told)
    for listed in described.values():
        yield from listed
    yield from mentioned.values()


def _says(one: ReadResource, other: ReadResource) -> bool:
    """Whether one description of a resource says all that another says."""
    given, same_one = other.given, one.given
    if given is None or same_one is None:
        return False
    return all(key in same_one and same(value, same_one[key]) for key, value in given.items())

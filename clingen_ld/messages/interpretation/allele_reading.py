"""Alleles of an interpretation message, read into resources of the model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from clingen_ld.messages.foreign.builder import ReadResource, ResourceBuilder
from clingen_ld.messages.foreign.schema import check
from clingen_ld.messages.interpretation.allele_writing import (
    CHANGE,
    InterpretationAlleleWriter,
    told_change,
)
from clingen_ld.messages.interpretation.finding import is_mention, name_in
from clingen_ld.messages.interpretation.names import identifier_of, iri_of
from clingen_ld.messages.interpretation.schema import (
    CANONICAL,
    CONTEXTUAL,
    COORDINATE,
    IDENTIFIER,
    NAME,
    POSITION,
    TERMS,
    values,
)
from clingen_ld.messages.interpretation.sequences import (
    ANY_SEQUENCE,
    NamedSequence,
    default_id,
    mentioned_sequence,
    read_sequence,
)
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import NAMELESS, decode, escape, relative_reference, resource_iri
from clingen_ld.model.normal_form import Normal, normal_form
from clingen_ld.model.trees import Object, Tree, is_integer
from clingen_ld.variation.builders import SUBSETTED
from clingen_ld.variation.hgvs import name_type

_MEMBERS: Final = "relatedContextualAllele"
_CODES: Final = {"protein": "amino-acid"}
"""Codes of contextual alleles that messages spell in a way of their own."""


@dataclass(slots=True)
class _Member:
    """An entry of relatedContextualAllele: what is read from it, if it embeds an allele."""

    given: Any
    told: list[ReadResource] = field(default_factory=list)


class Reader:
    """Reads the alleles of a message, one object after the other."""

    def __init__(self, model: Model, base: str) -> None:
        self._model = model
        self._base = base
        self._teller = InterpretationAlleleWriter(model, base)

    def canonical(self, given: Object, at: str) -> Iterator[ReadResource]:
        """A canonical allele, and the contextual alleles embedded in it with what they tell of."""
        made = ResourceBuilder(
            {"resourceType": "CanonicalAllele"},
            notes=check(given, CANONICAL),
        )
        self._identify(made, given, "CanonicalAllele")
        members: list[_Member] = []
        for name, key, value in values(given, CANONICAL, self._model):
            here, pointer = f"/{name}", f"/{escape(key)}"
            if name == "id":
                continue
            made.moved[here] = pointer
            if name == _MEMBERS:
                value = self._members(made, value, pointer, members)
            elif name in ("relatedIdentifier", "identifier"):
                value = _each(value, pointer, made, here, self._identifier)
            elif name in ("canonicalAlleleType", "complexity"):
                value = _code(value)
            made.tree[name] = value
        normal = made.normal(self._model, self._base)
        self._keep(normal.tree, given, members)
        yield ReadResource(normal, at, given)
        for member in members:
            for told in member.told:
                told.pointer = at + told.pointer
                yield told

    def _keep(self, tree: Tree, given: Object, members: list[_Member]) -> None:
        """Keep what a canonical allele and those embedded in it say beside the model."""
        links, items = tree.get(_MEMBERS), given.get(_MEMBERS)
        # Where the two differ in shape, what was given is kept whole.
        is_same = isinstance(links, list) and isinstance(items, list) and len(links) == len(items)
        told = self._teller.canonical(tree, [m.given for m in members] if is_same else ())
        for link, member in zip(links or (), members, strict=True) if is_same else ():
            if member.told:
                allele = member.told[0].normal.tree
                said = self._teller.contextual(allele, link, ANY_SEQUENCE)
                TERMS.keep_beside(allele, member.given, said, CONTEXTUAL)
            elif isinstance(link, dict):
                TERMS.keep_whole(link, member.given)
        TERMS.keep_beside(tree, given, told, CANONICAL)

    def _members(
        self, made: ResourceBuilder, value: Any, pointer: str, members: list[_Member]
    ) -> Any:
        """The links to contextual alleles; those embedded whole are read, each but once."""
        own = {"resourceType": "CanonicalAllele"} | made.tree
        parent = relative_reference(resource_iri(own, self._base), self._base)
        names: set[str] = set()

        def link(item: Any, pointer: str, here: str, made: ResourceBuilder) -> Any:
            member = _Member(item)
            members.append(member)
            name = None
            if not is_mention(item):
                told = list(self._read_contextual(item, pointer, parent))
                name = resource_iri(told[0].normal.tree, self._base)
                member.told = [] if name in names else told
                names.add(name)
            elif (named := name_in(item)) is not None:
                name = iri_of(named, "ContextualAllele", self._base)
            return self._link(item, name, pointer, here, made)

        return _each(value, pointer, made, f"/{_MEMBERS}", link)

    def _link(
        self, item: Any, name: str | None, pointer: str, here: str, made: ResourceBuilder
    ) -> Any:
        if not isinstance(item, dict) and name is None:
            return item
        reference: Tree = {}
        if name is not None:
            reference["reference"] = relative_reference(name, self._base)
        linked: Tree = {"contextualAllele": reference} if reference else {}
        made.moved[f"{here}/contextualAllele"] = pointer
        if isinstance(item, dict):
            if "label" in item and reference:
                reference["display"] = item["label"]
                made.moved[f"{here}/contextualAllele/display"] = f"{pointer}/label"
            if "preferred" in item:
                linked["preferred"] = item["preferred"]
                made.moved[f"{here}/preferred"] = f"{pointer}/preferred"
        return linked

    def contextual(self, given: Object, at: str) -> Iterator[ReadResource]:
        """A contextual allele that stands alone, and what it tells of."""
        for n, told in enumerate(self._read_contextual(given, at, None)):
            if not n:
                tree = told.normal.tree
                said = self._teller.contextual(tree, None, ANY_SEQUENCE)
                TERMS.keep_beside(tree, given, said, CONTEXTUAL)
            yield told

    def _read_contextual(
        self, given: Object, at: str, parent: str | None
    ) -> Iterator[ReadResource]:
        """A contextual allele, and the sequence and the gene that it tells of.

        `parent` is the reference to the canonical allele in which it is embedded.
        """
        made = ResourceBuilder(
            {"resourceType": "ContextualAllele"},
            notes=check(given, CONTEXTUAL),
        )
        self._identify(made, given, "ContextualAllele")
        made.tree |= {} if parent is None else {"canonicalAllele": {"reference": parent}}
        sequence = self._contextual(made, given)
        if CHANGE not in made.tree and (change := told_change(made.tree, self._model)) is not None:
            made.tree[CHANGE] = change
        normal = made.normal(self._model, self._base)
        self._name_by_place(normal)
        yield ReadResource(normal, at, given)
        yield from self._mentions(given, normal.tree, sequence, at)

    def _contextual(self, made: ResourceBuilder, given: Object) -> NamedSequence:
        """The properties of a contextual allele; gives the sequence that it lies on."""
        sequence = NamedSequence(None)
        for name, key, value in values(given, CONTEXTUAL, self._model):
            here, pointer = f"/{name}", f"/{escape(key)}"
            if name == "id":
                continue
            made.moved[here] = pointer
            if name == "canonicalAllele":
                value = self._canonical_reference(value, made, pointer)
            elif name == "contextualAlleleType":
                code = _code(value)
                value = _CODES.get(code, code) if isinstance(code, str) else code
            elif name == "alleleName":
                value = _each(value, pointer, made, here, self._name)
            elif name == "identifier":
                value = _each(value, pointer, made, here, self._identifier)
            elif name == "referenceCoordinate" and isinstance(value, dict):
                value, sequence = self._coordinate(value, given, made, pointer)
            made.tree[name] = value
        return sequence

    def _canonical_reference(self, value: Any, made: ResourceBuilder, pointer: str) -> Any:
        iri = iri_of(name_in(value), "CanonicalAllele", self._base)
        if isinstance(value, dict):
            made.moved["/canonicalAllele/display"] = f"{pointer}/label"
            label = {"display": value["label"]} if "label" in value else {}
        else:
            label = {}
        if iri is None:
            return label if isinstance(value, dict) else value
        return {"reference": relative_reference(iri, self._base)} | label

    def _name(self, item: Any, pointer: str, here: str, made: ResourceBuilder) -> Any:
        if isinstance(item, str):
            made.moved[f"{here}/name"] = pointer
            return {"name": item, "nameType": name_type(item)}
        if not isinstance(item, dict):
            return item
        found = {n: v for n, _, v in values(item, NAME, self._model)}
        type_ = found["nameType"] = _code(found.get("nameType"))
        if "nameType" not in item:
            del found["nameType"]
        elif type_ == "hgvs" and isinstance(found.get("name"), str):
            found["nameType"] = name_type(found["name"])
        return found

    def _coordinate(
        self, value: Object, allele: Object, made: ResourceBuilder, at: str
    ) -> tuple[Tree, NamedSequence]:
        sequence = NamedSequence(None)
        found: Tree = {}
        for name, key, item in values(value, COORDINATE, self._model):
            here, pointer = f"/referenceCoordinate/{name}", f"{at}/{escape(key)}"
            made.moved[here] = pointer
            if name == "referenceSequence":
                sequence = read_sequence(item, _names(allele), self._base)
                made.moved[f"{here}/display"] = f"{pointer}/label"
                item = sequence.reference
            elif name in ("start", "end") and isinstance(item, dict):
                item = {n: v for n, _, v in values(item, POSITION, self._model)}
            elif name == "identifier":
                item = _each(item, pointer, made, here, self._identifier)
            found[name] = item
        return found, sequence

    def _identifier(self, item: Any, pointer: str, here: str, made: ResourceBuilder) -> Any:
        if isinstance(item, str):
            made.moved |= {f"{here}/{name}": pointer for name in ("system", "value")}
            return identifier_of(item)
        if not isinstance(item, dict):
            return item
        found: Tree = {}
        for name, key, value in values(item, IDENTIFIER, self._model):
            if key in ("id", "@id"):
                made.moved |= {f"{here}/{n}": f"{pointer}/{key}" for n in ("system", "value")}
                found |= identifier_of(value) if isinstance(value, str) else {"value": value}
            elif key == "code":
                made.moved[f"{here}/value"] = f"{pointer}/{key}"
                found.setdefault("value", str(value) if is_integer(value) else value)
            else:
                # A `type` that is no CodeableConcept is the class of the object in JSON-LD.
                found |= {} if name == "type" and isinstance(value, str) else {name: value}
        for name in ("system", "value"):
            if name in item and "id" not in item and "@id" not in item:
                found[name] = item[name]
        return found

    def _identify(self, made: ResourceBuilder, given: Object, kind: str) -> None:
        """The name of a resource, or one made of its content where it has none."""
        key = next((k for k in ("id", "@id") if k in given), "id")
        made.moved["/id"] = f"/{key}" if key in given else ""
        value, start = given.get(key), f"{self._base}{kind}/"
        iri = iri_of(value, kind, self._base)
        if iri is None:
            text = json.dumps(given, sort_keys=True)
            digest = hashlib.sha256(text.encode()).hexdigest()[:32]
            made.tree["@id"] = f"{self._base.rstrip('/')}{NAMELESS}{kind}-{digest}"
            if not isinstance(value, str | None) or value == "":
                made.tree["id"] = value
        elif iri.startswith(start):
            made.tree["id"] = decode(iri[len(start) :])
        else:
            made.tree["@id"] = iri

    def _name_by_place(self, normal: Normal) -> None:
        """Give a contextual allele without an id the one of its placement."""
        tree = normal.tree
        if "id" in tree or NAMELESS not in tree.get("@id", ""):
            return
        name = default_id(tree)
        if name is not None:
            rest = {k: v for k, v in tree.items() if k not in ("resourceType", "@id")}
            normal.tree = {"resourceType": tree["resourceType"], "id": name} | rest

    def _mentions(
        self, given: Object, tree: Object, sequence: NamedSequence, at: str
    ) -> Iterator[ReadResource]:
        gene = _gene(given.get("relatedGene"))
        reference = None
        if gene is not None:
            normal = normal_form(gene, "Gene", self._model, self._base)
            reference = {"reference": relative_reference(
                resource_iri(normal.tree, self._base), self._base)}  # fmt: skip
            yield ReadResource(normal, f"{at}/relatedGene")
        made = mentioned_sequence(sequence, tree.get("contextualAlleleType"), reference)
        if made is not None:
            normal = normal_form(made, "ReferenceSequence", self._model, self._base)
            yield ReadResource(normal, f"{at}/referenceCoordinate/referenceSequence")


_Read = Callable[[Any, str, str, ResourceBuilder], Any]


def _each(value: Any, pointer: str, made: ResourceBuilder, here: str, read: _Read) -> Any:
    """What is made of a value, or of each value of a list."""
    if isinstance(value, list):
        return [
            item if item is None else read(item, f"{pointer}/{n}", f"{here}/{n}", made)
            for n, item in enumerate(value)
        ]
    return value if value is None else read(value, pointer, here, made)


def _code(value: Any) -> Any:
    """A code; some messages write it as an object with a label."""
    label = value.get("label") if isinstance(value, dict) else None
    return label if isinstance(label, str) else value


def _names(allele: Object) -> Iterable[object]:
    listed = allele.get("alleleName")
    for item in listed if isinstance(listed, list) else [listed]:
        yield item.get("name") if isinstance(item, dict) else item


def _gene(given: Any) -> Tree | None:
    """The gene that an allele names by id and label."""
    name, symbol = name_in(given), given.get("label") if isinstance(given, dict) else None
    if not isinstance(name, str) or not isinstance(symbol, str) or not symbol:
        return None
    identifier = identifier_of(name)
    if name.startswith("_:") or "system" not in identifier:
        return None
    return {
        "resourceType": "Gene", "id": name, "meta": {"tag": [SUBSETTED]},
        "identifier": [identifier], "symbol": symbol,
    }  # fmt: skip

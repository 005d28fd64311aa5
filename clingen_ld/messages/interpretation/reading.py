"""The form interpretation: the alleles inside ClinGen's pathogenicity interpretation messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from clingen_ld.messages.foreign.builder import (
    ReadResource,
    ReadValue,
    ResourceBuilder,
    each,
    merged,
    same,
)
from clingen_ld.messages.foreign.checking import check
from clingen_ld.messages.foreign.schema import ObjectSchema
from clingen_ld.messages.interpretation.allele_writing import (
    CHANGE,
    InterpretationAlleleWriter,
    write_change,
)
from clingen_ld.messages.interpretation.form import CANONICAL_KIND, Found, find_alleles, is_mention
from clingen_ld.messages.interpretation.names import (
    ANY_SEQUENCE,
    NamedSequence,
    default_id,
    identifier_of,
    iri_of,
    mentioned_sequence,
    name_in,
    name_of,
    read_sequence,
)
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
from clingen_ld.messages.message import Item, ReadOptions
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.model import (
    NAMELESS,
    SUBSETTED,
    Model,
    Normal,
    Object,
    Tree,
    decode,
    is_integer,
    nameless_iri,
    normal_form,
    registry_iri,
    relative_reference,
    resource_iri,
)
from clingen_ld.variation.plain_names import name_type

_MEMBERS: Final = "relatedContextualAllele"
_CODES: Final = {"protein": "amino-acid"}
"""Codes of contextual alleles that messages spell in a way of their own."""


@dataclass(slots=True)
class _Member:
    """An entry of relatedContextualAllele: what is read from it, if it embeds an allele."""

    given: Any
    resources: list[ReadResource] = field(default_factory=list)


class Reader:
    """Reads the alleles of a message, one object after the other."""

    def __init__(self, model: Model, base: str) -> None:
        self._model = model
        self._base = base
        self._writer = InterpretationAlleleWriter(model, base)

    def canonical(self, given: Object, at: str) -> Iterator[ReadResource]:
        """A canonical allele, and the embedded contextual alleles with the resources they
        mention."""
        builder = self._builder(given, CANONICAL)
        members: list[_Member] = []
        own = self._values(given, CANONICAL)
        builder.tree |= builder.take(own, "", "", {
            "relatedIdentifier": each(self._identifier),
            "identifier": each(self._identifier),
            "canonicalAlleleType": _code,
            "complexity": _code,
            _MEMBERS: each(self._member_reader(builder.tree, members)),
        })  # fmt: skip
        normal = builder.normal(self._model, self._base)
        self._keep(normal.tree, given, members)
        yield ReadResource(normal, at, given)
        for member in members:
            for resource in member.resources:
                resource.pointer = at + resource.pointer
                yield resource

    def _keep(self, tree: Tree, given: Object, members: list[_Member]) -> None:
        """Keep what a canonical allele and those embedded in it say beside the model."""
        links, items = tree.get(_MEMBERS), given.get(_MEMBERS)
        # Where the two differ in shape, what was given is kept whole.
        is_same = isinstance(links, list) and isinstance(items, list) and len(links) == len(items)
        written = self._writer.canonical(tree, [m.given for m in members] if is_same else ())
        for link, member in zip(links or (), members, strict=True) if is_same else ():
            if member.resources:
                allele = member.resources[0].normal.tree
                said = self._writer.contextual(allele, link, ANY_SEQUENCE)
                TERMS.keep_beside(allele, member.given, said, CONTEXTUAL)
            elif isinstance(link, dict):
                TERMS.keep_whole(link, member.given)
        TERMS.keep_beside(tree, given, written, CANONICAL)

    def _builder(self, given: Object, schema: ObjectSchema) -> ResourceBuilder:
        """A resource with its name, and what is wrong with its object."""
        builder = ResourceBuilder({"resourceType": schema.model}, notes=check(given, schema))
        self._identify(builder, given, schema.model)
        return builder

    def _values(self, given: Object, schema: ObjectSchema) -> Iterator[tuple[str, str, Any]]:
        """The properties of an allele, except its id."""
        return (each for each in values(given, schema, self._model) if each[0] != "id")

    def _member_reader(self, canonical: Tree, members: list[_Member]) -> ReadValue:
        """What reads the links to contextual alleles; those embedded are read, each but once."""
        parent = relative_reference(resource_iri(canonical, self._base), self._base)
        names: set[str] = set()

        def read(builder: ResourceBuilder, item: Any, pointer: str, here: str) -> Any:
            member = _Member(item)
            members.append(member)
            name = None
            if not is_mention(item):
                resources = list(self._read_contextual(item, pointer, parent))
                name = resource_iri(resources[0].normal.tree, self._base)
                member.resources = [] if name in names else resources
                names.add(name)
            elif (named := name_in(item)) is not None:
                name = iri_of(named, "ContextualAllele", self._base)
            return self._link(item, name, pointer, here, builder)

        return read

    def _link(
        self, item: Any, name: str | None, pointer: str, here: str, builder: ResourceBuilder
    ) -> Any:
        if not isinstance(item, dict) and name is None:
            return item
        reference: Tree = {}
        if name is not None:
            reference["reference"] = relative_reference(name, self._base)
        linked: Tree = {"contextualAllele": reference} if reference else {}
        builder.moved[f"{here}/contextualAllele"] = pointer
        if isinstance(item, dict):
            if "label" in item and reference:
                reference["display"] = item["label"]
                builder.moved[f"{here}/contextualAllele/display"] = f"{pointer}/label"
            if "preferred" in item:
                linked["preferred"] = item["preferred"]
                builder.moved[f"{here}/preferred"] = f"{pointer}/preferred"
        return linked

    def contextual(self, given: Object, at: str) -> Iterator[ReadResource]:
        """A standalone contextual allele, and the resources that it mentions."""
        for n, resource in enumerate(self._read_contextual(given, at, None)):
            if not n:
                tree = resource.normal.tree
                said = self._writer.contextual(tree, None, ANY_SEQUENCE)
                TERMS.keep_beside(tree, given, said, CONTEXTUAL)
            yield resource

    def _read_contextual(
        self, given: Object, at: str, parent: str | None
    ) -> Iterator[ReadResource]:
        """A contextual allele, and the sequence and the gene that it mentions.

        `parent` is the reference to the canonical allele in which it is embedded.
        """
        builder = self._builder(given, CONTEXTUAL)
        builder.tree |= {} if parent is None else {"canonicalAllele": {"reference": parent}}
        sequence = NamedSequence(None)

        def read_coordinate(builder: ResourceBuilder, value: Any, at: str, here: str) -> Any:
            nonlocal sequence
            if isinstance(value, dict):
                value, sequence = self._coordinate(value, given, builder, at)
            return value

        builder.tree |= builder.take(self._values(given, CONTEXTUAL), "", "", {
            "canonicalAllele": self._canonical_reference,
            "contextualAlleleType": _contextual_type,
            "alleleName": each(self._name),
            "identifier": each(self._identifier),
            "referenceCoordinate": read_coordinate,
        })  # fmt: skip
        tree = builder.tree
        if CHANGE not in tree and (change := write_change(tree, self._model)) is not None:
            tree[CHANGE] = change
        normal = builder.normal(self._model, self._base)
        self._name_by_place(normal)
        yield ReadResource(normal, at, given)
        yield from self._mentions(given, normal.tree, sequence, at)

    def _canonical_reference(
        self, builder: ResourceBuilder, value: Any, pointer: str, here: str
    ) -> Any:
        iri = iri_of(name_in(value), "CanonicalAllele", self._base)
        label: Tree = {}
        if isinstance(value, dict):
            builder.moved[f"{here}/display"] = f"{pointer}/label"
            label = {"display": value["label"]} if "label" in value else {}
        if iri is None:
            return label if isinstance(value, dict) else value
        return {"reference": relative_reference(iri, self._base)} | label

    def _name(self, builder: ResourceBuilder, item: Any, pointer: str, here: str) -> Any:
        if isinstance(item, str):
            builder.moved[f"{here}/name"] = pointer
            return {"name": item, "nameType": name_type(item)}
        if not isinstance(item, dict):
            return item
        found = {n: v for n, _, v in values(item, NAME, self._model)}
        type_ = found["nameType"] = _code(builder, found.get("nameType"))
        if "nameType" not in item:
            del found["nameType"]
        elif type_ == "hgvs" and isinstance(found.get("name"), str):
            found["nameType"] = name_type(found["name"])
        return found

    def _coordinate(
        self, value: Object, allele: Object, builder: ResourceBuilder, at: str
    ) -> tuple[Tree, NamedSequence]:
        sequence = NamedSequence(None)

        def read_reference(builder: ResourceBuilder, item: Any, pointer: str, here: str) -> Any:
            nonlocal sequence
            sequence = read_sequence(item, _names(allele), self._base)
            builder.moved[f"{here}/display"] = f"{pointer}/label"
            return sequence.reference

        own = values(value, COORDINATE, self._model)
        found = builder.take(own, at, "/referenceCoordinate", {
            "referenceSequence": read_reference,
            "start": self._position,
            "end": self._position,
            "identifier": each(self._identifier),
        })  # fmt: skip
        return found, sequence

    def _position(self, builder: ResourceBuilder, item: Any, pointer: str, here: str) -> Any:
        if not isinstance(item, dict):
            return item
        return {name: value for name, _, value in values(item, POSITION, self._model)}

    def _identifier(self, builder: ResourceBuilder, item: Any, pointer: str, here: str) -> Any:
        if isinstance(item, str):
            builder.moved |= {f"{here}/{name}": pointer for name in ("system", "value")}
            return identifier_of(item)
        if not isinstance(item, dict):
            return item
        found: Tree = {}
        for name, key, value in values(item, IDENTIFIER, self._model):
            if key in ("id", "@id"):
                builder.moved |= {f"{here}/{n}": f"{pointer}/{key}" for n in ("system", "value")}
                found |= identifier_of(value) if isinstance(value, str) else {"value": value}
            elif key == "code":
                builder.moved[f"{here}/value"] = f"{pointer}/{key}"
                found.setdefault("value", str(value) if is_integer(value) else value)
            else:
                # A `type` that is not a CodeableConcept is the class of the object in JSON-LD.
                found |= {} if name == "type" and isinstance(value, str) else {name: value}
        for name in ("system", "value"):
            if name in item and "id" not in item and "@id" not in item:
                found[name] = item[name]
        return found

    def _identify(self, builder: ResourceBuilder, given: Object, kind: str) -> None:
        """The name of a resource, or one of its content where it has none."""
        key = next((k for k in ("id", "@id") if k in given), "id")
        builder.moved["/id"] = f"/{key}" if key in given else ""
        value, start = given.get(key), f"{self._base}{kind}/"
        iri = iri_of(value, kind, self._base)
        if iri is None:
            builder.tree["@id"] = nameless_iri(given, kind, self._base)
            if not isinstance(value, str | None) or value == "":
                builder.tree["id"] = value
        elif iri.startswith(start):
            builder.tree["id"] = decode(iri[len(start) :])
        elif registry_iri(str(value)) is not None and value != name_of(iri, kind, self._base):
            builder.tree["id"] = value
        else:
            builder.tree["@id"] = iri

    def _name_by_place(self, normal: Normal) -> None:
        """Give a contextual allele without an id the one of its placement."""
        tree = normal.tree
        if "id" in tree or NAMELESS not in tree.get("@id", ""):
            return
        if (name := default_id(tree)) is not None:
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


def _code(_: ResourceBuilder, value: Any, *at: str) -> Any:
    """A code; some messages write it as an object with a label."""
    label = value.get("label") if isinstance(value, dict) else None
    return label if isinstance(label, str) else value


def _contextual_type(builder: ResourceBuilder, value: Any, *at: str) -> Any:
    code = _code(builder, value)
    return _CODES.get(code, code) if isinstance(code, str) else code


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


def read_message(
    value: Mapping[str, Any], text: JsonText, pointer: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The alleles described anywhere in a message; `messages.wrapped` keeps the rest."""
    reader = Reader(model, options.base)
    found = sorted(find_alleles(value), key=lambda each: each.kind)  # canonical ones first
    resources = list(_each_once(found, reader, options.base))
    for one in resources:
        yield text.message(one.normal, pointer + one.pointer, options.base, "interpretation")
    if not resources:
        what = "an interpretation message that describes no allele"
        yield text.problem("ST-11", {"what": what}, text.place(pointer))


def _each_once(found: list[Found], reader: Reader, base: str) -> Iterator[ReadResource]:
    """The resources of objects, each once; contradicting ones are kept.

    Messages describe an allele at its first mention, or at every one.
    """
    described: dict[str, list[ReadResource]] = {}
    mentioned: dict[str, ReadResource] = {}
    for one in found:
        read = reader.canonical if one.kind == CANONICAL_KIND else reader.contextual
        for resource in read(one.value, one.pointer):
            iri = resource_iri(resource.normal.tree, base)
            if resource.given is None:
                known = mentioned.setdefault(iri, resource)
                known.normal.tree = merged(known.normal.tree, resource.normal.tree)
                continue
            others = described.setdefault(iri, [])
            if not any(_says(other, resource) for other in others):
                others[:] = [*(other for other in others if not _says(resource, other)), resource]
    for listed in described.values():
        yield from listed
    yield from mentioned.values()


def _says(one: ReadResource, other: ReadResource) -> bool:
    """Whether one description of a resource says all that another says."""
    given, known = other.given, one.given
    if given is None or known is None:
        return False
    return all(key in known and same(value, known[key]) for key, value in given.items())

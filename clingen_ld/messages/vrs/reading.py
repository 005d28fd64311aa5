"""The form vrs: reading objects of GA4GH VRS 2 or Cat-VRS.

Common content of VRS and the model is read into the model, and the computed identifier is kept as
an Identifier. Content specific to VRS is an extension value of the same nodes.

Alleles in cis, CisPhasedBlocks of VRS and composites of Cat-VRS, are complex canonical alleles,
which nest simple ones. A CisPhasedBlock has contextual alleles instead: each belongs to a partially
described simple canonical allele with the same id. A composite has complete canonical alleles.
Other composites (in trans, alternatives, absent variants) are not alleles of the model. They are
kept whole on a canonical allele with their id and identifiers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from clingen_ld.messages.foreign.builder import ReadResource, ResourceBuilder, mention
from clingen_ld.messages.foreign.checking import check
from clingen_ld.messages.foreign.schema import ObjectSchema
from clingen_ld.messages.message import Item, ReadOptions
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.messages.vrs import version_1
from clingen_ld.messages.vrs.allele_reading import AlleleReader
from clingen_ld.messages.vrs.categorical import (
    UNNAMED,
    canonical_type,
    is_filled,
    is_list_of_names,
    is_name_of_member,
    lost_nulls,
    unnamed_id,
    wrong_member,
)
from clingen_ld.messages.vrs.form import (
    is_kept,
    is_sequence,
    meant_type,
    other_version,
    unread_object,
)
from clingen_ld.messages.vrs.haplotype_writing import CRITERION, NESTED, expression, is_name
from clingen_ld.messages.vrs.identifiers import BLOCK_ID, block_digest, wrong_id, wrong_ids_inside
from clingen_ld.messages.vrs.mappings import put_mappings
from clingen_ld.messages.vrs.pointers import PointerResolver
from clingen_ld.messages.vrs.schema import (
    ALLELE,
    BLOCK,
    COMPOSITE,
    SEQUENCE_REFERENCE,
    SYSTEM,
    TERMS,
    VARIANT,
)
from clingen_ld.messages.vrs.sequences import allele_type, mentioned_sequence, read_reference
from clingen_ld.messages.vrs.variant_reading import VariantReader
from clingen_ld.model import (
    SUBSETTED,
    Model,
    Normal,
    Note,
    Object,
    Tree,
    decode,
    encode,
    is_absolute,
    objects,
    part,
    reference_iri,
    relative_reference,
    resource_iri,
)
from clingen_ld.variation.builders import HGVS_NAMES


def read_object(
    value: Mapping[str, Any], text: JsonText, pointer: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The resources of one object of VRS, or the problem that it is not an allele."""
    if is_sequence(value) and (sequence := _sequence(value, model, options.base)) is not None:
        yield text.message(sequence, pointer, options.base, "vrs")
        return
    if (newer := version_1.upgraded(value)) is not None:
        reader = AlleleReader(model, options.base)
        resources = reader.read(newer, "", identifiers=version_1.identifiers(value))
        version_1.place(resources[0])
        for each in resources:
            yield text.message(each.normal, pointer, options.base, "vrs")
        return
    other = unread_object(value)
    kind = _kind(value)
    if other is not None or kind is None:
        what, at = other or ("an object without a type of VRS", "/type" if "type" in value else "")
        meant = meant_type(value)
        yield text.problem("ST-11", {"what": what}, text.place(pointer + at), "error", meant)
        return
    resolver = PointerResolver(value, text.value_at)
    resources = _read(kind, resolver, model, options.base)
    said: dict[str, dict[str, Any]] = {}
    for each in resources:
        tree = each.normal.tree
        iri = resource_iri(tree, options.base)
        if tree["resourceType"] == "ReferenceSequence" and said.setdefault(iri, tree) is not tree:
            continue
        yield text.message(each.normal, pointer + each.pointer, options.base, "vrs")


def _read(kind: str, resolver: PointerResolver, model: Model, base: str) -> list[ReadResource]:
    """The resources of an object of a class."""
    if kind == VARIANT.name:
        return VariantReader(model, base).read(resolver.resolved(), "", resolver)
    if kind in (BLOCK.name, COMPOSITE.name):
        return HaplotypeReader(model, base).read(resolver)
    resources = AlleleReader(model, base).read(resolver.resolved(), "")
    resources[0].normal.notes += resolver.notes
    return resources


def _sequence(given: Object, model: Model, base: str) -> Normal | None:
    """The ReferenceSequence of a SequenceReference; None where it names no sequence."""
    found = read_reference(given, ())
    tree = mentioned_sequence(found, allele_type(found, given, ()))
    if tree is None:
        return None
    TERMS.keep(tree, given, given)
    builder = ResourceBuilder(tree, {"/identifier/0": "/refgetAccession"})
    builder.notes += check(given, SEQUENCE_REFERENCE)
    return builder.normal(model, base)


def _kind(value: Mapping[str, Any]) -> str | None:
    """The class of an object, by its type, else by its keys; None if it is not an allele."""
    given = value.get("type")
    if given in (ALLELE.name, VARIANT.name, BLOCK.name, COMPOSITE.name):
        return str(given)
    if is_kept(value):
        return ALLELE.name
    if "location" in value and "state" in value:
        return ALLELE.name
    if "constraints" in value or "members" in value:
        return VARIANT.name
    return None


_KIND: Final = "CanonicalAllele/"


def is_haplotype(composite: Object) -> bool:
    """Whether a composite is several alleles that are present in cis, as a complex allele is."""
    elements = composite.get("elements")
    listed = elements if isinstance(elements, list) else []
    return (
        (composite.get("operator"), composite.get("phaseRelation")) == ("AND", "cis")
        and len(listed) > 1
        and all(isinstance(each, dict) and _is_present(each) for each in listed)
    )


def _is_present(element: Object) -> bool:
    is_present = element.get("presence") == CRITERION["presence"]
    return is_present and isinstance(element.get("subject"), dict)


class HaplotypeReader:
    """Reads blocks and composites."""

    def __init__(self, model: Model, base: str) -> None:
        self._model = model
        self._base = base
        self._alleles = AlleleReader(model, base)
        self._variants = VariantReader(model, base)

    def read(self, resolver: PointerResolver) -> list[ReadResource]:
        """A complex allele, and what it is made of; another composite as it is."""
        if resolver.given.get("type") == BLOCK.name:
            has_members = is_filled(resolver.given.get("members"))
            return self.block(resolver) if has_members else [self.whole(resolver, BLOCK)]
        is_complex = is_haplotype(resolver.given)
        return self.composite(resolver) if is_complex else [self.whole(resolver, COMPOSITE)]

    def whole(
        self, resolver: PointerResolver, schema: ObjectSchema, notes: list[Note] | None = None
    ) -> ReadResource:
        """What is no complex allele, a composite or a block without alleles: kept whole.

        `notes` are what is wrong with it, if that is known.
        """
        given = resolver.resolved()
        builder = ResourceBuilder({"resourceType": "CanonicalAllele"})
        wrong_ids = wrong_ids_inside(given.get("elements"), "/elements")
        builder.notes = notes or [*check(given, schema), *resolver.notes, *wrong_ids]
        _identify(builder, given, None)
        builder.put("meta", {"tag": [SUBSETTED]}, "")
        put_mappings(builder, given)
        TERMS.keep(builder.tree, given, given.keys() - {"id", "mappings"})
        return ReadResource(builder.normal(self._model, self._base))

    def composite(self, resolver: PointerResolver) -> list[ReadResource]:
        """A complex allele, and the canonical alleles that are its parts, all whole.

        The object of the resolver is a haplotype.
        """
        given = resolver.given
        builder = ResourceBuilder(
            {"resourceType": "CanonicalAllele"}, notes=check(given, COMPOSITE)
        )
        _identify(builder, given, None)
        whole, simple = {"reference": self._name(builder.tree)}, list[ReadResource]()
        found: list[ReadResource] = []
        for n, element in enumerate(given["elements"]):
            at = f"/elements/{n}/subject"
            inner = PointerResolver(element["subject"], resolver.look_up)
            resources = self._variants.read(inner.resolved(), at, inner, whole)
            simple.append(resources[0])
            found += resources
        if len({self._name(each.normal.tree) for each in simple}) < len(simple):
            return [self.whole(resolver, COMPOSITE)]  # the model nests an allele once
        put_mappings(builder, given)
        self._finish(builder, simple)
        TERMS.keep(builder.tree, given, ["type", *COMPOSITE.extension_keys(given)])
        more = [{k: v for k, v in e.items() if k != "subject"} for e in given["elements"]]
        if any(each != CRITERION for each in more):
            TERMS.keep(builder.tree, {"elements": more}, ["elements"])
        if "name" not in given:
            builder.tree[TERMS.without] = [UNNAMED, "name"] if "id" not in given else "name"
        return [ReadResource(builder.normal(self._model, self._base)), *found]

    def block(self, resolver: PointerResolver) -> list[ReadResource]:
        """A complex allele, its simple ones, and their contextual alleles."""
        given = resolver.resolved()
        builder = ResourceBuilder({"resourceType": "CanonicalAllele"}, notes=check(given, BLOCK))
        members = given.get("members")
        listed = members if isinstance(members, list) else []
        digest = block_digest(map(self._alleles.digest, listed))
        _identify(builder, given, digest)
        named = _put_names(builder, given)
        builder.notes += [*resolver.notes, *_wrong_ids(given, digest)]
        if digest is not None and given.get("digest", digest) != digest:
            builder.lost.append("/digest")
        whole = {"reference": self._name(builder.tree)}
        names, extensions = _nested_names(given)
        nested, found = list[ReadResource](), list[ReadResource]()
        others, order = list[Any](), list[Any]()
        builder.lost += lost_nulls(given)
        for n, value in enumerate(listed):
            at, name = f"/members/{n}", names[n] if n < len(names) else None
            other = other_version(value) if isinstance(value, dict) else None
            simple = None if other is not None else self._simple(value, name, at, whole, found)
            if other is not None:
                builder.notes.append(other.note(at))
            builder.notes += wrong_member(value, at)
            order.append(value if simple is None else None)
            if simple is None:
                others.append(value)
            else:
                nested.append(simple)
        if not nested:
            return [self.whole(resolver, BLOCK, builder.notes)]
        self._finish(builder, nested)
        own = {*BLOCK.extension_keys(given), "expressions"} - {"extensions", named}
        own |= {"extensions"} if not is_filled(given.get("extensions")) else set()
        own |= {"digest"} if others or digest is None else set()
        TERMS.keep(builder.tree, given, own & given.keys())
        kept_members = others if order[-len(others) :] == others else order
        for key, kept in (("members", kept_members if others else []), ("extensions", extensions)):
            if kept:
                TERMS.keep(builder.tree, {key: kept}, [key])
        return [ReadResource(builder.normal(self._model, self._base)), *found]

    def _finish(self, builder: ResourceBuilder, simple: list[ReadResource]) -> None:
        """Put the simple alleles of a complex one."""
        trees = [each.normal.tree for each in simple]
        kind = canonical_type(tree.get("canonicalAlleleType") for tree in trees)
        if kind is not None:
            builder.put("canonicalAlleleType", kind, "")
        builder.put("complexity", "complex", "/type")
        if simple:
            builder.put("nested", [{"reference": self._name(tree)} for tree in trees], "")
        for n, each in enumerate(simple):
            builder.moved[f"/nested/{n}"] = each.pointer

    def _simple(
        self, value: Any, name: str | None, at: str, whole: Tree, found: list[ReadResource]
    ) -> ReadResource | None:
        """The simple allele of a member; None if it is not an allele.

        `name` is the reference to it, if it does not have the id of the member: then it is
        described elsewhere. Other resources of the member are added to `found`.
        """
        resources: list[ReadResource] = []
        kind = None
        if is_name_of_member(value):
            link = value
        elif isinstance(value, dict) and value.get("type", ALLELE.name) == ALLELE.name:
            reference = None if name is None else {"reference": name}
            resources = self._alleles.read(
                value, at, reference, is_checked=True, is_alone=name is None
            )
            tree = resources[0].normal.tree
            link = self._name(tree)
            kind = canonical_type([tree.get("contextualAlleleType")])
        else:
            return None
        simple: Tree = {"resourceType": "CanonicalAllele"}
        own = part(resources[0].normal.tree, "canonicalAllele")["reference"] if resources else None
        simple |= _named(name or own or f"{_KIND}{encode(link)}") | {"meta": {"tag": [SUBSETTED]}}
        if resource_iri(simple, self._base) == reference_iri(link, self._base):
            simple["id"] = encode(link)  # an IRI is that of the contextual allele
        simple |= {} if kind is None else {"canonicalAlleleType": kind}
        simple |= {"complexity": "simple"}
        simple |= {"relatedContextualAllele": [{"contextualAllele": {"reference": link}}]}
        made = mention(simple | {"composite": [whole]}, at)
        found += resources if resources and name is not None else [made, *resources]
        return made

    def _name(self, tree: Tree) -> str:
        return relative_reference(resource_iri(tree, self._base), self._base)


def _named(reference: str) -> Tree:
    """The id, or the IRI, of the canonical allele of a reference."""
    if reference.startswith(_KIND):
        return {"id": decode(reference[len(_KIND) :])}
    return {"@id": reference} if is_absolute(reference) else {"id": reference}


def _nested_names(given: Object) -> tuple[list[str], list[Any]]:
    """The references of a block to its simple alleles, and its other extensions."""
    extensions = given.get("extensions")
    names: list[str] = []
    others = []
    for each in extensions if isinstance(extensions, list) else ():
        extension = each if isinstance(each, dict) else {}
        value = extension.get("value")
        if extension.get("name") == NESTED and is_list_of_names(value) and not names:
            names = list(value or ())
        else:
            others.append(each)
    return names, others


def _identify(builder: ResourceBuilder, given: Object, digest: str | None) -> None:
    """Put the id: the given one, else the computed one, else one of the content."""
    id_ = given.get("id")
    if isinstance(id_, str) and id_:
        builder.put("@id" if is_absolute(id_) and "/" in id_ else "id", id_, "/id")
        if BLOCK_ID.fullmatch(id_):
            builder.put("identifier", [{"system": SYSTEM, "value": id_}], "/id")
        return
    builder.lost += ["/id"] if "id" in given else []
    if digest is not None:
        builder.put("id", f"ga4gh:CPB.{digest}", "")
    else:
        builder.put("id", unnamed_id(given, str(given.get("type"))), "")
        if "id" not in given:
            builder.tree[TERMS.without] = UNNAMED


def _put_names(builder: ResourceBuilder, given: Object) -> str:
    """Add the HGVS names of a block as identifiers; returns the key that they fully cover."""
    listed, key = given.get("expressions"), "expressions"
    values = [each.get("value") for each in objects(listed)]
    names = [value for value in values if isinstance(value, str)]
    if not names or listed != [expression(name) for name in names]:
        return ""
    identifiers = [{"system": HGVS_NAMES, "value": name} for name in names]
    if not all(map(is_name, identifiers)):
        return ""
    first = builder.tree.setdefault("identifier", [])
    for n, each in enumerate(identifiers):
        builder.moved[f"/identifier/{len(first)}"] = f"/{key}/{n}"
        builder.moved[f"/identifier/{len(first)}/value"] = f"/{key}/{n}/value"
        first.append(each)
    return key


def _wrong_ids(given: Object, digest: str | None) -> Iterator[Note]:
    """The computed identifier and the digest of a block, if they are not those of its members."""
    id_, said = given.get("id"), given.get("digest")
    if digest is None:
        return
    if isinstance(id_, str) and BLOCK_ID.fullmatch(id_) and id_ != f"ga4gh:CPB.{digest}":
        yield wrong_id("id", id_, f"ga4gh:CPB.{digest}", "/id")
    if isinstance(said, str) and said != digest:
        yield wrong_id("digest", said, digest, "/digest")

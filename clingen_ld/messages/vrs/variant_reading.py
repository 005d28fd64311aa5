"""A CategoricalVariant of Cat-VRS, read into a canonical allele of the model.

Variants without a defining allele (copy numbers, features, descriptions) also become one: their
constraints are kept, and their members, which may be of different alleles.

The members of a ProteinSequenceConsequence may be nucleotide alleles that have it as their effect.
In the model these belong to their own canonical alleles, which are partially described and related
to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from clingen_ld.messages.foreign.builder import ReadResource, ResourceBuilder, same
from clingen_ld.messages.foreign.checking import check
from clingen_ld.messages.vrs.allele_reading import AlleleReader
from clingen_ld.messages.vrs.categorical import (
    DEFINING,
    LISTS,
    RELATED,
    REQUIRED,
    UNDEFINED,
    UNLISTED,
    UNNAMED,
    canonical_type,
    extension_values,
    is_filled,
    is_name_of_member,
    lost_nulls,
    recipe_type,
    unnamed_id,
    write_constraints,
    write_name,
    wrong_member,
)
from clingen_ld.messages.vrs.form import is_kept, other_version
from clingen_ld.messages.vrs.given_allele import unread
from clingen_ld.messages.vrs.identifiers import wrong_ids_inside
from clingen_ld.messages.vrs.mappings import put_mappings
from clingen_ld.messages.vrs.pointers import PointerResolver, is_pointer
from clingen_ld.messages.vrs.schema import ALLELE, TERMS, VARIANT
from clingen_ld.model import (
    SUBSETTED,
    Model,
    Normal,
    Note,
    Object,
    Tree,
    escape,
    is_absolute,
    normal_form,
    parts,
    relative_reference,
    resource_iri,
)

_RECIPES: Final = {"CanonicalAllele": "nucleotide", "ProteinSequenceConsequence": "amino-acid"}
"""The canonical-allele-type of what names the class of its recipe as its type."""


@dataclass(slots=True)
class _Members:
    """The members of a variant during reading: links and their targets."""

    links: list[Tree] = field(default_factory=list)
    resources: list[ReadResource] = field(default_factory=list)
    others: list[Any] = field(default_factory=list)
    order: list[Any] = field(default_factory=list)
    """The others in their order among the links, which are null here."""
    pointers: list[str] = field(default_factory=list)
    by_name: dict[str, int] = field(default_factory=dict)
    values: list[Any] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    kind: str | None = None
    """The canonical-allele-type implied by the recipe."""
    is_defined: bool = False
    """Whether a link is to the allele that defines the variant."""
    causes: list[list[ReadResource]] = field(default_factory=list)
    """The nucleotide alleles of an amino-acid one, which belong to others, each with more."""


class VariantReader:
    """Reads categorical variants."""

    def __init__(self, model: Model, base: str) -> None:
        self._model = model
        self._base = base
        self._alleles = AlleleReader(model, base)

    def read(
        self, given: Object, at: str, resolver: PointerResolver | None = None,
        composite: Tree | None = None,
    ) -> list[ReadResource]:  # fmt: skip
        """A canonical allele, and the contextual alleles and sequences that it mentions.

        `resolver` resolved the pointers of `given`, if it had any. `composite` is a
        reference to the complex allele that it is part of.
        """
        notes = _check(given if resolver is None else resolver.given)
        builder = ResourceBuilder({"resourceType": "CanonicalAllele"}, notes=notes)
        self._identify(builder, given)
        iri = relative_reference(resource_iri(builder.tree, self._base), self._base)
        completed = set() if resolver is None else resolver.completed
        found = self._members(given, at, {"reference": iri}, completed)
        builder.lost += lost_nulls(given)
        builder.notes += [*found.notes, *_notes_of_defining(given), *_wrong_ids(given)]
        kind = found.kind or _kind_of_members(found.resources)
        if kind is not None:
            builder.put("canonicalAlleleType", kind, "/constraints")
        elif not found.resources and not any(extension_values(given)):
            # A variant without a defining allele, or with one that is only named, has an unknown
            # type.
            builder.put("meta", {"tag": [SUBSETTED]}, "")
        builder.put("complexity", "simple", "")
        for n, name, code in extension_values(given):
            if name == RELATED:
                found.links += code
            else:
                builder.put(name, code, f"/extensions/{n}/value")
        if found.links:
            builder.put(RELATED, found.links, "/members")
            for n, pointer in enumerate(found.pointers):
                builder.moved[f"/{RELATED}/{n}"] = pointer
                builder.moved[f"/{RELATED}/{n}/contextualAllele"] = pointer
        if composite is not None:
            others = [each for each in builder.tree.get("composite", ()) if each != composite]
            builder.put("composite", [composite, *others], "")
        if resolver is not None:
            builder.notes += resolver.notes
        put_mappings(builder, given)
        self._keep(builder, given, found)
        causes = self._causes(found)
        return [
            ReadResource(builder.normal(self._model, self._base), at),
            *found.resources,
            *causes,
        ]

    def _causes(self, found: _Members) -> Iterator[ReadResource]:
        """The nucleotide alleles that a protein variant mentions, with their effect."""
        links = sorted(found.links, key=lambda link: link.get("preferred") is not True)
        effect = [
            {"relatedType": "amino-acid-effect", "target": dict(link["contextualAllele"])}
            for link in links[:1]
        ]
        for allele, *others in found.causes:
            tree = allele.normal.tree | {"meta": {"tag": [SUBSETTED]}}
            tree |= {"related": effect} if effect else {}
            ordered = normal_form(tree, "ContextualAllele", self._model, self._base).tree
            read = allele.normal
            normal = Normal(ordered, read.notes, read.moved, read.lost)
            yield ReadResource(normal, allele.pointer)
            yield from others

    def _identify(self, builder: ResourceBuilder, given: Object) -> None:
        id_ = given.get("id")
        if isinstance(id_, str) and id_:
            builder.put("@id" if is_absolute(id_) and "/" in id_ else "id", id_, "/id")
        else:
            builder.put("id", unnamed_id(given, VARIANT.name), "")
            builder.lost += ["/id"] if "id" in given else []

    def _members(
        self, given: Object, at: str, canonical: Tree, completed: Collection[str]
    ) -> _Members:
        """The members in order; the defining allele comes first if it is not a member.

        Those `completed` were not checked with the variant as all others were.
        """
        constraints = given.get("constraints")
        is_set = _is_set(given)
        by_type = _RECIPES.get(str(given.get("type")))
        found = _Members(kind=recipe_type(constraints) or by_type)
        members = given.get("members")
        listed = [(m, f"/members/{n}") for n, m in enumerate(members)] if isinstance(
            members, list) else []  # fmt: skip
        defining = _defining(given)
        value = None if defining is None else defining[0]
        same = next((n for n, (each, _) in enumerate(listed) if _is_same(each, value)), None)
        if defining is not None and same is None:
            listed.insert(0, defining)
        elif same is not None and not isinstance(listed[same][0], dict):
            listed[same] = (value, listed[same][1])
        for each, pointer in listed:
            is_defining = defining is not None and _is_same(each, value)
            also = value if is_defining and isinstance(value, dict) else {}
            links, others = len(found.links), len(found.others)
            if is_set:
                self._keep_member(found, each, at + pointer)
                found.order.append(each)
                continue
            name = self._member(found, each, at + pointer, canonical, pointer in completed, also)
            if name is not None and is_defining:
                found.links[found.by_name[name]]["preferred"] = True
                found.is_defined = True
            if pointer.startswith("/constraints/"):
                del found.others[others:]  # it stays in its constraint
            elif len(found.links) > links:
                found.order.append(None)
            else:
                found.order += found.others[others:]
            if name is not None and len(found.pointers) < len(found.links):
                found.pointers.append(pointer)
        return found

    def _member(
        self, found: _Members, value: Any, at: str, canonical: Tree, is_unchecked: bool,
        also: Object,
    ) -> str | None:  # fmt: skip
        """Add a member; returns the name of its link, None if it is not an allele.

        `also` is the same allele as it defines the variant, which may have more names.
        """
        other = other_version(value) if isinstance(value, dict) else None
        if other is not None:
            found.others.append(value)
            found.notes.append(other.note(at))
            return None
        if is_name_of_member(value):
            name = value
            resources: list[ReadResource] = []
        elif isinstance(value, dict) and value.get("type", ALLELE.name) == ALLELE.name:
            resources = self._alleles.read(value, at, canonical, not is_unchecked, also)
            type_ = resources[0].normal.tree.get("contextualAlleleType")
            if found.kind == "amino-acid" and type_ in ("genomic", "transcript"):
                found.others.append(value)
                found.causes.append(self._alleles.read(value, at, None, not is_unchecked, also))
                return None
            iri = resource_iri(resources[0].normal.tree, self._base)
            name = relative_reference(iri, self._base)
        else:
            self._keep_member(found, value, at)
            found.notes += wrong_member(value, at)
            return None
        if name not in found.by_name:
            found.by_name[name] = len(found.links)
            found.links.append({"contextualAllele": {"reference": name}})
            found.values.append(value)
            found.resources += resources
        else:  # the same allele once more, of which something else may be said
            found.others.append(value)
        if resources and value not in found.values:
            found.notes += _placed(resources[0].normal.notes, at)
        return name

    def _keep_member(self, found: _Members, value: Any, at: str) -> None:
        """Keep a member that is not an allele of this variant, with its problems."""
        found.others.append(value)
        if isinstance(value, dict) and (is_kept(value) or value.get("type") == ALLELE.name):
            resources = self._alleles.read(value, at)
            found.notes += _placed(resources[0].normal.notes, at)

    def _keep(self, builder: ResourceBuilder, given: Object, found: _Members) -> None:
        tree = builder.tree
        TERMS.keep(tree, given, VARIANT.extension_keys(given))
        if "name" in given and given["name"] != write_name(given):
            TERMS.keep(tree, given, ["name"])
        if given.get("type", VARIANT.name) != VARIANT.name:
            TERMS.keep(tree, given, ["type"])
        constraints = given.get("constraints")
        if isinstance(constraints, list):
            bare = _without_allele(constraints, found.values)
            if bare and (not found.is_defined or bare != write_constraints(tree)):
                TERMS.keep(tree, {"constraints": bare}, ["constraints"])
        extensions = given.get("extensions")
        if isinstance(extensions, list):
            read = {n for n, _, _ in extension_values(given)}
            more = [each for n, each in enumerate(extensions) if n not in read]
            if more:
                TERMS.keep(tree, {"extensions": more}, ["extensions"])
        absent = [] if "id" in given else [UNNAMED]
        if any(pointer.startswith("/constraints/") for pointer in found.pointers):
            absent.append(UNLISTED)
        if found.links and not found.is_defined:
            absent.append(UNDEFINED)
        absent += [key for key in REQUIRED if key not in given]
        if absent:
            tree[TERMS.without] = absent[0] if len(absent) == 1 else absent
        if found.others:
            is_last = found.order[-len(found.others) :] == found.others
            members = found.others if is_last else found.order
            TERMS.keep(tree, {"members": members}, ["members"])
        TERMS.keep(tree, given, [k for k in LISTS if k in given and not is_filled(given[k])])
        for key in VARIANT.extension_keys(given):
            builder.moved[f"/{escape(key)}"] = f"/{escape(key)}"


def _check(given: Object) -> list[Note]:
    """The errors in a variant, except alleles of other versions of VRS."""

    def known(value: Any) -> Any:
        is_other = isinstance(value, dict) and other_version(value) is not None
        return str(value.get("type")) if is_other else value

    given = dict(given)
    members, constraints = given.get("members"), given.get("constraints")
    if isinstance(members, list):
        given["members"] = [known(each) for each in members]
    if isinstance(constraints, list):
        given["constraints"] = [
            each | {"allele": known(each["allele"])}
            if isinstance(each, dict) and "allele" in each
            else each
            for each in constraints
        ]
    return check(given, VARIANT)


def _kind_of_members(resources: list[ReadResource]) -> str | None:
    """The canonical-allele-type of contextual alleles."""
    trees = [each.normal.tree for each in resources]
    return canonical_type(
        tree.get("contextualAlleleType")
        for tree in trees
        if tree["resourceType"] == "ContextualAllele"
    )


def _defining(given: Object) -> tuple[Any, str] | None:
    """The allele that defines a variant, whole where it is one of the members."""
    constraints = given.get("constraints")
    for n, each in enumerate(constraints if isinstance(constraints, list) else ()):
        if isinstance(each, dict) and each.get("type") == DEFINING and "allele" in each:
            allele = each["allele"]
            if isinstance(allele, (str, dict)) and not is_pointer(allele):
                return allele, f"/constraints/{n}/allele"
    return None


def _notes_of_defining(given: Object) -> Iterator[Note]:
    """The problems of a variant's defining allele, if it is also a member."""
    defining, members = _defining(given), given.get("members")
    if defining is None or not isinstance(defining[0], dict) or not isinstance(members, list):
        return
    value, at = defining
    if any(_is_same(member, value) and member != value for member in members):
        yield from _placed(unread(value), at)


def _wrong_ids(given: Object) -> Iterator[Note]:
    """Computed identifiers that are wrong in what defines a variant besides alleles."""
    for pointer, each in parts(given, "constraints"):
        if each.get("type") != DEFINING:
            yield from wrong_ids_inside(each, pointer)


def _placed(notes: Iterable[Note], at: str) -> Iterator[Note]:
    """Notes of an object at a pointer."""
    for note in notes:
        yield Note(note.rule, at + note.pointer, note.values, note.at_key)


def _is_set(given: Object) -> bool:
    """Whether a variant is a set of alleles, defined by constraints other than an allele."""
    kinds = [each.get("type") for _, each in parts(given, "constraints")]
    return bool(kinds) and DEFINING not in kinds and all(isinstance(kind, str) for kind in kinds)


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values are one allele, each whole or by its identifier."""
    if one == other and same(one, other):  # 5.0 and 5 are two
        return True
    ids = [each.get("id") if isinstance(each, dict) else each for each in (one, other)]
    return isinstance(ids[0], str) and ids[0] == ids[1]


def _without_allele(constraints: list[Any], members: list[Any]) -> list[Any]:
    """Constraints without the allele of the first that one defines, if it is one of the members.

    Constraints that have no allele, describe it differently, or only name it, stay.
    """
    made, is_cut = [], False
    for each in constraints:
        if not is_cut and isinstance(each, dict) and each.get("type") == DEFINING:
            is_cut = True
            if any(same(each.get("allele"), member) for member in members):
                each = {key: value for key, value in each.items() if key != "allele"}
        made.append(each)
    return made

"""Writer of canonical alleles as CategoricalVariants, by the recipes of Cat-VRS.

A nucleotide allele is the recipe CanonicalAllele, an amino-acid one ProteinSequenceConsequence.
Both are defined by one of their members. That is the preferred one; else one on a chromosome of
GRCh38; else the first; but those come last that have no computed identifier.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple, TypeGuard

from clingen_ld.messages.vrs.mappings import write_mappings
from clingen_ld.messages.vrs.pointers import is_pointer
from clingen_ld.messages.vrs.schema import TERMS, VARIANT, extension_list
from clingen_ld.messages.vrs.sequences import allele_type, read_reference
from clingen_ld.model import (
    Note,
    Object,
    Tree,
    default_iri,
    is_absolute,
    objects,
    part,
    resource_iri,
    wrong,
)
from clingen_ld.variation.assemblies import CURRENT, molecule
from clingen_ld.variation.spdi import sha512t24u

_ONTOLOGY: Final = "http://www.sequenceontology.org"
_RELATIONS: Final = {
    "nucleotide": (
        ("ga4gh-gks-term:allele-relation", "liftover_to"),
        (_ONTOLOGY, "transcribed_to"),
    ),
    "amino-acid": ((_ONTOLOGY, "translation_of"),),
}
"""How the members of a categorical variant are related to the allele that defines it."""
DEFINING: Final = "DefiningAlleleConstraint"


IN_COMPLEX: Final = "composite"
"""The extension of a variant that has the references to the complex alleles that it is part of."""
LISTS: Final = ("members", "constraints", "mappings", "extensions")
"""The lists of a variant that the model has, at least in part."""
RELATED: Final = "relatedContextualAllele"
"""The extension of a variant that has the references to its alleles in introns."""
UNLISTED: Final = "members"
"""The mark of a variant whose defining allele is not one of its members."""
UNDEFINED: Final = "constraints"
"""What a variant is without, if it only has members."""
UNNAMED: Final = "id"
"""What an object is without, if it has no id."""
REQUIRED: Final = ("name", "type")
"""What a variant must have. If it has not, none is made up."""


class WrittenMember(NamedTuple):
    """A member in VRS, or the identifier of one, of which the model has no more.

    `is_preferred`: the canonical allele prefers it.
    """

    value: Tree | str
    is_preferred: bool


_EMPTY: Final = {"type": VARIANT.name, "name": ""}


def write_variant(
    canonical: Object, members: Sequence[WrittenMember], base: str, aside: Sequence[str] = ()
) -> Tree:
    """The CategoricalVariant with some members; references to others that are written `aside`."""
    absent = {key for key in REQUIRED if is_without(canonical, key)}
    variant: Tree = {key: value for key, value in _EMPTY.items() if key not in absent}
    defining = defining_member(members)
    unlisted = defining if is_without(canonical, UNLISTED) else None
    listed = [each.value for n, each in enumerate(members) if n != unlisted]
    listed = among(listed, extension_list(canonical, "members"))
    if listed:
        variant["members"] = listed
    constraints = extension_list(canonical, "constraints")
    if defining is not None and not is_without(canonical, UNDEFINED):
        allele = members[defining].value
        constraints = _defined(constraints or write_constraints(canonical), allele)
    if constraints:
        variant["constraints"] = constraints
    mappings = list(write_mappings(canonical))
    if mappings:
        variant["mappings"] = mappings
    extensions = list(_extensions(canonical, variant)) + extension_list(canonical, "extensions")
    if aside:
        extensions = [{"name": RELATED, "value": list(aside)}, *extensions]
    if extensions:
        variant["extensions"] = extensions
    kept = TERMS.values(canonical)
    variant |= {
        k: kept[k] for k in LISTS if k in kept and k not in variant and not is_filled(kept[k])
    }
    more = {key: value for key, value in kept.items() if key not in LISTS}
    bare = variant | ({} if "name" in absent else {"name": write_name(variant)}) | more
    if is_unnamed(canonical, bare, VARIANT.name) or (id_ := write_id(canonical, base)) is None:
        return bare
    variant = {"id": id_} | variant
    return variant | ({} if "name" in absent else {"name": write_name(variant)}) | more


def among(members: list[Any], others: list[Any]) -> list[Any]:
    """Members, and others that are kept among them: where these have null, or last."""
    if None not in others:
        return members + others
    rest = iter(members)
    entries = [next(rest, None) if each is None else each for each in others]
    return [each for each in entries if each is not None] + list(rest)


def is_name_of_member(value: object) -> TypeGuard[str]:
    """Whether a member is only named, by an IRI. Other texts are kept as they are."""
    return isinstance(value, str) and is_absolute(value)


def wrong_member(value: object, at: str) -> Iterator[Note]:
    """What is wrong with a member that is a text, but no IRI and no pointer."""
    if isinstance(value, str) and not is_pointer(value):
        yield wrong("members", value, "an object or an IRI", at)


def lost_nulls(given: Object) -> Iterator[str]:
    """The pointers of members that are null: among those kept, null is in the place of others."""
    members = given.get("members")
    for n, each in enumerate(members if isinstance(members, list) else ()):
        if each is None:
            yield f"/members/{n}"


def _extensions(canonical: Object, variant: Object) -> Iterator[Tree]:
    """The codes of a variant that its recipe does not imply, and the complex alleles that contain
    it."""
    by_recipe = {
        "canonicalAlleleType": recipe_type(variant.get("constraints")) or _members_type(variant),
        "complexity": "simple",
    }
    for name, code in by_recipe.items():
        if isinstance(canonical.get(name), str) and canonical[name] != code:
            yield {"name": name, "value": canonical[name]}
    whole = [each.get("reference") for each in objects(canonical.get(IN_COMPLEX))]
    if whole:
        yield {"name": IN_COMPLEX, "value": whole}


def _members_type(variant: Object) -> str | None:
    """The canonical-allele-type implied by the alleles of a variant."""
    kinds = set()
    defining = [each.get("allele") for each in objects(variant.get("constraints"))]
    for member in (*objects(variant.get("members")), *objects(defining)):
        reference = part(member, "location").get("sequenceReference")
        syntaxes = [each.get("syntax") for each in objects(member.get("expressions"))]
        kinds.add(allele_type(read_reference(reference, ()), reference, syntaxes))
    return canonical_type(kinds)


def canonical_type(kinds: Iterable[str | None]) -> str | None:
    """The canonical-allele-type of contextual alleles, by their types."""
    known = {kind for kind in kinds if kind is not None}
    if not known:
        return None
    return "amino-acid" if known == {"amino-acid"} else "nucleotide"


def extension_values(variant: Object) -> Iterator[tuple[int, str, Any]]:
    """The model's content in extensions of a variant: the index, property, and value of each."""
    listed = variant.get("extensions")
    for n, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, dict) and each.keys() == {"name", "value"}:
            name, value = each["name"], each["value"]
            if name in ("canonicalAlleleType", "complexity") and isinstance(value, str):
                yield n, name, value
            elif name == RELATED and is_list_of_names(value):
                yield n, name, [{"contextualAllele": {"reference": link}} for link in value]
            elif name == IN_COMPLEX and is_list_of_names(value):
                yield n, name, [{"reference": reference} for reference in value]


def is_list_of_names(value: object) -> bool:
    """Whether a value is a list of texts, of which none is empty."""
    return isinstance(value, list) and all(isinstance(x, str) and x for x in value) and value != []


def defining_member(members: Sequence[WrittenMember]) -> int | None:
    """Which member defines a categorical variant."""
    found = [(n, each.value) for n, each in enumerate(members) if each.is_preferred]
    identified = [n for n, value in found if isinstance(value, str) or "digest" in value]
    if identified:
        return identified[0]
    numbered = [(n, each.value) for n, each in enumerate(members)]
    whole = [(n, value) for n, value in numbered if isinstance(value, dict)]
    known = [(n, value) for n, value in whole if "digest" in value] or whole
    if known == whole and found:
        return found[0][0]
    current = next((n for n, value in known if is_current(value)), None)
    return current if current is not None else next((n for n, _ in known or numbered), None)


def is_current(allele: Object) -> bool:
    """Whether an allele is on a chromosome of GRCh38."""
    reference = part(allele, "location").get("sequenceReference")
    name = reference.get("id") if isinstance(reference, dict) else reference
    if isinstance(name, str):
        name = name.rpartition(":")[2]
    if not isinstance(name, str) or not name.startswith("NC_"):
        return False
    found = molecule(name)
    return found is not None and CURRENT in found.builds


def write_constraints(canonical: Object) -> list[Tree]:
    """The constraints of a recipe, without the allele."""
    kind = canonical.get("canonicalAlleleType")
    relations = _RELATIONS.get(kind, ()) if isinstance(kind, str) else ()
    constraint: Tree = {"type": DEFINING}
    if relations:
        codings = [{"system": system, "code": code} for system, code in relations]
        constraint["relations"] = [{"primaryCoding": coding} for coding in codings]
    return [constraint]


def _defined(constraints: Iterable[Any], allele: Tree | str) -> list[Any]:
    """Constraints with the allele in the first that one defines.

    An allele that it has already stays if it is the same one.
    """
    made, is_put = [], False
    for each in constraints:
        if not is_put and isinstance(each, dict) and each.get("type") == DEFINING:
            is_put = True
            kept, ids = (
                each.get("allele"),
                [
                    value.get("id") if isinstance(value, dict) else value
                    for value in (each.get("allele"), allele)
                ],
            )
            is_same = is_pointer(kept) or (ids[0] is not None and ids[0] == ids[1])
            each = {"type": DEFINING, "allele": allele} | each
            each |= {} if is_same else {"allele": allele}
        made.append(each)
    return made


def recipe_type(constraints: object) -> str | None:
    """The canonical-allele-type implied by constraints; copies are of nucleotides."""
    codes = set()
    for constraint in objects(constraints):
        if constraint.get("type") in ("CopyCountConstraint", "CopyChangeConstraint"):
            codes.add("transcribed_to")
        for relation in objects(constraint.get("relations")):
            coding = relation.get("primaryCoding")
            if isinstance(coding, dict):
                codes.add(str(coding.get("code")))
    if "translation_of" in codes:
        return "amino-acid"
    return "nucleotide" if codes & {"liftover_to", "transcribed_to"} else None


def write_id(canonical: Object, base: str) -> str | None:
    """The id of a categorical variant: the id of the canonical allele, or its own IRI."""
    iri, name = resource_iri(canonical, base), canonical.get("id")
    if isinstance(name, str) and name and iri == default_iri(canonical, base):
        return name
    return iri if "@id" in canonical else None


def unnamed_id(given: Object, kind: str) -> str:
    """The id of what has none: of what it says, without what is computed or follows from it."""
    text = json.dumps(_own_content(given), sort_keys=True)
    return f"{kind}.{sha512t24u(text.encode())}"


def _own_content(value: Any) -> Any:
    """A value without computed identifiers of whole alleles and links to complex ones."""
    if isinstance(value, list):
        return [_own_content(each) for each in value]
    if not isinstance(value, dict):
        return value
    is_whole = {"location", "state"} <= value.keys() or "members" in value
    computed = {"digest"} if is_whole else set()
    if is_whole and is_computed(value.get("id")):
        computed.add("id")
    found = {key: _own_content(each) for key, each in value.items() if key not in computed}
    if isinstance(listed := found.get("extensions"), list):
        others = [e for e in listed if not (isinstance(e, dict) and e.get("name") == IN_COMPLEX)]
        found |= {"extensions": others}
        if not others:
            del found["extensions"]
    return found


def is_computed(name: object) -> bool:
    """Whether an id is one that VRS computes."""
    return isinstance(name, str) and name.startswith("ga4gh:")


def is_filled(value: object) -> bool:
    """Whether a value is a list of something, which can be read; any other is kept as it is."""
    return isinstance(value, list) and value != []


def is_without(node: Object, key: str) -> bool:
    """Whether a node says that what it was read from does not have a key."""
    absent = node.get(TERMS.without)
    return absent == key or (isinstance(absent, list) and key in absent)


def is_unnamed(canonical: Object, written: Object, kind: str) -> bool:
    """Whether a canonical allele is written without an id: it had none, and needs none."""
    if not is_without(canonical, UNNAMED):
        return False
    return bool(canonical.get("id") == unnamed_id(written, kind))


def write_name(variant: Object) -> str:
    """The name of a nameless categorical variant: that of its defining allele."""
    for constraint in objects(variant.get("constraints")):
        allele = constraint.get("allele")
        if not isinstance(allele, dict):
            continue
        names = [each.get("value") for each in objects(allele.get("expressions"))]
        aliases = allele.get("aliases")
        names += aliases if isinstance(aliases, list) else []
        names.append(allele.get("id"))
        for name in names:
            if isinstance(name, str) and name:
                return name
    id_ = variant.get("id")
    return id_ if isinstance(id_, str) else "a canonical allele"

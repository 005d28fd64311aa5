"""What holds within one canonical allele (CA-1 to CA-8, and its conditional bound of ST-8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from clingen_ld.model.identity import encode, is_absolute
from clingen_ld.model.trees import (
    Tree,
    boolean,
    last_step,
    listed,
    natural,
    part,
    parts,
    present,
    target,
    targets,
    text,
)
from clingen_ld.validation.findings import Violation
from clingen_ld.validation.rule_registry import Entry, ResourceSet, resource_rule, set_rule
from clingen_ld.validation.rules.coordinates import NUCLEOTIDE_TYPES
from clingen_ld.validation.rules.reference_sequence import accession_of, genome_build
from clingen_ld.validation.rules.references import each_once, found, gathered, points_to
from clingen_ld.variation.change import Change
from clingen_ld.variation.placed_allele import placed_allele
from clingen_ld.variation.residues import Residues

_PARTS = (("relatedContextualAllele", "contextualAllele"), ("replacement", "target"))
"""The lists of parts, with the property that is the reference of each part."""


@resource_rule("CanonicalAllele", alike=True)
def simple_stands_alone(tree: Tree) -> Iterator[Violation]:
    """CA-1, and ST-8: a simple allele nests nothing, and has contextual alleles."""
    if text(tree, "complexity") != "simple":
        return
    if present(tree, "nested"):
        yield Violation("CA-1", "/nested", {})
    if not present(tree, "relatedContextualAllele"):
        values = {
            "property": "relatedContextualAllele",
            "type": "CanonicalAllele",
            "expected": "at least one when complexity is simple",
        }
        yield Violation("ST-8", "", values)


@resource_rule("CanonicalAllele", alike=True)
def complex_has_parts(tree: Tree) -> Iterator[Violation]:
    """CA-2 and CA-3: a complex allele is made of two or more others, and part of none."""
    if text(tree, "complexity") != "complex":
        return
    nested = [target(item) for item in listed(tree, "nested")]
    if not nested:
        yield Violation("CA-2", "", {"problem": "nests none"})
    elif nested[0] is not None and len(set(nested)) == 1:
        yield Violation("CA-2", "/nested", {"problem": f"nests only {last_step(nested[0])}"})
    if present(tree, "relatedContextualAllele"):
        problem = {"problem": "has contextual alleles"}
        yield Violation("CA-2", "/relatedContextualAllele", problem)
    if present(tree, "composite"):
        yield Violation("CA-3", "/composite", {})


@resource_rule("CanonicalAllele", alike=True)
def one_is_preferred(tree: Tree) -> Iterator[Violation]:
    """CA-4: one contextual allele is the preferred one."""
    if not present(tree, "relatedContextualAllele"):
        return
    said = [item.get("preferred") for _, item in parts(tree, "relatedContextualAllele")]
    if sum(value is True for value in said) > 1:
        yield Violation("CA-4", "/relatedContextualAllele", {})
    # What is no boolean may be meant as true: ST-4 speaks of it.
    elif all(value is None or value is False for value in said):
        yield Violation("CA-4", "/relatedContextualAllele", {}, "warning")


@resource_rule("CanonicalAllele", alike=True)
def active_and_replacement(tree: Tree) -> Iterator[Violation]:
    """CA-5: an allele is active, or replaced by another."""
    active = boolean(tree, "active")
    items = listed(tree, "replacement")
    kinds = [text(item, "replacementType") for item in items]
    if active is True and "replaced-by" in kinds:
        yield Violation("CA-5", "/active", {}, value=True)
    # A replacement of no known type may be the one that is asked for: ST-2 or ST-5 speaks of it.
    if active is False and all(kind == "replaced-with" for kind in kinds):
        yield Violation("CA-5", "/active", {}, "warning", value=False)


@resource_rule("CanonicalAllele", alike=True)
def does_not_name_itself(tree: Tree) -> Iterator[Violation]:
    """CA-6: an allele is no part of itself, and does not take its own place."""
    for name in ("nested", "composite"):
        for pointer, reference in targets(tree, name):
            if _is_self(reference, tree):
                yield Violation("CA-6", pointer, {"property": name}, value=reference)
                break  # A repeated reference is one reference, and CA-7's business.
    for pointer, item in parts(tree, "replacement"):
        found = target(item.get("target"))
        if found is not None and _is_self(found, tree):
            yield Violation("CA-6", f"{pointer}/target", {"property": "replacement"}, value=found)


@resource_rule("CanonicalAllele", alike=True)
def no_reference_twice(tree: Tree) -> Iterator[Violation]:
    """CA-7: a reference occurs once in a property."""
    named = {
        name: [reference for _, reference in targets(tree, name)]
        for name in ("nested", "composite")
    }
    for name, inner in _PARTS:
        found = (target(item.get(inner)) for _, item in parts(tree, name))
        named[name] = [reference for reference in found if reference is not None]
    for name, references in named.items():
        for reference, count in Counter(references).items():
            if count > 1:
                values = {"property": name, "target": last_step(reference)}
                yield Violation("CA-7", f"/{name}", values)


@resource_rule("CanonicalAllele", alike=True)
def split_is_of_the_replaced(tree: Tree) -> Iterator[Violation]:
    """CA-8: only what others replaced was split."""
    for pointer, item in parts(tree, "replacement"):
        if boolean(item, "split") and text(item, "replacementType") == "replaced-with":
            yield Violation("CA-8", f"{pointer}/split", {}, value=True)


def _is_self(reference: str, tree: Tree) -> bool:
    """Whether a reference in normal form points to the resource that it stands in."""
    own, name = tree.get("@id"), tree.get("id")
    by_id = f"CanonicalAllele/{encode(name)}" if isinstance(name, str) and name else None
    if isinstance(own, str):
        # A resource has an @id only where base, type and id give another IRI.
        if reference == by_id:
            return False
    elif isinstance(name, str) and is_absolute(name) and "/" in name:
        own = name
    else:
        return reference == by_id
    # A relative reference is the end of an IRI in the base.
    return reference == own or own.endswith(f"/{reference}")


_PSEUDOAUTOSOMAL = {"X", "Y"}
"""The chromosomes that have regions in common, so that an allele may lie on both."""

_Member = tuple[str, Entry]
"""A contextual allele with the pointer of the reference to it."""


@set_rule("CanonicalAllele")
def members_agree(entry: Entry, resources: ResourceSet) -> Iterator[Violation]:
    """CO-13: on one sequence they are one change, on one build they lie on one chromosome."""
    if text(entry.tree, "complexity") != "simple":
        return
    members = list(_members(entry.tree, resources))
    yield from _one_change(members, resources)
    yield from _one_chromosome(members, resources)
    for pointer, member in members:
        yield from _with_its_genomic_sibling(pointer, member, members, resources)


def _members(canonical: Tree, resources: ResourceSet) -> Iterator[_Member]:
    """The nucleotide alleles of the set that are gathered, each once."""
    seen: set[str] = set()
    for pointer, _, value in gathered(canonical):
        allele = found(value, "ContextualAllele", resources)
        if allele is None or allele.iri in seen:
            continue
        seen.add(allele.iri)
        if text(allele.tree, "contextualAlleleType") in NUCLEOTIDE_TYPES:
            yield pointer, allele


def _one_change(members: list[_Member], resources: ResourceSet) -> Iterator[Violation]:
    first: dict[str, tuple[Entry, Change[Residues]]] = {}
    for pointer, member in members:
        value = part(member.tree, "referenceCoordinate").get("referenceSequence")
        sequence, change = sequence_key(value, resources), placed_allele(member.tree).change
        if sequence is None or change is None:
            continue
        other, one = first.setdefault(sequence, (member, change))
        if not one.same(change):
            problem = f"on {sequence}, {change} is not {one}"
            yield _differ(pointer, member, other, problem)


def _one_chromosome(members: list[_Member], resources: ResourceSet) -> Iterator[Violation]:
    first: dict[str, tuple[Entry, str]] = {}
    for pointer, member in members:
        build, chromosome = _chromosome(member.tree, resources)
        if build is None or chromosome is None:
            continue
        other, one = first.setdefault(build, (member, chromosome))
        if one != chromosome and {one, chromosome} != _PSEUDOAUTOSOMAL:
            problem = f"on {build}, chromosome {chromosome} is not chromosome {one}"
            yield _differ(pointer, member, other, problem)


def _chromosome(allele: Tree, resources: ResourceSet) -> tuple[str | None, str | None]:
    """The build and the chromosome that an allele lies on, as far as its sequence tells."""
    value = part(allele, "referenceCoordinate").get("referenceSequence")
    sequence = found(value, "ReferenceSequence", resources)
    if sequence is None or text(sequence.tree, "referenceSequenceType") != "chromosome":
        return None, None
    return genome_build(sequence.tree), text(sequence.tree, "chromosome")


def _with_its_genomic_sibling(
    pointer: str, member: Entry, members: list[_Member], resources: ResourceSet
) -> Iterator[Violation]:
    """An intron allele's genomic position is that of the genomic allele on that sequence."""
    coordinate = part(member.tree, "referenceCoordinate")
    start, end = part(coordinate, "start"), part(coordinate, "end")
    sequence = sequence_key(start.get("externalGenomicReferenceSequence"), resources)
    if sequence is None or sequence != sequence_key(
        end.get("externalGenomicReferenceSequence"), resources
    ):
        return
    first = natural(start, "externalGenomicPositionIndex")
    last = natural(end, "externalGenomicPositionIndex")
    if first is None or last is None:
        return
    siblings = list(_on(sequence, members, resources))
    # On the minus strand the genomic interval is met from its end.
    interval = (min(first, last), max(first, last))
    if siblings and not any(_is_there(interval, member.tree, change) for _, change in siblings):
        other, change = siblings[0]
        problem = f"on {sequence}, {interval[0]}-{interval[1]} is not {change.start}-{change.end}"
        yield _differ(pointer, member, other, problem)


def _on(
    sequence: str, members: list[_Member], resources: ResourceSet
) -> Iterator[tuple[Entry, Change[Residues]]]:
    for _, member in members:
        value = part(member.tree, "referenceCoordinate").get("referenceSequence")
        change = placed_allele(member.tree).change
        if change is not None and sequence_key(value, resources) == sequence:
            yield member, change


def _is_there(interval: tuple[int, int], intron: Tree, sibling: Change[Residues]) -> bool:
    """Whether an intron allele is at the place of its sibling, or shifted along a repeat."""
    if interval == (sibling.start, sibling.end):
        return True
    placed = placed_allele(intron)
    own = Change(*interval, placed.reference, placed.alternate)
    if not own.is_shiftable or len(own.ref or ()) != own.end - own.start:
        return False
    return own.same(sibling) or own.reverse_complement().same(sibling)


def sequence_key(reference: object, resources: ResourceSet) -> str | None:
    """The sequence that a reference means: its accession when it is known, else its IRI."""
    sequence = found(reference, "ReferenceSequence", resources)
    if sequence is None:
        return target(reference)
    return accession_of(sequence.tree) or sequence.iri


def _differ(pointer: str, member: Entry, other: Entry, problem: str) -> Violation:
    values = {
        "target": last_step(member.iri),
        "other": last_step(other.iri),
        "problem": problem,
    }
    return Violation("CO-13", pointer, values)


_FOREIGN = {"nucleotide": ("amino-acid",), "amino-acid": ("genomic", "transcript")}
"""The types of contextual alleles that a canonical allele of a type cannot gather."""


@set_rule("CanonicalAllele")
def gathers_its_kind(entry: Entry, resources: ResourceSet) -> Iterator[Violation]:
    """CO-3: nucleotides and amino acids are never gathered together; complex holds simple."""
    kind = text(entry.tree, "canonicalAlleleType") or ""
    for pointer, reference, value in gathered(entry.tree):
        allele = found(value, "ContextualAllele", resources)
        type_ = text(allele.tree, "contextualAlleleType") if allele is not None else None
        if type_ is not None and type_ in _FOREIGN.get(kind, ()):
            yield _cannot_hold(pointer, reference, type_, kind)
    for pointer, reference in each_once(entry.tree, "nested"):
        part = found({"reference": reference}, "CanonicalAllele", resources)
        if part is None or part.iri == entry.iri:
            continue
        if text(entry.tree, "complexity") == text(part.tree, "complexity") == "complex":
            yield _cannot_hold(pointer, reference, "complex", "complex")
        type_ = text(part.tree, "canonicalAlleleType")
        if kind in _FOREIGN and type_ in _FOREIGN and type_ != kind:
            yield _cannot_hold(pointer, reference, type_, kind)


def _cannot_hold(pointer: str, reference: str, found_: str, kind: str) -> Violation:
    values = {"target": last_step(reference), "found": found_, "kind": kind}
    return Violation("CO-3", pointer, values, value=reference)


@set_rule("CanonicalAllele")
def contextual_alleles_name_it(entry: Entry, resources: ResourceSet) -> Iterator[Violation]:
    """CO-4 and CO-9: a contextual allele that is gathered names the canonical allele."""
    for pointer, reference, value in gathered(entry.tree):
        allele = found(value, "ContextualAllele", resources)
        own = allele.tree.get("canonicalAllele") if allele is not None else None
        if points_to(own, entry, resources):
            continue
        holders = resources.keyed("gathers", reference)
        others = dict.fromkeys(h.iri for h in holders if h.iri != entry.iri)
        for other in others:
            values = {"target": last_step(reference), "other": last_step(other)}
            yield Violation("CO-9", pointer, values, value=reference)
        if allele is not None and not others:
            yield _one_way("canonicalAllele", pointer, reference)


@set_rule("ContextualAllele")
def canonical_allele_names_it(entry: Entry, resources: ResourceSet) -> Iterator[Violation]:
    """CO-4: the canonical allele of a contextual allele gathers it."""
    value = entry.tree.get("canonicalAllele")
    canonical, reference = found(value, "CanonicalAllele", resources), target(value)
    if canonical is None or reference is None:
        return
    if not any(points_to(v, entry, resources) for _, _, v in gathered(canonical.tree)):
        yield _one_way("relatedContextualAllele", "/canonicalAllele", reference)


@set_rule("CanonicalAllele")
def parts_and_wholes_name_each_other(entry: Entry, resources: ResourceSet) -> Iterator[Violation]:
    """CO-8: what is nested names the composite, and the other way round."""
    complexity = text(entry.tree, "complexity")
    for name, inverse, forbidding in (
        ("nested", "composite", "simple"),
        ("composite", "nested", "complex"),
    ):
        if complexity == forbidding:
            continue  # CA-1 or CA-3 speaks.
        for pointer, reference in each_once(entry.tree, name):
            other = found({"reference": reference}, "CanonicalAllele", resources)
            if other is None or other.iri == entry.iri:
                continue
            if name == "nested" and text(other.tree, "complexity") == "complex":
                continue  # CO-3 speaks.
            if not _names(other.tree, inverse, entry, resources):
                yield _one_way(inverse, pointer, reference)


def _names(tree: Tree, name: str, entry: Entry, resources: ResourceSet) -> bool:
    return any(
        points_to({"reference": reference}, entry, resources)
        for _, reference in targets(tree, name)
    )


def _one_way(inverse: str, pointer: str, reference: str) -> Violation:
    """The violation of CO-4 or CO-8 for a link that the other resource does not have."""
    rule = "CO-8" if inverse in ("nested", "composite") else "CO-4"
    values = {"target": last_step(reference), "property": inverse}
    return Violation(rule, pointer, values, value=reference)

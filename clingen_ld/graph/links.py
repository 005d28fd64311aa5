"""Links of resources to other databases, and their places in FALDO: triples that are derived.

They are written on request, into the graph of the resource, and are no data of it. The resource
says which sets of links it has (`dcterms:conformsTo`); a reader derives these again, and passes
over just them. Where a message says one of these triples itself, that is marked
(`dcterms:relation` with the object), so that reading keeps it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clingen_ld.graph.terms import RDF_TYPE, Literal, Quad, Term, address, n_quads_line
from clingen_ld.model import (
    CLINGEN,
    DCTERMS,
    OBO,
    RDFS,
    SKOS,
    XSD,
    IdentifierSystem,
    Model,
    Tree,
    coding_concept,
    reference_iri,
    system_key,
)
from clingen_ld.types import resource

if TYPE_CHECKING:
    from clingen_ld.graph.view import DatasetView, GraphView

FALDO: Final = "http://biohackathon.org/resource/faldo#"
HAS_LINKS: Final = DCTERMS + "conformsTo"
"""What a resource says of the sets of links that it has."""
STATED: Final = DCTERMS + "relation"
"""What it says of the object of a link that its message has, too."""
_DATABASES: Final = CLINGEN + "links#databases"
_FALDO: Final = CLINGEN + "links#faldo"
SETS: Final = (_DATABASES, _FALDO)
"""The sets of links, in the order of `LinkSets`."""

_SEE: Final = RDFS + "seeAlso"
_CLOSE: Final = SKOS + "closeMatch"
_SAME: Final = SKOS + "exactMatch"
_LOCATION: Final = FALDO + "location"
_LINKING: Final = frozenset({_SEE, _CLOSE, _SAME, _LOCATION, RDF_TYPE})
"""The predicates of a resource that links have."""
_HCO: Final = "http://identifiers.org/hco/{chromosome}/{build}"
"""A chromosome of a build in the Human Chromosome Ontology, as Ensembl and TogoVar use it."""
_TOGOVAR: Final = "https://{build}.togovar.org/variant/{name}"
"""The page of an allele in TogoVar by its place; its RDF has the place after that of HCO."""
_HCO_BUILDS: Final = frozenset({"GRCh37", "GRCh38"})
_SNV: Final = OBO + "SO_0001483"
_BASES: Final = frozenset("ACGT")
PREFIXES: Final = {"dcterms": DCTERMS, "faldo": FALDO, "rdfs": RDFS, "skos": SKOS}
"""The prefixes that links are written with."""
ENDS: Final = ("begin", "end", "after", "before")
"""The properties of a place that lead to positions, and the ends of the names of these."""

Triple = tuple[str, str, Term]


class LinkSets(NamedTuple):
    """Which sets of links there are: to databases, and places and types in FALDO, SO and GENO."""

    links: bool = False
    faldo: bool = False


NO_LINKS: Final = LinkSets()


class Linker:
    """Derives the links of resources. Resources are records of trees, or decoded."""

    def __init__(self, sets: LinkSets, model: Model, base: str) -> None:
        self._sets = sets
        self._model = model
        self._base = base
        known = model.identifier_systems
        self._system = lru_cache(maxsize=1024)(lambda system: known.get(system_key(system)))

    def triples(self, root: str, record: Any) -> list[Triple]:
        """The links of the resource of that IRI, and which sets they are of; none without links."""
        found: list[Triple] = []
        if self._sets.links:
            links = dict[str, str]()
            for predicate, iri in self._databases(root, record):
                links.setdefault(iri, predicate)
            links.pop(root, None)
            found += [(root, predicate, iri) for iri, predicate in links.items()]
            if links:
                found.append((root, HAS_LINKS, _DATABASES))
        if self._sets.faldo and (placed := list(self._alignments(root, record))):
            found += [*placed, (root, HAS_LINKS, _FALDO)]
        once = dict.fromkeys(found)
        return sorted(once, key=lambda t: (t[0] != root, t[1] if t[0] == root else ""))

    def added(self, root: str, record: Any, said: Collection[Triple]) -> list[Triple]:
        """What to write beside the triples that a message says."""
        found = self.triples(root, record)
        return list(self._beside(root, found, said)) if said else found

    def lines(self, root: str, record: Any, text: str) -> str:
        """The same as lines of N-Quads, for a graph of that name with the N-Quads of a message."""
        found = {n_quads_line(Quad(*each, root)): each for each in self.triples(root, record)}
        if getattr(record, "extensions", True) is None:  # nothing that a link could say, too
            return "".join(found)
        said = {f"{line}\n" for line in text.split("\n")} & found.keys()
        added = self._beside(root, found.values(), {found[line] for line in said})
        return (
            "".join(n_quads_line(Quad(*each, root)) for each in added) if said else "".join(found)
        )

    @staticmethod
    def _beside(root: str, found: Collection[Triple], said: Collection[Triple]) -> Iterator[Triple]:
        """The links that a message does not say, and the marks of those that it says itself."""
        yield from (triple for triple in found if triple not in said)
        yield from (
            (root, STATED, value) for subject, predicate, value in found
            if subject == root and (subject, predicate, value) in said
        )  # fmt: skip

    # --- Databases -------------------------------------------------------------------------------

    def _databases(self, root: str, record: Any) -> Iterator[tuple[str, str]]:
        """Predicates and IRIs that the identifiers of a resource, or its IRI, have elsewhere."""
        kind = record.resourceType
        system = self._system(root.rpartition("/")[0])
        if system is not None:
            yield from system.iris(root.rpartition("/")[2], kind)
        if kind == "ContextualAllele":
            # Databases number alleles, not the ways to write one; and places.
            for predicate, iri in self._of(record.identifier, kind):
                yield (_CLOSE if predicate == _SAME else predicate), iri
            yield from (
                (_SEE, iri) for _, iri in self._of(record.referenceCoordinate.identifier, kind)
            )
            yield from _in_togovar(record)
        elif kind in ("CanonicalAllele", "Gene", "ReferenceSequence"):
            yield from self._of(record.identifier, kind)
        if kind == "CanonicalAllele":
            yield from ((_SEE, iri) for _, iri in self._of(record.relatedIdentifier, kind))

    def _of(self, identifiers: Sequence[Any], kind: str) -> Iterator[tuple[str, str]]:
        for identifier in identifiers:
            system = self._system(identifier.system or "")
            if system is not None and identifier.value:
                yield from system.iris(identifier.value, kind)
            others = getattr(identifier, "extensions", identifier)
            others = others.tree if others is identifier else others
            for key, inner in _under(self._model).items() if others else ():
                values = others.get(key, ())
                for value in values if isinstance(values, list | tuple) else (values,):
                    if isinstance(value, str):
                        yield from inner.iris(value, kind)

    # --- FALDO, the Sequence Ontology, GENO -------------------------------------------------------

    def _alignments(self, root: str, record: Any) -> Iterator[Triple]:
        kind = record.resourceType
        if kind == "ReferenceSequence":
            yield from _chromosomes(root, record)
        elif kind == "CanonicalAllele" and record.canonicalAlleleType == "nucleotide":
            yield from ((root, RDF_TYPE, iri) for iri in self._model.alignments[kind])
        elif kind == "ContextualAllele":
            yield from ((root, RDF_TYPE, iri) for iri in dict.fromkeys(self._types(record)))
            yield from self._location(root, record)

    def _types(self, allele: Any) -> Iterator[str]:
        """The classes of a contextual allele: by what it is, and by the kinds of its change."""
        if allele.contextualAlleleType in ("genomic", "transcript"):
            yield from self._model.alignments["ContextualAllele"]
        given = (
            allele.primaryNucleotideChangeType, *allele.ancillaryNucleotideChangeType,
            allele.primaryAminoAcidChangeType, *allele.ancillaryAminoAcidChangeType,
        )  # fmt: skip
        for concept in given:
            for coding in concept.coding if concept else ():
                iri = coding_concept({"system": coding.system, "code": coding.code}, self._model)
                if iri is not None and iri.startswith(OBO + "SO_"):
                    yield iri
        was, now = allele.referenceCoordinate.refAllele, allele.allele
        if allele.contextualAlleleType == "genomic" and {was, now} <= _BASES and was != now:
            yield _SNV

    def _location(self, root: str, allele: Any) -> Iterator[Triple]:
        """The place of an allele in FALDO, which counts from 1; none within introns.

        The interbase interval from s to e is the region from s + 1 to e; where s is e, the place
        is between the residues s and s + 1.
        """
        coordinate = allele.referenceCoordinate
        start, end = coordinate.start, coordinate.end
        first, last = start.index, end.index
        reference = coordinate.referenceSequence.reference
        if first is None or last is None or first > last or not reference:
            return
        if start.externalOffsetLength or end.externalOffsetLength:
            return
        sequence = reference_iri(reference, self._base)
        place = address(root, "location")
        is_between = first == last
        yield root, _LOCATION, place
        yield place, RDF_TYPE, FALDO + ("InBetweenPosition" if is_between else "Region")
        strand = (FALDO + "ForwardStrandPosition",) * (allele.contextualAlleleType != "amino-acid")
        ends = (("after", last), ("before", last + 1)) if is_between else (
            ("begin", first + 1), ("end", last)
        )  # fmt: skip
        for name, position in ends:
            if not position:  # before the first residue, there is none to be after
                continue
            node = f"{place}-{name}"
            yield place, FALDO + name, node
            for class_ in (FALDO + "ExactPosition", *strand):
                yield node, RDF_TYPE, class_
            yield node, FALDO + "position", Literal(str(position), XSD + "integer")
            yield node, FALDO + "reference", sequence
        if is_between:
            yield place, FALDO + "reference", sequence


# --- Reading -------------------------------------------------------------------------------------


class TakenLinks:
    """What may be links, taken out of the graphs of a dataset; anything else is returned."""

    def __init__(self, dataset: DatasetView) -> None:
        self._taken: dict[str, dict[int, list[Triple]]] = {}
        for view in dataset.views():
            linked = [n for n, node in view.nodes.items() if HAS_LINKS in node and sets_of(node)]
            for name in linked:
                self._taken.setdefault(name, {})[id(view)] = _take(view, name)

    def others(self, root: str, view: GraphView, tree: Tree, model: Model, base: str) -> bool:
        """Give back to a graph what is not derived from its resource; whether there was any."""
        taken = self._taken.get(root)
        if taken is None:
            return False
        triples = taken.pop(id(view), None)
        if triples is None:  # of all graphs as one
            triples = [triple for each in taken.values() for triple in each]
            taken.clear()
        sets = LinkSets(*((root, HAS_LINKS, each) in triples for each in SETS))
        derived = set(Linker(sets, model, base).triples(root, resource(tree)))
        others = [triple for triple in triples if triple not in derived]
        for triple in others:
            view.add(*triple)
        return bool(others)


def is_marked(text: str) -> bool:
    """Whether a resource may say in a text that its message has a link, too."""
    return f"<{STATED}>" in text


def sets_of(node: Mapping[str, Collection[Term]]) -> LinkSets | None:
    """The sets of links that a node says it has; None of one that has none."""
    said = node.get(HAS_LINKS, ())
    found = LinkSets(*(each in said for each in SETS))
    return found if any(found) else None


def _take(view: GraphView, root: str) -> list[Triple]:
    """Take out of a graph what may be links of a resource."""
    node = view.node(root)
    stated = set(node.get(STATED, ()))
    linked = {value for predicate in _LINKING for value in node.get(predicate, ())}
    view.take_out(root, STATED, linked.__contains__)
    found: list[Triple] = []
    for predicate in (*_LINKING, HAS_LINKS):
        taken = view.take_out(root, predicate, partial(may_link, predicate, stated=stated))
        found += [(root, predicate, value) for value in taken]
    place = address(root, "location")
    if (root, _LOCATION, place) in found:
        for name in (place, *(f"{place}-{end}" for end in ENDS)):
            for predicate in list(view.node(name)):
                taken = view.take_out(name, predicate, lambda _: True)
                found += [(name, predicate, value) for value in taken]
            view.nodes.pop(name, None)
    return found


def may_link(predicate: str, value: Term, stated: Collection[Term] = ()) -> bool:
    """Whether a triple of a resource may be a link of it, or may say that it has links."""
    if predicate == HAS_LINKS:
        return value in SETS
    is_other = predicate in _LINKING and isinstance(value, str) and value not in stated
    return is_other and not (predicate == RDF_TYPE and str(value).startswith(CLINGEN))


def make_linker(sets: LinkSets, model: Model, base: str) -> Linker | None:
    """What derives some sets of links; None for no set."""
    return Linker(sets, model, base) if any(sets) else None


def _in_togovar(allele: Any) -> Iterator[tuple[str, str]]:
    """The IRIs that TogoVar gives a genomic allele by its place, and its pages.

    Only what is the same with and without the sequence has them: no insertions and deletions.
    """
    coordinate = allele.referenceCoordinate
    was, now = coordinate.refAllele or "", allele.allele or ""
    start, end, named = coordinate.start, coordinate.end, coordinate.referenceSequence
    if allele.contextualAlleleType != "genomic" or not (
        was and now and _BASES.issuperset(was + now)
    ):
        return
    is_trimmed = was[0] != now[0] and was[-1] != now[-1]
    if not is_trimmed or start.index is None or end.index != start.index + len(was):
        return
    names = (str(named.reference or "").rpartition("/")[2], str(named.display or ""))
    for chromosome, build in dict.fromkeys(each for name in names for each in _builds_of(name)):
        name = f"{start.index + 1}-{was}-{now}"
        yield _CLOSE, f"{_HCO.format(chromosome=chromosome, build=build)}#{name}"
        yield _SEE, _TOGOVAR.format(build=build.lower(), name=f"{chromosome}-{name}")


@lru_cache(maxsize=1024)
def _builds_of(accession: str) -> tuple[tuple[str, str], ...]:
    """The chromosome that a sequence is, with each build of HCO that it is part of."""
    from clingen_ld.variation.assemblies import molecule

    known = molecule(accession) if "." in accession else None
    builds = () if known is None else sorted(known.builds & _HCO_BUILDS)
    return tuple((known.chromosome, build) for build in builds) if known else ()


def _chromosomes(root: str, sequence: Any) -> Iterator[Triple]:
    """The chromosomes of builds that a sequence is, by its accessions."""
    for identifier in sequence.identifier:
        for chromosome, build in _builds_of(identifier.value or ""):
            yield root, _SAME, _HCO.format(chromosome=chromosome, build=build)


@lru_cache(maxsize=4)
def _under(model: Model) -> dict[str, IdentifierSystem]:
    """The properties of identifiers that hold values of a system."""
    return {key: system for system in model.identifier_systems.values() for key in system.under}

"""Small right messages to start from, and what the rules say about what is made of them."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from clingen_ld.model import load_model, reference_iri, resource_iri
from clingen_ld.types import AnyResource, Reference, resource
from clingen_ld.validation import rules  # noqa: F401  (registers the rules)
from clingen_ld.validation.rule_registry import (
    AnyEntry,
    Violation,
    keys_of,
    resource_rules,
    set_rules,
    severity_of,
)
from clingen_ld.validation.rules.file_names import file_keys, letters

Tree = dict[str, Any]
BASE = "http://alleles.example/"
SO = "http://www.sequenceontology.org/"
GONE: Any = object()
"""As a change: the property is not there."""

GRCH37 = {"coding": [{"system": "http://www.ncbi.nlm.nih.gov/assembly/", "code": "2758"}]}
GRCH38 = {"coding": [{"system": "http://www.ncbi.nlm.nih.gov/assembly/", "code": "88331"}]}


def changed(tree: Tree, **changes: Any) -> Tree:
    """A copy of a message with some properties changed, added or (GONE) taken away."""
    made = copy.deepcopy(tree) | changes
    return {key: value for key, value in made.items() if value is not GONE}


def ref(target: str, display: str | None = None) -> Tree:
    return {"reference": target} | ({"display": display} if display is not None else {})


def term(code: str, display: str | None = None, system: str = SO) -> Tree:
    """A concept of one coding."""
    shown = {"display": display} if display is not None else {}
    return {"coding": [{"system": system, "code": code, **shown}]}


def member(id: str, **more: Any) -> Tree:
    return {"contextualAllele": ref(f"ContextualAllele/{id}"), **more}


def replacement(kind: str, target: str = "CA9", **more: Any) -> Tree:
    return {"replacementType": kind, **more, "target": ref(f"CanonicalAllele/{target}")}


def canonical(id: str = "CA1", **changes: Any) -> Tree:
    """A simple nucleotide canonical allele that gathers XA1."""
    tree = {
        "resourceType": "CanonicalAllele",
        "id": id,
        "canonicalAlleleType": "nucleotide",
        "complexity": "simple",
        "relatedContextualAllele": [member("XA1", preferred=True)],
    }
    return changed(tree, **changes)


def haplotype(id: str = "CA3", **changes: Any) -> Tree:
    """A complex nucleotide canonical allele made of CA1 and CA2."""
    tree = {
        "resourceType": "CanonicalAllele",
        "id": id,
        "canonicalAlleleType": "nucleotide",
        "complexity": "complex",
        "nested": [ref("CanonicalAllele/CA1"), ref("CanonicalAllele/CA2")],
    }
    return changed(tree, **changes)


def coordinate(
    start: int | Tree, end: int | Tree, reference: str | None, on: str = "SEQ1", **more: Any
) -> Tree:
    """An interval with its sequence; positions are indexes or whole positions."""
    low, high = ({"index": p} if isinstance(p, int) else p for p in (start, end))
    tree = {"referenceSequence": ref(f"ReferenceSequence/{on}"), "start": low, "end": high}
    return tree | ({} if reference is None else {"refAllele": reference}) | more


def genomic(id: str = "XA1", **changes: Any) -> Tree:
    """The substitution A>C of one base of a chromosome."""
    tree = {
        "resourceType": "ContextualAllele",
        "id": id,
        "canonicalAllele": ref("CanonicalAllele/CA1"),
        "contextualAlleleType": "genomic",
        "allele": "C",
        "primaryNucleotideChangeType": term("SO:1000002"),
        "referenceCoordinate": coordinate(100, 101, "A"),
    }
    return changed(tree, **changes)


def at(
    start: int, end: int, reference: str | None, allele: str, id: str = "XA1", **changes: Any
) -> Tree:
    """A genomic allele at an interval, without a word on the kind of change."""
    place = coordinate(start, end, reference)
    made = genomic(id, allele=allele, referenceCoordinate=place, primaryNucleotideChangeType=GONE)
    return changed(made, **changes)


def transcript(id: str = "XA1", **changes: Any) -> Tree:
    """The substitution T>G of one base of a transcript."""
    place = coordinate(50, 51, "T")
    made = genomic(id, contextualAlleleType="transcript", allele="G", referenceCoordinate=place)
    return changed(made, **changes)


def intron_position(index: int, offset: int, direction: str, genomic_index: int) -> Tree:
    return {
        "index": index,
        "externalOffsetLength": offset,
        "externalOffsetDirection": direction,
        "externalGenomicReferenceSequence": ref("ReferenceSequence/SEQ2"),
        "externalGenomicPositionIndex": genomic_index,
    }


def intron(start: Tree | int | None = None, end: Tree | int | None = None, **changes: Any) -> Tree:
    """The substitution A>C of the 13th base of an intron."""
    low = intron_position(609, 12, "+", 1002) if start is None else start
    high = intron_position(609, 13, "+", 1003) if end is None else end
    return transcript(
        **({"allele": "C", "referenceCoordinate": coordinate(low, high, "A")} | changes)
    )


def amino_acid(id: str = "XA1", **changes: Any) -> Tree:
    """The substitution Ile>Ser of one amino acid."""
    made = genomic(
        id,
        contextualAlleleType="amino-acid",
        allele="Ser",
        primaryNucleotideChangeType=GONE,
        primaryAminoAcidChangeType=term("SO:0001583"),
        referenceCoordinate=coordinate(30, 31, "Ile"),
    )
    return changed(made, **changes)


def sequence(kind: str, accession: str, id: str = "SEQ1", **changes: Any) -> Tree:
    tree = {
        "resourceType": "ReferenceSequence",
        "id": id,
        "identifier": [{"value": accession}],
        "referenceSequenceType": kind,
    }
    return changed(tree, **changes)


def chromosome(accession: str = "NC_000017.11", id: str = "SEQ1", **changes: Any) -> Tree:
    """Chromosome 17 of GRCh38."""
    facts = {"chromosome": "17", "referenceGenome": GRCH38}
    return sequence("chromosome", accession, id, **(facts | changes))


def messenger(accession: str = "NM_007294.3", id: str = "SEQ1", **changes: Any) -> Tree:
    """A coding transcript."""
    facts = {"cdsStart": 233, "cdsEnd": 5824, "gene": ref("Gene/GENE1")}
    return sequence("transcript", accession, id, **(facts | changes))


def protein(accession: str = "NP_009225.1", id: str = "SEQ1", **changes: Any) -> Tree:
    return sequence("amino-acid", accession, id, **changes)


def gene(id: str = "GENE1", **changes: Any) -> Tree:
    tree = {
        "resourceType": "Gene",
        "id": id,
        "identifier": [{"value": "HGNC:1100"}],
        "symbol": "BRCA1",
        "name": "BRCA1 DNA repair associated",
    }
    return changed(tree, **changes)


def provenance(**changes: Any) -> Tree:
    tree = {
        "resourceType": "Provenance",
        "id": "PROV1",
        "target": [ref("CanonicalAllele/CA1")],
        "period": {"start": "2026-11-02T09:00:00Z", "end": "2026-11-02T09:00:05Z"},
        "recorded": "2026-11-02T09:00:06Z",
    }
    return changed(tree, **changes)


@dataclass(frozen=True)
class MemoryEntry:
    """A resource of a set, as the rules see it."""

    number: int
    iri: str
    tree: Tree
    file: str = ""

    @property
    def record(self) -> AnyResource:
        return resource(self.tree)


@dataclass
class MemorySet:
    """A set of resources in memory."""

    base: str = BASE
    entries: list[MemoryEntry] = field(default_factory=list)

    @classmethod
    def of(cls, *trees: Tree) -> MemorySet:
        """A set of some resources."""
        resources = cls()
        for tree in trees:
            resources.add(tree)
        return resources

    def add(self, tree: Tree, file: str = "") -> None:
        self.entries.append(
            MemoryEntry(len(self.entries), resource_iri(tree, self.base), tree, file)
        )

    def get(self, iri: str) -> AnyEntry | None:
        return next((entry for entry in self.entries if entry.iri == iri), None)

    def target(self, reference: Reference) -> AnyEntry | None:
        found = reference.reference
        return self.get(reference_iri(found, self.base)) if found else None

    def keyed(self, kind: str, key: str) -> list[AnyEntry]:
        def keys(entry: MemoryEntry) -> Iterator[tuple[str, str]]:
            yield from keys_of(entry.record)
            yield from file_keys(entry.record.id or "", entry.file)

        return [entry for entry in self.entries if (kind, key) in keys(entry)]

    def may_mention(self, name: str) -> bool:
        return any((letters(name) or name) in str(entry.tree) for entry in self.entries)

    def may_have_id(self, name: str) -> bool:
        return any(entry.record.id == name for entry in self.entries)


def resource_violations(tree: Tree) -> list[Violation]:
    """What the rules within one resource find."""
    record = resource(tree)
    return [b for rule in resource_rules.get(tree["resourceType"], ()) for b in rule(record)]


def set_violations(resources: MemorySet) -> list[tuple[str, Violation]]:
    """What the rules across resources find, each with the id of the resource."""
    return [
        (str(entry.tree.get("id")), violation)
        for entry in resources.entries
        for rule in set_rules.get(entry.tree["resourceType"], ())
        for violation in rule(entry, resources)
    ]


def violations_of(rule: str, *trees: Tree) -> list[Violation]:
    """What a rule finds across resources."""
    return [
        violation for _, violation in set_violations(MemorySet.of(*trees)) if violation.rule == rule
    ]


def found(tree: Tree) -> list[tuple[str, str, str]]:
    """What is found in one resource by itself: rule, severity and place."""
    model = load_model()
    return sorted((b.rule, severity_of(b, model), b.pointer) for b in resource_violations(tree))


def found_in_set(
    *trees: Tree, files: Iterable[str] = (), only: str = "CO"
) -> list[tuple[str, str, str, str]]:
    """What is found across resources: rule, severity, id of the resource, and place.

    `only` is the rule, or the beginning of the rules, that the test is about. That a reference
    leads nowhere (CO-1) is left out unless it is asked for: few sets here are complete.
    """
    model, resources = load_model(), MemorySet()
    names = list(files)
    for n, tree in enumerate(trees):
        resources.add(tree, names[n] if n < len(names) else "")
    return sorted(
        (b.rule, severity_of(b, model), name, b.pointer)
        for name, b in set_violations(resources)
        if b.rule == only or (only == "CO" and b.rule != "CO-1")
    )

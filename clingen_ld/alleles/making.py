"""Making resources of the model from placements, names and accessions.

What forms other than the working group's tell of a sequence, a gene or a protein change is most
often less than a resource of its own would. Such a resource is made from what is told, always
the same for the same name, and says that there is more to know: its `meta` has the tag
SUBSETTED, as in FHIR.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from clingen_ld.alleles.placement import Gap, Placement
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import encode
from clingen_ld.model.subsetted import SUBSETTED, is_subsetted
from clingen_ld.sequences.accessions import accession_kind
from clingen_ld.sequences.assemblies import assembly_id, molecule

__all__ = [
    "SUBSETTED", "authority", "build_concept", "change_type", "coded", "contextual_allele",
    "coordinate", "is_subsetted", "position", "reference_sequence", "sequence_reference",
]  # fmt: skip

Tree = dict[str, Any]

_AUTHORITIES: Final = (
    (
        ("NC_", "NT_", "NW_", "NG_", "NM_", "NR_", "XM_", "XR_"),
        "http://www.ncbi.nlm.nih.gov/nuccore",
    ),
    (("NP_", "XP_", "YP_", "AP_", "WP_"), "http://www.ncbi.nlm.nih.gov/protein"),
    (("ENS",), "http://www.ensembl.org/id"),
    (("LRG_",), "http://ftp.ebi.ac.uk/pub/databases/lrgex"),
)
"""Who gives out accessions that begin so, the one to name a sequence by first."""
_INSDC: Final = "http://www.ncbi.nlm.nih.gov/nuccore"
_ASSEMBLIES: Final = "http://www.ncbi.nlm.nih.gov/assembly/"
_CHANGE_TYPES: Final = "primary-nucleotide-change-type"
_SEQUENCE_ONTOLOGY: Final = "http://www.sequenceontology.org/"


def authority(accession: str) -> tuple[int, str]:
    """The rank of the authority behind an accession, and its system IRI."""
    for rank, (beginnings, system) in enumerate(_AUTHORITIES):
        if accession.startswith(beginnings):
            return rank, system
    return len(_AUTHORITIES), _INSDC


def sequence_reference(accession: str) -> Tree:
    """A reference to the sequence of an accession."""
    return {"reference": f"ReferenceSequence/{encode(accession)}"}


def reference_sequence(
    accessions: Iterable[str], *, kind: str | None = None, gene: Mapping[str, Any] | None = None
) -> Tree:
    """A sequence as its accessions tell it; the first of them, by authority, is its id.

    `kind` is its reference-sequence-type where the accessions do not tell it, `gene` a reference
    to its gene. Chromosome and build come from the assemblies.
    """
    names = sorted(dict.fromkeys(accessions), key=lambda name: (authority(name)[0], name))
    main = names[0]
    found = next((k for k in map(accession_kind, names) if k is not None), kind)
    tree: Tree = {
        "resourceType": "ReferenceSequence",
        "id": main,
        "meta": {"tag": [SUBSETTED]},
        "identifier": [{"system": authority(name)[1], "value": name} for name in names],
    }
    if found is not None:
        tree["referenceSequenceType"] = found
    known = molecule(main) if found == "chromosome" else None
    if known is not None:
        tree["chromosome"] = known.chromosome
        if known.builds:
            tree["referenceGenome"] = build_concept(max(known.builds))
    if gene is not None and found in ("gene", "transcript"):
        tree["gene"] = dict(gene)
    return tree


def build_concept(name: str) -> Tree:
    """The referenceGenome of a build: its NCBI assembly, where the model names that."""
    code = assembly_id(name)
    if code is None:
        return {"text": name}
    return {"coding": [{"system": _ASSEMBLIES, "code": code}], "text": name}


def contextual_allele(
    placement: Placement,
    kind: str,
    model: Model,
    *,
    names: Iterable[tuple[str, str]] = (),
    canonical: Mapping[str, Any] | None = None,
) -> Tree:
    """A contextual allele at a place, with the type of its change.

    `kind` is its contextual-allele-type, `names` are pairs of name and
    contextual-allele-name-type, `canonical` is a reference to its canonical allele.
    """
    tree: Tree = {"resourceType": "ContextualAllele", "id": placement.id}
    if canonical is not None:
        tree["canonicalAllele"] = dict(canonical)
    tree["contextualAlleleType"] = kind
    if placement.alternate is not None:
        tree["allele"] = placement.alternate
    change = change_type(placement.reference, placement.alternate)
    if kind != "amino-acid" and change is not None:
        tree["primaryNucleotideChangeType"] = coded(change, _CHANGE_TYPES, model)
    told = [{"nameType": type_, "name": name} for name, type_ in names]
    if told:
        tree["alleleName"] = told
    tree["referenceCoordinate"] = coordinate(placement)
    return tree


def coordinate(placement: Placement) -> Tree:
    """The ReferenceCoordinate of a placement."""
    made: Tree = {
        "referenceSequence": sequence_reference(placement.accession),
        "start": position(placement.start),
        "end": position(placement.end),
    }
    if placement.reference is not None:
        made["refAllele"] = placement.reference
    return made


def position(gap: Gap) -> Tree:
    """The Position of a gap."""
    made: Tree = {"index": gap.index}
    if gap.offset is not None:
        made["externalOffsetLength"] = gap.offset
    if gap.direction is not None:
        made["externalOffsetDirection"] = gap.direction
    return made


def change_type(reference: str | None, alternate: str | None) -> str | None:
    """The code of the kind of change between two nucleotide sequences.

    >>> change_type("A", "T"), change_type("", "T"), change_type("AT", "GC")
    ('SO:1000002', 'SO:0000667', 'SO:1000032')
    """
    if reference is None or alternate is None:
        return None
    if reference == alternate:
        return "SO:0002073"
    if not alternate:
        return "SO:0000159"
    if not reference:
        return "SO:0000667"
    return "SO:1000002" if len(reference) == len(alternate) == 1 else "SO:1000032"


def coded(code: str, value_set: str, model: Model) -> Tree:
    """A CodeableConcept of a Sequence Ontology code."""
    label = model.value_sets[value_set].codes[code].label
    return {"coding": [{"system": _SEQUENCE_ONTOLOGY, "code": code, "display": label}]}

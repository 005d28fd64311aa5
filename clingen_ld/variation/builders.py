"""Making resources of the model from placements, names and accessions.

Other forms usually say less about a sequence, a gene or a protein change than a resource of the
model. A resource made from such a mention is always the same for the same name, and is marked as
incomplete: its `meta` has the tag SUBSETTED, as in FHIR.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from clingen_ld.model import (
    DEFAULT_BASE,
    SEQUENCE_ONTOLOGY,
    SUBSETTED,
    Model,
    Tree,
    encode,
    relative_reference,
    resource_iri,
)
from clingen_ld.variation.assemblies import (
    ASSEMBLY_SYSTEM,
    assembly_id,
    build_named,
    main_accession,
    molecule,
    with_refseq,
)
from clingen_ld.variation.hgvs import HgvsName, parse
from clingen_ld.variation.hgvs_placement import filled, known_text
from clingen_ld.variation.placed_allele import digest_id, haplotype_id, is_unambiguous, placed_id
from clingen_ld.variation.plain_names import name_type
from clingen_ld.variation.position import InterbasePosition
from clingen_ld.variation.sequences import (
    ANY,
    STOP,
    Residues,
    accession_kind,
    authority,
    by_authority,
)
from clingen_ld.variation.spdi import Placement

HGVS_NAMES: Final = "http://varnomen.hgvs.org"
"""The system of HGVS names in FHIR."""
PROTEIN_CHANGES: Final = "primary-amino-acid-change-type"
CHANGE_TYPES: Final = "primary-nucleotide-change-type"


def sequence_reference(accession: str) -> Tree:
    """A reference to the sequence with an accession."""
    return {"reference": f"ReferenceSequence/{encode(main_accession(accession))}"}


def reference_sequence(
    accessions: Iterable[str], *, kind: str | None = None, gene: Mapping[str, Any] | None = None
) -> Tree:
    """A reference sequence from its accessions; the first one, by authority, is its id.

    `kind` is its reference-sequence-type if the accessions do not show it, `gene` a reference to
    its gene. Chromosome and build come from the assemblies.
    """
    names = by_authority(with_refseq(accessions))
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
        if known.build is not None:
            tree["referenceGenome"] = build_concept(known.build)
    if gene is not None and found in ("gene", "transcript"):
        tree["gene"] = dict(gene)
    return tree


def build_concept(name: str) -> Tree:
    """The referenceGenome of a build by any name: its NCBI assembly, if the model has one.

    >>> build_concept("hg19")["coding"][0]["code"]
    '2758'
    """
    code = assembly_id(build_named(name) or name)
    if code is None:
        return {"text": name}
    return {"coding": [{"system": ASSEMBLY_SYSTEM, "code": code}], "text": name}


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
    main = main_accession(placement.accession)
    if main != placement.accession:
        placement = replace(placement, accession=main)
    tree: Tree = {"resourceType": "ContextualAllele", "id": placement.id}
    if canonical is not None:
        tree["canonicalAllele"] = dict(canonical)
    tree["contextualAlleleType"] = kind
    if placement.alternate is not None:
        tree["allele"] = placement.alternate
    change = change_type(placement.reference, placement.alternate)
    if kind != "amino-acid" and change is not None:
        tree["primaryNucleotideChangeType"] = coded(change, CHANGE_TYPES, model)
    listed = [{"nameType": type_, "name": name} for name, type_ in names]
    if listed:
        tree["alleleName"] = listed
    tree["referenceCoordinate"] = coordinate(placement)
    if tree["id"] is None:
        tree["id"] = placed_id(placement, tree)
    return tree


def haplotype(alleles: Sequence[Tree], name: str, base: str = DEFAULT_BASE) -> list[Tree]:
    """The complex canonical allele of contextual alleles in cis, with the simple ones it nests.

    The simple alleles have the ids of the contextual ones, which are given references to them. They
    are partial descriptions, since other contextual alleles may belong to them. `name` is the HGVS
    name of the whole; its id does not depend on the order of the alleles.
    """
    ids = [str(each["id"]) for each in alleles]
    kinds = {each.get("contextualAlleleType") for each in alleles}
    codes: Tree = {"canonicalAlleleType": "amino-acid" if "amino-acid" in kinds else "nucleotide"}
    whole: Tree = {"resourceType": "CanonicalAllele", "id": haplotype_id(ids)}
    whole["identifier"] = [{"system": HGVS_NAMES, "value": name}]
    whole |= codes | {"complexity": "complex"}
    whole["nested"] = [{"reference": f"CanonicalAllele/{encode(id_)}"} for id_ in ids]
    made = [whole]
    for id_, allele, link in zip(ids, alleles, whole["nested"], strict=True):
        allele["canonicalAllele"] = dict(link)
        reference = relative_reference(resource_iri(allele, base), base)
        made.append(
            {"resourceType": "CanonicalAllele", "id": id_, "meta": {"tag": [SUBSETTED]}}
            | codes
            | {
                "complexity": "simple",
                "relatedContextualAllele": [{"contextualAllele": {"reference": reference}}],
                "composite": [{"reference": f"CanonicalAllele/{encode(whole['id'])}"}],
            }
        )
    return made


def coordinate(placement: Placement) -> Tree:
    """The ReferenceCoordinate of a placement."""
    made: Tree = {
        "referenceSequence": sequence_reference(placement.accession),
        "start": position(placement.interval.start),
        "end": position(placement.interval.end),
    }
    if placement.reference is not None:
        made["refAllele"] = placement.reference
    return made


def position(place: InterbasePosition) -> Tree:
    """The Position of an interbase position."""
    if place.side is None:
        return {"index": place.index}
    offset = {"externalOffsetLength": place.length, "externalOffsetDirection": place.side}
    return {"index": place.index, **offset}


def change_type(reference: str | None, alternate: str | None) -> str | None:
    """The change type code of two nucleotide sequences.

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
    return {"coding": [{"system": SEQUENCE_ONTOLOGY, "code": code, "display": label}]}


_SYNONYMOUS: Final = "SO:0001819"
_STOP_GAINED: Final = "SO:0001587"
_STOP_LOST: Final = "SO:0001578"
_START_LOST: Final = "SO:0002012"
_MISSENSE: Final = "SO:0001583"
_FRAMESHIFT: Final = "SO:0001589"
_START: Final = "Met"


def amino_acid_change(name: HgvsName) -> str | None:
    """The Sequence Ontology code of a protein change, if its name shows it.

    A name does not show whether an in-frame deletion or insertion is conservative.
    """
    kind, reference, alternate = name.edit.kind, name.edit.reference, name.edit.alternate
    if kind == "identity":
        return _SYNONYMOUS
    if kind == "frameshift":
        return _FRAMESHIFT
    first = name.start.residue if name.start is not None else ""
    at_start = name.start is not None and name.start.base == 1 and first == _START
    if kind == "extension":
        return _STOP_LOST if first == STOP else None
    if kind == "unknown":
        return _START_LOST if at_start else None
    if kind not in ("substitution", "deletion", "insertion", "delins"):
        return None
    if reference is None or alternate is None:
        return None
    return change_of_residues(reference, alternate, at_start)


def change_of_residues(reference: Residues, alternate: Residues, at_start: bool) -> str | None:
    """The code of a change from some residues to others; `at_start`: the first is the start."""
    if reference == alternate and ANY not in reference:
        return _SYNONYMOUS
    if at_start and reference and alternate[:1] != (_START,):
        return _START_LOST
    if STOP in reference:
        return None if STOP in alternate else _STOP_LOST
    if STOP in alternate:
        return _STOP_GAINED
    # By definition, a missense variant keeps the number of residues.
    return _MISSENSE if len(reference) == len(alternate) else None


def protein_allele(
    name: str,
    model: Model,
    *,
    canonical: Mapping[str, Any] | None = None,
    mentioned: bool = False,
    sequence: Mapping[str, Any] | None = None,
    held: Residues | None = None,
    cause: str | None = None,
) -> Tree:
    """The contextual allele of a protein's HGVS name, which is also its id if possible.

    It has a place and alleles as far as the name gives them; a name that is not HGVS, or has no
    place (p.=, p.?), makes one with only the name. `canonical` is a reference to its canonical
    allele; `mentioned` marks it as partial. `sequence` is a reference to its sequence, if not the
    one of the accession, and `held` are the residues at the positions of the name, if known.
    `cause` is the id of the allele whose effect it is: for an ambiguous name, such as p.Met1?, each
    cause has its own effect.
    """
    tree: Tree = {"resourceType": "ContextualAllele", "id": protein_id(name, canonical, cause)}
    if mentioned:
        tree["meta"] = {"tag": [SUBSETTED]}
    if canonical is not None:
        tree["canonicalAllele"] = dict(canonical)
    tree["contextualAlleleType"] = "amino-acid"
    type_ = name_type(name)
    tree["alleleName"] = [{"nameType": type_, "name": name}]
    read = parse(name, type_)
    if not isinstance(read, HgvsName) or read.axis != "p" or read.accession is None:
        return tree
    if held is not None:
        read = read._replace(edit=filled(read.edit, held))
    change = amino_acid_change(read)
    if change is not None:
        tree["primaryAminoAcidChangeType"] = coded(change, PROTEIN_CHANGES, model)
    _place(tree, read, sequence or sequence_reference(read.accession or ""))
    return tree


def protein_id(name: str, canonical: Mapping[str, Any] | None, cause: str | None) -> str:
    """The id of a protein allele with a name; see `protein_allele`.

    >>> protein_id("NP_009225.1:p.Ile1766Ser", None, "NM_007294.3:5408:T:G")
    'NP_009225.1:p.Ile1766Ser'
    """
    is_alone = canonical is None and cause is None  # so nothing else identifies it
    if "?" not in name and (is_alone or is_unambiguous(name)):
        return name
    said = digest_id(name, None if canonical is None else canonical.get("reference"), cause)
    accession, colon, _ = name.partition(":")
    return f"{accession}{colon}{said}"


def _place(tree: Tree, name: HgvsName, sequence: Mapping[str, Any]) -> None:
    """Give an allele the place and the residues from its name."""
    place = protein_place(name)
    if place is None:
        return
    start, end, reference, alternate = place
    coordinate: Tree = {
        "referenceSequence": dict(sequence), "start": {"index": start}, "end": {"index": end},
    }  # fmt: skip
    if reference is not None:
        coordinate["refAllele"] = reference
    if alternate is not None:
        tree["allele"] = alternate
    tree["referenceCoordinate"] = coordinate


def protein_place(name: HgvsName) -> tuple[int, int, str | None, str | None] | None:
    """The interbase start and end of a protein change, and its residues before and after.

    Residues are None if not all are known, and all of it if the name gives no place. For a
    frameshift or an extension the place is the first changed residue.
    """
    intervals = name.intervals()
    if not intervals:
        return None
    reference, alternate = known_text(name.edit.reference), known_text(name.edit.alternate)
    if name.edit.kind == "duplication":  # an insertion after the duplicated residues
        reference, alternate = "", reference
    return intervals[0].start.index, intervals[0].end.index, reference, alternate

"""One row of a registry document, a contextual allele, in both directions.

`row_allele` reads a row into a ContextualAllele, `write_row` returns such a row as far as the model
has its content; its other content are extension values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from clingen_ld.messages.foreign.builder import kept_on, legal_iri
from clingen_ld.messages.foreign.systems import HGNC, NCBI_GENE
from clingen_ld.messages.registry.document_checks import is_protein_name
from clingen_ld.messages.registry.schema import COORDINATE, TERMS
from clingen_ld.model import (
    SUBSETTED,
    Model,
    Object,
    Tree,
    encode,
    is_integer,
    local_name,
    reference_iri,
    texts,
)
from clingen_ld.types import AlleleName, ContextualAllele, ReferenceCoordinate, RelatedAllele
from clingen_ld.variation.assemblies import (
    age_rank,
    build_named,
    build_of_sequence,
    chromosomes,
    molecule,
    with_refseq,
)
from clingen_ld.variation.builders import (
    PROTEIN_CHANGES,
    amino_acid_change,
    change_type,
    coded,
    protein_allele,
    reference_sequence,
    sequence_reference,
)
from clingen_ld.variation.hgvs import HgvsName, parse
from clingen_ld.variation.placed_allele import digest_id, name_as_id
from clingen_ld.variation.plain_names import name_type
from clingen_ld.variation.position import InterbasePosition, Interval, Side
from clingen_ld.variation.sequences import accession_kind, by_authority, read_residues
from clingen_ld.variation.spdi import Placement

LISTS: Final = {
    "genomicAlleles": "genomic",
    "transcriptAlleles": "transcript",
    "aminoAcidAlleles": "amino-acid",
}
"""The lists of rows, with the type of their contextual alleles."""
EFFECT: Final = "amino-acid-effect"
"""How a protein effect is related to its cause."""
_DIRECTIONS: Final = {45: "-", 43: "+"}
"""Directions that one manual prints as the number of the character (45 is "-")."""
SIDES: Final = (("start", "startIntronOffset", "startIntronDirection"),
                ("end", "endIntronOffset", "endIntronDirection"))  # fmt: skip
"""The keys of both ends of a coordinate: of the position, and of its offset and direction."""


@dataclass(slots=True)
class RegistryRow:
    """A row after reading.

    `tree` is the contextual allele, `moved` has the positions of its parts in the row, and
    `mentioned` the sequences, the gene and the protein effect that it mentions.
    """

    tree: Tree
    moved: dict[str, str] = field(default_factory=dict)
    mentioned: list[Tree] = field(default_factory=list)


def accessions(row: Object) -> list[str]:
    """The accessions in the names of a row, the preferred one first.

    Without names, the build and the chromosome of a row identify its sequence.
    """
    if named := named_accessions(texts(row.get("hgvs"))):
        return list(ranked(tuple(named)))
    build, chromosome = row.get("referenceGenome"), row.get("chromosome")
    if not isinstance(build, str) or not isinstance(chromosome, str):
        return []
    known = chromosomes(build_named(build) or "").get(chromosome)
    return [] if known is None else [known.accession]


@lru_cache(maxsize=4096)
def ranked(named: tuple[str, ...]) -> tuple[str, ...]:
    """Accessions of one sequence, RefSeq's included, the preferred one first."""
    return tuple(by_authority(with_refseq(named)))


def named_accessions(names: Iterable[str]) -> list[str]:
    """The accessions in HGVS names, in their order."""
    return [name.partition(":")[0] for name in names if name.find(":") > 0]


def main_accession(row: Object) -> str | None:
    """The name to know the sequence of a row by, if it has one."""
    iri = legal_iri(row.get("referenceSequence"))
    return next(iter(accessions(row)), None if iri is None else local_name(iri))


def build_rank(row: Object) -> int:
    """How new the build of a row is; -1 for rows that are not on a chromosome of one."""
    return age_rank(build_of_sequence(next(iter(accessions(row)), "")))


def coordinates(row: Object) -> list[Object]:
    """The coordinates of a row; [] if invalid."""
    given = row.get("coordinates")
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        return []
    return given


def row_allele(row: Object, kind: str, canonical: str, model: Model) -> RegistryRow:
    """The contextual allele of a row with one coordinate (or none that can be read).

    `kind` is its contextual-allele-type, `canonical` the reference to its canonical allele.
    """
    given = coordinates(row)
    usable = len(given) == 1
    made = RegistryRow({"resourceType": "ContextualAllele"})
    tree = made.tree
    sequence, name = _sequence(row, kind, made)
    tree["id"] = row_id(row, kind, name, given[0] if usable else {}, canonical)
    tree["canonicalAllele"] = {"reference": canonical}
    tree["contextualAlleleType"] = kind
    listed = row.get("hgvs")
    names = [(n, x) for n, x in enumerate(listed) if isinstance(x, str)] if isinstance(
        listed, list) else []  # fmt: skip
    for n, (there, item) in enumerate(names):
        tree.setdefault("alleleName", []).append({"nameType": name_type(item), "name": item})
        made.moved[f"/alleleName/{n}/name"] = made.moved[f"/alleleName/{n}"] = f"/hgvs/{there}"
    if usable:
        place(made, given[0], sequence, "/coordinates/0", model)
    if kind == "amino-acid":
        change = protein_change((n for _, n in names), name, tree["id"])
        if change is not None:
            tree["primaryAminoAcidChangeType"] = coded(change, PROTEIN_CHANGES, model)
    _effect(made, row, model)
    _gene(made, row)
    return made


def protein_change(names: Iterable[str], accession: str | None, id_: str) -> str | None:
    """The type of change of a protein: by its first name on a sequence, else by its id."""
    own = next((name for name in names if name.startswith(f"{accession}:")), id_)
    read = parse(own, name_type(own))
    return amino_acid_change(read) if isinstance(read, HgvsName) else None


def mark_partial(tree: Tree, row: Object) -> None:
    """Mark the contextual allele of a truncated row as partial.

    A coordinate without a place does not become one in the model: it stays beside the row.
    """
    allele = ContextualAllele(tree)
    coordinate = allele.referenceCoordinate
    ends = coordinate.start, coordinate.end
    is_placed = coordinate.has("referenceSequence") and all(end.has("index") for end in ends)
    is_whole = is_placed and "hgvs" in row and "allele" in tree and "refAllele" in coordinate.tree
    is_on_genome = all(
        not end.has("externalOffsetLength") or end.has("externalGenomicPositionIndex")
        for end in ends
    )
    if not is_whole or not is_on_genome:
        tree["meta"] = {"tag": [SUBSETTED]}
    if not is_placed:
        tree.pop("referenceCoordinate", None)


def row_id(
    row: Object, kind: str, accession: str | None, given: Object, canonical: str = ""
) -> str:
    """The id of a row's contextual allele: for a protein its name, for others the placement.

    Without either, a digest of the row's content and of its `canonical`.
    """
    names = texts(row.get("hgvs"))
    placed = None if accession is None else placement(accession, given)
    found = None if placed is None else placed.id
    if accession is not None and (kind == "amino-acid" or found is None):
        found = name_as_id(names, accession) or found
    if found is not None:
        return found
    id_ = digest_id(sorted(names), coordinates(row), row.get("referenceSequence"), canonical)
    return id_ if accession is None else f"{accession}:{id_}"


def placement(accession: str, given: Object) -> Placement | None:
    """The placement of a coordinate, or None."""
    ends: list[InterbasePosition] = []
    for end, offset, direction in SIDES:
        index, length = given.get(end), given.get(offset)
        where = _direction(given.get(direction))
        if not is_integer(index) or not (length is None or is_integer(length)):
            return None
        side: Side | None = None if length is None else "-" if where == "-" else "+"
        ends.append(InterbasePosition(index, side, length or 0))
    reference, alternate = given.get("referenceAllele"), given.get("allele")
    if not all(each is None or isinstance(each, str) for each in (reference, alternate)):
        return None
    return Placement(accession, Interval(*ends), reference, alternate)


def place(
    made: RegistryRow, given: Object, sequence: Tree | None, pointer: str, model: Model
) -> None:
    """Give a contextual allele the place, the alleles and the type of change of a coordinate."""
    tree, moved = made.tree, made.moved
    coordinate: Tree = {} if sequence is None else {"referenceSequence": sequence}
    moved["/referenceCoordinate"] = pointer
    for path, key, value in COORDINATE.values(given):
        name, _, inner = path.partition(".")
        at = f"/referenceCoordinate/{name}"
        if value is None:
            continue
        if inner:
            value = _direction(value) if inner == "externalOffsetDirection" else value
            coordinate.setdefault(name, {})[inner] = value
            moved[at] = pointer
            moved[f"{at}/{inner}"] = f"{pointer}/{key}"
        else:
            coordinate[name] = _residues(value, tree)
            moved[at] = f"{pointer}/{key}"
    if given.get("allele") is not None:
        tree["allele"] = _residues(given["allele"], tree)
        moved["/allele"] = f"{pointer}/allele"
    written = write_coordinate(ReferenceCoordinate(coordinate), ContextualAllele(tree))
    tree["referenceCoordinate"] = coordinate | TERMS.beside(given, written)
    _change(tree, given, model)


def _change(tree: Tree, given: Object, model: Model) -> None:
    reference, alternate = given.get("referenceAllele"), given.get("allele")
    has_both = isinstance(reference, str) and isinstance(alternate, str)
    change = change_type(reference, alternate) if has_both else None
    if change is not None and tree["contextualAlleleType"] != "amino-acid":
        tree["primaryNucleotideChangeType"] = coded(change, "primary-nucleotide-change-type", model)


def _residues(given: Any, tree: Object) -> Any:
    is_protein = tree["contextualAlleleType"] == "amino-acid" and isinstance(given, str)
    return spelled(given) if is_protein else given


def spelled(residues: str) -> str:
    """Amino acids, those in one letter spelled in three, as in the names."""
    found = read_residues(residues, True)
    return residues if found is None else "".join(found)


def _direction(given: Any) -> Any:
    return _DIRECTIONS.get(given, given) if isinstance(given, int) else given


def _sequence(row: Object, kind: str, made: RegistryRow) -> tuple[Tree | None, str | None]:
    """The reference to the sequence of a row, and the name to know it by, if it has one."""
    given, names = row.get("referenceSequence"), accessions(row)
    iri = legal_iri(given)
    made.moved["/referenceCoordinate/referenceSequence"] = "/referenceSequence"
    if names:
        mentioned = named_sequence(tuple(names), sequence_kind(row, kind), row_gene(row))
        made.mentioned.append(mentioned)
        return sequence_reference(names[0]), names[0]
    return (None, None) if iri is None else ({"reference": iri}, local_name(iri))


def sequence_kind(row: Object, kind: str) -> str:
    """The reference-sequence-type of a row of a contextual-allele-type."""
    return kind if kind != "genomic" else "chromosome" if "chromosome" in row else "gene"


@lru_cache(maxsize=4096)
def named_sequence(names: tuple[str, ...], kind: str, gene: str | None) -> Tree:
    """The sequence of some names, which many rows share; it is never changed."""
    reference = None if gene is None else {"reference": gene}
    return reference_sequence(names, kind=kind, gene=reference)


def _effect(made: RegistryRow, row: Object, model: Model) -> None:
    """The protein effect of a row, as a related amino-acid allele."""
    effect, allele = row.get("proteinEffect"), row.get("@id")
    name = effect.get("hgvs") if isinstance(effect, dict) else None
    if not isinstance(effect, dict) or not isinstance(name, str) or not is_protein_name(name):
        return
    iri = registered_protein(allele)
    canonical = {"reference": iri} if iri is not None else None
    cause = str(made.tree["id"])
    protein = protein_allele(name, model, canonical=canonical, mentioned=True, cause=cause)
    target = {"reference": f"ContextualAllele/{encode(protein['id'])}", "display": name}
    related: Tree = {"relatedType": EFFECT, "target": target}
    written = write_effect(RelatedAllele(related)) or {}
    made.tree["related"] = [related | TERMS.beside(effect, written)]
    made.moved |= {"/related": "/proteinEffect", "/related/0": "/proteinEffect"}
    made.mentioned += [protein, named_sequence((name.partition(":")[0],), "amino-acid", None)]


def registered_protein(allele: Any) -> str | None:
    """The IRI of the canonical allele of a protein effect, as the `@id` of its row has it."""
    is_registered = isinstance(allele, str) and local_name(allele).startswith("PA")
    return legal_iri(allele) if is_registered else None


def _gene(made: RegistryRow, row: Object) -> None:
    """The gene that a row names by IRI and symbol."""
    iri, symbol, number = row_gene(row), row.get("geneSymbol"), row.get("geneNCBI_id")
    if iri is None or not isinstance(symbol, str) or not symbol:
        return
    made.mentioned.append(gene_tree(iri, symbol, number if is_integer(number) else None))


def row_gene(row: Object) -> str | None:
    """The IRI of the gene that a row names."""
    return legal_iri(row.get("gene"))


def gene_tree(iri: str, symbol: str, number: int | None) -> Tree:
    """The gene of an IRI and a symbol, of which there is more to know; `number` is NCBI's."""
    identifiers = []
    digits = local_name(iri).removeprefix("GN")
    if local_name(iri).startswith("GN") and digits.isdecimal():
        # The registry numbers genes as HGNC does: its gene documents say so.
        identifiers.append({"system": HGNC, "value": f"HGNC:{int(digits)}"})
    if number is not None:
        identifiers.append({"system": NCBI_GENE, "value": str(number)})
    return {
        "resourceType": "Gene", "@id": iri, "id": local_name(iri), "meta": {"tag": [SUBSETTED]},
        "identifier": identifiers, "symbol": symbol,
    }  # fmt: skip


def mention_name(tree: Object) -> str:
    """The identifying name of a mentioned resource."""
    return str(tree.get("@id") or f"{tree['resourceType']}/{tree['id']}")


def write_row(allele: ContextualAllele, base: str) -> dict[str, Any]:
    """The row of a contextual allele, as far as the model has its content."""
    row: dict[str, Any] = {}
    if allele.has("alleleName"):
        row["hgvs"] = [name.raw("name") for name in allele.alleleName if is_hgvs(name)]
    if coordinate := allele.referenceCoordinate:
        reference = coordinate.referenceSequence.reference
        if reference is not None:
            row["referenceSequence"] = reference_iri(reference, base)
        written = write_coordinate(coordinate, allele)
        row["coordinates"] = [TERMS.restored(kept_on(coordinate), written)]
    effect = next((r for r in allele.related if r.relatedType == EFFECT), None)
    if effect is not None and (protein := write_effect(effect)) is not None:
        row["proteinEffect"] = TERMS.restored(kept_on(effect), protein)
    if allele.contextualAlleleType == "genomic":
        row |= chromosome_and_build(tuple(named_accessions(texts(row.get("hgvs")))))
    return row


def is_hgvs(name: AlleleName) -> bool:
    """Whether an AlleleName goes into the `hgvs` of a row: not a custom name."""
    type_ = name.raw("nameType")
    type_ = name_type(str(name.raw("name"))) if type_ is None else type_
    return isinstance(type_, str) and type_.startswith("hgvs-")


def write_coordinate(coordinate: ReferenceCoordinate, allele: ContextualAllele) -> Tree:
    """A coordinate in the registry's notation, as far as the model has its content."""
    nodes: Mapping[str, Any] = {"start": coordinate.start, "end": coordinate.end}
    found: Tree = {
        key: value
        for key, steps in COORDINATE.steps
        if (value := nodes.get(steps[0], coordinate).raw(steps[-1])) is not None
    }
    alternate = allele.raw("allele")
    return found if alternate is None else found | {"allele": alternate}


def write_effect(related: RelatedAllele) -> dict[str, Any] | None:
    """A protein effect in the registry's notation; None without a name."""
    name = related.target.display
    return None if name is None else {"hgvs": name}


@lru_cache(maxsize=4096)
def chromosome_and_build(accessions: tuple[str, ...]) -> Mapping[str, Any]:
    """Chromosome and build of a genomic row, by the first accession that identifies them."""
    for accession in accessions:
        known = molecule(accession) if accession_kind(accession) == "chromosome" else None
        if known is not None and known.builds:
            return {"referenceGenome": known.build, "chromosome": known.chromosome}
    return {}

"""Made genes and changes as resources of the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from benchmarks.made_changes import Change, coding_name, linear_name
from benchmarks.made_genes import CHROMOSOMES, NEW, OLD, Boundary, MadeGene
from clingen_ld.model import load_model
from clingen_ld.variation.assemblies import assembly_id
from clingen_ld.variation.builders import coded
from clingen_ld.variation.sequences import AMINO_ACIDS

Tree = dict[str, Any]

_NCBI: Final = "http://www.ncbi.nlm.nih.gov"
_NUCLEOTIDE: Final = {
    "substitution": "SO:1000002",
    "deletion": "SO:0000159",
    "duplication": "SO:0000667",
    "insertion": "SO:0000667",
    "delins": "SO:1000032",
}
_REGIONS: Final = {
    "CDS": "SO:0000316",
    "intron": "SO:0000191",
    "five_prime_UTR": "SO:0000204",
    "three_prime_UTR": "SO:0000205",
}
_ONE_LETTER: Final = {three: one for one, three in AMINO_ACIDS.items() if len(one) == 1}


@cache
def _coded(code: str, value_set: str) -> Tree:
    return coded(code, value_set, load_model())


def _identifier(place: str, value: str) -> Tree:
    return {"system": f"{_NCBI}/{place}", "value": value}


def _reference(kind: str, id: str, display: str) -> Tree:
    return {"reference": f"{kind}/{id}", "display": display}


# --- sequences and genes ------------------------------------------------------------------------


def chromosome_id(name: str, build: str) -> str:
    """The id of a chromosome sequence."""
    return f"SEQ-{build}-{name}"


def chromosome_sequences() -> Iterator[Tree]:
    """The chromosomes of both builds."""
    for number, name in enumerate(CHROMOSOMES):
        for build in (NEW, OLD):
            yield {
                "resourceType": "ReferenceSequence",
                "id": chromosome_id(name, build),
                "identifier": [_identifier("nuccore", MadeGene(number, 0).sequence(build))],
                "referenceSequenceType": "chromosome",
                "chromosome": name,
                "referenceGenome": {
                    "coding": [{"system": f"{_NCBI}/assembly/", "code": assembly_id(build)}],
                    "text": build,
                },
            }


def gene_resources(gene: MadeGene) -> Iterator[Tree]:
    """A gene with its sequences."""
    number = gene.id
    yield {
        "resourceType": "Gene",
        "id": f"GENE{number}",
        "identifier": [
            {"use": "official", "system": "http://www.genenames.org/", "value": f"HGNC:{number}"},
            _identifier("gene", str(number + 600)),
        ],
        "symbol": gene.symbol,
        "name": f"made gene number {gene.number + 1}",
    } | ({"aliasSymbol": [f"MD{number}", f"GM{number}"]} if number % 3 else {})
    known = _reference("Gene", f"GENE{number}", gene.symbol)
    protein = _reference("ReferenceSequence", f"NP{number}", gene.accession("NP"))
    transcript = _reference("ReferenceSequence", f"NM{number}", gene.accession("NM"))
    yield _sequence(gene, "NM", "transcript") | {
        "cdsStart": gene.coding[0] + 1,
        "cdsEnd": gene.coding[1],
        "gene": known,
        "related": [{"relatedType": "translates-to", "target": protein}],
    }
    yield _sequence(gene, "NP", "amino-acid") | {
        "related": [{"relatedType": "translates-from", "target": transcript}]
    }
    if gene.has_own_sequence:
        yield _sequence(gene, "NG", "gene") | {"gene": known}
    if gene.has_other_transcript:
        yield _sequence(gene, "NR", "transcript") | {"gene": known}


def _sequence(gene: MadeGene, kind: str, type_: str) -> Tree:
    place = "protein" if kind == "NP" else "nuccore"
    return {
        "resourceType": "ReferenceSequence",
        "id": f"{kind}{gene.id}",
        "identifier": [_identifier(place, gene.accession(kind))],
        "referenceSequenceType": type_,
    }


# --- alleles ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Placed:
    """A change on one sequence: where, what for what, and its name there."""

    id: str
    type: str
    sequence: str
    accession: str
    start: int | Boundary
    end: int | Boundary
    reference: str
    alternate: str
    name_type: str
    name: str


def placed(change: Change, number: int) -> list[Placed]:
    """A change on all sequences that it lies on, the transcript first; `number` is for ids."""
    gene = change.gene
    accession = gene.accession("NM")
    ends = change.start, change.end
    if change.kind == "duplication":
        ends = change.end, change.end
    found = [
        Placed(f"XA{number}0", "transcript", f"NM{gene.id}", accession, *ends, change.reference,
               change.alternate, "hgvs-cdna", f"{accession}:{coding_name(change)}")
    ]  # fmt: skip
    if gene.has_other_transcript and change.start.at > gene.other_start + 1:
        found.append(_on_other_transcript(change, number))
    if gene.has_own_sequence:
        found.append(
            _linear(change, f"XA{number}2", f"NG{gene.id}", gene.accession("NG"),
                    gene.own(change.on_gene), forward=True)
        )  # fmt: skip
    for n, build in enumerate((NEW, OLD), 3):
        found.append(
            _linear(change, f"XA{number}{n}", chromosome_id(gene.chromosome, build),
                    gene.sequence(build), gene.on_chromosome(build, change.on_gene),
                    forward=gene.forward)
        )  # fmt: skip
    return found


def _on_other_transcript(change: Change, number: int) -> Placed:
    gene = change.gene
    start, end = (
        Boundary(one.at - gene.other_start, one.offset, one.direction)
        for one in (change.start, change.end)
    )
    accession, kind = gene.accession("NR"), change.kind
    if start.direction:
        offset = end.offset if start.direction == "+" else start.offset
        base = start.at + (start.direction == "-")
        edit = f"{base}{start.direction}{offset}"
        edit += "del" if kind == "deletion" else f"{change.reference}>{change.alternate}"
    else:
        edit = linear_name(kind, (start.at, end.at), change.reference, change.alternate)
    start = end if kind == "duplication" else start
    return Placed(f"XA{number}1", "transcript", f"NR{gene.id}", accession, start, end,
                  change.reference, change.alternate, "hgvs-ncrna",
                  f"{accession}:n.{edit}")  # fmt: skip


def _linear(
    change: Change, id: str, sequence: str, accession: str, interval: tuple[int, int], forward: bool
) -> Placed:
    """A change on a chromosome or a gene."""
    alleles = (change.reference, change.alternate) if forward else change.on_other_strand()
    name = f"{accession}:g.{linear_name(change.kind, interval, *alleles)}"
    start = interval[1] if change.kind == "duplication" else interval[0]
    return Placed(id, "genomic", sequence, accession, start, interval[1], *alleles,
                  "hgvs-genomic", name)  # fmt: skip


@dataclass(slots=True)
class Effect:
    """What a change does to the protein."""

    number: int
    gene: MadeGene
    place: int
    before: str
    after: str

    def name(self, short: bool = False) -> str:
        """Its name without the accession."""
        before, after = self.before, self.after
        if short:
            before, after = _ONE_LETTER[before], _ONE_LETTER.get(after, "*")
        return f"{before}{self.place + 1}{'=' if self.before == self.after else after}"

    @property
    def hgvs(self) -> str:
        """Its name, with amino acids of three letters."""
        return f"{self.gene.accession('NP')}:p.{self.name()}"

    @property
    def code(self) -> str:
        """What it is in the Sequence Ontology."""
        if self.before == self.after:
            return "SO:0001819"
        return "SO:0001587" if self.after == "Ter" else "SO:0001583"


def effect(change: Change, number: int) -> Effect | None:
    """What a change does to the protein, when it is one amino acid."""
    codon = change.codon()
    return None if codon is None else Effect(number, change.gene, *codon)


def allele_resources(change: Change, number: int) -> Iterator[Tree]:
    """A canonical allele with its contextual ones, and those of its effect."""
    places, changed = placed(change, number), effect(change, number)
    rs = str(1_000_000 + number) if number % 5 < 3 else None
    canonical = _reference("CanonicalAllele", f"CA{number}", places[0].name)
    yield _canonical(f"CA{number}", "nucleotide", places, number)
    for one in places:
        tree: Tree = {
            "resourceType": "ContextualAllele",
            "id": one.id,
            "canonicalAllele": canonical,
            "contextualAlleleType": one.type,
            "allele": one.alternate,
            "primaryNucleotideChangeType": _coded(
                _NUCLEOTIDE[change.kind], "primary-nucleotide-change-type"
            ),
        }
        if change.kind == "duplication":
            kind = _coded("SO:1000035", "ancillary-nucleotide-change-type")
            tree["ancillaryNucleotideChangeType"] = [kind]
        tree["alleleName"] = [{"nameType": one.name_type, "name": one.name}]
        tree["referenceCoordinate"] = _coordinate(change, one, rs)
        if changed is not None and one is places[0]:
            target = _reference("ContextualAllele", f"XA{number}5", changed.hgvs)
            tree["related"] = [{"relatedType": "amino-acid-effect", "target": target}]
        yield tree
    if changed is not None:
        yield from _protein(changed, places[0])


def _canonical(id: str, type_: str, places: list[Placed], number: int) -> Tree:
    tree: Tree = {"resourceType": "CanonicalAllele", "id": id, "version": str(number % 4 + 1)}
    if number % 5 < 2 and type_ == "nucleotide":
        tree["relatedIdentifier"] = [_identifier("clinvar/variation", str(number + 10_000))]
    tree |= {"active": True, "canonicalAlleleType": type_, "complexity": "simple"}
    related: list[Tree] = [
        {"contextualAllele": _reference("ContextualAllele", one.id, one.name)} for one in places
    ]
    related[0]["preferred"] = True
    return tree | {"relatedContextualAllele": related}


def _coordinate(change: Change, one: Placed, rs: str | None) -> Tree:
    tree: Tree = {} if rs is None else {"identifier": [_identifier("snp", rs)]}
    tree["referenceSequence"] = _reference("ReferenceSequence", one.sequence, one.accession)
    gene = change.gene
    low, high = gene.on_chromosome(NEW, change.on_gene)
    across = (low, high) if gene.forward else (high, low)
    for name, boundary, genomic in zip(("start", "end"), (one.start, one.end), across, strict=True):
        if isinstance(boundary, int):
            tree[name] = {"index": boundary}
            continue
        position: Tree = {"index": boundary.at}
        tree[name] = position
        if boundary.direction:
            position |= {
                "externalOffsetLength": boundary.offset,
                "externalOffsetDirection": boundary.direction,
                "externalGenomicReferenceSequence": _reference(
                    "ReferenceSequence", chromosome_id(gene.chromosome, NEW), gene.sequence(NEW)
                ),
                "externalGenomicPositionIndex": genomic,
            }
    tree["refAllele"] = one.reference
    if one.name_type == "hgvs-cdna":
        region = _coded(_REGIONS[change.region], "primary-transcript-region-type")
        tree["primaryTranscriptRegionType"] = [region]
    return tree


def _protein(changed: Effect, cause: Placed) -> Iterator[Tree]:
    """The canonical allele of an effect, and its contextual one."""
    number, gene = changed.number, changed.gene
    accession = gene.accession("NP")
    names: list[Tree] = [
        {"nameType": "hgvs-protein-3", "name": changed.hgvs, "preferred": True},
        {"nameType": "hgvs-protein-1", "name": f"{accession}:p.{changed.name(short=True)}"},
    ]
    if number % 16 == 0:
        names.append({"nameType": "custom", "name": changed.name(short=True), "legacy": True})
    one = Placed(f"XA{number}5", "amino-acid", f"NP{gene.id}", accession, changed.place,
                 changed.place + 1, changed.before, changed.after, "", changed.hgvs)  # fmt: skip
    yield _canonical(f"PA{number}", "amino-acid", [one], number)
    yield {
        "resourceType": "ContextualAllele",
        "id": one.id,
        "canonicalAllele": _reference("CanonicalAllele", f"PA{number}", changed.hgvs),
        "contextualAlleleType": "amino-acid",
        "allele": "*" if changed.after == "Ter" else changed.after,
        "primaryAminoAcidChangeType": _coded(changed.code, "primary-amino-acid-change-type"),
        "alleleName": names,
        "referenceCoordinate": {
            "referenceSequence": _reference("ReferenceSequence", one.sequence, accession),
            "start": {"index": changed.place},
            "end": {"index": changed.place + 1},
            "refAllele": changed.before,
        },
        "related": [
            {
                "relatedType": "transcript-allele-cause",
                "target": _reference("ContextualAllele", cause.id, cause.name),
            }
        ],
    }

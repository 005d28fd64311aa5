"""Made changes as documents of the ClinGen Allele Registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from benchmarks.made_changes import Change
from benchmarks.made_genes import NEW, OLD, Boundary, MadeGene
from benchmarks.made_messages import Effect, Placed, effect, placed
from clingen_ld.variation.sequences import AMINO_ACIDS

Tree = dict[str, Any]

_REGISTRY: Final = "http://reg.genome.network"
_NCBI: Final = "http://www.ncbi.nlm.nih.gov"
_LETTERS: Final = {three: one for one, three in AMINO_ACIDS.items() if len(one) == 1}


@lru_cache(maxsize=1)
def _genbank() -> Mapping[str, str]:
    """GenBank's accessions of the chromosomes, by those of RefSeq."""
    from bioutils.assemblies import get_assembly

    return {
        sequence["refseq_ac"]: sequence["genbank_ac"]
        for build in (NEW, OLD)
        for sequence in get_assembly(build)["sequences"]
    }


def registry_documents(change: Change, number: int) -> Iterator[Tree]:
    """The document of a change, and that of its effect."""
    places, changed = placed(change, number), effect(change, number)
    gene = change.gene
    title = places[0].name.replace(":", f"({gene.symbol}):")
    title += f" (p.{changed.name()})" if changed is not None else ""
    document: Tree = {
        "@context": f"{_REGISTRY}/schema/allele.jsonld",
        "@id": f"{_REGISTRY}/allele/CA{number}",
        "type": "nucleotide",
        "communityStandardTitle": [title],
        "externalRecords": _records(change, number, title),
        "genomicAlleles": [_genomic(gene, one) for one in places if one.type == "genomic"],
        "transcriptAlleles": [
            _transcript(gene, one, changed) for one in places if one.type == "transcript"
        ],
    }
    yield document
    if changed is not None:
        yield _protein(changed, places[0], number)


def _records(change: Change, number: int, title: str) -> Tree:
    gene, kept = change.gene, {}
    if number % 5 < 3:
        rs = 1_000_000 + number
        kept["dbSNP"] = [{"@id": f"{_NCBI}/snp/{rs}", "rs": rs}]
    if number % 5 < 2:
        allele = 10_000 + number
        kept["ClinVarAlleles"] = [
            {
                "@id": f"{_NCBI}/clinvar/?term={allele}[alleleid]",
                "alleleId": allele,
                "preferredName": title,
            }
        ]
        kept["ClinVarVariations"] = [
            {
                "@id": f"{_NCBI}/clinvar/variation/{allele + 7}",
                "RCV": [f"RCV{allele * 3:09}"],
                "variationId": allele + 7,
            }
        ]
    for build, old in ((OLD, "hg19"), (NEW, "hg38")):
        if change.kind != "substitution":
            break
        start, _ = gene.on_chromosome(build, change.on_gene)
        alleles = (change.reference, change.alternate)
        before, after = alleles if gene.forward else change.on_other_strand()
        known = f"chr{gene.chromosome}:g.{start + 1}{before}>{after}"
        address = f"http://myvariant.info/v1/variant/{known}?assembly={old}"
        kept[f"MyVariantInfo_{old}"] = [{"@id": address, "id": known}]
    return kept


def _row(one: Placed, sequence: int) -> Tree:
    coordinate: Tree = {"start": int_of(one.start), "end": int_of(one.end)}
    coordinate |= {"referenceAllele": one.reference, "allele": one.alternate}
    for side, boundary in (("start", one.start), ("end", one.end)):
        if isinstance(boundary, Boundary) and boundary.direction:
            coordinate[f"{side}IntronOffset"] = boundary.offset
            coordinate[f"{side}IntronDirection"] = boundary.direction
    return {
        "hgvs": [one.name],
        "referenceSequence": f"{_REGISTRY}/refseq/RS{sequence:06}",
        "coordinates": [coordinate],
    }


def int_of(boundary: int | Boundary) -> int:
    """The index of a boundary."""
    return boundary if isinstance(boundary, int) else boundary.at


def _genomic(gene: MadeGene, one: Placed) -> Tree:
    if one.accession.startswith("NG_"):
        return _row(one, 100_000 + 5 * gene.id)
    build = NEW if one.accession == gene.sequence(NEW) else OLD
    row = _row(one, int(one.accession[3:9]) + (50 if build == NEW else 20))
    row["hgvs"].append(one.name.replace(one.accession, _genbank()[one.accession]))
    return row | {"referenceGenome": build, "chromosome": gene.chromosome}


def _gene(gene: MadeGene) -> Tree:
    return {
        "gene": f"{_REGISTRY}/gene/GN{gene.id:06}",
        "geneSymbol": gene.symbol,
        "geneNCBI_id": gene.id + 600,
    }


def _transcript(gene: MadeGene, one: Placed, changed: Effect | None) -> Tree:
    codes = one.name_type == "hgvs-cdna"
    row = _row(one, 100_000 + 5 * gene.id + (1 if codes else 2)) | _gene(gene)
    if codes and changed is not None:
        row["proteinEffect"] = {"hgvs": changed.hgvs, "hgvsWellDefined": changed.hgvs}
        row["@id"] = f"{_REGISTRY}/allele/PA{changed.number}"
    if codes and gene.number % 2:
        row["MANE"] = {
            "maneStatus": "MANE Select",
            "maneVersion": "1.0",
            "nucleotide": {"RefSeq": {"hgvs": one.name}},
        }
    return row


def _protein(changed: Effect, cause: Placed, number: int) -> Tree:
    gene = changed.gene
    letters = [_LETTERS.get(each, "*") for each in (changed.before, changed.after)]
    coordinate = {
        "start": changed.place,
        "end": changed.place + 1,
        "referenceAllele": letters[0],
        "allele": letters[1],
    }
    row = {
        "hgvs": [changed.hgvs],
        "referenceSequence": f"{_REGISTRY}/refseq/RS{100_003 + 5 * gene.id:06}",
        **_gene(gene),
        "coordinates": [coordinate],
        "hgvsMatchingTranscriptVariant": [cause.name],
        "matchingRegisteredTranscripts": [
            {"@id": f"{_REGISTRY}/allele/CA{number}", "hgvs": cause.name}
        ],
    }
    return {
        "@context": f"{_REGISTRY}/schema/allele.jsonld",
        "@id": f"{_REGISTRY}/allele/PA{number}",
        "type": "amino-acid",
        "communityStandardTitle": [changed.hgvs],
        "aminoAcidAlleles": [row],
    }

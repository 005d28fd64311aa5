"""Made bundles in the layout of ClinVar-GKS: sections of records that point at each other.

Each section is made anew from the same variations, so that a bundle of any size takes no memory.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from clingen_ld.messages.vrs.identifiers import allele_digest, computed_id, location_digest
from clingen_ld.variation.assemblies import Chromosome, chromosomes, refget_of

Tree = dict[str, Any]
Records = Iterator[tuple[str, Tree]]

_FIRST: Final = 100_000
"""The first position, behind what chromosomes have at their ends."""
_RELATIONS: Final = [
    {"primaryCoding": {"code": "liftover_to", "system": "ga4gh-gks-term:allele-relation"}},
    {"primaryCoding": {"code": "transcribed_to", "system": "http://www.sequenceontology.org"}},
]


_MATCH: Final = {"primaryCoding": {"code": "is_within", "system": "ga4gh-gks-term:location-match"}}


class _Made(NamedTuple):
    """A made variation: its number, its sequence, and its change (0-based interbase)."""

    number: int
    chromosome: str
    accession: str
    refget: str
    start: int
    end: int
    reference: str
    alternate: str
    """Empty for a copy number change."""

    @property
    def location_id(self) -> str:
        """The computed identifier of its location."""
        return f"ga4gh:SL.{location_digest(self.refget, self.start, self.end)}"

    @property
    def state(self) -> Tree:
        """The state of an allele."""
        return {"type": "LiteralSequenceExpression", "sequence": self.alternate}

    @property
    def digest(self) -> str:
        """The digest of the allele or copy number change."""
        place = location_digest(self.refget, self.start, self.end)
        if self.alternate:
            return str(allele_digest(place, self.state))
        location = {
            "type": "SequenceLocation", "start": self.start, "end": self.end,
            "sequenceReference": {"type": "SequenceReference", "refgetAccession": self.refget},
        }  # fmt: skip
        change = {"type": "CopyNumberChange", "location": location, "copyChange": "gain"}
        return str(computed_id(change)).rpartition(".")[2]

    @property
    def id(self) -> str:
        """The computed identifier of the allele or copy number change."""
        return f"ga4gh:{'VA' if self.alternate else 'CX'}.{self.digest}"


def bundle(variations: int, seed: int = 1) -> Iterator[str]:
    """The lines of a bundle of so many variations, each with a statement about it."""
    made: tuple[tuple[str, Callable[[int, int], Records]], ...] = (
        ("sequenceReference", _sequences), ("location", _locations), ("allele", _alleles),
        ("copyNumberChange", _copy_changes), ("gene", _genes), ("variation", _variants),
        ("condition", _conditions), ("submitter", _submitters),
        ("varcond-proposition", _propositions), ("scv", _statements),
    )  # fmt: skip
    yield "{"
    for n, (name, records) in enumerate(made):
        yield f'  "{name}": {{' if n == 0 else f'  ,"{name}": {{'
        before = ""
        for key, record in records(variations, seed):
            if before:
                yield f"{before},"
            before = f'    "{key}": {json.dumps(record, separators=(",", ":"))}'
        if before:
            yield before
        yield "  }"
    yield "}"


def statements(variations: int, seed: int = 1) -> Iterator[str]:
    """Statements of VA-Spec and study results about so many variations, a line each; they vary."""
    chance = random.Random(seed)
    for made in _made(variations, seed):
        subject: Any = made.id if made.number % 8 == 0 or not made.alternate else _variant(made)
        lines = [_evidence(made, chance) for _ in range(made.number % 4)]
        told: Tree = {
            "id": f"example:statement:{made.number}",
            "type": "Statement",
            "proposition": {
                "type": "VariantPathogenicityProposition",
                "subjectVariant": subject,
                "predicate": "isCausalFor",
                "objectCondition": {"conceptType": "Disease", "name": f"d{made.number % 99}"},
            },
            "classification": _coded(chance.choice(("pathogenic", "benign"))),
            "direction": "supports",
            "score": chance.random(),
            "contributions": [{
                "type": "Contribution", "date": f"2024-01-{made.number % 28 + 1:02}",
                "contributor": {"type": "Agent", "name": f"laboratory {made.number % 50}"},
            }],
        }  # fmt: skip
        told |= {"hasEvidenceLines": lines} if lines else {}
        yield json.dumps(told)


def _coded(code: str) -> Tree:
    return {"primaryCoding": {"code": code, "system": "ACMG Guidelines, 2015"}}


def _inlined(made: _Made) -> Tree:
    location = {
        "id": made.location_id, "type": "SequenceLocation", "start": made.start, "end": made.end,
        "sequenceReference": {"type": "SequenceReference", "refgetAccession": made.refget},
    }  # fmt: skip
    return {"id": made.id, "type": "Allele", "location": location, "state": made.state}


def _variant(made: _Made) -> Tree:
    constraint = {"type": "DefiningAlleleConstraint", "allele": _inlined(made)}
    return {
        "id": f"example:{made.number}", "type": "CategoricalVariant",
        "name": f"variant {made.number}", "constraints": [constraint],
    }  # fmt: skip


def _evidence(made: _Made, chance: random.Random) -> Tree:
    """An evidence line with a frequency in a cohort."""
    result = {
        "type": "CohortAlleleFrequencyStudyResult",
        "focusAllele": _inlined(made) if made.alternate else made.id,
        "focusAlleleCount": made.number % 7,
        "locusAlleleCount": 100_000,
        "focusAlleleFrequency": chance.random() / 1000,
        "cohort": {"type": "StudyGroup", "name": "all", "characteristics": []},
        "qualityMeasures": {"meanDepth": chance.random() * 60, "note": None},
    }
    return {
        "type": "EvidenceLine", "directionOfEvidenceProvided": "supports",
        "strengthOfEvidenceProvided": _coded("strong"), "hasEvidenceItems": [result],
        "specifiedBy": {"type": "Method", "reportedIn": {
            "type": "Document", "urls": [f"https://doi.example/10.1/{made.number % 500}"]}},
    }  # fmt: skip


def _chromosomes() -> list[tuple[str, Chromosome]]:
    """The chromosomes with variations, by their names."""
    return [(name, each) for name, each in chromosomes("GRCh38").items() if name != "MT"]


def _made(variations: int, seed: int) -> Iterator[_Made]:
    """So many variations, in the order of the genome."""
    chance = random.Random(seed)
    known = _chromosomes()
    number = 0
    for n, (name, chromosome) in enumerate(known):
        share = variations * (n + 1) // len(known) - variations * n // len(known)
        step = max(1, (chromosome.length - 3 * _FIRST) // max(1, share))
        start = _FIRST
        refget = str(refget_of(chromosome.accession))
        for _ in range(share):
            number += 1
            if chance.random() < 0.9:  # else the same place as before, and another base
                start += chance.randrange(1, step) if step > 1 else 1
                reference = chance.choice("ACGT")
            bases = [base for base in "ACGT" if base != reference]
            is_copy = number % 40 == 0
            end = start + (5000 if is_copy else 1)
            alternate = "" if is_copy else bases[number % 3]
            yield _Made(number, name, chromosome.accession, refget, start, end, reference,
                        alternate)  # fmt: skip


def _once(records: Records) -> Records:
    """Records without those whose key is that of one of the last before."""
    last: dict[str, None] = {}
    for key, record in records:
        if key not in last:
            yield key, record
            last[key] = None
            if len(last) > 100:
                del last[next(iter(last))]


def _sequences(_: int, __: int) -> Records:
    for name, chromosome in _chromosomes():
        refget = str(refget_of(chromosome.accession))
        yield refget, {
            "type": "SequenceReference", "id": chromosome.accession, "name": f"chr{name}",
            "refgetAccession": refget, "moleculeType": "genomic", "residueAlphabet": "na",
        }  # fmt: skip


def _locations(variations: int, seed: int) -> Records:
    def made() -> Records:
        for each in _made(variations, seed):
            digest = each.location_id.rpartition(".")[2]
            yield each.location_id, {
                "id": each.location_id, "type": "SequenceLocation", "digest": digest,
                "sequenceReference": f"#/sequenceReference/{each.refget}",
                "start": each.start, "end": each.end,
            } | ({"sequence": each.reference} if each.end == each.start + 1 else {})  # fmt: skip

    yield from _once(made())


def _alleles(variations: int, seed: int) -> Records:
    def made() -> Records:
        for each in _made(variations, seed):
            if not each.alternate:
                continue
            place = f"{each.start}:{each.reference}:{each.alternate}"
            change = f"{each.reference}>{each.alternate}"
            yield each.id, {
                "id": each.id, "type": "Allele", "digest": each.digest,
                "location": f"#/location/{each.location_id}", "state": each.state,
                "expressions": [
                    {"syntax": "spdi", "value": f"{each.accession}:{place}"},
                    {"syntax": "hgvs.g", "value": f"{each.accession}:g.{each.end}{change}"},
                    {"syntax": "gnomad", "value": "-".join((each.chromosome, str(each.end),
                                                            each.reference, each.alternate))},
                ],
            }  # fmt: skip

    yield from _once(made())


def _copy_changes(variations: int, seed: int) -> Records:
    for each in _made(variations, seed):
        if not each.alternate:
            yield each.id, {
                "id": each.id, "type": "CopyNumberChange", "digest": each.digest,
                "location": f"#/location/{each.location_id}", "copyChange": "gain",
            }  # fmt: skip


def _genes(_: int, __: int) -> Records:
    for number in range(1, 100):
        yield f"ncbigene:{number}", {"conceptType": "Gene", "name": f"GENE{number}"}


def _variants(variations: int, seed: int) -> Records:
    for each in _made(variations, seed):
        key = f"clinvar:{each.number}"
        allele = f"#/allele/{each.id}"
        if each.alternate:
            defined = {"type": "DefiningAlleleConstraint", "allele": allele}
            constraints: list[Tree] = [defined | {"relations": _RELATIONS}]
            name = f"{each.accession}:g.{each.end}{each.reference}>{each.alternate}"
            said: Tree = {"members": [allele]}
        else:
            place = f"#/location/{each.location_id}"
            constraints = [
                {
                    "type": "DefiningLocationConstraint",
                    "location": place,
                    "matchCharacteristic": _MATCH,
                },
                {"type": "CopyChangeConstraint", "copyChange": "gain"},
            ]
            name = f"GRCh38/hg38 {each.chromosome}({each.start + 1}-{each.end})x3"
            said = {"members": [f"#/copyNumberChange/{each.id}"]}
        yield key, {
            "id": key, "type": "CategoricalVariant", "name": name, "constraints": constraints,
            "mappings": [{
                "coding": {"system": "https://www.ncbi.nlm.nih.gov/clinvar/variation/",
                           "code": str(each.number)},
                "relation": "exactMatch",
            }],
            "extensions": [
                {"name": "clinvarVariationType", "value": "single nucleotide variant"},
                {"name": "clinvarGeneList",
                 "value": [{"gene": f"#/gene/ncbigene:{each.number % 99 + 1}"}]},
            ],
        } | said  # fmt: skip


def _conditions(_: int, __: int) -> Records:
    for number in range(1, 100):
        key = f"clinvar.trait:{number}"
        yield key, {"id": key, "conceptType": "Disease", "name": f"made disease {number}"}


def _submitters(_: int, __: int) -> Records:
    for number in range(1, 20):
        key = f"clinvar.submitter:{number}"
        yield key, {"id": key, "type": "Agent", "name": f"made laboratory {number}"}


def _propositions(variations: int, _: int) -> Records:
    for number in range(1, variations + 1):
        yield f"SCV{number:09}-PATH", {
            "type": "VariantPathogenicityProposition", "predicate": "isCausalFor",
            "subjectVariant": f"#/variation/clinvar:{number}",
            "objectCondition": f"#/condition/clinvar.trait:{number % 99 + 1}",
        }  # fmt: skip


def _statements(variations: int, _: int) -> Records:
    for number in range(1, variations + 1):
        key = f"clinvar.submission:SCV{number:09}.1"
        yield key, {
            "id": key, "type": "Statement", "direction": "supports",
            "proposition": f"#/varcond-proposition/SCV{number:09}-PATH",
            "classification": {"conceptType": "Classification", "name": "Pathogenic"},
            "contributions": [
                {"type": "Contribution",
                 "contributor": f"#/submitter/clinvar.submitter:{number % 19 + 1}"}
            ],
        }  # fmt: skip

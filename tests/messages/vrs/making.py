"""What the tests of the form vrs share: sequences, random changes on them, ways to and fro."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ga4gh.cat_vrs import models as cat_models
from ga4gh.cat_vrs import recipes
from ga4gh.core import ga4gh_identify
from ga4gh.vrs import models
from ga4gh.vrs.dataproxy import _DataProxy

from clingen_ld.findings.finding import Finding
from clingen_ld.messages.message import Message, Problem, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.messages.writing import WriteOptions, make_writer
from clingen_ld.model import load_model
from clingen_ld.variation.builders import contextual_allele, sequence_reference
from clingen_ld.variation.position import Interval
from clingen_ld.variation.spdi import Placement, sha512t24u
from tests.messages.editing import findings as findings_in

Tree = dict[str, Any]

CHROMOSOME = "NC_000017.11"
TRANSCRIPT = "NM_000999.9"


class MemorySource:
    """Sequences by accession, in memory."""

    def __init__(self, sequences: dict[str, str]) -> None:
        self._sequences = sequences

    def length(self, accession: str) -> int | None:
        found = self._sequences.get(accession)
        return None if found is None else len(found)

    def fetch(self, accession: str, start: int, end: int) -> str:
        return self._sequences[accession][start:end]


class Proxy(_DataProxy):  # type: ignore[misc]
    """One sequence, for ga4gh.vrs."""

    def __init__(self, sequence: str) -> None:
        super().__init__()
        self._sequence = sequence

    def get_sequence(
        self, identifier: str, start: int | None = None, end: int | None = None
    ) -> str:
        return self._sequence[start:end]

    def get_metadata(self, identifier: str) -> dict[str, Any]:
        return {"length": len(self._sequence), "aliases": [], "alphabet": "ACGT", "added": ""}


def repetitive(rng: random.Random, length: int = 60) -> str:
    """A sequence with many repeats: in it, changes can be placed in many ways."""
    text = ""
    while len(text) < length:
        text += "".join(rng.choices("ACGT", k=rng.randint(1, 4))) * rng.randint(1, 6)
    return text


def change(rng: random.Random, sequence: str) -> tuple[int, int, str]:
    """A random change of a sequence: start, end, and what comes in between."""
    start = rng.randint(0, len(sequence))
    end = min(len(sequence), start + rng.choice([0, 0, 0, 1, 1, 2, 3, 4, 6, 12]))
    held = sequence[start:end]
    alternate = rng.choice([
        "", held, held[: len(held) // 2], sequence[start : start + rng.randint(1, 6)] + held,
        held + held, "".join(rng.choices("ACGT", k=rng.randint(1, 5))),
        held[:1] + rng.choice("ACGT") * rng.randint(1, 3) + held[1:],
    ])  # fmt: skip
    return start, end, alternate


def allele(
    name: str, start: int, end: int, reference: str | None, alternate: str | None,
    kind: str = "genomic", names: Iterable[tuple[str, str]] = (), **more: Any,
) -> Tree:  # fmt: skip
    """A contextual allele."""
    placement = Placement(name, Interval.of(start, end), reference, alternate)
    return contextual_allele(placement, kind, load_model(), names=names) | more


def canonical(
    id_: str, alleles: list[Tree], preferred: int | None = None, **more: Any
) -> list[Tree]:
    """A canonical allele before its contextual alleles, each knowing the other."""
    kind = alleles[0].get("contextualAlleleType")
    links: list[Tree] = [
        {"contextualAllele": {"reference": f"ContextualAllele/{each['id']}"}} for each in alleles
    ]
    if preferred is not None:
        links[preferred]["preferred"] = True
    tree: Tree = {"resourceType": "CanonicalAllele", "id": id_}
    tree |= {"canonicalAlleleType": "amino-acid" if kind == "amino-acid" else "nucleotide"}
    tree |= {"complexity": "simple", "relatedContextualAllele": links} | more
    for each in alleles:
        each["canonicalAllele"] = {"reference": f"CanonicalAllele/{id_}"}
    return [tree, *alleles]


def in_intron(start: int, end: int) -> Tree:
    """An allele in an intron of a transcript."""
    tree = allele(TRANSCRIPT, start, end, "A", "T", "transcript")
    tree["referenceCoordinate"] = {
        "referenceSequence": sequence_reference(TRANSCRIPT),
        "start": {"index": start, "externalOffsetLength": 0, "externalOffsetDirection": "+"},
        "end": {"index": start, "externalOffsetLength": 1, "externalOffsetDirection": "+"},
        "refAllele": "A",
    }
    return tree


def written(trees: Iterable[Tree], sequences: Path | None = None) -> tuple[list[Tree], list[str]]:
    """What resources are in VRS, and what that cannot carry, as "IRI what"."""
    output = io.BytesIO()
    writer = make_writer("vrs", output, load_model(), WriteOptions(sequences=sequences))
    lost = [each for tree in trees for each in writer.write(tree)]
    lost += writer.finish()
    values = [json.loads(line) for line in output.getvalue().splitlines()]
    return values, [f"{iri.rsplit('/', 1)[-1]} {what}" for iri, what in lost]


def items(value: Any) -> list[Message | Problem]:
    """What reading a value gives; the form is found out."""
    return list(read_text(json.dumps(value), ReadOptions(), load_model(), "text"))


def read(value: Any) -> list[Tree]:
    """The resources of a value, which has no problem."""
    found = items(value)
    assert not [item for item in found if isinstance(item, Problem)]
    return [item.normal.tree for item in found if isinstance(item, Message)]


def as_model(accession: str, start: int, end: int, state: Tree) -> models.Allele:
    """An allele of ga4gh.vrs."""
    location = {
        "type": "SequenceLocation",
        "sequenceReference": {"type": "SequenceReference", "refgetAccession": accession},
        "start": start,
        "end": end,
    }
    return models.Allele.model_validate({"type": "Allele", "location": location, "state": state})


def check_accepted(value: Tree) -> None:
    """That ga4gh.vrs reads an allele as it is, and gives it the same identifier."""
    model = models.Allele.model_validate(value)
    assert model.model_dump(exclude_none=True, mode="json") == value
    if "id" in value:
        model.id = model.digest = model.location.id = model.location.digest = None
        assert ga4gh_identify(model) == value["id"]


def fasta(path: Path, sequences: dict[str, str]) -> Path:
    """A FASTA file."""
    path.write_text("".join(f">{name}\n{text}\n" for name, text in sequences.items()))
    return path


def refget(sequence: str) -> str:
    return "SQ." + sha512t24u(sequence.encode())


def findings(document: Any) -> list[Finding]:
    """The findings in a document, each value of which is on a line of its own."""
    return findings_in(document, "vrs")


def check_recipe(value: dict[str, Any]) -> None:
    relations = value["constraints"][0]["relations"]
    is_protein = len(relations) == 1
    recipe = recipes.ProteinSequenceConsequence if is_protein else recipes.CanonicalAllele
    for model in (recipe, cat_models.CategoricalVariant):
        read = model.model_validate(value)
        assert read.model_dump(exclude_none=True, mode="json") == value


def sequence(id_: str, accession: str) -> dict[str, Any]:
    system = "http://www.ncbi.nlm.nih.gov/nuccore"
    return {"resourceType": "ReferenceSequence", "id": id_,
            "identifier": [{"system": system, "value": accession}]}  # fmt: skip

"""The sequence that an allele is on: by its accession in the model, by its digest in VRS."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeGuard

from clingen_ld.messages.vrs.schema import REFGET, TERMS
from clingen_ld.model import (
    SUBSETTED,
    Note,
    Object,
    Tree,
    encode,
    is_absolute,
    reference_iri,
    relative_reference,
    wrong,
)
from clingen_ld.types import ContextualAllele, ReferenceCoordinate
from clingen_ld.variation.assemblies import REFGET as REFGET_FORM
from clingen_ld.variation.assemblies import accession_of, main_accession, refget_digest, refget_of
from clingen_ld.variation.builders import reference_sequence
from clingen_ld.variation.sequences import (
    ALLELE_TYPES,
    SequenceSource,
    accession_in,
    accession_kind,
    accessions_of,
    authority,
    looks_like_accession,
    names_of,
    reference_of,
    values_of,
)

_MOLECULES: Final = {
    "genomic": "genomic", "RNA": "transcript", "mRNA": "transcript", "protein": "amino-acid",
}  # fmt: skip
_SYNTAXES: Final = {
    "hgvs.g": "genomic", "hgvs.m": "genomic", "gnomad": "genomic", "hgvs.c": "transcript",
    "hgvs.n": "transcript", "hgvs.r": "transcript", "hgvs.p": "amino-acid",
}  # fmt: skip
_PREFIXES: Final = ("refseq", "refseq", "ensembl", "lrg", "insdc")
"""The prefixes of identifiers.org, by the rank of the authority behind an accession."""
_KEPT: Final = TERMS.term("sequenceReference")
_CURIE: Final = re.compile(r"(?:refseq|ensembl|lrg|insdc|genbank|ga4gh|ncbi):(?P<name>\S+)", re.I)


class ReferencedSequence(NamedTuple):
    """What is known of a sequence: its accession, its refget accession, its name in a source."""

    accession: str | None = None
    refget: str | None = None
    name: str | None = None


def needed(allele: Object) -> Iterator[Object]:
    """The reference to the sequence of an allele, if needed to identify it."""
    reference = reference_of(allele)
    if refget_of(accession_in(reference)) is None:
        yield reference


@dataclass(slots=True)
class Sequences:
    """Finds out what sequences alleles are on; what was digested once is remembered."""

    base: str
    source: SequenceSource | None = None
    _digests: dict[str, str | None] = field(default_factory=dict)

    def find(self, allele: ContextualAllele, target: Object | None) -> ReferencedSequence:
        """The sequence of a contextual allele; `target` is its ReferenceSequence, if known.

        What the ReferenceSequence says goes first, then the display of the reference to it,
        the reference itself, and, where no refget accession says it, the names of the allele.
        """
        reference = allele.referenceCoordinate.referenceSequence
        step = accession_in(reference.tree)
        values = [] if target is None else values_of(target)
        given = next((v for v in (*values, step) if is_refget(v)), None)
        names = _accessions(names_of(allele.tree))[:1] if given is None else ()
        groups: tuple[Iterable[object], ...] = (values, (reference.display, step), names)
        for group in groups:
            found = [each for each in group if looks_like_accession(each)]
            if given is not None:  # An accession of another sequence is not the name of this one.
                found = [each for each in found if _of_chromosome(each) in (None, given)]
            if found:
                return self._known(found, given)
        return ReferencedSequence(None, given)

    def _known(self, accessions: list[str], given: str | None) -> ReferencedSequence:
        accessions = sorted(accessions, key=lambda each: authority(each)[0])
        length = (lambda _: None) if self.source is None else self.source.length
        name = next((each for each in accessions if length(each) is not None), None)
        for accession in accessions:
            refget = _of_chromosome(accession)
            if refget is not None:
                return ReferencedSequence(accession, refget, name)
        refget = given if given is not None or name is None else self._digest(name)
        return ReferencedSequence(name or accessions[0], refget, name)

    def _digest(self, name: str) -> str | None:
        if name not in self._digests and self.source is not None:
            self._digests[name] = refget_digest(self.source, name)
        return self._digests.get(name)


def is_refget(text: object) -> TypeGuard[str]:
    """Whether a text is a refget accession."""
    return isinstance(text, str) and REFGET_FORM.fullmatch(text) is not None


def _accessions(names: Iterable[object]) -> list[str]:
    """The accessions at the head of HGVS names, and no other head."""
    return [*filter(looks_like_accession, accessions_of(names))]


def _of_chromosome(accession: str) -> str | None:
    return refget_of(main_accession(accession))


def write_reference(
    found: ReferencedSequence, allele: ContextualAllele, base: str
) -> Tree | str | None:
    """The sequenceReference of VRS; only its name, where the digest is not known."""
    kind = allele.contextualAlleleType
    if found.refget is None:
        if found.accession is not None:
            return f"{_PREFIXES[authority(found.accession)[0]]}:{found.accession}"
        named = allele.referenceCoordinate.referenceSequence.reference
        return reference_iri(named, base) if named else None
    written: Tree = {"type": "SequenceReference", "refgetAccession": found.refget}
    if found.accession is not None:
        written = {"id": found.accession} | written
    if kind not in ALLELE_TYPES.values():
        kind = ALLELE_TYPES.get(accession_kind(found.accession or "") or "")
    if kind is not None:
        written["residueAlphabet"] = "aa" if kind == "amino-acid" else "na"
        written["moleculeType"] = _molecule_type(kind, found.accession or "")
    return written


def _molecule_type(kind: str, accession: str) -> str:
    if kind == "transcript":
        return "mRNA" if accession.startswith(("NM_", "XM_")) else "RNA"
    return "protein" if kind == "amino-acid" else "genomic"


def kept_reference(coordinate: ReferenceCoordinate, found: ReferencedSequence) -> Tree | str | None:
    """The sequenceReference that a coordinate was read with, if it is of the sequence found."""
    kept = coordinate.tree.get(_KEPT)
    if kept is None:
        return None
    kept = TERMS.from_tree(kept)
    if isinstance(kept, dict):
        refget, own = kept.get("refgetAccession"), read_reference(kept, ()).accession
        # Of one accession, alleles may name several digests: each keeps the one that it names.
        is_named = own is not None and own == found.accession and _of_chromosome(own) is None
        is_same = None in (refget, found.refget) or refget == found.refget
        return kept if is_same or is_named else None
    if not isinstance(kept, str):
        return None
    named = read_reference(kept, ())
    is_same = named.accession in (None, found.accession) and named.refget in (None, found.refget)
    return kept if is_same else None


def read_reference(given: object, expressions: Iterable[object]) -> ReferencedSequence:
    """The sequence of a sequenceReference, beside which an allele has some expressions."""
    refget, names = None, []
    if isinstance(given, str):
        text = _bare(given)
        refget = text if is_refget(text) else None
        names = [text]
    elif isinstance(given, dict):
        refget = given.get("refgetAccession") if is_refget(given.get("refgetAccession")) else None
        names = [_bare(given.get(key)) for key in ("id", "name")]
    known = accession_of(refget) if refget is not None else None
    if known is not None:
        return ReferencedSequence(known, refget)
    is_elsewhere = isinstance(given, str) and refget is None and is_absolute(given)
    heads = set() if is_elsewhere else set(_accessions(expressions))
    names = [each for each in names if looks_like_accession(each)] or sorted(heads)[
        : len(heads) == 1
    ]
    # A name whose digest is another one is not the name of this sequence.
    names = [main_accession(each) for each in names]
    accession = next((each for each in names if refget in (None, refget_of(each) or refget)), None)
    return ReferencedSequence(accession, refget)


def wrong_refget(given: object, at: str) -> Iterator[Note]:
    """The refget accession of a SequenceReference at a pointer, if it is not that of its name."""
    if isinstance(given, dict) and (other := other_sequence(given)) is not None:
        name, refget = other
        expected, said = f"{refget}, that of {name}", given["refgetAccession"]
        yield wrong("refgetAccession", said, expected, f"{at}/refgetAccession", "ST-4")


def other_sequence(given: object) -> tuple[str, str] | None:
    """The name of a chromosome that has another refget accession than a SequenceReference gives.

    With the refget accession that it has. None if nothing contradicts.

    >>> found = other_sequence({
    ...     "refgetAccession": "SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7", "id": "NC_000017.10"})
    >>> found[0] if found else None
    'NC_000017.10'
    """
    if not isinstance(given, dict) or not is_refget(given.get("refgetAccession")):
        return None
    for key in ("id", "name"):
        name = _bare(given.get(key))
        refget = _of_chromosome(name) if looks_like_accession(name) else None
        if refget not in (None, given["refgetAccession"]):
            return name, str(refget)
    return None


def is_name_of_sequence(text: str) -> bool:
    """Whether a text names a sequence: an accession, a refget accession, or any IRI.

    >>> is_name_of_sequence("refseq:NM_007294.3"), is_name_of_sequence("x")
    (True, False)
    """
    name = _bare(text)
    return looks_like_accession(name) or is_refget(name) or is_absolute(text)


def _bare(text: object) -> str:
    found = _CURIE.fullmatch(text) if isinstance(text, str) else None
    return found["name"] if found is not None else text if isinstance(text, str) else ""


def allele_type(found: ReferencedSequence, given: object, syntaxes: Iterable[object]) -> str | None:
    """The contextual-allele-type implied by a sequence, else by the syntax of an expression."""
    kind = accession_kind(found.accession) if found.accession is not None else None
    if kind is not None:
        return ALLELE_TYPES[kind]
    said: Object = given if isinstance(given, dict) else {}
    molecule = said.get("moleculeType")
    if isinstance(molecule, str) and molecule in _MOLECULES:
        return _MOLECULES[molecule]
    if said.get("residueAlphabet") == "aa":
        return "amino-acid"
    return next((_SYNTAXES[s] for s in syntaxes if isinstance(s, str) and s in _SYNTAXES), None)


def read_link(found: ReferencedSequence, given: object, base: str) -> Tree | None:
    """The reference to a ReferenceSequence, as the model has it."""
    name = found.accession or found.refget
    if name is not None:
        return {"reference": f"ReferenceSequence/{encode(name)}"}
    if isinstance(given, str) and is_absolute(given):
        return {"reference": relative_reference(given, base)}
    return None


def mentioned_sequence(found: ReferencedSequence, kind: str | None) -> Tree | None:
    """The ReferenceSequence described in VRS, or None without a description."""
    type_ = kind if kind in ("transcript", "amino-acid") else None
    if found.accession is not None:
        tree = reference_sequence([found.accession], kind=type_)
    elif found.refget is not None:
        tree = {"resourceType": "ReferenceSequence", "id": found.refget}
        tree |= {"meta": {"tag": [SUBSETTED]}, "identifier": []}
        tree |= {"referenceSequenceType": type_} if type_ is not None else {}
    else:
        return None
    if found.refget is not None and accession_of(found.refget) is None:
        tree["identifier"].append({"system": REFGET, "value": found.refget})
    return tree

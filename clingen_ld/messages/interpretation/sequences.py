"""The sequence that an allele of a message lies on, and the id that the allele has from that."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from clingen_ld.model import (
    Object,
    Tree,
    decode,
    is_absolute,
    part,
    reference_iri,
    relative_reference,
)
from clingen_ld.types import Position
from clingen_ld.variation.assemblies import main_accession, with_refseq
from clingen_ld.variation.builders import reference_sequence, sequence_reference
from clingen_ld.variation.naming import name_as_id, placed_id
from clingen_ld.variation.position import Interval, read_position
from clingen_ld.variation.sequences import (
    accession_kind,
    accessions_of,
    by_authority,
    last_step,
    looks_like_accession,
    names_of,
    reference_of,
    values_of,
)
from clingen_ld.variation.spdi import Placement

ANY_SEQUENCE: Final[Object] = {"identifier": [{"value": "NM_000000.1"}]}
"""A sequence that a writer may know and a reader does not: it may have a label."""

_KIND: Final = "ReferenceSequence/"
_PREFIXED: Final = re.compile(r"(?:REFSEQ|GENBANK|ENSEMBL|LRG):(.+)", re.IGNORECASE)
_SEQUENCES: Final = {"transcript": "transcript", "amino-acid": "amino-acid"}


class NamedSequence(NamedTuple):
    """A reference to a sequence in the model, and its accessions."""

    reference: Any
    accessions: tuple[str, ...] = ()


def read_sequence(given: Any, names: Iterable[object], base: str) -> NamedSequence:
    """The sequence of a referenceSequence, beside which an allele has some names.

    A reference inside the base stays; any other sequence is known by its accession, so that
    alleles of all messages and forms meet on it.
    """
    told: Object = {"reference": given} if isinstance(given, str) else given
    if not isinstance(told, dict):
        return NamedSequence(given)
    label = _first(told, "label", "display")
    name = _first(told, "reference", "id", "@id")
    shown = {} if label is None else {"display": label}
    text = name if isinstance(name, str) else ""
    relative = relative_reference(text, base)
    if relative.startswith(_KIND):
        token = decode(relative[len(_KIND) :])
        own = (token,) if looks_like_accession(token) else ()
        return NamedSequence({"reference": relative, **shown}, own)
    prefixed = _PREFIXED.fullmatch(text)
    bare = prefixed[1] if prefixed is not None else text
    if isinstance(given, str) and not looks_like_accession(bare) and not is_absolute(given):
        return NamedSequence(given)  # which names nothing: for the rules to find
    found = _synonyms(next(filter(looks_like_accession, (label, bare)), None), accessions_of(names))
    if found:
        return NamedSequence(sequence_reference(found[0]), tuple(found))
    if is_absolute(text) and "/" in text:
        return NamedSequence({"reference": relative, **shown})
    for each in (label, text):
        if isinstance(each, str) and each.strip() and not each.startswith("_:"):
            return NamedSequence(sequence_reference(each), (each,))
    return NamedSequence(shown)


def _synonyms(label: str | None, heads: list[str]) -> list[str]:
    """The accessions of one sequence, the preferred one first.

    Names refer to the labelled sequence: an accession of another kind or version is another
    sequence, which the rules report.
    """
    if label is not None and label not in heads:
        return by_authority(with_refseq([label]))
    main = label if label is not None else next(iter(by_authority(heads)), None)
    if main is None:
        return []
    base = main.partition(".")[0]
    kind = accession_kind(main)
    own = (
        head
        for head in heads
        if head == main or (accession_kind(head) in (kind, None) and head.partition(".")[0] != base)
    )
    return by_authority(with_refseq(own))


def _first(given: Object, *keys: str) -> Any:
    return next((given[key] for key in keys if key in given), None)


def mentioned_sequence(found: NamedSequence, kind: object, gene: Tree | None) -> Tree | None:
    """The sequence as described in a message, or None without a description."""
    if not found.accessions:
        return None
    type_ = _SEQUENCES.get(kind) if isinstance(kind, str) else None
    tree = reference_sequence(found.accessions, kind=type_, gene=gene)
    if not any(map(looks_like_accession, found.accessions)):
        del tree["identifier"]  # its owner is unknown
    return tree


def write_sequence(tree: Object, target: Object | None, base: str) -> Any:
    """The referenceSequence of an allele, as far as the model has it.

    `target` is the ReferenceSequence itself, if known.
    """
    reference = part(tree, "referenceCoordinate").get("referenceSequence")
    if not isinstance(reference, dict):
        return reference
    found, shown = reference.get("reference"), reference.get("display")
    if not isinstance(found, str) or not found:
        return {} if shown is None else {"label": shown}
    token = decode(found[len(_KIND) :]) if found.startswith(_KIND) else ""
    if shown is None and looks_like_accession(token):
        told = {"label": token}
        if read_sequence(told, names_of(tree), base).reference == {"reference": found}:
            return told
    if shown is None and target is not None:
        shown = next(iter(by_authority(filter(looks_like_accession, values_of(target)))), None)
    told = {"reference": reference_iri(found, base)}
    return told if shown is None else told | {"label": shown}


def needs_sequence(tree: Object) -> bool:
    """Whether only the sequence resource has the accession of an allele's sequence."""
    reference = reference_of(tree)
    return "display" not in reference and not looks_like_accession(last_step(reference))


def default_id(tree: Object) -> str | None:
    """The generated id of a contextual allele: from its placement, else from its name.

    None if neither identifies it.
    """
    names = [name for name in names_of(tree) if isinstance(name, str) and name]
    accession = _accession(tree, names)
    if accession is not None and tree.get("contextualAlleleType") == "amino-acid":
        named = name_as_id(names, accession)
        if named is not None:
            return named
    placed = placement_of(tree, accession) if accession is not None else None
    return placed_id(placed, tree) if placed is not None else name_as_id(names)


def _accession(tree: Object, names: list[str]) -> str | None:
    """The accession of an allele's sequence; None if only its IRI is known."""
    reference = reference_of(tree)
    found, token = reference.get("reference"), last_step(reference) or None
    known = next(filter(looks_like_accession, (token, reference.get("display"))), None)
    known = known or next(iter(by_authority(accessions_of(names))), None)
    if known is not None:
        return main_accession(known)
    return token if isinstance(found, str) and found.startswith(_KIND) else None


def placement_of(tree: Object, accession: str) -> Placement | None:
    """The placement of a contextual allele on a sequence; None if not given."""
    coordinate = part(tree, "referenceCoordinate")
    start, end = (read_position(Position(part(coordinate, name))) for name in ("start", "end"))
    reference, alternate = coordinate.get("refAllele"), tree.get("allele")
    if start is None or end is None:
        return None
    if not all(each is None or isinstance(each, str) for each in (reference, alternate)):
        return None
    return Placement(accession, Interval(start, end), reference, alternate)

"""New contextual alleles, made of HGVS names and SPDI expressions; and haplotypes of names in cis.

What a name deletes or replaces may be left open; then refAllele is left out of the message. The new
residues must be known, from the name or a sequence: a duplication, an inversion or an unchanged
position that names no bases, and a repeat that names its first copy alone, are refused without one.
Names of proteins may give less: a frameshift has its first residue, p.= no place.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from clingen_ld.display import abridged
from clingen_ld.errors import UsageError
from clingen_ld.messages.message import Message, NoText, Problem, ReadOptions, severity_of_problem
from clingen_ld.messages.text.inputs import Inputs, given_paths
from clingen_ld.messages.text.layout import other_name
from clingen_ld.model import (
    DEFAULT_BASE,
    Model,
    Normal,
    Object,
    Tree,
    base_iri,
    is_subsetted,
    load_model,
    normal_form,
    relative_reference,
    resource_iri,
)
from clingen_ld.variation import builders
from clingen_ld.variation.assemblies import main_accession, no_accession
from clingen_ld.variation.hgvs import HgvsName, NotHgvs, parse
from clingen_ld.variation.hgvs_members import in_cis, members
from clingen_ld.variation.hgvs_placement import (
    check_defined,
    check_known,
    check_place,
    known_between,
    place_name,
    residues_of,
    written,
)
from clingen_ld.variation.plain_names import name_type
from clingen_ld.variation.position import Interval
from clingen_ld.variation.sequences import (
    ALLELE_TYPES,
    Residues,
    accession_kind,
    is_accession,
    lacks_version,
    open_sequences,
    values_of,
)
from clingen_ld.variation.spdi import Placement, is_spdi, read_spdi


@dataclass(frozen=True, slots=True)
class KnownSequence:
    """A reference sequence of which there is a message, by one of its accessions."""

    accession: str
    tree: Object
    iri: str
    base: str

    @property
    def reference(self) -> dict[str, Any]:
        """A reference to it."""
        return {"reference": relative_reference(self.iri, self.base), "display": self.accession}

    @property
    def type(self) -> str | None:
        """Its reference-sequence-type."""
        found = self.tree.get("referenceSequenceType")
        return found if isinstance(found, str) else None

    def coding(self, name: str) -> int | None:
        """Its cdsStart or cdsEnd, 1-based; None when the message has none."""
        found = self.tree.get(name)
        is_number = isinstance(found, int) and not isinstance(found, bool) and found >= 1
        return found if is_number else None


class KnownSequences:
    """Finds reference sequences by accession."""

    def __init__(self, trees: Iterable[Object], base: str) -> None:
        """`trees` are resources in normal form; only the ReferenceSequences are of interest."""
        self._found: dict[str, list[KnownSequence]] = {}
        for tree in trees:
            if tree.get("resourceType") == "ReferenceSequence":
                iri = resource_iri(tree, base)
                for accession in values_of(tree):
                    if not isinstance(accession, str):
                        continue
                    known = KnownSequence(accession, tree, iri, base)
                    self._found.setdefault(accession, []).append(known)

    def find(self, accession: str) -> KnownSequence | None:
        """The sequence of an accession, or None.

        A message that says that there is more to know gives way to one that does not. Raises
        `UsageError` when two messages give an accession different coding regions.
        """
        found = self._found.get(accession, [])
        whole = [known for known in found if not is_subsetted(known.tree)] or found
        if not whole:
            return None
        first = whole[0]
        for other in whole[1:]:
            if any(first.coding(n) != other.coding(n) for n in ("cdsStart", "cdsEnd")):
                raise UsageError(
                    f"{accession} is an accession of both {first.iri} and {other.iri}, whose "
                    "coding regions differ"
                )
        return first

    def other_versions(self, accession: str) -> list[str]:
        """The known accessions that differ from one in the version alone."""
        bare = accession.partition(".")[0]
        return [known for known in self._found if known.partition(".")[0] == bare]


_COUNTED: Final = {
    "g": "genomic", "m": "genomic", "o": "genomic", "c": "transcript", "n": "transcript",
    "r": "transcript", "p": "amino-acid",
}  # fmt: skip
"""The type of the contextual alleles whose positions are counted on each axis."""
_CHANGES: Final = {
    "substitution": "SO:1000002", "deletion": "SO:0000159", "insertion": "SO:0000667",
    "duplication": "SO:0000667", "delins": "SO:1000032", "inversion": "SO:1000036",
    "identity": "SO:0002073",
}  # fmt: skip
"""The code of the primary change type that a kind of name says, whatever the sequences are."""
_LONGEST_SHOWN: Final = 80  # characters of a name in an error


def new(
    name: str,
    *,
    transcripts: Inputs = (),
    sequences: str | os.PathLike[str] | None = None,
    base: str = DEFAULT_BASE,
) -> list[Tree]:
    """Make the ContextualAllele of an HGVS name or SPDI expression, and its reference sequence.

    `transcripts` are files or folders with ReferenceSequence messages: c. names count from
    theirs, and the allele refers to the one of its accession. Of any other sequence, what the
    accession implies follows as a second resource. `sequences` is a FASTA file or a SeqRepo, which
    gives the residues that a name leaves out and proves those that it states. All resources are
    in normal form. A name of several alleles in cis (`g.[a;b]`) makes a complex CanonicalAllele,
    the simple ones that it nests, and their contextual alleles, in this order.

    Raises `UsageError` for a name that is invalid or lacks what it needs, and
    `InputError` for files that cannot be read.

    >>> allele, sequence = new("NC_000017.11:g.43045712T>G")
    >>> allele["id"], sequence["chromosome"]
    ('NC_000017.11:43045711:T:G', '17')
    """
    return Maker(transcripts, sequences, base).make(name)


class Maker:
    """Makes the alleles of many names, from the same messages and sequences.

    Raises `InputError` when those cannot be read.
    """

    def __init__(
        self,
        transcripts: Inputs = (),
        sequences: str | os.PathLike[str] | None = None,
        base: str = DEFAULT_BASE,
    ) -> None:
        self._model = load_model()
        self._base = base_iri(base)
        known = _messages(transcripts, self._base, self._model)
        self._known = KnownSequences(known, self._base)
        self._source = None if sequences is None else open_sequences(sequences)
        self._given: set[str] = set()

    def messages(self, name: str) -> Iterator[Message]:
        """The resources of `make` as messages, except sequences that were given before."""
        for tree in self.make(name):
            iri = resource_iri(tree, self._base)
            if tree["resourceType"] == "ReferenceSequence":
                if iri in self._given:
                    continue
                self._given.add(iri)
            yield Message(tree["resourceType"], iri, Normal(tree), NoText())

    def make(self, name: str) -> list[Tree]:
        """The allele of a name, and the sequence that it is on; see `new`."""
        try:
            return self._of_spdi(name) if is_spdi(name) else self._of_hgvs(name)
        except UsageError as error:
            shown = abridged(name, _LONGEST_SHOWN) if name.strip() else f'"{name}"'
            raise UsageError(f"{shown}: {error}") from None

    def _of_hgvs(self, name: str) -> list[Tree]:
        read = parse(name)
        if isinstance(read, NotHgvs):
            hint = f"; did you mean {read.better}?" if read.better else ""
            other = other_name(name) or f": {read.problem}{hint}"
            raise UsageError(f"it is neither SPDI nor HGVS{other}")
        if read.alleles > 1:
            return self._haplotype(name, read)
        if read.accession is None:
            raise UsageError("it has no accession, such as NM_007294.3:, to count on")
        given = read.accession
        read = read._replace(accession=self._main(given))
        known, kind = self._sequence(read.accession or "", read.axis)
        if kind == "amino-acid":
            return self._protein(read, known)
        check_defined(read)
        placement = place_name(read, *_coding_region(read, known, self._known), self._source)
        _check_introns(kind, placement.interval)
        names = [(name, name_type(name))]
        tree = builders.contextual_allele(placement, kind, self._model, names=names)
        self._put_change(tree, _change(read.edit.kind, placement))
        return self._finished(tree, given, known)

    def _haplotype(self, name: str, read: HgvsName) -> list[Tree]:
        """The complex allele of a name, the simple ones it is made of, and theirs."""
        head, mark, body = name.partition(f":{read.axis}.")
        parts = [] if read.others else in_cis(body)
        if not parts:
            raise UsageError(_several(f"{head}{mark}", body, read))
        made = [self._of_hgvs(f"{head}{mark}{part}") for part in parts]
        alleles = [each[0] for each in made]
        if len({each["id"] for each in alleles}) < len(alleles):
            raise UsageError("it names one of its alleles twice")
        trees = builders.haplotype(alleles, name, self._base)
        others = {each["id"]: each for trees_ in made for each in trees_[1:]}
        return self._normal([*trees, *alleles, *others.values()])

    def _protein(self, read: HgvsName, known: KnownSequence | None) -> list[Tree]:
        accession, held = read.accession or "", None
        intervals = read.intervals()
        if intervals:
            span = intervals[-1]
            check_place(accession, span, self._source, beyond=1)
            held = known_between(self._source, accession, span, protein=True)
            check_known(read.edit.reference, held, accession, span.start.index)
        reference = builders.sequence_reference(accession) if known is None else known.reference
        tree = builders.protein_allele(read.name, self._model, sequence=reference, held=held)
        return self._finished(tree, accession, known)

    def _of_spdi(self, text: str) -> list[Tree]:
        given = read_spdi(text)
        accession, place = self._main(given.accession), given.interval
        known, kind = self._sequence(accession)
        _check_introns(kind, place)
        check_place(accession, place, self._source, beyond=int(kind == "amino-acid"))
        reference = residues_of(given.reference, kind)
        alternate = residues_of(given.alternate, kind) or ()
        length = place.length
        if reference is not None and length not in (None, len(reference)):
            raise UsageError(f"its positions are {length} apart, but it names {len(reference)}")
        held = known_between(self._source, accession, place, kind == "amino-acid")
        check_known(reference, held, accession, place.start.index)
        reference = held if reference is None else reference
        letters = written(reference, kind), written(alternate, kind)
        tree = builders.contextual_allele(Placement(accession, place, *letters), kind, self._model)
        if kind == "amino-acid" and reference is not None:
            at_start = place.start.index == 0
            self._put_change(tree, builders.change_of_residues(reference, alternate, at_start))
        elif reference is None and kind != "amino-acid":
            self._put_change(tree, _CHANGES[_kind_of(length, alternate)])
        return self._finished(tree, given.accession, known)

    def _main(self, accession: str) -> str:
        """The accession to know a sequence by: RefSeq's for GenBank's name of a chromosome."""
        is_known = self._known.find(accession) is not None
        return accession if is_known else main_accession(accession)

    def _put_change(self, tree: Tree, code: str | None) -> None:
        is_protein = tree["contextualAlleleType"] == "amino-acid"
        word = "AminoAcid" if is_protein else "Nucleotide"
        value_set = f"primary-{'amino-acid' if is_protein else 'nucleotide'}-change-type"
        if code is not None:
            tree[f"primary{word}ChangeType"] = builders.coded(code, value_set, self._model)

    def _sequence(
        self, accession: str, axis: str | None = None
    ) -> tuple[KnownSequence | None, str]:
        """The message of a sequence, if there is one, and the type of the alleles on it."""
        known = self._known.find(accession)
        if known is None and not is_accession(accession):
            if lacks_version(accession):
                raise UsageError(
                    f"the accession {accession} has no version, such as NM_007294.3 has"
                )
            raise UsageError(no_accession(accession))
        type_ = (None if known is None else known.type) or accession_kind(accession)
        kind = ALLELE_TYPES.get(type_ or "") or _COUNTED.get(axis or "")
        if kind is None:
            raise UsageError(
                f"the accession {accession} does not show the type of its sequence: give "
                "its ReferenceSequence message (--transcripts)"
            )
        if axis is not None and kind != _COUNTED[axis]:
            raise UsageError(
                f"{axis}. positions are those of a {_COUNTED[axis]} allele, but {accession} is a "
                f"{type_} sequence"
            )
        return known, kind

    def _finished(self, tree: Tree, accession: str, known: KnownSequence | None) -> list[Tree]:
        """An allele on its sequence, with what is known of a sequence that has no message."""
        trees = [tree]
        coordinate = tree.get("referenceCoordinate")
        if known is not None and coordinate is not None:
            coordinate["referenceSequence"] = known.reference
        elif coordinate is not None:
            kind = tree["contextualAlleleType"]
            type_ = None if kind == "genomic" else kind  # a chromosome or a gene
            trees.append(builders.reference_sequence([accession], kind=type_))
        return self._normal(trees)

    def _normal(self, trees: Iterable[Tree]) -> list[Tree]:
        normal = (normal_form(t, t["resourceType"], self._model, self._base) for t in trees)
        return [each.tree for each in normal]


def _several(head: str, body: str, read: HgvsName) -> str:
    """The error that a name is of several alleles, but no haplotype, and what to do."""
    alone = "" if read.others else "', '".join(f"{head}{part}" for part in members(body))
    each = f" ('{alone}')" if alone else ""
    return (
        f"it names several alleles that are not together in cis, as [76A>T;79G>C] are: name each "
        f"by itself{each}"
    )


def _messages(inputs: Inputs, base: str, model: Model) -> Iterable[Tree]:
    """The resources of some inputs. Raises `InputError` for what cannot be read."""
    # Messages stand above alleles, and are made of them: they are loaded when they are read.
    from clingen_ld.messages.reading import read_inputs

    given = given_paths(inputs)
    for item in read_inputs(given, ReadOptions(base=base), model):
        if not isinstance(item, Problem):
            yield item.normal.tree
        elif severity_of_problem(item, model) == "error":
            raise item.error()


def _check_introns(kind: str, interval: Interval) -> None:
    if kind != "transcript" and interval.in_intron:
        raise UsageError("positions in introns are those of transcripts")


def _coding_region(
    name: HgvsName, known: KnownSequence | None, sequences: KnownSequences
) -> tuple[int | None, int | None]:
    """Where the positions of a name count from: the first and last coding base, 1-based.

    Raises `UsageError` when that is needed and not known.
    """
    accession = name.accession or ""
    if name.axis not in "cr" or (name.axis == "r" and accession.startswith(("NR_", "XR_"))):
        return 1, None
    if known is None:
        others = sequences.other_versions(accession)
        hint = f"; there is one of {', '.join(others)} only" if others else ""
        raise UsageError(
            f"{name.axis}. positions count from the first coding base, which the accession does "
            f"not give: pass the ReferenceSequence message of {accession} (--transcripts){hint}"
        )
    start, end = known.coding("cdsStart"), known.coding("cdsEnd")
    if start is None:
        raise UsageError(f"{known.iri} has no cdsStart, from which {name.axis}. positions count")
    regions = [place.region for place in (name.start, name.end) if place is not None]
    if end is None and "*" in regions:
        raise UsageError(f"{known.iri} has no cdsEnd, from which positions with * count")
    return start, end


def _change(kind: str, at: Placement) -> str | None:
    """The code of the primary change type of a name; a delins may be a simpler change."""
    found = None
    if kind in ("delins", "repeat", "tract"):
        found = builders.change_type(at.reference, at.alternate)
    return found or _CHANGES.get(kind)


def _kind_of(length: int | None, alternate: Residues) -> str:
    """The kind of a change of so many bases, which are unknown."""
    if not alternate:
        return "deletion"
    return "substitution" if length == len(alternate) == 1 else "delins"

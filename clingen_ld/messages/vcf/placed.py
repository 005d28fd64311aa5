"""Alleles of VCF records, made into messages only when more than their place is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from clingen_ld.messages.descriptions import ANNOTATION
from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.messages.foreign.systems import DBSNP
from clingen_ld.messages.message import Message, Run
from clingen_ld.messages.vcf.annotations import n_quads
from clingen_ld.messages.vcf.chromosomes import MITOCHONDRIAL_LENGTHS
from clingen_ld.messages.vcf.lines import RecordLocator
from clingen_ld.model import Model, Normal, Tree
from clingen_ld.variation.builders import contextual_allele
from clingen_ld.variation.change import Change
from clingen_ld.variation.position import Interval
from clingen_ld.variation.spdi import Placement

if TYPE_CHECKING:
    from clingen_ld.compiled.engine import Decoded, Engine

FORM: Final = "vcf"
_CERTAIN: Final = frozenset("ACGT")


def make_allele(
    accession: str, change: Change[str], numbers: Collection[str], model: Model
) -> dict[str, Any]:
    """The contextual allele of a trimmed change, in normal form.

    `numbers` are those of dbSNP. They are of the place, not of the allele: dbSNP gives all the
    alleles of a place one number.
    """
    place = Interval.of(change.start, change.end)
    placement = Placement(accession, place, change.ref, change.alt)
    name = hgvs_name(accession, change.end, change.ref or "", change.alt or "")
    names = [] if name is None else [name]
    tree = contextual_allele(placement, "genomic", model, names=names)
    if numbers:
        known = [{"system": DBSNP, "value": number} for number in numbers]
        tree["referenceCoordinate"] = {"identifier": known, **tree["referenceCoordinate"]}
    return tree


def hgvs_name(accession: str, end: int, reference: str, alternate: str) -> tuple[str, str] | None:
    """The HGVS name of a substitution, and its type; `end` is 0-based interbase.

    Other changes get none: HGVS shifts an insertion or a deletion as far right as possible, and
    calls some insertions duplications and some indels inversions, which requires the sequence.
    """
    if reference not in _CERTAIN or alternate not in _CERTAIN or reference == alternate:
        return None
    letter, kind = (
        ("m", "hgvs-mito") if accession in MITOCHONDRIAL_LENGTHS else ("g", "hgvs-genomic")
    )
    return f"{accession}:{letter}.{end}{reference}>{alternate}", kind


class PlacedMessage(DirectMessage):
    """The only allele of a record, whose tree is made when it is first asked for.

    `start` is 0-based interbase; `reference` and `alternate` are trimmed. `head` is the record.
    """

    __slots__ = (
        "__dict__", "_head", "_line", "accession", "alternate", "numbers", "reference", "start",
    )  # fmt: skip

    def __init__(
        self, accession: str, start: int, reference: str, alternate: str,
        numbers: Collection[str], file: str, line: int, head: bytes, engine: Engine,
    ) -> None:  # fmt: skip
        self.accession = accession
        self.start = start
        self.reference = reference
        self.alternate = alternate
        self.numbers = numbers
        self.file = file
        self._line = line
        self._head = head
        self.engine = engine
        self.form = FORM
        self._text = self._read = None

    type = "ContextualAllele"

    @cached_property
    def _tree(self) -> Tree:  # type: ignore[override]
        change = Change.of(self.start, self.reference, self.alternate)
        return make_allele(self.accession, change, self.numbers, self.engine.model)

    @cached_property
    def decoded(self) -> Decoded:  # type: ignore[override]
        """The allele, decoded."""
        change = Change.of(self.start, self.reference, self.alternate)
        name = hgvs_name(self.accession, change.end, self.reference, self.alternate)
        found = self.engine.placed(
            self._head,
            self.accession, change.start, change.end, self.reference, self.alternate, "genomic",
            names=() if name is None else (name,),
            of_place=[(DBSNP, number) for number in self.numbers],
        )  # fmt: skip
        assert found is not None
        return found

    def _make(self) -> Message:
        locator = RecordLocator(self._line, self._head.decode("utf-8", "replace"))
        return Message(self.type, self.iri, Normal(self.tree), locator, self.file, FORM)


def is_plain(message: Message) -> TypeGuard[PlacedMessage]:
    """Whether a message is the allele of a record, and no more."""
    return message.__class__ is PlacedMessage


class PlacedRun(Run):
    """The alleles of records in a row, each one base for another, on one sequence.

    `positions` are 1-based, `rows` the first five fields, without the "rs" of a number of dbSNP.
    """

    def __init__(
        self, accession: str, positions: list[int], rows: list[tuple[str, ...]], file: str,
        line: int, engine: Engine,
    ) -> None:  # fmt: skip
        super().__init__(file, len(rows))
        self.accession = accession
        self.positions = positions
        self.rows = rows
        self._line = line
        self._engine = engine

    def messages(self) -> Iterator[PlacedMessage]:
        """The message of each allele."""
        for n, (name, position, number, reference, alternate) in enumerate(self.rows):
            head = f"{name}\t{position}\t{number and 'rs'}{number or '.'}\t{reference}\t{alternate}"
            numbers = (number,) if number else ()
            yield PlacedMessage(
                self.accession, int(position) - 1, reference, alternate, numbers, self.file,
                self._line + n, head.encode(), self._engine,
            )  # fmt: skip

    def iris(self, base: str) -> list[str]:
        """The IRI of each allele."""
        start = f"{base}ContextualAllele/{self.accession}:"
        return [
            f"{start}{position - 1}:{row[3]}:{row[4]}"
            for position, row in zip(self.positions, self.rows, strict=True)
        ]


class AnnotatedMessage(PlacedMessage):
    """The only allele of a record, with an annotation of the INFO if there is one.

    What is decoded does not have the annotation, of which no rule asks.
    """

    annotation: Tree | None = None

    @property
    def tree(self) -> Tree:
        """The allele in normal form."""
        return self._annotated(self._tree)

    @property
    def normal_tree(self) -> Tree:
        """The same, its keys in the order of the normal form."""
        return self._annotated(self.decoded.resource.tree)

    def _annotated(self, tree: Tree) -> Tree:
        return tree if self.annotation is None else tree | {ANNOTATION: self.annotation}

    def n_quads(self) -> bytes:
        """The quads as N-Quads."""
        lines = super().n_quads()
        if self.annotation is None:
            return lines
        return lines + n_quads(self.annotation, self.iri).encode()

    def json_ld(self) -> Tree | None:
        """The JSON-LD without its context; None with an annotation, for the standard path."""
        return super().json_ld() if self.annotation is None else None

    def resource_json(self) -> str | None:
        """The JSON of the normal form; None with an annotation, for the standard path."""
        return super().resource_json() if self.annotation is None else None

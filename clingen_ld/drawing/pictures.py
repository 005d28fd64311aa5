"""The verb `draw`: pictures of the alleles of some inputs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final, Unpack, cast

from clingen_ld.drawing.canvas import png_of
from clingen_ld.drawing.charts import Drawn, draw_allele, draw_canonical, draw_haplotype
from clingen_ld.drawing.views import AlleleView, allele_view
from clingen_ld.errors import UsageError
from clingen_ld.messages.message import READING, Item, Problem, Reading, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.messages.text.inputs import MemoryInputs, given_inputs
from clingen_ld.messages.writing import open_output
from clingen_ld.model import last_step, load_model, reference_iri
from clingen_ld.suggestions import refuse_unknown
from clingen_ld.types import CanonicalAllele, ContextualAllele, Reference
from clingen_ld.validation.rule_registry import AnyEntry, Entry, ResourceSet, of_type
from clingen_ld.validation.rules.contextual_allele import amino_acid_effects
from clingen_ld.validation.rules.references import found, gathered
from clingen_ld.validation.set_index import StoredSet
from clingen_ld.validation.set_rows import record_of, row_of
from clingen_ld.variation.assemblies import age_rank
from clingen_ld.variation.sequences import SequenceSource, open_sequences

ENDINGS: Final = (".svg", ".png")
MOST_ROWS: Final = 256
"""A chart has at most so many contextual alleles."""
DRAWN_TYPES: Final = ("CanonicalAllele", "ContextualAllele")
_PREFERRED: Final = " (preferred)"
_ENOUGH: Final = 1_001
"""So many pictures are made before it is said that there are too many for one file."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of one resource, with its title and what it shows in words."""

    iri: str
    id: str
    """The last step of the IRI."""
    type: str
    title: str
    description: str
    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def png(self, scale: float = 2) -> bytes:
        """The picture as PNG; `scale` is the number of pixels to a unit.

        Raises `UsageError` when the package resvg-py, or any font, is not installed.
        """
        return png_of(self.svg, scale)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the picture to a file in .svg or .png, whole or not at all.

        Raises `UsageError` for another ending, and `InputError` when it cannot be written.
        """
        data = self.svg.encode() if ending_of(path) == ".svg" else self.png()
        with open_output(path) as stream:
            stream.write(data)


class Pictures(tuple[Picture, ...]):
    """Pictures in the order of the input; a notebook shows them below each other."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return "\n".join(f"<div>{picture.svg}</div>" for picture in self)


def the_picture(pictures: Iterable[Picture], hint: str) -> Picture:
    """The only picture, or that of the only canonical allele.

    Raises `UsageError` when there is none or several; `hint` says how to name one.
    """
    some = list(islice(pictures, _ENOUGH))
    canonical = [picture for picture in some if picture.type == "CanonicalAllele"]
    if len(canonical) == 1 or len(some) == 1:
        return (canonical or some)[0]
    if not some:
        raise UsageError("the input has no allele to draw")
    many = f"{len(some)}" if len(some) < _ENOUGH else f"more than {_ENOUGH - 1}"
    names = ", ".join(picture.id for picture in some[:3])
    raise UsageError(f"the input has {many} alleles ({names}, …): {hint}")


def ending_of(path: str | os.PathLike[str]) -> str:
    """The ending of a picture's file name.

    Raises `UsageError` when it is none of `ENDINGS`.
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"{os.fspath(path)}: a picture is written as .svg or .png")
    return ending


def draw(
    inputs: MemoryInputs,
    *,
    id: str | Iterable[str] = (),
    sequences: str | os.PathLike[str] | None = None,
    options: ReadOptions | None = None,
    report: Callable[[Problem], None] | None = None,
    **reading: Unpack[Reading],
) -> Pictures:
    """Draw the canonical and contextual alleles of files, folders and messages in memory.

    A canonical allele is a chart of its contextual alleles, a complex one its simple alleles on
    one axis, a contextual allele its change on its sequence. `id` is the id or IRI of those that
    are wanted. `sequences` is a FASTA file or a SeqRepo, for the residues around a change.
    `report` gets what cannot be read; the rest is drawn.

    Raises `InputError` when an input cannot be read, and `UsageError` for an id that no allele of
    the inputs has.
    """
    refuse_unknown(reading, READING)
    chosen = replace(options or ReadOptions(), **cast(Any, reading))
    items = read_inputs(given_inputs(inputs), replace(chosen, placed=False), load_model())
    wanted = [id] if isinstance(id, str) else list(id)
    return Pictures(
        draw_items(items, chosen.base, wanted=wanted, sequences=sequences, report=report)
    )


def draw_items(
    items: Iterable[Item],
    base: str,
    *,
    wanted: Sequence[str] = (),
    sequences: str | os.PathLike[str] | None = None,
    report: Callable[[Problem], None] | None = None,
) -> Iterator[Picture]:
    """Draw what reading gives, one picture after another, as `draw` does."""
    source = None if sequences is None else open_sequences(sequences)
    with closing(StoredSet(base)) as resources:
        for item in items:
            if not isinstance(item, Problem):
                resources.add_row(row_of(item, record_of(item)))
            elif report is not None:
                report(item)
        drawn: set[str] = set()
        named = frozenset(wanted)
        for entry in resources:
            names = {entry.iri, last_step(entry.iri)}
            if entry.iri in drawn or (named and not names & named):
                continue
            if picture := _picture(entry, resources, source):
                drawn |= names
                yield picture
        for name in wanted:
            if name not in drawn:
                raise UsageError(f"the input has no allele with the id {name}")


def _picture(
    entry: AnyEntry, resources: ResourceSet, source: SequenceSource | None
) -> Picture | None:
    """The picture of a resource; None of one that is not an allele."""
    whole = resources.get(entry.iri) or entry
    if (canonical := of_type(whole, CanonicalAllele)) is not None:
        made = _canonical(canonical, resources, source)
    elif (allele := of_type(whole, ContextualAllele)) is not None:
        made = draw_allele(allele_view(allele, resources, source))
    else:
        return None
    type_ = whole.record.resourceType or ""
    id_ = last_step(entry.iri)
    return Picture(entry.iri, id_, type_, made.title, made.description, made.svg)


def _canonical(
    entry: Entry[CanonicalAllele], resources: ResourceSet, source: SequenceSource | None
) -> Drawn:
    held, missing = _held(gathered(entry.record), resources)
    own = {each.iri: each for each in held}
    effects = {e.iri: e for each in held for e in amino_acid_effects(each.record, resources)}
    marks = dict.fromkeys(effects.keys() - own.keys(), " (effect)")
    marks |= dict.fromkeys(_preferred(entry.record, resources.base), _PREFERRED)
    views = [allele_view(each, resources, source) for each in (effects | own).values()]
    label = next((v.label for v in views if marks.get(v.iri) == _PREFERRED), None)
    members = _members(entry, resources, source)
    if members:
        lacking = len(entry.record.nested) - len(members)
        return draw_haplotype(entry.iri, label, members, lacking)
    return draw_canonical(entry.iri, label, views, marks, missing)


def _preferred(canonical: CanonicalAllele, base: str) -> Iterator[str]:
    for link in canonical.relatedContextualAllele:
        if link.preferred and (reference := link.contextualAllele.reference):
            yield reference_iri(reference, base)


def _held(
    references: Iterable[Reference], resources: ResourceSet
) -> tuple[list[Entry[ContextualAllele]], int]:
    """The alleles of the first `MOST_ROWS` references, and the number of the others."""
    wanted = list(references)
    entries = (found(reference, ContextualAllele, resources) for reference in wanted[:MOST_ROWS])
    held = [entry for entry in entries if entry is not None]
    return held, len(wanted) - len(held)


def _members(
    entry: Entry[CanonicalAllele], resources: ResourceSet, source: SequenceSource | None
) -> list[AlleleView]:
    """The simple alleles of a complex one, on the sequence that most of them are on."""
    by_sequence: dict[str, dict[str, AlleleView]] = {}
    for reference in entry.record.nested[:MOST_ROWS]:
        simple = found(reference, CanonicalAllele, resources)
        if simple is None:
            continue
        for allele in _held(gathered(simple.record), resources)[0]:
            view = allele_view(allele, resources, source)
            by_sequence.setdefault(view.accession, {}).setdefault(simple.iri, view)
    if not by_sequence:
        return []
    # Of sequences with as many of them, the newest build, then the first by name.
    ranked = sorted(
        by_sequence.values(),
        key=lambda views: (-len(views), -age_rank(next(iter(views.values())).build)),
    )
    return list(ranked[0].values())

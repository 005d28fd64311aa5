"""Alleles in introns are RelativeAlleles of VRS 2.1, and these are alleles in introns."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clingen_ld.messages.vrs.identifiers import computed_id
from clingen_ld.variation.builders import sequence_reference
from clingen_ld.variation.change import Change
from clingen_ld.variation.position import InterbasePosition, Interval
from clingen_ld.variation.spdi import Placement
from tests.messages.vrs.making import CHROMOSOME, TRANSCRIPT, Tree, allele, canonical, read, written
from tests.messages.vrs.test_kept_classes import errors
from tests.messages.vrs.test_round_trips import WAYS, through
from tests.messages.vrs.test_vectors import CHR17, SPECIFICATION, identified, literal
from tests.messages.vrs.test_vectors import given as of_row

TRANSCRIPT_DIGEST = "SQ.cXRaN1IhgR6Mg9U-qafH2Be6IuQgB6Ox"


def sequence(refget: str, **more: Any) -> Tree:
    return {"type": "SequenceReference", "refgetAccession": refget} | more


def relative(
    side: str, offsets: tuple[int, int], base: str, mapped: str, reference: str | None = None
) -> Tree:
    """An allele at an offset, at 1000 of chromosome 17."""
    place: Tree = {"type": "SequenceLocation", "sequenceReference": sequence(CHR17)}
    place |= {"start": 1000, "end": 1000 + abs(offsets[1] - offsets[0])}
    place |= {} if reference is None else {"sequence": reference}
    return {
        "type": "RelativeAllele",
        "relativeLocation": {
            "type": "RelativeSequenceLocation", "baseSequenceLocation": place,
            "mappedSequenceLocation": {
                "type": "SequenceOffsetLocation",
                "sequenceReference": sequence(TRANSCRIPT_DIGEST, id=TRANSCRIPT),
                "anchor": 248, "anchorOrientation": side,
                "offsetStart": offsets[0], "offsetEnd": offsets[1],
            },
        },
        "baseState": literal(base), "mappedState": literal(mapped),
    }  # fmt: skip


def ends(tree: Tree) -> list[tuple[Any, ...]]:
    keys = ("index", "externalOffsetLength", "externalOffsetDirection",
            "externalGenomicPositionIndex")  # fmt: skip
    coordinate = tree["referenceCoordinate"]
    return [tuple(coordinate[end].get(key) for key in keys) for end in ("start", "end")]


@pytest.mark.parametrize(("value", "expected"), [
    (relative("left", (12, 13), "A", "A"), [(248, 12, "+", 1000), (248, 13, "+", 1001)]),
    (relative("right", (-1, 0), "C", "C"), [(248, 1, "-", 1000), (248, 0, "-", 1001)]),
    (relative("right", (-1, 0), "G", "C"), [(248, 1, "-", 1001), (248, 0, "-", 1000)]),
    (relative("right", (1, 0), "G", "C"), [(248, 1, "-", 1001), (248, 0, "-", 1000)]),
    (relative("left", (4, 4), "A", "A"), [(248, 4, "+", 1000), (248, 4, "+", 1000)]),
    (relative("left", (-2, 1), "AC", "AC"),
     [(246, None, None, None), (248, 1, "+", 1003)]),
    (relative("left", (1, 3), "AT", "AT"), [(248, 1, "+", None), (248, 3, "+", None)]),
])  # fmt: skip
def test_offsets_are_places_in_introns_and_come_back(
    value: Tree, expected: list[Any], tmp_path: Path
) -> None:
    """Downstream, upstream, minus strand, as earlier drafts wrote it, insertion, across the edge;
    the last one's states do not tell the strand."""
    tree = read(value)[0]
    assert tree["contextualAlleleType"] == "transcript"
    assert tree["identifier"][0]["value"] == computed_id(value)
    assert ends(tree) == expected
    assert errors(value) == []
    for way in WAYS:
        assert through([value], way, tmp_path) == [value]


def test_what_stands_there_is_on_the_strand_of_the_transcript() -> None:
    tree = read(relative("left", (0, 2), "C", "G", "AG"))[0]
    assert tree["referenceCoordinate"]["refAllele"] == "CT"
    assert tree["id"] == f"{TRANSCRIPT}:248+0_248+2:CT:G"


def in_intron(side: str, offsets: tuple[int, int], strand: str, reference: str, put: str) -> Tree:
    start, end = (InterbasePosition(248, side, n) for n in offsets)  # type: ignore[arg-type]
    placement = Placement(TRANSCRIPT, Interval(start, end), reference, put)
    tree = allele(TRANSCRIPT, 248, 248, reference, put, "transcript") | {"id": placement.id}
    places = (1000, 1000 + len(reference))
    genomic = sequence_reference(CHROMOSOME)
    told: Tree = {"referenceSequence": sequence_reference(TRANSCRIPT)}
    for key, position, index in zip(
        ("start", "end"), (start, end), places if strand == "+" else places[::-1], strict=True
    ):
        told[key] = {
            "index": 248, "externalOffsetLength": position.length, "externalOffsetDirection": side,
            "externalGenomicReferenceSequence": genomic, "externalGenomicPositionIndex": index,
        }  # fmt: skip
    return tree | {"referenceCoordinate": told | {"refAllele": reference}}


SEQUENCES = st.text("ACGT", min_size=1, max_size=4)


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(st.sampled_from("+-"), st.integers(0, 50), st.sampled_from("+-"), SEQUENCES, SEQUENCES)
def test_alleles_of_the_model_go_to_vrs_and_back(
    side: str, at: int, strand: str, reference: str, put: str
) -> None:
    length = len(reference)
    offsets = (at, at + length) if side == "+" else (at + length, at)
    tree = in_intron(side, offsets, strand, reference, put)
    (value,), lost = written([tree])
    assert value["type"] == "RelativeAllele"
    turned = Change(0, 0, put, put).reverse_complement().ref
    assert value["baseState"] == literal(put if strand == "+" else turned or "")
    if put == turned:  # Then nothing tells the strand.
        assert lost
        return
    assert lost == []
    again = read(value)[0]
    assert {k: v for k, v in again.items() if not k.startswith("http")} == tree
    with tempfile.TemporaryDirectory() as folder:
        assert through([value], "nquads", Path(folder)) == [value]


def test_an_allele_of_a_canonical_one_stands_beside_it() -> None:
    """Cat-VRS 1 has members of VRS 2.0 only."""
    inside = in_intron("+", (0, 1), "-", "A", "T")
    sibling = allele(CHROMOSOME, 1000, 1001, "T", "A")
    variant, beside = written(canonical("CA1", [inside, sibling], preferred=1))[0]
    assert [each["type"] for each in variant["members"]] == ["Allele"]
    assert beside["type"] == "RelativeAllele"
    whole, other = read(variant)[0], read(beside)[0]
    links = [each["contextualAllele"]["reference"] for each in whole["relatedContextualAllele"]]
    assert links[1] == f"ContextualAllele/{other['id']}" == f"ContextualAllele/{inside['id']}"
    assert other["canonicalAllele"] == {"reference": "CanonicalAllele/CA1"}
    again, lost = written([whole, *read(variant)[1:], *read(beside)])
    assert again == [variant, beside]
    assert lost == []


@pytest.mark.parametrize("change", [
    {"start": {"externalOffsetDirection": "-"}}, {"end": {"externalGenomicPositionIndex": None}},
    {"end": {"index": 300}},
])  # fmt: skip
def test_what_has_no_form_in_vrs_is_named(change: Tree) -> None:
    tree = in_intron("+", (0, 1), "+", "A", "T")
    for end, more in change.items():
        told = tree["referenceCoordinate"][end] | more
        tree["referenceCoordinate"][end] = {k: v for k, v in told.items() if v is not None}
    values, lost = written([tree])
    assert values == []
    assert len(lost) == 1
    assert "the allele: " in lost[0]


@pytest.mark.parametrize("more", [{}, {"id": "my:block", "digest": "x" * 32}])
def test_a_block_with_one_gets_no_digest_of_the_others(more: Tree, tmp_path: Path) -> None:
    members = [identified(of_row(SPECIFICATION[0])), relative("left", (12, 13), "A", "A")]
    value = {"type": "CisPhasedBlock", "members": members} | more
    assert through([value], "nquads", tmp_path) == [value]

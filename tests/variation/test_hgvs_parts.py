"""Positions of HGVS names, their order and distance, their gaps, and the edits between them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from clingen_ld.variation.change import Change
from clingen_ld.variation.hgvs_parts import (
    HgvsEdit,
    Location,
    edit_of,
    falls,
    gap_after,
    gap_before,
    length_between,
    location_of,
    may_be_neighbours,
    sequence_base,
    transcript_order,
    why_not_coding,
    why_not_counted,
)
from clingen_ld.variation.position import InterbasePosition
from clingen_ld.variation.sequences import ANY


@pytest.mark.parametrize(
    ("accession", "inner", "axes"),
    [
        ("NC_000017.11", None, "g"),
        ("NC_012920.1", None, "gmo"),
        ("NC_001416.1", None, "gmo"),  # a phage, which may be circular
        ("NG_005905.2", None, "gcnr"),
        ("NM_007294.4", None, "cnr"),
        ("ENST00000357654.9", None, "cnr"),
        ("LRG_292t1", None, "cnr"),
        ("NR_027676.2", None, "nr"),
        ("NP_009225.1", None, "p"),
        ("NC_000023.11", "NM_004006.2", "gcnrp"),  # a transcript selected on a chromosome
        ("U14680.1", None, "gmocnrp"),  # it shows nothing
    ],
)
def test_coordinate_types_of_references(accession: str, inner: str | None, axes: str) -> None:
    assert {a for a in "gmocnrp" if why_not_counted(accession, inner, a) is None} == set(axes)


def test_the_reason_names_what_the_reference_is() -> None:
    assert why_not_counted("NP_009225.1", None, "c") == (
        "c. counts coding positions, but NP_009225.1 is a protein"
    )
    assert why_not_counted("NM_12", None, "c") == "NM_12 is not an accession of a sequence"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("chr17", "of a sequence, such as NC_000017.11 (GRCh38)"),
        ("X", "of a sequence, such as NC_000023.11 (GRCh38)"),
        ("chrM", "of a sequence, such as NC_012920.1 (GRCh38)"),
        ("chr23", "of a sequence"),
        ("Q9Y6K9.2", "Q9Y6K9.2 is of UniProt: HGVS counts on proteins of RefSeq, Ensembl and LRG"),
        ("P38398-2", "P38398-2 is of UniProt: HGVS counts on proteins of RefSeq, Ensembl and LRG"),
    ],
)
def test_what_is_no_accession(name: str, said: str) -> None:
    assert (why_not_counted(name, None, "g") or "").endswith(said)


IN_ORDER = [
    Location(20, -3, "-"), Location(20, 0, "-"), Location(1, 0, "-"), Location(1), Location(88, 1),
    Location(89, -1), Location(89), Location(1, 0, "*"), Location(2, 0, "*"),
]  # fmt: skip


def test_order_on_a_transcript() -> None:
    mixed = IN_ORDER[4:] + IN_ORDER[:4]
    assert sorted(mixed, key=transcript_order) == IN_ORDER
    assert not any(falls(a, b) for a, b in pairwise(IN_ORDER))
    assert all(falls(b, a) for a, b in pairwise(IN_ORDER))


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        (Location(5), Location(5), 1),
        (Location(5), Location(8), 4),
        (Location(2, 0, "-"), Location(2), 4),  # -2 -1 1 2
        (Location(1, 0, "*"), Location(3, 0, "*"), 3),
        (Location(88, 1), Location(88, 4), 4),
        (Location(88, 1), Location(89, -1), None),  # the length of an intron is in no name
        (Location(88), Location(1, 0, "*"), None),  # nor is the last coding base
        (None, Location(1), None),
    ],
)
def test_lengths(start: Location | None, end: Location | None, length: int | None) -> None:
    assert length_between(start, end) == length


@pytest.mark.parametrize(
    ("start", "end", "may_be"),
    [
        (Location(5), Location(6), True),
        (Location(5), Location(7), False),
        (Location(1, 0, "-"), Location(1), True),
        (Location(88, 4), Location(88, 5), True),
        (Location(88, 5), Location(89, -4), True),
        (Location(88, 5), Location(89, -3), False),
        (Location(300), Location(1, 0, "*"), True),
        (Location(300), Location(2, 0, "*"), False),
    ],
)
def test_neighbours(start: Location, end: Location, may_be: bool) -> None:
    assert may_be_neighbours(start, end) is may_be


def test_positions_that_no_coding_region_has() -> None:
    after = why_not_coding(Location(20), Location(22), 21, flanks=False)
    assert after == "22, which is after the stop (after the last coding base, 21, comes *1)"
    stop = Location(1, 0, "*")
    apart = why_not_coding(Location(20), stop, 21, flanks=True)
    assert apart == "20 and *1, which are not neighbours (the last coding base is 21)"
    assert why_not_coding(Location(21), stop, 21, flanks=True) is None
    assert why_not_coding(Location(20), stop, 21, flanks=False) is None


def test_bases_of_the_sequence() -> None:
    places = [Location(5, 0, "-"), Location(1), Location(10, 7), Location(2, 0, "*")]
    assert [sequence_base(place, 114, 200) for place in places] == [109, 114, 123, 202]
    assert [sequence_base(place, None, None) for place in places] == [None] * 4


def test_gaps_around_a_position() -> None:
    assert (gap_before(5, 0), gap_after(5, 0)) == (InterbasePosition(4), InterbasePosition(5))
    # c.88+1 is between the gaps 88+0 and 88+1, c.89-1 between 88-1 and 88-0.
    assert gap_before(88, 1) == InterbasePosition(88)
    assert gap_after(88, 1) == InterbasePosition(88, "+", 1)
    assert gap_before(89, -1) == InterbasePosition(88, "-", 1)
    assert gap_after(89, -1) == InterbasePosition(88)


@pytest.mark.parametrize(
    ("read", "place"),
    [
        ({"base": 5}, Location(5)),
        ({"base": -5, "offset": 3}, Location(5, 3, "-")),
        ({"base": 5, "utr3": True}, Location(5, 0, "*")),
        ({"aa": "Ile", "number": 7}, Location(7, residue="Ile")),
        ({"base": 88, "offset": 2**62}, None),  # 88+?
        ({"base": 1, "special": "Pter"}, None),
    ],
)
def test_positions_as_the_grammar_reads_them(read: dict[str, Any], place: Location | None) -> None:
    assert location_of({"Single": {"Certain": read}}) == place
    assert location_of({"Single": {"Uncertain": read}}) is None


def literal(text: str) -> dict[str, Any]:
    return {"Literal": list(text)}


@pytest.mark.parametrize(
    ("word", "detail", "start", "end", "edit"),
    [
        ("Substitution", {"reference": "A", "alternative": "g"}, 5, 5, ("substitution", "A", "G")),
        ("Deletion", {}, 5, 6, ("deletion", (ANY, ANY), "")),
        ("Deletion", {"sequence": literal("AC")}, 5, 6, ("deletion", "AC", "")),
        ("Insertion", {"sequence": literal("acu")}, 5, 6, ("insertion", "", "ACT")),
        ("Insertion", {"sequence": {"Count": 2}}, 5, 6, ("insertion", "", (ANY, ANY))),
        ("Delins", {"sequence": literal("T")}, 5, 6, ("delins", (ANY, ANY), "T")),
        ("Duplication", {"sequence": literal("AC")}, 5, 6, ("duplication", "AC", "ACAC")),
        ("Inversion", {"sequence": literal("AAC")}, 5, 7, ("inversion", "AAC", "GTT")),
        (
            "Repeat", {"sequence": literal("CAG"), "count": {"Exact": 3}}, 1, 6,
            ("repeat", "CAGCAG", "CAGCAGCAG"),
        ),
        (
            "Repeat", {"sequence": literal("CAG"), "count": {"Exact": 3}}, 1, 7,
            ("tract", None, None),
        ),
        ("Conversion", {}, 5, 5, ("other", (ANY,), None)),
    ],
)  # fmt: skip
def test_edits(
    word: str, detail: dict[str, Any], start: int, end: int, edit: tuple[str, Any, Any]
) -> None:
    kind, reference, alternate = edit
    found = edit_of(word, detail, Location(start), Location(end))
    wanted = (None if each is None else tuple(each) for each in (reference, alternate))
    assert found == HgvsEdit(kind, *wanted)


def test_a_change_takes_from_the_message_what_the_name_does_not_say() -> None:
    held = Change(3, 7, tuple("ACGT"), ())
    deletion = edit_of("Deletion", {}, Location(5), Location(6))
    assert deletion.change(4, 6, held) == Change(4, 6, tuple("CG"), ())
    inversion = edit_of("Inversion", {}, Location(5), Location(7))
    assert inversion.change(4, 7, held) == Change(4, 7, tuple("CGT"), tuple("ACG"))
    unknown = deletion.change(40, 42, held)
    assert unknown.ref is not None
    assert not set(unknown.ref) & set("ACGT")

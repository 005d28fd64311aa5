"""Indels in variant files: anchored and to the left, with sequences and without them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clingen_ld
from clingen_ld import Document
from clingen_ld.errors import InputError
from tests.messages.vcf.making import (
    MITOCHONDRIAL,
    TITLES,
    fasta,
    records,
    trees,
    vcf,
    written,
)
from tests.messages.vcf.test_writing import allele, lost, named, read_by_pysam

# With sequences

#           0123456789012345
SEQUENCE = "GATTTACCACACACGT"


@pytest.mark.parametrize(
    ("start", "ref", "alt", "record", "is_moved"),
    [
        (4, "T", "C", "5 . T C", False),
        (5, "A", "", "5 . TA T", False),
        (0, "G", "", "1 . GA A", False),
        (0, "", "C", "1 . G CG", False),
        (16, "", "A", "16 . T TA", False),
        (4, "T", "", "2 . AT A", True),
        (5, "", "T", "2 . A AT", True),
        (12, "AC", "", "7 . CCA C", True),
        (2, "TTT", "TT", "2 . AT A", True),
        (14, "GT", "AG", "15 . GT AG", False),
    ],
)
def test_indels_are_anchored_and_to_the_left(
    start: int, ref: str, alt: str, record: str, is_moved: bool, tmp_path: Path
) -> None:
    where = fasta(tmp_path, SEQUENCE)
    text, left = written([allele(start, ref, alt, MITOCHONDRIAL)], sequences=where)
    assert records(text) == [f"MT {record}"]
    [(_, _, _, anchored, [other])] = read_by_pysam(text, tmp_path)
    assert record.endswith(f"{anchored} {other}")
    moved = [said for _, said in left]
    assert bool(moved) == is_moved
    assert all(said.startswith("its own placement (it is at ") for said in moved)


def test_what_the_sequences_contradict_is_told(tmp_path: Path) -> None:
    where = fasta(tmp_path, SEQUENCE)
    options = {"sequences": where}
    assert lost(allele(4, "G", "C", MITOCHONDRIAL), **options) == [
        "refAllele G, where the sequence has T"
    ]
    assert lost(allele(15, "TT", "C", MITOCHONDRIAL), **options) == [
        "a place beyond the end of NC_012920.1, which has 16 bases"
    ]
    assert lost(allele(0, SEQUENCE, "", MITOCHONDRIAL), **options) == [
        "a deletion of the whole sequence"
    ]
    assert lost(allele(4, "G", "", "NC_000001.11"), **options) == [
        "the anchor base of an insertion or a deletion (the sequences given have no NC_000001.11)"
    ]
    assert lost(allele(4, "G", "T", "NC_000001.11"), **options) == []
    tree = named(4, 5, None, "C", {"reference": f"ReferenceSequence/{MITOCHONDRIAL}"})
    assert records(written([tree], **options)[0]) == ["MT 5 . T C"]
    with pytest.raises(InputError):
        written([], sequences=tmp_path / "none.fa")


# Round trips


def _normalized(sequence: str, start: int, ref: str, alt: str) -> tuple[int, str, str]:
    """A record in the form of Tan, Abecasis and Kang (2015), by their algorithm; 0-based start."""
    changed = True
    while changed:
        changed = False
        if ref and alt and ref[-1] == alt[-1]:
            ref, alt, changed = ref[:-1], alt[:-1], True
        if (not ref or not alt) and start > 0:
            start -= 1
            ref, alt, changed = sequence[start] + ref, sequence[start] + alt, True
    if not ref or not alt:  # at the start of the sequence, the base behind is the anchor
        behind = sequence[start + len(ref)]
        ref, alt = ref + behind, alt + behind
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0] and ref[1:] != alt[1:]:
        start, ref, alt = start + 1, ref[1:], alt[1:]
    return start, ref, alt


@given(st.text("ACG", min_size=20, max_size=60), st.data())
def test_records_come_back_normalized(
    tmp_path_factory: pytest.TempPathFactory, sequence: str, data: st.DataObject
) -> None:
    wanted = set()
    lines = []
    for _ in range(5):
        start = data.draw(st.integers(0, len(sequence) - 3))
        ref = sequence[start : start + data.draw(st.integers(1, 3))]
        alt = data.draw(st.text("ACG", min_size=1, max_size=4))
        if alt == ref:
            continue
        line = f"MT {start + 1} . {ref} {alt}"
        lines += [] if line in lines else [line]
        at, ref, alt = _normalized(sequence, start, ref, alt)
        wanted.add((at + 1, ref, alt))
    where = fasta(tmp_path_factory.mktemp("fasta"), sequence)
    text, _ = written(trees(vcf(*lines)) if lines else [], sequences=where)
    assert records(text) == [f"MT {at} . {ref} {alt}" for at, ref, alt in sorted(wanted)]
    again, left = written(trees(text) if lines else [], sequences=where)
    assert (again, left) == (text, [])


_BASES = st.text("ACGTacgt", min_size=1, max_size=5)


@given(st.lists(st.tuples(st.integers(1, 400), _BASES, st.lists(_BASES, min_size=1, max_size=3))))
@pytest.mark.parametrize("engine", ["direct", "standard"])
def test_indels_survive_without_sequences(engine: Any, records: list[Any]) -> None:
    """The base beside an insertion or a deletion stands in the record that it was read from."""
    lines = ["##fileformat=VCFv4.3", "##reference=GRCh38", TITLES]
    for position, reference, alternates in records:
        reference = "A" + reference  # The base before, which the alternates have, too.
        changed = [one for one in alternates if one.upper() != reference[1:].upper()]
        alternates = ["A", *("A" + alternate for alternate in changed)]
        fields = ("chr1", position, ".", reference, ",".join(alternates), ".", ".", ".")
        lines.append("\t".join(map(str, fields)))
    first = clingen_ld.convert(Document("\n".join(lines) + "\n"), "vcf", engine=engine)
    assert first.text is not None
    assert [loss for loss in first.lost if "anchor" in loss] == []
    again = clingen_ld.convert(Document(first.text), "nquads", engine=engine)
    expected = clingen_ld.convert(Document("\n".join(lines) + "\n"), "nquads", engine=engine)
    assert set((again.text or "").splitlines()) == set((expected.text or "").splitlines())

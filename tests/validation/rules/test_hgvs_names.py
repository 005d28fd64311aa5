"""HG-1 to HG-5: HGVS names say what the allele says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.model import infer_type, load_model, normal_form
from clingen_ld.types import ContextualAllele
from clingen_ld.validation.rule_registry import (
    AnyEntry,
    Violation,
    message_of,
    of_type,
    severity_of,
)
from clingen_ld.validation.rules.hgvs_names import names_are_hgvs, names_are_of_the_allele
from tests.validation.builders import (
    BASE,
    GONE,
    MemorySet,
    Tree,
    amino_acid,
    at,
    changed,
    chromosome,
    coordinate,
    genomic,
    intron,
    intron_position,
    messenger,
    protein,
    ref,
    sequence,
    term,
    transcript,
)

TYPES = {
    "g": "hgvs-genomic",
    "m": "hgvs-mito",
    "c": "hgvs-cdna",
    "n": "hgvs-ncrna",
    "r": "hgvs-rna",
    "p": "hgvs-protein-3",
}
DNA = st.text("ACGT", min_size=1, max_size=6)


def named(tree: Tree, name: str, name_type: str | None = None) -> Tree:
    """An allele with a name; its type is the one of its axis unless it is said."""
    kind = name_type or TYPES[name.rpartition(":")[2][0]]
    return changed(tree, alleleName=[{"nameType": kind, "name": name}])


def violations(allele: Tree, *others: Tree) -> list[Violation]:
    """What is found in an allele, in a set with others."""
    resources = MemorySet.of(allele, *others)
    return _broken(resources.entries[0], resources)


def _broken(entry: AnyEntry, resources: MemorySet) -> list[Violation]:
    found = of_type(entry, ContextualAllele)
    if found is None:
        return []
    return [*misnamed(found.record.tree), *names_are_of_the_allele(found, resources)]


def misnamed(allele: Tree) -> list[Violation]:
    """What is found in the names of an allele by themselves."""
    return [*names_are_hgvs(ContextualAllele(allele))]


def told(allele: Tree, *others: Tree) -> list[str]:
    """What is found of HG-2 to HG-5, with what is not an error: `HG-4`, `HG-4 info`."""
    model = load_model()
    shown = []
    for violation in violations(allele, *others):
        if violation.rule == "HG-1":
            continue
        assert message_of(violation, model)
        severity = severity_of(violation, model)
        shown.append(violation.rule if severity == "error" else f"{violation.rule} {severity}")
    return shown


def message(allele: Tree, *others: Tree) -> str:
    """The message of what is found, of HG-1 only where there is nothing else."""
    found = violations(allele, *others)
    (violation,) = [each for each in found if each.rule != "HG-1"] or found
    return message_of(violation, load_model())


def shown_as(allele: Tree, display: str | None) -> Tree:
    """The allele with another display of its reference sequence."""
    place = allele["referenceCoordinate"]
    return changed(
        allele,
        referenceCoordinate=place | {"referenceSequence": ref("ReferenceSequence/X", display)},
    )


# --- HG-1 and HG-2 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "name_type"),
    [
        ("NC_000017.11:g.101A>C", "hgvs-genomic"),
        ("NC_012920.1:o.101A>C", "hgvs-genomic"),
        ("NC_012920.1:m.101A>C", "hgvs-mito"),
        ("NM_007294.3(BRCA1):c.101A>C", "hgvs-cdna"),
        ("U14680.1:n.101A>C", "hgvs-ncrna"),
        ("NM_007294.3:r.101a>c", "hgvs-rna"),
        ("NP_009225.1:p.Ile101Ser", "hgvs-protein-3"),
        ("NP_009225.1:p.I101S", "hgvs-protein-1"),
        ("NP_009225.1:p.=", "hgvs-protein-1"),
        ("NP_009225.1:p.=", "hgvs-protein-3"),
        ("IVS3+2T>A", "ivs"),
        ("ΔF508", "custom"),
        ("anything at all", "custom"),
        ("what", "hgvs-what"),  # ST-5 speaks of the type
    ],
)
def test_names_that_fit_their_type(name: str, name_type: str) -> None:
    assert misnamed(named(genomic(), name, name_type)) == []


@pytest.mark.parametrize("name_type", [*TYPES.values(), "hgvs-protein-1"])
@pytest.mark.parametrize("name", ["IVS3+2T>A", "rs80357463", "NC_000017.11:101A>C"])
def test_names_that_are_not_hgvs(name: str, name_type: str) -> None:
    tree = named(genomic(), name, name_type)
    (found,) = violations(tree, chromosome())
    assert (found.rule, found.pointer, found.value) == ("HG-1", "/alleleName/0/name", name)
    assert set(found.values) == {"name", "problem"}


@pytest.mark.parametrize(
    ("name", "name_type", "axis"),
    [
        ("g.101A>C", "hgvs-genomic", "g"),
        ("101A>C", "hgvs-genomic", "g"),
        ("m.101A>C", "hgvs-mito", "m"),
        ("c.101A>C", "hgvs-cdna", "c"),
        ("101A>C", "hgvs-cdna", "c"),
        ("c.[101A>C;105del]", "hgvs-cdna", "c"),
        ("54+3A>G", "hgvs-ncrna", "n"),
        ("r.76a>u", "hgvs-rna", "r"),
        ("p.Ile101Ser", "hgvs-protein-3", "p"),
        ("Ile101Ser", "hgvs-protein-3", "p"),
        ("p.I101S", "hgvs-protein-1", "p"),
        ("I101S", "hgvs-protein-1", "p"),
    ],
)
def test_names_without_a_reference(name: str, name_type: str, axis: str) -> None:
    tree = named(genomic(), name, name_type)
    (found,) = misnamed(tree)
    assert (found.rule, found.pointer, found.severity) == ("HG-1", "/alleleName/0/name", None)
    assert found.values["problem"] == f"it is not of the form accession:{axis}.change"
    tree["alleleName"][0]["legacy"] = True
    (found,) = misnamed(tree)
    assert (found.rule, found.severity) == ("HG-1", "info")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NC_000017.11:g.101delA", "residues that follow from the positions"),
        ("NC_000017.11:g.101_103delACG", "residues that follow from the positions"),
        ("NC_000017.11:g.101_103del3", "residues that follow from the positions"),
        ("NC_000017.11:g.101dupA", "residues that follow from the positions"),
        ("NC_000017.11:g.101_102invAC", "residues that follow from the positions"),
        ("NC_000017.11:g.101delAinsCC", "residues that follow from the positions"),
        ("NC_000017.11:g.101_203con301_403", "is written as delins today"),
        ("NM_007294.3:c.101_203conNM_000059.3:c.301_403", "is written as delins today"),
        ("NC_000017.11:g.101-?_203+?del", "uncertain ends are in parentheses"),
        ("NG_012232.1:c.93+1G>T", "asks for the transcript"),
    ],
)
def test_old_ways_are_pointed_out(name: str, words: str) -> None:
    (found,) = misnamed(named(genomic(), name))
    assert (found.rule, found.severity, found.value) == ("HG-1", "info", name)
    assert words in str(found.values["problem"])


@pytest.mark.parametrize(
    "name", ["IVS3+2T>A", "c.IVS10-1G>A", "BRCA1:IVS5+1G>T", "NM_007294.3(BRCA1):c.IVS2-1G>A"]
)
def test_introns_by_number(name: str) -> None:
    (found,) = misnamed(named(genomic(), name, "custom"))
    assert (found.rule, found.severity, found.value) == ("HG-1", "info", name)
    assert misnamed(named(genomic(), name, "ivs")) == []


def test_the_name_that_is_meant_is_suggested() -> None:
    (found,) = misnamed(named(genomic(), "NP_003997.1:p.TRP24CYS", "hgvs-protein-3"))
    assert found.suggestion == "NP_003997.1:p.Trp24Cys"
    assert "write Trp24Cys" in str(found.values["problem"])


def test_why_a_name_is_not_hgvs_is_said_in_plain_words() -> None:
    tree = named(genomic(), "NC_000017.11:101A>C", "hgvs-genomic")
    assert message(tree) == (
        "NC_000017.11:101A>C is not HGVS: after the colon it does not say what it counts"
        " (g., m., c., n., r. or p.)"
    )


@pytest.mark.parametrize(
    ("name", "name_type", "fitting"),
    [
        ("U14680.1:n.5416T>G", "hgvs-rna", "hgvs-ncrna"),
        ("NC_012920.1:m.3243A>G", "hgvs-genomic", "hgvs-mito"),
        ("NC_000017.11:g.5A>G", "hgvs-mito", "hgvs-genomic"),
        ("NM_007294.3:c.5A>G", "hgvs-ncrna", "hgvs-cdna"),
        ("NM_007294.3:c.5A>G", "hgvs-protein-1", "hgvs-cdna"),
        ("NP_009225.1:p.Ile5Ser", "hgvs-protein-1", "hgvs-protein-3"),
        ("NP_009225.1:p.I5S", "hgvs-protein-3", "hgvs-protein-1"),
        ("NP_009225.1:p.=", "hgvs-cdna", "hgvs-protein-1"),
    ],
)
def test_names_of_another_type(name: str, name_type: str, fitting: str) -> None:
    tree = named(genomic(), name, name_type)
    (found,) = misnamed(tree)
    assert (found.rule, found.pointer) == ("HG-2", "/alleleName/0/nameType")
    assert (found.value, found.suggestion) == (name_type, fitting)
    assert misnamed(named(tree, name, fitting)) == []


def test_a_legacy_name_of_another_type() -> None:
    assert told(named(genomic(), "I5S", "hgvs-protein-3")) == ["HG-2", "HG-3"]


# --- HG-3 ---------------------------------------------------------------------------------------

NAME = "NC_000017.11:g.101A>C"


def test_the_accession_is_one_of_the_identifiers() -> None:
    both = [{"value": "CM000679.2"}, {"value": "NC_000017.11"}, {"value": "568815581"}]
    for name in (NAME, "CM000679.2:g.101A>C"):
        assert told(named(genomic(), name), chromosome(identifier=both)) == []
    assert told(named(genomic(), NAME), chromosome("NC_000017.10")) == ["HG-3"]
    assert told(named(genomic(), "CM000678.2:g.101A>C"), chromosome()) == ["HG-3"]
    # What GenBank calls the same sequence of an assembly is known.
    assert told(named(genomic(), "CM000679.2:g.101A>C"), chromosome()) == []


def test_the_versions_are_the_same() -> None:
    assert told(named(genomic(), "NC_000017:g.101A>C"), chromosome()) == ["HG-3"]
    # That the sequence's own accession has no version, RS-2 says.
    assert told(named(genomic(), NAME), chromosome("NC_000017")) == []
    assert told(named(genomic(), NAME), chromosome("NC_000018")) == ["HG-3"]


@pytest.mark.parametrize("name", ["NC_000017.11(NM_007294.3):c.5T>G", "NC_000017.11(BRCA1):c.5T>G"])
def test_a_transcript_on_the_sequence_of_the_allele(name: str) -> None:
    # Neither the strand of the transcript is known, nor its place.
    assert told(named(genomic(), name), chromosome()) == []
    assert told(named(genomic(), name), chromosome("NC_000017.10")) == ["HG-3"]


def test_an_inversion_changes_both_sides_of_its_middle_alike() -> None:
    place = "NC_000017.11:g.101_104inv"  # 100 to 104 on the line
    assert told(named(genomic(), place), chromosome()) == ["HG-4"]
    inner = named(genomic(), place)
    inner = changed(inner, referenceCoordinate=coordinate(101, 103, "AC"), allele="GT")
    assert told(inner, chromosome()) == ["HG-4 info"]


def test_equivalent_sequences_are_others() -> None:
    gene = sequence("gene", "NG_005905.2")
    assert told(named(genomic(), "NG_005905.2:g.101A>C"), gene) == []
    assert told(named(genomic(), "LRG_292:g.101A>C"), gene) == ["HG-3"]


def test_the_gene_in_brackets_is_left_aside() -> None:
    tree = named(transcript(), "NM_007294.3(BRCA1):c.-182T>G")
    assert told(tree, messenger()) == []
    selected = named(transcript(), "NG_005905.2(NM_007294.3):c.-182T>G")
    assert told(selected, messenger()) == []


@pytest.mark.parametrize(
    ("display", "expected"),
    [
        ("NC_000017.11", []),
        ("NC_000017.11 (GRCh38)", []),
        ("NC_000017.11(BRCA1)", []),
        ("NC_000017.10", ["HG-3"]),
        ("NC_000017", []),
        ("chromosome 17", []),
        ("BRCA1", []),
        ("", []),
        (None, []),
    ],
)
def test_the_display_where_nothing_resolves(display: str | None, expected: list[str]) -> None:
    assert told(named(shown_as(genomic(), display), NAME)) == expected


def test_the_identifiers_go_before_the_display() -> None:
    tree = named(genomic(), NAME)
    tree["referenceCoordinate"]["referenceSequence"]["display"] = "NC_000017.10"
    assert told(tree, chromosome()) == []
    assert told(tree, chromosome(identifier=[{"value": "568815581"}])) == ["HG-3"]
    assert told(tree) == ["HG-3"]


def test_what_is_no_sequence_has_no_accession() -> None:
    tree = named(genomic(), NAME)
    wrong = changed(chromosome("NC_000017.10"), resourceType="Gene")
    tree["referenceCoordinate"]["referenceSequence"] = ref("Gene/SEQ1")
    assert told(tree, wrong) == []


def test_a_name_on_another_sequence_says_nothing_more() -> None:
    tree = named(genomic(), "NC_000017.10:g.999G>T")
    (found,) = violations(tree, chromosome())
    assert (found.rule, found.pointer, found.value) == (
        "HG-3",
        "/alleleName/0/name",
        tree["alleleName"][0]["name"],
    )
    assert dict(found.values) == {
        "name": "NC_000017.10:g.999G>T",
        "found": "NC_000017.10",
        "expected": "NC_000017.11",
    }


@pytest.mark.parametrize(
    ("tree", "name", "expected"),
    [
        (genomic(), "g.101A>C", []),
        (genomic(), "c.101A>C", ["HG-3"]),
        (transcript(), "p.Ile17Ser", ["HG-3"]),
        (transcript(), "g.51T>G", ["HG-3"]),
        (transcript(), "n.51T>G", []),
        (amino_acid(), "p.Ile31Ser", []),
        (amino_acid(), "c.101A>C", ["HG-3"]),
        (changed(genomic(), contextualAlleleType=GONE), "c.101A>C", []),
    ],
)
def test_names_without_an_accession(tree: Tree, name: str, expected: list[str]) -> None:
    assert told(named(tree, name)) == expected


def test_the_kind_of_sequence_is_told_where_a_name_has_no_accession() -> None:
    tree = named(transcript(), "p.Ile17Ser")
    assert "is on a protein, but the allele's reference sequence is a transcript" in message(tree)
    assert message(tree, messenger()).endswith("reference sequence is NM_007294.3")
    # If the allele's type is the one that is wrong, CO-6 says so.
    assert (
        told(named(changed(tree, contextualAlleleType="amino-acid"), "c.-182T>G"), messenger())
        == []
    )


# --- HG-4 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("NC_000017.11:g.101A>U", ["HG-4"]),
        ("NC_000017.11:g.201A>U", []),
        ("NC_000017.11:g.201U>A", ["HG-5"]),
        ("NC_000017.11:g.101a>t", ["HG-4"]),
        ("NC_000017.10:g.201A>U", ["HG-3"]),
        ("NC_000017.11:g.101A\u2192T", ["HG-4"]),
        ("NC_000017.11:g.101A>", []),
    ],
)
def test_a_name_that_is_no_hgvs_is_compared_as_it_is_meant(name: str, rules: list[str]) -> None:
    found = violations(named(at(200, 201, "A", "T"), name), chromosome())
    assert [each.rule for each in found] == ["HG-1", *rules]
    assert {each.values["name"] for each in found} == {name}


@pytest.mark.parametrize(
    ("tree", "name", "other"),
    [
        (genomic(), NAME, chromosome()),
        (genomic(), "g.101A>C", chromosome()),
        (genomic(), "NC_012920.1:m.101A>C", chromosome("NC_012920.1")),
        (transcript(), "NR_027676.1:n.51T>G", sequence("transcript", "NR_027676.1")),
        (transcript(), "NM_007294.3:n.51T>G", messenger()),
        (transcript(), "NM_007294.3:c.-182T>G", messenger()),
        (transcript(), "NM_007294.3:c.1T>G", messenger(cdsStart=51)),
        (transcript(), "NM_007294.3:c.*2T>G", messenger(cdsStart=4, cdsEnd=49)),
        (transcript(), "NM_007294.3:r.1u>g", messenger(cdsStart=51)),
        (transcript(), "NR_027676.1:r.51u>g", sequence("transcript", "NR_027676.1")),
        (intron(), "NM_001014794.2:c.448+13A>C", messenger("NM_001014794.2", cdsStart=162)),
        (amino_acid(), "NP_009225.1:p.Ile31Ser", protein()),
        (amino_acid(), "NP_009225.1:p.(Ile31Ser)", protein()),
    ],
)
def test_names_at_the_place_and_beside_it(tree: Tree, name: str, other: Tree) -> None:
    assert told(named(tree, name), other) == []
    place = tree["referenceCoordinate"]
    for step in (-1, 1):
        ends = {end: place[end] | {"index": place[end]["index"] + step} for end in ("start", "end")}
        moved = changed(tree, referenceCoordinate=place | ends)
        assert told(named(moved, name), other) == ["HG-4"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NM_007294.3:c.5593A>G", "5593, which is after the stop"),
        ("NM_007294.3:c.5593+1G>A", "5593, which is after the stop"),
        ("NM_007294.3:c.5590_5594del", "5594, which is after the stop"),
        ("NM_007294.3:c.5593_*5del", "5593, which is after the stop"),
        ("NM_007294.3:r.5593a>g", "5593, which is after the stop"),
        ("NM_007294.3:c.5593CAG[5]", "5593, which is after the stop"),
        ("NM_007294.3:c.300_*1insA", "300 and *1, which are not neighbours"),
        ("c.5593A>G", "5593, which is after the stop"),
    ],
)
def test_positions_that_the_transcript_has_not(name: str, words: str) -> None:
    tree = named(transcript(), name)
    assert told(tree, messenger()) == ["HG-4"]
    assert f"{name} is at {words}" in message(tree, messenger())
    assert message(tree, messenger()).endswith(", but the reference coordinate is 50 to 51")
    # Where the coding region ends, the sequence must tell.
    assert "behind" not in str(violations(tree, messenger(cdsEnd=GONE)))


def test_positions_at_the_stop_and_behind_it() -> None:
    last = transcript(referenceCoordinate=coordinate(5823, 5824, "T"))
    assert told(named(last, "NM_007294.3:c.5592T>G"), messenger()) == []
    behind = transcript(referenceCoordinate=coordinate(5824, 5825, "T"))
    assert told(named(behind, "NM_007294.3:c.*1T>G"), messenger()) == []
    between = transcript(referenceCoordinate=coordinate(5824, 5824, ""))
    assert told(named(between, "NM_007294.3:c.5592_*1insG"), messenger()) == []


def test_names_on_several_references() -> None:
    both = "[NC_000017.11:g.101A>C;NC_000018.10:g.5A>C]"
    assert told(named(genomic(), both), chromosome()) == []
    assert told(named(genomic(), both), chromosome("NC_000003.12")) == ["HG-3"]


def test_both_places_are_in_the_message() -> None:
    tree = named(genomic(), "NC_000017.11:g.102A>C")
    assert message(tree, chromosome()) == (
        "NC_000017.11:g.102A>C is at 101 to 102, but the reference coordinate is 100 to 101"
    )
    (found,) = violations(tree, chromosome())
    assert (found.pointer, found.value) == ("/alleleName/0/name", "NC_000017.11:g.102A>C")
    assert message(
        named(intron(), "NM_001014794.2:c.448+11A>C"), messenger("NM_001014794.2", cdsStart=162)
    ).endswith("is at 609+10 to 609+11, but the reference coordinate is 609+12 to 609+13")


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (intron_position(609, 13, "-", 1), intron_position(609, 12, "-", 2)),
        (intron_position(609, 12, "-", 1), intron_position(609, 13, "-", 2)),
    ],
)
def test_upstream_offsets_in_both_orders(low: Tree, high: Tree) -> None:
    other = messenger("NM_001014794.2", cdsStart=162)
    assert told(named(intron(low, high), "NM_001014794.2:c.449-13A>C"), other) == []
    assert told(named(intron(low, high), "NM_001014794.2:c.449-12A>C"), other) == ["HG-4"]
    assert told(named(intron(low, high), "NM_001014794.2:c.448-13A>C"), other) == ["HG-4"]
    assert told(named(intron(low, high), "NM_001014794.2:c.448+13A>C"), other) == ["HG-4"]


def test_the_edges_of_an_intron() -> None:
    other = messenger("NM_001014794.2", cdsStart=162)
    first = intron({"index": 609}, intron_position(609, 1, "+", 2))
    assert told(named(first, "NM_001014794.2:c.448+1A>C"), other) == []
    last = intron(intron_position(609, 1, "-", 1), {"index": 609})
    assert told(named(last, "NM_001014794.2:c.449-1A>C"), other) == []
    across = intron({"index": 608}, intron_position(609, 2, "+", 2), allele="")
    across["referenceCoordinate"]["refAllele"] = "GGT"
    assert told(named(across, "NM_001014794.2:c.448_448+2del"), other) == []
    assert told(named(across, "NM_001014794.2:c.448_448+3del"), other) == ["HG-4"]


def test_coding_positions_without_a_coding_region_are_not_judged() -> None:
    tree = named(transcript(), "NM_007294.3:c.999T>G")
    assert told(tree) == []
    for other in (
        messenger(cdsStart=GONE, cdsEnd=GONE),
        messenger(cdsStart="233"),
        messenger(cdsStart=0),
        messenger(cdsStart=5825),  # RS-5: after cdsEnd
    ):
        assert told(tree, other) == []
    # The start is all that c.999 counts from.
    assert told(tree, messenger(cdsEnd=GONE)) == ["HG-4"]
    assert told(named(tree, "NM_007294.3:c.*9T>G"), messenger(cdsEnd=GONE)) == []
    assert told(named(tree, "NM_007294.3:r.999u>g"), messenger(cdsStart=GONE, cdsEnd=GONE)) == []


@pytest.mark.parametrize(
    "place",
    [
        GONE,
        None,
        "100",
        coordinate({"index": "100"}, 151, "A"),
        coordinate(-1, 151, "A"),
        coordinate(200, 150, "A"),  # XA-5
        coordinate({"index": True}, {"index": 151}, "A"),
        coordinate(intron_position(5, 3, "+", 1), intron_position(5, 4, "+", 2), "A"),  # XA-3
        {"referenceSequence": ref("ReferenceSequence/SEQ1"), "refAllele": "A"},
    ],
)
def test_a_place_that_other_rules_find_fault_with_is_not_judged(place: Any) -> None:
    tree = named(changed(genomic(), referenceCoordinate=place), "NC_000017.11:g.151A>C")
    assert told(tree, chromosome()) == []


def test_half_a_place_is_judged_by_the_half() -> None:
    low, high = intron_position(608, 12, "+", 1), intron_position(609, 13, "+", 2)
    del high["externalOffsetLength"]
    other = messenger("NM_001014794.2", cdsStart=162)
    tree = named(intron(low, high), "NM_001014794.2:c.448+13A>C")
    assert message(tree, other).endswith(
        "is at 609+12 to 609+13, but the reference coordinate is 608+12 to (incomplete)"
    )
    assert (
        told(named(intron(low | {"index": 609}, high), "NM_001014794.2:c.448+13A>C"), other) == []
    )
    # What can be moved along a repeat is not judged by one end.
    lost = intron(low, high, allele="")
    assert told(named(lost, "NM_001014794.2:c.448+13del"), other) == []


def test_an_interval_of_another_length_than_ref_allele_is_not_judged_twice() -> None:
    # XA-6 says that 100 to 102 is not as long as A.
    assert told(named(at(100, 102, "A", "C"), NAME), chromosome()) == []
    assert told(named(at(99, 101, "A", "C"), NAME), chromosome()) == []
    assert told(named(at(98, 102, "A", "C"), NAME), chromosome()) == ["HG-4"]


@pytest.mark.parametrize(
    ("tree", "name"),
    [
        (at(100, 103, "ACG", ""), "g.101_103del"),
        (at(100, 103, "ACG", ""), "g.101_103delACG"),
        (at(100, 103, "ACG", ""), "g.101_103del3"),
        (at(100, 100, "", "ACG"), "g.100_101insACG"),
        (at(100, 100, None, "ACG"), "g.100_101insACG"),
        (at(100, 100, "", "ACG"), "g.100_101ins3"),
        (at(103, 103, "", "ACG"), "g.101_103dup"),
        (at(103, 103, "", "ACG"), "g.101_103dupACG"),
        (at(100, 103, "ACG", "ACGACG"), "g.101_103dup"),
        (at(100, 103, "ACG", "TT"), "g.101_103delinsTT"),
        (at(100, 103, "ACG", "TT"), "g.101_103delACGinsTT"),
        (at(100, 103, "ACG", "CGT"), "g.101_103inv"),
        (at(100, 101, "A", "A"), "g.101="),
        (at(100, 101, "A", "A"), "g.101A="),
        (at(100, 106, "ACACAC", "ACACACAC"), "g.101_106AC[4]"),
        (at(50, 60, "ACACACACAC", ""), "g.51AC[4]"),  # where the repeat ends is not said
        (at(100, 101, "A", ""), "g.(50_200)del"),
        (at(100, 101, "A", "C"), "g.[5A>G;7C>T]"),
    ],
)
def test_changes_of_all_kinds(tree: Tree, name: str) -> None:
    assert told(named(tree, name), chromosome()) == []


@pytest.mark.parametrize(
    ("tree", "name"),
    [
        # The deleted or inserted sequence, turned by the shift.
        (at(100, 103, "CTT", ""), "g.100_102delTCT"),
        (at(100, 103, "CTT", ""), "g.104_106delCTT"),
        (at(100, 101, "A", ""), "g.120delA"),
        (at(100, 101, "A", ""), "g.901delA"),
        (at(100, 101, "A", ""), "g.1101delA"),  # as far as a shift is believed
        (at(100, 100, "", "T"), "g.600_601insT"),
        (at(100, 100, "", "CAG"), "g.101_102insAGC"),
        (at(100, 100, "", "A"), "g.90_91insA"),
        (at(100, 103, "CTT", ""), "g.100_102delinsT"),  # see below
        # Within what a duplication doubles.
        (at(100, 100, "", "ACG"), "g.101_103dup"),
        (at(101, 101, "", "CGA"), "g.101_103dupACG"),
        (at(102, 102, "", "GAC"), "g.101_103dup"),
        # With the base before it, as in VCF.
        (at(99, 101, "GA", "GC"), "g.101A>C"),
        (at(99, 103, "GACG", "G"), "g.101_103del"),
        (at(99, 100, "G", "GACG"), "g.100_101insACG"),
        (at(99, 103, "GACG", "GACGACG"), "g.101_103dup"),
        (at(99, 103, "GACG", "GCGT"), "g.101_103inv"),
        (at(99, 101, "GA", "GA"), "g.101="),
        # Within a repeat that is spelled out.
        (at(100, 106, "CAGCAG", "CAG"), "g.104_106del"),
        (at(100, 106, "CAGCAG", "CAG"), "g.102_104del"),
        (at(100, 100, "", "ACAC"), "g.101_106AC[5]"),
        (at(104, 106, "AC", ""), "g.101_106AC[2]"),
        # Of a name without bases, the allele tells what can repeat between the two places.
        (at(100, 103, "CTT", ""), "g.100_102del"),
        (at(100, 103, "CTT", ""), "g.118_120del"),
        (at(100, 103, "CTT", ""), "g.99_101del"),
        (at(99, 99, "", "ACG"), "g.101_103dup"),
        (at(104, 104, "", "ACG"), "g.101_103dup"),
        (at(100, 100, "", "CTT"), "g.118_120dup"),
    ],
)
def test_the_same_change_at_another_place_is_pointed_out(tree: Tree, name: str) -> None:
    expected = ["HG-4"] if "delinsT" in name else ["HG-4 info"]
    assert told(named(tree, name), chromosome()) == expected


def test_another_place_in_an_intron_and_at_its_edge() -> None:
    other = messenger("NM_001014794.2", cdsStart=162)
    low, high = intron_position(609, 3, "+", 2), intron_position(609, 4, "+", 3)
    tree = intron(low, high, allele="")
    assert told(named(tree, "NM_001014794.2:c.448+5delA"), other) == ["HG-4 info"]
    assert told(named(tree, "NM_001014794.2:c.448delA"), other) == ["HG-4 info"]
    assert told(named(tree, "NM_001014794.2:c.448+5delC"), other) == ["HG-4"]
    # How long the intron is, nobody says.
    assert told(named(tree, "NM_001014794.2:c.449-5delA"), other) == ["HG-4"]
    assert told(named(tree, "NM_001014794.2:c.449delA"), other) == ["HG-4"]


@pytest.mark.parametrize(
    ("tree", "name"),
    [
        (at(100, 103, "CTT", ""), "g.100_102delCTT"),
        (at(100, 103, "CTT", ""), "g.101_102del"),
        (at(100, 101, "A", ""), "g.1102delA"),  # no repeat is believed to be so long
        (at(100, 100, "", "CAG"), "g.101_102insCAG"),
        (at(100, 100, "", "CAG"), "g.100_102delinsCAG"),
        (at(101, 101, "", "ACG"), "g.101_103dupACG"),
        (at(101, 101, "", "CG"), "g.101_103dup"),
        (at(99, 101, "GA", "GC"), "g.101T>C"),
        (at(99, 101, "GA", "GC"), "g.101A>T"),
        (at(100, 101, "A", "A"), "g.102="),
        (at(100, 103, "ACG", "ACG"), "g.100_104="),
        (at(100, 101, "A", "C"), "g.100_102inv"),
        (changed(at(100, 101, "A", "C"), allele=GONE), "g.102del"),
        (at(100, 101, None, ""), "g.102delA"),
        (at(100, 101, None, ""), "g.102del"),
        (at(100, 103, "CTT", ""), "g.118_119del"),
        (at(100, 103, "CTT", ""), "g.1102_1104del"),
        (at(100, 100, "", "CTT"), "g.1102_1104dup"),
    ],
)
def test_another_change_at_another_place_is_an_error(tree: Tree, name: str) -> None:
    assert told(named(tree, name), chromosome()) == ["HG-4"]


@pytest.mark.parametrize(
    ("tree", "name", "expected"),
    [
        (at(100, 103, "CTT", ""), "g.118_120del", "HG-4 info"),  # which it does not name
        (at(100, 100, "", "CTT"), "g.118_120dup", "HG-4 info"),
        (at(100, 103, "CTT", ""), "g.99_101del", "HG-4 info"),
        (at(100, 103, "CTT", ""), "g.118_119del", "HG-4"),
        (at(100, 103, "CTT", ""), "g.1102_1104del", "HG-4"),
        (at(100, 103, "CTT", ""), "g.118_120delCTC", "HG-4"),
        (at(100, 101, "A", "C"), "g.102A>C", "HG-4"),  # a substitution never shifts
        (at(100, 101, "A", "C"), "g.34880714A>C", "HG-4"),
        (at(100, 102, "AC", "GT"), "g.102_103delinsGT", "HG-4"),
    ],
)
def test_rows_of_the_registry_are_no_exception(tree: Tree, name: str, expected: str) -> None:
    sequence = {"@id": "http://reg.genome.network/refseq/RS000065"}
    row = changed(tree, **{"http://reg.genome.network/schema#referenceSequence": sequence})
    assert told(named(row, name), chromosome()) == [expected]


def fs(start: int, end: int, reference: str | None, **changes: Any) -> Tree:
    place = coordinate(start, end, reference)
    return amino_acid(**({"allele": GONE, "referenceCoordinate": place} | changes))


@pytest.mark.parametrize(
    ("tree", "name", "expected"),
    [
        (fs(1755, 1756, "Gln"), "p.Gln1756fs", []),
        (fs(1755, 1756, "Q"), "p.Gln1756ProfsTer74", []),
        (fs(1755, 1863, None), "p.Gln1756ProfsTer74", []),
        (fs(1755, 1757, "QG", allele="PX"), "p.Gln1756fs", []),
        (fs(1755, 1756, "Gly"), "p.Gln1756fs", ["HG-5"]),
        (fs(1756, 1757, "Gln"), "p.Gln1756fs", ["HG-4"]),
        (fs(109, 110, "Ter"), "p.Ter110GlnextTer17", []),
        (fs(109, 110, "*"), "p.Ter110GlnextTer17", []),
        (fs(110, 111, "*"), "p.Ter110GlnextTer17", ["HG-4"]),
        (fs(507, 510, "FGG", allele=""), "p.Phe508_Gly510del", []),
        (fs(507, 510, "PheIleGly", allele=""), "p.Phe508_Gly510del", []),
        (fs(507, 510, "PheIleLeu", allele=""), "p.Phe508_Gly510del", ["HG-5"]),
        (fs(507, 508, "Phe", allele=""), "p.Phe508del", []),
        (fs(507, 508, "Phe", allele=""), "p.Phe507del", ["HG-4 info"]),
        (fs(508, 508, "", allele="AS"), "p.Phe508_Gly509insAlaSer", []),
        (fs(507, 507, "", allele="AS"), "p.Phe508_Gly509insAlaSer", ["HG-4"]),
        (fs(510, 510, "", allele="FIG"), "p.Phe508_Gly510dup", []),
        (fs(510, 510, "", allele="FIL"), "p.Phe508_Gly510dup", ["HG-5"]),
        (fs(507, 507, "", allele="FIG"), "p.Phe508_Gly510dup", ["HG-4 info"]),
        (fs(507, 510, "FIG", allele="FIGFIG"), "p.Phe508_Gly510dup", []),
        (fs(0, 1, "Met"), "p.Met1?", []),
        (fs(0, 1, "Met", allele="Val"), "p.Met1Val", []),
        (fs(0, 1, "Met", allele="Leu"), "p.Met1Val", ["HG-5"]),
        (fs(1, 2, "Met", allele="Val"), "p.Met1Val", ["HG-4"]),
        (fs(30, 31, "Ile", allele="Ser"), "p.?", []),
        (fs(30, 31, "Ile", allele="Ser"), "p.0", []),
        (fs(30, 31, "Ile", allele="Ile"), "p.=", []),
        (fs(30, 31, "Ile", allele="="), "p.=", []),
        (fs(30, 31, "Ile", allele="Ser"), "p.=", ["HG-5"]),
        (fs(30, 31, "Ile", allele="="), "p.Ile31=", []),
        (fs(30, 31, "Ile", allele="="), "p.Ile31Ser", ["HG-5"]),
    ],
)
def test_names_of_proteins(tree: Tree, name: str, expected: list[str]) -> None:
    assert told(named(tree, name), protein()) == expected


# --- HG-5 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tree", "name", "words"),
    [
        (at(100, 101, "A", "C"), "g.101G>C", "has G, but refAllele is A"),
        (at(100, 101, "A", "C"), "g.101A>T", "has T, but allele is C"),
        (at(100, 101, "A", "C"), "g.101T>G", "has T, but refAllele is A"),
        (at(100, 101, "A", "C"), "g.101=", "has A, but allele is C"),
        (at(100, 101, "A", "C"), "g.101del", "has no sequence, but allele is C"),
        (at(100, 101, "A", ""), "g.101A>C", "has C, but allele is empty"),
        (at(100, 103, "ACG", ""), "g.101_103delACT", "has ACT, but refAllele is ACG"),
        (at(100, 103, "CTT", ""), "g.101_103delTCT", "has TCT, but refAllele is CTT"),
        (at(100, 100, "", "ACG"), "g.100_101insACT", "has ACT, but allele is ACG"),
        (at(100, 100, "", "ACG"), "g.100_101ins4", "has 4 residues, but allele is ACG"),
        (at(103, 103, "", "ACG"), "g.101_103dupACT", "has ACT, but allele is ACG"),
        (at(101, 101, "", "CC"), "g.101dup", "has 1 residue, but allele is CC"),
        (at(100, 103, "ACG", "ACG"), "g.101_103dup", "has ACGACG, but allele is ACG"),
        (at(100, 103, "ACG", "GCA"), "g.101_103inv", "has CGT, but allele is GCA"),
        (at(100, 103, "ACG", "TT"), "g.101_103delinsTA", "has TA, but allele is TT"),
        (at(100, 104, "ACAC", "AC"), "g.101_104AC[3]", "has ACACAC, but allele is AC"),
    ],
)
def test_other_sequences(tree: Tree, name: str, words: str) -> None:
    tree = named(tree, name)
    found = violations(tree, chromosome())[-1]
    assert (found.rule, found.pointer, found.value) == ("HG-5", "/alleleName/0/name", name)
    assert told(tree, chromosome()) == ["HG-5"]
    assert message(tree, chromosome()) == f"{name} {words}"


@pytest.mark.parametrize(
    ("reference", "allele"),
    [("Ile", "Ser"), ("I", "S"), ("I", "Ser")],
)
@pytest.mark.parametrize(
    ("name", "name_type"),
    [
        ("NP_009225.1:p.Ile31Ser", "hgvs-protein-3"),
        ("NP_009225.1:p.I31S", "hgvs-protein-1"),
        ("p.Ile31Ser", "hgvs-protein-3"),
        ("I31S", "hgvs-protein-1"),
    ],
)
def test_amino_acids_are_compared_by_meaning(
    reference: str, allele: str, name: str, name_type: str
) -> None:
    place = coordinate(30, 31, reference)
    tree = named(amino_acid(allele=allele, referenceCoordinate=place), name, name_type)
    assert told(tree, protein()) == []
    assert told(changed(tree, allele="Thr"), protein()) == ["HG-5"]
    assert told(changed(tree, referenceCoordinate=coordinate(30, 31, "V")), protein()) == ["HG-5"]
    assert told(changed(tree, referenceCoordinate=coordinate(31, 32, "I")), protein()) == ["HG-4"]


@pytest.mark.parametrize("stop", ["Ter", "*", "X"])
@pytest.mark.parametrize("name", ["p.Ile31Ter", "p.Ile31*", "p.I31*", "p.I31X"])
def test_stops_are_compared_by_meaning(stop: str, name: str) -> None:
    name_type = "hgvs-protein-1" if "I31" in name else "hgvs-protein-3"
    assert told(named(amino_acid(allele=stop), name, name_type), protein()) == []


def test_rna() -> None:
    other = messenger(cdsStart=51)
    assert told(named(transcript(), "NM_007294.3:r.1u>g"), other) == []
    rna = transcript(referenceCoordinate=coordinate(50, 51, "U"))
    assert told(named(rna, "NM_007294.3:c.1T>G"), other) == []
    assert told(named(rna, "NM_007294.3:r.1a>g"), other) == ["HG-5"]


def test_sequences_that_are_not_said_or_not_in_their_alphabet_are_not_judged() -> None:
    for tree in (
        at(100, 101, None, "C"),
        at(100, 101, "Ile", "C"),  # XA-7
        changed(at(100, 101, "A", "C"), allele=GONE),
        changed(at(100, 101, "A", "C"), allele=7),
        at(100, 102, "A", "C"),  # XA-6
    ):
        assert told(named(tree, NAME), chromosome()) == []
    assert told(named(amino_acid(allele="Serine"), "p.Ile31Ser"), protein()) == []
    assert told(named(amino_acid(allele="IleS"), "p.Ile31Ser"), protein()) == []
    assert told(named(amino_acid(allele="Abc"), "p.Ile31Ser"), protein()) == []
    assert told(named(at(100, 101, "", "G"), "g.101dup"), chromosome()) == []  # XA-6


def test_what_the_change_type_says_already_is_not_said_again() -> None:
    tree = genomic(allele="", primaryNucleotideChangeType=term("SO:1000002"))
    assert told(named(tree, NAME), chromosome()) == []
    assert told(named(changed(tree, primaryNucleotideChangeType=GONE), NAME), chromosome()) == [
        "HG-5"
    ]


@pytest.mark.parametrize(
    ("reference", "allele", "change", "expected"),
    [
        ("T", "G", "T>G", []),
        ("T", "G", "T>A", ["HG-5"]),
        ("T", "T", "A=", ["HG-5"]),
        ("T", None, "A>G", ["HG-5"]),
        ("CTT", "", "_9delCTT", []),
        ("CTT", "", "_9delTCT", []),  # in a repeat, the place may be another one
        ("CTT", "", "_9delTTT", ["HG-5"]),
        ("CTT", "", "_9del", []),
        ("ACTT", "A", "_9del", []),
        ("CTT", "", "_8del", ["HG-5"]),
        ("CTT", "CTTC", "_9del", ["HG-5"]),
        ("AT", "AG", "T>G", []),
        ("AT", "AC", "T>G", ["HG-5"]),
        ("", "CTT", "_9dup", []),
        ("", "TTC", "_9dupCTT", []),
        ("A", "ACTT", "_9dup", []),
        ("CTT", "CTTCTT", "_9dup", []),
        ("", "CT", "_9dup", ["HG-5"]),
        ("", "CTT", "_8insTTC", []),
        ("", "CTT", "_8insCTC", ["HG-5"]),
        ("CTT", "", "_8insCTT", ["HG-5"]),
        ("", None, "_8insCTC", []),
    ],
)
def test_sequences_where_the_place_is_not_known(
    reference: str, allele: str | None, change: str, expected: list[str]
) -> None:
    place = coordinate(50, 50 + len(reference), reference)
    tree = transcript(
        allele=GONE if allele is None else allele,
        referenceCoordinate=place,
        primaryNucleotideChangeType=GONE,
    )
    assert told(named(tree, f"NM_007294.3:c.7{change}")) == expected


# --- several names, and trees of any shape ------------------------------------------------------


def test_every_name_is_judged_by_itself() -> None:
    names = [
        {"nameType": "hgvs-genomic", "name": "NC_000017.11:g.101A>C"},
        {"nameType": "hgvs-genomic", "name": "NC_000017.11:g.102A>C"},
        {"nameType": "custom", "name": "anything"},
        {"nameType": "hgvs-mito", "name": "NC_000017.11:g.101A>G"},
        {"nameType": "hgvs-genomic", "name": "anything"},
        {"nameType": "hgvs-genomic", "name": ""},
        {"name": "NC_000017.11:g.102A>C"},
        "NC_000017.11:g.102A>C",
        {"nameType": "hgvs-genomic", "name": 5},
        {"nameType": ["hgvs-genomic"], "name": "x"},
    ]
    found = {(b.rule, b.pointer) for b in violations(genomic(alleleName=names), chromosome())}
    assert found == {
        ("HG-4", "/alleleName/1/name"),
        ("HG-2", "/alleleName/3/nameType"),
        ("HG-5", "/alleleName/3/name"),
        ("HG-1", "/alleleName/4/name"),
    }


def test_violations_have_the_values_of_their_messages() -> None:
    model = load_model()
    for tree in (
        named(genomic(), "x", "hgvs-genomic"),
        named(genomic(), NAME, "hgvs-mito"),
        named(genomic(), "NC_000017.10:g.101A>C"),
        named(genomic(), "NC_000017.11:g.102A>C"),
        named(genomic(), "NC_000017.11:g.101A>G"),
        named(at(100, 101, "A", ""), "NC_000017.11:g.102del"),
        named(genomic(), "NC_000017.11:g.101delAinsC"),
    ):
        (found,) = violations(tree, chromosome())
        text = model.rules[found.rule].messages[severity_of(found, model)]
        assert {f"{{?{name}}}" for name in found.values} == {
            word.strip(",") for word in text.replace(":", " ").split() if word.startswith("{?")
        }


NAMES = (
    "g.101A>C NC_000017.11:g.101A>C c.448+13A>C c.5_6insACG c.5dup p.Ile5Ser p.= n.5_7inv r.spl"
    " g.5_10AC[4] p.Phe5_Gly9del I5S IVS3 NM_007294.3:c.*5A>C p.Gln5fs m.5_7del"
)
_leaves = (
    st.none()
    | st.booleans()
    | st.integers(-5, 200)
    | st.floats()
    | st.sampled_from(["A", "CTT", "", "Ile", "=", "+", "-", "transcript", "NM_007294.3", "x"])
    | st.just(ref("ReferenceSequence/SEQ1", "NM_007294.3"))
)
_any = st.recursive(
    _leaves, lambda some: st.lists(some, max_size=2) | st.dictionaries(st.text(max_size=3), some)
)
_position = st.fixed_dictionaries(
    {},
    optional={
        "index": st.integers(0, 1000) | _any,
        "externalOffsetLength": st.integers(0, 20) | _any,
        "externalOffsetDirection": st.sampled_from("+-") | _any,
    },
)
_place = st.fixed_dictionaries(
    {},
    optional={
        "referenceSequence": st.just(ref("ReferenceSequence/SEQ1")) | _any,
        "start": _position | _any,
        "end": _position | _any,
        "refAllele": st.text("ACGTN*X", max_size=5) | _any,
    },
)
_allele_name = st.fixed_dictionaries(
    {},
    optional={
        "nameType": st.sampled_from([*TYPES.values(), "hgvs-protein-1", "custom"]) | _any,
        "name": st.sampled_from(NAMES.split()) | _any,
    },
)
_allele = st.fixed_dictionaries(
    {"resourceType": st.just("ContextualAllele"), "id": st.just("XA1")},
    optional={
        "contextualAlleleType": st.sampled_from(["genomic", "transcript", "amino-acid"]) | _any,
        "allele": st.text("ACGTN*X", max_size=5) | _any,
        "alleleName": st.lists(_allele_name | _any, max_size=3) | _any,
        "referenceCoordinate": _place | _any,
    },
)
_sequence = st.fixed_dictionaries(
    {"resourceType": st.sampled_from(["ReferenceSequence", "Gene"]), "id": st.just("SEQ1")},
    optional={
        "identifier": st.lists(st.fixed_dictionaries({"value": _any}) | _any, max_size=2) | _any,
        "referenceSequenceType": _any,
        "cdsStart": st.integers(-1, 300) | _any,
        "cdsEnd": st.integers(-1, 600) | _any,
    },
)


@given(_allele, _sequence)
def test_trees_of_any_shape(allele: Tree, other: Tree) -> None:
    for violation in violations(allele, other):
        assert violation.rule.startswith("HG-")
        assert "{?" not in message_of(violation, load_model())


# --- names made from coordinates ----------------------------------------------------------------


@st.composite
def genomic_changes(draw: st.DrawFn) -> tuple[Tree, str, int]:
    """An allele, its name without accession, and how many places the name could be moved to."""
    start = draw(st.integers(1, 10**6))
    kind = draw(st.sampled_from(["sub", "del", "ins", "dup", "delins", "inv", "identity"]))
    one = draw(DNA)
    end = start + len(one)
    where = f"{start + 1}_{end}" if len(one) > 1 else f"{end}"
    if kind == "sub":
        other = draw(st.sampled_from("ACGT".replace(one[0], "")))
        return at(start, start + 1, one[0], other), f"{start + 1}{one[0]}>{other}", 0
    if kind == "ins":
        return at(start, start, "", one), f"{start}_{start + 1}ins{one}", len(one)
    if kind == "dup":
        stated = draw(st.sampled_from(["", one]))
        return at(end, end, "", one), f"{where}dup{stated}", len(one)
    if kind == "inv" and len(one) > 1:
        back = one[::-1].translate(str.maketrans("ACGT", "TGCA"))
        return at(start, end, one, back), f"{where}inv", 0
    if kind == "identity":
        return at(start, end, one, one), f"{where}=", 0
    stated = draw(st.sampled_from(["", one]))
    if kind == "del":
        return at(start, end, one, ""), f"{where}del{stated}", len(one)
    alternate = draw(DNA.filter(lambda other: other != one))
    return at(start, end, one, alternate), f"{where}del{stated}ins{alternate}", len(one)


@given(genomic_changes(), st.sampled_from([-1, 1]))
def test_names_made_from_genomic_coordinates(made: tuple[Tree, str, int], step: int) -> None:
    tree, change, movable = made
    name = f"NC_000017.11:g.{change}"
    assert told(named(tree, name), chromosome()) == []
    place = tree["referenceCoordinate"]
    ends = {end: {"index": place[end]["index"] + step} for end in ("start", "end")}
    moved = changed(tree, referenceCoordinate=place | ends)
    found = told(named(moved, name), chromosome())
    assert found == ["HG-4"] or (movable and found == ["HG-4 info"])


@given(
    st.integers(1, 3000),
    st.integers(1, 900),
    st.integers(1, 900),
    st.integers(-40, 40),
    st.booleans(),
)
def test_names_made_from_transcript_coordinates(
    base: int, cds_start: int, codons: int, offset: int, moves_offset: bool
) -> None:
    # The position of a base, as the section on coordinates of the model has it.
    cds_end = cds_start + 3 * codons - 1
    if base < cds_start:
        position = f"-{cds_start - base}"
    elif base > cds_end:
        position = f"*{base - cds_end}"
    else:
        position = str(base - cds_start + 1)
    name = (
        f"NM_007294.3:c.{position}{offset or '':+}A>C" if offset else f"NM_007294.3:c.{position}A>C"
    )
    other = messenger(cdsStart=cds_start, cdsEnd=cds_end)

    def placed(base: int, offset: int) -> Tree:
        if not offset:
            return transcript(allele="C", referenceCoordinate=coordinate(base - 1, base, "A"))
        sign, k = ("+", offset) if offset > 0 else ("-", -offset)
        index = base if offset > 0 else base - 1
        lengths = (k - 1, k) if offset > 0 else (k, k - 1)
        ends = [intron_position(index, length, sign, 7) for length in lengths]
        return intron(*ends)

    assert told(named(placed(base, offset), name), other) == []
    if moves_offset and offset not in (0, -1):
        assert told(named(placed(base, offset + 1), name), other) == ["HG-4"]
    else:
        assert told(named(placed(base + 1, offset), name), other) == ["HG-4"]


# --- right messages, and real ones --------------------------------------------------------------


def trees_in(files: list[Path]) -> list[Tree]:
    model, trees = load_model(), []
    for file in files:
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
        except ValueError:
            continue
        kind = document.get("resourceType") or infer_type(document, model)
        if kind is not None:
            trees.append(normal_form(document, kind, model, BASE).tree)
    return trees


def found_in(trees: list[Tree]) -> set[tuple[str, str, str]]:
    resources = MemorySet.of(*trees)
    return {
        (str(entry.tree["id"]), violation.rule, violation.pointer)
        for entry in resources.entries
        for violation in _broken(entry, resources)
    }


def test_nothing_is_found_in_the_examples(examples: Path) -> None:
    trees = trees_in(sorted(examples.glob("*/*.json")))
    names = [
        name
        for tree in trees
        for name in tree.get("alleleName", ())
        if name["nameType"].startswith("hgvs")
    ]
    assert len(names) >= 65
    assert found_in(trees) == set()
    for tree in trees:
        assert found_in([tree]) == set()


def test_what_is_wrong_in_the_published_messages(reference: Path) -> None:
    trees = trees_in(sorted((reference / "working-group/example-json").glob("*.json")))
    assert found_in(trees) == {
        ("AI301", "HG-4", "/alleleName/0/name"),  # 608, the gap before c.448, for 609
        ("AI302", "HG-4", "/alleleName/0/name"),
        ("AI311", "HG-2", "/alleleName/0/nameType"),  # n. under hgvs-rna
        ("AI313", "HG-3", "/alleleName/0/name"),  # NR_027676.1 on the sequence NM_007294.3
        ("AI318", "HG-4", "/alleleName/0/name"),  # the coding position as an index
        ("AI312", "HG-1", "/alleleName/0/name"),  # p.Ile1766Ser, without reference
        ("AI312", "HG-1", "/alleleName/1/name"),
        ("AI317", "HG-1", "/alleleName/0/name"),  # g.166886T>G
        ("AI319", "HG-1", "/alleleName/0/name"),
        ("AI319", "HG-1", "/alleleName/1/name"),
    }


def registry_rows(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """The names of the Allele Registry that have coordinates."""
    found: list[tuple[str, dict[str, Any]]] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "coordinates" in node:
                found.extend((name, node["coordinates"][0]) for name in node.get("hgvs", ()))
            node = list(node.values())
        for value in node if isinstance(node, list) else ():
            walk(value)

    for file in sorted(folder.rglob("*.json")):
        walk(json.loads(file.read_text(encoding="utf-8")))
    return found


def position_of(row: dict[str, Any], end: str) -> Tree:
    """A position as the model has it."""
    if f"{end}IntronOffset" not in row:
        return {"index": row[end]}
    return {
        "index": row[end],
        "externalOffsetLength": row[f"{end}IntronOffset"],
        "externalOffsetDirection": row[f"{end}IntronDirection"],
    }


def test_names_of_the_allele_registry(reference: Path) -> None:
    rows = registry_rows(reference / "allele-registry")
    judged = 0
    for name, row in rows:
        accession, axis = name.partition(":")[0], name.partition(":")[2][0]
        if axis == "c":
            continue  # where the coding region is, the registry does not say
        start, end = (position_of(row, end) for end in ("start", "end"))
        tree = named(
            genomic(
                contextualAlleleType="transcript" if axis in "nr" else "genomic",
                allele=row["allele"],
                referenceCoordinate=coordinate(start, end, row["referenceAllele"]),
            ),
            name,
        )
        assert told(tree, sequence("chromosome", accession)) == []
        judged += 1
    assert judged >= 77

"""Contextual alleles of proteins, and what kind of change a protein's name tells."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.model import Model
from clingen_ld.variation.builders import amino_acid_change, protein_allele
from clingen_ld.variation.hgvs import HgvsName, parse

PROTEIN = "NP_009225.1"


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ("p.Cys61Gly", "missense_variant"),
        ("p.C61G", "missense_variant"),
        ("p.(Cys61Gly)", "missense_variant"),
        ("p.Cys61_Ser62delinsGlnAla", "missense_variant"),
        ("p.Cys61Ter", "stop_gained"),
        ("p.C61*", "stop_gained"),
        ("p.Cys61_Ser62delinsTer", "stop_gained"),
        ("p.Cys61_Ser62insGlnTer", "stop_gained"),
        ("p.Cys61=", "synonymous_variant"),
        ("p.=", "synonymous_variant"),
        ("p.Ter1864=", "synonymous_variant"),
        ("p.Gln1756fs", "frameshift_variant"),
        ("p.Gln1756ProfsTer74", "frameshift_variant"),
        ("p.Ter1864Gln", "stop_lost"),
        ("p.Ter1864GlnextTer17", "stop_lost"),
        ("p.Met1?", "start_lost"),
        ("p.Met1Val", "start_lost"),
        ("p.Met1_Lys3del", "start_lost"),
        ("p.Met61Val", "missense_variant"),
        ("p.Met1ext-5", None),
        ("p.Cys61del", None),
        ("p.Cys61dup", None),
        ("p.Cys61_Ser62insGln", None),
        ("p.?", None),
        ("p.0", None),
        ("p.Cys61?", None),
        ("p.[Ser68Arg;Asn594del]", None),
    ],
)
def test_kinds_of_change(change: str, label: str | None, model: Model) -> None:
    read = parse(f"{PROTEIN}:{change}")
    assert isinstance(read, HgvsName)
    code = amino_acid_change(read)
    codes = model.value_sets["primary-amino-acid-change-type"].codes
    assert (None if code is None else codes[code].label) == label
    tree = protein_allele(f"{PROTEIN}:{change}", model)
    said = tree.get("primaryAminoAcidChangeType", {"coding": [{"display": None}]})
    assert said["coding"][0]["display"] == label


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("p.Cys61Gly", (60, 61, "Cys", "Gly")),
        ("p.C61G", (60, 61, "Cys", "Gly")),
        ("p.Cys61_Lys63del", (60, 63, None, "")),
        ("p.Cys61dup", (61, 61, "", "Cys")),
        ("p.Cys61_Lys63dup", (63, 63, "", None)),
        ("p.Cys61_Ser62insGln", (61, 61, "", "Gln")),
        ("p.Gln1756ProfsTer74", (1755, 1756, "Gln", None)),
        ("p.Ter1864GlnextTer17", (1863, 1864, "Ter", None)),
        ("p.Met1?", (0, 1, "Met", None)),
        ("p.Cys61=", (60, 61, "Cys", "Cys")),
    ],
)
def test_places(change: str, place: tuple[Any, ...], model: Model) -> None:
    tree = protein_allele(f"{PROTEIN}:{change}", model)
    coordinate = tree["referenceCoordinate"]
    assert coordinate["referenceSequence"] == {"reference": f"ReferenceSequence/{PROTEIN}"}
    ends = coordinate["start"]["index"], coordinate["end"]["index"]
    assert (*ends, coordinate.get("refAllele"), tree.get("allele")) == place


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (f"{PROTEIN}:p.=", "hgvs-protein-3"),
        (f"{PROTEIN}:p.Cys61Nonsense", "hgvs-protein-3"),
        ("NM_007294.3:p.Cys61Gly", "hgvs-protein-3"),  # no protein
        ("p.C61G", "hgvs-protein-1"),
        ("delF508", "custom"),
    ],
)
def test_names_without_a_place(name: str, kind: str, model: Model) -> None:
    tree = protein_allele(name, model)
    assert tree["id"] == name
    assert tree["alleleName"] == [{"nameType": kind, "name": name}]
    assert tree["contextualAlleleType"] == "amino-acid"
    assert not {"referenceCoordinate", "allele", "meta"} & tree.keys()


@pytest.mark.parametrize("change", ["p.?", "p.Met1?"])
def test_names_that_leave_something_open_are_no_ids(change: str, model: Model) -> None:
    name = f"{PROTEIN}:{change}"
    alone, one, same, other = (
        protein_allele(name, model, cause=cause) for cause in (None, "a", "a", "b")
    )
    assert one == same
    assert len({tree["id"] for tree in (alone, one, other)}) == 3
    for tree in (alone, one, other):
        assert tree["id"].startswith(f"{PROTEIN}:allele.")
        assert tree["alleleName"][0]["name"] == name


def test_what_is_mentioned_says_that_there_is_more_to_know(model: Model) -> None:
    canonical = {"reference": "CanonicalAllele/PA1"}
    tree = protein_allele(f"{PROTEIN}:p.C61G", model, canonical=canonical, mentioned=True)
    assert tree["meta"]["tag"][0]["code"] == "SUBSETTED"
    assert tree["canonicalAllele"] == canonical


def test_what_stands_there_and_where_that_is(model: Model) -> None:
    name, sequence = f"{PROTEIN}:p.Cys61_Lys63dup", {"reference": "ReferenceSequence/SEQ1"}
    tree = protein_allele(name, model, sequence=sequence, held=("Cys", "Ser", "Lys"))
    assert tree["allele"] == "CysSerLys"
    assert tree["referenceCoordinate"]["referenceSequence"] == sequence

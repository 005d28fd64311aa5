"""Replies that were cut by `fields=`, older ones without a type, and unregistered alleles."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any, Final, Literal

import pytest

import clingen_ld
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.writing import WriteOptions, make_writer
from clingen_ld.model import is_subsetted, load_model
from tests.messages.carrying import read_items
from tests.messages.registry.documents import DOCUMENTS, SERVER, Document, back, findings, trees

ENGINES: Final[tuple[Literal["direct", "standard"], ...]] = ("direct", "standard")
WHOLE = DOCUMENTS["substitution"]
IRI = {"@id": WHOLE["@id"]}


def cut(*keys: str, **lists: tuple[str, ...]) -> Document:
    """The whole document with some of its keys, and some keys of the rows of its lists."""
    rows = {
        name: [{key: row[key] for key in kept if key in row} for row in WHOLE[name]]
        for name, kept in lists.items()
    }
    return {key: WHOLE[key] for key in keys} | rows


PARTS: dict[str, Document] = {
    "id of nucleotides": {"@id": f"{SERVER}/allele/CA1"},
    "id of amino acids": {"@id": f"{SERVER}/allele/PA1"},
    "names": cut("@context", "@id", "type"),
    "records": cut("@id", "externalRecords"),
    "title": cut("@id", "communityStandardTitle"),
    "empty lists": IRI | {"genomicAlleles": [], "transcriptAlleles": []},
    "rows": cut("@id", "genomicAlleles", "transcriptAlleles"),
    "rows without @id": cut("genomicAlleles"),
    "names of rows": cut("@id", genomicAlleles=("hgvs",), transcriptAlleles=("hgvs", "geneSymbol")),
    "coordinates": cut("@id", genomicAlleles=("coordinates", "chromosome", "referenceGenome")),
    "coordinates alone": cut("@id", genomicAlleles=("coordinates",)),
    "effects": cut("@id", transcriptAlleles=("proteinEffect", "@id")),
    "sequences": cut("@id", transcriptAlleles=("referenceSequence",)),
    "starts": IRI | {"genomicAlleles": [{"coordinates": [{"start": 5}]}, {"coordinates": []}]},
    "introns": {key: DOCUMENTS["intron"][key] for key in ("@id", "transcriptAlleles")},
    "records of an unregistered one": cut("externalRecords") | {"@id": "_:CA"},
}


@pytest.mark.parametrize("name", PARTS)
def test_what_was_not_asked_for_is_no_error(name: str) -> None:
    found = findings(PARTS[name])
    assert {f.severity for f in found} <= {"info"}
    assert [f.message for f in found if f.rule == "RG-2"][1:] == (
        ["an allele document lacks @id: only a part of the registry's document is here"]
        if "@id" not in PARTS[name]
        else []
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_marked_as_one_and_comes_back(name: str) -> None:
    canonical = trees([PARTS[name]])[0]
    assert is_subsetted(canonical)
    assert canonical["canonicalAlleleType"] == (
        "amino-acid" if name == "id of amino acids" else "nucleotide"
    )
    for way in ("resource-json", "json-ld", "nquads", "turtle"):
        assert back([PARTS[name]], way) == [PARTS[name]]


def test_parts_of_several_alleles_come_back_in_order() -> None:
    given = [part | {"@id": f"{SERVER}/allele/CA{n}"} for n, part in enumerate(PARTS.values(), 5)]
    assert back(given, "resource-json") == given


def test_a_part_is_written_when_its_rows_have_come() -> None:
    output = io.BytesIO()
    writer = make_writer("registry", output, load_model(), WriteOptions())
    for tree in trees([PARTS["names of rows"]]):
        writer.write(tree)
    assert json.loads(output.getvalue()) == PARTS["names of rows"]


def test_rows_that_tell_too_little_stay_apart() -> None:
    row = {"coordinates": [{"start": 5, "end": 6, "referenceAllele": "A", "allele": "C"}]}
    given = [{"@id": f"{SERVER}/allele/CA{n}", "genomicAlleles": [row]} for n in (1, 2)]
    ids = [t["id"] for t in trees(given) if t["resourceType"] == "ContextualAllele"]
    assert len(set(ids)) == 2


def test_build_and_chromosome_tell_the_sequence() -> None:
    found = {t["id"] for t in trees([PARTS["coordinates"]])}
    assert {t["id"] for t in trees([WHOLE]) if t.get("contextualAlleleType") == "genomic"} <= found


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({k: v for k, v in WHOLE.items() if k != "type"}, "nucleotide"),
        ({k: v for k, v in DOCUMENTS["amino acids"].items() if k != "type"}, "amino-acid"),
        ({"@id": "_:PA7", "aminoAcidAlleles": DOCUMENTS["amino acids"]["aminoAcidAlleles"]},
         "amino-acid"),
        ({"aminoAcidAlleles": DOCUMENTS["amino acids"]["aminoAcidAlleles"]}, "amino-acid"),
        ({"genomicAlleles": WHOLE["genomicAlleles"]}, "nucleotide"),
    ],
)  # fmt: skip
def test_the_type_is_told_by_the_number_or_the_rows(given: Document, expected: str) -> None:
    assert trees([given])[0]["canonicalAlleleType"] == expected
    assert {f.severity for f in findings(given)} <= {"info"}
    assert back([given], "nquads") == [given]


@pytest.mark.parametrize("placeholder", ["_:CA", "_:CA0000001", "_:PA", "_:PA3262009431"])
def test_unregistered_alleles_are_known_by_place_or_name(placeholder: str) -> None:
    kind = "unregistered" if placeholder.startswith("_:CA") else "amino acids"
    given = DOCUMENTS[kind] | {"@id": placeholder}
    canonical, *others = trees([given])
    expected = {
        "unregistered": "NC_000017.11:43106486:A:T",
        "amino acids": "NP_009225.1:p.Cys61Gly",
    }
    assert canonical["id"] == expected[kind]
    own = {"reference": f"CanonicalAllele/{expected[kind]}"}
    member = next(t for t in others if t["id"] == expected[kind])
    assert member["canonicalAllele"] == own
    assert findings(given) == []
    for way in ("resource-json", "json-ld", "nquads", "turtle"):
        assert back([given], way) == [given]


@pytest.mark.parametrize("rest", [{}, {"type": "nucleotide"}, {"genomicAlleles": []}])
def test_a_placeholder_alone_names_no_allele(rest: dict[str, Any]) -> None:
    given = [IRI, {"@id": "_:CA"} | rest, {"@id": f"{SERVER}/allele/CA2"}]
    items = read_items(json.dumps(given))
    assert [isinstance(item, Message) for item in items] == [True, False, True]
    [problem] = [item for item in items if not isinstance(item, Message)]
    assert (problem.rule, problem.pointer) == ("RG-4", "/1")
    [found] = [f for f in findings(given) if f.severity != "info"]
    assert (found.rule, found.severity) == ("RG-4", "warning")


@pytest.mark.slow
@pytest.mark.parametrize("name", PARTS)
def test_parts_are_read_directly_as_by_the_standard_path(name: str, tmp_path: Path) -> None:
    number = f"{SERVER}/allele/CA"
    parts = [
        PARTS[name] | ({"@id": f"{number}{n}"} if "@id" in PARTS[name] else {}) for n in range(9)
    ]
    (tmp_path / "parts.ndjson").write_text("".join(f"{json.dumps(part)}\n" for part in parts))
    made = []
    for engine in ENGINES:
        options = ReadOptions(engine=engine)
        for form in ("resource-json", "nquads"):
            text = clingen_ld.convert(tmp_path / "parts.ndjson", form, options=options).text or ""
            made.append(sorted(text.splitlines()))
        (tmp_path / "again.ndjson").write_text("\n".join(made[-2]) + "\n")
        again = clingen_ld.convert(tmp_path / "again.ndjson", "resource-json", options=options)
        assert sorted((again.text or "").splitlines()) == made[-2]
    assert made[:2] == made[2:]


@pytest.mark.parametrize(
    "given",
    [
        {"@id": f"{SERVER}/gene/GN001100"},
        {"@id": f"{SERVER}/gene/GN001100", "externalRecords": {"NCBI": {"id": 672}}},
        {"@id": f"{SERVER}/refseq/RS000065"},
        {"@id": f"{SERVER}/refseq/RS000065", "chromosome": "17"},
    ],
)
def test_parts_of_genes_and_sequences_are_parts_too(given: Document) -> None:
    assert [(f.rule, f.severity) for f in findings(given)] == [("RG-2", "info")]
    [tree] = trees([given])
    assert is_subsetted(tree)
    for way in ("resource-json", "json-ld", "nquads", "turtle"):
        assert back([given], way) == [given]

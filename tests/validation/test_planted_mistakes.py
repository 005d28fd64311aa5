"""A folder of 300 messages with 55 mistakes: each is found in its file, and little else is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.reports.wording import folded
from clingen_ld.validation.configuration import Configuration
from clingen_ld.validation.report import Report
from clingen_ld.validation.session import validate

Tree = dict[str, Any]
_ONTOLOGY = "http://www.sequenceontology.org/"
_BUILDS = {"1": ("NC_000017.11", "GRCh38", "SEQ1"), "2": ("NC_000017.10", "GRCh37", "SEQ2")}


def _sequence(accession: str, build: str, id_: str) -> Tree:
    return {
        "resourceType": "ReferenceSequence",
        "id": id_,
        "identifier": [{"system": "http://www.ncbi.nlm.nih.gov/nuccore", "value": accession}],
        "referenceSequenceType": "chromosome",
        "chromosome": "17",
        "referenceGenome": {"text": build},
    }


def _canonical(n: int) -> Tree:
    links: list[Tree] = [
        {"contextualAllele": {"reference": f"ContextualAllele/XA{n}-{k}"}} for k in _BUILDS
    ]
    links[0]["preferred"] = True
    return {
        "resourceType": "CanonicalAllele",
        "id": f"CA{n}",
        "active": True,
        "canonicalAlleleType": "nucleotide",
        "complexity": "simple",
        "relatedContextualAllele": links,
    }


def _allele(n: int, k: str) -> Tree:
    accession, _, sequence = _BUILDS[k]
    start = 43_000_000 + 10 * n + (0 if k == "1" else 1_800_000)
    coding = {"system": _ONTOLOGY, "code": "SO:1000002", "display": "substitution"}
    return {
        "resourceType": "ContextualAllele",
        "id": f"XA{n}-{k}",
        "canonicalAllele": {"reference": f"CanonicalAllele/CA{n}"},
        "contextualAlleleType": "genomic",
        "allele": "C",
        "primaryNucleotideChangeType": {"coding": [coding]},
        "alleleName": [
            {"nameType": "hgvs-genomic", "name": f"{accession}:g.{start + 1}A>C", "preferred": True}
        ],
        "referenceCoordinate": {
            "referenceSequence": {
                "reference": f"ReferenceSequence/{sequence}", "display": accession,
            },
            "start": {"index": start},
            "end": {"index": start + 1},
            "refAllele": "A",
        },
    }  # fmt: skip


def _gene(n: int) -> Tree:
    return {
        "resourceType": "Gene",
        "id": f"GENE{n}",
        "identifier": [{"value": f"HGNC:{1000 + n}"}],
        "symbol": f"SYM{n}",
        "name": f"symbol {n}",
    }


def _messages() -> dict[str, Tree]:
    found = {row[2]: _sequence(*row) for row in _BUILDS.values()}
    for n in range(1, 95):
        found |= {f"CA{n}": _canonical(n), **{f"XA{n}-{k}": _allele(n, k) for k in _BUILDS}}
    return found | {f"GENE{n}": _gene(n) for n in range(1, 17)}


Change = Callable[[Tree], Any]


def put(path: str, value: Any) -> Change:
    """Another value at a place."""

    def change(tree: Tree) -> None:
        node: Any = tree
        *steps, last = path.split("/")
        for step in steps:
            node = node[int(step)] if isinstance(node, list) else node[step]
        node[int(last) if isinstance(node, list) else last] = value

    return change


def drop(path: str) -> Change:
    """Nothing at a place."""

    def change(tree: Tree) -> None:
        node: Any = tree
        *steps, last = path.split("/")
        for step in steps:
            node = node[int(step)] if isinstance(node, list) else node[step]
        del node[last]

    return change


def rename(key: str, other: str) -> Change:
    """Another key."""
    return lambda tree: tree.update({other: tree.pop(key)})


NAME = "alleleName/0"
AT = "referenceCoordinate"
CODING = "primaryNucleotideChangeType/coding/0"
MISTAKES: list[tuple[str, Change, str, str | None]] = [
    # the message, what is done to it, the rule that finds it, and what is suggested
    ("XA1-1", rename("alleleName", "alleleNames"), "ST-1", "alleleName"),
    ("XA2-1", rename("contextualAlleleType", "contextualalleletype"), "ST-1",
     "contextualAlleleType"),
    ("XA3-1", put("comment", "see the paper"), "ST-1", None),
    ("XA4-1", drop(f"{NAME}/name"), "ST-2", None),
    ("XA5-1", drop(f"{AT}/end/index"), "ST-2", None),
    ("GENE1", drop("symbol"), "ST-2", None),
    ("GENE2", drop("name"), "ST-2", None),
    ("CA6", drop("complexity"), "ST-2", None),
    ("GENE3", put("symbol", ["A", "B"]), "ST-3", None),
    ("XA7-1", put(f"{NAME}/preferred", "True"), "ST-4", "true"),
    ("XA8-1", put(f"{NAME}/legacy", "no"), "ST-4", "false"),
    ("XA9-1", put(f"{AT}/start/index", "43,000,090"), "ST-4", "43000090"),
    ("XA10-1", put(f"{AT}/start/index", -5), "ST-4", None),
    ("GENE4", put("symbol", 5), "ST-4", "5"),
    ("XA11-1", put("contextualAlleleType", "genomc"), "ST-5", "genomic"),
    ("XA12-1", put(f"{NAME}/nameType", "hgvs"), "ST-5", "hgvs-genomic"),
    ("CA13", put("canonicalAlleleType", "DNA"), "ST-5", None),
    ("CA14", put("complexity", "Simple allele"), "ST-5", "simple"),
    ("XA15-1", put(f"{CODING}/code", "SO:0001483"), "ST-5", "SO:1000002"),
    ("XA16-1", put(f"{CODING}/code", "SO:0001583"), "ST-5", "SO:1000002"),
    ("XA17-1", put("canonicalAllele", "CanonicalAllele/CA17"), "ST-7",
     '{"reference": "CanonicalAllele/CA17"}'),
    ("XA18-1", put(f"{AT}/start", 43_000_180), "ST-7", '{"index": 43000180}'),
    ("CA19", put("relatedContextualAllele/0", {"reference": "ContextualAllele/XA19-1",
     "preferred": True}), "ST-1",
     '{"contextualAllele": {"reference": "ContextualAllele/XA19-1"}, "preferred": true}'),
    ("XA20-1", drop("canonicalAllele"), "CO-4", None),
    ("XA21-1", put("alleleName", []), "ST-9", None),
    ("GENE5", put("name", ""), "ST-9", None),
    ("XA22-1", put(f"{NAME}/name", "NC_000017.11:g.43000221 A>C"), "HG-1",
     "NC_000017.11:g.43000221A>C"),
    ("XA23-1", put(f"{NAME}/name", "NC_000017.11:g.43000231A->C"), "HG-1",
     "NC_000017.11:g.43000231A>C"),
    ("XA24-1", put(f"{NAME}/nameType", "hgvs-cdna"), "HG-2", "hgvs-genomic"),
    ("XA25-1", put(f"{NAME}/name", "NC_000017.10:g.43000251A>C"), "HG-3", None),
    ("XA26-1", put(f"{NAME}/name", "NC_000017.11:g.43000262A>C"), "HG-4",
     '{"start": {"index": 43000261}, "end": {"index": 43000262}}'),
    ("XA27-1", put(f"{NAME}/name", "NC_000017.11:g.43000271A>T"), "HG-5", None),
    ("XA28-1", put("allele", "c"), "XA-7", "C"),
    ("XA29-1", put(f"{AT}/refAllele", "Ala"), "XA-7", None),
    ("XA30-1", put(f"{CODING}/display", "deletion"), "XA-11", "substitution"),
    ("XA31-1", drop("primaryNucleotideChangeType"), "XA-2", None),
    ("XA32-1", put("primaryAminoAcidChangeType", {"coding": [{"system": _ONTOLOGY,
     "code": "SO:0001583"}]}), "XA-1", None),
    ("XA33-1", put(f"{AT}/start/externalOffsetLength", 5), "XA-3", None),
    ("XA34-1", put("alleleName", [_allele(34, "1")["alleleName"][0]] * 2), "XA-10", None),
    ("CA35", put("relatedContextualAllele/1/preferred", True), "CA-4", None),
    ("CA36", put("relatedContextualAllele/0/preferred", False), "CA-4", None),
    ("CA37", put("active", False), "CA-5", None),
    ("CA38", put("nested", [{"reference": "CanonicalAllele/CA39"}]), "CA-1", None),
    ("CA40", put("complexity", "complex"), "CA-2", None),
    ("XA41-1", put("canonicalAllele/reference", "CanonicalAllele/CA42"), "CO-4",
     "CanonicalAllele/CA41"),
    ("XA43-1", put("canonicalAllele/reference", "CanonicalAllele/ca-43"), "CO-1",
     "CanonicalAllele/CA43"),
    (
        "XA44-1", put("canonicalAllele/reference", "CanonicalAllele/CA4400"),
        "CO-1", "CanonicalAllele/CA44",
    ),
    ("XA45-1", put(f"{AT}/referenceSequence/reference", "Gene/GENE6"), "CO-2", None),
    ("XA46-1", put(f"{AT}/referenceSequence/display", "NC_000018.10"), "CO-11", "NC_000017.11"),
    ("GENE7", put("symbol", "SYM8"), "CO-12", None),
    ("GENE9", put("identifier/0/value", "1009"), "GE-1", None),
    ("GENE10", put("identifier/0/value", "HGNC 1010"), "GE-1", "HGNC:1010"),
    ("GENE11", put("identifier", [{"value": "HGNC:1011"}, {"system": "NCBI Gene", "value": "1"}]),
     "ST-4", "http://www.ncbi.nlm.nih.gov/gene"),
    ("XA47-1", put("allele", "-"), "XA-7", None),
    ("CA48", put("resourceType", "CanonicalAllel"), "ST-11", "CanonicalAllele"),
]  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder: Path = tmp_path_factory.mktemp("messages")
    messages = _messages()
    for name, change, _, _ in MISTAKES:
        change(messages[name])
    for name, tree in messages.items():
        (folder / f"{name}.json").write_text(json.dumps(tree, indent=2))
    return validate(folder)


def test_the_folder_without_mistakes_is_right(tmp_path: Path) -> None:
    for name, tree in _messages().items():
        (tmp_path / f"{name}.json").write_text(json.dumps(tree))
    found = validate(tmp_path)
    assert found.findings == ()
    assert found.files == 300


def test_there_are_few_findings_for_55_mistakes(report: Report) -> None:
    assert len(MISTAKES) == 55
    assert len(folded(report.findings)) <= 70


def _name(value: object) -> str:
    return value if isinstance(value, str) else ""


def _of(report: Report, name: str) -> list[tuple[str, str | None]]:
    return [(f.rule, f.suggestion) for f in report.findings if Path(f.file).stem == name]


@pytest.mark.parametrize(("name", "_change", "rule", "suggestion"), MISTAKES, ids=_name)
def test_each_mistake_is_found_in_its_file(
    report: Report, name: str, _change: Change, rule: str, suggestion: str | None
) -> None:
    assert (rule, suggestion) in _of(report, name)


def test_nothing_is_suggested_elsewhere(report: Report) -> None:
    wanted = {(name, text) for name, _, _, text in MISTAKES}
    said = {(Path(f.file).stem, f.suggestion) for f in report.findings if f.suggestion is not None}
    assert said <= wanted


def test_a_version_that_was_forgotten_is_one_finding(tmp_path: Path) -> None:
    messages = _messages()
    messages["SEQ1"]["identifier"][0]["value"] = "NC_000017"
    for name, tree in messages.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(tree))
    assert {(f.rule, Path(f.file).stem) for f in validate(tmp_path).findings} == {("RS-2", "SEQ1")}


@pytest.mark.slow
def test_the_version_that_references_say_is_suggested(tmp_path: Path) -> None:
    messages = _messages()
    messages["SEQ1"]["identifier"][0]["value"] = "NC_000017"
    messages["XA3-1"]["referenceCoordinate"]["referenceSequence"].pop("display")
    for name, tree in messages.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(tree))
    [finding] = validate(tmp_path).findings
    said = "the accession NC_000017 has no version; references to it say NC_000017.11"
    assert (finding.message, finding.suggestion) == (said, "NC_000017.11")
    messages["XA4-1"]["referenceCoordinate"]["referenceSequence"]["display"] = "NC_000017.10"
    (tmp_path / "XA4-1.json").write_text(json.dumps(messages["XA4-1"]))
    [finding] = validate(tmp_path).findings
    assert finding.message.endswith("say NC_000017.10 or NC_000017.11")
    assert finding.suggestion is None
    ignore = Configuration(ignore=frozenset({"RS-2"}))
    assert {f.rule for f in validate(tmp_path, configuration=ignore).findings} == {"CO-11"}


def test_a_sequence_with_the_accession_of_another_molecule_is_one_finding(tmp_path: Path) -> None:
    messages = _messages()
    messages["SEQ1"]["identifier"][0]["value"] = "NM_000017.11"
    assert _found(tmp_path, messages) == [("RS-1", "SEQ1")]


def test_names_on_another_sequence_are_folded(tmp_path: Path) -> None:
    messages = _messages()
    messages["SEQ1"]["identifier"][0]["value"] = "NC_000017.9"
    messages["SEQ1"]["referenceGenome"]["text"] = "NCBI36"
    for name, tree in messages.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(tree))
    findings = validate(tmp_path).findings
    assert len(findings) == 94
    [first] = folded(findings)
    assert (first.rule, "and 93 more" in first.message) == ("HG-3", True)


def test_a_reference_to_the_sequence_of_another_build_is_one_finding(tmp_path: Path) -> None:
    """The display and the name agree: that the display is wrong would be misleading."""
    messages = _messages()
    sequence = messages["XA5-1"]["referenceCoordinate"]["referenceSequence"]
    sequence["reference"] = "ReferenceSequence/SEQ2"
    assert _found(tmp_path, messages) == [("HG-3", "XA5-1")]


def test_members_left_out_of_an_empty_list_are_one_finding(tmp_path: Path) -> None:
    messages = _messages()
    messages["CA20"]["relatedContextualAllele"] = []
    assert _found(tmp_path, messages) == [("CO-4", "CA20")]
    [finding] = validate(tmp_path).findings
    assert finding.message == (
        "relatedContextualAllele is empty, but XA20-1 and 1 other refer to this allele"
    )


def test_a_foreign_member_is_one_finding(tmp_path: Path) -> None:
    """What it belongs to (CO-9), and which allele is not gathered for it (CO-4), is the same."""
    messages = _messages()
    messages["CA21"]["canonicalAlleleType"] = "amino-acid"
    messages["CA21"]["relatedContextualAllele"].pop(1)
    messages["CA21"]["relatedContextualAllele"][0]["contextualAllele"]["reference"] = (
        "ContextualAllele/XA22-2"
    )
    assert _found(tmp_path, messages) == [("CO-3", "CA21")]
    [finding] = validate(tmp_path).findings
    assert finding.message.endswith(", but XA21-1 and 1 other refer to this allele")


def test_a_wrong_link_to_an_effect_is_one_finding(tmp_path: Path) -> None:
    """The effect refers back, of which CO-7 need not speak."""
    messages = _messages()
    effect = {
        "resourceType": "ContextualAllele",
        "id": "XP1",
        "contextualAlleleType": "amino-acid",
        "related": [_related("transcript-allele-cause", "XA30-1")],
    }
    messages["XA30-1"]["related"] = [_related("amino-acid-effect", "XP1")]
    alone = _found(tmp_path, messages | {"XP1": effect})
    messages["XA30-1"]["related"] = [_related("amino-acid-effect", "XP2")]
    assert _found(tmp_path, messages | {"XP1": effect}) == [("CO-1", "XA30-1"), *alone]
    del messages["XA30-1"]["related"]
    found = _found(tmp_path, messages | {"XP1": effect})
    assert sorted(found) == sorted([("CO-7", "XP1"), *alone])


@pytest.mark.parametrize(("residue", "is_suggested"), [(3, True), (2, False)])
def test_a_position_that_its_effect_contradicts_is_not_suggested(
    tmp_path: Path, residue: int, is_suggested: bool
) -> None:
    """The name is at codon 3, the coordinate at codon 2."""
    transcript = {
        "resourceType": "ReferenceSequence",
        "id": "ST",
        "identifier": [{"value": "NM_000546.6"}],
        "referenceSequenceType": "transcript",
        "cdsStart": 11,
        "cdsEnd": 40,
    }
    allele = _allele(1, "1") | {
        "contextualAlleleType": "transcript",
        "alleleName": [{"nameType": "hgvs-cdna", "name": "NM_000546.6:c.8A>C"}],
        "related": [_related("amino-acid-effect", "XP1")],
    }
    allele["referenceCoordinate"] = {
        "referenceSequence": {"reference": "ReferenceSequence/ST"},
        "start": {"index": 14},
        "end": {"index": 15},
        "refAllele": "A",
    }
    effect = {
        "resourceType": "ContextualAllele",
        "id": "XP1",
        "contextualAlleleType": "amino-acid",
        "allele": "Ser",
        "referenceCoordinate": {
            "referenceSequence": {"reference": "ReferenceSequence/SP"},
            "start": {"index": residue - 1},
            "end": {"index": residue},
            "refAllele": "Ile",
        },
    }
    found = {f.rule: f.suggestion for f in validate([transcript, allele, effect], partial=True)}
    ends = '{"start": {"index": 17}, "end": {"index": 18}}'
    assert found["HG-4"] == (ends if is_suggested else None)


def _related(type_: str, target: str) -> Tree:
    return {"relatedType": type_, "target": {"reference": f"ContextualAllele/{target}"}}


def _found(folder: Path, messages: dict[str, Tree], **options: Any) -> list[tuple[str, str]]:
    for name, tree in messages.items():
        (folder / f"{name}.json").write_text(json.dumps(tree))
    return [(f.rule, Path(f.file).stem) for f in validate(folder, **options).findings]


@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_link_to_nothing_is_one_finding(tmp_path: Path, is_reversed: bool) -> None:
    """The allele that is meant refers back, of which CO-4 need not speak."""
    messages = _messages()
    links = messages["CA21"]["relatedContextualAllele"]
    links[0]["contextualAllele"]["reference"] += "0"
    text = [json.dumps(tree) for tree in messages.values()]
    (tmp_path / "a.ndjson").write_text("\n".join(text[::-1] if is_reversed else text))
    (finding,) = validate(tmp_path).findings
    assert (finding.rule, finding.resource.rpartition("/")[2]) == ("CO-1", "CA21")
    assert finding.message.endswith("which was not found, but XA21-1 refers to this allele")
    # What is ignored speaks for nothing else.
    ignore = Configuration(ignore=frozenset({"CO-1"}))
    (finding,) = validate(tmp_path, configuration=ignore).findings
    assert (finding.rule, finding.resource.rpartition("/")[2]) == ("CO-4", "XA21-1")


def test_a_link_that_one_end_lacks_is_one_finding_there(tmp_path: Path) -> None:
    """Neither the recommendation of the property, nor a finding at each of the other ends."""
    messages = _messages()
    drop("canonicalAllele")(messages["XA20-1"])
    drop("relatedContextualAllele")(messages["CA21"])
    assert _found(tmp_path, messages) == [("CO-4", "CA21"), ("CO-4", "XA20-1")]
    first, second = validate(tmp_path).findings
    assert first.message == (
        "relatedContextualAllele is missing, but XA21-1 and 1 other refer to this allele"
    )
    assert second.message == "canonicalAllele is missing, but CA20 refers to this allele"
    assert {first.severity, second.severity} == {"error"}
    # What is ignored speaks for nothing else.
    ignore = Configuration(ignore=frozenset({"CO-4"}))
    found = validate(tmp_path, configuration=ignore).findings
    assert [(f.rule, f.severity) for f in found] == [("ST-8", "warning")] * 2
    ignore = Configuration(ignore=frozenset({"ST-8"}))
    found = validate(tmp_path, configuration=ignore).findings
    assert [(f.rule, Path(f.file).stem) for f in found] == [
        ("CO-4", "CA20"), ("CO-4", "XA21-1"), ("CO-4", "XA21-2"),
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("NC_000017.11:g.43000301A>T", "HG-5"), ("NC_000017.11:g.43000302A>C", "HG-4"),
        ("NC_000017.11:g.43000301 A>C", "HG-1"), ("NC_000017.10:g.43000301A>C", "HG-3"),
    ],
)  # fmt: skip
def test_a_wrong_name_is_no_suggestion_for_a_right_display(
    tmp_path: Path, name: str, rule: str
) -> None:
    messages = _messages()
    put("relatedContextualAllele/0/contextualAllele/display", "NC_000017.11:g.43000301A>C")(
        messages["CA30"]
    )
    assert _found(tmp_path, messages) == []
    put(f"{NAME}/name", name)(messages["XA30-1"])
    assert _found(tmp_path, messages) == [(rule, "XA30-1")]
    # A display that is wrong is found where the name is right.
    put(f"{NAME}/name", "NC_000017.11:g.43000301A>C")(messages["XA30-1"])
    put("relatedContextualAllele/0/contextualAllele/display", name)(messages["CA30"])
    assert _found(tmp_path, messages) == [("CO-11", "CA30")]


def test_a_reference_without_its_object_is_a_link_all_the_same(tmp_path: Path) -> None:
    messages = _messages()
    put("canonicalAllele", "CanonicalAllele/CA22")(messages["XA22-1"])
    put("relatedContextualAllele/0/contextualAllele", "ContextualAllele/XA23-1")(messages["CA23"])
    assert _found(tmp_path, messages) == [("ST-7", "CA23"), ("ST-7", "XA22-1")]


def test_a_file_that_cannot_be_read_is_one_finding(tmp_path: Path) -> None:
    """It says who refers to what it should contain."""
    for name, tree in _messages().items():
        text = json.dumps(tree)
        (tmp_path / f"{name}.json").write_text(text[:60] if name == "SEQ1" else text)
    [finding] = validate(tmp_path).findings
    assert (finding.rule, Path(finding.file).name) == ("ST-0", "SEQ1.json")
    assert finding.message.endswith(
        "; XA1-1 and 93 others refer to SEQ1, which this file should contain"
    )


def test_a_reference_into_what_may_be_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    """The name of the file only begins with the id."""
    for name, tree in _messages().items():
        text = json.dumps(tree)
        file, text = ("SEQ1-v2", text[:60]) if name == "SEQ1" else (name, text)
        (tmp_path / f"{file}.json").write_text(text)
    findings = validate(tmp_path).findings
    said = [f.message for f in findings if f.rule == "CO-1"]
    assert len(said) == 94
    expected = re.compile(r"which could not be read \(SEQ1-v2[.]json:1:\d+\)$")
    assert all(map(expected.search, said))
    assert {finding.rule for finding in folded(findings)} == {"ST-0", "CO-1"}


def test_a_space_at_the_end_of_a_reference_is_found(tmp_path: Path) -> None:
    messages = _messages()
    messages["XA50-1"]["canonicalAllele"]["reference"] = "CanonicalAllele/CA50 "
    for name, tree in messages.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(tree))
    [finding] = validate(tmp_path).findings
    assert (finding.rule, finding.suggestion) == ("CO-1", "CanonicalAllele/CA50")


@pytest.mark.parametrize(
    ("given", "suggestion"), [("ser", "Ser"), ("SER", None), ("s", "S"), ("Sr", None), ("mk", None)]
)
def test_residues_are_suggested_where_they_are_certain(given: str, suggestion: str | None) -> None:
    tree = {
        "resourceType": "ContextualAllele",
        "id": "XP1",
        "contextualAlleleType": "amino-acid",
        "allele": given,
    }
    found = [f for f in validate([tree], partial=True) if f.rule == "XA-7"]
    assert [f.suggestion for f in found] == ([] if given == "SER" else [suggestion])


def test_an_unknown_chromosome_is_one_finding(tmp_path: Path) -> None:
    """Whether members lie on one chromosome (CO-13) is not known then."""
    messages = _messages()
    put("chromosome", "chr017")(messages["SEQ1"])
    assert _found(tmp_path, messages) == [("ST-5", "SEQ1")]


def test_coordinates_from_one_are_one_finding_for_people(tmp_path: Path) -> None:
    messages = _messages()
    for name, tree in messages.items():
        if name.startswith("XA") and name.endswith("-1"):
            for end in ("start", "end"):
                tree["referenceCoordinate"][end]["index"] += 1
    for name, tree in messages.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(tree))
    wrong = [each for each in validate(tmp_path).findings if each.rule == "HG-4"]
    assert len(wrong) == 94
    [first] = folded(wrong)
    assert "; and 93 more: " in first.message

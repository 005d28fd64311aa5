"""`clingen-ld model`, `rules` and `explain`: the model and its rules, for people and programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rdflib

from clingen_ld.model import Model, load_model
from clingen_ld.model.files import context_texts
from tests.cli.running import call


def test_the_whole_model_as_tables(model: Model) -> None:
    out = call("model").out
    for name, type_ in model.types.items():
        assert f"\n{name} ({type_.kind})\n" in "\n" + out
        for prop in type_.properties.values():
            assert f"\n  {prop.name} " in out
    for name in model.value_sets:
        assert f"\n{name} (value set)\n" in out
    assert out.rstrip().endswith("(ST-8).")


def test_tables_fit_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (100, 160):
        monkeypatch.setenv("COLUMNS", str(width))
        rows = [line for line in call("model", "Position").out.splitlines() if line[:2] == "  "]
        assert rows
        assert max(map(len, rows)) <= width


def test_the_whole_model_as_json(model: Model) -> None:
    value = json.loads(call("model", "--format", "json").out)
    assert value["version"] == model.version
    assert [t["name"] for t in value["types"]] == list(model.types)
    assert [v["name"] for v in value["valueSets"]] == list(model.value_sets)
    for type_ in value["types"]:
        for prop in type_["properties"]:
            known = model.types[type_["name"]].properties[prop["name"]]
            assert prop["iri"] == known.iri
            assert prop["cardinality"] == known.cardinality
            assert prop["definition"]


def test_the_whole_model_as_markdown(model: Model) -> None:
    out = call("model", "--format", "markdown").out
    headings = [line.split()[1] for line in out.splitlines() if line.startswith("## ")]
    assert headings == [*model.types, *model.value_sets]
    for line in out.splitlines():
        if line.startswith("|"):
            assert line.endswith("|")
            assert line.replace("\\|", "").count("|") in (4, 5)


@pytest.mark.parametrize("name", load_model().types)
def test_one_type(model: Model, name: str) -> None:
    out = call("model", name).out
    assert out.startswith(f"{name} ({model.types[name].kind})\n{model.types[name].definition}\n")
    [value] = json.loads(call("model", name, "--format", "json").out)["types"]
    assert value["iri"] == model.types[name].iri


@pytest.mark.parametrize("name", ["reference-sequence-type", "primary-nucleotide-change-type"])
def test_one_value_set(model: Model, name: str) -> None:
    out = call("model", name).out
    for code in model.value_sets[name].codes.values():
        assert f"\n  {code.code} " in out
        for spelling in code.spellings:
            assert spelling in out
    [value] = json.loads(call("model", name, "--format", "json").out)["valueSets"]
    assert [c["code"] for c in value["codes"]] == list(model.value_sets[name].codes)


def test_one_property_with_its_codes() -> None:
    out = call("model", "ReferenceSequence.referenceSequenceType").out
    assert "referenceSequenceType" in out
    assert "cdsStart" not in out
    assert "reference-sequence-type (value set)" in out


def test_a_property_wherever_it_occurs() -> None:
    out = call("model", "relatedType").out
    assert "RelatedAllele (part)" in out
    assert "RelatedSequence (part)" in out
    assert "contextual-allele-relationship-type (value set)" in out
    assert "reference-sequence-relationship-type (value set)" in out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ContextalAllele", "did you mean ContextualAllele?"),
        ("position", "did you mean Position?"),
        ("Gene.symbl", "did you mean Gene.symbol?"),
        ("Gene.index", "did you mean "),
        ("reference-sequnce-type", "did you mean reference-sequence-type?"),
        ("hg-4", "`clingen-ld explain HG-4` explains"),
        ("%%%", "name a type (Gene), a property (Gene.symbol) or a value set"),
    ],
)
def test_a_name_that_is_nothing(name: str, said: str) -> None:
    outcome = call("model", name)
    assert outcome.code == 2
    assert outcome.out == ""
    assert f"the model has no {name!r}: " in outcome.err
    assert said in outcome.err


@pytest.mark.parametrize("file", sorted(context_texts()))
def test_contexts(file: str) -> None:
    outcome = call("model", "--context", file.removesuffix(".jsonld"))
    assert outcome == (0, context_texts()[file], "")
    assert call("model", "--context", json.loads(outcome.out)["id"]) == outcome


@pytest.mark.parametrize("name", ["Gene", "Gene.symbol", "CA-4", "st-8"])
def test_shapes(name: str) -> None:
    outcome = call("model", "--shape", name)
    assert outcome.code == 0
    assert len(rdflib.Graph().parse(data=outcome.out, format="turtle")) > 3
    assert outcome.out.startswith("@prefix clingen:")
    assert not outcome.out.endswith("\n\n")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--context", "Gen"], "there is no context 'Gen': did you mean Gene?"),
        (["--shape", "Gen"], "there is no shape 'Gen': did you mean Gene?"),
        (["--shape", "HG-4"], "the rule HG-4 has no shape"),
        (["Gene", "--shape", "Gene"], "give one of NAME, --context and --shape"),
        (["--shape", "Gene", "--format", "json"], "--format is for the data dictionary"),
        (["--format", "yaml"], "'table', 'json', 'markdown'"),
    ],
)
def test_mistakes(args: list[str], said: str) -> None:
    outcome = call("model", *args)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err


def test_to_a_file(folder: Path) -> None:
    assert call("model", "--format", "markdown", "-o", "model.md") == (0, "", "")
    shown = call("model", "--format", "markdown").out
    assert (folder / "model.md").read_text(encoding="utf-8") == shown


# Rules


def test_the_rules_are_listed(model: Model) -> None:
    lines = call("rules").out.splitlines()
    assert [line.split()[0] for line in lines] == list(model.rules)
    value = json.loads(call("rules", "--format", "json").out)
    assert [rule["id"] for rule in value] == list(model.rules)
    table = call("rules", "--format", "markdown").out.splitlines()[2:]
    assert [row.split("|")[1].strip() for row in table] == list(model.rules)


@pytest.mark.parametrize("rule", ["HG-4", "ca-2", "ST-0", "CO-13"])
def test_a_rule_is_explained(model: Model, rule: str) -> None:
    outcome = call("explain", rule)
    assert outcome.code == 0
    known = model.rules[rule.upper()]
    assert outcome.out.startswith(f"{known.id} {known.name} (")
    assert known.title[1:] in outcome.out
    words = " ".join(outcome.out.split())
    for text in (known.why, known.fix, known.source, known.keeps, known.breaks):
        assert " ".join(text.split()) in words


def test_every_rule_can_be_explained(model: Model) -> None:
    for rule in model.rules:
        assert call("explain", rule).code == 0


@pytest.mark.parametrize(
    ("rule", "said"), [("CA-99", "did you mean CA-"), ("%%", "`clingen-ld rules` lists them")]
)
def test_a_rule_that_is_none(rule: str, said: str) -> None:
    outcome = call("explain", rule)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"there is no rule {rule!r}: {said}" in outcome.err

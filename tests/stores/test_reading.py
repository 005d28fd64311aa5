"""Export: what was loaded comes out again, in its normal form, and nothing else does."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Literal as OneOf

import pyoxigraph as ox
import pytest

from clingen_ld import ReadOptions, convert
from clingen_ld.errors import ClingenError, UsageError
from clingen_ld.graph.terms import RDF_TYPE, Literal
from clingen_ld.messages.message import Problem
from clingen_ld.model import CLINGEN, DEFAULT_BASE, Model
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.reading import export, open_resources, read_store
from clingen_ld.stores.store import is_store
from clingen_ld.stores.validating import validate_store
from tests.messages.interpretation.alleles import PLAIN
from tests.stores.filled import EXAMPLES, filled, put
from tests.stores.loads import UNCHECKED
from tests.stores.memory import MemoryStore

STORIES = ("brca1", "cftr", "cx3cr1", "ilk", "mt-tl1", "rbm20")


def _lines(text: str | None) -> list[str]:
    return sorted((text or "").splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES)
def test_export_after_load_is_the_normal_form(story: str, tmp_path: Path) -> None:
    wanted = _lines(convert(EXAMPLES / story, "resource-json").text)
    assert _lines(export(filled(EXAMPLES / story)).text) == sorted(set(wanted))
    with open_store(str(tmp_path / "store"), create=True) as store:
        load(EXAMPLES / story, store, LoadOptions(validate=False))
        assert _lines(export(store).text) == sorted(set(wanted))


@pytest.mark.parametrize("form", ["nquads", "json-ld", "resource-xml", "turtle"])
def test_every_form_comes_out(form: str, tmp_path: Path) -> None:
    output = tmp_path / "out"
    result = export(filled(EXAMPLES / "ilk"), form, output)
    assert result.problems == []
    assert result.lost == []
    back = convert(output, "resource-json")
    assert _lines(back.text) == sorted(set(_lines(convert(EXAMPLES / "ilk", "resource-json").text)))


@pytest.mark.slow
def test_a_folder_gets_a_file_for_each_resource(tmp_path: Path) -> None:
    export(filled(EXAMPLES / "ilk"), output=tmp_path)
    assert (tmp_path / "CA101.json").is_file()
    assert len(list(tmp_path.iterdir())) == len(list((EXAMPLES / "ilk").glob("*.json")))


def test_only_one_type(examples: Path) -> None:
    trees = [json.loads(line) for line in _lines(export(filled(examples), type="Gene").text)]
    assert {tree["resourceType"] for tree in trees} == {"Gene"}
    with pytest.raises(UsageError, match="'gene' is not a resource type"):
        export(MemoryStore(), type="gene")
    with pytest.raises(UsageError, match="there is no form"):
        export(MemoryStore(), "docx")


def test_the_documents_of_the_registry_come_out_with_what_they_tell_of() -> None:
    trees = [json.loads(line) for line in _lines(export(filled(EXAMPLES / "registry")).text)]
    assert "CA900000001" in {tree["id"] for tree in trees}
    told = [tree for tree in trees if "meta" in tree]
    assert "NM_007294.4" in {tree["id"] for tree in told}


@pytest.mark.slow
@pytest.mark.parametrize("form", ["vrs", "interpretation"])
def test_documents_come_out_without_their_alleles_beside_them(form: str, tmp_path: Path) -> None:
    location = {"type": "SequenceLocation", "start": 9, "end": 10, "sequenceReference": {
        "type": "SequenceReference", "refgetAccession": f"SQ.{'x' * 32}"}}  # fmt: skip
    state = {"type": "LiteralSequenceExpression", "sequence": "T"}
    made = [
        {"n": n, "v": {"type": "Allele", "location": location | {"end": n}, "state": state}}
        for n in range(10, 30)
    ]
    if form == "interpretation":
        type_ = "VariantInterpretation"
        made = [
            {"n": n, "type": type_, "variant": PLAIN | {"id": f"CAR:CA{9000 + n}"}}
            for n in range(10, 30)
        ]
    file = tmp_path / "documents.ndjson"
    file.write_text("".join(f"{json.dumps(each)}\n" for each in made))
    with open_store(tmp_path / "store", create=True) as store:
        load([file], store)
        text = export(store, form).text or ""
    told = [json.loads(line) for line in text.splitlines()]
    assert sorted(told, key=lambda each: each["n"]) == made


def test_what_is_only_told_of_gives_way_to_the_resource_itself() -> None:
    trees = [json.loads(line) for line in _lines(export(filled(EXAMPLES / "registry")).text)]
    [sequence] = [
        t for t in trees if t["resourceType"] == "ReferenceSequence" and t["id"] == "NM_007294.3"
    ]
    assert "meta" not in sequence


def test_records_of_loads_are_no_messages_unless_asked_for() -> None:
    store = filled(EXAMPLES / "ilk")
    ours = [json.loads(line) for line in _lines(export(store, type="Provenance").text)]
    assert [tree["id"] for tree in ours] == ["PROV101"]
    every = [json.loads(line) for line in _lines(export(store, type="Provenance", loads=True).text)]
    assert len(every) == 2


def test_former_versions_are_no_messages(tmp_path: Path) -> None:
    former = tmp_path / "CA101.json"
    text = (EXAMPLES / "ilk" / "CA101.json").read_text()
    former.write_text(text.replace('"simple"', '"complex"'))
    store = filled(former, EXAMPLES / "ilk", as_version=True)
    assert any("/_history/" in name for name in store.contents)
    assert _lines(export(store).text) == _lines(export(filled(EXAMPLES / "ilk")).text)


def test_graphs_of_others(model: Model) -> None:
    store = MemoryStore("memory")
    gene = "http://example.org/genes/G1"
    kind, symbol = (gene, RDF_TYPE, CLINGEN + "Gene"), (gene, CLINGEN + "symbol", Literal("ILK"))
    put(store, "http://example.org/all", kind, symbol)
    put(store, "http://example.org/notes", (gene, "http://example.org/seen", Literal("yes")))
    message, problem = read_store(store, model)
    assert (message.file, getattr(message, "iri", "")) == ("http://example.org/all", gene)
    done = export(store)
    assert json.loads(done.text or "")["symbol"] == "ILK"
    assert done.problems == [problem]
    assert isinstance(problem, Problem)
    assert (problem.rule, problem.file) == ("ST-11", "http://example.org/notes")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["auto", "standard"])
@pytest.mark.parametrize("to", ["nquads", "vrs"])
def test_what_is_in_no_graph_of_a_resource_is_named(
    tmp_path: Path, engine: OneOf["auto", "standard"], to: str
) -> None:
    nameless = ox.Quad(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), ox.Literal("o"))
    for name, said in (
        (ox.DefaultGraph(), "triples in no named graph of the store"),
        (ox.NamedNode("http://x/g"), "a graph that describes no resource of the model"),
    ):
        place = tmp_path / type(name).__name__
        with open_store(place, create=True) as store:
            load(EXAMPLES / "ilk" / "GENE101.json", store, UNCHECKED)
            before = export(store, to, engine=engine)
            assert not [problem for problem in before.problems if problem.rule == "ST-11"]
        others = ox.Store(str(place))
        others.add(ox.Quad(nameless.subject, nameless.predicate, nameless.object, name))
        others.flush()
        del others
        with open_store(place) as store:
            done = export(store, to, engine=engine)
            assert done.text == before.text
            [told] = [each.values["what"] for each in done.problems if each.rule == "ST-11"]
            assert told.startswith(said)
            [finding] = [f for f in validate_store(store).findings if f.rule == "ST-11"]
            assert finding.severity == "warning"


def test_a_graph_that_is_no_message_is_a_problem() -> None:
    store = MemoryStore("memory")
    thing = "http://example.org/G1"
    nodes = [f"_:n{n}" for n in range(100)]
    links = [(a, "http://example.org/in", b) for a, b in pairwise(nodes)]
    put(store, thing, (thing, RDF_TYPE, CLINGEN + "Gene"),
        (thing, "http://example.org/in", nodes[0]), *links)  # fmt: skip
    [problem] = export(store).problems
    assert problem.rule == "ST-0"
    assert problem.file == thing


def test_strict_fails_for_what_a_form_cannot_carry() -> None:
    store = filled(EXAMPLES / "registry")
    assert export(store, "resource-xml").lost
    with pytest.raises(ClingenError, match="cannot be carried"):
        export(store, "resource-xml", strict=True)


def test_what_is_a_store(tmp_path: Path, model: Model) -> None:
    place = tmp_path / "store"
    with open_store(str(place), create=True) as store:
        load(EXAMPLES / "ilk", store, LoadOptions(validate=False))
    assert is_store(str(place))
    assert is_store("http://localhost:7878/query")
    assert not is_store(str(EXAMPLES))
    assert not is_store(str(tmp_path / "nothing"))
    with open_resources(str(place), ReadOptions(base=DEFAULT_BASE), model) as items:
        found = sum(1 for _ in items)
    with open_resources(str(EXAMPLES / "ilk"), ReadOptions(), model) as items:
        assert found == len({getattr(item, "iri", "") for item in items})


def test_a_graph_whose_name_is_a_blank_node_is_not_lost(tmp_path: Path) -> None:
    gene = f'<http://x/Gene/G2> a <{CLINGEN}Gene> ; <{CLINGEN}symbol> "A" .'
    others = ox.Store(str(tmp_path / "a.db"))
    others.load(f"_:g {{ {gene} }}".encode(), format=ox.RdfFormat.TRIG)
    others.flush()
    del others
    with open_store(str(tmp_path / "a.db"), read_only=True) as store:
        assert '"symbol":"A"' in (export(store, "resource-json").text or "")

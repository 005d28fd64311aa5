"""The public face: complete, lazy, documented; and every failure is an exception of ours."""

from __future__ import annotations

import ast
import doctest
import gzip
import importlib
import inspect
import io
import json
import pkgutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

import clingen_ld
from clingen_ld import (
    ClingenError,
    InputError,
    ReadOptions,
    StoreError,
    TextError,
    UsageError,
    ValidationOptions,
)
from clingen_ld.stores.sparql_text import calls_service
from clingen_ld.stores.store import Solutions
from tests.stores.memory import MemoryStore

SOURCE = Path(clingen_ld.__file__).read_text(encoding="utf-8")
MODULES = [
    module.name
    for module in pkgutil.walk_packages(clingen_ld.__path__, "clingen_ld.")
    if not module.ispkg
]
GENE = {
    "resourceType": "Gene",
    "id": "G1",
    "identifier": [{"value": "HGNC:1100"}],
    "symbol": "BRCA1",
    "name": "BRCA1 DNA repair associated",
}
IRI = "http://clingendb.clingen.org/Gene/G1"


@pytest.fixture
def gene(tmp_path: Path) -> Path:
    path = tmp_path / "gene.json"
    path.write_text(json.dumps(GENE), encoding="utf-8")
    return path


# The names


def test_all_is_complete_sorted_and_importable() -> None:
    assert clingen_ld.__all__ == sorted(clingen_ld.__all__)
    assert set(clingen_ld.__all__) == {*clingen_ld._HOMES, "__version__"}
    assert dir(clingen_ld) == clingen_ld.__all__
    for name in clingen_ld.__all__:
        assert getattr(clingen_ld, name) is not None
    namespace: dict[str, Any] = {}
    exec("from clingen_ld import *", namespace)
    assert set(clingen_ld.__all__) <= set(namespace)


def test_type_checkers_see_the_same_names_from_the_same_homes() -> None:
    seen = {
        alias.name: node.module
        for block in ast.parse(SOURCE).body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == clingen_ld._HOMES


def test_what_does_not_exist() -> None:
    with pytest.raises(AttributeError, match="module 'clingen_ld' has no attribute 'frobnicate'"):
        clingen_ld.frobnicate  # noqa: B018


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "loaded"),
    [
        ("", []),
        ("clingen_ld.ClingenError", []),
        ("clingen_ld.open_store", ["pyoxigraph"]),
        ("clingen_ld.load_model()", ["pyoxigraph"]),
        ("clingen_ld.types.Gene.build(symbol='BRCA1')", ["pyoxigraph"]),
        ("clingen_ld.validate", ["pyoxigraph", "pyld"]),
        ("clingen_ld.convert", ["pyoxigraph", "pyld"]),
        ("clingen_ld.load, clingen_ld.LoadOptions", ["pyoxigraph", "pyld"]),
        ("clingen_ld.query, clingen_ld.describe", ["pyoxigraph"]),
        ("clingen_ld.remove, clingen_ld.named_queries", ["pyoxigraph"]),
        ("clingen_ld.export, clingen_ld.diff", ["pyoxigraph", "pyld"]),
        ("clingen_ld.validate_store", ["pyoxigraph", "pyld"]),
    ],
)
def test_libraries_are_loaded_when_they_are_needed(code: str, loaded: list[str]) -> None:
    heavy = ("click", "rdflib", "pyshacl", "pyoxigraph", "pyld", "httpx")
    program = f"import sys, clingen_ld\n{code}\n"
    program += f"print([n for n in {heavy!r} if n in sys.modules])"
    out = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert set(ast.literal_eval(out)) <= set(loaded)


@pytest.mark.slow
def test_every_name_is_there_without_the_optional_libraries() -> None:
    program = (
        "import sys\n"
        "for name in ('httpx', 'pyarrow', 'pysam', 'pyspark', 'biocommons.seqrepo'):\n"
        "    sys.modules[name] = None\n"
        "from clingen_ld import *"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)


def _public() -> list[Any]:
    return [getattr(clingen_ld, name) for name in clingen_ld._HOMES]


@pytest.mark.parametrize("thing", _public(), ids=list(clingen_ld._HOMES))
def test_everything_public_is_documented_and_typed(thing: Any) -> None:
    assert inspect.getdoc(thing) or not (inspect.isfunction(thing) or inspect.isclass(thing))
    if inspect.isfunction(thing):
        signature = inspect.signature(thing)
        assert signature.return_annotation is not inspect.Signature.empty
        for parameter in signature.parameters.values():
            assert parameter.annotation is not inspect.Parameter.empty
    elif inspect.isclass(thing) and not issubclass(thing, Exception):
        for name, member in vars(thing).items():
            if not name.startswith("_") and (callable(member) or isinstance(member, property)):
                assert inspect.getdoc(member), name


@pytest.mark.parametrize("name", MODULES)
def test_modules_say_what_they_are_for_and_their_examples_work(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    if ">>>" in Path(str(module.__file__)).read_text(encoding="utf-8"):
        failed, _ = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
        assert failed == 0


# The verbs


def test_validate(gene: Path) -> None:
    report = clingen_ld.validate(gene)
    assert (report.conforms, report.files, report.resources) == (True, 1, 1)
    assert report.findings == ()
    assert clingen_ld.validate([str(gene)]) == report
    gene.write_text(json.dumps(GENE | {"sybmol": "x"}), encoding="utf-8")
    report = clingen_ld.validate(str(gene), ValidationOptions(partial=True))
    [finding] = report.findings
    assert isinstance(finding, clingen_ld.Finding)
    assert (finding.rule, finding.severity, finding.resource) == ("ST-1", "error", IRI)
    assert report.has("error")
    assert report.has("info")
    assert not report.conforms
    assert repr(report) == "<Report: 1 file, 1 resource: does not conform (1 error)>"
    with pytest.raises(AttributeError):
        finding.rule = "x"  # type: ignore[misc]


def test_validate_tells_its_progress(gene: Path) -> None:
    seen: list[Any] = []
    clingen_ld.validate([gene, gene], progress=seen.append)
    assert [item.type for item in seen] == ["Gene", "Gene"]


def test_convert(gene: Path, tmp_path: Path) -> None:
    result = clingen_ld.convert(gene, to="resource-json")
    assert isinstance(result, clingen_ld.Conversion)
    assert json.loads(result.text or "") == GENE
    assert (result.resources, result.problems, result.lost) == (1, [], [])
    assert repr(result) == "<Conversion to resource-json: 1 resource, 0 problems, 0 losses>"
    for output in ("out.nq", Path("out.nq.gz")):
        result = clingen_ld.convert([gene], "nquads", tmp_path / output)
        assert result.text is None
    text = (tmp_path / "out.nq").read_text(encoding="utf-8")
    with gzip.open(tmp_path / "out.nq.gz", "rt", encoding="utf-8") as file:
        assert file.read() == text
    stream = io.BytesIO()
    clingen_ld.convert(gene, "nquads", stream)
    assert stream.getvalue().decode() == text
    nothing = clingen_ld.convert(gene, "nquads", keep=lambda message: message.type != "Gene")
    assert (nothing.resources, nothing.text) == (0, "")


def test_no_output_replaces_an_input(tmp_path: Path) -> None:
    path = tmp_path / "genes.ndjson"
    path.write_text(f'{json.dumps(GENE)}\n{{"resourceType": "Gene", "id"\n')
    before = path.read_bytes()
    for inputs in (path, [str(path)], tmp_path):
        with pytest.raises(UsageError, match="is an input"):
            clingen_ld.convert(inputs, "resource-json", path)
    assert path.read_bytes() == before
    assert clingen_ld.convert(GENE, "resource-json", path).resources == 1


def test_to_graph_and_back(gene: Path) -> None:
    graph = clingen_ld.to_graph(gene)
    assert isinstance(graph, rdflib.Dataset)
    symbol = rdflib.URIRef("http://clingen.org/model/allele/symbol")
    assert (rdflib.URIRef(IRI), symbol, rdflib.Literal("BRCA1")) in graph.graph(rdflib.URIRef(IRI))
    assert clingen_ld.from_graph(graph) == [GENE]
    assert clingen_ld.frame is clingen_ld.from_graph
    assert clingen_ld.frame(graph, type="Gene", id=IRI) == [GENE]
    assert clingen_ld.frame(graph, type="Provenance") == []
    assert clingen_ld.frame(graph, id="http://example.org/x") == []
    plain = rdflib.Graph()
    plain.parse(data=graph.graph(rdflib.URIRef(IRI)).serialize(format="turtle"), format="turtle")
    assert clingen_ld.from_graph(plain) == [GENE]


def test_the_base_goes_with_the_reading(gene: Path) -> None:
    options = ReadOptions(base="http://example.org/")
    graph = clingen_ld.to_graph(gene, options=options)
    assert clingen_ld.from_graph(graph, base="http://example.org/") == [GENE]
    assert "http://example.org/Gene/G1" in (
        clingen_ld.convert(gene, "nquads", options=options).text or ""
    )


def test_a_store_from_beginning_to_end(gene: Path, tmp_path: Path) -> None:
    place, other = tmp_path / "alleles.db", gene.with_name("other.json")
    other.write_text(json.dumps(GENE | {"symbol": "BRCA"}), encoding="utf-8")
    with clingen_ld.open_store(place, create=True) as store:
        report = clingen_ld.load(gene, store)
        assert isinstance(report, clingen_ld.LoadReport)
        assert (report.new, report.loaded, report.left_out) == (1, 1, 0)
        assert clingen_ld.load([str(gene)], store).unchanged == 1
        assert clingen_ld.load(other, store, clingen_ld.LoadOptions(dry_run=True)).replaced == 1
        assert clingen_ld.query(store, "ASK { ?gene clingen:symbol 'BRCA1' }") is True
        assert clingen_ld.validate_store(store).conforms
        assert json.loads(clingen_ld.export(store).text or "") == GENE
        description = clingen_ld.describe(store)
        assert isinstance(description, clingen_ld.Description)
        types = {count.label: count.number for count in description.types}
        assert types == {"Gene": 1, "Provenance": 1}  # the load tells of itself
    with clingen_ld.diff(place, other) as comparison:
        assert isinstance(comparison, clingen_ld.Comparison)
        assert comparison.counts() == {"added": 0, "removed": 0, "changed": 1}
        assert [(d.kind, d.iri) for d in comparison.differences()] == [("changed", IRI)]
    with clingen_ld.open_store(str(place)) as store:
        removed = clingen_ld.remove(["Gene/G1", "Gene/G2"], store)
        assert removed == clingen_ld.RemoveReport(removed=1, missing=1)
    with clingen_ld.open_store(place, read_only=True) as store:
        assert clingen_ld.export(store).text == ""


def test_the_named_queries_can_be_asked(gene: Path) -> None:
    store = MemoryStore()
    clingen_ld.load(gene, store)
    for named in clingen_ld.named_queries().values():
        if calls_service(named.text):  # another server
            continue
        found = clingen_ld.query(store, named.bound(named.example))
        assert isinstance(found, Solutions)
        assert all(len(row) == len(found.variables) for row in found.rows)


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    for place in (tmp_path / "none.db", str(tmp_path / "none.db")):
        with pytest.raises(InputError, match=r"none\.db"), clingen_ld.open_store(place):
            pass
        with pytest.raises(InputError, match=r"none\.db"), clingen_ld.diff(place, place):
            pass


def test_load_model() -> None:
    model = clingen_ld.load_model()
    assert isinstance(model, clingen_ld.Model)
    assert model is clingen_ld.load_model()
    assert model.type("Gene").properties["symbol"].cardinality == "1..1"


# Failures


def test_the_exceptions_are_one_family() -> None:
    for kind in (UsageError, InputError, TextError, StoreError):
        assert issubclass(kind, ClingenError)
    assert issubclass(UsageError, ValueError)
    assert issubclass(InputError, OSError)
    assert issubclass(TextError, InputError)
    codes = {kind.exit_code for kind in (ClingenError, UsageError, InputError, StoreError)}
    assert codes == {1, 2, 3, 4}
    assert TextError.exit_code == InputError.exit_code
    oops = TextError("oops", 3, 4)
    assert (str(oops), oops.line, oops.column) == ("oops", 3, 4)
    assert str(InputError("x: missing")) == "x: missing"
    assert str(InputError()) == ""


Verb = Callable[[Any], object]
VERBS: dict[str, Verb] = {
    "validate": clingen_ld.validate,
    "convert": lambda inputs: clingen_ld.convert(inputs, "nquads"),
    "to_graph": clingen_ld.to_graph,
    "load": lambda inputs: clingen_ld.load(inputs, MemoryStore()),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=list(VERBS))
@pytest.mark.parametrize("name", ["missing.json", "missing/below", "gene.json/below", "a\0b"])
def test_inputs_that_are_not_there(
    gene: Path, verb: Verb, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(gene.parent)
    for inputs in (name, Path(name), ["gene.json", name]):
        with pytest.raises(InputError, match=r".+: "):
            verb(inputs)


@pytest.mark.parametrize("verb", VERBS.values(), ids=list(VERBS))
def test_damaged_inputs(tmp_path: Path, verb: Verb) -> None:
    damaged = tmp_path / "damaged.json.gz"
    for data in (b"\x1f\x8b", gzip.compress(b"{}" * 999)[:-5], b"\x1f\x8b\x08\x00abcdefghijkl"):
        damaged.write_bytes(data)
        try:
            found = verb(damaged)
        except InputError as error:  # there is no place for it in a graph
            said = str(error)
        else:
            said = repr(getattr(found, "findings", getattr(found, "problems", None)))
        assert "the gzip data is damaged: " in said
        assert str(damaged) in said


def test_outputs_that_cannot_be_written(gene: Path, tmp_path: Path) -> None:
    for output in (tmp_path / "missing" / "out.nq", gene / "below", "a\0b"):
        with pytest.raises(InputError):
            clingen_ld.convert(gene, "nquads", output)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda gene: clingen_ld.convert(gene, "yaml"), "there is no form 'yaml'"),
        (lambda gene: clingen_ld.convert(gene, ""), "there is no form ''"),
        (
            lambda gene: clingen_ld.from_graph(rdflib.Graph(), type="gene"),
            "'gene' is not a resource type; they are CanonicalAllele",
        ),
        (lambda gene: clingen_ld.load_model().type("gene"), "there is no type 'gene'"),
    ],
)
def test_names_that_do_not_exist(gene: Path, call: Verb, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        call(gene)


def test_what_a_form_cannot_carry(tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(GENE | {"name": "a\x01"}), encoding="utf-8")
    result = clingen_ld.convert(path, "resource-xml")
    assert [IRI in said and "/name" in said for said in result.lost] == [True]
    with pytest.raises(ClingenError, match="/name"):
        clingen_ld.convert(path, "resource-xml", tmp_path / "out.xml", strict=True)
    assert not (tmp_path / "out.xml").exists()


TEXTS = {
    "nothing": b"",
    "binary": bytes(range(256)),
    "not UTF-8": b'{"symbol": "\xff"}',
    "UTF-16": '{"symbol": "x"}'.encode("utf-16"),
    "cut off": b'{"resourceType": "Gene", "id": ',
    "deep": b"[" * 10_000,
    "deep object": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "deep in a gene": b'{"resourceType":"Gene","x":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "long number": b'{"resourceType":"ReferenceSequence","cdsStart":' + b"9" * 10_000 + b"}",
    "no number": b'{"resourceType":"ReferenceSequence","cdsStart":NaN}',
    "half a sign": b'{"resourceType":"Gene","symbol":"\\ud800"}',
    "another context": b'{"@context":"http://example.org/","@type":"Gene","symbol":"x"}',
    "a context that is none": b'{"@context":{"a":1},"symbol":"x"}',
    "a context that is itself": b'{"@context":{"a":"a"},"symbol":"x"}',
    "cut off XML": b"<Gene xmlns='http://clingen.org/dm/allele/v1'><symbol",
    "entities": b"<!DOCTYPE x [<!ENTITY a 'b'>]><Gene>&a;</Gene>",
    "cut off Turtle": b"@prefix clingen: <http://clingen.org/model/allele/> . <x> a clingen:Gene",
    "cut off quads": b"<http://example.org/x> <http://example.org/y> .\n",
    "prose": b"Dear reader,\nthis is no message.\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("data", TEXTS.values(), ids=list(TEXTS))
def test_texts_that_are_no_messages(tmp_path: Path, data: bytes) -> None:
    """What cannot be read is a finding or a problem, or one of our exceptions."""
    path = tmp_path / "text"
    path.write_bytes(data)
    for form in (None, "resource-json", "resource-xml", "json-ld", "turtle", "nquads", "rdfxml"):
        options = ReadOptions(form=form)
        report = clingen_ld.validate(path, ValidationOptions(read=options))
        assert report.findings
        result = clingen_ld.convert(path, "nquads", options=options)
        assert result.text is not None
        with suppress(ClingenError):
            clingen_ld.to_graph(path, options=options)


@given(data=st.binary(max_size=60) | st.text('{}[]":,@ax1\n<>/ .', max_size=40).map(str.encode))
def test_any_bytes_at_all(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(data)
    packed = data.startswith(b"\x1f\x8b")
    with suppress(InputError) if packed else nullcontext():
        clingen_ld.validate(path)
        clingen_ld.convert(path, "json-ld")

"""Messages in memory: dicts, lists of dicts, bytes and texts, as inputs of the Python verbs."""

from __future__ import annotations

import gzip
import inspect
import io
import json
import re
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given

import clingen_ld
from clingen_ld import Document, InputError, ReadOptions, UsageError, ValidationOptions
from clingen_ld.messages.message import READING
from clingen_ld.validation import session
from clingen_ld.validation.session import Validating
from scripts import api_reference
from tests.console import ROOT
from tests.stores.memory import MemoryStore
from tests.strategies import damaged_messages

EXAMPLES = ROOT / "examples"
GENE = {
    "resourceType": "Gene",
    "id": "G1",
    "identifier": [{"system": "http://www.genenames.org/", "value": "HGNC:1100"}],
    "symbol": "BRCA1",
    "name": "BRCA1 DNA repair associated",
}
WRONG = {"resourceType": "Gene", "id": "G2", "symbl": "BRCA2"}


def rules(inputs: Any, **keywords: Any) -> list[tuple[str, str]]:
    return [(f.rule, f.pointer) for f in clingen_ld.validate(inputs, **keywords)]


def test_a_dict_is_validated_as_its_text_is() -> None:
    assert clingen_ld.validate(GENE).conforms
    found = clingen_ld.validate(WRONG)
    texts = clingen_ld.validate(Document(json.dumps(WRONG)))
    assert [(f.rule, f.pointer, f.message) for f in found] == [
        (f.rule, f.pointer, f.message) for f in sorted(texts, key=lambda f: f.rule)
    ]
    assert {f.file for f in found} == {"<message>"}


def test_findings_in_a_value_have_pointers_and_no_lines() -> None:
    for finding in clingen_ld.validate([GENE, WRONG]):
        assert finding.pointer.startswith("/1")
        assert (finding.line, finding.column, finding.excerpt) == (None, None, None)


def test_findings_in_a_text_have_lines() -> None:
    text = json.dumps(WRONG, indent=1)
    for content in (text, text.encode(), gzip.compress(text.encode())):
        found = clingen_ld.validate(Document(content, "gene.json"))
        assert ("gene.json", 4) in {(f.file, f.line) for f in found}


def test_bytes_are_a_text_of_any_form() -> None:
    ndjson = f"{json.dumps(GENE)}\n{json.dumps(WRONG)}\n".encode()
    assert clingen_ld.validate(ndjson).resources == 2
    turtle = clingen_ld.convert(GENE, "turtle").text
    assert turtle is not None
    assert clingen_ld.validate(turtle.encode()).conforms


def test_inputs_of_every_kind_are_one_set(tmp_path: Path) -> None:
    path = tmp_path / "gene.json"
    path.write_text(json.dumps(WRONG))
    report = clingen_ld.validate([path, GENE, Document("{", "broken"), json.dumps(WRONG).encode()])
    assert (report.files, report.resources) == (4, 3)
    assert {f.file for f in report} == {str(path), "broken", "<message> 4"}


def test_references_lead_from_one_message_to_another() -> None:
    allele = json.loads((EXAMPLES / "ilk" / "XA101.json").read_text())
    others = EXAMPLES / "ilk"
    assert {rule for rule, _ in rules(allele)} >= {"CO-1"}
    assert rules(allele, partial=True) == []
    assert rules(allele, against=others) == rules(allele, against=[others]) == []
    gene = {**GENE, "id": allele["id"]}
    assert {rule for rule, _ in rules(allele, against=gene)} >= {"CO-1"}


def test_keywords_are_the_options() -> None:
    assert set(Validating.__optional_keys__) == {
        *READING,
        *(f.name for f in fields(ValidationOptions) if f.name != "read"),
    }
    # What gets the INFO fields of VCF is for tables, pointers and runs of alleles are for streams,
    # and reading once is for what can begin anew.
    inner = {"info_receiver", "look_up", "runs", "once", "checked"}
    assert {f.name for f in fields(ReadOptions)} - inner == READING
    options = ValidationOptions(read=ReadOptions(form="vrs"))
    assert clingen_ld.validate(GENE, options, form="resource-json").conforms
    assert not clingen_ld.validate(GENE, options).conforms
    with pytest.raises(TypeError, match="fail_fast"):
        clingen_ld.validate(GENE, fail_fast=True)  # type: ignore[call-arg]


def test_places_are_found_in_sets_that_are_too_large_to_keep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "KEPT_MESSAGES", 1)
    dangling = {
        "resourceType": "CanonicalAllele", "id": "CA1",
        "canonicalAlleleType": "nucleotide", "complexity": "simple",
        "relatedContextualAllele": [{"contextualAllele": {"reference": "ContextualAllele/XA1"}}],
    }  # fmt: skip
    document = Document(json.dumps([GENE, dangling], indent=1), "set")
    found = [f for f in clingen_ld.validate([document, GENE]) if f.rule == "CO-1"]
    assert [(f.file, f.pointer) for f in found] == [
        ("set", "/1/relatedContextualAllele/0/contextualAllele")
    ]
    assert found[0].line is not None


def test_conversion_and_graphs() -> None:
    made = clingen_ld.convert([GENE, GENE], "resource-json")
    assert made.text is not None
    assert made.resources == 2
    assert [json.loads(line) for line in made.text.splitlines()] == [GENE, GENE]
    graph = clingen_ld.to_graph(GENE, base="http://example.org/")
    assert clingen_ld.from_graph(graph, base="http://example.org/") == [GENE]
    with pytest.raises(InputError, match=r"^<message>: ST-0"):
        clingen_ld.to_graph({"resourceType": "Gen"} | {"id": float("nan")})


def test_what_is_no_input() -> None:
    for wrong in (5, None, [5], [None]):
        with pytest.raises(TypeError, match=r"is not an input: give a path, a dict"):
            clingen_ld.validate(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not JSON"):
        clingen_ld.validate({"id": {1, 2}})
    with pytest.raises(TypeError, match="not int"):
        Document(5)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"pass Document\(text\)"):
        clingen_ld.validate(json.dumps(GENE))


@pytest.mark.parametrize("wrong", [GENE, b"{}", [GENE], Document("{}")], ids=type)
def test_a_message_where_a_path_is_due(wrong: Any) -> None:
    calls: list[Callable[[], Any]] = [
        lambda: clingen_ld.load(wrong, MemoryStore()),
        lambda: clingen_ld.table(wrong, "t.parquet"),
        lambda: clingen_ld.bulk_convert(wrong, "out"),
        lambda: clingen_ld.new("NM_007294.3:c.5T>G", transcripts=wrong),
        lambda: clingen_ld.validate(GENE, shapes=wrong),
    ]
    for call in calls:
        with pytest.raises(TypeError, match="validate, convert and to_graph read messages"):
            call()
    with pytest.raises(TypeError, match="output must be a path"):
        clingen_ld.convert(GENE, "nquads", {})  # type: ignore[arg-type]


@given(damaged_messages())
def test_any_message_gets_a_report(message: dict[str, Any]) -> None:
    report = clingen_ld.validate(message)
    assert json.loads(json.dumps(report.as_dict()))["resources"] == report.resources
    assert report.to_text()


def test_a_report_is_a_thing_to_use() -> None:
    report = clingen_ld.validate(WRONG)
    assert tuple(report) == report.findings
    assert report.as_dict()["findings"] == [f.as_dict() for f in report]
    assert report.as_sarif()["version"] == "2.1.0"
    assert report.to_text().startswith("<message>")
    assert "\x1b" not in report.to_text()
    assert "1 more" in report.to_text(limit=len(report.findings) - 1)


def test_notebooks_show_the_html_report_in_a_frame() -> None:
    class Frame(HTMLParser):
        page = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag == "iframe"
            self.page = dict(attrs)["srcdoc"] or ""

    report = clingen_ld.validate(WRONG)
    frame = Frame()
    frame.feed(report._repr_html_())
    assert frame.page == report.to_html()
    assert "symbl" in frame.page


@pytest.mark.slow
def test_threads_do_not_meet() -> None:
    wrong = [{**WRONG, "id": f"G{n}", "symbl": f"S{n}"} for n in range(40)]

    def work(n: int) -> None:
        for _ in range(5):
            assert clingen_ld.validate(GENE).conforms
            found = clingen_ld.validate(wrong[n])
            assert {f.resource.rpartition("/")[2] for f in found} == {f"G{n}"}
            text = clingen_ld.convert({**GENE, "id": f"H{n}"}, "nquads").text
            assert text is not None
            assert f"Gene/H{n}>" in text
            assert len(clingen_ld.to_graph(GENE)) > 0

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))


# Names and types


def _annotated(thing: Any) -> set[str]:
    """The names of the package's types in the signature of a function."""
    signature = inspect.signature(thing)
    module = sys.modules[thing.__module__]
    given = [p.annotation for p in signature.parameters.values()] + [signature.return_annotation]
    source = Path(str(module.__file__)).read_text()
    found = set()
    for name in re.findall(r"[A-Z]\w*", " ".join(map(str, given))):
        home = re.search(rf"from (clingen_ld[\w.]*) import [^)\n]*?(\([^)]*)?\b{name}\b", source)
        if home or getattr(getattr(module, name, None), "__module__", "").startswith("clingen_ld"):
            found.add(name)
            if home:
                assert hasattr(import_module(home[1]), name)
    return found


def test_every_type_in_the_signature_of_a_verb_is_public() -> None:
    for name in clingen_ld.__all__:
        verb = getattr(clingen_ld, name)
        if inspect.isfunction(verb):
            assert _annotated(verb) <= set(clingen_ld.__all__), name


def test_every_command_has_a_verb() -> None:
    from clingen_ld.cli.main import cli

    others = {"completion": "", "model": "load_model", "rules": "load_model", "forms": "load_model"}
    others |= {"serve": "make_app", "site": "write_site", "lsp": ""}
    verbs: Mapping[str, str] = {**others, "bulk": "bulk_convert"}
    for command in cli.list_commands(click.Context(cli)):
        verb = verbs.get(command, command)
        assert not verb or callable(getattr(clingen_ld, verb)), command


def test_help_of_rules() -> None:
    assert "HG-4" in clingen_ld.explain("hg-4")
    with pytest.raises(UsageError, match="no rule"):
        clingen_ld.explain("XX-1")


def test_the_reference_is_current() -> None:
    assert api_reference.PAGE.read_text(encoding="utf-8") == api_reference.page(), (
        "run python scripts/api_reference.py"
    )


@pytest.mark.parametrize("open_as", [io.BytesIO, lambda data: io.StringIO(data.decode())])
def test_an_open_file_is_no_list_of_its_lines(open_as: Callable[[bytes], Any]) -> None:
    for verb in (clingen_ld.validate, clingen_ld.to_graph, clingen_ld.find):
        with pytest.raises(TypeError, match=r"an open file|expected a path, not \w+IO"):
            list(verb(open_as(json.dumps(GENE, indent=1).encode())))


def test_bytes_are_a_message_in_each_of_their_types() -> None:
    data = json.dumps(GENE).encode()
    each: Any
    for each in (data, bytearray(data), memoryview(data)):
        assert clingen_ld.validate(each).resources == 1
        assert clingen_ld.validate(clingen_ld.Document(each)).resources == 1


def test_what_holds_no_input_is_named_with_what_is_in_it() -> None:
    with pytest.raises(
        TypeError, match="Dataset, a graph, is not an input: from_graph makes resources"
    ):
        clingen_ld.convert(clingen_ld.to_graph(GENE), "nquads")  # type: ignore[arg-type]


def test_a_document_is_named_like_a_file() -> None:
    named = clingen_ld.Document({"resourceType": "Gene"}, name=Path("gene.json"))
    assert clingen_ld.validate(named).findings[0].file == "gene.json"
    with pytest.raises(TypeError, match="NoneType"):
        clingen_ld.Document(GENE, name=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"form": "jsn"}, "there is no form 'jsn'"),
        ({"type": "Genes"}, "'Genes' is not a resource type"),
        ({"base": "genes"}, "the base 'genes' is not an absolute IRI"),
        ({"base": ""}, "the base '' is not an absolute IRI"),
        ({"assembly": "hg99"}, "there is no build 'hg99'"),
        ({"engine": "fast"}, "there is no engine 'fast'"),
        ({"largest": 0}, "one byte or more"),
    ],
)
def test_an_option_that_is_none_is_named(options: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        clingen_ld.validate(GENE, **options)
    with pytest.raises(UsageError, match=said):
        clingen_ld.convert(GENE, "nquads", **options)


def test_options_have_the_other_names_of_what_they_name() -> None:
    made = clingen_ld.convert(GENE, "nquads", form="JSON", base="http://example.org")
    assert (made.text or "").startswith("<http://example.org/Gene/")
    assert clingen_ld.validate(GENE, largest=10**30, assembly="hg19").resources == 1


def test_options_of_writing_that_do_not_exist_are_refused() -> None:
    with pytest.raises(TypeError, match="there is no option 'strikt'"):
        clingen_ld.convert(GENE, "nquads", strikt=True)  # type: ignore[call-arg]
    with pytest.raises(UsageError, match="there is no layout 'flat'"):
        clingen_ld.convert(GENE, "vrs", layout="flat")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a binary stream, not StringIO"):
        clingen_ld.convert(GENE, "nquads", io.StringIO())  # type: ignore[arg-type]


def test_bases_of_graphs_and_names_are_checked_as_well() -> None:
    graph = clingen_ld.to_graph(GENE)
    with pytest.raises(UsageError, match="not an absolute IRI"):
        clingen_ld.from_graph(graph, base="genes")
    with pytest.raises(UsageError, match="not an absolute IRI"):
        clingen_ld.new("NC_000017.11:g.43045712T>G", base="genes")


def test_the_place_of_a_store_is_no_store() -> None:
    calls: list[Callable[[Any], object]] = [
        clingen_ld.describe, clingen_ld.export, clingen_ld.validate_store,
        lambda place: clingen_ld.load([], place), lambda place: clingen_ld.remove([], place),
        lambda place: clingen_ld.query(place, "ASK {}"),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(TypeError, match="open_store"):
            call("alleles.db")


def test_a_rule_is_explained_without_marks_of_a_terminal() -> None:
    assert "\x1b" not in clingen_ld.explain("HG-4")

"""What users feed in: every form by its content, streams with broken pieces, damaged files."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.conversion import convert
from clingen_ld.errors import ClingenError, InputError
from clingen_ld.messages.forms import FORMS
from clingen_ld.messages.message import Item, Message, Problem, ReadOptions
from clingen_ld.messages.reading import read_inputs, read_text
from clingen_ld.messages.text.inputs import find_files, given_inputs, given_paths
from clingen_ld.model import load_model
from tests.console import ROOT

GENE = {"resourceType": "Gene", "id": "G1", "symbol": "ILK", "name": "integrin linked kinase"}
LINE = json.dumps(GENE)


def read(text: str | bytes, **options: Any) -> list[Item]:
    return list(read_text(text, ReadOptions(**options), load_model(), "test"))


def outline(items: list[Item]) -> list[str]:
    """Ids of messages, and rule and line of problems."""
    return [
        item.normal.tree["id"] if isinstance(item, Message) else f"{item.rule}:{item.line}"
        for item in items
    ]


def problem(text: str | bytes, **options: Any) -> Problem:
    [item] = read(text, **options)
    assert isinstance(item, Problem)
    return item


@pytest.mark.parametrize("form", [form.name for form in FORMS.values() if form.whole])
def test_every_form_is_known_by_its_content(form: str, examples: Path) -> None:
    source = examples / "ilk" / "XA101.json"
    text = convert(source, form).text or ""
    [item] = read(text)
    assert isinstance(item, Message)
    assert item.normal.tree == json.loads(source.read_text())
    # N-Triples without graph names are Turtle as well; what is read is the same.
    assert item.form == form or {item.form, form} <= {"turtle", "trig", "ntriples"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{LINE}\n{LINE}\n", ["G1", "G1"]),
        (f"{LINE}\r\n\r\n{LINE}", ["G1", "G1"]),
        (f"{LINE}\n{{broken\n{LINE}\n", ["G1", "ST-0:2", "G1"]),
        (f'{{"id": \n{LINE}\n{LINE}\n', ["ST-0:1", "G1", "G1"]),
        (f"[{LINE}, {LINE}]", ["G1", "G1"]),
        (f"[{LINE}, 7, []]", ["G1", "ST-11:1", "ST-11:1"]),
        (json.dumps(GENE, indent=2), ["G1"]),
        ("\ufeff" + LINE, ["G1"]),
        ("", ["ST-11:1"]),
        (" \n ", ["ST-11:1"]),
        ("7", ["ST-11:1"]),
        ("{}", ["ST-11:1"]),
        ("{" * 500, ["ST-0:1"]),
    ],
)
def test_several_resources_in_one_text(text: str, expected: list[str]) -> None:
    assert outline(read(text)) == expected


def test_bytes_that_are_no_text() -> None:
    assert "binary" in problem(b"{\0}").values["message"]
    bad = problem(b'{"id": "G1",\n "symbol": "\xff"}')
    assert (bad.rule, bad.line, bad.column) == ("ST-0", 2, 13)
    assert "0xff is not UTF-8" in bad.values["message"]


def test_gzip_is_read_as_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "gene"  # the name tells nothing
    path.write_bytes(gzip.compress(f"{LINE}\n{LINE}\n".encode()))
    assert outline(list(read_inputs([path], ReadOptions(), load_model()))) == ["G1", "G1"]
    path.write_bytes(gzip.compress(LINE.encode())[:-12])
    [problem] = read_inputs([path], ReadOptions(), load_model())
    assert isinstance(problem, Problem)
    assert "gzip data is damaged" in problem.values["message"]


def test_folders_hold_files_of_known_names(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    for name in ("b.json", "a.ndjson", "below/c.json", "README.md", ".hidden.json"):
        (tmp_path / name).write_text(LINE)
    items = read_inputs([tmp_path], ReadOptions(), load_model())
    assert [Path(item.file).name for item in items] == ["a.ndjson", "b.json", "c.json"]
    variants = ROOT / "docs" / "variants.vcf"
    (tmp_path / "below" / "v.vcf").write_bytes(variants.read_bytes())
    (tmp_path / "below" / "w.vcf.bgz").write_bytes(gzip.compress(variants.read_bytes()))
    items = read_inputs([tmp_path / "below"], ReadOptions(), load_model())
    assert {Path(item.file).name for item in items} == {"c.json", "v.vcf", "w.vcf.bgz"}
    with pytest.raises(InputError, match="no such file or folder"):
        list(read_inputs([tmp_path / "missing"], ReadOptions(), load_model()))


def test_duplicate_keys_are_told_and_the_last_one_holds() -> None:
    text = '{"id": "G1", "symbol": "A",\n "symbol": "B", "name": "x"}'
    duplicate, message = read(text)
    assert isinstance(duplicate, Problem)
    assert (duplicate.rule, duplicate.pointer, duplicate.line) == ("ST-10", "/symbol", 2)
    assert isinstance(message, Message)
    assert message.normal.tree["symbol"] == "B"


def test_contexts_that_are_not_in_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    iri = "https://example.org/context.jsonld"
    document = json.dumps({"@context": iri, "@id": "http://example.org/G1"} | GENE)
    asked: list[str] = []

    def answer(_: object, request: urllib.request.Request, timeout: float) -> io.BytesIO:
        asked.append(request.full_url)
        return io.BytesIO(b'{"@context": {"@vocab": "http://clingen.org/model/allele/"}}')

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", answer)
    refused = problem(document)
    assert (refused.rule, refused.pointer, asked) == ("ST-0", "/@context", [])
    assert "--allow-remote-contexts" in refused.values["message"]
    insecure = problem(document.replace("https:", "http:"), allow_remote_contexts=True)
    assert "only https" in insecure.values["message"]
    assert asked == []
    [read_] = read(document, allow_remote_contexts=True)
    assert isinstance(read_, Message)
    assert asked == [iri]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        ("<Gene><symbol></Gene>", "symbol"),
        ("@prefix a: <urn:a> .\na:b a:c", "turtle"),
        ('{"@context": {"a": {"@id": 7}}, "a": 1}', "@context"),
    ],
)
def test_broken_texts_are_told(text: str, said: str) -> None:
    found = problem(text)
    assert found.rule == "ST-0"
    assert found.line is not None
    shown = " ".join(found.values.values()) + found.pointer
    assert said.lower() in shown.lower() or said == "turtle"


@given(st.binary(max_size=300))
def test_no_bytes_do_any_harm(data: bytes) -> None:
    for form in (None, *FORMS):
        with contextlib.suppress(ClingenError):
            read(data, form=form)


@pytest.mark.parametrize("value", [None, 5, object(), {}, b"x", [None]])
def test_what_is_no_path_is_named(value: Any) -> None:
    kind = type(value[0] if isinstance(value, list) else value).__name__
    with pytest.raises(TypeError, match=f"expected a path, not {kind}"):
        given_paths(value)


def _with_a_triple() -> rdflib.Graph:
    graph = rdflib.Graph()
    graph.add((rdflib.URIRef("http://x/1"), rdflib.RDFS.label, rdflib.Literal("x")))
    return graph


@pytest.mark.parametrize("graph", [_with_a_triple(), rdflib.Graph(), rdflib.Dataset()])
@pytest.mark.parametrize("in_list", [False, True])
def test_a_graph_is_no_list_of_inputs(graph: rdflib.Graph, in_list: bool) -> None:
    inputs: Any = [graph] if in_list else graph
    with pytest.raises(TypeError, match="a graph, is not an input: from_graph makes"):
        given_inputs(inputs)
    with pytest.raises(TypeError, match="expected a path, not"):
        given_paths(inputs)


@pytest.mark.parametrize("url", ["file:///x/g.json", "https://x.example/g.json", "S3://b/g.json"])
def test_a_url_is_no_file(url: str) -> None:
    with pytest.raises(InputError, match="this is a URL, and nothing is fetched: give the path"):
        list(find_files([url]))

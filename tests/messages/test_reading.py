"""Reading texts of any form: which form it is, what is wrong with it, and where."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.bulk.converting import convert as convert_by_jobs
from clingen_ld.bulk.validating import validate as validate_by_jobs
from clingen_ld.conversion import convert
from clingen_ld.errors import InputError, UsageError
from clingen_ld.messages import reading
from clingen_ld.messages.datasets import to_graph
from clingen_ld.messages.forms import form_name, text_form
from clingen_ld.messages.message import Message, Problem, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.messages.text import inputs
from clingen_ld.model import load_model
from clingen_ld.stores.loading import LoadOptions, load
from tests.messages.carrying import FORMS, Tree, read, read_items, write
from tests.stores.memory import MemoryStore

GENE: Tree = {"resourceType": "Gene", "id": "G1", "symbol": "S", "name": "N"}
ALLELE: Tree = {
    "resourceType": "ContextualAllele",
    "id": "X1",
    "allele": "G",
    "alleleName": [{"nameType": "custom", "name": "a"}, {"name": "b"}],
}
LINE = json.dumps(GENE)
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def problems(text: str | bytes, **options: Any) -> list[Problem]:
    return [item for item in read_items(text, **options) if isinstance(item, Problem)]


def said(problem: Problem) -> tuple[str, int | None, int | None, str]:
    """The rule of a problem, its place, and what it says."""
    return problem.rule, problem.line, problem.column, "; ".join(problem.values.values())


def forms(text: str | bytes, **options: Any) -> list[str]:
    """The forms in which the resources of a text are written."""
    return [item.form for item in read_items(text, **options) if isinstance(item, Message)]


# --- Which form -------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("trees", [[GENE], [GENE, ALLELE]], ids=["one", "two"])
@pytest.mark.parametrize("pretty", [False, True], ids=["plain", "pretty"])
def test_forms_are_told_by_their_content(form: str, trees: list[Tree], pretty: bool) -> None:
    text, _ = write(trees, form, pretty)
    # Every Turtle text is a TriG text, too.
    assert forms(text) == [{"turtle": "trig"}.get(form, form)] * len(trees)
    assert read(text) == trees
    assert read(b"\xef\xbb\xbf" + text) == trees
    assert read(b"\n \r\n" + text if form not in ("resource-xml", "rdfxml") else text) == trees


@pytest.mark.parametrize("form", FORMS)
def test_forms_that_are_given(form: str) -> None:
    text, _ = write([GENE, ALLELE], form)
    assert read(text, form=form) == [GENE, ALLELE]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("{}", "json"),
        ("[]", "json"),
        ("[ ]", "json"),
        ("[\n]", "json"),
        ('{"a": 1}', "json"),
        ('{\n"a": 1}', "json"),
        ("5", "json"),
        ('"text"', "json"),
        ("null", "json"),
        ("hello", "json"),
        ("", "json"),
        ("{}\n{}", "ndjson"),
        ("[]\n[]", "ndjson"),
        ("{}\r\n{}\r\n", "ndjson"),
        ('\n\n{"a": 1}\n\n{"a": 1}', "ndjson"),
        ('{"a": \n{"a": 1}\n', "ndjson"),
        ('"a": 1}\n{"a": 1}\n', "ndjson"),
        ('{"a": 1}\nhello', "ndjson"),
        ('true\n"x"\n1.5\n{"a": 1}', "ndjson"),
        ('true\nhello\n{"a": 1}', "json"),
        ('{resourceType: "Gene"}', "json"),
        ("{a: {b: 5}}", "json"),
        ('[\n{"a": 1},\n{"a": 1}\n]', "json"),
        ('[{"a": 1},\n{"a": 1}]', "json"),
        ('[\n{"a": 1}\n]', "json"),
        ('{"@graph": [\n{"a": 1}\n]}', "json"),
        ('{"a":\n{"a": 1}\n}', "json"),
        ('{"a": "\u2028{"}', "json"),
        ("<Gene/>", "resource-xml"),
        ("<f:Gene>\n<f:id/></f:Gene>", "resource-xml"),
        ('<Gene xmlns="http://clingen.org/dm/allele/v1"/>', "resource-xml"),
        ("<?xml version='1.0'?>\n<RDFa/>", "resource-xml"),
        ("<!-- <rdf:RDF > --><Gene/>", "resource-xml"),
        ("<a><rdf:RDF/></a>", "resource-xml"),
        ("</a>", "resource-xml"),
        ("<rdf:RDF/>", "rdfxml"),
        ('<?xml version="1.0"?>\n<!-- x -->\n<RDF xmlns="x"/>', "rdfxml"),
        ('<!DOCTYPE rdf:RDF [<!ENTITY x "y">]><rdf:RDF >', "rdfxml"),
        ("<http://a> <http://b> <http://c> .", "ntriples"),
        ('# comment\n\n_:a <http://b> "c"@en . # x\n', "ntriples"),
        ('<http://a> <http://b> "\u2028" .\n', "ntriples"),
        ("<http://a> <http://b> <http://c> <http://d> .", "nquads"),
        ("<http://a> <http://b> _:c .\n<http://a> <http://b> _:c _:d .", "nquads"),
        ("<http://a> <http://b> _:c _:d .\nbroken", "nquads"),
        ("<urn:a> <urn:b> <urn:c> .", "ntriples"),
        ("<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> 5 .", "trig"),
        ("<urn:a> a <urn:c> ; <urn:b> 5 .", "trig"),
        ("<urn:a>\n  <urn:b> 5 .", "trig"),
        ("<a> a <c> .", "trig"),
        ("<#a> a <c> .", "trig"),
        ("<a> <b> <c> .", "trig"),
        ("@prefix a: <http://a> .", "trig"),
        ("prefix a: <http://a>", "trig"),
        ("[] a <x> .", "trig"),
        ("[ a <x> ] .", "trig"),
        ("[ <http://p> 5 ] .", "trig"),
        ("{ <a> a <b> }", "trig"),
        ("{ _:a a <b> }", "trig"),
        ("{ex: a <b>}", "trig"),
        ("{ ex:a ex:b 5 }", "trig"),
        ("GRAPH <a> { }", "trig"),
        ("_:a a <b> .", "trig"),
        ("ex:a a ex:b .", "trig"),
        ("a\0b", "binary"),
    ],
)
def test_shapes(text: str, form: str) -> None:
    assert text_form(text) == form


def test_the_form_of_json_is_told_value_by_value() -> None:
    ld = {"@context": "http://clingen.org/model/allele/context.jsonld", "@type": "Gene"}
    assert forms(json.dumps([GENE, ld, [GENE]])) == ["resource-json", "json-ld", "resource-json"]
    assert forms(f"{LINE}\n{json.dumps(ld)}\n") == ["resource-json", "json-ld"]


def test_names_of_forms() -> None:
    assert [form_name(form) for form in FORMS] == list(FORMS)
    assert form_name("TTL") == "turtle"
    with pytest.raises(UsageError, match="there is no form 'gff'; the forms are resource-json"):
        form_name("gff")


def test_a_given_form_that_the_text_does_not_have() -> None:
    [problem] = problems(LINE, form="resource-xml")
    assert said(problem)[:3] == ("ST-0", 1, 1)
    [problem] = problems(LINE, form="turtle")
    assert problem.rule == "ST-0"
    [problem] = problems("<Gene/>", form="resource-json")
    assert said(problem)[:3] == ("ST-0", 1, 1)


# --- Arrays and lines -------------------------------------------------------------------------


def test_arrays() -> None:
    assert read(json.dumps([GENE, ALLELE])) == [GENE, ALLELE]
    assert read(json.dumps([[GENE], [[ALLELE]]])) == [GENE, ALLELE]
    found = problems('[5, [], {"resourceType": "Gene"}, null, true, "' + "x" * 99 + '"]')
    assert [said(p) for p in found] == [
        ("ST-11", 1, 2, "the plain value 5"),
        ("ST-11", 1, 5, "an empty array"),
        ("ST-11", 1, 35, "the plain value null"),
        ("ST-11", 1, 41, "the plain value true"),
        ("ST-11", 1, 47, f'the plain value "{"x" * 39}...'),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n", "\r\n\r\n"])
def test_lines(end: str, last: str) -> None:
    text = end.join([LINE, "", json.dumps(ALLELE), "  ", LINE]) + last
    assert read(text) == [GENE, ALLELE, GENE]


def test_broken_lines_do_no_harm_to_the_others() -> None:
    lines = [LINE, LINE[:20], "5", LINE, "", '{"a": 1}', "nonsense", LINE, "\ufffe"]
    items = read_items("\n".join(lines))
    assert [item.rule if isinstance(item, Problem) else item.iri[-2:] for item in items] == [
        "G1", "ST-0", "ST-11", "G1", "ST-11", "ST-0", "G1", "ST-0",
    ]  # fmt: skip
    assert [item.line for item in items if isinstance(item, Problem)] == [2, 3, 6, 7, 9]


@pytest.mark.parametrize("first", [LINE[:20], LINE[20:], "nonsense", '{"a": NaN}', "{", "\x01"])
def test_a_broken_first_line(first: str) -> None:
    items = read_items(f"{first}\n{LINE}\n{LINE}\n")
    assert isinstance(items[0], Problem)
    assert (items[0].rule, items[0].line) == ("ST-0", 1)
    assert [isinstance(item, Message) for item in items[1:]] == [True, True]


def test_a_pretty_first_document_is_no_line() -> None:
    text = json.dumps(GENE, indent=2)
    items = read_items(f"{text}\n{LINE}\n{text}\n5")
    *messages, problem = items
    assert [isinstance(item, Message) for item in messages] == [True, True, True]
    assert isinstance(problem, Problem)
    assert said(problem)[:3] == ("ST-11", 14, 1)


def test_lines_that_are_not_utf_8() -> None:
    items = read_items(f"{LINE}\n".encode() * 2 + b'{"a": "\xc3\xa9\xff"}\n' + LINE.encode())
    kinds = [isinstance(item, Message) for item in items]
    assert kinds == [True, True, False, True]
    assert isinstance(items[2], Problem)
    assert said(items[2]) == ("ST-0", 3, 9, "byte 0xff is not UTF-8: write the text in UTF-8")


@pytest.mark.parametrize("size", [10, 70_000, 200_000])
def test_lines_of_any_length(size: int) -> None:
    long = json.dumps(GENE | {"name": "x" * size})
    for lines in ([long, LINE], [LINE, long, LINE], [long, long], [long, LINE[:9], long]):
        found = read_items("\n".join(lines))
        assert len(found) == len(lines)
        assert sum(isinstance(item, Message) for item in found) == sum(
            line != LINE[:9] for line in lines
        )


def test_a_line_of_no_end() -> None:
    long = json.dumps(GENE | {"name": "x" * 100_000})
    items = read_items(f"{LINE}\n{long}\n{LINE}\n", largest=50_000)
    # What was looked at to tell the form is read already.
    assert isinstance(items[0], Message)
    assert isinstance(items[1], Problem)
    assert "a line of more than 0 MB" in said(items[1])[3]
    assert isinstance(items[2], Message)
    assert len(items) == 3


# --- Bytes ------------------------------------------------------------------------------------


def test_gzip_is_told_by_its_content(tmp_path: Path) -> None:
    packed = tmp_path / "genes.json"
    packed.write_bytes(gzip.compress(f"{LINE}\n{LINE}\n".encode()))
    assert len(list(read_inputs([packed], ReadOptions(), load_model()))) == 2
    plain = tmp_path / "plain.json.gz"
    plain.write_text(LINE)
    assert len(list(read_inputs([plain], ReadOptions(), load_model()))) == 1
    twice = tmp_path / "twice.gz"  # members one after the other are one text
    twice.write_bytes(packed.read_bytes() * 2)
    assert len(list(read_inputs([twice], ReadOptions(), load_model()))) == 4


def test_damaged_gzip(tmp_path: Path) -> None:
    whole = gzip.compress("\n".join([LINE] * 1000).encode())
    damaged = tmp_path / "genes.json.gz"
    for data in (whole[:100], whole[:-1], whole[:2], whole[:-8] + b"12345678", whole + b"tail"):
        damaged.write_bytes(data)
        *_, problem = read_inputs([damaged], ReadOptions(), load_model())
        assert isinstance(problem, Problem)
        assert problem.file == str(damaged)
        assert "the gzip data is damaged" in problem.values["message"]


def test_byte_order_marks_and_utf_16() -> None:
    xml = '<?xml version="1.0" encoding="UTF-16"?><Gene><symbol value="é"/></Gene>'
    assert read(xml.encode("utf-16")) == [{"resourceType": "Gene", "symbol": "é"}]
    [problem] = problems(LINE.encode("utf-16"))
    assert problem.rule == "ST-0"
    for encoding in "utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32-be", "utf-32":
        [problem] = problems(LINE.encode(encoding))
        name = encoding[:6].upper()
        assert said(problem) == ("ST-0", 1, 1, f"the text is in {name}: write it in UTF-8")


@pytest.mark.parametrize("text", ["", " \n\t\r\n ", "\ufeff", "\ufeff\n"])
@pytest.mark.parametrize("form", [None, "resource-json", "json-ld", "turtle", "nquads"])
def test_empty_texts(text: str, form: str | None) -> None:
    [problem] = problems(text, form=form)
    assert said(problem) == ("ST-11", 1, 1, "the file is empty")


def test_empty_graphs_and_documents() -> None:
    assert [said(p)[3] for p in problems("# nothing\n")] == ["an empty graph"]
    assert [said(p)[3] for p in problems("@prefix a: <http://a> .")] == ["an empty graph"]
    [problem] = problems("<http://a> <http://b> <http://c> .")
    assert said(problem)[3] == "a graph that describes no resource of the model"
    [problem] = problems("<html/>")
    assert said(problem)[3] == "an XML document with root element html"
    [problem] = problems("{}")
    assert said(problem)[3] == "an empty object"
    [problem] = problems('{"resourceType": "Patient"}')
    assert said(problem)[3] == ('unknown resourceType "Patient"')
    assert problem.severity == "error"
    assert said(problem)[2] == 18


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0", b"\0", b"PK\x03\x04\0\0", b"{\0}", b"<a>\0</a>"]
)
def test_binary_data(data: bytes) -> None:
    [problem] = problems(data)
    assert problem.rule == "ST-0"
    assert problem.line == 1


def test_invalid_utf_8() -> None:
    text = '{"a": 1,\n "é": "ab'.encode() + b"\xff" + b'"}'
    [problem] = problems(text)
    assert said(problem) == ("ST-0", 2, 10, "byte 0xff is not UTF-8: write the text in UTF-8")
    [problem] = problems(b'<http://a>\n<http://b> "\xe9" .')
    assert said(problem)[:3] == ("ST-0", 2, 13)
    [problem] = problems(b"<Gene>\n <symbol value='\xe9'/></Gene>")
    assert said(problem)[:2] == ("ST-0", 2)


def test_half_surrogates() -> None:
    [problem] = problems('{"symbol": "\ud800"}')
    assert said(problem)[:3] == ("ST-0", 1, 13)
    [problem] = problems('{"symbol": "\\ud800"}')
    assert said(problem)[:3] == ("ST-0", 1, 13)


# --- Files and folders ------------------------------------------------------------------------


def test_folders(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").mkdir()
    names = ["b/2.json", "b/1.jsonl", "a.json.gz", "c.txt", ".d.json", ".hidden/e.json", "f.ttl"]
    for name in names:
        (tmp_path / name).write_text(LINE)
    found = [Path(name).name for name in inputs.find_files([tmp_path, tmp_path / "c.txt"])]
    assert found == ["a.json.gz", "f.ttl", "1.jsonl", "2.json", "c.txt"]
    items = list(read_inputs([tmp_path], ReadOptions(), load_model()))
    assert {Path(item.file).parent for item in items} == {tmp_path, tmp_path / "b"}


@pytest.mark.parametrize("name", ["missing.json", "a\0b", "x" * 5000, "file.json/below", ""])
def test_names_of_no_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.json").write_text(LINE)
    with pytest.raises(InputError):
        list(read_inputs([name], ReadOptions(), load_model()))


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_cannot_be_read_in_a_folder_stops_nothing(tmp_path: Path, jobs: int) -> None:
    first_text = '{"resourceType": "Gene", "id": "G1", "symbol": "A", "name": "N"}'
    (tmp_path / "a.json").write_text(first_text)
    (tmp_path / "b.json").symlink_to(tmp_path / "nowhere")
    third_text = '{"resourceType": "Gene", "id": "G2", "symbol": "B", "name": "N"}'
    (tmp_path / "c.json").write_text(third_text)
    report = validate_by_jobs([tmp_path], jobs=jobs)
    assert (report.files, report.resources) == (3, 2)
    [finding] = [found for found in report.findings if found.rule == "ST-0"]
    assert (finding.file, finding.severity) == (str(tmp_path / "b.json"), "error")
    assert finding.message == "it cannot be read: No such file or directory"
    assert convert_by_jobs(tmp_path, "nquads", jobs=jobs).resources == 2
    for validated in (True, False):
        assert load(tmp_path, MemoryStore(), LoadOptions(validate=validated)).new == 2
    with pytest.raises(InputError, match="there is no such file"):
        validate_by_jobs([tmp_path / "b.json"], jobs=jobs)


def test_unreadable_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file.json"
    path.write_text(LINE)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(InputError, match=r"file\.json: Permission denied"):
        list(read_inputs([path], ReadOptions(), load_model()))


class _Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input(pack: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = _Stdin(pack(f"{LINE}\n{LINE}\n".encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    items = list(read_inputs(["-"], ReadOptions(), load_model()))
    assert [item.file for item in items] == ["-", "-"]
    assert not stdin.buffer.closed


def test_reading_goes_line_by_line(tmp_path: Path) -> None:
    """A pipe that stays open gives what came so far."""
    read_so_far: list[int] = []

    class Slow(io.RawIOBase):
        def __init__(self) -> None:
            self._lines = iter([f"{LINE}\n".encode() * 300, f"{LINE}\n".encode() * 600])

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            data = next(self._lines, b"")
            buffer[: len(data)] = data
            read_so_far.append(len(data))
            return len(data)

    stream = io.BufferedReader(Slow(), 100_000)
    first = next(reading.read_stream(stream, "-", ReadOptions(), load_model()))
    assert isinstance(first, Message)
    assert tmp_path.exists()


# --- Types ------------------------------------------------------------------------------------


def test_the_type_is_inferred_or_given() -> None:
    assert read('{"symbol": "S"}')[0]["resourceType"] == "Gene"
    assert read('{"complexity": "simple"}')[0]["resourceType"] == "CanonicalAllele"
    assert read('{"foo": "S"}', type="Gene") == [{"resourceType": "Gene", "foo": "S"}]
    assert read("<foo><symbol value='S'/></foo>", type="Gene") == [
        {"resourceType": "Gene", "symbol": "S"}
    ]
    assert read("<http://a/b> <http://a/p> 5 .", type="Gene")[0]["resourceType"] == "Gene"
    [problem] = problems('{"meta": {}}')
    assert said(problem)[3] == "an object with meta"


def test_a_given_type_rules_over_the_text() -> None:
    for text in ("<Gene><symbol value='S'/></Gene>", '{"resourceType": "Gene", "symbol": "S"}'):
        [item] = read_items(text, type="Provenance")
        assert isinstance(item, Message)
        assert (item.type, item.normal.tree["resourceType"]) == ("Provenance", "Provenance")
        assert item.normal.tree["symbol"] == "S"
    bundle = "<Bundle><Gene><symbol value='S'/></Gene><Gene/></Bundle>"
    assert len(read(bundle, type="Gene")) == 2


@pytest.mark.slow
def test_large_bundles_are_read_in_linear_time() -> None:
    many = 20_000
    text = "<Bundle>" + "<entry><Gene><symbol value='S'/></Gene></entry>" * many + "</Bundle>"
    assert len(read(text)) == many


# --- Depth ------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("depth", [150, 190, 5000, pytest.param(100_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "shape",
    [
        ("[", "]"),
        ('{"a":', "}"),
        ('{"@graph":[', "]}"),
        ('{"@type":"http://x","http://p":', "}"),
        ('{"@context":{"a":"http://a"},"a":', "}"),
        ('{"@context":', "}"),
        ("<a>", "</a>"),
        ("<Gene>", "</Gene>"),
        ("<http://a> <http://p> ", "[] ."),
        ("[ <http://p> ", "]"),
        ("[] <http://p> (", ")"),
    ],
)
def test_huge_nesting(depth: int, shape: tuple[str, str]) -> None:
    opening, closing = shape
    items = read_items(opening * depth + "1" + closing * depth)
    assert len(items) >= 1
    if depth > 1000:
        assert all(isinstance(item, Problem) for item in items)


@pytest.mark.parametrize("depth", [100, 190])
def test_deep_unknown_values_go_through_every_form(depth: int) -> None:
    value: Any = "x"
    for _ in range(depth):
        value = {"a": value}
    tree = GENE | {"foo": value}
    for form in FORMS:
        text, [lost] = write([tree], form)
        items = read_items(text)
        assert len(items) == 1
        if isinstance(items[0], Message) and not lost:
            assert items[0].normal.tree == tree


# --- Graph texts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("@prefix a: <http://a> .\na:x a:y a:z\na:x a:y ?", 3, 1),
        ("<http://a> <http://b> <http://c> .\n<http://a> <http://b c> <http://c> .\n", 2, 12),
        ("<http://a> <http://b> <http://c> <http://d> .\n <http://a> <http://b> .", 2, 24),
        (f'<rdf:RDF xmlns:rdf="{RDF}">\n <a></b>', 2, 5),
        (f'<rdf:RDF xmlns:rdf="{RDF}">\n <a', 2, 2),
        (f'<rdf:RDF xmlns:rdf="{RDF}">\n <rdf:li/></rdf:RDF>', 1, 1),
    ],
)
def test_places_in_broken_graphs(text: str, line: int, column: int) -> None:
    [problem] = problems(text)
    assert said(problem)[:3] == ("ST-0", line, column)
    assert problem.values["message"].startswith("not valid ")


@pytest.mark.parametrize(
    "entity", ['"&b;&b;"', f'"{"x" * 251}"', 'SYSTEM "file:///etc/passwd"', "'%p;'"]
)
def test_entities_that_could_do_harm(entity: str) -> None:
    text = f"""<!DOCTYPE rdf:RDF [\n <!ENTITY a {entity}>]>
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>"""
    [problem] = problems(text)
    assert said(problem)[:3] == ("ST-0", 2, 2)
    assert "entities are refused" in said(problem)[3]


def test_entities_for_iris_do_no_harm() -> None:
    text = """<!DOCTYPE rdf:RDF [<!ENTITY clingen "http://clingen.org/model/allele/">
        <!ENTITY x "y">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:c="http://clingen.org/model/allele/"><c:Gene rdf:about="http://x/&x;">
        <rdf:type rdf:resource="&clingen;Gene"/><c:symbol>S</c:symbol></c:Gene></rdf:RDF>"""
    assert read(text) == [{"resourceType": "Gene", "@id": "http://x/y", "id": "y", "symbol": "S"}]


def test_quoted_triples() -> None:
    [problem] = problems("<< <http://a> <http://b> <http://c> >> <http://d> 5 .", form="turtle")
    assert problem.rule == "ST-0"


# --- Both ways --------------------------------------------------------------------------------


def test_what_cannot_be_read_is_a_problem_and_the_rest_is_converted(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(LINE)
    (tmp_path / "b.json").write_text('{"resourceType": ')
    (tmp_path / "c.ttl").write_text("@prefix a: <http://a> .")
    result = convert(tmp_path, "nquads")
    assert result.resources == 1
    assert [(Path(p.file).name, p.rule) for p in result.problems] == [
        ("b.json", "ST-0"),
        ("c.ttl", "ST-11"),
    ]
    with pytest.raises(InputError, match=r"b.json:1:18: ST-0: the text ends in the middle"):
        to_graph(tmp_path)
    with pytest.raises(InputError, match=r"c.ttl:1:1: ST-11: an empty graph"):
        to_graph([tmp_path / "a.json", tmp_path / "c.ttl"])
    (tmp_path / "b.json").unlink()
    assert len(to_graph(tmp_path)) == len(GENE)


def test_repeated_keys_are_told_and_the_last_holds() -> None:
    items = read_items('{"symbol": "a",\n "symbol": "b", "symbol": "c"}')
    assert [said(i)[:3] for i in items if isinstance(i, Problem)] == [
        ("ST-10", 2, 2),
        ("ST-10", 2, 17),
    ]
    assert isinstance(items[-1], Message)
    assert items[-1].normal.tree["symbol"] == "c"

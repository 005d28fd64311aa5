"""Results of queries in every format, as other readers of the formats read them."""

from __future__ import annotations

import csv
import io
import json
import sys
from typing import Any

import pytest
import rdflib
from rdflib.plugins.sparql.results.jsonresults import JSONResultParser
from rdflib.plugins.sparql.results.tsvresults import TSVResultParser

from clingen_ld.errors import UsageError
from clingen_ld.graph.terms import Literal, Quad, Term
from clingen_ld.model import XSD
from clingen_ld.stores.results import RESULT_FORMATS, write_results
from clingen_ld.stores.store import Results, Solutions, TripleResults
from tests.stores.test_querying import THING

ROWS: list[tuple[Term | None, ...]] = [
    ("http://example.org/1", Literal("7", XSD + "integer"), Literal('say "x",\tor\ny')),
    (None, Literal("0.5", XSD + "decimal"), Literal("é", "http://x/langString", "fr")),
    ("_:b", Literal("true", XSD + "boolean"), Literal("変異\x1b[31m")),
]


def _solutions(found: list[tuple[Term | None, ...]] | None = None) -> Solutions:
    return Solutions(("a", "b", "c"), iter(ROWS if found is None else found))


def _written(results: Results, form: str | None) -> str:
    output = io.BytesIO()
    write_results(results, form, output)
    return output.getvalue().decode()


def test_a_table_is_aligned_and_safe_to_look_at() -> None:
    assert _written(_solutions(), None).splitlines() == [
        "a                     b     c",
        "--------------------  ----  ---------------",
        'http://example.org/1  7     say "x",\\tor\\ny',
        "                      0.5   é",
        "_:b                   true  変異\\x1b[31m",
    ]
    assert _written(Solutions((), iter([()])), "table") == ""


def test_csv_is_what_any_reader_of_csv_reads() -> None:
    text = _written(_solutions(), "csv")
    assert text.splitlines()[0] == "a,b,c"
    assert text.count("\r\n") == 4
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == [
        ["http://example.org/1", "7", 'say "x",\tor\ny'],
        ["", "0.5", "é"],
        ["_:b", "true", "変異\x1b[31m"],
    ]


def test_tsv_and_json_are_what_another_library_reads() -> None:
    found = [ROWS[0], ROWS[1]]
    wanted = [
        (
            rdflib.URIRef("http://example.org/1"),
            rdflib.Literal(7),
            rdflib.Literal('say "x",\tor\ny'),
        ),
        (None, rdflib.Literal("0.5", datatype=rdflib.XSD.decimal), rdflib.Literal("é", lang="fr")),
    ]
    parsers: dict[str, Any] = {"tsv": TSVResultParser, "json": JSONResultParser}
    for form, parser in parsers.items():
        text = _written(_solutions(found), form).encode()
        result = parser().parse(io.BytesIO(text))
        assert [str(variable) for variable in result.vars or ()] == ["a", "b", "c"]
        names = [rdflib.Variable(name) for name in "abc"]
        assert [tuple(row.get(n) for n in names) for row in result.bindings] == wanted, form


def test_json_names_blank_nodes_and_leaves_out_what_is_not_bound() -> None:
    bindings = json.loads(_written(_solutions(), "json"))["results"]["bindings"]
    assert bindings[2]["a"] == {"type": "bnode", "value": "b"}
    assert "a" not in bindings[1]
    assert bindings[1]["c"] == {"type": "literal", "value": "é", "xml:lang": "fr"}
    assert json.loads(_written(_solutions([]), "json")) == {
        "head": {"vars": ["a", "b", "c"]},
        "results": {"bindings": []},
    }


def test_lines_of_json_have_plain_values() -> None:
    lines = [json.loads(line) for line in _written(_solutions(), "ndjson").splitlines()]
    assert lines[0] == {"a": "http://example.org/1", "b": 7, "c": 'say "x",\tor\ny'}
    assert lines[1] == {"b": 0.5, "c": "é"}
    assert lines[2]["b"] is True


@pytest.mark.parametrize("lexical", ["1.2.3", "1e999", "INF", "NaN", "."])
def test_lines_of_json_have_no_numbers_that_json_has_not(lexical: str) -> None:
    found: list[tuple[Term | None, ...]] = [(Literal(lexical, XSD + "double"), None, None)]
    assert json.loads(_written(_solutions(found), "ndjson")) == {"a": lexical}


def _parquet(found: list[tuple[Term | None, ...]]) -> Any:
    from pyarrow import parquet

    output = io.BytesIO()
    write_results(_solutions(found), "parquet", output)
    return parquet.read_table(io.BytesIO(output.getvalue()))


def test_parquet_has_columns_of_their_own_kinds() -> None:
    whole = Literal("7", XSD + "integer")
    found: list[tuple[Term | None, ...]] = [
        (whole, Literal("true", XSD + "boolean"), Literal("1.5", XSD + "decimal")),
        (None, Literal("false", XSD + "boolean"), Literal("2", XSD + "decimal")),
    ]
    table = _parquet(found)
    assert [str(field.type) for field in table.schema] == ["int64", "bool", "double"]
    assert table.to_pylist() == [
        {"a": 7, "b": True, "c": 1.5},
        {"a": None, "b": False, "c": 2.0},
    ]
    mixed = _parquet([(whole, None, Literal("9" * 30, XSD + "integer")), (Literal("x"),) * 3])
    assert {str(field.type) for field in mixed.schema} == {"string"}
    assert _parquet([]).num_rows == 0


def test_parquet_without_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match="pip install pyarrow"):
        write_results(_solutions(), "parquet", io.BytesIO())


def _triples() -> TripleResults:
    return TripleResults(iter([Quad(THING, "http://example.org/p", Literal("x"), "")]))


def test_triples_are_turtle_or_a_table() -> None:
    assert _written(_triples(), None).endswith(
        '<http://example.org/thing> <http://example.org/p> "x" .\n'
    )
    assert _written(_triples(), "nquads") == f'<{THING}> <http://example.org/p> "x" .\n'
    assert _written(_triples(), "csv").splitlines()[0] == "subject,predicate,object"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (None, "true\n"),
        ("csv", "true\n"),
        ("ndjson", "true\n"),
        ("json", '{"head": {}, "boolean": true}\n'),
    ],
)
def test_answers(form: str | None, text: str) -> None:
    assert _written(True, form) == text


@pytest.mark.parametrize(
    ("results", "form", "said"),
    [
        (True, "turtle", "CONSTRUCT or DESCRIBE"),
        (True, "parquet", "ask with SELECT"),
        (True, "xml", "there is no format 'xml'"),
    ],
)
def test_formats_that_do_not_fit(results: Results, form: str, said: str) -> None:
    output = io.BytesIO()
    with pytest.raises(UsageError, match=said):
        write_results(results, form, output)
    assert output.getvalue() == b""


@pytest.mark.parametrize(
    "form",
    # Of Parquet, the last row may decide the kinds of the columns.
    [form for form in RESULT_FORMATS if form not in ("turtle", "nquads", "parquet")],
)
def test_a_format_writes_rows_as_they_come(form: str) -> None:
    output = io.BytesIO()
    sizes = []

    def endless() -> Any:
        for n in range(5_000):
            sizes.append(output.tell())
            yield (Literal(str(n), XSD + "integer"),)

    write_results(Solutions(("n",), endless()), form, output)
    assert sizes[-1] > sizes[2_000] > 0

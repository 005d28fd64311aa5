"""Shapes that cannot be run, or that would call a server, are told with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from clingen_ld.errors import UsageError
from tests.validation.shacl.own_shapes import checked

# rdflib's JSON-LD reader and pySHACL use a class of rdflib that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")


FAULTS = {
    "sh:property [ sh:minCount 1 ]": "line 10: a property shape of ex:S has no sh:path",
    "sh:property [ sh:path c:symbol ;\n sh:minCount 'one' ]": (
        'line 12: the sh:minCount of the property shape c:symbol of ex:S is wrong: "one"'
    ),
    "sh:property [ sh:path c:symbol ; sh:minCount 1, 2 ]": "has more than one sh:minCount",
    "sh:closed true ; sh:ignoredProperties rdf:type": (
        "the sh:ignoredProperties of ex:S is not a list"
    ),
    "sh:property [ sh:path c:symbol ;\n\n sh:pattern '[' ]": (
        "line 13: the sh:pattern of the property shape c:symbol of ex:S is not a regular expression"
    ),
    "sh:sparql [ sh:select '''SELECT $this {\n $this nope:p ?o }''' ]": (
        "line 12: the sh:select of ex:S uses the prefix nope:"
    ),
    "sh:sparql [ sh:select '''\nSELECT $this WHERE {''' ]": "is not SPARQL, near",
    "sh:sparql [ sh:select 'SELECT $this { SERVICE <http://[::1]/> { $this ?p ?o } }' ]": (
        "calls a server (SERVICE)"
    ),
    "sh:sparql [ sh:select 'SELECT $this { \\\\u0053ERVICE <http://[::1]/> { $this ?p ?o } }' ]": (
        "calls a server (SERVICE)"
    ),
    "sh:target [ a sh:SPARQLTarget ; sh:select "
    "'SELECT ?this { { SELECT ?this { SERVICE <http://[::1]/> { ?this ?p ?o } } } }' ]": (
        "calls a server (SERVICE)"
    ),
    "sh:rule [ a sh:SPARQLRule ; sh:construct "
    "'CONSTRUCT { $this ?p 1 } { OPTIONAL { SERVICE ?x { $this ?p ?o } } }' ]": (
        "calls a server (SERVICE)"
    ),
    "sh:sparql [ sh:select 'SELECT $this FROM <http://[::1]/> { $this ?p ?o }' ]": (
        "reads other graphs (FROM)"
    ),
    "sh:sparql [ sh:select 'SELECT $this { $this $PATH/c:symbol ?o }' ]": "uses the prefix c:",
    "sh:sparql [ sh:select 'SELECT ?x { ?x ?p ?o }' ]": "does not give $this",
    "sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?x { ?x ?p ?o }' ]": "does not give $this",
    "sh:js [ sh:jsFunctionName 'f' ]": "JavaScript is not run",
    "sh:sparql [ sh:select 'SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }' ]": (
        "line 10: ex:S cannot be run"
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_shapes_that_cannot_be_run_are_told_with_their_place(tmp_path: Path, fault: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked(tmp_path, f"ex:S a sh:NodeShape ; sh:targetClass c:Gene ;\n {fault} .")
    said = str(caught.value).replace(f"{tmp_path}/", "")
    assert said.startswith("own.ttl, line 1")
    assert FAULTS[fault] in said
    assert "\n" not in said


def test_functions_call_no_server(tmp_path: Path) -> None:
    shapes = (
        "ex:f a sh:SPARQLFunction ; sh:returnType xsd:string ; "
        "sh:select 'SELECT ?o WHERE { SERVICE <http://[::1]/> { ?s ?p ?o } }' . "
        "ex:S a sh:NodeShape ; sh:targetClass c:Gene ; sh:expression [ ex:f () ] ."
    )
    with pytest.raises(UsageError, match="sh:select of ex:f calls a server"):
        checked(tmp_path, shapes)

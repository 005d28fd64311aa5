"""Reading shapes of the user's own: their prefixes, their forms, and what is no Turtle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import SH

from clingen_ld.errors import InputError
from clingen_ld.findings.finding import IDLE_SHAPE
from clingen_ld.validation.session import ValidationOptions, validate
from clingen_ld.validation.shacl.reading import load_shapes
from tests.validation.shacl.own_shapes import GENE, checked, of_shapes, short

# rdflib's JSON-LD reader and pySHACL use a class of rdflib that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")


def test_prefixes_that_are_imported(tmp_path: Path) -> None:
    prefix = '[ sh:prefix "x" ; sh:namespace "http://clingen.org/model/allele/"^^xsd:anyURI ]'
    shapes = f"""ex:S a sh:NodeShape ; sh:targetClass c:Gene ; sh:sparql [ sh:prefixes ex:A ;
        sh:select "SELECT $this ?value {{ $this x:symbol ?value }}" ] .
        ex:A <http://www.w3.org/2002/07/owl#imports> ex:B .
        ex:B <http://www.w3.org/2002/07/owl#imports> ex:C . ex:C sh:declare {prefix} ."""
    report = checked(tmp_path, shapes)
    [found] = of_shapes(report)
    assert found.value == GENE["symbol"]
    assert IDLE_SHAPE not in [finding.rule for finding in report.findings]


def test_shapes_in_json_ld_fetch_nothing(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonld"
    path.write_text('{"@context": "http://[::1]/context.jsonld", "@id": "urn:s"}')
    with pytest.raises(InputError, match="these shapes cannot be read"):
        load_shapes([path])
    shape = {
        "@context": {"sh": str(SH), "c": "http://clingen.org/model/allele/"},
        "@id": "urn:s", "@type": "sh:NodeShape", "sh:targetClass": {"@id": "c:Gene"},
        "sh:property": {"sh:path": {"@id": "c:symbol"}, "sh:pattern": "^X"},
    }  # fmt: skip
    path.write_text(json.dumps(shape))
    (tmp_path / "data.json").write_text(json.dumps(GENE))
    found = validate([tmp_path / "data.json"], ValidationOptions(shapes=(path,))).findings
    assert "symbol error /symbol" in map(short, found)


def test_the_place_of_what_is_no_turtle(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"own.ttl, line 11, column \d+: these shapes cannot"):
        checked(tmp_path, "ex:S a sh:NodeShape ;\n ; ; ] .")

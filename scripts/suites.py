"""Runs the suites of W3C, which are not in this project: `python scripts/suites.py FOLDER...`.

A folder is searched for manifests: of RDF 1.1 (`manifest.ttl` in ntriples, nquads, turtle, trig and
rdf-xml), of JSON-LD 1.1 (`toRdf-manifest.jsonld`) and of SHACL (files with `sht:Validate`). Each
evaluation test is attached to a gene, which points to every node with a name. The counts go to
`docs/suites.json`, from which `scripts/conformance.py` makes its last table.

A test is *read* when all its triples come out, and no other; *named* when a loss or a finding says
what does not, and `--strict` fails; *refused*, a negative test, when an error with a place says so.
A SHACL test is read when `--shapes` has exactly the results that the suite expects. Others differ.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyoxigraph as ox
from conformance import GENE, LINK, SUITES, canonical

from clingen_ld.conversion import convert
from clingen_ld.errors import ClingenError
from clingen_ld.graph.terms import is_address
from clingen_ld.messages.message import ReadOptions
from clingen_ld.model import CLINGEN, RDF, SH
from clingen_ld.validation.session import ValidationOptions, validate

MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT: Final = "http://www.w3.org/ns/shacl-test#"
JSON_LD_BASE: Final = "https://w3c.github.io/json-ld-api/tests/"
RDF_SUITES: Final = {
    "ntriples": ("N-Triples 1.1", "NTriplesTests"), "nquads": ("N-Quads 1.1", "NQuadsTests"),
    "turtle": ("Turtle 1.1", "TurtleTests"), "trig": ("TriG 1.1", "TriGTests"),
    "rdf-xml": ("RDF/XML 1.1", "RDFXMLTests"),
}  # fmt: skip
FORMATS: Final = {
    ".nt": "ntriples", ".nq": "nquads", ".ttl": "turtle", ".trig": "trig", ".rdf": "rdfxml",
}  # fmt: skip


def named_nodes(text: str, form: str, base: str) -> list[str]:
    """The IRIs that a text speaks of."""
    made = {"nquads": ox.RdfFormat.N_QUADS, "ntriples": ox.RdfFormat.N_TRIPLES,
            "turtle": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG,
            "rdfxml": ox.RdfFormat.RDF_XML}[form]  # fmt: skip
    quads = ox.parse(text, format=made, base_iri=base, lenient=True)
    return sorted({q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)})


def hung(text: str, form: str, nodes: list[str]) -> str | None:
    """A text with a gene that points to nodes; None where there is no place for one."""
    if form == "rdfxml":
        own = f'xmlns:c="{CLINGEN}" xmlns:r="{RDF}"'
        links = "".join(f'<c:suite r:resource="{n.replace("&", "&amp;")}"/>' for n in nodes)
        start, end, rest = text.rpartition("</rdf:RDF>")
        return f'{start}<c:Gene {own} r:about="{GENE}">{links}</c:Gene>{end}{rest}' if end else None
    lines = [
        f"<{GENE}> <{RDF}type> <{CLINGEN}Gene> .",
        *(f"<{GENE}> <{LINK}> <{n}> ." for n in nodes),
    ]
    return text + "\n" + "\n".join(lines) + "\n"


def outcome(text: str, extension: str, base: str, expected: set[str] | None) -> str:
    """What becomes of a test; without what it expects, it is a negative one."""
    with TemporaryDirectory() as folder:
        path = Path(folder, f"test{extension}")
        path.write_bytes(text.encode(errors="surrogateescape"))
        options = ReadOptions(base=base, form="json-ld" if extension == ".jsonld" else None)
        done = convert(str(path), "nquads", options=options)
        if expected is None:
            errors = [p for p in done.problems if p.rule != "ST-11" and p.line]
            return "refused" if errors else "differs"
        if done.problems or done.losses:
            try:
                convert(str(path), "nquads", options=options, strict=True)
            except ClingenError:
                return "named"
            return "named" if done.problems else "differs"
    return "read" if canonical(done.text or "", "nquads") == expected else "differs"


def rdf_tests(manifest: Path) -> Iterator[tuple[str, str]]:
    """The tests of a manifest of RDF 1.1, with what becomes of each."""
    store = ox.Dataset(
        ox.Quad(t.subject, t.predicate, t.object)
        for t in ox.parse(manifest.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri="m:/")
    )
    folder, base = manifest.parent, RDF_SUITES[manifest.parent.name][1]
    for quad in sorted(store.quads_for_predicate(ox.NamedNode(f"{MF}action")), key=str):
        test, name = quad.subject, quad.object.value.removeprefix("m:/")
        [kind] = [q.object.value for q in store.quads_for_subject(test)
                  if q.predicate.value == f"{RDF}type"]  # fmt: skip
        path, iri = folder / name, f"http://www.w3.org/2013/{base}/{name}"
        text = path.read_bytes().decode(errors="surrogateescape")
        if "Negative" in kind:
            yield name, outcome(text, path.suffix, iri, None)
            continue
        results = [q.object.value.removeprefix("m:/") for q in store.quads_for_subject(test)
                   if q.predicate.value == f"{MF}result"]  # fmt: skip
        other = folder / results[0] if results else path
        said = other.read_text(encoding="utf-8")
        expected = canonical(said, FORMATS[other.suffix], iri)
        given = hung(text, FORMATS[path.suffix], named_nodes(said, FORMATS[other.suffix], iri))
        yield name, "passed over" if given is None else outcome(given, path.suffix, iri, expected)


def json_ld_tests(manifest: Path) -> Iterator[tuple[str, str]]:
    """The tests of JSON-LD to RDF, with what becomes of each."""
    for test in json.loads(manifest.read_text(encoding="utf-8"))["sequence"]:
        option = test.get("option", {})
        is_old = "json-ld-1.0" in (option.get("specVersion"), option.get("processingMode"))
        text = (manifest.parent / test["input"]).read_text(encoding="utf-8")
        is_remote = "expandContext" in option or JSON_LD_BASE in text or '-context.jsonld"' in text
        if is_old or is_remote or not ("expect" in test or "expectErrorCode" in test):
            yield test["@id"], "passed over"
            continue
        base = option.get("base", JSON_LD_BASE + test["input"])
        if "expectErrorCode" in test:
            yield test["@id"], outcome(text, ".jsonld", base, None)
            continue
        said = (manifest.parent / test["expect"]).read_text(encoding="utf-8")
        given: Any = json.loads(text)
        gene: dict[str, Any] = {
            "@id": GENE, "@type": f"{CLINGEN}Gene",
            LINK: [{"@id": node} for node in named_nodes(said, "nquads", base)],
        }  # fmt: skip
        if isinstance(given, dict) and "@graph" in given and given.keys() <= {"@context", "@graph"}:
            graph = given["@graph"]
            given["@graph"] = [*(graph if isinstance(graph, list) else [graph]), gene]
        else:
            gene[LINK] += given if isinstance(given, list) else [given]
            given = gene
        expected = canonical(said, "nquads", base)
        yield test["@id"], outcome(json.dumps(given), ".jsonld", base, expected)


def shacl_test(path: Path) -> Iterator[tuple[str, str]]:
    """The tests of a file of SHACL, with what becomes of each."""
    base = path.as_uri()
    quads = [*ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=base)]

    def value(subject: Any, name: str) -> Any:
        iri = name if ":" in name else SH + name
        return next(
            (q.object for q in quads if (q.subject, q.predicate.value) == (subject, iri)), None
        )

    for test in [q.subject for q in quads if q.object == ox.NamedNode(f"{SHT}Validate")]:
        action, report = value(test, f"{MF}action"), value(test, f"{MF}result")
        data, shapes = (Path(value(action, SHT + name).value.removeprefix("file://"))
                        for name in ("dataGraph", "shapesGraph"))  # fmt: skip
        expected = {
            tuple(_term(value(q.object, name)) for name in
                  ("focusNode", "value", "resultPath", "sourceConstraintComponent"))
            for q in quads if (q.subject, q.predicate.value) == (report, f"{SH}result")
        }  # fmt: skip
        text = data.read_text(encoding="utf-8")
        nodes = named_nodes(text, "turtle", data.as_uri())
        with TemporaryDirectory() as folder:
            given = Path(folder, "data.ttl")
            given.write_text(f"@base <{data.as_uri()}> .\n{hung(text, 'turtle', nodes)}")
            try:
                found = validate([given], ValidationOptions(shapes=(shapes,))).findings
            except ClingenError:
                is_failure = report == ox.NamedNode(f"{SHT}Failure")
                yield path.name, "refused" if is_failure else "named"
                continue
        results = [f.result for f in found if f.result is not None and f.result.component]
        made = {tuple(map(_term, (r.focus, r.value, r.path, r.component))) for r in results}
        yield path.name, "read" if made == expected else "differs"


def _term(term: Any) -> Any:
    """A term of a result, ours or of the suite, as both have it; all paths but IRIs are one."""
    if isinstance(term, ox.Literal):
        return term.value, term.datatype.value, term.language or ""
    if isinstance(term, ox.NamedNode):
        term = term.value
    is_iri = isinstance(term, str) and not term.startswith("_:") and not is_address(term, GENE)
    is_literal = isinstance(term, tuple) and hasattr(term, "lexical")
    return term if is_iri or is_literal or term is None else "_"


def suites(folder: Path) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
    """The suites of a folder: their names, and their tests with what becomes of each."""
    for manifest in sorted(folder.rglob("manifest.ttl")):
        if (name := manifest.parent.name) in RDF_SUITES:
            yield f"RDF: {RDF_SUITES[name][0]}", rdf_tests(manifest)
    for manifest in sorted(folder.rglob("1.1/toRdf-manifest.jsonld")):
        yield "JSON-LD 1.1: toRdf", json_ld_tests(manifest)
    for kind in ("core", "sparql"):
        paths = sorted(folder.rglob(f"{kind}/*/*.ttl"))
        files = [p for p in paths if f"<{SHT}>" in p.read_text(encoding="utf-8")]
        if files:
            yield f"SHACL: {kind}", (found for path in files for found in shacl_test(path))


if __name__ == "__main__":
    counts = json.loads(SUITES.read_text(encoding="utf-8")) if SUITES.exists() else {}
    for given in sys.argv[1:]:
        for suite, tests in suites(Path(given)):
            done = [*tests]
            counts[suite] = dict(Counter(found for _, found in done))
            print(suite, counts[suite], *(name for name, found in done if found == "differs"))
    SUITES.write_text(json.dumps(dict(sorted(counts.items())), indent=1) + "\n", encoding="utf-8")

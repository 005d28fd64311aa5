"""The user's own shapes, read from files, and what pySHACL reports of them as results.

The results are in the same order each run.
"""

from __future__ import annotations

import ast
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from clingen_ld.errors import InputError, TextError, UsageError
from clingen_ld.findings.shacl_result import UNARY, PropertyPath, ShaclResult, path_text
from clingen_ld.graph.formats import check_text, from_oxigraph, parser_reason
from clingen_ld.graph.rdflib_graph import term_of, to_dataset
from clingen_ld.graph.terms import Literal, Quad, Term
from clingen_ld.model import RDF, SH

if TYPE_CHECKING:
    import rdflib

_TARGETS: Final = (
    "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target",
)  # fmt: skip
_DEEPEST: Final = 50
_LOCAL: Final = re.compile(r"[\w-][\w.-]*")
# Parts of a shape that are not shapes themselves and are reported as the shape.
_PARTS: Final = (
    "sparql", "target", "rule", "validator", "nodeValidator", "propertyValidator", "expression",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShapesFile:
    """A file of shapes: its name, its text, and the prefixes that the text declares."""

    name: str
    text: str
    prefixes: dict[str, str]
    subjects: frozenset[str]

    def offset(self, iri: str) -> int:
        """The position of the statements about an IRI, or else of its first mention; 0 for none."""
        names = [f"<{iri}>", f'"{iri}"']
        for prefix, namespace in self.prefixes.items():
            if iri.startswith(namespace):
                names.append(f"{prefix}:{iri[len(namespace) :]}")
        named = rf"(?<![\w:<.-])(?:{'|'.join(map(re.escape, names))})(?![\w:-])"
        begin = re.search(rf"(?:^|[.}}]\s+){named}", self.text, re.MULTILINE)
        found = begin or re.search(named, self.text)
        return found.end() if found is not None else 0


@dataclass(frozen=True)
class Shapes:
    """The shapes of some files as one graph."""

    graph: rdflib.Graph
    files: tuple[ShapesFile, ...]

    def targeted(self) -> Iterator[rdflib.term.Node]:
        """The shapes that have a target, in the order of their names."""
        import rdflib

        sh, graph = rdflib.Namespace(SH), self.graph
        found = {node for target in _TARGETS for node in graph.subjects(sh[target])}
        found |= set(implicit_targets(graph))
        yield from sorted(found, key=str)

    def is_off(self, node: rdflib.term.Node) -> bool:
        """Whether a shape, or the one that it is a part of, is deactivated."""
        import rdflib

        off = rdflib.URIRef(f"{SH}deactivated")
        found = (self.graph.value(each, off) for each in (node, self.owner(node)) if each)
        return any(isinstance(each, rdflib.Literal) and each.value is True for each in found)

    def place(self, node: rdflib.term.Node, *needles: str) -> tuple[str, int]:
        """The file and the line, from 1, where a node is described.

        `needles` are texts that follow the start of its statements, in order; missing ones are
        skipped.
        """
        owner = self.owner(node)
        file = self._file(node if owner is None else owner)
        offset = file.offset(str(owner)) if owner is not None else 0
        for needle in needles:
            found = file.text.find(needle, offset) if needle else -1
            offset = found if found >= 0 else offset
        return file.name, file.text.count("\n", 0, offset) + 1

    def _file(self, node: rdflib.term.Node) -> ShapesFile:
        name = term_of(node)
        return next((file for file in self.files if name in file.subjects), self.files[0])

    def owner(self, node: rdflib.term.Node) -> rdflib.term.Node | None:
        """The nearest node with an IRI above a node; the node itself if it has one."""
        import rdflib

        for _ in range(_DEEPEST):
            if isinstance(node, rdflib.URIRef):
                return node
            above = min(self.graph.subjects(None, node), default=None, key=str)
            if above is None:
                return None
            node = above
        return None

    def words(self, node: rdflib.term.Node) -> str:
        """A shape in words: its name, or its kind and the shape that it belongs to."""
        import rdflib

        sh = rdflib.Namespace(SH)
        if isinstance(node, rdflib.URIRef):
            return self.short(str(node))
        for part in _PARTS:
            above = self.graph.value(None, sh[part], node)
            if above is not None:
                return self.words(above)
        owner = self.owner(node)
        of = f" of {self.short(str(owner))}" if owner is not None else ""
        path = self.graph.value(node, sh.path)
        known = path_of(self.graph, path) if path is not None else None
        if known is not None:
            name = self.short(known) if isinstance(known, str) else path_text(known)
            return f"the property shape {name}{of}"
        if (None, sh.property, node) in self.graph:
            return f"a property shape{of}"
        target = self.graph.value(node, sh.targetClass)
        if not of and target is not None:
            return f"the unnamed shape of the class {self.short(str(target))}"
        return f"an unnamed shape{of}"

    def short(self, iri: str) -> str:
        """An IRI with the nearest matching prefix of the files."""
        known = {
            namespace: prefix for file in self.files for prefix, namespace in file.prefixes.items()
        }
        for namespace in sorted(known, key=len, reverse=True):
            local = iri[len(namespace) :]
            if namespace and iri.startswith(namespace) and _LOCAL.fullmatch(local):
                return f"{known[namespace]}:{local}"
        return f"<{iri}>"


def implicit_targets(graph: rdflib.Graph) -> Iterator[rdflib.term.Node]:
    """The shapes that are classes, whose instances are their targets (SHACL, 2.1.3.3).

    A class of OWL is one of RDFS, though shapes hardly ever say so.
    """
    import rdflib

    class_, of_owl = rdflib.RDFS.Class, rdflib.OWL.Class
    for kind in {class_, of_owl, *graph.subjects(rdflib.RDFS.subClassOf, class_)}:
        for node in graph.subjects(rdflib.RDF.type, kind):
            if isinstance(node, rdflib.URIRef) and _is_shape(graph, node):
                yield node


def _is_shape(graph: rdflib.Graph, node: rdflib.URIRef) -> bool:
    import rdflib

    sh = rdflib.Namespace(SH)
    kinds = set(graph.objects(node, rdflib.RDF.type))
    return bool(kinds & {sh.NodeShape, sh.PropertyShape}) or any(
        str(predicate).startswith(SH) for predicate in graph.predicates(node)
    )


def load_shapes(paths: Iterable[str | os.PathLike[str]]) -> Shapes:
    """The shapes of some files.

    Nothing is fetched. Raises `InputError` if a file cannot be read, `UsageError` if it has no
    shape, or none with a target: engines would pass silently.
    """
    import rdflib

    graph = rdflib.Graph()
    files = []
    for number, path in enumerate(paths):
        file, quads = _read(os.fspath(path), number)
        if not quads:
            raise UsageError(f"{file.name}: there is no shape in it")
        for prefix, namespace in file.prefixes.items():
            graph.bind(prefix, namespace, replace=True)
        for triple in to_dataset(quads).default_graph:
            graph.add(triple)
        files.append(file)
    _import_prefixes(graph)
    shapes = Shapes(graph, tuple(files))
    if next(shapes.targeted(), None) is None:
        names = ", ".join(file.name for file in files)
        raise UsageError(f"{names}: no shape has a target, so nothing would be checked")
    return shapes


def _import_prefixes(graph: rdflib.Graph) -> None:
    """Add imported prefixes to declarations (SHACL, 5.2.1)."""
    import rdflib

    declare = rdflib.Namespace(SH).declare
    for node in set(graph.objects(None, rdflib.Namespace(SH).prefixes)):
        for imported in set(graph.transitive_objects(node, rdflib.OWL.imports)):
            for declaration in set(graph.objects(imported, declare)):
                graph.add((node, declare, declaration))


_FORMATS: Final = {
    "ttl": ox.RdfFormat.TURTLE,
    "n3": ox.RdfFormat.N3,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
    "owl": ox.RdfFormat.RDF_XML,
    "xml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "json": ox.RdfFormat.JSON_LD,
}


def _read(name: str, number: int) -> tuple[ShapesFile, list[Quad]]:
    """A file with its triples; blank nodes are numbered, so that every run gives the same ones."""
    if not Path(name).is_file():
        said = "it is not a file" if Path(name).exists() else "there is no such file"
        raise InputError(f"{name}: {said}")
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from error
    form = _FORMATS.get(name.rpartition(".")[2].lower(), ox.RdfFormat.TURTLE)
    labels: dict[str, str] = {}

    def numbered(term: str) -> str:
        if not term.startswith("_:"):
            return term
        return labels.setdefault(term, f"_:f{number}b{len(labels):05}")

    quads = []
    try:
        is_xml = form is ox.RdfFormat.RDF_XML
        check_text(data, "rdfxml" if is_xml else "turtle")
        parser = ox.parse(data, format=form, base_iri=Path(name).absolute().as_uri())
        for found in parser:
            quad = from_oxigraph(found)
            value = numbered(quad.object) if isinstance(quad.object, str) else quad.object
            quads.append(Quad(numbered(quad.subject), quad.predicate, value, ""))
        prefixes = dict(parser.prefixes)
    except (SyntaxError, TextError, ValueError) as error:
        line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
        place = f", line {line}, column {column}" if line else ""
        message = f"these shapes cannot be read: {parser_reason(error)[:200]}"
        raise InputError(f"{name}{place}: {message}") from error
    text = data.decode("utf-8", "replace")
    return ShapesFile(name, text, prefixes, frozenset(quad.subject for quad in quads)), quads


def report_results(report: rdflib.Graph) -> list[ShaclResult]:
    """The results of a validation report; details are nested below their results."""
    sh = _sh()
    found = sorted(
        (_result(report, node, 0) for node in report.objects(None, sh.result)), key=_order
    )
    counts = Counter[ShaclResult]()
    numbered = []
    for result in found:
        numbered.append(replace(result, number=counts[result]))
        counts[result] += 1
    return numbered


def path_of(
    graph: rdflib.Graph, node: rdflib.term.Node, depth: int = 0
) -> PropertyPath | str | None:
    """The path that a node of a graph describes; None if it is invalid."""
    import rdflib

    sh = _sh()
    if isinstance(node, rdflib.URIRef) and str(node) != RDF + "nil":
        return str(node)
    if depth > _DEEPEST or not isinstance(node, rdflib.BNode):
        return None
    for form in (*UNARY, "alternativePath"):
        operand = graph.value(node, sh[form])
        if operand is None:
            continue
        if form in UNARY:
            return _path(form, [path_of(graph, operand, depth + 1)])
        return _path(form, [path_of(graph, item, depth + 1) for item in _items(graph, operand)])
    return _path("sequence", [path_of(graph, item, depth + 1) for item in _items(graph, node)])


def _path(form: str, steps: list[PropertyPath | str | None]) -> PropertyPath | None:
    known = tuple(step for step in steps if step is not None)
    return PropertyPath(form, known) if known and len(known) == len(steps) else None


def _items(graph: rdflib.Graph, head: rdflib.term.Node) -> list[rdflib.term.Node]:
    try:
        return list(graph.items(head))
    except ValueError:  # a cyclic list
        return []


def _sh() -> rdflib.Namespace:
    import rdflib

    return rdflib.Namespace(SH)


def _result(report: rdflib.Graph, node: rdflib.term.Node, depth: int) -> ShaclResult:
    sh = _sh()

    def term(name: str) -> Term | None:
        found = report.value(node, sh[name])
        return None if found is None else term_of(found)

    def name(predicate: str) -> str:
        found = term(predicate)
        return found if isinstance(found, str) else ""

    path = report.value(node, sh.resultPath)
    messages = map(term_of, report.objects(node, sh.resultMessage))
    details = report.objects(node, sh.detail) if depth < _DEEPEST else ()
    return ShaclResult(
        focus=term("focusNode") or "",
        path=None if path is None else path_of(report, path),
        value=term("value"),
        shape=name("sourceShape"),
        component=name("sourceConstraintComponent"),
        severity=name("resultSeverity"),
        messages=tuple(sorted(_settled(m) for m in messages if isinstance(m, Literal))),
        details=tuple(sorted((_result(report, d, depth + 1) for d in details), key=_order)),
    )


def _settled(message: Literal) -> Literal:
    """A message with the list at its end sorted, which pySHACL makes from a set."""
    text = message.lexical
    start = text.find("['", text.rfind("\n") + 1)
    if start < 0 or not text.endswith("']"):
        return message
    try:
        items = ast.literal_eval(text[start:])
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return message
    return message._replace(lexical=text[:start] + str(sorted(items)))


def _order(result: ShaclResult) -> tuple[str, ...]:
    """The sort key of results."""
    path, shape = path_text(result.path), result.shape
    texts = map(str, (result.focus, path, result.value, shape, result.component, result.messages))
    return (*texts, str(result.details))


def engine_report(data: rdflib.Graph, shapes: rdflib.Graph, **options: Any) -> rdflib.Graph:
    """The validation report of pySHACL, given `options` of its own.

    Raises whatever pySHACL raises, and `RuntimeError` with its message if there is no report.
    """
    import pyshacl
    import rdflib
    from pyshacl.rdfutil.stringify import stringify_blank_node

    # pySHACL caches the texts of blank nodes by the memory address of their graph, which a later
    # graph can have: messages would then come from the shapes of an earlier run.
    stringify_blank_node.dict_cache.clear()
    _, report, text = pyshacl.validate(data, shacl_graph=shapes, **options)
    if isinstance(report, rdflib.Graph):
        return report
    raise RuntimeError(str(text))

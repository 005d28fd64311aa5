"""The checker and the SHACL engines give the same findings, for every rule that the shapes hold.

Messages are right ones and mutated ones; a finding is a rule, a severity and a place. Engines
run the published shapes over the graph; the checker works on the trees.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import pytest

from clingen_ld.findings.shacl_result import Path, PropertyPath, ShaclResult
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import Literal, n_quads_line
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import (
    CLINGEN,
    DEFAULT_BASE,
    RDF,
    SH,
    SHAPE,
    is_subsetted,
    load_model,
    local_name,
    normal_form,
    resource_iri,
)
from clingen_ld.model.files import shapes_text
from clingen_ld.model.loading import Triples
from clingen_ld.validation import rules  # noqa: F401  (registers the rules)
from clingen_ld.validation.checking import is_absence
from clingen_ld.validation.rule_registry import (
    Violation,
    message_of,
    resource_rules,
    set_rules,
    severity_of,
)
from clingen_ld.validation.set_index import StoredSet
from clingen_ld.validation.shacl.places import ResultPlaces
from clingen_ld.validation.shacl.running import violation_of
from clingen_ld.validation.structure import check_structure
from tests.console import ROOT
from tests.shacl_engines import ENGINES
from tests.validation.mutations import mutate

pytestmark = pytest.mark.slow

Tree = dict[str, Any]
STORIES = (
    "ilk", "brca1", "cx3cr1", "cftr", "mt-tl1", "rbm20", "registry", "interpretation",
)  # fmt: skip


class Found(NamedTuple):
    rule: str
    severity: str
    resource: str
    pointer: str
    message: str = ""
    """What it says; empty for a rule whose shapes cannot put values into their message."""


@lru_cache(maxsize=1)
def shape_rules() -> set[tuple[str, str]]:
    """The rules, with severities, that SHACL engines report."""
    from clingen_ld.model.loading import _SEVERITIES

    model = load_model()
    graph = Triples(shapes_text())
    found = {(r.id, "error") for r in model.rules.values() if r.components}
    for kind in ("NodeShape", "PropertyShape"):
        for node in graph.subjects(RDF + "type", SH + kind):
            for rule in graph.texts(node, SHAPE + "rule"):
                severity = local_name(graph.text(node, SH + "severity")) or "Violation"
                found.add((local_name(rule), _SEVERITIES[severity]))
    return found


@lru_cache(maxsize=1)
def speaking_rules() -> set[str]:
    """The rules whose shapes all fill values into their message: queries, and not SHACL Core."""
    graph = Triples(shapes_text())
    core = {
        rule
        for shape, rule in load_model().shape_rules.items()
        if not graph.nodes(shape, SH + "sparql")
    }
    # A name that the model does not have may be an IRI, or have characters that no IRI has.
    return set(load_model().shape_rules.values()) - core - {"ST-1"}


def compared(iri: str, violation: Violation, message: str) -> Found:
    """What is compared of a violation; its message only where engines can say the same."""
    said = message if violation.rule in speaking_rules() else ""
    severity = severity_of(violation, load_model())
    return Found(violation.rule, severity, iri, violation.pointer, said)


@lru_cache(maxsize=8)
def story(name: str) -> tuple[Tree, ...]:
    """The resources of an example folder, each once."""
    folder = ROOT / "examples" / name
    items = read_inputs([folder], ReadOptions(), load_model())
    trees = (item.tree for item in items if isinstance(item, Message))
    found: dict[str, Tree] = {}
    for tree in sorted(trees, key=is_subsetted):  # what is told in part and whole is whole
        found.setdefault(resource_iri(tree, DEFAULT_BASE), tree)
    return tuple(found.values())


def checked(trees: Iterable[Tree]) -> set[Found]:
    """What the checker finds in a set of resources."""
    model = load_model()
    resources = StoredSet(DEFAULT_BASE)
    for tree in trees:
        resources.add(resource_iri(tree, DEFAULT_BASE), tree)
    all_found: set[Found] = set()

    def note(iri: str, violations: Iterable[Violation]) -> None:
        for v in violations:
            if (v.rule, severity_of(v, model)) in shape_rules():
                all_found.add(compared(iri, v, message_of(v, model)))

    for entry in resources:
        kind = entry.tree["resourceType"]
        alone = [*check_structure(entry.tree, model)]
        for rule in resource_rules.get(kind, ()):
            alone += rule(entry.record)
        if is_subsetted(entry.tree):  # nothing is missing, and it is held against no other
            note(entry.iri, (v for v in alone if not is_absence(v)))
            continue
        note(entry.iri, alone)
        for set_rule in set_rules.get(kind, ()):
            note(entry.iri, set_rule(entry, resources))
    return all_found


def by_engine(name: str, trees: Iterable[Tree]) -> set[Found]:
    """What a SHACL engine finds in the graph of a set of resources."""
    model = load_model()
    by_iri = {resource_iri(tree, DEFAULT_BASE): tree for tree in trees}
    quads = (q for tree in by_iri.values() for q in resource_quads(tree, model, DEFAULT_BASE))
    data = "".join(n_quads_line(quad._replace(graph="")) for quad in quads)
    results = [_result(r) for r in ENGINES[name](shapes_text(), data)]
    return {compared(iri, v, str(v.values["message"])) for iri, v in violations_of(results, by_iri)}


def _result(result: Any) -> ShaclResult:
    from clingen_ld.graph.formats import parse

    def term(text: str | None) -> Any:
        if text is None:
            return None
        [quad] = parse(f"<urn:s> <urn:p> {text} .", "ntriples", DEFAULT_BASE)
        return quad.object

    path: Path | None = result.path
    # A key that is an IRI in the namespace of the model is a predicate with an IRI in it.
    if "/http" in (result.path or "").removeprefix(f"{CLINGEN}http"):
        path = PropertyPath("sequence", tuple(result.path.replace("/http", " http").split()))
    return ShaclResult(
        term(result.focus), path, term(result.value), result.shape,
        SH + result.component, SH + result.severity, (Literal(result.message),),
    )  # fmt: skip


# Where one value breaks several structure rules, the one that says most speaks.
_PRECEDENCE = ("ST-7", "ST-9", "ST-4", "ST-5")


def violations_of(
    results: Iterable[ShaclResult], trees: dict[str, Tree]
) -> Iterator[tuple[str, Violation]]:
    """The violations that results of an engine mean, each with the IRI of its resource."""
    model = load_model()
    places = ResultPlaces(trees, (), model, DEFAULT_BASE)
    found: dict[tuple[str, str, str, str | None], Violation] = {}
    for result in results:
        root, pointer = places.place(result) or (str(result.focus), "")
        violation = violation_of(result, pointer, model, places)
        found.setdefault((root, pointer, violation.rule, violation.severity), violation)
    keys = {key[:3] for key in found}
    for (root, pointer, rule, _), violation in found.items():
        if not _is_follower(root, pointer, rule, keys):
            yield root, violation


def _is_follower(root: str, pointer: str, rule: str, found: set[tuple[str, str, str]]) -> bool:
    """Whether a graver finding at the same place says the same already."""
    if rule == "ST-2":  # a reference that leads nowhere: its own value says why
        return any((root, f"{pointer}/reference", other) in found for other in _PRECEDENCE)
    if rule not in _PRECEDENCE:
        return False
    graver = _PRECEDENCE[: _PRECEDENCE.index(rule)]
    return any((root, pointer, other) in found for other in graver)


def mutated(seed: int) -> list[Tree]:
    """The resources of one story, some of them mutated."""
    chance = random.Random(seed)
    trees = list(story(chance.choice(STORIES)))
    if len(trees) > 12:
        first = chance.randrange(len(trees) - 12)
        trees = trees[first : first + 12]
    for _ in range(chance.randint(1, 3)):
        index = chance.randrange(len(trees))
        wrong = mutate(trees[index], chance)
        kind = str(wrong.pop("resourceType"))
        trees[index] = normal_form(wrong, kind, load_model(), DEFAULT_BASE).tree
    return list({resource_iri(t, DEFAULT_BASE): t for t in trees}.values())


def difference(engine: str, trees: list[Tree]) -> str:
    """What only one of the two finds, in words; empty when they agree."""
    ours, theirs = checked(trees), by_engine(engine, trees)
    # Where one value is due and there are several, engines judge each, and the rules none.
    if any(f.rule == "ST-3" for f in ours | theirs):
        ours, theirs = ({f for f in s if f.rule == "ST-3"} for s in (ours, theirs))
    only = [f"only the checker: {f}" for f in sorted(ours - theirs)]
    return "\n".join(only + [f"only {engine}: {f}" for f in sorted(theirs - ours)])


OTHERS = "http://other.example/terms#"
KEYS = (
    f"{OTHERS}a", "urn:my:key", "http://www.w3.org/2000/01/rdf-schema#seeAlso", "@type",
    "http://clingen.org/other", "http://hl7.org/fhirx", "http://clingen.org/model/allele/foo",
    "http://hl7.org/fhir/foo", "foo", "b c",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    "text", 7, True, 1.5, ["a", "b"], [], {"@id": "http://other.example/n"}, {"symbol": "x"},
    {f"{OTHERS}in": "deep", f"{OTHERS}more": [1, 2]}, {"@value": "hallo", "@language": "de"},
    {"@type": f"{OTHERS}C", f"{OTHERS}p": {"@id": "urn:x"}}, {"reference": "Gene/G1"},
)  # fmt: skip


def with_foreign_keys(seed: int) -> list[Tree]:
    """Some resources, with keys of others, and with some that the model lacks, at any node."""
    chance = random.Random(seed)
    trees = chance.sample(story(chance.choice(STORIES)), 3)
    for n, tree in enumerate(trees):
        changed = copy.deepcopy(tree)
        key = chance.choice(KEYS)
        value = chance.choice(VALUES) if key != "@type" else [f"{OTHERS}Type"]
        chance.choice(list(_objects(changed)))[key] = value
        kind = str(changed.pop("resourceType"))
        trees[n] = normal_form(changed, kind, load_model(), DEFAULT_BASE).tree
    return list({resource_iri(t, DEFAULT_BASE): t for t in trees}.values())


def _objects(node: Tree) -> Iterator[Tree]:
    """A node and those below it, but for what only names another resource."""
    yield node
    for value in node.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and "@id" not in item:
                yield from _objects(item)


@pytest.mark.parametrize(
    ("engine", "count"), [("pyshacl", 10), ("shacl", 200), ("pyshifty", 60), ("pyshacl-turbo", 40)]
)
def test_keys_of_others(engine: str, count: int) -> None:
    differences = {seed: difference(engine, with_foreign_keys(seed)) for seed in range(count)}
    assert {seed: text for seed, text in differences.items() if text} == {}


@pytest.mark.parametrize("engine", ["pyshacl", "shacl", "pyshifty"])
@pytest.mark.parametrize("name", STORIES)
def test_right_messages(engine: str, name: str) -> None:
    assert difference(engine, list(story(name))) == ""


@pytest.mark.parametrize(("engine", "count"), [("pyshacl", 20), ("shacl", 500), ("pyshifty", 150)])
def test_mutated_messages(engine: str, count: int) -> None:
    differences = {seed: difference(engine, mutated(seed)) for seed in range(count)}
    assert {seed: text for seed, text in differences.items() if text} == {}


@pytest.mark.parametrize("engine", ["pyshacl", "shacl", "pyshifty"])
def test_strings_of_white_space(engine: str) -> None:
    gene = {
        "resourceType": "Gene", "id": "G1", "symbol": " ", "name": "\t", "aliasSymbol": ["A", " "],
        "identifier": [{"system": " ", "value": " "}], "meta": {"versionId": " "},
    }  # fmt: skip
    assert difference(engine, [gene]) == ""

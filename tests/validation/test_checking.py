"""A defect at a known place, in every property of every resource, is found at exactly that place.

The message of a type has every property that the model gives it, at every depth. One defect is
planted at a time; where it stands in the text is found out by a marker, not by our own code.
"""

from __future__ import annotations

import copy
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.findings.finding import Finding
from clingen_ld.messages.json_ld.writing import to_json_ld
from clingen_ld.messages.resource_xml.writing import dump, to_element
from clingen_ld.model import DEFAULT_BASE, Property, load_model
from clingen_ld.validation import checking, structure
from clingen_ld.validation.session import ValidationOptions, validate

MODEL = load_model()
MARK = "planted-defect"
FORMS = ("pretty", "compact", "array", "ndjson", "gzip")


def complete(type_name: str) -> dict[str, Any]:
    """A message with every property of a type, and of the parts below it."""
    return {
        p.name: [value_of(p)] if p.many else value_of(p)
        for p in MODEL.types[type_name].properties.values()
    }


def value_of(p: Property) -> Any:
    """A value of the right kind for a property."""
    if p.kind == "part":
        return complete(str(p.range))
    if p.kind == "reference":
        return {"reference": f"http://example.org/{p.targets[0]}/1", "display": "text"}
    if p.kind == "code":
        return next(iter(MODEL.value_sets[str(p.value_set)].codes))
    plain = {
        "boolean": True,
        "integer": 7,
        "uri": "http://example.org/",
        "instant": "2015-01-01T00:00:00Z",
    }
    return plain.get(p.kind, "2015-01-01" if p.kind == "dateTime" else (p.choices or ("text",))[0])


def objects(node: Any, pointer: str = "") -> Iterator[str]:
    """The pointers of every object in a message."""
    if isinstance(node, dict):
        yield pointer
        for key, value in node.items():
            yield from objects(value, f"{pointer}/{key}")
    elif isinstance(node, list):
        for n, value in enumerate(node):
            yield from objects(value, f"{pointer}/{n}")


def values(node: Any, pointer: str = "") -> Iterator[str]:
    """The pointers of every value in a message, lists left out."""
    if isinstance(node, list):
        for n, item in enumerate(node):
            yield from values(item, f"{pointer}/{n}")
        return
    if pointer:
        yield pointer
    if isinstance(node, dict):
        for key, value in node.items():
            if key != "resourceType":
                yield from values(value, f"{pointer}/{key}")


def at(message: Any, pointer: str) -> Any:
    """The value at a pointer."""
    for step in pointer.split("/")[1:]:
        message = message[int(step)] if isinstance(message, list) else message[step]
    return message


def replaced(message: Any, pointer: str, value: Any) -> Any:
    """A copy of a message with another value at a pointer."""
    made = copy.deepcopy(message)
    above, _, last = pointer.rpartition("/")
    node = at(made, above)
    node[int(last) if isinstance(node, list) else last] = value
    return made


def write(folder: Path, message: Any, form: str) -> tuple[Path, str, str]:
    """The message as a file of a form, its text, and the prefix that pointers have in it."""
    text = json.dumps(message, indent=2) if form != "ndjson" else json.dumps(message)
    prefix = ""
    if form == "compact":
        text = json.dumps(message, separators=(",", ":"))
    elif form == "array":
        text, prefix = (
            json.dumps([{"id": "G1", "symbol": "A", "name": "a"}, message], indent=1),
            "/1",
        )
    elif form == "ndjson":
        text = '{"id":"G1","symbol":"A","name":"a"}\n\n' + text + "\n"
    path = folder / ("message.json.gz" if form == "gzip" else "message.json")
    data = text.encode()
    path.write_bytes(gzip.compress(data) if form == "gzip" else data)
    return path, text, prefix


def line_column(text: str, offset: int) -> tuple[int, int]:
    """The 1-based line and column of an offset."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def found_at(path: Path, rule: str) -> set[tuple[str, int | None, int | None]]:
    """The places of a rule's findings in a file."""
    report = validate(path, ValidationOptions(partial=True))
    return {place(f) for f in report.findings if f.rule == rule}


def place(finding: Finding) -> tuple[str, int | None, int | None]:
    """Where a finding is."""
    return finding.pointer, finding.line, finding.column


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("type_name", list(MODEL.resources))
def test_a_value_of_the_wrong_kind(tmp_path: Path, type_name: str, form: str) -> None:
    message = {"resourceType": type_name} | complete(type_name)
    for pointer in values(message):
        # A string where an object belongs, an object where anything else does.
        is_object = isinstance(at(message, pointer), dict)
        wrong = MARK if is_object else {MARK: 1}
        path, text, prefix = write(tmp_path, replaced(message, pointer, wrong), form)
        offset = text.index(f'"{MARK}"')
        if not is_object:
            offset = text.rindex("{", 0, offset)
        assert found_at(path, "ST-7") == {(prefix + pointer, *line_column(text, offset))}, pointer


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("type_name", list(MODEL.resources))
def test_an_unknown_property(tmp_path: Path, type_name: str, form: str) -> None:
    message = {"resourceType": type_name} | complete(type_name)
    for pointer in objects(message):
        wrong = copy.deepcopy(message)
        at(wrong, pointer)[MARK] = 1
        path, text, prefix = write(tmp_path, wrong, form)
        expected = (f"{prefix}{pointer}/{MARK}", *line_column(text, text.index(f'"{MARK}"')))
        assert found_at(path, "ST-1") == {expected}, pointer


@pytest.mark.parametrize("type_name", list(MODEL.resources))
def test_a_missing_property(tmp_path: Path, type_name: str) -> None:
    message = {"resourceType": type_name} | complete(type_name)
    required = [
        (pointer, p.name)
        for pointer, p in _properties(message, type_name, "")
        if p.minimum and p.name in at(message, pointer)
    ]
    assert required
    for pointer, name in required:
        wrong = copy.deepcopy(message)
        del at(wrong, pointer)[name]
        text = json.dumps(wrong, indent=2)
        path = tmp_path / "message.json"
        path.write_text(text)
        assert pointer in {p for p, _, _ in found_at(path, "ST-2")}, (pointer, name)


def _properties(node: Any, type_name: str, pointer: str) -> Iterator[tuple[str, Property]]:
    for p in MODEL.types[type_name].properties.values():
        yield pointer, p
        if p.kind == "part":
            below = f"{pointer}/{p.name}/0" if p.many else f"{pointer}/{p.name}"
            yield from _properties(node, str(p.range), below)


@pytest.mark.slow
@pytest.mark.parametrize("type_name", list(MODEL.resources))
def test_json_ld(tmp_path: Path, type_name: str) -> None:
    tree = {"resourceType": type_name} | complete(type_name)
    document = to_json_ld(tree, MODEL, DEFAULT_BASE)
    for pointer in objects(document):
        if "/statement" in pointer or "@value" in at(document, pointer):
            continue  # no nodes of the model: statements, and literals with a datatype
        wrong = copy.deepcopy(document)
        at(wrong, pointer)[MARK] = 1
        text = json.dumps(wrong, indent=2)
        path = tmp_path / "message.jsonld"
        path.write_text(text)
        expected = (f"{pointer}/{MARK}", *line_column(text, text.index(f'"{MARK}"')))
        assert found_at(path, "ST-1") == {expected}, pointer


@pytest.mark.slow
@pytest.mark.parametrize("pretty", [True, False])
@pytest.mark.parametrize("type_name", list(MODEL.resources))
def test_xml(tmp_path: Path, type_name: str, pretty: bool) -> None:
    element, _ = to_element({"resourceType": type_name} | complete(type_name), MODEL)
    text = dump(element, pretty)
    path = tmp_path / "message.xml"
    for match in list(re.finditer(r"<(?:f:)?[A-Za-z]+", text))[1:]:
        path.write_text(text[: match.end()] + f' {MARK}="x"' + text[match.end() :])
        [(xpath, line, column)] = found_at(path, "ST-1")
        assert (line, column) == line_column(text, match.start())
        assert re.sub(r"\[\d+\]", "", xpath).endswith(match[0][1:])


def test_both_ends_of_what_is_wrong_between_resources(tmp_path: Path) -> None:
    """CO-4: each side says where it is, and names the other; the one that lacks it, if one does."""
    allele = {
        "resourceType": "ContextualAllele",
        "id": "XA1",
        "canonicalAllele": {"reference": "CanonicalAllele/CA1"},
    }
    canonical = {
        "resourceType": "CanonicalAllele",
        "id": "CA1",
        "canonicalAlleleType": "nucleotide",
        "complexity": "simple",
        "relatedContextualAllele": [{"contextualAllele": {"reference": "ContextualAllele/XA2"}}],
    }
    other = {"resourceType": "ContextualAllele", "id": "XA2"}
    for message in (allele, canonical, other):
        (tmp_path / f"{message['id']}.json").write_text(json.dumps(message, indent=2))
    found = [f for f in validate(tmp_path).findings if f.rule == "CO-4"]
    assert {(Path(f.file).name, *place(f)) for f in found} == {
        ("XA1.json", "/canonicalAllele", 4, 22),
        ("XA2.json", "", 1, 1),
    }


def test_very_many_unknown_names_are_not_all_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them is found, and one that comes again and again has its suggestion each time."""
    monkeypatch.setattr(structure, "MOST_COMPARED", 3)
    parts = [{"system": "http://www.genenames.org/", "valu": f"HGNC:{n}"} for n in range(7)]
    names = {f"aliasSymbl{n}": "x" for n in range(5)}
    path = tmp_path / "g.json"
    path.write_text(json.dumps({"resourceType": "Gene", "id": "G1", "identifier": parts}))
    (tmp_path / "h.json").write_text(json.dumps({"resourceType": "Gene", "id": "G2", **names}))
    found = [f for f in validate([path, tmp_path / "h.json"]).findings if f.rule == "ST-1"]
    assert [f.suggestion for f in found] == ["value"] * 7 + ["aliasSymbol"] * 3 + [None] * 2


def test_very_many_findings_of_a_resource_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of each rule; the verdict stays, also of rules across resources."""
    monkeypatch.setattr(checking, "MOST_LISTED", 3)
    links = [{"contextualAllele": {"reference": f"ContextualAllele/X{n}"}} for n in range(7)]
    wrong = {f"wrong{n}": n for n in range(9)}
    path = tmp_path / "c.json"
    path.write_text(json.dumps({
        "resourceType": "CanonicalAllele", "id": "C1", "canonicalAlleleType": "nucleotide",
        "complexity": "simple", "relatedContextualAllele": links, **wrong,
    }))  # fmt: skip
    report = validate([path])
    for rule, number in {"CO-1": 7, "ST-1": 9}.items():
        *listed, last = [f for f in report.findings if f.rule == rule]
        assert len(listed) == 3
        said = f"{number - 3} more findings of {rule} in this resource are not listed"
        assert (last.message, last.fix, last.suggestion) == (said, None, None)
        assert last.severity == listed[0].severity
    assert not report.conforms

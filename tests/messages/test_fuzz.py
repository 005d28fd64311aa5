"""No bytes at all make reading fail with anything but an error of the package."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clingen_ld.errors import ClingenError
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_inputs, read_text
from clingen_ld.model import DEFAULT_BASE, load_model, normal_form
from tests.conftest import STORIES, seeds
from tests.console import ROOT
from tests.messages.carrying import FORMS, text_of, write
from tests.strategies import json_values

MORE = settings(max_examples=settings.default.max_examples * 4 if settings.default else 100)
EXAMPLES = ROOT / "examples"
FILES = [path for story in STORIES for path in sorted((EXAMPLES / story).rglob("*.*"))]

# What texts of the forms consist of, to be put in other places.
PIECES = (
    b"{", b"}", b"[", b"]", b":", b",", b'"', b"\\", b"\n", b"\r\n", b"\0", b"\xff",
    b"\xef\xbb\xbf",
    b"<", b">", b"/>", b"</", b"<!--", b"<![CDATA[", b"<!DOCTYPE x [<!ENTITY y 'z'>]>", b"&y;",
    b"null", b"true", b"1e999", b"-", b"9" * 5000, b"\\ud800", b"\xed\xa0\x80", b"\xf0\x9d\x84\x9e",
    b'"@context"', b'"@id"', b'"@type"', b'"@value"', b'"@graph"', b'"@reverse"', b'"@list"',
    b'"@language"', b'"@json"', b'"@index"', b'"@vocab"', b'"@base"', b'"@container"', b'"@set"',
    b'"resourceType"', b'"Gene"', b'"http://["', b'"_:b0"', b'"a b"', b'"http://x/y"', b'"xref"',
    b"@prefix", b"@base", b"_:b0", b"<http://x/y>", b"^^", b"@en", b"a", b";", b".", b"(", b")",
    b"rdf:first", b"rdf:rest", b"rdf:nil", b"rdf:JSON", b"rdf:li", b" ", b"\t", b"#", b"'''",
    b"http://www.w3.org/1999/02/22-rdf-syntax-ns#", b"http://clingen.org/model/allele/",
    b"http://hl7.org/fhir/Reference", b"x" * 300,
)  # fmt: skip


def check(data: bytes, form: str | None = None, type_name: str | None = None) -> None:
    """Read some bytes, look at all that they give, and write it again."""
    try:
        items = list(read_text(data, ReadOptions(form=form, type=type_name), load_model(), "f"))
    except ClingenError:
        return
    assert items or not data.strip() or form == "resource-json"
    for item in items:
        if not isinstance(item, Message):
            assert item.line is None or item.line >= 1
            assert item.column is None or item.column >= 1
            assert all(isinstance(value, str) for value in item.values.values())
            continue
        tree = item.normal.tree
        item.place("/no/such/thing")
        for note in item.normal.notes:
            item.locator.place(note.pointer, note.at_key)
        again = normal_form(tree, item.type, load_model(), DEFAULT_BASE)
        assert text_of(again.tree) == text_of(tree)
        for other in FORMS:
            write([tree], other)


@lru_cache(maxsize=1)
def corpus() -> list[bytes]:
    """Right texts of every form."""
    found = [path.read_bytes() for path in FILES]
    tree = json.loads((EXAMPLES / "ilk" / "XA102.json").read_bytes())
    return found[::9] + [write([tree] * n, form)[0] for form in FORMS for n in (1, 2)]


@MORE
@given(st.binary(max_size=200), st.none() | st.sampled_from(FORMS))
@example(b"\x1f\x8b\x08\0", None)
@example(b"[" * 300, None)
@example("\ufeff".encode("utf-16"), None)
@example(b"\xfe\xff\xd8\x00", None)
def test_any_bytes(data: bytes, form: str | None) -> None:
    check(data, form)


@MORE
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.none() | st.sampled_from(FORMS))
def test_any_pieces(pieces: list[bytes], form: str | None) -> None:
    check(b"".join(pieces), form)


def mutated(data: bytes, change: random.Random) -> bytes:
    """A text with some pieces taken out, put in, exchanged or doubled."""
    text = bytearray(data)
    for _ in range(change.randint(1, 4)):
        start = change.randrange(len(text) + 1)
        end = min(len(text), start + change.choice((0, 1, 1, 3, 10, 50, 300)))
        match change.randrange(5):
            case 0:
                del text[start:end]
            case 1:
                text[start:start] = change.choice(PIECES)
            case 2:
                text[start:end] = change.choice(PIECES)
            case 3:
                text[start:start] = text[start:end]
            case _:
                other = change.choice(corpus())
                text[start:end] = other[start : start + change.choice((1, 20, 200))]
    return bytes(text)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(40))
def test_mutated_texts(seed: int) -> None:
    change = random.Random(seed)
    for data in corpus() * 2:
        form = change.choice((None, None, None, *FORMS))
        check(mutated(data, change), form, change.choice((None, None, None, "Gene")))


@MORE
@given(json_values(load_model()))
def test_any_json(value: object) -> None:
    text = json.dumps(value).encode()
    for form in (None, "resource-json", "json-ld"):
        check(text, form)
    check(json.dumps({"@context": value, "@type": "http://x"}).encode())
    check(json.dumps({"resourceType": "Gene", "identifier": value, "x": value}).encode())


KEYWORDS = (
    "@context", "@id", "@type", "@value", "@graph", "@reverse", "@list", "@language", "@index",
    "@set", "@included", "@nest", "@json", "@direction", "@import", "@vocab", "@base", "@none",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, 1.5, -0.0, 10**30, "", "@json", "@id", "@none", "_:b0", "http://[", "a b",
    "Gene",
    "http://x/y", "#", [], {}, [[]], [None], {"@id": "http://x/y"}, {"@value": None}, {"@list": []},
    {"@value": 5, "@type": "http://x"}, {"@id": "_:b0"}, {"@set": [1]}, {"@reverse": {}},
    {"a": {"@id": "a", "@container": "@language"}}, {"@graph": [{"@type": "Gene"}]},
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(24))
def test_mutated_documents(seed: int) -> None:
    change = random.Random(seed)
    documents = [json.loads(p.read_bytes()) for p in FILES[seed % 6 :: 6] if ".json" in p.name]
    for document in documents:
        nodes = list(objects(document))
        terms = [key for node in nodes for key in node]
        for _ in range(change.randint(1, 3)):
            node = change.choice(nodes)
            value = change.choice((*VALUES, *nodes[1:2]))
            node[change.choice((*KEYWORDS, *terms))] = json.loads(json.dumps(value))
        check(json.dumps(document).encode(), change.choice((None, "json-ld", "resource-json")))


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from objects(item)


def test_any_gzip(tmp_path: Path) -> None:
    change = random.Random(0)
    path = tmp_path / "f.json.gz"
    for _ in range(200):
        path.write_bytes(mutated(gzip.compress(change.choice(corpus())), change))
        with suppress(ClingenError):
            list(read_inputs([path], ReadOptions(), load_model()))

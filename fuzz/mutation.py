"""Texts to begin with, and how they are changed."""

from __future__ import annotations

import io
import json
import random
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from clingen_ld.messages.forms import FORMS
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.messages.writing import WriteOptions, make_writer
from clingen_ld.model import load_model

_ROOT: Final = Path(__file__).parent.parent
_LONGEST: Final = 6_000  # bytes of a text to begin with

PIECES: Final = (
    b"{", b"}", b"[", b"]", b":", b",", b'"', b"\\", b"\n", b"\r\n", b"\0", b"\xff", b" ",
    b"\xef\xbb\xbf", b"<", b">", b"/>", b"</", b"<!--", b"<![CDATA[", b"&y;", b"<<(", b")>>",
    b"<!DOCTYPE x [<!ENTITY y 'z'>]>", b"null", b"true", b"1e999", b"-", b"9" * 400, b"\\ud800",
    b"\xed\xa0\x80", b"\xf0\x9d\x84\x9e", b'"@context"', b'"@id"', b'"@type"', b'"@value"',
    b'"@graph"', b'"@reverse"', b'"@list"', b'"@language"', b'"@json"', b'"@index"', b'"@vocab"',
    b'"@container"', b'"@set"', b'"resourceType"', b'"reference"', b'"Gene"', b'"http://["',
    b'"_:b0"', b'"a b"', b"@prefix", b"@base", b"_:b0", b"<http://x/y>", b"^^", b"@en", b";", b".",
    b"(", b")", b"rdf:first", b"rdf:nil", b"rdf:JSON", b"\t", b"#", b"'''", b"delins", b"c.", b"p.",
    b"[?]", b"_", b"*", b">", b"SELECT", b"SERVICE", b"FROM", b"http://clingen.org/model/allele/",
)  # fmt: skip
VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1.5, 10**30, "", "x", "a b", "http://x/y", "http://[", "_:b0", "#",
    "\x00", "\ud800", [], [[]], [None], [1, "x"], {}, {"x": 1}, {"@id": "http://x/y"},
    {"@value": 5}, {"@list": []}, {"reference": 1}, {"reference": "Gene/G1"}, {"coding": [1]},
)  # fmt: skip


@lru_cache(maxsize=1)
def beginnings() -> list[bytes]:
    """Right texts of every form, from the examples."""
    model, found = load_model(), []
    for path in sorted((_ROOT / "examples").rglob("*.*")):
        if path.suffix in (".json", ".jsonld", ".xml", ".ttl", ".nq", ".vcf"):
            data = path.read_bytes()
            if len(data) <= _LONGEST:
                found.append(data)
    trees = []
    for data in found[::12]:
        items = read_text(data, ReadOptions(), model, "f")
        trees += [item.tree for item in items if isinstance(item, Message)][:1]
    for form in FORMS:
        for tree in trees[::3]:
            output = io.BytesIO()
            writer = make_writer(form, output, model, WriteOptions())
            writer.write(tree)
            writer.finish()
            found.append(output.getvalue())
    return [data for data in found if data.strip()]


def mutated(change: random.Random) -> bytes:
    """A text of some form with some changes, behind a byte that may choose the form."""
    data = change.choice(beginnings())
    if data.lstrip().startswith(b"{") and change.random() < 0.6:
        data = _with_values(data, change)
    else:
        data = _with_pieces(data, change)
    return bytes([change.choice((0, 0, 0, change.randrange(256)))]) + data


def _with_pieces(data: bytes, change: random.Random) -> bytes:
    text = bytearray(data)
    for _ in range(change.randint(1, 4)):
        start = change.randrange(len(text) + 1)
        end = min(len(text), start + change.choice((0, 1, 1, 3, 10, 50, 300)))
        other = change.choice(beginnings())
        text[start:end] = change.choice(
            (b"", change.choice(PIECES), bytes(text[start:end]) * 2, other[start : start + 100])
        )
    return bytes(text)


def _with_values(data: bytes, change: random.Random) -> bytes:
    try:
        value = json.loads(data)
    except ValueError:
        return data
    for _ in range(change.randint(1, 3)):
        nodes = list(_nodes(value))
        node = change.choice(nodes)
        wrong = change.choice((*VALUES, change.choice(nodes)))
        wrong = json.loads(json.dumps(wrong))
        if isinstance(node, dict):
            keys = [key for each in nodes if isinstance(each, dict) for key in each]
            node[change.choice(keys or ["x"])] = wrong
        elif node:
            node[change.randrange(len(node))] = wrong
    return json.dumps(value).encode()


def _nodes(value: Any) -> list[Any]:
    found, waiting = [], [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict | list):
            found.append(node)
            waiting += node.values() if isinstance(node, dict) else node
    return found

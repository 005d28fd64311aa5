"""Fuzz targets: each takes any bytes, and raises when the package does what it must not."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import zstandard

from clingen_ld.errors import ClingenError
from clingen_ld.messages.forms import FORMS
from clingen_ld.messages.message import Engine, Message, Problem, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.messages.search.documents import FoundAllele, search_stream
from clingen_ld.messages.text.compression import DamagedError, decompressed
from clingen_ld.messages.vrs.annotating import Annotator
from clingen_ld.messages.writing import WriteOptions, make_writer
from clingen_ld.model import DEFAULT_BASE, Tree, load_model, normal_form
from clingen_ld.reports import FORMATS, render
from clingen_ld.stores import sparql_text
from clingen_ld.validation.session import ValidationOptions, validate_items
from clingen_ld.variation.hgvs import parse

Target = Callable[[bytes], None]
GRAPHS: Final = ("nquads", "trig", "turtle", "ntriples", "json-ld")
"""The forms that give every resource back, but for what they name as lost."""


def _form(data: bytes) -> tuple[str | None, bytes]:
    """A form, or None for one that is told by the text, by the first byte; and the rest."""
    names = (None, None, *FORMS)
    return (names[data[0] % len(names)], data[1:]) if data else (None, b"")


def _items(data: bytes, form: str | None) -> list[Message | Problem]:
    options = ReadOptions(form=form, largest=1 << 20)
    with suppress(ClingenError):
        return list(read_text(data, options, load_model(), "f"))
    return []


def reading(data: bytes) -> None:
    """Reading gives messages and problems with places, and its normal form is a fixed point."""
    form, text = _form(data)
    for item in _items(text, form):
        if isinstance(item, Problem):
            assert item.line is None or item.line >= 1
            assert item.column is None or item.column >= 1
            continue
        item.place("/no/such/thing")
        again = normal_form(item.tree, item.type, load_model(), DEFAULT_BASE).tree
        assert _plain(again) == _plain(item.tree), "the normal form is no fixed point"


def engines(data: bytes) -> None:
    """Both paths of messages give the same trees and the same quads."""
    form, text = _form(data)
    told: list[list[str]] = []
    paths: tuple[Engine, ...] = ("standard", "direct")
    for engine in paths:
        options = ReadOptions(form, engine=engine, largest=1 << 20)
        found: list[str] = []
        with suppress(ClingenError):
            for item in read_text(text, options, load_model(), "f"):
                found.append(str(item) if isinstance(item, Problem) else _plain(item.tree))
        told.append(found)
    assert told[0] == told[1], "the engines differ"


def _plain(tree: Tree) -> str:
    """A resource without its IRI, which a graph gives to what has none, and in one order."""
    return json.dumps({key: tree[key] for key in tree if key != "@id"}, sort_keys=True)


def validating(data: bytes) -> None:
    """Validation ends, and every report of it can be written."""
    form, text = _form(data)
    report = validate_items(
        iter(_items(text, form)), ValidationOptions(), load_model(), placed=False
    )
    for name in FORMATS:
        render(report, name, None)


def writing(data: bytes) -> None:
    """Every form takes every message, names what it loses, and what it wrote is read again."""
    form, text = _form(data)
    for item in _items(text, form):
        if not isinstance(item, Message):
            continue
        for name in FORMS:
            output = io.BytesIO()
            with suppress(ClingenError):
                writer = make_writer(name, output, load_model(), WriteOptions())
                lost = writer.write(item.tree)
                writer.finish()
                again = _items(output.getvalue(), name)
                if name in GRAPHS and not lost:
                    trees = [_plain(m.tree) for m in again if isinstance(m, Message)]
                    assert trees == [_plain(item.tree)], f"{name} loses without a word"


def packed(data: bytes) -> None:
    """Damaged gzip and zstd data are told as such."""
    for pack in (gzip.compress, zstandard.compress, bytes):
        whole = bytearray(pack(data[2:]))
        if len(data) > 1 and whole:
            whole[data[0] % len(whole)] ^= data[1]
        with suppress(DamagedError), decompressed(io.BytesIO(bytes(whole))) as stream:
            stream.read(1 << 20)


def names(data: bytes) -> None:
    """Any text is an HGVS name, or is said not to be one."""
    text = data.decode("utf-8", "replace")
    for kind in (None, "hgvs-genomic", "hgvs-coding", "hgvs-protein"):
        parse(text, kind)


def queries(data: bytes) -> None:
    """Of any text it is told which kind of query it is, or that it is none."""
    text = data.decode("utf-8", "replace")
    with suppress(ClingenError):
        sparql_text.form(text)
    sparql_text.calls_service(text)
    sparql_text.names_dataset(text)
    sparql_text.what_is_too_much(text)


def searching(data: bytes) -> None:
    """Alleles are found in any JSON, or it is said what is wrong with it."""
    for found in search_stream(io.BytesIO(data[1:]), "f", ReadOptions(largest=1 << 20)):
        for row in [found] if isinstance(found, Problem) else map(FoundAllele._make, found):
            assert row.line is None or row.line >= 1


def annotating(data: bytes) -> None:
    """A variant file is annotated line by line; what cannot be read stays as it is."""
    options = ReadOptions(assembly="GRCh38", largest=1 << 20)
    text = data[1:] if data[1:].startswith(b"##") else b"##fileformat=VCFv4.3\n" + data[1:]
    with suppress(ClingenError):
        for line in Annotator("f", options, None, lambda _: None).lines(io.BytesIO(text)):
            assert line


TARGETS: Final[dict[str, Target]] = {
    target.__name__: target
    for target in (
        reading, engines, validating, writing, packed, names, queries, searching, annotating,
    )
}  # fmt: skip

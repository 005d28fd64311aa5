"""Graphs that are framed directly: in the order of gathering, and records of bundles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.made_bundles import bundle
from clingen_ld.graph.terms import RDF_JSON, Literal, Quad
from clingen_ld.messages.kept_documents import DOCUMENT, record_id
from clingen_ld.messages.message import Message
from clingen_ld.model import DEFAULT_BASE, Model, reference_iri
from clingen_ld.stores.embedded import EmbeddedStore
from clingen_ld.stores.framed import framing, is_record, record_message, with_members
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.reading import export, read_documents, read_store

MADE: dict[str, Any] = json.loads("\n".join(bundle(60)))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    """A store with a bundle."""
    (tmp_path / "bundle.json").write_text(json.dumps(MADE))
    with open_store(tmp_path / "store", create=True) as opened:
        assert isinstance(opened, EmbeddedStore)
        load([tmp_path / "bundle.json"], opened, LoadOptions(validate=False))
        yield opened


def _iri_of_whole() -> str:
    return f"{DEFAULT_BASE}Provenance/{record_id('')}"


def _trees(items: Iterator[Any]) -> dict[str, Any]:
    return {item.iri: item.normal_tree for item in items if isinstance(item, Message)}


def test_members_follow_their_canonical_allele(store: EmbeddedStore, model: Model) -> None:
    names = [name for name in store.names() if "/document-" not in name and "#prov" not in name]
    found = list(with_members(lambda: names, framing(store, model, DEFAULT_BASE), DEFAULT_BASE))
    assert sorted(framed.name for framed in found) == sorted(set(names))
    followed = 0
    iris: list[str] = []
    for name, framed in found:
        if "/ContextualAllele/" in name:
            followed += name in iris
            continue
        record: Any = framed and framed[0].resource
        links = getattr(record, "relatedContextualAllele", ())
        iris = [reference_iri(each.contextualAllele.reference, DEFAULT_BASE) for each in links]
    # No variation has a copy number change as its member.
    alleles = sum("/ContextualAllele/" in name and "/ga4gh:CX." not in name for name in names)
    assert followed == alleles > 50


def test_documents_come_first_and_nothing_else_changes(store: EmbeddedStore, model: Model) -> None:
    wanted = _trees(read_store(store, model))
    for written in (False, True):
        items = list(read_documents(store, model, are_records_written=written))
        found = _trees(iter(items))
        assert found.keys() == wanted.keys()
        others = {iri for iri in wanted if found[iri] != wanted[iri]}
        # Of the record of the whole bundle, its version is left out, which VRS has no place for.
        assert others == ({_iri_of_whole()} if written else set())
        assert len(items) == len(wanted)
        are_documents = ["/document-" in getattr(item, "iri", "") for item in items]
        assert are_documents == sorted(are_documents, reverse=True)
    assert _trees(read_documents(store, model, engine="standard")) == wanted


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["bundle", "inlined"])
def test_the_standard_path_writes_the_same(store: EmbeddedStore, layout: Any) -> None:
    def lines(engine: Any) -> list[str]:
        made = export(store, "vrs", layout=layout, engine=engine)
        assert made.lost == []
        return sorted(line.strip(" ,") for line in (made.text or "").splitlines())

    assert lines("auto") == lines("standard")


def test_what_is_no_plain_record_is_read_whole(store: EmbeddedStore) -> None:
    names = [name for name in store.names() if is_record(name, DEFAULT_BASE)]
    assert len(names) > 100
    name = names[0]
    assert record_message(store, name, "", DEFAULT_BASE) is not None
    assert not is_record(name, "http://example.org/")
    iri, quads = name.partition("#")[0], store.graph(name)
    second = Quad(iri, DOCUMENT, Literal("{}", RDF_JSON), name)
    store.replace([(name, [*quads, second])])
    assert record_message(store, name, "", DEFAULT_BASE) is None
    store.replace([(name, [each for each in quads if each.predicate != DOCUMENT])])
    assert record_message(store, name, "", DEFAULT_BASE) is None

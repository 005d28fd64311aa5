"""Documents that are taken apart by their known keys become what the standard path reads."""

from __future__ import annotations

import copy
import json
import random
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from benchmarks.corpora import documents
from clingen_ld import validate
from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.messages.foreign.checking import check, make_acceptor
from clingen_ld.messages.message import Message
from clingen_ld.messages.registry.schema import ALLELE, GENE, SEQUENCE
from clingen_ld.model import Model
from tests.compiled.test_engine import assert_same
from tests.conftest import seeds
from tests.messages.editing import at, places, with_value
from tests.messages.registry.documents import DOCUMENTS, SERVER, Document
from tests.messages.vrs.test_plain_alleles import lines, shuffle
from tests.validation.mutations import mutate

PLAIN = ("substitution", "amino acids", "deletion in a repeat")
ODD: tuple[Any, ...] = (
    None, "", 7, -1, 2.5, True, [], {}, ["x"], ["b", "a", "a"], "http://example.org/a b", "x y",
    "a\\b\"\n\x7fé", {"@id": "http://example.org/x"}, [{"@id": "http://example.org/#/x"}, 1],
    {"b": [{"c": 1}], "@type": ["b", "a"], "@value": 1, "k[ ]": [1, {}], "a": {"d": [[1], {}]}},
)  # fmt: skip


def made(alleles: int) -> list[Document]:
    """Documents as the Registry writes them, of substitutions and other changes."""
    return list(documents(alleles))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_kind_of_document(name: str, model: Model) -> None:
    read = assert_same(lines([DOCUMENTS[name]]), model)
    if name in PLAIN:
        assert all(isinstance(item, DirectMessage) for item in read)


def test_documents_in_any_order_of_their_keys(model: Model) -> None:
    found = made(80)
    for document in found:
        shuffle(document, random.Random(1))
    read = assert_same(lines(found), model)
    assert all(isinstance(item, DirectMessage) for item in read)
    assert len(read) > 5 * len(found)


@pytest.mark.parametrize("seed", seeds(3))
def test_every_kind_of_slip(seed: int, model: Model) -> None:
    chance = random.Random(seed)
    found = [*islice(documents(60, seed), 30), *(DOCUMENTS[name] for name in PLAIN)]
    assert_same(lines([mutate(document, chance) for document in found]), model)


@pytest.mark.slow
@pytest.mark.parametrize("name", PLAIN)
def test_keys_that_are_not_known_are_kept_anywhere(name: str, model: Model) -> None:
    chance = random.Random(name)
    found = []
    for odd in ODD:
        document = copy.deepcopy(DOCUMENTS[name])
        objects = [path for path in places(document) if isinstance(at(document, path), dict)]
        for path in chance.sample(objects, min(3, len(objects))):
            key = chance.choice(("new", "a key", "@type", "gene", "http://example.org/key"))
            document = with_value(document, (*path, key), odd)
        found.append(document)
    assert_same(lines(found), model)


@pytest.mark.parametrize("key", ["@id", "hgvs", "start", "chromosome", "externalRecords"])
def test_a_key_that_is_there_twice(key: str, model: Model) -> None:
    text = json.dumps(DOCUMENTS["substitution"])
    assert_same(text.replace(f'"{key}":', f'"{key}": "x", "{key}":', 1) + "\n", model)


@pytest.mark.parametrize("key", ["startIntronOffset", "endIntronOffset", "startIntronDirection"])
def test_a_position_in_an_intron_that_is_not_told_in_whole(key: str, model: Model) -> None:
    document = copy.deepcopy(DOCUMENTS["intron"])
    for row in document["transcriptAlleles"]:
        given = row["coordinates"][0]
        given |= {"startIntronDirection": "+", "endIntronDirection": "+"}
        del given[key]
    assert_same(lines([document]), model)


def test_names_without_a_reference_beside_others(model: Model) -> None:
    document = copy.deepcopy(DOCUMENTS["substitution"])
    for row in document["transcriptAlleles"]:
        row["hgvs"] += ["c.181T>G", ":c.181T>G"]
    assert_same(lines([document]), model)


@pytest.mark.parametrize("kind", ["gene", "refseq", "allele", "another"])
@pytest.mark.parametrize("key", ["@context", "@id"])
def test_a_document_that_says_to_be_of_another_kind(key: str, kind: str, model: Model) -> None:
    document = copy.deepcopy(DOCUMENTS["substitution"])
    # The fast path is asked, whose sign is the context of alleles.
    document["communityStandardTitle"] = [document["@context"]]
    document[key] = f"{SERVER}/{kind}/X1" if key == "@id" else f"{SERVER}/schema/{kind}.jsonld"
    assert_same(lines([document]), model)
    assert_same(lines([document | {"@context": "nothing"}]), model)


def test_an_iri_without_an_id(model: Model, tmp_path: Path) -> None:
    document = DOCUMENTS["substitution"] | {"@id": f"{SERVER}/allele/"}
    assert_same(lines([document]), model)
    for name in ("a.json", "b.json"):  # in a set, what was read is decoded again
        (tmp_path / name).write_text(json.dumps(document))
    found = validate(tmp_path, partial=True)
    assert {(each.rule, each.pointer) for each in found if each.severity == "error"} == {
        ("ST-9", "/@id")
    }


@pytest.mark.parametrize("gene", ["http://example.org/a:c.5A>G", "urn:x:a b", "GN1", "a:b>c"])
def test_genes_by_any_iri(gene: str, model: Model) -> None:
    document = copy.deepcopy(DOCUMENTS["substitution"])
    for row in document["transcriptAlleles"]:
        row["gene"] = gene
    assert_same(lines([document]), model)


EFFECTS = (
    "p.Cys61Gly", "p.Cys61=", "p.(Cys61=)", "p.Met1?", "p.Met1Val", "p.Cys61Ter", "p.Ter61Cys",
    "p.Ter61=", "p.Cys61fs", "p.Cys61GlyfsTer9", "p.Ter1864ext*?", "p.C61G", "p.=", "p.?", "p.0",
    "p.Cys61del", "p.Cys61_Gly62del", "p.Cys61_Gly62insAla", "p.Cys61_Gly62delinsXaa", "p.Cys61dup",
    "p.[Cys61Gly;Ala62Val]", "p.Cys61", 'p."Cys61\\', "p.Cys61\x7f", "p.Cys61/Gly", "p.Cys 61 Gly",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("accession", ["NP_009225.1", "ENSP00000350283.3", "NP_9 %é", "X(Y)"])
@pytest.mark.parametrize("allele", [f"{SERVER}/allele/PA7", f"{SERVER}/allele/CA7", "PA 7", None])
def test_effects_by_any_name(allele: str | None, accession: str, model: Model) -> None:
    document = copy.deepcopy(DOCUMENTS["substitution"])
    (row,) = document["transcriptAlleles"][:1]
    row |= {} if allele is None else {"@id": allele}
    told = []
    for name in EFFECTS:
        row["proteinEffect"] = {"hgvs": f"{accession}:{name}"}
        told.append(copy.deepcopy(document))
    assert_same(lines(told), model)


def test_rows_that_tell_more_of_the_same_sequence(model: Model) -> None:
    document = copy.deepcopy(DOCUMENTS["substitution"])
    row = copy.deepcopy(document["transcriptAlleles"][0])
    del row["gene"]
    row["coordinates"][0] |= {"start": 7, "end": 8}
    document["transcriptAlleles"].insert(0, row)
    read = assert_same(lines([document]), model)
    assert all(isinstance(item, DirectMessage) for item in read)


def test_the_places_of_what_is_wrong_are_those_of_the_text(model: Model) -> None:
    document = copy.deepcopy(DOCUMENTS["substitution"])
    document["type"] = "amino-acid"
    read = assert_same(lines([DOCUMENTS["substitution"], document]), model)
    wrong = [item for item in read if isinstance(item, Message) and item.place("").line == 2]
    assert len(wrong) == len(read) // 2


@pytest.mark.parametrize("schema", [ALLELE, GENE, SEQUENCE], ids=lambda schema: schema.model)
def test_what_is_accepted_has_no_notes(schema: object, model: Model) -> None:
    assert isinstance(schema, type(ALLELE))
    accepts, chance = make_acceptor(schema), random.Random(3)
    accepted = 0
    for document in [*made(20), *DOCUMENTS.values()]:
        for each in (document, *(mutate(document, chance) for _ in range(20))):
            if accepts(each):
                accepted += 1
                assert check(each, schema) == []
    assert accepted > 20 or schema is not ALLELE

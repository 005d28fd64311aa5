"""Which of several descriptions of a resource a load leaves in the store."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from clingen_ld.creation import new
from clingen_ld.model import DCTERMS, DEFAULT_BASE
from clingen_ld.stores.graphs import is_version
from clingen_ld.stores.loading import LoadOptions, LoadReport, load
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.reading import export
from clingen_ld.stores.removing import remove
from clingen_ld.stores.store import Store
from tests.stores.loads import Tree, clock, contents, gene, iri, trees, written
from tests.stores.memory import MemoryStore
from tests.stores.servers import SERVERS, remote_store
from tests.stores.test_journal import Faulty, UnexpectedError

UNCHECKED = LoadOptions(validate=False)
REGISTRY = "http://reg.genome.network"
CANONICAL = f"{REGISTRY}/allele/CA910000001"
ALLELE = f"{DEFAULT_BASE}ContextualAllele/NC_000007.14:117559590:A:G"
TRANSCRIPT = f"{DEFAULT_BASE}ContextualAllele/NM_000492.4:1589:A:G"


def row(sequence: str, start: int, *names: str, **more: object) -> Tree:
    coordinate = {"start": start, "end": start + 1, "referenceAllele": "A", "allele": "G"}
    where = f"{REGISTRY}/refseq/{sequence}"
    return {"hgvs": [*names], "referenceSequence": where, "coordinates": [coordinate]} | more


REPLY: Tree = {
    "@context": f"{REGISTRY}/schema/allele.jsonld",
    "@id": CANONICAL,
    "type": "nucleotide",
    "communityStandardTitle": ["NM_000492.4(CFTR):c.1520A>G (p.Glu507Gly)"],
    "externalRecords": {"dbSNP": [{"@id": "http://www.ncbi.nlm.nih.gov/snp/910001", "rs": 910001}]},
    "genomicAlleles": [
        row(
            "RS000055", 117559590, "NC_000007.14:g.117559591A>G", "CM000669.2:g.117559591A>G",
            referenceGenome="GRCh38", chromosome="7",
        )
    ],
    "transcriptAlleles": [
        row(
            "RS910001", 1589, "NM_000492.4:c.1520A>G",
            gene=f"{REGISTRY}/gene/GN001884", geneSymbol="CFTR", geneNCBI_id=1080,
            proteinEffect={"hgvs": "NP_000483.3:p.Glu507Gly"},
        )
    ],
}  # fmt: skip
LOCATION = {
    "type": "SequenceLocation",
    "sequenceReference": {
        "type": "SequenceReference",
        "id": "NC_000007.14",
        "refgetAccession": "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul",
    },
    "start": 117559590,
    "end": 117559591,
    "sequence": "A",
}


def vcf(name: str = ".") -> str:
    """A variant file with the allele, under a name."""
    titles = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
    record = f"7\t117559591\t{name}\tA\tG\t.\t.\t."
    return f"##fileformat=VCFv4.3\n##reference=GRCh38\n{titles}\n{record}\n"


def vrs() -> str:
    """The allele of VRS, with the names that the reply has."""
    names = REPLY["genomicAlleles"][0]["hgvs"]
    state = {"type": "LiteralSequenceExpression", "sequence": "G"}
    told = [{"syntax": "hgvs.g", "value": name} for name in names]
    return json.dumps({"type": "Allele", "location": LOCATION, "state": state, "expressions": told})


def recipe() -> str:
    """The canonical allele of Cat-VRS, with a mapping that the reply does not have."""
    system = "http://example.org/records"
    mapping = {"coding": {"system": system, "code": "R1"}, "relation": "exactMatch"}
    member = json.loads(vrs())
    relation = {"system": "ga4gh-gks-term:allele-relation", "code": "liftover_to"}
    constraint = {
        "type": "DefiningAlleleConstraint",
        "allele": member,
        "relations": [{"primaryCoding": relation}],
    }  # fmt: skip
    variant = {"type": "CategoricalVariant", "id": CANONICAL, "members": [member]}
    return json.dumps(variant | {"constraints": [constraint], "mappings": [mapping]})


def interpretation() -> str:
    """The canonical allele as interpretation messages have it."""
    coordinate = {
        "referenceSequence": {"reference": "NC_000007.14"},
        "start": {"index": 117559590}, "end": {"index": 117559591}, "refState": "A",
    }  # fmt: skip
    member = {
        "type": "ContextualAllele", "id": "NC_000007.14:117559590:A:G",
        "contextualAlleleType": "genomic", "state": "G", "referenceCoordinate": coordinate,
        "alleleName": [{"name": "NC_000007.14:g.117559591A>G", "nameType": "hgvs"}],
    }  # fmt: skip
    allele = {"type": "CanonicalAllele", "id": "CAR:CA910000001"}
    kind = {"canonicalAlleleType": "nucleotide", "complexity": "simple"}
    return json.dumps(allele | kind | {"relatedContextualAllele": [member]})


def cut() -> str:
    """A reply that was asked for its rows alone, without genes and effects."""
    keys = ("hgvs", "referenceSequence", "coordinates")
    lists = ("genomicAlleles", "transcriptAlleles")
    rows = {name: [{key: each[key] for key in keys} for each in REPLY[name]] for name in lists}
    return json.dumps({"@id": CANONICAL} | rows)


def made() -> str:
    """The allele that is made of its HGVS name."""
    return "".join(json.dumps(tree) + "\n" for tree in new("NC_000007.14:g.117559591A>G"))


def made_in_cis() -> str:
    """The allele that is made of a name of two; its canonical allele is named by its placement."""
    found = new("NC_000007.14:g.[117559591A>G;117559600A>G]")
    return "".join(json.dumps(tree) + "\n" for tree in found)


LESSER: dict[str, Callable[[], str]] = {
    "vcf": vcf,
    "vcf with a name": lambda: vcf("rs910001"),
    "vrs": vrs,
    "recipe": recipe,
    "interpretation": interpretation,
    "cut": cut,
    "ids": lambda: json.dumps({"@id": CANONICAL}),
    "made": made,
    "made in cis": made_in_cis,
}
"""Descriptions of the same allele that say less than the reply does."""


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name.replace(" ", "-")
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def reply(tmp_path: Path) -> Path:
    return file(tmp_path, "reply", json.dumps(REPLY))


def counts(report: LoadReport) -> tuple[int, int, int]:
    return report.new, report.replaced, report.left_out


def loaded(store: Store, *paths: Path) -> LoadReport:
    """Each file by a load of its own; the last report."""
    return [load(path, store, UNCHECKED) for path in paths][-1]


# --- Less after more, and more after less --------------------------------------------------------


@pytest.mark.parametrize("lesser", LESSER)
def test_a_part_never_replaces_the_whole(lesser: str, reply: Path, tmp_path: Path) -> None:
    store = MemoryStore()
    load(reply, store, UNCHECKED)
    before = contents(store)
    part = file(tmp_path, lesser, LESSER[lesser]())
    report = load(part, store, UNCHECKED)
    assert report.loaded > 0
    assert {name: quads for name, quads in contents(store).items() if name in before} == before
    told = export(store, "registry").text or ""
    assert [json.loads(line) for line in told.splitlines() if CANONICAL in line] == [REPLY]
    after = contents(store, accounts=True)
    again = load(part, store, UNCHECKED)
    assert (again.new, again.replaced) == (0, 0)
    assert contents(store, accounts=True) == after
    assert loaded(store, reply).unchanged == len(before)
    assert contents(store, accounts=True) == after


@pytest.mark.slow
@pytest.mark.parametrize("lesser", LESSER)
def test_the_order_makes_no_difference(lesser: str, reply: Path, tmp_path: Path) -> None:
    part = file(tmp_path, lesser, LESSER[lesser]())
    found = []
    for paths in ((reply, part), (part, reply)):
        store, once = MemoryStore(), MemoryStore()
        loaded(store, *paths)
        load([*paths], once, UNCHECKED)
        found += [contents(store), contents(once)]
        small = MemoryStore()
        load([*paths], small, replace(UNCHECKED, batch=1))
        found.append(contents(small))
    assert all(each == found[0] for each in found)


def test_what_a_part_says_besides_is_beside_the_whole(reply: Path, tmp_path: Path) -> None:
    store = MemoryStore()
    loaded(store, reply)
    report = loaded(store, file(tmp_path, "vcf", vcf("rs910001")))
    assert counts(report) == (1, 0, 0)
    assert report.remarks == (
        f"{ALLELE}: /referenceCoordinate/identifier is kept beside the whole description, which "
        "does not have it",
    )
    found = trees(store)
    assert "identifier" not in found[ALLELE]["referenceCoordinate"]
    beside = found[f"{ALLELE}#subsetted"]
    assert [one["value"] for one in beside["referenceCoordinate"]["identifier"]] == ["910001"]
    assert beside["meta"]["tag"][0]["code"] == "SUBSETTED"


def test_what_says_nothing_more_is_kept(reply: Path, tmp_path: Path) -> None:
    store = MemoryStore()
    loaded(store, reply)
    told: list[tuple[str, str]] = []
    part = file(tmp_path, "vcf", vcf())
    report = load(part, store, UNCHECKED, each=lambda change, name: told.append((change, name)))
    assert (report.kept, report.remarks, report.activity) == (1, (), None)
    assert ("kept", ALLELE) in told


def test_parts_add_up_in_any_order(tmp_path: Path) -> None:
    files = [file(tmp_path, f"{n}.vcf", vcf(f"rs91000{n}")) for n in range(3)]
    found = []
    for paths in permutations(files):
        store, once = MemoryStore(), MemoryStore()
        loaded(store, *paths)
        load([*paths], once, UNCHECKED)
        found += [contents(store), contents(once)]
    assert all(each == found[0] for each in found)
    names = trees(store)[ALLELE]["referenceCoordinate"]["identifier"]
    assert [one["value"] for one in names] == ["910000", "910001", "910002"]
    assert f"{ALLELE}#subsetted" not in trees(store)


# --- Contradictions, corrections, removals -------------------------------------------------------


def test_what_contradicts_the_whole_is_named(reply: Path, tmp_path: Path) -> None:
    """Made of the name, and then given a wrong type by hand."""
    wrong = json.loads(made().splitlines()[0]) | {"contextualAlleleType": "transcript"}
    part = written(tmp_path / "wrong.json", wrong)
    said = (
        f"{ALLELE}: /contextualAlleleType contradicts the whole description, and is kept beside it"
    )
    for paths in ((reply, part), (part, reply)):
        store = MemoryStore()
        assert said in loaded(store, *paths).remarks
        assert trees(store)[ALLELE]["contextualAlleleType"] == "genomic"
        assert trees(store)[f"{ALLELE}#subsetted"]["contextualAlleleType"] == "transcript"


def test_of_parts_that_contradict_each_other_the_last_one_stays(tmp_path: Path) -> None:
    right = json.loads(made().splitlines()[0])
    store = MemoryStore()
    loaded(store, written(tmp_path / "a.json", right | {"contextualAlleleType": "transcript"}))
    report = loaded(store, written(tmp_path / "b.json", right))
    assert report.remarks == (
        f"{ALLELE}: /contextualAlleleType contradicts what the store had, and is replaced by what "
        "is new",
    )
    assert trees(store)[ALLELE] == right


def test_an_allele_of_two_canonical_ones_is_no_contradiction(tmp_path: Path) -> None:
    """Each of them names it. If the first one is gone, there is a remark."""
    other = json.loads(recipe()) | {"id": f"{CANONICAL}0"}
    both = [file(tmp_path, "a.json", recipe()), file(tmp_path, "b.json", json.dumps(other))]
    store, once = MemoryStore(), MemoryStore()
    assert loaded(store, *both).remarks == load([*both], once, UNCHECKED).remarks == ()
    assert contents(store) == contents(once)
    loaded(alone := MemoryStore(), both[0])
    alone.remove([CANONICAL])
    assert loaded(alone, both[1]).remarks == (
        f"{ALLELE}: /canonicalAllele/reference contradicts what the store had, and is replaced by "
        "what is new",
    )


def test_a_newer_reply_leaves_nothing_stale(reply: Path, tmp_path: Path) -> None:
    """And what others told beside the former one is there still."""
    store = MemoryStore()
    loaded(store, reply, file(tmp_path, "vcf", vcf("rs910001")))
    newer = json.loads(json.dumps(REPLY))
    del newer["genomicAlleles"][0]["hgvs"][1]
    del newer["transcriptAlleles"][0]["proteinEffect"]
    report = loaded(store, file(tmp_path, "newer", json.dumps(newer)))
    found = trees(store)
    assert [one["name"] for one in found[ALLELE]["alleleName"]] == ["NC_000007.14:g.117559591A>G"]
    assert "related" not in found[TRANSCRIPT]
    assert f"{ALLELE}#subsetted" in found
    assert (
        f"{TRANSCRIPT}: related is removed: the new description does not have it" in report.remarks
    )


def test_a_whole_message_with_less_is_an_update_that_says_so(tmp_path: Path) -> None:
    store = MemoryStore()
    full = [gene(n, aliasSymbol=["X"]) for n in (1, 2)]
    loaded(store, written(tmp_path / "a.json", *full))
    report = loaded(store, written(tmp_path / "b.json", gene(1), gene(2)))
    assert counts(report) == (0, 2, 0)
    assert report.remarks == (
        f"aliasSymbol of 2 resources, such as {iri(1)}, is removed: the new description does not "
        "have it",
    )
    assert trees(store)[iri(1)] == gene(1)


def test_an_allele_with_an_id_of_its_own_is_corrected(tmp_path: Path) -> None:
    """Without a canonical allele, too: nobody but its author has that id."""
    tree = json.loads(made().splitlines()[0]) | {"id": "lab:7"}
    store = MemoryStore()
    loaded(store, written(tmp_path / "a.json", tree))
    less = {key: value for key, value in tree.items() if key != "alleleName"}
    assert counts(loaded(store, written(tmp_path / "b.json", less))) == (0, 1, 0)
    (found,) = trees(store).values()
    assert found == less


def test_a_former_version_is_what_was_replaced(reply: Path, tmp_path: Path) -> None:
    store, options = MemoryStore(), replace(UNCHECKED, as_version=True)
    part = file(tmp_path, "vcf", vcf("rs910001"))
    load(part, store, options)
    load(reply, store, options)
    versions = [name for name in store.names() if is_version(name)]
    assert [name.partition("/_history/")[0] for name in versions] == [ALLELE]
    load(part, store, options)
    assert [name for name in store.names() if is_version(name)] == versions


def test_what_is_beside_stays_when_the_whole_is_removed(reply: Path, tmp_path: Path) -> None:
    store = MemoryStore()
    loaded(store, reply, file(tmp_path, "vcf", vcf("rs910001")))
    assert remove([ALLELE], store).removed == 1
    assert remove([ALLELE], store).only_described == 1
    loaded(store, reply)
    assert {ALLELE, f"{ALLELE}#subsetted"} <= set(contents(store))
    assert remove([ALLELE], store, everything=True).removed == 1
    assert not {ALLELE, f"{ALLELE}#subsetted"} & set(contents(store))


# --- What a load says of itself, and loads that were stopped -------------------------------------


def test_a_part_that_does_not_look_like_one_is_told_by_the_account(tmp_path: Path) -> None:
    store = MemoryStore()
    loaded(store, file(tmp_path, "recipe", recipe()))
    told = {
        (quad.subject, quad.object.lexical)  # type: ignore[union-attr]
        for _, quads in store.graphs()
        for quad in quads
        if quad.predicate == f"{DCTERMS}format"
    }
    assert told == {(CANONICAL, "vrs"), (ALLELE, "vrs")}


def test_a_dry_run_says_the_same(reply: Path, tmp_path: Path) -> None:
    part = file(tmp_path, "recipe", recipe())
    store = MemoryStore()
    loaded(store, part)
    before = contents(store, accounts=True)
    dry = load(reply, store, replace(UNCHECKED, dry_run=True))
    assert contents(store, accounts=True) == before
    assert replace(load(reply, store, UNCHECKED), activity=None) == dry


@pytest.mark.slow
def test_a_load_that_is_stopped_loses_no_part(reply: Path, tmp_path: Path) -> None:
    """A whole description replaces a part, which moves: it is in the store at every moment."""
    parts = [file(tmp_path, "recipe", recipe()), file(tmp_path, "a.vcf", vcf("rs910001"))]
    prepared = MemoryStore(str(tmp_path / "store"))
    loaded(prepared, *parts)
    whole = MemoryStore(prepared.location)
    whole.contents = dict(prepared.contents)
    options = replace(UNCHECKED, clock=lambda: clock().replace(year=2100))
    load([reply, *parts], whole, options)
    points = 0
    for point in range(100):
        store = Faulty(prepared.location, UnexpectedError())
        store.contents, store.left = dict(prepared.contents), point
        with suppress(UnexpectedError):
            load([reply, *parts], store, options)
        told = [q.object for quads in contents(store).values() for q in quads]
        assert any(getattr(term, "lexical", "") == "910001" for term in told)
        is_done, store.left = store.left > 0, -1
        load([reply, *parts], store, options)
        assert contents(store, accounts=True) == contents(whole, accounts=True)
        if is_done:
            break
        points += 1
    assert points > 3


# --- Every kind of store -------------------------------------------------------------------------


def check_every_order(store: Store, reply: Path, folder: Path) -> None:
    parts = [file(folder, name, text()) for name, text in LESSER.items()]
    memory = MemoryStore()
    for paths in ([parts[1], reply], [*parts, reply]):
        loaded(memory, *paths)
        loaded(store, *paths)
        assert trees(store) == trees(memory)
    assert [loaded(store, path).replaced for path in paths] == [0] * len(paths)
    assert trees(store) == trees(memory)
    newer = json.loads(json.dumps(REPLY))
    del newer["transcriptAlleles"][0]["proteinEffect"]
    report = loaded(store, file(folder, "newer", json.dumps(newer)))
    assert (
        f"{TRANSCRIPT}: related is removed: the new description does not have it" in report.remarks
    )


@pytest.mark.slow
def test_the_store_in_a_folder(reply: Path, tmp_path: Path) -> None:
    with open_store(str(tmp_path / "s.db"), create=True) as store:
        check_every_order(store, reply, tmp_path)


@pytest.mark.slow
def test_a_store_that_is_far_away(reply: Path, tmp_path: Path) -> None:
    """Of its graphs, only those are fetched of which more must be known."""
    check_every_order(MemoryStore("http://localhost:1/"), reply, tmp_path)


@pytest.mark.parametrize("kind", SERVERS)
def test_servers(kind: str, reply: Path, tmp_path: Path) -> None:
    with remote_store(kind, tmp_path) as store:
        check_every_order(store, reply, tmp_path)

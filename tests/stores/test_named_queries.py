"""The queries of the package: their headers, their parameters, and what they find."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from clingen_ld.bulk.tables import write_table
from clingen_ld.errors import UsageError
from clingen_ld.model import SUBSETTED
from clingen_ld.stores.describing import describe
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.stores.querying import get_query, named_queries, named_query, query, read_query
from clingen_ld.stores.removing import remove
from clingen_ld.stores.sparql_text import calls_service
from tests.stores.filled import EXAMPLES, Row, filled, rdflib_rows, rows, second_engine
from tests.stores.loads import written
from tests.stores.memory import MemoryStore

Tree = dict[str, Any]

NAMES = list(named_queries())
LOCAL = [name for name in NAMES if not calls_service(get_query(name).text)]
"""The queries that ask the store alone; the others have tests of their own."""
ALLELE = "http://clingendb.clingen.org/CanonicalAllele/"
CONTEXTUAL = "http://clingendb.clingen.org/ContextualAllele/"
REGISTRY = "http://reg.genome.network/allele/"


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return filled(EXAMPLES)


@pytest.fixture(scope="module")
def dataset(store: MemoryStore) -> rdflib.Dataset:
    return second_engine(store)


def _ask(store: MemoryStore, query_name: str, /, **parameters: str) -> list[Row]:
    return rows(query(store, named_query(query_name, **parameters)))


# The files


def test_all_that_were_asked_for_are_there() -> None:
    assert set(NAMES) >= {
        "alleles-in-region",
        "alleles-of-gene",
        "alleles-of-sequence",
        "canonical-allele-of-name",
        "changed-since",
        "haplotypes-with-allele",
        "identifiers-of-allele",
        "names-of-allele",
        "protein-effect",
        "statistics",
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_file_says_what_its_query_is_and_needs(name: str) -> None:
    found = get_query(name)
    assert found.title
    assert found.description.endswith(".")
    assert set(found.example) == {p.name for p in found.parameters if p.required}
    assert all(p.description.endswith(".") for p in found.parameters)
    assert "#" not in found.text.splitlines()[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", LOCAL)
def test_a_file_runs_as_it_stands_and_finds_what_its_example_finds(
    name: str, store: MemoryStore
) -> None:
    found = get_query(name)
    example = rows(query(store, found.bound(found.example)))
    assert example
    assert rows(store.query(found.text)) == example


@pytest.mark.slow
@pytest.mark.parametrize("name", LOCAL)
def test_two_engines_find_the_same_in_the_same_order(
    name: str, store: MemoryStore, dataset: rdflib.Dataset
) -> None:
    text = named_query(name, **get_query(name).example)
    assert rdflib_rows(dataset, text) == rows(store.query(text))


# What they find


def test_alleles_of_a_gene_of_both_kinds_of_data(store: MemoryStore) -> None:
    found = {row[1]: row for row in _ask(store, "alleles-of-gene", symbol="BRCA1")}
    assert found["CA211"] == (f"{ALLELE}CA211", "CA211", "NM_007294.3:c.5266dup")
    assert found["CA900000001"][:2] == (f"{REGISTRY}CA900000001", "CA900000001")
    assert "CA101" not in found
    assert "CA202" not in found  # a protein change
    assert _ask(store, "alleles-of-gene", symbol="brca1") == []


@pytest.mark.parametrize("allele", ["CA201", f"{ALLELE}CA201", "CanonicalAllele/CA201"])
def test_all_names_of_an_allele(allele: str, store: MemoryStore) -> None:
    found = _ask(store, "names-of-allele", allele=allele)
    assert ("NM_007294.3:c.5297T>G", "hgvs-cdna", f"{CONTEXTUAL}XA201") in found
    assert ("NC_000017.11:g.43051098A>C", "hgvs-genomic", f"{CONTEXTUAL}XA204") in found
    assert {row[2] for row in found} == {f"{CONTEXTUAL}XA20{n}" for n in range(1, 8)}


def test_names_of_a_contextual_allele_and_titles_of_the_registry(store: MemoryStore) -> None:
    assert {row[2] for row in _ask(store, "names-of-allele", allele="XA201")} == {
        f"{CONTEXTUAL}XA201"
    }
    found = _ask(store, "names-of-allele", allele="CA900000001")
    assert ("NM_007294.4(BRCA1):c.181T>G (p.Cys61Gly)", "title", f"{REGISTRY}CA900000001") in found


@pytest.mark.parametrize(
    ("name", "allele"),
    [
        ("NM_007294.3:c.5266dup", f"{ALLELE}CA211"),
        ("NC_000017.11:g.43106487A>C", f"{REGISTRY}CA900000001"),
        ("5382insC", f"{ALLELE}CA211"),
    ],
)
def test_canonical_allele_of_a_name(name: str, allele: str, store: MemoryStore) -> None:
    found = [row[0] for row in _ask(store, "canonical-allele-of-name", name=name)]
    assert found[0] == allele
    # A haplotype of the registry tells of its parts as canonical alleles by names of their own.
    assert set(found[1:]) <= {f"{ALLELE}NC_000017.11:43106486:A:C"}


def test_haplotypes_with_an_allele(store: MemoryStore) -> None:
    found = _ask(store, "haplotypes-with-allele", allele="CA303")
    assert [(row[1], row[3]) for row in found] == [("CA305", "CA301"), ("CA305", "CA303")]
    assert _ask(store, "haplotypes-with-allele", allele="CA201") == []


def test_a_haplotype_of_the_registry_is_found_by_what_its_parts_gather(store: MemoryStore) -> None:
    found = _ask(store, "haplotypes-with-allele", allele="CA900000002")
    assert {row[1] for row in found} == {"CA900000005"}
    assert len({row[2] for row in found}) == 2


@pytest.mark.parametrize("allele", ["CA201", "XA201"])
def test_protein_effect(allele: str, store: MemoryStore) -> None:
    found = _ask(store, "protein-effect", allele=allele)
    assert (
        f"{CONTEXTUAL}XA201",
        f"{CONTEXTUAL}XA208",
        "NP_009225.1:p.Ile1766Ser",
        f"{ALLELE}CA202",
    ) in found


def test_protein_effect_of_the_registry(store: MemoryStore) -> None:
    found = _ask(store, "protein-effect", allele="CA900000001")
    assert (f"{REGISTRY}PA900000001") in {row[3] for row in found}


def _region(store: MemoryStore, start: int, end: int, **other: str) -> list[str | None]:
    parameters = {"build": "GRCh38", "chromosome": "17"} | other
    found = _ask(store, "alleles-in-region", start=str(start), end=str(end), **parameters)
    return [row[4] for row in found]


@pytest.mark.slow
def test_alleles_in_a_region_by_gaps_between_bases(store: MemoryStore) -> None:
    substitution, insertion = f"{CONTEXTUAL}XA204", f"{CONTEXTUAL}XA212"
    assert _region(store, 43051097, 43051098) == [substitution]
    assert _region(store, 43051096, 43051097) == []
    assert _region(store, 43051098, 43051099) == []
    assert _region(store, 43057065, 43057065) == [insertion]
    assert _region(store, 43057064, 43057065) == [insertion]
    assert _region(store, 43057066, 43057067) == []
    assert _region(store, 43051097, 43051098, build="hg38") == [substitution]
    assert _region(store, 43051097, 43051098, build="GRCh37") == []
    assert _region(store, 43051097, 43051098, chromosome="X") == []


def _on_build(genome: object, accession: str = "NC_000017.11", **more: object) -> list[Tree]:
    """An allele on a chromosome whose build is told in some way."""
    sequence: Tree = {
        "resourceType": "ReferenceSequence",
        "id": "S1",
        "identifier": [{"system": "http://www.ncbi.nlm.nih.gov/nuccore", "value": accession}],
        "referenceSequenceType": "chromosome",
        **more,
    }
    sequence |= {} if genome is None else {"referenceGenome": genome}
    allele: Tree = {
        "resourceType": "ContextualAllele",
        "id": "X1",
        "contextualAlleleType": "genomic",
        "allele": "A",
        "referenceCoordinate": {
            "referenceSequence": {"reference": "ReferenceSequence/S1"},
            "start": {"index": 10},
            "end": {"index": 11},
            "refAllele": "T",
        },
    }
    return [sequence, allele]


NCBI = "http://www.ncbi.nlm.nih.gov/assembly/"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("genome", "accession", "more"),
    [
        ({"coding": [{"system": NCBI, "code": "88331"}]}, "NC_000017.11", {"chromosome": "17"}),
        ({"coding": [{"system": NCBI, "code": "GCF_000001405.40"}]}, "X1", {"chromosome": "17"}),
        ({"coding": [{"system": "http://x/", "code": "hg38"}]}, "X1", {"chromosome": "17"}),
        ({"coding": [{"display": "GRCh38.p14"}]}, "X1", {"chromosome": "17"}),
        ({"text": "hg38"}, "NC_000017.11", {"chromosome": "17"}),
        ({"text": " HG38 "}, "X1", {"chromosome": "17"}),
        ({"text": "GRCh38.p13"}, "X1", {"chromosome": "17"}),
        ({"text": "b38"}, "X1", {"chromosome": "17"}),
        (None, "NC_000017.11", {}),
        (None, "CM000679.2", {}),
        ({"text": "the newest"}, "CM000679.2", {}),
    ],
)
def test_a_build_is_told_in_many_ways(
    tmp_path: Path, genome: object, accession: str, more: Tree
) -> None:
    trees = _on_build(genome, accession, **more)
    file = tmp_path / "alleles.ndjson"
    file.write_text("\n".join(map(json.dumps, trees)))
    store = filled(file)
    expected = [f"{CONTEXTUAL}X1"]
    for build in ("GRCh38", "hg38", "b38", "grch38.p2", "GCF_000001405.26"):
        assert _region(store, 10, 11, build=build) == expected
    for build in ("GRCh37", "hg19", "hg18", "T2T-CHM13v2.0"):
        assert _region(store, 10, 11, build=build) == []
    assert _region(store, 10, 11, chromosome="16", build="GRCh38") == []
    assert [(c.label, c.number) for c in describe(store).builds] == [("GRCh38", 1)]
    output = io.BytesIO()
    write_table(str(file), output)
    [row] = parquet.read_table(pa.BufferReader(output.getvalue())).to_pylist()
    assert (row["build"], row["chromosome"]) == ("GRCh38", "17")


def test_alleles_on_a_sequence_with_offsets(store: MemoryStore) -> None:
    found = _ask(store, "alleles-of-sequence", accession="NM_001014794.2")
    assert {row[2] for row in found if row[2]} >= {"+12"}
    assert ("5498", "5498", None, "", "C", f"{CONTEXTUAL}XA211", f"{ALLELE}CA211") in _ask(
        store, "alleles-of-sequence", accession="NM_007294.3"
    )


def test_identifiers_of_an_allele(store: MemoryStore) -> None:
    found = _ask(store, "identifiers-of-allele", allele="CA900000001")
    assert ("http://www.ncbi.nlm.nih.gov/snp", "28897672", "related", None) in found
    assert ("http://www.ncbi.nlm.nih.gov/clinvar/allele", "32700", "same", None) in found


def test_what_two_descriptions_say_at_one_address_is_not_mixed(tmp_path: Path) -> None:
    """Partial descriptions are in graphs of their own, with the same addresses of parts."""
    systems = "http://example.org/a", "http://example.org/b"
    links = [{"contextualAllele": {"reference": f"ContextualAllele/X{n}"}} for n in range(2)]
    links[0]["preferred"] = True  # type: ignore[assignment]
    names = [
        {"nameType": "hgvs-cdna", "name": "NM_000001.1:c.1A>G"},
        {"nameType": "custom", "name": "A1G"},
    ]
    effects = [
        {"relatedType": type_, "target": {"reference": f"ContextualAllele/{id_}"}}
        for type_, id_ in (("amino-acid-effect", "P1"), ("transcript-allele-cause", "X1"))
    ]

    def told(n: int) -> list[Tree]:
        identifier = [{"system": systems[n], "value": f"V{n}"}]
        canonical = {"id": "C1", "identifier": identifier, "relatedContextualAllele": [links[n]]}
        allele = {"id": "X0", "alleleName": [names[n]], "related": [effects[n]]}
        return [{"resourceType": "CanonicalAllele"} | canonical,
                {"resourceType": "ContextualAllele"} | allele]  # fmt: skip

    tagged = [tree | {"meta": {"tag": [SUBSETTED]}} for tree in told(1)]
    store = MemoryStore()
    load(written(tmp_path / "a.json", *told(0), *tagged), store, LoadOptions(validate=False))
    assert {name.partition("#")[2] for name in store.names()} >= {"", "subsetted"}
    found = _ask(store, "identifiers-of-allele", allele="C1")
    assert [row[:2] for row in found] == [(systems[n], f"V{n}") for n in range(2)]
    found = _ask(store, "names-of-allele", allele="X0")
    assert [row[:2] for row in found] == [("A1G", "custom"), ("NM_000001.1:c.1A>G", "hgvs-cdna")]
    assert {row[1] for row in _ask(store, "protein-effect", allele="X0")} == {f"{CONTEXTUAL}P1"}


def test_statistics(store: MemoryStore) -> None:
    found = {row[0]: row[1] for row in _ask(store, "statistics")}
    assert int(found["http://clingen.org/model/allele/CanonicalAllele"] or 0) >= 19


def test_what_changed_since_a_date() -> None:
    store = filled(EXAMPLES / "brca1")
    gene = "http://clingendb.clingen.org/Gene/GENE201"
    assert gene in {row[0] for row in _ask(store, "changed-since", date="2020-01-01")}
    assert _ask(store, "changed-since", date="2999-01-01T00:00:00+01:00") == []
    store.remove([gene])
    assert gene not in {row[0] for row in _ask(store, "changed-since", date="2020-01-01")}


def test_what_was_removed_since_a_date() -> None:
    store = filled(EXAMPLES / "brca1")
    store.location = ""  # without a location, there is no journal
    gene = "http://clingendb.clingen.org/Gene/GENE201"
    remove([gene], store)
    found = {row[0]: row[2] for row in _ask(store, "changed-since", date="2020-01-01")}
    assert found.pop(gene) == "removed"
    assert set(found.values()) == {"changed"}
    assert _ask(store, "changed-since", date="2999-01-01") == []
    load(str(EXAMPLES / "brca1"), store)
    found = {row[0]: row[2] for row in _ask(store, "changed-since", date="2020-01-01")}
    assert found[gene] == "changed"


@pytest.mark.slow
def test_former_versions_are_no_answers(tmp_path: Path) -> None:
    former = tmp_path / "CA211.json"
    text = (EXAMPLES / "brca1" / "CA211.json").read_text()
    former.write_text(text.replace('"simple"', '"complex"'))
    store = filled(former, EXAMPLES, as_version=True)
    assert any("/_history/" in name for name in store.contents)
    for name in LOCAL:
        for row in _ask(store, name, **get_query(name).example):
            assert not any("/_history/" in (value or "") for value in row), name


# Parameters


def test_what_is_wrong_with_parameters_is_said() -> None:
    for parameters, said in [
        ({}, "needs symbol=…: Gene symbol"),
        ({"symbl": "BRCA1"}, "no parameter 'symbl': did you mean symbol?"),
        ({"symbol": "A\\u0022"}, "no backslash"),
        ({"symbol": "A\n"}, "no control character"),
    ]:
        with pytest.raises(UsageError, match=said.replace("?", r"\?")):
            named_query("alleles-of-gene", **parameters)
    with pytest.raises(UsageError, match="did you mean alleles-of-gene"):
        named_query("alleles-of-genes")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("start", "1e3", "not a whole number"),
        ("start", "", "not a whole number"),
        ("build", "GRCh36", "one of NCBI36, GRCh37, GRCh38"),
        ("chromosome", "23", "one of 1, 2"),
    ],
)
def test_a_value_must_be_of_its_kind(name: str, value: str, said: str) -> None:
    right = dict(get_query("alleles-in-region").example)
    with pytest.raises(UsageError, match=said):
        named_query("alleles-in-region", **(right | {name: value}))


@pytest.mark.parametrize("value", ["yesterday", "2024-13-01", "2024-01-01T25:00:00"])
def test_a_date_must_be_one(value: str) -> None:
    with pytest.raises(UsageError, match="not a day or time"):
        named_query("changed-since", date=value)


def test_dates_are_compared_in_one_time_zone() -> None:
    assert '"2024-01-31T00:00:00Z"' in named_query("changed-since", date="2024-01-31")
    text = named_query("changed-since", date="2024-01-31T12:00:00+02:00")
    assert '"2024-01-31T10:00:00Z"' in text


_IRI_BLOCK = re.compile(r"VALUES \?allele \{ <[^<>]*> \}")
_TERMS = st.text(max_size=40) | st.sampled_from(
    ['" } DROP ALL #', "<x>", "} UNION {", "'", '"""', "?symbol", "\u2028", "# title: x"]
)


@pytest.mark.slow
@given(_TERMS)
def test_a_text_comes_to_the_query_as_it_is_or_not_at_all(value: str) -> None:
    found = get_query("alleles-of-gene")
    try:
        text = found.bound({"symbol": value})
    except UsageError:
        return
    _same_but_for_the_value(text, found.text, "symbol", ox.Literal(value))


@given(_TERMS | st.builds("http://example.org/{}".format, _TERMS))
def test_a_resource_is_an_iri_or_an_id_and_nothing_else(value: str) -> None:
    found = get_query("names-of-allele")
    try:
        text = found.bound({"allele": value})
    except UsageError:
        return
    named = "/" in value or value.startswith("urn:")
    _same_but_for_the_value(text, found.text, "alleleId", ox.Literal("" if named else value))


def _same_but_for_the_value(text: str, original: str, variable: str, term: ox.Literal) -> None:
    """The block of a variable holds the term, and the query is else what it was."""
    ox.Store().query(text)
    block = f"VALUES ?{variable} {{ {term} }}"
    assert text.count(block) == 1
    solutions = ox.Store().query(f"SELECT * {{ {block} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    assert [row[variable] for row in solutions] == [term]
    for kept, was in zip(text.split(block), _around(original, variable), strict=True):
        assert _IRI_BLOCK.sub("", kept) == _IRI_BLOCK.sub("", was)


def _around(text: str, variable: str) -> tuple[str, str]:
    """What stands before and after the block of a variable."""
    before, _, after = text.partition(f"VALUES ?{variable} {{")
    return before, after.partition("}")[2]


# Files of one's own


def test_a_file_of_ones_own() -> None:
    text = (
        "# title: Mine\n# parameter: least (integer, optional) Least.\n"
        "# parameter: kind (iri, required) Class.\n"
        "SELECT * { VALUES ?least { 1 } VALUES ?kind { <x:y> } ?s a ?kind }\n"
    )
    found = read_query(text, "mine")
    assert found.title == "Mine"
    assert "{ 1 }" in found.bound({"kind": "obo:SO_0000159"})
    assert "<http://purl.obolibrary.org/obo/SO_0000159>" in found.bound({"kind": "obo:SO_0000159"})
    with pytest.raises(UsageError, match="not an IRI"):
        found.bound({"kind": "Gene"})


def test_a_query_without_a_header_is_taken_as_it_is() -> None:
    text = "SELECT * { ?s ?p '''\n# title: not a header''' }"
    assert read_query(text, "mine").bound({}) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# parameter: a text Wrong.\nASK {}", "not a parameter"),
        ("# parameter: a (text, required) Gone.\nASK {}", "there is no `VALUES"),
    ],
)
def test_a_header_that_says_what_cannot_be(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_query(text, "mine")

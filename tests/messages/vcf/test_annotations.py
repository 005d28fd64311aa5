"""INFO fields as annotations of alleles: kept, told apart, and written back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store

import clingen_ld
from clingen_ld.messages.descriptions import ANNOTATION, FILE, NAMESPACE, RECORD
from clingen_ld.messages.json_ld.contexts import packaged_contexts
from clingen_ld.messages.vcf.annotations import FIELDS, HEADER, REFERENCE, WRITTEN
from clingen_ld.model.files import folder
from tests.cli.running import call
from tests.messages.vcf.making import problems, trees, vcf, written

FIELD_LINES = (
    '##INFO=<ID=AF,Number=A,Type=Float,Description="A \\"quoted\\" word",Source="s",Version="3">',
    '##INFO=<ID=AD,Number=R,Type=Integer,Description="Depth">',
    '##INFO=<ID=GL,Number=G,Type=Float,Description="Likelihoods">',
    '##INFO=<ID=DB,Number=0,Type=Flag,Description="In dbSNP">',
    '##INFO=<ID=CI,Number=2,Type=Integer,Description="Interval">',
    '##INFO=<ID=ONE,Number=1,Type=Integer,Description="One">',
    '##INFO=<ID=SIG,Number=.,Type=String,Description="Significance">',
    '##INFO=<ID=TEXT,Number=1,Type=String,Description="A text">',
)
HEADER_LINES = ("##reference=GRCh38", *FIELD_LINES)
AS_THEY_STAND = (
    "AF=0.10", "AF=1", "AF=.", "AF=nan", "AF=-inf", "AF=0.00008", "AF=8e-05", "AF=1e999",
    "AD=9,5", "AD=.,3", "AD=3,.", "AD=5,5", "GL=1,2.5,-0.001", "GL=.,.,1", "DB", "CI=5,-3",
    "CI=.,4", "ONE=-7", "ONE=007", "SIG=b,a,b", "SIG=x%2Cy,z%3B%25", "SIG=.,a", "TEXT=NM_1:c.3A>G",
    "TEXT=%2E", "TEXT=%FF", "TEXT=100%", "TEXT=a=b", 'TEXT="q\\u0041"', "TEXT=é日", "TEXT=.",
    "AF=0.5;DB;SIG=a|b;ONE=3;AD=1,2",
)  # fmt: skip
CONTRADICTING = (
    "ONE=x", "ONE=1,2", "TEXT=a,b", "DB=1", "DB=0", "ONE", "AF", "AF=0.1,0.2", "CI=1,2,3",
    "ONE=99999999999999999999", "NEW=3;FLAG", "AF=0.1;NEW=a%3Db",
    "ONE=1e3", "ONE=5.0", "ONE=-1.5e2",
)  # fmt: skip
FORMS = ("nquads", "trig", "turtle", "ntriples", "rdfxml", "json-ld", "resource-json")


def file_of(*infos: str) -> str:
    lines = (f"1 {1000 + n} . A G . . {info}" for n, info in enumerate(infos))
    return vcf(*lines, header=HEADER_LINES)


def infos(text: str) -> list[str]:
    return [line.split("\t")[7] for line in text.splitlines() if not line.startswith("#")]


def annotation(text: str, n: int = 0, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = trees(text, **{"info": "all"} | options)[n][ANNOTATION]
    return found


def told(text: str, n: int = 0) -> dict[str, Any]:
    """The values of an annotation, those of REF with a caret before their names."""
    node = annotation(text, n)
    own = {FIELDS.key_of(key): value for key, value in node.items() if FIELDS.key_of(key)}
    of_reference = {
        f"^{REFERENCE.key_of(key)}": value for key, value in node.items() if REFERENCE.key_of(key)
    }
    return own | of_reference  # type: ignore[return-value]


def test_values_have_the_declared_types_and_names() -> None:
    text = file_of("AF=0.5;DB;ONE=7;SIG=x%2Cy,a;TEXT=a|b;AD=9,5;GL=.,1,2")
    found = told(text)
    assert found == {
        "AF": 0.5, "DB": True, "ONE": 7, "SIG": ["a", "x,y"], "TEXT": "a|b", "AD": 5, "^AD": 9,
        "GL": [1.0, 2.0],
    }  # fmt: skip
    node = annotation(text)
    assert (node[FILE], node[RECORD]) == ("f.vcf", "1:1000:A:G")
    order = ("AF", "DB", "ONE", "SIG", "TEXT", "AD", "GL")
    assert [line.partition("ID=")[2].partition(",")[0] for line in node[HEADER].split("\n")] == [
        *order
    ]
    assert node[WRITTEN] == "SIG=x%2Cy,a;GL=.,1,2"


def test_each_allele_has_its_own_values() -> None:
    info = "AF=0.1,.,0.3;AD=9,5,3,1;GL=1,2,3,4,5,6,7,8,9,10;SIG=a"
    text = vcf(f"1 1000 . A C,G,T . . {info}", header=HEADER_LINES)
    assert told(text, 0) == {"AF": 0.1, "AD": 5, "^AD": 9, "GL": [1.0, 2.0, 3.0], "SIG": "a"}
    assert told(text, 1) == {"AD": 3, "^AD": 9, "GL": [1.0, 4.0, 6.0], "SIG": "a"}
    assert told(text, 2) == {"AF": 0.3, "AD": 1, "^AD": 9, "GL": [1.0, 10.0, 7.0], "SIG": "a"}
    again, lost = written(trees(text, info="all"))
    assert lost == []
    assert infos(again) == [
        "AF=0.1;AD=9,5;GL=1,2,3;SIG=a", "AF=.;AD=9,3;GL=1,4,6;SIG=a",
        "AF=0.3;AD=9,1;GL=1,7,10;SIG=a",
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("engine", ["direct", "standard"])
def test_info_comes_back_as_it_stood(form: str, engine: Any, tmp_path: Path) -> None:
    path, kept = tmp_path / "a.vcf", tmp_path / f"a.{form}"
    path.write_text(file_of(*AS_THEY_STAND, *CONTRADICTING), encoding="utf-8")
    done = clingen_ld.convert(path, form, kept, info=["all"], engine=engine)
    assert done.losses == []
    back = clingen_ld.convert(kept, "vcf")
    assert back.losses == []
    assert back.text is not None
    wanted = [*AS_THEY_STAND, *CONTRADICTING]
    wanted[wanted.index("NEW=3;FLAG")] = "FLAG;NEW=3"  # what no header declares has no order
    assert infos(back.text) == wanted
    assert set(FIELD_LINES) <= set(back.text.splitlines())


def test_both_engines_write_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    path.write_text(file_of(*AS_THEY_STAND, *CONTRADICTING), encoding="utf-8")
    for form in ("nquads", "json-ld", "resource-json", "vrs"):
        one, other = (
            clingen_ld.convert(path, form, info="all", engine=engine)
            for engine in ("direct", "standard")
        )
        assert (one.text, one.losses) == (other.text, other.losses)


def test_a_header_line_is_kept_as_it_is_and_text_is_encoded_anew() -> None:
    old = file_of("TEXT=50%25").replace("VCFv4.3", "VCFv4.2")
    assert told(old) == {"TEXT": "50%25"}
    text, _ = written(trees(old, info="all"))
    assert infos(text) == ["TEXT=50%2525"]
    assert told(text) == {"TEXT": "50%25"}


def test_what_is_not_as_declared_is_told_once_a_field() -> None:
    text = file_of("ONE=x;NEW=1", "ONE=y;NEW=2;FLAG", "AF=0.1;AF=0.2", "DB=1", "AF=0.1,0.2")
    said = [(rule, line, message) for rule, line, _, message in problems(text, info="all")]
    assert said == [
        ("ST-12", 12, "value of INFO ONE kept as it stands in 2 records: "
                      "its header declares Type=Integer"),
        ("ST-12", 12, "value of INFO NEW kept as it stands in 2 records: "
                      "the header does not declare it"),
        ("ST-12", 13, "value of INFO FLAG kept as it stands in 1 record: "
                      "the header does not declare it"),
        ("ST-12", 14, "value of INFO AF ignored in 1 record: it stands there already"),
        ("ST-12", 15, "value of INFO DB kept as it stands in 1 record: "
                      "its header declares Type=Flag"),
        ("ST-12", 16, "value of INFO AF kept as it stands in 1 record: "
                      "its header declares Number=A"),
    ]  # fmt: skip


def test_fields_that_were_not_asked_for_are_ignored_and_named() -> None:
    text = file_of("AF=0.5;ONE=3;NEW=1")
    assert told_names(text, "AF") == {"AF"}
    said = [message for _, _, _, message in problems(text, info=["AF,SIGG", "TEXT"])]
    assert said == [
        "column INFO (AD, GL, DB, CI, ONE and 1 more) ignored: the model has no place for it",
        "INFO SIGG is neither in the header nor in a record; did you mean SIG?",
    ]


def told_names(text: str, *wanted: str) -> set[str | None]:
    items = clingen_ld.convert(text.encode(), "resource-json", info=wanted)
    tree = json.loads((items.text or "").splitlines()[-1])
    return {FIELDS.key_of(key) for key in tree[ANNOTATION]} - {None}


def test_without_a_wish_nothing_is_kept() -> None:
    text = file_of("AF=0.5")
    assert ANNOTATION not in clingen_ld.convert(text.encode(), "nquads").text  # type: ignore[operator]


@pytest.mark.slow
@pytest.mark.parametrize(
    "info", ["AF=\x00", "AF=0.5;;", ";", "=", "=;=3", "A B=1", "TEXT=\x7f\x01", "\udcff".encode(
        "utf-8", "surrogatepass").decode("latin-1"), "TEXT=" + "x" * 100_000, ";".join(
        f"F{n}=1" for n in range(3000))],
)  # fmt: skip
def test_any_info_is_read_and_written(info: str) -> None:
    text = file_of(info.replace(" ", "\xa0"))
    found = trees_of(text)
    again, _ = written(found)
    assert [tree["id"] for tree in trees_of(again)] == [tree["id"] for tree in found]


def trees_of(text: str) -> list[dict[str, Any]]:
    result = clingen_ld.convert(text.encode(), "resource-json", info="all")
    lines = [json.loads(line) for line in (result.text or "").splitlines()]
    return [tree for tree in lines if tree["resourceType"] == "ContextualAllele"]


def test_text_that_is_not_utf_8_is_told() -> None:
    data = file_of("TEXT=a@b;AF=0.5").encode().replace(b"@", b"\xe9")
    assert ("ST-12", 12, "value of INFO TEXT ignored in 1 record: it is not UTF-8") in [
        (rule, line, said) for rule, line, _, said in problems(data, info="all")
    ]


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    """Two files that tell different frequencies of one allele."""
    paths = [tmp_path / "one.vcf", tmp_path / "two.vcf"]
    paths[0].write_text(file_of("AF=0.1;SIG=a"))
    paths[1].write_text(file_of("AF=0.2"))
    return paths


@pytest.mark.parametrize("form", ["nquads", "turtle"])
def test_two_files_are_told_apart(form: str, two: list[Path], tmp_path: Path) -> None:
    kept = tmp_path / f"both.{form}"
    clingen_ld.convert(two, form, kept, info="AF")
    lines = (clingen_ld.convert(kept, "resource-json").text or "").splitlines()
    (nodes,) = (tree[ANNOTATION] for tree in map(json.loads, lines) if ANNOTATION in tree)
    assert {node[FILE]: node[FIELDS.term("AF")] for node in nodes} == {
        str(two[0]): 0.1,
        str(two[1]): 0.2,
    }
    back = clingen_ld.convert(kept, "vcf")
    assert infos(back.text or "") == ["AF=0.1", "AF=0.2"]
    assert len(back.losses) == 2  # which file told which


@pytest.mark.slow
def test_a_store_has_what_each_file_says_last(two: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "store"

    def frequencies() -> list[str]:
        text = call("export", "--store", store, "--to", "vcf").out
        return [info.partition(";")[0] for info in infos(text)]

    for path in two:
        assert call("load", path, "--store", store, "--info", "AF,SIG").code == 0
    assert frequencies() == ["AF=0.1", "AF=0.2"]
    again = call("load", two[0], "--store", store, "--info", "AF,SIG")
    assert "1 kept: the store has more" in again.out
    two[1].write_text(file_of("AF=0.3"))
    changed = call("load", two[1], "--store", store, "--info", "all")
    assert "is replaced by what is new" in changed.out
    assert frequencies() == ["AF=0.1", "AF=0.3"]


def test_a_query_finds_alleles_by_their_info(two: list[Path]) -> None:
    text = clingen_ld.convert(two, "nquads", info="all").text or ""
    store = Store()
    store.load(text.encode(), RdfFormat.N_QUADS)
    asked = f"""
        PREFIX vcf: <{NAMESPACE}> PREFIX info: <{FIELDS.namespace}>
        SELECT ?file WHERE {{ GRAPH ?g {{ ?a vcf:info ?i . ?i vcf:file ?file ; info:AF ?af }}
        FILTER (?af > 0.15) }}
    """
    assert [row["file"].value for row in store.query(asked)] == [str(two[1])]  # type: ignore[union-attr]


def test_the_command_line(two: list[Path]) -> None:
    made = call("convert", *two, "--to", "nquads", "--info", "AF", "--info", "SIG")
    assert made.code == 0
    assert made.out.count(f"<{FIELDS.term('AF')}>") == 2
    at_once = call("convert", *two, "--to", "nquads", "--info", "AF,SIG", "--jobs", "2")
    assert at_once.out == made.out
    wrong = call("convert", two[0], "--to", "vcf", "--annotate", "vrs", "--info", "AF")
    assert (wrong.code, "leave out --info" in wrong.err) == (2, True)
    assert call("convert", two[0], "--to", "vcf", "--info", " ,").code == 2


def test_the_vocabulary_and_the_context_have_the_same_names() -> None:
    text = (folder("shapes") / "vocabulary.ttl").read_text(encoding="utf-8")
    for term in (ANNOTATION, FILE, HEADER, RECORD, WRITTEN):
        assert f"\nvcf:{term.removeprefix(NAMESPACE)} a owl:" in text
    context = packaged_contexts()["http://clingen.org/model/allele/vcf.jsonld"]["@context"]
    assert context == {
        "@version": 1.1, "@vocab": FIELDS.namespace, "vcf": NAMESPACE,
        "vcf-ref": REFERENCE.namespace,
    }  # fmt: skip


@pytest.mark.parametrize("form", ["turtle", "trig"])
def test_prefixes_of_annotations(form: str, tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    path.write_text(file_of("AF=0.5;AD=1,2"))
    text = clingen_ld.convert(path, form, info="all").text or ""
    assert all(name in text for name in ("vcf:info ", "vcf-info:AF ", "vcf-ref:AD ", "vcf:file"))
    assert "vcf" not in (clingen_ld.convert(path, form).text or "")


def test_an_entry_without_a_name_is_named() -> None:
    [(*_, said)] = problems(file_of("=3;DB"), info="all")
    assert said == "value of INFO empty ignored in 1 record: it has no name"


def test_validation_checks_fields(tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    path.write_text(file_of("ONE=x;AF=0.5"))
    outcome = call("validate", path, "--info", "ONE, AF, AG", "--report", "concise")
    assert "its header declares Type=Integer" in outcome.out
    assert "INFO AG is neither in the header nor in a record" in outcome.out
    assert outcome.code == 0
    assert "its header" not in call("validate", path, "--info", "AF", "--report", "concise").out

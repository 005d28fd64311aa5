"""Bundles of sections, as ClinVar-GKS has them, are read record by record like small ones whole."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.corpora import corpus
from benchmarks.made_bundles import bundle
from clingen_ld import ReadOptions, convert, find, validate
from clingen_ld.bulk.converting import convert as convert_at_once
from clingen_ld.errors import UsageError
from clingen_ld.messages import streams
from clingen_ld.messages.kept_documents import is_record, record_id
from clingen_ld.messages.message import Message, Problem
from clingen_ld.messages.reading import read_stream
from clingen_ld.messages.text import json_arrays, json_sections
from clingen_ld.messages.text.json_sections import VRS_SECTIONS
from clingen_ld.messages.vrs import bundle_writing
from clingen_ld.messages.vrs.bundle_writing import BundleOutput
from clingen_ld.messages.writing import EXTENSIONS
from clingen_ld.model import load_model
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.reading import export

LINES = list(bundle(80))
BUNDLE: dict[str, Any] = json.loads("\n".join(LINES))
WRITTEN = ("CategoricalVariant", "Statement")
"""The classes of which each record is a line of the inlined layout."""


@pytest.fixture
def _streamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large, and read at once, in these tests."""
    monkeypatch.setattr(streams, "ENOUGH", 200)
    monkeypatch.setattr(json_arrays, "CHUNK", 997)
    monkeypatch.setattr(json_sections, "_SOME", 50)


def resolved(value: Any, sections: dict[str, Any]) -> Any:
    """A value with what its pointers lead to."""
    if isinstance(value, str) and value.startswith("#/"):
        _, section, key = value.split("/", 2)
        return resolved(sections[section][key], sections)
    if isinstance(value, dict):
        return {key: resolved(item, sections) for key, item in value.items()}
    return [resolved(item, sections) for item in value] if isinstance(value, list) else value


def items_of(text: str | bytes) -> list[Any]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_stream(io.BytesIO(data), "b.json", ReadOptions(), load_model()))


def quads(path: Path) -> set[str]:
    return set(str(convert(path, "nquads").text).splitlines())


def problems(changed: Callable[[dict[str, Any]], object]) -> list[Problem]:
    """What is said of a bundle with a change, but that only alleles are read."""
    given = json.loads("\n".join(LINES))
    changed(given)
    found = items_of("\n".join(_lines(given)))
    return [item for item in found if isinstance(item, Problem) and item.rule != "ST-12"]


def _lines(sections: dict[str, Any]) -> list[str]:
    """A bundle with one record a line, as it is published."""
    return [
        "{",
        ",\n".join(
            f'"{name}": {{\n'
            + ",\n".join(f"{json.dumps(key)}: {json.dumps(each)}" for key, each in records.items())
            + "\n}"
            for name, records in sections.items()
        ),
        "}",
    ]


def test_a_large_bundle_is_read_as_a_small_one(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "b.json"
    path.write_text("\n".join(LINES))
    small = quads(path)
    request.getfixturevalue("_streamed")
    assert quads(path) == small


@pytest.mark.slow
@pytest.mark.usefixtures("_streamed")
@pytest.mark.parametrize("ends", ["", "\n", "\r\n"])
def test_all_variations_come_out_equal_with_what_they_refer_to(ends: str, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(ends.join(LINES).encode())
    written = [json.loads(line) for line in str(convert(path, "vrs").text).splitlines()]
    for section, kind in zip(("variation", "scv"), WRITTEN, strict=True):
        found = [each for each in written if each.get("type") == kind]
        assert found == [resolved(each, BUNDLE) for each in BUNDLE[section].values()]
    others = [each for each in written if each.get("type") not in WRITTEN]
    text = json.dumps(BUNDLE)
    assert others == [
        each
        for section in ("gene", "condition", "submitter")
        for key, each in BUNDLE[section].items()
        if f'"#/{section}/{key}"' not in text
    ]


@pytest.mark.usefixtures("_streamed")
def test_an_allele_comes_once() -> None:
    found = [item for item in items_of("\n".join(LINES)) if isinstance(item, Message)]
    alleles = [each.iri for each in found if each.type == "ContextualAllele"]
    copies = len(BUNDLE["copyNumberChange"])
    assert sum("CX." not in iri for iri in alleles) == len(BUNDLE["allele"])
    assert len(alleles) == len(set(alleles)) == len(BUNDLE["allele"]) + copies


@pytest.mark.usefixtures("_streamed")
def test_an_allele_without_a_variation_comes_by_itself() -> None:
    given = dict(BUNDLE) | {"variation": {}}
    found = [item for item in items_of(json.dumps(given)) if isinstance(item, Message)]
    assert sum(each.type == "CanonicalAllele" for each in found) == 0
    assert sum(each.type == "ContextualAllele" for each in found) == len(
        BUNDLE["allele"] | BUNDLE["copyNumberChange"]
    )


@pytest.mark.slow
@pytest.mark.usefixtures("_streamed")
@pytest.mark.parametrize("order", [1, -1])
def test_sections_may_stand_in_any_order(order: int, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text(json.dumps(dict(list(BUNDLE.items())[::order]), indent=1))
    expected = tmp_path / "expected.json"
    expected.write_text("\n".join(LINES))
    order_of_sections = f"/{record_id('')}#"
    differ = quads(path) ^ quads(expected)
    assert not [each for each in differ if order_of_sections not in each]


@pytest.mark.slow
@pytest.mark.usefixtures("_streamed")
@pytest.mark.parametrize("wrapped", [gzip.compress, lambda data: b"\xef\xbb\xbf" + data])
def test_a_bundle_may_be_compressed_or_have_a_mark(
    wrapped: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path, plain = tmp_path / "b.json.gz", tmp_path / "plain.json"
    path.write_bytes(wrapped("\n".join(LINES).encode()))
    plain.write_text("\n".join(LINES))
    assert quads(path) == quads(plain)
    out = tmp_path / "o.nq"
    convert_at_once([path], "nquads", out, jobs=2)
    assert set(out.read_text().splitlines()) == quads(plain)


@pytest.mark.usefixtures("_streamed")
def test_alleles_of_a_bundle_are_found_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text("\n".join(LINES))
    found = list(find([path]))
    assert not any(isinstance(each, Problem) for each in found)
    lines = {each.pointer: each.line for each in found if not isinstance(each, Problem)}
    for section in ("allele", "copyNumberChange", "variation"):
        for key in BUNDLE[section]:
            assert f'"{key}"' in LINES[lines[f"/{section}/{key}"] - 1]


# --- the layouts of writing -----------------------------------------------------------------------


@pytest.mark.usefixtures("_streamed")
def test_a_bundle_comes_out_equal(tmp_path: Path) -> None:
    path, again = tmp_path / "b.json", tmp_path / "again.json.gz"
    path.write_text("\n".join(LINES))
    convert(path, "vrs", again, layout="bundle")
    text = gzip.decompress(again.read_bytes()).decode()
    written = json.loads(text)
    assert written == BUNDLE
    assert list(written) == list(BUNDLE)
    assert text.count("\n") == sum(map(len, written.values())) + 2 * len(written) + 2


@pytest.mark.slow
@pytest.mark.usefixtures("_streamed")
def test_layouts_go_into_each_other(tmp_path: Path) -> None:
    inlined, made, again = (tmp_path / name for name in ("i.ndjson.gz", "b.json", "again.ndjson"))
    source = tmp_path / "s.json"
    source.write_text("\n".join(LINES))
    convert(source, "vrs", inlined)
    convert(inlined, "vrs", made, layout="bundle")
    convert(made, "vrs", again, layout="inlined")
    lines = [json.loads(line) for line in gzip.decompress(inlined.read_bytes()).splitlines()]
    lines = [each for each in lines if each.get("type") in WRITTEN]
    assert len(lines) == len(BUNDLE["variation"]) + len(BUNDLE["scv"])
    assert sorted(lines, key=str) == sorted(
        map(json.loads, again.read_text().splitlines()), key=str
    )
    written = json.loads(made.read_text())
    shared = ("sequenceReference", "location", "allele", "copyNumberChange")
    assert [written[name] for name in shared] == [BUNDLE[name] for name in shared]


# --- everything of a bundle is kept ---------------------------------------------------------------


def odd_bundle() -> dict[str, Any]:
    """A bundle with records that do not come back by themselves."""
    given: dict[str, Any] = {"schema_version": "1.1.0", "conditionSet": {}}
    given |= json.loads("\n".join(bundle(24)))
    variants, alleles = (list(given[name].values()) for name in ("variation", "allele"))
    places, sequences = (list(given[name].values()) for name in ("location", "sequenceReference"))
    whole = resolved(variants[0]["members"][0], given)
    variants[0] |= {"members": [whole]}
    variants[0]["constraints"][0]["allele"] = whole
    del variants[1]["id"], alleles[3]["id"], alleles[4]["digest"], places[5]["id"]
    del places[6]["digest"], sequences[8]["refgetAccession"]
    variants[2]["id"] = "clinvar:other"
    places[7]["extensions"] = [{"name": "x", "value": [1, 2.50, None, {"a": "#/gene/none"}]}]
    sequences[9]["circular"] = False
    odd = {"id": "a/b~c%", "digest": "x", "state": {"type": "LiteralSequenceExpression",
                                                    "sequence": "TTTGA"}}  # fmt: skip
    given["allele"]["a/b~c%"] = alleles[10] | odd
    variants[11]["members"].append("#/allele/a~1b~0c%25")
    variants[12]["members"] = "none"
    variants[13]["constraints"] = [7, None]
    nowhere = "#/allele/nowhere"
    first = [f"#/allele/{key}" for key in list(given["allele"])[:2]]
    given["variation"] |= {
        "clinvar:a": 7,
        "clinvar:b": {"id": "clinvar:b", "type": "CategoricalVariant", "name": "no more"},
        "clinvar:c": {"id": "clinvar:c", "type": "CisPhasedBlock", "members": first},
        "clinvar:d": {"id": "clinvar:d", "type": "CategoricalVariant", "name": "d",
                      "constraints": [{"type": "DefiningAlleleConstraint", "allele": nowhere}]},
    }  # fmt: skip
    given["location"] |= {
        "ga4gh:SL.unused": {"type": "SequenceLocation", "id": "ga4gh:SL.unused", "start": 1},
        "ga4gh:SL.loop": {"id": "ga4gh:SL.loop", "location": "#/location/ga4gh:SL.loop"},
    }
    given["sequenceReference"]["SQ.unused"] = {"type": "SequenceReference", "id": "x"}
    given["scv"] |= {
        "clinvar.submission:S1": {
            "type": "Statement", "self": "#/scv/clinvar.submission:S1",
            "proposition": {"subjectVariant": dict(variants[20])}, "numbers": [1.50, 10**30, 1e-7],
        },
        "s2": {"type": "Statement", "proposition": {"subjectVariant": whole}},
    }  # fmt: skip
    given |= {
        "vcv": {"VCV1.1-G": {"type": "Statement", "hasEvidenceLines": ["#/evidenceLine/e1"]}},
        "evidenceLine": {"e1": {"hasEvidenceItems": ["#/scv/s2", "#/scv/clinvar.submission:S1"]}},
        "propositionPathogenicity": {"p": {"subjectVariant": "#/variation/clinvar:2"}},
        "rcv": {}, "release": {"date": "2026-07-06"}, "list": [1, {"a": 2}],
    }  # fmt: skip
    given["gene"]["none"] = None
    return given


def case_layout() -> dict[str, Any]:
    """A bundle whose locations and alleles have no id of their own."""
    given: dict[str, Any] = json.loads("\n".join(bundle(5)))
    for section in ("location", "allele"):
        for record in given[section].values():
            del record["id"]
    return given


BUNDLES = {
    "as published": lambda: json.loads("\n".join(bundle(40))),
    "odd": odd_bundle,
    "without ids": case_layout,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BUNDLES)
@pytest.mark.parametrize("form", ["vrs", "nquads", "trig", "resource-json", "json-ld"])
def test_a_bundle_comes_back_equal_after_any_form_that_keeps_it(
    name: str, form: str, tmp_path: Path
) -> None:
    given, source = BUNDLES[name](), tmp_path / "b.json"
    source.write_text(json.dumps(given))
    between = tmp_path / f"between{EXTENSIONS[form]}"
    done = convert(source, form, between, layout="bundle" if form == "vrs" else "inlined")
    assert not done.losses
    assert not any(each.rule == "ST-12" for each in done.problems)
    again = json.loads(str(convert(between, "vrs", layout="bundle").text))
    assert again == given
    assert list(again) == list(given)


@pytest.mark.slow
@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_comes_back_equal_from_a_store(name: str, tmp_path: Path) -> None:
    given, source = BUNDLES[name](), tmp_path / "b.json"
    source.write_text(json.dumps(given))
    with open_store(str(tmp_path / "s.db"), create=True) as store:
        load(source, store, LoadOptions(validate=False))
        again = json.loads(str(export(store, "vrs", layout="bundle").text))
        assert again == given
        assert list(again) == list(given)
        once = load(source, store, LoadOptions(validate=False))
        assert not once.new


@pytest.mark.slow
@pytest.mark.parametrize("form", ["vrs", "nquads", "resource-json"])
def test_an_allele_of_two_variants_is_no_loss(form: str, tmp_path: Path) -> None:
    given, source = json.loads("\n".join(bundle(3))), tmp_path / "b.json"
    first, second, _ = given["variation"].values()
    for key in ("members", "constraints"):
        second[key] = first[key]
    del given["allele"][list(given["allele"])[1]]
    source.write_text(json.dumps(given))
    between = tmp_path / f"between{EXTENSIONS[form]}"
    convert(source, form, between, layout="bundle" if form == "vrs" else "inlined")
    again = convert(between, "vrs", layout="bundle")
    assert not again.losses
    assert json.loads(str(again.text))["variation"] == given["variation"]


def test_that_an_allele_belongs_to_a_variant_that_has_it_not_is_lost() -> None:
    allele: dict[str, Any] = {
        "resourceType": "ContextualAllele", "id": "NC_000017.11:43106486:A:C",
        "contextualAlleleType": "genomic", "allele": "C",
        "canonicalAllele": [{"reference": f"CanonicalAllele/{name}"} for name in ("A", "B")],
        "referenceCoordinate": {
            "referenceSequence": {"reference": "ReferenceSequence/NC_000017.11"},
            "start": {"index": 43106486}, "end": {"index": 43106487},
        },
    }  # fmt: skip
    link: Any = {"contextualAllele": {"reference": "ContextualAllele/NC_000017.11:43106486:A:C"}}
    canonical: dict[str, Any] = {
        "resourceType": "CanonicalAllele", "id": "A", "canonicalAlleleType": "nucleotide",
        "complexity": "simple", "relatedContextualAllele": [link],
    }  # fmt: skip
    lost = convert([canonical, allele], "vrs").losses
    assert "/canonicalAllele" in {loss.what for loss in lost}
    both = [canonical, canonical | {"id": "B"}, allele]
    assert "/canonicalAllele" not in {loss.what for loss in convert(both, "vrs").losses}


def test_inlined_lines_have_all_that_a_record_refers_to(tmp_path: Path) -> None:
    given, source = odd_bundle(), tmp_path / "b.json"
    source.write_text(json.dumps(given))
    done = convert(source, "vrs")
    found = [json.loads(line) for line in str(done.text).splitlines()]
    assert {loss.what for loss in done.losses} >= {"/schema_version", "/list"}
    [aggregate] = [each for each in found if isinstance(each, dict) and "hasEvidenceLines" in each]
    [line] = aggregate["hasEvidenceLines"]
    assert line["hasEvidenceItems"][0] == given["scv"]["s2"]
    assert line["hasEvidenceItems"][1]["self"] == "#/scv/clinvar.submission:S1"  # a circle
    statements = [each for each in found if '"type": "Statement"' in json.dumps(each)[:99]]
    assert len(statements) == len(given["scv"]) + len(given["vcv"])
    assert given["location"]["ga4gh:SL.unused"] in found


def test_records_that_refer_to_ever_more_are_cut_and_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bundle_writing, "_MOST", 100)
    number, source = 9, tmp_path / "b.json"
    records = {
        f"SCV{n}.1": {"type": "Statement", "x": [f"#/scv/SCV{n + 1}.1"] * 3} for n in range(number)
    }
    source.write_text(json.dumps({"scv": records}))
    done = convert(source, "vrs")
    assert len(str(done.text)) < 50_000
    assert len(str(done.text).splitlines()) == number
    assert {loss.iri.rpartition("/")[2] for loss in done.losses} == {
        record_id(f"/scv/SCV{n}.1") for n in range(5)
    }


def test_a_record_is_about_its_canonical_allele() -> None:
    messages = [item for item in items_of("\n".join(LINES)) if isinstance(item, Message)]
    kept = {each.iri: each.tree for each in messages if is_record(each.tree)}
    id_ = record_id("/varcond-proposition/SCV000000007-PATH")
    about = kept[f"http://clingendb.clingen.org/Provenance/{id_}"]
    assert about["target"] == [{"reference": "CanonicalAllele/clinvar:7"}]
    others = sum(len(BUNDLE[name]) for name in BUNDLE.keys() - set(VRS_SECTIONS.values()))
    unused = set(BUNDLE["sequenceReference"]) - {
        each["sequenceReference"].rpartition("/")[2] for each in BUNDLE["location"].values()
    }
    assert len(kept) == 1 + others + len(unused)


def put(*values: dict[str, Any]) -> dict[str, Any]:
    """The bundle of some objects."""
    stream = io.BytesIO()
    output = BundleOutput(stream)
    for value in values:
        output.put_texts([json.dumps(value)])
    output.finish()
    made: dict[str, Any] = json.loads(stream.getvalue())
    return made


SEQUENCE = {"type": "SequenceReference", "refgetAccession": "SQ.1"}
PLACE = {
    "id": "SL1",
    "type": "SequenceLocation",
    "sequenceReference": SEQUENCE,
    "start": 1,
    "end": 2,
}


def test_what_has_no_id_or_says_something_else_stays_where_it_is() -> None:
    other = PLACE | {"sequence": "A"}
    nameless = {key: value for key, value in PLACE.items() if key != "id"}
    alleles = [
        {"id": f"VA{n}", "type": "Allele", "location": place, "state": {}}
        for n, place in enumerate((PLACE, other, nameless, "SL7"))
    ]
    made = put(*alleles)
    assert made["location"] == {"SL1": PLACE | {"sequenceReference": "#/sequenceReference/SQ.1"}}
    assert [each["location"] for each in made["allele"].values()] == [
        "#/location/SL1",
        other | {"sequenceReference": "#/sequenceReference/SQ.1"},
        nameless | {"sequenceReference": "#/sequenceReference/SQ.1"},
        "SL7",
    ]


def test_objects_of_one_id_or_of_none_are_all_kept() -> None:
    first = {"id": "V/1%", "type": "CategoricalVariant", "members": ["x"], "constraints": [7]}
    allele = {"location": "l", "state": {}}
    block = {"type": "CisPhasedBlock", "members": [allele]}
    document = {"type": "Statement", "proposition": {}}
    made = put(first, first, first | {"name": "n"}, allele, block, document)
    assert made == {
        "allele": {"allele-4": allele},
        "cisPhasedBlock": {"cisPhasedBlock-5": block},
        "variation": {"V/1%": first, "V/1%-3": first | {"name": "n"}},
        "document": {"document-6": document},
    }
    allele = {"id": "a/b%", "type": "Allele"}
    made = put({"id": "v", "type": "CategoricalVariant", "members": [allele]})
    assert made["variation"]["v"]["members"] == ["#/allele/a~1b%25"]
    assert put() == {}


def test_only_vrs_in_one_file_is_written_as_a_bundle(tmp_path: Path) -> None:
    for to, pretty in (("nquads", False), ("vrs", True)):
        with pytest.raises(UsageError, match="bundle"):
            convert({"symbol": "A"}, to, layout="bundle", pretty=pretty)
    with pytest.raises(UsageError, match="one file"):
        convert({"symbol": "A"}, "vrs", tmp_path, layout="bundle")


# --- what is wrong --------------------------------------------------------------------------------


@pytest.mark.usefixtures("_streamed")
@pytest.mark.parametrize("section", ["location", "allele"])
def test_a_pointer_to_nothing_is_an_error_at_its_record(section: str) -> None:
    key = next(iter(BUNDLE[section]))
    found = problems(lambda given: given[section].pop(key))
    assert {each.rule for each in found} <= {"ST-4", "ST-8"}
    text = "\n".join(LINES)
    assert key in text


@pytest.mark.usefixtures("_streamed")
def test_pointers_to_nothing_and_in_a_circle_have_a_line_and_a_pointer(tmp_path: Path) -> None:
    given = json.loads("\n".join(LINES))
    first, second = list(given["allele"])[:2]
    given["allele"][first]["location"] = "#/location/ga4gh:SL.nowhere"
    given["allele"][second]["location"] = "#/location/a1"
    given["location"] |= {"a1": "#/location/b1", "b1": "#/location/a1"}
    path = tmp_path / "b.json"
    text = "\n".join(_lines(given))
    path.write_text(text)
    found = [each for each in validate(path).findings if each.rule == "ST-4"]
    assert {("nowhere" in each.message, "a1" in each.message) for each in found} == {
        (True, False), (False, True),
    }  # fmt: skip
    lines = text.splitlines()
    for each in found:
        assert each.pointer.startswith("/variation/clinvar:")
        assert first in lines[(each.line or 0) - 1] or second in lines[(each.line or 0) - 1]


def statement_bundle() -> dict[str, Any]:
    """A small bundle with a statement."""
    text = (Path(__file__).parents[3] / "docs" / "bundle.json").read_text()
    given: dict[str, Any] = json.loads(text)
    return given


def given_back(given: dict[str, Any], form: str, engine: Any) -> Any:
    """A bundle after it was in another form."""
    source = json.dumps(given).encode()
    between = convert(source, form, engine=engine, layout="bundle" if form == "vrs" else "inlined")
    again = convert((between.text or "").encode(), "vrs", layout="bundle", engine=engine)
    assert not [*between.losses, *again.losses]
    return json.loads(again.text or "")


@pytest.mark.parametrize("engine", ["auto", "standard"])
@pytest.mark.parametrize("form", ["vrs", "nquads"])
def test_pointers_of_statements_that_lead_nowhere_are_found(form: str, engine: Any) -> None:
    given = statement_bundle()
    (scv,) = given["scv"].values()
    scv["proposition"] = "#/propositionPathogenicity/nope"
    scv["more"] = {"a/b": ["#/gone/1", "#/gone/2", "#/scv/no~1pe", "#/scv", "#/scv/x%2Fy", "# no"]}
    given["scv"]["x%2Fy"] = scv["self"] = "#/scv/" + next(iter(given["scv"])) + "/proposition"
    at = "/scv/clinvar.submission:SCV900000001.1"
    found = validate(json.dumps(given, indent=1).encode(), engine=engine)
    lines = json.dumps(given, indent=1).splitlines()
    said = [(f.rule, f.pointer, f.severity) for f in found if f.rule == "ST-4"]
    assert said == [
        ("ST-4", f"{at}/proposition", "error"), ("ST-4", f"{at}/more/a~1b/0", "error"),
        ("ST-4", f"{at}/more/a~1b/2", "error"), ("ST-4", f"{at}/more/a~1b/4", "error"),
    ]  # fmt: skip
    assert all(str(f.values["value"]) in lines[(f.line or 0) - 1] for f in found)
    assert given_back(given, form, engine) == given


@pytest.mark.parametrize("engine", ["auto", "standard"])
@pytest.mark.parametrize("form", ["vrs", "nquads"])
@pytest.mark.parametrize("section", ["variation", "allele", "location", "scv"])
def test_a_section_may_be_an_array(section: str, form: str, engine: Any) -> None:
    given = statement_bundle()
    given[section] = list(given[section].values())
    assert given_back(given, form, engine) == given
    again = convert(json.dumps(given).encode(), "resource-json", engine=engine)
    trees = [json.loads(line) for line in (again.text or "").splitlines()]
    assert {"CanonicalAllele"} <= {tree["resourceType"] for tree in trees}


def test_a_record_may_be_an_array() -> None:
    given = statement_bundle()
    given["variation"] = {"clinvar:900001": list(given["variation"].values())}
    assert given_back(given, "nquads", "auto") == given
    again = convert(json.dumps(given).encode(), "resource-json").text or ""
    assert '"resourceType":"CanonicalAllele"' in again


@pytest.mark.usefixtures("_streamed")
@pytest.mark.parametrize("some", [3, 1000])
def test_a_key_given_twice_is_named(some: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_sections, "_SOME", some)
    text = "\n".join(LINES).replace('"clinvar:7": ', '"clinvar:2": ')
    found = [item for item in items_of(text) if isinstance(item, Problem) and item.rule == "ST-10"]
    assert [(each.pointer, each.values["property"]) for each in found] == [
        ("/variation/clinvar:2", "clinvar:2")
    ]
    assert '"clinvar:2": {"id":"clinvar:7"' in text.splitlines()[(found[0].line or 0) - 1]


@pytest.mark.usefixtures("_streamed")
@pytest.mark.parametrize(
    ("old", "new", "said", "column"),
    [
        ('"clinvar:7": {', '"clinvar:7" {', "colon", 17),
        ('{"id":"clinvar:7"', '{"id""clinvar:7"', "':'", 23),
        ('"start":', '"start":NaN,"x":', "NaN", None),
        ("  }\n}", "  }\n", "comma or }", None),
        ('"GENE7"}', '"GENE7"}}', "more text", None),
        ('  ,"variation"', '  ,"allele"', "the section allele is there twice", None),
    ],
)
def test_of_a_broken_bundle_there_is_one_error_with_its_line(
    old: str, new: str, said: str, column: int | None
) -> None:
    text = "\n".join(LINES).replace(old, new, 1)
    options = ReadOptions(largest=20_000)
    data = io.BytesIO(text.encode())
    [item] = read_stream(data, "b.json", options, load_model())
    assert isinstance(item, Problem)
    assert item.rule == "ST-0"
    assert said in item.values["message"]
    place = "\n".join(LINES).find(old)
    assert item.line is not None
    assert item.line >= "\n".join(LINES)[:place].count("\n") + 1
    assert column is None or item.column == column
    [other] = find_in(text, options)
    assert isinstance(other, Problem)
    assert (other.line, other.values) == (item.line, item.values)


def find_in(text: str, options: ReadOptions) -> list[Any]:
    from clingen_ld.messages.search.documents import search_stream

    return list(search_stream(io.BytesIO(text.encode()), "b.json", options))


@pytest.mark.slow
@pytest.mark.usefixtures("_streamed")
@pytest.mark.parametrize(
    "value", [None, 7, "x", [], [{"a1": 1}], {"a1": None}, {"a1": []}, {"a1": {}}]
)
@pytest.mark.parametrize("section", ["location", "allele", "variation", "scv", "release"])
def test_sections_of_any_value_are_read_without_a_fault(section: str, value: Any) -> None:
    given = {"gene": {"ncbigene:1": {}}} | BUNDLE | {section: value}
    assert items_of(json.dumps(given))


@pytest.mark.parametrize(
    "start",
    [
        b'{"allele": {"location": {"type": "SequenceLocation"}, "state": {}}}',
        b'{"location": {"sequenceReference": {"refgetAccession": "SQ.1"}}}',
        b'{"gene": {"primaryCoding": {"code": "x"}}}',
        b'{"results": {"a1": {"type": "Allele"}}}',
        b'[{"allele": {"a1": {}}}]',
        b'{"allele": [{"a1": {}}]}',
    ],
)
def test_other_objects_are_no_bundles(start: bytes) -> None:
    assert not json_sections.may_be_sections(start)


@pytest.mark.slow
def test_memory_does_not_grow_with_a_bundle(tmp_path: Path) -> None:
    most = []
    for number in (100, 700):
        path = corpus(tmp_path, number, "gks")
        code = (
            "import resource, sys; from clingen_ld import convert;"
            f"convert({str(path)!r}, 'nquads', {str(tmp_path / 'o.nq')!r});"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        most.append(int(done.stdout))
    assert most[1] < most[0] + 3_000  # kB; the text of the larger one alone has 2 MB


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("section", ["variation", "allele"])
def test_two_records_with_one_id_come_back(section: str, is_first: bool, tmp_path: Path) -> None:
    told = json.loads(Path("docs/bundle.json").read_text())
    records = told[section]
    again = {"again": next(iter(records.values()))}
    told[section] = again | records if is_first else records | again
    given, quads, back = (tmp_path / name for name in ("a.json", "a.nq", "b.json"))
    given.write_text(json.dumps(told))
    convert(given, "nquads", quads)
    convert(quads, "vrs", back, layout="bundle")
    assert json.loads(back.read_text()) == told

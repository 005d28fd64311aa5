"""`clingen-ld convert` and `clingen-ld frame`: every form, files and folders, nothing lost."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from clingen_ld.messages.forms import FORMS
from clingen_ld.messages.writing import EXTENSIONS
from tests.cli.running import GENE, call, write

NORMAL = json.dumps(GENE, separators=(",", ":")) + "\n"


@pytest.fixture
def gene(folder: Path) -> Path:
    return write(folder / "gene.json", GENE)


@pytest.mark.parametrize("form", [form.name for form in FORMS.values() if form.whole])
def test_every_form_and_back(gene: Path, form: str) -> None:
    outcome = call("convert", gene, "--to", form, "-o", f"out{EXTENSIONS[form]}")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    assert call("convert", gene, "--to", form).out == Path(f"out{EXTENSIONS[form]}").read_text(
        encoding="utf-8"
    )
    for args in ([], ["--form", form]):
        back = call("convert", f"out{EXTENSIONS[form]}", "--to", "resource-json", *args)
        assert (back.code, back.out, back.err) == (0, NORMAL, "")


@pytest.mark.parametrize(
    ("name", "form"),
    [("json", "resource-json"), ("ttl", "turtle"), ("N-Quads", "nquads"), ("xml", "resource-xml")],
)
def test_other_names_of_forms(gene: Path, name: str, form: str) -> None:
    assert call("convert", gene, "--to", name) == call("convert", gene, "--to", form)


def test_the_examples_go_through_the_graph_and_come_back(examples: Path, folder: Path) -> None:
    assert call("convert", examples, "--to", "resource-json", "-o", "a.ndjson").code == 0
    assert call("convert", "a.ndjson", "--to", "nquads", "-o", "a.nq.gz").code == 0
    assert call("frame", "a.nq.gz", "-o", "b.ndjson").code == 0
    before = (folder / "a.ndjson").read_text(encoding="utf-8").splitlines()
    after = (folder / "b.ndjson").read_text(encoding="utf-8").splitlines()
    # Some examples stand there in several forms: in a graph, they are one.
    assert set(after) == set(before)
    assert len(after) == len(set(before)) > 100


def test_indented_output(gene: Path, folder: Path) -> None:
    one = call("convert", gene, "--to", "resource-json", "--pretty").out
    assert one == json.dumps(GENE, indent=2) + "\n"
    other = write(folder / "other.json", GENE | {"id": "G2"})
    two = call("convert", gene, other, "--to", "json-ld", "--pretty").out
    assert [item["id"] for item in json.loads(two)] == ["GENE1", "G2"]
    assert "\n  <" in call("convert", gene, "--to", "resource-xml", "--pretty").out


def test_into_a_folder(gene: Path, folder: Path) -> None:
    out = folder / "out"
    out.mkdir()
    other = write(folder / "other.json", GENE | {"id": "a/b c"})
    outcome = call("convert", gene, other, "--to", "turtle", "-o", "out")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    names = sorted(p.name for p in out.iterdir())
    assert names == ["GENE1.ttl", "a_b_c.ttl"]
    assert call("convert", out / "GENE1.ttl", "--to", "json").out == NORMAL
    assert call("convert", gene, "--to", "turtle", "-o", "out/").code == 0


def test_a_folder_that_is_not_there(gene: Path, folder: Path) -> None:
    outcome = call("convert", gene, "--to", "turtle", "-o", "new/")
    assert outcome.code == 3
    assert outcome.err == "clingen-ld: new/: there is no such folder; make it first\n"
    assert not (folder / "new").exists()


def test_packed_output_is_the_same_every_time(gene: Path, folder: Path) -> None:
    for name in ("a.nq.gz", "b.nq.gz"):
        assert call("convert", gene, "--to", "nquads", "-o", name).code == 0
    first, second = (folder / "a.nq.gz").read_bytes(), (folder / "b.nq.gz").read_bytes()
    assert first == second
    assert gzip.decompress(first).decode() == call("convert", gene, "--to", "nquads").out


def test_what_cannot_be_read_is_told_and_the_rest_is_converted(gene: Path, folder: Path) -> None:
    (folder / "broken.json").write_text('{"resourceType": "Gene",\n oops}', encoding="utf-8")
    (folder / "bare.json").write_text("{}", encoding="utf-8")
    outcome = call("convert", "broken.json", gene, "bare.json", "--to", "json")
    assert outcome.code == 1
    assert outcome.out == NORMAL
    lines = outcome.err.splitlines()
    assert lines[0].startswith("broken.json:2:2: error ST-0: ")
    assert lines[1].startswith("bare.json:1:1: ")


def test_what_a_form_cannot_carry_is_told_by_name(folder: Path) -> None:
    odd = write(folder / "odd.json", GENE | {"symbol": "a\x01b"})
    outcome = call("convert", odd, "--to", "resource-xml")
    assert outcome.code == 0
    assert "odd.json: http://clingendb.clingen.org/Gene/GENE1: /symbol" in outcome.err
    assert "resource-xml" in outcome.err
    (folder / "out.xml").write_text("before", encoding="utf-8")
    outcome = call("convert", odd, "--to", "resource-xml", "--strict", "-o", "out.xml")
    assert outcome.code == 1
    assert "/symbol" in outcome.err
    assert (folder / "out.xml").read_text(encoding="utf-8") == "before"
    assert sorted(p.name for p in folder.iterdir()) == ["odd.json", "out.xml"]
    assert call("convert", odd, "--to", "json-ld", "--strict").code == 0


def test_the_output_is_no_input(gene: Path) -> None:
    before = gene.read_bytes()
    outcome = call("convert", gene, "--to", "json", "-o", gene)
    assert outcome.code == 2
    assert "gene.json is an input, which would be replaced: name another file" in outcome.err
    assert gene.read_bytes() == before


def test_a_form_that_is_none(gene: Path) -> None:
    outcome = call("convert", gene, "--to", "turtel")
    assert outcome.code == 2
    assert "there is no form 'turtel'; the forms are resource-json" in outcome.err


def test_a_base_of_ones_own(gene: Path) -> None:
    out = call("convert", gene, "--to", "nquads", "--base", "https://example.org/x").out
    assert "<https://example.org/x/Gene/GENE1>" in out
    back = call("frame", "-", "--base", "https://example.org/x/", stdin=out)
    assert back.out == NORMAL


def test_a_context_that_is_not_in_the_package(folder: Path) -> None:
    write(folder / "far.jsonld", {"@context": "https://example.org/c.jsonld", "symbol": "x"})
    outcome = call("convert", "far.jsonld", "--to", "nquads")
    assert outcome.code == 1
    assert "https://example.org/c.jsonld" in outcome.err
    assert "--allow-remote-cont" in outcome.err


# frame


@pytest.fixture
def graph(folder: Path) -> Path:
    write(folder / "in.json", [
        GENE,
        {"resourceType": "ReferenceSequence", "id": "SEQ1", "gene": {"reference": "Gene/GENE1"}},
        GENE | {"id": "GENE2", "symbol": "ILK"},
    ])  # fmt: skip
    call("convert", "in.json", "--to", "trig", "-o", "graph.trig")
    return folder / "graph.trig"


def test_frame_gives_all_resources(graph: Path) -> None:
    outcome = call("frame", graph)
    assert (outcome.code, outcome.err) == (0, "")
    found = [json.loads(line) for line in outcome.out.splitlines()]
    assert [tree["id"] for tree in found] == ["GENE1", "SEQ1", "GENE2"]


def test_frame_by_type_and_id(graph: Path) -> None:
    assert call("frame", graph, "--type", "Gene").out.count("\n") == 2
    assert json.loads(call("frame", graph, "--type", "ReferenceSequence").out)["id"] == "SEQ1"
    for iri in ("http://clingendb.clingen.org/Gene/GENE1", "Gene/GENE1"):
        assert call("frame", graph, "--id", iri).out == NORMAL
    outcome = call("frame", graph, "--id", "Gene/GENE1", "--to", "turtle")
    assert "clingen:symbol" in outcome.out


@pytest.mark.parametrize(
    "args", [["--type", "Provenance"], ["--id", "Gene/X"], ["--type", "Gene", "--id", "Gene/SEQ1"]]
)
def test_frame_finds_nothing(graph: Path, args: list[str]) -> None:
    outcome = call("frame", graph, *args)
    assert outcome.code == 1
    assert outcome.out == ""
    assert outcome.err == "clingen-ld: no resource was found that --type and --id ask for\n"


def test_frame_with_a_type_that_is_none(graph: Path) -> None:
    outcome = call("frame", graph, "--type", "gene")
    assert outcome.code == 2
    assert "'gene' is not a resource type" in outcome.err


def test_frame_of_a_graph_written_by_hand(examples: Path) -> None:
    outcome = call("frame", examples / "mt-tl1" / "by-hand.ttl", "--to", "json-ld", "--pretty")
    assert outcome.code == 0
    assert json.loads(outcome.out)


def test_what_is_lost_in_many_places_is_said_once(tmp_path: Path) -> None:
    genes = [GENE | {"id": f"G{n}", "http://example.org/a~b": n} for n in range(9)]
    (tmp_path / "genes.ndjson").write_text("\n".join(map(json.dumps, genes)))
    outcome = call("convert", tmp_path / "genes.ndjson", "--to", "vrs")
    [line] = outcome.err.splitlines()
    assert line.startswith("clingen-ld: the Gene of 9 resources, such as ")
    assert line.endswith("Gene/G0, cannot be carried by vrs")


@pytest.mark.parametrize("name", ["x.nq.bz2", "x.nq.XZ", "x.zip", "x.tgz"])
def test_a_file_has_no_compression_but_in_its_name(name: str, folder: Path) -> None:
    write(folder / "gene.json", GENE)
    for command in (("convert", "--to", "nquads"), ("validate",), ("find",)):
        outcome = call(*command, "gene.json", "-o", name)
        assert outcome.code == 2
        assert ".gz or .zst" in outcome.err
        assert not (folder / name).exists()


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("nquads", "x.ttl"), ("nquads", "x.trig"), ("nquads", "x.nt.gz"), ("trig", "x.ttl"),
        ("turtle", "x.NT"), ("turtle", "x.nq.zst"),
    ],
)  # fmt: skip
def test_a_file_has_no_name_of_another_form(form: str, name: str, folder: Path) -> None:
    write(folder / "gene.json", GENE)
    for jobs in (1, 2):
        outcome = call("convert", "gene.json", "--to", form, "-o", name, "--jobs", jobs)
        assert outcome.code == 2
        assert "is the name of a file of" in outcome.err
        assert not (folder / name).exists()


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("ntriples", "x.ttl"), ("ntriples", "x.nq.gz"), ("turtle", "x.trig"), ("nquads", "x.txt"),
        ("nquads", "x.NQ"), ("json-ld", "x.json"), ("rdfxml", "x.xml"),
    ],
)  # fmt: skip
def test_a_file_with_a_name_that_fits_is_read_again(form: str, name: str, folder: Path) -> None:
    write(folder / "gene.json", GENE)
    assert call("convert", "gene.json", "--to", form, "-o", name).code == 0
    assert call("validate", name).code == 0

"""The benchmarks run, and measure what they say; how fast anything is, is no matter here."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import planning, sampling
from benchmarks.comparisons import COMPARISONS, Aim, Row, Scale, row
from benchmarks.corpora import FORMS, KINDS, corpus, documents, main, resources, write
from benchmarks.documentation import write_documentation
from benchmarks.made_changes import Change, changes, coding_name
from benchmarks.made_genes import NEW, MadeGene
from benchmarks.measuring import TASKS, FailedError, Measured, Series, in_turn, measure, ratios
from benchmarks.table import table, verdict
from clingen_ld import validate

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


def measured(task: str, *seconds: float) -> Series:
    rounds = [Measured(10, 10 * each, 10 * each, 1_000_000, 0) for each in seconds]
    return Series(task, "resource-json", 100, rounds)


# --- corpora ------------------------------------------------------------------------------------


def test_corpora_are_the_same_each_time() -> None:
    assert list(resources(300)) == list(resources(300))
    assert list(documents(300)) == list(documents(300))
    assert list(resources(300, seed=2)) != list(resources(300))


def test_a_small_corpus_is_the_beginning_of_a_large_one() -> None:
    small = list(resources(200))
    assert list(resources(600))[: len(small)] == small


@pytest.mark.parametrize("form", FORMS)
def test_corpora_are_right(form: str, tmp_path: Path) -> None:
    path = corpus(tmp_path, 600, form)
    report = validate(path)
    assert report.findings == ()
    assert report.resources > 600


def test_corpora_are_various() -> None:
    trees = [tree for tree in resources(6000) if tree["resourceType"] == "ContextualAllele"]
    names = [name["name"].partition(":")[2] for tree in trees for name in tree["alleleName"]]
    for part in (">", "del", "dup", "ins", "delins", "+", "-", "*", "Ter", "=", "c.", "n.", "g."):
        assert any(part in name for name in names), part
    assert {tree["contextualAlleleType"] for tree in trees} == {
        "genomic", "transcript", "amino-acid",
    }  # fmt: skip


def test_names_count_as_hgvs_does() -> None:
    """In an intron, from the last coding base before it, of which the first is number 1."""
    found = [change for number in range(9) for change in changes_of(MadeGene(number, 1))]
    after = [c for c in found if c.start.direction == "+" and c.kind == "substitution"]
    assert after
    for change in after:
        base = change.start.at - change.gene.coding[0]
        edit = f"{change.reference}>{change.alternate}"
        assert coding_name(change) == f"c.{base}+{change.end.offset}{edit}"


def changes_of(gene: MadeGene) -> list[Change]:
    return list(changes(gene, 20))


def test_chromosomes_have_the_complement() -> None:
    for number in range(6):
        gene = MadeGene(number, 1)
        for change in changes_of(gene):
            low, high = gene.on_chromosome(NEW, change.on_gene)
            assert high - low == change.on_gene[1] - change.on_gene[0]
            reference = change.reference if gene.forward else change.on_other_strand()[0]
            assert change.kind == "duplication" or len(reference) == high - low


def test_an_unknown_form_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="nothing-like"):
        write(tmp_path / "x", 50, "nothing-like")


# --- samples ------------------------------------------------------------------------------------


def test_samples_come_from_all_parts(tmp_path: Path) -> None:
    path = tmp_path / "numbers.ndjson"
    path.write_text("".join(f"{n}\n" for n in range(100)), encoding="utf-8")
    assert [int(line) for line in sampling.lines(path, 10)] == list(range(0, 100, 10))
    assert sampling.count(path) == 100
    assert len(sampling.lines(path, 0)) == len(sampling.lines(path, 1000)) == 100


def test_graphs_are_whole(tmp_path: Path) -> None:
    path = corpus(tmp_path, 100, "nquads")
    graphs = sampling.graphs(path, 0)
    assert "".join(graphs) == path.read_text(encoding="utf-8")
    assert len(graphs) == sampling.count(path) == len(list(resources(100)))
    lines = sampling.triples(graphs[0]).splitlines()
    assert len(lines) == len(graphs[0].splitlines())
    assert all(line.endswith(" .") for line in lines)


# --- the table ----------------------------------------------------------------------------------


def test_the_fastest_of_several_peers_counts() -> None:
    ours = measured("ours", 1.0, 2.0)
    slow, fast = measured("slow", 90.0, 90.0), measured("fast", 6.0, 12.0)
    missing = Series("missing", "nquads", 100, failure="not installed")
    found = row(Aim("work", "the fastest", ("slow", "fast", "missing"), "times", 5, 10),
                [ours, slow, fast, missing])  # fmt: skip
    assert (found.peer, found.ratios) == ("fast", [6.0, 6.0])
    assert verdict(found) == "reached"
    assert "6 x (6 to 6) of fast" in table([found])


def test_within_turns_the_ratio_round() -> None:
    found = row(Aim("load", "loader", ("loader",), "within", 1.5, 1.1),
                [measured("ours", 2.0), measured("loader", 1.0)])  # fmt: skip
    assert found.ratios == [2.0]
    assert verdict(found) == "not reached"


@pytest.mark.parametrize(
    ("times", "expected"), [(1.0, "reached"), (0.5, "grows less"), (1.2, "not reached")]
)
def test_growth_is_held_against_both_sides(times: float, expected: str) -> None:
    found = row(Aim("10 x", "time", (), "growth", 10),
                [measured("ours", 1.0), measured("ours", times)])  # fmt: skip
    assert verdict(found) == expected


def test_what_cannot_be_measured_is_said() -> None:
    missing = Series("Jena", "nquads", 100, failure="not installed")
    found = row(Aim("work", "Jena", ("Jena",)), [measured("ours", 1.0), missing])
    assert "not measured: Jena: not installed" in table([found])
    assert verdict(found) == ""


def test_ratios_are_of_one_round_each() -> None:
    assert ratios(measured("a", 1.0, 2.0), measured("b", 3.0, 8.0)) == [3.0, 4.0]


def test_every_comparison_has_known_tasks() -> None:
    for comparison in COMPARISONS.values():
        names = {task.name for task in comparison.tasks}
        assert names <= TASKS.keys()
        assert {name for aim in comparison.aims for name in aim.tasks} <= names


def test_scales_are_cut() -> None:
    least = Scale(1_000, 1_000, 1_000, 500, 200, 3)
    assert Scale(9_000, 8_000, 4_000, 500, 200, 3).at_most(1_000) == least


# --- measuring ----------------------------------------------------------------------------------


def test_a_failure_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "wrong.ndjson"
    path.write_text('{"resourceType":"Gene","id":"G1"}\n' * 3, encoding="utf-8")
    wrong = Series("clingen-ld validate", "resource-json", 3)
    right = Series("orjson.loads", "resource-json", 3)
    in_turn([(wrong, path, 0), (right, path, 0)], 2)
    assert wrong.failure == "ST-2: symbol is missing in this Gene; it is required"
    assert not right.failure
    assert len(right.rounds) == 2
    with pytest.raises(FailedError):
        measure("clingen-ld validate", path, 0)


@pytest.mark.parametrize(
    ("task", "form"),
    [
        ("convert --to nquads", "resource-json varied"),
        ("convert --to nquads", "json-ld examples"),
        ("convert --to json-ld", "json-ld varied"),
        ("convert --to nquads", "vrs"),
        ("clingen-ld convert, checked", "registry"),
        ("frame", "nquads varied"),
        ("frame --to registry", "registry"),
        ("PyLD compact", "json-ld varied"),
        ("clingen-ld load, unchecked", "resource-json"),
        ("validate by HTTP", "resource-json"),
        ("PyLD to_rdf", "json-ld"),
        ("PyLD frame", "nquads"),
        ("rdflib", "json-ld"),
        ("pyoxigraph JSON-LD", "json-ld"),
        ("pyoxigraph bulk_load", "nquads"),
        ("writing ready N-Quads", "registry"),
        ("pyshacl-turbo", "nquads"),
        ("shacl (Rust)", "nquads"),
        ("shacl (Rust), Core alone", "nquads"),
        ("pySHACL, Core alone", "nquads"),
        ("pyshifty", "nquads"),
    ],
)
def test_tasks(task: str, form: str, tmp_path: Path) -> None:
    found = measure(task, corpus(tmp_path, 60, form), 4)
    assert found.documents == 4
    assert found.memory > 0


def test_commands_on_whole_corpora(tmp_path: Path) -> None:
    """In a part of one, references lead nowhere; a part of a bundle is none."""
    for form, task in (("vcf", "convert --to vrs"), ("resource-json varied", "validate")):
        path = corpus(tmp_path, 60, form)
        assert measure(task, path, 0).documents == sampling.count(path) >= 60
    bundle = corpus(tmp_path, 60, "gks")
    for task in ("convert --to nquads", "orjson.loads of a bundle"):
        assert measure(task, bundle, 0).documents == sampling.count(bundle) > 60
    for task in ("validate --jobs 2", "load"):
        assert measure(task, path, 0).documents == sampling.count(path)
    assert 0 < measure("validate one.json", path, 0).wall < 60


def test_every_corpus_is_written_by_its_name(tmp_path: Path) -> None:
    for kind in KINDS:
        main(["9", str(tmp_path / "a"), kind])
        assert (tmp_path / "a").stat().st_size > 1000


def test_a_form_without_a_corpus_is_named(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.corpora", "9", str(tmp_path / "a"), "varied"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "resource-json varied" in done.stderr


def test_the_same_alleles_in_messages_that_differ(tmp_path: Path) -> None:
    alike, varied = (corpus(tmp_path, 60, form) for form in ("nquads", "nquads varied"))
    both = [set(path.read_text(encoding="utf-8").splitlines()) for path in (alike, varied)]
    assert both[1] - both[0]  # which has optional properties more
    repeated = corpus(tmp_path, 300, "resource-json examples").read_text(encoding="utf-8")
    ids = [json.loads(line)["id"] for line in repeated.splitlines()]
    assert len(ids) == 300
    assert len(set(ids)) > 200


def test_checked_load_takes_a_whole_corpus(tmp_path: Path) -> None:
    """In a part of one, references lead nowhere; a part of a bundle is none."""
    path = corpus(tmp_path, 60)
    assert measure("clingen-ld load", path, 0).documents == sampling.count(path)


def test_the_command(tmp_path: Path) -> None:
    output = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks", "--quick", "--only", "frame",
               "--alleles", "50", "--json", str(output)]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "| `clingen-ld frame` of nquads varied | PyLD frame | 40 x | 80 x |" in done.stdout
    result = json.loads(output.read_text(encoding="utf-8"))
    assert [len(one["ratios"]) for one in result["rows"]] == [2]
    assert {one["task"] for one in result["series"]} == {"frame", "PyLD frame"}
    assert result["machine"]
    assert result["versions"]["PyLD"]


def test_documentation_is_written_between_its_marks(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    for name in ("benchmarks.md", "registry-load.md"):
        shutil.copy(ROOT / "docs" / name, tmp_path)
    result = {
        "date": "2000-01-01", "run": "quick", "rounds": 1, "machine": "a machine",
        "versions": {"PyLD": "1"},
        "rows": [{"work": "w", "against": "a", "kind": "times", "least": 2, "hope": 3,
                  "ratios": [4.0], "peer": "p", "failure": ""}],
        "series": [{"task": "t", "form": "f", "alleles": 10, "documents": 10,
                    "seconds_per_document": 0.1, "memory": 1e6}],
    }  # fmt: skip
    write_documentation(result, tmp_path)
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert "| w | a | 2 x | 3 x | 4 x (4 to 4) | hope reached |" in page
    assert page.count("<!-- measured: begin -->") == page.count("<!-- measured: end -->") == 1
    assert (tmp_path / "benchmarks.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert Row(**result["rows"][0]).peer == "p"  # type: ignore[index]
    plan = (tmp_path / "registry-load.md").read_text(encoding="utf-8")
    assert "Measured: 2000-01-01 (`--quick`) on a machine." in plan
    # What this run did not measure stays as it was.
    assert planning.rates_in(plan)[1:] == planning.rates_in(planning.PAGE.read_text())[1:]


# --- the plan -----------------------------------------------------------------------------------

RATES = planning.Rates("once", 1e-3, 1.6, 1e-5, None, 400)
REPLY = planning.Reply(1_000, 40, 1_000, 500, 200_000, 10_000)


def test_the_arithmetic_of_a_plan() -> None:
    found = planning.plan(3_600_000, RATES, REPLY)
    assert found.resources == 144_000_000
    assert found.core_hours == pytest.approx(40 / 0.8)
    assert found.hours(100) == pytest.approx(0.5)
    assert (found.octets, found.nquads, found.packed) == (3.6e9, 7.2e11, 3.6e10)
    assert (found.own_quads, found.stored) == (1.8e9, 7.2e11)
    assert found.load_hours == pytest.approx(5)
    assert found.virtuoso_hours is None
    # Two processes that do more than twice the work are a slip of the measurement.
    assert planning.plan(3_600_000, RATES._replace(two=2.3), REPLY).core_hours == 40


def test_the_page_of_the_plan_follows_from_its_rates() -> None:
    text = planning.PAGE.read_text(encoding="utf-8")
    part = text.partition(planning.START)[2].partition(planning.END)[0]
    assert part == planning.planned(planning.rates_in(text))
    assert text.count(planning.START) == text.count(planning.END) == 1
    for replies in planning.SIZES:
        assert part.count(f"| {replies:,} |") == 2


def test_the_rates_of_the_plan_are_those_of_the_benchmarks() -> None:
    """Both pages are written by one run."""
    figures = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    rates = planning.rates_in(planning.PAGE.read_text(encoding="utf-8"))
    [measured] = re.findall(r"Measured on (\S+) \(`--(\w+)`.*?\) on (.+)\.\n", figures)
    assert rates.measured == "{} (`--{}`) on {}".format(*measured)
    series = []
    for line in figures.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 7 and re.fullmatch(r"[0-9.,]+", cells[4]):
            seconds = float(cells[4].replace(",", "")) * 1e-6
            series.append({"task": cells[0], "form": cells[1], "seconds_per_document": seconds})
    assert {one["task"] for one in series} >= {
        "clingen-ld convert, checked",
        "convert --to nquads --jobs 2",
    }
    result = dict(zip(("date", "run", "machine"), measured, strict=True), series=series)
    found = planning.rates_of(result, rates)
    assert found[1:] == pytest.approx(rates[1:], rel=0.02)


def test_what_a_reply_is(reference: Path) -> None:
    found = planning.reply_of(sorted((reference / "allele-registry").rglob("*.json")))
    assert found == pytest.approx(planning.REPLY, rel=0.01)


def test_the_command_of_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    planning.main(["--replies", "1000000", "--cores", "10", "--price", "0.5"])
    said = capsys.readouterr().out
    assert said.startswith("1,000,000 replies, 42.5 million resources\n")
    rates = planning.rates_in(planning.PAGE.read_text(encoding="utf-8"))
    hours = planning.plan(1_000_000, rates).core_hours
    assert said.endswith(f"{hours * 0.5:,.0f} for the cores\n")

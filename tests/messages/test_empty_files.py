"""Files in which there is no resource: when that is an error, and what is said of it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.errors import InputError
from clingen_ld.messages import empty_files
from clingen_ld.messages.datasets import to_graph
from clingen_ld.messages.empty_files import FileProblems, ProblemsOfParts, has_signs
from clingen_ld.messages.message import Message, Problem, ReadOptions, severity_of_problem
from clingen_ld.messages.reading import read_inputs
from clingen_ld.messages.text.inputs import Document
from clingen_ld.model import load_model

GENE = json.dumps({"resourceType": "Gene", "id": "G7", "symbol": "CFTR", "name": "a channel"})
FOREIGN = {
    "tsconfig.json": '{\n  // for the browser\n  "compilerOptions": {"target": "es2022"},\n}\n',
    "info.xml": '<?xml version="1.0"?>\n<!DOCTYPE plist PUBLIC "a" "b">\n<plist/>\n',
    "site.jsonld": '{"@context": "https://schema.org", "@type": "Dataset", "name": "x"}',
    "package.json": '{"name": "x", "version": "1", "name": "y"}',
    "log.ndjson": '{"level": 1}\n{"level": 2}\n{"level": 3}\n',
    "people.ttl": "@prefix ex: <http://example.org/> .\nex:a ex:knows ex:b .\n",
    "broken.ttl": "@prefix ex: <http://example.org/>\nex:a ex:knows ex:b .\n",
    "empty.json": "",
    "list.json": "[]",
    "wide.json": '{"a": 1}'.encode("utf-16").decode("latin-1"),
}
BROKEN = {
    "page.json": "<html><body><br></body></html>",
    "binary.json": "\x00\x01\x02",
    "screen.json": "\x1b[?1049h\x1b[?1h",
    "table.json": "id,symbol\n1,CFTR\n",
    "words.xml": "Internal Server Error",
}
OURS = {
    "cut.json": GENE[:40],
    "comma.json": '{"id": "X1", "contextualAlleleType": "genomic",, }',
    "misspelt.json": GENE.replace("Gene", "Genes"),
    "untyped.json": '{"id": "X1", "alleleName": []}',
    "vrs.json": '{"type": "SequenceLocation", "start": 1, "end": 2}',
    "broken.xml": '<Gene xmlns="http://clingen.org/dm/allele/v1"><id value="1">',
    "broken.nt": "<http://a> <http://clingen.org/model/allele/symbol> 'x .",
    "wide.json": GENE.encode("utf-16").decode("latin-1"),
    "error.json": '{"errorType": "NotFound", "description": "no allele", "inputLine": "1"}',
}


def written(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode("latin-1"))
    return folder


def severities(*inputs: Path, **options: Any) -> dict[str, list[str]]:
    """The severities of the problems of each file, and "resource" for each resource."""
    model, found = load_model(), dict[str, list[str]]()
    for item in read_inputs(inputs, ReadOptions(**options), model):
        is_problem = isinstance(item, Problem)
        said = severity_of_problem(item, model) if is_problem else "resource"  # type: ignore[arg-type]
        found.setdefault(Path(item.file).name, []).append(said)
    return found


def test_a_foreign_file_in_a_folder_is_one_warning(tmp_path: Path) -> None:
    folder = written(tmp_path / "all", FOREIGN)
    assert severities(folder) == {name: ["warning"] for name in FOREIGN}


def test_what_is_no_text_of_any_form_is_broken_and_not_foreign(tmp_path: Path) -> None:
    folder = written(tmp_path / "all", BROKEN)
    assert severities(folder) == {name: ["error"] for name in BROKEN}
    assert severities(folder, skip_foreign=True) == {}


def test_a_foreign_file_that_is_named_is_an_error(tmp_path: Path) -> None:
    folder = written(tmp_path / "all", FOREIGN)
    for name in FOREIGN:
        assert set(severities(folder / name)[name]) == {"error"}
        assert severities(folder, folder / name)[name][0] == "error"


def test_foreign_files_are_passed_over_when_that_is_asked(tmp_path: Path) -> None:
    folder = written(tmp_path / "all", FOREIGN)
    (folder / "gene.json").write_text(GENE)
    for inputs in [folder], [folder / name for name in (*FOREIGN, "gene.json")]:
        assert severities(*inputs, skip_foreign=True) == {"gene.json": ["resource"]}


@pytest.mark.parametrize("skip_foreign", [False, True])
def test_what_looks_like_a_message_is_an_error_wherever_it_is(
    tmp_path: Path, skip_foreign: bool
) -> None:
    folder = written(tmp_path / "all", OURS)
    assert severities(folder, skip_foreign=skip_foreign) == {name: ["error"] for name in OURS}
    inputs = [folder / name for name in OURS]
    assert severities(*inputs, skip_foreign=skip_foreign) == {name: ["error"] for name in OURS}


def test_beside_a_resource_a_foreign_value_is_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "lines.ndjson"
    file.write_text(f'{{"level": 1}}\n{GENE}\n{{"level": 2}}\n')
    assert severities(file) == {"lines.ndjson": ["warning", "resource", "warning"]}
    assert severities(tmp_path) == {"lines.ndjson": ["warning", "resource", "warning"]}


def test_a_named_file_without_anything(tmp_path: Path) -> None:
    (tmp_path / "none.vcf").write_text(
        "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    )
    [problem] = read_inputs([tmp_path / "none.vcf"], ReadOptions(), load_model())
    assert isinstance(problem, Problem)
    assert (problem.rule, problem.severity) == ("ST-11", "error")
    [problem] = FileProblems("a.nt", True).end()
    assert (problem.values, problem.severity) == ({"what": "the file contains none"}, "error")
    assert list(FileProblems("a.nt", False).end()) == []


def test_many_problems_before_the_first_resource(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(empty_files, "_KEPT", 2)
    file = tmp_path / "lines.ndjson"
    file.write_text('{"level": 1}\n' * 5 + f"{GENE}\n")
    assert severities(file) == {"lines.ndjson": ["warning"] * 5 + ["resource"]}
    file.write_text('{"level": 1}\n' * 5)
    assert severities(file) == {"lines.ndjson": ["warning"] * 5 + ["error"]}
    items = list(read_inputs([tmp_path], ReadOptions(), load_model()))
    assert [item.values for item in items if isinstance(item, Problem)] == [
        {"what": "an object with level (and in 4 more places)"}
    ]


def test_the_problems_of_parts_are_those_of_the_file() -> None:
    foreign = [Problem("ST-11", {"what": f"{n}"}, "a.ndjson", "", n) for n in range(3)]
    parts = ProblemsOfParts(["a.ndjson", "b.ndjson"], ReadOptions())
    assert parts.part("a.ndjson", foreign[:2], False) == []
    assert parts.part("a.ndjson", foreign[2:], True) == foreign
    assert parts.part("b.ndjson", [], False) == []
    assert [p.severity for p in parts.end()] == ["error"]
    assert parts.end() == []


def test_the_text_is_asked_once_whether_it_looks_like_a_message() -> None:
    asked = []

    def is_foreign() -> bool:
        asked.append(1)
        return True

    problems = FileProblems("a.json", False, is_foreign=is_foreign)
    for n in range(2000):
        assert list(problems.problem(Problem("ST-0", {"message": "x"}, "a.json", "", n))) == []
    [told] = problems.end()
    assert (told.rule, told.severity, len(asked)) == ("ST-11", "warning", 1)
    assert told.values == {"what": "a text that cannot be read (x)"}


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ('{"resourceType" : "x"', True),
        ('{"canonicalAlleleType": ', True),
        ('{"genomicAlleles": [', True),
        ('{"type": "CisPhasedBlock", ', True),
        ("<a:CanonicalAllele ", True),
        ("<Genes>", False),
        ("<http://clingen.org/model/allele/x>", True),
        ('"@id": "http://reg.genome.network/allele/CA1"', True),
        ('{"id": "ga4gh:VA.x"}', True),
        ('{"homepage": "https://clinicalgenome.org"}', False),
        ('{"type": "module", "name": "x", "target": "y", "symbol": "z"}', False),
        ("", False),
    ],
)
def test_signs_of_a_message(text: str, is_one: bool) -> None:
    for encoding in "utf-8", "utf-16", "utf-16-be", "utf-32":
        assert has_signs(text.encode(encoding)) == is_one


def test_a_graph_of_a_named_file_without_resources(tmp_path: Path) -> None:
    folder = written(tmp_path / "all", {"package.json": "{}"})
    assert len(to_graph(folder)) == 0
    with pytest.raises(InputError, match="an empty object"):
        to_graph(folder / "package.json")


def test_messages_come_as_they_are_read(tmp_path: Path) -> None:
    file = tmp_path / "lines.ndjson"
    file.write_text(f"{GENE}\n" * 3)
    items = read_inputs([file], ReadOptions(), load_model())
    assert isinstance(next(items), Message)
    file.unlink()
    assert len(list(items)) == 2


@pytest.mark.parametrize("name", [*FOREIGN, *BROKEN, *OURS])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_text_in_memory_is_foreign_as_the_file_is(
    name: str, pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    """Editors pass over what is not a message: settings with comments, half-written JSON."""
    text = {**FOREIGN, **BROKEN, **OURS}[name]
    is_wide = name == "wide.json"
    data = pack(text.encode("latin-1" if is_wide else "utf-8"))
    (tmp_path / name).write_bytes(data)
    options = ReadOptions(skip_foreign=True)

    def found(given: Path | Document) -> list[tuple[str, str | None]]:
        items = read_inputs([given], options, load_model())
        return [(item.rule, item.severity) for item in items if isinstance(item, Problem)]

    assert found(Document(data, name)) == found(tmp_path / name)

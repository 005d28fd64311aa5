"""The rules across resources in portions: nothing is left that is near, and nothing is missed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from benchmarks.corpora import documents, resources
from clingen_ld import ReadOptions, ValidationOptions, load_model
from clingen_ld import validate as validate_alone
from clingen_ld.bulk import portions as bulk_portions
from clingen_ld.bulk.judging import Mentioned, PartJudge
from clingen_ld.bulk.portions import Span, portions, read_portion
from clingen_ld.bulk.validating import validate
from clingen_ld.messages.message import Message
from clingen_ld.validation.facts import Facts, facts_of
from clingen_ld.validation.judge import OFTEN
from clingen_ld.validation.report import Report
from clingen_ld.validation.set_index import StoredSet
from clingen_ld.validation.set_rows import record_of
from tests.compiled.test_engine import compact

Tree = dict[str, Any]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_portions, "_SIZE", 20_000)


def _written(path: Path, trees: list[Tree]) -> Path:
    path.write_text("".join(compact(tree) + "\n" for tree in trees))
    return path


def _left(path: Path, options: ReadOptions) -> list[str]:
    """The ids of the resources that are left, when each second portion is judged, as by one of two
    processes."""
    left = list[str]()
    with (
        closing(StoredSet(options.base)) as nothing,
        Mentioned(path.with_suffix(".mentioned"), options) as mentioned,
    ):
        judge = PartJudge(nothing)
        for number, portion in enumerate(portions([path], options, look=mentioned.look)):
            assert isinstance(portion.lines, Span)
            if number % 2:
                continue
            judge.learn(path.with_suffix(".mentioned"), mentioned.size)
            judge.begin(portion, options)
            messages = [
                item
                for item in read_portion(portion, options, load_model())
                if isinstance(item, Message)
            ]
            for at, message in enumerate(messages):
                record = record_of(message)
                facts = facts_of(message.iri, record, options.base)
                judge.add(at, facts, record.id or "", message.file)
            left += [str(messages[at].tree["id"]) for at in judge.end(portion, options).left]
    return left


def test_what_is_near_or_a_sequence_is_not_left(tmp_path: Path) -> None:
    path = _written(tmp_path / "right.ndjson", list(resources(400)))
    assert path.stat().st_size > 10 * 20_000
    assert _left(path, ReadOptions()) == []
    assert _left(path, ReadOptions(engine="standard"))


def test_beside_a_portion_only_what_is_missed_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, taken = list[bytes](), list[Facts]()
    beside = PartJudge._beside

    def counted(judge: PartJudge, lines: Iterable[bytes]) -> Iterator[Facts]:
        lines = list(lines)
        asked.extend(lines)
        for facts in beside(judge, lines):
            taken.append(facts)
            yield facts

    monkeypatch.setattr(PartJudge, "_beside", counted)
    path = _written(tmp_path / "right.ndjson", list(resources(400)))
    assert _left(path, ReadOptions()) == []
    near = [facts for facts in taken if facts.kind not in OFTEN]
    assert 0 < len(near) < len(asked) / 2


def _same(path: Path, options: ValidationOptions | None = None) -> Report:
    one, two = validate_alone(path, options), validate(path, options, jobs=2)
    assert (one, [f.excerpt for f in one]) == (two, [f.excerpt for f in two])
    return one


def _shuffled(trees: list[Tree]) -> list[Tree]:
    """Genes and sequences last, and what points to each other far apart."""
    return sorted(trees, key=lambda tree: (tree["resourceType"], tree["id"][::-1]))


def _renamed(trees: list[Tree]) -> list[Tree]:
    """A sequence is described once more, by something else, at the end."""
    again = next(tree for tree in trees if tree["resourceType"] == "ReferenceSequence")
    return [*trees, {**again, "chromosome": "7"}]


def _doubled(trees: list[Tree]) -> list[Tree]:
    """Another allele in the place of the first one, far from it."""
    again = next(tree for tree in trees if tree["resourceType"] == "ContextualAllele")
    return [*trees, {**again, "id": "XA999999", "identifier": []}]


def _partly_first(trees: list[Tree]) -> list[Tree]:
    """A partial description of a sequence comes before the complete one."""
    again = next(tree for tree in trees if tree["resourceType"] == "ReferenceSequence")
    tag = {
        "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
        "code": "SUBSETTED",
    }
    part = {"resourceType": "ReferenceSequence", "id": again["id"], "meta": {"tag": [tag]}}
    return [part, *(tree for tree in trees if tree is not again), again]


def _lost(trees: list[Tree]) -> list[Tree]:
    """References lead nowhere."""
    return [tree for number, tree in enumerate(trees) if number % 50 != 49]


@pytest.mark.slow
@pytest.mark.parametrize("change", [_shuffled, _renamed, _doubled, _partly_first, _lost])
def test_what_is_far_is_found(change: Callable[[list[Tree]], list[Tree]], tmp_path: Path) -> None:
    report = _same(_written(tmp_path / "some.ndjson", change(list(resources(150)))))
    assert bool(report.findings) == (change in (_renamed, _doubled, _lost))


@pytest.mark.slow
@pytest.mark.parametrize("is_retold", [False, True])
def test_documents_that_tell_of_resources_in_part(is_retold: bool, tmp_path: Path) -> None:
    """In the end, a sequence is described completely, as one on which no allele of theirs lies."""
    replies = [json.dumps(document) for document in documents(300)]
    whole = {"resourceType": "ReferenceSequence", "id": "NG_000001.2",
             "referenceSequenceType": "amino-acid"}  # fmt: skip
    path = tmp_path / "replies.ndjson"
    path.write_text("\n".join([*replies, json.dumps(whole)] if is_retold else replies))
    assert ("CO-6" in {finding.rule for finding in _same(path)}) == is_retold


@pytest.mark.slow
def test_lines_of_all_kinds(tmp_path: Path) -> None:
    """Long ones, empty ones, a sign for the order of bytes, other line ends, and no end."""
    lines = [json.dumps(tree).encode() for tree in resources(60)]
    lines[3:3] = [b"", b"  ", b"\r", b'{"a": "' + b"x" * 60_000 + b'"}', b"{ broken"]
    lines[70:70] = [b'{"b": "' + b"y" * 30_000 + b'"}\r', b'{"b": "' + b"y" * 3_992 + b'"}']
    for name, start, end in (
        ("a", b"", b"\n"),
        ("b", b"\xef\xbb\xbf", b""),
        ("c", b"\n\n", b"\r\n"),
    ):
        path = tmp_path / f"{name}.ndjson"
        path.write_bytes(start + b"\n".join(lines) + end)
        for largest in (1 << 20, 4_000):
            report = _same(path, ValidationOptions(ReadOptions(largest=largest)))
            assert "ST-0" in {finding.rule for finding in report}


_SPAWNED = """
import multiprocessing, sys
from clingen_ld.bulk import portions
from clingen_ld.bulk.validating import validate
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[2])
    portions._SIZE = 20_000
    print([(f.rule, f.line) for f in validate(sys.argv[1], jobs=2)])
"""


@pytest.mark.slow
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_that_are_not_forked(method: str, tmp_path: Path) -> None:
    """What portions share is found, though each process could hash texts in its own way."""
    if sys.platform == "win32" and method != "spawn":
        pytest.skip("there is no other way")
    script = tmp_path / "spawned.py"
    script.write_text(_SPAWNED)
    path = _written(tmp_path / "some.ndjson", _doubled(list(resources(150))))
    done = subprocess.run(
        [sys.executable, script, path, method], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str([(f.rule, f.line) for f in validate_alone(path)])

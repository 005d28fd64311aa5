"""Several processes give what one gives."""

from __future__ import annotations

import errno
import json
import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from clingen_ld import ClingenError, InputError, ReadOptions
from clingen_ld import convert as convert_alone
from clingen_ld.bulk import converting
from clingen_ld.bulk import portions as portions_module
from clingen_ld.bulk.converting import convert
from clingen_ld.bulk.portions import portions
from clingen_ld.bulk.processes import in_order
from clingen_ld.bulk.validating import validate
from clingen_ld.messages.message import Item
from clingen_ld.messages.reading import read_input
from clingen_ld.model import Model
from tests.bulk.faulty import BROKEN
from tests.cli.running import run
from tests.compiled.test_engine import MESSAGES, compact


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some thousand messages, a line each, and a broken one here and there."""
    lines = []
    for n in range(30):
        for tree in MESSAGES:
            lines.append(compact(tree).replace(f'"{tree["id"]}"', f'"{tree["id"]}x{n}"'))
        lines.append(BROKEN[n % len(BROKEN)])
    path = tmp_path_factory.mktemp("stream") / "alleles.ndjson"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("form", ["nquads", "ntriples", "json-ld", "resource-json"])
def test_one_stream(form: str, stream: Path) -> None:
    assert len(list(portions([stream], ReadOptions()))) > 5
    one, two = convert_alone(stream, form), convert(stream, form, jobs=2)
    assert two.text == one.text
    assert two.resources == one.resources == 30 * len(MESSAGES) + 5
    assert two.problems == one.problems
    assert {problem.line for problem in two.problems} == {
        (n + 1) * (len(MESSAGES) + 1) for n in range(30) if n % 6 != 1
    }


@pytest.mark.slow
def test_files_of_all_kinds(examples: Path, tmp_path: Path) -> None:
    convert_alone(examples / "ilk", "nquads", tmp_path / "ilk.nq.gz")
    inputs = [examples, tmp_path]
    told: list[object] = []
    one = convert_alone(inputs, "nquads", tmp_path / "one.nq.zst")
    (tmp_path / "one.nq.zst").rename(tmp_path / "one.done")
    two = convert(inputs, "nquads", tmp_path / "two.nq.zst", jobs=3, progress=told.append)
    assert (tmp_path / "two.nq.zst").read_bytes() == (tmp_path / "one.done").read_bytes()
    assert len(told) == two.resources == one.resources


@pytest.mark.slow
def test_what_one_process_does(examples: Path) -> None:
    for form in ("turtle", "registry"):
        assert convert(examples, form, jobs=2).text == convert_alone(examples, form).text


@pytest.mark.slow
def test_the_command(stream: Path, tmp_path: Path) -> None:
    one = run("convert", stream, "--to", "nquads", "-o", tmp_path / "one.nq")
    two = run("convert", stream, "--to", "nquads", "--jobs", 2, "-o", tmp_path / "two.nq")
    assert (one.code, one.err) == (two.code, two.err)
    assert (tmp_path / "one.nq").read_bytes() == (tmp_path / "two.nq").read_bytes()
    text = stream.read_text().splitlines()[0]
    piped = run("convert", "-", "--to", "nquads", "--jobs", 2, stdin=text)
    assert (piped.code, piped.out) == (0, run("convert", "-", "--to", "nquads", stdin=text).out)


def test_what_goes_wrong_in_a_process(tmp_path: Path) -> None:
    with pytest.raises(ClingenError, match="there is no such file"):
        convert(tmp_path / "nowhere.json", "nquads", jobs=2)
    odd = tmp_path / "odd.ndjson"
    odd.write_text(json.dumps(MESSAGES[0]) + "\n" + json.dumps(MESSAGES[1]) + "\n")
    target = tmp_path / "out.nq"
    target.write_text("as it was")
    with pytest.raises(ClingenError, match="was ended by SIGKILL"):
        for _ in in_order(_die, range(10), 2):
            pass
    assert target.read_text() == "as it was"


def test_work_at_which_a_process_dies_is_lost_alone() -> None:
    """Each odd tenth piece kills whoever does it; the rest is made, in order."""
    made = list(in_order(_die_at_some, range(40), 2, lambda n, how: f"{n} {how}"))
    expected: list[object] = list(range(40))
    expected[7], expected[8], expected[30] = (f"{n} was ended by SIGSEGV" for n in (7, 8, 30))
    assert made == expected


def test_a_full_disk_for_temporary_files_is_not_one_of_the_output(
    stream: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(converting, "_converted", full)
    target = tmp_path / "out.nq"
    with pytest.raises(InputError, match=r"clingen-ld-.*: No space left on device: .*TMPDIR"):
        convert(stream, "nquads", target, jobs=2)
    assert not target.exists()


def test_a_process_that_is_killed_once_costs_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    assert list(in_order(partial(_die_once, mark), range(20), 2)) == list(range(20))
    assert mark.exists()


@pytest.mark.slow
def test_a_text_that_ends_its_process_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.json").write_text(json.dumps(MESSAGES[0]))
    monkeypatch.setattr(portions_module, "read_input", _crash_at_b)
    result = convert(tmp_path, "nquads", jobs=2)
    assert result.resources == 2
    [problem] = result.problems
    assert Path(problem.file).name == "b.json"
    assert "was ended by SIGSEGV" in problem.values["message"]
    report = validate([tmp_path], jobs=2)
    assert (report.resources, report.conforms) == (2, False)
    [finding] = [found for found in report.findings if found.rule == "ST-0"]
    assert (Path(finding.file).name, finding.severity) == ("b.json", "error")


def _crash_at_b(name: str, options: ReadOptions, model: Model) -> Iterator[Item]:
    if name.endswith("b.json"):
        os.kill(os.getpid(), signal.SIGSEGV)
    return read_input(name, options, model)


def _die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at_some(number: int) -> object:
    if number in (7, 8, 30):
        os.kill(os.getpid(), signal.SIGSEGV)
    return number


def _die_once(mark: Path, number: int) -> int:
    if number == 9 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number

"""Inputs that can be read only once, and files that change while they are read."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from clingen_ld.bulk.validating import validate as validate_by_jobs
from clingen_ld.conversion import convert
from clingen_ld.errors import InputError, UsageError
from clingen_ld.messages.message import Item
from clingen_ld.messages.search.documents import find
from clingen_ld.messages.text.inputs import find_files
from clingen_ld.messages.text.kept_inputs import Unchanged, kept_inputs
from clingen_ld.stores.diffing import diff
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.validation import session
from clingen_ld.validation.fixing import fix
from clingen_ld.validation.report import Report
from clingen_ld.validation.session import ValidationOptions, validate
from tests.stores.memory import MemoryStore

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

DANGLING = "".join(
    json.dumps({
        "resourceType": "ContextualAllele",
        "id": f"XA{n}",
        "contextualAlleleType": {"coding": [{"code": "SO:1000002"}]},
        "canonicalAllele": {"reference": f"CanonicalAllele/CA{n}"},
    })
    + "\n"
    for n in range(30)
)  # fmt: skip


@pytest.fixture(autouse=True)
def _few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "KEPT_MESSAGES", 10)


@pytest.fixture(params=["named pipe", "pipe of the shell"])
def pipe(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A pipe that gives the messages once."""
    if request.param == "named pipe":
        name = str(tmp_path / "pipe")
        os.mkfifo(name)
        writer = Thread(target=Path(name).write_text, args=(DANGLING,), daemon=True)
        writer.start()
        yield name
        writer.join(10)
        return
    out, into = os.pipe()
    os.write(into, DANGLING.encode())
    os.close(into)
    yield f"/dev/fd/{out}"
    os.close(out)


def _two_jobs(name: str | Path) -> Report:
    return validate_by_jobs([name], jobs=2)


@pytest.mark.slow
@pytest.mark.parametrize("check", [validate, _two_jobs])
def test_a_pipe_is_validated_as_the_file(
    check: Callable[[str | Path], Report], pipe: str, tmp_path: Path
) -> None:
    file = tmp_path / "dangling.ndjson"
    file.write_text(DANGLING)
    expected, found = validate(file), check(pipe)
    assert len([f for f in found.findings if f.rule == "CO-1"]) == 30
    assert found.shown_as({pipe: str(file)}) == expected


def test_a_pipe_is_loaded(pipe: str) -> None:
    assert load(pipe, MemoryStore(), LoadOptions(validate=False)).new == 30


def test_pipes_in_a_folder_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "a.json").write_text("{}")
    passed_over: list[str] = []
    found = list(find_files([tmp_path], passed_over=passed_over.append))
    assert found == [str(tmp_path / "a.json")]
    assert passed_over == [str(tmp_path / "pipe.json")]


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("change", ["shorter", "replaced", "gone"])
def test_a_file_that_changes_meanwhile_is_an_error(jobs: int, change: str, tmp_path: Path) -> None:
    file = tmp_path / "a.ndjson"
    file.write_text(DANGLING)

    def changes(_: Item | None) -> None:
        if change == "gone":
            file.unlink(missing_ok=True)
        elif change == "shorter":
            file.write_text(DANGLING[: DANGLING.index("\n") + 1])
        else:
            (tmp_path / "b").write_text(DANGLING)
            (tmp_path / "b").replace(file)

    with pytest.raises(InputError, match=r"a\.ndjson: .*(changed|o such file)"):
        validate_by_jobs([file], jobs=jobs, progress=changes)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_not_found_again_is_reported_without_a_place(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.ndjson"
    file.write_text(DANGLING)
    monkeypatch.setattr(Unchanged, "check", lambda _: None)
    report = validate_by_jobs([file], jobs=jobs, progress=lambda _: os.truncate(file, 0))
    found = [f for f in report.findings if f.rule == "CO-1"]
    assert len(found) == 30
    assert {f.line for f in found} == {None}
    assert not report.conforms


def test_names_that_are_kept_are_shown_as_given(pipe: str) -> None:
    with kept_inputs([pipe]) as (names, shown):
        assert shown == {names[0]: pipe}
        assert Path(names[0]).read_text() == DANGLING
    assert not os.path.exists(names[0])


def test_a_pipe_that_is_named_twice_is_kept_once(tmp_path: Path) -> None:
    pipe = str(tmp_path / "pipe")
    os.mkfifo(pipe)
    writing = Thread(target=lambda: Path(pipe).write_text(DANGLING), daemon=True)
    writing.start()
    with kept_inputs([pipe, "other.json", pipe]) as (names, shown):
        assert names[0] == names[2]
        assert names[1] == "other.json"
        assert shown == {names[0]: pipe}
        assert Path(names[0]).read_text() == DANGLING
    writing.join()


@pytest.fixture
def two_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """Two names of one pipe, into which a message is written once."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")

    def write() -> None:
        with suppress(BrokenPipeError):  # where nobody reads it
            Path("pipe").write_text(DANGLING)

    writing = Thread(target=write, daemon=True)
    writing.start()
    yield "pipe", "./pipe"
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)  # where nobody read it, and until it ends
    writing.join(60)
    os.close(reader)
    assert not writing.is_alive()


def test_two_names_of_one_pipe_are_kept_once(two_names: tuple[str, str]) -> None:
    with kept_inputs(two_names) as (names, shown):
        assert names[0] == names[1]
        assert shown == {names[0]: "pipe"}


def test_two_names_of_one_pipe_are_converted_twice(two_names: tuple[str, str]) -> None:
    once = DANGLING.count('"resourceType"')
    assert convert(two_names, "resource-json").resources == 2 * once


@pytest.mark.parametrize(
    "ask",
    [
        lambda one, other: list(find([one, other])),
        lambda one, other: diff(one, other).__enter__(),
        lambda one, other: validate(one, against=other),
        lambda one, other: validate_by_jobs([one], ValidationOptions(against=(other,)), jobs=2),
        lambda *_: validate("-", against="-"),
        lambda *_: list(find(["-", "-"])),
    ],
)
def test_a_pipe_that_would_be_waited_for_is_refused(
    two_names: tuple[str, str], ask: Callable[[str, str], object]
) -> None:
    with pytest.raises(UsageError, match="can be read once, and is named twice"):
        ask(*two_names)


class _Endless(io.RawIOBase):
    """What begins with some bytes, and repeats others without an end."""

    def __init__(self, start: bytes, repeated: bytes) -> None:
        self._start, self._repeated = start, repeated
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._start[: len(view)] or self._repeated * (len(view) // len(self._repeated))
        self._start = self._start[len(data) :]
        self.given += len(data)
        assert self.given < 4 << 20
        view[: len(data)] = data
        return len(data)


@pytest.mark.parametrize(("start", "repeated"), [(b"", b"\0"), (b"", b"y\n"), (b"\n \n", b"ab")])
@pytest.mark.parametrize("fixes", [True, False])
def test_what_is_of_no_form_is_not_read_to_its_end(
    start: bytes, repeated: bytes, fixes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = _Endless(start, repeated)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(endless)))
    report = fix("-").report if fixes else validate("-")
    assert report.resources == 0
    assert "ST-0" in {each.rule for each in report.findings} <= {"ST-0", "ST-11"}


def test_a_message_after_much_white_space_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b" \n" * (1 << 20) + b'{"resourceType": "Gene", "id": "G1"}'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert validate("-").resources == 1

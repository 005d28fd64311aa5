"""Tests of clingen_ld.messages.text.special_files."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from clingen_ld import (
    InputError,
    LoadOptions,
    ValidationOptions,
    convert,
    diff,
    find,
    load,
    load_model,
    validate,
)
from clingen_ld.messages.text import special_files
from clingen_ld.messages.text.special_files import open_special
from clingen_ld.validation.baseline import read_baseline
from clingen_ld.validation.configuration import read_configuration
from tests.stores.memory import MemoryStore

pytestmark = pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="there are no devices")

GENE = '{"resourceType": "Gene", "id": "G1", "symbol": "ILK", "name": "integrin linked kinase"}'
READERS: dict[str, Callable[[str], Any]] = {
    "validate": validate,
    "against": lambda name: validate([], ValidationOptions(against=(name,))),
    "convert": lambda name: convert(name, "nquads"),
    "load": lambda name: load(name, MemoryStore(), LoadOptions()),
    "diff": lambda name: diff(name, os.devnull).__enter__(),
    "find": lambda name: list(find(name)),
    "baseline": read_baseline,
    "settings": partial(read_configuration, model=load_model()),
}


@pytest.mark.parametrize("reader", READERS)
def test_a_device_without_an_end_is_refused(reader: str) -> None:
    with pytest.raises(InputError, match=r"^/dev/zero: it is a device, which may have no end"):
        READERS[reader]("/dev/zero")


@pytest.mark.parametrize("reader", READERS)
def test_a_socket_is_refused(reader: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # since names of sockets are short
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("a.json")
        with pytest.raises(InputError, match=r"^a\.json: it is a socket, which is not read"):
            READERS[reader]("a.json")


@pytest.mark.parametrize("reader", READERS)
def test_a_pipe_that_nobody_writes_to_ends(
    reader: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(special_files, "PATIENCE", 0.05)
    pipe = str(tmp_path / "pipe.json")
    os.mkfifo(pipe)
    with pytest.raises(
        InputError, match=r"no program writes to this pipe \(waited 0\.05 seconds\)"
    ):
        READERS[reader](pipe)


def test_a_pipe_is_read_when_its_writer_comes_and_when_it_waits(tmp_path: Path) -> None:
    pipe = str(tmp_path / "pipe")
    os.mkfifo(pipe)
    writer = Thread(target=Path(pipe).write_text, args=(GENE,), daemon=True)
    writer.start()
    with open_special(pipe, patience=60) as stream:
        assert stream.read().decode() == GENE
    writer.join()


@pytest.mark.parametrize("reader", ["validate", "convert", "load", "find"])
def test_standard_input_from_a_device_is_refused(
    reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open("/dev/zero") as zeros:
        monkeypatch.setattr(sys, "stdin", zeros)
        with pytest.raises(InputError, match=r"^standard input: it is a device"):
            READERS[reader]("-")


def test_the_empty_device_is_an_empty_file() -> None:
    with open_special(os.devnull) as stream:
        assert stream.read() == b""
    [finding] = validate(os.devnull).findings
    assert finding.rule == "ST-11"


def test_shapes_are_files(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(GENE)
    with pytest.raises(InputError, match=r"^/dev/zero: it is not a file$"):
        validate(file, ValidationOptions(shapes=("/dev/zero",)))

"""Writing: files that are whole or not there, folders, and what cannot be written."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.conversion import convert
from clingen_ld.errors import ClingenError, InputError, UsageError
from clingen_ld.messages import writing
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.writing import ResourceFileNames, open_output
from clingen_ld.model import escape
from tests.messages.carrying import FORMS, Tree, read, write

GENE: Tree = {"resourceType": "Gene", "id": "G1", "symbol": "S"}
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
CONTROL: Tree = GENE | {"id": "G2", "name": "a\x01b"}


@pytest.fixture
def genes(tmp_path: Path) -> Path:
    """A file with two genes, the second of which XML cannot carry whole."""
    path = tmp_path / "in" / "genes.json"
    path.parent.mkdir()
    path.write_bytes(write([GENE, CONTROL], "resource-json")[0])
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


# --- One file ---------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_files(form: str, genes: Path, out: Path) -> None:
    target = out / "genes"
    result = convert(genes, form, target)
    assert (result.resources, result.text, result.problems) == (2, None, [])
    assert target.read_text() == convert(genes, form).text
    assert [tree["id"] for tree in read(target.read_bytes())] == ["G1", "G2"]
    assert os.listdir(out) == ["genes"]


def test_packed_files_have_the_same_bytes_every_time(genes: Path, out: Path) -> None:
    for name in ("a.nq.gz", "b.nq.gz"):
        convert(genes, "nquads", out / name)
    assert (out / "a.nq.gz").read_bytes() == (out / "b.nq.gz").read_bytes()
    assert gzip.decompress((out / "a.nq.gz").read_bytes()).decode() == convert(genes, "nquads").text
    assert convert(out / "a.nq.gz", "resource-json").text == genes.read_text()


def test_streams(genes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    convert(genes, "resource-json", stream)
    assert stream.getvalue().decode() == genes.read_text()

    class Stdout:
        buffer = io.BytesIO()

    monkeypatch.setattr(sys, "stdout", Stdout)
    convert(genes, "resource-json", "-")
    assert Stdout.buffer.getvalue() == stream.getvalue()


def test_pretty_arrays(genes: Path) -> None:
    text = convert(genes, "resource-json", pretty=True).text
    assert text == json.dumps([GENE, CONTROL], indent=2, ensure_ascii=False) + "\n"
    one = convert(genes, "resource-json", pretty=True, keep=lambda m: m.iri.endswith("G1")).text
    assert one == json.dumps(GENE, indent=2) + "\n"
    none = convert(genes, "resource-json", pretty=True, keep=lambda m: False)
    assert (none.text, none.resources) == ("", 0)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_to_write(form: str, tmp_path: Path) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text("[]")
    for pretty in (False, True):
        result = convert(empty, form, pretty=pretty)
        assert (result.text, result.resources, len(result.problems)) == ("", 0, 1)


def test_a_file_is_replaced_and_keeps_its_mode(genes: Path, out: Path) -> None:
    target = out / "genes.json"
    target.write_text("old")
    target.chmod(0o600)
    convert(genes, "resource-json", target)
    assert target.read_text() == genes.read_text()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with open_output(target) as stream:
        stream.write(b"secret")
        [waiting] = [path for path in target.parent.iterdir() if path.name.startswith(".clingen")]
        assert stat.S_IMODE(waiting.stat().st_mode) == 0o600  # while it is written, too


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("-rf", "_-rf.json"), ("--help", "_--help.json"), ("CON", "_CON.json"),
        ("aux.x", "_aux.x.json"), ("console", "console.json"), ("../a", "_a.json"),
    ],
)  # fmt: skip
def test_names_that_are_options_or_devices(id: str, name: str) -> None:
    assert ResourceFileNames(".json").name({"resourceType": "Gene", "id": id}) == name


def test_a_new_file_has_the_usual_mode(genes: Path, out: Path) -> None:
    mask = os.umask(0o027)
    try:
        convert(genes, "resource-json", out / "genes.json")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((out / "genes.json").stat().st_mode) == 0o640


def test_a_link_is_followed(genes: Path, out: Path, tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("old")
    (out / "link.json").symlink_to(tmp_path / "real.json")
    convert(genes, "resource-json", out / "link.json")
    assert (out / "link.json").is_symlink()
    assert (tmp_path / "real.json").read_text() == genes.read_text()


def test_pipes_and_devices_stay_what_they_are(genes: Path, out: Path) -> None:
    convert(genes, "resource-json", os.devnull)
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)
    pipe = out / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    convert(genes, "resource-json", pipe)
    reader.join(10)
    assert received == [genes.read_bytes()]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


# --- What cannot be written -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["no/such/folder.json", "x" * 300, "a\0b", "file/below"])
def test_places_where_nothing_can_be(name: str, genes: Path, out: Path) -> None:
    (out / "file").write_text("")
    with pytest.raises(InputError):
        convert(genes, "resource-json", out / name)
    assert os.listdir(out) == ["file"]


def test_a_place_that_is_forbidden(genes: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(InputError, match=r"x\.json: cannot be written: Permission denied"):
        convert(genes, "resource-json", out / "x.json")
    assert os.listdir(out) == []


class Full(io.RawIOBase):
    """A file on a disk that is full after some bytes."""

    def __init__(self, file: Any, room: int) -> None:
        self._file = file
        self._room = room

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self._room < len(data):
            raise OSError(errno.ENOSPC, "No space left on device")
        self._room -= len(data)
        return int(self._file.write(data))

    def close(self) -> None:
        self._file.close()
        super().close()


@pytest.mark.parametrize("name", ["x.out", "x.out.gz"])
@pytest.mark.parametrize("room", [0, 20])
@pytest.mark.parametrize("form", FORMS)
def test_a_disk_that_is_full(
    form: str, name: str, room: int, genes: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = out / name
    target.write_text("old")

    def open_full(path: Any, mode: str, *size: int, **how: Any) -> Any:
        return io.BufferedWriter(Full(open(path, mode, **how), room))

    monkeypatch.setattr(writing, "open", open_full, raising=False)
    with pytest.raises(InputError, match="cannot be written: No space left on device"):
        convert([genes] * 5, form, target)
    assert target.read_text() == "old"
    assert os.listdir(out) == [name]


def test_a_fault_on_the_way_leaves_nothing(genes: Path, out: Path) -> None:
    def fail(item: object) -> None:
        raise KeyboardInterrupt

    for target in (out / "x.json", out / "x.json.gz", out):
        with pytest.raises(KeyboardInterrupt):
            convert(genes, "resource-json", target, progress=fail)
        assert os.listdir(out) == []


def test_errors_of_the_input_are_not_blamed_on_the_output(genes: Path, out: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.json: there is no such file"):
        convert([genes, "missing.json"], "resource-json", out / "x.json")
    with pytest.raises(UsageError, match="not mine"), open_output(out / "x.json"):
        raise UsageError("not mine")
    assert os.listdir(out) == []


def test_an_unknown_form_is_told_before_anything_is_done(out: Path) -> None:
    with pytest.raises(UsageError, match="there is no form 'gff'"):
        convert("missing.json", "gff", out / "x")
    assert os.listdir(out) == []


# --- What a form cannot carry -----------------------------------------------------------------


@pytest.mark.parametrize("form", ["resource-xml", "rdfxml"])
def test_what_is_lost_is_told(form: str, genes: Path, out: Path) -> None:
    iri = "http://clingendb.clingen.org/Gene/G2"
    said = f"{genes}: {iri}: /name cannot be carried by {form}"
    assert convert(genes, form).lost == [said]
    with pytest.raises(ClingenError) as caught:
        convert(genes, form, out / "x.xml", strict=True)
    assert str(caught.value) == said
    assert os.listdir(out) == []
    convert(genes, "turtle", out / "x.ttl", strict=True)


@pytest.mark.parametrize(
    ("tree", "lost"),
    [
        ({"aliasSymbol": ["a", "\x01", "b\x02"]}, ["/aliasSymbol/1", "/aliasSymbol/2"]),
        ({"identifier": [{"value": "\x01"}]}, ["/identifier/0/value"]),
        ({"a b": {"c": 1, "d": [1, 2]}}, []),
        ({"http://example.org/1": {"c": 1, "d": ["x", "y"]}}, ["/http:~1~1example.org~11"]),
        ({"http://example.org/1": ["x", "y"]}, ["/http:~1~1example.org~11"]),
        ({"": 1}, ["/"]),
        ({f"{RDF}li": 1}, [f"/{escape(RDF)}li"]),
    ],
)
def test_pointers_of_what_rdf_xml_loses(tree: Tree, lost: list[str]) -> None:
    text, [found] = write([GENE | tree], "rdfxml")
    assert found == lost
    assert all(t["resourceType"] == "Gene" for t in read(text))
    assert len(read(text)) == 1


@pytest.mark.parametrize(
    ("tree", "lost"),
    [
        ({"aliasSymbol": ["a", "\x01", "b\x02"]}, ["/aliasSymbol/1", "/aliasSymbol/2"]),
        ({"foo": "text", "bar": ["a", "b"]}, []),
        ({"foo": {"a": "b", "c": {"d": "e"}}}, []),
        ({"foo": 5}, ["/foo"]),
        ({"foo": ["one"]}, ["/foo"]),
        ({"foo": {}}, ["/foo"]),
        ({"foo": None}, ["/foo"]),
        ({"foo": [1, "x", None]}, ["/foo/2", "/foo"]),
        ({"a b": "x"}, ["/a b"]),
        ({"a²": "x"}, ["/a²"]),
        ({"@type": ["http://x"]}, ["/@type"]),
        ({"identifier": [{"@id": "http://x", "value": "v"}]}, ["/identifier/0/@id"]),
        ({"identifier": [{"resourceType": "Gene"}]}, []),
        ({"symbol": 5}, ["/symbol"]),
        ({"symbol": {"value": "v"}}, []),
        ({"symbol": ["a", "b"]}, []),
        ({"symbol": ["a", "\x01"]}, ["/symbol/1", "/symbol"]),
    ],
)
def test_pointers_of_what_resource_xml_changes_or_loses(tree: Tree, lost: list[str]) -> None:
    assert write([GENE | tree], "resource-xml")[1] == [lost]


def test_carriage_returns_survive_xml() -> None:
    tree = GENE | {"name": "a\rb\r\nc\td", "symbol": " \n "}
    for form in ("resource-xml", "rdfxml"):
        for pretty in (False, True):
            text, lost = write([tree], form, pretty)
            assert lost == [[]]
            assert b"\r" not in text
            [back] = read(text)
            assert (back["name"], back["symbol"]) == (tree["name"], tree["symbol"])


# --- Folders ----------------------------------------------------------------------------------


def names(*trees: Tree) -> list[str | None]:
    given = ResourceFileNames(".json")
    return [given.name({"resourceType": "Gene"} | tree) for tree in trees]


def test_a_folder_has_a_file_for_each(genes: Path, out: Path) -> None:
    assert convert(genes, "turtle", out).resources == 2
    assert sorted(os.listdir(out)) == ["G1.ttl", "G2.ttl"]
    assert read((out / "G2.ttl").read_bytes()) == [CONTROL]
    convert(genes, "turtle", out)  # again: the same files
    assert sorted(os.listdir(out)) == ["G1.ttl", "G2.ttl"]


def test_names_of_files() -> None:
    assert names({"id": "CA 1/2"}, {"@id": "http://x/y"}, {}) == [
        "CA_1_2.json", "http___x_y.json", "resource.json",
    ]  # fmt: skip
    assert names({"id": ".."}, {"id": "../../etc/passwd"}, {"id": ".hidden"}) == [
        "resource.json", "_.._etc_passwd.json", "hidden.json",
    ]  # fmt: skip
    [name] = names({"id": "𝄞é" * 500})
    assert name is not None
    assert len(name.encode()) <= 200


def test_names_that_clash_are_numbered() -> None:
    clashing = [{"id": i} for i in ("a/b", "a:b", "a_b", "A_B", "a_b-2")]
    assert names(*clashing) == [
        "a_b.json", "a_b-2.json", "a_b-3.json", "A_B-4.json", "a_b-2-2.json",
    ]  # fmt: skip
    assert names({"id": "1"}, {"id": "1", "resourceType": "Provenance"}) == ["1.json", "1-2.json"]
    assert names({}, {"symbol": "S"}) == ["resource.json", "resource-2.json"]


def test_the_same_resource_again_has_its_file_already() -> None:
    assert names({"id": "a"}, {"id": "a"}, {"id": "a", "symbol": "S"}, {"id": "a"}) == [
        "a.json", None, "a-2.json", None,
    ]  # fmt: skip


def test_no_resource_overwrites_another(tmp_path: Path, out: Path) -> None:
    ids = ["a/b", "a:b", "A:B", "..", ".", "é", "e\u0301", "x" * 300, "x" * 301, "a\x00b"]
    trees = [GENE | {"id": name} for name in ids] + [GENE | {"id": "a/b", "symbol": "T"}]
    path = tmp_path / "in.json"
    path.write_text(json.dumps(trees))
    assert convert(path, "json-ld", out).resources == len(trees)
    back = [read((out / name).read_bytes())[0] for name in os.listdir(out)]
    assert sorted(map(json.dumps, back)) == sorted(map(json.dumps, trees))


def test_strict_in_a_folder_leaves_what_came_before(genes: Path, out: Path) -> None:
    with pytest.raises(ClingenError):
        convert(genes, "resource-xml", out, strict=True)
    assert os.listdir(out) == ["G1.xml"]


# --- Memory -----------------------------------------------------------------------------------


def test_lines_are_written_as_they_come(genes: Path) -> None:
    class Stream(io.BytesIO):
        sizes: tuple[int, ...] = ()

    stream = Stream()

    def sizes() -> Iterator[int]:
        yield stream.tell()

    seen: list[int] = []
    convert(genes, "resource-json", stream, progress=lambda _: seen.extend(sizes()))
    assert seen[0] == 0
    assert seen[1] > 0


def test_the_base_of_the_options_is_used(genes: Path) -> None:
    options = ReadOptions(base="http://example.org/x/")
    text = convert(genes, "nquads", options=options).text or ""
    assert text.startswith("<http://example.org/x/Gene/G1> ")
    back = read(text, base="http://example.org/x/")
    assert [tree.get("@id") for tree in back] == [None, None]
    assert read(text)[0]["@id"] == "http://example.org/x/Gene/G1"

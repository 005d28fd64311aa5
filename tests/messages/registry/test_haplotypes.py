"""Alleles that other inputs of a run tell of: the simple ones of a haplotype."""

from __future__ import annotations

import gzip
import io
import json
import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import permutations
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO, cast

import pytest

import clingen_ld
from clingen_ld import Document
from clingen_ld.bulk import converting, validating
from clingen_ld.conversion import convert
from clingen_ld.errors import InputError
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.reading import with_inputs
from clingen_ld.messages.registry.haplotypes import find_registered
from clingen_ld.messages.text.kept_inputs import KeptStream
from clingen_ld.stores.loading import load
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.reading import export
from clingen_ld.validation.session import ValidationOptions
from tests.messages.registry.documents import DOCUMENTS, SERVER

SIMPLE, COMPLEX = DOCUMENTS["substitution"], DOCUMENTS["haplotype"]
EXAMPLES = Path(__file__).parents[3] / "examples/registry"
IRI = f"{SERVER}/allele/CA900000001"
OTHER = {"resourceType": "Gene", "id": "G1"}


def in_files(folder: Path, *documents: Any) -> list[str]:
    names = [folder / f"{n}.json" for n in range(len(documents))]
    for name, document in zip(names, documents, strict=True):
        name.write_text(json.dumps(document))
    return list(map(str, names))


def in_lines(folder: Path, *documents: Any) -> list[str]:
    (folder / "all.ndjson").write_text("".join(json.dumps(d) + "\n" for d in documents))
    return [str(folder / "all.ndjson")]


def in_a_folder(folder: Path, *documents: Any) -> list[str]:
    in_files(folder, *documents)
    return [str(folder)]


def in_arrays(folder: Path, *documents: Any) -> list[str]:
    return in_files(folder, *[[document] for document in documents])


def in_replies_by_name(folder: Path, *documents: Any) -> list[str]:
    return in_files(folder, *[{"rs1": d, "rs2": d} for d in documents])


def packed(folder: Path, *documents: Any) -> list[str]:
    names = in_files(folder, *documents)
    for name in names:
        Path(name).write_bytes(gzip.compress(Path(name).read_bytes()))
    return names


def in_a_large_array(folder: Path, *documents: Any) -> list[str]:
    filler = [OTHER | {"name": "n" * 1000, "id": f"F{n}"} for n in range(400)]
    first, *rest = documents
    return in_files(folder, [first, *filler, *rest])


def through_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


WAYS = [in_files, in_lines, in_a_folder, in_arrays, in_replies_by_name, packed, in_a_large_array]
Way = Callable[..., list[str]]


def nested(text: str) -> set[str]:
    """What the complex alleles of resource-json nest."""
    trees = map(json.loads, text.splitlines())
    return {each["reference"] for tree in trees for each in tree.get("nested", ())}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("order", list(permutations([SIMPLE, COMPLEX, OTHER])))
def test_a_nested_allele_is_the_registered_one_wherever_that_stands(
    tmp_path: Path, way: Way, order: tuple[Any, ...]
) -> None:
    inputs = way(tmp_path, *order)
    text = convert(inputs, "resource-json").text or ""
    assert IRI in nested(text)
    assert "43106486:A:C" not in " ".join(nested(text))


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_the_output_is_the_same_for_any_number_of_processes(tmp_path: Path, way: Way) -> None:
    inputs = way(tmp_path, COMPLEX, SIMPLE)
    for form in ("resource-json", "nquads", "json-ld"):
        one = convert(inputs, form).text
        assert converting.convert(inputs, form, jobs=3).text == one
    assert IRI in nested(converting.convert(inputs, "resource-json", jobs=3).text or "")


def test_parts_in_a_folder_name_it_too(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    inputs = in_files(tmp_path / "in", COMPLEX, SIMPLE)
    converting.bulk_convert(inputs, tmp_path / "out", jobs=2)
    [part] = (tmp_path / "out").iterdir()
    assert f"/nested> <{IRI}>" in gzip.decompress(part.read_bytes()).decode()


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS[:3])
def test_a_store_has_it_by_its_number(tmp_path: Path, way: Way) -> None:
    (tmp_path / "in").mkdir()
    inputs = way(tmp_path / "in", COMPLEX, SIMPLE)
    with open_store(str(tmp_path / "store"), create=True) as store:
        load(inputs, store)
        text = export(store).text or ""
    assert IRI in nested(text)


def test_validation_follows_it(tmp_path: Path) -> None:
    inputs = in_files(tmp_path, COMPLEX, SIMPLE)
    whole = clingen_ld.validate(inputs)
    assert whole.conforms
    assert validating.validate(inputs, jobs=2).findings == whole.findings


def test_what_references_may_lead_to_tells_it(tmp_path: Path) -> None:
    iri = f"{SERVER}/allele/CA1"
    moved = json.loads(json.dumps(SIMPLE).replace(IRI, iri))
    own, other = in_files(tmp_path, COMPLEX, moved)
    met: list[Any] = []
    clingen_ld.validate([own], against=[other], progress=met.append)
    assert iri in {item.iri for item in met if hasattr(item, "iri")}


def test_a_contextual_allele_of_the_model_tells_it(tmp_path: Path) -> None:
    text = convert(in_files(tmp_path, SIMPLE), "resource-json").text or ""
    (tmp_path / "1.ndjson").write_text(text)
    (tmp_path / "0.json").write_text(json.dumps(COMPLEX))
    inputs = [str(tmp_path / "0.json"), str(tmp_path / "1.ndjson")]
    assert IRI in nested(convert(inputs, "resource-json").text or "")


def test_messages_in_memory_tell_it() -> None:
    texts = [json.dumps(COMPLEX).encode(), gzip.compress(json.dumps(SIMPLE).encode())]
    assert IRI in nested(convert(texts, "resource-json").text or "")


def test_standard_input_of_a_validation_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [name] = in_lines(tmp_path, COMPLEX, SIMPLE)
    through_standard_input(monkeypatch, Path(name).read_bytes())
    met: list[Any] = []
    clingen_ld.validate(["-"], progress=met.append)
    assert not [item for item in met if item.iri.endswith("/NC_000017.11:43106486:A:C")
                and item.type == "CanonicalAllele"]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("way", [in_lines, in_a_large_array])
def test_what_is_read_once_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: Way, pack: Callable[..., Any], jobs: int
) -> None:
    [name] = way(tmp_path, COMPLEX, SIMPLE)
    through_standard_input(monkeypatch, pack(Path(name).read_bytes()))
    text = converting.convert(["-"], "resource-json", jobs=jobs).text
    assert text == convert([name], "resource-json").text
    assert IRI in nested(text or "")


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("order", [[COMPLEX, SIMPLE], [SIMPLE, COMPLEX]])
def test_a_file_and_standard_input_tell_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: list[Any], jobs: int
) -> None:
    first, second = in_files(tmp_path, *order)
    through_standard_input(monkeypatch, Path(second).read_bytes())
    text = converting.convert([first, "-"], "resource-json", jobs=jobs).text
    assert text == convert([first, second], "resource-json").text
    assert IRI in nested(text or "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_pipes_tell_each_other(tmp_path: Path) -> None:
    files, pipes = in_files(tmp_path, COMPLEX, SIMPLE), [tmp_path / "a", tmp_path / "b"]
    writers = []
    for file, pipe in zip(files, pipes, strict=True):
        os.mkfifo(pipe)
        data = Path(file).read_bytes()
        writers.append(Thread(target=pipe.write_bytes, args=(data,), daemon=True))
        writers[-1].start()
    assert IRI in nested(convert(pipes, "resource-json").text or "")
    for writer in writers:
        writer.join(10)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_that_cannot_be_read_is_an_error_at_its_own_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [file], pipe = in_files(tmp_path, COMPLEX), str(tmp_path / "a")
    os.mkfifo(pipe)
    opened, met = io.open, list[Any]()

    def refuse(name: Any, *rest: Any, **more: Any) -> Any:
        if name == pipe:
            raise PermissionError(13, "Permission denied")
        return opened(name, *rest, **more)

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(InputError, match="a: Permission denied"):
        convert([file, pipe], "resource-json", progress=met.append)
    assert len(met) > 5


def test_what_references_may_lead_to_comes_through_standard_input_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, other = in_files(tmp_path, COMPLEX, SIMPLE)
    for check in (clingen_ld.validate, partial(validating.validate, jobs=2)):
        through_standard_input(monkeypatch, Path(other).read_bytes())
        options = ValidationOptions(against=("-",))
        assert (
            check([own], options).findings == clingen_ld.validate([own], against=[other]).findings
        )


@pytest.mark.parametrize(("start", "is_kept"), [("##fileformat=VCFv4.3\n", False), ("\n[", True)])
def test_only_what_may_be_json_is_kept(start: str, is_kept: bool) -> None:
    data = start.encode() + bytes(3_000_000)
    stream = KeptStream(cast(BinaryIO, io.BufferedReader(io.BytesIO(data))), only_json=True)
    with closing(stream):
        assert stream.reader().read() == data
        assert stream.is_kept is is_kept
        assert (stream.reader().read() == data) is is_kept


def test_nothing_is_read_behind_what_could_not_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    stream = KeptStream(cast(BinaryIO, io.BufferedReader(io.BytesIO(bytes(3_000_000)))))
    with closing(stream):
        reader = stream.reader()
        assert reader.read(10) == bytes(10)
        for _ in range(2):
            with pytest.raises(OSError, match="No space left"):
                stream.size()
        with pytest.raises(OSError, match="No space left"):
            reader.read()


def test_an_allele_in_no_input_keeps_the_name_of_its_placement(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text('{"@id": "http://reg')
    inputs = [*in_files(tmp_path, COMPLEX, OTHER), str(tmp_path / "broken.json")]
    text = convert(inputs, "resource-json").text or ""
    assert all(each.startswith("CanonicalAllele/NC_") for each in nested(text))


def test_of_several_numbers_the_first_counts(tmp_path: Path) -> None:
    other = json.loads(json.dumps(SIMPLE).replace(IRI, f"{SERVER}/allele/CA7"))
    inputs = in_files(tmp_path, COMPLEX, other, SIMPLE)
    names = nested(convert(inputs, "resource-json").text or "")
    assert f"{SERVER}/allele/CA7" in names
    assert IRI not in names


def test_a_copy_looks_for_itself(tmp_path: Path) -> None:
    options = with_inputs(ReadOptions(), in_files(tmp_path, SIMPLE))
    assert options.beside is not None
    assert with_inputs(options, ["other"]) is options
    assert find_registered("NC_000017.11:43106486:A:C", options.beside) == IRI
    (tmp_path / "0.json").unlink()
    assert find_registered("NC_000017.11:43106486:A:C", options.beside) == IRI
    copy = pickle.loads(pickle.dumps(options))
    assert find_registered("NC_000017.11:43106486:A:C", copy.beside) is None


@pytest.mark.slow
@pytest.mark.parametrize("order", [[SIMPLE, COMPLEX], [COMPLEX, SIMPLE]])
@pytest.mark.parametrize("way", ["resource-json", "nquads", "trig"])
def test_a_block_of_registered_alleles_is_written_whole(order: list[Any], way: str) -> None:
    second = json.loads((EXAMPLES / "CA900000002.json").read_text())
    text = convert([*order, second], way).text or ""
    values = [json.loads(line) for line in (convert(Document(text), "vrs").text or "").splitlines()]
    assert sorted(value["type"] for value in values) == [
        "CategoricalVariant", "CategoricalVariant", "CisPhasedBlock", "RelativeAllele",
        "RelativeAllele",
    ]  # fmt: skip
    again = [json.loads(line) for line in (convert(values, "vrs").text or "").splitlines()]
    assert sorted(map(json.dumps, again)) == sorted(map(json.dumps, values))

"""Files are opened once and messages decoded once, while there are few; the digests are right."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.messages.message import Item, ReadOptions
from clingen_ld.messages.text import inputs
from clingen_ld.stores import sources
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.stores.sources import Sources
from clingen_ld.validation.session import ValidationOptions
from tests.stores.loads import contents, gene, told, written
from tests.stores.memory import MemoryStore


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each file was opened, by its name."""
    counts: Counter[str] = Counter()

    def counted(name: str, mode: str, buffering: int = -1) -> Any:
        counts[Path(name).name] += 1
        return open(name, mode, buffering)

    monkeypatch.setattr(inputs, "open", counted, raising=False)
    monkeypatch.setattr(sources, "open", counted, raising=False)
    return counts


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of objects that were decoded as JSON."""
    texts: list[str] = []
    decode = json.JSONDecoder.decode

    def noted(self: json.JSONDecoder, text: str, *args: Any) -> Any:
        if text.startswith('{\n "resourceType"'):
            texts.append(text)
        return decode(self, text, *args)

    monkeypatch.setattr(json.JSONDecoder, "decode", noted)
    return texts


@pytest.mark.parametrize("validate", [True, False])
def test_a_small_load_reads_once(
    tmp_path: Path, opened: Counter[str], decoded: list[str], validate: bool
) -> None:
    for number in range(3):
        text = json.dumps(gene(number), indent=1)
        (tmp_path / f"{number}.json").write_text(text)
    options = ValidationOptions(read=ReadOptions(engine="standard"))
    report = load(tmp_path, MemoryStore(), LoadOptions(options, validate))
    assert report.new == 3
    assert opened == {"0.json": 1, "1.json": 1, "2.json": 1}
    assert len(decoded) == 3


@pytest.mark.parametrize(("validate", "small"), [(True, 0), (False, 0), (True, 1)])
def test_a_large_load_gives_the_same(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    opened: Counter[str],
    validate: bool,
    small: int,
) -> None:
    path = written(
        tmp_path / "a.json", *map(gene, range(20)), told(3, symbol="X"), told(3, name="y")
    )
    options = LoadOptions(validate=validate)
    few, many = MemoryStore(), MemoryStore()
    expected = load(path, few, options)
    opened.clear()
    monkeypatch.setattr(sources, "KEPT_MESSAGES", 5)
    monkeypatch.setattr(sources, "_SMALL", small << 20)
    assert load(path, many, options).loaded == expected.loaded
    assert opened == {"a.json": 2}
    assert contents(many) == contents(few)


def _whole(data: bytes) -> bytes:
    return data


def _packed(data: bytes) -> bytes:
    return gzip.compress(data)


def _cut_off(data: bytes) -> bytes:
    return gzip.compress(data)[:-9]


def _binary(data: bytes) -> bytes:
    return b"\0" + data


@pytest.mark.slow
@pytest.mark.parametrize("change", [_whole, _packed, _cut_off, _binary])
@pytest.mark.parametrize("layout", ["one", "lines", "array", "quads"])
def test_digests_are_of_all_bytes(
    tmp_path: Path, layout: str, change: Callable[[bytes], bytes]
) -> None:
    trees = [gene(n) for n in range(3 if layout == "one" else 900)]
    if layout == "lines":
        text = "\n".join(map(json.dumps, trees))
    elif layout == "quads":
        line = '<http://example.org/s{}> <http://example.org/p> "x" <http://example.org/g{}> .\n'
        text = "".join(line.format(n, n % 7) for n in range(2000))
    else:
        text = json.dumps(trees)
    path = tmp_path / "a"
    path.write_bytes(change(text.encode()))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    for placed in (True, False):
        found = Sources([str(path)], {}, ReadOptions(placed=placed))
        items: list[Item] = list(found.read())
        assert items
        assert [source.digest for source in found.files] == [digest]
        assert list(found.again(0)) == items
    alone = Sources([str(path)], {}, ReadOptions())
    alone.digest()
    assert [source.digest for source in alone.files] == [digest]

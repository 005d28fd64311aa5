"""N-Quads too large to be read as a whole: findings have the same places as in a small file."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from clingen_ld import Finding, ReadOptions, Report, validate
from clingen_ld.messages.message import Message
from clingen_ld.messages.n_quads import placed
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import DEFAULT_BASE, Model
from tests.conftest import seeds
from tests.messages.n_quads.test_written import name_of


def findings_of(path: Path, largest: int) -> tuple[list[Finding], int]:
    report = validate(path, base=DEFAULT_BASE, largest=largest)
    return list(report.findings), report.resources


def planted(lines: list[str], seed: int) -> list[str]:
    """The lines, some with mistakes: values, codes, properties and targets."""
    chance, made = random.Random(seed), list(lines)
    for n in chance.sample(range(len(lines)), 40):
        made[n] = chance.choice([
            re.sub(r'"([^"\\]*)"', r'"\1 ?"', lines[n], count=1),
            re.sub(r'"[^"\\]*"', '"x"', lines[n], count=1),
            re.sub(r"(> <[^>]*)>", r"\1x>", lines[n], count=1),
            re.sub(r"1> <http", "9> <http", lines[n], count=1),
        ])  # fmt: skip
    return made


@pytest.mark.parametrize("seed", seeds(6))
def test_findings_have_the_places_that_they_have_as_a_whole(
    seed: int, lines: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "all.nq"
    made = planted(lines, seed) if seed else lines
    other = [f'<urn:x:s> <urn:x:p{n}> "x" <urn:x:g> .\n' for n in range(3)] if seed else []
    path.write_text("".join([*other, *made]).removesuffix("\n" if seed == 1 else "\0"))
    whole = findings_of(path, 1 << 30)
    assert findings_of(path, path.stat().st_size - 1) == whole
    assert bool(whole[0]) == bool(seed)


def test_what_large_quads_say_beyond_resources(
    lines: list[str], tmp_path: Path, model: Model
) -> None:
    path, other = tmp_path / "all.nq", '<urn:x:s> <urn:x:p> "x" <urn:x:g{}> .\n'
    path.write_text("".join([other.format(1), *lines, other.format(2)]))

    def unread(largest: int) -> list[tuple[str, str]]:
        items = read_inputs([path], ReadOptions(largest=largest), model)
        return sorted(each for item in items if isinstance(item, Message) for each in item.unread)

    assert unread(path.stat().st_size - 1) == unread(1 << 30)
    assert len(unread(1 << 30)) == 2


def test_large_quads_about_other_things(tmp_path: Path) -> None:
    path = tmp_path / "all.nq"
    path.write_text("".join(f'<urn:x:s{n}> <urn:x:p> "x" <urn:x:g{n}> .\n' for n in range(30)))
    assert findings_of(path, path.stat().st_size - 1) == findings_of(path, 1 << 30)


def test_large_quads_that_are_compressed(lines: list[str], tmp_path: Path) -> None:
    text = "".join(planted(lines, 1)).encode()
    (tmp_path / "all.nq").write_bytes(text)
    with gzip.open(tmp_path / "all.nq.gz", "wb") as file:
        file.write(text)
    plain, packed = (findings_of(tmp_path / name, 200_000) for name in ("all.nq", "all.nq.gz"))
    assert [(f.rule, f.line, f.column) for f in plain[0]] == [
        (f.rule, f.line, f.column) for f in packed[0]
    ]
    assert plain[0]


def test_a_broken_line_of_large_quads(lines: list[str], tmp_path: Path) -> None:
    path, middle = tmp_path / "all.nq", len(lines) // 2
    given = ["# made by us\n", "\n", *lines]
    given[middle] = given[middle].replace("> .\n", " .\n")
    path.write_text("".join(given))
    found, resources = findings_of(path, path.stat().st_size - 1)
    assert ("ST-0", middle + 1) in [(each.rule, each.line) for each in found]
    assert resources >= findings_of(path, 1 << 30)[1]


@pytest.mark.parametrize(
    "more",
    [
        lambda lines: lines[0],
        lambda lines: "<urn:x:a> <urn:x:b> <urn:x:c> .\n",
        lambda lines: "_:a <urn:x:b> <urn:x:c> <urn:x:d> .\n",
        lambda lines: lines[-1].replace("\n", "\r\n"),
        lambda lines: "\udcff\n",
    ],
    ids=["split", "no graph", "no name", "other ends", "no UTF-8"],
)
def test_large_quads_that_are_read_as_a_whole(
    more: Callable[[list[str]], str], lines: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "all.nq"
    path.write_bytes("".join([*lines, more(lines)]).encode("utf-8", "surrogateescape"))
    (found,) = findings_of(path, path.stat().st_size - 1)[0]
    assert found.rule == "ST-0"
    assert "--max-size" in found.message


def test_one_graph_that_is_too_large(lines: list[str], tmp_path: Path) -> None:
    path = tmp_path / "all.nq"
    path.write_text("".join(lines))
    (found,) = findings_of(path, 2_000)[0]
    assert "--max-size" in found.message


def _report(path: Path) -> Report:
    return validate(path, largest=path.stat().st_size - 1)


def test_grouped_quads_are_read_once(
    lines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And others again, from their beginning."""
    asked: list[bool] = []
    is_grouped = placed._is_grouped

    def counted(*given: object) -> bool:
        asked.append(is_grouped(*given))  # type: ignore[arg-type]
        return asked[-1]

    monkeypatch.setattr(placed, "_is_grouped", counted)
    by_graph: dict[str, list[str]] = {}
    for line in lines:
        by_graph.setdefault(name_of(line), []).append(line)
    chance = random.Random(1)
    mixed = ["".join(chance.sample(some, len(some))) for some in by_graph.values()]
    path = tmp_path / "some.nq"
    for made in (lines, mixed):
        path.write_text("".join(made))
        assert (_report(path).resources, asked) == (len(by_graph), [])
    two = tmp_path / "two.nq"
    two.write_text("".join([*lines, lines[0]]))
    report = validate([path, two], largest=path.stat().st_size - 1)
    assert asked == [True, False]
    assert report.resources == len(by_graph)
    assert {(finding.file, finding.rule) for finding in report} == {(str(two), "ST-0")}

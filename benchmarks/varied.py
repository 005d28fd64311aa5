"""Corpora that differ from the made ones: varied messages, the examples repeated, variant files."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from clingen_ld import load_model
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.variation.assemblies import chromosomes

Tree = dict[str, Any]

EXAMPLES: Final = Path(__file__).parents[1] / "examples"
_BUILD: Final = "GRCh38"
_EDGE: Final = 20_000  # bases at the ends of chromosomes without records


def varied(trees: Iterable[Tree], seed: int) -> Iterator[str]:
    """Messages with their keys in any order, optional properties and white space here and there."""
    chance = random.Random(seed)
    for number, tree in enumerate(trees):
        if tree["resourceType"] == "ContextualAllele" and chance.random() < 0.3:
            own = {"system": "http://example.org/lab", "value": f"L{number}"}
            tree = tree | {"identifier": [*tree.get("identifier", ()), own]}
        if chance.random() < 0.1:
            day = chance.randrange(1, 29)
            tree = tree | {"meta": {**tree.get("meta", {}), "lastUpdated": _at(day)}}
        separators = chance.choice(((",", ":"), (", ", ": ")))
        ascii_ = chance.random() < 0.5
        yield json.dumps(_shuffled(tree, chance), separators=separators, ensure_ascii=ascii_)


def _at(day: int) -> str:
    return f"2026-01-{day:02}T10:00:00Z"


def _shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, list):
        return [_shuffled(item, chance) for item in value]
    if not isinstance(value, dict):
        return value
    items = [(key, _shuffled(item, chance)) for key, item in value.items()]
    chance.shuffle(items)
    return dict(items)


def repeated(messages: int) -> Iterator[str]:
    """The messages of the examples again and again, each time with ids of their own."""
    read = read_inputs([EXAMPLES], ReadOptions(), load_model())
    trees = [item.normal_tree for item in read if isinstance(item, Message)]
    for number in range(messages):
        yield json.dumps(_renamed(trees[number % len(trees)], number // len(trees)))


def _renamed(value: Any, turn: int, is_name: bool = False) -> Any:
    if isinstance(value, dict):
        return {
            key: _renamed(item, turn, key in ("@id", "id", "reference"))
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_renamed(item, turn) for item in value]
    return f"{value}.{turn}" if is_name and isinstance(value, str) and turn else value


def variant_file(records: int, seed: int) -> Iterator[str]:
    """The lines of a variant file: substitutions, whose identifiers take no sequence."""
    known = {name: found for name, found in chromosomes(_BUILD).items() if name != "MT"}
    yield "##fileformat=VCFv4.3"
    yield f"##reference={_BUILD}"
    yield from (f"##contig=<ID=chr{name},length={c.length}>" for name, c in known.items())
    yield "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
    chance = random.Random(seed)
    of_each = dict.fromkeys(known, 0)
    for name in chance.choices(list(known), k=records):
        of_each[name] += 1
    for name, count in of_each.items():
        places = range(_EDGE, known[name].length - _EDGE)
        for position in sorted(chance.sample(places, count)):
            reference, alternate = chance.sample("ACGT", 2)
            id_ = f"rs{chance.randrange(1, 10**9)}" if chance.random() < 0.3 else "."
            yield f"chr{name}\t{position}\t{id_}\t{reference}\t{alternate}\t.\t.\t."

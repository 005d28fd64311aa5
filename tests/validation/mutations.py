"""Messages with something wrong in them, made from right ones by a program."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import Model, load_model
from tests.console import ROOT

Tree = dict[str, Any]

_ODD_VALUES: tuple[Any, ...] = (
    "", "x", 7, -1, 2.5, True, "true", [], {}, ["x"], {"reference": "Gene/NOWHERE"}, "simple",
    "complex", "transcript", "genomic", "amino-acid", "nucleotide", "chromosome", "Ile", "ACGT",
    "NM_007294", "NC_000017.11", "2015-03", "2015-13-01", "SO:0000159", "SO:0000667", "SO:1000002",
)  # fmt: skip


def places(node: Any, pointer: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place of a tree below its root."""
    items: Any = ()
    if isinstance(node, dict):
        items = node.items()
    elif isinstance(node, list):
        items = enumerate(node)
    for key, value in items:
        if key != "resourceType":
            yield (*pointer, key)
            yield from places(value, (*pointer, key))


def mutate(tree: Tree, chance: random.Random) -> Tree:
    """A copy of a tree with one thing changed, by one of several kinds of slips."""
    made = copy.deepcopy(tree)
    *above, last = chance.choice(list(places(made)))
    node: Any = made
    for key in above:
        node = node[key]
    kind = chance.randrange(8)
    value = node[last]
    if kind == 0:
        del node[last]
    elif kind == 1:
        node[last] = chance.choice(_ODD_VALUES)
    elif kind == 2 and isinstance(value, int) and not isinstance(value, bool):
        node[last] = value + chance.choice((-1, 1, 1000))
    elif kind == 3 and isinstance(value, str):
        node[last] = value[:-1] if chance.random() < 0.5 else value + chance.choice("AG7*")
    elif kind == 4 and isinstance(node, dict):
        node[f"{last}s"] = node.pop(last)
    elif kind == 5 and isinstance(value, list) and value:
        value.append(copy.deepcopy(chance.choice(value)))
    elif kind == 6 and isinstance(node, dict) and len(node) > 1:
        other = chance.choice([key for key in node if key != "resourceType"])
        node[last], node[other] = node[other], node[last]
    else:
        # Two that differ: a graph cannot hold the same plain value twice.
        other = chance.choice([odd for odd in _ODD_VALUES if str(odd) != str(value)])
        node[last] = [copy.deepcopy(value), copy.deepcopy(other)]
    return made


def story(name: str) -> list[Tree]:
    """The resources of an example folder."""
    items = read_inputs([ROOT / "examples" / name], ReadOptions(), load_model())
    return [item.tree for item in items if isinstance(item, Message)]


def mutated(right: list[Tree], chance: random.Random, count: int = 4) -> list[Tree]:
    """Copies of resources, so many of them mutated."""
    trees: list[Tree] = json.loads(json.dumps(right))
    for n in chance.sample(range(len(trees)), min(count, len(trees))):
        if next(places(trees[n]), None) is not None:
            trees[n] = mutate(trees[n], chance)
    return trees


def examples(model: Model) -> Iterator[tuple[str, list[Tree]]]:
    """The resources that keep and that break each rule, with its id; texts are left out."""
    for rule in model.rules.values():
        for text in (rule.keeps, rule.breaks):
            try:
                value = json.loads(text)
            except ValueError:
                continue  # It is about texts.
            trees = value if isinstance(value, list) else [value]
            if all(isinstance(tree, dict) for tree in trees):
                yield rule.id, trees

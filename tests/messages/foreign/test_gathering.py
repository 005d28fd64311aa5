"""Canonical alleles put together with their contextual alleles, in whatever order they come."""

from __future__ import annotations

import json
from itertools import permutations
from random import Random
from typing import Any

import pytest

from clingen_ld.messages.foreign import gathering
from clingen_ld.messages.foreign.gathering import Gathered, Gathering
from clingen_ld.messages.text import temporary
from clingen_ld.messages.text.temporary import StoredTrees
from clingen_ld.model import DEFAULT_BASE, SUBSETTED

Tree = dict[str, Any]


def canonical(name: str, *members: str) -> Tree:
    links = [{"contextualAllele": {"reference": f"ContextualAllele/{m}"}} for m in members]
    return {"resourceType": "CanonicalAllele", "id": name, "relatedContextualAllele": links}


def contextual(name: str, **more: Any) -> Tree:
    return {"resourceType": "ContextualAllele", "id": name, **more}


def gather(*trees: Tree, **options: Any) -> tuple[list[Gathered], list[Gathered]]:
    """What goes out while the resources come, and at the end."""
    gathered = Gathering(DEFAULT_BASE, **options)
    return [found for tree in trees for found in gathered.add(tree)], list(gathered.rest())


def names(found: Gathered) -> list[str | None]:
    return [m.allele["id"] if m.allele else None for m in found.members]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_any_order(order: tuple[int, ...]) -> None:
    trees = [canonical("CA1", "X1", "X2"), contextual("X1"), contextual("X2")]
    during, after = gather(*(trees[n] for n in order))
    assert [names(found) for found in during] == [["X1", "X2"]]
    assert after == []


@pytest.mark.parametrize("between", [0, 5])
def test_one_that_went_out_long_ago(between: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another canonical allele has it, too, where that waits; else it has only its own."""
    monkeypatch.setattr(temporary.StoredTrees.__init__, "__defaults__", (2,))
    others = [
        tree for n in range(between) for tree in (canonical(f"CA{n}", f"X{n}"), contextual(f"X{n}"))
    ]
    trees = [canonical("CA8", "X8"), contextual("X8"), *others, canonical("CA9", "X8")]
    during, after = gather(*trees, waits=True)
    assert (names(during[-1]), after) == (["X8"], [])
    during, after = gather(*trees)
    assert [names(found) for found in after] == [[None]]


def test_what_never_comes() -> None:
    during, [found, alone] = gather(
        canonical("CA1", "X1", "X2"), contextual("X2"), contextual("X3")
    )
    assert during == []
    assert names(found) == [None, "X2"]
    assert (alone.canonical, names(alone)) == (None, ["X3"])


def test_a_member_of_two() -> None:
    during, after = gather(
        canonical("CA1", "X1", "X2"), canonical("CA2", "X1"), contextual("X1"), contextual("X2")
    )
    assert [(f.canonical or {})["id"] for f in during] == ["CA2", "CA1"]
    assert names(during[1]) == ["X1", "X2"]
    assert after == []


def test_the_same_again_is_not_alone() -> None:
    trees = [canonical("CA1", "X1"), contextual("X1"), contextual("X1")]
    during, after = gather(*trees)
    assert (len(during), after) == (1, [])
    during, after = gather(*trees[:2], *trees[:2])
    assert (len(during), after) == (2, [])
    during, after = gather(trees[1], trees[0], trees[1], trees[0])
    assert (len(during), after) == (2, [])


def test_a_whole_allele_goes_before_what_is_told_of_it() -> None:
    told = contextual("X1", meta={"tag": [SUBSETTED]})
    whole = contextual("X1", allele="A")
    for trees in ([told, canonical("CA1", "X1"), whole], [canonical("CA1", "X1"), whole, told]):
        [found], after = gather(*trees)
        assert found.members[0].allele == whole
        assert after == []
    during, [found] = gather(told, canonical("CA1", "X1"))
    assert during == []
    assert found.members[0].allele == told
    assert gather(told) == ([], [])


def test_what_the_form_needs_besides() -> None:
    on = contextual("X1", on={"reference": "ReferenceSequence/R1"})
    sequence = {"resourceType": "ReferenceSequence", "id": "R1"}
    for trees in ([canonical("CA1", "X1"), on, sequence], [sequence, on, canonical("CA1", "X1")]):
        during, _ = gather(*trees, needs=lambda tree: [tree["on"]] if "on" in tree else [])
        assert len(during) == 1
    during, after = gather(canonical("CA1", "X1"), on, needs=lambda tree: [tree["on"]])
    assert (during, len(after)) == ([], 1)


@pytest.mark.parametrize("link", [None, 5, {}, {"contextualAllele": 5}, {"contextualAllele": {}}])
def test_links_that_are_none(link: Any) -> None:
    tree = canonical("CA1") | {"relatedContextualAllele": [link]}
    [found], _ = gather(tree)
    assert all(member.allele is None for member in found.members)


def a_mixture(random: Random) -> list[Tree]:
    """Canonical alleles and alleles of several of them, of none, or told of in part, shuffled."""
    trees = []
    for n in range(12):
        members = {f"X{random.randrange(16)}" for _ in range(random.randrange(4))}
        more = {"meta": {"tag": [SUBSETTED]}} if random.random() < 0.2 else {}
        trees.append(canonical(f"CA{n}", *sorted(members)) | more)
    for n in range(16):
        trees.append(
            contextual(f"X{n}", allele="A", on={"reference": f"ReferenceSequence/R{n % 4}"})
        )
        if random.random() < 0.3:
            trees.append(contextual(f"X{n}", meta={"tag": [SUBSETTED]}))
        if random.random() < 0.3:
            trees.append(trees[-1])
    trees += [{"resourceType": "ReferenceSequence", "id": f"R{n}"} for n in range(3)]
    random.shuffle(trees)
    return trees


def needs(tree: Tree) -> list[Tree]:
    return [tree["on"]] if "on" in tree else []


def all_gathered(trees: list[Tree]) -> list[str]:
    """What goes out of a stream, in any order: complete where the stream has all of it."""
    during, after = gather(*trees, waits=True, needs=needs)
    return sorted(
        json.dumps([found.canonical, [[member.link, member.allele] for member in found.members]])
        for found in (*during, *after)
    )


@pytest.mark.parametrize("seed", range(60))
def test_what_waits_on_disk_goes_out_like_what_waits_in_memory(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    trees = a_mixture(Random(seed))
    expected = all_gathered(trees)
    monkeypatch.setattr(temporary.StoredTrees.__init__, "__defaults__", (2,))
    for name in ("_WAITING", "_ALLELES", "_OTHERS", "_REMEMBERED"):
        monkeypatch.setattr(gathering, name, 1)
    assert all_gathered(trees) == expected


def test_what_waits_on_disk_comes_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_WAITING", 2)
    monkeypatch.setattr(gathering, "_ALLELES", 2)
    trees = [canonical(f"CA{n}", f"X{n}") for n in range(6)]
    trees += [contextual(f"X{n}") for n in (9, 8, 7, 3, 2, 1, 0, 4)]
    during, after = gather(*trees)
    assert [names(found) for found in during] == [["X4"]]
    expected = [["X0"], ["X1"], ["X2"], ["X3"], [None], ["X9"], ["X8"], ["X7"]]
    assert [names(found) for found in after] == expected


@pytest.mark.parametrize("marks", [1, 2, 1 << 22])
def test_alleles_that_are_only_told_of_wait_on_disk(
    marks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(temporary, "_MARKS", marks)
    parts = StoredTrees(most=2)
    trees = {f"urn:{n}": {"id": str(n)} for n in range(5)}
    for iri, tree in trees.items():
        parts.add(iri, tree)
    assert all(iri in parts and parts.get(iri) == tree for iri, tree in trees.items())
    for iri in ("urn:0", "urn:4", "urn:9"):
        parts.remove(iri)
        assert iri not in parts
    assert "urn:1" in parts

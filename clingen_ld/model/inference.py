"""Which resource type a message without one has."""

from __future__ import annotations

from collections.abc import Iterable

from clingen_ld.model.definitions import Model


def infer_type(keys: Iterable[str], model: Model) -> str | None:
    """The resource type that the property names tell, or None when they tell nothing.

    A property that only one resource type has speaks for that type; where several types are
    spoken for, the one with more of the properties wins, and a draw tells nothing.
    """
    present = set(keys)
    votes: dict[str, tuple[int, int]] = {}
    for name, resource in model.resources.items():
        known = present & {*resource.properties, *resource.by_spelling}
        own = [key for key in known if _owners(key, model) == 1]
        if own:
            votes[name] = (len(own), len(known))
    best = sorted(votes, key=lambda name: votes[name], reverse=True)
    if not best or (len(best) > 1 and votes[best[0]] == votes[best[1]]):
        return None
    return best[0]


def _owners(key: str, model: Model) -> int:
    return sum(key in r.properties or key in r.by_spelling for r in model.resources.values())

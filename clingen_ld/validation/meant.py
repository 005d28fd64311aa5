"""The intended message behind one with mistakes, as far as suggestions show it.

A misspelt name hides its value from the rules: it seems to be missing, and errors in it are not
seen. So the rules also check the intended message.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from clingen_ld.model import DEFAULT_BASE, Model, Tree, normal_form, unescape
from clingen_ld.model.normal_form import given_pointer
from clingen_ld.suggestions import is_near
from clingen_ld.validation.findings import Violation
from clingen_ld.variation.hgvs import AXES_OF

_MISSPELT_NAME: Final = "ST-1"


def is_slip(violation: Violation) -> bool:
    """Whether a violation is a misspelt name or code, or a reference without its object, with a
    suggestion to follow."""
    if violation.rule == "ST-7":
        return isinstance(violation.suggestion, dict)
    return violation.rule in (_MISSPELT_NAME, "ST-5") and violation.suggestion is not None


@dataclass(frozen=True, slots=True)
class Meant:
    """The intended tree, in normal form.

    `pointers` maps its pointers to those of the given tree.
    """

    tree: Tree
    pointers: Mapping[str, str]

    def given_pointer(self, pointer: str) -> str:
        """The pointer in the given tree for one in this tree."""
        return given_pointer(pointer, self.pointers)

    def as_given(self, violation: Violation) -> Violation:
        """A violation in this tree, moved to the given tree."""
        other = None if violation.other is None else self.given_pointer(violation.other)
        return replace(violation, pointer=self.given_pointer(violation.pointer), other=other)


def as_given(violation: Violation, layers: Sequence[Meant]) -> Violation:
    """A violation in the last of a chain of trees, moved to the first."""
    for layer in reversed(layers):
        violation = layer.as_given(violation)
    return violation


def meant(tree: Tree, found: Iterable[Violation], model: Model, sure: bool = False) -> Meant | None:
    """The tree with misspelt names and codes corrected; None if there are none.

    `sure`: only corrections of typing slips.
    """
    slips = (slip for slip in found if is_slip(slip) and not (sure and not is_sure(slip)))
    return corrected(tree, slips, model)


def corrected(tree: Tree, found: Iterable[Violation], model: Model) -> Meant | None:
    """The tree with the suggestions of violations applied; None if that is impossible."""
    made: Tree | None = None
    pointers: dict[str, str] = {}
    for slip in found:
        if slip.suggestion is None:
            continue
        above, _, step = slip.pointer.rpartition("/")
        key = unescape(step)
        made = copy.deepcopy(tree) if made is None else made
        if _follow(_at(made, above), key, slip):
            if isinstance(slip.suggestion, dict) and slip.rule == _MISSPELT_NAME:
                pointers[f"{above}/{next(iter(slip.suggestion))}"] = above
            elif slip.rule == _MISSPELT_NAME:
                pointers[f"{above}/{slip.suggestion}"] = slip.pointer
            else:
                pointers[slip.pointer] = slip.pointer
    if made is None or not pointers:
        return None
    normal = normal_form(made, str(made["resourceType"]), model, DEFAULT_BASE)
    own = Meant({}, pointers)
    moved = {here: own.given_pointer(there) for here, there in normal.moved.items()}
    return Meant(normal.tree, pointers | moved)


def with_value(tree: Tree, pointer: str, value: Any) -> Tree | None:
    """A copy of the tree with another value at an existing pointer, sharing the rest; else None."""
    made: Any = dict(tree)
    node, steps = made, [unescape(s) for s in pointer.split("/")[1:]]
    for n, step in enumerate(steps):
        key: Any = int(step) if isinstance(node, list) and step.isdecimal() else step
        known = key < len(node) if isinstance(node, list) and key != step else key in node
        if not known or not isinstance(node, dict | list):
            return None
        inner = node[key]
        if n < len(steps) - 1 and not isinstance(inner, dict | list):
            return None
        node[key] = value if n == len(steps) - 1 else inner.copy()
        node = node[key]
    return cast("Tree", made) if steps else None


def is_sure(slip: Violation) -> bool:
    """Whether a suggestion is practically certain; a neighbouring number is not a slip."""
    if not isinstance(slip.suggestion, str) or slip.suggestion in AXES_OF:
        return True  # The value itself decides, or the name whose type it is.
    key = unescape(slip.pointer.rpartition("/")[2])
    said = key if slip.rule == _MISSPELT_NAME else str(slip.value)
    return is_near(said, slip.suggestion) and not re.search(r"[0-9]", said)


def _follow(node: Any, key: str, slip: Violation) -> bool:
    """Apply the suggestion in a node; False if that is impossible."""
    if slip.rule != _MISSPELT_NAME:
        if isinstance(node, list) and key.isdecimal() and int(key) < len(node):
            node[int(key)] = slip.suggestion
            return True
        if isinstance(node, dict) and key in node:
            node[key] = slip.suggestion
            return True
    elif isinstance(slip.suggestion, dict):
        if isinstance(node, dict):
            node.clear()
            node.update(slip.suggestion)
            return True
    elif isinstance(node, dict) and key in node and slip.suggestion not in node:
        node[slip.suggestion] = node.pop(key)
        return True
    return False


def _at(node: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        key = unescape(step)
        if isinstance(node, list):
            node = node[int(key)] if key.isdecimal() and int(key) < len(node) else None
        else:
            node = node.get(key) if isinstance(node, dict) else None
    return node

"""What a message means whose names or codes are misspelt, where a suggestion tells that.

A misspelt name hides its value from the rules: it seems to be missing, and what is wrong in it is
not seen. So the rules look at the message that is meant as well.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from clingen_ld.model import DEFAULT_BASE, Model, Tree, normal_form
from clingen_ld.suggestions import is_near
from clingen_ld.validation.findings import Violation

_MISSPELT_NAME: Final = "ST-1"
_MISSPELT_CODE: Final = "ST-5"


def is_slip(violation: Violation) -> bool:
    """Whether a violation is a misspelt name or code, with a suggestion to follow."""
    misspelt = violation.rule in (_MISSPELT_NAME, _MISSPELT_CODE)
    return misspelt and violation.suggestion is not None


@dataclass(frozen=True, slots=True)
class Meant:
    """The tree that is meant, in normal form.

    `pointers` maps pointers in it to those of the tree that was given.
    """

    tree: Tree
    pointers: Mapping[str, str]

    def given_pointer(self, pointer: str) -> str:
        """The pointer in the tree that was given of one in this tree."""
        prefix = pointer
        while prefix and prefix not in self.pointers:
            prefix = prefix.rpartition("/")[0]
        return self.pointers.get(prefix, "") + pointer[len(prefix) :] if prefix else pointer

    def as_given(self, violation: Violation) -> Violation:
        """A violation in this tree, in the tree that was given."""
        return replace(violation, pointer=self.given_pointer(violation.pointer))


def meant(tree: Tree, found: Iterable[Violation], model: Model, sure: bool = False) -> Meant | None:
    """The tree with every suggestion of what was found followed; None when there is none.

    `sure`: only those that correct little more than a slip of the fingers.
    """
    made: Tree | None = None
    pointers: dict[str, str] = {}
    for slip in found:
        if not is_slip(slip) or slip.suggestion is None:
            continue
        above, _, step = slip.pointer.rpartition("/")
        key = step.replace("~1", "/").replace("~0", "~")
        if sure and not _is_sure(key if slip.rule == _MISSPELT_NAME else str(slip.value), slip):
            continue
        made = copy.deepcopy(tree) if made is None else made
        if _follow(_at(made, above), key, slip):
            at = slip.pointer if slip.rule == _MISSPELT_CODE else f"{above}/{slip.suggestion}"
            pointers[at] = slip.pointer
    if made is None or not pointers:
        return None
    normal = normal_form(made, str(made["resourceType"]), model, DEFAULT_BASE)
    own = Meant({}, pointers)
    moved = {here: own.given_pointer(there) for here, there in normal.moved.items()}
    return Meant(normal.tree, pointers | moved)


def _is_sure(said: str, slip: Violation) -> bool:
    """Whether a suggestion is as good as certain; of numbers, the next one is no slip."""
    return is_near(said, slip.suggestion or "") and not re.search(r"[0-9]", said)


def _follow(node: Any, key: str, slip: Violation) -> bool:
    """Follow the suggestion in a node; False where that cannot be done."""
    if slip.rule == _MISSPELT_CODE:
        if isinstance(node, list) and key.isdecimal():
            node[int(key)] = slip.suggestion
            return True
        if isinstance(node, dict) and key in node:
            node[key] = slip.suggestion
            return True
    elif isinstance(node, dict) and key in node and slip.suggestion not in node:
        node[slip.suggestion] = node.pop(key)
        return True
    return False


def _at(node: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list):
            node = node[int(key)] if key.isdecimal() and int(key) < len(node) else None
        else:
            node = node.get(key) if isinstance(node, dict) else None
    return node

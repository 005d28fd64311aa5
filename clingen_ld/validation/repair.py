"""What a message would be without its slips of the pen: names and codes as suggested.

A rule that is broken only because a name or code is misspelt would be a second finding for one
cause. So the rules are run over the message as it is and as it was meant, and only what is wrong
in both is reported.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from clingen_ld.validation.findings import Breach

_MISSPELT_NAME = "ST-1"
_MISSPELT_CODE = "ST-5"


def is_slip(breach: Breach) -> bool:
    """Whether a breach is a misspelt name or code, with a suggestion to follow."""
    misspelt = breach.rule in (_MISSPELT_NAME, _MISSPELT_CODE)
    return misspelt and breach.suggestion is not None


def meant_tree(tree: dict[str, Any], slips: Iterable[Breach]) -> dict[str, Any] | None:
    """The tree with every suggestion followed, or None when there is none to follow."""
    meant: dict[str, Any] | None = None
    for slip in slips:
        if not is_slip(slip) or slip.suggestion is None:
            continue
        if meant is None:
            meant = copy.deepcopy(tree)
        above, _, step = slip.pointer.rpartition("/")
        node = _at(meant, above)
        key = step.replace("~1", "/").replace("~0", "~")
        if slip.rule == _MISSPELT_CODE and isinstance(node, list) and key.isdecimal():
            node[int(key)] = slip.suggestion
        elif isinstance(node, dict) and key in node:
            if slip.rule == _MISSPELT_CODE:
                node[key] = slip.suggestion
            elif slip.suggestion not in node:
                node[slip.suggestion] = _native(node.pop(key))
    return meant


def _native(value: Any) -> Any:
    """A value under a misspelt name, which was not made native with the others."""
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value


def _at(node: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list):
            node = node[int(key)] if key.isdecimal() and int(key) < len(node) else None
        else:
            node = node.get(key) if isinstance(node, dict) else None
    return node

"""Resources that document after document tells of in the same words: read but once.

Replies of the Allele Registry say again and again what the gene is and what the transcripts are,
for every allele of a gene. What is found out of such a resource holds each time.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from clingen_ld.messages.message import Message
from clingen_ld.model import Model, Normal, normal_form, resource_iri

# So many resources are remembered, the last ones met; with their quads some 10 KB each.
_MOST: Final = 4096


@dataclass
class Repeated:
    """A resource that is told of many times. Nobody may change its normal form.

    `notes` is for those who find out more about it.
    """

    normal: Normal
    model: Model
    base: str
    notes: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def iri(self) -> str:
        """Its IRI."""
        return resource_iri(self.normal.tree, self.base)

    @cached_property
    def n_quads(self) -> str:
        """Its quads as N-Quads."""
        from clingen_ld.graph.quads import resource_quads
        from clingen_ld.graph.terms import n_quads_line

        return "".join(map(n_quads_line, resource_quads(self.normal.tree, self.model, self.base)))


@dataclass(slots=True)
class RepeatedMessage(Message):
    """A message that tells once more of a resource."""

    resource: Repeated = field(kw_only=True)

    def n_quads(self) -> str:
        """The quads of the resource as N-Quads."""
        return self.resource.n_quads


class Resources:
    """The resources that were met last."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._known: OrderedDict[tuple[bytes, str], Repeated] = OrderedDict()

    def get(self, tree: Mapping[str, Any], model: Model, base: str) -> Repeated:
        """The resource that a tree in the names of the model tells of."""
        key = (_text(tree), base)
        found = self._known.get(key)
        if found is None or found.model is not model:
            normal = normal_form(tree, tree["resourceType"], model, base)
            found = self._known[key] = Repeated(normal, model, base)
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return found


def _text(tree: Mapping[str, Any]) -> bytes:
    from msgspec.json import encode

    try:
        return encode(tree)
    except (ValueError, TypeError):  # numbers and halves of characters that only Python can keep
        return json.dumps(tree).encode()


RESOURCES: Final = Resources()
"""For as long as the program runs."""

"""A set of resources of which only what was asked for is known: for rules far from the data.

Rules across resources ask a set for resources by IRI and by key. Where the set is spread over a
cluster, they are run with what is known, what they ask beside is noted and fetched, and they are
run again, until nothing more is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clingen_ld.validation.reading import target_iri
from clingen_ld.validation.registry import Entry

_SIGN = "\x00"
_BY_IRI, _BY_KEY = "iri", "key"


def asked_iri(iri: str) -> str:
    """The question for the resource of an IRI, as a text."""
    return f"{_BY_IRI}{_SIGN}{iri}"


def asked_key(kind: str, key: str) -> str:
    """The question for the resources under a key, as a text."""
    return f"{_BY_KEY}{_SIGN}{kind}{_SIGN}{key}"


@dataclass(slots=True)
class AskedSet:
    """What is known of a set: the answers to questions; `missing` are those without one.

    What rules find is right only when nothing is missing at the end.
    """

    base: str
    answers: Mapping[str, Sequence[Entry]]
    missing: dict[str, None] = field(default_factory=dict)

    def get(self, iri: str) -> Entry | None:
        """See `ResourceSet`."""
        found = self._answer(asked_iri(iri))
        return found[0] if found else None

    def target(self, reference: object) -> Entry | None:
        """See `ResourceSet`."""
        iri = target_iri(reference, self.base)
        return self.get(iri) if iri is not None else None

    def keyed(self, kind: str, key: str) -> list[Entry]:
        """See `ResourceSet`."""
        return list(self._answer(asked_key(kind, key)))

    def _answer(self, question: str) -> Sequence[Entry]:
        found = self.answers.get(question)
        if found is None:
            self.missing[question] = None
            return ()
        return found

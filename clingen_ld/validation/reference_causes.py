"""Causes that references show: a wrong id, or a link between alleles that one end lacks.

With them come the parts that every join of findings has.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import Final, NamedTuple, TypeVar

from clingen_ld.display import count
from clingen_ld.findings.finding import SEVERITIES, Finding
from clingen_ld.model import encode, last_step, reference_iri, relative_reference
from clingen_ld.validation.rule_registry import NOT_FOUND

MOST: Final = 100_000
"""The maximum number of findings remembered per kind."""
_RELATED: Final = re.compile(r"/related(?![A-Za-z])")
_LINK: Final = re.compile(r"/(?:canonicalAllele|relatedContextualAllele)(?![A-Za-z])")
_LINKS: Final = ("canonicalAllele", "relatedContextualAllele")
"""The properties that link canonical and contextual alleles."""
_OF_LINKS: Final = ("canonicalAllele", "contextualAllele")
_WRONG_VALUES: Final = ("ST-1", "ST-2", "ST-7")
_WRONG_RELATED: Final = ("CO-1", "CO-2", "ST-1", "ST-2", "ST-5", "ST-7", "ST-8")
K = TypeVar("K")


class Others(NamedTuple):
    """The first of several equal findings about one thing, and the number of the others."""

    first: Finding
    others: int

    def who(self) -> str:
        """The resources that they refer from, as the subject of a sentence."""
        name = last_step(self.first.resource)
        if not self.others:
            return name
        return f"{name} and {self.others:,} {'others' if self.others > 1 else 'other'}"

    def refer(self, to: str) -> str:
        """The phrase that they refer to something."""
        return f"{self.who()} {'refer' if self.others else 'refers'} to {to}"


class Join:
    """Joins the findings of one kind of cause."""

    def note(self, finding: Finding) -> None:
        """Record a finding."""

    def said(self, finding: Finding) -> Finding | None:
        """A finding as reported; None if another says the same."""
        return finding


def is_not_found(finding: Finding) -> bool:
    return finding.rule == "CO-1" and finding.values.get("problem") == NOT_FOUND


def add(known: dict[K, Others], key: K, finding: Finding) -> None:
    if key in known:
        known[key] = Others(known[key].first, known[key].others + 1)
    elif len(known) < MOST:
        known[key] = Others(replace(finding, excerpt=None), 0)


def extended(finding: Finding, *message: str) -> Finding:
    """A finding with an extended message."""
    return replace(finding, message="; ".join((finding.message, *message)))


class Ids(Join):
    """Ids that differ from their file names (CO-5).

    A reference to the id in the file name does not resolve (CO-1); the id may belong to another
    resource (CO-5) or be invalid (ST-4).
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self._numbers: dict[tuple[str, str], int] = {}
        """The numbers of such resources, by their files and IRIs."""
        self._iris: set[str] = set()
        self._meant: dict[str, tuple[str, str]] = {}
        """The same by the IRIs that they should have."""
        self._dangling: dict[str, Others] = {}
        """Unresolved references, by IRI."""
        self._doubles: dict[str, Finding] = {}
        """The first finding of two resources with one IRI, by it."""
        self._misspelt: dict[tuple[str, str], Finding] = {}
        """Findings of invalid ids, by files and IRIs."""

    def note(self, finding: Finding) -> None:
        if finding.rule == "CO-1":
            add(self._dangling, reference_iri(str(finding.value), self._base), finding)
        elif finding.rule == "CO-5" and "other" in finding.values:
            self._doubles.setdefault(finding.resource, finding)
        elif finding.rule == "ST-4" and finding.values.get("property") == "id":
            self._misspelt[finding.file, finding.resource] = finding

    def note_number(self, finding: Finding, number: int) -> None:
        """Record the number of a resource with a finding."""
        if _is_misnamed(finding) and len(self._numbers) < MOST:
            key = finding.file, finding.resource
            self._numbers[key] = number
            self._iris.add(finding.resource)
            self._meant.setdefault(_meant_iri(finding), key)

    def raised(self) -> frozenset[int]:
        """The numbers of resources whose id causes an error elsewhere."""
        wrong = [self._meant[iri] for iri in self._dangling if iri in self._meant]
        wrong += [key for key in self._numbers if key[1] in self._doubles]
        return frozenset(self._numbers[key] for key in wrong)

    def said(self, finding: Finding) -> Finding | None:
        if not self._numbers:
            return finding
        key = finding.file, finding.resource
        if finding.rule == "CO-1":
            return None if reference_iri(str(finding.value), self._base) in self._meant else finding
        if key in self._numbers and finding == self._misspelt.get(key):
            return None
        if finding.rule == "CO-5" and "other" in finding.values:
            return None if finding.resource in self._iris else finding
        if _is_misnamed(finding) and key in self._numbers:
            return self._said_of_id(finding, key)
        return finding

    def _said_of_id(self, finding: Finding, key: tuple[str, str]) -> Finding:
        """The finding of an id that differs from its file name, with its consequences."""
        said, others = list[str](), list[Finding]()
        if (misspelt := self._misspelt.get(key)) is not None:
            others.append(misspelt)
            said.append(f"id must be {misspelt.values.get('expected')}")
        if (double := self._doubles.get(finding.resource)) is not None:
            others.append(double)
            name, file = finding.value, os.path.basename(double.file)
            is_here = double.file == finding.file
            used = f"the id {name} is already used by {double.values['other']}"
            said.append(used if is_here else f"{file} has the id {name}, too")
        iri = _meant_iri(finding)
        if (found := self._dangling.get(iri)) is not None and self._meant[iri] == key:
            others.append(found.first)
            said.append(found.refer(last_step(iri)))
        severity = min((each.severity for each in [finding, *others]), key=SEVERITIES.index)
        return replace(extended(finding, *said), severity=severity)


def _is_misnamed(finding: Finding) -> bool:
    """Whether a finding says that an id differs from its file name, which is right."""
    return finding.rule == "CO-5" and "file" in finding.values and finding.suggestion is not None


def _meant_iri(finding: Finding) -> str:
    return f"{finding.resource.rpartition('/')[0]}/{encode(finding.suggestion or '')}"


class Links(Join):
    """Links between alleles that are missing at one end: one finding there.

    CO-4 joins a missing (ST-8) or empty (ST-9) property, a value that is no link (ST-1, ST-2,
    ST-7), and a reference to nothing (CO-1) or to an allele of another kind (CO-3), of which there
    is one finding for all members. A wrong or incomplete link to an effect or a cause joins CO-7
    of the other end; a link to an allele of another kind (CO-3) joins CO-9.
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self._lacking: dict[str, int] = {}
        """The numbers of resources without the property, by their IRIs."""
        self._from: dict[str, Others] = {}
        """The findings of CO-4 about such a resource."""
        self._wrong: dict[str, Others] = {}
        """What is wrong in the links of alleles, by their IRIs."""
        self._members: dict[str, Others] = {}
        """Members of another kind, by the IRIs of their canonical alleles."""
        self._unanswered: dict[str, Others] = {}
        """The findings of CO-4 about any other resource."""
        self._related: set[str] = set()
        """The IRIs of resources with a wrong link to an effect or a cause."""
        self._foreign: set[tuple[str, str]] = set()
        """The IRIs of canonical alleles with members of another kind, and the pointers to these."""

    def at_fault(self, finding: Finding, resource: int) -> int:
        """The number of the resource at fault for a finding in a resource."""
        if _is_link_missing(finding) and len(self._lacking) < MOST:
            self._lacking[finding.resource] = resource
        elif finding.rule == "CO-4":
            iri = self._target(finding)
            add(self._from if iri in self._lacking else self._unanswered, iri, finding)
            return self._lacking.get(iri, resource)
        return resource

    def note(self, finding: Finding) -> None:
        if _is_wrong_link(finding):
            add(self._wrong, finding.resource, finding)
            if finding.rule == "CO-3" and len(self._foreign) < MOST:
                add(self._members, finding.resource, finding)
                self._foreign.add((finding.resource, finding.pointer))
        elif _is_wrong_relation(finding) and len(self._related) < MOST:
            self._related.add(finding.resource)

    def said(self, finding: Finding) -> Finding | None:
        if finding.rule == "CO-4":
            iri = self._target(finding)
            is_known = iri in self._from or (iri in self._wrong and iri in self._unanswered)
            return None if is_known else finding
        if finding.rule == "CO-7" and self._related and self._target(finding) in self._related:
            return None
        if finding.rule == "CO-9" and (finding.resource, finding.pointer) in self._foreign:
            return None
        if _is_wrong_link(finding):
            return self._said_of_link(finding)
        found = self._from.get(finding.resource) if _is_link_missing(finding) else None
        if found is None:
            return finding
        state = "missing" if finding.rule == "ST-8" else "empty"
        said = _referred(finding, f"{finding.values['property']} is {state}", found)
        return replace(said, rule="CO-4", severity=found.first.severity)

    def _said_of_link(self, finding: Finding) -> Finding | None:
        """The finding of a wrong link, with whose links to its resource are not answered."""
        members = self._members.get(finding.resource) if finding.rule == "CO-3" else None
        is_first = members is not None and members.first == finding
        if members is not None and members.others and not is_first:
            return None
        wrong, found = self._wrong.get(finding.resource), self._unanswered.get(finding.resource)
        if wrong is None or wrong.first != finding:  # There may be more than are remembered.
            return finding
        said = _referred(finding, finding.message, found)
        if is_first and members is not None and members.others:
            kind = "amino-acid" if finding.values.get("found") == "amino-acid" else "nucleotide"
            more = count(members.others, "other member")
            return extended(said, f"nor {more}: is its canonicalAlleleType {kind}?")
        is_sure = found is not None and not found.others and not wrong.others
        if is_sure and finding.rule == "CO-1" and finding.suggestion is None and found is not None:
            meant = relative_reference(found.first.resource, self._base)
            return replace(said, suggestion=meant)
        return said

    def _target(self, finding: Finding) -> str:
        return reference_iri(str(finding.value), self._base)


def _is_wrong_link(finding: Finding) -> bool:
    """Whether a link between alleles refers to nothing, or to an allele of another kind."""
    if finding.rule == "CO-3":
        return "relatedContextualAllele" in finding.pointer
    if finding.rule in _WRONG_VALUES and finding.severity == "error":
        return _LINK.search(finding.pointer) is not None
    return finding.rule == "CO-1" and finding.values.get("property") in _OF_LINKS


def _is_wrong_relation(finding: Finding) -> bool:
    """Whether a link to an effect or a cause is wrong, or lacks something."""
    return finding.rule in _WRONG_RELATED and _RELATED.search(finding.pointer) is not None


def _is_link_missing(finding: Finding) -> bool:
    return finding.rule in ("ST-8", "ST-9") and finding.values.get("property") in _LINKS


def _referred(finding: Finding, message: str, found: Others | None) -> Finding:
    """A finding extended by the resources that refer to its resource, so that CO-4 is not
    needed."""
    if found is None:
        return finding
    return replace(finding, message=f"{message}, but {found.refer('this allele')}")

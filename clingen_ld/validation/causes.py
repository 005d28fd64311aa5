"""Causes: one finding for a mistake that shows in several places, at its origin.

Findings are identified by the values of their violations and by the IRIs of their resources. The
finding of the cause includes what the others say.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import Final, NamedTuple, TypeVar

from clingen_ld.model import encode, last_step, load_model, reference_iri, relative_reference
from clingen_ld.validation.findings import NO_VALUE, NOT_FOUND, SEVERITIES, Finding, with_values

_MOST: Final = 100_000
"""The maximum number of findings remembered per kind."""
_UNREADABLE: Final = ("ST-0", "ST-11")
_RELATED: Final = re.compile(r"/related(?![A-Za-z])")
_LINK: Final = re.compile(r"/(?:canonicalAllele|relatedContextualAllele)(?![A-Za-z])")
_LINKS: Final = ("canonicalAllele", "relatedContextualAllele")
"""The properties that link canonical and contextual alleles."""

_Place = tuple[str, str, str]
"""The file, the IRI of the resource, and the pointer of a finding."""
_TextPlace = tuple[str, int | None, int | None]
"""The file, the line and the column of a finding."""
K = TypeVar("K")


class _Others(NamedTuple):
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


class Causes:
    """Joins the findings of one cause: first record all of them, then ask for each."""

    def __init__(self, base: str) -> None:
        links = _Links(base)
        self._links = links
        self._ids = _Ids(base)
        self._texts = _Texts()
        self._joins: tuple[_Join, ...] = (
            self._texts, self._ids, links, _Versions(), _Names(), _Parts(),
        )  # fmt: skip

    def note_unread(self, finding: Finding) -> None:
        """Record a finding of a text that may be unreadable, before settings apply."""
        if finding.rule in _UNREADABLE and not finding.resource:
            self._texts.note_unread(finding)

    def note(self, finding: Finding, resource: int | None) -> int | None:
        """Record a finding in a numbered resource, or in none.

        Returns the number of the resource at fault.
        """
        for join in self._joins:
            join.note(finding)
        if resource is None:
            return None
        self._ids.note_number(finding, resource)
        return self._links.at_fault(finding, resource)

    def raised(self) -> frozenset[int]:
        """The numbers of resources whose warnings are the cause of errors elsewhere."""
        return self._ids.raised()

    def said(self, finding: Finding) -> Finding | None:
        """A finding as reported; None if the finding of its cause says the same."""
        found: Finding | None = finding
        for join in self._joins:
            if found is None:
                break
            found = join.said(found)
        return found


class _Join:
    """Joins the findings of one kind of cause."""

    def note(self, finding: Finding) -> None:
        """Record a finding."""

    def said(self, finding: Finding) -> Finding | None:
        """A finding as reported; None if another says the same."""
        return finding


class _Texts(_Join):
    """Unreadable texts (ST-0, ST-11), and references to their content (CO-1)."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}
        """The positions of unreadable texts, by the ids that may name their files."""
        self._errors: dict[_TextPlace, str] = {}
        """The ids that name the files of texts with an error, by the positions of the first
        errors."""
        self._named: set[str] = set()
        self._to: dict[str, _Others] = {}
        """Unresolved references, by id."""

    def note_unread(self, finding: Finding) -> None:
        """Record an unreadable text."""
        name = os.path.basename(finding.file)
        place = f"{name}:{finding.line}:{finding.column}" if finding.line else name
        for id_ in (name.partition(".")[0], name.partition(".")[0].partition("-")[0]):
            self._places.setdefault(id_, place)

    def note(self, finding: Finding) -> None:
        if _hides_an_id(finding) and finding.severity == "error":
            id_ = os.path.basename(finding.file).partition(".")[0]
            if id_ not in self._named and len(self._named) < _MOST:
                self._named.add(id_)
                self._errors[_text_place(finding)] = id_
        elif _is_not_found(finding):
            _add(self._to, last_step(str(finding.value)), finding)

    def said(self, finding: Finding) -> Finding | None:
        if _is_not_found(finding):
            id_ = last_step(str(finding.value))
            place = self._places.get(id_)
            if id_ in self._named and id_ in self._to:
                return None
            if place is None:
                return finding
            problem = {"problem": f"could not be read ({place})"}
            return replace(with_values(finding, problem), suggestion=None)
        if self._errors and _hides_an_id(finding):
            id_ = self._errors.get(_text_place(finding), "")
            if (found := self._to.get(id_)) is not None:
                return _with(finding, f"{found.refer(id_)}, which this file should contain")
        return finding


def _hides_an_id(finding: Finding) -> bool:
    """Whether a text cannot be read, or its resource has no id that can be."""
    if finding.rule in _UNREADABLE:
        return not finding.resource
    return finding.rule in ("ST-2", "ST-7", "ST-9") and finding.values.get("property") == "id"


class _Ids(_Join):
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
        self._dangling: dict[str, _Others] = {}
        """Unresolved references, by IRI."""
        self._doubles: dict[str, Finding] = {}
        """The first finding of two resources with one IRI, by it."""
        self._misspelt: dict[tuple[str, str], Finding] = {}
        """Findings of invalid ids, by files and IRIs."""

    def note(self, finding: Finding) -> None:
        if finding.rule == "CO-1":
            _add(self._dangling, reference_iri(str(finding.value), self._base), finding)
        elif finding.rule == "CO-5" and "other" in finding.values:
            self._doubles.setdefault(finding.resource, finding)
        elif finding.rule == "ST-4" and finding.values.get("property") == "id":
            self._misspelt[finding.file, finding.resource] = finding

    def note_number(self, finding: Finding, number: int) -> None:
        """Record the number of a resource with a finding."""
        if _is_misnamed(finding) and len(self._numbers) < _MOST:
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
        return replace(_with(finding, *said), severity=severity)


def _is_misnamed(finding: Finding) -> bool:
    """Whether a finding says that an id differs from its file name, which is right."""
    return finding.rule == "CO-5" and "file" in finding.values and finding.suggestion is not None


def _meant_iri(finding: Finding) -> str:
    return f"{finding.resource.rpartition('/')[0]}/{encode(finding.suggestion or '')}"


class _Links(_Join):
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
        self._from: dict[str, _Others] = {}
        """The findings of CO-4 about such a resource."""
        self._wrong: dict[str, _Others] = {}
        """What is wrong in the links of alleles, by their IRIs."""
        self._members: dict[str, _Others] = {}
        """Members of another kind, by the IRIs of their canonical alleles."""
        self._unanswered: dict[str, _Others] = {}
        """The findings of CO-4 about any other resource."""
        self._related: set[str] = set()
        """The IRIs of resources with a wrong link to an effect or a cause."""
        self._foreign: set[tuple[str, str]] = set()
        """The IRIs of canonical alleles with members of another kind, and the pointers to these."""

    def at_fault(self, finding: Finding, resource: int) -> int:
        """The number of the resource at fault for a finding in a resource."""
        if _is_link_missing(finding) and len(self._lacking) < _MOST:
            self._lacking[finding.resource] = resource
        elif finding.rule == "CO-4":
            iri = self._target(finding)
            _add(self._from if iri in self._lacking else self._unanswered, iri, finding)
            return self._lacking.get(iri, resource)
        return resource

    def note(self, finding: Finding) -> None:
        if _is_wrong_link(finding):
            _add(self._wrong, finding.resource, finding)
            if finding.rule == "CO-3" and len(self._foreign) < _MOST:
                _add(self._members, finding.resource, finding)
                self._foreign.add((finding.resource, finding.pointer))
        elif _is_wrong_relation(finding) and len(self._related) < _MOST:
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
            more = f"{members.others:,} other member{'s' if members.others > 1 else ''}"
            return _with(said, f"nor {more}: is its canonicalAlleleType {kind}?")
        is_sure = found is not None and not found.others and not wrong.others
        if is_sure and finding.rule == "CO-1" and finding.suggestion is None and found is not None:
            meant = relative_reference(found.first.resource, self._base)
            return replace(said, suggestion=meant)
        return said

    def _target(self, finding: Finding) -> str:
        return reference_iri(str(finding.value), self._base)


_WRONG_VALUES: Final = ("ST-1", "ST-2", "ST-7")
_WRONG_RELATED: Final = ("CO-1", "CO-2", "ST-1", "ST-2", "ST-5", "ST-7", "ST-8")


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


_OF_LINKS: Final = ("canonicalAllele", "contextualAllele")


def _is_link_missing(finding: Finding) -> bool:
    return finding.rule in ("ST-8", "ST-9") and finding.values.get("property") in _LINKS


def _referred(finding: Finding, said: str, found: _Others | None) -> Finding:
    """A finding extended by the resources that refer to its resource, so that CO-4 is not
    needed."""
    if found is None:
        return finding
    return replace(finding, message=f"{said}, but {found.refer('this allele')}")


class _Versions(_Join):
    """Accessions without a version (RS-2), where displays of references have one (CO-11)."""

    def __init__(self) -> None:
        self._lacking: set[tuple[str, str]] = set()
        """The ids of sequences, and their accessions without version."""
        self._displayed: dict[tuple[str, str], dict[str, None]] = {}
        """The versioned accessions in displays of such sequences."""

    def note(self, finding: Finding) -> None:
        if finding.rule == "RS-2" and len(self._lacking) < _MOST:
            self._lacking.add(_sequence(finding))
        elif finding.rule == "CO-11" and (key := _displayed(finding)) in self._lacking:
            self._displayed.setdefault(key, {}).setdefault(str(finding.value))

    def said(self, finding: Finding) -> Finding | None:
        if finding.rule == "CO-11" and self._displayed:
            return None if _displayed(finding) in self._displayed else finding
        found = self._displayed.get(_sequence(finding)) if finding.rule == "RS-2" else None
        if not found:
            return finding
        only = next(iter(found)) if len(found) == 1 else None
        made = _with(finding, f"references to it say {' or '.join(sorted(found)[:3])}")
        return replace(made, suggestion=finding.suggestion or only)


def _sequence(finding: Finding) -> tuple[str, str]:
    """The id and the accession of the sequence that a finding of RS-2 is about."""
    return last_step(finding.resource), str(finding.value)


def _displayed(finding: Finding) -> tuple[str, str]:
    """The id and the accession of the sequence that a finding of CO-11 is about; else empty."""
    values = finding.values if finding.suggestion is None else {}
    return str(values.get("target", "")), str(values.get("expected", ""))


class _Names(_Join):
    """Names without the version of their accession: HG-1 asks for it, and HG-3 for the sequence."""

    def __init__(self) -> None:
        self._elsewhere: set[_Place] = set()

    def note(self, finding: Finding) -> None:
        if finding.rule == "HG-3" and len(self._elsewhere) < _MOST:
            on, expected = finding.values.get("found"), str(finding.values.get("expected"))
            if expected.startswith(f"{on}."):
                self._elsewhere.add(_place(finding))

    def said(self, finding: Finding) -> Finding | None:
        is_told = finding.rule == "HG-1" and finding.severity == "info"
        return None if is_told and _place(finding) in self._elsewhere else finding


class _Parts(_Join):
    """Invalid values, and properties that are missing because their key is unknown."""

    def __init__(self) -> None:
        self._wrong: dict[str, set[_TextPlace]] = {"ST-9": set(), "ST-6": set()}
        """The rules that say less where a text is unreadable or a value has the wrong type."""
        self._unknown: dict[_Place, Finding] = {}
        """The first unknown property of a part, for which no other is suggested."""
        self._lacking: dict[_Place, list[str]] = {}
        """The missing properties of such parts."""
        self._misplaced: set[_Place] = set()
        """Unknown properties that parts of the resource have, by their names."""

    def note(self, finding: Finding) -> None:
        if (rule := _SAYS_MORE.get(finding.rule)) and len(self._wrong[rule]) < _MOST:
            self._wrong[rule].add(_text_place(finding))
        if "place" in finding.values and len(self._misplaced) < _MOST:
            self._misplaced.add(_named(finding))
        if _is_unknown(finding):
            if len(self._unknown) < _MOST:
                self._unknown.setdefault(_place_above(finding), finding)
        elif (lacking := _lacks(finding)) and _place(finding) in self._unknown:
            self._lacking.setdefault(_place(finding), []).append(lacking)

    def said(self, finding: Finding) -> Finding | None:
        wrong = self._wrong.get(finding.rule)
        if wrong and finding.fix is None and _text_place(finding) in wrong:
            return None
        if _is_unknown(finding):
            lacking = self._lacking.get(_place_above(finding))
            if lacking and self._unknown.get(_place_above(finding)) == finding:
                verb = "is" if len(lacking) == 1 else "are"
                return _with(finding, f"{' and '.join(lacking)} {verb} missing there")
        if finding.rule == "ST-2" and _named(finding) in self._misplaced:
            return None
        return None if _lacks(finding) and _place(finding) in self._unknown else finding


_SAYS_MORE: Final = {"ST-0": "ST-9", "ST-7": "ST-6", "ST-2": "ST-6"}
_MISSING: Final = ("ST-2", "ST-8")


def _is_unknown(finding: Finding) -> bool:
    """Whether a finding is an unknown property of a part, for which no other is suggested."""
    if finding.rule != "ST-1" or finding.suggestion is not None:
        return False
    return finding.values.get("type") not in load_model().resources


def _lacks(finding: Finding) -> str:
    """The properties that a finding reports as missing; empty for any other finding."""
    if finding.rule == "ID-1" and finding.values.get("problem") == NO_VALUE:
        return "value"
    return str(finding.values.get("property", "")) if finding.rule in _MISSING else ""


def _named(finding: Finding) -> _Place:
    return finding.file, finding.resource, str(finding.values.get("property"))


def _place_above(finding: Finding) -> _Place:
    return finding.file, finding.resource, finding.pointer.rpartition("/")[0]


def _place(finding: Finding) -> _Place:
    return finding.file, finding.resource, finding.pointer


def _text_place(finding: Finding) -> _TextPlace:
    return finding.file, finding.line, finding.column


def _is_not_found(finding: Finding) -> bool:
    return finding.rule == "CO-1" and finding.values.get("problem") == NOT_FOUND


def _add(known: dict[K, _Others], key: K, finding: Finding) -> None:
    if key in known:
        known[key] = _Others(known[key].first, known[key].others + 1)
    elif len(known) < _MOST:
        known[key] = _Others(replace(finding, excerpt=None), 0)


def _with(finding: Finding, *said: str) -> Finding:
    """A finding with an extended message."""
    return replace(finding, message="; ".join((finding.message, *said)))

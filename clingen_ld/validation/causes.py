"""Causes: one finding for a mistake that shows in several places, at its origin.

Findings are identified by the values of their violations and by the IRIs of their resources. The
finding of the cause includes what the others say.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Final

from clingen_ld.findings.finding import Finding, with_values
from clingen_ld.model import last_step, load_model
from clingen_ld.validation.reference_causes import (
    MOST,
    Ids,
    Join,
    Links,
    Others,
    add,
    extended,
    is_not_found,
)
from clingen_ld.validation.rule_registry import NO_VALUE

_UNREADABLE: Final = ("ST-0", "ST-11")
_Place = tuple[str, str, str]
"""The file, the IRI of the resource, and the pointer of a finding."""
_TextPlace = tuple[str, int | None, int | None]
"""The file, the line and the column of a finding."""


class Causes:
    """Joins the findings of one cause: first record all of them, then ask for each."""

    def __init__(self, base: str) -> None:
        links = Links(base)
        self._links = links
        self._ids = Ids(base)
        self._texts = _Texts()
        self._joins: tuple[Join, ...] = (
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


class _Texts(Join):
    """Unreadable texts (ST-0, ST-11), and references to their content (CO-1)."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}
        """The positions of unreadable texts, by the ids that may name their files."""
        self._errors: dict[_TextPlace, str] = {}
        """The ids that name the files of texts with an error, by the positions of the first
        errors."""
        self._named: set[str] = set()
        self._to: dict[str, Others] = {}
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
            if id_ not in self._named and len(self._named) < MOST:
                self._named.add(id_)
                self._errors[_text_place(finding)] = id_
        elif is_not_found(finding):
            add(self._to, last_step(str(finding.value)), finding)

    def said(self, finding: Finding) -> Finding | None:
        if is_not_found(finding):
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
                return extended(finding, f"{found.refer(id_)}, which this file should contain")
        return finding


def _hides_an_id(finding: Finding) -> bool:
    """Whether a text cannot be read, or its resource has no id that can be."""
    if finding.rule in _UNREADABLE:
        return not finding.resource
    return finding.rule in ("ST-2", "ST-7", "ST-9") and finding.values.get("property") == "id"


class _Versions(Join):
    """Accessions without a version (RS-2), where displays of references have one (CO-11)."""

    def __init__(self) -> None:
        self._lacking: set[tuple[str, str]] = set()
        """The ids of sequences, and their accessions without version."""
        self._displayed: dict[tuple[str, str], dict[str, None]] = {}
        """The versioned accessions in displays of such sequences."""

    def note(self, finding: Finding) -> None:
        if finding.rule == "RS-2" and len(self._lacking) < MOST:
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
        made = extended(finding, f"references to it say {' or '.join(sorted(found)[:3])}")
        return replace(made, suggestion=finding.suggestion or only)


def _sequence(finding: Finding) -> tuple[str, str]:
    """The id and the accession of the sequence that a finding of RS-2 is about."""
    return last_step(finding.resource), str(finding.value)


def _displayed(finding: Finding) -> tuple[str, str]:
    """The id and the accession of the sequence that a finding of CO-11 is about; else empty."""
    values = finding.values if finding.suggestion is None else {}
    return str(values.get("target", "")), str(values.get("expected", ""))


class _Names(Join):
    """Names without the version of their accession: HG-1 asks for it, and HG-3 for the sequence."""

    def __init__(self) -> None:
        self._elsewhere: set[_Place] = set()

    def note(self, finding: Finding) -> None:
        if finding.rule == "HG-3" and len(self._elsewhere) < MOST:
            on, expected = finding.values.get("found"), str(finding.values.get("expected"))
            if expected.startswith(f"{on}."):
                self._elsewhere.add(_place(finding))

    def said(self, finding: Finding) -> Finding | None:
        is_note = finding.rule == "HG-1" and finding.severity == "info"
        return None if is_note and _place(finding) in self._elsewhere else finding


class _Parts(Join):
    """Invalid values, and properties that are missing because their key is unknown."""

    def __init__(self) -> None:
        self._wrong: dict[str, set[_TextPlace]] = {"ST-9": set(), "ST-6": set()}
        """The rules that say less where a text is unreadable or a value has the wrong type."""
        self._unknown: dict[_Place, Finding] = {}
        """The first unknown property of a part, for which no other is suggested."""
        self._lacking: dict[_Place, dict[str, None]] = {}
        """The missing properties of such parts, each once: two messages may be of one resource."""
        self._misplaced: set[_Place] = set()
        """Unknown properties that parts of the resource have, by their names."""

    def note(self, finding: Finding) -> None:
        if (rule := _SAYS_MORE.get(finding.rule)) and len(self._wrong[rule]) < MOST:
            self._wrong[rule].add(_text_place(finding))
        if "place" in finding.values and len(self._misplaced) < MOST:
            self._misplaced.add(_named(finding))
        if _is_unknown(finding):
            if len(self._unknown) < MOST:
                self._unknown.setdefault(_place_above(finding), finding)
        elif (lacking := _lacks(finding)) and _place(finding) in self._unknown:
            self._lacking.setdefault(_place(finding), {})[lacking] = None

    def said(self, finding: Finding) -> Finding | None:
        wrong = self._wrong.get(finding.rule)
        if wrong and finding.fix is None and _text_place(finding) in wrong:
            return None
        if _is_unknown(finding):
            lacking = self._lacking.get(_place_above(finding))
            if lacking and self._unknown.get(_place_above(finding)) == finding:
                verb = "is" if len(lacking) == 1 else "are"
                return extended(finding, f"{' and '.join(lacking)} {verb} missing there")
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

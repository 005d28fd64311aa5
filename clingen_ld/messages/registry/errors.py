"""Replies of the registry that tell no allele: errors, and alleles that are not registered."""

from __future__ import annotations

from typing import Any, Final

from clingen_ld.messages.message import Problem
from clingen_ld.messages.registry.identity import names_no_allele
from clingen_ld.messages.text.json_text import split
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.model import Object

_UNKNOWN: Final = "an unknown input"
_INPUT: Final = ("inputLine", "hgvs")
_SENTENCES: Final = ("description", "message")
_ALLELES: Final = ("actualAllele", "givenAllele")
_LONGEST: Final = 1000  # characters of one value: the input may be repeated in it


def reply_problem(given: Object, text: JsonText, pointer: str) -> Problem | None:
    """RG-1 and RG-4: the problem of a reply that tells no allele; None for any other reply."""
    if is_error(given):
        values = error_values(given)
        asked = split(pointer)[-1:]
        if values["input"] == _UNKNOWN and asked and ":" in asked[0]:
            values["input"] = asked[0]  # a reply that is listed by the name that was asked for
        return text.problem("RG-1", values, text.place(pointer))
    if names_no_allele(given):
        return text.problem("RG-4", {"id": str(given["@id"])}, text.place(pointer))
    return None


def is_error(given: Object) -> bool:
    """Whether a reply is an error."""
    return "errorType" in given and "@id" not in given


def error_values(given: Object) -> dict[str, str]:
    """What an error reply says: the input that it is about, the kind of error, and all else.

    >>> error_values({"errorType": "IncorrectReferenceAllele", "hgvs": "NM_1.1:c.2T>C",
    ...               "actualAllele": "A", "givenAllele": "T", "sequenceName": "NM_1.1"})
    {'input': 'NM_1.1:c.2T>C', 'error': 'IncorrectReferenceAllele', 'message': 'the reference \
NM_1.1 has A, not T'}
    """
    said = {key: shown for key, value in given.items() if (shown := _shown(value))}
    error = said.pop("errorType", "an error without a type")
    names = [said.pop(key) for key in _INPUT if key in said]
    told: list[str] = []
    if "actualAllele" in said:
        held, name = said["actualAllele"], said.get("sequenceName", "sequence")
        other = f", not {said['givenAllele']}" if "givenAllele" in said else ""
        told.append(f"the reference {name} has {held}{other}")
    told += [said[key] for key in _SENTENCES if key in said and said[key] != error]
    for key, value in said.items():
        if key not in (*_SENTENCES, *_ALLELES) and not any(value in each for each in told):
            told.append(f"{key} {value}")
    return {
        "input": next(iter(names), _UNKNOWN),
        "error": error,
        "message": "; ".join(each.rstrip(". ") for each in told) or "nothing more",
    }


def _shown(value: Any) -> str:
    """A value of an error reply on one line; empty for what says nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."

"""What the text of a SPARQL query says that is told before the query is run."""

from __future__ import annotations

import re
from typing import Final

from clingen_ld.errors import UsageError

_IRI: Final = r"""<(?:[^<>"{}|^`\\\x00-\x20]|\\[uU])*>"""
_STRING: Final = (
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
)
_COMMENT: Final = r"\#[^\n\r]*"
# A name may have an escaped quotation mark or number sign, which begins no string and no comment.
_OPAQUE: Final = re.compile(rf"(?P<iri>{_IRI})|{_STRING}|{_COMMENT}|\\.", re.DOTALL)
_NAMES: Final = re.compile(r"[?$]\w+|(?<![\w.-])[\w.-]*+:[\w.-]*")
_FORM: Final = re.compile(r"(?<![\w?$:-])(select|ask|construct|describe)(?![\w:-])", re.IGNORECASE)
_DATASET: Final = re.compile(r"\bFROM\b", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"[{}()\[\]]")

DEEPEST: Final = 250
"""How deep groups and expressions of a query may stand inside each other: parsers recurse."""


def words(query: str) -> str:
    """A query without IRIs, names, variables, strings and comments: `?from` is no FROM."""
    return _NAMES.sub(" ", _OPAQUE.sub(" ", query))


def form(query: str) -> str:
    """Whether a query is a select, ask, construct or describe. Raises `UsageError` if none."""
    match = _FORM.search(words(query))
    if match is None:
        raise UsageError("not a SPARQL query: no SELECT, ASK, CONSTRUCT or DESCRIBE is in it")
    return match[1].lower()


def names_dataset(query: str) -> bool:
    """Whether a query has FROM or FROM NAMED, so that it is asked of these graphs alone.

    >>> names_dataset("ASK FROM <http://example.org/g> {}"), names_dataset("ASK { ?from a 'FROM' }")
    (True, False)
    """
    return _DATASET.search(words(query)) is not None


def calls_service(query: str) -> bool:
    """Whether a query may call a server, by SERVICE. In doubt it may.

    >>> calls_service("ASK { SERVICE ?s {} }"), calls_service("ASK { ?s ?p 'SERVICE ?s {}' }")
    (True, False)
    """
    plain = _OPAQUE.sub(lambda match: "<>" if match["iri"] else " ", query).lower()
    return any(_names_service(before) for before in plain.split("{")[:-1])


def _names_service(text: str) -> bool:
    """Whether a text ends as SERVICE and its name do before their group.

    Processors read the keyword also where it follows a number or a word without a space.
    """
    *first, last = ("", "", *text.rsplit(None, 3)[-3:]) if text.strip() else ("", "", "")
    return (
        "service" in last
        or first[-1].endswith(("service", "servicesilent"))
        or (first[-2].endswith("service") and first[-1].startswith("silent"))
    )


def is_too_deep(query: str) -> bool:
    """Whether a query has more brackets inside each other than a parser should be given."""
    depth = 0
    for bracket in _BRACKETS.findall(_OPAQUE.sub(" ", query)):
        depth += 1 if bracket in "{([" else -1
        if depth > DEEPEST:
            return True
    return False

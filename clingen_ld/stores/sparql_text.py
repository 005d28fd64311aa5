"""Checks of the text of a SPARQL query before it is run."""

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
"""The maximum nesting of groups and expressions in a query: parsers recurse."""
MOST_JOINTS: Final = 1000
"""The maximum number of clauses, operators and triple ends in a query: engines recurse over
them."""
_LISTING: Final = re.compile(r"(?<![\w?$:-])(?:DESCRIBE|BY|HAVING)(?![\w:-])", re.IGNORECASE)
_DATA: Final = re.compile(r"\bVALUES\s*(?:[?$]\w+|\([^(){}]*\))\s*\{[^{}]*\}", re.IGNORECASE)
_TOKEN: Final = re.compile(r"\(|[^\s()]+")
_IN_IRI: Final = 20
_OPERATORS: Final = re.compile(r"[!=*+/^-]|&&")
_JOINTS: Final = re.compile(
    r"\b(?:UNION|OPTIONAL|MINUS|BIND|AS|FILTER|GRAPH|EXISTS|VALUES|SELECT|LATERAL)\b"
    r"|&&|\|\||[!=<>+*/|^;-]|\.(?!\d)",
    re.IGNORECASE,
)


def words(query: str) -> str:
    """A query without IRIs, names, variables, strings and comments: `?from` is not FROM."""
    return _NAMES.sub(" ", _OPAQUE.sub(" ", query))


def form(query: str) -> str:
    """Whether a query is a select, ask, construct or describe. Raises `UsageError` if none."""
    match = _FORM.search(words(query))
    if match is None:
        raise UsageError("not a SPARQL query: no SELECT, ASK, CONSTRUCT or DESCRIBE is in it")
    return match[1].lower()


def names_dataset(query: str) -> bool:
    """Whether a query has FROM or FROM NAMED, and so is limited to these graphs.

    >>> names_dataset("ASK FROM <http://example.org/g> {}"), names_dataset("ASK { ?from a 'FROM' }")
    (True, False)
    """
    return _DATASET.search(words(query)) is not None


def calls_service(query: str) -> bool:
    """Whether a query may call a server by SERVICE; True in doubt.

    >>> calls_service("ASK { SERVICE ?s {} }"), calls_service("ASK { ?s ?p 'SERVICE ?s {}' }")
    (True, False)
    """
    plain = _OPAQUE.sub(lambda match: "<>" if match["iri"] else " ", query).lower()
    return any(_names_service(before) for before in plain.split("{")[:-1])


def _names_service(text: str) -> bool:
    """Whether a text ends with SERVICE and its name, so that a group may follow.

    Processors read the keyword also where it follows a number or a word without a space.
    """
    *first, last = ("", "", *text.rsplit(None, 3)[-3:]) if text.strip() else ("", "", "")
    return (
        "service" in last
        or first[-1].endswith(("service", "servicesilent"))
        or (first[-2].endswith("service") and first[-1].startswith("silent"))
    )


def what_is_too_much(query: str) -> str | None:
    """The bound that a query exceeds, as a phrase; None for most queries."""
    joints = depth = 0

    def opened(match: re.Match[str]) -> str:
        # `1<2+2&&3>2` is not an IRI, though it looks like one: many operators in it count.
        nonlocal joints
        iri = match["iri"] or ""
        joints += max(0, len(_OPERATORS.findall(iri)) - _IN_IRI)
        return f" {iri[1:-1]} " if match["iri"] else " "

    for bracket in _BRACKETS.findall(_OPAQUE.sub(opened, query)):
        depth += 1 if bracket in "{([" else -1
        if depth > DEEPEST:
            return f"more than {DEEPEST} brackets inside each other"
    joints += sum(1 for _ in _JOINTS.finditer(words(query)))
    # The operands of DESCRIBE, GROUP BY, ORDER BY and comparisons follow without an operator.
    _, *rest = _LISTING.split(_DATA.sub(" ", _OPAQUE.sub(" x ", query)), 1)
    joints += sum(max(0, len(_TOKEN.findall(part)) - 1) for part in "".join(rest).split(","))
    if joints > MOST_JOINTS:
        return f"more than {MOST_JOINTS:,} operators and clauses; VALUES lists any number of terms"
    return None

"""Stores keep the values of literals, not always their spelling; this settles spellings again.

Oxigraph gives `"1.5E0"^^xsd:double` back as `1.5`, Virtuoso gives booleans as `1`. What the model
itself writes comes back in its own spelling by `settled`. Other spellings of a value are lost in
a store: `10:00:00.120Z` comes back as `10:00:00.12Z`, and `"5"^^xsd:byte` from Oxigraph as an
xsd:integer. Whether two literals are the same to stores, `comparable` tells.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from clingen_ld.graph.literals import INTEGER, INTEGERS, literal
from clingen_ld.graph.terms import Literal, Term
from clingen_ld.model.namespaces import XSD

_BOOLEANS: Final = {"1": "true", "0": "false"}
# From so many digits on, Virtuoso makes an integer a decimal.
_LONG_INTEGER: Final = re.compile(r"[+-]?[0-9]{19,}")
_TIMES: Final = {XSD + "dateTime", XSD + "time"}


def settled(value: Literal) -> Literal:
    """A literal that a store gave, in the spelling in which the model writes its value.

    >>> settled(Literal("1", XSD + "boolean")).lexical, settled(Literal("1.5", XSD + "double"))[0]
    ('true', '1.5E0')
    """
    if value.datatype == XSD + "double":
        try:
            return literal(float(value.lexical), None)
        except (ValueError, OverflowError):
            return value
    if value.datatype == XSD + "boolean" and value.lexical in _BOOLEANS:
        return value._replace(lexical=_BOOLEANS[value.lexical])
    if value.datatype == XSD + "decimal" and _LONG_INTEGER.fullmatch(value.lexical):
        return value._replace(datatype=XSD + "integer")
    if value.datatype in _TIMES:
        return value._replace(lexical=_time(value.lexical))
    return value


def _time(text: str) -> str:
    """A time without zeros at the end of its seconds, and with Z for its zone."""
    text = re.sub(r"(\.\d*?)0+(?!\d)", r"\1", text)
    return re.sub(r"[+-]00:00$", "Z", re.sub(r"\.(?!\d)", "", text))


def comparable(term: Term) -> Term:
    """A term in one spelling for all that stores may give back for it.

    >>> comparable(Literal("2015-03-01T10:00:00.120+00:00", XSD + "dateTime")).lexical
    '2015-03-01T10:00:00.12Z'
    """
    if isinstance(term, str):
        return term
    if term.datatype in INTEGERS and INTEGER.fullmatch(term.lexical):
        return Literal(str(int(term.lexical)), XSD + "integer")
    if term.datatype == XSD + "decimal":
        try:
            return term._replace(lexical=f"{Decimal(term.lexical).normalize():f}")
        except InvalidOperation:
            return term
    if term.language:
        return term._replace(language=term.language.lower())
    return settled(term)

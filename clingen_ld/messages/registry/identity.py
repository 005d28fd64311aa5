"""What allele a registry document is about, by its `@id`, its type and the rows that it has.

The registry names an allele that it has not registered by a placeholder (`_:CA`, `_:PA`, with or
without a number), which tells documents apart no better than a blank node does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from clingen_ld.model import RDFS, Object

SEE_ALSO: Final = RDFS + "seeAlso"
"""What `@id` becomes where it is no name of the node that it stands on: in these documents it
names a page or an allele that is told of, too, and several nodes may share one."""
_PLACEHOLDER: Final = re.compile(r"_:[CP]A[0-9]*")
_NUMBER: Final = re.compile(r"(?:_:)?([CP]A)[0-9]*")
_TYPES: Final[Mapping[str, str]] = MappingProxyType({"CA": "nucleotide", "PA": "amino-acid"})
_ALLELE: Final = re.compile(r"https?://[^/]*genome\.network/allele/")
CONTEXT: Final = "@context"
_NAMES: Final = (CONTEXT, "@id", "type")


def is_placeholder(name: object) -> bool:
    """Whether an `@id` only says that the allele is not registered.

    >>> is_placeholder("_:CA"), is_placeholder("_:PA3262009431"), is_placeholder("CA1")
    (True, True, False)
    """
    return isinstance(name, str) and _PLACEHOLDER.fullmatch(name) is not None


def is_of_registry(tree: Object) -> bool:
    """Whether a canonical allele is the registry's: by its IRI, or as one not registered."""
    iri = tree.get("@id")
    if isinstance(iri, str) and _ALLELE.match(iri):
        return True
    return is_placeholder(tree.get(SEE_ALSO))


def names_no_allele(given: Object) -> bool:
    """Whether a document is of an unregistered allele, and does not tell which allele that is."""
    told = (value for key, value in given.items() if key not in _NAMES)
    return is_placeholder(given.get("@id")) and not any(told)


def allele_type(given: Object, kinds: Iterable[str]) -> Any:
    """The type of a document's allele: as it says, by its number, or by what rows it has.

    `kinds` are the contextual-allele-types of its rows. None when nothing tells it.

    >>> allele_type({"@id": "http://reg.genome.network/allele/PA1"}, [])
    'amino-acid'
    """
    if "type" in given:
        return given["type"]
    name = given.get("@id")
    number = _NUMBER.fullmatch(name.rpartition("/")[2]) if isinstance(name, str) else None
    if number is not None:
        return _TYPES[number[1]]
    kind = next(iter(kinds), None)
    return None if kind is None else "amino-acid" if kind == "amino-acid" else "nucleotide"


def is_partial(given: Object, lists: Iterable[str]) -> bool:
    """Whether a document was cut by the registry's `fields=` parameter.

    A whole one has its context and any of its lists of rows, be it empty; older ones have no type.
    """
    return CONTEXT not in given or not any(name in given for name in lists)

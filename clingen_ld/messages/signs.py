"""Signs of a message in a text of any kind, one that cannot be read among them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from clingen_ld.messages.forms import FORMS, text_form
from clingen_ld.messages.registry.form import ALLELE_LISTS
from clingen_ld.messages.text.decoding import decoded_anyhow
from clingen_ld.messages.vrs.form import VRS_TYPES
from clingen_ld.model import TYPE_KEY, Model, load_model

LOOKED_AT: Final = 1 << 20
"""So many bytes of the start of a file are looked at."""
_IRIS: Final = (
    r"clingen\.org/(?:models?|dm)/|clingendb\.clingen\.org/|\bgenome\.network/"
    r"|\bclinicalgenome\.org/interpretation|\bga4gh:[A-Z]{2,3}\."
)


def has_signs(data: bytes) -> bool:
    """Whether a text has a key, a type or an IRI that only messages of our forms have.

    >>> has_signs(b'{"resourceType": "Gene",,}'), has_signs(b'{"compilerOptions": {}, // x')
    (True, False)
    """
    return _pattern(load_model()).search(decoded_anyhow(data)) is not None


def has_format(data: bytes) -> bool:
    """Whether a text begins as JSON objects and arrays, XML or RDF do, whatever comes then.

    >>> has_format(b"[1, 2"), has_format(b"plain words")
    (True, False)
    """
    text = decoded_anyhow(data)
    return text.lstrip().startswith(("{", "[")) or text_form(text, True) in FORMS


@lru_cache(maxsize=4)
def _pattern(model: Model) -> re.Pattern[str]:
    # Names of several words in one: the others are those of many things.
    names = {p for t in model.types.values() if t.kind != "data type" for p in t.properties}
    ours = sorted(name for name in names if name != name.lower())
    keys = "|".join((TYPE_KEY, *ALLELE_LISTS, *ours))
    return re.compile(
        rf'"(?:{keys})"\s{{0,9}}:'
        rf'|"type"\s{{0,9}}:\s{{0,9}}"(?:{"|".join(VRS_TYPES)})"'
        rf"|<(?:[\w.-]{{1,40}}:)?(?:{'|'.join(model.resources)})[\s/>]"
        rf"|{_IRIS}"
    )

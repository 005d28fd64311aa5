"""The message forms: all of them in one table, and which of them a text or an object is of.

To add a form: a folder with its `form.py`, and a line in `_FORMS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from clingen_ld.errors import UsageError
from clingen_ld.messages.form import Form
from clingen_ld.messages.interpretation.form import INTERPRETATION
from clingen_ld.messages.model_forms import (
    JSON_LD,
    RDF_FORMS,
    RESOURCE_JSON,
    RESOURCE_XML,
    is_rdf,
    may_have_nul,
)
from clingen_ld.messages.registry.form import REGISTRY
from clingen_ld.messages.text.layout import is_ndjson
from clingen_ld.messages.vcf.form import BCF_START, VCF
from clingen_ld.messages.vrs.form import VRS

if TYPE_CHECKING:
    from clingen_ld.messages.foreign.schema import MappingRow

_FORMS: Final[tuple[Form, ...]] = (
    RESOURCE_JSON,
    RESOURCE_XML,
    JSON_LD,
    INTERPRETATION,
    VRS,
    REGISTRY,
    *RDF_FORMS,
    VCF,
)
"""Each is more special than those before it that might be taken for it, so the last is asked
first: a document of the Registry has a context of JSON-LD, too."""

FORMS: Final[Mapping[str, Form]] = MappingProxyType({form.name: form for form in _FORMS})
"""The message forms by name."""


def form_name(name: str) -> str:
    """The name of a form from any of its names. Raises `UsageError` when there is none.

    >>> form_name("N-Quads")
    'nquads'
    """
    key = name.lower()
    for form in _FORMS:
        if key == form.name or key in form.other_names:
            return form.name
    raise UsageError(f"there is no form {name!r}; the forms are {', '.join(FORMS)}")


def mapping(name: str) -> tuple[MappingRow, ...]:
    """The mapping table of a form; empty for one whose names are those of the model."""
    return FORMS[name].mapping_table()


def text_form(start: str, complete: bool = True) -> str:
    """The form of a text from its first characters (`complete`: there are no more).

    For JSON it is the layout, `json` or `ndjson`, since each object has a form of its own
    (`object_form`); `binary` is none. A text that is of no other form counts as JSON: its
    reader says what is wrong with it.
    """
    text = start.lstrip("\ufeff \t\r\n")
    if "\0" in start and not text.startswith(BCF_START):
        # Only the literals of RDF may have it as it is.
        return is_rdf(text, complete) or "binary" if may_have_nul(text) else "binary"
    for form in reversed(_FORMS):
        if form.detect_text is not None and (found := form.detect_text(text, complete)):
            return found
    return "ndjson" if is_ndjson(text, complete) else "json"


def object_form(value: Mapping[str, Any]) -> Form:
    """The form of one JSON object: resource-json when no other form claims it."""
    for form in reversed(_FORMS):
        if form.detect_object is not None and form.detect_object(value):
            return form
    return RESOURCE_JSON

"""The message forms: all of them in one table, and which of them a text or an object is of.

To add a form: a folder with its `form.py`, and a line in `_FORMS`. The model's own forms (JSON,
XML, JSON-LD and RDF) are described and recognized here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from clingen_ld.errors import UsageError
from clingen_ld.messages.form import THE_WHOLE, WHAT_XML_ALLOWS, Form
from clingen_ld.messages.interpretation.form import INTERPRETATION
from clingen_ld.messages.registry.form import REGISTRY
from clingen_ld.messages.text.compression import plain_name
from clingen_ld.messages.text.layout import LINES, is_html, is_ndjson, is_xml, whole_lines
from clingen_ld.messages.vcf.form import BCF_START, VCF
from clingen_ld.messages.vrs.form import VRS

if TYPE_CHECKING:
    from clingen_ld.messages.foreign.schema import MappingRow


def is_json_ld(value: Mapping[str, Any]) -> bool:
    """Whether an object has keywords of JSON-LD and is not of a form that has them too.

    resource-json has `@id` and `@type`, too, for what a resource is besides its type.
    """
    if "@context" in value or "@graph" in value:
        return True
    return "resourceType" not in value and any(key.startswith("@") for key in value)


JSON_LD: Final = Form(
    "json-ld",
    "JSON-LD 1.1; any on input, in the project's context on output",
    ".jsonld",
    "application/ld+json",
    THE_WHOLE,
    read="clingen_ld.messages.json_ld.reading:read_document",
    write="clingen_ld.messages.json_ld.writing:JsonLdWriter",
    other_names=("jsonld",),
    detect_object=is_json_ld,
    is_json=True,
)


def is_xml_message(text: str, _complete: bool) -> str | None:
    """The form of an XML text that is not a web page; RDF/XML is recognized before."""
    return "resource-xml" if is_xml(text) and not is_html(text) else None


RESOURCE_JSON: Final = Form(
    "resource-json",
    "the working group's messages, as FHIR-style JSON",
    ".json",
    "application/json",
    THE_WHOLE,
    read="clingen_ld.messages.resource_json:read_object",
    write="clingen_ld.messages.writing:JsonWriter",
    other_names=("json",),
    is_json=True,
)
RESOURCE_XML: Final = Form(
    "resource-xml",
    "the same as XML",
    ".xml",
    "application/xml",
    WHAT_XML_ALLOWS,
    read="clingen_ld.messages.resource_xml.reading:read_stream",
    write="clingen_ld.messages.resource_xml.writing:XmlWriter",
    other_names=("xml",),
    detect_text=is_xml_message,
)


_IRI = r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*>"
_STATEMENT = (
    rf"(?:{_IRI}|_:[^\s<]+)\s*{_IRI}\s*"
    rf"(?:{_IRI}|_:[^\s<]+|\"(?:[^\"\\]|\\.)*\"(?:\^\^{_IRI}|@[\w-]+)?)"
    rf"(?P<graph>\s*{_IRI}|\s+_:\S+)?\s*\.\s*(?:#.*)?"
)
_RDF_XML = re.compile(
    r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*+<(?:[\w.-]+:)?(?P<root>RDF|TriX)[\s/>]",
    re.S,
)
_HEXTUPLE = re.compile(
    r'\[\s*"(?:[A-Za-z][A-Za-z0-9+.-]*|_):[^"\s]*"\s*,\s*"[A-Za-z][A-Za-z0-9+.-]*:[^"\s]*"\s*'
    r'(?:,\s*"(?:[^"\\]|\\.)*"\s*){4}\](?:\s|\Z)'
)
_IN_XML: Final = {"RDF": "rdfxml", "TriX": "trix"}
ONLY_READ: Final = {"trix": "TriX", "hextuples": "HexTuples"}
"""What is read as other texts of N-Quads, and is no form to write."""
_RDF = re.compile(
    r"@prefix|@base|@version|PREFIX|BASE|VERSION|GRAPH|<<|#|_:|\[|\(|<[^<>\s]*>[\s<]|[\w.-]*:[\w.-]*\s|\{",
    re.I,
)


def is_rdf(text: str, complete: bool) -> str | None:
    """The form of an RDF text; Turtle is read as TriG, which every Turtle text is, too."""
    if text.startswith(("{", "[")):
        if _HEXTUPLE.match(text):
            return "hextuples"
        return "trig" if _is_turtle(text) else None
    if found := _statements(text, complete):
        return found
    if is_xml(text):
        found_root = _RDF_XML.match(text)
        return _IN_XML[found_root["root"]] if found_root else None
    return "trig" if _RDF.match(text) else None


def may_have_nul(text: str) -> bool:
    """Whether a text with U+0000 may be RDF: it begins as that does, and has it in a literal."""
    head = text.partition("\0")[0]
    is_plain = all(line.isprintable() for line in head.expandtabs().splitlines())
    return is_plain and _RDF.match(head) is not None and ('"' in head or "'" in head)


def rdf_title(form: str) -> str:
    """The name of a form of RDF, as its standard has it."""
    return _TITLES[form]


def named_form(file: str, found: str) -> str:
    """The RDF form implied by a file name, for RDF other than XML.

    For most texts only the name shows whether they are Turtle or TriG, and invalid N-Triples look
    like either.
    """
    if found in _BY_EXTENSION.values():
        name = plain_name(file.lower())
        return next((f for ext, f in _BY_EXTENSION.items() if name.endswith(ext)), found)
    return found


_PART_OF: Final = {"turtle": ("ntriples",), "trig": ("turtle", "ntriples"), "nquads": ("ntriples",)}
"""The forms whose texts are texts of a form, too."""


def check_file_name(file: str, form: str) -> None:
    """Raises `UsageError` for a file name that says another form of RDF, as which it would be read.

    >>> check_file_name("alleles.nq.gz", "nquads")
    """
    named = named_form(file, form)
    if form != named and form not in _PART_OF.get(named, ()):
        raise UsageError(
            f"{file} is the name of a file of {named}: name it otherwise, or write that"
        )


def _is_turtle(text: str) -> bool:
    """Whether a text that starts with a bracket is a blank node or a graph of Turtle or TriG."""
    return re.match(r"\[\s*(?:\]\s*[^\s\[{]|a\s|<|[\w.-]*:[\w.-]*\s)", text) is not None or (
        re.match(r"\{\s*(?:<|_:|(?!\w+:\s*[\"'{\[\d])[\w.-]*:[\w.-]*\s|\[)", text) is not None
    )


def _statements(text: str, complete: bool) -> str | None:
    """Whether every line is a statement of N-Quads, or else of N-Triples."""
    found: str | None = None
    for line in whole_lines(text, complete)[:LINES]:
        if line.startswith("#"):
            continue
        match = re.fullmatch(_STATEMENT, line)
        if match is None:  # an error in N-Quads, or the end of the syntax common to Turtle
            return found if found == "nquads" else None
        found = "nquads" if match["graph"] or found == "nquads" else "ntriples"
    return found


_ABOUT: Final = "RDF as "
_TRIPLES: Final = f"{THE_WHOLE}, without the names of graphs"
_XML: Final = f"{WHAT_XML_ALLOWS}; without the names of graphs"

RDF_FORMS: Final = tuple(
    Form(
        name,
        _ABOUT + title,
        extension,
        media_type,
        carries,
        read="clingen_ld.messages.rdf:read_stream",
        write=f"clingen_ld.messages.rdf:{name}",
        other_names=other_names,
        detect_text=is_rdf if name == "turtle" else None,  # which recognizes them all
    )
    for name, title, extension, media_type, carries, other_names in (
        ("turtle", "Turtle", ".ttl", "text/turtle", _TRIPLES, ("ttl",)),
        ("trig", "TriG", ".trig", "application/trig", THE_WHOLE, ()),
        ("ntriples", "N-Triples", ".nt", "application/n-triples", _TRIPLES, ("nt", "n-triples")),
        ("nquads", "N-Quads", ".nq", "application/n-quads", THE_WHOLE, ("nq", "n-quads")),
        ("rdfxml", "RDF/XML", ".rdf", "application/rdf+xml", _XML, ("rdf-xml", "rdf/xml", "rdf")),
    )
)

_BY_EXTENSION: Final = {form.extension: form.name for form in RDF_FORMS if form.name != "rdfxml"}
_TITLES: Final[dict[str, str]] = ONLY_READ | {
    form.name: form.title.removeprefix(_ABOUT) for form in RDF_FORMS
}


_FORMS: Final[tuple[Form, ...]] = (
    RESOURCE_JSON, RESOURCE_XML, JSON_LD, INTERPRETATION, VRS, REGISTRY, *RDF_FORMS, VCF,
)  # fmt: skip
"""Each is more special than those before it that might be taken for it, so the last is asked
first: a document of the Registry has a context of JSON-LD, too."""

FORMS: Final[Mapping[str, Form]] = MappingProxyType({form.name: form for form in _FORMS})
"""The message forms by name."""


def form_name(name: str) -> str:
    """The name of a form from any of its names. Raises `UsageError` for an unknown one.

    >>> form_name("N-Quads")
    'nquads'
    """
    if not isinstance(name, str):
        raise TypeError(f"expected the name of a form, such as 'nquads', not {type(name).__name__}")
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

    For JSON it is the layout, `json` or `ndjson`, since each object has its own form
    (`object_form`); `binary` is not a form. Any other text counts as JSON: its reader reports the
    error.
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

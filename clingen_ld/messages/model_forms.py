"""The forms resource-json and resource-xml: messages in the names of the model."""

from __future__ import annotations

from typing import Final

from clingen_ld.messages.form import THE_WHOLE, WHAT_XML_ALLOWS, Form
from clingen_ld.messages.text.layout import is_xml
from clingen_ld.messages.text.other_texts import is_html


def is_xml_message(text: str, _complete: bool) -> str | None:
    """The form of an XML text that is no web page; RDF/XML is recognized before."""
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
    read="clingen_ld.messages.resource_xml:read_stream",
    write="clingen_ld.messages.resource_xml:XmlWriter",
    other_names=("xml",),
    detect_text=is_xml_message,
)

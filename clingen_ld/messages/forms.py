"""The message forms: their names, and what each of them reads, writes and carries."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from clingen_ld.errors import UsageError


@dataclass(frozen=True, slots=True)
class Form:
    """A message form. `carries` says in words what it holds; `whole`, that it is everything."""

    name: str
    title: str
    extension: str
    media_type: str
    carries: str
    whole: bool = True
    other_names: tuple[str, ...] = ()


class Mapped(NamedTuple):
    """One line of a mapping table: what a form has, where that is in the model, and a remark."""

    given: str
    model: str
    note: str = ""


_ALL: Final = "the whole model, and whatever else a message has"
_IN_XML: Final = "the whole model; names that XML does not allow are reported"

_FORMS: Final = (
    Form("resource-json", "the working group's messages, as FHIR-style JSON", ".json",
         "application/json", _ALL, other_names=("json",)),
    Form("resource-xml", "the same as XML", ".xml", "application/xml", _IN_XML,
         other_names=("xml",)),
    Form("json-ld", "JSON-LD 1.1; any on input, in the project's context on output", ".jsonld",
         "application/ld+json", _ALL, other_names=("jsonld",)),
    Form("registry", "replies of the ClinGen Allele Registry", ".json", "application/json",
         "canonical alleles with their contextual alleles, genes, reference sequences; all of a "
         "registry document", whole=False),
    Form("interpretation", "alleles inside ClinGen's pathogenicity interpretation messages",
         ".json", "application/json", "canonical alleles with their contextual alleles",
         whole=False),
    Form("vrs", "GA4GH VRS 2 alleles and Cat-VRS canonical alleles", ".json", "application/json",
         "placements, sequences and HGVS names; canonical alleles as recipes", whole=False),
    Form("vcf", "variant files: VCF 4.2 and later, and BCF (reading)", ".vcf",
         "text/x-vcf", "genomic contextual alleles on the chromosomes of one build", whole=False),
    Form("turtle", "RDF as Turtle", ".ttl", "text/turtle",
         f"{_ALL}, without the names of graphs", other_names=("ttl",)),
    Form("trig", "RDF as TriG", ".trig", "application/trig", _ALL),
    Form("ntriples", "RDF as N-Triples", ".nt", "application/n-triples",
         f"{_ALL}, without the names of graphs", other_names=("nt", "n-triples")),
    Form("nquads", "RDF as N-Quads", ".nq", "application/n-quads", _ALL,
         other_names=("nq", "n-quads")),
    Form("rdfxml", "RDF as RDF/XML", ".rdf", "application/rdf+xml",
         f"{_IN_XML}; without the names of graphs", other_names=("rdf-xml", "rdf/xml", "rdf")),
)  # fmt: skip

FORMS: Final[Mapping[str, Form]] = MappingProxyType({form.name: form for form in _FORMS})
"""The message forms by name."""


def form_name(name: str) -> str:
    """The name of a form from any of its names. Raises `UsageError` when it is none.

    >>> form_name("N-Quads")
    'nquads'
    """
    key = name.lower()
    for form in _FORMS:
        if key == form.name or key in form.other_names:
            return form.name
    raise UsageError(f"there is no form {name!r}; the forms are {', '.join(FORMS)}")


def _exists(package: str, module: str) -> bool:
    return find_spec(package) is not None and find_spec(module) is not None


def mapping(name: str) -> tuple[Mapped, ...]:
    """The mapping table of a form; empty for one whose names are those of the model."""
    home = f"clingen_ld.messages.{name}"
    module = next((m for m in (f"{home}.schema", f"{home}.mapping") if _exists(home, m)), None)
    if module is None:
        return ()
    found: tuple[Mapped, ...] = import_module(module).MAPPING
    return found


Shape = Literal["json", "ndjson", "xml", "rdfxml", "ntriples", "nquads", "trig", "vcf", "binary"]
"""How a text is laid out; for JSON, the form is told value by value."""

_IRI = r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*>"
_STATEMENT = re.compile(
    rf"(?:{_IRI}|_:\S+)\s+{_IRI}\s+(?:{_IRI}|_:\S+|\"(?:[^\"\\]|\\.)*\"(?:\^\^{_IRI}|@[\w-]+)?)"
    rf"(?P<graph>\s+(?:{_IRI}|_:\S+))?\s*\.\s*(?:#.*)?"
)
_XML = re.compile(r"<(?:[?!]|/|[^\W\d][\w.:-]*(?:[\s>]|/>|\Z))")
_RDF_XML = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*<(?:[\w.-]+:)?RDF[\s/>]", re.S
)
# An IRI before a predicate; one like <urn:x> could be an element, too.
_SUBJECT = re.compile(r"<[^<>\s]*>\s+(?:a\s|<[^<>\s]*>\s|[\w.-]*:[\w.-]*\s)")
_RDF = re.compile(
    r"@prefix|@base|PREFIX|BASE|GRAPH|#|_:|\[|<[^<>\s]*>\s|[\w.-]*:[\w.-]*\s|\{", re.I
)
# What stands in the first 64 KB tells enough.
ENOUGH = 65_536
# How many lines are looked at.
_LINES = 50


def text_shape(start: str, complete: bool = True) -> Shape:
    """The layout of a text from its first characters (`complete`: there are no more).

    A text that is none of the others is taken for JSON when it starts like JSON, else for TriG
    (which every Turtle text is, too): their readers say what is wrong with it.
    """
    text = start.lstrip("\ufeff \t\r\n")
    if start.startswith("BCF\x02"):
        return "vcf"
    if "\0" in start:
        return "binary"
    if text.startswith("##fileformat=VCF"):
        return "vcf"
    if text.startswith(("{", "[")) and not _is_turtle(text):
        return "ndjson" if _is_ndjson(text, complete) else "json"
    if found := _statements(text, complete):
        return found
    if _XML.match(text) and not (_SUBJECT.match(text) and "</" not in text):
        return "rdfxml" if _RDF_XML.match(text) else "xml"
    if _RDF.match(text):
        return "trig"
    return "ndjson" if _is_ndjson(text, complete) else "json"


def _is_turtle(text: str) -> bool:
    """Whether a text that starts with a bracket is a blank node or a graph of Turtle or TriG."""
    return re.match(r"\[\s*(?:\]\s*[^\s\[{]|a\s|<|[\w.-]*:[\w.-]*\s)", text) is not None or (
        re.match(r"\{\s*(?:<|_:|[\w.-]*:[\w.-]*\s|\[)", text) is not None
    )


def _statements(text: str, complete: bool) -> Shape | None:
    """Whether every line is a statement of N-Quads, or else of N-Triples."""
    found: Shape | None = None
    for line in _whole_lines(text, complete)[:_LINES]:
        if line.startswith("#"):
            continue
        match = _STATEMENT.fullmatch(line)
        if match is None:  # a fault of N-Quads, or the end of what Turtle has in common with it
            return found if found == "nquads" else None
        found = "nquads" if match["graph"] or found == "nquads" else "ntriples"
    return found


def _is_ndjson(text: str, complete: bool) -> bool:
    """Whether the lines are JSON values of their own; some of them may be broken.

    With a right first line, any other is one too many for a JSON text. With a wrong one, it
    takes as many right lines as wrong ones, because lines inside a JSON text can be values.
    """
    first, _, rest = text.partition("\n")
    if not rest.strip():
        return False
    if _is_value(first):
        return True
    if complete and _is_value(text):
        return False
    lines = _whole_lines(text, complete)[:_LINES]
    right = sum(map(_is_value, lines[1:]))
    return right > 0 and right >= len(lines) // 2


def _whole_lines(text: str, complete: bool) -> list[str]:
    """The lines that are not blank, without one that is cut off."""
    lines = text.split("\n")
    kept = lines if complete or len(lines) == 1 else lines[:-1]
    return [line.strip() for line in kept if line.strip()]


def _is_value(text: str) -> bool:
    """Whether a text is a JSON object or array."""
    try:
        return text.lstrip().startswith(("{", "[")) and json.loads(text) is not None
    except (ValueError, RecursionError):
        return False


def json_form(value: dict[str, Any]) -> str:
    """The form of one JSON object."""
    if _is_registry(value):
        return "registry"
    if _is_vrs(value):
        return "vrs"
    if _is_interpretation(value):
        return "interpretation"
    if "@context" in value or "@graph" in value or "@type" in value:
        return "json-ld"
    if "resourceType" not in value and any(key.startswith("@") for key in value):
        return "json-ld"
    return "resource-json"


_REGISTRY = re.compile(r"https?://[^/]*genome\.network/(schema|allele|gene|refseq)/|_:CA\Z")
_ALLELE_LISTS = ("genomicAlleles", "transcriptAlleles", "aminoAcidAlleles")


def _is_registry(value: dict[str, Any]) -> bool:
    """Whether an object is a reply of the Allele Registry, one that tells an error included."""
    if "resourceType" in value or "@type" in value:
        return False
    name = value.get("@context", value.get("@id"))
    if isinstance(name, str) and _REGISTRY.match(name):
        return True
    is_error = "errorType" in value and "@id" not in value
    return is_error or any(key in value for key in _ALLELE_LISTS)


_VRS_KEYS: dict[str, tuple[str, ...]] = {
    "Allele": ("location", "state"),
    "CategoricalVariant": ("constraints", "members", "mappings", "name"),
    "CisPhasedBlock": ("members",),
    "Adjacency": ("adjoinedSequences",),
    "Terminus": ("location",),
    "DerivativeMolecule": ("components",),
    "CopyNumberCount": ("location", "copies"),
    "CopyNumberChange": ("location", "copyChange"),
}
"""The types of variation in VRS, and the keys by one of which they are known."""


def _is_vrs(value: dict[str, Any]) -> bool:
    """Whether an object is of GA4GH VRS or Cat-VRS."""
    if "resourceType" in value or "@type" in value or "@context" in value:
        return False
    name = value.get("id")
    if isinstance(name, str) and name.startswith("ga4gh:VA."):
        return True
    type_ = value.get("type")
    if isinstance(type_, str) and type_ in _VRS_KEYS:
        return any(key in value for key in _VRS_KEYS[type_])
    # Recipes of Cat-VRS by the class that they are, and alleles without their type.
    if type_ in ("CanonicalAllele", "ProteinSequenceConsequence"):
        return isinstance(value.get("constraints"), list)
    location = value.get("location")
    return (
        type_ is None
        and "state" in value
        and isinstance(location, dict)
        and ("sequenceReference" in location or location.get("type") == "SequenceLocation")
    )


_INTERPRETATION = re.compile(
    r"https?://(?:dataexchange|datamodel)\.clinicalgenome\.org/interpretation/"
)
_INTERPRETATION_TYPES = frozenset({
    "VariantPathogenicityInterpretation", "VariantInterpretation", "CriterionAssessment",
    "EvidenceLine", "CanonicalAllele", "ContextualAllele",
})  # fmt: skip
_INTERPRETATION_KEYS = frozenset({
    "variant", "statementOutcome", "evidenceLine", "evidenceItem", "evidenceStrength", "criterion",
})  # fmt: skip

_OF_EMBEDDED = frozenset({
    "state", "alleleName", "contextualAlleleType", "referenceCoordinate", "relatedCanonicalAllele",
})  # fmt: skip


def _is_interpretation(value: dict[str, Any]) -> bool:
    """Whether an object is an interpretation message, or an allele out of one."""
    if "resourceType" in value:
        return False
    context = value.get("@context")
    if isinstance(context, str) and _INTERPRETATION.match(context):
        return True
    if "VariantPathogenicityInterpretation" in value:  # several of them
        return True
    if context is not None or "@type" in value:
        return False
    type_, name = value.get("type"), value.get("id")
    if isinstance(type_, str) and type_ in _INTERPRETATION_TYPES:
        return True
    if "relatedCanonicalAllele" in value or (isinstance(name, str) and name.startswith("CAR:")):
        return True
    members = value.get("relatedContextualAllele")
    if isinstance(members, list) and any(_is_embedded(member) for member in members):
        return True
    coordinate = value.get("referenceCoordinate")
    if isinstance(coordinate, dict) and ("state" in value or "refState" in coordinate):
        return True
    return len(_INTERPRETATION_KEYS.intersection(value)) > 1


def _is_embedded(member: Any) -> bool:
    """Whether an entry of relatedContextualAllele is an allele, not a link of the model to one."""
    return isinstance(member, dict) and not _OF_EMBEDDED.isdisjoint(member)

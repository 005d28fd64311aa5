"""The message forms: their names, and what each of them reads, writes and carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final, NamedTuple

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


def mapping(name: str) -> tuple[Mapped, ...]:
    """The mapping table of a form; empty for one whose names are those of the model."""
    home = f"clingen_ld.messages.{name}"
    if find_spec(home) is None or find_spec(f"{home}.mapping") is None:
        return ()
    found: tuple[Mapped, ...] = import_module(f"{home}.mapping").MAPPING
    return found

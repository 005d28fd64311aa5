"""The ClinGen Allele Model as linked data: validation, conversion, and RDF.

The verbs, the same as on the command line:

    validate    everything that is wrong with some messages, and where
    fix         what is wrong in messages, where a suggestion is safe to follow
    convert     messages of any form to any other
    to_graph    messages to an rdflib Dataset
    from_graph  an rdflib graph back to resources (also called frame)
    find        the alleles in any JSON, each with its place
    new         contextual alleles of HGVS names and SPDI expressions
    table       the alleles of files as a table for analysis
    draw        pictures of alleles, as SVG and PNG
    explain     what a rule says and why, and how to fix a violation
    load_model  the model itself: types, properties, value sets, rules
    types       its resources, parts and data types as typed classes over plain trees

The first three take files, folders, and messages in memory: dicts, lists of dicts, bytes, and texts
as `Document(text)`. `bulk_convert` and `bulk_validate` work with several processes.
`document_loader` gives the contexts of the package to PyLD.

and for triple stores, embedded ones and servers, which `open_store` opens:

    load            files into a store, resource by resource
    export          the resources of a store in any form
    query           SPARQL (`named_queries` has some that come with the package)
    remove          resources out of a store
    diff            the differences of two files, folders or stores
    describe        what a store holds, in numbers (also called stat)
    validate_store  everything that is wrong with what a store holds

and for the web: `make_app` is the service as an ASGI application, `write_site` the model as a site.

Everything is loaded when it is first used: importing the package alone costs little.
"""

from __future__ import annotations

from importlib import import_module
from types import FunctionType
from typing import TYPE_CHECKING, Any

from clingen_ld.version import __version__

if TYPE_CHECKING:
    from clingen_ld import types
    from clingen_ld.bulk.converting import bulk_convert
    from clingen_ld.bulk.tables import TableReport, Validated, bulk_validate, table
    from clingen_ld.bulk.validating import Progress
    from clingen_ld.conversion import Conversion, Converting, Writing, convert
    from clingen_ld.creation import new
    from clingen_ld.drawing.pictures import Picture, Pictures, draw
    from clingen_ld.errors import (
        ClingenError,
        ClusterError,
        InputError,
        StoreError,
        TextError,
        UsageError,
    )
    from clingen_ld.findings.finding import Finding
    from clingen_ld.findings.outcome import KnownFindings
    from clingen_ld.findings.shacl_result import ShaclResult
    from clingen_ld.messages.datasets import frame, from_graph, to_graph
    from clingen_ld.messages.json_ld.contexts import Loader, document_loader
    from clingen_ld.messages.losses import Loss
    from clingen_ld.messages.message import (
        Edit,
        Engine,
        Excerpt,
        Fix,
        Item,
        Message,
        Place,
        Problem,
        Reading,
        ReadOptions,
    )
    from clingen_ld.messages.search.documents import FoundAllele, find
    from clingen_ld.messages.text.exclusion import Exclusion
    from clingen_ld.messages.text.inputs import Document, Inputs, MemoryInputs, PathName
    from clingen_ld.messages.writing import Layout
    from clingen_ld.model import Model, Severity, Tree, load_model
    from clingen_ld.reports.rule_pages import explain
    from clingen_ld.stores.deltas import Delta
    from clingen_ld.stores.describing import Count, Description, describe, stat
    from clingen_ld.stores.diffing import Comparison, Difference, ValueChange, diff
    from clingen_ld.stores.endpoints import Credentials, Endpoints, Server
    from clingen_ld.stores.loading import LoadOptions, LoadReport, load
    from clingen_ld.stores.opening import open_store
    from clingen_ld.stores.querying import NamedQuery, named_queries, query
    from clingen_ld.stores.reading import Opener, export
    from clingen_ld.stores.removing import RemoveReport, remove
    from clingen_ld.stores.store import Results, Solutions, Store, TripleResults
    from clingen_ld.stores.validating import validate_store
    from clingen_ld.validation.configuration import Configuration
    from clingen_ld.validation.fixing import Fixed, fix
    from clingen_ld.validation.report import Report
    from clingen_ld.validation.session import Validating, ValidationOptions, validate
    from clingen_ld.web.app import make_app
    from clingen_ld.web.settings import ServiceSettings
    from clingen_ld.web.site import write_site

_NAMES = {
    "bulk.converting": "bulk_convert",
    "bulk.tables": "TableReport Validated bulk_validate table",
    "bulk.validating": "Progress",
    "conversion": "Conversion Converting Writing convert",
    "creation": "new",
    "drawing.pictures": "Picture Pictures draw",
    "errors": "ClingenError ClusterError InputError StoreError TextError UsageError",
    "findings.finding": "Finding",
    "findings.outcome": "KnownFindings",
    "findings.shacl_result": "ShaclResult",
    "messages.datasets": "frame from_graph to_graph",
    "messages.losses": "Loss",
    "messages.search.documents": "FoundAllele find",
    "messages.json_ld.contexts": "Loader document_loader",
    "messages.message": "Edit Engine Excerpt Fix Item Message Place Problem ReadOptions Reading",
    "messages.text.exclusion": "Exclusion",
    "messages.text.inputs": "Document Inputs MemoryInputs PathName",
    "messages.writing": "Layout",
    "model": "Model Severity Tree load_model",
    "reports.rule_pages": "explain",
    "stores.deltas": "Delta",
    "stores.describing": "Count Description describe stat",
    "stores.diffing": "Comparison Difference ValueChange diff",
    "stores.endpoints": "Credentials Endpoints Server",
    "stores.loading": "LoadOptions LoadReport load",
    "stores.opening": "open_store",
    "stores.querying": "NamedQuery named_queries query",
    "stores.reading": "Opener export",
    "stores.removing": "RemoveReport remove",
    "stores.store": "Results Solutions Store TripleResults",
    "stores.validating": "validate_store",
    "validation.configuration": "Configuration",
    "validation.fixing": "Fixed fix",
    "validation.report": "Report",
    "validation.session": "Validating ValidationOptions validate",
    "web.app": "make_app",
    "web.settings": "ServiceSettings",
    "web.site": "write_site",
}
"""The names of the package by the modules that have them, which are imported on first use."""
_HOMES = {
    "types": __name__,
    **{name: f"{__name__}.{home}" for home, names in _NAMES.items() for name in names.split()},
}

__all__ = [
    "ClingenError", "ClusterError", "Comparison", "Configuration", "Conversion", "Converting",
    "Count", "Credentials", "Delta", "Description", "Difference", "Document", "Edit", "Endpoints",
    "Engine", "Excerpt", "Exclusion", "Finding", "Fix", "Fixed", "FoundAllele", "InputError",
    "Inputs", "Item", "KnownFindings", "Layout", "LoadOptions", "LoadReport", "Loader", "Loss",
    "MemoryInputs", "Message", "Model", "NamedQuery", "Opener", "PathName", "Picture", "Pictures",
    "Place", "Problem", "Progress", "ReadOptions", "Reading", "RemoveReport", "Report", "Results",
    "Server", "ServiceSettings", "Severity", "ShaclResult", "Solutions", "Store", "StoreError",
    "TableReport", "TextError", "Tree", "TripleResults", "UsageError", "Validated", "Validating",
    "ValidationOptions", "ValueChange", "Writing", "__version__", "bulk_convert", "bulk_validate",
    "convert", "describe", "diff", "document_loader", "draw", "explain", "export", "find", "fix",
    "frame", "from_graph", "load", "load_model", "make_app", "named_queries", "new", "open_store",
    "query", "remove", "stat", "table", "to_graph", "types", "validate", "validate_store",
    "write_site",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "types":
        return import_module(f"{__name__}.types")
    found = getattr(import_module(_HOMES[name]), name)
    if not isinstance(found, FunctionType):
        return found
    from clingen_ld.arguments import checked

    own = found.__name__  # one of two public names, or none of them
    return checked(found, own if own in _HOMES else name)


def __dir__() -> list[str]:
    return sorted(__all__)

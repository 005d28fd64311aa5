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
from typing import TYPE_CHECKING, Any

from clingen_ld.version import __version__

if TYPE_CHECKING:
    from clingen_ld import types
    from clingen_ld.bulk.folders import bulk_convert, bulk_validate
    from clingen_ld.bulk.tables import TableReport, Validated, table
    from clingen_ld.bulk.validating import Progress
    from clingen_ld.conversion import (
        Conversion,
        Converting,
        Loss,
        Writing,
        convert,
        frame,
        from_graph,
        to_graph,
    )
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
    from clingen_ld.messages.allele_search import FoundAllele, find
    from clingen_ld.messages.json_ld.contexts import Loader, document_loader
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

_HOMES = {
    "ClingenError": "clingen_ld.errors",
    "ClusterError": "clingen_ld.errors",
    "Comparison": "clingen_ld.stores.diffing",
    "Configuration": "clingen_ld.validation.configuration",
    "Conversion": "clingen_ld.conversion",
    "Converting": "clingen_ld.conversion",
    "Count": "clingen_ld.stores.describing",
    "Credentials": "clingen_ld.stores.endpoints",
    "Delta": "clingen_ld.stores.deltas",
    "Description": "clingen_ld.stores.describing",
    "Difference": "clingen_ld.stores.diffing",
    "Document": "clingen_ld.messages.text.inputs",
    "Edit": "clingen_ld.messages.message",
    "Endpoints": "clingen_ld.stores.endpoints",
    "Engine": "clingen_ld.messages.message",
    "Excerpt": "clingen_ld.messages.message",
    "Exclusion": "clingen_ld.messages.text.exclusion",
    "Finding": "clingen_ld.findings.finding",
    "Fix": "clingen_ld.messages.message",
    "Fixed": "clingen_ld.validation.fixing",
    "FoundAllele": "clingen_ld.messages.allele_search",
    "InputError": "clingen_ld.errors",
    "Inputs": "clingen_ld.messages.text.inputs",
    "Item": "clingen_ld.messages.message",
    "KnownFindings": "clingen_ld.findings.outcome",
    "Layout": "clingen_ld.messages.writing",
    "LoadOptions": "clingen_ld.stores.loading",
    "LoadReport": "clingen_ld.stores.loading",
    "Loader": "clingen_ld.messages.json_ld.contexts",
    "Loss": "clingen_ld.conversion",
    "MemoryInputs": "clingen_ld.messages.text.inputs",
    "Message": "clingen_ld.messages.message",
    "Model": "clingen_ld.model",
    "NamedQuery": "clingen_ld.stores.querying",
    "Opener": "clingen_ld.stores.reading",
    "PathName": "clingen_ld.messages.text.inputs",
    "Picture": "clingen_ld.drawing.pictures",
    "Pictures": "clingen_ld.drawing.pictures",
    "Place": "clingen_ld.messages.message",
    "Problem": "clingen_ld.messages.message",
    "Progress": "clingen_ld.bulk.validating",
    "ReadOptions": "clingen_ld.messages.message",
    "Reading": "clingen_ld.messages.message",
    "RemoveReport": "clingen_ld.stores.removing",
    "Report": "clingen_ld.validation.report",
    "Results": "clingen_ld.stores.store",
    "Server": "clingen_ld.stores.endpoints",
    "ServiceSettings": "clingen_ld.web.settings",
    "Severity": "clingen_ld.model",
    "ShaclResult": "clingen_ld.findings.shacl_result",
    "Solutions": "clingen_ld.stores.store",
    "Store": "clingen_ld.stores.store",
    "StoreError": "clingen_ld.errors",
    "TableReport": "clingen_ld.bulk.tables",
    "TextError": "clingen_ld.errors",
    "Tree": "clingen_ld.model",
    "TripleResults": "clingen_ld.stores.store",
    "UsageError": "clingen_ld.errors",
    "Validated": "clingen_ld.bulk.tables",
    "Validating": "clingen_ld.validation.session",
    "ValidationOptions": "clingen_ld.validation.session",
    "ValueChange": "clingen_ld.stores.diffing",
    "Writing": "clingen_ld.conversion",
    "bulk_convert": "clingen_ld.bulk.folders",
    "bulk_validate": "clingen_ld.bulk.folders",
    "convert": "clingen_ld.conversion",
    "describe": "clingen_ld.stores.describing",
    "diff": "clingen_ld.stores.diffing",
    "document_loader": "clingen_ld.messages.json_ld.contexts",
    "draw": "clingen_ld.drawing.pictures",
    "explain": "clingen_ld.reports.rule_pages",
    "export": "clingen_ld.stores.reading",
    "find": "clingen_ld.messages.allele_search",
    "fix": "clingen_ld.validation.fixing",
    "frame": "clingen_ld.conversion",
    "from_graph": "clingen_ld.conversion",
    "load": "clingen_ld.stores.loading",
    "load_model": "clingen_ld.model",
    "make_app": "clingen_ld.web.app",
    "named_queries": "clingen_ld.stores.querying",
    "new": "clingen_ld.creation",
    "open_store": "clingen_ld.stores.opening",
    "query": "clingen_ld.stores.querying",
    "remove": "clingen_ld.stores.removing",
    "stat": "clingen_ld.stores.describing",
    "table": "clingen_ld.bulk.tables",
    "to_graph": "clingen_ld.conversion",
    "types": "clingen_ld",
    "validate": "clingen_ld.validation.session",
    "validate_store": "clingen_ld.stores.validating",
    "write_site": "clingen_ld.web.site",
}

__all__ = [
    "ClingenError",
    "ClusterError",
    "Comparison",
    "Configuration",
    "Conversion",
    "Converting",
    "Count",
    "Credentials",
    "Delta",
    "Description",
    "Difference",
    "Document",
    "Edit",
    "Endpoints",
    "Engine",
    "Excerpt",
    "Exclusion",
    "Finding",
    "Fix",
    "Fixed",
    "FoundAllele",
    "InputError",
    "Inputs",
    "Item",
    "KnownFindings",
    "Layout",
    "LoadOptions",
    "LoadReport",
    "Loader",
    "Loss",
    "MemoryInputs",
    "Message",
    "Model",
    "NamedQuery",
    "Opener",
    "PathName",
    "Picture",
    "Pictures",
    "Place",
    "Problem",
    "Progress",
    "ReadOptions",
    "Reading",
    "RemoveReport",
    "Report",
    "Results",
    "Server",
    "ServiceSettings",
    "Severity",
    "ShaclResult",
    "Solutions",
    "Store",
    "StoreError",
    "TableReport",
    "TextError",
    "Tree",
    "TripleResults",
    "UsageError",
    "Validated",
    "Validating",
    "ValidationOptions",
    "ValueChange",
    "Writing",
    "__version__",
    "bulk_convert",
    "bulk_validate",
    "convert",
    "describe",
    "diff",
    "document_loader",
    "draw",
    "explain",
    "export",
    "find",
    "fix",
    "frame",
    "from_graph",
    "load",
    "load_model",
    "make_app",
    "named_queries",
    "new",
    "open_store",
    "query",
    "remove",
    "stat",
    "table",
    "to_graph",
    "types",
    "validate",
    "validate_store",
    "write_site",
]


def __getattr__(name: str) -> Any:
    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module 'clingen_ld' has no attribute {name!r}") from None
    # The import of a module of the package makes it an attribute of this one.
    return (
        import_module(f"{home}.{name}") if home == __name__ else getattr(import_module(home), name)
    )


def __dir__() -> list[str]:
    return sorted(__all__)

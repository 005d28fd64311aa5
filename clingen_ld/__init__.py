"""The ClinGen Allele Model as linked data: validation, conversion, and RDF.

The verbs, the same as on the command line:

    validate    everything that is wrong with some files, and where
    convert     files of any form to any other
    to_graph    files to an rdflib Dataset
    from_graph  an rdflib graph back to resources (also called frame)
    new         contextual alleles of HGVS names and SPDI expressions
    load_model  the model itself: types, properties, value sets, rules
    types       its resources, parts and data types as typed classes over plain trees

and for triple stores, embedded ones and servers, which `open_store` opens:

    load            files into a store, resource by resource
    export          the resources of a store in any form
    query           SPARQL (`named_queries` has some that come with the package)
    remove          resources out of a store
    diff            two files, folders or stores held against each other
    describe        what a store holds, in numbers (also called stat)
    validate_store  everything that is wrong with what a store holds

Everything is loaded when it is first used: importing the package alone costs little.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from clingen_ld.version import __version__

if TYPE_CHECKING:
    from clingen_ld import types
    from clingen_ld.conversion import Conversion, Loss, convert, frame, from_graph, to_graph
    from clingen_ld.creation import new
    from clingen_ld.errors import (
        ClingenError,
        ClusterError,
        InputError,
        StoreError,
        TextError,
        UsageError,
    )
    from clingen_ld.messages.message import ReadOptions
    from clingen_ld.model import Model, load_model
    from clingen_ld.stores.describing import Description, describe
    from clingen_ld.stores.diffing import Comparison, diff
    from clingen_ld.stores.endpoints import Credentials, Endpoints
    from clingen_ld.stores.loading import LoadOptions, LoadReport, load
    from clingen_ld.stores.opening import open_store
    from clingen_ld.stores.querying import named_queries, query
    from clingen_ld.stores.reading import export
    from clingen_ld.stores.removing import RemoveReport, remove
    from clingen_ld.stores.validating import validate_store
    from clingen_ld.validation.findings import Finding
    from clingen_ld.validation.report import Report
    from clingen_ld.validation.session import ValidationOptions, validate

_HOMES = {
    "ClingenError": "clingen_ld.errors",
    "ClusterError": "clingen_ld.errors",
    "Comparison": "clingen_ld.stores.diffing",
    "Conversion": "clingen_ld.conversion",
    "Credentials": "clingen_ld.stores.endpoints",
    "Description": "clingen_ld.stores.describing",
    "Endpoints": "clingen_ld.stores.endpoints",
    "Finding": "clingen_ld.validation.findings",
    "InputError": "clingen_ld.errors",
    "LoadOptions": "clingen_ld.stores.loading",
    "LoadReport": "clingen_ld.stores.loading",
    "Loss": "clingen_ld.conversion",
    "Model": "clingen_ld.model",
    "ReadOptions": "clingen_ld.messages.message",
    "RemoveReport": "clingen_ld.stores.removing",
    "Report": "clingen_ld.validation.report",
    "StoreError": "clingen_ld.errors",
    "TextError": "clingen_ld.errors",
    "UsageError": "clingen_ld.errors",
    "ValidationOptions": "clingen_ld.validation.session",
    "convert": "clingen_ld.conversion",
    "describe": "clingen_ld.stores.describing",
    "diff": "clingen_ld.stores.diffing",
    "export": "clingen_ld.stores.reading",
    "frame": "clingen_ld.conversion",
    "from_graph": "clingen_ld.conversion",
    "load": "clingen_ld.stores.loading",
    "load_model": "clingen_ld.model",
    "named_queries": "clingen_ld.stores.querying",
    "new": "clingen_ld.creation",
    "open_store": "clingen_ld.stores.opening",
    "query": "clingen_ld.stores.querying",
    "remove": "clingen_ld.stores.removing",
    "to_graph": "clingen_ld.conversion",
    "types": "clingen_ld",
    "validate": "clingen_ld.validation.session",
    "validate_store": "clingen_ld.stores.validating",
}

__all__ = [
    "ClingenError",
    "ClusterError",
    "Comparison",
    "Conversion",
    "Credentials",
    "Description",
    "Endpoints",
    "Finding",
    "InputError",
    "LoadOptions",
    "LoadReport",
    "Loss",
    "Model",
    "ReadOptions",
    "RemoveReport",
    "Report",
    "StoreError",
    "TextError",
    "UsageError",
    "ValidationOptions",
    "__version__",
    "convert",
    "describe",
    "diff",
    "export",
    "frame",
    "from_graph",
    "load",
    "load_model",
    "named_queries",
    "new",
    "open_store",
    "query",
    "remove",
    "to_graph",
    "types",
    "validate",
    "validate_store",
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

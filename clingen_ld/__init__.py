"""The ClinGen Allele Model as linked data: validation, conversion, and RDF.

The verbs, the same as on the command line:

    validate    everything that is wrong with some files, and where
    convert     files of any form to any other
    to_graph    files to an rdflib Dataset
    from_graph  an rdflib graph back to resources (also called frame)
    new         contextual alleles of HGVS names and SPDI expressions
    load_model  the model itself: types, properties, value sets, rules

Everything is loaded when it is first used: importing the package alone costs little.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from clingen_ld.alleles.new import new
    from clingen_ld.conversion import Conversion, convert, frame, from_graph, to_graph
    from clingen_ld.errors import (
        ClingenError,
        InputError,
        StoreError,
        TextError,
        UsageError,
    )
    from clingen_ld.messages.message import ReadOptions
    from clingen_ld.model import Model, load_model
    from clingen_ld.validation.findings import Finding
    from clingen_ld.validation.validator import Report, ValidationOptions, validate

_HOMES = {
    "ClingenError": "clingen_ld.errors",
    "Conversion": "clingen_ld.conversion",
    "Finding": "clingen_ld.validation.findings",
    "InputError": "clingen_ld.errors",
    "Model": "clingen_ld.model",
    "ReadOptions": "clingen_ld.messages.message",
    "Report": "clingen_ld.validation.validator",
    "StoreError": "clingen_ld.errors",
    "TextError": "clingen_ld.errors",
    "UsageError": "clingen_ld.errors",
    "ValidationOptions": "clingen_ld.validation.validator",
    "convert": "clingen_ld.conversion",
    "frame": "clingen_ld.conversion",
    "from_graph": "clingen_ld.conversion",
    "load_model": "clingen_ld.model",
    "new": "clingen_ld.alleles.new",
    "to_graph": "clingen_ld.conversion",
    "validate": "clingen_ld.validation.validator",
}

__all__ = [
    "ClingenError",
    "Conversion",
    "Finding",
    "InputError",
    "Model",
    "ReadOptions",
    "Report",
    "StoreError",
    "TextError",
    "UsageError",
    "ValidationOptions",
    "__version__",
    "convert",
    "frame",
    "from_graph",
    "load_model",
    "new",
    "to_graph",
    "validate",
]


def __getattr__(name: str) -> Any:
    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module 'clingen_ld' has no attribute {name!r}") from None
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)

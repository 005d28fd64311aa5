"""The model as data: what `contexts/` and `shapes/` say, read once into a `Model`."""

from clingen_ld.model.caching import load_model
from clingen_ld.model.definitions import (
    Code,
    CodeSystem,
    ConceptualClass,
    Model,
    Property,
    Rule,
    Severity,
    Type,
    ValueSet,
)

__all__ = [
    "Code",
    "CodeSystem",
    "ConceptualClass",
    "Model",
    "Property",
    "Rule",
    "Severity",
    "Type",
    "ValueSet",
    "load_model",
]

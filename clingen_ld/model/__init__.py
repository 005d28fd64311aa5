"""The model as data: what `contexts/` and `shapes/` say, read once into a `Model`."""

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
from clingen_ld.model.loading import load_model, read_model

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
    "read_model",
]

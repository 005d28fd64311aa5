"""The rules that are written in Python, one module a family; importing this registers them."""

from clingen_ld.validation.rules import (  # noqa: F401
    agreement,
    canonical_allele,
    concept_codes,
    contextual_allele,
    coordinates,
    effects,
    gene,
    hgvs_names,
    identity,
    provenance,
    reference_sequence,
    references,
    resource_names,
)

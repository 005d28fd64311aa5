"""The rules that are written in Python, one module a family; importing this registers them."""

from clingen_ld.validation.rules import (  # noqa: F401
    agreement,
    alphabet,
    canonical_allele,
    concept_codes,
    contextual_allele,
    coordinates,
    display,
    duplicates,
    gathering,
    gene,
    hgvs_names,
    identifier,
    identity,
    provenance,
    reference_display,
    reference_sequence,
    references,
    relations,
)

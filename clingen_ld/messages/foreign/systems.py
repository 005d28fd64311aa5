"""The systems of identifiers that several forms name in words of their own."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from clingen_ld.model import is_name

DBSNP: Final = "http://www.ncbi.nlm.nih.gov/snp"
"""The numbers of dbSNP, which the model writes without rs."""
CLINVAR_VARIATION: Final = "http://www.ncbi.nlm.nih.gov/clinvar/variation"
HGNC: Final = "http://www.genenames.org/"
NCBI_GENE: Final = "http://www.ncbi.nlm.nih.gov/gene"
REGISTRY: Final = "http://reg.genome.network/allele"
"""Canonical alleles by their numbers in the ClinGen Allele Registry."""


class _Named(NamedTuple):
    """A system, and the form of its values, of which the model has the part `value`."""

    system: str
    form: re.Pattern[str]


_NUMBER: Final = re.compile(r"(?P<value>[0-9]+)")
_BY_NAME: Final = {
    name: _Named(system, form)
    for names, system, form in (
        (("clinvar", "clinvar variation", "clinvar variation id"), CLINVAR_VARIATION, _NUMBER),
        (("clingen", "clingen allele registry", "car"), REGISTRY,
         re.compile(r"(?P<value>(?:CA|PA)[0-9]+)")),
        (("hgnc",), HGNC, re.compile(r"(?P<value>HGNC:[0-9]+)")),
        (("ncbigene", "ncbi gene", "entrez gene"), NCBI_GENE, _NUMBER),
        (("dbsnp",), DBSNP, re.compile(r"(?:rs)?(?P<value>[0-9]+)")),
    )
    for name in names
}  # fmt: skip


def system_named(name: str) -> str | None:
    """The system of the model that has a name in words, in any case, or None.

    >>> system_named("dbSNP")
    'http://www.ncbi.nlm.nih.gov/snp'
    """
    known = _BY_NAME.get(name.strip().casefold())
    return known.system if known is not None else None


def named_identifier(name: str, value: object) -> tuple[str | None, object]:
    """The system and value of the model for a value in a system that may have a name in words.

    The system is None if the name is neither known nor a URI. Names ignore case.

    >>> named_identifier("dbSNP", "rs80357382")
    ('http://www.ncbi.nlm.nih.gov/snp', '80357382')
    >>> named_identifier("my codes", "1"), named_identifier("urn:x:y", "1")
    ((None, '1'), ('urn:x:y', '1'))
    """
    known = _BY_NAME.get(name.strip().casefold())
    found = known.form.fullmatch(value) if known is not None and isinstance(value, str) else None
    if known is not None and found is not None:
        return known.system, found["value"]
    return (name if is_name(name) else None), value
